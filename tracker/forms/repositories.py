"""What people enter about a repository; what it means is checked by tracker.actions.repositories."""

from typing import Any

from django import forms

from tracker.models import Repository
from tracker.queries.series import CATEGORIES

A_MONTH = 31 * 24 * 60


class NewRepositoryForm(forms.Form):
    """Where a repository is, and what to follow of it."""

    source = forms.CharField(
        label="Address",
        max_length=2000,
        help_text="https:// or ssh://, as for git clone. Without a user name or a token.",
        error_messages={"required": "Give the address of a Git repository."},
    )
    ref = forms.CharField(
        label="Branch or ref",
        max_length=500,
        required=False,
        help_text="A branch, a tag or a commit. Leave it empty to follow the repository’s own main branch.",
    )

    def clean_ref(self) -> str:
        """Nothing is the main branch."""
        return self.cleaned_data["ref"] or "HEAD"


class FollowForm(forms.Form):
    """What is followed, and how often it is looked at."""

    ref = forms.CharField(
        label="Branch or ref",
        max_length=500,
        help_text="A branch, a tag or a commit; HEAD is the repository’s own main branch.",
        error_messages={"required": "Give a branch, a tag or a commit; HEAD is the main branch."},
    )
    interval_minutes = forms.IntegerField(
        label="Minutes between scans",
        min_value=0,
        max_value=A_MONTH,
        help_text="0 turns the schedule off. A scan without new commits takes seconds.",
        error_messages={
            "required": "Give a number of minutes; 0 turns the schedule off.",
            "invalid": "This is no whole number of minutes.",
            "min_value": "Minutes cannot be negative; 0 turns the schedule off.",
            "max_value": f"Give at most {A_MONTH:,} minutes, which is a month.",
        },
    )


class CountForm(forms.Form):
    """What a file is by its path, and which files are in no number."""

    path_rules = forms.CharField(
        label="Categories by path",
        required=False,
        max_length=20_000,
        help_text="“category glob”, one a line, globs as in .gitignore. The first match decides; without one a file is production.",
        widget=forms.Textarea(attrs={"rows": 14, "spellcheck": "false"}),
    )
    excluded = forms.MultipleChoiceField(
        label="Excluded from every number",
        required=False,
        choices=[(category.id, category.name) for category in CATEGORIES],
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": "“%(value)s” is no category."},
    )

    def clean_path_rules(self) -> str:
        """Line ends as they are stored."""
        return "".join(f"{line}\n" for line in self.cleaned_data["path_rules"].splitlines())

    @property
    def categories(self) -> str:
        """The excluded categories as they are stored."""
        return " ".join(self.cleaned_data["excluded"])


class DeleteForm(forms.Form):
    """Deleting asks for the name."""

    confirmation = forms.CharField(label="Type the name to delete", required=False, widget=forms.TextInput(attrs={"autocomplete": "off"}))

    def __init__(self, *args: Any, slug: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.slug = slug

    def clean_confirmation(self) -> str:
        """Spaces around it do not matter."""
        typed: str = self.cleaned_data["confirmation"]
        if typed != self.slug:
            raise forms.ValidationError("That is not the name of this repository. Nothing was deleted.")
        return typed


def follow_initial(repository: Repository) -> dict[str, object]:
    """What the form shows of what is followed."""
    return {"ref": repository.ref, "interval_minutes": repository.interval_minutes}


def count_initial(repository: Repository) -> dict[str, object]:
    """What the form shows of what is counted."""
    return {"path_rules": repository.path_rules, "excluded": repository.excluded_categories.split()}
