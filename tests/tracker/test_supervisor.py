"""Programs are kept running, and nothing of them is left."""

import dataclasses
import json
import os
import select
import signal
import subprocess
import sys
import textwrap
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tracker import supervisor
from tracker.supervisor import Program

ROOT = Path(supervisor.__file__).resolve().parent.parent
#: Has a child in a session of its own, which has a child again; writes down all three.
FAMILY = """
    import os, subprocess, sys, time
    name, depth = sys.argv[1], int(sys.argv[2])
    if depth:
        subprocess.Popen([sys.executable, __file__, name, str(depth - 1)], start_new_session=True)
    with open(name, "a") as file:
        file.write(f"{os.getpid()}\\n")
    time.sleep(600)
"""
#: Does not listen to SIGTERM.
DEAF = """
    import signal, sys, time, os
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    with open(sys.argv[1], "a") as file:
        file.write(f"{os.getpid()}\\n")
    time.sleep(600)
"""
POLITE = """
    import signal, sys, time, os
    def leave(*_):
        with open(sys.argv[1], "a") as file:
            file.write("said goodbye\\n")
        sys.exit()
    signal.signal(signal.SIGTERM, leave)
    with open(sys.argv[1], "a") as file:
        file.write(f"{os.getpid()}\\n")
    time.sleep(600)
"""
#: A process that supervises what stands in a JSON file, as `manage.py up` does.
FIRST = """
    import json, signal, sys
    sys.path.insert(0, sys.argv[2])
    from tracker.supervisor import Program, Supervisor
    def leave(*_):
        raise KeyboardInterrupt
    signal.signal(signal.SIGTERM, leave)
    running = Supervisor([Program(**one) for one in json.load(open(sys.argv[1]))])
    try:
        while running.is_running:
            for sentence in running.sentences(0.1):
                print(sentence, flush=True)
    except KeyboardInterrupt:
        running.stop()
"""


def write(folder: Path, name: str, source: str) -> str:
    path = folder / name
    path.write_text(textwrap.dedent(source))
    return str(path)


def program(folder: Path, source: str, *arguments: str, name: str = "test") -> Program:
    script = write(folder, f"{name}.py", source)
    return Program(name, [sys.executable, script, str(folder / f"{name}.pids"), *arguments], str(folder / f"{name}.log"), str(folder))


def pids(folder: Path, count: int, name: str = "test") -> list[int]:
    """Waits until so many processes have written themselves down."""
    path = folder / f"{name}.pids"
    wait_until(lambda: path.exists() and len(path.read_text().split()) >= count, f"{count} processes in {path}")
    return [int(pid) for pid in path.read_text().split()]


def wait_until(is_true: Callable[[], bool], what: str, seconds: float = 20) -> None:
    last = time.monotonic() + seconds
    while not is_true():
        assert time.monotonic() < last, f"waited in vain for: {what}"
        time.sleep(0.02)


