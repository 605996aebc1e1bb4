"""The commands are run on throw-away repositories: where they say what a grep can say, they agree with the facts."""

import subprocess
from pathlib import Path

import pytest

from scanner.claims.ask_values import Command
from scanner.claims.asking import _PREDICATES, Answered, IssueContext, answer
from scanner.claims.claim import Claim, Judge, Nature, Part, Polarity, Scope, Source, Subject, Thing
from scanner.claims.git_words import calls_of, definitions_of, imports_of, imports_of_symbol, listed, there, uses_of, warnings_in
from scanner.verdicts import Holds
from tests.support.repositories import ENVIRONMENT, History
from tests.support.stories import Story

OWN = "class Router:\n    def route(self): return 1\n    def other(self): return 2\n    def third(self): return 3\n"
OLD = "from shop.old import Router\n"
ISSUE = IssueContext("Router", "shop.router", ("shop.old",))


def subject(text: str, thing: Thing = Thing.PATH, *known: str, part: Part = Part.SUBJECT) -> Subject:
    return Subject(thing, text, Source.ITEM, True, known or (text,), part)


def claim(kind: str, *subjects: Subject, stated=None) -> Claim:
    return Claim(kind, Judge.REPOSITORY, Nature.STATE, subjects, Scope(), stated, Polarity.PRESENT, False, "", False)


class Both:
    """One history for the facts and as a repository."""

    def __init__(self, path: Path, *commits: dict[str, str | None]) -> None:
        self.story, self.oids = Story(), []
        with History(path) as self.repository:
            for files in commits:
                self.story.commit(files)
                self.oids.append(self.repository.commit(files))

    def answered(self, one: Claim) -> Answered:
        graph = self.story.graph
        line = graph.line(len(graph) - 1)
        return answer([one], line, graph, self.story, self.story.question.path_rules, ISSUE, [0])[0]

    def run(self, command: Command, place: int) -> subprocess.CompletedProcess[str]:
        """As a person would: the whole line given to a shell, in the repository."""
        words = command.at(self.oids[place])
        assert words.startswith("git ")
        return subprocess.run(["sh", "-c", words], cwd=self.repository.path, env=ENVIRONMENT, capture_output=True, text=True, check=False)

    def lines(self, command: Command, place: int) -> list[str]:
        done = self.run(command, place)
        assert done.returncode in (0, 1) and not done.stderr
        return done.stdout.splitlines()


#: Claims of which grep finds nothing exactly when they hold.
ABSENT = {
    "imports": (claim("imports updated", subject("shop.old", Thing.MODULE)), {"a.py": "def f():\n    " + OLD}, {"a.py": "import shop\n"}),
    "module": (claim("imports updated", subject("shop.old", Thing.MODULE)), {"a.py": "from shop import x, old as o\n"}, {"a.py": ""}),
    "string": (claim("imports updated", subject("shop.old", Thing.MODULE)), {"a.py": "import shop.old\n"}, {"a.py": "'shop.older'\n"}),
    "tests": (claim("tests use new imports", subject("shop.old", Thing.MODULE)), {"tests/test_a.py": OLD}, {"tests/test_a.py": "x = 1\n"}),
    "symbol": (claim("removed", subject("Router", Thing.SYMBOL)), {"a.py": OWN}, {"a.py": "class RouterTools: pass\n"}),
    "in a file": (
        claim("removed", subject("route", Thing.METHOD), subject("a.py", part=Part.PLACE)),
        {"a.py": OWN, "b.py": OWN},
        {"a.py": "def route_all(): pass\n"},
    ),
    "symbol's imports": (
        claim("imports updated", subject("Router", Thing.SYMBOL)),
        {"shop/router.py": OWN, "shop/api.py": "", "a.py": "from shop.api import Router\n"},
        {"a.py": "from shop import api\n"},
    ),
    "method": (
        claim("removed", subject("Router.route()", Thing.METHOD, "route")),
        {"a.py": OWN},
        {"a.py": "class Router:\n    def other(self): pass\n"},
    ),
    "lines": (
        claim("removed", subject("lines 1-4", Thing.LINES), subject("a.py", part=Part.PLACE)),
        {"a.py": OWN},
        {"a.py": "x = 1\n"},
    ),
    "reference": (
        claim("references replaced", subject("os.environ", Thing.DOTTED)),
        {"a.py": "import os\nos.environ['A']\n"},
        {"a.py": ""},
    ),
    "call": (
        claim("references replaced", subject("Router()", Thing.SYMBOL, "Router")),
        {"a.py": OLD + "x = Router()\n"},
        {"a.py": OLD + "x: Router\n"},
    ),
}


