"""The example repository: the invented shop "harbor" and four months of its history."""

import subprocess
from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from tracker.example import dates, writer
from tracker.example.story import STORY
from tracker.example.telling import MAIN, tell
from tracker.example.writer import ExampleNotBuilt

#: The tracker documents of the example, as a glob inside it.
TRACKER = "docs/trackers/*.md"

__all__ = ["TRACKER", "ExampleNotBuilt", "build"]


def build(target: Path, today: date | None = None) -> Path:
    """Write the example into a folder unless it is there and complete; return the folder. Raises ExampleNotBuilt.

    With a day the story is moved by whole weeks, so that its last commit is less than a week old.
    """
    later = dates.weeks_until(today) if today is not None else timedelta()
    if _is_complete(target):
        return target
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with TemporaryDirectory(prefix=f".{target.name}-", dir=target.parent) as folder:
            fresh = Path(folder) / "fresh"
            writer.write(fresh, MAIN, dates.moved(tell(STORY), later))
            if target.exists():
                target.rename(Path(folder) / "incomplete")
            fresh.rename(target)
    except OSError as error:
        raise ExampleNotBuilt(f"The example repository could not be written to {target}: {error.strerror}.") from error
    return target


def _is_complete(target: Path) -> bool:
    """Does main have every commit of the story? It gets its name last, so then all is there."""
    command = ["git", "--git-dir", str(target), "rev-list", "--count", f"refs/heads/{MAIN}", "--"]
    try:
        counted = subprocess.run(command, env=writer.ENVIRONMENT, capture_output=True, check=False)
    except FileNotFoundError:  # no Git: writing will say so
        return False
    return counted.returncode == 0 and counted.stdout.strip() == str(len(STORY)).encode()
