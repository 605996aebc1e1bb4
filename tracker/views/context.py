"""What the shell around every page shows."""

from django.conf import settings
from django.http import HttpRequest

from tracker.actions import read_only
from tracker.actions.about import ANALYZER, VERSION
from tracker.views.permissions import Offers, Standing, standing_of

THEME_COOKIE = "theme"
KEYS_COOKIE = "keys"
THEMES = {"system": "System", "light": "Light", "dark": "Dark"}
#: Route -> the word of the top bar that it belongs to.
SECTIONS = {
    "portfolio": "issues",
    "new_issue": "issues",
    "issue": "issues",
    "issue_settings": "issues",
    "issue_files": "issues",
    "finding": "issues",
    "compare": "issues",
    "people": "issues",
    "share": "issues",
    "issue_places": "issues",
    "checklist": "issues",
    "claims": "claims",
    "issue_claims": "claims",
    "claim": "claims",
    "discovery": "discovery",
    "repository_discovery": "discovery",
    "scans": "scans",
    "scan": "scans",
    "repositories": "repositories",
    "new_repository": "repositories",
    "repository": "repositories",
    "commit": "repositories",
    "source": "repositories",
    "excluded": "repositories",
    "subjects": "repositories",
    "subject": "repositories",
    "create_token": "repositories",
}


def theme_of(request: HttpRequest) -> str:
    """light or dark as somebody chose it; empty: as the system has it."""
    chosen = request.COOKIES.get(THEME_COOKIE, "")
    return chosen if chosen in THEMES and chosen != "system" else ""


def has_single_keys(request: HttpRequest) -> bool:
    """Do single keys do something? They do until somebody turns them off."""
    return request.COOKIES.get(KEYS_COOKIE) != "off"


def shell(request: HttpRequest) -> dict[str, object]:
    """Theme, place in the top bar, versions, and which buttons are of use."""
    standing = standing_of(request) if hasattr(request, "user") else Standing.ANYBODY
    is_signed_in = hasattr(request, "user") and request.user.is_authenticated
    route = request.resolver_match.url_name if request.resolver_match else None
    return {
        "theme": theme_of(request),
        "themes": THEMES,
        "single_keys": has_single_keys(request),
        "section": SECTIONS.get(route or "", ""),
        "version": VERSION,
        "analyzer": ANALYZER,
        "offers": Offers(standing, is_signed_in),
        "may_lead": standing >= Standing.LEAD,
        "may_admin": standing >= Standing.ADMIN,
        "changes_are_off": read_only.SENTENCE if read_only.is_on() else "",
        "requires_sign_in": settings.REQUIRE_SIGN_IN,
    }
