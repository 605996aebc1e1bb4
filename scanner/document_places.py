"""Where a document says the code is: labelled implementations, right and wrong imports, files to change or to remove."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from scanner.document_lines import Line
from scanner.document_parts import Implementation, NamedImport, Role
from scanner.tree import DEFAULT_PATH_RULES, PathRules

_PATH = re.compile(r"(?<![\w./*-])[\w./*-]{1,300}\.py(?![\w/*-])(:\d+(?:-\d+)?)?")
_WORD = re.compile(r"[^\W\d_]+")
_IN_PARENTHESES = re.compile(r"\([^()]{0,200}\)")
_BETWEEN_CLAUSES = re.compile(r"[()\[\]–—,;:→|]|[ ]-+[ ]|[ ]-+$|^-+[ ]")
_IMPORT = re.compile(r"\bfrom[ ]+([A-Za-z_]\w*(?:\.[A-Za-z_]\w*)+)[ ]+import\b[ ]*(?:([A-Za-z_]\w*)(?![ ]*,|\w|[ ]+as\b))?", re.ASCII)
_FILES_TO = re.compile(r"\bfiles?[ ]+(?:to[ ]+(?:be[ ]+)?|for[ ]+|requiring[ ]+)(?:\w+[ ]+)?(\w+)", re.IGNORECASE)
MOST_LABEL_LETTERS = 120
_RULES = PathRules(DEFAULT_PATH_RULES)
_NO_IMPLEMENTATIONS = frozenset({*_RULES.excluded, "integration-test", "unit-test", "other-test"})

_ROLES = {
    "deprecated": Role.DEPRECATED,
    "legacy": Role.DEPRECATED,
    "old": Role.DEPRECATED,
    "obsolete": Role.DEPRECATED,
    "compatibility": Role.COMPATIBILITY,
    "compat": Role.COMPATIBILITY,
    "duplicate": Role.DUPLICATE,
    "canonical": Role.CANONICAL,
    "ssot": Role.CANONICAL,
}
_STRENGTH = (Role.DEPRECATED, Role.COMPATIBILITY, Role.DUPLICATE)
#: Words beside a role that leave it what it is. “SSOT validation” or “duplicate detection” is no role.
_goes_with_role = re.compile(
    "implementation|implementations|class|file|module|target|primary|current|main|intended|chosen|choice|selected|source"
    "|location|path|layer|shim|proxy|wrapper|bridge|the|correct|new|router|import|remove"
).fullmatch
_REMOVAL = frozenset({"remove", "delete", "eliminate"})
_TO_BE_REMOVED = frozenset({"remove", "delete", "to be removed", "to be deleted", "to be eliminated", "will be removed", "will be deleted"})
_goes_with_removal = re.compile(
    "the|deprecated|legacy|old|obsolete|duplicate|compatibility|compat|file|files|module|entire|entirely|completely"
).fullmatch
_CHANGE = frozenset({"update", "modify", "change", "edit", "fix", "migrate", "convert"})
_CHANGE_NOUNS = frozenset({"modify", "update", "updates", "change", "changes", "migration", "modification"})
_REMOVE_NOUNS = frozenset({"remove", "removal", "delete", "deletion", "removed", "deleted"})
_RIGHT = frozenset({"canonical", "ssot", "correct", "required", "recommended", "after", "should", "right"})
_WRONG = frozenset({"deprecated", "legacy", "old", "obsolete", "before", "wrong"})
_goes_with_import = re.compile(
    "import|imports|pattern|patterns|path|paths|the|clear|target|use|uses|instead|current|required|still|in|be|used|new|single"
).fullmatch


@dataclass(frozen=True, slots=True)
class _Named:
    """The one .py path of a line, and what stands around it."""

    path: str
    before: str
    after: str
    is_spot: bool  # with a line number: a spot inside the file


def paths_of(lines: Iterable[Line]) -> tuple[str, ...]:
    """Every .py path, as written, once."""
    return tuple(dict.fromkeys(found[0] for line in lines for found in _paths(line.text)))


def implementations(lines: Iterable[Line]) -> tuple[Implementation, ...]:
    """Files under a label that is a role and nothing else, before or behind the path; tests and backups are none."""
    found = []
    for line in lines:
        if line.kind in ("code", "heading") or not (named := _only_path(line.text)):
            continue
        labels = {label: role for label in _labels(named) if (role := _role(label))}
        role = _one_role(set(labels.values()))
        if role and _RULES.category(named.path.strip("/")) not in _NO_IMPLEMENTATIONS:
            label = next(iter(labels))
            found.append(Implementation(named.path, role, _bare(label), named.is_spot, line.number))
    return tuple(found)


def files_to(action: str, lines: Iterable[Line]) -> tuple[str, ...]:
    """The files that the document wants to "remove" or "modify": by the line's own verb, else by the list they stand in."""
    found = []
    listed: str | None = None
    for line in lines:
        if line.kind == "code":
            continue
        named = _only_path(line.text)
        if line.kind in ("heading", "paragraph") and not named:
            listed = _list_of(line.text)
        elif named and (_own_action(named) or (listed if line.kind != "heading" and not _wordy(named.before) else None)) == action:
            found.append(named.path)
    return tuple(dict.fromkeys(found))


