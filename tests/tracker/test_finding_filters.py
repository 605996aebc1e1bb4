"""The findings list as a lead filters it: owners, authors, ages, what came too late, what is mine."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import now

from scanner.codeowners import CodeOwners
from tests.support.accounts import lead
from tests.support.pages import bring, made_issue, made_repository
from tests.support.repositories import Executable, History
from tests.support.scanning import follow, scan
from tracker.actions import counting, issues, owners, places
from tracker.models import Commit, Finding, Implementation, Issue, Publication
from tracker.models.repositories import Depth
from tracker.queries import charts, findings, keeping, stacks
from tracker.queries import series as issue_series
from tracker.queries.finding_filters import Reader
from tracker.queries.findings import Filters
from tracker.queries.waivers import Where, today

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("data_dir")]

CANONICAL = "class MessageRouter: pass\n"
TAKES = "from shop.core.router import MessageRouter\n"
FILES = {"shop/messaging/router.py": CANONICAL, "shop/core/router.py": CANONICAL}
SCRIPT = '"><svg/onload=alert(1)>\u202e'
A_DAY = timedelta(days=1)


@pytest.fixture
def shop(tmp_path):
    with History(tmp_path / "shop") as made:
        yield made


@pytest.fixture
def issue() -> Issue:
    """Three places of Ada's from 20 days ago, two of Bo's from 10 days ago."""
    made = made_issue(made_repository("site", (100, 50, 20, 10, 3)), "Router", {2: 3, 3: 5})
    bring(made, 2, 3)
    bring(made, 3, 2)
    Finding.objects.filter(born=2).update(owners="@shop/core @ada")
    return issues.find(made.pk)


def counted(shop: History) -> Issue:
    shop.finish()
    repository = scan(shop.path)
    made = Issue.objects.first() or follow(repository)
    counting.count_issue(issues.find(made.pk))
    return issues.find(made.pk)


def renamed(**changes: object) -> None:
    """Another commit in the place of Ada's, as no scan would leave it."""
    Commit.objects.filter(line_index=2).update(**changes)
    keeping.forget()


def listed(issue: Issue, reader: Reader | None = None, **wanted: str) -> findings.FindingsPage:
    return findings.page(issue, issue.repository.published, Filters.of(wanted), reader)


def choices(page: findings.FindingsPage, name: str) -> dict[str, int]:
    return {one.value: one.count for one in page.choices[name]}


def owned(issue: Issue) -> dict[str, str]:
    rows = Finding.objects.filter(issue=issue, publication=issue.repository.published, rule="deprecated-import")
    return dict(rows.values_list("path", "owners"))


# Filters


def test_each_choice_says_how_many_places_it_would_show(issue):
    page = listed(issue)
    assert choices(page, "owner") == {"": 5, "@ada": 3, "@shop/core": 3, "nobody": 2}
    assert choices(page, "author") == {"": 5, "Ada Example": 3, "Bo Sample": 2}
    assert choices(page, "age") == {"": 5, "30": 5, "90": 5}
    assert choices(page, "brought") == {"": 5, "people": 5} and choices(page, "form") == {"": 5, "from": 5}


@pytest.mark.parametrize(
    ("wanted", "total"),
    [
        ({"owner": "@ada"}, 3),
        ({"owner": "nobody"}, 2),
        ({"author": "Bo Sample"}, 2),
        ({"age": "30"}, 5),
        ({"age": "7"}, 0),
        ({"age": "older"}, 0),
        ({"form": "from"}, 5),
        ({"form": "star"}, 0),
        ({"brought": "people"}, 5),
        ({"brought": "bots"}, 0),
        ({"owner": "@ada", "author": "Bo Sample"}, 0),
        ({"owner": "@ada", "author": "Ada Example", "folder": "shop/2_1"}, 1),
    ],
)
def test_a_filter_shows_what_its_choice_says(issue, wanted, total):
    page = listed(issue, **wanted)
    assert page.total == total == sum(len(file.rows) for file in page.files)
    for name in wanted.keys() - {"folder"}:
        assert next((one.count for one in page.choices[name] if one.is_current), 0) == total


