"""The example repository: the same everywhere, repaired when incomplete, and with the story that it is to tell."""

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from functools import partial
from itertools import pairwise
from pathlib import Path, PurePosixPath

import pytest

from tracker import example
from tracker.example.story import STORY
from tracker.example.telling import tell
from tracker.example.writer import ENVIRONMENT

ROOT = Path(__file__).resolve().parents[2]
OLD = ("harbor.core.message_router", "harbor.services.message_router")
#: What is left of the router's migration at the end, intended places aside.
IMPORTS_LEFT = 22
STRINGS_LEFT = 7
UNREADABLE = ["scripts/stock_letter.py"]
ROUTER_TRACKER = "docs/trackers/SSOT-message-router.md"
SESSION_TRACKER = "docs/trackers/SSOT-session-store.md"
CONFIG_TRACKER = "docs/trackers/SSOT-config-loader.md"


def git(repository, *arguments: str) -> str:
    command = ["git", "--git-dir", str(repository), *arguments]
    return subprocess.run(command, env=ENVIRONMENT, capture_output=True, check=True, text=True).stdout


def tip_of(repository) -> str:
    return git(repository, "rev-parse", "main").strip()


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    return example.build(tmp_path_factory.mktemp("built") / "example")


@pytest.fixture(scope="module")
def files(built) -> dict[str, str]:
    """Path -> text at the tip."""
    return {path: git(built, "show", f"main:{path}") for path in git(built, "ls-tree", "-r", "--name-only", "main").splitlines()}


def commit_of(repository, message: str) -> str:
    found = git(repository, "log", "--format=%H", "--fixed-strings", f"--grep={message}", "main").split()
    assert found, message
    return found[-1]


# Writing it


def test_two_folders_get_the_same_commits(built, tmp_path):
    other = example.build(tmp_path / "some" / "where else")
    assert git(other, "rev-list", "--all") == git(built, "rev-list", "--all")


def test_another_process_in_another_zone_gets_the_same_commits(built, tmp_path):
    code = f"from pathlib import Path\nfrom tracker.example import build\nbuild(Path({str(tmp_path / 'example')!r}))"
    surroundings = {**ENVIRONMENT, "TZ": "Asia/Kathmandu", "PYTHONHASHSEED": "7", "GIT_AUTHOR_NAME": "Somebody", "LC_ALL": "C"}
    subprocess.run([sys.executable, "-c", code], cwd=ROOT, env=surroundings, check=True)
    assert tip_of(tmp_path / "example") == tip_of(built)


def test_the_repository_is_whole(built):
    assert git(built, "fsck", "--full", "--strict") == ""
    assert git(built, "symbolic-ref", "HEAD").strip() == "refs/heads/main"


def test_one_that_is_complete_is_kept(tmp_path):
    target = example.build(tmp_path / "example")
    (target / "description").write_text("mine\n")
    assert example.build(target) == target
    assert (target / "description").read_text() == "mine\n"


def break_head(target):
    (target / "HEAD").unlink()


def break_branch(target):
    (target / "refs" / "heads" / "main").unlink()


def break_pack(target):
    next((target / "objects" / "pack").glob("*.pack")).unlink()


def shorten(target):
    git(target, "update-ref", "refs/heads/main", "main~3")


@pytest.mark.parametrize("harm", [break_head, break_branch, break_pack, shorten])
def test_one_that_is_half_built_is_built_again(built, tmp_path, harm):
    target = example.build(tmp_path / "example")
    harm(target)
    example.build(target)
    assert git(target, "rev-list", "--objects", "main") == git(built, "rev-list", "--objects", "main")
    assert [path.name for path in tmp_path.iterdir()] == ["example"]


def test_a_folder_with_something_else_in_it_is_replaced(built, tmp_path):
    (tmp_path / "example" / "objects").mkdir(parents=True)
    assert tip_of(example.build(tmp_path / "example")) == tip_of(built)


