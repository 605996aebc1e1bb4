"""What one file of a commit says, as some scan has read it."""

import hashlib
from collections.abc import Iterable

from scanner.facts import ANALYZER, FileFacts, Verdict, decode
from scanner.git import Mirror
from scanner.tree import module_names
from tracker.models import BlobFacts

MOST_BYTES = 1024**2


def facts_at(mirror: Mirror, commit_oid: str, path: str) -> FileFacts | None:
    """The stored facts of a path, None if there is no such file, it is too large, or nobody has read it yet."""
    source = mirror.file(commit_oid, path, MOST_BYTES)
    if source is None:
        return None
    algorithm = hashlib.sha256 if len(commit_oid) == 64 else hashlib.sha1
    return facts_of_blob(algorithm(b"blob %d\0" % len(source) + source, usedforsecurity=False).hexdigest())


def facts_of_blob(oid: str) -> FileFacts | None:
    """The stored facts of a blob, None if it was missing or too large, or nobody has read it yet."""
    rows = BlobFacts.objects.filter(analyzer=ANALYZER, oid=oid).exclude(verdict__in=[Verdict.MISSING.value, Verdict.TOO_LARGE.value])
    data = rows.values_list("data", flat=True).first()
    return None if data is None else decode(bytes(data))


def path_of(paths: Iterable[str], module: str) -> str:
    """The file of a module among these paths, "" if there is none; of several the one nearest to the root."""
    leaf = module.rpartition(".")[2]
    near = (path for path in paths if leaf in path and path.endswith(".py"))
    return min((path for path in near if module in module_names(path)), key=len, default="")
