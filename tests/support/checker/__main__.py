"""Check an exported series against a plain reading: `python -m tests.support.checker --help`."""

import argparse
import csv
import random
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from tests.support.checker import objects, question
from tests.support.checker.findings import Answer, check, named
from tests.support.checker.question import RULES, Question
from tests.support.checker.snapshot import Library

Counts = dict[tuple[str, str], int]
Row = tuple[object, ...]


def main(arguments: list[str] | None = None) -> int:
    """Print a table of what was exported and what is there; 1 if they differ anywhere."""
    asked = parser().parse_args(arguments)
    asked.git_dir = asked.git_dir.resolve()
    issue = question.load(asked.issue)
    tip = objects.git(asked.git_dir, "rev-parse", "--verify", "--end-of-options", f"{asked.ref}^{{commit}}").decode().strip()
    library = Library(asked.git_dir, tip, processes=asked.processes, cache=asked.cache)
    exported = series(asked.series) if asked.series else {}
    table = csv.writer(sys.stdout, delimiter="\t", lineterminator="\n")
    table.writerow(["commit", "rule", "category", "exported", "checked", "same"])
    same = True
    for commit in chosen(asked, tip):
        answer = check(library.at(commit), issue)
        for row in compare(answer, exported.get(commit, {}), issue, bool(asked.series)):
            table.writerow(row)
            same = same and row[-1] != "NO"
        sys.stdout.flush()
        if asked.list:
            show(answer)
        if asked.findings:
            same = differences(answer, asked.findings, asked.implementations) and same
    return 0 if same else 1


def parser() -> argparse.ArgumentParser:
    """The options."""
    made = argparse.ArgumentParser(prog="python -m tests.support.checker", description=__doc__)
    made.add_argument("--git-dir", type=Path, required=True)
    made.add_argument(
        "--issue",
        type=Path,
        required=True,
        help="JSON: symbol, canonical, deprecated, remove, references, fragmentation, identical {size, folder}, cycles, pattern,"
        " pattern_globs, path_rules, excluded, intended",
    )
    made.add_argument("--ref", default="HEAD", help="the tip that is tracked")
    made.add_argument("--series", type=Path, help="output of `manage.py export series`")
    made.add_argument("--line", choices=["first-parent", "all"], default="first-parent", help="where the commits are chosen from")
    made.add_argument("--commits", type=int, default=25, help="how many commits, the tip among them")
    made.add_argument("--seed", type=int, default=0)
    made.add_argument("--at", nargs="+", default=[], help="these commits instead")
    made.add_argument("--list", action="store_true", help="print findings and implementations too")
    made.add_argument("--findings", type=Path, help="output of `manage.py export findings --at` for the one commit of --at")
    made.add_argument("--implementations", type=Path, help="output of `manage.py export implementations --at`, likewise")
    made.add_argument("--cache", type=Path, help="a file that keeps what has been read")
    made.add_argument("--processes", type=int, default=2)
    return made


def chosen(asked: argparse.Namespace, tip: str) -> list[str]:
    """The commits to check."""
    if asked.at:
        return [objects.git(asked.git_dir, "rev-parse", "--verify", f"{one}^{{commit}}").decode().strip() for one in asked.at]
    line = objects.commits(asked.git_dir, tip, asked.line)
    wanted = max(1, min(asked.commits, len(line)))
    places = [0, *random.Random(asked.seed).sample(range(1, len(line)), wanted - 1)]
    return [line[place] for place in sorted(places)]


def series(path: Path) -> dict[str, Counts]:
    """An exported series, by commit."""
    found: dict[str, Counts] = {}
    with path.open(newline="", encoding="utf-8") as rows:
        for row in csv.DictReader(rows):
            found.setdefault(row["commit"], {})[row["rule"], row["category"]] = int(row["count"])
    return found


def compare(answer: Answer, exported: Counts, issue: Question, compared: bool) -> Iterator[tuple[object, ...]]:
    """Rows of the table for one commit; rules that nobody checks are left out."""
    keys = sorted({key for key in {*exported, *answer.counts} if key[0] in RULES})
    for rule, category in keys or [("", "")]:
        left, right = exported.get((rule, category), 0), answer.counts.get((rule, category), 0)
        verdict = ("yes" if left == right else "NO") if compared else ""
        yield answer.commit, rule, category, left if compared else "", right, verdict


def show(answer: Answer) -> None:
    """Everything that was found at a commit."""
    for finding in answer.findings:
        print("  ", *finding, sep="\t")
    for implementation in answer.implementations:
        print("  ", "implementation", *implementation, sep="\t")


def differences(answer: Answer, findings: Path, implementations: Path | None) -> bool:
    """Print what only one side has; files that nobody could read, and removed paths, have no line to compare."""
    checked: Counter[Row] = Counter(
        (one.rule, one.path, one.line, one.form, named(one.rule, one.module), one.intended) for one in answer.findings
    )
    exported: Counter[Row] = Counter(
        (row["rule"], row["path"], int(row["line"] or 0), row["form"], named(row["rule"], row["module"]), row["intended"] == "1")
        for row in rows(findings)
    )
    loose = ("removed-path", "unreadable", "duplicate-implementation")
    same = report("finding", [Counter({key: n for key, n in side.items() if key[0] not in loose}) for side in (exported, checked)])
    if implementations:
        theirs: Counter[Row] = Counter((row["path"], int(row["line"]), row["class"]) for row in rows(implementations))
        ours: Counter[Row] = Counter((one.path, one.line, one.class_name) for one in answer.implementations)
        same = report("implementation", [theirs, ours]) and same
    return same


def rows(path: Path) -> list[dict[str, str]]:
    """An exported table."""
    with path.open(newline="", encoding="utf-8") as opened:
        return list(csv.DictReader(opened))


def report(what: str, sides: list[Counter[Row]]) -> bool:
    """Print what only one of two sides has."""
    exported, checked = sides
    for key in sorted((exported - checked) | (checked - exported), key=str):
        print("only exported" if exported[key] > checked[key] else "only checked", what, *key, sep="\t")
    return exported == checked


if __name__ == "__main__":
    sys.exit(main())
