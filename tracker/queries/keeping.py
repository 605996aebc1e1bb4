"""What a process keeps of what it has read, where a key says everything that it depends on. The oldest goes first."""

from collections import OrderedDict
from collections.abc import Hashable
from threading import RLock
from typing import Any, Generic, TypeVar

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


class Kept(Generic[K, V]):
    """At most so many values, for all threads of a process; nothing that is in it may be changed."""

    def __init__(self, most: int) -> None:
        self.most = most
        self.reading = RLock()  # held by who reads what is not here: the others find it then, and read nothing
        self._values: OrderedDict[K, V] = OrderedDict()
        self._lock = RLock()
        _all.append(self)

    def get(self, key: K) -> V | None:
        """What is kept under a key."""
        with self._lock:
            if key in self._values:
                self._values.move_to_end(key)
            return self._values.get(key)

    def put(self, key: K, value: V) -> None:
        """Keep it; what was asked for least lately may go."""
        with self._lock:
            self._values[key] = value
            self._values.move_to_end(key)
            while len(self._values) > self.most:
                self._values.popitem(last=False)

    def clear(self) -> None:
        """Keep nothing."""
        with self._lock:
            self._values.clear()


_all: list["Kept[Any, Any]"] = []


def forget() -> None:
    """Keep nothing of anything: databases come and go under tests."""
    for one in _all:
        one.clear()
