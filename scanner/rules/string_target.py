"""Strings that name a deprecated module: targets of mock.patch, lists that a loop imports."""

from collections.abc import Iterator, Sequence

from scanner.facts import FileFacts
from scanner.naming import deprecated_module, mentions_of
from scanner.places import Saying
from scanner.rule import DYNAMIC_CALLS, Rule, text_place
from scanner.terms import Mention
from scanner.tree import File

NOT_TARGETS = DYNAMIC_CALLS | {"getLogger", "statement"}


class StringTarget(Rule):
    """A string that is the dotted path of a deprecated module or of something in it."""

    id = "string-target"
    matches = (
        "patch('shop.old.router.Router')",
        "monkeypatch.setattr('shop.old.router.Router.route', None)",
        "MODULES = ['shop.old.router']",
    )
    ignores = (
        "logging.getLogger('shop.old.router')",
        "get_logger('shop.old.router')",
        "import_module('shop.old.router')",
        "'see shop.old.router'",
        "X = 'shop.old.router2'",
        "X = 'import shop.old.router'",
        "def f():\n    'shop.old.router'",
    )

    def __init__(self, modules: Sequence[str]) -> None:
        """Count strings that name these dotted modules or anything under them."""
        self.modules = tuple(modules)

    def terms(self) -> frozenset[str]:
        return frozenset(one.term for one in self.mentions())

    def mentions(self) -> frozenset[Mention]:
        return mentions_of(self.modules)

    def of_file(self, file: File, facts: FileFacts) -> Iterator[Saying]:
        for text in facts.texts:
            module = deprecated_module(text.text, self.modules) if text.call not in NOT_TARGETS else None
            if module is not None:
                yield text_place(self.id, file, text, form="string", module=module)
