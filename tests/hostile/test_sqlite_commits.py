"""What SQLite said it has kept is there, while connections of several processes come and go: pages open one for each request."""

import sqlite3
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

pytestmark = [pytest.mark.hostile, pytest.mark.load]

PROCESSES, THREADS, ROWS = 2, 4, 1_500
WRITER = """
import random, sqlite3, sys, threading, time
path, init, name, threads, rows = sys.argv[1], sys.argv[2], sys.argv[3], int(sys.argv[4]), int(sys.argv[5])
def write(thread):
    for row in range(rows):
        database = sqlite3.connect(path, timeout=20, isolation_level=None)
        database.executescript(init)
        database.execute("BEGIN IMMEDIATE")
        database.execute("SELECT count(*) FROM kept WHERE name = ?", (f"{row}",)).fetchone()
        database.execute("INSERT INTO kept (name) VALUES (?)", (f"{name}-{thread}-{row}",))
        database.execute("COMMIT")
        database.close()
        time.sleep(random.random() * 0.01)
running = [threading.Thread(target=write, args=[thread]) for thread in range(threads)]
for one in running: one.start()
for one in running: one.join()
"""


@pytest.mark.skipif(not settings.IS_EMBEDDED, reason="about SQLite")
def test_no_commit_is_lost_while_connections_come_and_go(tmp_path: Path):
    options: Any = settings.DATABASES["default"]["OPTIONS"]
    path, init = str(tmp_path / "test.sqlite3"), options["init_command"]
    database = sqlite3.connect(path)
    database.executescript(f"{init}CREATE TABLE kept (id integer PRIMARY KEY AUTOINCREMENT, name text UNIQUE)")
    database.close()
    writers = [
        subprocess.Popen([sys.executable, "-c", WRITER, path, init, str(number), str(THREADS), str(ROWS)], stderr=subprocess.PIPE)
        for number in range(PROCESSES)
    ]
    said = [writer.communicate(timeout=200)[1].decode() for writer in writers]
    assert said == [""] * PROCESSES
    database = sqlite3.connect(path)
    kept = database.execute("SELECT count(*) FROM kept").fetchone(), database.execute("PRAGMA integrity_check").fetchone()
    database.close()
    assert kept == ((PROCESSES * THREADS * ROWS,), ("ok",))
