"""What every change of a checklist shares: it is refused in a sentence, it undoes nobody's, it is logged, and the ledger follows."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import uuid4

from django.contrib.auth.models import User
from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.timezone import now

from scanner.document_writing import plain
from scanner.markdown import TrackerRefused
from tracker.actions import document_keys, ledger_entered, ledgers
from tracker.actions.repositories import RepositoryRefused
from tracker.models import DocumentLedger, EnteredChange, EnteredItem, EnteredOrder, EnteredPhase, Issue, TrackerDocument
from tracker.models.entered import LONGEST_TEXT
from tracker.queries import checklist
from tracker.queries.checklist import Checklist
from tracker.queries.merging import MergedItem, MergedPhase
from tracker.queries.source import visible

What = EnteredChange.What
MOST_ITEMS = 10_000
MOST_PHASES = 200
Table = type[EnteredItem] | type[EnteredPhase] | type[EnteredOrder]


class ChecklistRefused(ValueError):
    """A change that cannot be made; str() is one sentence or two. Nothing was changed."""


class ChecklistChanged(ChecklistRefused):
    """Somebody else changed the same thing after it was looked at."""


@dataclass(frozen=True, slots=True)
class Writer:
    """Who changes which checklist, as it stands now, and when."""

    issue: Issue
    user: User
    checklist: Checklist
    at: datetime

    def item(self, key: str) -> tuple[MergedPhase, MergedItem]:
        """The item of a key. Raises ChecklistRefused."""
        found = self.checklist.item(key)
        if found is None:
            raise ChecklistRefused("This item is not in the checklist any more. Reload the page to see what is.")
        return found

    def phase(self, key: str) -> MergedPhase:
        """The phase of a key. Raises ChecklistRefused."""
        found = self.checklist.merged.phase(key)
        if found is None:
            raise ChecklistRefused("This phase is not in the checklist any more. Reload the page to see what is.")
        return found

    def log(self, what: EnteredChange.What, key: str, about: str, before: str = "", after: str = "") -> None:
        """Add a row to the log."""
        EnteredChange.objects.create(
            issue=self.issue,
            author=self.user,
            author_name=self.user.get_username(),
            at=self.at,
            what=what,
            key=key,
            about=about[:300],
            before=before[:LONGEST_TEXT],
            after=after[:LONGEST_TEXT],
        )

    def save_item(self, phase: MergedPhase, item: MergedItem, seen: int, **fields: Any) -> None:
        """Change what is entered of an item. Raises ChecklistChanged."""
        words = item.document.text if item.document else ""
        self.keep_phase(phase)
        base = {"phase": phase.key, "words": words}
        self._save(EnteredItem, {"key": item.key}, seen, item.text, base | fields, {"created_at": self.at})

    def save_phase(self, phase: MergedPhase, seen: int, **fields: Any) -> None:
        """Change what is entered of a phase. Raises ChecklistChanged."""
        heading = {"heading": phase.document.title[:500]} if phase.document else {}
        self._save(EnteredPhase, {"key": phase.key}, seen, phase.title, heading | fields, {})

    def save_order(self, seen: int, phases: list[str]) -> None:
        """Change the order of the phases. Raises ChecklistChanged."""
        self._save(EnteredOrder, {}, seen, "The order of the phases", {"phases": phases}, {})

    def keep_phase(self, phase: MergedPhase) -> None:
        """Remember the heading under which something is entered, should the document lose it."""
        if phase.said is None and phase.document is not None:
            EnteredPhase.objects.get_or_create(
                issue=self.issue, key=phase.key, defaults={"heading": phase.document.title[:500], "changed_at": self.at}
            )

    def _save(self, table: Table, owner: dict[str, str], seen: int, named: str, fields: dict[str, Any], first: dict[str, Any]) -> None:
        stamp = {} if table is EnteredOrder else {"changed_by": self.user, "changed_at": self.at}
        rows: Any = table._default_manager.filter(issue=self.issue, **owner)
        if rows.filter(version=seen).update(**fields, **stamp, version=F("version") + 1):
            return
        if seen or rows.exists():
            raise _changed(rows.first(), named)
        try:
            with transaction.atomic():
                table._default_manager.create(issue=self.issue, **owner, **first, **fields, **stamp, version=1)
        except IntegrityError as error:
            raise _changed(rows.first(), named) from error


def writer(issue: Issue, user: User) -> Writer:
    """The checklist of an issue in a person's hands, the only ones until the transaction ends. Raises ChecklistRefused."""
    Issue.objects.select_for_update().filter(pk=issue.pk).first()
    found = checklist.of_issue(issue)
    if found is None:
        raise ChecklistRefused(f"“{_cut(issue.title)}” has no checklist yet. Begin one from the template or from nothing.")
    keys = [phase.key for phase in found.phases] + [item.key for item in found.merged.items()]
    if any(key.startswith("at-") for key in keys):
        _give_keys(found.document)
        found = checklist.of_issue(issue)
        assert found is not None
    return Writer(issue, user, found, now())


