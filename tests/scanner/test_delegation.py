"""Which classes and functions only hand on: proxies, and what merely looks like one."""

import textwrap

import pytest

from scanner.extract import extract
from scanner.facts import Forward, Verdict

HEAD = """
class Proxy:
    def __init__(self, kept=None):
        self._kept = Router()
"""


def forwards(source: str) -> tuple[Forward, ...]:
    found = extract(textwrap.dedent(source).encode())
    assert found.verdict is Verdict.OK, found.reason
    return found.forwards


def with_methods(methods: str, head: str = HEAD) -> tuple[Forward, ...]:
    return forwards(head + textwrap.indent(textwrap.dedent(methods).strip("\n"), "    ") + "\n")


def member(body: str, head: str = "def route(self, message, *args, **kwargs):", made: str = HEAD) -> tuple[Forward, ...]:
    """A class with this one public method besides one that surely hands on."""
    method = head + "\n" + textwrap.indent(textwrap.dedent(body).strip("\n"), "    ")
    return with_methods(f"{method}\n\ndef close(self):\n    return self._kept.close()\n", made)


@pytest.mark.parametrize(
    "body",
    [
        "return self._kept.route(message)",
        "return self._kept.route(message, *args, **kwargs)",
        "return self._kept.route(message, mode='fast', level=2, options={'a': [1]})",
        "self._kept.route(message)",
        "return self._kept.handlers",
        "return self._kept.parts[0].route(message)",
        "return getattr(self._kept, 'route')(message)",
        "return getattr(self._kept, 'handlers', None)",
        "return list(self._kept.handlers)",
        "return len(self._kept.handlers)",
        "return self._kept.count() > 0",
        "return not self._kept.closed",
        "return self._kept.route(message) or []",
        "return self._kept.find(message) if message else None",
        "return [one for one in self._kept.handlers]",
        "return dict(self._kept.stats())",
        "return {**self._kept.stats(), 'proxy': True}",
        "'''Routes.'''\nreturn self._kept.route(message)",
        "warnings.warn('old', DeprecationWarning, stacklevel=2)\nreturn self._kept.route(message)",
        "logger.info('route %s', message)\nself.logger.debug('x')\nreturn self._kept.route(message)",
        "print(message)\nreturn self._kept.route(message)",
        "self._ensure_ready()\nreturn self._kept.route(message)",
        "result = self._kept.route(message)\nresult['proxy'] = True\nreturn result",
        "result = self._kept.route(message)\nresult.update(proxy=True)\nreturn result",
        "result = self._kept.route(message)\nlogger.info(result)\nreturn list(result)",
        "kept = self._kept\nreturn kept.route(message)",
        "if not message:\n    return None\nreturn self._kept.route(message)",
        "if self._kept is None:\n    raise RuntimeError('not ready')\nreturn self._kept.route(message)",
        "if self._kept is None:\n    self._kept = Router()\nreturn self._kept.route(message)",
        "try:\n    return self._kept.route(message)\nexcept ValueError:\n    logger.exception('x')\n    raise",
        "with self._lock:\n    return self._kept.route(message)",
        "from a import b\nassert message\nreturn self._kept.route(message)",
        "return self._kept.route(self._translate(message))",
        "return self.close()",
    ],
)
def test_a_method_hands_on_if_what_it_gives_comes_from_the_kept_object(body: str):
    assert member(body) == (Forward("Proxy", "self._kept", "Router", 2, 2, False),)


@pytest.mark.parametrize(
    ("head", "body"),
    [
        ("async def route(self, message):", "return await self._kept.route(message)"),
        ("async def route(self, message):", "await self._kept.route(message)"),
        ("async def route(self, message):", "async with self._lock:\n    return await self._kept.route(message)"),
        ("async def stream(self):", "async for item in self._kept.stream():\n    yield item"),
        ("def stream(self):", "for key, value in self._kept.items():\n    yield key, value"),
        ("def stream(self):", "yield from self._kept.stream()"),
        ("@property\ndef handlers(self):", "return self._kept.handlers"),
        ("@contextmanager\ndef open(self):", "with self._kept.open() as it:\n    yield self._kept.thing"),
    ],
)
def test_other_kinds_of_methods_hand_on_too(head: str, body: str):
    assert member(body, head) == (Forward("Proxy", "self._kept", "Router", 2, 2, False),)


@pytest.mark.parametrize(
    "body",
    [
        "return message",
        "return Router().route(message)",
        "return self.name",
        "self.count += 1\nreturn self.count",
        "return self._other.route(message)",
        "return message.route(self._kept)",
        "return handle(self._kept)",
        "return self._kept.route(parse(message))",
        "return self._kept.route(message + 1)",
        "return self._kept.count() + 1",
        "return f'{self._kept.name}!'",
        "for one in message:\n    self._kept.route(one)",
        "while True:\n    self._kept.route(message)",
        "for one in self._kept.items():\n    yield one + 1",
        "for one in self._kept.items():\n    yield other",
        "total = compute(message)\nreturn self._kept.route(total)",
        "message.done = parse(message)\nreturn self._kept.route(message)",
        "result = self._kept.route(message)\nresult = parse(message)\nreturn result",
        "return {'a': self._kept.stats()}",
        "pass",
        "...",
        "raise NotImplementedError",
        "return None",
        "return [message for _ in range(3)]",
        "\n".join(f"self._kept.step_{number}()" for number in range(20)),
    ],
)
def test_a_method_with_code_of_its_own_does_not(body: str):
    assert member(body) == ()


