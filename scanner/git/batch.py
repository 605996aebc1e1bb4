"""What `git cat-file --batch` prints, read as it comes: blobs one after another, never more than one in memory."""

from collections.abc import Iterable, Iterator

from scanner.git.command import GitFailed


def read(pieces: Iterable[bytes], limit: int) -> Iterator[tuple[str, bytes]]:
    """Blob ids with their bytes; what is missing, is no blob or has more than `limit` bytes is passed by."""
    reader = _Reader(iter(pieces))
    while header := reader.line():
        oid, _, rest = header.decode("ascii", "replace").partition(" ")
        kind, _, size = rest.partition(" ")
        if not size.isdigit():
            continue  # "missing"
        if kind == "blob" and int(size) <= limit:
            yield oid, reader.take(int(size))
        else:
            reader.skip(int(size))
        reader.skip(1)  # the line end behind the contents


class _Reader:
    """Takes lines and numbers of bytes off a stream of pieces."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        self._pieces = pieces
        self._buffer = bytearray()

    def line(self) -> bytes:
        """The next line without its end, empty when there is no more."""
        while (end := self._buffer.find(b"\n")) < 0:
            piece = next(self._pieces, None)
            if piece is None:
                return b""
            self._buffer += piece
        line = bytes(self._buffer[:end])
        del self._buffer[: end + 1]
        return line

    def take(self, size: int) -> bytes:
        """So many bytes."""
        while len(self._buffer) < size:
            self._buffer += self._next()
        taken = bytes(self._buffer[:size])
        del self._buffer[:size]
        return taken

    def skip(self, size: int) -> None:
        """Past so many bytes, without keeping them."""
        while len(self._buffer) < size:
            size -= len(self._buffer)
            self._buffer[:] = self._next()
        del self._buffer[:size]

    def _next(self) -> bytes:
        piece = next(self._pieces, None)
        if piece is None:
            raise GitFailed("git cat-file ended in the middle of a file. Scan again.")
        return piece
