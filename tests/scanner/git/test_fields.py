"""Output of Git cut into fields, whatever their size."""

from time import monotonic

import pytest

from scanner.git import GitFailed, fields, log


@pytest.mark.parametrize("size", [1, 2, 3, 100])
def test_fields_are_the_same_however_the_stream_is_cut(size: int):
    stream = b"one\0\0two\0three"
    pieces = [stream[start : start + size] for start in range(0, len(stream), size)]
    assert list(fields.split(pieces, b"\0")) == [b"one", b"", b"two", b"three"]


def test_a_field_is_cut_and_the_next_one_is_whole(monkeypatch):
    monkeypatch.setattr(fields, "LONGEST", 5)
    assert list(fields.split([b"abc", b"def", b"ghi\0jk", b"l\0mnopqr\0"], b"\0")) == [b"abcde", b"jkl", b"mnopq"]


def test_a_huge_field_takes_time_in_proportion():
    begun = monotonic()
    (found,) = fields.split((b"x" * 4096 for _ in range(50_000)), b"\0")
    assert len(found) == fields.LONGEST
    assert monotonic() - begun < 5


def test_a_huge_subject_is_cut():
    header = b"\x01" + b"a" * 40 + b"\n\nA\na@b\n1\n2\n"
    (commit,) = log.read([header, *[b"S" * 65536] * 100, b"\0"])
    assert (commit.oid, commit.committed_at) == ("a" * 40, 2)
    assert len(commit.subject) < fields.LONGEST


def test_a_path_that_is_too_long_is_refused_by_its_commit():
    header = b"\x01" + b"a" * 40 + b"\n\nA\na@b\n1\n2\nc\0"
    modes = b"\n:000000 100644 " + b"0" * 40 + b" " + b"b" * 40 + b" A\0"
    (commit,) = log.read([header, modes, b"n" * 4096, b"\0"])
    assert len(commit.changes) == 1
    with pytest.raises(GitFailed, match="Commit aaaaaaaaa has a path of more than 4,096 bytes"):
        list(log.read([header, modes, b"n" * 4097, b"\0"]))
