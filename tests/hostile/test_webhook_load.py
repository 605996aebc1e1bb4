"""10,000 malformed deliveries and 1,000 good ones, shuffled, on the server as `up` starts it."""

import os
import random
import socket
import sqlite3
import statistics
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.support.deliveries import FORM, JSON, SECRET, as_form, as_json, headers, pushed
from tracker.management.commands import up

pytestmark = [pytest.mark.hostile, pytest.mark.load]

ROOT = Path(__file__).resolve().parent.parent.parent
SEED = 412
MALFORMED, GOOD = 10_000, 1_000
CLIENTS = 4
ADD = (
    "from tracker.models import Repository;"
    "Repository.objects.create(slug='shop', source='https://github.com/acme/shop.git', is_local=False, path_rules='')"
)


@dataclass(frozen=True)
class Sent:
    """Bytes for the socket, and what kind they are; `ends` closes our half after them."""

    kind: str
    data: bytes
    ends: bool = False


@dataclass(frozen=True)
class Answered:
    """The status, 0 where there was none, and the seconds until it came."""

    kind: str
    status: int
    seconds: float


@pytest.fixture
def server(tmp_path: Path, settings) -> Iterator[tuple[int, Path, int]]:
    """Port, DATA_DIR and process of a gunicorn with the arguments of `up`; no worker hears the bells."""
    folder = tmp_path / "data"
    environment = {**os.environ, "DATA_DIR": str(folder), "GITHUB_WEBHOOK_SECRET": SECRET, "LOG_LEVEL": "CRITICAL"}
    folder.mkdir()
    for words in (["migrate", "--verbosity", "0"], ["shell", "--command", ADD]):
        subprocess.run([sys.executable, "manage.py", *words], cwd=ROOT, env=environment, check=True, capture_output=True)
    settings.DATA_DIR = folder
    listener = socket.create_server(("127.0.0.1", 0), backlog=128)
    web = next(program for program in up.programs(listener) if program.name == "web")
    log = (tmp_path / "web.log").open("wb")
    process = subprocess.Popen(web.argv, cwd=ROOT, env=environment | web.environment, pass_fds=[listener.fileno()], stdout=log, stderr=log)
    port = listener.getsockname()[1]
    listener.close()
    try:
        assert exchange(port, Sent("ready", b"GET /livez HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n")).status == 200
        yield port, folder, process.pid
    finally:
        process.terminate()
        process.wait(30)
        log.close()


def exchange(port: int, sent: Sent) -> Answered:
    """Send it over a connection of its own and wait for the answer."""
    begun = time.monotonic()
    with socket.create_connection(("127.0.0.1", port), timeout=30) as connection:
        answer = b""
        try:
            connection.sendall(sent.data)
            if sent.ends:
                connection.shutdown(socket.SHUT_WR)
            while b"\r\n" not in answer and (more := connection.recv(4096)):
                answer += more
        except ConnectionError:
            pass
    status = int(answer.split(b" ", 2)[1]) if answer.startswith(b"HTTP/") else 0
    return Answered(sent.kind, status, time.monotonic() - begun)


def request(body: bytes, given: dict[str, str], *, method: str = "POST", length: str | None = "") -> bytes:
    """The bytes of an HTTP request; `length` None leaves the header out."""
    lines = [f"{method} /hooks/github/ HTTP/1.1", "Host: 127.0.0.1", "Connection: close"]
    lines += [f"Content-Length: {length or len(body)}"] if length is not None else []
    return "\r\n".join([*lines, *(f"{name}: {value}" for name, value in given.items() if value), "", ""]).encode("latin-1") + body


def good(number: int, chance: random.Random) -> Sent:
    """A push as GitHub sends it."""
    said = pushed() | {"commits": ["x" * 100] * chance.choice([0, 1, 20, 2_000])}
    kind, body = chance.choice([(JSON, as_json(said)), (FORM, as_form(said))])
    return Sent("good", request(body, headers(body, f"good-{number}", kind=kind)))


def signed(body: bytes, kind: str = JSON, **changed: str) -> bytes:
    return request(body, headers(body, "bad", kind=kind) | changed)


def unsigned(chance: random.Random) -> Sent:
    body = as_json(pushed())
    wrong = [
        "",
        "sha256=",
        "sha256=" + "0" * 64,
        "sha1=" + "0" * 40,
        "sha256=" + "\xe9" * 64,
        headers(body, "1", secret="not-the-secret-0123456789")["X-Hub-Signature-256"],
        "x" * 5_000,
    ]
    return Sent("unsigned", request(body, headers(body, "bad") | {"X-Hub-Signature-256": chance.choice(wrong)}))


def nonsense(chance: random.Random) -> Sent:
    """Signed by whoever has the secret, and no delivery all the same."""
    bodies = [
        chance.randbytes(chance.randrange(1, 3_000)),
        b"[" * 100_000,
        b'{"a":' * 100_000,
        b"\xff\xfe" + as_json(pushed()),
        as_json(pushed())[: -chance.randrange(1, 300)],
        b'{"repository": {"full_name": ' + b"9" * 6_000 + b"}}",
        b'{"repository": 1, "repository": null}',
        b"[{}]",
        b"NaN",
        b"{}",
    ]
    return Sent("nonsense", signed(chance.choice(bodies), chance.choice([JSON, FORM])))


def no_type(chance: random.Random) -> Sent:
    return Sent("type", signed(as_json(pushed()), chance.choice(["text/plain", "application/xml", "", "\xe9", "multipart/form-data"])))


