"""Scans of real repositories, from the queue to published numbers."""

import pytest
from django.core.management import call_command

from scanner.facts import FileFacts, Verdict, encode
from scanner.sandbox import Reading
from tests.support.repositories import History
from tests.support.scanning import ROUTER, exported, follow, prepare, scan, series
from tracker.actions import batches, counting, facts, history, issues, leases, run_here, scans, schedule
from tracker.models import Batch, BlobFacts, Commit, Finding, Implementation, Issue, Measurement, Publication, Repository, Scan
from tracker.models.repositories import Depth
from tracker.models.scans import ScanState

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("data_dir")]

CANONICAL = "class MessageRouter:\n    def route(self, message):\n        return message\n\n    def stop(self):\n        return None\n"
OLD_IMPORT = "from shop.core.router import MessageRouter\n"
NEW_IMPORT = "from shop.messaging.router import MessageRouter\n"
IMPORTS = "deprecated-import"


@pytest.fixture
def shop(tmp_path):
    with History(tmp_path / "shop") as made:
        yield made


def migration(shop: History) -> list[str]:
    """Two consumers that move from the old path to the new one, then the old file goes."""
    start = {
        "shop/messaging/router.py": CANONICAL,
        "shop/core/router.py": CANONICAL,
        "shop/a.py": OLD_IMPORT,
        "tests/test_b.py": OLD_IMPORT,
    }
    made = [shop.commit(start), shop.commit({"shop/a.py": NEW_IMPORT}), shop.commit({"tests/test_b.py": NEW_IMPORT})]
    made.append(shop.commit({"shop/core/router.py": None}))
    shop.finish()
    return made


def test_every_commit_has_its_numbers_after_a_scan(shop):
    commits = migration(shop)
    repository = scan(shop.path)
    issue = follow(repository)
    counting.count_issue(issues.find(issue.pk))
    counts = series(issue)
    assert [sum(n for (rule, _), n in counts.get(commit, {}).items() if rule == IMPORTS) for commit in commits] == [2, 1, 0, 0]
    assert counts[commits[0]]["removed-path", "production"] == 1
    assert commits[3] not in counts
    assert repository.published.depth == Depth.GRAPH
    assert repository.published.tip_oid == commits[3]


def test_an_issue_before_the_scan_and_one_after_it_have_the_same_numbers(shop):
    migration(shop)
    queued = prepare(shop.path)
    early = follow(queued.repository)
    run_here.run(queued, Depth.GRAPH)
    late = follow(queued.repository)
    assert counting.count_issue(issues.find(late.pk))
    assert exported(early) == exported(late) != []


def test_findings_live_from_their_first_commit_to_their_last(shop):
    migration(shop)
    repository = scan(shop.path)
    issue = follow(repository)
    counting.count_issue(issues.find(issue.pk))
    lives = {row.path: (row.introduced, row.removed) for row in Finding.objects.filter(issue=issue, rule=IMPORTS)}
    assert lives == {"shop/a.py": (0, 1), "tests/test_b.py": (0, 2)}
    assert {(row.path, row.class_name, row.removed) for row in Implementation.objects.filter(issue=issue)} == {
        ("shop/messaging/router.py", "canonical", None),
        ("shop/core/router.py", "duplicate", 3),
    }


def test_the_tip_is_published_first_then_the_line_then_every_commit(shop, monkeypatch):
    commits = migration(shop)
    shop.commit({"shop/a.py": "past = 1\n"})
    shop.commit({"shop/a.py": NEW_IMPORT})
    side = shop.commit({"shop/side.py": OLD_IMPORT + "passing = 1\n"}, branch="side", parents=[commits[0]])
    shop.commit({"shop/side.py": OLD_IMPORT}, parents=[shop.commit({}), side])
    shop.finish()
    monkeypatch.setattr(scans, "FEW_BLOBS", 0)
    queued = prepare(shop.path)
    issue = follow(queued.repository)
    seen = []
    for depth in (Depth.TIP, Depth.LINE, Depth.GRAPH):
        run_here.run(queued, depth)
        shown = Repository.objects.select_related("published").get().published
        seen.append((shown.depth, Publication.objects.count(), Commit.objects.filter(line_index__isnull=False).count()))
    assert [depth for depth, _, _ in seen] == [Depth.TIP, Depth.LINE, Depth.GRAPH]
    assert {publications for _, publications, _ in seen} == {1}
    assert [event.sentence.split(":")[0] for event in queued.events.filter(important=True)][:1] == ["Numbers published"]
    assert series(issue)[side][IMPORTS, "production"] == 2
    assert side not in series(issue, whole_graph=False)


