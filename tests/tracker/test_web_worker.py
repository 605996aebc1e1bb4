"""Clients that send or read slowly: each is given up, and holds nobody else up meanwhile."""

import os
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing
from threading import Timer

import pytest
from django.conf import settings

from tests.tracker.test_up import answer, wait_for
from tracker import web_worker
from tracker.management.commands import up
from tracker.web_worker import PatientSocket

SLOW = 10
HALF_A_HEADER = b"GET / HTTP/1.1\r\nHost: localhost\r\n"
HALF_A_BODY = b"POST /sign-in/ HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9\r\n\r\n1"


@pytest.fixture
def pair() -> Iterator[tuple[PatientSocket, socket.socket]]:
    ours, theirs = socket.socketpair()
    with closing(ours), closing(theirs):
        yield PatientSocket(ours), theirs


def test_who_sends_a_byte_now_and_then_is_given_up(pair, monkeypatch):
    monkeypatch.setattr(web_worker, "SECONDS", 0.3)
    ours, theirs = pair
    ours.renew()
    started = time.monotonic()
    for _ in range(3):
        sender = Timer(0.05, theirs.send, [b"x"])
        sender.start()
        assert ours.recv(100) == b"x"
        sender.join()
    with pytest.raises(ConnectionResetError, match="sends too slowly"):
        ours.recv(100)
    assert time.monotonic() < started + 3, "all bytes together have so much time, not each"


def test_who_sends_at_a_pace_earns_time_and_every_request_begins_anew(pair):
    ours, theirs = pair
    ours._left = 0.01
    theirs.send(b"x" * 100_000)
    while ours._left < 1:
        ours.recv(10_000)
    ours._left = 0.0
    ours.renew()
    assert ours._left == web_worker.SECONDS


def test_who_does_not_read_is_given_up(pair, monkeypatch):
    monkeypatch.setattr(web_worker, "SECONDS_OF_READING", 0.1)
    ours, _ = pair
    with pytest.raises(ConnectionResetError, match="reads too slowly"):
        ours.sendall(b"x" * 10_000_000)


def test_ten_slow_clients_hold_nobody_up(data_dir):
    with up.bound_socket(_free_port()) as listener, ExitStack() as held:
        port = listener.getsockname()[1]
        listener.listen(128)
        web = next(one for one in up.programs(listener) if one.name == "web")
        environment = {**os.environ, **web.environment}
        process = subprocess.Popen(
            web.argv, cwd=settings.BASE_DIR, env=environment, pass_fds=[listener.fileno()], stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )  # fmt: skip
        held.callback(process.wait)
        held.callback(process.terminate)
        wait_for(lambda: answer(port, "/livez") == 200, "the first answer")
        for number in range(SLOW):
            slow = held.enter_context(socket.create_connection(("127.0.0.1", port)))
            slow.send(HALF_A_HEADER if number % 2 else HALF_A_BODY)
        time.sleep(0.5)
        started = time.monotonic()
        assert [answer(port, "/livez") for _ in range(20)] == [200] * 20
        assert time.monotonic() < started + 5


def _free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])
