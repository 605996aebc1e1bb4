"""Lengths of time in words."""

MINUTE, HOUR, DAY = 60, 3600, 24 * 3600


def in_words(seconds: int, commits: int = 0) -> str:
    """46 s, 54 min, 5 h, 3 days, a unit from two of it on; where the clocks of two commits disagree, how many commits lie between them."""
    if seconds <= 0 and commits:
        return f"{commits:,} commit{'' if commits == 1 else 's'}"
    if seconds < 2 * MINUTE:
        return f"{max(seconds, 0)} s"
    if seconds < 2 * HOUR:
        return f"{seconds // MINUTE} min"
    if seconds < 2 * DAY:
        return f"{seconds // HOUR} h"
    return f"{seconds // DAY:,} days"
