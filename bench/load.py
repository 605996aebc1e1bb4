"""How the pages behave with many repositories, long histories and many readers at once; prints one table.

LOAD_REPOSITORIES, LOAD_COMMITS, LOAD_CLIENTS, LOAD_SECONDS say how many of each, LOAD_PORT where on the loopback address, LOAD_PAUSE
how many seconds a client waits between two pages (half to one and a half times as long, by chance; 0: it never waits).
Everything stands in a throw-away DATA_DIR, filled with invented rows, the same each time. The server is the one that `up` starts.
"""

import os
import platform
import signal
import sys
import tempfile
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from bench.driving import Asked, Driver, Page
from bench.serving import LoadRefused, Server, served

if TYPE_CHECKING:
    from tracker.models import Issue

ROOT = Path(__file__).resolve().parent.parent
SEED = 20261125
DEFAULTS = {"LOAD_REPOSITORIES": 100, "LOAD_COMMITS": 10_000, "LOAD_CLIENTS": 20, "LOAD_SECONDS": 30, "LOAD_PORT": 0}
LEAST = {"LOAD_PORT": 0, "LOAD_COMMITS": 10}
LONGEST_PAUSE = 60.0  # seconds


def main() -> None:
    """Fill, serve, ask, print."""
    try:
        asked, pause = {name: _number(name) for name in DEFAULTS}, _pause()
    except LoadRefused as error:
        sys.exit(str(error))
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("Stopped."))  # the server is ended and the folder removed then, too
    with tempfile.TemporaryDirectory(prefix="ssot-load-") as folder:
        _settings(Path(folder))
        start = time.perf_counter()
        _say(f"Filling {asked['LOAD_REPOSITORIES']:,} repositories of {asked['LOAD_COMMITS']:,} commits")
        pages = _filled(asked["LOAD_REPOSITORIES"], asked["LOAD_COMMITS"])
        _say(f"Filled in {time.perf_counter() - start:.0f} s, {_size(Path(folder)) / 1e6:,.0f} MB")
        try:
            with served(asked["LOAD_PORT"], Path(folder), os.environ) as server:
                driver = Driver(server.port, pages, SEED, pause)
                _say("Each page once")
                first = driver.each_once()
                before = server.memory()
                _say(f"{asked['LOAD_CLIENTS']} clients for {asked['LOAD_SECONDS']} s")
                spent = _driven(driver, server, asked["LOAD_CLIENTS"], asked["LOAD_SECONDS"])
                after = server.memory()
        except LoadRefused as error:
            sys.exit(str(error))
    _print(asked, pause, first, driver.answers, spent)
    print(f"memory of the server's processes, MiB: {_words(before)} after one of each, {_words(after)} at the end")


def _number(name: str) -> int:
    given = os.environ.get(name, "") or str(DEFAULTS[name])
    if not given.isascii() or not given.isdecimal() or len(given) > 9 or int(given) < LEAST.get(name, 1):
        raise LoadRefused(f"{name}={given} is no number that can be used. Give {LEAST.get(name, 1)} or more, or leave it out.")
    return int(given)


def _pause() -> float:
    given = os.environ.get("LOAD_PAUSE", "") or "0"
    try:
        pause = float(given)
    except ValueError:
        pause = -1.0
    if not 0 <= pause <= LONGEST_PAUSE:
        raise LoadRefused(f"LOAD_PAUSE={given} is no pause. Give seconds between 0 and {LONGEST_PAUSE:g}, or leave it out.")
    return pause


@dataclass(frozen=True, slots=True)
class Spent:
    """What a run took, in seconds."""

    wall: float
    server: float  # CPU of its processes
    clients: float  # CPU of this one


def _driven(driver: Driver, server: Server, clients: int, seconds: int) -> Spent:
    begun, cpu, own = time.perf_counter(), server.cpu(), time.process_time()
    driver.run(clients, seconds)
    return Spent(time.perf_counter() - begun, server.cpu() - cpu, time.process_time() - own)


def _settings(folder: Path) -> None:
    """The throw-away instance, for this process and the server; nothing of the caller's own is used."""
    for name in ("DATABASE_URL", "PUBLIC_URL", "REQUIRE_SIGN_IN", "CELERY_BROKER_URL", "SECRET_KEY", "ALLOWED_HOSTS"):
        os.environ.pop(name, None)
    os.environ |= {"DATA_DIR": str(folder / "data"), "DJANGO_SETTINGS_MODULE": "tracker.settings"}


