"""The mirror: filled from a path or a server, read by commits and blobs."""

import os
import subprocess
from pathlib import Path

import pytest

from scanner.git import GitFailed, GitUnavailable, Mirror, RefNotFound, SourceRefused, accept, reading_command
from scanner.git import command as git_command
from scanner.git import log as git_log
from scanner.git import mirror as git_mirror
from tests.support.git_server import serving
from tests.support.repositories import Executable, History, Submodule, Symlink, run


def mirrored(path: Path, place: Path) -> Mirror:
    mirror = Mirror(place / "mirror.git")
    mirror.update(accept(str(path), local_roots=None, allowed_hosts=()), allowed_hosts=())
    return mirror


@pytest.fixture
def history(tmp_path: Path):
    with History(tmp_path / "source") as made:
        yield made


def test_a_path_is_read_in_place_without_a_copy(history: History, tmp_path: Path):
    tip = history.commit({"a.py": "import os\n"})
    history.finish()
    mirror = mirrored(history.path, tmp_path)
    assert mirror.resolve("main") == mirror.resolve("HEAD") == tip
    assert mirror.file(tip, "a.py", 100) == b"import os\n"
    assert not list(mirror.path.glob("objects/pack/*.pack"))


def test_commits_come_parents_first_with_their_changes_against_the_first_parent(history: History, tmp_path: Path):
    first = history.commit({"a.py": "1", "b.py": "2"}, "Begin\n\nat length", author="Zoë <z@example.org>", when=1_700_000_000)
    side = history.commit({"c.py": "3"}, branch="side")
    onward = history.commit({"a.py": "4"})
    merged = history.commit({"c.py": "3", "b.py": None}, parents=[onward, side])
    history.finish()
    commits = {commit.oid: commit for commit in mirrored(history.path, tmp_path).commits(merged)}
    assert [*commits] in ([first, side, onward, merged], [first, onward, side, merged])
    assert (commits[first].author_name, commits[first].authored_at, commits[first].subject) == ("Zoë", 1_700_000_000, "Begin")
    assert {(change.path, change.old is None, change.new is None) for change in commits[merged].changes} == {
        ("b.py", False, True),
        ("c.py", True, False),
    }
    assert commits[merged].parents == (onward, side)
    assert len(commits[first].changes) == 2


def test_known_commits_are_not_told_again(history: History, tmp_path: Path):
    first = history.commit({"a.py": "1"})
    second = history.commit({"a.py": "2"})
    history.finish()
    mirror = mirrored(history.path, tmp_path)
    assert [commit.oid for commit in mirror.commits(second, known=[first, "0" * 39 + "1"])] == [second]


ODD_NAMES = ["a\nb.py", "a\tb.py", "-x.py", "<img src=x>.py", "=cmd|.py", 'q"u\\o.py', " .py", ":a.py", "ünï.py", "*.py", "深/い.py"]


def test_odd_file_names_are_names(history: History, tmp_path: Path):
    tip = history.commit({name: name for name in ODD_NAMES})
    history.finish()
    mirror = mirrored(history.path, tmp_path)
    (commit,) = mirror.commits(tip)
    assert {change.path for change in commit.changes} == set(ODD_NAMES) == set(mirror.paths(tip))
    for name in ODD_NAMES:
        assert mirror.file(tip, name, 1000) == name.encode()


def test_bytes_that_are_no_text_are_shown_escaped_and_still_found(history: History, tmp_path: Path):
    tip = history.commit({"a\udcff.py": "1"}, b"caf\xe9", author=b"J\xf6rg <j@example.org>")
    history.finish()
    mirror = mirrored(history.path, tmp_path)
    (commit,) = mirror.commits(tip)
    assert commit.changes[0].path == "a\\xff.py"
    assert mirror.file(tip, "a\\xff.py", 10) == b"1"
    assert "J" in commit.author_name
    assert commit.subject.startswith("caf")


def test_links_and_submodules_are_no_files(history: History, tmp_path: Path):
    tip = history.commit({"a.py": Executable("1"), "b.py": Symlink("a.py"), "c.py": Submodule("1" * 40)})
    turned = history.commit({"a.py": Symlink("/etc/passwd")})
    history.finish()
    commits = {commit.oid: commit for commit in mirrored(history.path, tmp_path).commits(turned)}
    assert [change.path for change in commits[tip].changes] == ["a.py"]
    assert [(change.path, change.new) for change in commits[turned].changes] == [("a.py", None)]


