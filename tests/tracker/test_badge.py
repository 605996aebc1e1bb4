"""Badge and chart as images: their shapes, and the views that answer with them."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any
from xml.etree import ElementTree

import pytest
from django.db import DatabaseError, connection
from django.test.utils import CaptureQueriesContext

from tests.support.pages import made_issue, made_repository, measure
from tests.tracker.test_claim_pages import item, keep
from tracker import badge, burndown
from tracker.badge import Face, Flag, Picture
from tracker.models import Issue, Waiver
from tracker.models.repositories import Depth
from tracker.queries import courses, images

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("data_dir")]

SVG = "{http://www.w3.org/2000/svg}"
HOSTILE = "\"><script>alert(1)</script>&\x00\x1f\ud800\uffff' onload='x"


@pytest.fixture(autouse=True)
def _fresh():
    courses._kept.clear()


def drawn(svg: str) -> ElementTree.Element:
    """The image, which has to be plain: no script, no link, nothing from elsewhere."""
    root = ElementTree.fromstring(svg.encode("utf-8", "replace"))
    for element in root.iter():
        assert element.tag.removeprefix(SVG) in ("svg", "title", "desc", "style", "g", "rect", "text", "line", "path")
        assert not [name for name in element.attrib if name.startswith("on") or "href" in name]
    assert "url(" not in svg and "@import" not in svg
    return root


def words(svg: str) -> list[str]:
    return [element.text or "" for element in drawn(svg).iter(f"{SVG}text")]


def luminance(colour: str) -> float:
    parts = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("colour", [badge.SURFACE, *badge.COLOURS.values()])
def test_white_words_have_contrast_on_every_field(colour: str):
    assert 1.05 / (luminance(colour) + 0.05) >= 5.9


def test_a_badge_has_two_fields_and_says_all_of_it_in_its_title():
    svg = badge.badge_svg("session store", Face("111 left, rising", "rising", "111 left, rising; no date: nothing removed for 19 days"))
    root = drawn(svg)
    assert words(svg) == ["session store", "111 left, rising"]
    assert root.find(f"{SVG}title").text == "session store: 111 left, rising; no date: nothing removed for 19 days"
    assert (root.get("role"), root.get("height"), root.get("aria-label")) == ("img", "20", root.find(f"{SVG}title").text)
    first, second = root.iter(f"{SVG}rect")
    assert (first.get("fill"), second.get("fill")) == ("#3b4654", "#b3350a")
    assert int(second.get("x")) == int(first.get("width"))


def test_hostile_labels_are_text():
    for svg in (
        badge.badge_svg(HOSTILE, Face("done", "done", "done")),
        badge.chart_svg(picture(title=HOSTILE, sentence=HOSTILE, word=HOSTILE)),
    ):
        drawn(svg)
        assert "<script" not in svg


def test_a_long_label_is_cut():
    assert words(badge.badge_svg("x" * 500, Face("done", "done", "done")))[0] == "x" * 39 + "…"


def test_a_title_without_room_gives_way_to_the_symbol():
    long, face = "SSOT-incomplete-migration-message-router-consolidation", Face("97 left", "stuck", "97 left")
    svg = badge.badge_svg(long, face, "MessageRouter")
    assert words(svg) == ["MessageRouter", "97 left"] and f"<title>{long}: 97 left</title>" in svg
    assert words(badge.badge_svg("Session store", face, "SessionStore"))[0] == "Session store"
    assert words(badge.badge_svg(long, face))[0] == f"{long[:39]}…"


def picture(**changes: Any) -> Picture:
    x = tuple(range(1_750_000_000, 1_750_000_000 + 200 * 86_400, 86_400))
    counts = {
        "production": tuple((place * 7919) % 97 for place in range(200)),
        "tests": tuple((place * 104_729) % 89 for place in range(200)),
    }
    known: dict[str, Any] = {
        "title": "Session store: what is left",
        "sentence": "111 left.",
        "word": "left",
        "columns": burndown.Columns(x, x, counts),
    }
    return Picture(**known | changes)


@pytest.mark.parametrize("theme", ["light", "dark", ""])
def test_a_chart_of_many_columns_stays_small(theme: str):
    flags = [Flag(1_750_000_000 + number * 86_400, str(number), number > 1) for number in range(9)]
    svg = badge.chart_svg(picture(flags=flags, target=((1_750_000_000, 97), (1_790_000_000, 0)), until=1_790_000_000), theme)
    root = drawn(svg)
    assert len(svg.encode()) < 20_000
    assert root.get("viewBox") == "0 0 800 260"
    assert ("prefers-color-scheme" in svg) == (not theme)
    assert len([line for line in root.iter(f"{SVG}line") if "t-mark" in line.get("class")]) == badge.MOST_FLAGS
    assert [element.get("class") for element in root.iter(f"{SVG}path")] == ["t-p-production", "t-p-tests", "t-aim"]


def test_themes_have_their_own_surface():
    assert ".t-surface{fill:#ffffff}" in badge.chart_svg(picture(), "light")
    assert ".t-surface{fill:#171d26}" in badge.chart_svg(picture(), "dark")


def test_a_chart_without_data_says_so():
    assert words(badge.chart_svg(picture(columns=burndown.Columns((), (), {}))))[-1] == "no data"


def test_everything_is_drawn_within_the_image():
    root = drawn(badge.chart_svg(picture(target=((1_700_000_000, 500), (1_800_000_000, 0)), until=1_780_000_000)))
    for element in root.iter(f"{SVG}text"):
        assert 0 <= float(element.get("x")) <= 800 and 0 <= float(element.get("y")) <= 260
    numbers = [float(number) for path in root.iter(f"{SVG}path") for number in re.findall(r"-?[\d.]+", path.get("d"))]
    assert min(numbers) >= 0 and max(numbers) <= 800


@pytest.mark.parametrize(("most", "top"), [(1, 4), (4, 4), (5, 8), (97, 100), (101, 120), (999, 1_000), (1_001, 1_200), (100_000, 100_000)])
def test_the_scale_ends_at_a_round_number(most: int, top: int):
    assert badge._round_top(most) == top


# what an issue's badge says


def issue(counts: dict[int, int], **fields: Any) -> Issue:
    return made_issue(made_repository("shop"), "Session store", counts, **fields)


def shown(client, slug: str, query: str = "", path: str = "badge") -> list[str]:
    response = client.get(f"/{path}/{slug}.svg{query}")
    assert (response.status_code, response["Content-Type"]) == (200, "image/svg+xml; charset=utf-8")
    return words(response.content.decode())


@pytest.mark.parametrize(
    ("counts", "value"),
    [({0: 10, 4: 111}, "111 left, rising"), ({0: 10, 4: 6}, "6 left"), ({0: 10, 1: 6}, "6 left"), ({0: 10, 2: 0}, "done"), ({}, "no data")],
)
def test_a_badge_says_what_is_left(client, counts: dict[int, int], value: str):
    assert shown(client, issue(counts).slug) == ["Session store", value]


def test_contradicted_ticks_come_first(client):
    one = issue({0: 10, 4: 111})
    keep(one, {"Replace": [item(one, f"Box {number}", "contradicted") for number in range(3)]})
    assert shown(client, one.slug)[1] == "3 ticks contradicted"
    assert shown(client, one.slug, "?show=left")[1] == "111 left, rising"
    assert shown(client, one.slug, "?show=ticks")[1] == "3 ticks contradicted"
    assert shown(client, one.slug, "?show=forecast")[1] == "no date"
    assert shown(client, one.slug, "?show=nonsense")[1] == "3 ticks contradicted"


def test_nothing_left_is_not_done_while_an_implementation_is_there(client):
    one = made_issue(made_repository("shop"), "Session store", {0: 10, 2: 0}, rules=("deprecated-import", "duplicate-implementation"))
    measure(one, 0, "duplicate-implementation", 1)
    assert shown(client, one.slug)[1] == "0 left"


def test_an_issue_that_counts_nothing_shows_what_the_code_says_to_its_ticks(client):
    one = made_issue(made_repository("shop"), "Session store", {}, rules=())
    assert shown(client, one.slug)[1] == "no data"
    keep(one, {"Replace": [item(one, "Box", "contradicted")]})
    assert [shown(client, one.slug, query)[1] for query in ("", "?show=left")] == ["1 tick contradicted", "no data"]


def test_a_falling_issue_says_when_it_may_be_done(client):
    days = tuple(range(70, 0, -7))
    one = made_issue(made_repository("shop", days), "Session store", {place: 100 - 8 * place for place in range(10)})
    assert re.match(r"done by \d+ \w+( \d{4})?( – .+)?$", shown(client, one.slug, "?show=forecast")[1])


def test_an_issue_whose_numbers_are_not_there_yet_has_an_image(client):
    one = issue({0: 3})
    Issue.objects.filter(pk=one.pk).update(counted_in=None)
    assert shown(client, one.slug)[1] == "no data"
    assert shown(client, one.slug, path="chart")[-1] == "no data"


@pytest.mark.parametrize("path", ["badge", "chart"])
def test_a_known_issue_has_an_image_even_if_it_cannot_be_drawn(client, monkeypatch, path: str):
    def broken(*_: object, **__: object) -> None:
        raise DatabaseError("database is locked")

    one = issue({0: 3})
    monkeypatch.setattr("tracker.queries.courses.of_issues", broken)
    monkeypatch.setattr("tracker.queries.series.of_issue", broken)
    assert shown(client, one.slug, path=path)[-1] == "no data"
    assert "ETag" not in client.get(f"/{path}/{one.slug}.svg")


@pytest.mark.parametrize("path", ["badge", "chart"])
@pytest.mark.parametrize("slug", ["nobody", "%22%3E%3Cscript%3E", "a b"])
def test_an_unknown_issue_has_a_small_image_too(client, path: str, slug: str):
    response = client.get(f"/{path}/{slug}.svg")
    assert (response.status_code, response["Content-Type"]) == (404, "image/svg+xml; charset=utf-8")
    assert words(response.content.decode()) == ["issue", "unknown"]


@pytest.mark.parametrize("path", ["badge", "chart"])
def test_an_image_is_asked_for_again_and_sent_only_if_it_changed(client, path: str):
    one = issue({0: 10, 4: 6})
    first = client.get(f"/{path}/{one.slug}.svg")
    assert first["Cache-Control"] == "no-cache"
    assert first["Content-Security-Policy"] == "default-src 'none'; style-src 'unsafe-inline'; sandbox"
    assert (first["X-Content-Type-Options"], first["Cross-Origin-Resource-Policy"]) == ("nosniff", "cross-origin")
    again = client.get(f"/{path}/{one.slug}.svg", headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content, again["ETag"], again["Cache-Control"]) == (304, b"", first["ETag"], "no-cache")
    Issue.objects.filter(pk=one.pk).update(counted_revision=2)
    assert client.get(f"/{path}/{one.slug}.svg", headers={"If-None-Match": first["ETag"]}).status_code == 200


def test_a_reader_who_has_the_badge_costs_one_query(client):
    one = issue({0: 10, 4: 6})
    etag = client.get(f"/badge/{one.slug}.svg")["ETag"]
    with CaptureQueriesContext(connection) as asked:
        assert client.get(f"/badge/{one.slug}.svg", headers={"If-None-Match": etag}).status_code == 304
    assert len(asked) == 1


def test_a_waiver_makes_another_badge(client):
    one = issue({0: 10, 4: 6})
    etag = client.get(f"/badge/{one.slug}.svg")["ETag"]
    Waiver.objects.create(issue=one, identity="0" * 32, sort="waived", reason="kept for now", batch="1")
    assert client.get(f"/badge/{one.slug}.svg", headers={"If-None-Match": etag}).status_code == 200
    etag = client.get(f"/badge/{one.slug}.svg")["ETag"]
    Waiver.objects.all().delete()
    assert client.get(f"/badge/{one.slug}.svg", headers={"If-None-Match": etag}).status_code == 200


def test_a_badge_costs_three_queries_while_its_course_is_kept(client):
    one = issue({0: 10, 4: 6})
    keep(one, {"Replace": [item(one, "Box", "contradicted")]})
    client.get(f"/badge/{one.slug}.svg")
    with CaptureQueriesContext(connection) as asked:
        client.get(f"/badge/{one.slug}.svg?show=left")
    assert len(asked) <= 3


@pytest.mark.parametrize("size", [5, 60])
def test_a_chart_costs_the_same_queries_however_long_the_line_is(client, size: int):
    one = made_issue(made_repository("shop", tuple(range(size, 0, -1))), "Session store", {place: place for place in range(size)})
    with CaptureQueriesContext(connection) as asked:
        client.get(f"/chart/{one.slug}.svg")
    assert len(asked) == 8
    with CaptureQueriesContext(connection) as again:
        client.get(f"/chart/{one.slug}.svg")
    assert len(again) == 4


def test_a_chart_shows_the_target_and_the_flags_in_words(client):
    one = issue(
        {0: 10, 3: 8, 4: 6},
        opened_on=datetime.now(UTC).date() - timedelta(days=60),
        target_date=datetime.now(UTC).date() + timedelta(days=30),
    )
    keep(one, {"Replace": [item(one, "Update all imports", "contradicted")]})
    root = drawn(client.get(f"/chart/{one.slug}.svg").content.decode())
    said = root.find(f"{SVG}desc").text
    assert "The target is none on" in said and "the tracker began" in said and "“Update all imports” ticked" in said
    assert [element for element in root.iter(f"{SVG}path") if element.get("class") == "t-aim"]


def test_a_chart_up_to_a_commit_ends_there(client):
    one = issue({0: 10, 2: 8, 4: 6})
    commit = one.repository.commits.get(line_index=2)
    assert shown(client, one.slug, f"?at={commit.oid}", path="chart")[-4] == "8 left"
    assert shown(client, one.slug, path="chart")[-4] == "6 left"
    assert shown(client, one.slug, "?at=0123456789", path="chart")[-1] == "no data"


def test_where_only_the_newest_commit_is_read_no_trend_is_claimed():
    one = made_issue(made_repository("shop", depth=Depth.TIP), "Session store", {4: 6})
    found = images.face(images.subject(one.slug), "", datetime.now(UTC))
    assert (found.value, found.kind, found.sentence) == ("6 left", "stuck", "6 left")
