"""Runs programs until it is told to stop: restarts what dies, and leaves nothing behind, however it ends itself.

Two processes. The one that people started holds a Supervisor; this file, run as a program of its own, is the
keeper, the parent of every program. The keeper's standard input is a pipe from the first: a line of JSON with
the programs, later "stop". When the pipe closes without that word, the first process is dead, and the keeper
kills all at once. Programs die with their keeper (PR_SET_PDEATHSIG, see prctl(2)), and what they leave is
adopted by the keeper, or by the first process (PR_SET_CHILD_SUBREAPER).
"""

import ctypes
import json
import os
import select
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path

GRACE = 2.5  # seconds between SIGTERM and SIGKILL
LONGEST_PAUSE = 30.0  # seconds before a program that keeps dying is started again
HEALTHY_AFTER = 60.0  # a program that lived so long starts again at once
MOST_LOG_BYTES = 10 * 1024**2
TICK = 0.2

_PR_SET_PDEATHSIG = 1
_PR_SET_CHILD_SUBREAPER = 36
_libc = ctypes.CDLL(None, use_errno=True)


@dataclass(frozen=True, slots=True)
class Program:
    """One program that shall always run."""

    name: str
    argv: Sequence[str]
    log: str
    folder: str = "/"
    environment: dict[str, str] = field(default_factory=dict)  # on top of the supervisor's
    files: Sequence[int] = ()  # open file descriptors that it inherits


class Supervisor:
    """The first process's hold on the keeper and its programs."""

    def __init__(self, programs: Sequence[Program]) -> None:
        """Start them all."""
        adopt_orphans()
        self._keeper = subprocess.Popen(
            [sys.executable, "-I", __file__],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            pass_fds=[file for program in programs for file in program.files],
            start_new_session=True,
            bufsize=0,
        )
        self._unfinished = b""
        self._write(json.dumps([asdict(program) for program in programs]))

    @property
    def is_running(self) -> bool:
        """False once the keeper has ended, and every program with it."""
        return self._keeper.poll() is None

    def sentences(self, seconds: float) -> list[str]:
        """What the keeper has to tell; waits this long for it."""
        assert self._keeper.stdout is not None
        if not select.select([self._keeper.stdout], [], [], seconds)[0]:
            return []
        said = os.read(self._keeper.stdout.fileno(), 65536)
        if not said:
            time.sleep(min(seconds, TICK))  # it is about to end
        *lines, self._unfinished = (self._unfinished + said).split(b"\n")
        return [line.decode(errors="replace") for line in lines]

    def stop(self) -> None:
        """Ask every program to end, and kill what has not after GRACE; a KeyboardInterrupt meanwhile kills at once."""
        try:
            self._write("stop")
            self._keeper.wait(GRACE + 1.5)
        except (KeyboardInterrupt, subprocess.TimeoutExpired):
            self.kill()
        finally:
            kill_descendants()

    def kill(self) -> None:
        """End every program now."""
        assert self._keeper.stdin is not None
        self._keeper.stdin.close()
        with suppress(subprocess.TimeoutExpired):
            self._keeper.wait(1.0)

    def _write(self, line: str) -> None:
        assert self._keeper.stdin is not None
        with suppress(BrokenPipeError):
            self._keeper.stdin.write(line.encode() + b"\n")


@dataclass(slots=True)
class _Kept:
    """A program, and what became of it."""

    program: Program
    pid: int = 0
    started: float = 0.0
    deaths: int = 0  # since it was last healthy
    due: float = 0.0


