"""Turns the story's steps into commits: each step changes the files of its branch."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime

from tracker.example.edits import Edit, Tree
from tracker.example.people import Person
from tracker.example.writer import Commit

MAIN = "main"
YEAR = 2026


@dataclass(frozen=True, slots=True)
class Step:
    """One commit of the story; `when` is what the author's clock shows, like "05-04 09:30"."""

    when: str
    author: Person
    message: str
    edits: tuple[Edit, ...] = ()
    branch: str = MAIN
    root: bool = False  # the branch begins with this step, and with no file
    merges: str = ""  # the branch that comes in
    reverts: str = ""  # the message of the commit that is undone

    def moment(self) -> datetime:
        """The author's clock with its offset."""
        return datetime.strptime(f"{YEAR}-{self.when} {self.author.offset}", "%Y-%m-%d %H:%M %z")


def step(when: str, author: Person, message: str, *edits: Edit, branch: str = MAIN, root: bool = False) -> Step:
    """A commit that edits files; a branch that is new begins at main's newest commit."""
    return Step(when, author, message, edits, branch, root)


def merge(when: str, author: Person, branch: str, *edits: Edit) -> Step:
    """A commit that brings a side branch to main, with what had to be changed for it."""
    return Step(when, author, f"Merge branch '{branch}'", edits, merges=branch)


def revert(when: str, author: Person, message: str, *edits: Edit) -> Step:
    """A commit that undoes an earlier one."""
    return Step(when, author, f'Revert "{message}"', edits, reverts=message)


@dataclass(slots=True)
class _Branch:
    mark: int  # of its newest commit, 0 before the first
    tree: Tree
    base: Tree  # the files where it left main


@dataclass(slots=True)
class _Teller:
    branches: dict[str, _Branch] = field(default_factory=dict)
    told: dict[str, tuple[Tree, Tree]] = field(default_factory=dict)  # message -> files before and after

    def tell(self, mark: int, step: Step) -> Commit:
        branch = self._branch(step)
        before = dict(branch.tree)
        parents = (branch.mark,) if branch.mark else ()
        if step.merges:
            side = self.branches.pop(step.merges)
            parents = (*parents, side.mark)
            _bring(branch.tree, side.base, side.tree)
        if step.reverts:
            was, became = self.told[step.reverts]
            _bring(branch.tree, became, was)
        for edit in step.edits:
            edit(branch.tree)
        self.told[step.message] = (before, dict(branch.tree))
        branch.mark = mark
        return Commit(mark, parents, step.author, step.moment(), step.message, _changes(before, branch.tree))

    def _branch(self, step: Step) -> _Branch:
        if step.branch not in self.branches:
            main = _Branch(0, {}, {}) if step.root else self.branches[MAIN]
            self.branches[step.branch] = _Branch(main.mark, dict(main.tree), dict(main.tree))
        return self.branches[step.branch]


def tell(steps: Iterable[Step]) -> Iterator[Commit]:
    """The commits of a story, in its order."""
    teller = _Teller()
    for mark, one in enumerate(steps, start=1):
        yield teller.tell(mark, one)


def _bring(tree: Tree, before: Tree, after: Tree) -> None:
    """Change in a tree what differs between two others."""
    for path in before.keys() | after.keys():
        if path not in after:
            tree.pop(path, None)
        elif before.get(path) != after[path]:
            tree[path] = after[path]


def _changes(before: Tree, after: Tree) -> dict[str, bytes | None]:
    gone: dict[str, bytes | None] = {path: None for path in before if path not in after}
    return gone | {path: text.encode() for path, text in after.items() if before.get(path) != text}