def test_several_roots_and_a_merge_of_a_thousand_branches(history: History, tmp_path: Path):
    roots = [history.commit({f"r{number}.py": "1"}, parents=[], branch=f"b{number}") for number in range(3)]
    tips = [history.commit({f"t{number}.py": "2"}, parents=[roots[0]], branch=f"t{number}") for number in range(1000)]
    tip = history.commit({"m.py": "3"}, parents=[*roots, *tips])
    history.finish()
    commits = list(mirrored(history.path, tmp_path).commits(tip))
    assert len(commits) == 1004
    assert len(commits[-1].parents) == 1003
    assert sum(not commit.parents for commit in commits) == 3


@pytest.mark.parametrize("stamp", ["0 -1200", "99999999999 +9999", "18446744073709551615 +0000", "-5 +0000", ""])
def test_insane_dates_lose_no_commit(history: History, tmp_path: Path, stamp: str):
    good = history.commit({"a.py": "1"})
    history.finish()
    raw = history.git("cat-file", "commit", good).decode()
    tree = raw.splitlines()[0]
    odd = f"{tree}\nparent {good}\nauthor A <a@b> {stamp}\ncommitter A <a@b> {stamp}\n\nodd\n"
    made = (
        run(["--git-dir", str(history.git_dir), "hash-object", "-t", "commit", "-w", "--literally", "--stdin"], odd.encode())
        .decode()
        .strip()
    )
    commits = list(mirrored(history.path, tmp_path).commits(made))
    assert [commit.oid for commit in commits] == [good, made]


def test_sizes_come_in_pack_order_and_leave_out_what_is_missing(history: History, tmp_path: Path):
    tip = history.commit({"a.py": "1" * 10, "b.py": "2" * 20, "gone.py": "3" * 30})
    gone = history.lose(tip, "gone.py")
    mirror = mirrored(history.path, tmp_path)
    sizes = dict(mirror.blob_sizes())
    assert sorted(sizes.values()) == [10, 20]
    assert gone not in sizes
    assert mirror.contents(gone, 100) is None
    assert mirror.file(tip, "b.py", 19) is None
    assert next(iter(mirror.commits(tip))).changes


def test_any_revision_can_be_named(history: History, tmp_path: Path):
    first = history.commit({"a.py": "1"})
    side = history.commit({"b.py": "1"}, branch="feature/x")
    merged = history.commit({"b.py": "1"}, parents=[first, side])
    history.tag("v1", merged)
    history.finish()
    mirror = mirrored(history.path, tmp_path)
    named = {
        "main": merged,
        "feature/x": side,
        "v1": merged,
        "v1^2": side,
        "refs/tags/v1~1": first,
        first: first,
        first[:9]: first,
        "HEAD": merged,
    }
    assert {ref: mirror.resolve(ref) for ref in named} == named


@pytest.mark.parametrize("ref", ["-x", "--all", "", "nowhere", "a b", "v1..main", "\x00", "main^{tree}", "x" * 500, "@{upstream}"])
def test_what_is_no_revision_is_named_in_a_sentence(history: History, tmp_path: Path, ref: str):
    history.commit({"a.py": "1"})
    history.finish()
    with pytest.raises(RefNotFound, match="is no branch"):
        mirrored(history.path, tmp_path).resolve(ref)


def test_a_slip_of_the_pen_gets_a_hint(history: History, tmp_path: Path):
    history.commit({"a.py": "1"})
    history.finish()
    with pytest.raises(RefNotFound, match="Is “main” meant"):
        mirrored(history.path, tmp_path).resolve("mian")


def test_an_empty_repository_has_no_commits_yet(history: History, tmp_path: Path):
    with pytest.raises(RefNotFound, match="no commits yet"):
        mirrored(history.path, tmp_path).resolve("HEAD")


