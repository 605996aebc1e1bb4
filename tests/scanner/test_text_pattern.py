"""The rule text pattern: hits that were found before become places of the files that hold them."""

import pytest

from scanner.extract import extract
from scanner.patterns import Hit, compile_pattern, search
from scanner.places import Place
from scanner.rules.deprecated_import import DeprecatedImport
from scanner.rules.text_pattern import TextPattern
from scanner.tree import DEFAULT_PATH_RULES, PathRules, PathRulesInvalid, place_file
from tests.support.stories import Story

COUNTED = ("text-pattern", "production")


def told(pattern: str, *commits: dict[str, str | None], globs: tuple[str, ...] = (), intended: tuple[str, ...] = ()) -> Story:
    """A history whose blobs have been searched for a pattern."""
    story = Story(intended=intended)
    for changes in commits:
        story.commit(changes)
    compiled = compile_pattern(pattern)
    hits = {story.graph.blob_number(oid): tuple(search(compiled, source)) for oid, source in story._sources.items()}
    rule = TextPattern(globs, {number: lines for number, lines in hits.items() if lines and number is not None})
    story.question.rules = [DeprecatedImport(["shop.old"]), rule]
    return story


def places(source: str) -> list[Place]:
    hits = tuple(search(compile_pattern(TextPattern.example), source.encode()))
    said = TextPattern((), {2: hits}).of_blob(place_file("shop/a.py", PathRules(DEFAULT_PATH_RULES)), extract(source.encode()), 2)
    return [one for one in said if isinstance(one, Place)]


@pytest.mark.parametrize("source", TextPattern.matches)
def test_it_finds_what_it_says_it_matches(source: str):
    assert places(source), source


@pytest.mark.parametrize("source", TextPattern.ignores)
def test_it_leaves_alone_what_it_says_it_ignores(source: str):
    assert places(source) == [], source


def test_a_place_tells_its_line_what_matched_and_the_line():
    story = told(r"print\(.*\)", {"shop/a.py": "x = 1\n    print( x )  # now\n"})
    (place,) = story.places(0)
    assert (place.path, place.line, place.name, place.statement) == ("shop/a.py", 2, "print( x )", "print( x )  # now")
    assert (place.rule, place.scope, place.within, place.module, place.category) == ("text-pattern", "module", "", "", "production")


def test_every_commit_has_its_number():
    story = told("old", {"a.py": "old\nold\n", "b.py": "new\n"}, {"b.py": "old\n"}, {"a.py": None}, {"b.py": "x\n"})
    assert [story.counts(commit).get(COUNTED, 0) for commit in range(4)] == [2, 3, 1, 0]


def test_only_paths_of_the_globs_count_even_where_the_same_contents_lie_elsewhere():
    story = told("old", {"shop/a.py": "old\n", "lab/a.py": "old\n"}, {"shop/b.py": "old\n"}, globs=("shop/**",))
    assert [place.path for place in story.places(1)] == ["shop/a.py", "shop/b.py"]


def test_intended_and_excluded_places_are_told_apart():
    files = {"guards/a.py": "old\n", "b.py": "old  # ssot: intended\n", "backups/c.py": "old\n", "d.py": "old\n"}
    story = told("old", files, intended=("guards/**",))
    assert story.counts(0) == {COUNTED: 1, ("intended:text-pattern", "production"): 2}


def test_lines_that_move_stay_the_same_finding_and_equal_lines_are_told_apart():
    story = told("old", {"a.py": "old\nold\n"}, {"a.py": "# first\nold\n\n  old\n"}, {"a.py": "old\n"})
    lives = story.lives(2)
    assert {(life.ordinal, life.introduced, life.removed) for life in lives} == {(0, 0, None), (1, 0, 2)}


def test_a_file_that_does_not_parse_is_searched_all_the_same():
    assert told("old", {"a.py": "def (\nold\n"}).counts(0) == {COUNTED: 1}


def test_other_rules_of_the_issue_count_as_before():
    story = told("nothing", {"a.py": "import shop.old\n"})
    assert story.counts(0) == {("deprecated-import", "production"): 1}


def test_a_glob_that_is_none_is_refused():
    with pytest.raises(PathRulesInvalid, match="matches nothing"):
        TextPattern(["# comment"], {2: (Hit(1, "a", "a"),)})
