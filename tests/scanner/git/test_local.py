"""Repositories on disk that were made to show what lies outside of them, or to take all memory."""

import os
from pathlib import Path

import pytest

from scanner.git import GitFailed, Mirror, RefNotFound, SourceRefused, accept, local, untrusted
from tests.support.repositories import History, run

SECRET = "only-for-tests-and-never-on-a-page"


@pytest.fixture
def history(tmp_path: Path):
    with History(tmp_path / "allowed" / "shop.git") as made:
        made.commit({"a.py": "1"})
    return made


@pytest.fixture
def outside(tmp_path: Path):
    with History(tmp_path / "outside.git") as made:
        made.commit({"secret.py": SECRET})
    return made


def updated(path: Path, place: Path, *, roots: list[Path] | None = None) -> Mirror:
    mirror = Mirror(place / "mirror.git")
    mirror.update(accept(str(path), local_roots=roots, allowed_hosts=()), allowed_hosts=())
    return mirror


def refusal(path: Path, place: Path, *, roots: list[Path] | None = None) -> str:
    """The one sentence, without the secret."""
    with pytest.raises(SourceRefused) as refused:
        updated(path, place, roots=roots)
    sentence = str(refused.value)
    assert sentence.endswith(".")
    assert "\n" not in sentence
    assert SECRET not in sentence + refused.value.detail
    return sentence


@pytest.mark.parametrize("name", ["shallow", "packed-refs", "HEAD", "config", "commondir", "objects/info/alternates", "refs/heads/evil"])
def test_a_link_in_the_place_of_a_file_is_refused(history: History, tmp_path: Path, name: str):
    secret = tmp_path / "secret"
    secret.write_text(f"{SECRET}\n")
    place = history.git_dir / name
    place.parent.mkdir(parents=True, exist_ok=True)
    place.unlink(missing_ok=True)
    place.symlink_to(secret)
    assert name in refusal(history.path, tmp_path)


@pytest.mark.parametrize("name", ["shallow", "packed-refs", "refs/heads/evil"])
def test_a_pipe_in_the_place_of_a_file_is_refused_at_once(history: History, tmp_path: Path, name: str):
    (history.git_dir / name).unlink(missing_ok=True)
    os.mkfifo(history.git_dir / name)
    assert name in refusal(history.path, tmp_path)


@pytest.mark.parametrize("lines", [SECRET, f"{'a' * 40}\n{SECRET}\n", "a" * 39, f"{'a' * 41}\n", f"{'a' * 40} \n", "\n"])
def test_a_shallow_file_holds_ids_and_nothing_else(history: History, tmp_path: Path, lines: str):
    (history.git_dir / "shallow").write_text(lines)
    assert "shallow" in refusal(history.path, tmp_path)


@pytest.mark.parametrize(("name", "most"), [("packed-refs", local.MOST_PACKED), ("shallow", local.MOST_SHALLOW), ("HEAD", 4096)])
def test_a_file_that_is_too_large_is_not_read(history: History, tmp_path: Path, name: str, most: int):
    (history.git_dir / name).touch()
    os.truncate(history.git_dir / name, most + 1)
    assert "larger" in refusal(history.path, tmp_path)


def test_there_are_only_so_many_loose_refs(history: History, tmp_path: Path, monkeypatch):
    for number in range(4):
        (history.git_dir / "refs" / "heads" / f"b{number}").write_text("a" * 40)
    monkeypatch.setattr(local, "MOST_REFS", 3)
    assert "more than 3 refs" in refusal(history.path, tmp_path)


def test_a_git_file_is_not_followed_out_of_the_allowed_folders(outside: History, tmp_path: Path):
    clone = tmp_path / "allowed" / "clone"
    clone.mkdir(parents=True)
    (clone / ".git").write_text(f"gitdir: {outside.git_dir}\n")
    assert "LOCAL_REPO_ROOTS" in refusal(clone, tmp_path, roots=[tmp_path / "allowed"])


