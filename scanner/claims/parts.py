"""What each name does in an item: subject, place, or target."""

import re
from collections.abc import Iterator

from scanner.claims.claim import Part, Thing
from scanner.claims.kind import Kind
from scanner.claims.things import Named
from scanner.claims.wording import Wording

_BETWEEN = (
    r"(?: (?:a|an|the|new|one|single|canonical|correct|proper|ssot|unified|central|main|primary|our|existing"
    r"|direct|use|inherit from|import from|imports?|from|path|paths|module|location|delegate to|parent))*"
)
_TARGET = re.compile(
    rf"(?:\bto|\bwith|\binto|\busing|\buses?|\bvia|\bthrough|->|\bas|\bof|\baround|=|\binherit from|\bextend"
    rf"|\bby|\breference|\bfor){_BETWEEN} ?$"
)
_NEW = re.compile(
    rf"(?:\bto|\bwith|\binto|\busing|\buses?|\bvia|\bthrough|->|\bas|=|\binherits? from|\bby|\breference|\bfor"
    rf"|\bin favou?r of){_BETWEEN} ?$"
)
_PLACE = re.compile(rf"(?:\bin|\bfrom|\bto|\bon|\binto|\binside|\bof|\bat|\(){_BETWEEN}(?: file| class)? ?$")
_MIGRATES = re.compile(r"\bmigrated? $")
_MADE_FROM = re.compile(r"\b(?:pointing to|based on|inheriting from|extending|for|with|using) ?$")
_WITH = re.compile(r"\breplaced? with\b")
_WHERE = re.compile(rf"(?:\bin|\binside|\bat){_BETWEEN}(?: file)? ?$")
_IMPORT_LINE = re.compile(r"\bfrom $")
_IMPORT_BEHIND = re.compile(r" import\b")
_AND = re.compile(r"[ ]*(?:\+|,|&|and|or|/)[ ]*(?:and )?")
_COPIES = re.compile(r"\b(?:duplicates?|duplicated|competing|redundant|multiple|extra|copies)\b")
_BEFORE = 60


def parts_of(kind: Kind, said: Wording) -> Iterator[tuple[Named, Part]]:
    """The names that a kind can use, each with what it does."""
    found = list(_parts(kind, said))
    placed = any(part is Part.PLACE and one.thing is Thing.PATH for one, part in found)
    for one, part in found:
        yield one, Part.SUBJECT if part is Part.COPIES and placed else part


def _parts(kind: Kind, said: Wording) -> Iterator[tuple[Named, Part]]:
    wanted = [one for one in said.named if _is_wanted(kind, one)]
    seen = False
    last, part = 0, Part.SUBJECT
    for one in wanted:
        before = said.body[max(0, one.start - _BEFORE) : one.start].lower()
        behind = said.body[one.end : one.end + 10].lower()
        if not (last and _AND.fullmatch(said.body[last : one.start].lower())):
            part = _part(kind, one, before, behind, seen)
        last = one.end
        seen = seen or part in (Part.SUBJECT, Part.COPIES)
        if part is Part.SUBJECT and one.thing not in kind.wants:
            continue
        yield one, part


def _is_wanted(kind: Kind, one: Named) -> bool:
    if kind.only_tests:
        return one.placeholder == "TESTPATH" or (one.thing is Thing.PATH and one.text.endswith("/") and "test" in one.text)
    return one.thing in kind.wants or one.thing in (Thing.PATH, Thing.SYMBOL, Thing.MODULE, Thing.DOTTED, Thing.LINES)


def _part(kind: Kind, one: Named, before: str, behind: str, seen: bool) -> Part:
    decide = _DECIDE.get(kind.id)
    if one.thing is Thing.LINES:
        return Part.PLACE if seen or kind.id != "removed" else Part.SUBJECT
    return decide(one, before, behind, seen) if decide else Part.SUBJECT


def _of_removal(one: Named, before: str, behind: str, seen: bool) -> Part:
    if _PLACE.search(before) and (seen or not before.rstrip().endswith("of")):
        return Part.PLACE
    return Part.COPIES if one.thing is Thing.SYMBOL and _COPIES.search(before) else Part.SUBJECT


def _of_creation(one: Named, before: str, behind: str, seen: bool) -> Part:
    if seen and _MADE_FROM.search(before):
        return Part.TARGET
    return Part.PLACE if _PLACE.search(before) or (seen and one.thing is Thing.PATH) else Part.SUBJECT


def _of_imports(one: Named, before: str, behind: str, seen: bool) -> Part:
    if _NEW.search(before) or (_IMPORT_LINE.search(before) and _IMPORT_BEHIND.match(behind)):
        return Part.TARGET
    beside = one.thing is Thing.PATH and (_MIGRATES.search(before) or before.endswith("("))
    return Part.PLACE if beside or _WHERE.search(before) else Part.SUBJECT


def _of_references(one: Named, before: str, behind: str, seen: bool) -> Part:
    if _NEW.search(before) or _WITH.search(before):
        return Part.TARGET
    return Part.PLACE if _WHERE.search(before) or one.thing is Thing.PATH else Part.SUBJECT


def _of_proxy(one: Named, before: str, behind: str, seen: bool) -> Part:
    if _TARGET.search(before):
        return Part.TARGET
    return Part.PLACE if _WHERE.search(before) else Part.SUBJECT


def _of_single(one: Named, before: str, behind: str, seen: bool) -> Part:
    if seen:
        return Part.TARGET if _NEW.search(before) else Part.PLACE if one.thing is Thing.PATH else Part.SUBJECT
    return Part.PLACE if _WHERE.search(before) and one.thing is Thing.PATH else Part.SUBJECT


_DECIDE = {
    "removed": _of_removal,
    "created code": _of_creation,
    "imports updated": _of_imports,
    "tests use new imports": _of_imports,
    "references replaced": _of_references,
    "proxy": _of_proxy,
    "single implementation": _of_single,
}
