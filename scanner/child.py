"""A parser process: blobs from Git on its standard input, facts on its standard output, nothing else within reach.

Run by its file's path with `python -I`, the descriptor of the shared progress counters and its owner's process id.
"""

import ctypes
import gc
import hashlib
import mmap
import os
import resource
import signal
import sys
import warnings
from pathlib import Path
from typing import BinaryIO

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent))  # -I leaves it out

from scanner import facts
from scanner.extract import MOST_BYTES, extract, too_large
from scanner.facts import FileFacts, Verdict
from scanner.frames import MOST_PACKED_BYTES, PROGRESS, Reading, framed

MOST_MEMORY = 3 * 512 * 1024 * 1024
MOST_CPU_SECONDS = 30
#: Facts that compress to less than this can't be larger than facts.MOST_ENCODED_BYTES: zlib saves a factor of 1,030 at most.
SURELY_SMALL = facts.MOST_ENCODED_BYTES // 1040
COLLECT_EVERY = 2000
_PR_SET_PDEATHSIG = 1
_PR_SET_NO_NEW_PRIVS = 38
_CHUNK = 256 * 1024


class Progress:
    """The counters by which the owner tells a long parse from a wait for input."""

    def __init__(self, descriptor: int) -> None:
        self._memory = mmap.mmap(descriptor, PROGRESS.size)
        self._begun = 0
        self._beats = 0

    def begin(self) -> None:
        """A blob is here, whole."""
        self._begun += 1
        PROGRESS.pack_into(self._memory, 0, self._begun, self._begun - 1, self._beats)

    def finish(self) -> None:
        """It is read; writing the result may wait for the owner."""
        PROGRESS.pack_into(self._memory, 0, self._begun, self._begun, self._beats)

    def beat(self) -> None:
        """Git is at work: a part of a blob that isn't read has passed by."""
        self._beats += 1
        PROGRESS.pack_into(self._memory, 0, self._begun, self._begun, self._beats)


def confine(owner: int) -> None:
    """Dies with its owner, and may do nothing but compute."""
    libc = ctypes.CDLL(None, use_errno=True)
    libc.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    if os.getppid() != owner:  # it died before we could ask to follow
        os._exit(1)
    _limit(resource.RLIMIT_AS, MOST_MEMORY)
    _limit(resource.RLIMIT_CORE, 0)
    _limit(resource.RLIMIT_FSIZE, 0)
    _limit(resource.RLIMIT_NOFILE, 32)
    if os.geteuid() != 0:
        _limit(resource.RLIMIT_NPROC, 0)
    os.umask(0o077)
    os.chdir("/")


def _limit(what: int, most: int) -> None:
    resource.setrlimit(what, (most, most))


def _rearm_cpu_limit() -> None:
    """The kernel ends a parse that its owner, stopped or gone astray, does not."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    soft = int(used.ru_utime + used.ru_stime) + MOST_CPU_SECONDS
    resource.setrlimit(resource.RLIMIT_CPU, (soft, resource.RLIM_INFINITY))


def serve(source: BinaryIO, sink: BinaryIO, progress: Progress) -> None:
    """Reads blobs until Git closes the pipe. Each result is flushed: its owner may ask for the next blob only after it."""
    served = 0
    while header := source.readline(200):
        _rearm_cpu_limit()
        sink.write(framed(_answer(header, source, progress)))
        sink.flush()
        served += 1
        if served % COLLECT_EVERY == 0:
            gc.collect()


def _answer(header: bytes, source: BinaryIO, progress: Progress) -> Reading:
    words = header.decode("ascii", "replace").split()
    if len(words) != 3 or not words[2].isdigit():  # "<oid> missing", "<oid> ambiguous"
        progress.begin()
        reading = _reading(words[0], 0, FileFacts(Verdict.MISSING, "not in the repository"))
    elif words[1] != "blob" or int(words[2]) > MOST_BYTES:
        reading = _passed_over(words[0], words[1], int(words[2]), source, progress)
        progress.begin()
    else:
        content = source.read(int(words[2]) + 1)
        if not _is_whole(words[0], content, int(words[2])):  # what follows can't be told from this blob: the stream is of no use any more
            raise EOFError("Git stopped within a blob, or gave another")
        progress.begin()
        reading = _read(words[0], content[:-1])
    progress.finish()
    return reading


def _is_whole(oid: str, content: bytes, size: int) -> bool:
    """Whether these bytes are the object and a line end: Git sends damaged loose objects too short or too long without a word."""
    named = (hashlib.sha1 if len(oid) == 40 else hashlib.sha256)(b"blob %d\0" % size, usedforsecurity=False)
    named.update(memoryview(content)[:size])
    return len(content) == size + 1 and content.endswith(b"\n") and named.hexdigest() == oid


def _read(oid: str, content: bytes) -> Reading:
    try:
        return _reading(oid, len(content), extract(content))
    except Exception as error:  # noqa: BLE001 - a fault of ours: name it, and read on
        place = error.__traceback__
        while place and place.tb_next:
            place = place.tb_next
        line = f" at {Path(place.tb_frame.f_code.co_filename).name}:{place.tb_lineno}" if place else ""
        return _reading(oid, len(content), FileFacts(Verdict.CRASH, f"{type(error).__name__}{line}"))


def _passed_over(oid: str, kind: str, size: int, source: BinaryIO, progress: Progress) -> Reading:
    """The verdict on something that isn't read; its bytes pass by in chunks."""
    left = size + 1
    while left > 0:
        chunk = source.read(min(left, _CHUNK))
        if not chunk:
            raise EOFError("Git stopped within a blob")
        left -= len(chunk)
        progress.beat()
    return _reading(oid, size, too_large(size) if kind == "blob" else FileFacts(Verdict.MISSING, f"a {kind}, not a file"))


def _reading(oid: str, size: int, found: FileFacts) -> Reading:
    packed = facts.encode(found)
    if len(packed) > SURELY_SMALL and not _is_readable(packed):
        found = FileFacts(Verdict.TOO_LARGE, "a small file that says too much to keep")
        packed = facts.encode(found)
    return Reading(oid, found.verdict, packed, size)


def _is_readable(packed: bytes) -> bool:
    try:
        facts.unpack(packed)
    except facts.FactsDamaged:
        return False
    return len(packed) <= MOST_PACKED_BYTES


def main() -> None:
    """Serves until the input ends."""
    descriptor, owner = int(sys.argv[1]), int(sys.argv[2])
    progress = Progress(descriptor)
    os.close(descriptor)
    confine(owner)
    warnings.simplefilter("ignore")
    gc.collect()
    gc.freeze()
    gc.disable()  # a syntax tree has no cycles; a collection now and then is for what others leave
    serve(sys.stdin.buffer, sys.stdout.buffer, progress)


if __name__ == "__main__":
    main()
