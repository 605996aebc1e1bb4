"""The rules of an issue, filled in from its tracker document alone. Nothing is invented: what is not clear stays empty."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from scanner.document_parts import Implementation, NamedImport, Role, TrackerDocument
from scanner.tree import is_under, module_names

_CAMEL = re.compile(r"(?<![\w.])[A-Z][A-Za-z0-9]{2,80}(?![\w-])", re.ASCII)
_COUNTED = r"\b(?:multiple|several|duplicate[d]?|competing|different|two|three|four|five|\d{1,3}\+?)"
_BETWEEN = r"(?:[ ]+(?:different|competing|separate|parallel|duplicate|independent))?[ ]+"
_SEVERAL = re.compile(
    rf"{_COUNTED}{_BETWEEN}`?([A-Z]\w{{2,80}}(?:[ ][A-Z]\w{{2,40}}){{0,3}})`?[ ]+(?:implementation|class|definition)(?:e?s)?\b",
    re.IGNORECASE | re.ASCII,
)
_HUMP = re.compile(r"[A-Z]")
_TITLE_WORD = re.compile(r"[A-Za-z0-9]+")
#: Words of a title that speak of the work and not of the thing.
is_of_the_work = re.compile(
    "ssot|legacy|deprecated|multiple|duplicate|duplicated|duplication|duplications|competing|fragmented|fragmentation"
    "|scattered|consolidation|consolidate|violation|violations|violate|violates|migration|migrate|incomplete|implementation"
    "|implementations|class|classes|definitions|removal|remove|import|imports|path|proliferation|inconsistencies|chaos|crisis"
    "|cleanup|pattern|blocking|blocks|block|golden|bypass|critical|issue|vs|coexistence|security|missing|refactoring|refactor"
    "|unification|unify|single|of|source|truth|p0|and|tracker|triple|progress|work|plan|remediation|report|gardener"
).fullmatch
#: Products whose names look like those of classes.
_NO_SYMBOLS = frozenset(
    {"websocket", "websockets", "oauth", "github", "javascript", "typescript", "postgresql", "openai", "graphql", "pytest"}
)
_SURELY_WHOLE = 4  # slashes in a path that is surely written from the root
_LIKELY_WHOLE = 2  # the same where the document shows no root at all: `core/router.py` may stand in any folder


@dataclass(frozen=True, slots=True)
class Draft:
    """What an issue can be followed by."""

    symbol: str | None
    symbol_source: str  # "canonical import", "text" or "title"; "" without a symbol
    canonical_module: str | None
    deprecated_modules: tuple[str, ...]
    remove_paths: tuple[str, ...]


def draft(document: TrackerDocument) -> Draft:
    """Everything that the document says clearly enough."""
    places = _Places(document)
    canonical = _canonical(document, places)
    symbol, source = _symbol(document, canonical)
    deprecated = _deprecated(document, places, symbol, canonical)
    listed = [found for one in document.implementations for found in places.whole(one.path) if one.role is Role.CANONICAL]
    removed = [path for written in document.files_to_remove for path in places.whole(written)]
    return Draft(
        symbol=symbol,
        symbol_source=source,
        canonical_module=canonical,
        deprecated_modules=deprecated,
        remove_paths=tuple(dict.fromkeys(path for path in removed if path not in listed and places.module(path) != canonical)),
    )


class _Places:
    """Written paths made whole: with a document's other paths, for it has no tree to look at."""

    def __init__(self, document: TrackerDocument) -> None:
        self._modules = frozenset(document.modules)
        bare = [path.partition(":")[0] for path in document.paths]
        rooted = [path.strip("/") for path in bare if path.startswith("/") or path.count("/") >= _SURELY_WHOLE]
        self._roots = {path.partition("/")[0] for path in rooted if "/" in path} | {name.partition(".")[0] for name in self._modules}
        by_name: dict[str, dict[str, None]] = {}
        for path in bare:
            if self._is_whole(path):
                by_name.setdefault(path.rpartition("/")[2], {})[path.strip("/").removeprefix("./")] = None
        self._by_name = by_name

    def _is_whole(self, path: str) -> bool:
        if path.startswith("/"):
            return "/" in path.strip("/") or not self._roots
        path = path.removeprefix("./")
        return path.partition("/")[0] in self._roots if self._roots and "/" in path else path.count("/") >= _LIKELY_WHOLE

    def whole(self, written: str) -> Iterator[str]:
        """The path from the root: as written, or the only whole path of the document that ends so."""
        if self._is_whole(written):
            yield written.strip("/").removeprefix("./")
            return
        ending = "/" + written.strip("/").removeprefix("./")
        found = [path for path in self._by_name.get(written.rpartition("/")[2], ()) if path.endswith(ending)]
        if len(found) == 1:
            yield found[0]

    def module(self, path: str) -> str:
        """The name that the document imports it by, else what follows a leading src or lib, else its whole name."""
        names = module_names(path)
        imported = [name for name in names if name in self._modules]
        leads = path.startswith(("src/", "lib/")) or "/src/" in path
        return (imported or [names[-1] if leads else names[0]] if names else [""])[0]


