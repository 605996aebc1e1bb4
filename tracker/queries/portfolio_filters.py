"""What may be asked of the list of issues: a state, a repository, words, an order."""

from collections.abc import Container, Mapping
from dataclasses import dataclass, fields
from urllib.parse import urlencode

from tracker.models import Issue
from tracker.queries.source import visible

SORTS = ("issue", "left")
KINDS = {
    "closed": "Closed, not done",
    "complete": "Says complete",
    "contradicted": "Contradicted",
    "rising": "Rising",
    "stuck": "Stuck",
    "beside": "Not done",
    "falling": "Falling",
    "done": "Done",
    "reading": "Reading",
    "none": "No data",
}


@dataclass(frozen=True, slots=True)
class Filters:
    """What the address asks for; what it does not know is as if it were not there."""

    show: str = ""
    repository: str = ""
    q: str = ""
    sort: str = ""

    @classmethod
    def of(cls, wanted: Mapping[str, str], repositories: Container[str]) -> "Filters":
        """The filters of a query string."""
        return cls(
            show=wanted.get("show", "") if wanted.get("show") in KINDS else "",
            repository=wanted.get("repository", "") if wanted.get("repository", "") in repositories else "",
            q=" ".join(wanted.get("q", "").replace("\0", "").split())[:200],
            sort=wanted.get("sort", "") if wanted.get("sort") in SORTS else "",
        )

    @property
    def query(self) -> str:
        """What asks for the same in an address, without what is not asked for."""
        return urlencode({one.name: value for one in fields(self) if (value := getattr(self, one.name))})

    @property
    def words(self) -> str:
        """What is looked for, for a sentence: “router” in shop, Done."""
        parts = [f"“{visible(self.q)}”" if self.q else "", f"in {self.repository}" if self.repository else ""]
        looked = " ".join(part for part in parts if part)
        return ", ".join(part for part in (looked, f"“{KINDS[self.show]}”" if self.show else "") if part)

    def lets_through(self, issue: Issue) -> bool:
        """Is the issue in the repository, and do its names hold every word that is looked for?"""
        if self.repository and issue.repository.slug != self.repository:
            return False
        names = " ".join(
            (issue.title, issue.symbol, issue.canonical_module, issue.repository.slug, issue.github_url, issue.owner)
        ).casefold()
        return all(word in names for word in self.q.casefold().split())
