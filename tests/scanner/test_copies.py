"""Copied folders from paths and blob ids: what is proposed, and what only looks like it."""

from collections.abc import Mapping
from time import perf_counter

import pytest

from scanner.copies import EMPTY_BLOB, Held, Proposal, propose
from scanner.copy_names import copy_words, glob_of, is_meant, says_copy
from scanner.git import Change
from scanner.graph import Graph
from scanner.tree import PathRules, glob_matches

SHOP = ("core/router.py", "core/session.py", "pay/card.py", "pay/cash.py", "main.py")


def folder(root: str, names: tuple[str, ...] = SHOP, *, born: int = 0, suffix: str = "") -> list[Held]:
    """Files below a root; the blob is the name, so that equal names are equal files."""
    return [Held(f"{root}/{name}" if root else name, f"{name}{suffix}", born) for name in names]


def grown(root: str, count: int) -> list[Held]:
    """Files that came one by one."""
    return [Held(f"{root}/part_{number}.py", f"blob {number}", number) for number in range(count)]


def copied(root: str, count: int, *, born: int) -> list[Held]:
    """The same files at another root, all in one commit."""
    return [Held(f"{root}/part_{number}.py", f"blob {number}", born) for number in range(count)]


def only(files: list[Held]) -> Proposal:
    (one,) = propose(files)
    return one


def test_a_folder_whose_name_says_backup_is_a_copy_of_what_it_equals():
    one = only(folder("shop") + folder("backup_2025_09_14/shop", born=5))
    assert one == Proposal("backup_2025_09_14", "", 5, 5, "/backup_2025_09_14/**")
    assert one.share == 1.0


def test_a_snapshot_of_everything_copies_the_root():
    one = only(folder("") + folder("backups/before/system", born=5))
    assert (one.folder, one.original, one.glob) == ("backups", "", "/backups/**")


def test_several_snapshots_become_one_proposal():
    files = folder("shop") + folder("backups/monday/shop", born=5) + folder("backups/tuesday/shop", born=6)
    one = only(files)
    assert (one.folder, one.equal, one.files) == ("backups", 10, 10)


def test_a_copy_that_went_its_own_way_needs_half_of_its_files():
    kept = folder("shop") + folder("old/shop", SHOP[:3], born=5)
    changed = folder("old/shop", SHOP[3:], born=5, suffix=" changed")
    one = only(kept + changed)
    assert (one.folder, one.equal, one.files, one.share) == ("old", 3, 5, 0.6)
    more = folder("old/shop", ("a.py", "b.py"), born=5, suffix=" new")
    assert propose(kept + changed + more) == []


def test_the_outermost_folder_that_is_mostly_a_copy_is_proposed():
    names = tuple(f"{part}/{number}.py" for part in ("a", "b") for number in range(4))
    one = only(folder("shop", names) + folder("shop_old", names, born=5))
    assert (one.folder, one.original) == ("shop_old", "shop")


def test_a_copied_part_is_proposed_alone_where_the_rest_is_not_a_copy():
    names = tuple(f"part/{number}.py" for number in range(4))
    others = folder("archive", tuple(f"other/{number}.py" for number in range(9)), suffix=" other")
    one = only(folder("shop", names) + folder("archive", names, born=5) + others)
    assert (one.folder, one.original, one.equal) == ("archive/part", "shop/part", 4)


def test_a_backup_that_is_older_than_what_took_its_place_is_still_the_copy():
    one = only(folder("shop", born=9) + folder("shop.bak", born=1))
    assert (one.folder, one.original) == ("shop.bak", "shop")


def test_a_folder_without_a_telling_name_is_a_copy_if_it_came_at_once_from_one_that_grew():
    one = only(grown("tests/live", 12) + copied("tests/live_e2e", 12, born=40))
    assert (one.folder, one.original, one.files) == ("tests/live_e2e", "tests/live", 12)


def test_a_folder_without_a_telling_name_needs_ten_files():
    assert propose(grown("tests/live", 9) + copied("tests/live_e2e", 9, born=40)) == []


def test_symmetrical_packages_that_came_together_are_nobodys_copies():
    assert propose(folder("eu/shop") + folder("us/shop")) == []
    assert propose(grown("eu", 20) + grown("us", 20)) == []


def test_packages_that_are_kept_alike_commit_by_commit_are_nobodys_copies():
    later = [Held(one.path.replace("eu/", "us/"), one.blob, one.born + 1) for one in grown("eu", 20)]
    assert propose(grown("eu", 20) + later) == []


@pytest.mark.parametrize("root", ["eu/vendor/shop", "eu/third_party", "eu/generated", "eu/tests/fixtures/old", "eu/proto", "eu/test_data"])
def test_what_is_alike_on_purpose_is_no_copy(root: str):
    assert propose(grown("shop", 20) + copied(root, 20, born=40)) == []


