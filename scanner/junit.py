"""JUnit XML as test results: read piece by piece, within limits, without entities, DTDs or anything from outside."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum
from xml.etree.ElementTree import ParseError  # only the exception: parsing is defusedxml's

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import DefusedXMLParser

LARGEST = 25 * 1024**2  # bytes of a file
MOST_DEPTH = 32
MOST_TESTS = 100_000
MOST_ELEMENTS = 500_000
LONGEST_MARK = 2 * 1024**2  # of one tag or comment: a tag's attributes are held in memory together
LONGEST_NAME = 300
_PIECE = 64 * 1024
_NOT_RUN = frozenset({"notrun", "skipped", "disabled", "suppressed", "ignored"})


class JunitRefused(ValueError):
    """No test results that we read; str() is one sentence."""


class Outcome(IntEnum):
    """How a test ended; of several endings of one test the highest counts."""

    SKIPPED = 0
    PASSED = 1
    FAILED = 2
    ERROR = 3

    @property
    def is_against(self) -> bool:
        """Did it fail, whatever broke?"""
        return self >= Outcome.FAILED


@dataclass(frozen=True, slots=True, order=True)
class TestName:
    """One test as its results call it."""

    __test__ = False
    file: str  # "" where the results do not say
    classname: str
    name: str
    suite: str = ""

    @property
    def label(self) -> str:
        """What people and waivers call it, whatever suite it ran in."""
        return "::".join(filter(None, [self.file or self.classname, self.classname if self.file else "", self.name]))


Results = Mapping[TestName, Outcome]


def read_junit(raw: bytes) -> dict[TestName, Outcome]:
    """Every test of a JUnit XML file with its outcome. Raises JunitRefused."""
    if len(raw) > LARGEST:
        raise JunitRefused(f"The file has more than {LARGEST:,} bytes, the most that is read. Send the suites one by one.")
    if not raw.strip():
        raise JunitRefused("The file is empty. Send the JUnit XML that the test run has written.")
    reader = _Reader()
    try:
        _feed(DefusedXMLParser(target=reader, forbid_dtd=True), raw)
    except DefusedXmlException as error:
        raise JunitRefused("The file declares a DTD or entities, which are never read. Send plain JUnit XML.") from error
    except ParseError as error:
        line, _ = error.position
        raise JunitRefused(
            f"The file is no well-formed XML: it breaks off in line {line:,}. Send the file as the test run wrote it."
        ) from error
    except JunitRefused:
        raise
    except (ValueError, LookupError) as error:  # what the codec that the file names cannot do
        raise JunitRefused("The file names an encoding that is not read. Send it in UTF-8.") from error
    if not reader.found:
        raise JunitRefused("The file holds no test case. Send the JUnit XML of a run that has run tests.")
    return reader.found


def _feed(parser: DefusedXMLParser, raw: bytes) -> None:
    """In pieces, so that a tag that does not end is noticed before it fills the memory."""
    parser.parser.DefaultHandlerExpand = None  # it would be called for every &lt; of texts that nobody wants
    for start in range(0, len(raw), _PIECE):
        parser.feed(raw[start : start + _PIECE])
        if start + _PIECE - max(parser.parser.CurrentByteIndex, 0) > LONGEST_MARK + _PIECE:
            raise JunitRefused(
                f"The file has a tag or a comment of more than {LONGEST_MARK:,} bytes. Send JUnit XML as a test run writes it."
            )
    parser.close()


class _Reader:
    """Called for every tag."""

    def __init__(self) -> None:
        self.found: dict[TestName, Outcome] = {}
        self._suites: list[str] = []
        self._depth = 0
        self._elements = 0
        self._test: TestName | None = None
        self._outcome = Outcome.PASSED

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        """A tag opens."""
        self._depth += 1
        self._elements += 1
        name = _local(tag)
        if self._depth > MOST_DEPTH:
            raise JunitRefused(f"The file nests tags more than {MOST_DEPTH} deep. Send JUnit XML as a test run writes it.")
        if self._elements > MOST_ELEMENTS:
            raise JunitRefused(f"The file has more than {MOST_ELEMENTS:,} tags. Send the suites one by one.")
        if self._depth == 1 and name not in ("testsuites", "testsuite"):
            raise JunitRefused(f"The file begins with <{name[:40]}>, not with <testsuites> or <testsuite>. Send JUnit XML.")
        if name == "testsuite":
            self._suites.append(_cut(attributes.get("name", "")))
        elif name == "testcase":
            self._begin(attributes)
        elif self._test is not None:
            self._count(name)

    def end(self, tag: str) -> None:
        """A tag closes."""
        self._depth -= 1
        name = _local(tag)
        if name == "testsuite" and self._suites:
            self._suites.pop()
        elif name == "testcase" and self._test is not None:
            self.found[self._test] = max(self._outcome, self.found.get(self._test, Outcome.SKIPPED))
            self._test = None
            if len(self.found) > MOST_TESTS:
                raise JunitRefused(f"The file has more than {MOST_TESTS:,} tests. Send the suites one by one.")

    def close(self) -> None:
        """The file is over."""

    def _begin(self, attributes: Mapping[str, str]) -> None:
        file, classname, name = (_cut(attributes.get(one, "")) for one in ("file", "classname", "name"))
        suite = next((one for one in reversed(self._suites) if one), "")
        self._test = TestName(_path(file), classname or _cut(attributes.get("class", "")), name or "(no name)", suite)
        said = {attributes.get("status", "").lower(), attributes.get("result", "").lower()}
        self._outcome = Outcome.SKIPPED if said & _NOT_RUN else Outcome.PASSED

    def _count(self, name: str) -> None:
        if name in ("skipped", "disabled") and not self._outcome.is_against:
            self._outcome = Outcome.SKIPPED
        elif name == "failure":
            self._outcome = max(self._outcome, Outcome.FAILED)
        elif name == "error":
            self._outcome = Outcome.ERROR


def _local(tag: str) -> str:
    return tag.rpartition("}")[2]


def _path(file: str) -> str:
    return file.replace("\\", "/").removeprefix("./")


def _cut(text: str) -> str:
    """Long names stay different from each other."""
    text = " ".join(text.split())
    return text if len(text) <= LONGEST_NAME else f"{text[: LONGEST_NAME - 9]}…{hashlib.sha256(text.encode()).hexdigest()[:8]}"
