"""What a parser process and its owner say to each other: results in frames, progress in shared memory."""

import struct
from dataclasses import dataclass

from scanner.facts import Verdict

#: Verdict, size of the blob, length of the facts that follow, blob id as hexadecimal text padded with NUL.
HEADER = struct.Struct(">BQI64s")
#: Blobs begun and blobs done since the process started, and signs of life while a blob passes by unread.
PROGRESS = struct.Struct("=QQQ")
#: No honest file of 1 MiB has facts this large; a parser that claims so is broken.
MOST_PACKED_BYTES = 16 * 1024 * 1024

_VERDICTS = tuple(Verdict)


class FrameDamaged(ValueError):
    """Bytes that are no frame: the process that wrote them can't be believed any more."""


@dataclass(frozen=True, slots=True)
class Reading:
    """One blob, read: its verdict, its size and its facts as bytes."""

    oid: str
    verdict: Verdict
    packed: bytes
    size: int


def framed(reading: Reading) -> bytes:
    """One result as bytes."""
    head = HEADER.pack(_VERDICTS.index(reading.verdict), reading.size, len(reading.packed), reading.oid.encode("ascii"))
    return head + reading.packed


def unframed(buffer: bytearray) -> Reading | None:
    """Takes the first whole frame off the buffer. Raises FrameDamaged."""
    if len(buffer) < HEADER.size:
        return None
    verdict, size, length, oid = HEADER.unpack_from(buffer)
    if verdict >= len(_VERDICTS) or length > MOST_PACKED_BYTES:
        raise FrameDamaged(f"verdict {verdict}, length {length}")
    end = HEADER.size + length
    if len(buffer) < end:
        return None
    packed = bytes(buffer[HEADER.size : end])
    del buffer[:end]
    return Reading(oid.rstrip(b"\0").decode("ascii", "replace"), _VERDICTS[verdict], packed, size)