def lives(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_bytes().rpartition(b")")[2].split()[0] != b"Z"
    except OSError:
        return False


@pytest.fixture
def first(tmp_path: Path) -> Iterator[Callable[..., "subprocess.Popen[str]"]]:
    started: list[subprocess.Popen[str]] = []

    def start(*programs: Program) -> "subprocess.Popen[str]":
        files = [file for one in programs for file in one.files]
        wanted = tmp_path / "programs.json"
        wanted.write_text(json.dumps([dataclasses.asdict(one) for one in programs]))
        command = [sys.executable, write(tmp_path, "first.py", FIRST), str(wanted), str(ROOT)]
        started.append(subprocess.Popen(command, stdout=subprocess.PIPE, text=True, start_new_session=True, pass_fds=files))
        return started[-1]

    yield start
    for process in started:
        process.kill()
        process.wait()
        assert process.stdout is not None
        process.stdout.close()


def test_a_program_and_its_whole_family_end_when_it_is_told_to_stop(tmp_path, first):
    process = first(program(tmp_path, FAMILY, "2"))
    family = pids(tmp_path, 3)

    process.send_signal(signal.SIGTERM)
    process.wait(5)

    assert [pid for pid in family if lives(pid)] == []


def test_a_program_that_can_end_by_itself_is_given_the_time(tmp_path, first):
    process = first(program(tmp_path, POLITE))
    pids(tmp_path, 1)

    process.send_signal(signal.SIGTERM)
    process.wait(5)

    assert "said goodbye" in (tmp_path / "test.pids").read_text()


def test_a_program_that_does_not_listen_is_killed_within_five_seconds(tmp_path, first):
    process = first(program(tmp_path, DEAF))
    [pid] = pids(tmp_path, 1)

    start = time.monotonic()
    process.send_signal(signal.SIGTERM)
    process.wait(5)

    assert time.monotonic() - start < 5
    assert not lives(pid)


def test_kill_9_of_the_first_process_takes_everything_along(tmp_path, first):
    process = first(program(tmp_path, FAMILY, "2"), program(tmp_path, DEAF, name="deaf"))
    family = pids(tmp_path, 3) + pids(tmp_path, 1, "deaf")

    process.kill()

    wait_until(lambda: not any(lives(pid) for pid in family), "the end of all", seconds=5)


def test_kill_9_of_the_keeper_takes_everything_along(tmp_path, first):
    process = first(program(tmp_path, FAMILY, "0"))
    [pid] = pids(tmp_path, 1)
    keeper = int(Path(f"/proc/{pid}/stat").read_bytes().rpartition(b")")[2].split()[1])

    os.kill(keeper, signal.SIGKILL)

    wait_until(lambda: not lives(pid), "the program's end", seconds=5)
    assert process.wait(5) == 0


def test_a_program_that_dies_is_started_again_and_named(tmp_path, first):
    process = first(program(tmp_path, FAMILY, "1"))
    before = pids(tmp_path, 2)

    os.kill(before[0], signal.SIGKILL)
    after = pids(tmp_path, 4)

    assert lives(after[2])
    assert process.stdout is not None
    said = process.stdout.readline()
    assert said.startswith("The test process ended (killed by SIGKILL). It starts again in 0.5 s; its log is ")


def test_a_program_that_keeps_dying_is_started_less_and_less_often(tmp_path, first):
    process = first(program(tmp_path, "import sys; print('no luck'); sys.exit(3)"))

    assert process.stdout is not None
    said = [process.stdout.readline() for _ in range(3)]

    assert [line.split("again in ")[1].split(";")[0] for line in said] == ["0.5 s", "2 s", "4 s"]
    assert "exit code 3" in said[0]
    assert "no luck" in (tmp_path / "test.log").read_text()


def test_a_program_that_is_not_there_is_tried_again(tmp_path, first):
    process = first(Program("lost", ["/nonexistent/program"], str(tmp_path / "lost.log")))

    assert process.stdout is not None
    assert "The lost process could not start: No such file or directory" in process.stdout.readline()
    assert process.poll() is None


def test_a_program_finds_its_environment_and_its_open_files(tmp_path, first):
    says = write(tmp_path, "says.py", "import os, sys, time; os.write(int(sys.argv[1]), os.environ['WORD'].encode()); time.sleep(600)")
    reader, writer = os.pipe()
    try:
        first(Program("says", [sys.executable, says, str(writer)], str(tmp_path / "log"), "/", {"WORD": "a $HOME 'b'"}, [writer]))
        assert select.select([reader], [], [], 20)[0]
        assert os.read(reader, 100) == b"a $HOME 'b'"
    finally:
        os.close(reader)
        os.close(writer)


def test_a_log_that_has_grown_is_moved_aside(tmp_path):
    log = tmp_path / "web.log"
    log.write_text("x" * 100)

    supervisor.trim(log, 1_000)
    assert log.stat().st_size == 100

    supervisor.trim(log, 99)
    assert log.stat().st_size == 0
    assert (tmp_path / "web.log.1").stat().st_size == 100
