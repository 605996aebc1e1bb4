"""Module names, categories and exclusions of paths."""

import time

import pytest

from scanner.question import Question
from scanner.tree import DEFAULT_PATH_RULES, Globs, PathRules, PathRulesInvalid, glob_expression, glob_matches, module_names, place_file

RULES = PathRules(DEFAULT_PATH_RULES)


@pytest.mark.parametrize(
    ("path", "category"),
    [
        ("shop/core/router.py", "production"),
        ("setup.py", "production"),
        ("django/test/client.py", "production"),
        ("tests/unit/test_router.py", "unit-test"),
        ("shop/tests/unit/deep/test_router.py", "unit-test"),
        ("shop/tests/integration/test_router.py", "integration-test"),
        ("tests/integration_db/test_router.py", "integration-test"),
        ("tests/e2e/test_router.py", "other-test"),
        ("shop/core/test_router.py", "other-test"),
        ("shop/conftest.py", "other-test"),
        ("scripts/move.py", "script"),
        ("backups/2025/shop/core/router.py", "backup"),
        ("Backup/router.py", "backup"),
        ("shop/core_backup_20250915/tests/test_router.py", "backup"),
        ("shop/backup_tools.py", "production"),
        ("shop/vendor/six.py", "vendored"),
        ("shop/api_pb2.py", "generated"),
        ("docs/conf.py", "docs"),
        ("tests/unit/with space\n.py", "unit-test"),
    ],
)
def test_a_path_has_the_category_of_its_first_matching_glob(path: str, category: str):
    assert RULES.category(path) == category


def test_backups_vendored_and_generated_files_are_not_counted():
    assert [category for category in ("backup", "vendored", "generated", "production", "docs") if RULES.is_counted(category)] == [
        "production",
        "docs",
    ]


@pytest.mark.parametrize(
    ("path", "modules"),
    [
        ("shop/core/router.py", ("shop.core.router",)),
        ("shop/core/__init__.py", ("shop.core",)),
        ("src/shop/router.py", ("src.shop.router", "shop.router")),
        ("api/src/shop/__init__.py", ("api.src.shop", "shop")),
        ("lib/src/shop.py", ("lib.src.shop", "src.shop", "shop")),
        ("router.py", ("router",)),
        ("src.py", ("src",)),
        ("__init__.py", ()),
    ],
)
def test_a_path_is_imported_by_its_dotted_path_and_from_its_source_root(path: str, modules: tuple[str, ...]):
    assert module_names(path) == modules


def test_a_package_is_its_own_package():
    assert place_file("shop/core/__init__.py", RULES).packages == ("shop.core",)
    assert place_file("shop/core/router.py", RULES).packages == ("shop.core",)


@pytest.mark.parametrize("text", ["nonsense **/x", "backup", "production !"])
def test_a_line_that_is_no_rule_is_named(text: str):
    with pytest.raises(PathRulesInvalid, match=r"Line 2|matches nothing|no glob"):
        PathRules(f"backup old/\n{text}")


@pytest.mark.parametrize("glob", ["!tests/**", "!/a.py"])
def test_a_glob_that_says_what_is_not_meant_is_refused(glob: str):
    with pytest.raises(PathRulesInvalid, match=r"without “!”"):
        glob_expression(glob)
    with pytest.raises(PathRulesInvalid, match=r"without “!”"):
        PathRules(f"backup {glob}")
    with pytest.raises(PathRulesInvalid, match=r"without “!”"):
        Question([], RULES, [glob])
    assert glob_matches(r"\!a.py", "!a.py")


def test_an_unknown_excluded_category_is_named():
    with pytest.raises(PathRulesInvalid, match=r"attic"):
        PathRules("", ["attic"])


def test_a_glob_with_two_stars_matches_the_root_too():
    assert glob_matches("**/SSOT-*.md", "SSOT-router.md")
    assert glob_matches("**/SSOT-*.md", "reports/old/SSOT-router.md")
    assert not glob_matches("docs/SSOT-*.md", "reports/SSOT-router.md")


def test_a_glob_takes_time_in_proportion_to_the_path_whoever_wrote_them():
    began = time.process_time()
    assert not Globs(["*a*a*a*a*a*a*a*a*ab"]).match("a" * 4000 + ".py")
    assert time.process_time() - began < 1


def test_globs_are_those_of_gitignore_from_the_root():
    globs = Globs(["/docs/*.md", "tests/guards/**", "*.pyi"])
    covered = ["docs/a.md", "tests/guards/x/y.py", "shop/käse.pyi", "a b.pyi"]
    others = ["shop/docs/a.md", "docs/x/a.md", "tests/guard/x.py", "a.py"]
    assert [path for path in (*covered, *others) if globs.match(path)] == covered
    assert Globs(["*.MD"], ignore_case=True).match("x/readme.md")