@pytest.mark.parametrize("name", ["owner", "author", "age", "after", "form", "brought", "assigned", "mine", "state", "rule", "category"])
@pytest.mark.parametrize("value", ["no-such", SCRIPT, "\0", "9" * 300])
def test_an_impossible_value_is_as_if_it_were_not_there(issue, name, value):
    page = listed(issue, **{name: value})
    assert page.total == 5 and getattr(page.filters, name) == ("now" if name == "state" else "")


def test_counts_of_a_filter_mind_the_other_filters_and_not_itself(issue):
    page = listed(issue, owner="@ada")
    assert choices(page, "author") == {"": 3, "Ada Example": 3} and choices(page, "owner")["nobody"] == 2


def test_merges_and_bots_stand_apart(issue):
    Commit.objects.filter(line_index=2).update(parents=2)
    assert listed(issue, brought="merges").total == 3
    renamed(author_name="dependabot[bot]")
    assert listed(issue, brought="bots").total == 3 and listed(issue, brought="merges").total == 0
    renamed(author_name="Abbot", parents=1)
    assert listed(issue, brought="people").total == 5


def test_what_came_after_the_issue_was_opened_is_found_with_the_definition(issue):
    Issue.objects.update(opened_on=(now() - 15 * A_DAY).date())
    page = listed(issues.find(issue.pk), after="opened")
    assert page.total == 2 and "that day the issue was opened" in page.starts[0].sentence


def test_what_came_after_the_canonical_one_is_found_with_the_definition(issue):
    Implementation.objects.create(
        publication=issue.repository.published, issue=issue, path="shop/m.py", line=1, qualified_name="Router", class_name="canonical",
        category="production", reason="", identity="1", introduced=2, born=2,
    )  # fmt: skip
    page = listed(issue, after="canonical")
    assert page.total == 2 and "there the canonical implementation appeared" in page.starts[0].sentence
    assert listed(issue, after="opened").filters.after == ""


def test_mine_is_what_i_brought_own_or_was_given(issue):
    mira = User.objects.create_user("mira")
    nobody = Reader("mira", frozenset({"mira"}))
    assert listed(issue, nobody, mine="1").total == 0
    assert listed(issue, Reader("mira", frozenset({"bo sample"})), mine="1").total == 2
    assert listed(issue, Reader("ADA"), mine="1").total == 3
    places.assign(issue, Where(identity="3-0"), "mira", mira)
    assert listed(issue, nobody, mine="1").total == 1
    renamed(author_email="Mira@Example.org")
    assert listed(issue, Reader("mira", frozenset(), frozenset({"mira@example.org"})), mine="1").total == 4


def test_an_account_may_be_called_nobody(issue):
    places.assign(issue, Where(identity="2-0"), "nobody", User.objects.create_user("nobody"))
    assert choices(listed(issue), "assigned") == {"": 5, "nobody": 1, "(nobody)": 4}
    assert listed(issue, assigned="nobody").total == 1 and len(listed(issue, assigned="(nobody)").files) == 4


def test_who_has_not_signed_in_has_nothing(issue):
    page = listed(issue, Reader(), mine="1")
    assert page.filters.mine == "" and page.total == 5 and choices(page, "mine") == {"": 5}


def test_waived_places_have_a_state_of_their_own(issue):
    mira = User.objects.create_user("mira")
    places.waive(issue, Where(identity="2-0"), "waived", "waits", today(), mira)
    places.waive(issue, Where(identity="2-1"), "intended", "guards", None, mira)
    page = listed(issue, state="waived")
    assert choices(page, "state") == {"now": 3, "waived": 1, "intended": 1, "gone": 0} and page.total == 1
    assert page.files[0].rows[0].said.aside.reason == "waits" and listed(issue, state="intended").total == 1


