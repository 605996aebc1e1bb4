"""Real throw-away Git repositories, built from dicts by one `git fast-import`.

with History(tmp_path / "repo") as history:
    first = history.commit({"a.py": "import old"})
    side = history.commit({"a.py": "import new"}, branch="side")
    history.commit({"b.py": None}, parents=[first, side])
scan(history.path)
"""

from __future__ import annotations

import os
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType

AUTHOR = "Ada Example <ada@example.org>"
FIRST_COMMIT_AT = int(datetime(2025, 1, 6, 9, 0, tzinfo=UTC).timestamp())
SECONDS_BETWEEN_COMMITS = 3600

ENVIRONMENT = {
    "PATH": os.environ.get("PATH", os.defpath),
    "HOME": os.devnull,
    "LC_ALL": "C.UTF-8",
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_NOSYSTEM": "1",
}


@dataclass(frozen=True, slots=True)
class Symlink:
    """A symbolic link as the content of a path."""

    target: str


@dataclass(frozen=True, slots=True)
class Executable:
    """A file with mode 100755."""

    content: str | bytes


@dataclass(frozen=True, slots=True)
class Submodule:
    """A gitlink: a commit of another repository."""

    commit: str


Content = str | bytes | Symlink | Executable | Submodule
Files = Mapping[str, Content | None]


class History:
    """A repository under construction; commits are in it for good after `finish()`, and more may follow."""

    def __init__(self, path: Path, *, worktree: bool = False, branch: str = "main") -> None:
        self.path = Path(path)
        self.git_dir = self.path / ".git" if worktree else self.path
        self.branch = branch
        self._worktree = worktree
        self._tips: dict[str, str] = {}
        self._count = 0
        self._marks: dict[str, int] = {}
        self._writer: subprocess.Popen[bytes] | None = None
        bare = [] if worktree else ["--bare"]
        run(["init", "--quiet", "--template=", f"--initial-branch={branch}", *bare, str(self.path)])

    def __enter__(self) -> History:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.finish()

    def commit(
        self,
        files: Files,
        message: str | bytes = "",
        *,
        author: str | bytes = AUTHOR,
        committer: str | bytes | None = None,
        when: int | datetime | None = None,
        committed: int | datetime | None = None,
        parents: Sequence[str] | None = None,
        branch: str | None = None,
    ) -> str:
        """Add a commit whose `files` change the first parent's tree (None deletes) and return its full sha.

        Without `parents` it continues the branch, or the main branch's tip where the branch is new; an empty list makes a root.
        """
        branch = branch or self.branch
        if parents is None:
            tip = self._tips.get(branch) or self._tips.get(self.branch)
            parents = [tip] if tip else []
        self._count += 1
        when = FIRST_COMMIT_AT + (self._count - 1) * SECONDS_BETWEEN_COMMITS if when is None else when
        ref = _ref(branch)
        head = [
            *([] if parents else [b"reset " + ref, b""]),
            b"commit " + ref,
            b"mark :%d" % self._count,
            b"author %s %s" % (_bytes(author), _moment(when)),
            b"committer %s %s" % (_bytes(committer or author), _moment(when if committed is None else committed)),
            _data(message or f"Commit {self._count}"),
            *((b"merge " if place else b"from ") + self._known(parent) for place, parent in enumerate(parents)),
        ]
        made = self._write([*head, *_changes(files), b"", b"get-mark :%d" % self._count], answer=True)
        self._marks[made] = self._count
        self._tips[branch] = made
        return made

    def refer(self, name: str, commit: str) -> None:
        """Point a branch (plain name) or another ref (full name, as `refs/tags/v1`) at a commit."""
        self._tips[name] = commit
        self._write([b"reset " + _ref(name), b"from " + self._known(commit), b""])

    def tag(self, name: str, commit: str) -> None:
        """Add an annotated tag."""
        tagger = b"tagger %s %s" % (_bytes(AUTHOR), _moment(FIRST_COMMIT_AT))
        self._write([b"tag " + name.encode(), b"from " + self._known(commit), tagger, _data(name)])

    def finish(self) -> Path:
        """Write everything out and return the repository's path."""
        if self._writer is not None:
            writer, self._writer = self._writer, None
            self._marks.clear()
            _, complaint = writer.communicate()
            if writer.returncode:
                raise RuntimeError(f"git fast-import failed: {complaint.decode(errors='replace')}")
            if self._worktree and self.branch in self._tips:
                self.git("reset", "--quiet", "--hard", self.branch)
        return self.path

    def lose(self, commit: str, path: str) -> str:
        """Remove the object of a file from the store, as in a damaged or partial repository; return its id."""
        self.finish()
        oid = self.git("rev-parse", f"{commit}:{path}").decode().strip()
        for pack in (self.git_dir / "objects" / "pack").glob("*.pack"):
            outside = pack.rename(self.git_dir / pack.name)
            pack.with_suffix(".idx").unlink()
            run(["--git-dir", str(self.git_dir), "unpack-objects", "-q"], outside.read_bytes())
            outside.unlink()
        (self.git_dir / "objects" / oid[:2] / oid[2:]).unlink()
        return oid

    def git(self, *arguments: str) -> bytes:
        """Output of a Git command in the repository (after `finish()`)."""
        place = ["-C", str(self.path)] if self._worktree else ["--git-dir", str(self.git_dir)]
        return run([*place, *arguments])

    def _known(self, commit: str) -> bytes:
        """How fast-import knows a commit: by its mark while it is being written, for Git can't find it by sha yet."""
        return b":%d" % self._marks[commit] if commit in self._marks else commit.encode()

    def _write(self, lines: Sequence[bytes], *, answer: bool = False) -> str:
        if self._writer is None:
            command = ["git", "--git-dir", str(self.git_dir), "fast-import", "--quiet", "--force", "--date-format=raw"]
            self._writer = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=ENVIRONMENT)
        assert self._writer.stdin and self._writer.stdout
        self._writer.stdin.write(b"\n".join(lines) + b"\n")
        if not answer:
            return ""
        self._writer.stdin.flush()
        reply = self._writer.stdout.readline().decode().strip()
        if not reply:
            self.finish()
        return reply


