"""gunicorn's worker with threads, which waits for nobody without end: a thread that serves pages is not held by who sends or reads slowly.

The rules are those of Apache's mod_reqtimeout: some seconds, and more for whoever sends at a pace.
"""

import errno
import socket
import time
from typing import Any

from gunicorn.workers.gthread import TConn, ThreadWorker

SECONDS = 20.0  # of waiting for one request, its body included
LEAST_RATE = 20_000  # bytes that earn another second
SECONDS_OF_READING = 60.0  # for the client to take one piece of an answer


class PatientSocket:
    """A socket whose patience ends; who is waited for is gone then."""

    def __init__(self, inner: socket.socket) -> None:
        self._inner = inner
        self.renew()

    def renew(self) -> None:
        """Another request begins."""
        self._left = SECONDS

    def recv(self, size: int, flags: int = 0) -> bytes:
        """What the client sent. Raises ConnectionResetError if it took too long altogether."""
        started = time.monotonic()
        self._inner.settimeout(max(self._left, 0.001))
        try:
            data = self._inner.recv(size, flags)
        except TimeoutError as error:
            raise ConnectionResetError(errno.ECONNRESET, "the client sends too slowly") from error
        self._left += len(data) / LEAST_RATE - (time.monotonic() - started)
        return data

    def sendall(self, data: bytes, flags: int = 0) -> None:
        """Send all of it. Raises ConnectionResetError if the client does not take it."""
        self._inner.settimeout(SECONDS_OF_READING)
        try:
            self._inner.sendall(data, flags)
        except TimeoutError as error:
            raise ConnectionResetError(errno.ECONNRESET, "the client reads too slowly") from error

    def __getattr__(self, name: str) -> Any:
        return getattr(self._inner, name)


class PatientWorker(ThreadWorker):  # type: ignore[misc]
    """Every request that it reads has so much time and no more."""

    def handle(self, conn: TConn) -> Any:
        """Serve one request of a connection."""
        if isinstance(conn.sock, PatientSocket):
            conn.sock.renew()
        else:
            conn.sock = PatientSocket(conn.sock)
        return super().handle(conn)
