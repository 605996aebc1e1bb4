"""Anything else."""

from scanner.claims.kind import Kind
from scanner.claims.wording import Wording


class Other(Kind):
    """Nothing is recognised."""

    id = "other"
    matches = ("Zebra",)

    def reason(self, said: Wording) -> str | None:
        return "nothing recognised"
