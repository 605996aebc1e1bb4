"""An item that is a step of the process itself: its children answer for it."""

import re

from scanner.claims.claim import Judge
from scanner.claims.kind import Kind
from scanner.claims.wording import Wording

_step_word = re.compile(
    r"enter|execute|executed|execution|executing|implement|implementation|implemented|continue|complete"
    r"|completed|completion|start|finish|run"
    r"|plan|planning|planned|planning|discover|discovered|discovery|design|audit|create|created|creation"
    r"|creating|new|ssot|remediation|remediate"
    r"|test|tests|testing|fix|loop|pr|pull|request|and|or|closure|close|issue|strategy|validation|validate"
    r"|validated|baseline|consolidation|analysis|results"
    r"|re|the|of|for|until|all|pass|passing|if|with|next|phase|step|process|approach|existing|foundation|final"
    r"|refactor|ready|required|suite|a|to|&"
).fullmatch
_names_a_step = re.compile(
    r"\bremediation\b|\bloop\b|\bclosure\b|\bphase\b|\bexecut\w+ (?:\w+ )*plan\b|^tests? (?:implementation"
    r"|validation)$|^execute tests$|^(?:complete|execute) consolidation\b"
)
_CODE_VERB = re.compile(
    r"(?:.{0,60} -> )?(?:compatibility layer |completely |successfully |fully )?(?:remov|delet|convert|creat"
    r"|updat|migrat|consolidat|fix|replac|eliminat|merg|add|archiv|redirect|centraliz|resolv)"
    r"(?:e|ed|d|es|ing)?\b"
)
_PLANS = re.compile(
    r"(?:re)?(?:plan|design|discover|identif|analy|audit|find|found|locat|ssot audit|github|create[ ]+github|test discovery)"
)
_PHASE = re.compile(r"(?:phase|step)\b")
_RUNS_A_PHASE = re.compile(r"(?:execute|complete|start|continue) (?:phase|step) \w+")
_WORD = re.compile(r"[a-z&]+")


class RollUp(Kind):
    """Starts with Step or Phase N, or is only a step's name; a prefix before a real claim is not enough."""

    id = "roll-up"
    judge = Judge.CHILDREN
    matches = (
        "Step 4: Execute remediation",
        "Step 5: Test fix loop until all tests pass",
        "STEP 6: PR AND CLOSURE",
        "Phase A1 COMPLETE",
        "Step 2: Execute test plan - ✅ COMPLETED",
        "Execute the SSOT remediation plan",
        "Step 6: Create PR and close issue",
        "Step 3 SKIPPED",
        "Phase 2: Service migration (4 days)",
        "Test fix loop",
        "Execute Phase 2: factory consolidation",
    )
    ignores = (
        "Phase 3: Completely removed 587-line `shop/old_router.py`",
        "Step 2: Created `tests/test_router.py`",
        "Phase 1: Update all imports to the new module",
        "Step 1: Discover existing tests that protect routing",
        "All tests passing",
        "Remove duplicate implementations",
        "Create PR",
        "Step 0: GitHub issue #12 created",
    )

    def reason(self, said: Wording) -> str | None:
        head = said.bare.partition(" - ")[0].partition(" -> ")[0].strip()
        words = _WORD.findall(head)
        only_step_words = all(map(_step_word, words)) and not said.named
        if only_step_words and (said.step or (_names_a_step.search(head) and words)):
            return head or said.step
        if _PHASE.match(said.step) and not said.named and not _CODE_VERB.match(said.bare) and not _PLANS.match(said.bare):
            return said.step
        runs = _RUNS_A_PHASE.match(said.bare)
        return runs[0] if runs else None