@pytest.mark.parametrize("line", ["{0}", "{0}/not/there", '"{0}"', "#\n{0}", "deep/../../../../outside.git/objects"])
def test_objects_are_not_borrowed_from_outside(history: History, outside: History, tmp_path: Path, line: str):
    objects = history.git_dir / "objects"
    (tmp_path / "allowed" / "one" / "two" / "three").mkdir(parents=True)
    (objects / "deep").symlink_to(tmp_path / "allowed" / "one" / "two" / "three")
    (objects / "info").mkdir(exist_ok=True)
    (objects / "info" / "alternates").write_text(line.format(outside.git_dir / "objects") + "\n")
    assert refusal(history.path, tmp_path, roots=[tmp_path / "allowed"])


@pytest.mark.parametrize("separator", ["\x0b", "\x0c", "\r", "\x85", "\u2028"])
def test_lines_of_alternates_end_as_git_ends_them(history: History, outside: History, tmp_path: Path, separator: str):
    """What str.splitlines would make two harmless lines of is one path to Git."""
    lies = tmp_path / "allowed" / f"x{separator}y"
    lies.symlink_to(outside.git_dir / "objects")
    (history.git_dir / "objects" / "info").mkdir(exist_ok=True)
    (history.git_dir / "objects" / "info" / "alternates").write_bytes(os.fsencode(lies) + b"\n")
    assert "LOCAL_REPO_ROOTS" in refusal(history.path, tmp_path, roots=[tmp_path / "allowed"])


@pytest.mark.parametrize("name", ["ab", "ab/" + "c" * 38, "pack/pack-1.pack", "info/commit-graphs"])
def test_links_among_objects_are_refused_inside_allowed_folders(history: History, outside: History, tmp_path: Path, name: str):
    place = history.git_dir / "objects" / name
    place.parent.mkdir(parents=True, exist_ok=True)
    place.symlink_to(outside.git_dir / "objects")
    assert "link" in refusal(history.path, tmp_path, roots=[tmp_path / "allowed"])
    assert updated(history.path, tmp_path).resolve("main")


@pytest.mark.parametrize("name", ["a\nb", "a\udcffb"])
def test_names_of_links_are_shown_as_text(history: History, tmp_path: Path, name: str):
    (history.git_dir / "objects" / name).symlink_to("/")
    refusal(history.path, tmp_path, roots=[tmp_path / "allowed"]).encode()


def test_links_that_lead_in_a_circle_are_refused(history: History, tmp_path: Path):
    (history.git_dir / "round").symlink_to("round")
    (history.git_dir / "commondir").write_text("round\n")
    assert "circle" in refusal(history.path, tmp_path)


def test_a_repository_inside_the_allowed_folders_is_read(history: History, tmp_path: Path):
    run(["clone", "--quiet", "--bare", "--shared", str(history.path), str(tmp_path / "allowed" / "clone")])
    mirror = updated(tmp_path / "allowed" / "clone", tmp_path, roots=[tmp_path / "allowed"])
    assert mirror.file(mirror.resolve("main"), "a.py", 10) == b"1"


def test_only_so_many_files_are_looked_at(history: History):
    with pytest.raises(SourceRefused, match="more than 1 files"):
        list(untrusted.entries(history.git_dir, 1))


def test_a_head_whose_branch_is_not_born_is_told_from_a_slip(history: History, tmp_path: Path):
    (history.git_dir / "HEAD").write_text("ref: refs/heads/unborn\n")
    with pytest.raises(RefNotFound, match="The branch that HEAD names has no commits yet"):
        updated(history.path, tmp_path).resolve("HEAD")


def test_a_missing_parent_is_named_with_a_remedy(history: History, tmp_path: Path):
    tree = history.git("rev-parse", "main^{tree}").decode().strip()
    identity = ["-c", "user.name=A", "-c", "user.email=a@b"]
    made: list[str] = []
    for _ in range(2):
        parent = ["-p", made[-1]] if made else []
        words = ["--git-dir", str(history.git_dir), *identity, "commit-tree", tree, "-m", "c", *parent]
        made.append(run(words).decode().strip())
    (history.git_dir / "objects" / made[0][:2] / made[0][2:]).unlink()
    with pytest.raises(GitFailed, match=f"{made[0][:9]}, a parent of others, is missing"):
        list(updated(history.path, tmp_path).commits(made[1]))
