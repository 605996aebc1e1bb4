"""JUnit XML: what is read of it, and what is refused before it can do harm."""

import time

import pytest

from scanner.junit import LARGEST, LONGEST_NAME, MOST_DEPTH, JunitRefused, Outcome, TestName, read_junit
from tests.support.junit import ended, junit

CASE = '<testcase classname="tests.test_a" name="test_one"{}>{}</testcase>'


def suite(*cases: str, name: str = "pytest") -> bytes:
    return f'<testsuite name="{name}">{"".join(cases)}</testsuite>'.encode()


def only(raw: bytes) -> Outcome:
    return next(iter(read_junit(raw).values()))


def test_every_test_has_its_outcome():
    found = read_junit(junit(ended("tests/test_a.py", passed=2, failed=1, error=1, skipped=1)))
    assert sorted(found.values()) == [Outcome.SKIPPED, Outcome.PASSED, Outcome.PASSED, Outcome.FAILED, Outcome.ERROR]
    assert TestName("", "tests.test_a", "test_passed_0", "pytest") in found


@pytest.mark.parametrize(
    ("inside", "outcome"),
    [
        ("", Outcome.PASSED),
        ("<system-out>failure</system-out>", Outcome.PASSED),
        ("<properties><property name='failure'/></properties>", Outcome.PASSED),
        ("<failure/>", Outcome.FAILED),
        ("<failure/><error/>", Outcome.ERROR),
        ("<skipped type='pytest.skip'/>", Outcome.SKIPPED),
        ("<failure/><skipped/>", Outcome.FAILED),
        ("<rerunFailure/>", Outcome.PASSED),
    ],
)
def test_an_outcome_stands_below_its_test(inside: str, outcome: Outcome):
    assert only(suite(CASE.format("", inside))) is outcome


@pytest.mark.parametrize("attribute", [' status="notrun"', ' result="skipped"', ' status="disabled"'])
def test_some_runners_say_in_an_attribute_that_a_test_did_not_run(attribute: str):
    assert only(suite(CASE.format(attribute, ""))) is Outcome.SKIPPED


def test_of_two_endings_of_one_test_the_worse_one_counts():
    assert only(suite(CASE.format("", "<error/>"), CASE.format("", ""))) is Outcome.ERROR
    assert only(suite(CASE.format("", ""), CASE.format("", "<failure/>"))) is Outcome.FAILED


def test_a_test_belongs_to_the_nearest_suite_that_has_a_name():
    raw = f'<testsuites><testsuite name="all"><testsuite>{CASE.format("", "")}</testsuite></testsuite></testsuites>'.encode()
    assert next(iter(read_junit(raw))).suite == "all"


def test_namespaces_windows_paths_and_utf_16_are_read():
    raw = '<j:testsuite xmlns:j="urn:j"><j:testcase name="t" file=".\\tests\\test_a.py"/></j:testsuite>'
    assert next(iter(read_junit(raw.encode()))).file == ".\\tests\\test_a.py".replace("\\", "/").removeprefix("./")
    assert len(read_junit(raw.encode("utf-16"))) == 1


def test_long_names_are_cut_and_stay_different():
    names = ["x" * 5_000 + end for end in "ab"]
    found = read_junit(suite(*(f'<testcase name="{name}"/>' for name in names)))
    assert len(found) == 2 and all(len(one.name) <= LONGEST_NAME for one in found)


def test_a_label_is_the_same_whatever_suite_the_test_ran_in():
    first, second = (TestName("tests/test_a.py", "tests.test_a.TestA", "test_one", suite) for suite in ("3.11", "3.12"))
    assert first.label == second.label == "tests/test_a.py::tests.test_a.TestA::test_one"


LAUGHS = b"<!DOCTYPE lolz [" + b"".join(
    b'<!ENTITY l%d "%s">' % (level, b"&l%d;" % (level - 1) * 10 if level else b"lol") for level in range(10)
)
OK = suite(CASE.format("", "<failure>text</failure>"))
HOSTILE = {
    "billion laughs": (LAUGHS + b"]><testsuite>&l9;</testsuite>", "declares a DTD or entities"),
    "a DTD from elsewhere": (b'<!DOCTYPE testsuite SYSTEM "http://127.0.0.1/x.dtd">' + OK, "declares a DTD or entities"),
    "an entity that is a file": (b'<!DOCTYPE t [<!ENTITY x SYSTEM "file:///etc/passwd">]><t>&x;</t>', "declares a DTD or entities"),
    "an unknown entity": (b"<testsuite>&x;</testsuite>", "no well-formed XML"),
    "300 deep": (b"<testsuite>" * 300 + b"</testsuite>" * 300, f"more than {MOST_DEPTH} deep"),
    "50 MB": (b"<testsuite>" + b" " * 50 * 1024**2, "more than 26,214,400 bytes"),
    "broken UTF-8": (OK.replace(b"text", b"\xff\xfe\x80"), "breaks off in line 1"),
    "no XML": (b"PASSED tests/test_a.py", "no well-formed XML"),
    "binary": (bytes(range(256)) * 100, "no well-formed XML"),
    "a page": (b"<html><body/></html>", "begins with <html>"),
    "cut off": (OK[:60], "breaks off"),
    "empty": (b" \n", "is empty"),
    "no test": (b"<testsuite/>", "holds no test case"),
    "a tag without end": (b"<testsuite " + b"".join(b'a%d="" ' % number for number in range(1_000_000)), "a tag or a comment of more than"),
    "an endless name": (b'<testsuite><testcase name="' + b"x" * 20 * 1024**2 + b'"/></testsuite>', "a tag or a comment of more than"),
    "an endless comment": (b"<testsuite><!--" + b"x" * 20 * 1024**2 + b"--></testsuite>", "a tag or a comment of more than"),
    "millions of tags": (b"<testsuite>" + b"<a/>" * 6_000_000, "more than 500,000 tags"),
    "a codec that decompresses": (b'<?xml version="1.0" encoding="zip"?><testsuite/>', "an encoding that is not read"),
    "a codec of many bytes": (b'<?xml version="1.0" encoding="cp932"?><testsuite/>', "an encoding that is not read"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_xml_is_refused_in_one_sentence_and_at_once(name: str):
    raw, words = HOSTILE[name]
    began = time.process_time()
    with pytest.raises(JunitRefused, match=words) as refused:
        read_junit(raw)
    assert time.process_time() - began < 1
    assert "\n" not in str(refused.value) and str(refused.value).endswith(".") and len(str(refused.value)) < 200


def test_much_text_in_a_failure_costs_nothing():
    raw = suite(CASE.format("", "<failure>" + "&lt;" * (LARGEST // 8) + "</failure>"))
    began = time.process_time()
    assert only(raw) is Outcome.FAILED
    assert time.process_time() - began < 2


def test_nothing_is_included_from_outside():
    raw = OK.replace(b"text", b'<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="/etc/passwd"/>')
    assert list(read_junit(raw)) == list(read_junit(OK))
