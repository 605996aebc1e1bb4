"""Addresses and paths: which may be read, and where they lead."""

import ipaddress
import re
import socket
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import SplitResult, urlsplit

from scanner.git.command import SourceRefused

UNREACHABLE = "is not reachable from this server or is not allowed. Private hosts have to be listed in ALLOWED_GIT_HOSTS."
#: What may be public at all: https://www.iana.org/assignments/ipv6-address-space and, of that and of IPv4, what is not.
_GLOBAL_UNICAST = ipaddress.IPv6Network("2000::/3")
_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")
_RESERVED = (ipaddress.ip_network("192.88.99.0/24"), ipaddress.ip_network("3fff::/20"))
_PORTS = {"https": 443, "http": 80, "ssh": 22}
_scheme = re.compile(r"([a-z][a-z0-9+.-]*)://", re.IGNORECASE)
_scp = re.compile(r"(?P<user>[A-Za-z0-9_][\w.-]*)@(?P<host>[A-Za-z0-9][A-Za-z0-9.-]*):(?P<path>[^-:\s][^\s]*)")
_host = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?|[0-9a-fA-F:.]+")
_user = re.compile(r"[A-Za-z0-9_][\w.-]*")


@dataclass(frozen=True, slots=True)
class Source:
    """Where a mirror is filled from: a path of this machine, or an address."""

    address: str
    is_local: bool
    roots: tuple[Path, ...] | None = None  # of a path: where its objects may lie; None is anywhere


@dataclass(frozen=True, slots=True)
class Host:
    """The other side of an address, and the one network address that it is bound to."""

    scheme: str
    name: str
    port: int
    pinned: str


def accept(given: str, *, local_roots: Sequence[Path] | None, allowed_hosts: Collection[str]) -> Source:
    """What a person typed, as a source. Raises SourceRefused with one sentence.

    `local_roots`: folders below which paths may be read, None for anywhere. `allowed_hosts`: hosts, with :port or without, that
    may be private and may speak plain http.
    """
    text = given.strip()
    if not text or text.startswith("-") or len(text) > 2000 or not text.isprintable():
        raise SourceRefused(f"“{_shown(given)}” cannot be a repository. Give an https:// or ssh:// address, or a path.")
    scheme = _scheme.match(text)
    if scheme and scheme[1].lower() != "file":
        return Source(_checked_url(text, allowed_hosts), is_local=False)
    if scheme is None and _scp.fullmatch(text):
        return Source(text, is_local=False)
    if "::" in text.partition("/")[0]:
        raise SourceRefused("Only https:// and ssh:// addresses and local paths are read.")
    return _local(text[len("file://") :] if scheme else text, local_roots)


def _shown(text: str) -> str:
    return "".join(letter if letter.isprintable() else "�" for letter in text[:80])


def _checked_url(text: str, allowed_hosts: Collection[str]) -> str:
    try:
        parts = urlsplit(text)
        port = parts.port or _PORTS.get(parts.scheme, 0)
    except ValueError as error:
        raise SourceRefused(f"“{_shown(text)}” is no address. Check the part between // and the next /.") from error
    host = parts.hostname or ""
    plain = parts.scheme == "http" and _is_allowed(host, port, allowed_hosts)
    if parts.scheme not in ("https", "ssh") and not plain:
        raise SourceRefused("Only https:// and ssh:// addresses and local paths are read.")
    if "\\" in text or "%00" in text.lower() or any(letter.isspace() for letter in text) or not _host.fullmatch(host):
        raise SourceRefused(f"“{_shown(text)}” is no address. Check its host name and characters.")
    _check_user(parts)
    return text


def _check_user(parts: SplitResult) -> None:
    if parts.password is not None or (parts.username is not None and parts.scheme != "ssh"):
        raise SourceRefused("The address holds a user name or a token. Give it without: what stands before the @ is not kept safe there.")
    if parts.username is not None and not _user.fullmatch(parts.username):
        raise SourceRefused("The user name of the address has characters that are not allowed.")


def _is_allowed(host: str, port: int, allowed_hosts: Collection[str]) -> bool:
    return host in allowed_hosts or f"{host}:{port}" in allowed_hosts


def find_host(source: Source, allowed_hosts: Collection[str]) -> Host:
    """The host of an address, looked up now; every answer has to be public. Raises SourceRefused."""
    scp = _scp.fullmatch(source.address) if "://" not in source.address else None
    if scp:
        scheme, name, port = "ssh", scp["host"], 22
    else:
        parts = urlsplit(_checked_url(source.address, allowed_hosts))
        scheme, name, port = parts.scheme, parts.hostname or "", parts.port or _PORTS[parts.scheme]
    try:
        answers = {str(answer[4][0]).partition("%")[0] for answer in socket.getaddrinfo(name, port, type=socket.SOCK_STREAM)}
    except OSError as error:
        raise SourceRefused(f"{name} {UNREACHABLE}") from error
    if not answers or not (_is_allowed(name, port, allowed_hosts) or all(map(_is_public, answers))):
        raise SourceRefused(f"{name} {UNREACHABLE}")
    return Host(scheme, name, port, min(answers, key=lambda answer: (":" in answer, answer)))


def _is_public(answer: str) -> bool:
    address = ipaddress.ip_address(answer)
    if isinstance(address, ipaddress.IPv6Address):
        embedded = _embedded(address)
        if embedded is not None:
            return _is_public(str(embedded))
        if address not in _GLOBAL_UNICAST:
            return False
    return address.is_global and not (address.is_multicast or address.is_reserved or any(address in network for network in _RESERVED))


def _embedded(address: ipaddress.IPv6Address) -> ipaddress.IPv4Address | None:
    """The IPv4 address that a packet to this one is meant for."""
    if address in _NAT64:
        return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    return address.ipv4_mapped or address.sixtofour


def _local(text: str, roots: Sequence[Path] | None) -> Source:
    if roots is not None and not roots:
        raise SourceRefused("Paths of this machine are not read from here. Set LOCAL_REPO_ROOTS, or give an https:// or ssh:// address.")
    try:
        path = Path(text).expanduser().resolve()
    except (OSError, RuntimeError) as error:
        raise SourceRefused(f"{_shown(text)} is no path that can be followed.") from error
    if roots is not None and not is_below(path, roots):
        raise SourceRefused(f"{_shown(text)} is outside the folders that LOCAL_REPO_ROOTS allows.")
    return Source(str(path), is_local=True, roots=None if roots is None else tuple(root.resolve() for root in roots))


def is_below(path: Path, roots: Sequence[Path]) -> bool:
    """Whether a resolved path is one of the folders or lies in one."""
    return any(path.is_relative_to(root.resolve()) for root in roots)
