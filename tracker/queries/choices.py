"""The choices of a filter, as the links that pages show."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Choice:
    """One value of a filter, with how many rows it would show."""

    value: str
    name: str
    count: int
    is_current: bool
