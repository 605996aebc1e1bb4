"""Each kind on a story of a few commits: T supported, F contradicted, ? unknown, n subject not found; one letter a commit."""

import pytest

from scanner.claims.asking import Answered, Batch, IssueContext, answer, answer_batches
from scanner.claims.claim import Claim, Judge, Nature, Part, Polarity, Scope, Source, Subject, Thing
from scanner.verdicts import Holds
from tests.support.stories import Story

LETTERS = {Holds.TRUE: "T", Holds.FALSE: "F", Holds.UNKNOWN: "?", Holds.NO_SUBJECT: "n"}
OWN = "class Router:\n    def route(self): return 1\n    def other(self): return 2\n    def third(self): return 3\n"
OLD = "from shop.old import Router\n"
EVERYTHING = Scope()
ISSUE = IssueContext("Router", "shop.router", ("shop.old",))


def subject(text: str, thing: Thing = Thing.PATH, *known: str, part: Part = Part.SUBJECT) -> Subject:
    return Subject(thing, text, Source.ITEM, True, known or (text,), part)


def claim(
    kind: str, *subjects: Subject, judge: Judge = Judge.REPOSITORY, stated=None, scope: Scope = EVERYTHING, reason: str = ""
) -> Claim:
    return Claim(kind, judge, Nature.STATE, subjects, scope, stated, Polarity.PRESENT, False, reason, False)


def story(*commits: dict[str, str | None]) -> Story:
    told = Story()
    for files in commits:
        told.commit(files)
    return told


def asked(told: Story, one: Claim, issue: IssueContext = ISSUE, first_seen: int | None = None) -> Answered:
    line = told.graph.line(len(told.graph) - 1)
    (found,) = answer([one], line, told.graph, told, told.question.path_rules, issue, [first_seen])
    return found


def letters(told: Story, one: Claim, issue: IssueContext = ISSUE, first_seen: int | None = None) -> str:
    found = asked(told, one, issue, first_seen)
    return "".join(LETTERS[found.at(place).holds] for place in range(len(told.graph)))


def test_single_is_one_canonical_definition_and_no_independent_second_one():
    told = story({"a.py": ""}, {"shop/router.py": OWN}, {"shop/copy.py": OWN}, {"shop/copy.py": OLD}, {"shop/router.py": None})
    assert letters(told, claim("single implementation", subject("Router", Thing.SYMBOL))) == "nTFTF"


@pytest.mark.parametrize(
    "look_alike",
    [
        {"shop/api.py": "from shop.router import Router\n__all__ = ['Router']\n"},
        {"shop/alias.py": "from shop.router import Router as R\nRouter = R\n"},
        {"shop/shim.py": "from shop.router import Router as R\nfrom shop import router\nclass Router(router.Router): pass\n"},
        {"shop/safe.py": "try:\n    from other import Router\nexcept ImportError:\n    " + OWN.replace("\n", "\n    ") + "\n"},
        {"tests/test_a.py": OWN},
        {"backup/router.py": OWN},
        {"scripts/router.py": OWN},
    ],
)
def test_what_hands_on_or_is_no_production_code_is_no_second_one(look_alike):
    assert letters(story({"shop/router.py": OWN} | look_alike), claim("single implementation", subject("Router", Thing.SYMBOL))) == "T"


def test_a_second_one_that_calls_itself_deprecated_is_for_a_person_to_judge():
    old = OWN.replace("Router:\n", 'Router:\n    """DEPRECATED: use shop.router."""\n')
    assert (
        letters(story({"shop/router.py": OWN, "shop/old.py": old}), claim("single implementation", subject("Router", Thing.SYMBOL))) == "?"
    )


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("shop/old.py", "import warnings\nwarnings.warn('gone', DeprecationWarning)\ndef Router(*args):\n    raise ImportError('moved')\n"),
        ("router_backup_before_removal.py", OWN),
        ("shop/router.bak.py", OWN),
    ],
)
def test_a_second_one_in_a_file_that_is_deprecated_or_called_a_backup_is_for_a_person_too(path, text):
    told = story({"shop/router.py": OWN}, {path: text})
    assert letters(told, claim("single implementation", subject("Router", Thing.SYMBOL))) == "T?"
    assert (
        letters(story({"shop/router.py": OWN}, {"shop/backup_service.py": OWN}), claim("removed", subject("Router", Thing.SYMBOL))) == "FF"
    )


