"""Classes, methods and members that were added."""

import re

from scanner.claims.claim import Judge, Nature, Thing
from scanner.claims.kind import Kind, pattern


class CreatedCode(Kind):
    """A verb of making with a class, a call or a constant."""

    id = "created code"
    judge = Judge.REPOSITORY
    nature = Nature.EVENT
    wants = (Thing.SYMBOL, Thing.METHOD, Thing.PATH)
    clear_shape = re.compile(
        r"(?:create[d]?|add(?:ed)?) (?:(?:a|an|the|new|missing) )*(?:class |interface |file )?(?:NAME"
        r"|PATH)(?: (?:class|interface|enum|file|module))*"
        r"(?:$|: | - | in (?:PATH|NAME)| for | pointing to )"
    )
    wordings = pattern(
        r"(?:^|: )(?:create[d]?|add(?:ed)?|implement(?:ed)?|introduce[d]?|build|built"
        r"|expose[d]?)\b(?: \w+){0,3} (?:NAME|CALL|IDENTIFIER|PATH)\b",
        r"^(?:create[d]?|add(?:ed)?|implement(?:ed)?|introduce[d]?)\b.{0,40}\b[a-z_]+ ?= ?[\"'\w]",
        r"^(?:create[d]?|add(?:ed)?|implement(?:ed)?)\b.{0,50}\b(?:methods?|class|enum|member|attribute|interface"
        r"|function|module|parameter)\b",
        r"\b(?:NAME|CALL|PATH)\b.{0,20}\b(?:created|added|implemented)\b",
        r"\bmethods? added\b",
    )
    look_alikes = pattern(
        r"^(?:create[d]?|add(?:ed)?|implement(?:ed)?)\b.{0,50}\b(?:plan|strategy|issue|documentation|tests?"
        r"|validation|consolidation|prevention|pr|compliance|migration|monitoring)\b",
        r"^implement(?:ed)? (?:a )?(?:single|one)\b|\btests? created\b|\bTESTPATH\b|\bPATH created\b.{0,20}\bplan\b",
    )
    matches = ("Add `broadcast()` method", "Created IShopRouter", 'Add missing `RUN = "run"`', "Implement ShopRouter", "Add send_to_user()")
    ignores = ("Created plan", "Created GitHub issue", "Add regression prevention", "Create tests for ShopRouter", "Created documentation")
