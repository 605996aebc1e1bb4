"""Definitions with equal bodies, commit by commit."""

from time import thread_time

from scanner.rules.identical_body import IdenticalBody
from tests.support.stories import Story

BODY = "    a = 1\n    b = a + x\n    if b:\n        return b\n    return a\n"
F = f"def f(x):\n{BODY}"
G = f"def g(x):\n{BODY}"
COUNTED = ("identical-body", "production")


def nested(head: str) -> str:
    return f"{head}\n" + "".join(f"    {line}\n" for line in F.splitlines())


def shown(told: Story, commit: int = 0) -> list[tuple[str, str]]:
    return [(place.path, place.name) for place in told.places(commit)]


def test_equal_bodies_under_other_names_with_other_words_around_them_are_twins():
    told = Story(IdenticalBody())
    told.commit({"a.py": F, "b.py": G.replace("):\n", '):\n    """Said otherwise."""\n').replace("a + x", "a   +  x  # why")})
    assert shown(told) == [("a.py", "f"), ("b.py", "g")]
    first, second = told.places(0)
    assert first.reason == second.reason
    assert first.reason.startswith("group ")
    assert (second.statement, second.module, second.scope, second.line) == ("def g", "b", "module", 1)


def test_other_code_is_no_twin():
    told = Story(IdenticalBody())
    told.commit({"a.py": F, "b.py": G.replace("a + x", "a - x"), "c.py": "async " + F, "d.py": F.replace("(x)", "(x, y)")})
    assert shown(told) == []


def test_a_single_one_over_many_versions_has_no_twin():
    told = Story(IdenticalBody())
    told.commit({"a.py": F})
    told.commit({"a.py": F + "x = 1\n"})
    moved = told.commit({"a.py": None, "b.py": F})
    assert [told.counts(commit) for commit in range(moved + 1)] == [{}, {}, {}]


def test_twins_come_and_go_with_their_files():
    told = Story(IdenticalBody())
    told.commit({"a.py": F})
    two = told.commit({"b.py": G})
    three = told.commit({"c.py": F})
    left = told.commit({"a.py": None})
    one = told.commit({"b.py": "x = 1\n"})
    assert [told.counts(commit).get(COUNTED, 0) for commit in (0, two, three, left, one)] == [0, 2, 3, 2, 0]


def test_two_in_one_file_are_twins():
    told = Story(IdenticalBody())
    told.commit({"a.py": F + G})
    assert shown(told) == [("a.py", "f"), ("a.py", "g")]


def test_classes_are_compared_too_and_their_methods_are_part_of_them():
    told = Story(IdenticalBody())
    told.commit({"a.py": nested("class A:"), "b.py": nested("class B:")})
    assert shown(told) == [("a.py", "A"), ("b.py", "B")]
    assert [place.statement for place in told.places(0)] == ["class A", "class B"]


def test_a_method_counts_by_itself_where_its_class_has_no_twin():
    told = Story(IdenticalBody())
    told.commit({"a.py": nested("class A:"), "b.py": nested("class B:")})
    apart = told.commit({"b.py": nested("class B:") + "    more = 1\n"})
    again = told.commit({"c.py": nested("class C:")})
    assert shown(told, apart) == [("a.py", "A.f"), ("b.py", "B.f")]
    assert shown(told, again) == [("a.py", "A"), ("b.py", "B.f"), ("c.py", "C")]
    assert told.counts(again) == {COUNTED: 3}


def test_small_definitions_are_left_alone():
    small = "def f(x):\n    return x\n"
    told = Story(IdenticalBody())
    told.commit({"a.py": small, "b.py": small})
    assert shown(told) == []
    told = Story(IdenticalBody(least_size=1))
    told.commit({"a.py": small, "b.py": small})
    assert shown(told) == [("a.py", "f"), ("b.py", "f")]


def test_only_counted_files_of_the_folder_are_compared():
    told = Story(IdenticalBody(folder="shop/"))
    told.commit({"shop/a.py": F, "shopping/b.py": F, "shop/backups/c.py": F})
    inside = told.commit({"shop/deep/d.py": F})
    assert [shown(told, commit) for commit in (0, inside)] == [[], [("shop/a.py", "f"), ("shop/deep/d.py", "f")]]


def test_a_marked_definition_is_intended():
    told = Story(IdenticalBody())
    told.commit({"a.py": F, "b.py": G.replace("):\n", "):  # ssot: intended\n")})
    assert told.counts(0) == {COUNTED: 1, ("intended:identical-body", "production"): 1}


def test_twenty_thousand_equal_functions_take_time_in_proportion():
    bomb = "".join(f"def f{number}(): return 1\n" for number in range(20_000))
    told = Story(IdenticalBody(least_size=1))
    told.commit({"a.py": bomb})
    told.commit({"b.py": "def f(): return 1\n"})
    told.commit({"a.py": "x = 1\n"})
    told.commit({"a.py": bomb})
    start = thread_time()
    points = told.counts_of_line(3)
    assert [point.number.count for point in points] == [20_000, 20_001, 0, 20_001]
    assert thread_time() - start < 20
