"""The names by which a blob is found again: what an index of facts holds."""

from scanner.facts import FileFacts

NOT_INDEXED_CALLS = frozenset({"statement"})


def terms_of(facts: FileFacts) -> set[str]:
    """Every identifier that a rule may ask for: parts of imported modules and dotted strings, names brought in or defined."""
    terms: set[str] = set()
    for statement in facts.imports:
        terms.update(statement.module.split("."))
        for name, alias in statement.names:
            terms.update(name.split("."))
            if alias:
                terms.add(alias)
    for definition in facts.definitions:
        if definition.kind == "class" or "." not in definition.name:
            terms.add(definition.name.rpartition(".")[2])
    for text in facts.texts:
        if text.call not in NOT_INDEXED_CALLS:
            terms.update(text.text.split("."))
    terms.update(alias.name for alias in facts.aliases)
    terms.update(facts.lazy)
    terms.discard("")
    return terms
