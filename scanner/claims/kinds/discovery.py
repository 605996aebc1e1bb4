"""What people found: audits, inventories, counts of what there is."""

import re

from scanner.claims.kind import Kind, pattern
from scanner.claims.wording import Wording

_FOUND = r"(?:found|discovered|identified|detected|confirmed|mapped|located|analy[sz]ed|assessed|audited|counted|categori[sz]ed)"
_EXISTING_HEADING = re.compile(
    r"\bexisting tests?\b|\btests? (?:discovered|to validate|to protect)|\bdiscover(?:ed)? existing"
    r"|\btest discovery\b(?! and| &)|\bimpact assessment"
)

_DISCOVERY_HEADING = re.compile(r"\bdiscover(?:y|ed)?\b|\baudit\b")
_COUNTS = re.compile(r"(?:[\w &/-]{0,60}: )?(?:only )?~?\d")


class Discovery(Kind):
    """A verb of finding at the start, a number of things found, or a file in a list of existing tests."""

    id = "discovery"
    reads_parentheses = True
    wordings = pattern(
        r"^(?:[\w-]*agent )?(?:re-?)?(?:discover(?:ed|y|ies)?|find|found|findings?|identif(?:y|ied)|locate[d]?"
        r"|audit(?:ed)?|analy[sz](?:e|ed|is)|assess(?:ed|ment)?"
        r"|review(?:ed)?|investigat(?:e|ed|ion)|search(?:ed)?|map(?:ped)?|categori[sz]ed?|conduct(?:ed)?|inventory"
        r"|scan(?:ned)?|inspect(?:ed)?|detect(?:ed)?"
        r"|research(?:ed)?|examine[d]?|count(?:ed)?|catalog(?:ed|ue)?|understand|measure[d]?|gap|gaps|check (?!points?))\b",
        r"\baudit(?: \w+){0,3} (?:complete[d]?|conducted)\b|^(?:comprehensive )?(?:ssot |codebase |gap |impact "
        r"|violation |legacy )*(?:audit|analysis)\b",
        rf"\b(?:violations?|tests?|files?|gaps?|implementations?|classes|patterns?|managers?|occurrences|usages?"
        rf"|dependencies|imports?|duplicates?|instances|issues?|problems?|causes?|references?|routers?|scenarios"
        rf"|requirements|scope)\b.{{0,60}}\b{_FOUND}\b",
        rf"\b{_FOUND}: ",
        r"\b(?:major|critical|key) (?:discovery|findings?|violations? (?:confirmed|found|identified))\b",
        r"^(?:critical|key|top \d|p0|major|massive|comprehensive|existing)\b.{0,60}\b(?:found|discovered"
        r"|identified|inventory|discovery|coverage)\b",
        r"^comprehensive (?:codebase )?(?:analysis|audit|inventory)\b",
        r"\bdiscovery (?:complete[d]?|phase)\b|\b(?:impact|gap|priority|business risk|remediation complexity"
        r"|complexity) (?:analysis|assessment|assessed)\b|\bimpact (?:analysis|assessed|documented)\b",
        r"\bstill detected\b|^\d[\d,]*\+? (?:\w+ ){0,6}(?:tests?|files?|violations?) (?:protecting|found|discovered|with|exist)\b",
        r"^\d[\d,]*\+? [\w -]{0,40}files? \(\d",
        r"\bdetection works\b|\bwarnings? found\b",
    )
    look_alikes = pattern(
        r"^(?:resolv|create|add|remov|delet|updat|fix|run|replac|convert|migrat|eliminat)",
        r"\btests? (?:created|added)\b|\bcreated\b.{0,20}\btests?\b",
    )
    matches = (
        "SSOT audit completed",
        "Found 80+ existing test files",
        "Critical violations identified",
        "1.1 DISCOVER EXISTING: find tests of the router",
        "17 router test files (12 working, 5 broken)",
        "Identify all files importing the old router",
        "97 singleton violations detected",
        "47 deprecation warnings found",
        "duplicate class detection works",
        "Key findings: strong coverage",
    )
    ignores = (
        "Create tests for violations found",
        "Remove the duplicates found in `shop/router.py`",
        "All 12 violations fixed",
        "Update all imports",
    )

    def reason(self, said: Wording) -> str | None:
        found = super().reason(said)
        if found:
            return found
        if _EXISTING_HEADING.search(said.heading) and ("TESTPATH" in said.form or said.form[:1].isdigit() or "tests" in said.form[:60]):
            return f"under “{said.heading[:60]}”"
        if _DISCOVERY_HEADING.search(said.heading) and _COUNTS.match(said.form):
            return f"a number under “{said.heading[:60]}”"
        return None
