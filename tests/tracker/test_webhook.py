"""The push webhook: signed or nothing, a hint and no more, one scan however often it is told."""

import io
import tracemalloc
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from tempfile import SpooledTemporaryFile
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.utils.timezone import now

from scanner.tree import DEFAULT_PATH_RULES
from tests.support.deliveries import FORM, JSON, SECRET, as_form, as_json, headers, pushed, signature
from tests.support.repositories import History
from tests.support.scanning import prepare
from tracker import tasks
from tracker.actions import forgetting, pushes, run_here, scans, schedule
from tracker.github import webhook
from tracker.models import Delivery, Repository, Scan
from tracker.models.repositories import Depth
from tracker.models.scans import ScanState, Step

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("data_dir")]

HOOK = "/hooks/github/"
OPEN = (ScanState.QUEUED, ScanState.RUNNING)


@pytest.fixture(autouse=True)
def _secret(settings):
    settings.GITHUB_WEBHOOK_SECRETS = [SECRET]


@pytest.fixture(autouse=True)
def rung(monkeypatch):
    heard: list[int] = []
    monkeypatch.setattr(tasks.advance_scan, "delay", heard.append)
    return heard


def add(slug="shop", source="https://github.com/acme/shop.git", **values) -> Repository:
    known = {"is_local": False, "ref": "main", "path_rules": DEFAULT_PATH_RULES}
    return Repository.objects.create(slug=slug, source=source, **known | values)


@pytest.fixture
def shop():
    return add()


def post(client, body: bytes, given: dict[str, str]):
    kind = given.get("Content-Type", JSON)
    rest = {name: value for name, value in given.items() if name != "Content-Type"}
    return client.generic("POST", HOOK, body, content_type=kind, headers=rest)


def push(client, said=None, guid="", **more):
    body = as_json(said or pushed())
    return post(client, body, headers(body, guid or str(uuid4()), **more))


def fresh(repository: Repository) -> Repository:
    return Repository.objects.get(pk=repository.pk)


# A push


