"""manage.py up: the web application, a worker and the schedule, in one terminal."""

import contextlib
import fcntl
import logging
import os
import signal
import socket
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from types import FrameType
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.utils.timezone import now

from tracker import embedded, tasks
from tracker.actions import access, first_run
from tracker.embedded import DataDirUnusable, WithoutTokens, ensure_ready, make_private
from tracker.management.terminal import Progress, Terminal
from tracker.models import Repository, Scan
from tracker.supervisor import Program, Supervisor, trim

MOST_OLD_LOG_BYTES = 1024**2


class Command(BaseCommand):
    help = "Run everything: the web application, a worker and the schedule. Ctrl-C stops it."
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--repo", default="", metavar="REPO", help="address or local path; without one and with an empty DATA_DIR, an example"
        )
        parser.add_argument("--ref", default="", help="any revision: branch, tag, commit; default: what is followed already, HEAD at first")
        parser.add_argument("--tracker", action="append", default=[], help="path or glob inside the repository, or a file outside")
        parser.add_argument("--port", type=int, default=settings.PORT)

    def handle(self, *args: Any, **options: Any) -> None:
        terminal = Terminal(self.stdout)
        with interruptible() as interrupts, contextlib.ExitStack() as held:
            try:
                listener = held.enter_context(bound_socket(options["port"]))
                held.enter_context(only_one())
                make_ready()
                scan = None if settings.READ_ONLY else first_scan(options["repo"], options["ref"], options["tracker"], terminal)
                serve(listener, scan, terminal, interrupts)
            except KeyboardInterrupt:
                terminal.line("Stopped.")
            except (*first_run.Refused, DataDirUnusable) as error:
                terminal.clear()
                raise CommandError(str(error)) from error
            except (OSError, DatabaseError) as error:
                terminal.clear()
                raise CommandError(f"It cannot start: {sentence_of(error)}") from error


class Interrupts:
    """What has been heard of Ctrl-C, SIGTERM and the terminal's end."""

    def __init__(self) -> None:
        self.heard = 0

    def interrupt(self, number: int, frame: FrameType | None) -> None:
        """The first stops, the second hurries, more are not heard."""
        self.heard += 1
        if self.heard <= 2:
            raise KeyboardInterrupt

    def check(self) -> None:
        """Raise KeyboardInterrupt again where Python has lost one: it does in callbacks of its garbage collector."""
        if self.heard:
            raise KeyboardInterrupt


@contextmanager
def interruptible() -> Iterator[Interrupts]:
    """Signals that want an end raise KeyboardInterrupt inside."""
    interrupts = Interrupts()

    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)}
    for number, handler in before.items():
        if handler is not signal.SIG_IGN:  # nohup
            signal.signal(number, interrupts.interrupt)
    try:
        yield interrupts
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def bound_socket(port: int) -> socket.socket:
    """A socket on this port of the loopback address. Raises CommandError if it is taken."""
    try:
        embedded.port(str(port))
    except embedded.PortInvalid as error:
        raise CommandError(str(error)) from error
    listener = socket.socket()
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind(("127.0.0.1", port))
    except OSError as error:
        listener.close()
        if running := running_here():
            raise CommandError(running) from error
        raise CommandError(
            f"Port {port} cannot be used: {error.strerror}. Stop what uses it, or choose another: PORT={port + 1}"
        ) from error
    return listener


def lock_path() -> Path:
    """The file that a running `up` holds locked."""
    return Path(settings.DATA_DIR) / "up.lock"


def running_here() -> str:
    """A sentence if another `up` has this DATA_DIR, an empty one if not."""
    with suppress(OSError), lock_path().open() as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            process = file.read().strip() or "unknown"
            return (
                f"SSOT Tracker already runs with DATA_DIR {settings.DATA_DIR} (process {process}). "
                "Stop it first, or set another DATA_DIR and PORT."
            )
    return ""


@contextmanager
def only_one() -> Iterator[None]:
    """Hold DATA_DIR's lock. Raises CommandError while another `up` holds it."""
    make_private(lock_path().parent)
    with lock_path().open("a") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise CommandError(running_here()) from error
        file.truncate(0)
        file.write(f"{os.getpid()}\n")
        file.flush()
        yield


def make_ready() -> None:
    """Folders, logs and tables. Raises CommandError where a person has to act."""
    if not (Path(settings.STATIC_ROOT) / "staticfiles.json").is_file():
        raise CommandError("The static files are not there. Run: make install")
    ensure_ready()
    if not settings.IS_EMBEDDED:
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            raise CommandError("The database is not up to date with this program. Make a backup, then run: manage.py migrate")
    make_private(logs_folder())
    for log in logs_folder().glob("*.log"):
        trim(log, MOST_OLD_LOG_BYTES)
    for log in logs_folder().glob("*.log*"):
        log.chmod(0o600)
    root = logging.getLogger()
    for old in list(root.handlers):
        root.removeHandler(old)
    handler = logging.FileHandler(logs_folder() / "up.log")
    handler.setFormatter(WithoutTokens())
    root.addHandler(handler)


def logs_folder() -> Path:
    """Where every program's output goes."""
    return Path(settings.DATA_DIR) / "logs"


