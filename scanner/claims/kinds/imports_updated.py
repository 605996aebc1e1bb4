"""Imports of the old place that are gone."""

import re

from scanner.claims.claim import Judge, Nature, Polarity, Thing
from scanner.claims.kind import Kind, pattern

_VERB = (
    r"(?:updat(?:e|ed|es)|migrat(?:e|ed|ion of)|fix(?:ed)?|convert(?:ed)?|chang(?:e|ed)|standardi[sz](?:e|ed)"
    r"|switch(?:ed)?|redirect(?:ed)?|mov(?:e|ed)"
    r"|consolidat(?:e|ed)|replac(?:e|ed|ement of)|remov(?:e|ed)|eliminat(?:e|ed)|correct(?:ed)?)"
)
_USERS = r"(?:files?|consumers?|callers?|call sites|clients|importers?|modules|components|services|importing files)"


class ImportsUpdated(Kind):
    """A verb of change with imports, or with files and consumers that use the new place."""

    id = "imports updated"
    judge = Judge.REPOSITORY
    nature = Nature.STATE
    polarity = Polarity.ABSENT
    wants = (Thing.MODULE, Thing.PATH, Thing.SYMBOL, Thing.DOTTED, Thing.METHOD)
    is_limited = True
    reads_parentheses = True
    falls_back = True
    clear_things = frozenset({Thing.PATH, Thing.MODULE})
    clear_shape = re.compile(
        r"(?:update[d]?|migrate[d]?|convert(?:ed)?|replace[d]?|fix(?:ed)?) (?:all |every "
        r"|the )*imports?(?: statements?)? (?:from|of) (?:DOTTED|PATH)\b"
    )
    wordings = pattern(
        rf"^(?:execute (?:automated )?|systematically |successfully |run codebase-wide )*{_VERB}\b.{{0,80}}\bimports?\b",
        r"\b(?:imports?|import (?:paths?|statements?|patterns?))\b.{0,60}\b(?:updated|migrated|fixed|converted"
        r"|standardi[sz]ed|consolidated|replaced|eliminated)\b",
        r"^(?:execute|complete|perform|implement)\b.{0,40}\bimport (?:pattern |path )?(?:updates?|migration"
        r"|consolidation|standardi[sz]ation)\b",
        r"\b(?:all|every|\d+\+?)\b.{0,40}\bimports?\b.{0,30}\b(?:use|using|reference|point|resolve|go|from|come)\b",
        rf"^(?:all )?\d*\+?.{{0,30}}\b{_USERS}\b.{{0,20}}\b(?:use|using|successfully migrated|migrated|updated"
        rf"|converted|import|now import)\b",
        rf"^(?:execute (?:automated )?|continue |complete )*(?:migrat(?:e|ed|ion of)|updat(?:e|ed)|convert(?:ed)?)\b.{{0,50}}\b{_USERS}\b",
        r"\b(?:no|zero|0|remaining)\b (?:\w+ ){0,2}(?:deprecated|legacy|old|direct|wrong|duplicate|jwt)[\w ]{0,30}imports?\b",
        r"^import (?:path )?(?:consolidation|standardi[sz]ation|migration|updates)\b|^imports? redirect",
        r"\bmass import update\b|\bimports and redirects working\b",
        r"^(?:single|unified|one|consistent) (?:\w+ )?import (?:paths?|patterns?)\b",
        r"\bLINES(?:, ?\d+)* fixed to\b",
        r"(?:^|-> )migrat(?:e|ed) PATH\b",
    )
    look_alikes = pattern(
        r"\bpreserved\b|\bstill work|\bcontinue (?:to )?work|\band working\b|\bremain(?:s|ing)? (?:valid"
        r"|available)|\bnot (?:yet )?updated\b",
        r"\b(?:will|may) need\b|\bneed(?:s|ing|ed)?\b|\brequir(?:e|es|ing)\b|\bplan\b|\bidentif|\bdiscover|\bfor import updates\b",
        r"\bimport (?:dependency )?(?:conflicts?|errors?|chains?|issues?|tests?|compliance)\b|\bcircular\b|\bbroken imports?\b",
        r"^(?:zero|no) breaking\b|^(?:create|add|test)\b|\btests? (?:fail|prove|detect)",
        r"^(?:validate|verify|ensure)\b.{0,30}\bimport (?:changes|consistency)\b",
        r"\b(?:documentation|docs|readme|tracking|status|issue|config(?:uration)?|test) files?\b.{0,20}$",
        r"^updated? (?:\w+ ){0,3}(?:documentation|tracking|issue|file PATH)\b",
    )
    matches = (
        "Update all imports to the canonical path",
        "Migrate 76+ files",
        "All 76 importing files use the primary SSOT router",
        "Remove deprecated imports",
        "40+ files successfully migrated from the deprecated factory",
        "line 16 fixed to SSOT",
        "Update all callers (Phase 2)",
        "Zero legacy imports left",
        "Execute import pattern updates",
        "Update all OldRouter consumers",
        "All imports reference single authoritative source",
        "Consolidate imports to one source",
        "All imports resolve to the SSOT router",
        "Unified import paths across the codebase",
    )
    ignores = (
        "ALL legacy import patterns preserved and working",
        "4+ files will need import updates",
        "Import migration plan created",
        "Identify all files importing the router",
        "only 2 files need the import",
        "Import conflicts eliminated",
        "Update test imports",
        "No import errors",
        "Update documentation files",
        "All functions migrated to canonical SSOT locations",
    )