def _canonical(document: TrackerDocument, places: _Places) -> str | None:
    """The module of the canonical import, else of the one file that is called canonical; nothing where there are several."""
    said = [one for one in document.canonical_imports if "canonical" in one.label.lower()]
    for candidates in (said, document.canonical_imports):
        modules = {one.module for one in candidates}
        if modules:
            return modules.pop() if len(modules) == 1 else None
    named = {places.module(path) for one in document.implementations if one.role is Role.CANONICAL for path in places.whole(one.path)}
    named.discard("")
    return named.pop() if len(named) == 1 else None


def _deprecated(document: TrackerDocument, places: _Places, symbol: str | None, canonical: str | None) -> tuple[str, ...]:
    """Modules of files called deprecated or compatibility layers, else those of imports called old; never the canonical one."""
    good = {places.module(path) for one in document.implementations if one.role is Role.CANONICAL for path in places.whole(one.path)}
    good.update(one.module for one in document.canonical_imports)
    if canonical:
        good.add(canonical)
    old = [one for one in document.implementations if one.role in (Role.DEPRECATED, Role.COMPATIBILITY) and _is_file(one, symbol)]
    listed = [places.module(path) for one in old for path in places.whole(one.path)]
    found = _without(listed, good) or _without((one.module for one in document.deprecated_imports), good)
    return tuple(found)


def _is_file(one: Implementation, symbol: str | None) -> bool:
    """A label on one line of a file speaks of the whole only if the file is named like the symbol."""
    return not one.is_spot or one.path.rpartition("/")[2].removesuffix(".py").replace("_", "") == (symbol or "").lower()


def _without(modules: Iterable[str], good: set[str]) -> list[str]:
    """A package that holds a good module is no deprecated module either."""
    return [name for name in dict.fromkeys(modules) if name and not any(is_under(one, name) for one in good)]


def _symbol(document: TrackerDocument, canonical: str | None) -> tuple[str | None, str]:
    spelled = _spellings(document.text)
    for name, source in (
        (_imported(document.canonical_imports, canonical), "canonical import"),
        (_repeated(document, spelled), "text"),
        (_titled(document.title, spelled), "title"),
    ):
        if name:
            return name, source
    return None, ""


def _imported(imports: Sequence[NamedImport], canonical: str | None) -> str | None:
    """The one name that the canonical import brings: a class, or whatever it is if the line says “canonical import”."""
    names = {
        one.name
        for one in imports
        if one.module == canonical and one.name and (one.name[0].isupper() or {"canonical", "import"} <= set(one.label.lower().split()))
    }
    return names.pop() if len(names) == 1 else None


def _spellings(text: str) -> dict[str, str]:
    """Names with two humps that the document writes, by their small letters; the most frequent spelling wins."""
    counted = Counter(found[0] for found in _CAMEL.finditer(text))
    spelled: dict[str, str] = {}
    for name, _ in counted.most_common():
        if not name.isupper() and len(_HUMP.findall(name)) > 1 and name.lower() not in _NO_SYMBOLS:
            spelled.setdefault(name.lower(), name)
    return spelled


def _repeated(document: TrackerDocument, spelled: dict[str, str]) -> str | None:
    """X of “multiple X implementations”: one that the title names too, else the only one of a heading under a title that names nothing."""
    title = _TITLE_WORD.findall(document.title.lower())
    in_headings = _counted((document.title, *document.headings), spelled)
    everywhere = list(dict.fromkeys([*in_headings, *_counted(document.text.split("\n"), spelled)]))
    named = [name for name in everywhere if _stands_in(name.lower(), title)]
    if named:
        return named[0]
    says_nothing = all(map(is_of_the_work, title))
    return everywhere[0] if says_nothing and in_headings and len(everywhere) == 1 else None


def _counted(texts: Iterable[str], spelled: dict[str, str]) -> list[str]:
    found = (one[1].replace(" ", "").lower() for text in texts for one in _SEVERAL.finditer(text[:1000].replace("*", "")))
    return [spelled[name] for name in found if name in spelled]


def _stands_in(name: str, title: list[str]) -> bool:
    """Do neighbouring words make this name?"""
    return any(
        "".join(title[start:end]).removesuffix("s") == name for start in range(len(title[:50])) for end in range(start + 1, start + 5)
    )


def _titled(title: str, spelled: dict[str, str]) -> str | None:
    """Neighbouring words of the title that make a name which the document writes, if there is one such name only."""
    runs: list[list[str]] = [[]]
    for word in _TITLE_WORD.findall(title[:300].lower()):
        if is_of_the_work(word):
            runs.append([])
        else:
            runs[-1].append(word)
    joined = ["".join(run) for run in runs]
    found = {spelled[name] for one in joined for name in (one, one.removesuffix("s"), one.removesuffix("es")) if name in spelled}
    return found.pop() if len(found) == 1 else None
