"""Imports that resolve, and do not go in a circle."""

from scanner.claims.claim import Judge, Nature, Polarity, Thing
from scanner.claims.kind import Kind, pattern


class ImportHealth(Kind):
    """No import errors, no circular imports; never that something starts."""

    id = "import health"
    judge = Judge.REPOSITORY
    nature = Nature.STATE
    polarity = Polarity.ABSENT
    wants = (Thing.PATH, Thing.MODULE, Thing.SYMBOL)
    is_limited = True
    wordings = pattern(
        r"\b(?:no|zero|0|without)\b.{0,30}\b(?:import errors?|circular|broken imports?|dangling imports?"
        r"|import failures?|importerrors?|modulenotfounderrors?|import issues)\b",
        r"\bcircular (?:imports?|dependenc\w+|references?)\b.{0,40}\b(?:resolved|eliminated|removed|fixed|broken|prevented)\b",
        r"^(?:resolve[d]?|fix(?:ed)?|remove[d]?|eliminate[d]?|break|prevent)\b.{0,50}\b(?:circular|import errors?"
        r"|import dependency chain|broken imports?|dangling imports?)\b",
        r"\bbroken imports?\b.{0,20}\b(?:fixed|resolved|repaired)\b|\bimport errors?\b.{0,20}\b(?:fixed|resolved|eliminated)\b",
        r"\ball imports (?:resolve|work|succeed)\b(?! to)",
    )
    look_alikes = pattern(
        r"(?<!\ball )(?<!\d)\b\d+\+? broken imports? fixed\b", r"\b(?:identified|detected|found)\b", r"^(?:run|execute|validate startup)\b"
    )
    matches = (
        "No import errors across the codebase",
        "All 129 broken imports FIXED",
        "No circular imports",
        "Resolved circular import dependencies",
    )
    ignores = (
        "Validate startup",
        "Import conflicts eliminated",
        "Circular dependencies identified",
        "Coverage: 129 broken imports fixed across 50+ files",
        "Run startup tests to see that there are no import issues",
    )
