"""Pages of a long list."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Paged:
    """One page of a list; pages count from 1, and an empty list has one."""

    page: int
    pages: int

    @property
    def previous(self) -> int | None:
        """The number of the page before."""
        return self.page - 1 if self.page > 1 else None

    @property
    def following(self) -> int | None:
        """The number of the next page."""
        return self.page + 1 if self.page < self.pages else None


def number_of(wanted: str) -> int:
    """The page that an address asks for; what is no number asks for the first."""
    return max(int(wanted), 1) if wanted.isascii() and wanted.isdecimal() and len(wanted) < 7 else 1


def page_of(wanted: int, total: int, size: int) -> tuple[int, int, int]:
    """The nearest page that there is, the number of pages, and the rows before the page."""
    pages = max(-(-total // size), 1)
    page = min(max(wanted, 1), pages)
    return page, pages, (page - 1) * size
