"""Plans, designs, strategies, risks: what people mean to do. Nothing in the code answers."""

import re

from scanner.claims.kind import Kind, pattern
from scanner.claims.wording import Wording

_NOUN = r"(?:plans?|planning|strateg(?:y|ies)|approach(?:es)?|roadmap|timeline|methodology|procedures?|rollback|assessment|sequence)"
_MADE = (
    r"(?:created|complete[d]?|developed|designed|defined|documented|established|ready|identified|included"
    r"|chosen|selected|prepared|approved|set)"
)
_IMPERATIVE = re.compile(
    r"(?:add|archive|build|centrali[sz]e|clean|consolidate|convert|create|delete|deprecate|drop|eliminate|ensure|extract|fix|implement|make"
    r"|merge|migrate|move|redirect|refactor|remove|replace|standardi[sz]e|switch|unify|update|validate|verify|write)\b"
)
_PLANNING_HEADING = re.compile(
    r"^\W*(?:(?:step|phase)[ ]+[\w.]+[\W_]*)?(?:completed\W+)?(?:re)?(?:plan|planning|design|discover|discovery|audit)\b|\bplanning\b"
)
_MERE_PLAN_HEADING = re.compile(r"^\W*(?:(?:step|phase)[ ]+[\w.]+[\W_]*|\d+[.)]\d*\W*)?(?:completed\W+)?(?:re)?plan(?:ning)?\b(?! and\b)")
_NEEDED_HEADING = re.compile(r"\btests? (?:needed|required|planned)\b")
_DID = re.compile(
    r"(?:completely )?(?:removed|deleted|created|converted|migrated|updated|replaced|fixed|added|implemented|archived|document|all )\b"
)
_NO_PLANNING_HEADING = re.compile(r"\bexecut|\bimplement|\btest plan\b|\bcreat")


class Plan(Kind):
    """A planning verb at the start, a planning noun that was made, or an imperative under a heading of planning."""

    id = "plan"
    wordings = pattern(
        r"^(?:[\w-]*agent )?(?:re)?plan(?:s|ned|ning)?\b(?! complete)",
        r"^(?:design(?:ed|ing)?|define[d]?|draft(?:ed)?|propose[d]?|consider|evaluate[d]?|prepare[d]?"
        r"|prioriti[sz]e[d]?|choose|chose|schedule[d]?|estimate[d]?"
        r"|decide[d]?|determine[d]?|outline[d]?|recommend(?:ation|ed)?|expected outcomes|risk|effort|scope|budget"
        r"|safety-first|next|focus(?:ed)?|success criteria)\b",
        rf"\b{_NOUN}\b[^:]{{0,40}}\b{_MADE}\b",
        rf"^(?:created?|creating|develop(?:ed)?|documented?|establish(?:ed)?|defined?|write"
        rf"|wrote)\b[^:;]{{0,60}}\b{_NOUN}(?:\b[^:;-]{{0,40}})?(?:$|[:;-])",
        rf"^(?:[\w&/-]+ ){{0,6}}{_NOUN}(?: for [^:]{{0,60}})?(?:$|:)",
        r"\b(?:planned|prioriti[sz]ed|proposed|scheduled|estimated)\b",
        r"(?<!as )\bdesigned\b(?! to (?:fail|reproduce|pass))",
        r"\b(?:will|may|might) (?:need|require|have to|be (?:needed|required))\b",
        r"\bneeds? (?:to be )?(?:consolidation|updat\w+|migrat\w+|remov\w+|fix\w+)\b|\bonly \d+ files? needs?\b",
        r"\b(?:tests?|coverage) (?:needed|required)\b|\bnew tests needed\b",
        r"^(?:execution )?(?:\w+ )?(?:test )?strategy\b",
        r"\bstrategy\b.{0,20}:",
        r"^\d+-phase\b",
        r"\b(?:low|medium|high|minimal)[ -]risk\b.{0,40}\bplan\b",
        r"^\d+% (?:new|existing|validation)\b",
    )
    look_alikes = pattern(
        r"\b(?:removed|deleted|archived)\b(?! strategy)|^(?:execut|run\b|implement(?:ed)? (?:plan|\w+ consolidation)|test execution)",
        r"\btests? created\b|\bcreated? (?:\d+ )?(?:new )?(?:failing )?tests?\b",
    )
    matches = (
        "Plan removal of `shop/old_router.py`",
        "Design consolidation strategy",
        "Import migration plan created - 15 paths to one",
        "3-phase atomic remediation strategy designed",
        "Rollback procedures",
        "Risk assessment: LOW",
        "Migration strategy for removal of the legacy router",
        "4+ files will need import updates",
        "Only 2 files need the new import",
        "OldRouter needs consolidation",
        "6 new tests planned",
        "NEW TESTS NEEDED",
        "Consolidation strategy for 4→1 routers developed",
        "Define interface contracts",
        "Created comprehensive 3-phase plan",
    )
    ignores = (
        "Execute test plan",
        "4 failing tests created, designed to reproduce the violation",
        "Remove `shop/old_router.py`",
        "Update all imports",
    )

    def reason(self, said: Wording) -> str | None:
        found = super().reason(said)
        if found:
            return found
        return f"under “{said.heading[:60]}”" if _is_under_a_plan(said) else None


def _is_under_a_plan(said: Wording) -> bool:
    if _NEEDED_HEADING.search(said.heading) and "TESTPATH" in said.form:
        return True
    if _NO_PLANNING_HEADING.search(said.heading):
        return False
    if _MERE_PLAN_HEADING.search(said.heading):
        return not _DID.match(said.form)
    return bool(_PLANNING_HEADING.search(said.heading) and _IMPERATIVE.match(said.form) and not said.named)
