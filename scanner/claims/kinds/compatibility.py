"""Nothing that used the old place breaks."""

from scanner.claims.claim import Judge, Nature, Thing
from scanner.claims.kind import Kind, pattern


class Compatibility(Kind):
    """Compatible, preserved, nothing breaks; judged only where two places or a number of methods are stated."""

    id = "compatibility"
    judge = Judge.REPOSITORY
    nature = Nature.STATE
    wants = (Thing.MODULE, Thing.PATH, Thing.SYMBOL)
    wordings = pattern(
        r"\bbackwards?[ -]compat\w*|\bapi compat\w*|\bcompatib(?:le|ility)\b.{0,30}\b(?:maintain\w*|preserv\w*"
        r"|ensur\w*|confirm\w*|verif\w*|resolved)\b",
        r"\b(?:maintain|preserve|ensure|keep|verify)\w*\b.{0,30}\bcompatib\w+",
        r"\b(?:zero|no|without)(?: new)? break(?:ing|age)\b(?: changes?)?",
        r"\b(?:interfaces?|apis?|signatures?|import patterns?|imports|exports)\b.{0,30}\b(?:preserved|unchanged"
        r"|maintained|(?:still )?work(?:s|ing)?(?: through\b|$)|continue\w*)\b",
        r"\bexisting (?:code|apis?|interfaces?|imports?|consumers)\b.{0,30}\b(?:work\w*|preserved|unchanged|maintained)\b",
        r"\bfeature parity\b|\binterface compatibility\b|\bsuperset\b|\bidentical capabilities\b|\bdrop-in replacement\b",
    )
    look_alikes = pattern(
        r"^(?:remove|delete|archive|eliminate|fix|create|add|update|implement|convert|migrate|consolidate|plan|run)\w*\b",
        r"\bstrategy\b|\bplan\b|\btests? created\b|\bbusiness impact\b",
        r"\balias(?:es)?\b.{0,20}\badded\b",
    )
    matches = (
        "Zero breaking changes",
        "All existing interfaces preserved",
        "100% backward compatible",
        "ALL legacy import patterns preserved and working",
        "Maintain backward compatibility",
        "All legacy imports work through the compatibility layer",
        "Drop-in replacement for the router class",
    )
    ignores = ("Zero business impact", "Fix breaking changes", "Remove backwards compatibility aliases", "Backwards compatibility strategy")
