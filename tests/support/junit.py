"""JUnit XML as test runs write it."""

from collections.abc import Mapping

_INSIDE = {
    "passed": "",
    "failed": '<failure message="assert 1 == 2">boom</failure>',
    "error": "<error>setup</error>",
    "skipped": "<skipped/>",
}


def junit(outcomes: Mapping[str, str], suite: str = "pytest") -> bytes:
    """`tests/unit/test_a.py::TestA::test_one` -> passed, failed, error or skipped."""
    cases = "".join(_case(name, outcome) for name, outcome in outcomes.items())
    return f'<?xml version="1.0" encoding="utf-8"?><testsuites><testsuite name="{suite}">{cases}</testsuite></testsuites>'.encode()


def ended(path: str, **numbers: int) -> dict[str, str]:
    """So many tests of a file for each outcome: `ended("tests/test_a.py", passed=13, failed=5)`."""
    return {f"{path}::test_{outcome}_{number}": outcome for outcome, count in numbers.items() for number in range(count)}


def _case(name: str, outcome: str) -> str:
    path, *classes, test = name.split("::")
    classname = ".".join([path.removesuffix(".py").replace("/", "."), *classes])
    return f'<testcase classname="{classname}" name="{test}" time="0.01">{_INSIDE[outcome]}</testcase>'
