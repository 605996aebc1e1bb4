"""The owner of a rewriter process: a statement that hangs or crashes it costs a few seconds, and never this process."""

import contextlib
import os
import select
import signal
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from types import TracebackType
from typing import IO

from scanner import moves
from scanner.moves import Answer, Refusal, Request
from scanner.parser import ENVIRONMENT

REWRITER = Path(__file__).resolve().with_name("rewriter.py")
#: Loading LibCST takes half a second on an idle machine.
MOST_START_SECONDS = 30.0
_CHUNK = 256 * 1024


class RewriterBroken(Exception):
    """The process has ended, has not answered in time, or says what makes no sense; str() is one sentence without its full stop."""


class Rewriter:
    """One rewriter process, started when first needed; after one that died or was killed, the next request gets a fresh one.

    It belongs to the thread that uses it, as scanner.sandbox.ParserPool does.
    """

    def __init__(self, timeout: float = 5.0) -> None:
        self._timeout = timeout
        self._process: _Process | None = None

    def __enter__(self) -> "Rewriter":
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """Ends the process."""
        process, self._process = self._process, None
        if process:
            process.end()

    def answers(self, requests: Iterable[Request]) -> Iterator[Answer]:
        """An answer for each request, in order."""
        for request in requests:
            yield self.answer(request)

    def answer(self, request: Request) -> Answer:
        """What replaces one statement or string."""
        if len(request.source) > moves.MOST_FRAME_BYTES // 2:
            return Refusal("The file is too large")
        try:
            self._process = self._process or _Process()
            return moves.decode_answer(self._process.exchange(moves.encode_request(request), self._timeout))
        except RewriterBroken as reason:
            self.close()
            return Refusal(str(reason))
        except moves.AnswerDamaged:
            self.close()
            return Refusal("The rewriter answered with something that is no answer")


class _Process:
    """A process that has loaded all that it needs."""

    def __init__(self) -> None:
        self._child = subprocess.Popen(
            [sys.executable, "-I", "-B", str(REWRITER), str(os.getpid())],
            env=ENVIRONMENT,
            cwd="/",
            start_new_session=True,
            umask=0o077,
            bufsize=0,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
        for stream in (self._child.stdin, self._child.stdout):
            os.set_blocking(_of(stream).fileno(), False)
        try:
            self._receive(time.monotonic() + MOST_START_SECONDS, MOST_START_SECONDS)
        except BaseException:
            self.end()
            raise

    def exchange(self, request: bytes, timeout: float) -> bytes:
        """Sends a request and waits for the answer. Raises RewriterBroken."""
        deadline = time.monotonic() + timeout
        self._send(moves.framed(request), deadline, timeout)
        return self._receive(deadline, timeout)

    def end(self) -> None:
        """Kills the process and leaves nothing behind."""
        if self._child.returncode is None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self._child.pid, signal.SIGKILL)
        self._child.wait()
        for stream in (self._child.stdin, self._child.stdout):
            _of(stream).close()

    def _send(self, content: bytes, deadline: float, timeout: float) -> None:
        descriptor = _of(self._child.stdin).fileno()
        while content:
            _, ready, _ = select.select([], [descriptor], [], max(0.0, deadline - time.monotonic()))
            if not ready:
                raise RewriterBroken(_late(timeout))
            try:
                content = content[os.write(descriptor, content) :]
            except BrokenPipeError:
                raise RewriterBroken(self._ending()) from None

    def _receive(self, deadline: float, timeout: float) -> bytes:
        descriptor = _of(self._child.stdout).fileno()
        received = bytearray()
        while True:
            ready, _, _ = select.select([descriptor], [], [], max(0.0, deadline - time.monotonic()))
            if not ready:
                raise RewriterBroken(_late(timeout))
            chunk = os.read(descriptor, _CHUNK)
            if not chunk:
                raise RewriterBroken(self._ending())
            received += chunk
            if len(received) < moves.LENGTH.size:
                continue
            (length,) = moves.LENGTH.unpack_from(received)
            if length > moves.MOST_FRAME_BYTES or len(received) > moves.LENGTH.size + length:
                raise RewriterBroken("The rewriter answered with something that is no answer")
            if len(received) == moves.LENGTH.size + length:
                return bytes(received[moves.LENGTH.size :])

    def _ending(self) -> str:
        try:
            status = self._child.wait(timeout=1)
        except subprocess.TimeoutExpired:
            return "The rewriter closed its output"
        return f"The rewriter ended with {signal.Signals(-status).name if status < 0 else f'exit status {status}'}"


def _late(timeout: float) -> str:
    return f"No replacement was found within {timeout:g} s"


def _of(stream: IO[bytes] | None) -> IO[bytes]:
    assert stream is not None  # both are pipes
    return stream
