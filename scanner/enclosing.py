"""Which definition holds a line: the innermost one, and the one around that."""

from collections.abc import Iterable, Iterator

from scanner.facts import Definition


def with_outer(definitions: Iterable[Definition]) -> Iterator[tuple[Definition, Definition | None]]:
    """Each definition with the nearest one around it, by their lines, in their order."""
    around: list[Definition] = []
    for one in sorted(definitions, key=lambda definition: definition.line):
        _leave(around, one.line)
        yield one, around[-1] if around else None
        around.append(one)


def innermost(definitions: Iterable[Definition], lines: Iterable[int]) -> dict[int, Definition]:
    """The innermost definition of each line that is in one; decorators are outside. One pass, whatever the numbers."""
    found = {}
    waiting = sorted(definitions, key=lambda definition: definition.line, reverse=True)
    around: list[Definition] = []
    for line in sorted(lines):
        while waiting and waiting[-1].line <= line:
            one = waiting.pop()
            _leave(around, one.line)
            around.append(one)
        _leave(around, line)
        if around:
            found[line] = around[-1]
    return found


def _leave(around: list[Definition], line: int) -> None:
    """Drops the definitions that end before a line."""
    while around and around[-1].end_line < line:
        around.pop()
