"""What people enter about test results: names of tokens, and waivers of failing tests."""

from collections.abc import Sequence
from typing import Any

from django import forms

WAIVE = "waive"


class TokenForm(forms.Form):
    """A name for a new token."""

    name = forms.CharField(
        label="Where it will be used",
        max_length=100,
        help_text="The name of the pipeline or the machine.",
        error_messages={"required": "Give the token a name: where it will be used."},
    )


class WaiveForm(forms.Form):
    """One failing test, why, and until when; what it means is checked by tracker.actions.test_waivers."""

    prefix = WAIVE
    test = forms.ChoiceField(label="Failing test", error_messages={"required": "Choose a failing test."})
    reason = forms.CharField(
        label="Why may it fail?",
        max_length=500,
        help_text="Others see it with your name.",
        error_messages={"required": "Say why this test may fail: others have to understand it."},
    )
    expires_on = forms.DateField(
        label="Last day",
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text="From the next day on the test counts as failing again. A year at most.",
        error_messages={"required": "Give the last day of the waiver.", "invalid": "This is no date. Write it as 2026-01-31."},
    )

    def __init__(self, *arguments: Any, tests: Sequence[tuple[str, str]], **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.fields["test"].choices = list(tests)  # type: ignore[attr-defined]
