"""Paths and sources of the random histories: every form of an import, a string and an implementation, over few names."""

from hypothesis import strategies as st

from tests.support.repositories import Content, Executable, Submodule, Symlink


def words(text: str) -> list[str]:
    """What stands between blanks."""
    return text.split()


MODULES = words("""
    shop.core.router shop.core.router shop.core.router shop.legacy shop.legacy.hub oldrouter shop.facade shop.core
    elsewhere.router shop.messaging.router shop.legacy.old.router shop.core.router_tools
""")
THIRDS = words("shop.facade shop.facade shop.compat shop shop.core shop.pages shop.legacy shop.compat.more")
RELATIVE = words(".core.router ..core.router .router ..legacy.hub .legacy .facade ..facade ..compat ...shop.core.router ....far")
NAMES = ("Router", "Router", "Router", "R", "make_router", "Router as R", "R as Router", "Router, make_router", "hub", "Router as Base")

MARKERS = (
    "intended",
    "intended, until spring",
    "ignore[deprecated-import]",
    "ignore[deprecated-import, dangling-import, import-cycle]",
    "ignore [ string-target , duplicate-implementation ] because",
    "ignore[deprecated-reference,identical-body]",
    "ignore[text-pattern]  # ssot: intended",
    "ignore",
    "unintended",
)

PATHS: st.SearchStrategy[str] = st.sampled_from(
    [
        *words("""
    shop/core/router.py shop/core/router.py shop/messaging/router.py shop/messaging/__init__.py oldrouter.py
    shop/core/router/__init__.py shop/core/router/impl.py shop/legacy/__init__.py shop/legacy/hub.py shop/legacy/old.py
    shop/__init__.py shop/core/__init__.py shop/facade.py shop/facade.py shop/compat.py shop/compat/__init__.py
    shop/compat/more.py shop/pages/home.py shop/pages/home.py shop/pages/__init__.py shop/app.py app.py
    src/shop/core/router.py src/shop/facade.py src/shop/pages/home.py services/lib/shop/messaging/router.py
    tests/test_a.py tests/unit/test_b.py tests/integration/test_c.py shop/test_d.py scripts/run.py docs/conf.py
    backup/shop/facade.py backup/shop/core/router.py shop/vendor/router.py shop/router_pb2.py Tests/Upper.py
    README.md shop/notes.txt shop/käse.py shop/core/router.pyi
    """),
        "shop/a b.py",
    ]
)


def sources(text: str) -> st.SearchStrategy[str]:
    """One of several sources that stand between lines of dashes."""
    return st.sampled_from([f"{one.strip()}\n" for one in text.split("---\n")])


def block(head: str, body: str) -> str:
    """Statements under a head."""
    return head + "\n" + "".join(f"    {line}\n" if line else "\n" for line in body.rstrip("\n").split("\n"))