def test_four_of_five_public_methods_are_enough_and_three_of_four_are_not():
    handing = "".join(f"def m{number}(self):\n    return self._kept.m{number}()\n\n" for number in range(4))
    own = "def own(self):\n    return compute(1)\n"
    assert with_methods(handing + own) == (Forward("Proxy", "self._kept", "Router", 4, 5, False),)
    assert with_methods(handing.replace("def m3", "def _m3") + own) == ()


def test_private_methods_setters_and_dunders_are_not_asked():
    assert with_methods(
        """
        @property
        def size(self):
            return self._kept.size

        @size.setter
        def size(self, value):
            self._size = compute(value)

        def _compute(self):
            return 1 + 1

        def __repr__(self):
            return f"<{compute(self)}>"
        """
    ) == (Forward("Proxy", "self._kept", "Router", 1, 1, False),)


@pytest.mark.parametrize(
    "body",
    [
        "return getattr(self._kept, name)",
        "'''Everything else.'''\nwarnings.warn('old', DeprecationWarning)\nreturn getattr(self._kept, name)",
        "if name.startswith('_'):\n    raise AttributeError(name)\nreturn getattr(self._kept, name)",
        "try:\n    return getattr(self._kept, name)\nexcept AttributeError:\n    raise",
        "found = getattr(self._kept, name)\nreturn found",
        "try:\n    found = getattr(self._kept, name, None)\nfinally:\n    pass\nreturn found",
        "return getattr(object.__getattribute__(self, '_kept'), name)",
    ],
)
def test_a_getattr_that_looks_in_the_kept_object_hands_everything_on(body: str):
    (found,) = with_methods("def __getattr__(self, name):\n" + textwrap.indent(body, "    "))
    assert found == Forward("Proxy", "self._kept", "Router", 0, 0, True)


@pytest.mark.parametrize(
    "body",
    [
        "raise AttributeError(name)",
        "return self._kept[name]",
        "return getattr(self._kept, 'x')",
        "return getattr(self, name)",
        "return getattr(super(), name)",
        "found = getattr(self._kept, name)\nreturn wrap(found)",
        "found = getattr(self._kept, name)\nreturn 1",
        "return compute(name)",
    ],
)
def test_any_other_getattr_does_not(body: str):
    assert with_methods("def __getattr__(self, name):\n" + textwrap.indent(body, "    ")) == ()


def test_a_getattr_is_enough_only_if_no_public_method_has_code_of_its_own():
    caught = "def __getattr__(self, name):\n    return getattr(self._kept, name)\n\n"
    assert with_methods(caught + "def route(self):\n    return compute(1)\n") == ()
    (found,) = with_methods(caught + "def route(self):\n    return self._kept.route()\n")
    assert (found.forwarded, found.public, found.catch_all) == (1, 1, True)


def test_a_getattr_may_look_in_what_a_function_gives():
    (found,) = forwards("class Proxy:\n    def __getattr__(self, name):\n        return getattr(get_router(), name)")
    assert (found.kept, found.target, found.catch_all) == ("get_router()", "get_router", True)


@pytest.mark.parametrize(
    ("made", "target"),
    [
        ("def __init__(self): self._kept = Router()", "Router"),
        ("def __init__(self): self._kept = core.Router(1)", "core.Router"),
        ("def __init__(self, kept: Router): self._kept = kept", "Router"),
        ("def __init__(self, kept: 'Router | None' = None): self._kept = kept", ""),
        ("def __init__(self, kept: Router | None = None): self._kept = kept or Router()", "Router"),
        ("def __init__(self, kept: Optional['Router'] = None): self._kept = kept", "Router"),
        ("def __init__(self, kept): self._kept = kept", ""),
        ("def __init__(self): self._kept = get_router()", "get_router"),
        ("async def _start(self): self._kept = await make_router()", "make_router"),
        ("def __init__(self):\n        kept = Router()\n        self._kept = kept", "Router"),
        ("def __init__(self):\n        self._kept = None\n    def _start(self):\n        self._kept = Router()", "Router"),
        ("_kept: Router", "Router"),
        ("_kept: ClassVar[Router] = None", "Router"),
        ("@property\n    def _kept(self) -> Router: ...", "Router"),
        ("@property\n    def _kept(self):\n        return get_router()", "get_router"),
        ("__slots__ = ('_kept',)", ""),
    ],
)
def test_the_class_says_what_it_keeps(made: str, target: str):
    head = f"class Proxy:\n    {made}\n"
    (found,) = with_methods("def route(self, x):\n    return self._kept.route(x)\n\ndef stop(self):\n    self._kept.stop()\n", head)
    assert (found.kept, found.target, found.forwarded) == ("self._kept", target, 2)


