"""One parser process behind its own `git cat-file`: Git's output is the parser's input, so that source never passes through here."""

import contextlib
import mmap
import os
import signal
import subprocess
import sys
import time
from collections import deque
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import IO

from scanner.frames import PROGRESS, FrameDamaged, Reading, unframed

CHILD = Path(__file__).resolve().with_name("child.py")
#: All that a parser gets from our environment: nothing.
ENVIRONMENT = {"LANG": "C.UTF-8", "PATH": "/usr/bin:/bin"}
MOST_COMPLAINT_LETTERS = 500
_CHUNK = 256 * 1024


class Parser:
    """The two processes and what is in flight between us."""

    def __init__(self, command: Sequence[str], env: dict[str, str]) -> None:
        self.pending: deque[str] = deque()  # asked and not answered, in order: answers come in that order
        self.is_trial = False
        self.is_late = False
        self.has_ended = False
        self._buffer = bytearray()
        self._outgoing = bytearray()
        self._complaint = bytearray()
        self._answered = 0
        self._asked = 0
        self._work = _Stopwatch()
        self._silence = _Stopwatch()
        descriptor = os.memfd_create("progress", os.MFD_CLOEXEC)
        try:
            os.ftruncate(descriptor, PROGRESS.size)
            self._progress = mmap.mmap(descriptor, PROGRESS.size)
            self._git = _started(command, env, stdin=subprocess.PIPE, stderr=subprocess.PIPE)
            try:
                arguments = [sys.executable, "-I", "-B", str(CHILD), str(descriptor), str(os.getpid())]
                self._child = _started(arguments, ENVIRONMENT, stdin=self._git.stdout, stderr=subprocess.DEVNULL, pass_fds=(descriptor,))
            except BaseException:
                _end(self._git)
                raise
        finally:
            os.close(descriptor)
        for stream in (self._git.stdin, self._git.stderr, self._child.stdout):
            os.set_blocking(_of(stream).fileno(), False)
        _of(self._git.stdout).close()

    @property
    def output(self) -> IO[bytes]:
        """Where answers arrive."""
        return _of(self._child.stdout)

    @property
    def was_busy(self) -> bool:
        """Whether the blob that is next to be answered had reached the parser: then it is to blame, and else Git is."""
        return self._counters()[0] > self._answered

    @property
    def ending(self) -> str:
        """How the process ended."""
        status = self._child.returncode or 0
        return signal.Signals(-status).name if status < 0 else f"exit status {status}"

    @property
    def complaint(self) -> str:
        """Git's last words."""
        return " ".join(self._complaint.decode("utf-8", "replace").split())[-MOST_COMPLAINT_LETTERS:]

    def ask(self, oids: Sequence[str]) -> None:
        """Requests blobs; the answers come some time later."""
        self.pending.extend(oids)
        self._asked += len(oids)
        self._outgoing += "".join(f"contents {oid}\n" for oid in oids).encode("ascii") + b"flush\n"
        self.flush()

    def flush(self) -> None:
        """Sends what Git takes at the moment, and listens to its complaints. Neither ever blocks: that is how pipes deadlock."""
        with contextlib.suppress(BlockingIOError, BrokenPipeError):
            while self._outgoing:
                del self._outgoing[: os.write(_of(self._git.stdin).fileno(), self._outgoing)]
        with contextlib.suppress(BlockingIOError):
            while heard := os.read(_of(self._git.stderr).fileno(), 4096):
                self._complaint = (self._complaint + heard)[-4 * MOST_COMPLAINT_LETTERS :]

    def readings(self) -> Iterator[Reading]:
        """The answers that have arrived. Raises FrameDamaged."""
        with contextlib.suppress(BlockingIOError):
            while chunk := os.read(self.output.fileno(), _CHUNK):
                self._buffer += chunk
                while reading := unframed(self._buffer):
                    if not self.pending or reading.oid != self.pending[0]:
                        raise FrameDamaged(f"an answer that nobody asked for: {reading.oid}")
                    self.pending.popleft()
                    self._answered += 1
                    yield reading
            self.has_ended = True

    def busy_seconds(self) -> float:
        """How long we have watched the parser at work on one blob.

        A parser that waits for Git, or for us to take its answer, isn't at work; and time in which this process itself stood still
        (a stopped machine, a caller busy elsewhere) is not counted against it.
        """
        begun, done, _ = self._counters()
        seconds = self._work.look((begun, done))
        return seconds if begun != done else 0.0

    def silent_seconds(self) -> float:
        """How long we have watched the parser wait for something that we asked Git for: a damaged object may never come."""
        signs = self._counters()
        seconds = self._silence.look((*signs, self._asked))
        return seconds if self.pending and signs[0] == signs[1] else 0.0

    def kill(self) -> None:
        """Ends the process at once; what it has written can still be read."""
        _end(self._child)
        self.has_ended = True

    def close(self) -> None:
        """Leaves nothing behind."""
        _end(self._child)
        _end(self._git)
        self.flush()
        for stream in (self._git.stdin, self._git.stderr, self._child.stdout):
            with contextlib.suppress(BrokenPipeError):
                _of(stream).close()

    def _counters(self) -> tuple[int, int, int]:
        begun, done, beats = PROGRESS.unpack_from(self._progress)
        return begun, done, beats


class _Stopwatch:
    """Counts the seconds in which we see the same, at most one for each look."""

    def __init__(self) -> None:
        self._sight: tuple[int, ...] = ()
        self._seconds = 0.0
        self._looked = time.monotonic()

    def look(self, sight: tuple[int, ...]) -> float:
        now = time.monotonic()
        self._seconds = self._seconds + min(now - self._looked, 1.0) if sight == self._sight else 0.0
        self._sight, self._looked = sight, now
        return self._seconds


def _started(command: Sequence[str], env: dict[str, str], **streams: object) -> subprocess.Popen[bytes]:
    """A process in a session of its own: Ctrl-C in a terminal is for its owner, who ends it in order."""
    return subprocess.Popen(  # type: ignore[call-overload, no-any-return]
        command, env=env, cwd="/", start_new_session=True, umask=0o077, bufsize=0, stdout=subprocess.PIPE, **streams
    )


def _end(process: subprocess.Popen[bytes]) -> None:
    """Kills a process and whatever it started."""
    with contextlib.suppress(ProcessLookupError):
        if process.returncode is None:
            os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def _of(stream: IO[bytes] | None) -> IO[bytes]:
    assert stream is not None  # all of them are pipes
    return stream