def test_a_second_scan_reads_only_what_is_new(shop, monkeypatch):
    migration(shop)
    repository = scan(shop.path)
    before = set(BlobFacts.objects.values_list("oid", flat=True))
    newest = shop.commit({"shop/c.py": OLD_IMPORT + "x = 1\n"})
    shop.finish()
    repository = scan(shop.path)
    assert BlobFacts.objects.count() == len(before) + 1
    assert repository.published.tip_oid == newest
    assert Publication.objects.count() == 1
    assert Scan.objects.order_by("-pk")[0].batches.get().total == 1


def test_a_shallow_scan_never_hides_what_a_deeper_one_has_shown(shop, monkeypatch):
    migration(shop)
    scan(shop.path)
    monkeypatch.setattr(scans, "FEW_BLOBS", 0)
    newest = shop.commit({"shop/g.py": OLD_IMPORT + "z = 3\n"})
    shop.finish()
    seen = []
    real = counting.publish

    def publish(publication, *rest, **named):
        seen.append(publication.depth)
        real(publication, *rest, **named)

    monkeypatch.setattr(counting, "publish", publish)
    repository = scan(shop.path, depth=Depth.TIP)
    assert (seen, repository.published.tip_oid) == ([Depth.GRAPH], newest)


def test_a_scan_without_anything_new_publishes_nothing(shop):
    migration(shop)
    first = scan(shop.path).published_id
    again = scan(shop.path)
    assert again.published_id == first
    assert Scan.objects.order_by("-pk")[0].sentence == "Nothing new since the last scan"


def test_a_rewritten_branch_is_counted_as_it_is_now(shop):
    commits = migration(shop)
    issue = follow(scan(shop.path))
    counting.count_issue(issues.find(issue.pk))
    rewritten = shop.commit({"shop/z.py": OLD_IMPORT}, parents=[commits[0]])
    shop.finish()
    repository = scan(shop.path)
    counts = series(issue, whole_graph=False)
    assert repository.published.tip_oid == rewritten
    assert list(counts) == [commits[0], rewritten]
    assert counts[rewritten][IMPORTS, "production"] == 2


def test_a_ref_keeps_its_name_and_is_resolved_at_each_scan(shop):
    first = migration(shop)[-1]
    shop.refer("refs/tags/v1", first)
    shop.finish()
    assert scan(shop.path, ref="refs/tags/v1").ref == "refs/tags/v1"
    newer = shop.commit({"shop/d.py": OLD_IMPORT})
    shop.refer("refs/tags/v1", newer)
    shop.finish()
    queued = scans.request(Repository.objects.get(), Scan.Reason.HAND)
    run_here.run(queued, Depth.GRAPH)
    assert Repository.objects.get().published.tip_oid == newer


def test_the_same_message_twice_does_the_work_once(shop):
    migration(shop)
    queued = prepare(shop.path)
    assert scans.advance(queued.pk)
    assert scans.advance(queued.pk)
    assert batches.read_some(queued.pk)
    assert batches.read_some(queued.pk)
    assert not scans.advance(queued.pk)
    assert not scans.advance(queued.pk)
    queued.refresh_from_db()
    assert queued.state == ScanState.PUBLISHED
    assert Publication.objects.count() == 1
    assert BlobFacts.objects.count() == len(set(BlobFacts.objects.values_list("oid", flat=True)))


def test_a_worker_that_lost_its_lease_writes_nothing_more(shop, monkeypatch):
    migration(shop)
    queued = prepare(shop.path)
    scans.advance(queued.pk)
    batches.read_some(queued.pk)
    real = counting.count

    def robbed(*given):
        publication = real(*given)
        Scan.objects.filter(pk=queued.pk).update(lease_token="somebody else")
        return publication

    monkeypatch.setattr(counting, "count", robbed)
    assert not scans.advance(queued.pk)
    queued.refresh_from_db()
    assert (queued.state, queued.published_depth) == (ScanState.RUNNING, Depth.NONE)
    assert Repository.objects.get().published is None


