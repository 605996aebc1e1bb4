"""Modules that import each other in a circle, at one commit."""

from itertools import pairwise

from scanner.components import components
from scanner.rules.import_cycle import ImportCycle
from tests.support.stories import Story


def cycles(files: dict[str, str | None], *modules: str) -> list[tuple[str, int, str, str]]:
    told = Story(ImportCycle(modules))
    told.commit(files)
    return [(place.path, place.line, place.module, place.name) for place in told.places(0)]


def test_two_modules_that_import_each_other_are_a_cycle():
    assert cycles({"a.py": "import os\nimport b\n", "b.py": "from a import x\n", "c.py": "import a\n"}) == [
        ("a.py", 2, "b", "a -> b -> a"),
        ("b.py", 1, "a", "a -> b -> a"),
    ]


def test_the_size_of_the_component_is_the_reason():
    told = Story(ImportCycle())
    told.commit({"a.py": "import b\n", "b.py": "import c\n", "c.py": "import a\nimport b\n"})
    assert {place.reason for place in told.places(0)} == {"3 modules"}
    assert {place.name for place in told.places(0)} == {"a -> b -> c -> a"}
    assert len(told.places(0)) == 4


def test_what_runs_later_or_only_for_types_closes_no_cycle():
    late = "def f():\n    import a\n"
    typed = "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    import a\n"
    for source in (late, typed, "'import a'\n", "# import a\n", "import a.b\n", "import aa\n"):
        assert cycles({"a.py": "import b\n", "b.py": source}) == []


def test_conditions_and_tries_of_a_module_run_when_it_loads():
    assert len(cycles({"a.py": "import b\n", "b.py": "try:\n    import a\nexcept ImportError:\n    a = None\n"})) == 2


def test_a_module_that_imports_itself_is_no_cycle():
    assert cycles({"a.py": "import a\n", "p/__init__.py": "from p import x\nfrom . import y\n"}) == []


def test_an_import_of_a_submodule_is_an_edge_to_it_and_not_to_its_packages():
    package = {"p/__init__.py": "from p.a import x\n", "p/b.py": ""}
    assert cycles({**package, "p/a.py": "from p import b\n"}) == []
    assert cycles({**package, "p/a.py": "import p.b\n"}) == []
    assert cycles({**package, "p/a.py": "from . import b\n"}) == []
    assert cycles({**package, "p/a.py": "from p import VERSION\n"}) == [
        ("p/__init__.py", 1, "p.a", "p -> p.a -> p"),
        ("p/a.py", 1, "p", "p -> p.a -> p"),
    ]


def test_relative_imports_and_source_folders_are_followed():
    assert cycles({"src/p/a.py": "from . import b\n", "src/p/b.py": "from p.a import x\n", "src/p/__init__.py": ""}) == [
        ("src/p/a.py", 1, "p.b", "p.a -> p.b -> p.a"),
        ("src/p/b.py", 1, "p.a", "p.a -> p.b -> p.a"),
    ]


def test_only_cycles_through_the_modules_that_are_asked_for():
    files: dict[str, str | None] = {"a.py": "import b\n", "b.py": "import a\n", "p/c.py": "import d\n", "d.py": "import p.c\n"}
    assert {path for path, *_ in cycles(files, "p")} == {"p/c.py", "d.py"}
    assert {path for path, *_ in cycles(files)} == {"a.py", "b.py", "p/c.py", "d.py"}


def test_a_long_way_round_is_shortened():
    ring: dict[str, str | None] = {f"m{number}.py": f"import m{(number + 1) % 9}\n" for number in range(9)}
    assert {name for *_, name in cycles(ring)} == {"m0 -> m1 -> m2 -> m3 -> m4 -> … -> m0"}


def test_excluded_files_are_in_no_cycle():
    assert cycles({"a.py": "import backups.b\n", "backups/b.py": "import a\n"}) == []


def test_cycles_are_of_the_asked_commit_and_in_no_series():
    told = Story(ImportCycle())
    told.commit({"a.py": "import b\n", "b.py": "import a\n"})
    solved = told.commit({"b.py": ""})
    assert [len(told.places(commit)) for commit in (0, solved)] == [2, 0]
    assert told.counts(0) == {}
    assert told.lives(solved) == []


def test_a_marked_import_is_intended():
    told = Story(ImportCycle())
    told.commit({"a.py": "import b  # ssot: intended\n", "b.py": "import a\n"})
    assert [(place.path, place.intended) for place in told.places(0)] == [("a.py", True), ("b.py", False)]


def test_components_are_found_without_recursion():
    nodes = [f"n{number}" for number in range(20_000)]
    chain = {one: [two] for one, two in pairwise(nodes)}
    assert list(components({**chain, nodes[-1]: []})) == []
    (ring,) = components({**chain, nodes[-1]: [nodes[0]]})
    assert len(ring) == 20_000


def test_components_that_only_hang_together_are_apart():
    edges = {"a": ["b"], "b": ["a", "c"], "c": ["d"], "d": ["c"], "e": ["a"], "f": ["f"]}
    assert sorted(components(edges)) == [["a", "b"], ["c", "d"]]
