"""The one place that starts Git: a fixed environment, a list of arguments, limits, and errors in words."""

import os
import resource
import selectors
import signal
import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

from scanner.git import complaints

#: Everything that Git gets from our environment, and what keeps other people's settings out.
ENVIRONMENT = {
    "PATH": os.environ.get("PATH", "/usr/local/bin:/usr/bin:/bin"),
    "HOME": "/nonexistent",
    "LC_ALL": "C.UTF-8",
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_ATTR_NOSYSTEM": "1",
    "GIT_NO_REPLACE_OBJECTS": "1",
    "GIT_NO_LAZY_FETCH": "1",
    "GIT_TERMINAL_PROMPT": "0",
    "GIT_ASKPASS": "/bin/false",
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_ALLOW_PROTOCOL": "",
    "GIT_SSH_COMMAND": "ssh -F none -o BatchMode=yes -o StrictHostKeyChecking=yes -o ConnectTimeout=10",
}
SETTINGS = (
    "core.hooksPath=/dev/null",
    "core.fsmonitor=false",
    "core.alternateRefsCommand=",
    "core.logAllRefUpdates=false",
    "gc.auto=0",
    "maintenance.auto=false",
    "submodule.recurse=false",
    "mailmap.blob=",
    "transfer.bundleURI=false",
    "log.showSignature=false",
    "protocol.ext.allow=never",
)
SILENCE = 300.0  # seconds without a word after which a command that should talk is given up
LONGEST = 1800.0  # seconds for any one command
MOST_MEMORY = 2 * 1024**3  # bytes that a Git process may allocate; packs are mapped and don't count
NO_GIT = "Git is not installed. Install it (on Debian: apt-get install git) and try again."
_SAID = 4000


class GitFailed(Exception):
    """What went wrong in one sentence, with what to do; `detail` is what people may see of what Git said.

    `said` is all of it, to be searched and never shown: it may quote a file of the source, or the other side.
    """

    def __init__(self, sentence: str, said: str = "") -> None:
        super().__init__(sentence)
        self.said = said[-_SAID:]
        self.detail = complaints.recognised(self.said)


class GitUnavailable(GitFailed):
    """The other side does not answer now; it may later."""


class RefNotFound(GitFailed):
    """The revision is not in the repository."""


class SourceRefused(GitFailed):
    """This address or path may not be read, or is no repository."""


def arguments(git_dir: Path | None, *words: str) -> list[str]:
    """The argument list of a Git command on our own mirror."""
    place = [] if git_dir is None else [f"--git-dir={git_dir}"]
    return ["git", *place, *(part for setting in SETTINGS for part in ("-c", setting)), *words]


def run(git_dir: Path | None, *words: str, given: bytes = b"", timeout: float = 120.0, env: Mapping[str, str] | None = None) -> bytes:
    """What a short command prints. Raises GitFailed."""
    try:
        done = subprocess.run(
            arguments(git_dir, *words), input=given, capture_output=True, env=env or ENVIRONMENT, cwd="/", timeout=timeout, check=False
        )
    except FileNotFoundError as error:
        raise GitFailed(NO_GIT) from error
    except subprocess.TimeoutExpired as error:
        raise GitFailed(f"git {words[0]} gave no result within {timeout:g} s. Check the repository with git fsck.") from error
    if done.returncode:
        raise failure(words[0], done.returncode, done.stderr.decode("utf-8", "replace"))
    return done.stdout


def failure(what: str, status: int, said: str) -> GitFailed:
    """Git's complaint as an error of ours, in our words."""
    return GitFailed(complaints.sentence(what, status, said, MOST_MEMORY), said)


@contextmanager
def talking(
    words: Sequence[str], *, given: bytes = b"", env: Mapping[str, str] | None = None, listen_to: str = "stdout", keep: Sequence[int] = ()
) -> Iterator[Iterator[bytes]]:
    """A long command; yields its output (or its complaints, with listen_to="stderr") piece by piece.

    Ended when the block ends. Raises GitFailed when it fails, is silent for SILENCE seconds or takes longer than LONGEST.
    """
    try:
        process = subprocess.Popen(
            list(words),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=env or ENVIRONMENT,
            cwd="/",
            start_new_session=True,
            pass_fds=tuple(keep),
            bufsize=0,
        )
    except FileNotFoundError as error:
        raise GitFailed(NO_GIT) from error
    resource.prlimit(process.pid, resource.RLIMIT_DATA, (MOST_MEMORY, MOST_MEMORY))
    conversation = _Conversation(process, _verb(words), listen_to, given)
    try:
        yield conversation.pieces()
    finally:
        conversation.end()


def _verb(words: Sequence[str]) -> str:
    rest = iter(words[1:])
    for word in rest:
        if word == "-c":
            next(rest, None)
        elif not word.startswith("-"):
            return word
    return "command"


class _Conversation:
    """Reads both pipes at once, so that none of them fills up, and watches the clock."""

    def __init__(self, process: "subprocess.Popen[bytes]", verb: str, listen_to: str, given: bytes) -> None:
        self._process = process
        self._verb = verb
        self._listen_to = listen_to
        self._given = given
        self._complaints = b""
        self._selector = selectors.DefaultSelector()

    def pieces(self) -> Iterator[bytes]:
        """What it says, as it comes."""
        process = self._process
        self._selector.register(_of(process.stdout), selectors.EVENT_READ, "stdout")
        self._selector.register(_of(process.stderr), selectors.EVENT_READ, "stderr")
        if self._given:
            self._selector.register(_of(process.stdin), selectors.EVENT_WRITE, "stdin")
        else:
            _of(process.stdin).close()
        begun = spoke = time.monotonic()
        while any(key.data != "stdin" for key in self._selector.get_map().values()):
            for key, _ in self._selector.select(1.0):
                if key.data == "stdin":
                    self._write()
                    continue
                piece = os.read(key.fd, 1 << 20)
                spoke = time.monotonic()
                if not piece:
                    self._selector.unregister(key.fileobj)
                    continue
                if key.data == "stderr":
                    self._complaints = (self._complaints + piece)[-_SAID:]
                if key.data == self._listen_to:
                    yield piece
            if time.monotonic() - spoke > SILENCE or time.monotonic() - begun > LONGEST:
                raise GitUnavailable(f"git {self._verb} was ended: silent for {SILENCE:g} s, or over {LONGEST:g} s.", self._said())
        if process.wait():
            raise failure(self._verb, process.returncode, self._said())

    def _write(self) -> None:
        stdin = _of(self._process.stdin)
        with suppress(BrokenPipeError):
            self._given = self._given[os.write(stdin.fileno(), self._given[:65536]) :]
            if self._given:
                return
        self._selector.unregister(stdin)
        stdin.close()

    def _said(self) -> str:
        return self._complaints.decode("utf-8", "replace")

    def end(self) -> None:
        """Leaves nothing behind."""
        if self._process.poll() is None:
            with suppress(ProcessLookupError):
                os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()
        self._selector.close()
        for stream in (self._process.stdin, self._process.stdout, self._process.stderr):
            if stream is not None:
                with suppress(BrokenPipeError):
                    stream.close()


def _of(stream: IO[bytes] | None) -> IO[bytes]:
    if stream is None:
        raise TypeError("the process was started without this pipe")
    return stream
