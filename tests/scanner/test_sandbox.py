"""Parser processes: whoever hangs, dies or bloats costs its own blob and no other."""

import hashlib
import os
import signal
import subprocess
import sys
import textwrap
import time
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from scanner import facts, parser, sandbox
from scanner.extract import MOST_BYTES, extract
from scanner.facts import Verdict
from scanner.sandbox import ParserPool, Reading, ReadingFailed
from tests.support.repositories import ENVIRONMENT, History

ROOT = Path(parser.__file__).resolve().parent.parent
TIMEOUT = 1.0
#: A child that does what a file tells it to, and else what every child does.
OBEDIENT = f"""
    import os, signal, sys, time
    sys.path.insert(0, {str(ROOT)!r})
    from scanner import child
    extract = child.extract
    def obey(content):
        if b"hang" in content:
            time.sleep(600)
        if b"eat" in content:
            eaten = []
            while True:
                eaten.append(bytearray(1 << 26))
        if b"fall" in content:
            os.kill(os.getpid(), signal.SIGSEGV)
        if b"leave" in content:
            os._exit(3)
        if b"stumble" in content:
            raise KeyError("a fault of ours")
        if b"babble" in content:
            os.write(1, b"\\xff" * 300)
        return extract(content)
    child.extract = obey
    child.main()
"""
GOOD = tuple(f"import module_{number}\n" for number in range(150))
#: Reads what it is told, says who works for it, and never ends by itself.
OWNER = """
    import sys, time
    from pathlib import Path
    sys.path.insert(0, sys.argv[1])
    from scanner import parser
    from scanner.sandbox import ParserPool
    parser.CHILD = Path(sys.argv[2])
    pool = ParserPool(["git", "--git-dir", sys.argv[3], "cat-file", "--batch-command", "--buffer"], {"PATH": "/usr/bin:/bin"}, timeout=600)
    def say():
        (one,) = pool._parsers
        print(one._child.pid, one._git.pid, flush=True)
    for reading in pool.read([sys.argv[4]], tick=say):
        pass
"""


def oid_of(content: str | bytes) -> str:
    raw = content.encode() if isinstance(content, str) else content
    return hashlib.sha1(b"blob %d\0" % len(raw) + raw).hexdigest()


def command(git_dir: Path) -> list[str]:
    return ["git", "--git-dir", str(git_dir), "cat-file", "--batch-command", "--buffer"]


@pytest.fixture(scope="module")
def repository(tmp_path_factory) -> History:
    """150 good files and one for each evil."""
    evils = [f"x = {number}  # {word}\n" for word in ("hang", "eat", "fall", "leave", "stumble", "babble") for number in range(3)]
    files: dict[str, str | bytes] = {f"{number}.py": content for number, content in enumerate([*GOOD, *evils])}
    with History(tmp_path_factory.mktemp("sandbox") / "repository") as history:
        history.commit({**files, "large.py": b"#" * (MOST_BYTES + 1), "full.py": b"#" * MOST_BYTES, "empty.py": b""})
    return history


@pytest.fixture
def pool(repository: History) -> Iterator[Callable[..., ParserPool]]:
    """Pools over the repository, closed in the end."""
    made: list[ParserPool] = []

    def make(children: int = 1, timeout: float = TIMEOUT, git_dir: Path | None = None) -> ParserPool:
        made.append(ParserPool(command(git_dir or repository.git_dir), ENVIRONMENT, children, timeout))
        return made[-1]

    yield make
    for one in made:
        one.close()


@pytest.fixture
def _obedient(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parser, "CHILD", obedient_child(tmp_path))


def obedient_child(folder: Path) -> Path:
    path = folder / "obedient.py"
    path.write_text(textwrap.dedent(OBEDIENT))
    return path


def verdicts(readings: list[Reading]) -> dict[str, Verdict]:
    found = {one.oid: one.verdict for one in readings}
    assert len(found) == len(readings), "a blob was answered twice"
    return found


