"""What stands between a duplicate and its redirection, from facts alone."""

import pytest

from scanner.calls import incompatibility, without_first
from scanner.extract import extract
from scanner.interface import InterfaceGap, gap


def compared(duplicate: str, canonical: str, name: str = "Router", **modules: str) -> InterfaceGap:
    """The gap of two files; `modules` are others, with _ for each dot of their names."""
    others = {module.replace("_", "."): extract(source.encode()) for module, source in modules.items()}
    return gap(extract(duplicate.encode()), name, extract(canonical.encode()), name, others.get)


def methods(*lines: str, head: str = "class Router:") -> str:
    return head + "".join(f"\n    {line}" for line in lines) + "\n"


def why(duplicate: str, canonical: str) -> str:
    """What is said of one method, given in two forms."""
    found = compared(methods(duplicate), methods(canonical))
    assert found.missing == found.unseen == () == found.unknown
    return found.changed[0].why if found.changed else ""


def test_a_duplicate_whose_methods_are_all_there_is_safe_to_redirect():
    found = compared(methods("def route(self, message): pass"), methods("def stop(self): pass", "def route(self, message): pass"))
    assert found.is_safe
    assert found.verdict == "Safe to redirect: the canonical one takes the same calls."


def test_a_method_that_the_canonical_class_lacks_is_named_with_its_line():
    found = compared(methods("def route(self, message): pass", "async def stop(self): pass", "def _own(self): pass"), methods("pass"))
    assert [(one.name, one.line, one.signature) for one in found.missing] == [
        ("route", 2, "(self, message)"),
        ("stop", 3, "async (self)"),
    ]
    assert found.verdict == "Needs 2 methods: route, stop."


@pytest.mark.parametrize(
    ("duplicate", "canonical"),
    [
        ("(a)", "(a)"),
        ("(a)", "(a, b=…)"),
        ("(a)", "(a, *, b=…)"),
        ("(a)", "(a=…)"),
        ("(a, b=…)", "(a, b=…, **options)"),
        ("(a, /)", "(other)"),
        ("(a, /)", "(*args)"),
        ("(a, b, *, c)", "(*args, **options)"),
        ("(*, a)", "(a)"),
        ("(*, a, b=…)", "(*, b=…, a)"),
        ("(*, a)", "(**options)"),
        ("(*args, **options)", "(*args, **options)"),
        ("()", "(*args, a=…)"),
    ],
)
def test_a_signature_that_takes_every_call_of_another_is_compatible(duplicate: str, canonical: str):
    assert incompatibility(duplicate, canonical) == ""


@pytest.mark.parametrize(
    ("duplicate", "canonical", "wanted"),
    [
        ("(a)", "()", "a is gone"),
        ("(a)", "(b)", "a is gone, b is in its place"),
        ("(a, b)", "(b, a)", "a stands elsewhere"),
        ("(a)", "(a, b)", "b is new and required"),
        ("(a)", "(a, *, b)", "b is new and required"),
        ("(a)", "(b, a)", "a stands elsewhere"),
        ("(a=…)", "(a)", "a is required now"),
        ("(*, a=…)", "(*, a)", "a is required now"),
        ("(a)", "(*, a)", "a can only be given by name"),
        ("(a)", "(a, /)", "a can't be given by name any more"),
        ("(a)", "(*args)", "a is gone"),
        ("(a)", "(**options)", "a is gone"),
        ("(*, a)", "()", "a is gone"),
        ("(*, a)", "(a, /)", "a is gone"),
        ("(*args)", "()", "any number of values is not taken any more"),
        ("(*args)", "(a=…, *args)", "a takes what was one of any number"),
        ("(**options)", "(a=…)", "any keyword is not taken any more"),
    ],
)
def test_a_call_that_would_break_is_told(duplicate: str, canonical: str, wanted: str):
    assert incompatibility(duplicate, canonical) == wanted


