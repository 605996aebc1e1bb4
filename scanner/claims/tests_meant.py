"""Which tests an item speaks of: named ones, a group that words name, or all of them. When in doubt, none."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from scanner.claims.claim import Claim, Polarity, Thing
from scanner.claims.known import KnownNames
from scanner.claims.things import Named
from scanner.claims.wording import Wording, wording_of

CORRECTED = "as a person has said"
_MOST_NOTES = 10
_PASSES = re.compile(
    r"\bpass(?:es|ed|ing)?\b|\bgreen\b|\bsucceed(?:s|ed)?\b|\b(?:no|zero) (?:\w+ )?regressions\b|\bstill works?\b|\b100 ?% success\b"
)
_FAILS = re.compile(r"\bfail(?:s|ed|ing)?\b")
#: Words of what is wanted, planned or conditional: no statement about a result.
_WISHED = re.compile(
    r"\b(?:until|should|shall|will|would|must|if|when|once|plan(?:ned|s)?|targets?|targeted|goals?|needed|required|to be|expect\w*"
    r"|baseline|coverage|discover\w*|collected|repeat|pass rates?|designed to)\b"
)
_EXPECTED = re.compile(r"\b(?:until|should|shall|will|would|must|if|when|once|plan(?:ned|s)?|targets?|goals?|needed|designed to|before)\b")
_ALL = re.compile(
    r"\b(?:all|every) (?:of )?(?:the |our )?(?:existing |current )?(?:test cases|tests?|test suites?)\b"
    r"(?! (?:in|of|for|from|under|about|except)\b)"
    r"|\b(?:full|whole|entire|complete) test suite\b"
)
_FAIL_BEHIND = re.compile(r"\W*(?:[a-z][\w-]* ){0,4}(?:fail|errors?\b|broken|missing)")
_FRACTION = re.compile(r"(?<![\w/.,-])(\d{1,5}) ?(?:/|(?:out )?of) ?(\d{1,5})(?![\w/]|[.,]\d)")
_GROUP = re.compile(r"((?:[a-z][\w-]* ){1,5})(?:tests?|test suites?|suites?)\b")
_AFTER_FRACTION = re.compile(r"((?:[a-z][\w-]*(?: |$)){1,4})")
_FILLERS = re.compile(
    r"all|every|existing|the|our|of|(?:re-?)?run(?:ning)?|executed?|validated?|verif(?:y|ied)|ensure|prove[n]?|confirm(?:ed)?|check|now|and"
    r"|with|still|that|test|fix(?:ed)?|maintain"
)
#: Groups that no name of a test shows: which ones are new, or related, only people know.
_VAGUE = re.compile(
    r"new|failing|related|affected|relevant|remaining|other|some|most|primary|several|selected|these|those|first|more|any|my|key|core"
    r"|additional|different|individual|specific|corresponding|appropriate|necessary|important|current|up|broken|passing|passed|failed"
    r"|comprehensive|documented|updated|real|fake|cycles?|artifacts|created|written|regression|unified|such|final|full|entire|for|in|on|to"
    r"|from|by|after|before|without|no|not|non-docker|than"
)
_CLASS = re.compile(r"Test[A-Z]\w*|[A-Z]\w*Tests?")
_WORD = re.compile(r"[a-z0-9]+")


@dataclass(frozen=True, slots=True)
class Meant:
    """A choice of tests. `said` is what the item calls them; a choice with several sorts of names takes what any of them names."""

    said: str
    paths: tuple[tuple[str, tuple[str, ...]], ...] = ()  # as written, and as the repository knows them
    names: tuple[str, ...] = ()  # functions and classes
    words: tuple[str, ...] = ()  # that stand one behind the other in a name
    total: int | None = None  # how many the item says there are
    is_least: bool = False  # “36+”: or more

    @property
    def is_everything(self) -> bool:
        """Every test of the results?"""
        return not (self.paths or self.names or self.words)


@dataclass(frozen=True, slots=True)
class TestQuestion:
    """What a claim asks of test results: the first of the choices that the results have."""

    __test__ = False
    polarity: Polarity
    choices: tuple[Meant, ...]
    part: int = 0  # of “13/18”
    whole: int = 0

    @property
    def is_partial(self) -> bool:
        """Does the item itself say that not all of them do?"""
        return self.part < self.whole

    @property
    def words(self) -> str:
        """The question, as one sentence without its full stop."""
        said = self.choices[0].said
        return f"{said} fail, as they should" if self.polarity is Polarity.FAILING else f"{said} pass"


def question_of_tests(claim: Claim, text: str, notes: Sequence[str], names: KnownNames) -> TestQuestion | str:
    """The question of an item that test results answer, or why they can't."""
    wants_failing = claim.polarity is Polarity.FAILING
    item, below = wording_of(text), [wording_of(note) for note in notes[:_MOST_NOTES]]
    if claim.reason == CORRECTED:
        return _of_subjects(claim) or "no test file is named"
    why = _no_statement(claim, item, below)
    if why:
        return why
    choices = list(_choices(claim, item, names))
    if not choices or choices[0].is_everything:
        choices = [one for note in below if _says_result(note, wants_failing) for one in _of_note(note, claim, names)] + choices
    if unknown := _unknown(choices):
        return unknown
    choices = [one for one in choices if not (one.is_everything and wants_failing)]
    if not choices:
        return "the item names no test, no test file and no group of tests that names show"
    part, whole, _ = next(filter(None, map(_fraction, [item, *below])), (0, 0, 0))
    return TestQuestion(claim.polarity, tuple(dict.fromkeys(choices)), part, whole)


