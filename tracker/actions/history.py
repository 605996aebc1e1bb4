"""The stored history of a repository: its graph, brought up to date from the mirror."""

import difflib
from collections import OrderedDict
from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import monotonic

from django.conf import settings
from django.db import transaction
from django.utils.timezone import now

from scanner.git import MAILMAP, LoggedCommit, Mirror, Source, accept
from scanner.graph import Graph
from scanner.tree import module_names
from tracker.models import Commit, HistorySegment, Repository, Scan

MOST_CACHED_GRAPHS = 2
_graphs: OrderedDict[int, tuple[int | None, Graph]] = OrderedDict()  # repository id -> (its newest segment, graph)


def mirror_of(repository: Repository) -> Mirror:
    """The repository's bare mirror below DATA_DIR."""
    return Mirror(Path(settings.DATA_DIR) / "mirrors" / f"{repository.pk}.git")


def source_of(repository: Repository) -> Source:
    """Where the mirror is filled from, checked again: what a page has added stays below LOCAL_REPO_ROOTS. Raises SourceRefused."""
    return accept(
        repository.source, local_roots=roots() if repository.from_page else None, allowed_hosts=frozenset(settings.ALLOWED_GIT_HOSTS)
    )


def roots() -> list[Path]:
    """The folders below which pages may name paths."""
    return [Path(root) for root in settings.LOCAL_REPO_ROOTS]


def load(repository: Repository) -> Graph:
    """The stored graph; kept in memory for the next question of this process."""
    newest = repository.segments.order_by("number").values_list("pk", flat=True).last()
    cached = _graphs.get(repository.pk)
    if cached is not None and cached[0] == newest:
        _graphs.move_to_end(repository.pk)
        return cached[1]
    graph = Graph()
    for data in repository.segments.order_by("number").values_list("data", flat=True):
        graph.append(bytes(data))
    _graphs[repository.pk] = (newest, graph)
    while len(_graphs) > MOST_CACHED_GRAPHS:
        _graphs.popitem(last=False)
    return graph


def update(repository: Repository, tip: str, progress: Callable[[int], None] = lambda commits: None) -> Graph:
    """Read the commits behind the known ones up to `tip` and store them in one transaction."""
    graph = load(repository)
    is_anew = _was_cut_off(repository, graph)
    if is_anew:
        graph = Graph()
    elif graph.number_of(tip) is not None:
        return graph
    _graphs.pop(repository.pk, None)  # the graph grows from here on; a failure must not leave it half grown
    mark = graph.size()
    tips = Scan.objects.filter(repository=repository).exclude(tip_oid="").values_list("tip_oid", flat=True).distinct()
    known = [oid for oid in tips if graph.number_of(oid) is not None]
    logged: list[Commit] = []
    told = monotonic()
    mirror, is_mapped_anew = mirror_of(repository), False
    for commit in mirror.commits(tip, known=known):
        is_mapped_anew = is_mapped_anew or any(change.path == MAILMAP for change in commit.changes)
        if graph.number_of(commit.oid) is None:
            graph.add(commit.oid, commit.parents[0] if commit.parents else None, commit.changes)
            logged.append(_row(repository, graph, commit))
        if monotonic() - told >= 1.0:
            progress(len(logged))
            told = monotonic()
    renamed = _renamed(repository, mirror, tip) if not is_anew and (is_mapped_anew or mirror.has_mailmap(tip)) else []
    _store(repository, graph, mark, logged, renamed, is_anew=is_anew)
    return graph


def _renamed(repository: Repository, mirror: Mirror, tip: str) -> list[Commit]:
    """Stored commits whose author has another name in the .mailmap of the tip."""
    rows = Commit.objects.filter(repository=repository).values_list("oid", "pk", "author_name", "author_email")
    stored = {oid: (pk, (name, email)) for oid, pk, name, email in rows.iterator(chunk_size=5_000)}
    changed = []
    for oid, name, email in mirror.authors(tip) if stored else ():
        pk, known = stored.get(oid, (None, ("", "")))
        if pk is not None and known != (name[:200], email[:254]):
            changed.append(Commit(pk=pk, author_name=name[:200], author_email=email[:254]))
    return changed


def _was_cut_off(repository: Repository, graph: Graph) -> bool:
    """Whether the stored history begins where a shallow clone did that has more commits now."""
    if not repository.is_local:
        return False
    roots = [graph.oids[number] for number, parent in enumerate(graph.first_parents) if parent < 0]
    return bool(mirror_of(repository).with_parents(roots))


def _row(repository: Repository, graph: Graph, commit: LoggedCommit) -> Commit:
    number = len(graph) - 1
    return Commit(
        repository=repository,
        number=number,
        oid=commit.oid,
        first_parent=graph.first_parents[number],
        parents=min(len(commit.parents), 32_767),
        author_name=commit.author_name[:200],
        author_email=commit.author_email[:254],
        authored_at=_moment(commit.authored_at),
        committed_at=_moment(commit.committed_at),
        subject=commit.subject[:300],
    )


def _moment(seconds: int) -> datetime:
    """A commit's time, kept between 1970 and tomorrow: Git stores whatever a clock said."""
    latest = int((now() + timedelta(days=1)).timestamp())
    return datetime.fromtimestamp(max(0, min(seconds, latest)), UTC)


def _store(
    repository: Repository, graph: Graph, mark: tuple[int, int, int], rows: Iterable[Commit], renamed: Iterable[Commit], *, is_anew: bool
) -> None:
    with transaction.atomic():
        if is_anew:
            _forget(repository)
        segment = HistorySegment.objects.create(repository=repository, number=repository.segments.count(), data=graph.segment_since(mark))
        Commit.objects.bulk_create(rows, batch_size=2_000)
        Commit.objects.bulk_update(renamed, ["author_name", "author_email"], batch_size=500)
    _graphs[repository.pk] = (segment.pk, graph)


def _forget(repository: Repository) -> None:
    """Delete a history with the numbers that stand on it; what was read of its files stays."""
    repository.published = None
    repository.save(update_fields=["published"])
    for rows in (repository.publications, repository.commits, repository.segments):
        rows.all().delete()


def nearest_module(graph: Graph, module: str) -> str | None:
    """The module of this history whose name is most like this one, if any is."""
    names = {name for path in graph.paths if path.endswith(".py") for name in module_names(path)}
    leaf = module.rpartition(".")[2]
    same_leaf = [name for name in names if name.rpartition(".")[2] == leaf]
    close = difflib.get_close_matches(module, same_leaf or sorted(names)[:20_000], n=1, cutoff=0.5)
    return close[0] if close else None
