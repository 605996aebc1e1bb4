"""Which addresses and paths are read."""

import socket
from pathlib import Path

import pytest

from scanner.git import SourceRefused, accept
from scanner.git.source import find_host

PUBLIC = "93.184.216.34"


def answering(*addresses: str):
    """A look-up that gives these addresses."""
    return lambda name, port, **words: [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port)) for address in addresses]


@pytest.mark.parametrize(
    "address",
    ["https://github.com/shop/shop", "https://example.org:8443/a.git", "ssh://git@example.org/a.git", "git@example.org:shop/shop.git"],
)
def test_addresses_for_https_and_ssh_are_taken_as_they_are(address):
    assert accept(f" {address} ", local_roots=[], allowed_hosts=()).address == address


@pytest.mark.parametrize(
    "address",
    [
        "",
        "-oProxyCommand=touch",
        "--upload-pack=touch x",
        "ext::sh -c id",
        "git://example.org/a",
        "http://example.org/a",
        "ftp://example.org/a",
        "https://",
        "https://-host/a",
        "https://example.org:99999/a",
        "https://exa mple.org/a",
        "https://example.org\\@evil.org/a",
        "https://example.org/a%00b",
        "https://example.org/a\nb",
        "https://user:secret@example.org/a",
        "https://token@example.org/a",
        "ssh://git:secret@example.org/a",
        "ssh://-oProxyCommand=x@example.org/a",
        "fd::17/a",
        "x" * 3000,
    ],
)
def test_anything_else_is_refused_in_one_sentence(address):
    with pytest.raises(SourceRefused) as refused:
        accept(address, local_roots=None if "::" in address else [], allowed_hosts=())
    assert "secret" not in str(refused.value)
    assert "\n" not in str(refused.value)
    assert str(refused.value).endswith(".")


def test_plain_http_is_for_listed_hosts_alone():
    assert accept("http://127.0.0.1:8080/a", local_roots=[], allowed_hosts=["127.0.0.1:8080"]).address == "http://127.0.0.1:8080/a"
    with pytest.raises(SourceRefused):
        accept("http://127.0.0.1:8081/a", local_roots=[], allowed_hosts=["127.0.0.1:8080"])


@pytest.mark.parametrize(
    "answers",
    [
        ["127.0.0.1"],
        ["10.1.2.3"],
        ["169.254.169.254"],
        ["::1"],
        ["::ffff:10.0.0.1"],
        ["0.0.0.0"],
        ["224.0.0.1"],
        ["100.64.0.1"],
        ["64:ff9b::a00:1"],
        ["64:ff9b:1::1"],
        ["2002:a00:1::1"],
        ["::127.0.0.1"],
        ["::ffff:0:127.0.0.1"],
        ["fec0::1"],
        ["5f00::1"],
        ["192.88.99.1"],
        ["240.0.0.1"],
        [PUBLIC, "192.168.0.1"],
        [],
    ],
)
def test_a_host_with_any_private_answer_is_not_reached(monkeypatch, answers):
    monkeypatch.setattr(socket, "getaddrinfo", answering(*answers))
    with pytest.raises(SourceRefused, match="ALLOWED_GIT_HOSTS"):
        find_host(accept("https://example.org/a", local_roots=[], allowed_hosts=()), ())


def test_a_public_host_is_bound_to_the_address_that_was_looked_at(monkeypatch):
    monkeypatch.setattr(socket, "getaddrinfo", answering("2606:2800:220:1::1", PUBLIC))
    host = find_host(accept("https://example.org/a", local_roots=[], allowed_hosts=()), ())
    assert (host.name, host.port, host.pinned) == ("example.org", 443, PUBLIC)


@pytest.mark.parametrize(
    "address", ["https://2130706433/a", "https://0x7f000001/a", "https://127.1/a", "https://[::1]/a", "https://0177.0.0.1/a"]
)
def test_other_spellings_of_loopback_are_not_reached(address):
    with pytest.raises(SourceRefused):
        find_host(accept(address, local_roots=[], allowed_hosts=()), ())


def test_an_address_that_stands_for_a_public_one_is_reached(monkeypatch):
    monkeypatch.setattr(socket, "getaddrinfo", answering("64:ff9b::808:808"))
    assert find_host(accept("https://example.org/a", local_roots=[], allowed_hosts=()), ()).pinned == "64:ff9b::808:808"


def test_a_listed_host_may_be_private():
    source = accept("https://127.0.0.1:8443/a", local_roots=[], allowed_hosts=())
    assert find_host(source, ["127.0.0.1"]).pinned == "127.0.0.1"


def test_paths_need_a_folder_that_allows_them(tmp_path: Path):
    inside, outside = tmp_path / "allowed" / "repo", tmp_path / "other"
    inside.mkdir(parents=True)
    outside.mkdir()
    (tmp_path / "allowed" / "link").symlink_to(outside)
    assert accept(str(inside), local_roots=[tmp_path / "allowed"], allowed_hosts=()).address == str(inside)
    for refused in (outside, tmp_path / "allowed" / "link", tmp_path / "allowed" / ".." / "other"):
        with pytest.raises(SourceRefused):
            accept(str(refused), local_roots=[tmp_path / "allowed"], allowed_hosts=())
    with pytest.raises(SourceRefused, match="LOCAL_REPO_ROOTS"):
        accept(str(inside), local_roots=[], allowed_hosts=())
    assert accept(f"file://{outside}", local_roots=None, allowed_hosts=()).is_local
