"""Parts of pages that are rendered once for a value: what they show is in the value, and in nothing else."""

import random
import re
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from datetime import date, datetime, timedelta
from types import UnionType
from typing import Any, get_args, get_origin, get_type_hints

import pytest
from django.conf import settings
from django.contrib.auth.models import User
from django.utils.timezone import now

from bench.ledgers import ledger_of
from tests.support.pages import bring, made_issue, made_repository, made_scan, tick
from tracker.actions import places
from tracker.models import DocumentLedger, Issue, Scan, TrackerDocument
from tracker.queries import ledgers
from tracker.queries.ledger_items import Here
from tracker.queries.portfolio_shown import ShownRow
from tracker.queries.waivers import Where
from tracker.views import judged
from tracker.views.fragments import Fragment
from tracker.views.judged import ShownPhases
from tracker.views.weeks import ShownWeeks

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("data_dir")]
PLAIN = {int, float, str, bool, date, datetime, type(None)}
SHOWN = {"portfolio/_row.html": ShownRow, "issues/_weeks.html": ShownWeeks, "issues/_phases_now.html": ShownPhases}


@pytest.fixture
def issue() -> Issue:
    site = made_repository("site")
    made = made_issue(site, "Router", {2: 3, 3: 5})
    bring(made, 2, 3)
    bring(made, 3, 2)
    tick(made, {"Phase 1": "x--"})
    made_scan(site, finished_at=now() - timedelta(hours=2))
    return made


def leaves(shown: Any) -> Iterator[Any]:
    """The types that a value is made of."""
    if isinstance(shown, UnionType) or get_origin(shown) is tuple:
        for one in get_args(shown):
            yield from leaves(one) if one is not ... else ()
    elif hasattr(shown, "_fields"):
        for one in get_type_hints(shown).values():
            yield from leaves(one)
    elif is_dataclass(shown):
        hints = get_type_hints(shown)
        assert shown.__hash__ is not object.__hash__ and shown.__hash__ is not None, f"{shown} is not equal by its values"
        for field in (one for one in fields(shown) if one.compare):
            yield from leaves(hints[field.name])
    else:
        yield shown


@pytest.mark.parametrize("shown", SHOWN.values())
def test_a_value_holds_plain_values_alone(shown):
    assert set(leaves(shown)) <= PLAIN


@pytest.mark.parametrize("name", SHOWN)
def test_a_fragment_is_given_its_value_alone(name):
    source = (settings.BASE_DIR / "templates" / name).read_text()
    names = re.findall(r"\{\{ ?(\w+)|\{% (?:if|elif) (?:not )?(\w+)|=([a-z_]\w*)[ .]", source)
    inside = set(re.findall(r"\{% for (\w+) in ", source))
    assert {one for found in names for one in found if one} <= {"shown"} | inside


def test_equal_values_are_rendered_once(monkeypatch):
    asked: list[int] = []

    def render(name: str, context: dict[str, int]) -> str:
        asked.append(context["shown"])
        return "<tr>"

    monkeypatch.setattr("tracker.views.fragments.render_to_string", render)
    fragment: Fragment[int] = Fragment("portfolio/_row.html", most=2)
    assert [fragment.of(one) for one in (1, 2, 1, 3, 2)] == ["<tr>"] * 5
    assert asked == [1, 2, 3, 2]


def shows(client, words: str) -> bool:
    return words in client.get("/").content.decode()


def test_what_somebody_changes_shows_in_the_portfolio_at_once(client, issue):
    assert shows(client, "Router") and shows(client, "1 of 3 ticked")
    Issue.objects.update(title="Gateway", github_url="https://github.com/example/site/issues/7", target_date=date(2031, 5, 6))
    assert shows(client, "Gateway") and shows(client, "example/site#7") and shows(client, "target 6 May 2031")
    issue.document.phases.get().items.update(ticked=True)
    assert shows(client, "3 of 3 ticked")
    Scan.objects.update(state="failed")
    assert shows(client, "Failed")
    Issue.objects.update(revision=2)
    assert shows(client, "counting again")


def test_a_waiver_shows_in_the_portfolio_at_once(client, issue):
    assert shows(client, '<span class="t-strong">5</span>')
    places.waive(issue, Where(identity="2-0"), "waived", "waits", None, User.objects.create_user("mira"))
    assert shows(client, '<span class="t-strong">4</span>')
    places.restore(issue, identity="2-0")
    assert shows(client, '<span class="t-strong">5</span>')


def test_a_ledger_that_is_judged_anew_shows_at_once(client, issue):
    def judge(contradicted: int) -> None:
        DocumentLedger.objects.all().delete()
        document = TrackerDocument.objects.get()
        data = {"headline": f"{contradicted} of 3 denied", "phases": [], "closing": ""}
        published = issue.repository.published
        DocumentLedger.objects.create(publication=published, document=document, data=data, ticked=3, contradicted=contradicted)

    for contradicted in (1, 2):
        judge(contradicted)
        assert shows(client, f"{contradicted} of 3 denied") and shows(client, f"{contradicted} of 3 ticks")


def test_phases_are_those_of_the_newest_ledger_and_of_what_is_entered(client, issue):
    mira = Here(("Ticked by mira.",), "mira", None, 0)
    page = f"/issues/{issue.slug}/"
    for title in ("First", "Second"):
        DocumentLedger.objects.all().delete()
        data, _ = ledger_of("x", [(n, "0" * 40, 0, 0, "Ada", "", "", "2026-01-01 00:00:00") for n in range(9)], random.Random(1))
        data["phases"][0]["title"] = title
        published = issue.repository.published
        DocumentLedger.objects.create(publication=published, document=TrackerDocument.objects.get(), data=data)
        assert f"<h3>{title}</h3>" in client.get(page).content.decode()
    ledger = ledgers.of_issue(issue, issue.repository.published)
    assert ledger is not None
    key = ledger.items[0].key
    plain = judged.phases("x", ledger, {})
    assert "mira" in str(judged.phases("x", ledgers.with_entered(ledger, {key: mira}), {key: mira}))
    assert judged.phases("x", ledger, {}) == plain and "mira" not in str(plain)
