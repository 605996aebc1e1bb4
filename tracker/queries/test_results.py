"""Tokens and uploads of a repository, and the waivers of a claim, as pages show them."""

from dataclasses import dataclass
from datetime import date

from tracker.models import Issue, Repository, TestResults, TestWaiver, UploadToken
from tracker.queries import accounts, source

MOST_UPLOADS = 5


@dataclass(frozen=True, slots=True)
class Upload:
    """What is kept for one commit."""

    row: TestResults
    by: str

    @property
    def tests(self) -> int:
        """All of its tests."""
        return self.row.passed + self.row.failed + self.row.errors + self.row.skipped

    @property
    def against(self) -> int:
        """Those that failed, whatever broke."""
        return self.row.failed + self.row.errors


@dataclass(frozen=True, slots=True)
class Uploads:
    """The tokens that stand, and the newest results."""

    tokens: list[UploadToken]
    newest: list[Upload]
    commits: int


def of_repository(repository: Repository) -> Uploads:
    """What the page of a repository shows of its test results."""
    tokens = list(UploadToken.objects.filter(repository=repository, revoked_at=None).select_related("made_by").order_by("made_at", "pk"))
    rows = TestResults.objects.filter(repository=repository)
    newest = rows.defer("outcomes").order_by("-uploaded_at", "-pk")[:MOST_UPLOADS]
    return Uploads(tokens, [Upload(row, source.visible(row.uploaded_by)) for row in newest], rows.count())


@dataclass(frozen=True, slots=True)
class ShownWaiver:
    """A waiver for the eye."""

    row: TestWaiver
    test: str
    reason: str
    by: str
    is_over: bool


def waivers(issue: Issue, key: str, today: date) -> list[ShownWaiver]:
    """The waivers of a claim, those that are over last."""
    wanted = key.replace("\0", "")[:32]
    rows = TestWaiver.objects.filter(document__issue=issue, key=wanted).select_related("made_by").order_by("expires_on", "pk")
    found = [
        ShownWaiver(
            row,
            source.visible(row.test),
            source.visible(row.reason),
            accounts.name_of(row.made_by),
            row.expires_on < today,
        )
        for row in rows
    ]
    return sorted(found, key=lambda one: one.is_over)
