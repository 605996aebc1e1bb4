"""The question that a claim asks, in words."""

from collections.abc import Callable
from dataclasses import replace

from scanner.claims.claim import Claim, Part, Scope, Subject, Thing

_MOST_NAMED = 3
_CATEGORY_WORDS = {
    "production": "production",
    "unit-test": "unit tests",
    "integration-test": "integration tests",
    "other-test": "other tests",
    "script": "scripts",
}


def question_of(claim: Claim) -> str:
    """What has to be so, as one sentence without its full stop; for what nobody can look up, why not."""
    sentence = _SENTENCES.get(claim.kind)
    if sentence is None:
        return "Not checkable: it says what people did, planned or saw"
    scope = replace(claim.scope, categories=()) if claim.kind == "tests use new imports" else claim.scope
    return sentence(claim) + _in_scope(scope)


def _single(claim: Claim) -> str:
    return f"{_each(claim, 'The symbol')} {_verb(claim, 'has', 'have each')} one canonical definition and no independent second one"


def _imports(claim: Claim) -> str:
    if _of_symbol(claim):
        return f"Every import of {_of_symbol(claim)} comes from its one canonical place, intended references aside"
    return f"No place imports {_named(claim, 'the old module')}, intended references aside"


def _test_imports(claim: Claim) -> str:
    if _of_symbol(claim):
        return f"Every test that imports {_of_symbol(claim)} takes it from its one canonical place, intended references aside"
    return f"No test imports {_named(claim, 'the old module')}, intended references aside"


def _of_symbol(claim: Claim) -> str:
    """A class that is imported, where no old module is named."""
    about = claim.about or _part(claim, Part.TARGET)
    return _joined(about, "or") if about and all(one.thing in (Thing.SYMBOL, Thing.METHOD) for one in about) else ""


def _removed(claim: Claim) -> str:
    about, place = claim.about, _part(claim, Part.PLACE)
    copies = _part(claim, Part.COPIES)
    if copies:
        return f"No second, independent definition of {_joined(copies, 'or')} is left{_where(place)}"
    if any(one.thing is Thing.LINES for one in about):
        return f"What stood at {_each(claim, '')}{_where(place)} when the item was written is gone"
    if about and all(one.thing is Thing.PATH for one in about):
        return f"{_each(claim, '')} {_verb(claim, 'was', 'were')} there before and {_verb(claim, 'is', 'are')} gone"
    there = " there" if _where(place) else ""
    was = f"{_each(claim, 'What is meant')} {_verb(claim, 'was', 'were')} defined{_where(place)} before"
    return f"{was} and {_verb(claim, 'is', 'are')} defined{there} no longer"


def _proxy(claim: Claim) -> str:
    to = _joined(_part(claim, Part.TARGET), "or")
    hands = f"{_each(claim, 'The old place')} only {_verb(claim, 'hands', 'hand')} on"
    return f"{hands}{f' to {to}' if to else ''}: a proxy, re-export, alias or shim"


def _created(claim: Claim) -> str:
    about = claim.about
    verb = "there" if about and all(one.thing is Thing.PATH for one in about) else "defined"
    return f"{_each(claim, 'What is meant')} {_verb(claim, 'is', 'are')} {verb}{_where(_part(claim, Part.PLACE))}"


def _tests_created(claim: Claim) -> str:
    if not claim.about:
        return "The new tests are there, but the item names no file"
    least = f" and holds at least {claim.stated} tests" if claim.stated and len(claim.about) == 1 else ""
    return f"{_each(claim, '')} {_verb(claim, 'is', 'are')} there{least}"


def _references(claim: Claim) -> str:
    return f"No place uses {_named(claim, 'the old name')}, intended references aside"


def _health(claim: Claim) -> str:
    through = f" of {_named(claim, '')}" if claim.about else ""
    return f"No import{through} dangles or goes in a circle"


def _warnings(claim: Claim) -> str:
    return f"{_each(claim, 'The old place')} {_verb(claim, 'warns', 'warn')} with DeprecationWarning"


def _compatibility(claim: Claim) -> str:
    if not claim.about:
        return "Everything that worked still works: checkable only where two places or a number of methods are stated"
    return f"Every name and method that {_each(claim, '')} had can still be reached"


def _tests_pass(claim: Claim) -> str:
    return f"{_each(claim, 'The tests')} passed at this commit, by uploaded results"


def _tests_fail(claim: Claim) -> str:
    return f"{_each(claim, 'The tests')} failed at this commit, as they should, by uploaded results"


def _fixed(claim: Claim) -> str:
    return "No test that failed before fails at this commit, by uploaded results"


def _issue(claim: Claim) -> str:
    return "The issue is there and linked, by GitHub"


def _pull_request(claim: Claim) -> str:
    return "The pull request is there, by GitHub"


def _roll_up(claim: Claim) -> str:
    return "The judged items of this phase hold"


_SENTENCES: dict[str, Callable[[Claim], str]] = {
    "single implementation": _single,
    "imports updated": _imports,
    "tests use new imports": _test_imports,
    "removed": _removed,
    "proxy": _proxy,
    "created code": _created,
    "test created": _tests_created,
    "references replaced": _references,
    "import health": _health,
    "deprecation warnings": _warnings,
    "compatibility": _compatibility,
    "tests pass": _tests_pass,
    "tests fail as expected": _tests_fail,
    "failures fixed": _fixed,
    "issue": _issue,
    "pull request": _pull_request,
    "roll-up": _roll_up,
}


def _part(claim: Claim, part: Part) -> tuple[Subject, ...]:
    return tuple(one for one in claim.subjects if one.part is part)


def _named(claim: Claim, unnamed: str) -> str:
    return _joined(claim.about, "or") or unnamed


def _each(claim: Claim, unnamed: str) -> str:
    return _joined(claim.about, "and") or unnamed


def _verb(claim: Claim, one: str, several: str) -> str:
    return several if len(claim.about) > 1 else one


def _joined(subjects: tuple[Subject, ...], word: str) -> str:
    shown = [one.known[0] if len(one.known) == 1 else one.text for one in subjects]
    if len(shown) > _MOST_NAMED:
        shown = [*shown[: _MOST_NAMED - 1], f"{len(shown) - _MOST_NAMED + 1} more"]
    return f" {word} ".join(filter(None, [", ".join(shown[:-1]), shown[-1]])) if shown else ""


def _where(place: tuple[Subject, ...]) -> str:
    """In a file or class; a line number says less than its file."""
    whole = tuple(one for one in place if one.thing is not Thing.LINES)
    return f" in {_joined(whole, 'or')}" if whole else ""


def _in_scope(scope: Scope) -> str:
    told = [f"counting {' and '.join(_CATEGORY_WORDS[one] for one in scope.categories)} only"] if scope.categories else []
    if scope.words:
        told.append(f"as far as “{', '.join(scope.words)}” goes")
    return f" ({'; '.join(told)})" if told else ""