@pytest.mark.parametrize(
    ("signature", "wanted"),
    [("(self)", "()"), ("(self, a)", "(a)"), ("(self, /, a)", "(a)"), ("(self, /)", "()"), ("(self, *, a)", "(*, a)")],
)
def test_a_caller_does_not_give_the_instance(signature: str, wanted: str):
    assert without_first(signature) == wanted
    assert without_first("(*args)") == "(*args)"


@pytest.mark.parametrize(
    ("duplicate", "canonical", "wanted"),
    [
        ("async def route(self): pass", "def route(self): pass", "awaited here, not there"),
        ("def route(self): pass", "async def route(self): pass", "must be awaited there, not here"),
        ("route = property(len)\n    @property\n    def size(self): pass", "def size(self): pass", "a property here, a method there"),
        ("def size(self): pass", "@functools.cached_property\n    def size(self): pass", "a method here, a property there"),
        ("@staticmethod\n    def make(a): pass", "def make(self, a): pass", "a static method here, needs an instance there"),
        ("@classmethod\n    def make(cls, a): pass", "@staticmethod\n    def make(a): pass", ""),
        ("def make(self, a): pass", "@classmethod\n    def make(cls, a): pass", ""),
        ("@classmethod\n    def make(cls, a): pass", "@staticmethod\n    def make(): pass", "a is gone"),
        ("@contextmanager\n    def open(self): pass", "def open(self): pass", "a contextmanager here, a plain one there"),
        ("@property\n    def size(self): pass", "@abc.abstractproperty\n    def size(self): pass", ""),
    ],
)
def test_a_method_of_another_kind_can_not_be_used_in_the_same_way(duplicate: str, canonical: str, wanted: str):
    assert why(duplicate, canonical) == wanted


def test_a_property_that_can_be_set_here_and_not_there_is_a_change():
    settable = "@property\n    def size(self): pass\n    @size.setter\n    def size(self, value): pass"
    assert why(settable, "@property\n    def size(self): pass") == "can't be set there"
    assert why(settable, settable) == why("@property\n    def size(self): pass", settable) == ""


def test_both_texts_of_a_changed_signature_are_told():
    found = compared(methods("def route(self, message): pass"), methods("async def route(self, event): pass"))
    (one,) = found.changed
    assert (one.name, one.line, one.duplicate, one.canonical) == ("route", 2, "(self, message)", "async (self, event)")
    assert found.verdict == "1 differs: route."


def test_the_constructor_must_take_the_same_calls():
    assert why("def __init__(self, a): pass", "def __init__(self): pass") == "a is gone"
    assert why("def __init__(self): pass", "def __init__(self, a=1): pass") == ""
    assert compared(methods("pass"), methods("def __init__(self, a): pass")).changed[0].why == "a is new and required"
    assert compared(methods("def __init__(self, a): pass"), methods("pass")).changed[0].canonical == "(self)"


def test_methods_with_two_underscores_count_where_not_every_object_has_them():
    found = compared(methods("def __aenter__(self): pass", "def __repr__(self): pass", "def __len__(self): pass"), methods("pass"))
    assert [one.name for one in found.missing] == ["__aenter__", "__len__"]


def test_the_last_definition_of_a_method_counts():
    found = compared(
        methods("@overload\n    def route(self, a): pass", "def route(self, a, b=1): pass"), methods("def route(self, a, b=2): pass")
    )
    assert found.is_safe


def test_methods_of_nested_classes_are_none_of_the_class():
    found = compared(
        "class Router:\n    class Entry:\n        def show(self): pass\n    def route(self): pass\n", methods("def route(self): pass")
    )
    assert found.is_safe


BASE = "class Base:\n    def stop(self): pass\n    def route(self): pass\n"


