"""What a step of the story does to the files: each edit is a function that changes a tree in place."""

from collections.abc import Callable, Iterable, Iterator
from fnmatch import fnmatchcase

from tracker.example.spellings import Symbol, modernize

Tree = dict[str, str]
Edit = Callable[[Tree], None]


def matching(tree: Tree, patterns: Iterable[str]) -> Iterator[str]:
    """Paths that match any of the globs, where * also stands for slashes."""
    wanted = tuple(patterns)
    return (path for path in sorted(tree) if any(fnmatchcase(path, pattern) for pattern in wanted))


def write(path: str, text: str) -> Edit:
    """Create a file or give it new contents."""
    return lambda tree: tree.__setitem__(path, text)


def delete(*patterns: str) -> Edit:
    """Remove files."""

    def edit(tree: Tree) -> None:
        for path in list(matching(tree, patterns)):
            del tree[path]

    return edit


def rename(old: str, new: str) -> Edit:
    """Move one file, its contents untouched."""
    return lambda tree: tree.__setitem__(new, tree.pop(old))


def copy(folder: str, *patterns: str) -> Edit:
    """Copy files under another folder, as people do before a change they don't trust."""
    return lambda tree: tree.update({f"{folder}/{path}": tree[path] for path in list(matching(tree, patterns))})


def replace(path: str, old: str, new: str) -> Edit:
    """Change one piece of text, which has to be there."""

    def edit(tree: Tree) -> None:
        assert old in tree[path], (path, old)
        tree[path] = tree[path].replace(old, new, 1)

    return edit


def append(path: str, text: str) -> Edit:
    """Write more at the end of a file."""
    return lambda tree: tree.__setitem__(path, tree[path].rstrip("\n") + "\n" + text)


def insert_above(path: str, line: str, text: str) -> Edit:
    """Write lines above a line, which moves what stands below."""
    return replace(path, line, text + line)


def tick(path: str, *beginnings: str) -> Edit:
    """Tick the open boxes whose text starts so."""

    def edit(tree: Tree) -> None:
        for beginning in beginnings:
            replace(path, f"- [ ] {beginning}", f"- [x] {beginning}")(tree)

    return edit


def finish_phase(path: str, heading: str) -> Edit:
    """Let a phase's heading say that it is complete."""
    return replace(path, f"### {heading}\n", f"### ✅ {heading} - COMPLETE\n")


def migrate(symbol: Symbol, *patterns: str, everywhere: bool = True) -> Edit:
    """Give the matching files the canonical import; not everywhere: leave those inside functions, as a hasty search does."""

    def edit(tree: Tree) -> None:
        changed = 0
        for path in matching(tree, patterns):
            before = tree[path]
            lines = before.splitlines(keepends=True)
            tree[path] = "".join(line if is_overlooked(line) and not everywhere else modernize(line, symbol) for line in lines)
            changed += tree[path] != before
        assert changed, patterns

    return edit


def is_overlooked(line: str) -> bool:
    """An import inside a function, or a name in a string there."""
    return line[:1].isspace() and ("import" in line or '"harbor.' in line)


def damage(path: str) -> Edit:
    """Save a file as an editor does that takes UTF-8 for cp1252."""
    return lambda tree: tree.__setitem__(path, _mistaken(tree[path]))


def _mistaken(text: str) -> str:
    return "".join(bytes([byte]).decode("cp1252", errors="ignore") or chr(byte) for byte in text.encode())