def test_a_write_that_fails_leaves_nothing_behind(tmp_path, monkeypatch):
    def fail(*arguments):
        raise example.ExampleNotBuilt("The disk is full.")

    monkeypatch.setattr("tracker.example.writer.write", fail)
    with pytest.raises(example.ExampleNotBuilt, match="disk"):
        example.build(tmp_path / "example")
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_cannot_be_made_is_one_sentence(tmp_path):
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(example.ExampleNotBuilt, match=r"could not be written to .*file/example: "):
        example.build(tmp_path / "file" / "example")


def test_without_git_the_sentence_names_it(tmp_path, monkeypatch):
    monkeypatch.setitem(ENVIRONMENT, "PATH", str(tmp_path))
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(example.ExampleNotBuilt, match="needs Git"):
        example.build(tmp_path / "example")


@pytest.mark.parametrize("ago", [0, 1, 6, 7, 75])
def test_for_a_reader_it_ended_less_than_a_week_ago(built, tmp_path, ago):
    today = STORY[-1].moment().date() + timedelta(days=ago)
    target = example.build(tmp_path / "example", today)
    ended = datetime.fromisoformat(git(target, "log", "-1", "--format=%cI", "main").strip())
    assert timedelta(0) <= today - ended.date() < timedelta(days=7) and ended.weekday() == STORY[-1].moment().weekday()
    assert git(target, "rev-list", "--count", "main") == git(built, "rev-list", "--count", "main")
    opened = date(2026, 6, 15) + timedelta(days=ago // 7 * 7)
    assert f"**Created:** {opened}" in git(target, "show", f"main:{ROUTER_TRACKER}")


# What happens in it


def test_time_goes_forward_over_four_months_and_several_zones():
    commits = list(tell(STORY))
    assert 120 <= len(commits) <= 200
    assert all(one.when <= next_one.when for one, next_one in pairwise(commits))
    assert (commits[0].when.date().isoformat(), commits[-1].when.date().isoformat()) == ("2026-05-04", "2026-09-10")
    assert len({one.author.name for one in commits}) == 6
    assert len({one.author.offset for one in commits}) >= 4


def test_every_commit_changes_something_and_says_what():
    commits = list(tell(STORY))
    assert all(one.changes and one.message for one in commits)
    assert len({one.message for one in commits}) == len(commits)


def test_there_are_two_roots_several_merges_renames_and_reverts(built):
    assert len(git(built, "rev-list", "--max-parents=0", "main").split()) == 2
    assert len(git(built, "rev-list", "--merges", "main").split()) >= 4
    assert git(built, "log", "--format=%s", "main").count("Revert ") == 2
    renamed = git(built, "log", "-M", "--diff-filter=R", "--name-only", "--format=", "main").split()
    assert renamed == ["scripts/list_router_paths.py", "tests/integration/test_partner_sales.py"]


def test_every_file_of_the_tip_parses_but_one(files):
    broken = []
    for path, text in files.items():
        try:
            assert not path.endswith(".py") or ast.parse(text)
        except SyntaxError:
            broken.append(path)
    assert broken == UNREADABLE


def test_a_merge_leaves_its_marks_in_a_file_for_some_commits(built):
    commit = commit_of(built, "Merge branch 'notices'")
    merged = git(built, "show", f"{commit}:harbor/notices/mails.py")
    assert "<<<<<<< HEAD\n" in merged
    with pytest.raises(SyntaxError):
        ast.parse(merged)


def test_a_damaged_tracker_is_mended_by_the_revert(built, files):
    damaged = git(built, "show", f"{commit_of(built, 'Tidy the tracker')}:{ROUTER_TRACKER}")
    assert "âœ… Phase 0" in damaged
    assert "✅ Phase 0" in files[ROUTER_TRACKER] and "âœ" not in files[ROUTER_TRACKER]


def targets(path: str, node: ast.AST) -> Iterator[str]:
    """Every module that a statement may import, as written or relative; and what import_module is given."""
    match node:
        case ast.Import(names):
            yield from (name.name for name in names)
        case ast.ImportFrom(module, names, level):
            base = ".".join(PurePosixPath(path).parent.parts[: len(PurePosixPath(path).parts) - level]) if level else ""
            module = ".".join(filter(None, (base, module)))
            yield from (module, *(f"{module}.{name.name}" for name in names))
        case ast.Call(ast.Attribute(attr="import_module" | "importorskip"), [ast.Constant(str(name))]):
            yield name


def is_old(name: str) -> bool:
    return any(name == module or name.startswith(module + ".") for module in OLD)


def old_imports(path: str, text: str) -> list[int]:
    """Lines that import an old module, those marked as intended aside."""
    lines = text.splitlines()
    try:
        nodes = (node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.stmt | ast.expr))
        found = [node for node in nodes if any(map(is_old, targets(path, node)))]
    except SyntaxError:
        return [number for number, line in enumerate(lines, start=1) if re.match(r"(from|import) harbor\.\w+\.message_router\b", line)]
    return [node.lineno for node in found if "ssot: intended" not in lines[node.lineno - 1]]