@pytest.mark.parametrize("name", ABSENT)
def test_grep_finds_lines_exactly_while_a_claim_of_absence_is_false(name, tmp_path):
    one, bad, good = ABSENT[name]
    both = Both(tmp_path / "repo", {"shop/old.py": "x = 1\n"} | bad, good)
    found = both.answered(one)
    command = found.predicate.commands()[0]
    for place, holds in ((0, Holds.FALSE), (1, Holds.TRUE)):
        assert found.at(place).holds is holds
        assert bool(both.lines(command, place)) == (holds is Holds.FALSE)
    assert len(both.lines(command, 0)) == found.at(0).number


def test_a_path_is_there_or_not_by_the_commands_success(tmp_path):
    both = Both(tmp_path / "repo", {"shop/old file's.py": ""}, {"shop/old file's.py": None, "b.py": ""})
    found = both.answered(claim("removed", subject("shop/old file's.py")))
    (command,) = found.predicate.commands()
    assert [both.run(command, place).returncode == 0 for place in (0, 1)] == [True, False]
    assert [found.at(place).holds for place in (0, 1)] == [Holds.FALSE, Holds.TRUE]
    assert both.run(there("shop/"), 0).returncode == 0


def test_several_paths_are_listed_by_one_command(tmp_path):
    both = Both(tmp_path / "repo", {"a.py": "", "b.py": ""}, {"a.py": None}, {"b.py": None, "c.py": ""})
    found = both.answered(claim("removed", subject("a.py"), subject("b.py")))
    command = found.predicate.commands()[0]
    assert [len(both.lines(command, place)) for place in range(3)] == [found.at(place).number for place in range(3)] == [2, 1, 0]


def test_one_definition_is_one_line_and_a_second_one_another(tmp_path):
    both = Both(tmp_path / "repo", {"shop/router.py": OWN}, {"b.py": OWN})
    found = both.answered(claim("single implementation", subject("Router", Thing.SYMBOL)))
    (command,) = found.predicate.commands()
    assert [len(both.lines(command, place)) for place in (0, 1)] == [1, 2]
    assert [found.at(place).holds for place in (0, 1)] == [Holds.TRUE, Holds.FALSE]


def test_tests_are_counted_by_the_command_too(tmp_path):
    text = "def test_a(): pass\nclass TestB:\n    async def test_b(self): pass\n"
    both = Both(tmp_path / "repo", {"tests/test_x.py": text})
    found = both.answered(claim("test created", subject("tests/test_x.py"), stated=2))
    counts, path = found.predicate.commands()
    assert both.lines(counts, 0) == [f"{both.oids[0]}:tests/test_x.py:2"]
    assert (found.at(0).number, both.run(path, 0).returncode) == (2, 0)


def test_created_code_is_found_by_the_command(tmp_path):
    both = Both(tmp_path / "repo", {"a.py": ""}, {"a.py": OWN})
    found = both.answered(claim("created code", subject("Router", Thing.SYMBOL)))
    (command,) = found.predicate.commands()
    assert [len(both.lines(command, place)) for place in (0, 1)] == [found.at(place).number for place in (0, 1)] == [0, 1]


def test_a_conversion_can_be_read_in_the_lines_of_the_command(tmp_path):
    both = Both(tmp_path / "repo", {"shop/old.py": OWN}, {"shop/old.py": "from shop.router import Router\n"})
    found = both.answered(claim("proxy", subject("shop/old.py")))
    (command,) = found.predicate.commands()
    assert [both.lines(command, place)[0].partition(":1:")[2] for place in (0, 1)] == ["class Router:", "from shop.router import Router"]
    assert [found.at(place).holds for place in (0, 1)] == [Holds.FALSE, Holds.TRUE]


def test_warnings_are_found_by_the_command(tmp_path):
    both = Both(tmp_path / "repo", {"a.py": ""}, {"a.py": "import warnings\nwarnings.warn('x', DeprecationWarning)\n"})
    found = both.answered(claim("deprecation warnings", subject("a.py")))
    (command,) = found.predicate.commands()
    assert [len(both.lines(command, place)) for place in (0, 1)] == [0, 1]
    assert [found.at(place).holds for place in (0, 1)] == [Holds.FALSE, Holds.TRUE]