def no_headers(chance: random.Random) -> Sent:
    lacking = chance.choice([{"X-GitHub-Delivery": ""}, {"X-GitHub-Event": ""}, {"X-GitHub-Delivery": "a b"}, {"X-GitHub-Event": "\xe9"}])
    return Sent("headers", signed(as_json(pushed()), **lacking))


def truncated(chance: random.Random) -> Sent:
    body = as_json(pushed())
    whole = request(body, headers(body, "bad"))
    return Sent("truncated", whole[: -chance.randrange(1, len(body))], ends=True)


def too_large(chance: random.Random) -> Sent:
    body = as_json(pushed())
    length = chance.choice([str(25 * 1024**2 + 1), str(10**11), "9" * 30])
    return Sent("too large", request(body, headers(body, "bad"), length=length), ends=True)


def lies(chance: random.Random) -> Sent:
    """Lengths that are none, and chunks that are not what they say."""
    body = as_json(pushed())
    sent = headers(body, "bad")
    chunked = sent | {"Transfer-Encoding": "chunked"}
    whole = b"%x\r\n%s\r\n0\r\n\r\n" % (len(body), body)
    return Sent(
        "lies",
        chance.choice(
            [
                request(body, sent, length=None),
                request(body, sent, length="-5"),
                request(body, sent, length="0x10"),
                request(body, sent, length="5, 6"),
                request(whole, chunked, length=None),
                request(b"zz\r\n" + body, chunked, length=None),
                request(b"ffffff\r\n" + body, chunked, length=None),
                request(whole, chunked),
            ]
        ),
        ends=True,
    )


def packed(chance: random.Random) -> Sent:
    body = as_json(pushed())
    return Sent("packed", request(chance.randbytes(400), headers(body, "bad") | {"Content-Encoding": "gzip"}))


def no_http(chance: random.Random) -> Sent:
    body = as_json(pushed())
    whole = request(body, headers(body, "bad"))
    return Sent(
        "no HTTP",
        chance.choice(
            [
                chance.randbytes(200) + b"\r\n\r\n",
                whole.replace(b"X-GitHub-Event: push", b"X-GitHub-Event: pu\0sh"),
                whole.replace(b"X-GitHub-Event: push", b"X-GitHub-Event : push"),
                whole.replace(b"Host:", b"X-Long: " + b"x" * 20_000 + b"\r\nHost:"),
                whole.replace(b"POST /", b"PO ST /"),
            ]
        ),
        ends=True,
    )


def other_method(chance: random.Random) -> Sent:
    body = as_json(pushed())
    return Sent("method", request(body, headers(body, "bad"), method=chance.choice(["GET", "PUT", "DELETE", "PATCH"])))


MAKERS: list[Callable[[random.Random], Sent]] = [
    unsigned,
    unsigned,
    nonsense,
    nonsense,
    no_type,
    no_headers,
    truncated,
    too_large,
    lies,
    packed,
    no_http,
    other_method,
]


def memory_of(parent: int) -> int:
    """KiB that the children of a process keep."""
    found = 0
    for status in Path("/proc").glob("[0-9]*/status"):
        try:
            lines = dict(line.split(":", 1) for line in status.read_text().splitlines() if ":" in line)
        except OSError:
            continue
        if lines.get("PPid", "").strip() == str(parent):
            found += int(lines.get("VmRSS", "0 kB").split()[0])
    return found


def report(name: str, answered: list[Answered]) -> str:
    times = sorted(one.seconds * 1000 for one in answered)
    half, most = statistics.median(times), times[len(times) * 99 // 100]
    statuses = ", ".join(f"{status or 'none'}: {count}" for status, count in sorted(Counter(one.status for one in answered).items()))
    return f"{name:<11} {len(answered):>6}   p50 {half:6.1f} ms   p99 {most:6.1f} ms   max {times[-1]:6.1f} ms   {statuses}"


def test_ten_thousand_malformed_deliveries_change_nothing_and_a_thousand_good_ones_are_heard(server, capsys):
    port, folder, process = server
    chance = random.Random(SEED)
    wave = [good(number, chance) for number in range(GOOD)] + [chance.choice(MAKERS)(chance) for _ in range(MALFORMED)]
    chance.shuffle(wave)
    for number in range(20):
        exchange(port, unsigned(random.Random(number)))
    before, begun = memory_of(process), time.monotonic()
    with ThreadPoolExecutor(CLIENTS) as threads:
        answered = list(threads.map(lambda sent: exchange(port, sent), wave))
    took, grown = time.monotonic() - begun, memory_of(process) - before
    kinds = {kind: [one for one in answered if one.kind == kind] for kind in sorted({one.kind for one in answered})}
    with capsys.disabled():
        print(f"\nseed {SEED}, {len(wave):,} requests of {CLIENTS} clients in {took:.1f} s; the server grew by {grown / 1024:.1f} MiB")
        print("\n".join(report(kind, found) for kind, found in kinds.items()))
        print(report("all", answered))
    assert Counter(one.status for one in kinds["good"]) == {202: GOOD}
    bad = [one for one in answered if one.kind != "good"]
    assert [one for one in bad if not 400 <= one.status < 500] == []
    with sqlite3.connect(folder / "tracker.sqlite3") as database:
        assert database.execute("SELECT count(*), min(guid LIKE 'good-%') FROM tracker_delivery").fetchone() == (GOOD, 1)
        assert database.execute("SELECT count(*), min(reason), min(state) FROM tracker_scan").fetchone() == (1, "push", "queued")
    database.close()
