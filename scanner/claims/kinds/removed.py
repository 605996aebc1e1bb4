"""Files, classes, functions or lines that are gone."""

import re

from scanner.claims.claim import Judge, Nature, Polarity, Thing
from scanner.claims.kind import NAMES, Kind, pattern

_VERB = r"(?:remov(?:e|ed|al)|delet(?:e|ed|ion)|archiv(?:e|ed)|eliminat(?:e|ed)|drop(?:ped)?|purge[d]?)"
_CODE = (
    rf"(?:{NAMES}|files?|class(?:es)?|methods?|functions?|code|implementations?|layers?|modules?|director(?:y"
    rf"|ies)|folders?|wrappers?|alias(?:es)?|prox(?:y|ies)"
    r"|shims?|adapters?|engines?|managers?|routers?|definitions?|duplicat(?:es?|ions?)|fallbacks?|patterns?"
    r"|singletons?|registr(?:y|ies)|utilit(?:y|ies)|system"
    r"|backups?|factor(?:y|ies)|constructors?|handlers?|validators?|emitters?|logic|stubs?|legacy|deprecated|bridges?|paths?|lines|LINES)"
)
_THINGS = r"(?:PATH|NAME)(?:(?:, | and |, and | & )(?:PATH|NAME))*"


class Removed(Kind):
    """A verb of removal with an object that is code."""

    id = "removed"
    judge = Judge.REPOSITORY
    nature = Nature.STATE
    polarity = Polarity.ABSENT
    wants = (Thing.PATH, Thing.SYMBOL, Thing.METHOD, Thing.LINES, Thing.MODULE)
    is_limited = True
    falls_back = True
    clear_shape = re.compile(
        rf"(?:safely |completely |fully |successfully )*{_VERB}(?: adapters?| files?| classes| class| modules?)?:? "
        rf"(?:(?:the|duplicate|deprecated|legacy|old|obsolete|unused|entire|whole|\d+-line) )*{_THINGS}"
        r"(?: (?:class(?:es)?|files?|modules?|wrappers?|adapters?|entirely|completely|fully))*(?::LINES)?"
        r"(?:$|: | - |, | from (?:PATH|NAME)| in (?:PATH|NAME)| and (?:all )?related\b)"
        rf"|(?:the |deprecated |legacy |old )*{_THINGS}(?: class| file| module)? (?:was |were )?(?:completely "
        rf"|fully )?(?:removed|deleted|archived)$"
    )
    wordings = pattern(
        rf"^(?:safely |completely |fully |successfully |physically )*{_VERB}\b.{{0,80}}\b{_CODE}\b",
        rf"\b{_CODE}\b.{{0,60}}\b(?:completely |fully |successfully |safely )?(?:removed|deleted|archived|eliminated)\b",
        rf"(?: - |: |-> ){_VERB}\b.{{0,60}}\b{_CODE}\b",
        r"\b(?:file|class) (?:no longer exists|is gone)\b",
        r"^clean(?:ed)? ?up\b.{0,40}\b(?:deprecated|legacy|duplicate|old)\b",
    )
    look_alikes = pattern(
        r"\bplan(?:ned)? (?:the )?(?:removal|deletion)|\b(?:strategy|plan|approach) for (?:the )?(?:removal|deletion)",
        r"\beliminat\w+ (?:all )?(?:the )?(?:race conditions?|confusion|conflicts?|risks?|errors?|uncertainty|ambiguity|bottlenecks?)",
        r"\b(?:race conditions?|confusion|conflicts?|errors?|risks?|violations?|inconsistenc\w+|leaks?"
        r"|dependenc\w+)\b(?: \w+){0,2} (?:removed|eliminated)\b",
        r"\bdrop-in\b|\bcode reduction\b|\bcan be (?:removed|deleted)\b|\bto be (?:removed|deleted)\b"
        r"|\bready (?:for|to) (?:removal|delet|remov)|\bbefore remov|\bbe removed\b",
        r"\bproliferation\b|^(?:zero|no) (?:regressions?|errors?|race)\b",
        r"\bpreserved\b|\bnot (?:yet )?(?:removed|deleted)\b|\bblocked\b",
        rf"^{_VERB} .{{0,60}}\b(?:imports?|circular)\b(?! (?:wrapper|layer|alias))|\bimport (?:violations?"
        rf"|paths?)\b.{{0,20}}\beliminated\b",
        r"^(?:eliminate[d]?|remove[d]?)\b.{0,60}\b(?:usages?|instantiations?|references|accesses|calls)\b",
        r"(?:^| - )(?:eliminate[d]?|remove[d]?)\b.{0,40}\bDOTTED violations\b",
        r"^(?:validate|verify|confirm|ensure|test|check|run|monitor)\b.{0,40}\b(?:after|before)\b",
    )
    matches = (
        "Remove `shop/old_router.py`",
        "Phase 3: Completely removed 587-line `old_router.py`",
        "Archive OldRouter.py",
        "Remove duplicate class (lines 1494-1656)",
        "Backup files removed",
        "Remove deprecated compatibility layers",
        "Eliminate duplicate ShopRouter implementations",
        "Remove backwards compatibility aliases",
        "DELETE legacy `create_router()` function from `shop/router.py`",
    )
    ignores = (
        "Plan removal of `shop/old_router.py`",
        "Eliminate race conditions",
        "Eliminate confusion between managers",
        "Drop-in replacement for the router class",
        "75% code reduction",
        "Migration strategy for removal of the old class",
        "Singleton preserved",
        "Files to be removed",
        "Remove circular imports",
        "Remove deprecated imports",
        "Legacy file not removed",
    )
