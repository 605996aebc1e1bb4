"""Edits that bring in what harbor is made of: modules with their tests, flows, shared texts."""

from tracker.example.consumers import FILES
from tracker.example.edits import Edit, Tree, write
from tracker.example.modules import BY_PATH, CASES, FLOWS
from tracker.example.texts import text

CASE_FILES = {case.module.path: case.file for case in CASES}
FLOW_FILES = {flow.title: flow.file for flow in FLOWS}


def part(*paths: str) -> Edit:
    """Modules of the table with their packages and their unit tests."""

    def edit(tree: Tree) -> None:
        for path in paths:
            module = BY_PATH[path]
            tree.setdefault(f"harbor/{module.package}/__init__.py", f'"""The {module.package} of harbor."""\n')
            for file in (module.file, CASE_FILES.get(path)):
                if file is not None:
                    tree[file] = FILES[file]

    return edit


def flow(*titles: str) -> Edit:
    """Integration and end-to-end tests by their titles."""
    return lambda tree: tree.update({FLOW_FILES[title]: FILES[FLOW_FILES[title]] for title in titles})


def shared(path: str, name: str) -> Edit:
    """A file that others use, by the name of its text."""
    return write(path, text(f"shared/{name}"))


def guard(path: str, name: str) -> Edit:
    """A test that names old paths on purpose."""
    return write(f"tests/unit/ssot/{path}", text(f"guards/{name}"))


def document(path: str, name: str) -> Edit:
    """A tracker document as it is opened."""
    return write(path, text(f"trackers/{name}"))
