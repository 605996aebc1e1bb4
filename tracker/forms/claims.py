"""What people say of a claim's reading; what it means is checked by tracker.actions.corrections."""

from collections.abc import Sequence
from typing import Any

from django import forms

CORRECT, DISMISS = "correct", "dismiss"  # which of the forms was sent
MOST_SUBJECTS = 12
LONGEST_REASON = 500


class CorrectForm(forms.Form):
    """Another kind of claim, or other subjects."""

    prefix = "correct"
    kind = forms.ChoiceField(label="The box means", error_messages={"required": "Say what the box means."})
    subjects = forms.CharField(
        label="It is about",
        required=False,
        max_length=3_000,
        strip=True,
        help_text="Paths, modules or classes as the repository spells them, one a line.",
        widget=forms.Textarea(attrs={"rows": 3, "spellcheck": "false"}),
    )
    reason = forms.CharField(label="Why", required=False, max_length=LONGEST_REASON, help_text="Others see it with your name.")

    def __init__(self, *arguments: Any, kinds: Sequence[tuple[str, str]], **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.fields["kind"].choices = list(kinds)  # type: ignore[attr-defined]

    def clean_subjects(self) -> list[str]:
        """One subject a line."""
        lines = [line.strip() for line in self.cleaned_data["subjects"].splitlines() if line.strip()]
        if len(lines) > MOST_SUBJECTS:
            raise forms.ValidationError(f"Give at most {MOST_SUBJECTS} subjects.")
        return lines


class DismissForm(forms.Form):
    """The code cannot answer it."""

    prefix = "dismiss"
    reason = forms.CharField(
        label="Why can the code not answer it?",
        max_length=LONGEST_REASON,
        error_messages={"required": "Say why the code cannot answer it: others have to understand it."},
    )
