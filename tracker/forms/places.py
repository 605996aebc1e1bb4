"""What people decide about places; what it means is checked by tracker.actions.places."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django import forms

from tracker.actions.places import DAYS
from tracker.models.waivers import LONGEST_NOTE, LONGEST_REASON


class WaiveForm(forms.Form):
    """Set aside, until a day or for good."""

    prefix = "waive"
    reason = forms.CharField(
        label="Why?",
        max_length=LONGEST_REASON,
        help_text="Others see it with your name.",
        error_messages={"required": "Say why: a place is set aside with a reason."},
    )
    until = forms.DateField(
        label="Until, the last day included",
        required=False,
        help_text="Then it counts again by itself. Empty: until somebody undoes it.",
        error_messages={"invalid": "This is no day. Write it as 2026-02-28, or leave it empty."},
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    @classmethod
    def fresh(cls, today: date) -> "WaiveForm":
        """The form before anybody wrote into it."""
        return cls(initial={"until": today + timedelta(days=DAYS)})


class AssignForm(forms.Form):
    """Give it to an account."""

    prefix = "assign"
    account = forms.ChoiceField(label="Who looks after it?", error_messages={"required": "Choose an account."})

    def __init__(self, *arguments: Any, accounts: Sequence[str], **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.fields["account"].choices = [(one, one) for one in accounts]  # type: ignore[attr-defined]


class NoteForm(forms.Form):
    """Write something to it."""

    prefix = "note"
    text = forms.CharField(
        label="Note",
        max_length=LONGEST_NOTE,
        error_messages={"required": "A note has words."},
        widget=forms.Textarea(attrs={"rows": 3}),
    )
