"""The number that rides on a claim."""

import re

from scanner.claims.wording import Wording

_FALL = re.compile(r"\b\d{1,6}\+? ?(?:->|to) ?(\d{1,6}|one|single)\b(?![\d.,]*%)")
_COUNT = re.compile(
    r"(?<![\w#$.,/-])(\d{1,3}(?:,\d{3})+|\d{1,6})\+?(?![\d.,]*%|[\w/-])(?= (?:[a-z-]+ ){0,4}(?:files?|tests?"
    r"|imports?|classes|class|consumers?|callers?"
    r"|methods?|implementations?|references|duplicates?|managers?|routers?|emitters?|wrappers?|places|modules"
    r"|violations|occurrences|usages)\b)"
)

_TESTS = re.compile(
    r"(?<![\w#$.,/-])(\d{1,3}(?:,\d{3})+|\d{1,6})\+?(?![\d.,]*%|[\w/-])(?= (?:[a-z-]+ ){0,4}(?:tests?|methods?"
    r"|cases)\b(?! (?:files?|suites?|class)))"
)


def stated_number(said: Wording, of_tests: bool = False) -> int | None:
    """A count of files, tests, classes, …, or of tests alone; the end of a fall “4 → 1”; None if there is none."""
    if not of_tests and (fall := _FALL.search(said.form)):
        return 1 if fall[1] in ("one", "single") else int(fall[1])
    found = (_TESTS if of_tests else _COUNT).search(said.form)
    return int(found[1].replace(",", "")) if found else None