def test_vendored_twins_without_a_telling_folder_came_at_once_on_both_sides():
    assert propose(copied("eu/requests", 30, born=3) + copied("us/requests", 30, born=8)) == []


def test_empty_files_make_no_copy():
    names = tuple(f"{number}/state.py" for number in range(9))
    files = [Held(f"{root}/{name}", EMPTY_BLOB, 0) for root in ("shop", "backup") for name in names]
    assert propose(files) == []


def test_packages_that_share_their_init_files_only_are_no_copies():
    names = tuple(f"{number}/__init__.py" for number in range(9))
    assert propose(folder("shop", names) + folder("backup", names, born=5)) == []


def test_init_files_belong_to_a_copy_that_others_prove():
    one = only(folder("shop", (*SHOP, "__init__.py")) + folder("old_shop", (*SHOP, "__init__.py"), born=5))
    assert (one.equal, one.files) == (6, 6)


def test_a_product_that_makes_backups_is_no_copy():
    assert propose(folder("shop") + folder("shop_tools/backup", suffix=" own")) == []


def test_equal_files_at_other_places_are_no_copy():
    elsewhere = [Held(f"backup/{number}/renamed_{number}.py", name, 5) for number, name in enumerate(SHOP)]
    assert propose(folder("shop") + elsewhere) == []


def test_a_folder_without_a_telling_name_needs_nearly_all_of_its_files():
    own = folder("tests/live_e2e", tuple(f"own_{number}.py" for number in range(3)), born=40)
    assert propose(grown("tests/live", 12) + copied("tests/live_e2e", 12, born=40) + own) == []


def test_two_equal_files_are_too_few():
    assert propose(folder("shop", SHOP[:2]) + folder("backup/shop", SHOP[:2], born=5)) == []


def test_a_copy_inside_of_its_original_does_not_exclude_the_original():
    one = only(folder("shop") + folder("shop/old", born=5))
    assert (one.folder, one.original) == ("shop/old", "shop")


def test_a_folder_that_holds_the_original_too_is_not_proposed():
    one = only(folder("archive/shop") + folder("archive/shop_backup", born=5))
    assert (one.folder, one.original) == ("archive/shop_backup", "archive/shop")


def test_the_largest_comes_first():
    two = folder("shop") + folder("pay", tuple(f"{number}.py" for number in range(9)))
    backups = folder("shop_bak", born=5) + folder("pay_bak", tuple(f"{number}.py" for number in range(9)), born=5)
    assert [one.folder for one in propose(two + backups)] == ["pay_bak", "shop_bak"]


@pytest.mark.parametrize(
    "name", ["backup", "Backup2", "shop_old", "old-shop", "shop.bak", "2025-09-14", "before_20250914_1200", "shop.orig"]
)
def test_names_that_say_copy(name: str):
    assert says_copy(name)


@pytest.mark.parametrize("name", ["shop", "deepcopy", "golden", "fold", "20259914", "v2", "copyright", "120250914", "olden"])
def test_names_that_do_not(name: str):
    assert not says_copy(name)


def test_words_are_counted_by_folder():
    assert copy_words("backups/shop_old/2025_01_02/pay") == 3
    assert is_meant("shop/Vendor/x") and is_meant("a/site-packages/b") and not is_meant("shop/vending")


@pytest.mark.parametrize("name", ["backup", "back up [1]", "a*b?", "!old", "#old", "old\nproduction **", "back\\up", "old ", "-é"])
def test_a_glob_matches_its_folder_and_is_one_line_of_rules(name: str):
    glob = glob_of(name)
    assert glob_matches(glob, f"{name}/shop/router.py")
    assert not glob_matches(glob, "shop/router.py") and not glob_matches(glob, f"x/{name}/router.py")
    assert PathRules(f"backup {glob}\n").category(f"{name}/shop/router.py") == "backup"


def test_births_are_the_last_additions_on_the_line():
    graph = Graph()
    graph.add("a" * 40, None, [Change("a.py", None, "1" * 40), Change("b.py", None, "2" * 40)])
    graph.add("b" * 40, "a" * 40, [Change("a.py", "1" * 40, None)])
    graph.add("c" * 40, "b" * 40, [Change("a.py", None, "3" * 40), Change("b.py", "2" * 40, "4" * 40)])
    born: Mapping[int, int] = graph.births(2)
    assert {graph.paths[path]: number for path, number in born.items()} == {"a.py": 2, "b.py": 0}


def test_one_content_at_very_many_paths_stays_quick():
    files = [Held(f"part_{number}/{number % 7}/same.py", "same", number) for number in range(5_000)]
    started = perf_counter()
    assert propose(files) == []
    assert perf_counter() - started < 5
