"""What is shown under a verdict."""

import pytest

from scanner.claims.asking import Answered, Batch, IssueContext, answer, answer_batches
from scanner.claims.claim import Claim, Judge, Nature, Part, Polarity, Scope, Source, Subject, Thing
from scanner.claims.evidence import MOST_LINES, Proof, evidence
from tests.support.stories import Story

OWN = "class Router:\n    def route(self): return 1\n    def other(self): return 2\n    def third(self): return 3\n"
OLD = "from shop.old import Router\n"
ISSUE = IssueContext("Router", "shop.router", ("shop.old",))


def subject(text: str, thing: Thing = Thing.PATH, *known: str, part: Part = Part.SUBJECT) -> Subject:
    return Subject(thing, text, Source.ITEM, True, known or (text,), part)


def answered(story: Story, kind: str, *subjects: Subject, judge: Judge = Judge.REPOSITORY, reason: str = "") -> Answered:
    one = Claim(kind, judge, Nature.STATE, subjects, Scope(), None, Polarity.PRESENT, False, reason, False)
    line = story.graph.line(len(story.graph) - 1)
    return answer([one], line, story.graph, story, story.question.path_rules, ISSUE)[0]


def imports(*commits: dict[str, str | None]) -> Answered:
    story = Story()
    for files in commits:
        story.commit(files)
    return answered(story, "imports updated", subject("shop.old", Thing.MODULE))


def test_the_number_then_and_now_with_three_lines_and_a_command():
    found = imports({"shop/old.py": "", "a.py": OLD}, {f"b{number}.py": "x = 1\n" + OLD for number in range(4)})
    shown = evidence(found, 1, tick=0)
    assert (shown.then, shown.now, len(shown.proof), shown.more) == (1, 5, MOST_LINES, 2)
    assert shown.proof[1] == Proof("b0.py", 2, "from shop.old import Router", "production")
    assert shown.command is not None and "shop" in shown.command.at("abc")
    assert shown.sentence == (
        "The item says: No place imports shop.old, intended references aside; the code has 5 places that import or name shop.old."
    )


def test_production_stands_before_tests():
    found = imports({"shop/old.py": "", "a_test.py": OLD, "tests/test_a.py": OLD, "z.py": OLD})
    assert [one.path for one in evidence(found, 0).proof] == ["z.py", "a_test.py", "tests/test_a.py"]


def test_each_commit_has_its_own_proof():
    found = imports({"shop/old.py": "", "a.py": OLD}, {"a.py": "", "b.py": OLD}, {"b.py": ""})
    assert [[one.path for one in evidence(found, commit).proof] for commit in range(3)] == [["a.py"], ["b.py"], []]
    assert [evidence(found, commit).now for commit in range(3)] == [1, 1, 0]


def test_a_file_is_its_own_proof():
    story = Story()
    story.commit({"shop/old.py": "x = 1\n"})
    story.commit({"shop/old.py": None})
    found = answered(story, "removed", subject("shop/old.py"))
    assert evidence(found, 0).proof == (Proof("shop/old.py", 1, "the file", "production"),)
    assert evidence(found, 1).proof == ()
    assert evidence(found, 1).sentence.endswith("the code has no shop/old.py.")


def test_the_definitions_are_the_proof_of_a_second_one():
    story = Story()
    story.commit({"shop/router.py": OWN, "shop/copy.py": "\n" + OWN})
    found = evidence(answered(story, "single implementation", subject("Router", Thing.SYMBOL)), 0)
    assert [(one.path, one.line, one.statement) for one in found.proof] == [
        ("shop/copy.py", 2, "class Router"),
        ("shop/router.py", 1, "class Router"),
    ]
    assert "has 1 independent definition of Router besides shop.router" in found.sentence


def test_lines_in_files_are_proof():
    story = Story()
    story.commit({"a.py": OWN, "tests/test_a.py": "def test_one(): pass\n"})
    created = answered(story, "created code", subject("route()", Thing.METHOD, "route"), subject("a.py", part=Part.PLACE))
    assert evidence(created, 0).proof == (Proof("a.py", 2, "def Router.route", "production"),)


def test_a_circle_is_proof_at_the_last_commit_only():
    story = Story()
    story.commit({"a.py": "import b\n", "b.py": "import a\n"})
    story.commit({"c.py": ""})
    found = answered(story, "import health", subject("a", Thing.MODULE), reason="circular")
    assert [one.path for one in evidence(found, 1).proof] == ["a.py", "b.py"]
    assert (evidence(found, 0).proof, evidence(found, 1).command) == ((), None)


@pytest.mark.parametrize(
    ("kind", "subjects", "judge", "words"),
    [
        ("plan", (), Judge.NOBODY, "can not say: says what people did"),
        (
            "removed",
            (Subject(Thing.PATH, "never.py", Source.ITEM, True, ()),),
            Judge.REPOSITORY,
            "nothing of the history is called never.py",
        ),
        ("imports updated", (subject("b.c", Thing.SYMBOL, "C"),), Judge.REPOSITORY, "from where C should be imported is not known"),
    ],
)
def test_what_is_unknown_says_why_and_accuses_nobody(kind, subjects, judge, words):
    story = Story()
    story.commit({"a.py": ""})
    shown = evidence(answered(story, kind, *subjects, judge=judge), 0)
    assert words in shown.sentence
    assert "lie" not in shown.sentence
    assert (shown.proof, shown.then) == ((), None)


def test_several_subjects_have_one_sentence():
    story = Story()
    story.commit({"a.py": "", "b.py": ""})
    story.commit({"a.py": None, "b.py": None})
    found = answered(story, "removed", subject("a.py"), subject("b.py"))
    assert evidence(found, 0).sentence.endswith("the code has 2 files of a.py and b.py.")
    assert evidence(found, 1).sentence.endswith("the code has neither a.py nor b.py.")


def test_without_the_history_there_is_proof_of_the_last_commit_alone():
    story = Story()
    story.commit({"shop/old.py": "", "a.py": OLD})
    story.commit({"b.py": OLD})
    one = Claim("imports updated", Judge.REPOSITORY, Nature.STATE, (), Scope(), None, Polarity.PRESENT, False, "", False)
    ((found,),) = answer_batches([Batch([one], ISSUE)], [0, 1], story.graph, story, story.question.path_rules, keeps_history=False)
    assert [evidence(found, commit).now for commit in (0, 1)] == [1, 2]
    assert [[proof.path for proof in evidence(found, commit).proof] for commit in (0, 1)] == [[], ["a.py", "b.py"]]
