"""One small Git repository whose files hold the invented findings; every invented repository shows it as its mirror."""

import os
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from bench.filling import CATEGORIES, FILES, LINES, STATEMENT, path_of

if TYPE_CHECKING:
    from tracker.models import Issue

NAME = "shared.git"
MADE_AT = 1_700_000_000
ENVIRONMENT = {"PATH": os.environ.get("PATH", os.defpath), "HOME": os.devnull, "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}


def make(folder: Path) -> str:
    """The repository with its one commit, whose id it returns."""
    folder.mkdir(parents=True, exist_ok=True)
    _git("init", "--quiet", "--bare", "--template=", "--initial-branch=main", str(folder / NAME))
    content = f"{STATEMENT}\n" * LINES
    paths = sorted({path_of(number, category) for category in CATEGORIES for number in range(FILES)})
    files = "".join(f"M 100644 inline {path}\ndata {len(content)}\n{content}\n" for path in paths)
    head = f"commit refs/heads/main\ncommitter Ada Example <ada@example.org> {MADE_AT} +0000\ndata 5\nShop\n\n"
    _git("--git-dir", str(folder / NAME), "fast-import", "--quiet", given=head + files)
    return _git("--git-dir", str(folder / NAME), "rev-parse", "main").strip()


def share(folder: Path, repository: int) -> None:
    """Let a repository have it as its mirror."""
    (folder / f"{repository}.git").symlink_to(NAME)


def keep_reports(issues: Sequence["Issue"]) -> None:
    """The newest report of each issue, as if somebody had made it: no facts are there to make one of."""
    from django.core.cache import caches

    from tracker import report_cache
    from tracker.actions import report_facts
    from tracker.models import Commit, DocumentLedger, Finding
    from tracker.queries.report_parts import Spot, Told

    ledgers = dict(DocumentLedger.objects.values_list("document__issue", "data"))
    for issue in issues:
        publication = issue.repository.published
        assert publication is not None
        tip = Commit.objects.get(repository=issue.repository, oid=publication.tip_oid)
        spots = tuple(
            Spot(one.rule, one.path, one.line, one.category, one.form, one.scope, one.guard, "", one.module, one.name, one.statement, False)
            for one in Finding.objects.filter(issue=issue, publication=publication, removed=None)
        )
        told = Told(spots, (), publication.excluded_files, issue.document.path, ledgers[issue.pk])
        caches["reports"].set(report_cache.key(issue.pk, report_facts.stamp(issue, publication, tip)), told)


def _git(*arguments: str, given: str = "") -> str:
    return subprocess.run(["git", *arguments], input=given, capture_output=True, text=True, env=ENVIRONMENT, check=True).stdout
