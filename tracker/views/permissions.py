"""Who may see and change what: one line for each route of tracker/urls.py. tracker/views/gate.py holds everybody to it."""

from dataclasses import dataclass
from enum import IntEnum

from django.conf import settings
from django.http import HttpRequest

from tracker.models import Role
from tracker.queries.accounts import role_of


class Standing(IntEnum):
    """Who somebody is here; whoever stands higher may do what those below may."""

    ANYBODY = 0
    READER = 1  # nobody's account, while REQUIRE_SIGN_IN is off
    VIEWER = 2
    LEAD = 3
    ADMIN = 4


@dataclass(frozen=True, slots=True)
class Rule:
    """Who may see a page (GET, HEAD, OPTIONS), and who may change something by it (POST and all else)."""

    see: Standing
    change: Standing


OPEN = Rule(Standing.ANYBODY, Standing.ANYBODY)  # whatever REQUIRE_SIGN_IN says
READ = Rule(Standing.READER, Standing.READER)  # there is nothing to change
READ_LEADS_CHANGE = Rule(Standing.READER, Standing.LEAD)
READ_ADMINS_CHANGE = Rule(Standing.READER, Standing.ADMIN)
SIGNED_IN = Rule(Standing.VIEWER, Standing.VIEWER)
LEADS = Rule(Standing.LEAD, Standing.LEAD)
ADMINS = Rule(Standing.ADMIN, Standing.ADMIN)

#: Route -> rule. All routes of a namespace: its name and a colon.
PERMISSIONS: dict[str, Rule] = {
    "portfolio": READ,
    "save_view": SIGNED_IN,  # for everybody: leads
    "remove_view": SIGNED_IN,  # one's own; what is shared: admins
    "new_issue": LEADS,
    "issue": READ,
    "finding": READ_LEADS_CHANGE,
    "issue_places": LEADS,
    "undo_places": LEADS,
    "findings_csv": READ,
    "series_csv": READ,
    "implementations_csv": READ,
    "issue_claims": READ,
    "issue_claims_csv": READ,
    "claim": READ_LEADS_CHANGE,
    "checklist": READ_LEADS_CHANGE,
    "checklist_markdown": READ,
    "issue_files": READ,
    "compare": READ,
    "people": READ,
    "issue_settings": LEADS,
    "claims": READ,
    "claims_csv": READ,
    "discovery": READ,
    "scans": READ,
    "scan": READ,
    "pause_scan": LEADS,
    "resume_scan": LEADS,
    "stop_scan": LEADS,
    "repositories": READ,
    "new_repository": ADMINS,
    "repository": READ_ADMINS_CHANGE,
    "scan_now": LEADS,
    "remove_repository": ADMINS,
    "excluded": READ,
    "exclude_copy": ADMINS,
    "dismiss_copy": LEADS,
    "restore_copy": LEADS,
    "repository_discovery": READ,
    "dismiss_candidate": LEADS,
    "restore_candidate": LEADS,
    "waive_test": LEADS,
    "withdraw_waiver": LEADS,
    "upload_junit": OPEN,  # it looks at the token
    "create_token": ADMINS,
    "revoke_token": ADMINS,
    "subjects": READ,
    "subject": READ,
    "move_subject": LEADS,
    "commit": READ,
    "source": READ,
    "share": LEADS,
    "revoke_share": LEADS,
    "report": OPEN,  # these six ask tracker/views/reading.py
    "report_markdown": OPEN,
    "report_json": OPEN,
    "report_csv": OPEN,
    "badge": OPEN,
    "chart_image": OPEN,
    "accounts": ADMINS,
    "account": ADMINS,
    "own_password": SIGNED_IN,
    "sign_in": OPEN,
    "redeem": OPEN,
    "sign_out": OPEN,
    "theme": OPEN,
    "keys": OPEN,
    "github_hook": OPEN,  # it looks at the signature
    "livez": OPEN,
    "readyz": OPEN,
    "admin:": ADMINS,
}

SAFE = ("GET", "HEAD", "OPTIONS")
_STANDINGS = {None: Standing.ANYBODY, Role.VIEWER: Standing.VIEWER, Role.LEAD: Standing.LEAD, Role.ADMIN: Standing.ADMIN}


@dataclass(frozen=True, slots=True)
class Offers:
    """Which links and buttons a page has for somebody, by route: `{% if offers.new_issue %}`.

    Whoever is signed in sees what the table lets them change. Whoever is not sees all of it: it leads to the sign-in, and from there on.
    """

    standing: Standing
    is_signed_in: bool

    def __getitem__(self, route: str) -> bool:
        """Is what the route is for of use to them? A route that is not there is a KeyError, which templates take for no."""
        return self.standing >= PERMISSIONS[route].change or not self.is_signed_in


def stated(route: str) -> Rule | None:
    """The rule of a route by its name, or by its namespace."""
    return PERMISSIONS.get(route) or PERMISSIONS.get(route[: route.rfind(":") + 1])


def standing_of(request: HttpRequest) -> Standing:
    """Who sends this request."""
    role = role_of(request.user)
    return Standing.READER if role is None and not settings.REQUIRE_SIGN_IN else _STANDINGS[role]