def test_without_a_canonical_place_any_one_definition_will_do():
    told = story({"shop/a.py": OWN}, {"shop/b.py": OWN}, {"shop/a.py": None, "shop/b.py": None})
    assert letters(told, claim("single implementation", subject("Router", Thing.SYMBOL)), IssueContext()) == "TF?"


def test_a_canonical_place_that_never_had_the_symbol_accuses_nobody():
    told = story({"shop/router.py": "x = 1\n", "shop/a.py": OWN}, {"shop/a.py": "from vendor import X\nRouter = X\n"})
    assert letters(told, claim("single implementation", subject("Router", Thing.SYMBOL))) == "??"
    at_home = claim("single implementation", subject("Router", Thing.SYMBOL), subject("shop/router.py", part=Part.TARGET))
    assert letters(told, at_home) == "F?"


def test_single_with_words_of_unknown_extent_is_never_contradicted():
    told = story({"shop/router.py": OWN}, {"shop/copy.py": OWN})
    one = claim("single implementation", subject("Router", Thing.SYMBOL), scope=Scope(words=("critical",)))
    assert letters(told, one) == "T?"
    assert asked(told, one).at(1).number == 1


def test_imports_are_updated_when_no_place_imports_the_old_module():
    told = story(
        {"shop/a.py": ""}, {"shop/old.py": OWN, "shop/a.py": OLD}, {"shop/a.py": "from shop.router import Router\n"}, {"b.py": OLD}
    )
    assert letters(told, claim("imports updated", subject("shop.old", Thing.MODULE))) == "nFTF"


def test_imports_are_counted_in_functions_and_strings_too():
    files = {"shop/old.py": OWN, "a.py": "def f():\n    " + OLD, "tests/test_a.py": "patch('shop.old.Router')\n"}
    found = asked(story(files), claim("imports updated", subject("shop.old", Thing.MODULE)))
    assert (found.at(0).holds, found.at(0).number, found.at(0).note) == (Holds.FALSE, 2, "1 of them in strings")


def test_strings_of_several_old_modules_are_told_together():
    told = story({"shop/old.py": OWN, "shop/older.py": OWN, "a.py": OLD + "x = 'shop.old.Router', 'shop.older.Router', 'shop.older'\n"})
    both = claim("imports updated", subject("shop.old", Thing.MODULE), subject("shop.older", Thing.MODULE))
    turn = asked(told, both).at(0)
    assert (turn.holds, turn.number, turn.note) == (Holds.FALSE, 4, "3 of them in strings")


def test_intended_references_are_not_held_against_it():
    told = story({"shop/old.py": OWN, "guards/a.py": OLD, "b.py": "from shop.old import Router  # ssot: intended\n"})
    one = claim("imports updated", subject("shop.old", Thing.MODULE))
    assert letters(told, one, IssueContext(intended=("guards/**",))) == "T"
    assert letters(told, one) == "F"


def test_imports_that_only_tests_guard_are_no_contradiction():
    guarded = "try:\n    " + OLD + "except ImportError:\n    pass\n"
    one = claim("imports updated", subject("shop.old", Thing.MODULE))
    assert letters(story({"shop/old.py": OWN, "tests/test_a.py": guarded}), one) == "?"
    assert letters(story({"shop/old.py": OWN, "shop/a.py": guarded}), one) == "F"
    assert letters(story({"shop/old.py": OWN, "tests/test_a.py": "patch('shop.old.Router')\n"}), one) == "?"


def test_scope_categories_limit_what_is_counted():
    told = story({"shop/old.py": OWN, "tests/test_a.py": OLD}, {"shop/b.py": OLD})
    old = subject("shop.old", Thing.MODULE)
    assert letters(told, claim("imports updated", old, scope=Scope(("production",)))) == "TF"
    assert letters(told, claim("tests use new imports", old)) == "FF"
    assert letters(story({"shop/old.py": OWN, "shop/b.py": OLD}), claim("tests use new imports", old)) == "T"


def test_nested_old_modules_are_counted_each_by_itself():
    told = story({"shop/old/__init__.py": "", "shop/old/deep.py": OWN, "a.py": "from shop.old.deep import Router\n"})
    line = told.graph.line(0)
    claims = [claim("imports updated", subject(name, Thing.MODULE)) for name in ("shop.old", "shop.old.deep")]
    found = answer(claims, line, told.graph, told, told.question.path_rules, ISSUE)
    assert [one.at(0).number for one in found] == [1, 1]


