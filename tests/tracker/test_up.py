"""`manage.py up`: it starts with one sentence, refuses with one, and leaves nothing behind."""

import http.client
import io
import logging
import os
import signal
import socket
import stat
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from celery.worker import state
from django.conf import settings
from django.core.management.base import CommandError, OutputWrapper
from django.db import OperationalError

from tests.support.repositories import History
from tracker import celery, embedded
from tracker.management.commands import up
from tracker.management.terminal import Progress, Terminal, describe
from tracker.models import Repository, Scan
from tracker.models.repositories import Depth

ROOT = Path(settings.BASE_DIR)


class Tty(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.fixture
def port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture
def taken(port: int) -> Iterator[int]:
    with socket.socket() as other:
        other.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        other.bind(("127.0.0.1", port))
        other.listen()
        yield port


@pytest.fixture
def scan(db: None) -> Scan:
    repository = Repository.objects.create(slug="shop", source="/srv/shop", is_local=True, path_rules="")
    return Scan.objects.create(repository=repository, reason=Scan.Reason.FIRST, ref="HEAD")


def test_a_port_in_use_is_refused_with_a_way_out(taken, data_dir):
    with pytest.raises(CommandError, match=rf"Port {taken} cannot be used: Address already in use\. .* PORT={taken + 1}"):
        up.bound_socket(taken)


def test_a_number_that_is_no_port_is_refused():
    with pytest.raises(CommandError, match="PORT is “70000”, which is no port"):
        up.bound_socket(70_000)


def test_a_port_is_free_again_at_once(port):
    with up.bound_socket(port) as first:
        first.listen()
        with socket.create_connection(("127.0.0.1", port)):
            first.accept()[0].close()
    with up.bound_socket(port) as again:
        again.listen()


def test_the_second_up_on_a_data_dir_is_named(data_dir, taken):
    with up.only_one():
        with pytest.raises(CommandError, match=rf"already runs with DATA_DIR {data_dir} \(process {os.getpid()}\)"), up.only_one():
            pass
        with pytest.raises(CommandError, match="already runs with DATA_DIR"):
            up.bound_socket(taken)
    with up.only_one():
        pass


def test_a_lock_of_a_dead_process_holds_nobody_up(data_dir):
    (data_dir / "up.lock").write_text("4194304\n")
    assert up.running_here() == ""
    with up.only_one():
        pass


def test_static_files_that_are_not_there_stop_the_start(data_dir):
    with pytest.raises(CommandError, match="Run: make install"):
        up.make_ready()


def test_ref_and_tracker_need_a_repository(data_dir):
    with pytest.raises(CommandError, match="need a REPO"):
        up.first_scan("", "main", [], Terminal(OutputWrapper(io.StringIO())))


@pytest.mark.django_db
def test_with_a_repository_there_and_none_asked_for_nothing_is_scanned(data_dir, scan):
    assert up.first_scan("", "", [], Terminal(OutputWrapper(io.StringIO()))) is None


def test_a_full_disk_and_a_failing_database_are_told_with_what_to_do(data_dir):
    full = OSError(28, "No space left on device", str(data_dir / "x"))
    assert up.sentence_of(full).startswith(f"No space left on device ({data_dir}/x). Free space")
    assert "disk I/O error. " in up.sentence_of(OperationalError("disk I/O error"))


def test_only_the_first_two_interrupts_are_heard():
    heard = 0
    with up.interruptible():
        for _ in range(4):
            try:
                signal.raise_signal(signal.SIGTERM)
            except KeyboardInterrupt:
                heard += 1
    assert heard == 2


def test_a_hang_up_is_not_heard_under_nohup():
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        with up.interruptible():
            signal.raise_signal(signal.SIGHUP)
    finally:
        signal.signal(signal.SIGHUP, before)


def test_an_address_of_its_own_is_shown_instead_of_the_port(settings):
    settings.PUBLIC_URL = "https://ssot.example.org/"
    assert up.public_address(8103) == "https://ssot.example.org"
    settings.PUBLIC_URL = f"http://127.0.0.1:{settings.PORT}"
    assert up.public_address(8103) == "http://127.0.0.1:8103"


def test_a_terminal_shows_one_changing_line(monkeypatch):
    monkeypatch.setenv("COLUMNS", "20")
    out = Tty()
    terminal = Terminal(OutputWrapper(out))
    terminal.update("Read files: 1 of 1,000,000")
    terminal.update("too soon after the first to be shown")
    terminal.line("Done.")
    assert out.getvalue() == "\r\x1b[KRead files: 1 of 1,\r\x1b[KDone.\n"


def test_what_is_no_terminal_gets_whole_lines():
    out = io.StringIO()
    terminal = Terminal(OutputWrapper(out))
    terminal.update("Read files: 1 of 1,000,000")
    terminal.clear()
    assert out.getvalue() == "Read files: 1 of 1,000,000\n"


def test_a_terminal_that_is_gone_does_not_matter():
    class Gone(io.StringIO):
        def write(self, text: str) -> int:
            raise OSError(5, "Input/output error")

    Terminal(OutputWrapper(Gone())).line("Stopping.")


def test_a_scan_is_described_while_it_waits_and_reads(scan):
    assert describe(scan) == "The scan waits for a worker"
    scan.batches.create(stage=Depth.TIP, number=0, oids=b"", total=1_000, done=400)
    scan.batches.create(stage=Depth.TIP, number=1, oids=b"", total=500)
    scan.state, scan.step, scan.stage = "running", "read", Depth.TIP
    assert describe(scan) == "Read files (the newest commit): 400 of 1,500 file versions"


def test_what_is_published_and_how_it_ends_is_told_once(scan):
    out = io.StringIO()
    progress = Progress(scan, Terminal(OutputWrapper(out)), "http://127.0.0.1:8103")
    Scan.objects.update(state="running", published_depth="tip")
    progress.show()
    progress.show()
    Scan.objects.update(state="published", published_depth="graph")
    progress.show()
    progress.show()
    told = [line for line in out.getvalue().splitlines() if "Published" in line or "complete" in line]
    assert told == [
        "Published: the newest commit of shop. http://127.0.0.1:8103/",
        "Published: every commit of shop. http://127.0.0.1:8103/",
        "The scan is complete.",
    ]


def test_a_scan_that_failed_says_why_and_where(scan):
    out = io.StringIO()
    Scan.objects.update(state="failed", error="The disk is full.")
    Progress(scan, Terminal(OutputWrapper(out)), "http://127.0.0.1:8103").show()
    assert out.getvalue() == f"The disk is full. http://127.0.0.1:8103/scans/{scan.pk}/\n"


def test_each_worker_is_one_process_and_one_of_them_never_reads(settings, port):
    settings.SCAN_CONCURRENCY = 2
    with up.bound_socket(port) as listener:
        started = {program.name: list(program.argv) for program in up.programs(listener)}
    assert list(started) == ["worker", "reader-1", "reader-2", "web", "beat"]
    for name in ("worker", "reader-1", "reader-2"):
        assert started[name][started[name].index("--pool") + 1] == "solo"
        assert started[name][started[name].index("--concurrency") + 1] == "1"
        assert started[name][started[name].index("-n") + 1] == f"{name}@%h"
    assert started["worker"][started["worker"].index("-Q") + 1] == "celery"
    assert started["reader-2"][started["reader-2"].index("-Q") + 1] == "reading,celery"


def test_a_worker_that_is_worn_leaves_after_its_task(monkeypatch):
    monkeypatch.setattr(state, "should_stop", None)
    monkeypatch.setattr(celery._Wear, "tasks", 0)
    celery.end_when_worn()
    assert state.should_stop is None
    monkeypatch.setattr(celery, "MOST_MEMORY", celery.memory() // 2)
    celery.end_when_worn()
    assert state.should_stop == 0
    monkeypatch.setattr(state, "should_stop", None)
    monkeypatch.setattr(celery, "MOST_MEMORY", celery.memory() * 9)
    monkeypatch.setattr(celery, "MOST_TASKS", 3)
    celery.end_when_worn()
    assert state.should_stop == 0


def test_a_link_to_sign_in_is_no_line_of_a_log():
    record = logging.LogRecord("django", logging.WARNING, "x.py", 1, "Forbidden: %s", ("/sign-in/S3cr_et-0/",), None)
    assert embedded.WithoutTokens("{levelname} {message}", style="{").format(record) == "WARNING Forbidden: /sign-in/***/"
    assert settings.LOGGING["formatters"]["line"]["()"] == "tracker.embedded.WithoutTokens"  # type: ignore[index]


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_a_folder_that_others_could_read_is_closed(tmp_path):
    folder = tmp_path / "data"
    folder.mkdir()
    folder.chmod(0o755)
    embedded.make_private(folder)
    assert mode(folder) == 0o700
    folder.chmod(0o1777)
    embedded.make_private(folder)
    assert mode(folder) == 0o1777


# From here on the whole of it, as people start it.


@pytest.fixture
def start(tmp_path: Path, port: int) -> Iterator[Callable[..., "subprocess.Popen[str]"]]:
    started: list[subprocess.Popen[str]] = []

    def run(*arguments: str, **environment: str) -> "subprocess.Popen[str]":
        clean = {"PATH": os.environ["PATH"], "DATA_DIR": str(tmp_path / "data"), "PORT": str(port), "SCAN_CONCURRENCY": "1", **environment}
        command = [sys.executable, str(ROOT / "manage.py"), "up", *arguments]
        started.append(
            subprocess.Popen(
                command, cwd=tmp_path, env=clean, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True
            )
        )
        return started[-1]

    yield run
    for process in started:
        process.kill()
        process.communicate()


def processes_of(data: Path) -> list[int]:
    """Every process that has this DATA_DIR in its environment or its arguments."""
    found = []
    for entry in Path("/proc").iterdir():
        try:
            if entry.name.isdigit() and bytes(data) in (entry / "environ").read_bytes() + (entry / "cmdline").read_bytes():
                found.append(int(entry.name))
        except OSError:
            continue
    return found


def wait_for(is_true: Callable[[], object], what: str, seconds: float = 60) -> None:
    last = time.monotonic() + seconds
    while not is_true():
        assert time.monotonic() < last, f"waited in vain for: {what}"
        time.sleep(0.1)


def answer(port: int, path: str) -> int:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    try:
        connection.request("GET", path)
        return connection.getresponse().status
    except OSError:
        return 0
    finally:
        connection.close()


@pytest.fixture
def needs_static_files() -> None:
    if not (ROOT / "staticfiles" / "staticfiles.json").is_file():
        pytest.fail("Run make install first: the static files are not there.", pytrace=False)


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    with History(tmp_path / "shop") as made:
        made.commit({"shop/router.py": "class Router:\n    pass\n", "shop/page.py": "from shop.router import Router\n"})
    return made.path


@pytest.mark.usefixtures("needs_static_files")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGKILL])
def test_it_runs_and_whatever_ends_it_nothing_stays(tmp_path, port, start, shop, number):
    data = tmp_path / "data"
    data.mkdir(mode=0o755)
    process = start("--repo", str(shop))
    wait_for(lambda: answer(port, "/livez") == 200 or process.poll() is not None, "an answer from /livez")
    wait_for(lambda: len(processes_of(data)) >= 8 or process.poll() is not None, "all processes")
    assert process.poll() is None, process.communicate()[1]
    assert mode(data) == 0o700
    assert {mode(path) & 0o077 for path in [*data.iterdir(), *(data / "logs").iterdir()]} == {0}

    begun = time.monotonic()
    process.send_signal(number)
    said, complained = process.communicate(timeout=10)
    wait_for(lambda: processes_of(data) == [], f"the end of {processes_of(data)}", seconds=5)

    assert time.monotonic() - begun < 5
    assert process.returncode == (-9 if number == signal.SIGKILL else 0)
    assert complained == ""
    assert f"SSOT Tracker runs at http://127.0.0.1:{port}\n" in said
    assert f"http://127.0.0.1:{port}/sign-in/" in said
    if number != signal.SIGKILL:
        assert said.endswith("Stopping.\nStopped.\n")