def key_of(issue: Issue, key: str) -> str:
    """A key as it is stored; one that only says where a row stands is looked up."""
    parts = key.removeprefix("at-").split("-") if key.startswith("at-") else []
    if len(parts) not in (1, 2) or not all(part.isascii() and part.isdecimal() and len(part) < 6 for part in parts):
        return key.replace("\0", "")[:32]
    document = TrackerDocument.objects.filter(issue=issue).first()
    if document is None:
        return key
    _give_keys(document)
    phase = document.phases.filter(position=int(parts[0])).first()
    if phase is None or len(parts) == 1:
        return phase.key if phase is not None else key
    item = phase.items.filter(position=int(parts[1])).first()
    return item.key if item is not None else key


def words_of(typed: str, *, most: int, what: str) -> str:
    """What somebody typed, read as a document's box is. Raises ChecklistRefused."""
    if len(typed) > most:
        raise ChecklistRefused(f"The {what} has {len(typed):,} characters; {most:,} are the most. Shorten it.")
    try:
        text = plain(typed)
    except TrackerRefused as error:
        raise ChecklistRefused(f"The {what} is not text that can be read. Write it in letters.") from error
    if not text:
        raise ChecklistRefused(f"The {what} has no words. Write some.")
    return text[:most]


def judge(issue: Issue) -> None:
    """Let the ledger that is shown follow at once; where the history cannot be read now, the next scan does it."""
    document = TrackerDocument.objects.select_related("issue__repository__published").filter(issue=issue).first()
    publication = document.issue.repository.published if document is not None else None
    if document is None or publication is None:
        return
    try:
        ledgers.keep_changed(document, publication)
    except (RepositoryRefused, LookupError):
        DocumentLedger.objects.filter(document=document).delete()


def arrange(issue: Issue) -> None:
    """The same where only the order or an option of a phase has changed: no verdict is asked again."""
    found = checklist.of_issue(issue)
    shown = DocumentLedger.objects.filter(document__issue=issue, publication=F("document__issue__repository__published"))
    row = shown.first()
    if found is None or row is None:
        return
    had = {phase.get("key"): phase for phase in row.data["phases"]}
    kept = {item["key"]: item for phase in row.data["phases"] for item in phase["items"]}
    marks = list(ledger_entered.marks(found.merged))
    if {mark["key"] for mark in marks} != set(had) or {item.key for item in found.merged.items()} != set(kept):
        judge(issue)
        return
    row.data["phases"] = [
        had[phase.key] | mark | {"items": [kept[item.key] | {"depth": item.depth} for item in phase.items]}
        for phase, mark in zip(found.phases, marks, strict=True)
    ]
    with transaction.atomic():  # rows never change, because processes keep what they read of them
        row.delete()
        columns = (field.attname for field in DocumentLedger._meta.concrete_fields if not field.primary_key)
        DocumentLedger.objects.create(**{name: getattr(row, name) for name in columns})


def _give_keys(document: TrackerDocument) -> None:
    """Keys for rows from before there were keys; where the text does not tell them, any will do until the line does."""
    kept = document_keys.of_row(document)
    fresh = document_keys.of_text(document.text, document.path)
    if fresh is None or (len(fresh.items), len(fresh.phases)) != (len(kept.items), len(kept.phases)):
        fresh = document_keys.Keys(tuple(uuid4().hex for _ in kept.phases), tuple(uuid4().hex for _ in kept.items))
    phases = tuple(one or other for one, other in zip(kept.phases, fresh.phases, strict=True))
    items = tuple(one or other for one, other in zip(kept.items, fresh.items, strict=True))
    document_keys.keep(document, document_keys.Keys(phases, items))


def _changed(row: Any, named: str) -> ChecklistChanged:
    who = getattr(row, "changed_by", None)
    by = f" by {who.get_username()}" if who else ""
    at = f" at {row.changed_at:%H:%M} UTC" if getattr(row, "changed_at", None) else ""
    return ChecklistChanged(
        f"“{_cut(named)}” was changed{by}{at} while this page was open, so nothing was saved. It stands below as it is now."
    )


def _cut(text: str) -> str:
    shown = visible(text)
    return shown if len(shown) <= 80 else f"{shown[:79].rstrip()}…"
