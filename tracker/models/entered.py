"""What people enter of a checklist: a layer over what the tracker document says. No import touches it."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from tracker.models.issues import Issue

LONGEST_TEXT = 2_000
LONGEST_TITLE = 300
_PERSON = settings.AUTH_USER_MODEL


class EnteredOrder(models.Model):
    """The order that people gave to the phases of an issue."""

    issue = models.OneToOneField(Issue, on_delete=models.CASCADE, related_name="entered_order")
    phases = models.JSONField(default=list, help_text="keys; what is not among them stands where the document has it")
    version = models.PositiveIntegerField(default=0)


class EnteredPhase(models.Model):
    """A phase of our own, or what people said of one of the document's."""

    issue = models.ForeignKey(Issue, on_delete=models.CASCADE, related_name="entered_phases")
    key = models.CharField(max_length=32)
    is_own = models.BooleanField(default=False)
    title = models.CharField(max_length=LONGEST_TITLE, blank=True, default="", help_text="ours; empty: as the document has it")
    heading = models.CharField(max_length=500, blank=True, default="", help_text="as the document had it last")
    order = models.JSONField(default=list, help_text="keys of its items; what is not among them stands where the document has it")
    needs_support = models.BooleanField(default=False, help_text="it counts as complete only when its claims are supported")
    removed_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=0)
    changed_by = models.ForeignKey(_PERSON, null=True, on_delete=models.SET_NULL, related_name="+")
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["issue", "key"], name="phase_entered_once"),
            models.CheckConstraint(condition=Q(is_own=False) | ~Q(title=""), name="own_phase_has_title"),
        ]


class EnteredItem(models.Model):
    """An item of our own, or what people said of one of the document's."""

    issue = models.ForeignKey(Issue, on_delete=models.CASCADE, related_name="entered_items")
    key = models.CharField(max_length=32, help_text="of the item, as in the ledger")
    phase = models.CharField(max_length=32, help_text="key of the phase that it stands in, or stood in last")
    is_own = models.BooleanField(default=False)
    text = models.TextField(blank=True, default="", help_text="ours; empty: as the document has it")
    words = models.TextField(blank=True, default="", help_text="as the document had it last")
    ticked = models.BooleanField(null=True, help_text="null: as the document has it")
    ticked_by = models.ForeignKey(_PERSON, null=True, on_delete=models.SET_NULL, related_name="+")
    ticked_at = models.DateTimeField(null=True)
    assignee = models.ForeignKey(_PERSON, null=True, on_delete=models.SET_NULL, related_name="assigned_items")
    due_on = models.DateField(null=True)
    removed_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=0)
    changed_by = models.ForeignKey(_PERSON, null=True, on_delete=models.SET_NULL, related_name="+")
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["issue", "key"], name="item_entered_once"),
            models.CheckConstraint(condition=Q(is_own=False) | (~Q(text="") & Q(ticked__isnull=False)), name="own_item_has_text"),
            models.CheckConstraint(condition=Q(is_own=True) | Q(removed_at=None), name="only_own_items_are_removed"),
        ]


class EnteredChange(models.Model):
    """One change by one person. Rows are only ever added."""

    class What(models.TextChoices):
        BEGUN = "begun", "began the checklist"
        TEMPLATE = "template", "applied the template"
        PHASE_ADDED = "phase added", "added the phase"
        PHASE_NAMED = "phase named", "renamed the phase"
        PHASE_MOVED = "phase moved", "moved the phase"
        PHASE_REMOVED = "phase removed", "removed the phase"
        PHASE_RESTORED = "phase restored", "brought the phase back"
        PHASE_NEEDS = "phase needs support", "changed when the phase counts as complete"
        ADDED = "added", "added"
        TICKED = "ticked", "ticked"
        UNTICKED = "unticked", "unticked"
        WORDED = "worded", "reworded"
        MOVED = "moved", "moved"
        REMOVED = "removed", "removed"
        RESTORED = "restored", "brought back"
        ASSIGNED = "assigned", "assigned"
        DUE = "due", "set the due date of"

    issue = models.ForeignKey(Issue, on_delete=models.CASCADE, related_name="entered_changes")
    author = models.ForeignKey(_PERSON, null=True, on_delete=models.SET_NULL, related_name="+")
    author_name = models.CharField(max_length=150, help_text="kept when the account goes")
    at = models.DateTimeField()
    what = models.CharField(max_length=20, choices=What.choices)
    key = models.CharField(max_length=32, blank=True, default="", help_text="of the item or phase")
    about = models.CharField(max_length=300, blank=True, default="", help_text="its words then")
    before = models.CharField(max_length=LONGEST_TEXT, blank=True, default="")
    after = models.CharField(max_length=LONGEST_TEXT, blank=True, default="")

    class Meta:
        indexes = [models.Index(fields=["issue", "-id"], name="changes_of_an_issue")]
