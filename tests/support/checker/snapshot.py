"""A commit with everything read: paths, module names, what each file says, and how its imports resolve."""

import hashlib
import multiprocessing
import pickle
import sqlite3
import zlib
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from tests.support.checker import objects, reading, tolerant, uses
from tests.support.checker.reading import Import, Reading

SOURCE_ROOTS = ("src", "lib")
BATCH = 100


def module_names(path: str) -> list[str]:
    """The names by which a file is imported: from the top, and from below each folder `src` or `lib`."""
    parts = path.removesuffix(".py").split("/")
    parts = parts[:-1] if parts[-1] == "__init__" else parts
    folders = path.split("/")[:-1]
    starts = [0, *(place + 1 for place, folder in enumerate(folders) if folder in SOURCE_ROOTS)]
    return [".".join(parts[start:]) for start in starts if parts[start:]]


def packages(path: str) -> list[str]:
    """The packages that a file's relative imports start from."""
    if path.endswith("/__init__.py"):
        return module_names(path)
    return [name.rpartition(".")[0] for name in module_names(path)]


def bases(path: str, statement: Import) -> list[str]:
    """The absolute names of the module that a from-import names."""
    return [] if statement.base is None else absolute(path, statement.level, statement.base)


def absolute(path: str, level: int, name: str) -> list[str]:
    """What a name behind so many dots may be in this file."""
    if not level:
        return [name]
    found = []
    for package in packages(path):
        parts = package.split(".") if package else []
        if level - 1 <= len(parts):
            kept = parts[: len(parts) - level + 1]
            found.append(".".join([*kept, name] if name else kept))
    return found


def within(base: str, name: str) -> str:
    """The absolute name of something in a module, "" being the top."""
    return f"{base}.{name}" if base else name


@dataclass
class Snapshot:
    """One commit's files; `ever` are the paths that were Python files at any commit, with their blobs."""

    git_dir: Path
    commit: str
    files: dict[str, str]
    readings: dict[str, Reading]
    ever: Mapping[str, Iterable[str]] = field(default_factory=dict)
    by_module: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    all_paths: frozenset[str] = frozenset()
    importers: dict[str, dict[str, set[str]]] = field(default_factory=dict)  # of a symbol: module -> files

    def __post_init__(self) -> None:
        for path in self.files:
            for name in module_names(path):
                self.by_module[name].append(path)

    def said(self, path: str) -> Reading:
        """What a file says."""
        return self.readings[self.files[path]]


class Library:
    """Reads commits of one repository and remembers what each blob says."""

    def __init__(self, git_dir: Path, tip: str, *, processes: int = 1, cache: Path | None = None) -> None:
        self.git_dir = git_dir
        self.ever = objects.python_files_ever(git_dir, tip)
        self._processes = processes
        self._known: dict[str, Reading] = {}
        self._store = Store(cache) if cache else None

    def at(self, commit: str) -> Snapshot:
        """A commit with all its Python files read."""
        entries = objects.files_at(self.git_dir, commit)
        files = {entry.path: entry.oid for entry in entries if entry.path.endswith(".py")}
        wanted = set(files.values())
        self._known = {oid: said for oid, said in self._known.items() if oid in wanted}
        if self._store:
            self._known |= self._store.fetch(wanted - self._known.keys())
        new = self._read(sorted(wanted - self._known.keys()))
        if self._store:
            self._store.keep(new)
        self._known |= new
        paths = frozenset(entry.path for entry in entries)
        return Snapshot(self.git_dir, commit, files, dict(self._known), self.ever, all_paths=paths)

    def _read(self, oids: Sequence[str]) -> dict[str, Reading]:
        batches = [oids[start : start + BATCH] for start in range(0, len(oids), BATCH)]
        work = partial(read_batch, self.git_dir)
        if self._processes == 1 or len(batches) < 2:
            return dict(pair for batch in batches for pair in work(batch))
        with multiprocessing.get_context("spawn").Pool(self._processes) as pool:
            return dict(pair for batch in pool.imap_unordered(work, batches) for pair in batch)


def read_batch(git_dir: Path, oids: Sequence[str]) -> list[tuple[str, Reading]]:
    """Read some blobs."""
    return [(oid, reading.read(source)) for oid, source in objects.contents(git_dir, oids)]


class Store:
    """Readings on disk, by blob and by the code that read them."""

    def __init__(self, path: Path) -> None:
        self._code = code_version()
        self._database = sqlite3.connect(path)
        self._database.execute("create table if not exists reading (oid text, code text, packed blob, primary key (oid, code))")

    def fetch(self, oids: Iterable[str]) -> dict[str, Reading]:
        """Those of these blobs that have been read before."""
        found = {}
        for oid in oids:
            row = self._database.execute("select packed from reading where oid = ? and code = ?", (oid, self._code)).fetchone()
            if row:
                found[oid] = pickle.loads(zlib.decompress(row[0]))
        return found

    def keep(self, readings: dict[str, Reading]) -> None:
        """Remember what has been read."""
        rows = [(oid, self._code, zlib.compress(pickle.dumps(said), 1)) for oid, said in readings.items()]
        with self._database:
            self._database.executemany("insert or replace into reading values (?, ?, ?)", rows)


def code_version() -> str:
    """A digest of the code that makes readings."""
    sources = (Path(str(module.__file__)).read_bytes() for module in (reading, tolerant, uses))
    return hashlib.sha256(b"".join(sources)).hexdigest()
