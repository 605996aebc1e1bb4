"""What is kept out of the numbers: the files that each rule catches, and one more rule for a copied folder."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction

from scanner.exclusions import Excluded, excluded, lines_of
from tracker.actions import copies, history, repositories
from tracker.models import Repository
from tracker.models.copies import CopyProposal
from tracker.queries.paging import Paged, page_of

A_PAGE = 200
CATEGORY = "backup"


@dataclass(frozen=True, slots=True)
class Caught:
    """A rule with the number of files that it catches first; line 0: no rule, the category alone."""

    line: int
    category: str
    glob: str
    files: int


@dataclass(frozen=True, slots=True)
class Exclusions(Paged):
    """A page of the excluded files at the newest published commit."""

    rules: list[Caught]
    total: int
    chosen: Caught | None
    files: list[Excluded]
    count: int  # files of the chosen rule, of all of them without one


def page(repository: Repository, *, line: int | None = None, number: int = 1) -> Exclusions | None:
    """The rules with their numbers, and the files of one or of all; None before the first scan."""
    if repository.published is None:
        return None
    graph = history.load(repository)
    commit = graph.number_of(repository.published.tip_oid)
    if commit is None:
        return None
    paths = sorted(path for path in (graph.paths[one] for one in graph.state_at(commit)) if path.endswith(".py"))
    found = list(excluded(paths, repository.path_rules, repository.excluded_categories.split()))
    rules = _rules(repository, found)
    chosen = next((one for one in rules if one.line == line), None)
    shown = [one for one in found if chosen is None or _key(one) == (chosen.line, chosen.category)]
    number, pages, start = page_of(number, len(shown), A_PAGE)
    return Exclusions(number, pages, rules, len(found), chosen, shown[start : start + A_PAGE], len(shown))


def _rules(repository: Repository, found: Sequence[Excluded]) -> list[Caught]:
    """The rules of excluded categories in their order, those too that catch nothing; then what no rule catches."""
    counts = Counter(map(_key, found))
    categories = set(repository.excluded_categories.split())
    rules = [
        Caught(line.number, line.category, line.glob, counts[line.number, line.category])
        for line in lines_of(repository.path_rules)
        if line.category in categories
    ]
    return rules + [Caught(0, category, "", files) for (line, category), files in counts.items() if line == 0]


def _key(one: Excluded) -> tuple[int, str]:
    return (one.line.number if one.line else 0, one.category)


def exclude(repository: Repository, folder: str) -> None:
    """Put a rule for a copied folder before all others, so that every issue is counted again. Raises CopyRefused."""
    with transaction.atomic():
        now = Repository.objects.select_for_update().get(pk=repository.pk)
        proposal = copies.proposed(now, folder)
        if CATEGORY not in now.excluded_categories.split():
            raise copies.CopyRefused("Backup files are counted here. Exclude the category “Backup” first, then this folder.")
        repositories.change(
            now,
            ref=now.ref,
            interval_minutes=now.interval_minutes,
            path_rules=f"{CATEGORY} {proposal.glob}\n{now.path_rules}",
            excluded_categories=now.excluded_categories,
        )
        CopyProposal.objects.filter(pk=proposal.pk).delete()