def test_imports_of_a_symbol_have_to_come_from_its_canonical_place():
    told = story({"shop/router.py": OWN, "a.py": "from shop.router import Router\n"}, {"b.py": "from shop.api import Router\n"})
    one = claim("imports updated", subject("Router", Thing.SYMBOL))
    assert letters(told, one) == "TF"
    assert asked(told, one, IssueContext()).reason == "from where Router should be imported is not known"


def test_a_canonical_module_that_never_was_is_no_place_to_import_from():
    told = story({"shop/core/router.py": OWN, "a.py": "from shop.core.router import Router\n"})
    one = claim("imports updated", subject("Router", Thing.SYMBOL))
    assert asked(told, one, IssueContext("", "shop.router")).reason == "from where Router should be imported is not known"


def test_a_claim_of_a_few_imports_is_not_answered_by_a_multitude_of_others():
    many = {f"shop/user{number}.py": OLD for number in range(31)}
    told = story({"shop/old.py": OWN, "a.py": OLD}, many)
    one = claim("imports updated", subject("shop.old", Thing.MODULE), stated=3)
    assert letters(told, one) == "F?"
    assert asked(told, one).at(1).note == "it speaks of 3, and 32 are left: which ones are meant is not known"


def test_imports_without_an_old_module_lean_on_the_issue():
    told = story({"shop/old.py": OWN, "a.py": OLD})
    assert letters(told, claim("imports updated")) == "F"
    assert not asked(told, claim("imports updated"), IssueContext()).is_checkable


def test_a_single_line_that_was_fixed_is_not_every_import():
    one = claim("imports updated", subject("shop/old.py"), subject("line 16", Thing.LINES, part=Part.PLACE))
    assert letters(story({"shop/old.py": OWN, "a.py": OLD}), one) == "?"


def test_a_removed_path_was_there_before_and_may_come_back():
    told = story({"a.py": ""}, {"shop/old.py": ""}, {"shop/old.py": None}, {"shop/old.py": "x = 1\n"})
    assert letters(told, claim("removed", subject("shop/old.py"))) == "nFTF"


def test_a_removed_folder_and_a_backup_copy_are_paths_too():
    told = story({"backup/x/a.py": "", "notes.md": "x"}, {"backup/x/a.py": None}, {"notes.md": None})
    assert letters(told, claim("removed", subject("backup/x"))) == "FTT"
    assert letters(told, claim("removed", subject("notes.md"))) == "FFT"


def test_several_paths_are_all_removed_or_not():
    told = story({"a.py": "", "b.py": ""}, {"a.py": None}, {"b.py": None})
    assert letters(told, claim("removed", subject("a.py"), subject("b.py"))) == "FFT"


def test_a_name_of_several_files_is_only_judged_where_they_agree():
    told = story({"x/a.py": "", "y/a.py": ""}, {"x/a.py": None}, {"y/a.py": None})
    assert letters(told, claim("removed", subject("a.py", Thing.PATH, "x/a.py", "y/a.py"))) == "F?T"


def test_a_name_that_never_was_is_no_verdict():
    never = Subject(Thing.PATH, "gone.py", Source.ITEM, True, ())
    assert letters(story({"a.py": ""}), claim("removed", never)) == "n"
    assert letters(story({"a.py": ""}, {"a.py": None}), claim("removed", never, subject("a.py"))) == "FT"


def test_a_removed_symbol_is_defined_nowhere_in_production():
    told = story({"a.py": "x = 1\n"}, {"shop/a.py": OWN}, {"tests/test_a.py": OWN, "shop/a.py": None}, {"shop/b.py": OWN})
    assert letters(told, claim("removed", subject("Router", Thing.SYMBOL))) == "nFTF"


def test_an_alias_that_is_left_is_neither_gone_nor_there():
    told = story({"shop/a.py": OWN}, {"shop/a.py": "from shop.new import New\nRouter = New\n"})
    assert letters(told, claim("removed", subject("Router", Thing.SYMBOL))) == "F?"


def test_a_symbol_removed_from_a_file_may_live_elsewhere():
    told = story({"shop/a.py": OWN, "shop/b.py": OWN}, {"shop/a.py": "x = 1\n"})
    place = subject("shop/a.py", part=Part.PLACE)
    assert letters(told, claim("removed", subject("Router", Thing.SYMBOL), place)) == "FT"
    assert letters(told, claim("removed", subject("route", Thing.METHOD), place)) == "FT"


