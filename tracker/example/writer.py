"""Writes commits into a bare Git repository with one `git fast-import`.

The stream's grammar: https://git-scm.com/docs/git-fast-import
"""

import subprocess
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from tracker.example.people import Person

ENVIRONMENT = {"GIT_CONFIG_GLOBAL": "/dev/null", "GIT_CONFIG_NOSYSTEM": "1", "LC_ALL": "C", "PATH": "/usr/local/bin:/usr/bin:/bin"}


class ExampleNotBuilt(Exception):
    """The example repository could not be written; str() says why and what to do."""


@dataclass(frozen=True, slots=True)
class Commit:
    """One commit: its own mark, its parents' marks, and the paths that differ from the first parent (None: removed)."""

    mark: int
    parents: tuple[int, ...]
    author: Person
    when: datetime
    message: str
    changes: Mapping[str, bytes | None]


def write(target: Path, branch: str, commits: Iterable[Commit]) -> None:
    """Put the commits under one branch of a bare repository; the same commits give the same shas. Raises ExampleNotBuilt."""
    stream = b"".join(_stream(f"refs/heads/{branch}", commits))
    _git("init", "--quiet", "--bare", "--template=", f"--initial-branch={branch}", str(target))
    _git("--git-dir", str(target), "fast-import", "--quiet", "--force", "--done", stdin=stream)


def _git(*arguments: str, stdin: bytes = b"") -> None:
    try:
        subprocess.run(["git", *arguments], input=stdin, env=ENVIRONMENT, check=True, capture_output=True)
    except FileNotFoundError as error:
        raise ExampleNotBuilt("The example repository needs Git, and there is none. Install git and try again.") from error
    except subprocess.CalledProcessError as error:
        reason = error.stderr.decode(errors="replace").strip()
        raise ExampleNotBuilt(f"Git could not write the example repository: {reason}. Choose a folder that can be written.") from error


def _stream(ref: str, commits: Iterable[Commit]) -> Iterator[bytes]:
    for commit in commits:
        if not commit.parents:
            yield f"reset {ref}\n".encode()  # the branch forgets its tip, so that the next commit is a root
        yield from _commit(ref, commit)
    yield b"done\n"


def _commit(ref: str, commit: Commit) -> Iterator[bytes]:
    signature = f"{commit.author.name} <{commit.author.mail}> {int(commit.when.timestamp())} {commit.author.offset}"
    yield f"commit {ref}\nmark :{commit.mark}\nauthor {signature}\ncommitter {signature}\n".encode()
    yield _data(commit.message.encode() + b"\n")
    for word, parent in zip(("from", *["merge"] * len(commit.parents)), commit.parents, strict=False):
        yield f"{word} :{parent}\n".encode()
    for path, content in sorted(commit.changes.items()):
        if content is None:
            yield f"D {path}\n".encode()
        else:
            yield f"M 100644 inline {path}\n".encode() + _data(content)
    yield b"\n"


def _data(content: bytes) -> bytes:
    return b"data %d\n%s\n" % (len(content), content)
