"""A repository to which nothing came for long says so, and leads back to when something did."""

import pytest

from tests.support.pages import made_issue, made_repository

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("data_dir")]


def test_two_weeks_without_a_commit_are_said_on_the_list_and_on_the_page_of_an_issue(client):
    issue = made_issue(made_repository("shop", (100, 50, 40)), "Router", {0: 5})
    shown = client.get("/").text
    assert "No commit came to shop for 40 days" in shown
    back = shown.partition("See the issues as they stood then")[0].rpartition('href="')[2].partition('"')[0]
    assert "As of" in client.get(f"/{back}").text and "No commit came" not in client.get(f"/{back}").text
    page = client.get(f"/issues/{issue.slug}/").text
    assert "No commit came for 40 days" in page and f'href="?at={issue.repository.published.tip_oid}"' in page


def test_a_repository_that_moves_says_nothing_of_it(client):
    issue = made_issue(made_repository("shop", (100, 50, 13)), "Router", {0: 5})
    assert "No commit came" not in client.get("/").text + client.get(f"/issues/{issue.slug}/").text


def test_the_first_three_are_named_and_the_rest_counted(client):
    for number in range(5):
        made_issue(made_repository(f"shop-{number}", (100, 40)), f"Router {number}", {0: 5})
    shown = client.get("/").text
    assert shown.count("No commit came to") == 3 and "2 more repositories have had no commit for two weeks." in shown