def test_removed_copies_leave_the_thing_itself():
    told = story({"shop/router.py": OWN, "shop/b.py": OWN}, {"shop/b.py": None})
    assert letters(told, claim("removed", subject("Router", Thing.SYMBOL, part=Part.COPIES))) == "FT"


def test_lines_mean_what_stood_there_when_the_item_was_written():
    told = story({"a.py": "x = 1\n\nclass Router:\n    y = 1\n"}, {"a.py": "\n" * 20 + "class Router:\n    y = 1\n"}, {"a.py": "x = 1\n"})
    lines = subject("lines 3-4", Thing.LINES), subject("a.py", part=Part.PLACE)
    assert letters(told, claim("removed", *lines), first_seen=0) == "FFT"
    assert letters(told, claim("removed", *lines)) == "???"


PROXY = (
    "from shop.router import Router as R\nclass Router:\n    def __init__(self):\n        self._r = R()\n"
    "    def route(self):\n        return self._r.route()\n    def other(self):\n        return self._r.other()\n"
    "    def third(self):\n        return self._r.third()\n"
)


@pytest.mark.parametrize("text", [PROXY, "from shop.router import Router\n", "from shop.router import R\nRouter = R\n"])
def test_a_converted_file_only_hands_on(text):
    told = story({"a.py": ""}, {"shop/router.py": OWN, "shop/old.py": OWN}, {"shop/old.py": text}, {"shop/old.py": None})
    assert letters(told, claim("proxy", subject("shop/old.py"))) == "nFTF"


def test_of_several_files_the_sentence_names_no_single_one():
    told = story({"a/old.py": "", "b/old.py": OWN})
    one = claim("proxy", subject("Router", Thing.SYMBOL), subject("old.py", Thing.PATH, "a/old.py", "b/old.py", part=Part.PLACE))
    assert asked(told, one).predicate.words(1) == "has Router with code of its own in a/old.py or 1 more"


def test_a_converted_file_needs_a_symbol_and_a_readable_version():
    told = story({"shop/old.py": OWN}, {"shop/old.py": "class Router(:\n"})
    assert letters(told, claim("proxy", subject("shop/old.py"))) == "F?"
    assert letters(told, claim("proxy", subject("shop/old.py")), IssueContext()) == "??"


def test_created_code_is_defined_where_the_item_says():
    told = story({"shop/a.py": "x = 1\n"}, {"shop/b.py": OWN}, {"shop/a.py": OWN}, {"shop/a.py": None, "shop/b.py": None})
    assert letters(told, claim("created code", subject("Router", Thing.SYMBOL))) == "FTTF"
    assert letters(told, claim("created code", subject("Router", Thing.SYMBOL), subject("shop/a.py", part=Part.PLACE))) == "FFTF"
    method = subject("route()", Thing.METHOD, "route")
    assert letters(told, claim("created code", method, subject("Router", Thing.SYMBOL, part=Part.PLACE))) == "FTTF"
    assert letters(told, claim("created code", subject("shop/b.py"))) == "FTTF"


def test_an_assignment_is_not_in_the_facts():
    assert letters(story({"a.py": 'RUN = "run"\n'}), claim("created code", subject("RUN", Thing.METHOD))) == "?"


def test_a_test_file_is_found_anywhere_and_its_tests_are_a_lower_bound():
    tests = "def test_a(): pass\nclass TestB:\n    def test_b(self): pass\n"
    told = story({"a.py": ""}, {"tests/test_x.py": tests}, {"tests/test_x.py": None, "tests/unit/test_x.py": tests})
    path = subject("tests/test_x.py")
    assert letters(told, claim("test created", path)) == "FTT"
    assert letters(told, claim("test created", path, stated=2)) == "FTT"
    assert letters(told, claim("test created", path, stated=9)) == "FFF"
    assert asked(told, claim("test created", path, stated=9)).at(1).note == "2 measured, 9 stated"


def test_tests_of_a_broken_file_are_not_counted():
    told = story({"tests/test_x.py": "def test_a(:\n"})
    assert letters(told, claim("test created", subject("tests/test_x.py"), stated=1)) == "?"
    assert letters(told, claim("test created", subject("tests/test_x.py"))) == "T"


def test_references_are_replaced_but_in_the_canonical_place():
    use = "import os\nos.environ['A']\n"
    told = story({"a.py": ""}, {"a.py": use, "shop/router.py": use}, {"a.py": "text = 'os.environ'  # os.environ\n"})
    one = claim("references replaced", subject("os.environ", Thing.DOTTED))
    assert letters(told, one) == "nFT"
    assert asked(told, one).at(1).number == 1


