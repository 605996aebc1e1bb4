"""kill -9 in the middle of a scan: the next one ends with the same bytes."""

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.support.repositories import History

ROOT = Path(__file__).resolve().parent.parent.parent
SLUG = "messagerouter"
DRAFT = {
    "--title": "MessageRouter",
    "--symbol": "MessageRouter",
    "--canonical": "shop.messaging.router",
    "--deprecated": "shop.core.router",
}

pytestmark = pytest.mark.fault


def environment(folder: Path) -> dict[str, str]:
    return {**os.environ, "DATA_DIR": str(folder), "SCAN_CONCURRENCY": "2", "PYTHONPATH": str(ROOT)}


def manage(folder: Path, *words: str) -> bytes:
    done = subprocess.run([sys.executable, "manage.py", *words], cwd=ROOT, env=environment(folder), capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode()
    return done.stdout


@pytest.fixture(scope="module")
def repository(tmp_path_factory) -> Path:
    """Enough files that a scan takes some seconds."""
    chance = random.Random(20)
    with History(tmp_path_factory.mktemp("source") / "shop") as history:
        history.commit(
            {"shop/core/router.py": "class MessageRouter:\n    pass\n", "shop/messaging/router.py": "class MessageRouter:\n    pass\n"}
        )
        for number in range(120):
            module = chance.choice(["shop.core.router", "shop.messaging.router"])
            body = "".join(f"def step_{number}_{part}(value):\n    return value + {part}\n\n\n" for part in range(60))
            history.commit(
                {f"shop/p{chance.randrange(80)}/m{part}.py": f"from {module} import MessageRouter\n\n\n{body}" for part in range(6)}
            )
    return history.path


def exports(folder: Path, repository: Path) -> list[bytes]:
    """All exports of the issue after the scan was let through to its end."""
    manage(folder, "scan", str(repository), "--depth", "graph")
    listed = manage(folder, "issue", "list").decode()
    if SLUG not in listed:
        manage(folder, "issue", "create", "--repo", "shop", *(word for pair in DRAFT.items() for word in pair))
    return [
        manage(folder, "export", "series", SLUG, "--line", "all"),
        manage(folder, "export", "findings", SLUG),
        manage(folder, "export", "implementations", SLUG),
    ]


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_two_kills_in_mid_scan_change_no_byte_of_the_exports(repository: Path, tmp_path: Path, seed: int):
    chance = random.Random(seed)
    whole = tmp_path / "whole"
    begun = time.monotonic()
    expected = exports(whole, repository)
    took = time.monotonic() - begun
    killed = tmp_path / "killed"
    for _ in range(2):
        process = subprocess.Popen(
            [sys.executable, "manage.py", "scan", str(repository), "--depth", "graph"],
            cwd=ROOT,
            env=environment(killed),
            stderr=subprocess.DEVNULL,
        )
        time.sleep(chance.uniform(0.8, max(1.0, took / 4)))
        process.send_signal(signal.SIGKILL)
        process.wait()
    assert exports(killed, repository) == expected
