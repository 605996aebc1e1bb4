"""What people enter about an issue; what it means is checked by tracker.actions.issues."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms

from tracker.actions.issues import IssueDraft
from tracker.queries.source import visible

MODULES = "Dotted names, one a line, as they stand in import statements."
LISTS = ("deprecated", "remove", "references", "cycles", "pattern_globs")
MORE = ("references", "fragmentation", "cycles", "identical_size", "identical_folder", "pattern", "pattern_globs")


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

    references = forms.CharField(
        label="Deprecated names",
        required=False,
        help_text="Dotted names whose calls, bases, decorators and attributes count, one a line: os.environ, unittest.TestCase.",
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    fragmentation = forms.BooleanField(
        label="Import paths", required=False, help_text="Count the modules through which the symbol is imported; one is enough."
    )
    cycles = forms.CharField(
        label="Import cycles",
        required=False,
        help_text="Modules whose circles of imports are listed, one a line; “all” looks at every module.",
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    identical_size = forms.IntegerField(
        label="Identical bodies",
        required=False,
        help_text="The least number of statements of a body that is compared with all others, like 5. Empty compares none.",
        error_messages={"invalid": "Give a whole number of statements."},
    )
    identical_folder = forms.CharField(
        label="Identical bodies, only in",
        max_length=500,
        required=False,
        help_text="A folder from the repository’s root, like app/services.",
    )
    pattern = forms.CharField(
        label="Text pattern",
        max_length=500,
        required=False,
        strip=False,
        help_text="A regular expression; each line that it matches counts. For what no other rule can say.",
        widget=forms.TextInput(attrs={"class": "t-mono", "spellcheck": "false"}),
    )
    pattern_globs = forms.CharField(
        label="Text pattern, only in",
        required=False,
        help_text="Globs of files, one a line, as in .gitignore: app/**. Without one every file that is read is searched.",
        widget=forms.Textarea(attrs={"rows": 2}),
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
        lists = {name: tuple(entered[name].splitlines()) for name in LISTS}
        return entered | lists | {"identical_size": entered["identical_size"] or 0}

    def first(self) -> list[forms.BoundField]:
        """What most issues need."""
        return [self[name] for name in self.fields if name not in MORE]

    def more(self) -> list[forms.BoundField]:
        """The other rules."""
        return [self[name] for name in MORE]

    def shows_more(self) -> bool:
        """Is anything entered, or wrong, among the other rules?"""
        return any(field.errors or field.value() not in (None, "", False) for field in self.more())

    def refuse(self, problems: Mapping[str, str]) -> None:
        """Show each problem at its field."""
        for name, sentence in problems.items():
            self.add_error(name if name in self.fields else None, sentence)


class SettingsForm(IssueForm):
    """An issue that is there, with its intended references."""

    owner = forms.CharField(
        label="Owner",
        max_length=100,
        required=False,
        help_text="Who looks after it, a person or a team. The list names them where it is stuck, and the search finds them.",
    )
    target_date = forms.DateField(
        label="Target date",
        required=False,
        help_text="The day on which nothing shall be left; the chart draws a line to it.",
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        error_messages={"invalid": "This is no date. Write it as year, month and day, like 2026-03-31."},
    )

    def __init__(self, *args: Any, is_fixed: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values() if is_fixed else ():
            field.disabled = True

    intended_paths = forms.CharField(
        label="Intended references",
        required=False,
        help_text="Files whose references are kept on purpose, one glob a line, as in .gitignore: tests/guards/**",
        widget=forms.Textarea(attrs={"rows": 3}),
    )


def initial(draft: IssueDraft) -> dict[str, object]:
    """What a form shows of a draft."""
    return {
        "title": visible(draft.title),
        "symbol": draft.symbol,
        "canonical": draft.canonical,
        "fragmentation": draft.fragmentation,
        "identical_size": draft.identical_size or "",
        "identical_folder": draft.identical_folder,
        "pattern": draft.pattern,
        "github_url": draft.github_url,
        "intended_paths": draft.intended_paths,
        "target_date": draft.target_date,
        "owner": draft.owner,
    } | {name: "\n".join(getattr(draft, name)) for name in LISTS}


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
        self.paths = {visible(path): path for path in paths}
        self.fields["path"].widget.attrs["list"] = "documents"

    def clean_path(self) -> str:
        """A page reads documents of the repository only, never files beside it; the list shows their paths for the eye."""
        shown = visible(self.cleaned_data["path"])
        if shown not in self.paths:
            raise forms.ValidationError(f"The newest scanned commit has no Markdown file “{shown[:200]}”.")
        return self.paths[shown]


class DeleteForm(forms.Form):
    """Deleting asks for the title."""

    confirmation = forms.CharField(label="Type the title to delete", required=False)

    def __init__(self, *args: Any, title: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.title = title

    def clean_confirmation(self) -> str:
        """Titles are compared as the page shows them, without surplus spaces."""
        typed = " ".join(self.cleaned_data["confirmation"].split())
        if visible(typed) != visible(" ".join(self.title.split())):
            raise forms.ValidationError("That is not the title of this issue. Nothing was deleted.")
        return typed
