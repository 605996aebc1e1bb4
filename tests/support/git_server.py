"""A Git server on loopback that speaks smart HTTP, by `git http-backend` behind the standard library's HTTP server."""

import os
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import urlsplit

from tests.support.repositories import ENVIRONMENT


class GitServer(ThreadingHTTPServer):
    """Serves the bare repositories of one folder."""

    daemon_threads = True

    def __init__(self, root: Path) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.root = root
        self.requests: list[str] = []
        self.moved_to: str | None = None  # answer everything with a redirect
        self.fails_with: int | None = None  # answer everything with this status

    @property
    def host(self) -> str:
        """Name and port, as ALLOWED_GIT_HOSTS takes them."""
        return f"127.0.0.1:{self.server_address[1]}"

    def url(self, name: str) -> str:
        """The address of a repository of the folder."""
        return f"http://{self.host}/{name}"


class _Handler(BaseHTTPRequestHandler):
    server: GitServer

    def do_GET(self) -> None:
        self._answer()

    def do_POST(self) -> None:
        self._answer()

    def log_message(self, *words: object) -> None:
        """Nobody reads it."""

    def _answer(self) -> None:
        self.server.requests.append(f"{self.command} {self.path}")
        if self.server.moved_to or self.server.fails_with:
            self.send_response(302 if self.server.moved_to else self.server.fails_with or 500)
            if self.server.moved_to:
                self.send_header("Location", self.server.moved_to + self.path)
            self.end_headers()
            return
        parts = urlsplit(self.path)
        given = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        variables = {
            **ENVIRONMENT,
            "GIT_PROJECT_ROOT": str(self.server.root),
            "GIT_HTTP_EXPORT_ALL": "1",
            "REQUEST_METHOD": self.command,
            "PATH_INFO": parts.path,
            "QUERY_STRING": parts.query,
            "CONTENT_TYPE": self.headers.get("Content-Type", ""),
            "CONTENT_LENGTH": str(len(given)),
            "HTTP_CONTENT_ENCODING": self.headers.get("Content-Encoding", ""),
            "GIT_PROTOCOL": self.headers.get("Git-Protocol", ""),
            "REMOTE_ADDR": "127.0.0.1",
            "PATH": os.environ.get("PATH", os.defpath),
        }
        done = subprocess.run(["git", "http-backend"], input=given, capture_output=True, env=variables, check=False)
        head, _, body = done.stdout.partition(b"\r\n\r\n")
        headers = [line.split(": ", 1) for line in head.decode("latin-1").split("\r\n") if ": " in line]
        self.send_response(int(dict(headers).get("Status", "200")[:3]))
        for name, value in headers:
            if name != "Status":
                self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)


@contextmanager
def serving(root: Path) -> Iterator[GitServer]:
    """A server for the time of a test."""
    server = GitServer(root)
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