def test_inherited_methods_of_the_same_file_belong_to_both():
    ours = BASE + methods("def route(self, a): pass", head="class Router(Base):")
    assert compared(ours, methods("def route(self, a): pass", "def stop(self): pass")).is_safe
    assert compared(methods("def stop(self): pass"), ours).is_safe
    assert [one.name for one in compared(ours, methods("def route(self, a): pass")).missing] == ["stop"]


def test_a_base_elsewhere_makes_the_answer_unknown_and_not_wrong():
    theirs = "from shop.bases import Base\n" + methods("def route(self): pass", head="class Router(Base):")
    found = compared(methods("def route(self): pass", "def stop(self): pass"), theirs)
    assert found.missing == ()
    assert [one.name for one in found.unseen] == ["stop"]
    assert found.verdict == "Not known beyond shop.bases.Base (1 method may be there: stop)."
    other = compared(theirs, methods("def route(self): pass"))
    assert not other.is_safe
    assert other.verdict == "Not known beyond shop.bases.Base."


def test_a_base_whose_module_is_known_is_followed():
    theirs = "from shop.bases import Base\n" + methods("def route(self): pass", head="class Router(Base):")
    found = compared(methods("def route(self): pass", "def stop(self): pass"), theirs, shop_bases=BASE)
    assert found.is_safe


def test_a_base_that_both_have_hides_nothing_from_the_other():
    head = "from shop.bases import Base\n"
    ours = head + methods("def route(self): pass", head="class Router(Base):")
    theirs = head + methods("def route(self): pass", "def stop(self): pass", head="class Router(Base):")
    assert compared(ours, theirs).is_safe
    found = compared(theirs, ours)
    assert (found.missing, [one.name for one in found.unseen], found.unknown) == ((), ["stop"], ("shop.bases.Base",))


def test_bases_that_have_no_methods_are_known():
    assert compared(methods("pass", head="class Router(ABC, Generic[T]):"), methods("pass", head="class Router(typing.Protocol):")).is_safe


def test_a_circle_of_bases_ends():
    circle = "class A(B): pass\nclass B(A): pass\nclass A(B): pass\n" + methods("def route(self): pass", head="class Router(A):")
    assert compared(circle, circle).missing == ()


def test_what_answers_to_every_name_is_not_known():
    theirs = methods("def __getattr__(self, name): return getattr(self._kept, name)")
    found = compared(methods("def route(self): pass"), theirs)
    assert found.verdict == "Not known beyond the canonical one's __getattr__ (1 method may be there: route)."
    assert compared(theirs, methods("pass")).unknown == ("the duplicate's __getattr__",)


def test_a_constructor_that_a_decorator_writes_is_not_known():
    found = compared(methods("def __init__(self, a): pass"), "@dataclass\n" + methods("a: int"))
    assert found.verdict == "Not known beyond the canonical one's constructor, which a dataclass makes."


def test_functions_are_compared_by_their_calls():
    assert compared("def route(a): pass", "def route(a, b=1): pass", "route").is_safe
    assert compared("def route(a): pass", "async def route(a): pass", "route").changed[0].why == "must be awaited there, not here"
    assert compared("def route(self): pass", "def route(): pass", "route").changed[0].why == "self is gone"
    assert compared("class route: pass", "def route(): pass", "route").changed[0].why == "a class here, a function there"


def test_a_name_without_a_statement_is_not_known():
    found = compared("Router = Hub", methods("pass"))
    assert found.verdict == "Not known beyond Router, which has no class or function statement in its file."


def test_a_fallback_is_read_only_where_there_is_nothing_else():
    source = "try:\n    class Router:\n        def route(self): pass\nexcept ImportError:\n    class Router:\n        pass\n"
    assert [one.name for one in compared(source, methods("pass")).missing] == ["route"]


def test_a_long_list_is_cut():
    found = compared(methods(*(f"def m{number}(self): pass" for number in range(8))), methods("pass"))
    assert found.verdict == "Needs 8 methods: m0, m1, m2, m3, m4 and 3 more."
