"""Clients that ask one server on this machine for pages, each over a connection of its own that stays open."""

import http.client
import random
import threading
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

HOST = "127.0.0.1"  # and nowhere else
PATIENCE = 60.0  # seconds for one answer


@dataclass(frozen=True, slots=True)
class Page:
    """A sort of page: how often it is asked for, and by which addresses."""

    name: str
    weight: int
    paths: Sequence[str]


@dataclass(slots=True)
class Asked:
    """What became of the requests for one sort of page."""

    seconds: list[float] = field(default_factory=list)
    statuses: Counter[str] = field(default_factory=Counter)
    size: int = 0  # bytes of all bodies

    def percentile(self, share: float) -> float:
        """Milliseconds within which so large a share of the answers came (nearest rank)."""
        found = sorted(self.seconds)
        return found[max(-(-int(len(found) * share * 1_000) // 1_000) - 1, 0)] * 1_000 if found else 0.0


class Driver:
    """So many clients for so long."""

    def __init__(self, port: int, pages: Sequence[Page], seed: int, pause: float = 0.0) -> None:
        self.port = port
        self.pages = pages
        self.seed = seed
        self.pause = pause  # seconds between two pages of a client, on average
        self.answers: dict[str, Asked] = {page.name: Asked() for page in pages}
        self._lock = threading.Lock()

    def each_once(self) -> dict[str, Asked]:
        """One client asks for the first address of every page, in order: nothing is kept by the server yet."""
        found = {}
        connection = self._connected()
        for page in self.pages:
            found[page.name] = Asked()
            connection = self._ask(connection, page.paths[0], found[page.name])
        connection.close()
        return found

    def run(self, clients: int, seconds: float) -> None:
        """Ask until the time is over; the last answers are waited for."""
        until = time.monotonic() + seconds
        threads = [threading.Thread(target=self._client, args=[number, until], daemon=True) for number in range(clients)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(seconds + 2 * PATIENCE)

    def _client(self, number: int, until: float) -> None:
        chance = random.Random(f"{self.seed}/{number}")
        weights = [page.weight for page in self.pages]
        mine = {page.name: Asked() for page in self.pages}
        connection = self._connected()
        time.sleep(chance.uniform(0, self.pause))  # they do not begin together
        while time.monotonic() < until:
            page = chance.choices(self.pages, weights)[0]
            connection = self._ask(connection, chance.choice(page.paths), mine[page.name])
            time.sleep(chance.uniform(0.5, 1.5) * self.pause)
        connection.close()
        with self._lock:
            for name, asked in mine.items():
                whole = self.answers[name]
                whole.seconds += asked.seconds
                whole.statuses += asked.statuses
                whole.size += asked.size

    def _connected(self) -> http.client.HTTPConnection:
        return http.client.HTTPConnection(HOST, self.port, timeout=PATIENCE)

    def _ask(self, connection: http.client.HTTPConnection, path: str, asked: Asked) -> http.client.HTTPConnection:
        """One request; a connection that failed is replaced, and the failure is counted by its name."""
        start = time.perf_counter()
        try:
            answer = _answer(connection, path)
            asked.size += len(answer.read())
            asked.statuses[str(answer.status)] += 1
        except (OSError, http.client.HTTPException) as error:
            asked.statuses[type(error).__name__] += 1
            connection.close()
            connection = self._connected()
        asked.seconds.append(time.perf_counter() - start)
        return connection


def _answer(connection: http.client.HTTPConnection, path: str) -> http.client.HTTPResponse:
    """What comes back; a connection that the server closed while nobody used it is opened again, as browsers do."""
    was_open = connection.sock is not None
    try:
        connection.request("GET", path)
        return connection.getresponse()
    except ConnectionError:  # http.client's RemoteDisconnected is one
        connection.close()
        if not was_open:
            raise
    connection.request("GET", path)
    return connection.getresponse()
