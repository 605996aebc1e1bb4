"""A database that refuses writes, because whoever runs the instance works on it: by READ_ONLY, or as the database itself says."""

from time import monotonic

from django.conf import settings

from tracker.actions.disk import causes

SENTENCE = "Changes are off while the operator works on this."
REMEMBERED = 60.0  # seconds after the last refusal: then the next change shows whether it is over
_POSTGRES = "25006"  # read_only_sql_transaction: https://www.postgresql.org/docs/current/errcodes-appendix.html
_SQLITE = "attempt to write a readonly database"
_last_refusal = -REMEMBERED


def refuses(error: BaseException) -> bool:
    """Is this, or what caused it, a database that takes no writes? Then pages say so for a while."""
    found = any(getattr(one, "sqlstate", "") == _POSTGRES or _SQLITE in str(one) for one in causes(error))
    if found:
        global _last_refusal
        _last_refusal = monotonic()
    return found


def is_declared() -> bool:
    """Has the operator said so?"""
    return bool(settings.READ_ONLY)


def is_on() -> bool:
    """Are changes off, as far as this process knows?"""
    return is_declared() or monotonic() - _last_refusal < REMEMBERED


def forget() -> None:
    """As if nothing had been refused."""
    global _last_refusal
    _last_refusal = -REMEMBERED