def run(arguments: Sequence[str], given: bytes = b"") -> bytes:
    """Run Git without anybody's configuration and return what it prints."""
    done = subprocess.run(["git", *arguments], input=given, capture_output=True, env=ENVIRONMENT, check=False)
    if done.returncode:
        raise RuntimeError(f"git {' '.join(arguments)} failed: {done.stderr.decode(errors='replace')}")
    return done.stdout


def _changes(files: Files) -> list[bytes]:
    gone = [b"D " + _quoted(path) for path, content in files.items() if content is None]
    return gone + [_modify(path, content) for path, content in files.items() if content is not None]


def _modify(path: str, content: Content) -> bytes:
    match content:
        case Submodule(commit):
            return b"M 160000 %s %s" % (commit.encode(), _quoted(path))
        case Symlink(target):
            return b"M 120000 inline %s\n%s" % (_quoted(path), _data(target))
        case Executable(text):
            return b"M 100755 inline %s\n%s" % (_quoted(path), _data(text))
        case _:
            return b"M 100644 inline %s\n%s" % (_quoted(path), _data(content))


def _quoted(path: str) -> bytes:
    raw = os.fsencode(path)
    return b'"' + b"".join(bytes([byte]) if 32 <= byte < 127 and byte not in b'"\\' else b"\\%03o" % byte for byte in raw) + b'"'


def _data(content: str | bytes) -> bytes:
    raw = _bytes(content)
    return b"data %d\n%s" % (len(raw), raw)


def _bytes(text: str | bytes) -> bytes:
    return text if isinstance(text, bytes) else text.encode("utf-8", "surrogateescape")


def _ref(name: str) -> bytes:
    return name.encode() if name.startswith("refs/") else b"refs/heads/" + name.encode()


def _moment(when: int | datetime) -> bytes:
    if isinstance(when, int):
        return b"%d +0000" % when
    offset = when.astimezone() if when.tzinfo is None else when
    return f"{int(when.timestamp())} {offset:%z}".encode()