def test_at_the_tip_alone_nobody_is_asked_for(issue):
    Publication.objects.update(depth=Depth.TIP)
    page = listed(issues.find(issue.pk), author="Ada Example", age="30", brought="people")
    assert page.total == 5 and choices(page, "author") == {"": 5}


@pytest.mark.parametrize("many", [10, 2_000])
def test_the_list_asks_the_same_few_queries(issue, many):
    bring(issue, 4, many)
    mira = User.objects.create_user("mira")
    places.waive(issue, Where(identity="4-1"), "waived", "waits", today(), mira)
    everything = {"owner": "nobody", "author": "Ada Example", "age": "7", "brought": "people", "state": "now"}
    with CaptureQueriesContext(connection) as asked:
        assert listed(issue, Reader("mira"), **everything).total == many - 1
    assert len(asked) == 14
    with CaptureQueriesContext(connection) as asked:
        assert listed(issue, Reader("mira"), **everything).total == many - 1
    assert len(asked) == 7


def test_hostile_names_are_text(client, issue):
    Commit.objects.update(author_name=SCRIPT)
    Finding.objects.update(owners=f"@ada {SCRIPT.replace(' ', '')}", path=f"shop/{SCRIPT}.py")
    client.force_login(lead())
    for query in ("", "?owner=%40ada", f"?folder={SCRIPT[:-1]}"):
        shown = client.get(f"/issues/{issue.slug}/{query}").content.decode()
        assert "<svg/onload" not in shown and "\u202e" not in shown
    assert listed(issue, author=SCRIPT.replace("\u202e", "U+202E")).total == 5


# Owners


def test_owners_are_read_at_the_newest_commit(shop):
    shop.commit({**FILES, "CODEOWNERS": "* @old\n", "shop/a.py": TAKES, "shop/b.py": TAKES})
    shop.commit({"CODEOWNERS": "* @ada\n/shop/b.py\n/shop/core/ @bo @ada\n", "shop/core/c.py": TAKES})
    issue = counted(shop)
    assert owned(issue) == {"shop/a.py": "@ada", "shop/b.py": "", "shop/core/c.py": "@bo @ada"}
    assert issue.repository.published.owners_file == "CODEOWNERS" and issue.repository.published.owners_problem == ""


def test_the_folder_of_github_comes_first_and_a_change_is_followed(shop):
    shop.commit(
        {**FILES, "shop/a.py": TAKES, ".github/CODEOWNERS": "* @github\n", "CODEOWNERS": "* @root\n", "docs/CODEOWNERS": "* @docs\n"}
    )
    assert owned(counted(shop)) == {"shop/a.py": "@github"}
    shop.commit({".github/CODEOWNERS": None})
    assert owned(counted(shop)) == {"shop/a.py": "@root"}
    shop.commit({"CODEOWNERS": None})
    assert owned(counted(shop)) == {"shop/a.py": "@docs"}
    shop.commit({"docs/CODEOWNERS": None})
    issue = counted(shop)
    assert owned(issue) == {"shop/a.py": ""} and issue.repository.published.owners_file == ""
    assert not listed(issue).knows_owners


def test_a_file_that_is_too_large_is_not_read_and_said(shop):
    shop.commit({**FILES, "shop/a.py": TAKES, "CODEOWNERS": "* @ada\n" + "# more\n" * 500_000})
    issue = counted(shop)
    assert owned(issue) == {"shop/a.py": ""} and "larger than 3 MB" in listed(issue).owners_problem


def test_lines_that_are_skipped_are_named(shop):
    shop.commit({**FILES, "shop/a.py": TAKES, "CODEOWNERS": Executable("* @ada\n!a @bo\n[b] @bo\n")})
    problem = listed(counted(shop)).owners_problem
    assert problem == "Line 2 of CODEOWNERS was skipped: “!” is not known in CODEOWNERS; and 1 more."