def is_counted(path: str) -> bool:
    return path.endswith(".py") and not path.startswith("backup_")


def test_the_tip_has_as_many_old_imports_as_the_story_says(files):
    places = [(path, line) for path, text in files.items() if is_counted(path) for line in old_imports(path, text)]
    assert len(places) == IMPORTS_LEFT


def test_at_the_tip_old_imports_hide_in_functions(files):
    """All that are left in harbor itself: nothing fails when a module is loaded."""
    for path, text in files.items():
        if path.startswith("harbor/"):
            top = [node for node in ast.parse(text).body if any(map(is_old, targets(path, node)))]
            assert top == [], path


def boxes(text: str) -> dict[str, bool]:
    """What a box says -> whether it is ticked."""
    return {said: mark == "x" for mark, said in re.findall(r"^- \[([ x])\] (.+)$", text, re.MULTILINE)}


def test_the_trackers_are_what_the_glob_names(files):
    named = [path for path in files if PurePosixPath(path).match(example.TRACKER)]
    assert named == [CONFIG_TRACKER, ROUTER_TRACKER, SESSION_TRACKER]


def test_the_router_s_tracker_says_complete_while_files_and_imports_are_left(files):
    text = files[ROUTER_TRACKER]
    assert "**Status:** ✅ COMPLETE" in text
    assert [said for said, ticked in boxes(text).items() if not ticked] == [
        "Create the pull request for the last step",
        "Write down the migration for other developers",
    ]
    assert "harbor/core/message_router.py" not in files
    assert "harbor/services/message_router.py" in files


def test_imports_were_ticked_as_done_before_they_were(built):
    commit = commit_of(built, "Tracker: imports are done")
    assert boxes(git(built, "show", f"{commit}:{ROUTER_TRACKER}"))[
        "Update all imports from `harbor.core.message_router` to the canonical path"
    ]
    grepped = git(built, "grep", "-c", r"^ *from harbor\.\(core\|services\)\.message_router import", commit, "--", "harbor", "tests")
    assert sum(int(line.rpartition(":")[2]) for line in grepped.splitlines()) > 50


def test_the_session_tracker_is_true_when_it_closes(built, files):
    assert all(boxes(files[SESSION_TRACKER]).values())
    assert "**Status:** ✅ COMPLETE" in files[SESSION_TRACKER]
    closed = commit_of(built, "Close the tracker for the session store")
    found = git(built, "ls-tree", "-r", "--name-only", closed, "harbor/auth/session_cache.py", "harbor/web/compat")
    assert found == ""


