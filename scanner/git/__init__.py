"""Git: addresses that may be read, a bare mirror, its commits and blobs. Nothing is ever checked out."""

from scanner.git.command import GitFailed, GitUnavailable, RefNotFound, SourceRefused
from scanner.git.log import Change, LoggedCommit
from scanner.git.mirror import MAILMAP, Mirror, reading_command
from scanner.git.source import Source, accept

__all__ = [
    "MAILMAP",
    "Change",
    "GitFailed",
    "GitUnavailable",
    "LoggedCommit",
    "Mirror",
    "RefNotFound",
    "Source",
    "SourceRefused",
    "accept",
    "reading_command",
]
