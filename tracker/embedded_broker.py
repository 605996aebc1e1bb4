"""The embedded broker: messages in files, written whole: docs/decisions/messages-are-written-whole.md."""

import logging
import os
import time
import uuid
from contextlib import suppress
from pathlib import Path
from queue import Empty
from typing import Any

from kombu.transport import filesystem, virtual
from kombu.utils.json import dumps, loads

log = logging.getLogger(__name__)


class Channel(filesystem.Channel):
    """Messages between the processes of one machine."""

    # Who rings a queue declares it first: no process needs another's table of queues, in a file that may be damaged.
    supports_fanout = False
    get_table = virtual.Channel.get_table

    @property
    def data_folder_in(self) -> str:
        """Where messages lie; made again if somebody took it away."""
        folder = Path(self.transport_options["data_folder_in"])
        with suppress(OSError):
            folder.mkdir(mode=0o700, exist_ok=True)
        return str(folder)

    data_folder_out = data_folder_in

    def _put(self, queue: str, payload: dict[str, Any], **kwargs: Any) -> None:  # type: ignore[override]  # named as in kombu’s own
        """Write under another name, then rename. A bell that finds no room is not rung: the reconciler will ring it."""
        path = Path(self.data_folder_out) / f"{time.time_ns():020d}_{uuid.uuid4()}.{queue}.msg"
        unfinished = path.with_name(f".{path.name}")
        try:
            unfinished.write_text(dumps(payload))  # type: ignore[no-untyped-call]
            unfinished.replace(path)
        except OSError as error:
            log.warning("A message to %s was not written: %s", queue, error.strerror)
            with suppress(OSError):
                unfinished.unlink(missing_ok=True)

    def _get(self, queue: str, timeout: float | None = None) -> dict[str, Any]:
        """The oldest message; it belongs to the process that removes its file."""
        for path in self._waiting(queue):
            try:
                text = path.read_bytes()
                path.unlink()
            except OSError:
                continue  # another process has it
            try:
                payload = loads(text.decode())  # type: ignore[no-untyped-call]
            except ValueError:
                payload = None
            if isinstance(payload, dict) and {"body", "properties"} <= payload.keys():
                return payload
            log.warning("A message that is none was dropped: %s, %s bytes", path.name, len(text))
        raise Empty

    def _size(self, queue: str) -> int:
        return len(self._waiting(queue))

    def _purge(self, queue: str) -> int:
        waiting = self._waiting(queue)
        for path in waiting:
            path.unlink(missing_ok=True)
        return len(waiting)

    def _waiting(self, queue: str) -> list[Path]:
        folder = self.data_folder_in
        try:
            names = os.listdir(folder)  # noqa: PTH208 - ten times a second
        except OSError:
            return []
        return [Path(folder, name) for name in sorted(names) if name.partition(".")[2] == f"{queue}.msg"]


class Transport(filesystem.Transport):
    """What `embedded://` stands for."""

    Channel = Channel
    global_state = virtual.BrokerState()  # type: ignore[no-untyped-call]
    implements = virtual.Transport.implements.extend(asynchronous=False, exchange_type=frozenset(["direct", "topic"]))
    driver_type = "embedded"
    driver_name = "embedded"