def test_configuration_and_hooks_of_a_repository_are_not_honoured(tmp_path: Path):
    canary = tmp_path / "canary"
    with History(tmp_path / "source", worktree=True) as history:
        tip = history.commit({"a.py": "1", ".gitattributes": "*.py filter=evil diff=evil\n"})
    history.finish()
    for setting in (
        "core.fsmonitor",
        "core.sshCommand",
        "core.pager",
        "filter.evil.smudge",
        "diff.evil.textconv",
        "uploadpack.packObjectsHook",
    ):
        run(["-C", str(history.path), "config", setting, f"touch {canary};"])
    hooks = history.git_dir / "hooks"
    hooks.mkdir(exist_ok=True)
    for name in ("post-checkout", "reference-transaction", "pre-auto-gc", "post-index-change"):
        (hooks / name).write_text(f"#!/bin/sh\ntouch {canary}\n")
        (hooks / name).chmod(0o755)
    mirror = mirrored(history.path, tmp_path)
    assert mirror.resolve("main") == tip
    assert list(mirror.commits(tip))
    assert mirror.message(tip).startswith("Commit")
    assert not canary.exists()
    assert b"evil" not in (mirror.path / "config").read_bytes()


def test_replaced_commits_are_read_as_they_are(history: History, tmp_path: Path):
    first = history.commit({"a.py": "1"})
    second = history.commit({"a.py": "2"})
    history.finish()
    history.git("replace", second, first)
    assert [commit.oid for commit in mirrored(history.path, tmp_path).commits(second)] == [first, second]


def test_a_work_tree_of_another_repository_is_read(tmp_path: Path):
    with History(tmp_path / "source", worktree=True) as history:
        tip = history.commit({"a.py": "1"})
    history.finish()
    history.git("worktree", "add", "--quiet", "--detach", str(tmp_path / "beside"))
    assert mirrored(tmp_path / "beside", tmp_path).resolve("HEAD") == tip


def test_a_shallow_clone_begins_where_it_was_cut(tmp_path: Path):
    with History(tmp_path / "source") as history:
        tip = [history.commit({"a.py": str(number)}) for number in range(5)][-1]
    history.finish()
    run(["clone", "--quiet", "--bare", "--depth", "2", f"file://{history.path}", str(tmp_path / "shallow")])
    commits = list(mirrored(tmp_path / "shallow", tmp_path).commits(tip))
    assert len(commits) == 2
    assert [change.path for change in commits[0].changes] == ["a.py"]


def test_borrowed_objects_are_found_and_kept_inside_the_allowed_folders(history: History, tmp_path: Path):
    tip = history.commit({"a.py": "1"})
    history.finish()
    borrower = tmp_path / "allowed" / "clone"
    borrower.parent.mkdir()
    run(["clone", "--quiet", "--bare", "--shared", str(history.path), str(borrower)])
    assert mirrored(borrower, tmp_path).file(tip, "a.py", 10) == b"1"
    within = accept(str(borrower), local_roots=[borrower.parent], allowed_hosts=())
    with pytest.raises(SourceRefused, match="LOCAL_REPO_ROOTS"):
        Mirror(tmp_path / "second.git").update(within, allowed_hosts=())


def test_what_is_no_repository_is_refused(tmp_path: Path):
    (tmp_path / "plain").mkdir()
    (tmp_path / "broken" / "objects").mkdir(parents=True)
    (tmp_path / "broken" / "HEAD").write_text("nonsense\n")
    run(["init", "--quiet", "--bare", "--object-format=sha256", str(tmp_path / "other")])
    for name, words in {"plain": "no Git repository", "nowhere": "nothing at", "broken": "HEAD", "other": "SHA-256"}.items():
        with pytest.raises(SourceRefused, match=words):
            mirrored(tmp_path / name, tmp_path)


def test_what_changed_at_the_source_is_seen_by_the_next_update(history: History, tmp_path: Path):
    history.commit({"a.py": "1"})
    history.commit({"b.py": "1"}, branch="gone")
    history.finish()
    mirror = mirrored(history.path, tmp_path)
    newer = history.commit({"a.py": "2"})
    history.finish()
    history.git("update-ref", "-d", "refs/heads/gone")
    assert mirrored(history.path, tmp_path).resolve("main") == newer
    with pytest.raises(RefNotFound):
        mirror.resolve("gone")