@pytest.mark.parametrize(
    "value",
    [
        "{}",
        "[]",
        "dict()",
        "set()",
        "0",
        "'text'",
        "given or {}",
        "[1 for _ in x]",
        "defaultdict(list)",
        "deque()",
        "Lock()",
        "Path('.')",
        "MagicMock()",
    ],
)
def test_a_container_is_state_of_the_class_itself(value: str):
    head = f"class Registry:\n    def __init__(self, given=None):\n        self._kept = {value}\n"
    assert with_methods("def find(self, x):\n    return self._kept.get(x)\n\ndef put(self, x):\n    self._kept.add(x)\n", head) == ()


def test_a_container_that_is_given_is_known_by_what_is_asked_of_it():
    head = "class Registry:\n    def __init__(self, given):\n        self._kept = given\n"
    assert with_methods("def find(self, x):\n    return self._kept.get(x)\n\ndef put(self, x):\n    self._kept.update(x)\n", head) == ()


def test_a_service_over_a_store_is_no_proxy_of_the_store():
    methods = "".join(f"def find_{name}(self):\n    return self._kept.execute('{name}')\n\n" for name in ("a", "b", "c"))
    assert with_methods(methods) == ()


def test_the_object_that_most_methods_hand_on_to_is_the_one():
    head = "class Both:\n    def __init__(self):\n        self.a = A()\n        self.b = B()\n"
    methods = "".join(f"def m{number}(self):\n    return self.a.m{number}()\n\n" for number in range(4))
    (found,) = with_methods(methods + "def other(self):\n    return self.b.other()\n", head)
    assert (found.kept, found.target, found.forwarded, found.public) == ("self.a", "A", 4, 5)
    assert with_methods(methods.replace("self.a.m0", "self.b.m0") + "def other(self):\n    return self.b.other()\n", head) == ()


def test_a_class_of_tests_is_no_proxy():
    assert with_methods("def test_route(self):\n    self._kept.route()\n") == ()


@pytest.mark.parametrize(
    "source",
    ["class C: pass", "class C(B):\n    x = 1", "class C:\n    def __init__(self):\n        self.a = A()", "class E(Enum):\n    A = 1"],
)
def test_a_class_without_public_methods_hands_nothing_on(source: str):
    assert forwards(source) == ()


def test_a_class_inside_another_and_inside_a_function_is_asked_too():
    inner = textwrap.indent(HEAD + "    def route(self):\n        return self._kept.route()\n", "    ")
    assert [one.name for one in forwards(f"class Outer:\n{inner}\ndef f():\n{inner}")] == ["Outer.Proxy", "f.Proxy"]


@pytest.mark.parametrize(
    ("source", "kept", "target"),
    [
        ("def f(x):\n    return real(x)", "real", "real"),
        ("def f(x):\n    return core.router.real(x)", "core.router.real", "core.router.real"),
        ("def f(x, *args, **kwargs):\n    return real(x, *args, mode=1, **kwargs)", "real", "real"),
        ("def f():\n    return real()", "real", "real"),
        ("def f(x):\n    real(x)", "real", "real"),
        ("async def f(x):\n    return await real(x)", "real", "real"),
        ("def f(x):\n    '''Text.'''\n    warnings.warn('old', DeprecationWarning)\n    return real(x)", "real", "real"),
        ("def f(x):\n    from core import real\n    return real(x)", "real", "real"),
        ("def f(x):\n    return get_router().route(x)", "get_router().route", "get_router"),
        ("def f(x):\n    logger.info('x')\n    return _router.route(x)", "_router.route", "_router.route"),
    ],
)
def test_a_function_that_only_calls_another_hands_on(source: str, kept: str, target: str):
    assert forwards(source) == (Forward("f", kept, target, 1, 1, False),)


@pytest.mark.parametrize(
    "source",
    [
        "def f(x):\n    return x",
        "def f(x):\n    return real(1)",
        "def f():\n    return real(1)",
        "def f(x):\n    return real(x) + 1",
        "def f(x):\n    return real(other(x))",
        "def f(x):\n    return real(x + 1)",
        "def f(x):\n    y = real(x)\n    return other(y)",
        "def f(x):\n    return x.route()",
        "def f(x):\n    return x(1)",
        "def f(x):\n    return f(x)",
        "def f(x):\n    return len(x)",
        "def f(x):\n    return [x]",
        "def f(x):\n    if x:\n        return real(x)",
        "def f(x):\n    yield real(x)",
        "def f(x): pass",
        "def f(x):\n    return lambda: real(x)",
        "class C:\n    def f(self, x):\n        return real(x)",
        "def f(x):\n    def g(y):\n        return real(y)\n    return g",
    ],
)
def test_a_function_with_code_of_its_own_does_not(source: str):
    assert forwards(source) == ()
