"""Places that are set aside, assigned and noted: what counts, for how long, and what undoes it."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.db import IntegrityError
from django.utils.timezone import now

from tests.support.pages import bring, made_issue, made_repository, measure
from tests.support.repositories import History
from tests.support.scanning import follow, scan, series
from tracker.actions import counting, issues, places
from tracker.actions.places import DecisionRefused
from tracker.models import Assignment, Finding, Issue, PlaceNote, Waiver
from tracker.queries import courses, findings, place, portfolio
from tracker.queries import issues as issue_pages
from tracker.queries import left as left_queries
from tracker.queries import series as issue_series
from tracker.queries import waivers as waiver_queries
from tracker.queries.waivers import Where

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("data_dir")]

CANONICAL = "class MessageRouter: pass\n"
TAKES = "import os\n\n\ndef send():\n    from shop.core.router import MessageRouter\n    return MessageRouter\n"
FILES = {"shop/messaging/router.py": CANONICAL, "shop/core/router.py": CANONICAL}


@pytest.fixture
def shop(tmp_path):
    with History(tmp_path / "shop") as made:
        yield made


@pytest.fixture
def mira() -> User:
    return User.objects.create_user("mira")


@pytest.fixture
def issue() -> Issue:
    """Five places that commit 2 brought, on a line of five commits of the last hundred days."""
    made = made_issue(made_repository("site"), "Router", {2: 5})
    bring(made, 2, 5)
    return issues.find(made.pk)


def counted(shop: History) -> Issue:
    shop.finish()
    repository = scan(shop.path)
    made = Issue.objects.first() or follow(repository)
    counting.count_issue(issues.find(made.pk))
    return issues.find(made.pk)


def left(issue: Issue) -> int:
    return sum(one.places for one in left_queries.remaining(issue, issue.repository.published)[0])


def history(issue: Issue) -> issue_series.History:
    return issue_series.of_issue(issue, issue.repository.published)


def course(issue: Issue) -> courses.Course:
    return courses.of_issues([issues.find(issue.pk)])[issue.pk]


def waive(issue: Issue, user: User, days: int | None = 90, sort: str = "waived", **where: str) -> places.Decided:
    until = None if days is None else waiver_queries.today() + timedelta(days=days)
    return places.waive(issue, Where(**where), sort, "waits for the new client", until, user)


def let_end(issue: Issue) -> None:
    """Waivers whose last day was yesterday."""
    Waiver.objects.filter(issue=issue).update(until=waiver_queries.today() - timedelta(days=1))


# What counts


@pytest.mark.parametrize("sort", ["waived", "intended"])
def test_a_place_that_is_set_aside_is_in_no_number_that_says_left(issue, mira, sort):
    waive(issue, mira, sort=sort, identity="2-0")
    assert left(issue) == 4
    assert history(issue).left[-1] == 4 and history(issue).comparable[-1] == 4
    assert course(issue).steps.now == 4 and course(issue).most_left() == ("Ada Example", 4)
    (row,) = portfolio.rows_of(issue.repository, now())
    assert row.number.now == 4


def test_what_is_waived_is_counted_apart_and_says_what_comes_back_soon(issue, mira):
    waive(issue, mira, days=90, identity="2-0")
    waive(issue, mira, days=6, identity="2-1")
    waive(issue, mira, days=7, identity="2-2")
    waive(issue, mira, days=None, sort="intended", identity="2-3")
    shown = issue_pages.page(issue, issue.repository.published, now()).numbers
    assert (shown.left, shown.aside.waived, shown.aside.soon, shown.intended) == (1, 3, 1, 1)


def test_a_waiver_is_drawn_where_it_began_and_has_a_series_of_its_own(issue, mira):
    waive(issue, mira, identity="2-0")
    drawn = history(issue)
    assert drawn.left == [0, 0, 5, 5, 4]
    assert drawn.counts(drawn.apart(issue_series.WAIVED))["production"] == [0, 0, 0, 0, 1]


def test_a_waiver_of_earlier_days_is_drawn_from_its_day_on(issue, mira):
    waive(issue, mira, identity="2-0")
    Waiver.objects.update(made_at=now() - timedelta(days=12))
    assert history(issue).left == [0, 0, 5, 4, 4]


def test_a_waiver_is_no_progress(issue, mira):
    waive(issue, mira, identity="2-0")
    assert history(issue).comparable == [0, 0, 4, 4, 4]
    shown = issue_pages.page(issue, issue.repository.published, now()).numbers
    assert shown.trend.kind == "stuck" and shown.measured.gone == 0
    assert course(issue).steps.at(int(now().timestamp()) - 14 * 86_400) == 4


def test_what_is_set_aside_in_the_code_already_is_not_set_aside_again(issue, mira):
    Finding.objects.filter(identity="2-0").update(intended=True)
    with pytest.raises(DecisionRefused, match="None of these places is there and open"):
        waive(issue, mira, identity="2-0")


def test_other_rules_lose_what_is_set_aside_too(issue, mira):
    Finding.objects.filter(identity="2-0").update(rule="text-pattern")
    measure(issue, 2, "text-pattern", 1)
    waive(issue, mira, identity="2-0")
    assert history(issue).now("text-pattern") == 0 and history(issue).left[-1] == 5


def test_the_exports_have_it_as_the_code_has_it(shop, mira):
    shop.commit({**FILES, "shop/a.py": TAKES})
    issue = counted(shop)
    before = series(issue)
    waive(issue, mira)
    assert series(issue) == before


# How long


def test_a_waiver_holds_on_its_last_day_and_not_on_the_next(issue, mira):
    waive(issue, mira, days=0, identity="2-0")
    assert left(issue) == 4 and course(issue).steps.now == 4
    let_end(issue)
    assert left(issue) == 5 and history(issue).left[-1] == 5 and course(issue).steps.now == 5


def test_an_ended_waiver_is_still_told_and_drawn(issue, mira):
    waive(issue, mira, identity="2-0")
    day = waiver_queries.today()
    Waiver.objects.update(made_at=now() - timedelta(days=12), until=day - timedelta(days=5))
    assert history(issue).left == [0, 0, 5, 4, 5]
    said = place.named(issue, issue.repository.published, "2-0").said
    assert not said.aside.is_active and said.aside.by == "mira"
    assert place.named(issue, issue.repository.published, "2-0").state == "left"


def test_an_ended_waiver_can_be_made_again(issue, mira):
    waive(issue, mira, identity="2-0")
    let_end(issue)
    waive(issue, mira, identity="2-0")
    assert left(issue) == 4 and Waiver.objects.count() == 1


def test_a_waiver_without_a_last_day_stays(issue, mira):
    waive(issue, mira, days=None, identity="2-0")
    assert Waiver.objects.get().until is None and left(issue) == 4


# Undo


def test_one_click_is_undone_by_one_click(issue, mira):
    one = waive(issue, mira, identity="2-0")
    folder = waive(issue, mira, path="shop")
    assert folder.places == 4 and left(issue) == 0
    assert places.restore(issue, batch=folder.batch) == 4 and left(issue) == 4
    assert places.restore(issue, batch=one.batch) == 1 and left(issue) == 5
    assert places.restore(issue, batch=one.batch) == 0 and places.restore(issue) == 0


def test_one_place_of_a_folder_is_undone_alone(issue, mira):
    waive(issue, mira, path="shop/")
    assert places.restore(issue, identity="2-1") == 1 and left(issue) == 1


def test_another_issue_is_left_alone(issue, mira):
    other = made_issue(issue.repository, "Other", {2: 5})
    bring(other, 2, 5)
    done = waive(issue, mira, path="shop")
    assert left(issues.find(other.pk)) == 5 and places.restore(issues.find(other.pk), batch=done.batch) == 0


# Which places


def test_a_file_is_not_another_that_begins_like_it(issue, mira):
    Finding.objects.filter(identity="2-1").update(path="shop/2_0.pyi")
    assert waive(issue, mira, path="shop/2_0.py").places == 1
    Finding.objects.filter(identity="2-2").update(path="shopping/a.py")
    assert waive(issue, mira, path="shop").places == 3


def test_what_comes_later_is_not_covered(issue, mira):
    waive(issue, mira, path="shop")
    bring(issue, 3, 1)
    assert left(issue) == 1


# What is refused


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"reason": ""}, "with a reason"),
        ({"reason": " \n\0 "}, "with a reason"),
        ({"reason": "x" * 501}, "longer than 500"),
        ({"sort": "gone"}, "neither waived nor intended"),
        ({"until": timedelta(days=-1)}, "today or later"),
        ({"until": timedelta(days=5_000)}, "within 10 years"),
    ],
)
def test_a_waiver_needs_a_reason_and_a_day_that_comes(issue, mira, changes, sentence):
    known = {"sort": "waived", "reason": "waits", "until": timedelta(days=9)} | changes
    with pytest.raises(DecisionRefused, match=sentence):
        places.waive(issue, Where(), known["sort"], known["reason"], waiver_queries.today() + known["until"], mira)
    assert not Waiver.objects.exists()


def test_the_table_wants_a_reason_too(issue, mira):
    with pytest.raises(IntegrityError):
        Waiver.objects.create(issue=issue, identity="2-0", sort="waived", reason="", batch="b", made_by=mira)


def test_a_place_that_is_not_there_cannot_be_waived(issue, mira):
    with pytest.raises(DecisionRefused, match="None of these places"):
        waive(issue, mira, identity="no-such-place")


def test_who_is_gone_leaves_the_waiver(issue, mira):
    waive(issue, mira, identity="2-0")
    mira.delete()
    said = place.named(issue, issue.repository.published, "2-0").said
    assert said.aside.by == "somebody who has left" and left(issue) == 4


# Scans


def test_a_waiver_survives_a_scan_and_lines_that_move(shop, mira):
    shop.commit({**FILES, "shop/a.py": TAKES})
    issue = counted(shop)
    waive(issue, mira, path="shop/a.py")
    shop.commit({"shop/a.py": "import sys\nimport re\n" + TAKES, "shop/b.py": TAKES})
    issue = counted(shop)
    assert left(issue) == 1
    page = findings.page(issue, issue.repository.published, findings.Filters(state="waived"))
    assert [(row.path, row.finding.line) for file in page.files for row in file.rows] == [("shop/a.py", 7)]


def test_a_waiver_goes_with_its_file(shop, mira):
    shop.commit({**FILES, "shop/a.py": TAKES})
    issue = counted(shop)
    waive(issue, mira, path="shop/a.py")
    places.assign(issue, Where(path="shop/a.py"), "mira", mira)
    places.note(issue, Waiver.objects.get().identity, "asked Bo", mira)
    shop.commit({"shop/a.py": None, "shop/b.py": TAKES})
    shop.commit({"shop/b.py": None, "shop/far/c.py": TAKES})
    issue = counted(shop)
    now_there = Finding.objects.get(issue=issue, publication=issue.repository.published, removed=None, rule="deprecated-import")
    assert now_there.path == "shop/far/c.py" and left(issue) == 0
    identities = {Waiver.objects.get().identity, Assignment.objects.get().identity, PlaceNote.objects.get().identity}
    assert identities == {now_there.identity}


def test_waivers_of_a_folder_go_with_its_files_each_to_its_own(shop, mira):
    shop.commit({**FILES, "shop/old/a.py": TAKES, "shop/old/b.py": TAKES, "shop/old/c.py": TAKES, "shop/old/in/a.py": TAKES})
    issue = counted(shop)
    waive(issue, mira, path="shop/old/b.py")
    waive(issue, mira, path="shop/old/in/a.py", sort="intended")
    moved = {f"shop/new/{name}": TAKES for name in ("a.py", "b.py", "c.py", "in/a.py")}
    shop.commit({**moved, **{path.replace("new", "old"): None for path in moved}})
    issue = counted(shop)
    sorts = dict(Waiver.objects.values_list("identity", "sort"))
    there = Finding.objects.filter(issue=issue, publication=issue.repository.published, removed=None, identity__in=sorts)
    assert {one.path: sorts[one.identity] for one in there} == {"shop/new/b.py": "waived", "shop/new/in/a.py": "intended"}
    assert left(issue) == 2


def test_waivers_of_equal_statements_in_one_file_go_with_it(shop, mira):
    twice = "from shop.core.router import MessageRouter\n\nfrom shop.core.router import MessageRouter\n"
    shop.commit({**FILES, "shop/a.py": twice})
    issue = counted(shop)
    waive(issue, mira, path="shop/a.py")
    shop.commit({"shop/a.py": None, "shop/b.py": twice})
    assert left(counted(shop)) == 0 and Waiver.objects.count() == 2


def test_a_waiver_does_not_jump_to_a_place_that_has_one(shop, mira):
    shop.commit({**FILES, "shop/a.py": TAKES, "shop/b.py": TAKES})
    issue = counted(shop)
    waive(issue, mira, path="shop/a.py")
    waive(issue, mira, path="shop/b.py", sort="intended")
    shop.commit({"shop/a.py": None, "shop/b.py": None, "shop/sub/b.py": TAKES})
    issue = counted(shop)
    assert left(issue) == 0 and Waiver.objects.count() == 2


def test_a_statement_that_changes_is_another_place(shop, mira):
    shop.commit({**FILES, "shop/a.py": TAKES})
    issue = counted(shop)
    waive(issue, mira, path="shop/a.py")
    shop.commit({"shop/a.py": TAKES.replace("import MessageRouter", "import MessageRouter as Router")})
    assert left(counted(shop)) == 1


# Assigned and noted


def test_places_are_given_to_an_account_and_taken_back(issue, mira):
    User.objects.create_user("bo")
    done = places.assign(issue, Where(path="shop"), "bo", mira)
    assert done.places == 5 and left(issue) == 5
    assert places.assign(issue, Where(identity="2-0"), "mira", mira).places == 1
    said = place.named(issue, issue.repository.published, "2-0").said
    assert (said.given.to, said.given.by) == ("mira", "mira")
    assert places.unassign(issue, batch=done.batch) == 4 and places.unassign(issue, identity="2-0") == 1


@pytest.mark.parametrize("name", ["nobody-known", "", "\0"])
def test_only_accounts_are_given_places(issue, mira, name):
    with pytest.raises(DecisionRefused, match="There is no account"):
        places.assign(issue, Where(), name, mira)


def test_notes_are_kept_with_their_place(issue, mira):
    made = places.note(issue, "2-0", "  asked Bo\r\nhe waits \0\n", mira)
    places.note(issue, "2-0", "<b>\u202e", mira)
    (first, second) = place.named(issue, issue.repository.published, "2-0").said.notes
    assert first.lines == ["asked Bo", "he waits"] and second.lines == ["<b>U+202E"]
    assert places.remove_note(issue, made.pk) and not places.remove_note(issue, made.pk)


@pytest.mark.parametrize("text", ["", " \n ", "x" * 2_001])
def test_a_note_has_words(issue, mira, text):
    with pytest.raises(DecisionRefused, match="A note has words"):
        places.note(issue, "2-0", text, mira)


def test_a_place_holds_so_many_notes(issue, mira):
    for number in range(places.MOST_NOTES):
        places.note(issue, "2-0", f"note {number}", mira)
    with pytest.raises(DecisionRefused, match="50 notes already"):
        places.note(issue, "2-0", "one more", mira)
    with pytest.raises(DecisionRefused, match="not known any more"):
        places.note(issue, "no-such", "words", mira)