def test_a_dead_workers_batch_is_taken_over_and_read_once(shop):
    migration(shop)
    queued = prepare(shop.path)
    scans.advance(queued.pk)
    queued.refresh_from_db()
    batch = Batch.objects.get()
    token = leases.take(batches.claimable(queued), batch.pk, state=Batch.State.RUNNING)
    Batch.objects.filter(pk=batch.pk).update(worker=leases.this_worker().rpartition(":")[0] + ":1")
    assert not batches.claimable(queued).exists()
    assert schedule.waiting().readers == [queued.pk]
    assert batches.read_some(queued.pk)
    with pytest.raises(leases.LeaseLost):
        leases.renew(Batch, batch.pk, token or "")
    run_here.run(queued, Depth.GRAPH)


def test_a_lost_bell_is_rung_again(shop):
    migration(shop)
    queued = prepare(shop.path)
    assert schedule.waiting().scans == [queued.pk]
    scans.advance(queued.pk)
    waiting = schedule.waiting()
    assert (waiting.scans, waiting.readers) == ([], [queued.pk])
    batches.read_some(queued.pk)
    assert schedule.waiting().scans == [queued.pk]
    scans.advance(queued.pk)
    issue = follow(Repository.objects.get())
    assert schedule.waiting().issues == [issue.pk]


def test_a_paused_scan_goes_on_where_it_was(shop):
    migration(shop)
    queued = prepare(shop.path)
    scans.advance(queued.pk)
    batches.read_some(queued.pk)
    scans.pause(queued, by="Ada")
    assert not scans.advance(queued.pk)
    queued.refresh_from_db()
    assert (queued.state, queued.error) == (ScanState.PAUSED, "Paused by Ada. Nothing is lost.")
    read = BlobFacts.objects.count()
    scans.resume(queued)
    run_here.run(queued, Depth.GRAPH)
    assert BlobFacts.objects.count() == read


def test_a_scan_that_was_asked_for_twice_runs_once(shop):
    migration(shop)
    queued = prepare(shop.path)
    assert scans.request(queued.repository, Scan.Reason.SCHEDULE).pk == queued.pk


def test_a_source_that_is_gone_fails_the_scan_in_words_and_keeps_the_numbers(shop, tmp_path):
    migration(shop)
    repository = scan(shop.path)
    (tmp_path / "shop").rename(tmp_path / "moved")
    queued = scans.request(repository, Scan.Reason.HAND)
    with pytest.raises(run_here.ScanStopped, match="nothing at"):
        run_here.run(queued, Depth.GRAPH)
    queued.refresh_from_db()
    assert queued.state == ScanState.FAILED
    assert Repository.objects.get().published_id == repository.published_id


def test_a_missing_blob_is_an_unreadable_file_with_its_reason(shop):
    tip = shop.commit({"shop/a.py": OLD_IMPORT, "shop/gone.py": OLD_IMPORT + "# lost\n"})
    shop.lose(tip, "shop/gone.py")
    issue = follow(scan(shop.path))
    counting.count_issue(issues.find(issue.pk))
    assert series(issue)[tip] == {
        (IMPORTS, "production"): 1,
        ("unreadable", "production"): 1,
    }


def test_numbers_of_an_older_publication_leave_nothing_behind(shop):
    migration(shop)
    issue = follow(scan(shop.path))
    counting.count_issue(issues.find(issue.pk))
    shop.commit({"shop/e.py": OLD_IMPORT})
    shop.finish()
    shown = scan(shop.path).published_id
    for model in (Measurement, Finding, Implementation):
        assert set(model.objects.values_list("publication", flat=True)) <= {shown}
    assert Issue.objects.get().counted_in == shown