def _no_statement(claim: Claim, item: Wording, below: Sequence[Wording]) -> str:
    """Why the words make no statement about results, "" if they do."""
    if claim.kind == "failures fixed":
        return ""
    if claim.polarity is Polarity.FAILING:
        return "the item says what tests will do, or were made for" if _EXPECTED.search(item.form) else ""
    if _WISHED.search(_bare(item)):
        return "the item says what is planned or wanted of tests, not how they ended"
    if _says_result(item, False) or any(_says_result(note, False) and _fraction(note) for note in below):
        return ""
    return "the item says that tests were run, not how they ended"


def _says_result(said: Wording, wants_failing: bool) -> bool:
    found = (_FAILS if wants_failing else _PASSES).search(said.form) or (not wants_failing and _fraction(said))
    return bool(found) and not (_EXPECTED if wants_failing else _WISHED).search(_bare(said))


def _bare(said: Wording) -> str:
    """Without parentheses, but for those that say that something should be so."""
    return said.form if re.search(r"\((?:should|will|must|expected)\b", said.form) else said.bare


def _fraction(said: Wording, *, of_failing: bool = False) -> tuple[int, int, int] | None:
    """“13/18”, “5 out of 6”: the part that passes, the whole, and where it ends."""
    for found in _FRACTION.finditer(said.form):
        part, whole = int(found[1]), int(found[2])
        if whole > 0 and part <= whole and (of_failing or not _FAIL_BEHIND.match(said.form[found.end() :])):
            return part, whole, found.end()
    return None


def _choices(claim: Claim, item: Wording, names: KnownNames) -> Iterator[Meant]:
    counted = _fraction(item)
    named = _named(item.named, names)
    if named is not None:
        yield replace(named, total=counted[1] if counted else None)
        return
    yield from _grouped(item, claim)
    if _ALL.search(item.form):
        yield Meant("All tests")


def _of_note(note: Wording, claim: Claim, names: KnownNames) -> Iterator[Meant]:
    """A bullet below names its tests, or says how many of a group."""
    named = _named(note.named, names)
    if named is not None:
        yield named
    elif _fraction(note, of_failing=claim.polarity is Polarity.FAILING):
        yield from _grouped(note, claim)


def _of_subjects(claim: Claim) -> TestQuestion | None:
    """What a person has named."""
    paths = tuple((one.text, one.known) for one in claim.about if one.thing is Thing.PATH)
    names = tuple(one.text.partition("(")[0].rpartition(".")[2] for one in claim.about if one.thing in (Thing.METHOD, Thing.SYMBOL))
    said = _told([*(text for text, _ in paths), *names])
    return TestQuestion(claim.polarity, (Meant(said, paths, names),)) if paths or names else None


def _named(found: Sequence[Named], names: KnownNames) -> Meant | None:
    """Test files, folders, functions and classes."""
    paths, named = [], []
    for one in found:
        if one.placeholder == "TESTPATH" or (one.thing is Thing.PATH and one.text.endswith("/") and "test" in one.text):
            paths.append((one.text, names.paths(one.text)))
        elif one.thing is Thing.METHOD and (bare := one.text.partition("(")[0].rpartition(".")[2]).startswith("test_"):
            base = names.paths(f"{bare}.py")
            paths += [(bare, base)] if base and not names.functions(bare) else []
            named += [] if base and not names.functions(bare) else [bare]
        elif one.thing is Thing.SYMBOL and _CLASS.fullmatch(one.text):
            named.append(one.text)
    said = _told([*(text for text, _ in paths), *named])
    return Meant(said, tuple(dict.fromkeys(paths)), tuple(dict.fromkeys(named))) if paths or named else None


def _told(named: Sequence[str]) -> str:
    shown = list(dict.fromkeys(named))
    return f"The tests of {', '.join(shown[:3])}" + (f" and {len(shown) - 3} more" if len(shown) > 3 else "")


def _grouped(said: Wording, claim: Claim) -> Iterator[Meant]:
    """“24/24 golden path tests”, “all mission critical tests”; of two groups without a number nobody knows which is meant."""
    counted = _fraction(said, of_failing=claim.polarity is Polarity.FAILING)
    behind = _AFTER_FRACTION.match(said.form[counted[2] :].strip()) if counted else None
    phrases = [*([behind[1]] if behind else []), *(found[1] for found in _GROUP.finditer(said.form))]
    groups = list(dict.fromkeys(filter(None, map(_group_words, phrases))))
    if groups and (behind or len(groups) == 1):
        total = counted[1] if counted else claim.stated
        least = total is not None and (f"{total:,}+" in said.form or f"{total}+" in said.form)
        yield Meant(f"The {' '.join(groups[0])} tests", words=groups[0], total=total, is_least=least)


def _group_words(phrase: str) -> tuple[str, ...]:
    """The words of a group without what stands around it; none if only people know what is in it."""
    tokens = phrase.split()
    while tokens and _FILLERS.fullmatch(tokens[0]):
        tokens.pop(0)
    cut = next((place for place, token in enumerate(tokens) if token in ("tests", "test", "suite", "suites") or _PASSES.match(token)), None)
    tokens = tokens[:cut]
    if not tokens or len(tokens) > 4 or any(_VAGUE.fullmatch(token) or _FILLERS.fullmatch(token) for token in tokens):
        return ()
    return tuple(word for token in tokens for word in _WORD.findall(token.replace("_", "-")))


def _unknown(choices: Sequence[Meant]) -> str | None:
    """A named file that no commit ever had."""
    for one in choices:
        for text, known in one.paths:
            if not known:
                return f"nothing of the history is called {text}"
    return None
