"""Uses of a deprecated dotted name: calls, attributes, base classes, decorators, plain names."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from scanner.enclosing import innermost, with_outer
from scanner.facts import Definition, FileFacts, Reference, Scope
from scanner.naming import absolute_names, deprecated_module, mentions_of
from scanner.places import ModuleFile, Place, Saying, Supply
from scanner.rule import Rule
from scanner.terms import Mention
from scanner.tree import File, is_under


@dataclass(frozen=True, slots=True)
class _Finding:
    """One line and one deprecated name."""

    line: int
    deprecated: str


class DeprecatedReference(Rule):
    """A line that uses a dotted name, or anything under it, through this file's imports."""

    id = "deprecated-reference"
    matches = (
        "import os\nos.environ['A']",
        "import os\nos.environ.get('A')",
        "import os as system\nsystem.environ",
        "import os.path\nos.environ",
        "from os import environ\nenviron['A']",
        "from os import environ as settings\ndef f():\n    return settings",
        "import os\ndef f(given=os.environ): pass",
        "def f():\n    import os\n    return lambda: os.environ",
        "from os import environ\n@environ.register\ndef f(): pass",
        "from os import environ\nclass Settings(environ.Base): pass",
    )
    ignores = (
        "from os import environ",
        "import os",
        "os.environ",
        "import os\nos.environment",
        "import os\nos.path.environ",
        "import os\ndef f(os):\n    return os.environ",
        "import os\n'os.environ'",
        "import os\ndef f():\n    'os.environ'",
        "import os\n# os.environ",
        "import cos\ncos.environ",
        "from . import os\nos.environ",
        "environ = {}\nenviron['A']",
    )

    def __init__(self, names: Sequence[str]) -> None:
        """Count uses of these dotted names and of everything under them."""
        self.names = tuple(names)

    def terms(self) -> frozenset[str]:
        return frozenset(name.rpartition(".")[2] for name in self.names)

    def mentions(self) -> frozenset[Mention]:
        return mentions_of(self.names)

    def path_hints(self) -> Iterable[str]:
        return [name.rpartition(".")[2] for name in self.names]

    def of_path(self, file: File) -> Iterable[Supply]:
        """Files under a name may use it through relative imports, which do not mention it."""
        for name in self.names:
            if any(is_under(own, name) for own in file.modules):
                yield Supply(ModuleFile(name))

    def of_file(self, file: File, facts: FileFacts) -> Iterator[Saying]:
        uses: dict[_Finding, list[Reference]] = {}
        for reference in facts.references:
            for used, name in self._deprecated(reference, file).items():
                for line in reference.lines:
                    uses.setdefault(_Finding(line, name), []).append(Reference(used, reference.kind, (line,)))
        if not uses:
            return
        around = innermost(facts.definitions, {finding.line for finding in uses})
        outer = {one.line: two for one, two in with_outer(facts.definitions)}
        for finding in sorted(uses, key=lambda one: (one.line, one.deprecated)):
            definition = around.get(finding.line)
            if definition is not None and all(used.kind == "base" for used in uses[finding]):
                definition = outer[definition.line]
            yield self._place(file, finding, uses[finding], definition)

    def _deprecated(self, reference: Reference, file: File) -> dict[str, str]:
        """What a reference may be in full -> the deprecated name that it ends at; each of these once."""
        found: dict[str, str] = {}
        for used in absolute_names(reference.name, file):
            name = deprecated_module(used, self.names)
            if name is not None and name not in file.modules and name not in found.values():
                found[used] = name
        return found

    def _place(self, file: File, finding: _Finding, uses: Sequence[Reference], definition: Definition | None) -> Place:
        scope = Scope.MODULE
        if definition is not None:
            scope = Scope.CLASS if definition.kind == "class" else Scope.FUNCTION
        whole = ", ".join(dict.fromkeys(used.name for used in uses))
        return Place(
            rule=self.id,
            path=file.path,
            line=finding.line,
            category=file.category,
            form="",
            scope=scope.value,
            guard="none",
            within=definition.name if definition else "",
            module=finding.deprecated,
            name=whole,
            statement=whole,
            reason=", ".join(sorted({used.kind for used in uses})),
        )
