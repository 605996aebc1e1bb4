"""Files and names that only hand on."""

import re

from scanner.claims.claim import Judge, Nature, Thing
from scanner.claims.kind import Kind, pattern

_THIN = (
    r"(?:prox(?:y|ies)|alias(?:es)?|wrappers?|shims?|redirect(?:s|ion|ions)?|re-?exports?|facades?"
    r"|compatibility (?:layer|bridge|module|adapter)s?)"
)


class Proxy(Kind):
    """Convert, redirect, delegate, wrap; and what they make."""

    id = "proxy"
    judge = Judge.REPOSITORY
    nature = Nature.EVENT
    wants = (Thing.PATH, Thing.SYMBOL, Thing.METHOD, Thing.MODULE)
    is_limited = True
    falls_back = True
    takes_title = False
    clear_shape = re.compile(
        rf"(?:convert(?:ed)?|redirect(?:ed)?) (?:the )?(?:PATH|NAME)(?: class| file| module)? (?:in)?to (?:an? )?(?:{_THIN}|PATH|NAME)\b"
    )
    wordings = pattern(
        rf"\b(?:convert(?:ed)?|turn(?:ed)?|make|made|becomes?|create[d]?|add(?:ed)?|implement(?:ed)?|introduce[d]?"
        rf"|replace[d]? (?:\w+ )?with|now|keep|as|is|into|via)\b.{{0,60}}\b{_THIN}\b",
        r"^(?:redirect(?:ed)?|delegate[d]?|wrap(?:ped)?)\b",
        r"\b(?:now |only )?(?:redirects?|delegates?|delegating|wraps|forwards?) (?:\w+ )?to\b",
        r"-> .{0,20}\b(?:redirect|proxy|alias|wrapper|delegation)\b",
        r"\b(?:inherits?|inheriting) from NAME\b",
        rf"\b{_THIN}\b.{{0,40}}\b(?:created|added|in place|implemented|established|for)\b",
        r"\b(?:only )?delegation (?:calls|pattern|to)\b|\bwith delegation\b|\bdelegates to\b|\bdelegation (?:confirmed|working)",
    )
    look_alikes = pattern(
        r"^(?:remove|removed|delete|archive|eliminate|test|run|validate|plan)\b|^update\b(?!.*\binherit)|^all tests\b",
        r"\btests? (?:created|pass)|\bpreserved\b|\bverify delegation\b|\bbackwards? compatib\w+ (?:maintained|preserved)",
    )
    matches = (
        "Converted `shop/old_router.py` to a proxy",
        "`shop/old_router.py` → SSOT redirect",
        "Redirection wrappers for 3 emitters",
        "Add alias in `handlers.py`: OldRouter = NewRouter",
        "Backend validator only delegates to the auth service",
        "Implement redirect pattern",
        "Create compatibility adapters",
    )
    ignores = (
        "ShopSocketBridge works",
        "Remove the wrapper `shop/wrap.py`",
        "AgentAdapterFactory consolidated",
        "Run tests to verify delegation works",
    )
