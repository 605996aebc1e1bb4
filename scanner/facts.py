"""What one Python file says, whatever its path and commit: value types and their compact bytes."""

import sys
import zlib
from enum import StrEnum
from pathlib import Path

import msgspec

SCHEMA = 4
#: Facts are keyed by blob id and this version: another grammar or another schema reads differently.
ANALYZER = f"{SCHEMA}-py{sys.version_info.major}.{sys.version_info.minor}"
MOST_ENCODED_BYTES = 64 * 1024 * 1024
#: What most files say, for zlib to refer to: facts of the example repository, then common names. A change of it needs a new SCHEMA.
DICTIONARY = Path(__file__).with_name("facts.zdict").read_bytes()


class Verdict(StrEnum):
    """How reading one blob ended; everything but OK is shown as unreadable, with its reason."""

    OK = "ok"
    SYNTAX_ERROR = "syntax error"
    TOO_LARGE = "too large"
    ENCODING = "unsupported encoding"
    TIMEOUT = "parser timeout"
    CRASH = "parser crash"
    MISSING = "missing object"


class Scope(StrEnum):
    """What a statement runs with: the module, a function's call, or a class body."""

    MODULE = "module"
    FUNCTION = "function"
    CLASS = "class"


class Guard(StrEnum):
    """The nearest enclosing condition inside the same scope."""

    NONE = "none"
    TRY = "try"
    EXCEPT = "except"  # inside a handler that catches ImportError (or everything)
    TYPE_CHECKING = "type-checking"
    IF = "if"


class Fact(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """Base of all facts: immutable, encoded as an array."""


class Import(Fact, frozen=True):
    """One import statement. `import a.b as c` is plain, with names (("a.b", "c"),) and module ""."""

    line: int
    end_line: int
    plain: bool
    level: int
    module: str
    names: tuple[tuple[str, str | None], ...]
    scope: Scope
    within: str  # qualified name of the enclosing function or class, "" in the module
    guard: Guard


class Definition(Fact, frozen=True):
    """One class or function, anywhere in the file."""

    kind: str  # class | function | async function
    name: str  # qualified, as in __qualname__ without "<locals>": "Outer.method.Inner"
    line: int  # of the `class` or `def` keyword
    end_line: int
    bases: tuple[str, ...]  # dotted names as written
    decorators: tuple[str, ...]  # dotted names as written
    signature: str  # "(self, a, b=…, *, c)": names, kinds and which have defaults
    fingerprint: bytes  # 8 bytes of blake2b over the normalised body
    size: int  # statements inside, nested ones too, docstrings and `pass` left out
    flags: tuple[str, ...]  # enum, exception, dataclass, protocol, abc, model
    scope: Scope
    guard: Guard


class Alias(Fact, frozen=True):
    """`name = target` at module level (conditional ones too), target a dotted name as written."""

    line: int
    name: str
    target: str
    guard: Guard


class Forward(Fact, frozen=True):
    """How much of a class (or function) only hands on to one kept object (or one other function)."""

    name: str  # qualified name of the class or function that forwards
    kept: str  # "self._router", or the dotted name that a function calls
    target: str  # what the kept object is, as written ("MessageRouter"), "" if the file does not say
    forwarded: int  # public methods and properties that hand on
    public: int  # public methods and properties in all
    catch_all: bool  # a __getattr__ that returns getattr(kept, name)


class Deprecation(Fact, frozen=True):
    """A place where the file calls itself, or something in it, deprecated."""

    line: int
    how: str  # warning | decorator | docstring
    name: str  # qualified name of the enclosing or decorated definition, "" for the module


class Reference(Fact, frozen=True):
    """A dotted name used in code, its first part resolved through this file's imports."""

    name: str  # "os.environ", "netra.core.router.MessageRouter"; a relative import keeps its leading dots
    kind: str  # call | attribute | base | decorator | name
    lines: tuple[int, ...]


class Text(Fact, frozen=True):
    """A string constant that is a dotted path, or an import statement inside a string."""

    line: int
    end_line: int
    text: str
    #: patch | patch.object | patch.dict | monkeypatch | import_module | __import__ | find_spec | getLogger | statement | other
    call: str
    scope: Scope
    within: str
    guard: Guard


class Marker(Fact, frozen=True):
    """A comment `# ssot: …`; text is what follows the colon."""

    line: int
    text: str


class FileFacts(Fact, frozen=True):
    """Everything that one blob says. An unreadable one has a reason and approximate imports."""

    verdict: Verdict
    reason: str = ""
    imports: tuple[Import, ...] = ()
    definitions: tuple[Definition, ...] = ()
    aliases: tuple[Alias, ...] = ()
    exported: tuple[str, ...] | None = None  # __all__
    lazy: tuple[str, ...] = ()  # names that a module-level __getattr__ answers for
    forwards: tuple[Forward, ...] = ()
    deprecations: tuple[Deprecation, ...] = ()
    references: tuple[Reference, ...] = ()
    texts: tuple[Text, ...] = ()
    markers: tuple[Marker, ...] = ()


def without_uses(facts: FileFacts) -> FileFacts:
    """The facts without references, strings and markers, which are half of their memory."""
    return msgspec.structs.replace(facts, references=(), texts=(), markers=(), deprecations=())


_encoder = msgspec.msgpack.Encoder()
_decoder = msgspec.msgpack.Decoder(FileFacts)


class FactsDamaged(ValueError):
    """Stored bytes that are no facts; read the blob again."""


def encode(facts: FileFacts) -> bytes:
    """Facts as zlib-compressed MessagePack, about 1.2 kB for a file of 20 kB."""
    packing = zlib.compressobj(6, zdict=DICTIONARY)
    return packing.compress(_encoder.encode(facts)) + packing.flush()


def decode(packed: bytes) -> FileFacts:
    """The facts again. Raises FactsDamaged; never allocates more than MOST_ENCODED_BYTES."""
    return decode_raw(unpack(packed))


def unpack(packed: bytes) -> bytes:
    """The MessagePack bytes: enough to look for a name without building objects."""
    try:
        unpacking = zlib.decompressobj(zdict=DICTIONARY)
        raw = unpacking.decompress(packed, MOST_ENCODED_BYTES)
    except zlib.error as error:
        raise FactsDamaged(str(error)) from error
    if unpacking.unconsumed_tail:
        raise FactsDamaged("larger than any honest file's facts")
    return raw


def decode_raw(raw: bytes) -> FileFacts:
    """Facts from the bytes of unpack()."""
    try:
        return _decoder.decode(raw)
    except msgspec.MsgspecError as error:
        raise FactsDamaged(str(error)) from error