def is_alive(pid: int) -> bool:
    """Does a process run? One that has ended and was not asked for yet does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] not in "ZX"
    except (FileNotFoundError, ProcessLookupError):
        return False


def wait_until(condition: Callable[[], bool], seconds: float = 10) -> bool:
    end = time.monotonic() + seconds
    while not condition() and time.monotonic() < end:
        time.sleep(0.02)
    return condition()


def child_of(pool: ParserPool) -> int:
    (one,) = pool._parsers
    return one._child.pid


@pytest.mark.parametrize("children", [1, 2])
def test_every_blob_is_read_once_and_as_in_this_process(pool, children: int):
    readings = list(pool(children).read([oid_of(content) for content in GOOD]))
    assert {one.oid: facts.decode(one.packed) for one in readings} == {oid_of(text): extract(text.encode()) for text in GOOD}
    assert all(one.size == len(GOOD[0]) for one in readings if one.oid == oid_of(GOOD[0]))
    assert len(readings) == len(GOOD)


def test_a_blob_that_is_asked_for_twice_is_read_once(pool):
    assert len(list(pool().read([oid_of(GOOD[0])] * 5))) == 1


def test_nothing_is_read_and_nothing_started_for_an_empty_list(pool):
    one = pool()
    assert list(one.read([])) == []
    assert one._parsers == [None]


def test_sizes_decide_before_anything_is_read(pool):
    wanted = {
        b"#" * (MOST_BYTES + 1): (Verdict.TOO_LARGE, MOST_BYTES + 1),
        b"#" * MOST_BYTES: (Verdict.OK, MOST_BYTES),
        b"": (Verdict.OK, 0),
        GOOD[1].encode(): (Verdict.OK, len(GOOD[1])),
    }
    readings = list(pool().read([oid_of(content) for content in wanted]))
    assert {one.oid: (one.verdict, one.size) for one in readings} == {oid_of(content): said for content, said in wanted.items()}


def test_what_is_not_there_or_is_no_file_is_missing_and_the_others_are_read(pool, repository: History):
    commit, tree = repository.git("rev-parse", "main", "main^{tree}").decode().split()
    readings = list(pool().read(["0" * 40, oid_of(GOOD[0]), commit, tree, oid_of(GOOD[1])]))
    assert {one.oid: facts.decode(one.packed).reason for one in readings if one.verdict is Verdict.MISSING} == {
        "0" * 40: "not in the repository",
        commit: "a commit, not a file",
        tree: "a tree, not a file",
    }
    assert verdicts(readings)[oid_of(GOOD[1])] is Verdict.OK


@pytest.mark.parametrize(
    "oid", ["", "main", "0" * 39, "A" * 40, "0" * 40 + "\n", "0" * 40 + "\ncontents " + "1" * 40, "--batch", "HEAD:a.py"]
)
def test_only_object_ids_reach_git(pool, oid: str):
    with pytest.raises(ValueError, match="is no object id"):
        next(pool().read([oid_of(GOOD[0]), oid]))


@pytest.mark.usefixtures("_obedient")
class TestOneEvilBlob:
    """Among many good ones."""

    @pytest.mark.parametrize("children", [1, 2])
    def test_that_hangs_is_killed_after_the_timeout(self, pool, children: int):
        evil = "x = 0  # hang\n"
        begun = time.monotonic()
        readings = list(pool(children).read([oid_of(content) for content in (*GOOD[:70], evil, *GOOD[70:])]))
        assert time.monotonic() - begun >= TIMEOUT
        found = verdicts(readings)
        assert found.pop(oid_of(evil)) is Verdict.TIMEOUT
        assert set(found.values()) == {Verdict.OK} and len(found) == len(GOOD)
        (said,) = [facts.decode(one.packed).reason for one in readings if one.verdict is Verdict.TIMEOUT]
        assert said == "not read within 1 s"

    @pytest.mark.parametrize(
        ("word", "reason"),
        [
            ("eat", "MemoryError at obedient.py:12"),
            ("stumble", "KeyError at obedient.py:18"),
            ("fall", "the parser ended with SIGSEGV"),
            ("leave", "the parser ended with exit status 3"),
            ("babble", "the parser ended with SIGKILL"),
        ],
    )
    def test_that_makes_the_parser_fail_is_a_crash(self, pool, word: str, reason: str):
        evil = f"x = 0  # {word}\n"
        readings = list(pool(timeout=20).read([oid_of(content) for content in (*GOOD[:70], evil, *GOOD[70:])]))
        found = verdicts(readings)
        assert found.pop(oid_of(evil)) is Verdict.CRASH
        assert set(found.values()) == {Verdict.OK} and len(found) == len(GOOD)
        assert [facts.decode(one.packed).reason for one in readings if one.verdict is Verdict.CRASH] == [reason]


@pytest.mark.usefixtures("_obedient")
def test_many_evil_blobs_are_blamed_each_for_itself(pool):
    evils = {
        f"x = {number}  # {word}\n": verdict
        for number in range(2)
        for word, verdict in (("hang", Verdict.TIMEOUT), ("fall", Verdict.CRASH), ("leave", Verdict.CRASH), ("stumble", Verdict.CRASH))
    }
    mixed = [content for pair in zip(evils, GOOD[: len(evils)], strict=True) for content in pair]
    found = verdicts(list(pool(2, timeout=0.6).read([oid_of(content) for content in (*mixed, *GOOD)])))
    assert {content: found.pop(oid_of(content)) for content in evils} == evils
    assert set(found.values()) == {Verdict.OK} and len(found) == len(GOOD)


@pytest.mark.usefixtures("_obedient")
def test_memory_that_a_blob_took_is_given_back(pool):
    one = pool(timeout=20)
    evils = [f"x = {number}  # eat\n" for number in range(3)]
    found = verdicts(list(one.read([oid_of(content) for content in (GOOD[0], *evils, GOOD[1])])))
    assert [found[oid_of(content)] for content in (GOOD[0], *evils, GOOD[1])] == [Verdict.OK, *[Verdict.CRASH] * 3, Verdict.OK]


def test_a_caller_that_takes_its_time_blames_nobody(pool):
    one = pool(timeout=0.3)
    readings = []
    for number, reading in enumerate(one.read([oid_of(content) for content in GOOD])):
        if number in (0, 20, 64, 100):
            time.sleep(0.5)
        readings.append(reading)
    assert set(verdicts(readings).values()) == {Verdict.OK}


def test_a_caller_may_stop_and_begin_anew(pool):
    one = pool()
    reading = one.read([oid_of(content) for content in GOOD])
    next(reading)
    reading.close()
    assert len(list(one.read([oid_of(content) for content in GOOD]))) == len(GOOD)


def test_a_pool_reads_one_list_at_a_time(pool):
    one = pool()
    reading = one.read([oid_of(GOOD[0]), oid_of(GOOD[1])])
    next(reading)
    with pytest.raises(RuntimeError, match="one list at a time"):
        next(one.read([oid_of(GOOD[2])]))


def test_a_parser_stays_warm_from_one_list_to_the_next(pool):
    one = pool()
    list(one.read([oid_of(GOOD[0])]))
    before = child_of(one)
    list(one.read([oid_of(GOOD[1])]))
    assert child_of(one) == before


@pytest.mark.usefixtures("_obedient")
def test_the_caller_hears_a_tick_while_it_waits(pool):
    heard: list[float] = []
    list(pool(timeout=2.5).read([oid_of("x = 0  # hang\n")], tick=lambda: heard.append(time.monotonic())))
    assert 2 <= len(heard) <= 4


def test_the_child_has_nothing_of_our_environment_and_next_to_no_rights(pool, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("DATABASE_URL", "postgres://user:password@host/name")
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    one = pool()
    list(one.read([oid_of(GOOD[0])]))
    place = Path(f"/proc/{child_of(one)}")
    assert sorted(place.joinpath("environ").read_bytes().split(b"\0")) == [b"", b"LANG=C.UTF-8", b"PATH=/usr/bin:/bin"]
    assert place.joinpath("cwd").readlink() == Path("/")
    behind = {one.name: str(one.readlink()) for one in place.joinpath("fd").iterdir()}
    assert {name: target.partition(":")[0] for name, target in behind.items()} == {
        "0": "pipe",
        "1": "pipe",
        "2": "/dev/null",
        "3": "/memfd",
    }
    assert "NoNewPrivs:\t1" in place.joinpath("status").read_text()
    limits = {line[:25].strip(): line[25:].split()[0] for line in place.joinpath("limits").read_text().splitlines()}
    assert (limits["Max address space"], limits["Max core file size"], limits["Max file size"]) == (str(3 << 29), "0", "0")
    git = Path(f"/proc/{one._parsers[0]._git.pid}/environ").read_bytes()
    assert b"password" not in git


def test_nothing_is_left_after_closing(pool):
    one = pool(2)
    list(one.read([oid_of(content) for content in GOOD]))
    started = [process.pid for slot in one._parsers if slot for process in (slot._child, slot._git)]
    assert len(started) == 4 and all(map(is_alive, started))
    one.close()
    assert not any(map(is_alive, started))


def test_descriptors_are_given_back(pool):
    before = len(os.listdir("/proc/self/fd"))
    for _ in range(5):
        one = pool()
        list(one.read([oid_of(GOOD[0])]))
        one.close()
    assert len(os.listdir("/proc/self/fd")) == before


def test_parsers_die_with_their_owner(tmp_path: Path, repository: History):
    arguments = [str(ROOT), str(obedient_child(tmp_path)), str(repository.git_dir), oid_of("x = 0  # hang\n")]
    with subprocess.Popen([sys.executable, "-c", textwrap.dedent(OWNER), *arguments], stdout=subprocess.PIPE, text=True) as owner:
        assert owner.stdout
        workers = [int(pid) for pid in owner.stdout.readline().split()]
        assert len(workers) == 2 and all(map(is_alive, workers))
        os.kill(owner.pid, signal.SIGKILL)
    assert wait_until(lambda: not any(map(is_alive, workers)))


def test_a_folder_that_is_no_repository_fails_with_gits_own_words(pool, tmp_path: Path):
    with pytest.raises(ReadingFailed, match="not a git repository"):
        list(pool(git_dir=tmp_path).read([oid_of(GOOD[0])]))


GARBAGE = b"no zlib at all"
SHORT = zlib.compress(b"blob 600\0x = 5\n")  # Git says 600, sends 6, and waits for the next request
LONG = zlib.compress(b"blob 3\0x = 5\n")
OTHER = zlib.compress(b"blob 6\0y = 5\n")
NUMBERED = tuple(f"x = {number}\n" for number in range(10))


def damaged(path: Path, damage: bytes, *numbers: int) -> History:
    """A repository of ten loose objects, one of them lost and some of them damaged."""
    with History(path) as history:
        commit = history.commit({f"{number}.py": content for number, content in enumerate(NUMBERED)})
    history.lose(commit, "9.py")
    for number in numbers:
        oid = oid_of(NUMBERED[number])
        object_file = history.git_dir / "objects" / oid[:2] / oid[2:]
        object_file.chmod(0o644)
        object_file.write_bytes(damage)
    return history


@pytest.mark.parametrize("number", [0, 5, 8])
@pytest.mark.parametrize("damage", [GARBAGE, SHORT, LONG, OTHER])
def test_a_damaged_object_is_missing_and_the_others_are_read(pool, tmp_path: Path, monkeypatch, damage: bytes, number: int):
    monkeypatch.setattr(sandbox, "MOST_SILENT_SECONDS", 0.5)
    history = damaged(tmp_path / "damaged", damage, number)
    readings = list(pool(git_dir=history.git_dir).read([oid_of(content) for content in NUMBERED]))
    found = verdicts(readings)
    assert (found.pop(oid_of(NUMBERED[9])), found.pop(oid_of(NUMBERED[number]))) == (Verdict.MISSING, Verdict.MISSING)
    assert set(found.values()) == {Verdict.OK} and len(found) == 8
    for one in readings:
        if one.verdict is Verdict.OK:
            assert facts.decode(one.packed) == extract(b"x = 1\n")


@pytest.mark.parametrize("asked", [(1,), (0, 1, 2, 3, 4, 5)])
def test_a_repository_of_which_nothing_can_be_read_fails(pool, tmp_path: Path, asked: tuple[int, ...]):
    history = damaged(tmp_path / "damaged", LONG, 0, 1, 2, 3)
    with pytest.raises(ReadingFailed, match=f"Git could not read {oid_of(NUMBERED[asked[-1] if len(asked) == 1 else 2])}: "):
        list(pool(git_dir=history.git_dir).read([oid_of(NUMBERED[number]) for number in asked]))
