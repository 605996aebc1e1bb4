"""The names by which a blob is found again: what an index of facts holds."""

from collections.abc import Iterable
from dataclasses import dataclass

from scanner.facts import ANALYZER, FileFacts

#: An index is made of the facts of one analyzer by one version of terms_of().
INDEX = f"{ANALYZER}-terms2"
NOT_INDEXED_CALLS = frozenset({"statement"})


@dataclass(frozen=True, slots=True)
class Mention:
    """What makes a file worth a look: it mentions a term, and beside it another unless it lies inside a folder of a certain name."""

    term: str
    beside: str = ""
    inside: str = ""

    def is_met(self, terms: set[str], paths: Iterable[str]) -> bool:
        """Does a file that mentions these terms, at any of these paths, deserve the look?"""
        if self.term not in terms:
            return False
        return not self.beside or self.beside in terms or any(self.inside in folders_of(path) for path in paths)


def folders_of(path: str) -> list[str]:
    """The names of the folders that a file lies in."""
    return path.split("/")[:-1]


def taken(module: str, name: str) -> str:
    """The term of `from … import name`, of which the last part of the module counts: "" in `from . import name`."""
    return f"{module.rpartition('.')[2]}:{name}"


def terms_of(facts: FileFacts) -> set[str]:
    """Every identifier that a rule may ask for: parts of modules, of dotted strings and of names used, names brought in or defined."""
    terms: set[str] = set()
    for statement in facts.imports:
        terms.update(statement.module.split("."))
        for name, alias in statement.names:
            terms.update(name.split("."))
            if alias:
                terms.add(alias)
        if not statement.plain:
            terms.update(taken(statement.module, name) for name, _ in statement.names)
    for definition in facts.definitions:
        if definition.kind == "class" or "." not in definition.name:
            terms.add(definition.name.rpartition(".")[2])
    for text in facts.texts:
        if text.call not in NOT_INDEXED_CALLS:
            terms.update(text.text.split("."))
    for reference in facts.references:
        terms.update(reference.name.split("."))
    terms.update(alias.name for alias in facts.aliases)
    terms.update(facts.lazy)
    terms.discard("")
    return terms
