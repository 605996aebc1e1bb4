"""Names of commits that only the mirror knows: tags and branches."""

from scanner.git import GitFailed
from tracker.actions import history
from tracker.models import Repository


def commit_of(repository: Repository, name: str) -> str | None:
    """The commit that a tag or branch names, None if none does."""
    return history.mirror_of(repository).find(name)


def tags(repository: Repository) -> dict[str, str]:
    """Each tag's name and the commit that it means; none where Git cannot tell."""
    try:
        return {tag.name: tag.oid for tag in history.mirror_of(repository).tags()}
    except GitFailed:
        return {}
