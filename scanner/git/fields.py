"""A stream of pieces cut at a separator, in time that grows with its length and memory that does not."""

from collections.abc import Iterable, Iterator

LONGEST = 1024**2  # bytes that are kept of one field; the rest of it is passed by


def split(pieces: Iterable[bytes], end: bytes) -> Iterator[bytes]:
    """What stands between separators of one byte, each cut to LONGEST bytes; a last one without its end as well, if there is any."""
    begun: list[bytes] = []
    room = LONGEST
    for piece in pieces:
        *whole, rest = piece.split(end)
        for field in whole:
            yield b"".join([*begun, field[:room]])
            begun, room = [], LONGEST
        if rest and room:
            begun.append(rest[:room])
            room -= len(begun[-1])
    if begun:
        yield b"".join(begun)
