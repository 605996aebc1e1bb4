"""What an admin enters about an account."""

from django import forms

from tracker.models import Role

ROLES = [
    (Role.VIEWER.value, "viewer: reads"),
    (Role.LEAD.value, "lead: issues, claims, candidates, scans"),
    (Role.ADMIN.value, "admin: repositories and accounts, too"),
]


class NewAccountForm(forms.Form):
    """Somebody who gets an account."""

    name = forms.CharField(label="Name", max_length=150, error_messages={"required": "Give a name to sign in with."})
    email = forms.EmailField(
        label="E-mail",
        required=False,
        help_text="For signing in with it; nothing is sent.",
        error_messages={"invalid": "This is no e-mail address."},
    )
    role = forms.ChoiceField(label="Role", choices=ROLES, initial=Role.VIEWER, widget=forms.Select(attrs={"class": "t-field"}))


class RoleForm(forms.Form):
    """Another role for an account."""

    role = forms.ChoiceField(label="Role", choices=[(role.value, role.label) for role in Role])