def wrapped(plain: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    """Statements at module level, mostly, or inside something."""
    inside = (
        lambda text: block("def f():", text),
        lambda text: block("async def g(self, x=lambda: 1):", text),
        lambda text: block("class Holder:", text),
        lambda text: block("try:", text) + "except ImportError:\n    pass\n",
        lambda text: "try:\n    pass\nexcept (ImportError, ValueError):\n" + block("", text).lstrip("\n"),
        lambda text: block("if TYPE_CHECKING:", text),
        lambda text: block("if x:", text),
        lambda text: block("match x:\n  case 1:", text),
        lambda text: block("with x:", text),
        lambda text: block("for x in y:", "pass") + block("else:", text),
    )
    return st.one_of(plain, plain, plain, st.builds(lambda text, into: into(text), plain, st.sampled_from(inside)))


def marked(pieces: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    """The same with a marker behind their first line."""
    return st.builds(lambda text, marker: text.replace("\n", f"  # ssot: {marker}\n", 1), pieces, st.sampled_from(MARKERS))


_module = st.sampled_from(MODULES)
_deep = st.sampled_from([name for name in MODULES if "." in name])
_third = st.sampled_from(THIRDS + THIRDS + MODULES)
_names = st.sampled_from(NAMES)
_from = st.sampled_from(THIRDS + MODULES + RELATIVE)

IMPORTS = st.one_of(
    st.builds("from {} import {}\n".format, _module, _names),
    st.builds("from {} import {}\n".format, _third, _names),
    st.builds("from {} import {}\n".format, st.sampled_from(RELATIVE), _names),
    st.builds("from {} import (\n    {},  # one\n    Other,\n)\n".format, _from, _names),
    st.builds("import {}\n".format, _module),
    st.builds("import {} as x\n".format, _module),
    st.builds("import os, {}\n".format, _module),
    st.builds("import {}, {}\n".format, _module, _module),
    st.builds("x = 1; import {}; from {} import Router\n".format, _module, _third),
    st.builds("from {} import \\\n    {}\n".format, _from, _names),
    st.sampled_from(
        ("from shop.core import router\n", "from .core import router\n", "from shop.legacy import hub\n", "from .legacy import hub\n")
    ),
    st.sampled_from(
        ("from shop import legacy\n", "from shop.facade import router\n", "from shop import hub as R\n", "from .. import facade\n")
    ),
)

STARS = st.builds("from {} import *\n".format, st.sampled_from(THIRDS + MODULES + RELATIVE))

DYNAMIC = st.one_of(
    st.builds('importlib.import_module("{}")\n'.format, _module),
    st.builds('import_module(\n    "{}",\n    "shop.core.router",\n)\n'.format, _module),
    st.builds('x = __import__("{}.more", fromlist=["Router"])\n'.format, _module),
    st.builds('find_spec("{}")\n'.format, _third),
    st.builds('import_module(name="{}")\n'.format, _module),
    st.builds('import_module(f"{}")\n'.format, _module),
    st.just('import_module(".router", "shop.core")\n'),
    st.just('importlib.import_module("..legacy", package="shop.core")\n'),
    st.builds('import importlib as loader\nx = loader.import_module("{}")\n'.format, _module),
    st.builds('from importlib import import_module as load\nx = load("{}")\n'.format, _deep),
    st.builds('from importlib.util import find_spec as found\nif found("{}"):\n    pass\n'.format, _deep),
    st.builds('from importlib import import_module as load\nx = load(\n    "{}",\n), "shop.core.router"\n'.format, _module),
    st.just('from importlib import import_module as load\nload("..legacy.hub", "shop.core")\n'),
    st.builds('from importlib import import_module as load\ndef f(load):\n    return load("{}")\n'.format, _deep),
)

STRINGS = st.one_of(
    st.builds('patch("{}.Router")\n'.format, _module),
    st.builds('@mock.patch("{}.Router.route")\ndef test_x(m):\n    pass\n'.format, _module),
    st.builds('monkeypatch.setattr("{}.Router", None)\n'.format, _module),
    st.builds('MODULES = [\n    "{}",\n    "{}",\n]\n'.format, _module, _module),
    st.builds('x = {{"{}": 1}}\n'.format, _module),
    st.builds('logging.getLogger("{}")\n'.format, _module),
    st.builds('log = get_logger("{}" if x else "b.c")\n'.format, _module),
    st.builds('getLogger(pick("{}"))\n'.format, _module),
    st.builds('text = "from {} import Router"\n'.format, _module),
    st.builds('"""{}"""\n'.format, _module),
    st.builds('x = f"{}.{{y}}" + "see {}"\n'.format, _module, _module),
    st.builds('x = ("shop."\n     "core.router", "{}:Router", b"{}")\n'.format, _module, _module),
    st.builds("# import {}\n".format, _module),
    st.builds('def f(x: "{}.Router" = "{}") -> None: ...\n'.format, _module, _module),
    st.builds("match x:\n    case '{}': pass\n".format, _module),
)

DEFINITIONS = sources("""
class Router:
    def route(self, m):
        return [m]

    def stop(self):
        self.x = 1

    def size(self):
        return len(self.x)
---
class Router(Base, object):
    def route(self, m):
        return m + 1
---
@final
class Router:
    def route(self, m):
        return m + 1
---
def Router(x):
    y = x + 1
    return [y]
---
async def Router():
    x = 1
    return [x]
---
def make_router():
    x = []
    return {1: x}
---
make_router = other.make
---
class Outer:
    class Router:
        x = 1
---
def f():
    class Router:
        x = 1
    return Router
---
class A:
    def Router(self):
        return 1
---
class Router:
    def __init__(self, inner):
        self._inner = inner

    def route(self, m):
        return self._inner.route(m)

    def stop(self):
        return self._inner.stop()
---
class Router:
    def __init__(self):
        self._kept = Real()

    def __getattr__(self, name):
        return getattr(self._kept, name)
---
class Router(metaclass=M):
    pass
---
from shop.messaging.router import Router as Base
class Router(Base):
    pass
---
import shop.messaging.router as m
class Router(m.Router):
    x = 1
""")

ALIASES = sources("""
Router = Other
---
Router: type = other.Router
---
A = Router = mod.Thing
---
Router = Router
---
Router = None
---
Router = make()
---
Router, x = a, b
---
x.Router = Other
---
__all__ = ['Router']
---
__all__ = ['Other', 'make_router']
---
__all__ = []
__all__ += ('Router',)
---
__all__ = ['x']
__all__.append('Router')
---
def __getattr__(name):
    if name == 'Router':
        return load()
    raise AttributeError(name)
---
_LAZY = {'Router': 'shop.core.router'}
def __getattr__(name):
    if name in _LAZY:
        return load(_LAZY[name])
    raise AttributeError(name)
---
try:
    from shop.messaging.router import Router
except ImportError:
    class Router:
        x = 1
---
try:
    from shop.core.router import Router
except ImportError:
    from shop.legacy import Router
---
try:
    import x
except ImportError:
    Router = Other
""")

REFERENCES = sources("""
import os
x = os.environ['A'] or os.environ.get('B'), os
---
import os.path as p
import os as system
p.join(system.environ['A'],
       system.environ.B, p.environ)
---
from os import environ as env
@env.register
def f(x=env['A'], *y: env.T) -> env:
    env.z = 1
    return {a: env for a in env.names}
---
import unittest
class T(unittest.TestCase, metaclass=unittest.Meta):
    case = unittest.TestCase
---
from unittest import TestCase as Base, mock
class T(Base[int]):
    @mock.patch.object(Base, 'x')
    def test_it(self, Base): return Base.y
---
import os, unittest
def f(os, *unittest): return os.environ, unittest.TestCase
def g():
    os = unittest
    return os.environ, unittest.TestCase
---
def f():
    import os
    def g(): return lambda: os.environ
    def h():
        for os in g(): os.environ
x = os.environ
---
class C:
    import os
    x = os.environ
    def f(self): return os.environ
---
try:
    from os import environ
except ImportError:
    environ = {}
environ['A'] = environ
---
def f():
    global os
    import os
def g():
    return os.environ
---
import os
def f():
    with x as (os, y):
        os.environ
def g():
    try:
        pass
    except E as os:
        os.environ
def h():
    match x:
        case [os, *y]: os.environ
x = [os.environ for os in y], (lambda os: os.environ), {os.environ for z in y}
---
import shop.core.router
shop.core.router.Router.make()
shop.core.router = shop.core.router.deep.name
---
from shop.core import router as r
class A(r.Router): pass
x = r.make_router()
---
from .core import router
@router.route
def f(): return router.Router
---
from . import core, legacy
core.router.Router(legacy.hub)
---
from ..core.router import Router
x = Router.y
---
from .router import Router as R
f"{R.x}" + f'{R}'
---
from shop.core.router import *
Router()
os.environ
""")

WAYS = st.one_of(
    st.builds("import {0}\n{0}.Router.make()\n".format, _module),
    st.builds("import {} as m\nx = m.Router\n".format, _third),
    st.just("from shop.core import router\nrouter.Router()\n"),
    st.just("from shop import facade as f, legacy\nclass A(f.Router): x = legacy.hub.Router\n"),
    st.builds("from {} import make_router as Router\n".format, _third),
)

CIRCLES = st.builds(
    "{}\n".format,
    st.sampled_from(
        (
            "import shop.pages.home",
            "import shop.facade as f, shop.core.router",
            "from shop.pages import home, about",
            "from shop.pages.home import *",
            "from shop import facade, compat",
            "from . import home, facade, router",
            "from .pages import home",
            "from ..facade import Router",
            "from shop.core.router import Router",
            "import app",
            "import shop, app",
        )
    ),
)

TWINS = sources("""
def f(x):
    a = 1
    b = a + x
    if b: return b
    return a
---
def g( x ) :
    '''Says so.'''
    a = 1  # one
    b = (a +
         x)
    if b:
        return b
    pass
    return a
---
@once
def h(x):
    a = 1

    b = a + x
    if b: return b
    return a
---
async def f(x):
    a = 1
    b = a + x
    if b: return b
    return a
---
def f(x):
    a = 1
    b = a - x
    if b: return b
    return a
---
class A:
    def f(self, x=(1, 2)):
        y = 'a' 'b', 1.0
        return y[x:]
    async def g(self): ...
---
class B(A):
    '''Another.'''
    def f(self, x = (1,2)):
        '''More.'''
        y = ("ab", 1.0)
        return y[x:]
    async def g(self):
        pass
---
class C:
    def f(self, x=(1, 2)):
        y = 'a' 'b', 1.0
        return y[x:]
---
def outer():
    def k(x):
        a = 1
        b = a + x
        if b: return b
        return a
    return k
---
def around():
    x = 1
    class D:
        def f(self, x=(1, 2)):
            y = 'ab', 1.0
            return y[x:]
    return D
""")

LINES = sources("""
# TODO: more of it
---
x = 'TODO'  # TODO
---
def todo(): print( "é TODO" )
---
'''
  TODO
print(x)
'''
---
from shop.core import Router
print (Router)
---
x = 1 \\
    + TODO
""")

FILLERS = st.sampled_from(("", "import os\n", "x = 1\n", "# nothing\n", "def f():\n    return 1\n", '"""Words."""\n', "\f\n"))

PIECES = st.one_of(
    wrapped(IMPORTS),
    wrapped(IMPORTS),
    marked(wrapped(IMPORTS)),
    STARS,
    wrapped(DYNAMIC),
    wrapped(STRINGS),
    wrapped(STRINGS),
    wrapped(DEFINITIONS),
    DEFINITIONS,
    wrapped(ALIASES),
    ALIASES,
    marked(st.one_of(DEFINITIONS, ALIASES, STRINGS, DYNAMIC, TWINS, LINES)),
    wrapped(REFERENCES),
    REFERENCES,
    marked(REFERENCES.map(lambda text: text.split("\n", 1)[1])).map("import os\n".__add__),
    wrapped(WAYS),
    CIRCLES,
    st.one_of(CIRCLES, wrapped(CIRCLES), marked(CIRCLES)),
    st.one_of(TWINS, wrapped(TWINS)),
    TWINS,
    LINES,
    FILLERS,
)
SOURCES = st.lists(PIECES, max_size=5).map("".join)


def windows(text: str) -> bytes:
    """Lines as Windows ends them."""
    return text.replace("\n", "\r\n").encode()


CONTENTS: st.SearchStrategy[Content] = st.one_of(SOURCES, SOURCES, SOURCES, SOURCES, SOURCES, SOURCES.map(windows), SOURCES.map(Executable))

BREAKS = (
    "def (\n",
    "class Broken(:\n",
    "x = (1,\n",
    "if x\n    y\n",
    "print 'old'\n",
    "x = '''never ends\n",
    "    indented = 1\n",
    "x = 'open\n",
)
ENCODED = (
    b"# coding: latin-1\nfrom shop.core.router import Router  # \xe9\n",
    b"from shop.core.router import Router  # \xe9 is no UTF-8\n",
    b"# coding: utf-7\nimport shop.core.router\n",
    b"\xef\xbb\xbfimport shop.core.router\n",
    b"\xef\xbb\xbf# coding: latin-1\nimport shop.core.router\n",
    "import shop.core.router\n".encode("utf-16"),
    b"import shop.core.router\n\0\n",
    b"import shop.core.router\r\rfrom shop.legacy import Router\r",
    b"# -*- coding: no-such -*-\nimport shop.core.router\n",
)
SIMPLE = st.lists(st.one_of(IMPORTS, marked(IMPORTS), STARS, DEFINITIONS, wrapped(IMPORTS), CIRCLES, LINES), max_size=3).map("".join)


def rare_contents() -> st.SearchStrategy[Content]:
    """Files that do not parse, do not decode, are too large, or are no files."""
    broken = st.builds(lambda before, wrong, after: before + wrong + after, SIMPLE, st.sampled_from(BREAKS), SIMPLE)
    others: list[Content] = [
        Symlink("shop/core/router.py"),
        Submodule("1" * 40),
        "#" * (1024 * 1024 + 1),
        "#" * (1024 * 1024),
        b"\x7fELF\0\0",
    ]
    return st.one_of(broken, broken, broken, st.sampled_from(ENCODED), st.sampled_from(others))


WORLD: dict[str, Content] = {
    "shop/messaging/router.py": "class Router:\n    def route(self, m):\n        return [m]\n",
    "shop/core/router.py": "class Router:\n    def route(self, m):\n        return [m, 1]\n",
    "shop/facade.py": "from shop.core.router import Router\n",
    "shop/compat/__init__.py": "from ..facade import Router as R, Router\n",
    "shop/pages/home.py": "from shop.compat import R\n\n\ndef f():\n    from ..core.router import Router\n",
    "tests/test_a.py": "from shop.facade import Router\n\n\nclass TestIt:\n    x = patch('shop.core.router.Router')\n",
}
START: st.SearchStrategy[dict[str, Content]] = st.sampled_from((WORLD, WORLD, {}))
