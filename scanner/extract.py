"""What one Python file says: bytes in, facts out, whatever the bytes are."""

from collections.abc import Iterable

from scanner import decoding, expressions, fallback, outline, syntax
from scanner.facts import Definition, FileFacts, Marker, Verdict
from scanner.markers import markers
from scanner.strings import IMPORTING, storable

MOST_BYTES = 1024 * 1024


def extract(source: bytes) -> FileFacts:
    """The facts of a file. Never raises: what can't be read has a verdict and a reason."""
    if len(source) > MOST_BYTES:
        return too_large(len(source))
    try:
        return _read(decoding.decode(source))
    except decoding.Undecodable as error:
        return FileFacts(Verdict.ENCODING, syntax.one_line(str(error)))
    except MemoryError:
        return FileFacts(Verdict.CRASH, "needs more memory than a parser may use")


def too_large(size: int) -> FileFacts:
    """The verdict on a file of so many bytes."""
    return FileFacts(Verdict.TOO_LARGE, f"{size:,} bytes, more than {MOST_BYTES:,}")


def _read(text: str) -> FileFacts:
    marked = markers(text) if "ssot:" in text else ()
    try:
        tree = syntax.parse(text)
    except syntax.Refused as error:
        return FileFacts(Verdict.SYNTAX_ERROR, str(error), imports=fallback.imports(text), markers=marked)
    said = outline.read(tree)
    walk = expressions.Walk({alias for one in said.imports for name, alias in one.names if alias and name in IMPORTING and alias != name})
    walk.take(said.steps)
    return _facts(said, walk, marked)


def _facts(said: outline.Outline, walk: expressions.Walk, marked: tuple[Marker, ...]) -> FileFacts:
    return FileFacts(
        Verdict.OK,
        imports=tuple(said.imports),
        definitions=tuple(_definition(opened) for opened in said.definitions),
        aliases=tuple(said.aliases),
        exported=None if said.exported is None else _storable(said.exported),
        lazy=_storable(said.lazy),
        forwards=tuple(said.forwards),
        deprecations=tuple(sorted(said.deprecations + walk.deprecations, key=lambda found: found.line)),
        references=walk.references(),
        texts=tuple(sorted(walk.texts, key=lambda found: found.line)),
        markers=marked,
    )


def _definition(opened: outline.Opened) -> Definition:
    node = opened.node
    return Definition(
        opened.kind,
        opened.name,
        node.lineno,
        node.end_lineno or node.lineno,
        opened.bases,
        opened.decorators,
        opened.signature,
        opened.fingerprint,
        opened.size,
        opened.flags,
        opened.context.scope,
        opened.context.guard,
    )


def _storable(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(storable(name) for name in names)
