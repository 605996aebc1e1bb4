"""Long names that may break where they are made of parts."""

import re

from django import template
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe

register = template.Library()
_part = re.compile(r"(?<=[/_.])(?=[^/_.])|(?<=\w)(?=::?\d)")


@register.filter
def breakable(name: object) -> SafeString:
    """A path or a dotted name, escaped, that a line may break behind each slash, dot and underscore; it is copied without the breaks."""
    return mark_safe("<wbr>".join(conditional_escape(part) for part in _part.split(str(name))))  # noqa: S308 - each part is escaped
