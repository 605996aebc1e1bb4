"""What the claim ledger says of every tracker of a scanned repository, for checking by hand.

python -m bench.claims SLUG GLOB [--draw 60]: kinds with their numbers, states, and a drawn sample with the git command of each verdict.
"""

import argparse
import csv
import random
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from shlex import quote
from typing import TYPE_CHECKING, TextIO

if TYPE_CHECKING:
    from scanner.verdicts import Judgement
    from tracker.actions.ledger_judging import Judged
    from tracker.actions.ledger_line import Line
    from tracker.models import Repository

SEED = 20261125
AGAINST = ("contradicted", "came back")
COLUMNS = (
    *("when", "commit", "document", "item", "ticked", "kind", "subject", "state", "front"),
    *("verdict", "then", "now", "precise", "beside", "sentence", "command", "ran"),
)


@dataclass(frozen=True, slots=True)
class Row:
    """An item at one of the two commits that are looked at."""

    when: str
    commit: str
    document: str
    judged: "Judged"
    judgement: "Judgement"
    then: int | None
    now: int
    sentence: str

    @property
    def is_checkable(self) -> bool:
        """Is there a verdict of its own?"""
        return self.judgement.verdict.value != "not checkable" and self.judged.children is None

    @property
    def command(self) -> str:
        """The git command that repeats the verdict."""
        command = next(iter(self.judged.answered.predicate.commands()), None)
        return command.at(self.commit) if command else ""


def rows_of(repository: "Repository", glob: str) -> Iterator[Row]:
    """Every item at its document's last change of content, and at the tip; the words are the same at both."""
    from scanner.git.documents import documents
    from tracker.actions import history, ledger_documents, ledger_names
    from tracker.actions.ledger_claims import readings
    from tracker.actions.ledger_judging import Told, context_of, judge_all
    from tracker.actions.ledger_line import line_to
    from tracker.models import TrackerDocument

    graph, mirror = history.load(repository), history.mirror_of(repository)
    publication = repository.published
    assert publication is not None
    line = line_to(repository, graph, graph.number_of(publication.tip_oid) or 0)
    names = ledger_names.of(publication, graph).known(graph)
    changed = {one.path: one.last_change for one in documents(mirror, line.tip, [glob])}
    documents_of_issues = TrackerDocument.objects.filter(issue__repository=repository, in_repository=True, path__in=changed)
    rows = list(documents_of_issues.select_related("issue").prefetch_related("issue__rules").order_by("path"))
    found = ledger_documents.follow(rows, mirror, line)
    told = [Told(readings(found[one.pk], names, {}), context_of(one.issue), None, paths=found[one.pk].paths) for one in rows]
    for row, judged in zip(rows, judge_all(told, line), strict=True):
        for one in judged:
            for when, place in (("last change", line.places[changed[row.path]]), ("tip", line.last)):
                yield _row(when, place, row.path, one, line)


def _row(when: str, place: int, path: str, one: "Judged", line: "Line") -> Row:
    from scanner.claims.evidence import sentence
    from scanner.verdicts import judge

    turn = one.answered.at(place)
    return Row(
        when,
        line.commits[place].oid,
        path,
        one,
        one.judgement if place == line.last else judge(one.history, line.times, place),
        None if one.tick is None else one.answered.at(one.tick).number,
        turn.number,
        sentence(one.answered, turn),
    )


def drawn(rows: Sequence[Row], size: int) -> list[Row]:
    """Every accusation up to two thirds of the sample, and others from each state in turn."""
    chance = random.Random(SEED)
    by_state: dict[str, list[Row]] = {}
    for row in rows:
        if row.is_checkable:
            by_state.setdefault(row.judgement.state.value, []).append(row)
    for mine in by_state.values():
        chance.shuffle(mine)
    accused = [row for state in AGAINST for row in by_state.pop(state, [])]
    chance.shuffle(accused)
    others: list[Row] = []
    while any(by_state.values()):
        others += [mine.pop() for _, mine in sorted(by_state.items()) if mine]
    return [*accused[:60], *others[: max(25, size - len(accused))]]


def answer_of(command: str, git_dir: str) -> str:
    """What a git command prints, shortened to a number of lines and a success."""
    done = subprocess.run(["sh", "-c", f"GIT_DIR={quote(git_dir)} {command}"], capture_output=True, text=True, check=False)
    return f"{len(done.stdout.splitlines())} lines, exit {done.returncode}"


def main() -> None:
    """Print the tables and write the rows as CSV."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("slug")
    parser.add_argument("glob")
    parser.add_argument("--draw", type=int, default=60)
    parser.add_argument("--all", default="", help="write every checkable row to this file")
    asked = parser.parse_args()
    from tracker.wsgi import application

    assert application is not None
    from tracker.actions import history
    from tracker.models import Repository

    repository = Repository.objects.select_related("published").get(slug=asked.slug)
    rows = list(rows_of(repository, asked.glob))
    _tables(rows)
    if asked.all:
        with open(asked.all, "w", newline="") as file:
            _write(file, rows, "")
    sys.stdout.flush()
    _write(sys.stdout, drawn(rows, asked.draw), str(history.mirror_of(repository).path))


def _tables(rows: Sequence[Row]) -> None:
    for when in ("last change", "tip"):
        mine = [row for row in rows if row.when == when]
        kinds = Counter((row.judged.reading.claim.kind, row.judged.reading.item.ticked) for row in mine)
        print(f"\n{when}: {len(mine)} items\nkind,ticked,open")
        for kind in sorted({kind for kind, _ in kinds}, key=lambda one: -kinds[one, True] - kinds[one, False]):
            print(f"{kind},{kinds[kind, True]},{kinds[kind, False]}")
        states = Counter((row.judgement.state.value, row.judgement.on_front_page) for row in mine if row.judged.children is None)
        print("state,on front page,elsewhere")
        for state in sorted({state for state, _ in states}):
            print(f"{state},{states[state, True]},{states[state, False]}")


def _write(file: TextIO, rows: Sequence[Row], git_dir: str) -> None:
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(COLUMNS)
    for row in rows:
        judged, claim = row.judged, row.judged.reading.claim
        writer.writerow(
            [
                row.when,
                row.commit[:9],
                row.document,
                judged.reading.item.text,
                int(judged.reading.item.ticked),
                claim.kind,
                "; ".join(one.known[0] if len(one.known) == 1 else one.text for one in claim.subjects),
                row.judgement.words,
                int(row.judgement.on_front_page),
                row.judgement.verdict.value,
                row.then,
                row.now,
                int(claim.precise),
                f"{judged.branch.oid[:9]} {judged.branch.holds.value}" if judged.branch else "",
                row.sentence or judged.why_not,
                row.command,
                answer_of(row.command, git_dir) if row.command and git_dir else "",
            ]
        )


if __name__ == "__main__":
    main()
