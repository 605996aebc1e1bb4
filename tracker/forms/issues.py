"""What people enter about an issue; what it means is checked by tracker.actions.issues."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms

from tracker.actions.issues import IssueDraft

MODULES = "Dotted names, one a line, as they stand in import statements."


class IssueForm(forms.Form):
    """An issue in its fields, named as in IssueDraft."""

    title = forms.CharField(label="Title", max_length=300, error_messages={"required": "Give a title of at most 300 characters."})
    symbol = forms.CharField(
        label="Symbol",
        max_length=200,
        required=False,
        help_text="The class or function that shall have one implementation, like MessageRouter.",
    )
    canonical = forms.CharField(
        label="Canonical module", max_length=500, required=False, help_text="Where its one implementation shall be, like app.core.router."
    )
    deprecated = forms.CharField(label="Deprecated modules", required=False, help_text=MODULES, widget=forms.Textarea(attrs={"rows": 4}))
    remove = forms.CharField(
        label="Paths to remove",
        required=False,
        help_text="Files or folders that shall be gone, one a line, from the repository’s root.",
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    github_url = forms.URLField(
        label="GitHub issue",
        max_length=500,
        required=False,
        assume_scheme="https",
        help_text="Its address, like https://github.com/example/shop/issues/412.",
        error_messages={"invalid": "This is no address. Copy it from the browser: it begins with https://."},
    )

    def clean_github_url(self) -> str:
        """Only addresses of web pages become links."""
        address: str = self.cleaned_data["github_url"]
        if address and not address.lower().startswith(("https://", "http://")):
            raise forms.ValidationError("This is no address of a web page. It has to begin with https://.")
        return address

    def changes(self) -> dict[str, Any]:
        """The fields as IssueDraft takes them."""
        entered = dict(self.cleaned_data)
        return entered | {name: tuple(entered[name].splitlines()) for name in ("deprecated", "remove")}

    def refuse(self, problems: Mapping[str, str]) -> None:
        """Show each problem at its field."""
        for name, sentence in problems.items():
            self.add_error(name if name in self.fields else None, sentence)


class SettingsForm(IssueForm):
    """An issue that is there, with its intended references."""

    intended_paths = forms.CharField(
        label="Intended references",
        required=False,
        help_text="Files whose references are kept on purpose, one glob a line, as in .gitignore: tests/guards/**",
        widget=forms.Textarea(attrs={"rows": 3}),
    )


def initial(draft: IssueDraft) -> dict[str, str]:
    """What a form shows of a draft."""
    return {
        "title": draft.title,
        "symbol": draft.symbol,
        "canonical": draft.canonical,
        "deprecated": "\n".join(draft.deprecated),
        "remove": "\n".join(draft.remove),
        "github_url": draft.github_url,
        "intended_paths": draft.intended_paths,
    }


class DocumentForm(forms.Form):
    """A tracker document of the repository."""

    path = forms.CharField(
        label="Path of the document",
        max_length=1000,
        help_text="A Markdown file with check boxes, from the repository’s root.",
        error_messages={"required": "Choose a document."},
    )

    def __init__(self, *args: Any, paths: Iterable[str] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.paths = list(paths)
        self.fields["path"].widget.attrs["list"] = "documents"

    def clean_path(self) -> str:
        """A page reads documents of the repository only, never files beside it."""
        path: str = self.cleaned_data["path"]
        if path not in self.paths:
            raise forms.ValidationError(f"The newest scanned commit has no Markdown file “{path[:200]}”.")
        return path


class DeleteForm(forms.Form):
    """Deleting asks for the title."""

    confirmation = forms.CharField(label="Type the title to delete", required=False)

    def __init__(self, *args: Any, title: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.title = title

    def clean_confirmation(self) -> str:
        """Titles are compared without surplus spaces."""
        typed = " ".join(self.cleaned_data["confirmation"].split())
        if typed != " ".join(self.title.split()):
            raise forms.ValidationError("That is not the title of this issue. Nothing was deleted.")
        return typed
