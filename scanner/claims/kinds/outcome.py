"""What users, the business or the running system gain."""

from scanner.claims.kind import Kind, pattern


class Outcome(Kind):
    """Words of effect, none of code."""

    id = "outcome"
    wordings = pattern(
        r"\bgolden path\b|\busers?\b|\blogins?\b|\bchat\b|\barr\b|\bmrr\b|\brevenue\b|\bbusiness\b|\bcustomers?\b",
        r"\bevents?\b|\brace conditions?\b|\bisolation\b|\bstab(?:le|ility)\b|\breliab\w+|\bconsisten\w+|\bsecurity\b|\bregressions?\b",
        r"\boperational\b|\bfunctional(?:ity)?\b|\brestored\b|\bwork(?:s|ing)\b|\bresponses?\b|\bprotect(?:ed"
        r"|ion)\b|\berrors?\b|\bproduction[ -]ready\b",
        r"\bconflicts?\b|\bconfusion\b|\bstartup\b|\bhealthy?\b|\bproductivity\b|\bmaintainab\w+|\bperformance\b"
        r"|\bleak\w*\b|\bauthenticat\w+\b",
        r"\bvalidat\w+\b|\bverif\w+\b|\bensure\b|\bconfirm\w*\b|\bprove[sd]?\b|\bachieved\b|\bimproved?\b|\bresolved\b|\bmonitor\b",
    )
    matches = (
        "Golden Path operational",
        "Users login → AI response",
        "5 events delivered",
        "Eliminate race conditions",
        "Eliminate confusion about managers",
        "ARR protected",
        "Import conflicts eliminated",
        "Validate startup",
        "Zero business impact",
        "Single source of truth eliminates conflicts",
    )
    ignores = ("Remove `shop/old_router.py`", "Update all imports")