def test_calls_of_a_class_are_counted_and_its_other_uses_are_not():
    told = story({"a.py": "from shop.old import Router\nRouter()\n"}, {"a.py": "from shop.old import Router\nx: Router\n"})
    assert letters(told, claim("references replaced", subject("Router()", Thing.SYMBOL, "Router"))) == "FT"


def test_imports_of_a_module_that_is_gone_dangle():
    told = story({"a.py": OLD}, {"shop/old.py": OWN}, {"shop/old.py": None}, {"a.py": ""})
    assert letters(told, claim("import health", subject("shop.old", Thing.MODULE))) == "nTFT"
    assert letters(told, claim("import health")) == "n?F?"


def test_circles_are_looked_for_at_the_last_commit():
    told = story({"shop/old.py": "import b\n", "b.py": "import shop.old\n"}, {"a.py": "import c\n", "c.py": "import a\n"})
    one = claim("import health", subject("b", Thing.MODULE), reason="no circular imports")
    assert letters(told, one) == "?F"
    assert asked(told, one).at(1).number == 2
    assert letters(told, claim("import health", reason="circular"), IssueContext()) == "??"
    assert letters(told, claim("import health", subject("d", Thing.MODULE), reason="circular")) == "?T"


def test_deprecation_warnings_are_calls_or_decorators_and_no_docstrings():
    warns = "import warnings\nwarnings.warn('old', DeprecationWarning)\n"
    told = story({"a.py": ""}, {"shop/old.py": '"""DEPRECATED"""\n'}, {"shop/old.py": warns}, {"shop/old.py": "def ("})
    assert letters(told, claim("deprecation warnings", subject("shop/old.py"))) == "nFT?"


def test_compatibility_needs_two_places():
    less = "class Router:\n    def route(self): return 1\n    def other(self): return 2\n"
    told = story({"shop/old.py": OWN, "shop/router.py": less}, {"shop/router.py": OWN}, {"shop/old.py": None})
    pair = subject("shop/old.py"), subject("shop/router.py")
    assert letters(told, claim("compatibility", *pair)) == "FT?"
    assert letters(told, claim("compatibility")) == "???"


def test_unreadable_files_withhold_only_what_counts_places():
    told = story({"shop/old.py": OWN, "a.py": OLD}, {"a.py": "patch('x' )\nx = (\n"})
    imports = asked(told, claim("imports updated", subject("shop.old", Thing.MODULE)))
    assert (imports.at(1).holds, imports.at(1).unreadable, imports.counts_places) == (Holds.TRUE, 1, True)
    path = asked(told, claim("removed", subject("shop/old.py")))
    assert (path.at(1).unreadable, path.counts_places) == (0, False)


@pytest.mark.parametrize(("judge", "word"), [(Judge.NOBODY, "people"), (Judge.JUNIT, "test results"), (Judge.GITHUB, "GitHub")])
def test_what_the_repository_cannot_show_is_unknown_with_a_reason(judge, word):
    found = asked(story({"a.py": ""}), claim("plan", judge=judge))
    assert (found.is_checkable, found.at(0).holds) == (False, Holds.UNKNOWN)
    assert word in found.reason


def test_equal_questions_of_many_documents_are_asked_once():
    told = story({"shop/old.py": OWN, "a.py": OLD})
    one = claim("imports updated", subject("shop.old", Thing.MODULE))
    batches = [Batch([one, claim("removed")], ISSUE), Batch([one], ISSUE)]
    first, second = answer_batches(batches, told.graph.line(0), told.graph, told, told.question.path_rules)
    assert first[0].predicate == second[0].predicate and first[0].turns is second[0].turns


def test_another_line_has_other_answers():
    told = Story()
    root = told.commit({"a.py": "x = 1\n"})
    told.commit({"a.py": None})
    told.commit({"b.py": ""}, parent=root)
    assert letters(told, claim("removed", subject("a.py"))).startswith("FF")


def test_a_claim_of_which_only_the_place_is_named_is_answered_too():
    only_place = claim("removed", Subject(Thing.PATH, "shop/none.py", Source.ITEM, False, (), Part.PLACE))
    assert asked(story({"a.py": ""}), only_place).at(0).holds in (Holds.NO_SUBJECT, Holds.UNKNOWN)
