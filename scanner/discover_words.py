"""Why a name is a candidate, in one sentence."""

from collections.abc import Sequence

_WORDS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")


def number(count: int, singular: str, plural: str) -> str:
    """`two classes`, `14 classes`."""
    word = _WORDS[count] if count < len(_WORDS) else f"{count:,}"
    return f"{word} {singular if count == 1 else plural}"


def reason_of_class(definitions: int, overlap: float | None, shims: int, paths: int) -> str:
    """The sentence for a class that exists more than once, or that is handed on."""
    handed = number(shims, "path that hands it on", "paths that hand it on") if definitions < 2 else ""
    if definitions < 2:
        sentence = f"one class with its own code, and {handed}" if shims else f"one class, imported from {number(paths, 'path', 'paths')}"
        return _sentence(sentence)
    alike = "share no method name" if not overlap else f"have {_percent(overlap)} of their method names in common"
    if overlap and overlap >= 0.6:
        alike = f"do nearly the same ({_percent(overlap)} of their method names)"
    more = f"; {number(shims, 'path hands', 'paths hand')} one of them on" if shims else ""
    return _sentence(f"{number(definitions, 'class', 'classes')} of one service {alike}{more}")


def reason_of_import(importers: int, by_path: Sequence[int], gone: int, ends: int) -> str:
    """The sentence for a name that is imported from several paths."""
    share = _percent(max(by_path) / sum(by_path))
    sentence = f"{importers:,} statements import it from {number(len(by_path), 'path', 'paths')}, {share} from the most used one"
    if ends > 1:
        sentence += f"; the paths end at {number(ends, 'definition', 'definitions')}"
    if gone:
        sentence += f"; {number(gone, 'path is', 'paths are')} gone"
    return _sentence(sentence)


def _percent(share: float) -> str:
    """A share; one that is not nothing is never shown as 0."""
    return f"{max(1, round(100 * share))}\u202f%"


def _sentence(text: str) -> str:
    return f"{text[0].upper()}{text[1:]}."