def test_the_configuration_s_tracker_has_a_box_that_is_ready_to_tick(files):
    assert not boxes(files[CONFIG_TRACKER])["Create `ConfigLoader` in `/harbor/settings/loader.py`"]
    assert "harbor/settings/loader.py" in files


# What the program sees in it


@pytest.fixture
def issue(built, data_dir, transactional_db):
    from tests.support.scanning import follow, scan
    from tracker.actions import counting, issues

    draft = issues.IssueDraft(
        title="MessageRouter",
        symbol="MessageRouter",
        canonical="harbor.messaging.router",
        deprecated=OLD,
        remove=("harbor/core/message_router.py", "harbor/services/message_router.py"),
    )
    made = follow(scan(built), draft)
    counting.count_issue(issues.find(made.pk))
    return issues.find(made.pk)


def test_the_count_grows_stands_falls_in_waves_rises_once_more_and_stays(built, issue):
    from tests.support.scanning import series

    counts = series(issue, whole_graph=False)
    line = git(built, "rev-list", "--first-parent", "--reverse", "main").split()

    def of_rules(commit: str, *rules: str) -> int:
        return sum(count for (rule, _), count in counts.get(commit, {}).items() if rule in rules)

    left = [of_rules(commit, "deprecated-import", "string-target") for commit in line]
    at = partial(commit_of, built)
    assert (left[0], max(left), left[-1]) == (0, 120, IMPORTS_LEFT + STRINGS_LEFT)
    assert left.count(120) >= 10, "a plateau"
    peak = left.index(120)
    assert left[: peak + 1] == sorted(left[: peak + 1]), "growth"
    assert sum(after < before for before, after in pairwise(left)) >= 20, "waves"
    assert sum(after > before for before, after in pairwise(left[peak:])) >= 4, "small rises on the way down"
    ticked = left[line.index(at("Tracker: imports are done"))]
    assert max(left[line.index(at("Tracker: imports are done")) :]) > ticked > 80, "more after the tick than at it"

    assert of_rules(line[-1], "deprecated-import") == IMPORTS_LEFT
    assert of_rules(line[-1], "dangling-import") > 0
    assert of_rules(line[-1], "unreadable") == len(UNREADABLE)
    assert of_rules(at("Merge branch 'notices'"), "unreadable") == len(UNREADABLE) + 1
    removed = [of_rules(at(said), "removed-path") for said in ("Remove the core router", "Remove the services router", 'Revert "Remove')]
    assert removed == [1, 0, 1]


def test_every_class_of_implementation_stands_at_the_tip(issue):
    from tracker.actions import exports

    classes = {str(path): str(kind) for path, _, _, kind, _, _ in exports.implementations(issue, None)}
    assert classes == {
        "backup_2026_06/harbor/core/message_router.py": "backup copy",
        "backup_2026_06/harbor/services/message_router.py": "backup copy",
        "harbor/__init__.py": "lazy",
        "harbor/batch/router.py": "duplicate",
        "harbor/edge/routing.py": "fallback",
        "harbor/gateway/__init__.py": "re-export",
        "harbor/messaging/router.py": "canonical",
        "harbor/partners/router.py": "subclass shim",
        "harbor/services/message_router.py": "proxy",
        "harbor/support/legacy.py": "alias",
        "tests/support/routers.py": "test double",
    }


@pytest.mark.parametrize(
    ("message", "core", "services"),
    [
        ("Plan the migration", "duplicate", "duplicate"),
        ("The services router hands on", "duplicate", "proxy"),
        ("The core router is a name", "subclass shim", "proxy"),
        ("Remove the core router", None, "proxy"),
    ],
)
def test_old_routers_move_through_the_classes(built, issue, message, core, services):
    from tracker.actions import exports

    rows = exports.implementations(issue, commit_of(built, message))
    classes = {str(path): str(kind) for path, _, _, kind, _, _ in rows}
    assert classes.get("harbor/core/message_router.py") == core
    assert classes.get("harbor/services/message_router.py") == services