def test_imports_that_lead_nowhere_are_lines_of_one_command_while_another_prints_no_file(tmp_path):
    both = Both(tmp_path / "repo", {"shop/old.py": "", "a.py": OLD}, {"shop/old.py": None}, {"a.py": "x = 1\n"})
    found = both.answered(claim("import health", subject("shop.old", Thing.MODULE), stated=None))
    imports, files = found.predicate.commands()
    assert [found.at(place).holds for place in range(3)] == [Holds.TRUE, Holds.FALSE, Holds.TRUE]
    assert [len(both.lines(imports, place)) for place in range(3)] == [1, found.at(1).number, 0]
    assert [both.lines(files, place) for place in range(3)] == [["shop/old.py"], [], []]


def test_methods_of_two_places_can_be_compared_in_the_lines_of_the_command(tmp_path):
    short = OWN.replace("    def third(self): return 3\n", "")
    both = Both(tmp_path / "repo", {"shop/old.py": OWN, "shop/new.py": short}, {"shop/new.py": OWN})
    found = both.answered(claim("compatibility", subject("shop/old.py"), subject("shop/new.py", part=Part.TARGET)))
    (command,) = found.predicate.commands()
    assert [(found.at(place).holds, found.at(place).number) for place in (0, 1)] == [(Holds.FALSE, 1), (Holds.TRUE, 0)]
    old, new = ([line for line in both.lines(command, 0) if f":shop/{name}.py:" in line] for name in ("old", "new"))
    assert len(old) - len(new) == found.at(0).number


def test_created_files_of_several_names_are_listed(tmp_path):
    both = Both(tmp_path / "repo", {"tests/test_a.py": ""}, {"tests/test_b.py": ""}, {"tests/test_a.py": None})
    found = both.answered(claim("test created", subject("tests/test_a.py"), subject("tests/test_b.py")))
    command = found.predicate.commands()[0]
    assert [len(both.lines(command, place)) for place in range(3)] == [found.at(place).number for place in range(3)] == [1, 2, 1]
    assert [found.at(place).holds for place in range(3)] == [Holds.FALSE, Holds.TRUE, Holds.FALSE]


def test_every_kind_that_the_repository_answers_has_its_command_tried_here():
    source = Path(__file__).read_text()
    assert {f'claim("{kind}"' in source for kind in _PREDICATES} == {True}


def test_where_grep_counts_more_the_limit_says_so(tmp_path):
    both = Both(tmp_path / "repo", {"shop/old.py": "", "a.py": f'"""\n{OLD}"""\n# {OLD}', "backup/b.py": OLD})
    found = both.answered(claim("imports updated", subject("shop.old", Thing.MODULE)))
    command = found.predicate.commands()[0]
    assert found.at(0).holds is Holds.TRUE
    assert len(both.lines(command, 0)) == 3
    assert "comments and strings" in command.limit and "excluded" in command.limit


def test_where_grep_counts_less_the_limit_says_so(tmp_path):
    both = Both(tmp_path / "repo", {"shop/old.py": "", "shop/a.py": "from .old import x\n"})
    found = both.answered(claim("imports updated", subject("shop.old", Thing.MODULE)))
    command = found.predicate.commands()[0]
    assert (found.at(0).number, both.lines(command, 0)) == (1, [])
    assert "relative imports" in command.limit


def test_names_with_letters_of_a_shell_or_an_expression_stay_literal(tmp_path):
    both = Both(
        tmp_path / "repo", {"a'b $(x).py": "import os\nos.environ\n", "c.py": "osXenviron\n", "[d].py": "class A: pass\n", "d.py": ""}
    )
    assert len(both.lines(uses_of("os.environ"), 0)) == 1
    assert len(both.lines(uses_of("os.environ", ["a'b $(x).py"]), 0)) == 1
    assert len(both.lines(definitions_of("A", ["[d].py"]), 0)) == 1
    assert both.lines(listed(["[d].py"]), 0) == ["[d].py"]
    assert both.run(there("a'b $(x).py"), 0).returncode == 0


@pytest.mark.parametrize(
    "command",
    [imports_of(["a.b", "c"]), imports_of_symbol("A", "a.b"), definitions_of("A"), uses_of("a.b"), calls_of("f"), warnings_in(["x.py"])],
)
def test_every_command_is_one_git_command_on_one_line(command, tmp_path):
    both = Both(tmp_path / "repo", {"x.py": "y = 1\n"})
    assert both.lines(command, 0) == []
    assert "\n" not in command.template and command.limit
