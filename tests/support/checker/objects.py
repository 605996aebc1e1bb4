"""Git objects by plumbing commands: trees by `ls-tree`, contents by `cat-file --batch`."""

import os
import subprocess
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

REGULAR = ("100644", "100755")


class Entry(NamedTuple):
    """One file of a tree."""

    path: str
    oid: str


def git(git_dir: Path, *arguments: str) -> bytes:
    """Output of a Git command."""
    return subprocess.run(["git", "--git-dir", str(git_dir), *arguments], check=True, stdout=subprocess.PIPE).stdout


def files_at(git_dir: Path, commit: str) -> list[Entry]:
    """Every regular file of a commit."""
    entries = []
    for row in git(git_dir, "ls-tree", "-r", "-z", "--full-tree", commit).split(b"\0"):
        if row:
            about, path = row.split(b"\t", 1)
            mode, _, oid = about.decode().split()
            if mode in REGULAR:
                entries.append(Entry(os.fsdecode(path), oid))
    return entries


def python_files_ever(git_dir: Path, tip: str) -> dict[str, set[str]]:
    """Every path that was a Python file at some commit that the tip can reach, with the blobs that it held."""
    found: dict[str, set[str]] = {}
    options = ["--raw", "-z", "-m", "--root", "--no-renames", "--no-abbrev", "--format="]
    fields = iter(git(git_dir, "log", *options, tip).split(b"\0"))
    for about in fields:
        words = about.decode(errors="replace").split()
        if words and words[0].startswith(":"):
            path = os.fsdecode(next(fields))
            if path.endswith(".py") and words[1] in REGULAR:
                found.setdefault(path, set()).add(words[3])
    return found


def commits(git_dir: Path, tip: str, line: str = "first-parent") -> list[str]:
    """Commits of the first-parent line, or of the whole graph, newest first."""
    options = ["--first-parent"] if line == "first-parent" else ["--topo-order"]
    return git(git_dir, "rev-list", *options, tip).decode().split()


def contents(git_dir: Path, oids: Iterable[str]) -> Iterator[tuple[str, bytes | None]]:
    """Blobs by id; None for an object that is not there."""
    command = ["git", "--git-dir", str(git_dir), "cat-file", "--batch"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdin and process.stdout
        for oid in oids:
            process.stdin.write(oid.encode() + b"\n")
            process.stdin.flush()
            answer = process.stdout.readline().split()
            if answer[-1:] == [b"missing"]:
                yield oid, None
            else:
                yield oid, process.stdout.read(int(answer[2]) + 1)[:-1]