@pytest.mark.usefixtures("needs_static_files")
def test_it_scans_what_it_was_given(tmp_path, start, shop):
    process = start("--repo", "shop")

    assert process.stdout is not None
    told: list[str] = []
    while not told or not told[-1].startswith("The scan is complete"):
        told.append(process.stdout.readline())
        assert told[-1], process.communicate()[1]

    assert [line.split(".")[0] for line in told if line.startswith("Published")][-1] == "Published: every commit of shop"


@pytest.mark.usefixtures("needs_static_files")
def test_a_repository_that_is_none_is_one_sentence_and_leaves_no_row(tmp_path, start):
    (tmp_path / "empty").mkdir()
    said, complained = start("--repo", "empty").communicate(timeout=60)
    assert len(complained.splitlines()) == 1
    assert "Traceback" not in said + complained


def test_a_port_in_use_ends_it_before_anything_is_stored(tmp_path, start, taken):
    process = start(PORT=str(taken))
    complained = process.communicate(timeout=60)[1]
    assert process.returncode == 1
    assert complained.startswith(f"CommandError: Port {taken} cannot be used")
    assert len(complained.splitlines()) == 1
    assert not (tmp_path / "data" / "tracker.sqlite3").exists()


def test_a_data_dir_that_cannot_be_written_is_one_sentence(tmp_path, start):
    (tmp_path / "file").write_text("in the way")
    process = start(DATA_DIR=str(tmp_path / "file" / "data"))
    said, complained = process.communicate(timeout=60)
    assert process.returncode != 0
    assert len((said + complained).splitlines()) == 1
    assert "DATA_DIR" in complained
