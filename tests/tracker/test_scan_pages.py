"""The pages of scans: every state says what it is, keeps itself current while it lasts, and is changed by signed-in people only."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils.timezone import now

from tests.support.accounts import lead
from tests.support.repositories import History
from tests.support.scanning import follow, prepare, scan
from tracker import tasks
from tracker.actions import run_here, scans
from tracker.models import Batch, Publication, Repository, Scan, ScanEvent, UnreadableFile
from tracker.models.repositories import Depth
from tracker.models.scans import ScanState, Step
from tracker.queries import scan_steps, spans
from tracker.queries import scans as queries

pytestmark = pytest.mark.django_db

POLLS = 'hx-trigger="every 2s"'
HOSTILE = "<script>alert(1)</script>"


@pytest.fixture(autouse=True)
def rung(monkeypatch):
    heard: list[int] = []
    monkeypatch.setattr(tasks.advance_scan, "delay", heard.append)
    return heard


@pytest.fixture
def shop():
    return Repository.objects.create(slug="shop", source="https://example.org/shop.git", is_local=False, ref="main", path_rules="")


@pytest.fixture
def signed_in(client):
    client.force_login(lead())
    return client


def made(repository, **values):
    """A scan that began two minutes ago."""
    began = now() - timedelta(minutes=2, seconds=0.9)
    known = {"reason": Scan.Reason.FIRST, "ref": "main", "state": ScanState.RUNNING, "started_at": began}
    return Scan.objects.create(repository=repository, **known | values)


def batch(of, number, **values):
    """A batch of 400 file versions that took two seconds, a minute ago."""
    began = now() - timedelta(seconds=60 - 2 * number)
    known = {"stage": of.stage, "oids": b"", "total": 400, "done": 400, "bytes_read": 400_000, "state": Batch.State.DONE}
    known |= {"started_at": began, "finished_at": began + timedelta(seconds=2)}
    return Batch.objects.create(scan=of, number=number, **known | values)


def published(repository, of, depth=Depth.TIP):
    """Numbers of this scan on the pages."""
    shown = Publication.objects.create(
        repository=repository, scan=of, depth=depth, ref="main", tip_oid="a" * 40, analyzer="1", commits=10, line_commits=6
    )
    repository.published = shown
    repository.save(update_fields=["published"])
    return shown


def page(client, of):
    return client.get(reverse("scan", args=[of.pk]))


def part(client, of, seen="copy"):
    return client.get(reverse("scan", args=[of.pk]), {"seen": seen}, headers={"HX-Request": "true", "HX-Target": "scan"})


def text(response):
    return response.content.decode()


def states(of) -> dict[str, str]:
    return {step.key: step.state for step in queries.page(queries.numbered(of.pk), now()).steps}


# What each state says


def test_a_queued_scan_waits_for_a_worker(client, shop):
    waiting = made(shop, state=ScanState.QUEUED, started_at=None)
    said = text(page(client, waiting))
    assert "Queued" in said and POLLS in said
    assert states(waiting) == {"copy": "wait", "list": "wait", "read": "wait", "count": "wait"}
    assert "No worker has taken this scan yet" not in said


def test_a_scan_that_nobody_takes_says_so_after_a_minute(client, shop):
    waiting = made(shop, state=ScanState.QUEUED, started_at=None)
    Scan.objects.update(created_at=now() - timedelta(minutes=3))
    assert "No worker has taken this scan yet" in text(page(client, waiting))


def test_a_retry_says_when_and_why(client, shop):
    waiting = made(shop, state=ScanState.QUEUED, not_before=now() + timedelta(seconds=20), error="example.org could not be read now.")
    said = text(page(client, waiting))
    assert "The next try is at" in said and "example.org could not be read now." in said


def test_copying_shows_the_percent_that_git_says(client, shop):
    running = made(shop, step=Step.COPY, sentence="Receiving objects, 43 %")
    said = text(page(client, running))
    assert '<progress max="100" value="43"' in said and "Receiving objects, 43 %" in said
    assert "<title>43\N{NO-BREAK SPACE}% · Scan" in said


def test_listing_shows_how_many_commits_there_are_so_far(client, shop):
    running = made(shop, step=Step.LIST, sentence="12,500 commits")
    assert "12,500 commits" in text(page(client, running))
    assert states(running) == {"copy": "done", "list": "now", "read": "wait", "count": "wait"}


def test_reading_shows_versions_speed_batches_and_the_time_that_is_left(client, shop):
    running = made(shop, step=Step.READ, stage=Depth.GRAPH)
    for number in range(20):
        batch(running, number)
    lease = now() + timedelta(seconds=50)
    batch(running, 20, state=Batch.State.RUNNING, done=100, finished_at=None, worker="host:77:9", lease_until=lease)
    for number in range(21, 80):
        batch(running, number, state=Batch.State.QUEUED, done=0, started_at=None, finished_at=None)
    said = text(page(client, running))
    assert "8,100 of 32,000 file versions" in said and '<progress max="100" value="25"' in said
    assert "<title>25\N{NO-BREAK SPACE}% · Scan" in said
    assert "batch 21 of 80" in said and "host:77" in said and "host:77:9" not in said
    assert "135</span>" in said and "0.1 MB/s" in said
    assert "about 3 min to read every commit" in said


def test_a_speed_is_not_said_before_there_is_one(client, shop):
    running = made(shop, step=Step.READ, stage=Depth.GRAPH)
    batch(running, 0, state=Batch.State.RUNNING, done=5, started_at=now() - timedelta(seconds=2), finished_at=None)
    said = text(page(client, running))
    assert "The speed shows after some seconds." in said and "to read every commit" not in said


def test_a_batch_whose_worker_is_gone_waits_for_another(client, shop):
    running = made(shop, step=Step.READ, stage=Depth.GRAPH)
    batch(running, 0, state=Batch.State.RUNNING, done=5, finished_at=None, worker="h:1:2", lease_until=now() - timedelta(seconds=1))
    assert "waits for a worker" in text(page(client, running))


def test_counting_shows_the_issue(client, shop):
    running = made(shop, step=Step.COUNT, stage=Depth.TIP, sentence="Counting “Session store”")
    batch(running, 0)
    assert "Counting “Session store”" in text(page(client, running))
    assert states(running) == {
        "copy": "done",
        "list": "done",
        "read-tip": "done",
        "count-tip": "now",
        "read-line": "wait",
        "count-line": "wait",
        "read-graph": "wait",
        "count-graph": "wait",
    }


def test_the_numbers_of_today_are_ready_while_history_is_read(client, shop):
    running = made(shop, step=Step.READ, stage=Depth.LINE, published_depth=Depth.TIP)
    said = text(page(client, running))
    assert "Today’s numbers are ready" in said and reverse("new_issue") in said
    issue = follow(shop)
    assert reverse("issue", args=[issue.slug]) in text(page(client, running))


def test_a_published_scan_is_over(client, shop):
    over = made(shop, state=ScanState.PUBLISHED, step=Step.COUNT, stage=Depth.GRAPH, published_depth=Depth.GRAPH, finished_at=now())
    said = text(page(client, over))
    assert "Published in 2 min" in said and "Every commit is counted" in said and POLLS not in said
    assert set(states(over).values()) == {"done"}


def test_a_scan_that_found_nothing_new_ends_after_the_list(client, shop):
    over = made(shop, state=ScanState.PUBLISHED, step=Step.LIST, published_depth=Depth.GRAPH, sentence="Nothing new since the last scan")
    assert "Nothing new since the last scan" in text(page(client, over))
    assert states(over) == {"copy": "done", "list": "done"}


def test_a_failed_scan_gives_its_sentence_what_git_said_and_what_stays(client, shop):
    failed = made(
        shop, state=ScanState.FAILED, error="Git could not be reached.", error_detail="fatal: no route\nhint: wait", finished_at=now()
    )
    said = text(page(client, failed))
    assert f"Scan {failed.pk} failed." in said and "Git could not be reached." in said and "fatal: no route" in said
    assert "stay." not in said and POLLS not in said
    assert states(failed)["copy"] == "failed"
    published(shop, None)
    assert "The numbers of" in text(page(client, failed))


def test_a_stopped_scan_was_stopped_and_did_not_fail(client, shop):
    stopped = made(shop, state=ScanState.FAILED, error="Stopped by mira.", finished_at=now(), stopped_by_hand=True)
    assert f"Scan {stopped.pk} was stopped." in text(page(client, stopped))


def test_a_paused_scan_has_lost_nothing(client, shop):
    paused = made(shop, state=ScanState.PAUSED, step=Step.READ, stage=Depth.LINE, error="Paused by mira. Nothing is lost.")
    said = text(page(client, paused))
    assert f"Scan {paused.pk} is paused." in said and "Nothing is lost." in said and POLLS not in said
    assert states(paused)["read-line"] == "paused"


def test_a_real_scan_shows_what_each_step_took(client, tmp_path, data_dir, transactional_db):
    with History(tmp_path / "shop") as history:
        history.commit({"shop/a.py": "import b\n", "shop/broken.py": "def (\n"})
    queued = prepare(history.path)
    run_here.run(queued, Depth.GRAPH)
    found = queries.page(queries.numbered(queued.pk), now())
    assert [(step.key, step.state) for step in found.steps] == [
        ("copy", "done"),
        ("list", "done"),
        ("read-graph", "done"),
        ("count-graph", "done"),
    ]
    assert all(step.took for step in found.steps)
    assert found.steps[1].text == "1 commits" and found.steps[2].text == "2 file versions"
    said = text(page(client, queued))
    assert "shop/broken.py" in said and "Syntax error:" in said and "still unreadable" in said
    assert reverse("source", args=["shop", found.scan.tip_oid, "shop/broken.py"]) in said


def test_steps_are_known_by_the_kind_of_what_was_told_not_by_its_words(tmp_path, data_dir, transactional_db):
    with History(tmp_path / "shop") as history:
        history.commit({"shop/a.py": "import b\n"})
    queued = prepare(history.path)
    run_here.run(queued, Depth.GRAPH)
    kinds = list(queued.events.order_by("pk").values_list("kind", "stage"))
    assert [kind for kind, _ in kinds] == ["mirror", "commits", "reading", "published", "other"] and kinds[3] == ("published", "graph")
    before = queries.page(queries.numbered(queued.pk), now()).steps
    queued.events.update(sentence="Es geht voran")
    assert [step.took for step in queries.page(queries.numbered(queued.pk), now()).steps] == [step.took for step in before]


def test_only_what_somebody_stopped_was_stopped(shop):
    one = made(shop, state=ScanState.RUNNING)
    scans.stop(one, by="mira")
    one.refresh_from_db()
    assert queries.page(one, now()).was_stopped
    scans.resume(one)
    Scan.objects.filter(pk=one.pk).update(state=ScanState.FAILED, error="Stopped answering: the worker was out of memory.")
    assert not queries.page(Scan.objects.get(pk=one.pk), now()).was_stopped


# Keeping itself current


def test_the_part_is_asked_for_only_while_the_scan_lasts(client, shop):
    running = made(shop)
    first = text(part(client, running))
    assert POLLS in first and "<html" not in first and first.startswith("<title>")
    Scan.objects.update(state=ScanState.PUBLISHED)
    last = text(part(client, running))
    assert POLLS not in last and 'id="scan"' in last


def test_only_a_new_step_is_said_aloud(client, shop):
    running = made(shop, step=Step.LIST)
    assert "List the changes runs." in text(part(client, running, seen="copy"))
    assert "hx-swap-oob" not in text(part(client, running, seen="list"))
    assert text(page(client, running)).count("aria-live") == 1


def test_caches_keep_the_part_and_the_page_apart(client, shop):
    assert {"HX-Request", "HX-Target"} <= set(part(client, made(shop)).headers["Vary"].split(", "))


def test_a_page_asks_as_often_whatever_it_shows(client, shop, django_assert_max_num_queries):
    running = made(shop, step=Step.READ, stage=Depth.GRAPH)
    shown = published(shop, running)
    counts = []
    for rows in (1, 10):
        for number in range(rows):
            Batch.objects.filter(scan=running, number=number).delete()
            batch(running, number)
            ScanEvent.objects.create(scan=running, sentence=f"Batch {number}")
            UnreadableFile.objects.create(
                publication=shown,
                path=f"a{number}.py",
                category="production",
                reason="syntax error: x",
                versions=1,
                first=0,
                last=0,
                at_tip=True,
            )
        with django_assert_max_num_queries(12) as captured:
            page(client, running)
        counts.append(len(captured))
    assert counts[0] == counts[1]


# Buttons


def test_buttons_are_for_signed_in_people(client, shop):
    running = made(shop)
    assert reverse("pause_scan", args=[running.pk]) not in text(page(client, running))
    client.force_login(lead())
    said = text(page(client, running))
    assert reverse("pause_scan", args=[running.pk]) in said and reverse("stop_scan", args=[running.pk]) in said
    assert reverse("resume_scan", args=[running.pk]) not in said


@pytest.mark.parametrize("name", ["pause_scan", "resume_scan", "stop_scan"])
def test_without_a_sign_in_nothing_changes(client, shop, name):
    running = made(shop)
    response = client.post(reverse(name, args=[running.pk]))
    assert response.status_code == 302 and response.headers["Location"].startswith(reverse("sign_in"))
    running.refresh_from_db()
    assert running.state == ScanState.RUNNING


@pytest.mark.parametrize("name", ["pause_scan", "resume_scan", "stop_scan"])
def test_an_address_that_is_only_visited_changes_nothing(signed_in, shop, name):
    running = made(shop)
    assert signed_in.get(reverse(name, args=[running.pk])).headers["Location"] == reverse("scan", args=[running.pk])
    running.refresh_from_db()
    assert running.state == ScanState.RUNNING


def test_a_form_without_its_token_is_refused(shop):
    from django.test import Client

    strict = Client(enforce_csrf_checks=True)
    strict.force_login(lead())
    running = made(shop)
    assert strict.post(reverse("stop_scan", args=[running.pk])).status_code == 403
    running.refresh_from_db()
    assert running.state == ScanState.RUNNING


def test_pausing_names_who_did_it_and_going_on_rings(signed_in, shop, rung, django_capture_on_commit_callbacks):
    running = made(shop)
    signed_in.post(reverse("pause_scan", args=[running.pk]))
    assert "Paused by mira. Nothing is lost." in text(page(signed_in, running))
    with django_capture_on_commit_callbacks(execute=True):
        signed_in.post(reverse("resume_scan", args=[running.pk]))
    running.refresh_from_db()
    assert running.state == ScanState.QUEUED and rung == [running.pk]


def test_a_paused_scan_leads_to_the_one_that_is_in_its_way(signed_in, shop):
    paused, running = made(shop, state=ScanState.PAUSED), made(shop)
    signed_in.post(reverse("resume_scan", args=[paused.pk]))
    paused.refresh_from_db()
    assert paused.state == ScanState.PAUSED
    said = text(page(signed_in, paused))
    assert reverse("scan", args=[running.pk]) in said and reverse("resume_scan", args=[paused.pk]) not in said


def test_stopping_ends_a_scan_for_good(signed_in, shop):
    running = made(shop)
    signed_in.post(reverse("stop_scan", args=[running.pk]))
    running.refresh_from_db()
    assert (running.state, running.error) == (ScanState.FAILED, "Stopped by mira.")


def test_scan_now_rings_and_shows_the_scan(signed_in, shop, rung, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        response = signed_in.post(reverse("scan_now", args=["shop"]))
    asked = Scan.objects.get()
    assert response.headers["Location"] == reverse("scan", args=[asked.pk]) and rung == [asked.pk]
    assert asked.requested_by.username == "mira" and asked.reason == Scan.Reason.FIRST
    assert signed_in.post(reverse("scan_now", args=["shop"])).headers["Location"] == reverse("scan", args=[asked.pk])


def test_scan_now_takes_the_place_of_a_paused_scan(signed_in, shop):
    paused = made(shop, state=ScanState.PAUSED)
    signed_in.post(reverse("scan_now", args=["shop"]))
    paused.refresh_from_db()
    assert paused.state == ScanState.FAILED and Scan.objects.filter(state=ScanState.QUEUED).count() == 1


def test_a_broker_that_is_away_does_not_fail_the_request(signed_in, shop, monkeypatch, django_capture_on_commit_callbacks):
    def away(scan_id):
        raise ConnectionError("nobody listens")

    monkeypatch.setattr(tasks.advance_scan, "delay", away)
    with django_capture_on_commit_callbacks(execute=True):
        response = signed_in.post(reverse("scan_now", args=["shop"]))
    assert response.status_code == 302 and Scan.objects.filter(state=ScanState.QUEUED).exists()


def test_scanning_asks_for_a_sign_in(client, shop):
    response = client.post(reverse("scan_now", args=["shop"]))
    assert response.headers["Location"].startswith(reverse("sign_in")) and not Scan.objects.exists()


# The list


def test_what_failed_within_a_day_stands_first(client, shop):
    other = Repository.objects.create(slug="other", source="https://example.org/other.git", is_local=False, path_rules="")
    old = made(other, state=ScanState.FAILED, error="Old failure.", finished_at=now() - timedelta(days=3))
    failed = made(shop, state=ScanState.FAILED, error="New failure.", finished_at=now() - timedelta(hours=2))
    newest = made(shop, state=ScanState.PUBLISHED, published_depth=Depth.LINE, finished_at=now())
    for days, one in enumerate((newest, failed, old)):
        Scan.objects.filter(pk=one.pk).update(created_at=now() - timedelta(days=days))
    assert [row.scan.pk for row in queries.listed(1, now()).rows] == [failed.pk, newest.pk, old.pk]
    said = text(client.get(reverse("scans")))
    assert "New failure." in said and "The line is counted" in said and "first scan" in said


def test_the_list_turns_its_pages(client, shop, monkeypatch):
    monkeypatch.setattr(queries, "A_PAGE", 2)
    for _ in range(3):
        made(shop, state=ScanState.PUBLISHED, finished_at=now())
    assert "Showing 1–2 of 3" in text(client.get(reverse("scans")))
    assert "Showing 3–3 of 3" in text(client.get(reverse("scans"), {"page": "2"}))
    assert "Showing 3–3 of 3" in text(client.get(reverse("scans"), {"page": "99"}))
    assert "Showing 1–2 of 3" in text(client.get(reverse("scans"), {"page": "<b>"}))


def test_an_empty_list_says_what_comes_next(client):
    assert reverse("new_repository") in text(client.get(reverse("scans")))
    Repository.objects.create(slug="shop", source="https://example.org/shop.git", is_local=False, path_rules="")
    assert "press “Scan now”" in text(client.get(reverse("scans")))


@pytest.mark.parametrize("rows", [1, 10])
def test_a_list_asks_as_often_however_long_it_is(client, shop, rows, django_assert_num_queries):
    for number in range(rows):
        one = Repository.objects.create(slug=f"r{number}", source=f"https://example.org/{number}.git", is_local=False, path_rules="")
        made(one, tip_oid=f"{number:040x}")
    with django_assert_num_queries(4):
        client.get(reverse("scans"))


def test_a_row_counts_the_commits_up_to_its_newest(client, tmp_path, data_dir, transactional_db):
    with History(tmp_path / "shop") as history:
        for number in range(3):
            history.commit({f"a{number}.py": ""})
    scan(history.path)
    assert [row.commits for row in queries.listed(1, now()).rows] == ["3"]


def test_a_scan_that_is_not_there_is_not_found(client):
    assert client.get("/scans/7/").status_code == 404
    assert client.get("/scans/99999999999999999999999/").status_code == 404


# What others wrote


def test_what_others_wrote_is_shown_as_text(client, shop):
    words = {"ref": HOSTILE, "sentence": HOSTILE, "error": HOSTILE, "error_detail": f"{HOSTILE}\x1b[31m\u202e"}
    of = made(shop, state=ScanState.FAILED, finished_at=now(), **words)
    ScanEvent.objects.create(scan=of, sentence=HOSTILE)
    shown = published(shop, of)
    UnreadableFile.objects.create(
        publication=shown,
        path=f"{HOSTILE}.py",
        category="production",
        reason=f"syntax error: {HOSTILE}",
        versions=1,
        first=0,
        last=0,
        at_tip=True,
    )
    said = text(page(client, of)) + text(client.get(reverse("scans")))
    assert HOSTILE not in said and "&lt;script&gt;" in said
    assert "\x1b" not in said and "\u202e" not in said


# Words for time


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0.3, "under 1 s"),
        (18, "18 s"),
        (112, "1 min 52 s"),
        (120, "2 min"),
        (7500, "2 h 5 min"),
        (3600, "1 h"),
        (300_000, "3 days"),
        (-5, "under 1 s"),
    ],
)
def test_a_span_is_said_as_people_say_it(seconds, words):
    assert spans.spoken(timedelta(seconds=seconds)) == words


@pytest.mark.parametrize(
    ("low", "high", "words"),
    [(10, 50, "less than 1 min"), (100, 110, "about 2 min"), (120, 230, "2–4 min"), (7000, 8000, "about 2 h"), (40, 70, "about 1 min")],
)
def test_what_is_left_is_one_number_or_two(low, high, words):
    assert spans.estimate(low, high) == words


def test_a_rate_is_drawn_over_the_time_that_was_read(shop):
    running = made(shop, step=Step.READ, stage=Depth.GRAPH)
    for number in range(20):
        batch(running, number)
    drawn = scan_steps.pace(running, scan_steps.by_stage(running.batches.all()), now()).line
    assert drawn.startswith("M0 ") and drawn.count("L") == scan_steps.COLUMNS - 1
