"""Parser processes: source that hangs, crashes or bloats its reader costs one blob and a few seconds, and never this process."""

import re
import selectors
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from types import TracebackType

from scanner import facts
from scanner.facts import FileFacts, Verdict
from scanner.frames import FrameDamaged
from scanner.frames import Reading as Reading
from scanner.parser import Parser

BATCH = 64
POLL_SECONDS = 0.2
#: So long may Git be silent over what it was asked for: a slow disk is, and a damaged object for ever.
MOST_SILENT_SECONDS = 60.0
#: One blob that Git can't read is damaged; so many in a row are a damaged repository.
MOST_FAILURES_IN_A_ROW = 3
_is_oid = re.compile(r"[0-9a-f]{40}|[0-9a-f]{64}").fullmatch


class ReadingFailed(Exception):
    """Git can't read this repository; the message has its own words."""


class ParserPool:
    """Several parser processes, each behind its own `git cat-file`; started when first needed, warm until closed.

    A pool belongs to one thread, which must outlive it: parsers die with the thread that started them (PR_SET_PDEATHSIG).
    """

    def __init__(self, command: list[str], env: dict[str, str], children: int = 1, timeout: float = 5.0) -> None:
        self._command = command
        self._env = env
        self._timeout = timeout
        self._parsers: list[Parser | None] = [None] * children
        self._selector = selectors.DefaultSelector()
        self._waiting: deque[str] = deque()
        self._suspects: deque[str] = deque()
        self._has_answered = False
        self._failures = 0
        self._unread: list[Reading] = []  # by Git's fault or by the blob's: the next answer, or none, will tell
        self._is_reading = False

    def __enter__(self) -> "ParserPool":
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """Ends every process."""
        for slot in range(len(self._parsers)):
            self._end(slot)
        self._selector.close()

    def read(self, oids: Sequence[str], tick: Callable[[], None] | None = None) -> Iterator[Reading]:
        """Each blob once, in any order. `tick` is called about once a second, for a lease or a progress bar. Raises ReadingFailed."""
        if self._is_reading:
            raise RuntimeError("a pool reads one list at a time")
        for oid in oids:
            if not _is_oid(oid):
                raise ValueError(f"{oid[:80]!r} is no object id")
        self._waiting = deque(dict.fromkeys(oids))
        self._suspects.clear()
        self._unread.clear()
        self._failures = 0
        self._is_reading = True
        ticked = time.monotonic()
        try:
            while self._feed():
                for slot in self._wait():
                    yield from self._answers(slot)
                if tick and time.monotonic() - ticked >= 1:
                    ticked = time.monotonic()
                    tick()
            if self._unread and not self._has_answered:
                raise ReadingFailed(facts.decode(self._unread[-1].packed).reason)
            yield from self._settled()
        finally:
            self._is_reading = False
            self._waiting.clear()
            for slot, parser in enumerate(self._parsers):
                if parser and parser.pending:  # the caller stopped early: nobody wants the rest
                    self._end(slot)

    def _feed(self) -> bool:
        """Keeps two batches in flight for each parser; a suspect goes alone to a fresh one. False if nothing is left to do."""
        for most in (0, BATCH):
            for slot, parser in enumerate(self._parsers):
                if self._suspects and (parser is None or not parser.pending):
                    self._end(slot)
                    parser = self._start(slot)
                    parser.is_trial = True
                    parser.ask([self._suspects.popleft()])
                elif self._waiting and (parser is None or (len(parser.pending) <= most and not parser.is_trial)):
                    parser = parser or self._start(slot)
                    parser.ask([self._waiting.popleft() for _ in range(min(BATCH, len(self._waiting)))])
        return any(parser and parser.pending for parser in self._parsers)

    def _wait(self) -> list[int]:
        """The parsers that have something to say, or have taken too long."""
        ready = {key.data for key, _ in self._selector.select(POLL_SECONDS)}
        for slot, parser in enumerate(self._parsers):
            if parser:
                parser.flush()
                if parser.busy_seconds() > self._timeout or parser.silent_seconds() > MOST_SILENT_SECONDS:
                    parser.is_late = True
                    ready.add(slot)
        return sorted(ready)

    def _answers(self, slot: int) -> Iterator[Reading]:
        parser = self._parsers[slot]
        if parser is None:
            return
        if parser.is_late:
            parser.kill()
        try:
            for reading in parser.readings():
                self._has_answered, self._failures = True, 0
                yield from self._settled()
                yield reading
            if parser.has_ended:
                yield from self._verdict_on(slot, parser)
            elif not parser.pending:
                parser.is_trial = False
        except FrameDamaged:
            parser.kill()
            yield from self._verdict_on(slot, parser)

    def _verdict_on(self, slot: int, parser: Parser) -> Iterator[Reading]:
        """Who is to blame for a parser that has ended; the others go to another."""
        self._end(slot)
        if not parser.pending:
            return
        guilty = parser.pending.popleft()
        self._waiting.extendleft(reversed(parser.pending))
        if parser.is_late and parser.was_busy:
            yield _failed(guilty, Verdict.TIMEOUT, f"not read within {self._timeout:g} s")
        elif not parser.is_trial:
            self._suspects.append(guilty)
        elif parser.was_busy:
            yield _failed(guilty, Verdict.CRASH, f"the parser ended with {parser.ending}")
        else:
            self._failures += 1
            reason = f"Git could not read {guilty}: {parser.complaint or 'it gave something else, or stopped without a word'}"
            self._unread.append(_failed(guilty, Verdict.MISSING, reason))
            if self._failures >= MOST_FAILURES_IN_A_ROW:
                raise ReadingFailed(reason)

    def _settled(self) -> Iterator[Reading]:
        """What could not be read, now that Git answers for others."""
        unread, self._unread = self._unread, []
        yield from unread

    def _start(self, slot: int) -> Parser:
        parser = Parser(self._command, self._env)
        self._parsers[slot] = parser
        self._selector.register(parser.output, selectors.EVENT_READ, slot)
        return parser

    def _end(self, slot: int) -> None:
        parser, self._parsers[slot] = self._parsers[slot], None
        if parser:
            self._selector.unregister(parser.output)
            parser.close()


def _failed(oid: str, verdict: Verdict, reason: str) -> Reading:
    return Reading(oid, verdict, facts.encode(FileFacts(verdict, reason)), 0)
