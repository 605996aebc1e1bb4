"""The bare mirror of a repository: filled from its source, read by commits and blobs."""

import difflib
import fcntl
import os
import re
import shutil
import time
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import git as gitpython

from scanner.git import batch, fields, local, log, remote, tags
from scanner.git.command import ENVIRONMENT, GitFailed, GitUnavailable, RefNotFound, arguments, run, talking
from scanner.git.log import LoggedCommit
from scanner.git.source import Source

Progress = Callable[[str, int | None], None]
MOST_PATHS = 1_000_000
LARGEST_BLOB = 1024**2
MAILMAP = ".mailmap"
MOST_PACKS = 50
REPAIR = "Free space, or set DATA_DIR to a folder that may be written; then scan again."
LONGEST_WAIT = 1800.0  # seconds for another process that fills the same mirror
_oid = re.compile(r"[0-9a-f]{40}")
_escaped = re.compile(r"\\x[0-9a-f]{2}")


def reading_command(path: Path) -> tuple[list[str], dict[str, str]]:
    """Arguments and environment of the process that a parser reads blobs from, as scanner.sandbox.ParserPool takes them."""
    return arguments(path, "cat-file", "--batch-command", "--buffer"), dict(ENVIRONMENT)


class Mirror:
    """A bare repository of our own. One process fills it at a time; any number may read."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def update(self, source: Source, *, allowed_hosts: Collection[str], progress: Progress = lambda what, percent: None) -> None:
        """Bring the mirror up to the source as it is now. Raises GitFailed; the mirror stays as it was, or new and empty."""
        with self._filling(progress) as lock:
            if source.is_local:
                self._take_over(local.inspect(source))
            else:
                remote.check(source, allowed_hosts)
                self._ensure()
                remote.fetch(self.path, source, allowed_hosts, progress, lock)
                self._tidy()

    @contextmanager
    def _filling(self, progress: Progress) -> Iterator[int]:
        """A lock that lives as long as this process or a Git that it left behind."""
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            lock = os.open(self.path.with_suffix(".lock"), os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        except OSError as error:
            raise GitFailed(f"{self.path.parent} cannot be written: {error.strerror}. {REPAIR}") from error
        try:
            until = time.monotonic() + LONGEST_WAIT
            while not _locked(lock):
                if time.monotonic() > until:
                    raise GitUnavailable("Another process has been filling this mirror for half an hour. End it, then scan again.")
                progress("Waiting for another copy of this repository", None)
                time.sleep(0.2)
            yield lock
        except OSError as error:
            raise GitFailed(f"The mirror {self.path} cannot be written: {error.strerror}. {REPAIR}") from error
        finally:
            os.close(lock)

    def _ensure(self) -> None:
        """An empty repository at our path, unless a good one is there."""
        if self._is_whole():
            self._remove_leftovers()
            return
        fresh = self.path.with_suffix(".new")
        shutil.rmtree(fresh, ignore_errors=True)
        shutil.rmtree(self.path, ignore_errors=True)
        run(None, "init", "--quiet", "--bare", "--template=", "--initial-branch=main", str(fresh))
        (fresh / "info").mkdir(exist_ok=True)
        fresh.rename(self.path)

    def _is_whole(self) -> bool:
        if not (self.path / "HEAD").is_file():
            return False
        with suppress(GitFailed):
            run(self.path, "rev-parse", "--git-dir")
            return True
        return False

    def _remove_leftovers(self) -> None:
        """What a Git that was killed has left; nobody else writes while we hold the lock."""
        for path in (*self.path.glob("*.lock"), *self.path.glob("refs/**/*.lock"), *self.path.glob("objects/pack/tmp_*")):
            path.unlink(missing_ok=True)

    def _take_over(self, found: local.LocalRepository) -> None:
        self._ensure()
        folders = "".join(f"{folder}\n" for folder in found.objects)
        _replace(self.path / "objects" / "info" / "alternates", os.fsencode(folders))
        if found.shallow:
            _replace(self.path / "shallow", found.shallow)
        else:
            (self.path / "shallow").unlink(missing_ok=True)
        _replace(self.path / "packed-refs", "".join(f"{oid} {name}\n" for name, oid in sorted(found.refs.items())).encode())
        _replace(self.path / "HEAD", f"{found.head}\n".encode())

    def _tidy(self) -> None:
        """Few packs read faster than many. Unreachable objects stay: older publications link to them."""
        if len(list(self.path.glob("objects/pack/*.pack"))) > MOST_PACKS:
            run(self.path, "repack", "-a", "-d", "-k", "-q", timeout=LONGEST_WAIT)

    def resolve(self, ref: str) -> str:
        """The commit id of any revision. Raises RefNotFound."""
        found = self.find(ref)
        if found is None:
            raise RefNotFound(self._not_found(ref))
        return found

    def find(self, ref: str) -> str | None:
        """The same without looking for what may be meant: None for a revision that is not there."""
        if ref.strip() and not ref.startswith("-") and ref.isprintable():
            with suppress(GitFailed):
                found = run(self.path, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{ref}^{{commit}}").decode().split()
                if found and _oid.fullmatch(found[-1]):
                    return found[-1]
        return None

    def tags(self) -> list[tags.Tag]:
        """All tags of commits. Raises GitFailed."""
        return tags.read(self.path)

    def _not_found(self, ref: str) -> str:
        names = [name.decode("utf-8", "replace") for name in run(self.path, "for-each-ref", "--format=%(refname:short)").splitlines()]
        if not names:
            return "The repository has no commits yet. Push a first commit, then scan again."
        if ref == "HEAD" and (self.path / "HEAD").read_bytes().startswith(b"ref: "):
            return "The branch that HEAD names has no commits yet. Track another branch, or push a first commit to it."
        close = difflib.get_close_matches(ref, names[:50_000], n=1, cutoff=0.5)
        hint = f" Is “{close[0]}” meant?" if close else ""
        return f"“{ref[:80]}” is no branch, tag or commit of this repository.{hint}"

    def commits(self, tip: str, known: Iterable[str] = ()) -> Iterator[LoggedCommit]:
        """Commits that the tip reaches and the known ones don't, parents first. Raises GitFailed."""
        revisions = "".join([f"{_checked(tip)}\n", *(f"^{_checked(oid)}\n" for oid in known)])
        with talking(arguments(self.path, *self._mapped(tip), *log.OPTIONS), given=revisions.encode()) as pieces:
            yield from log.read(pieces)

    def authors(self, tip: str) -> Iterator[log.Author]:
        """Who wrote each commit that a tip reaches, as its .mailmap says. Raises GitFailed."""
        with talking(arguments(self.path, *self._mapped(tip), *log.AUTHORS), given=f"{_checked(tip)}\n".encode()) as pieces:
            yield from log.read_authors(pieces)

    def has_mailmap(self, tip: str) -> bool:
        """Does a commit say who is whom? A file over LARGEST_BLOB does not count."""
        return self._blob(f"{_checked(tip)}:{MAILMAP}", LARGEST_BLOB) is not None

    def _mapped(self, tip: str) -> tuple[str, ...]:
        """https://git-scm.com/docs/gitmailmap"""
        return ("-c", f"mailmap.blob={tip}:{MAILMAP}") if self.has_mailmap(tip) else ()

    def with_parents(self, commits: Collection[str]) -> set[str]:
        """Those of these commits that are there and have a parent, as far as the source has not been cut off. Raises GitFailed."""
        asked = "".join(f"{_checked(oid)}\n" for oid in commits).encode()
        words = ["rev-list", "--no-walk=unsorted", "--parents", "--ignore-missing", "--stdin"]
        lines = [line.split() for line in run(self.path, *words, given=asked).decode("ascii").splitlines()] if asked else []
        return {first for first, *parents in lines if parents}

    def blob_sizes(self) -> Iterator[tuple[str, int]]:
        """Every blob with its size in bytes, in the order in which packs hold them."""
        check = "--batch-check=%(objecttype) %(objectname) %(objectsize)"
        with talking(arguments(self.path, "cat-file", check, "--batch-all-objects", "--unordered", "--buffer")) as pieces:
            for line in fields.split(pieces, b"\n"):
                if line.startswith(b"blob "):
                    _, oid, size = line.split()
                    yield oid.decode("ascii"), int(size)

    def sizes_of(self, oids: Collection[str]) -> dict[str, int]:
        """The sizes in bytes of those of these blobs that are there."""
        found = {}
        asked = "".join(f"{_checked(oid)}\n" for oid in sorted(oids)).encode()
        check = "--batch-check=%(objecttype) %(objectname) %(objectsize)"
        with talking(arguments(self.path, "cat-file", check, "--buffer"), given=asked) as pieces:
            for line in fields.split(pieces, b"\n"):
                if line.startswith(b"blob "):
                    _, oid, size = line.split()
                    found[oid.decode("ascii")] = int(size)
        return found

    def contents(self, oid: str, limit: int) -> bytes | None:
        """A blob's bytes; None if it is missing or larger than `limit` bytes."""
        return self._blob(_checked(oid), limit)

    def blobs(self, oids: Iterable[str], limit: int = LARGEST_BLOB) -> Iterator[tuple[str, bytes]]:
        """Blobs with their bytes, one after another; missing ones and those over `limit` bytes are left out. Raises GitFailed."""
        wanted = "".join(f"{_checked(oid)}\n" for oid in oids).encode()
        if wanted:
            with talking(arguments(self.path, "cat-file", "--batch", "--buffer"), given=wanted) as pieces:
                yield from batch.read(pieces, limit)

    def file(self, commit: str, path: str, limit: int) -> bytes | None:
        """A file's bytes at a commit; None if it isn't there or is larger than `limit` bytes."""
        found = self._blob(f"{_checked(commit)}:{path}", limit)
        if found is None and _escaped.search(path):
            found = self._blob(f"{commit}:{_unescaped(path)}", limit)
        return found

    def _blob(self, name: str, limit: int) -> bytes | None:
        if "\0" in name:
            return None
        with suppress(GitFailed):
            if int(run(self.path, "cat-file", "-s", name)) <= limit:
                return run(self.path, "cat-file", "blob", name)
        return None

    def paths(self, commit: str, prefix: str = "") -> Iterator[str]:
        """Every file's path at a commit. Raises GitFailed when there are more than MOST_PATHS."""
        words = ["--literal-pathspecs", "ls-tree", "-r", "-z", "--name-only", "--full-tree", _checked(commit), "--"]
        with talking(arguments(self.path, *words, *([prefix] if prefix else []))) as pieces:
            for count, path in enumerate(fields.split(pieces, b"\0")):
                if count == MOST_PATHS:
                    raise GitFailed(f"Commit {commit[:9]} has more than {MOST_PATHS:,} files, the most that are read.")
                if len(path) > log.LONGEST_PATH:
                    raise GitFailed(f"Commit {commit[:9]} has a path of more than {log.LONGEST_PATH:,} bytes. Track a branch without it.")
                yield log.text(path)

    def message(self, commit: str) -> str:
        """A commit's whole message, at most 20,000 characters; empty if the commit isn't there."""
        with gitpython.Repo(self.path, odbt=gitpython.GitCmdObjectDB) as repository:
            repository.git.update_environment(**ENVIRONMENT)
            try:
                message = repository.commit(_checked(commit)).message
            except (gitpython.exc.ODBError, ValueError, gitpython.exc.GitError):
                return ""
        return (message if isinstance(message, str) else log.text(message))[:20_000]


def _locked(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _replace(path: Path, content: bytes) -> None:
    fresh = path.with_name(path.name + ".new")
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh.write_bytes(content)
    fresh.replace(path)


def _checked(oid: str) -> str:
    if not _oid.fullmatch(oid):
        raise ValueError(f"{oid[:80]!r} is no object id")
    return oid


def _unescaped(path: str) -> str:
    """The name that scanner.git.log.text made readable."""
    return (
        os.fsdecode(_escaped.sub(lambda found: chr(int(found[0].removeprefix("\\x"), 16)), path).encode("latin-1", "ignore"))
        if path.isascii()
        else path
    )