def _filled(repositories: int, commits: int) -> list[Page]:
    """The rows, and the addresses to ask for."""
    import django

    django.setup()
    from django.db import connection

    from bench import filling, mirrors
    from tracker.embedded import ensure_ready
    from tracker.models import Issue

    ensure_ready()
    tip = mirrors.make(Path(os.environ["DATA_DIR"]) / "mirrors")
    filling.fill(filling.Size(repositories, commits, seed=SEED), tip)
    issues = list(Issue.objects.select_related("repository__published", "document").order_by("pk"))
    for issue in issues:
        mirrors.share(Path(os.environ["DATA_DIR"]) / "mirrors", issue.repository_id)
    mirrors.keep_reports(issues)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    pages = _pages(issues)
    connection.close()
    return pages


def _pages(issues: list["Issue"]) -> list[Page]:
    """What readers ask for, how often of a hundred; every issue has its turn."""
    from tracker.models import Commit, Finding

    slugs = [issue.slug for issue in issues]
    findings = [(issue.slug, Finding.objects.filter(issue=issue, removed=None).values_list("identity", flat=True)[0]) for issue in issues]
    shas = {
        issue.repository.slug: Commit.objects.filter(repository=issue.repository, number__gte=1)
        .order_by("number")[
            issue.repository.published.line_commits * 3 // 4  # type: ignore[union-attr]
        ]
        .oid
        for issue in issues
    }
    return [
        Page("portfolio", 14, ["/"]),
        Page("portfolio, one repository", 4, [f"/?repository={slug}" for slug in shas]),
        Page("issue", 18, [f"/issues/{slug}/" for slug in slugs]),
        Page("issue, 90 days by commit", 6, [f"/issues/{slug}/?range=90&axis=commit" for slug in slugs]),
        Page("issue, findings gone", 6, [f"/issues/{slug}/?state=gone&category=production" for slug in slugs]),
        Page("claims", 5, ["/claims/", "/claims/?show=all"]),
        Page("claims of an issue", 7, [f"/issues/{slug}/claims/" for slug in slugs]),
        Page("finding", 7, [f"/issues/{slug}/findings/{identity}/" for slug, identity in findings]),
        Page("commit", 7, [f"/repositories/{slug}/commits/{sha}/" for slug, sha in shas.items()]),
        Page("discovery", 4, ["/discovery/"]),
        Page("repositories", 4, ["/repositories/"]),
        Page("badge", 8, [f"/badge/{slug}.svg" for slug in slugs]),
        Page("chart image", 5, [f"/chart/{slug}.svg" for slug in slugs]),
        Page("report, kept", 5, [f"/r/{issue.slug}/{issue.repository.published.tip_oid}/" for issue in issues]),  # type: ignore[union-attr]
    ]


def _words(sizes: list[int]) -> str:
    return f"{sum(sizes)} ({' + '.join(map(str, sizes))})"


def _size(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file() and not path.is_symlink())


def _print(asked: Mapping[str, int], pause: float, first: Mapping[str, Asked], found: Mapping[str, Asked], spent: Spent) -> None:
    total = sum(len(one.seconds) for one in found.values())
    load = ", ".join(f"{one:.1f}" for one in os.getloadavg())
    waits = f"wait {pause:g} s between two pages" if pause else "never wait"
    print(
        f"{asked['LOAD_REPOSITORIES']:,} repositories x {asked['LOAD_COMMITS']:,} commits, an issue each; {asked['LOAD_CLIENTS']} clients "
        f"that {waits}, {spent.wall:.0f} s: {total:,} requests, {total / spent.wall:.1f} a second\n"
        f"CPU: {spent.server:.1f} s of the server's processes, {spent.server * 1_000 / max(total, 1):.0f} ms a request; "
        f"{spent.clients:.1f} s of the clients\n"
        f"Python {platform.python_version()}, {os.cpu_count()} cores; load of the machine at the end: {load}"
    )
    width = max(map(len, found))
    print(f"{'page':<{width}}  {'first ms':>9}  {'requests':>8}  {'p50 ms':>8}  {'p95 ms':>8}  {'p99 ms':>8}  {'bytes':>9}  answers")
    for name, one in found.items():
        times = "".join(f"{one.percentile(share):>10,.0f}" for share in (0.5, 0.95, 0.99))
        answers = ", ".join(f"{status}: {number}" for status, number in sorted(one.statuses.items()))
        size = one.size // max(len(one.seconds), 1)
        print(f"{name:<{width}}  {first[name].percentile(0.5):>9,.0f}  {len(one.seconds):>8}{times}  {size:>9,}  {answers}")


def _say(sentence: str) -> None:
    sys.stderr.write(f"{sentence}\n")
    sys.stderr.flush()


if __name__ == "__main__":
    main()
