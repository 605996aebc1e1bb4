"""Blobs of a mirror, one after another."""

from pathlib import Path

import pytest

from scanner.git import GitFailed, Mirror, accept, batch
from tests.support.repositories import History

ABSENT = "0" * 39 + "1"


@pytest.fixture
def history(tmp_path: Path):
    with History(tmp_path / "source") as made:
        yield made


def mirrored(history: History, tmp_path: Path) -> Mirror:
    mirror = Mirror(tmp_path / "mirror.git")
    mirror.update(accept(str(history.finish()), local_roots=None, allowed_hosts=()), allowed_hosts=())
    return mirror


def oid_of(history: History, path: str) -> str:
    history.finish()
    return history.git("rev-parse", f"main:{path}").decode().strip()


def test_blobs_come_with_their_bytes_in_the_order_asked(history: History, tmp_path: Path):
    history.commit({"a.py": "one\n", "b.py": b"\n\xff\x00blob 3\n", "c.py": ""})
    oids = [oid_of(history, name) for name in ("c.py", "b.py", "a.py")]
    assert list(mirrored(history, tmp_path).blobs(oids)) == list(zip(oids, [b"", b"\n\xff\x00blob 3\n", b"one\n"], strict=True))


def test_missing_large_and_other_objects_are_left_out(history: History, tmp_path: Path):
    commit = history.commit({"a.py": "one\n", "large.py": "x" * 11, "fits.py": "y" * 10})
    oids = [ABSENT, oid_of(history, "large.py"), commit, oid_of(history, "a.py"), oid_of(history, "fits.py")]
    assert [source for _, source in mirrored(history, tmp_path).blobs(oids, limit=10)] == [b"one\n", b"y" * 10]


def test_a_thousand_blobs_do_not_fill_a_pipe(history: History, tmp_path: Path):
    history.commit({f"{number}.py": f"x = {number}\n" * 100 for number in range(1000)})
    mirror = mirrored(history, tmp_path)
    sizes = dict(mirror.blob_sizes())
    assert {oid: len(source) for oid, source in mirror.blobs(sizes)} == sizes


def test_nothing_is_started_for_nothing_and_a_name_is_no_id(history: History, tmp_path: Path):
    mirror = Mirror(tmp_path / "no such mirror")
    assert list(mirror.blobs([])) == []
    with pytest.raises(ValueError, match="is no object id"):
        list(mirror.blobs(["HEAD"]))


@pytest.mark.parametrize("size", [1, 2, 5, 100])
def test_pieces_may_end_anywhere(size: int):
    printed = b"%s blob 3\na\nb\n%s missing\n%s tree 2\nxx\n%s blob 4\nlong\n%s blob 0\n\n" % tuple(b"%040x" % n for n in range(5))
    pieces = [printed[start : start + size] for start in range(0, len(printed), size)]
    assert list(batch.read(pieces, 3)) == [(f"{0:040x}", b"a\nb"), (f"{4:040x}", b"")]


def test_an_output_that_breaks_off_is_an_error():
    with pytest.raises(GitFailed, match="in the middle of a file"):
        list(batch.read([b"%040x blob 9\nabc" % 1], 100))