def test_a_commit_with_too_many_files_ends_the_reading_in_a_sentence(history: History, tmp_path: Path, monkeypatch):
    tip = history.commit({f"f{number}.py": "1" for number in range(30)})
    history.finish()
    monkeypatch.setattr(git_log, "MOST_CHANGES", 20)
    with pytest.raises(GitFailed, match=tip[:9]):
        list(mirrored(history.path, tmp_path).commits(tip))


def test_a_missing_tree_is_an_error_in_words(history: History, tmp_path: Path):
    tip = history.commit({"a/b.py": "1"})
    history.finish()
    history.lose(tip, "a/b.py")
    tree = history.git("rev-parse", f"{tip}:a").decode().strip()
    (history.git_dir / "objects" / tree[:2] / tree[2:]).unlink()
    with pytest.raises(GitFailed, match=f"{tree[:9]} is missing"):
        list(mirrored(history.path, tmp_path).commits(tip))


def test_a_lock_that_a_killed_process_left_is_no_obstacle(tmp_path: Path):
    with serving(tmp_path) as server:
        with History(tmp_path / "shop.git") as history:
            history.commit({"a.py": "1"})
        source = accept(server.url("shop.git"), local_roots=[], allowed_hosts=[server.host])
        mirror = Mirror(tmp_path / "mirror.git")
        mirror.update(source, allowed_hosts=[server.host])
        (mirror.path / "packed-refs.lock").touch()
        (mirror.path / "refs" / "heads" / "main.lock").touch()
        newer = history.commit({"a.py": "2"})
        history.finish()
        mirror.update(source, allowed_hosts=[server.host])
        assert mirror.resolve("main") == newer


def test_a_damaged_mirror_is_made_anew(history: History, tmp_path: Path):
    tip = history.commit({"a.py": "1"})
    history.finish()
    mirror = mirrored(history.path, tmp_path)
    (mirror.path / "config").write_text("[core\n")
    assert mirrored(history.path, tmp_path).resolve("main") == tip


def test_a_server_gives_heads_and_tags_and_never_pull_requests(tmp_path: Path):
    with serving(tmp_path) as server:
        with History(tmp_path / "shop.git", branch="trunk") as history:
            tip = history.commit({"a.py": "1"})
            pull = history.commit({"evil.py": "1"}, branch="refs/pull/1/head", parents=[tip])
            gone = history.commit({"b.py": "1"}, branch="gone", parents=[tip])
            history.tag("v1", tip)
        mirror = Mirror(tmp_path / "mirror.git")
        told: list[str] = []
        source = accept(server.url("shop.git"), local_roots=[], allowed_hosts=[server.host])
        mirror.update(source, allowed_hosts=[server.host], progress=lambda what, percent: told.append(what))
        assert mirror.resolve("HEAD") == mirror.resolve("trunk") == mirror.resolve("v1") == tip
        assert mirror.resolve("gone") == gone
        assert mirror.file(tip, "a.py", 10) == b"1"
        with pytest.raises(RefNotFound):
            mirror.resolve(pull)
        history.git("update-ref", "-d", "refs/heads/gone")
        mirror.update(source, allowed_hosts=[server.host])
        with pytest.raises(RefNotFound):
            mirror.resolve("gone")


def test_a_redirect_is_not_followed(tmp_path: Path):
    with serving(tmp_path) as server, serving(tmp_path) as other:
        with History(tmp_path / "shop.git") as history:
            history.commit({"a.py": "1"})
        server.moved_to = f"http://{other.host}"
        with pytest.raises(SourceRefused, match="another address"):
            Mirror(tmp_path / "mirror.git").update(
                accept(server.url("shop.git"), local_roots=[], allowed_hosts=[server.host]), allowed_hosts=[server.host]
            )
        assert other.requests == []


