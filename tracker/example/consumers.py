"""The files that use harbor's shared symbols, as they are first written: with imports of the old paths."""

from textwrap import indent

from tracker.example.modules import CASES, FLOWS, MODULES, Case, Flow, Module
from tracker.example.spellings import Spelling, spell
from tracker.example.texts import fill

FIELDS = {
    "billing": ("amount_cents: int", "1250"),
    "orders": ("quantity: int", "3"),
    "shipping": ("weight_grams: int", "800"),
    "customers": ("locale: str", '"de"'),
    "inventory": ("units: int", "40"),
    "notices": ("text: str", '"Your parcel is on its way"'),
    "partners": ("partner: str", '"northwind"'),
    "support": ("urgent: bool", "True"),
    "batch": ("rows: int", "512"),
}
OTHER_FIELD = ("note: str", '""')
NO_IMPORT = Spelling("", "")


def class_name(noun: str) -> str:
    """stock_count -> StockCount."""
    return "".join(part.capitalize() for part in noun.split("_"))


def module_text(module: Module) -> str:
    """The source of one module."""
    return fill(f"kinds/{module.kind}", **_words(module, _spelling(module)))


def case_text(case: Case) -> str:
    """The source of one unit test."""
    return fill(f"suite/{case.kind}", **_words(case.module, _spelling(case)))


def flow_text(flow: Flow) -> str:
    """The source of one integration or end-to-end test."""
    ends = {f"{name}_{word}": text for name, end in (("first", flow.first), ("then", flow.then)) for word, text in _words(end).items()}
    return fill(f"suite/{flow.kind}", title=flow.title, **_words(flow.first, _spelling(flow)), **ends)


def _spelling(user: Module | Case | Flow) -> Spelling:
    return spell(user.form, user.symbol, user.via) if user.symbol else NO_IMPORT


def _words(module: Module, spelling: Spelling = NO_IMPORT) -> dict[str, str]:
    """What the placeholders of a template stand for."""
    field, value = FIELDS.get(module.package, OTHER_FIELD)
    return {
        "package": module.package,
        "dotted": module.dotted,
        "leaf": module.dotted.rpartition(".")[2],
        "noun": module.noun,
        "Noun": class_name(module.noun),
        "words": module.noun.replace("_", " "),
        "field": field,
        "value": value,
        "old": module.symbol.old[module.via] if module.symbol else "",
        "statement": spelling.statement,
        "indented": indent(spelling.statement, " " * 4),
        "indented_twice": indent(spelling.statement, " " * 8),
        "use": spelling.use,
    }


FILES = (
    {module.file: module_text(module) for module in MODULES}
    | {case.file: case_text(case) for case in CASES}
    | {flow.file: flow_text(flow) for flow in FLOWS}
)
