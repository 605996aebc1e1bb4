"""Which kind of claim an item is, and what about: kinds are tried in an order that real trackers have taught."""

from collections.abc import Iterator
from dataclasses import dataclass

from scanner.claims.binding import Binder
from scanner.claims.claim import Claim, Part, Scope, Subject, Thing
from scanner.claims.denial import denies
from scanner.claims.kind import Kind
from scanner.claims.kinds.compatibility import Compatibility
from scanner.claims.kinds.created_code import CreatedCode
from scanner.claims.kinds.deployment import Deployment
from scanner.claims.kinds.deprecation_warnings import DeprecationWarnings
from scanner.claims.kinds.discovery import Discovery
from scanner.claims.kinds.documentation import Documentation
from scanner.claims.kinds.failures_fixed import FailuresFixed
from scanner.claims.kinds.import_health import ImportHealth
from scanner.claims.kinds.imports_updated import ImportsUpdated
from scanner.claims.kinds.issue import Issue
from scanner.claims.kinds.metric import Metric
from scanner.claims.kinds.other import Other
from scanner.claims.kinds.outcome import Outcome
from scanner.claims.kinds.plan import Plan
from scanner.claims.kinds.process import Process
from scanner.claims.kinds.proxy import Proxy
from scanner.claims.kinds.pull_request import PullRequest
from scanner.claims.kinds.references_replaced import ReferencesReplaced
from scanner.claims.kinds.removed import Removed
from scanner.claims.kinds.rollup import RollUp
from scanner.claims.kinds.single import SingleImplementation
from scanner.claims.kinds.tests_created import TestsCreated
from scanner.claims.kinds.tests_fail import TestsFail
from scanner.claims.kinds.tests_imports import TestsUseNewImports
from scanner.claims.kinds.tests_pass import TestsPass
from scanner.claims.known import KnownNames
from scanner.claims.scope import scope_of
from scanner.claims.stated import stated_number
from scanner.claims.wording import Wording, wording_of
from scanner.document_parts import Item, Phase, TrackerDocument

#: The first that recognises an item has it. A planning verb wins over everything; removal over single; outcome words come last.
ORDER: tuple[Kind, ...] = (
    RollUp(),
    Process(),
    PullRequest(),
    Issue(),
    Plan(),
    Discovery(),
    TestsFail(),
    TestsUseNewImports(),
    TestsCreated(),
    FailuresFixed(),
    TestsPass(),
    Metric(),
    Compatibility(),
    DeprecationWarnings(),
    ImportHealth(),
    ImportsUpdated(),
    ReferencesReplaced(),
    Removed(),
    Proxy(),
    CreatedCode(),
    SingleImplementation(),
    Documentation(),
    Deployment(),
    Outcome(),
    Other(),
)
BY_ID = {kind.id: kind for kind in ORDER}


@dataclass(frozen=True, slots=True)
class Read:
    """An item with its claim."""

    phase: Phase
    item: Item
    claim: Claim


def claim_of(item: Item, phase: Phase, document: TrackerDocument, names: KnownNames) -> Claim:
    """What one item seems to say."""
    return _claim(item, phase, Binder(document, names))


def claims_of(document: TrackerDocument, names: KnownNames) -> Iterator[Read]:
    """Every box of a document, in order."""
    binder = Binder(document, names)
    for phase in document.phases:
        for item in phase.items:
            yield Read(phase, item, _claim(item, phase, binder))


def kind_of(said: Wording) -> tuple[Kind, str]:
    """The kind, and the words that decided it."""
    for kind in ORDER:
        if reason := kind.reason(said):
            return kind, reason
    raise AssertionError("the last kind takes everything")


def _claim(item: Item, phase: Phase, binder: Binder) -> Claim:
    said = wording_of(item.text, phase.title)
    kind, reason = kind_of(said)
    subjects = binder.subjects(kind, said, item, phase)
    scope = scope_of(said) if kind.is_limited else Scope()
    denied = item.ticked and denies(item.text, kind)
    return Claim(
        kind=kind.id,
        judge=kind.judge,
        nature=kind.nature,
        subjects=subjects,
        scope=scope,
        stated=stated_number(said, kind.only_tests),
        polarity=kind.polarity,
        precise=not denied and _is_precise(kind, said, subjects, scope),
        reason=reason,
        says_otherwise=denied,
    )


def _is_precise(kind: Kind, said: Wording, subjects: tuple[Subject, ...], scope: Scope) -> bool:
    """One clear verb, and everything that the item is about named in it and known; nothing that limits or weighs it."""
    if kind.clear_shape is None or not kind.clear_shape.match(said.bare) or scope.words:
        return False
    about = [one for one in subjects if one.part in (Part.SUBJECT, Part.COPIES)]
    things = {one.thing for one in about}
    if not things or not things <= kind.clear_things:
        return False
    return all(
        one.certain and one.part is not Part.COPIES for one in subjects if one.part is not Part.TARGET and one.thing is not Thing.LINES
    )
