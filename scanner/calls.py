"""Whether one signature takes every call that another takes, in the text of scanner.facts.Definition.signature."""

from dataclasses import dataclass, field


@dataclass(slots=True)
class Signature:
    """Parameters by kind; a name maps to whether it may be left out."""

    positional: list[str] = field(default_factory=list)
    only_positional: int = 0  # so many of them have no keyword
    by_keyword: list[str] = field(default_factory=list)  # behind the star
    optional: set[str] = field(default_factory=set)
    takes_more: bool = False  # *args
    takes_keywords: bool = False  # **kwargs

    @property
    def keywords(self) -> set[str]:
        """Every name that can be given with its name."""
        return {*self.positional[self.only_positional :], *self.by_keyword}


def parse(text: str) -> Signature:
    """`(self, a, b=…, /, *args, c, **options)`."""
    found = Signature()
    is_behind_star = False
    for part in filter(None, text.removeprefix("(").removesuffix(")").split(", ")):
        if part == "/":
            found.only_positional = len(found.positional)
        elif part.startswith("**"):
            found.takes_keywords = True
        elif part.startswith("*"):
            is_behind_star = True
            found.takes_more = part != "*"
        else:
            name = part.removesuffix("=…")
            if name != part:
                found.optional.add(name)
            (found.by_keyword if is_behind_star else found.positional).append(name)
    return found


def without_first(text: str) -> str:
    """The signature that a caller of a bound method sees."""
    first, _, rest = text.removeprefix("(").removesuffix(")").partition(", ")
    if first.startswith("*"):
        return text
    return f"({rest.removeprefix('/, ') if rest != '/' else ''})"


def incompatibility(before: str, after: str) -> str:
    """The first thing that breaks when calls of `before` go to `after`, "" if none does."""
    old, new = parse(before), parse(after)
    return _lost_positional(old, new) or _lost_keyword(old, new) or _lost_rest(old, new) or _new_required(old, new)


def _lost_positional(old: Signature, new: Signature) -> str:
    for place, name in enumerate(old.positional):
        has_keyword = place >= old.only_positional
        if place >= len(new.positional):
            is_taken = new.takes_more and (not has_keyword or new.takes_keywords)
            if not is_taken:
                return f"{name} can only be given by name" if name in new.by_keyword else f"{name} is gone"
            continue
        other = new.positional[place]
        if has_keyword and place < new.only_positional:
            return f"{name} can't be given by name any more"
        if has_keyword and other != name:
            return f"{name} stands elsewhere" if name in new.keywords else f"{name} is gone, {other} is in its place"
        if name in old.optional and other not in new.optional:
            return f"{other} is required now"
    return ""


def _lost_keyword(old: Signature, new: Signature) -> str:
    for name in old.by_keyword:
        if name not in new.keywords and not new.takes_keywords:
            return f"{name} is gone"
        if name in old.optional and name in new.keywords and name not in new.optional:
            return f"{name} is required now"
    return ""


def _lost_rest(old: Signature, new: Signature) -> str:
    if old.takes_more and not new.takes_more:
        return "any number of values is not taken any more"
    if old.takes_more and len(new.positional) > len(old.positional):
        return f"{new.positional[len(old.positional)]} takes what was one of any number"
    if old.takes_keywords and not new.takes_keywords:
        return "any keyword is not taken any more"
    return ""


def _new_required(old: Signature, new: Signature) -> str:
    given = {*old.positional, *old.by_keyword}
    extra = [*new.positional[len(old.positional) :], *new.by_keyword]
    needed = [name for name in extra if name not in new.optional and name not in given]
    return f"{needed[0]} is new and required" if needed else ""
