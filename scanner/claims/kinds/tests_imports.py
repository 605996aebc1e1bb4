"""Tests that import the new place."""

import re

from scanner.claims.claim import Judge, Nature, Polarity, Thing
from scanner.claims.kind import Kind, pattern

_VERB = r"(?:updat(?:e|ed)|migrat(?:e|ed)|fix(?:ed)?|convert(?:ed)?|chang(?:e|ed)|correct(?:ed)?)"


class TestsUseNewImports(Kind):
    """Tests with imports and a verb of change."""

    __test__ = False
    id = "tests use new imports"
    judge = Judge.REPOSITORY
    nature = Nature.STATE
    polarity = Polarity.ABSENT
    wants = (Thing.MODULE, Thing.PATH, Thing.SYMBOL, Thing.DOTTED, Thing.METHOD)
    is_limited = True
    falls_back = True
    clear_things = frozenset({Thing.PATH, Thing.MODULE})
    clear_shape = re.compile(
        r"(?:update[d]?|migrate[d]?|convert(?:ed)?|fix(?:ed)?) (?:all |the )*test imports? (?:from|of) (?:DOTTED|PATH)\b"
    )
    wordings = pattern(
        rf"^{_VERB}\b.{{0,40}}\b(?:tests?|TESTPATH)\b.{{0,50}}\b(?:imports?|import paths?)\b",
        rf"^{_VERB}\b.{{0,40}}\bimports?\b.{{0,30}}\btests?\b",
        r"\b(?:tests?|test files?|TESTPATH)\b.{0,30}\b(?:use|using|uses|import|updated to"
        r"|migrated to)\b.{0,30}\b(?:imports?|import paths?|canonical)\b",
        rf"^{_VERB}\b.{{0,30}}\btest files\b|^\d+\+? test files (?:updated|migrated)\b",
        r"\btest imports (?:updated|migrated|fixed|converted)\b",
    )
    look_alikes = pattern(
        r"\b(?:fail|fails|failing)\b|\bneed(?:s|ed|ing)?\b|\bplan\b|\bidentif|\bcreate", r"\bpreserved\b|\bissues?\b|\berrors?\b"
    )
    matches = (
        "Fix test imports",
        "Update 80+ test files to use canonical imports",
        "Migrate remaining test files to SSOT imports",
        "All tests use the canonical import paths",
    )
    ignores = ("tests fail with deprecated imports", "Tests need import updates", "Update all imports", "Create import tests")
