"""What a rule is: a question to the facts of single files, with examples that match and that do not."""

from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import ClassVar

from scanner.facts import FileFacts, Import, Scope, Text
from scanner.facts import Guard as FactGuard
from scanner.places import Need, Place, Saying, Supply
from scanner.terms import Mention
from scanner.tree import File

#: Calls whose literal argument is imported: a deprecated import, where other strings are string targets.
DYNAMIC_CALLS = frozenset({"import_module", "__import__", "find_spec"})


class Rule(ABC):
    """One thing that is counted. `matches` and `ignores` are sources; tests/scanner/test_rules.py tries them all."""

    id: ClassVar[str]
    matches: ClassVar[tuple[str, ...]] = ()
    ignores: ClassVar[tuple[str, ...]] = ()
    reads_all: ClassVar[bool] = False  # asks every version of every file, whatever it mentions: look_ahead(), then of_file()
    may_be_intended: ClassVar[bool] = True  # can a marker set its places apart?
    reads_commit: ClassVar[bool] = False  # asks all files of one commit together: of_commit(), and is in no series

    @abstractmethod
    def terms(self) -> frozenset[str]:
        """Names of which a file must mention one to matter. They may grow as the rule learns."""

    def mentions(self) -> frozenset[Mention]:
        """The same more narrowly, where a file must mention two things."""
        return frozenset(Mention(term) for term in self.terms())

    @abstractmethod
    def of_file(self, file: File, facts: FileFacts) -> Iterator[Saying]:
        """What one file says, whatever other files hold."""

    def of_blob(self, file: File, facts: FileFacts, blob: int) -> Iterator[Saying]:
        """The same for a rule that knows more of some blobs than their facts say."""
        return self.of_file(file, facts)

    def own_blobs(self) -> Iterable[int]:
        """Numbers of the blobs that it knows more of."""
        return ()

    def path_hints(self) -> Iterable[str]:
        """Parts of which a path must hold one for of_path() to say anything."""
        return ()

    def of_path(self, file: File) -> Iterable[Supply]:
        """What a path supplies by being there, without its contents."""
        return ()

    def look_ahead(self, file: File, facts: FileFacts) -> None:
        """Hear of a file before any is asked; only a rule that reads all does."""
        return

    def of_commit(self, files: Iterable[tuple[File, FileFacts]]) -> Iterable[Place]:
        """What all files of one commit say together; only a rule that reads a commit does."""
        return ()

    def fresh(self) -> frozenset[Mention]:
        """What files have taught the rule to look for since the last call: who mentions it has to be asked, or asked again."""
        return frozenset()

    def standing(self) -> Iterable[Place]:
        """Places that belong to no file's contents, like a path that should be gone."""
        return ()


def exported_guard(guard: FactGuard) -> str:
    """A guard in the words of the exports, which do not tell a handler from its try."""
    return FactGuard.TRY if guard is FactGuard.EXCEPT else guard


def import_place(rule: str, file: File, statement: Import, *, form: str, module: str, names: Iterable[str]) -> Place:
    """A place for an import statement."""
    return Place(
        rule=rule,
        path=file.path,
        line=statement.line,
        category=file.category,
        form=form,
        scope=scope_word(statement.scope),
        guard=exported_guard(statement.guard),
        within=statement.within,
        module=module,
        name=", ".join(names),
        statement=import_text(statement),
        end_line=statement.end_line,
    )


def text_place(rule: str, file: File, text: Text, *, form: str, module: str) -> Place:
    """A place for a string."""
    return Place(
        rule=rule,
        path=file.path,
        line=text.line,
        category=file.category,
        form=form,
        scope=scope_word(text.scope),
        guard=exported_guard(text.guard),
        within=text.within,
        module=module,
        name=text.text,
        statement=f'{text.call}("{text.text}")' if text.call != "other" else f'"{text.text}"',
        end_line=text.end_line,
    )


def imported_texts(facts: FileFacts) -> list[Text]:
    """The strings that a call imports."""
    return [text for text in facts.texts if text.call in DYNAMIC_CALLS]


def scope_word(scope: Scope) -> str:
    """A scope in the words of the exports."""
    return scope.value


def import_text(statement: Import) -> str:
    """The statement again, normalised: one line, no comments, no brackets."""
    names = ", ".join(f"{name} as {alias}" if alias else name for name, alias in statement.names)
    if statement.plain:
        return f"import {names}"
    return f"from {'.' * statement.level}{statement.module} import {names}"


def with_needs(place: Place, needs: tuple[Need, ...], reason: str) -> Place:
    """The same place, there only while one of the needs holds."""
    return replace(place, needs=needs, reason=reason)


def mark_intended(place: Place) -> Place:
    """The same place, counted apart."""
    return replace(place, intended=True)
