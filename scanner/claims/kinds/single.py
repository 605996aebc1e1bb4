"""One implementation and no other."""

from scanner.claims.claim import Judge, Nature, Thing
from scanner.claims.kind import Kind, pattern

_HEAD = (
    r"(?:NAME|implementations?|managers?|class(?:es)?|routers?|engines?|registr(?:y|ies)|factor(?:y|ies)"
    r"|trackers?|dispatchers?|notifiers?|emitters?|handlers?"
    r"|validators?|services?|sources?|bridges?|definitions?|entry points?|clients?|config\w*|paths?|ssot"
    r"|modules?|logic|interfaces?|monitors?|types?|patterns?)"
)
_ONE = r"(?:single|one|1|sole|unified)"


class SingleImplementation(Kind):
    """Single, only one, zero duplicates, consolidated into, N → 1."""

    id = "single implementation"
    judge = Judge.REPOSITORY
    nature = Nature.STATE
    wants = (Thing.SYMBOL, Thing.METHOD)
    is_limited = True
    falls_back = True
    wordings = pattern(
        rf"(?:^|: )(?:ensure |verify |achieve |establish |maintain |implement |create |have )?(?:a "
        rf"|the )?(?:only )?(?:single|one|sole)\b(?! (?:integration|new|unit|e2e|mission|test)).{{0,60}}\b{_HEAD}\b",
        rf"\bonly (?:single|one|1)\b.{{0,40}}\b{_HEAD}\b|\b(?:NAME|manager|class)\b only\b",
        r"(?:^|-> )(?:implement )?(?:and )?(?:consolidat|merg|unif|centraliz|centralis)(?:e|ed|y|ied|ing)\b.{0,100}",
        r"\b(?:consolidated|merged|unified|centralized)\b.{0,30}\b(?:to|into|in|under|as)\b",
        r"^(?:implement(?:ed)?|execute[d]?)\b.{0,50}\bconsolidation\b|^(?:ssot )?NAME (?:ssot )?consolidation$",
        r"\b(?:ssot|NAME) consolidation (?:achieved|complete[d]?)\b",
        rf"\b\d+\+? ?(?:->|to) ?(?:{_ONE})\b(?![\d%])",
        r"\breduced from \d+ to (?:1|one)\b",
        r"\b(?:zero|no|0)\b (?:\w+ ){0,2}(?:duplicat\w+|competing|multiple|parallel)\b.{0,40}",
        r"\bas (?:the )?(?:sole|only|single)\b|\bsingle (?:authoritative|canonical) (?:source|implementation)\b",
        r"\bsingle (?:authoritative|canonical) .{0,30}\bimplementation\b|- single NAME implementation\b|\bduplicates? consolidated\b",
        r"^all\b.{0,50}\broutes? through (?:DOTTED|NAME|PATH)\b|^rename (?:conflicting|duplicate)\b",
        rf"^implement (?:the )?ssot .{{0,40}}\b{_HEAD}$",
        r"^(?:[\w-]+ )?consolidation: NAME\b|^implement single source of truth\b|^ssot established\b",
    )
    look_alikes = pattern(
        r"\bthroughout (?:the )?consolidation\b|\bneeds? consolidation\b|\bdetection works\b|\bconnection pools\b"
        r"|\bsource of truth eliminates\b",
        r"\b(?:after|during|before|until|with|from) (?:\w+ )?consolidation\b|\bvalidat\w+ (?:the )?consolidation\b",
        r"\bsingle[ -](?:threaded|line|user|request|page|session)\b|\bone (?:more|by one|of)\b|\bone user\b",
        r"^(?:run|test|tests|document|validate|plan|fix|monitor|prevent|detect)\b",
        r"\bwith (?:a )?single (?:\w+ )?manager$|\btests? pass",
        r"\bduplicate events?\b|\bno duplicate (?:messages?|events?|notifications?)\b|\bpartially\b",
    )
    matches = (
        "Single ShopRouter (SSOT)",
        "Only ONE ShopManager class",
        "Consolidate to single SSOT router",
        "4 → 1 ShopEmitter classes",
        "Zero duplicate ShopRouter classes",
        "Router managers reduced from 4 to 1",
        "All validation logic consolidated in the auth service",
        "Centralize authentication",
        "Execute remediation: implement single authoritative factory",
        "All access routes through `shop.core.settings`",
        "Rename conflicting definitions",
        "Core consolidation: ShopRouter, OldRouter",
    )
    ignores = (
        "Golden path works throughout consolidation",
        "Single source of truth eliminates conflicts",
        "ShopRouter needs consolidation",
        "Duplicate class detection works",
        "Memory reduced by eliminating duplicate connection pools",
        "`test_single_event_path.py` passes",
        "Plan consolidation of handlers",
    )