@pytest.mark.parametrize(("status", "kind"), [(404, SourceRefused), (403, SourceRefused), (500, GitUnavailable)])
def test_a_server_that_refuses_or_fails_leaves_the_mirror_as_it_was(tmp_path: Path, status: int, kind: type[GitFailed]):
    with serving(tmp_path) as server:
        with History(tmp_path / "shop.git") as history:
            tip = history.commit({"a.py": "1"})
        mirror = Mirror(tmp_path / "mirror.git")
        source = accept(server.url("shop.git"), local_roots=[], allowed_hosts=[server.host])
        mirror.update(source, allowed_hosts=[server.host])
        server.fails_with = status
        with pytest.raises(kind) as failed:
            mirror.update(source, allowed_hosts=[server.host])
        assert "Traceback" not in str(failed.value)
        assert mirror.resolve("main") == tip


def test_a_server_that_is_not_there_is_unavailable(tmp_path: Path):
    with serving(tmp_path) as server:
        host, address = server.host, server.url("shop.git")
    with pytest.raises(GitUnavailable):
        Mirror(tmp_path / "mirror.git").update(accept(address, local_roots=[], allowed_hosts=[host]), allowed_hosts=[host])


def test_two_processes_fill_one_mirror_in_turn(history: History, tmp_path: Path, monkeypatch):
    history.commit({"a.py": "1"})
    history.finish()
    monkeypatch.setattr(git_mirror, "LONGEST_WAIT", 0.5)
    mirror = mirrored(history.path, tmp_path)
    with mirror._filling(lambda what, percent: None), pytest.raises(GitUnavailable, match="Another process"):
        mirrored(history.path, tmp_path)


def test_git_gets_nothing_of_our_environment(history: History, tmp_path: Path, monkeypatch):
    tip = history.commit({"a.py": "1"})
    history.finish()
    monkeypatch.setenv("GIT_DIR", str(tmp_path / "elsewhere"))
    monkeypatch.setenv("GIT_CONFIG_COUNT", "1")
    monkeypatch.setenv("GIT_CONFIG_KEY_0", "core.bare")
    monkeypatch.setenv("SECRET_KEY", "secret")
    assert mirrored(history.path, tmp_path).resolve("main") == tip
    _, env = reading_command(tmp_path)
    assert not {name for name in env if name.startswith("GIT_CONFIG_K") or name in ("GIT_DIR", "SECRET_KEY")}


def test_the_reading_command_gives_blobs(history: History, tmp_path: Path):
    tip = history.commit({"a.py": "text"})
    history.finish()
    mirror = mirrored(history.path, tmp_path)
    argv, env = reading_command(mirror.path)
    oid = history.git("rev-parse", f"{tip}:a.py").decode().strip()
    done = subprocess.run(argv, input=f"contents {oid}\nflush\n".encode(), env=env, capture_output=True, check=True)
    assert done.stdout == f"{oid} blob 4\ntext\n".encode()


def test_a_folder_that_cannot_be_written_is_named(history: History, tmp_path: Path):
    history.commit({"a.py": "1"})
    history.finish()
    blocked = tmp_path / "file"
    blocked.write_text("")
    with pytest.raises(GitFailed, match=os.fspath(blocked)):
        Mirror(blocked / "mirror.git").update(accept(str(history.path), local_roots=None, allowed_hosts=()), allowed_hosts=())


def test_a_tree_that_explodes_is_given_up_with_a_sentence(history: History, tmp_path: Path, monkeypatch):
    history.commit({"a.py": "1"})
    history.finish()
    kind, made = "100644 blob", history.git("rev-parse", "main:a.py").decode().strip()
    for _ in range(10):
        lines = "".join(f"{kind} {made}\td{number}\n" for number in range(10))
        made = run(["--git-dir", str(history.git_dir), "mktree"], lines.encode()).decode().strip()
        kind = "040000 tree"
    bomb = (
        run(["--git-dir", str(history.git_dir), "-c", "user.name=A", "-c", "user.email=a@b", "commit-tree", made, "-m", "bomb"])
        .decode()
        .strip()
    )
    monkeypatch.setattr(git_command, "MOST_MEMORY", 64 * 1024**2)
    with pytest.raises(GitFailed, match="tree that is too large"):
        list(mirrored(history.path, tmp_path).commits(bomb))
    monkeypatch.setattr(git_mirror, "MOST_PATHS", 1_000)
    with pytest.raises(GitFailed, match="1,000 files"):
        list(mirrored(history.path, tmp_path).paths(bomb))
