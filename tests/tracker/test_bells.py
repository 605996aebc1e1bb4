"""Bells in files: heard once, whole or not at all, and no damage ends who listens."""

import errno
import logging
import shutil
from collections.abc import Iterator
from pathlib import Path
from queue import Empty

import pytest
from kombu.connection import Connection
from kombu.simple import SimpleQueue

import tracker.celery  # noqa: F401 - knows what embedded:// is
from tracker import embedded_broker

DAMAGED = "00000000000000000000_x.reading.msg"


@pytest.fixture
def bells(tmp_path: Path) -> Path:
    folder = tmp_path / "bells"
    folder.mkdir()
    return folder


@pytest.fixture
def queue(bells: Path) -> Iterator[SimpleQueue]:
    options = {"data_folder_in": str(bells), "data_folder_out": str(bells), "polling_interval": 0.01}
    with Connection("embedded://", transport_options=options) as connection, connection.SimpleQueue("reading") as opened:
        yield opened


@pytest.fixture
def said(caplog, monkeypatch):
    monkeypatch.setattr(embedded_broker.log, "disabled", False)  # import-linter turns off what there was before it
    caplog.set_level(logging.WARNING)
    return caplog


def hear(queue: SimpleQueue) -> object:
    message = queue.get(timeout=2)
    message.ack()
    return message.payload


def test_bells_are_heard_in_the_order_in_which_they_were_rung_and_once(queue, bells):
    for number in range(3):
        queue.put({"id": number})
    assert len(queue) == 3
    assert [hear(queue) for _ in range(3)] == [{"id": 0}, {"id": 1}, {"id": 2}]
    assert list(bells.iterdir()) == []
    with pytest.raises(Empty):
        queue.get(timeout=0.05)


@pytest.mark.parametrize("content", [b"", b'{"body": "half a mess', b"[]", b"{}", b"\xff\xfe"])
def test_a_file_that_is_no_message_is_dropped_and_the_next_one_heard(queue, bells, said, content):
    (bells / DAMAGED).write_bytes(content)
    queue.put({"id": 1})
    assert hear(queue) == {"id": 1}
    assert list(bells.iterdir()) == []
    assert f"A message that is none was dropped: {DAMAGED}" in said.text


def test_a_folder_that_somebody_deleted_is_made_again(queue, bells):
    shutil.rmtree(bells)
    with pytest.raises(Empty):
        queue.get(timeout=0.05)
    assert bells.stat().st_mode & 0o077 == 0
    shutil.rmtree(bells)
    queue.put({"id": 1})
    assert hear(queue) == {"id": 1}


def test_a_bell_that_finds_no_room_leaves_nothing_and_stops_nobody(queue, bells, said, monkeypatch):
    def full(path: Path, text: str) -> int:
        path.touch()
        raise OSError(errno.ENOSPC, "No space left on device", str(path))

    with monkeypatch.context() as patched:
        patched.setattr(Path, "write_text", full)
        queue.put({"id": 1})
    assert list(bells.iterdir()) == []
    assert "A message to reading was not written: No space left on device" in said.text


def test_a_message_that_is_still_being_written_is_not_heard(queue, bells):
    (bells / ".0_x.reading.msg").write_text('{"body": ')
    with pytest.raises(Empty):
        queue.get(timeout=0.05)


def test_what_waits_can_be_thrown_away(queue, bells):
    queue.put({"id": 1})
    queue.clear()
    assert list(bells.iterdir()) == []