def test_a_changed_issue_is_counted_again(shop):
    commits = migration(shop)
    issue = follow(scan(shop.path))
    counting.count_issue(issues.find(issue.pk))
    issues.change(issue, issues.IssueDraft(title="Other", deprecated=("shop.messaging.router",)))
    assert schedule.uncounted_issues() == [issue.pk]
    counting.count_issue(issues.find(issue.pk))
    assert schedule.uncounted_issues() == []
    assert series(issue)[commits[3]] == {(IMPORTS, "production"): 1, (IMPORTS, "other-test"): 1}


def test_terms_that_lie_behind_the_index_are_found_too(shop, monkeypatch):
    migration(shop)
    monkeypatch.setattr(facts, "MOST_UNINDEXED", 0)
    repository = scan(shop.path)
    shop.commit({"shop/f.py": OLD_IMPORT + "y = 2\n"})
    shop.finish()
    monkeypatch.setattr(facts, "MOST_UNINDEXED", 2_000)
    repository = scan(shop.path)
    issue = follow(repository)
    counting.count_issue(issues.find(issue.pk))
    assert series(issue)[repository.published.tip_oid] == {(IMPORTS, "production"): 1, ("dangling-import", "production"): 1}


class CrashingPool:
    """Every file kills its parser."""

    def __init__(self, *given, **named):
        pass

    def __enter__(self):
        return self

    def __exit__(self, *given):
        pass

    def read(self, oids, tick=None):
        return (Reading(oid, Verdict.CRASH, encode(FileFacts(Verdict.CRASH, "the parser ended with SIGSEGV")), 1) for oid in oids)


def test_too_many_dead_parsers_pause_the_scan_and_it_can_go_on(shop, monkeypatch):
    shop.commit({f"shop/h{number}.py": f"x = {number}\n" for number in range(5)})
    shop.finish()
    monkeypatch.setattr(batches, "MOST_STOPPED", 4)
    monkeypatch.setattr(batches, "BLOBS_A_BATCH", 3)
    with monkeypatch.context() as crashing:
        crashing.setattr(batches, "ParserPool", CrashingPool)
        queued = prepare(shop.path)
        with pytest.raises(run_here.ScanStopped, match="5 files crashed the parser"):
            run_here.run(queued, Depth.GRAPH)
    queued.refresh_from_db()
    assert queued.state == ScanState.PAUSED
    scans.resume(queued)
    run_here.run(queued, Depth.GRAPH)
    assert BlobFacts.objects.filter(verdict=Verdict.CRASH).count() == 5


def test_the_history_survives_a_new_process(shop):
    migration(shop)
    repository = scan(shop.path)
    before = history.load(repository).oids
    history._graphs.clear()
    assert history.load(repository).oids == before


def test_a_draft_is_checked_in_words(shop):
    migration(shop)
    repository = scan(shop.path)
    for wrong, field in {
        issues.IssueDraft(title=""): "title",
        issues.IssueDraft(title="A", symbol="not a name"): "symbol",
        issues.IssueDraft(title="A"): "deprecated",
        issues.IssueDraft(title="A", deprecated=("shop.core.ruoter",)): "deprecated",
        issues.IssueDraft(title="A", canonical="a.b", deprecated=("a.b",)): "deprecated",
    }.items():
        with pytest.raises(issues.DraftRefused) as refused:
            issues.create(repository, wrong)
        assert field in refused.value.problems
    with pytest.raises(issues.DraftRefused, match=r"did you mean shop\.core\.router"):
        issues.create(repository, issues.IssueDraft(title="A", deprecated=("shop.core.ruoter",)))
    assert issues.create(repository, ROUTER).slug == "messagerouter-has-one-home"


def test_an_export_counts_first_what_was_changed_since(shop, capsys):
    migration(shop)
    repository = scan(shop.path)
    issue = follow(repository)
    call_command("export", "series", issue.slug)
    assert "deprecated-import" in capsys.readouterr().out
    issues.change(issues.find(issue.pk), issues.IssueDraft(title="Other", remove=("shop/core/router.py",)))
    call_command("export", "series", issue.slug)
    assert "deprecated-import" not in capsys.readouterr().out


def test_a_scan_with_nothing_new_counts_what_was_changed_since(shop):
    migration(shop)
    repository = scan(shop.path)
    issue = follow(repository)
    scan(shop.path)
    issue.refresh_from_db()
    assert (issue.counted_revision, issue.counted_in) == (issue.revision, repository.published.pk)
