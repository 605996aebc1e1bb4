"""Small random Git histories for hypothesis, in which one question's symbol and modules turn up all the time.

A plan is data: what each commit's parents are and what it changes. write() makes a repository of it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from hypothesis import strategies as st

from tests.support.generated_sources import CONTENTS, PATHS, START, rare_contents
from tests.support.repositories import Content, History

MOST_COMMITS = 9
MOST_EDITS = 5
SYMBOL = "Router"
CANONICALS = ("shop.messaging.router", "shop.messaging", "shop.nowhere", "")
DEPRECATED = ("shop.core.router", "shop.legacy", "oldrouter", "shop.legacy.hub", "shop.facade", "elsewhere.router", "shop.core")
REMOVED = ("shop/core/router.py", "shop/legacy", "README.md", "tests/test_a.py", "backup", "no/such/path.py", "shop/facade.py")
REFERENCES = ("os.environ", "os.environ", "unittest.TestCase", "shop.core.router", "shop.core", "shop.core.router.Router", "os")
CYCLES = ("all", "shop.core", "shop.pages.home", "app")
FOLDERS = ("", "", "shop", "shop/core", "tests")
PATTERNS = ("TODO", "TODO", r"\bprint\(", r"^\s*class \w+", r"Router$", "[é]")
GLOBS = ("shop/**", "*.py", "tests/", "/shop/core/*", "home.py")
INTENDED = ("tests/**", "shop/pages/home.py", "*.py", "shop/core/")

Tree = dict[str, Content]


@dataclass(frozen=True)
class Step:
    """One commit: parents by their number in the plan (none of them for a root), and changes against the first."""

    parents: tuple[int, ...]
    files: Mapping[str, Content | None]


@dataclass(frozen=True)
class Asked:
    """What an issue asks of the history."""

    symbol: str
    canonical: str
    deprecated: tuple[str, ...]
    remove: tuple[str, ...]
    intended: tuple[str, ...]
    references: tuple[str, ...] = ()
    fragmentation: bool = False
    identical_size: int = 0
    identical_folder: str = ""
    cycles: tuple[str, ...] = ()
    pattern: str = ""
    pattern_globs: tuple[str, ...] = ()


def write(path: Path, steps: Sequence[Step]) -> list[str]:
    """Make the repository; the shas of its commits, the last of which is the tip of main."""
    made: list[str] = []
    with History(path) as history:
        for step in steps:
            made.append(history.commit(step.files, parents=[made[parent] for parent in step.parents]))
    return made


@st.composite
def questions(draw: st.DrawFn) -> Asked:
    """Issues over the modules of these histories; most of them ask for everything."""
    deprecated = draw(st.lists(st.sampled_from(DEPRECATED), unique=True, min_size=1, max_size=3))
    canonical = draw(st.sampled_from(CANONICALS))
    return Asked(
        symbol=draw(st.sampled_from((SYMBOL, SYMBOL, SYMBOL, "make_router"))),
        canonical=canonical,
        deprecated=tuple(module for module in deprecated if module != canonical),
        remove=draw(_some_of(REMOVED, 3)),
        intended=draw(_some_of(INTENDED, 1)),
        references=draw(_some_of(REFERENCES, 3)),
        fragmentation=draw(st.sampled_from((True, True, False))),
        identical_size=draw(st.sampled_from((2, 3, 5, 0))),
        identical_folder=draw(st.sampled_from(FOLDERS)),
        cycles=draw(_some_of(CYCLES, 2)),
        pattern=draw(st.sampled_from((*PATTERNS, ""))),
        pattern_globs=draw(_some_of(GLOBS, 2)),
    )


def _some_of(choices: Sequence[str], most: int) -> st.SearchStrategy[tuple[str, ...]]:
    return st.lists(st.sampled_from(choices), max_size=most).map(lambda drawn: tuple(dict.fromkeys(drawn)))


@st.composite
def plans(draw: st.DrawFn, most_commits: int = MOST_COMMITS) -> tuple[Step, ...]:
    """Histories with several roots, branches, merges of two and more, criss-crosses; the last commit joins what is open, mostly."""
    steps: list[Step] = []
    trees: list[Tree] = []
    for number in range(draw(st.integers(2, most_commits))):
        _grow(draw, steps, trees, draw(_parents(number)))
    heads = _heads(steps)
    if len(heads) > 1 and draw(st.integers(0, 4)):
        _grow(draw, steps, trees, tuple(reversed(heads)))
    return tuple(steps)


def _grow(draw: st.DrawFn, steps: list[Step], trees: list[Tree], parents: tuple[int, ...]) -> None:
    before = trees[parents[0]] if parents else {}
    tree = dict(before) if parents else dict(draw(START))
    for parent in parents[1:]:
        _take_over(draw, tree, trees[parent])
    for _ in range(draw(st.integers(0 if parents else 2, MOST_EDITS))):
        draw(_EDITS)(draw, tree)
    steps.append(Step(parents, _difference(before, tree)))
    trees.append(tree)


def _parents(number: int) -> st.SearchStrategy[tuple[int, ...]]:
    """Mostly the newest commit; else any earlier ones, in any order, or none."""
    if not number:
        return st.just(())
    earlier = st.lists(st.integers(0, number - 1), unique=True, min_size=1, max_size=4).map(tuple)
    newest = st.just((number - 1,))
    return st.one_of(newest, newest, earlier, earlier, st.just(()) if number > 1 else newest)


def _heads(steps: Sequence[Step]) -> list[int]:
    taken = {parent for step in steps for parent in step.parents}
    return [number for number in range(len(steps)) if number not in taken]


def _take_over(draw: st.DrawFn, tree: Tree, other: Tree) -> None:
    """What a merge brings of another parent: all that is new, or nothing."""
    if draw(st.booleans()):
        for path, content in other.items():
            if path not in tree:
                _put(tree, path, content)


def _edit(draw: st.DrawFn, tree: Tree) -> None:
    _put(tree, draw(PATHS), draw(CONTENTS))


def _edit_again(draw: st.DrawFn, tree: Tree) -> None:
    if tree:
        _put(tree, draw(st.sampled_from(sorted(tree))), draw(CONTENTS))


def _break(draw: st.DrawFn, tree: Tree) -> None:
    _put(tree, draw(PATHS), draw(rare_contents()))


def _delete(draw: st.DrawFn, tree: Tree) -> None:
    if tree:
        del tree[draw(st.sampled_from(sorted(tree)))]


def _move(draw: st.DrawFn, tree: Tree) -> None:
    if tree:
        content = tree.pop(draw(st.sampled_from(sorted(tree))))
        _put(tree, draw(PATHS), content)


def _copy(draw: st.DrawFn, tree: Tree) -> None:
    if tree:
        _put(tree, draw(PATHS), tree[draw(st.sampled_from(sorted(tree)))])


def _into_folder(draw: st.DrawFn, tree: Tree) -> None:
    """A file gives way to a folder of its very name."""
    if tree:
        path = draw(st.sampled_from(sorted(tree)))
        _put(tree, f"{path}/inner.py", tree.pop(path))


_EDITS = st.sampled_from((_edit, _edit, _edit, _edit, _edit_again, _edit_again, _break, _delete, _move, _copy, _into_folder))


def _put(tree: Tree, path: str, content: Content) -> None:
    """Set a file; what stands in its way, as a folder or as a file, goes."""
    in_the_way = [other for other in tree if other.startswith(path + "/") or path.startswith(other + "/")]
    for other in in_the_way:
        del tree[other]
    tree[path] = content


def _difference(before: Tree, after: Tree) -> dict[str, Content | None]:
    gone: dict[str, Content | None] = {path: None for path in before if path not in after}
    return gone | {path: content for path, content in after.items() if before.get(path) != content}