def test_a_signed_push_queues_a_scan_and_rings(client, shop, rung, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        response = push(client)
    queued = Scan.objects.get()
    assert (response.status_code, response.text) == (202, "Heard the push.\n")
    assert (queued.repository, queued.reason, queued.state, queued.ref) == (shop, "push", ScanState.QUEUED, "main")
    assert rung == [queued.pk]
    assert now() - fresh(shop).pushed_at < timedelta(minutes=1)
    assert Delivery.objects.get().outcome == "push"


def test_the_answer_needs_few_questions_and_no_session(client, shop, django_assert_max_num_queries):
    with django_assert_max_num_queries(12) as asked:
        response = push(client)
    assert not response.cookies
    assert "django_session" not in str([query["sql"] for query in asked.captured_queries])


def test_the_other_content_type_of_github_does_as_well(client, shop):
    body = as_form(pushed())
    assert post(client, body, headers(body, "1", kind=FORM)).status_code == 202
    assert post(client, body, headers(body, "2", kind=f"{FORM}; charset=utf-8")).status_code == 202
    assert Scan.objects.count() == 1


def test_a_replay_has_no_second_effect(client, shop):
    assert push(client, guid="abc").status_code == 202
    Scan.objects.update(state=ScanState.PUBLISHED)
    Repository.objects.update(pushed_at=None)
    response = push(client, guid="abc")
    assert (response.status_code, response.text) == (200, "This delivery is known already.\n")
    assert Scan.objects.count() == 1 and fresh(shop).pushed_at is None


def test_many_pushes_are_one_scan_and_one_bell(client, shop, rung, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        for _ in range(30):
            assert push(client).status_code == 202
    assert Scan.objects.count() == 1 and len(rung) == 1
    assert not fresh(shop).push_waits


@pytest.mark.django_db(transaction=True)
def test_one_delivery_many_times_at_once_is_one_delivery(shop):
    body = as_json(pushed())

    def one(_: int) -> int:
        try:
            return int(post(Client(), body, headers(body, "abc")).status_code)
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as threads:
        codes = list(threads.map(one, range(40)))
    assert sorted(codes) == [200] * 39 + [202]
    assert Scan.objects.count() == Delivery.objects.count() == 1


def test_what_the_payload_says_of_commits_and_refs_is_not_believed(client, shop):
    said = pushed() | {"ref": "refs/heads/evil", "after": "--upload-pack=touch", "head_commit": {"id": "../../etc"}}
    push(client, said)
    assert (Scan.objects.get().ref, Scan.objects.get().tip_oid) == ("main", "")


def test_a_row_that_cannot_be_written_leaves_no_delivery_behind(client, shop, monkeypatch):
    def broken(*args, **kwargs):
        raise RuntimeError("broken")

    monkeypatch.setattr(scans, "request", broken)
    client.raise_request_exception = False
    assert push(client, guid="abc").status_code == 500
    assert not Delivery.objects.exists() and fresh(shop).pushed_at is None
    monkeypatch.undo()
    assert push(client, guid="abc").status_code == 202  # GitHub's “Redeliver” works


# What is under way


@pytest.mark.parametrize(
    ("state", "step", "waits"),
    [
        (ScanState.QUEUED, Step.COPY, False),
        (ScanState.QUEUED, Step.READ, True),
        (ScanState.RUNNING, Step.COPY, True),
        (ScanState.RUNNING, Step.COUNT, True),
        (ScanState.PAUSED, Step.COPY, True),
    ],
)
def test_a_push_waits_for_a_scan_that_may_have_looked_already(client, shop, state, step, waits):
    under_way = Scan.objects.create(repository=shop, reason="hand", ref="main", state=state, step=step)
    push(client)
    assert fresh(shop).push_waits == waits and Scan.objects.count() == 1
    pushes.ask_waiting()
    assert Scan.objects.count() == 1
    under_way.state = ScanState.PUBLISHED
    under_way.save()
    pushes.ask_waiting()
    assert Scan.objects.filter(reason="push", state=ScanState.QUEUED).count() == int(waits)
    assert not fresh(shop).push_waits


def test_the_reconciler_asks_for_a_push_that_waited(client, shop):
    running = Scan.objects.create(repository=shop, reason="hand", ref="main", state=ScanState.RUNNING, step=Step.COUNT)
    push(client)
    assert schedule.waiting().scans == [running.pk]
    Scan.objects.update(state=ScanState.PUBLISHED)
    asked = schedule.waiting().scans
    assert asked == [Scan.objects.get(reason="push").pk]
    assert schedule.waiting().scans == asked


def test_a_push_that_comes_while_the_reconciler_asks_is_not_forgotten(client, shop, monkeypatch):
    Repository.objects.update(push_waits=True, pushed_at=now() - timedelta(minutes=1))
    real = scans.request

    def overtaken(repository, reason):
        scan = real(repository, reason)
        Repository.objects.filter(pk=repository.pk).update(push_waits=True, pushed_at=now())
        return scan

    monkeypatch.setattr(scans, "request", overtaken)
    pushes.ask_waiting()
    assert fresh(shop).push_waits


@pytest.mark.django_db(transaction=True)
def test_a_push_while_a_scan_runs_is_read_by_the_next_one(client, tmp_path):
    """With a real repository: nothing that was pushed is missed."""
    with History(tmp_path / "shop") as history:
        history.commit({"a.py": "x = 1\n"})
        history.finish()
        run_here.run(prepare(history.path), Depth.GRAPH)
        newest = history.commit({"b.py": "y = 2\n"})
    running = scans.request(Repository.objects.get(), Scan.Reason.HAND)
    Scan.objects.filter(pk=running.pk).update(state=ScanState.RUNNING, step=Step.COUNT)
    Repository.objects.update(source="https://github.com/acme/shop.git", is_local=False)
    push(client)
    Repository.objects.update(source=str(history.path), is_local=True)
    Scan.objects.filter(pk=running.pk).update(state=ScanState.PUBLISHED)
    (asked,) = schedule.waiting().scans
    run_here.run(Scan.objects.select_related("repository").get(pk=asked), Depth.GRAPH)
    assert Repository.objects.select_related("published").get().published.tip_oid == newest


# Which repository


@pytest.mark.parametrize(
    "source",
    [
        "https://github.com/acme/shop",
        "https://github.com/acme/shop.git",
        "https://GitHub.com/Acme/Shop/",
        "https://github.com:443/acme/shop.git",
        "git@github.com:acme/shop.git",
        "ssh://git@github.com/acme/shop",
        "ssh://git@github.com:22/acme/shop.git",
        "ssh://git@ssh.github.com:443/acme/shop.git",  # GitHub's other door, known by its name alone
    ],
)
def test_a_repository_is_found_however_its_address_is_spelled(client, source):
    add(source=source)
    push(client)
    assert Scan.objects.count() == 1


def test_each_spelling_of_one_repository_is_scanned(client):
    add("one", "https://github.com/acme/shop")
    add("two", "git@github.com:acme/shop.git")
    add("three", "https://github.com/acme/other")
    push(client)
    assert set(Scan.objects.values_list("repository__slug", flat=True)) == {"one", "two"}


@pytest.mark.parametrize("key", ["clone_url", "ssh_url", "git_url", "html_url", "full_name"])
def test_one_address_is_enough(client, shop, key):
    said = pushed()
    push(client, {"repository": {key: said["repository"][key]}})
    assert Scan.objects.count() == 1


@pytest.mark.parametrize(
    "said",
    [
        pushed(owner="evil"),
        pushed(name="shop2"),
        {"repository": {"full_name": "shop"}},
        {"repository": {"clone_url": "https://github.com/acme/shop/../../evil/x"}},
        {"repository": {"html_url": "https://[github.com/acme/shop", "full_name": "a/b"}},
        {"repository": {"clone_url": "https://\udc00github.com/acme/sh\0p"}},
        {"repository": {"clone_url": "x" * 1_000_000, "full_name": "a/b"}},
    ],
)
def test_an_unknown_repository_is_kept_as_ignored(client, shop, said):
    add("here", "/srv/acme/shop", is_local=True)
    response = push(client, said)
    assert response.status_code in (202, 400)
    assert not Scan.objects.exists() and not Repository.objects.exclude(pushed_at=None).exists()
    if response.status_code == 202:
        assert Delivery.objects.get().outcome == "unknown"


@pytest.mark.parametrize(
    ("address", "key"),
    [
        ("https://github.com/a/b.git", "github.com/a/b"),
        ("git@github.com:a/b", "github.com/a/b"),
        ("a/b", "a/b"),
        ("a", ""),
        ("", ""),
        ("https:///a/b", ""),
        ("https://[::1", ""),
        ("/srv/a", ""),
    ],
)
def test_a_key_is_host_and_path(address, key):
    assert webhook.key(address) == key


# Other events


def test_a_ping_is_answered_and_shown(client, shop):
    response = push(client, {"zen": "Speak like a human.", "hook_id": 1} | {"repository": pushed()["repository"]}, event="ping")
    assert (response.status_code, response.text) == (202, "Heard the ping.\n")
    assert not Scan.objects.exists() and fresh(shop).pinged_at is not None
    assert push(client, {"zen": "Of a whole organisation", "hook_id": 2}, event="ping").status_code == 202


@pytest.mark.parametrize("event", ["issues", "pull_request", "workflow_run"])
def test_other_events_are_ignored(client, shop, event):
    assert push(client, event=event).status_code == 202
    assert not Scan.objects.exists() and not Delivery.objects.exists()


# What is refused


def test_without_a_secret_there_is_no_such_address(client, settings, shop):
    settings.GITHUB_WEBHOOK_SECRETS = []
    assert push(client).status_code == 404
    assert client.get(HOOK).status_code == 404
    body = as_json(pushed())
    assert post(client, body, headers(body, "1", secret="")).status_code == 404


def test_two_secrets_hold_while_one_follows_the_other(client, settings, shop):
    settings.GITHUB_WEBHOOK_SECRETS = ["the-next-secret-0123456789", SECRET]
    assert push(client).status_code == 202
    assert push(client, secret="the-next-secret-0123456789").status_code == 202
    assert push(client, secret="a-third-secret-0123456789").status_code == 401


BODY = as_json(pushed())
GOOD = signature(BODY)


@pytest.mark.parametrize(
    "given",
    [
        None,
        "",
        "sha256=",
        "sha256=" + "0" * 64,
        GOOD.upper(),
        GOOD[:-1],
        GOOD + "0",
        GOOD[7:],
        "sha1=" + "0" * 40,
        "sha256=é" + "0" * 63,
        "sha256=" + "é" * 64,
        signature(BODY, "another-secret-0123456789"),
        signature(BODY + b" "),
        signature(b""),
    ],
)
def test_what_is_not_signed_is_refused_and_stores_nothing(client, shop, given):
    sent = headers(BODY, "1")
    del sent["X-Hub-Signature-256"]
    response = post(client, BODY, sent | ({"X-Hub-Signature-256": given} if given is not None else {}))
    assert (response.status_code, response.text) == (401, "The signature is missing or wrong.\n")
    assert not Delivery.objects.exists() and not Scan.objects.exists() and fresh(shop).pushed_at is None


def test_a_sha1_signature_beside_is_no_signature(client, shop):
    sent = headers(BODY, "1") | {"X-Hub-Signature": "sha1=" + "0" * 40, "X-Hub-Signature-256": ""}
    assert post(client, BODY, sent).status_code == 401


@pytest.mark.parametrize(
    ("body", "kind", "status"),
    [
        (b"{", JSON, 400),
        (BODY[:-20], JSON, 400),
        (b"\xff\xfe{}", JSON, 400),
        (b"nothing", JSON, 400),
        (b"[]", JSON, 400),
        (b'"text"', JSON, 400),
        (b"null", JSON, 400),
        (b"{}", JSON, 400),
        (b'{"repository": []}', JSON, 400),
        (b'{"repository": {"full_name": 7}}', JSON, 400),
        (b'{"repository": {"full_name": ' + b"9" * 5000 + b"}}", JSON, 400),
        (b"[" * 100_000, JSON, 400),
        (b'{"a":' * 100_000, JSON, 400),
        (b"[" * 100_000 + b"]" * 100_000, JSON, 400),
        (b"NaN", JSON, 400),
        (b"payload=%FF%FE", FORM, 400),
        (b"payload=" + b"%5B" * 100_000, FORM, 400),
        (b"other=1", FORM, 400),
        (b"payload=%7B%7D&payload=%7B%7D", FORM, 400),
        (b"&" * 100_000, FORM, 400),
        (b"a=1&" * 100_000, FORM, 400),
        (BODY, FORM, 400),
        (as_form(pushed()), JSON, 400),
        (BODY, "text/plain", 415),
        (BODY, "multipart/form-data; boundary=x", 415),
        (BODY, "application/jsonx", 415),
        (BODY, "", 415),
    ],
)
def test_what_is_signed_and_makes_no_sense_is_refused_with_its_reason(client, shop, body, kind, status):
    response = post(client, body, headers(body, "1", kind=kind))
    assert response.status_code == status, response.text
    assert response.text.endswith(".\n")
    assert not Delivery.objects.exists() and not Scan.objects.exists()


@pytest.mark.parametrize(
    "lacking", [{"X-GitHub-Delivery": ""}, {"X-GitHub-Event": ""}, {"X-GitHub-Delivery": "x" * 101}, {"X-GitHub-Event": "Push!"}]
)
def test_the_headers_of_a_delivery_have_to_be_there(client, shop, lacking):
    assert post(client, BODY, headers(BODY, "1") | lacking).status_code == 400
    assert not Delivery.objects.exists()


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE", "HEAD"])
def test_only_a_post_is_taken(client, method):
    response = client.generic(method, HOOK, BODY, headers=headers(BODY, "1"))
    assert (response.status_code, response["Allow"]) == (405, "POST")


# Sizes


def taken(read, length: str, given: str) -> int:
    """The status that copy_signed gives; 0 if it accepts."""
    try:
        webhook.copy_signed(read, io.BytesIO(), length, given, [SECRET])
    except webhook.WebhookRefused as error:
        return error.status
    return 0


def test_a_body_that_is_too_large_is_refused_before_it_is_read():
    def read(size: int) -> bytes:
        raise AssertionError("it was read")

    for length in (str(webhook.MOST_BYTES + 1), "9" * 12, "9" * 5000):
        assert taken(read, length, GOOD) == 413
    for length in ("", "-1", "abc", "1.5", "\u0663"):
        assert taken(read, length, GOOD) == 411
    assert taken(read, "10", "sha256=short") == 401


def test_a_body_shorter_than_it_says_is_refused():
    assert taken(io.BytesIO(BODY).read, str(len(BODY) + 1), GOOD) == 400
    assert taken(io.BytesIO(BODY).read, str(len(BODY)), GOOD) == 0


def test_a_body_longer_than_it_says_is_read_so_far_only(client, shop):
    assert taken(io.BytesIO(BODY + b"more").read, str(len(BODY)), GOOD) == 0


def test_a_large_body_does_not_stay_in_memory_while_nobody_knows_who_signed_it():
    tracemalloc.start()
    try:
        with SpooledTemporaryFile(max_size=webhook.IN_MEMORY) as body, pytest.raises(webhook.WebhookRefused) as refused:
            webhook.copy_signed(lambda size: b" " * size, body, str(webhook.MOST_BYTES), GOOD, [SECRET])
        most = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert refused.value.status == 401
    assert most < 4 * 1024**2


def test_a_signed_body_of_nearly_25_megabytes_is_taken(client, shop):
    said = pushed() | {"commits": ["x" * 1000] * 24_000}
    body = as_json(said)
    assert 24 * 1024**2 > len(body) > 22 * 1024**2
    assert post(client, body, headers(body, "1")).status_code == 202


# Afterwards


def test_old_deliveries_are_deleted(client, shop):
    push(client, guid="old")
    Delivery.objects.update(received_at=now() - forgetting.DELIVERIES_STAY - timedelta(hours=1))
    push(client, guid="new")
    forgetting.forget_old()
    assert list(Delivery.objects.values_list("guid", flat=True)) == ["new"]


def test_the_repository_page_says_when_the_last_push_was(client, shop):
    page = "/repositories/shop/"
    assert "No push seen yet." in client.get(page).text
    Repository.objects.update(pinged_at=now() - timedelta(minutes=2))
    assert "ping came" in client.get(page).text and "2 min ago" in client.get(page).text
    push(client)
    Repository.objects.update(pushed_at=now() - timedelta(minutes=4, seconds=5))
    said = client.get(page).text
    assert "Last push" in said and "4 min ago" in said and "No push seen yet." not in said


def test_the_repository_page_tells_admins_the_address_to_enter_and_never_the_secret(client, shop, settings):
    from tests.support.accounts import admin

    settings.PUBLIC_URL = "https://ssot.example.org/"
    address = "https://ssot.example.org/hooks/github/"
    assert address not in client.get("/repositories/shop/").text
    client.force_login(admin())
    said = client.get("/repositories/shop/").text
    assert address in said and SECRET not in said
    settings.GITHUB_WEBHOOK_SECRETS = []
    said = client.get("/repositories/shop/").text
    assert address not in said and "GITHUB_WEBHOOK_SECRET is not set" in said


def test_a_path_of_this_machine_has_no_webhook(client):
    add(source="/srv/shop", is_local=True)
    assert "No push seen yet." not in client.get("/repositories/shop/").text
