"""The ways to write an import, and the textual change that migrates each of them."""

import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Symbol:
    """A thing with several import paths, of which one is to remain."""

    name: str
    error: str  # a second name that the same modules offer
    canonical: str
    old: dict[str, str]  # what the tables call a path -> the module

    def places(self) -> tuple[str, ...]:
        """All modules that the migration leaves behind."""
        return tuple(self.old.values())


ROUTER = Symbol(
    "MessageRouter",
    "RoutingFailed",
    "harbor.messaging.router",
    {"core": "harbor.core.message_router", "services": "harbor.services.message_router", "gateway": "harbor.gateway"},
)
SESSION = Symbol(
    "SessionStore",
    "SessionExpired",
    "harbor.sessions.store",
    {"cache": "harbor.auth.session_cache", "compat": "harbor.web.compat.session"},
)
CONFIG = Symbol("ConfigLoader", "ConfigMissing", "harbor.settings.loader", {"core": "harbor.core.config"})


@dataclass(frozen=True, slots=True)
class Spelling:
    """An import statement, and the expression that names the symbol after it."""

    statement: str
    use: str


_FORMS = {
    "from": Spelling("from {module} import {name}", "{name}"),
    "as": Spelling("from {module} import {name} as Shared{name}", "Shared{name}"),
    "plain": Spelling("import {module}", "{module}.{name}"),
    "module-as": Spelling("import {module} as {leaf}_module", "{leaf}_module.{name}"),
    "package": Spelling("from {package} import {leaf}", "{leaf}.{name}"),
    "parens": Spelling("from {module} import (\n    {name},\n    {error},\n)", "{name}"),
    "relative": Spelling("from ..{tail} import {name}", "{name}"),
}


def spell(form: str, symbol: Symbol, via: str) -> Spelling:
    """One form of importing a symbol from one of its old modules."""
    module = symbol.old[via]
    package, _, leaf = module.rpartition(".")
    words = {
        "module": module,
        "package": package,
        "leaf": leaf,
        "tail": module.removeprefix("harbor."),
        "name": symbol.name,
        "error": symbol.error,
    }
    spelling = _FORMS[form]
    return Spelling(spelling.statement.format(**words), spelling.use.format(**words))


def modernize(text: str, symbol: Symbol) -> str:
    """The text with every old import path of a symbol replaced by the canonical one."""
    package, _, leaf = symbol.canonical.rpartition(".")
    for module in symbol.places():
        old_package, _, old_leaf = module.rpartition(".")
        text = text.replace(f"from {old_package} import {old_leaf}\n", f"from {package} import {leaf} as {old_leaf}\n")
        text = text.replace(f"from ..{module.removeprefix('harbor.')} import", f"from ..{symbol.canonical.removeprefix('harbor.')} import")
        text = re.sub(rf"\b{re.escape(module)}\b", symbol.canonical, text)
    return text
