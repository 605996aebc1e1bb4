"""Names of commits that only the mirror knows: tags and branches."""

from tracker.actions import history
from tracker.models import Repository


def commit_of(repository: Repository, name: str) -> str | None:
    """The commit that a tag or branch names, None if none does."""
    return history.mirror_of(repository).find(name)