def imports(lines: Sequence[Line]) -> tuple[tuple[NamedImport, ...], tuple[NamedImport, ...], tuple[str, ...]]:
    """Import statements that are called right, those that are called wrong, and the modules of all."""
    sides: dict[bool, list[NamedImport]] = {True: [], False: []}
    modules: dict[str, None] = {}
    for line, label in _with_labels(lines):
        found = _IMPORT.search(line.text)
        if not found:
            continue
        modules[found[1]] = None
        before, after = line.text[: found.start()], line.text[found.end() :]
        side = _side(before) if before.strip("-*# \"'`") else None
        if side is None:
            side = _side(after.lstrip()) if after.lstrip().startswith("#") else None
        if side is None and line.kind == "code" and not before.strip():
            side = _side(label)
        if side is not None:
            said = _bare(before) or _bare(after) or _bare(label)
            sides[side].append(NamedImport(found[1], found[2] or "", said, line.number))
    return tuple(sides[True]), tuple(sides[False]), tuple(modules)


def _with_labels(lines: Sequence[Line]) -> Iterator[tuple[Line, str]]:
    """Each line with the comment above it in the same code, else with the line above the code."""
    label = ""
    for line in lines:
        yield line, label
        if line.kind != "code" or line.text.startswith("#"):
            label = line.text
        elif not _IMPORT.search(line.text):
            label = ""  # other code between


def _side(label: str) -> bool | None:
    """True for “canonical import:”, False for “# old”; None where the label says more, or both."""
    right, wrong = "✅" in label, "❌" in label
    if right != wrong:
        return right
    said = [word.lower() for word in _WORD.findall(_IN_PARENTHESES.sub(" ", label)[:300])]
    right, wrong = any(word in _RIGHT for word in said), any(word in _WRONG for word in said)
    if right == wrong or not all(word in _RIGHT or word in _WRONG or _goes_with_import(word) for word in said):
        return None
    return right


def _paths(text: str) -> Iterator[re.Match[str]]:
    return (found for found in _PATH.finditer(text) if "*" not in found[0] and ".." not in found[0]) if ".py" in text else iter(())


def _only_path(text: str) -> _Named | None:
    found = list(_paths(text))
    if not found or len({one[0] for one in found}) > 1:
        return None
    one = found[0]
    path = one[0].removesuffix(one[1] or "")
    return _Named(path, text[: one.start()], text[one.end() :], one[1] is not None)


def _clauses(text: str) -> list[str]:
    return [clause for clause in _BETWEEN_CLAUSES.split(text[:300]) if clause.strip()]


def _labels(named: _Named) -> list[str]:
    """What stands before the path, with its own parentheses, and each clause behind it."""
    own = [inside[0] for inside in _IN_PARENTHESES.finditer(named.before[-MOST_LABEL_LETTERS:])] if _role(named.before) else []
    return [named.before, *(inside.strip("()") for inside in own), *_clauses(named.after)]


def _role(label: str) -> Role | None:
    """The role that a label names, None if it says anything more, or two that exclude each other."""
    said = [word.lower() for word in _WORD.findall(_IN_PARENTHESES.sub(" ", label[-300:]))]
    if not all(word in _ROLES or _goes_with_role(word) for word in said):
        return None
    return _one_role({_ROLES[word] for word in said if word in _ROLES})


def _one_role(roles: set[Role]) -> Role | None:
    """The plainest of several; nothing is canonical and something else."""
    if Role.CANONICAL in roles:
        return Role.CANONICAL if len(roles) == 1 else None
    return next((role for role in _STRENGTH if role in roles), None)


def _bare(label: str) -> str:
    return label[-MOST_LABEL_LETTERS:].strip(" \t*_`:#-–—.←→✅✓❌\"'")


def _own_action(named: _Named) -> str | None:
    before = [word.lower() for word in _WORD.findall(_IN_PARENTHESES.sub(" ", named.before[:300]))]
    if named.is_spot:
        return None
    if before and before[0] in _REMOVAL and all(word in _REMOVAL or _goes_with_removal(word) for word in before):
        rest = _WORD.findall(_IN_PARENTHESES.sub(" ", named.after[:300]).lower())
        return "remove" if all(_goes_with_removal(word) for word in rest) else None
    if not before and any(clause.strip(" *_.!").lower() in _TO_BE_REMOVED for clause in _clauses(named.after)):
        return "remove"
    if before and before[0] in _CHANGE and len(before) == 1:
        return "modify"
    return None


def _list_of(text: str) -> str | None:
    """Which list a heading or a line above a list announces."""
    found = _FILES_TO.search(text)
    noun = found[1].lower() if found else ""
    return "remove" if noun in _REMOVE_NOUNS else "modify" if noun in _CHANGE_NOUNS else None


def _wordy(before: str) -> bool:
    return bool(_WORD.search(before))
