"""The web application as `up` runs it, for a measurement; what its processes hold and have used."""

import os
import signal
import socket
import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from bench.driving import HOST, Driver, Page

STARTS_WITHIN = 30.0  # seconds
ENDS_WITHIN = 10.0


class LoadRefused(ValueError):
    """It cannot be measured; str() says why and what to do."""


@dataclass(frozen=True, slots=True)
class Server:
    """A server that answers."""

    port: int
    pid: int

    def memory(self) -> list[int]:
        """What each process has of its own and its share of what it has with others (PSS), in MiB."""
        found = []
        for process in self._processes():
            lines = Path(f"/proc/{process}/smaps_rollup").read_text().splitlines()
            found.append(sum(int(line.split()[1]) for line in lines if line.startswith("Pss:")) // 1024)
        return found

    def cpu(self) -> float:
        """Seconds that all processes together have used."""
        stats = [Path(f"/proc/{process}/stat").read_bytes().rpartition(b")")[2].split() for process in self._processes()]
        return sum(int(one[11]) + int(one[12]) for one in stats) / os.sysconf("SC_CLK_TCK")

    def _processes(self) -> list[int]:
        return [self.pid, *_children(self.pid)]


@contextmanager
def served(port: int, folder: Path, environment: Mapping[str, str]) -> Iterator[Server]:
    """The web application as `up` runs it, on the loopback address; it ends with the block, whatever happens."""
    from tracker.management.commands.up import programs

    with socket.socket() as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((HOST, port))
        except OSError as error:
            raise LoadRefused(f"Port {port} cannot be used: {error.strerror}. Choose another: LOAD_PORT={port + 1}") from error
        listener.listen(128)
        web = next(program for program in programs(listener) if program.name == "web")
        with (folder / "web.log").open("wb") as log:
            server = subprocess.Popen(
                web.argv,
                cwd=web.folder,
                env={**environment, **web.environment},
                stdout=log,
                stderr=log,
                pass_fds=web.files,
                start_new_session=True,
            )
        try:
            _wait(listener.getsockname()[1], server, folder)
            yield Server(listener.getsockname()[1], server.pid)
        finally:
            server.terminate()
            try:
                server.wait(ENDS_WITHIN)
            except subprocess.TimeoutExpired:
                os.killpg(server.pid, signal.SIGKILL)  # its own session: nobody else's processes
                server.wait()


def _wait(port: int, server: subprocess.Popen[bytes], folder: Path) -> None:
    """Until it answers."""
    last = time.monotonic() + STARTS_WITHIN
    while time.monotonic() < last and server.poll() is None:
        asked = Driver(port, [Page("livez", 1, ["/livez"])], seed=0).each_once()["livez"]
        if asked.statuses["200"]:
            return
        time.sleep(0.2)
    said = (folder / "web.log").read_text(errors="replace").strip().splitlines()
    raise LoadRefused(f"The server did not start within {STARTS_WITHIN:.0f} s. Its last line: {said[-1] if said else 'none'}")


def _children(parent: int) -> list[int]:
    """The processes that gunicorn has started."""
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                is_child = int((entry / "stat").read_bytes().rpartition(b")")[2].split()[1]) == parent
            except OSError:
                continue  # it has ended
            found += [int(entry.name)] if is_child else []
    return sorted(found)
