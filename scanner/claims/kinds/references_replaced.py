"""Uses of a dotted name, a base class or a constructor that are gone."""

import re

from scanner.claims.claim import Judge, Nature, Polarity, Thing
from scanner.claims.kind import Kind, pattern

_OLD = (
    r"(?:DOTTED|CALL|direct [\w ]{0,30}(?:access(?:es)?|instantiations?|construction|usages?|calls?|creation"
    r"|constructors?)|base class(?:es)?|singletons?|inheritance)"
)


class ReferencesReplaced(Kind):
    """Replace or migrate with a dotted name, a call, or direct use."""

    id = "references replaced"
    judge = Judge.REPOSITORY
    nature = Nature.STATE
    polarity = Polarity.ABSENT
    wants = (Thing.DOTTED, Thing.SYMBOL, Thing.METHOD)
    is_limited = True
    clear_shape = re.compile(
        r"(?:replace[d]?|convert(?:ed)?) (?:all |every |direct )*(?:CALL|NAME)(?: (?:calls?|instantiations?"
        r"|constructions?|usages?))? (?:with|by) "
    )
    wordings = pattern(
        rf"^(?:all )?(?:replac(?:e|ed)|migrat(?:e|ed)|convert(?:ed)?|updat(?:e|ed)|remov(?:e|ed)|eliminat(?:e|ed))\b.{{0,60}}\b{_OLD}",
        r"^(?:replac(?:e|ed))\b",
        rf"{_OLD}.{{0,50}}\b(?:replaced|migrated|converted|eliminated|removed)\b",
        rf"\b(?:no|zero|0)\b (?:more |remaining )?(?:direct )?.{{0,30}}{_OLD}",
        r"\b(?:no|zero) (?:direct|singleton)\b.{0,40}\b(?:instantiations?|access(?:es)?|usages?|references|calls|patterns?|violations?)\b",
        r"(?:^| - )(?:remov(?:e|ed)|eliminat(?:e|ed))\b.{0,60}\b(?:usages?|instantiations?|references|accesses|calls|DOTTED violations)\b",
        r"^(?:updat(?:e|ed)|migrat(?:e|ed)|fix(?:ed)?)\b.{0,30}\b(?:references|usages?|instantiations?"
        r"|function calls|call sites|inheritance)\b",
    )
    look_alikes = pattern(
        r"\bdetected\b|\bfound\b|\bidentified\b|\bplan\b|\bpreserved\b|\btests? inherit\b",
        r"^(?:remov(?:e|ed)|delet(?:e|ed)|archiv(?:e|ed))\b.{0,60}\b(?:function|method|class|definition)\b",
        r"\bimports?\b",
    )
    matches = (
        "All direct os.environ accesses replaced",
        "Replace os.environ with the settings",
        "No direct ShopManager() left",
        "Migrate from unittest.TestCase to BaseCase",
        "Replace get_manager() calls with the factory",
        "Replace direct environment accesses",
        "Environment access migration (2 days) - Eliminate 51+ os.environ violations",
    )
    ignores = ("97 singleton violations detected", "Singleton preserved", "Remove `create_router()` function", "Update all imports")
