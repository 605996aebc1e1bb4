"""What may know what, and how large a thing may grow: docs/architecture.md."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from importlinter import cli

ROOT = Path(__file__).resolve().parent.parent
PRODUCT = sorted([*(ROOT / "scanner").rglob("*.py"), *(ROOT / "tracker").rglob("*.py"), *(ROOT / "bench").rglob("*.py")])
CODE = [path for path in PRODUCT if "migrations" not in path.parts]
TESTS = sorted((ROOT / "tests").rglob("*.py"))
MOST_LINES = 400
MOST_TEST_LINES = 600
MOST_FUNCTION_LINES = 50
#: One walk over a syntax tree whose speed decides the whole scan's.
MAY_BE_LONGER = {"scanner/expressions.py": "take"}
#: Names that say nothing about what is inside.
EMPTY_NAMES = {"utils", "helpers", "common", "misc", "base", "managers", "signals"}
#: Where the environment is read or handed on; everything else asks the settings.
MAY_USE_ENVIRON = {
    "bench/__main__.py",
    "bench/load.py",
    "bench/mirrors.py",
    "scanner/git/command.py",
    "tracker/celery.py",
    "tracker/settings.py",
    "tracker/supervisor.py",
    "tracker/wsgi.py",
}
#: Rules whose examples are paths, verdicts or several files, not sources.
WITHOUT_SOURCES = {
    "scanner/rules/identical_body.py",
    "scanner/rules/import_cycle.py",
    "scanner/rules/import_path_fragmentation.py",
    "scanner/rules/removed_path.py",
    "scanner/rules/unreadable.py",
}


def name_of(path: Path) -> str:
    return str(path.relative_to(ROOT))


def functions(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def test_every_module_imports_only_what_it_may(capsys):
    status = cli.lint_imports(config_filename=str(ROOT / "pyproject.toml"), no_cache=True)
    assert status == cli.EXIT_STATUS_SUCCESS, capsys.readouterr().out


def test_there_is_something_to_look_at():
    assert len(CODE) > 50


@pytest.mark.parametrize("path", [*CODE, *TESTS], ids=name_of)
def test_a_file_is_short_enough_to_read(path: Path):
    assert len(path.read_text().splitlines()) <= (MOST_TEST_LINES if path in TESTS else MOST_LINES)


@pytest.mark.parametrize("path", CODE, ids=name_of)
def test_a_function_fits_a_screen(path: Path):
    long = [
        f"{one.name} has {one.end_lineno - one.lineno + 1} lines"
        for one in functions(path)
        if one.end_lineno - one.lineno >= MOST_FUNCTION_LINES and MAY_BE_LONGER.get(name_of(path)) != one.name
    ]
    assert long == []


@pytest.mark.parametrize("path", CODE, ids=name_of)
def test_a_file_says_what_it_is_for(path: Path):
    assert path.stem not in EMPTY_NAMES
    assert path.name == "__init__.py" or ast.get_docstring(ast.parse(path.read_text()))


@pytest.mark.parametrize("path", CODE, ids=name_of)
def test_only_settings_read_the_environment(path: Path):
    tree = ast.parse(path.read_text())
    reads = [node.lineno for node in ast.walk(tree) if isinstance(node, ast.Attribute) and node.attr in ("environ", "environb", "getenv")]
    assert reads == [] or name_of(path) in MAY_USE_ENVIRON


@pytest.mark.parametrize("path", sorted((ROOT / "templates").rglob("*.html")), ids=name_of)
def test_a_template_has_no_inline_script_or_style(path: Path):
    text = path.read_text()
    assert not re.search(r"<script(?![^>]*\bsrc=)", text)
    assert not re.search(r"<style|\sstyle=|\son[a-z]+=\"", text)


def test_every_rule_has_examples():
    rules = [path for path in (ROOT / "scanner" / "rules").glob("*.py") if path.name != "__init__.py"]
    without = {name_of(path) for path in rules if not re.search(r"^    matches = ", path.read_text(), re.MULTILINE)}
    assert without <= WITHOUT_SOURCES
