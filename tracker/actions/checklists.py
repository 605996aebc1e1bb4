"""Checklists and their phases: begun, added, renamed, moved, removed and brought back."""

from uuid import uuid4

from django.contrib.auth.models import User
from django.db import transaction

from tracker.actions import checklist_items
from tracker.actions.checklist_keeping import MOST_PHASES, ChecklistRefused, What, Writer, arrange, judge, key_of, words_of, writer
from tracker.actions.checklist_template import numbered, phases_for
from tracker.models import EnteredPhase, Issue, TrackerDocument
from tracker.models.entered import LONGEST_TITLE
from tracker.queries.merging import MergedPhase


def begin(issue: Issue, user: User) -> None:
    """A checklist without a document; nothing happens where there is one."""
    with transaction.atomic():
        title = words_of(issue.title, most=LONGEST_TITLE, what="title")
        _, is_new = TrackerDocument.objects.get_or_create(issue=issue, defaults={"path": "", "text": f"# {title}\n"})
        if is_new:
            writer(issue, user).log(What.BEGUN, "", title)


def apply_template(issue: Issue, user: User) -> int:
    """Phases 0 to 6 behind what is there; those that are there already stay as they are. Raises ChecklistRefused."""
    with transaction.atomic():
        begin(issue, user)
        by = writer(issue, user)
        there = {numbered(phase.title) for phase in by.checklist.phases}
        missing = [(title, texts) for title, texts in phases_for(issue) if numbered(title) not in there]
        if not missing:
            raise ChecklistRefused("All seven phases of the template are in this checklist already. Nothing was added.")
        for title, texts in missing:
            checklist_items.put(by, _put(by, title), texts)
        by.log(What.TEMPLATE, "", f"{len(missing)} phases" if len(missing) > 1 else "1 phase")
    judge(issue)
    return len(missing)


def add_phase(issue: Issue, typed: str, user: User) -> str:
    """A phase of our own at the end; returns its key. Raises ChecklistRefused."""
    title = words_of(typed, most=LONGEST_TITLE, what="title")
    with transaction.atomic():
        begin(issue, user)
        by = writer(issue, user)
        key = _put(by, title).key
        by.log(What.PHASE_ADDED, key, title)
    judge(issue)
    return key


def change_phase(issue: Issue, key: str, typed: str, needs_support: bool, seen: int, user: User) -> None:
    """Rename a phase, and say when it counts as complete. Raises ChecklistRefused."""
    title = words_of(typed, most=LONGEST_TITLE, what="title")
    with transaction.atomic():
        by = writer(issue, user)
        phase = by.phase(key_of(issue, key))
        if (title, needs_support) == (phase.title, phase.needs_support):
            return
        own = "" if phase.document is not None and phase.document.title == title else title
        by.save_phase(phase, seen, title=own, needs_support=needs_support)
        if title != phase.title:
            by.log(What.PHASE_NAMED, phase.key, phase.title, phase.title, title)
        if needs_support != phase.needs_support:
            by.log(What.PHASE_NEEDS, phase.key, title, after="when its claims are supported" if needs_support else "when it is ticked")
    if title == phase.title:
        arrange(issue)
    else:
        judge(issue)


def move_phase(issue: Issue, key: str, step: int, seen: int, user: User) -> None:
    """One place up (-1) or down (1). Raises ChecklistRefused."""
    with transaction.atomic():
        by = writer(issue, user)
        phase = by.phase(key_of(issue, key))
        keys = [one.key for one in by.checklist.phases]
        place = keys.index(phase.key) if phase.key in keys else -1
        other = place + step
        if place < 0 or not 0 <= other < len(keys):
            return
        keys[place], keys[other] = keys[other], keys[place]
        by.save_order(seen, [*keys, *(one.key for one in by.checklist.merged.removed)])
        by.log(What.PHASE_MOVED, phase.key, phase.title, after="up" if step < 0 else "down")
    arrange(issue)


def remove_phase(issue: Issue, key: str, seen: int, user: User) -> None:
    """Fold a phase of our own away, with its items. Raises ChecklistRefused."""
    _set_removed(issue, key, seen, user, is_removed=True)


def restore_phase(issue: Issue, key: str, seen: int, user: User) -> None:
    """Bring it back. Raises ChecklistRefused."""
    _set_removed(issue, key, seen, user, is_removed=False)


def _set_removed(issue: Issue, key: str, seen: int, user: User, *, is_removed: bool) -> None:
    with transaction.atomic():
        by = writer(issue, user)
        phase = by.phase(key_of(issue, key))
        if not phase.is_own:
            raise ChecklistRefused("This phase is the document’s. Take it out of the document; here only phases that were added here go.")
        if phase.is_removed == is_removed:
            return
        by.save_phase(phase, seen, removed_at=by.at if is_removed else None)
        by.log(What.PHASE_REMOVED if is_removed else What.PHASE_RESTORED, phase.key, phase.title)
    judge(issue)


def _put(by: Writer, title: str) -> MergedPhase:
    if EnteredPhase.objects.filter(issue=by.issue, is_own=True).count() >= MOST_PHASES:
        raise ChecklistRefused(f"People can add {MOST_PHASES} phases to a checklist, and this one has them. Rename one of them instead.")
    row = EnteredPhase.objects.create(
        issue=by.issue, key=uuid4().hex, is_own=True, title=title, changed_by=by.user, changed_at=by.at, version=1
    )
    return MergedPhase(row.key, title, False, None, row, [], [])