def test_what_was_counted_before_owners_were_read_gets_them_with_the_next_scan(shop):
    shop.commit({**FILES, "shop/a.py": TAKES, "CODEOWNERS": "* @ada\n"})
    issue = counted(shop)
    Finding.objects.update(owners="")
    Publication.objects.update(owners_file=None)
    assert owned(counted(shop)) == {"shop/a.py": "@ada"}
    assert issues.find(issue.pk).repository.published.owners_file == "CODEOWNERS"


def test_owners_that_do_not_fit_are_cut_between_two():
    many = owners.Owners("CODEOWNERS", "", CodeOwners("* " + " ".join(f"@{'a' * 90}{number}" for number in range(9))))
    found = many.of("a.py")
    assert len(found) <= 500 and len(found.split()) == 5


# Stacks


def test_the_chart_by_owner_adds_up_to_the_same(shop):
    shop.commit({**FILES, "CODEOWNERS": "* @ada\n/shop/b.py @bo\n/shop/c/\n", "shop/a.py": TAKES})
    shop.commit({"shop/b.py": TAKES, "shop/c/d.py": TAKES})
    shop.commit({"shop/a.py": None, "shop/b.py": None, "shop/e.py": TAKES})
    issue = counted(shop)
    places.waive(issue, Where(path="shop/c"), "waived", "waits", None, User.objects.create_user("mira"))
    history = issue_series.of_issue(issue, issue.repository.published)
    stack = stacks.of_owners(issue, issue.repository.published, history, issue_series.LEFT)
    assert list(map(sum, zip(*stack.counts.values(), strict=True))) == history.left
    named = {stack.names[key]: counts for key, counts in stack.counts.items()}
    assert named == {"@ada": [1, 1, 1], "@bo": [0, 1, 0], "Nobody owns it": [0, 1, 0]}


def test_the_chart_by_class_adds_up_to_the_same(shop):
    shop.commit(FILES)
    shop.commit({"shop/core/router.py": "from shop.messaging.router import MessageRouter\n", "shop/x.py": CANONICAL})
    issue = counted(shop)
    history = issue_series.of_issue(issue, issue.repository.published)
    stack = stacks.of_classes(issue, issue.repository.published, history)
    assert list(map(sum, zip(*stack.counts.values(), strict=True))) == list(
        map(sum, zip(*history.counts([stacks.IMPLEMENTATIONS]).values(), strict=True))
    )
    assert {stack.names[key]: counts for key, counts in stack.counts.items()} == {"Duplicate": [1, 1], "Re-export": [0, 1]}


def test_many_owners_share_the_last_colour(issue):
    for number in range(9):
        bring(issue, 4, 1)
        Finding.objects.filter(identity="4-0").update(identity=f"o{number}", owners=f"@o{number}")
    history = issue_series.of_issue(issue, issue.repository.published)
    stack = stacks.of_owners(issue, issue.repository.published, history, issue_series.LEFT)
    assert len(stack.counts) == stacks.MOST_SERIES + 1 and stack.names["rest"] == "5 others"
    assert [series[-1] for series in stack.counts.values()] == [3, 2, 1, 1, 1, 1, 5]


@pytest.mark.parametrize(
    ("query", "shown"), [("?stack=owner", "@shop/core, @ada"), ("?stack=class", "Production"), ("?stack=no", "Production")]
)
def test_the_page_stacks_by_what_the_address_asks_for(client, issue, query, shown):
    Publication.objects.update(owners_file="CODEOWNERS")
    legend = client.get(f"/issues/{issue.slug}/{query}").content.decode().split('class="t-legend"')[1].split("</ul>")[0]
    assert shown in legend


def test_a_waiver_has_a_flag_so_that_no_commit_is_to_blame(issue):
    places.waive(issue, Where(identity="2-0"), "waived", "waits", None, User.objects.create_user("mira"))
    history = issue_series.of_issue(issue, issue.repository.published)
    chart = charts.of_history(history, {}, tracked=["deprecated-import"], opened_on=None, now=now())
    assert [(flag.place, flag.words) for flag in chart.flags] == [(4, "1 place waived")]