def first_scan(repo: str, ref: str, trackers: list[str], terminal: Terminal) -> Scan | None:
    """A scan of what was asked for; of the example where nothing was and nothing is there yet."""
    if not repo:
        if ref or trackers:
            raise CommandError("REF and TRACKER need a REPO to look at.")
        if Repository.objects.exists():
            return None
        terminal.line("No REPO was given: building an example repository. To see your own: make up REPO=path or URL")
        from tracker import example

        try:
            repo = str(example.build(Path(settings.DATA_DIR) / "example", now().date()))
        except example.ExampleNotBuilt as error:
            raise CommandError(str(error)) from error
        trackers = [example.TRACKER]
    scan = first_run.prepare(repo, ref=ref, trackers=trackers, say=terminal.update)
    terminal.clear()
    return scan


def serve(listener: socket.socket, scan: Scan | None, terminal: Terminal, interrupts: Interrupts) -> None:
    """Run everything until it is stopped."""
    port = listener.getsockname()[1]
    listener.listen(128)
    connection.close()
    supervisor = Supervisor(programs(listener))
    if scan is not None:
        threading.Thread(target=begin, args=[scan.pk], daemon=True).start()
    try:
        address = public_address(port)
        terminal.line(f"SSOT Tracker runs at {address}")
        terminal.line(invitation(address))
        terminal.line(f"Stop it with Ctrl-C. Data: {settings.DATA_DIR}, logs: {logs_folder()}")
        progress = Progress(scan, terminal, address)
        while supervisor.is_running:
            interrupts.check()
            for sentence in supervisor.sentences(0.3):
                terminal.line(sentence)
            progress.show()
    except KeyboardInterrupt:
        terminal.line("Stopping.")
        raise
    finally:
        supervisor.stop()
    raise CommandError("The process that keeps the others running was killed, and all of them with it. Start again: make up")


def invitation(address: str) -> str:
    """How to change things, or that nobody can."""
    if settings.READ_ONLY:
        return "READ_ONLY: changes are off, no scan runs. Start again without it when you are done."
    return f"Sign in to change things (the link works once): {address}{access.new_sign_in_link()}"


def begin(scan_id: int) -> None:
    """Take the first steps of a scan here, while the workers are still starting; whatever fails here they do once more."""
    try:
        tasks.advance_scan(scan_id)
    except Exception:
        logging.getLogger(__name__).exception("the first steps of scan %s", scan_id)
    finally:
        connection.close()


def programs(listener: socket.socket) -> list[Program]:
    """What runs: the web application, the workers, the schedule; with READ_ONLY, whose work is to write, not the latter two."""
    environment = {"PORT": str(listener.getsockname()[1]), "DATA_DIR": str(settings.DATA_DIR), "PYTHONUNBUFFERED": "1"}
    memory = "/dev/shm"  # noqa: S108 - gunicorn's heartbeat wants memory, not a slow disk
    heartbeat = ["--worker-tmp-dir", memory] if os.access(memory, os.W_OK) else []
    # More threads than are ever busy: ten clients that are slow leave enough of them, even if one process has them all.
    threads = ["--worker-class", "tracker.web_worker.PatientWorker", "--workers", "2", "--threads", "16", "--graceful-timeout", "2"]
    web = ["gunicorn", "tracker.wsgi", "--bind", f"fd://{listener.fileno()}", *threads, "--no-control-socket", *heartbeat]
    beat = ["celery", "-A", "tracker.celery", "beat", "--loglevel", "WARNING"]
    return [
        Program(
            name,
            [sys.executable, "-m", *argv],
            str(logs_folder() / f"{name}.log"),
            str(settings.BASE_DIR),
            environment,
            [listener.fileno()] if name == "web" else [],
        )
        for name, argv in ([("web", web)] if settings.READ_ONLY else [*workers(), ("web", web), ("beat", beat)])
    ]


def workers() -> list[tuple[str, list[str]]]:
    """One for short tasks alone, and as many as may read files; each is one process that shares nothing with the others."""
    names = ["worker", *(f"reader-{number + 1}" for number in range(settings.SCAN_CONCURRENCY))]
    alone = ["--pool", "solo", "--concurrency", "1", "--without-gossip", "--without-mingle", "--without-heartbeat", "--loglevel", "INFO"]
    return [
        (name, ["celery", "-A", "tracker.celery", "worker", "-n", f"{name}@%h", "-Q", queues, *alone])
        for name, queues in zip(names, ["celery"] + ["reading,celery"] * settings.SCAN_CONCURRENCY, strict=True)
    ]


def public_address(port: int) -> str:
    """PUBLIC_URL, which has the port of the settings unless somebody set it."""
    own = f"http://127.0.0.1:{settings.PORT}"
    return f"http://127.0.0.1:{port}" if own == settings.PUBLIC_URL else settings.PUBLIC_URL.rstrip("/")


def sentence_of(error: OSError | DatabaseError) -> str:
    """What is wrong and what to do, for a failing disk or database."""
    if isinstance(error, OSError):
        where = error.filename or settings.DATA_DIR
        return f"{error.strerror or error} ({where}). Free space, or set DATA_DIR to a folder that you may write."
    what = " ".join(str(error).split())[:300]
    remedy = f"Its files are in {settings.DATA_DIR}." if settings.IS_EMBEDDED else "Check DATABASE_URL."
    return f"the database says: {what}. {remedy}"
