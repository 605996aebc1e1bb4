"""From an address to a scan in the queue: the repository, its mirror, its trackers. All of it or nothing."""

import shutil
from collections.abc import Callable, Sequence

from django.conf import settings

from scanner.git import GitFailed
from tracker.actions import documents, history, repositories, scans
from tracker.models import Repository, Scan
from tracker.models.repositories import Depth

#: What prepare() raises, each with one sentence for people.
Refused = (GitFailed, documents.TrackerRefused)


def prepare(
    source: str,
    *,
    ref: str = "",
    trackers: Sequence[str] = (),
    depth: str = Depth.GRAPH,
    say: Callable[[str], None] = lambda sentence: None,
) -> Scan:
    """A queued scan of this repository, after its mirror, revision and trackers have been found good.

    `ref` "" is what is followed already, HEAD at first. What a refused try has written is taken back. Raises one of Refused.
    """
    before = set(Repository.objects.values_list("pk", flat=True))
    repository = repositories.add(source, ref=ref, from_terminal=True)
    mirror = history.mirror_of(repository)
    try:
        mirror.update(
            history.source_of(repository),
            allowed_hosts=frozenset(settings.ALLOWED_GIT_HOSTS),
            progress=lambda what, percent: say(what if percent is None else f"{what}, {percent} %"),
        )
        tip = mirror.resolve(ref or repository.ref)
        for tracker in trackers:
            for issue in documents.attach(repository, mirror, tip, tracker):
                say(f"Issue: {issue.title}")
    except BaseException:
        if repository.pk not in before:
            repository.delete()
            shutil.rmtree(mirror.path, ignore_errors=True)
        raise
    repositories.follow_from_now_on(repository, ref or repository.ref)
    reason = Scan.Reason.HAND if repository.pk in before else Scan.Reason.FIRST
    return scans.request(repository, reason, depth=depth)
