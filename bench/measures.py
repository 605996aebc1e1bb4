"""The rows of the benchmark."""

import resource
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
MEGABYTE = 1_000_000


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table."""

    what: str
    measured: str
    target: str = ""


@dataclass(frozen=True, slots=True)
class Spent:
    """What a command took, its children included."""

    wall: float  # seconds
    cpu: float  # seconds
    peak: int  # bytes of the largest single process


def spent_by(run: Callable[[], object]) -> Spent:
    """Run something and say what it and its child processes took."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    start = time.perf_counter()
    run()
    wall = time.perf_counter() - start
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return Spent(wall, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, after.ru_maxrss * 1024)


class Bench:
    """Scans a repository in a throw-away DATA_DIR with the product's own command."""

    def __init__(self, folder: Path, repository: str, ref: str) -> None:
        self.folder = folder
        self.repository = repository
        self.ref = ref

    def run(self, say: Callable[[str], None]) -> list[Row]:
        """All rows, in the order of docs/operating.md."""
        if not self.repository:
            say("No BENCH_REPO: measuring the example. Its figures say little about large repositories.")
            self.repository = str(self._example())
        say("The newest commit, from nothing")
        tip = spent_by(lambda: self._scan("tip"))
        say("The first-parent line")
        line = spent_by(lambda: self._scan("line"))
        say("The same blobs through git cat-file")
        limit = self._limit()
        say("Every commit")
        graph = spent_by(lambda: self._scan("graph"))
        say("A new issue")
        return [*self._reading(tip, line, graph, limit), *self._stored(), *self._issue()]

    def _example(self) -> Path:
        from tracker.example import build

        return build(self.folder / "example")

    def _scan(self, depth: str) -> None:
        command = [sys.executable, "manage.py", "scan", self.repository, "--ref", self.ref, "--depth", depth]
        subprocess.run(command, cwd=ROOT, check=True, stderr=subprocess.DEVNULL)

    def _limit(self) -> Spent:
        """git cat-file --batch of every blob that was read, in pack order, through a pipe into a process that drops it."""
        _setup()
        from scanner.facts import ANALYZER
        from tracker.actions import history
        from tracker.models import BlobFacts, Repository

        repository = Repository.objects.get()
        mirror = history.mirror_of(repository)
        read = set(BlobFacts.objects.filter(analyzer=ANALYZER).values_list("oid", flat=True))
        self.blobs, self.bytes = len(read), 0
        ids = self.folder / "ids"
        with ids.open("w") as file:
            for oid, size in mirror.blob_sizes():
                if oid in read:
                    file.write(f"{oid}\n")
                    self.bytes += size
        command = f"git --git-dir={mirror.path} cat-file --batch --buffer <{ids} | cat >/dev/null"
        return spent_by(lambda: subprocess.run(["sh", "-c", command], check=True))

    def _reading(self, tip: Spent, line: Spent, graph: Spent, limit: Spent) -> list[Row]:
        history = tip.wall + line.wall
        return [
            Row("first picture: newest commit published, wall", f"{tip.wall:.1f} s", "30 s"),
            Row("first-parent line, all facts, published, wall", f"{history:.1f} s"),
            Row("  the same blobs through git cat-file, wall", f"{limit.wall:.1f} s"),
            Row("  ratio", f"{history / max(limit.wall, 0.001):.1f}", "35, aim for 28"),
            Row("  blobs, source", f"{self.blobs:,}, {self.bytes / MEGABYTE:,.0f} MB"),
            Row("  CPU", f"{tip.cpu + line.cpu:.1f} s"),
            Row("  source by CPU second", f"{self.bytes / MEGABYTE / max(tip.cpu + line.cpu, 0.001):.1f} MB", "at least 7"),
            Row("every commit on top, wall", f"{graph.wall:.1f} s"),
            Row("  ratio to the first-parent line", f"{(history + graph.wall) / history:.2f}", "1.5"),
            Row("peak memory of a process", f"{max(tip.peak, line.peak, graph.peak) / 2**20:.0f} MiB", "400 MiB"),
        ]

    def _stored(self) -> list[Row]:
        from django.db.models import Count, Sum
        from django.db.models.functions import Length

        from tracker.models import BlobFacts, Term

        facts = BlobFacts.objects.aggregate(size=Sum(Length("data")), number=Count("id"))
        index = Term.objects.aggregate(size=Sum(Length("ids") + Length("term")), number=Count("id"))
        return [
            Row("stored facts", f"{facts['size'] / max(facts['number'], 1):,.0f} bytes a blob", "1,200"),
            Row("index", f"{(index['size'] or 0) / MEGABYTE:.1f} MB, {index['number']:,} names", "50 MB"),
        ]

    def _issue(self) -> list[Row]:
        """An issue about the module that most blobs mention, from the question to the rows."""
        from django.db import connection

        from tracker.actions import counting, history, issues
        from tracker.models import Measurement, Repository

        repository = Repository.objects.select_related("published").get()
        graph = history.load(repository)
        paths = sorted((path for path in graph.paths if path.endswith(".py") and "/" in path), key=len)
        modules = tuple(path.removesuffix(".py").replace("/", ".") for path in paths if "__init__" not in path)[:1]
        draft = issues.IssueDraft(title="bench", deprecated=modules)
        start = time.perf_counter()
        issue = issues.create(repository, draft)
        found = issues.find(issue.pk)
        assert found is not None
        counting.count_issue(found)
        took = time.perf_counter() - start
        connection.close()
        points = Measurement.objects.filter(issue=issue).count()
        return [Row(f"a new issue over every commit ({', '.join(modules)})", f"{took:.2f} s, {points:,} points", "1.5 s")]


def _setup() -> None:
    import django

    django.setup()