class _Keeper:
    """The parent of every program."""

    def __init__(self, programs: Sequence[Program]) -> None:
        self.kept = [_Kept(program) for program in programs]
        self.is_told_to_stop = False
        signal.signal(signal.SIGTERM, self._told)
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        signal.signal(signal.SIGHUP, signal.SIG_IGN)

    def _told(self, *_: object) -> None:
        self.is_told_to_stop = True

    def run(self) -> None:
        """Keep the programs running until told to stop, or until the first process is gone."""
        trimmed = 0.0
        try:
            while not self.is_told_to_stop:
                for kept in self.kept:
                    if not kept.pid and time.monotonic() >= kept.due:
                        self._start(kept)
                if self._hears_stop(TICK):
                    break
                self._bury()
                if time.monotonic() - trimmed > HEALTHY_AFTER:
                    trimmed = time.monotonic()
                    for kept in self.kept:
                        trim(Path(kept.program.log), MOST_LOG_BYTES)
            self._end_politely()
        finally:
            kill_descendants()

    def _start(self, kept: _Kept) -> None:
        program = kept.program
        keeper = os.getpid()

        def die_with_keeper() -> None:
            _libc.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
            if os.getppid() != keeper:
                os._exit(1)

        kept.started = time.monotonic()
        try:
            with Path(program.log).open("ab") as log:
                process = subprocess.Popen(
                    program.argv,
                    cwd=program.folder,
                    env=os.environ | program.environment,
                    stdin=subprocess.DEVNULL,
                    stdout=log,
                    stderr=log,
                    pass_fds=program.files,
                    start_new_session=True,
                    preexec_fn=die_with_keeper,  # noqa: PLW1509 - this process has one thread
                )
        except OSError as error:
            self._plan(kept, f"could not start: {error.strerror} ({error.filename})")
        else:
            kept.pid = process.pid
            process.returncode = 0  # _bury() waits for it, not Popen

    def _bury(self) -> None:
        """Take note of the dead, adopted ones too."""
        while True:
            try:
                pid, status = os.waitpid(-1, os.WNOHANG)
            except ChildProcessError:
                return
            if not pid:
                return
            for kept in self.kept:
                if kept.pid == pid:
                    kept.pid = 0
                    _kill_group(pid)
                    is_worn = status == 0 and time.monotonic() - kept.started > HEALTHY_AFTER  # it asks for a fresh start
                    self._plan(kept, "" if is_worn else f"ended ({_ending(status)})")

    def _plan(self, kept: _Kept, what: str) -> None:
        now = time.monotonic()
        kept.deaths = 1 if now - kept.started > HEALTHY_AFTER else kept.deaths + 1
        pause = min(LONGEST_PAUSE, 2.0 ** (kept.deaths - 1)) if kept.deaths > 1 else 0.5
        kept.due = now + pause
        if what and not self.is_told_to_stop:
            _tell(f"The {kept.program.name} process {what}. It starts again in {pause:g} s; its log is {kept.program.log}")

    def _hears_stop(self, seconds: float) -> bool:
        """True on the word "stop". Raises _Abandoned where the pipe has closed."""
        if not select.select([0], [], [], seconds)[0]:
            return False
        said = os.read(0, 4096)
        if not said:
            raise _Abandoned
        return b"stop" in said

    def _end_politely(self) -> None:
        self.is_told_to_stop = True
        for kept in self.kept:
            if kept.pid:
                with suppress(ProcessLookupError):
                    os.kill(kept.pid, signal.SIGTERM)
        last = time.monotonic() + GRACE
        while any(kept.pid for kept in self.kept) and time.monotonic() < last:
            self._hears_stop(0.05)
            self._bury()


class _Abandoned(Exception):
    """The process that started the keeper is gone."""


def adopt_orphans() -> None:
    """From now on, orphans below this process become its children."""
    _libc.prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


def kill_descendants(seconds: float = 1.0) -> None:
    """Kill every process below this one, sessions of their own or not, and wait until they are gone."""
    last = time.monotonic() + seconds
    while descendants := _descendants(os.getpid()):
        for pid in descendants:
            with suppress(ProcessLookupError, PermissionError):
                os.kill(pid, signal.SIGKILL)
        with suppress(ChildProcessError):
            while os.waitpid(-1, os.WNOHANG)[0]:
                pass
        if time.monotonic() > last:
            return
        time.sleep(0.01)


def _descendants(root: int) -> list[int]:
    children: dict[int, list[int]] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            with suppress(OSError):
                stat = (entry / "stat").read_bytes()
                children.setdefault(int(stat.rpartition(b")")[2].split()[1]), []).append(int(entry.name))
    found = list(children.get(root, ()))
    for pid in found:
        found.extend(children.get(pid, ()))
    return found


def _kill_group(pid: int) -> None:
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(pid, signal.SIGKILL)


def _ending(status: int) -> str:
    code = os.waitstatus_to_exitcode(status)
    return f"exit code {code}" if code >= 0 else f"killed by {signal.Signals(-code).name}"


def trim(log: Path, most: int) -> None:
    """Move a log's lines to `<name>.1` if there are too many; programs go on writing to the same file."""
    with suppress(OSError):
        if log.stat().st_size > most:
            shutil.copyfile(log, f"{log}.1")
            os.truncate(log, 0)


def _tell(sentence: str) -> None:
    with suppress(OSError):
        os.write(1, sentence.encode() + b"\n")


def main() -> None:
    """Be the keeper."""
    adopt_orphans()
    line = b""
    while not line.endswith(b"\n"):
        more = os.read(0, 65536)
        if not more:
            return
        line += more
    with suppress(_Abandoned):
        _Keeper([Program(**program) for program in json.loads(line)]).run()


if __name__ == "__main__":
    main()
