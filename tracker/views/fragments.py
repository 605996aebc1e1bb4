"""Parts of pages that show one frozen value and nothing else: neither who reads nor what the address asks. A process renders each once."""

from collections.abc import Hashable
from typing import Generic, TypeVar

from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from tracker.queries.keeping import Kept

V = TypeVar("V", bound=Hashable)


class Fragment(Generic[V]):
    """A template that is given a value under the name `shown`. Its HTML is kept under the value."""

    def __init__(self, template: str, most: int) -> None:
        self.template = template
        self._kept: Kept[V, SafeString] = Kept(most)

    def of(self, shown: V) -> SafeString:
        """The HTML of a value."""
        html = self._kept.get(shown)
        if html is None:
            html = render_to_string(self.template, {"shown": shown})
            self._kept.put(shown, html)
        return html
