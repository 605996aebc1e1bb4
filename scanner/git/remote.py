"""Fetching: heads and tags only, from the one network address that was looked up and allowed just before."""

import re
from collections.abc import Callable, Collection
from pathlib import Path

from scanner.git.command import ENVIRONMENT, GitFailed, GitUnavailable, SourceRefused, arguments, run, talking
from scanner.git.source import UNREACHABLE, Host, Source, find_host

REFSPECS = ("+refs/heads/*:refs/heads/*", "+refs/tags/*:refs/tags/*")
_percent = re.compile(rb"(?:remote: )?([A-Z][a-z]+ [a-z]+): +(\d+)%")
_head = re.compile(rb"^ref: (refs/heads/\S+)\tHEAD$", re.MULTILINE)


def check(source: Source, allowed_hosts: Collection[str]) -> None:
    """Raises SourceRefused when the host may not be reached."""
    find_host(source, allowed_hosts)


def fetch(mirror: Path, source: Source, allowed_hosts: Collection[str], progress: Callable[[str, int | None], None], lock: int) -> None:
    """Fill a mirror; deleted branches go. Raises GitUnavailable or SourceRefused, and leaves every ref as it was."""
    host = find_host(source, allowed_hosts)
    env = _environment(host)
    try:
        head = run(mirror, *_bound(host), "ls-remote", "--symref", "--", source.address, "HEAD", env=env)
        command = arguments(mirror, *_bound(host), "fetch", "--atomic", "--prune", "--no-tags", "--no-auto-maintenance", "--progress")
        command += ["--no-write-fetch-head", "--no-recurse-submodules", "--", source.address, *REFSPECS]
        with talking(command, env=env, listen_to="stderr", keep=[lock]) as pieces:
            for piece in pieces:
                for what, percent in _percent.findall(piece)[-1:]:
                    progress(what.decode("ascii", "replace"), int(percent))
    except GitUnavailable:
        raise
    except GitFailed as error:
        raise _in_words(error, source, host) from error
    named = _head.search(head)
    if named:
        run(mirror, "symbolic-ref", "HEAD", named[1].decode("utf-8", "surrogateescape"))


def _bound(host: Host) -> list[str]:
    pinned = f"[{host.pinned}]" if ":" in host.pinned else host.pinned
    settings = [
        "http.followRedirects=false",
        "http.proxy=",
        "http.lowSpeedLimit=1000",
        "http.lowSpeedTime=60",
        f"http.curloptResolve={host.name}:{host.port}:{pinned}",
    ]
    return [part for setting in settings for part in ("-c", setting)]


def _environment(host: Host) -> dict[str, str]:
    ssh = f"{ENVIRONMENT['GIT_SSH_COMMAND']} -o HostName={host.pinned} -o HostKeyAlias={host.name}"
    return {**ENVIRONMENT, "GIT_ALLOW_PROTOCOL": host.scheme, "GIT_SSH_COMMAND": ssh}


def _in_words(error: GitFailed, source: Source, host: Host) -> GitFailed:
    """Git's complaint without the other side's words: those may come from inside a private network."""
    said = error.said
    if "The disk is full" in str(error):
        return error
    if any(words in said for words in ("not found", "Authentication failed", "could not read Username", "returned error: 403")):
        return SourceRefused(f"{source.address} is no repository that may be read from here. Check the address; private ones need ssh.")
    if "returned error: 3" in said or "unable to update url base from redirection" in said:
        return SourceRefused(f"{source.address} sends its readers to another address, which is not followed. Give that address itself.")
    if "Permission denied" in said or "Host key verification failed" in said:
        return SourceRefused(f"{host.name} refused this server’s SSH key, or its host key is unknown. Add both, then scan again.")
    if "not valid: is this a git repository" in said or "not appear to be a git repository" in said:
        return SourceRefused(f"{source.address} is no Git repository. Check the address.")
    if "resolve" in said:
        return GitUnavailable(f"{host.name} {UNREACHABLE}")
    return GitUnavailable(f"{source.address} could not be read now. Try again later.")
