"""What a claim is about: the nearest place that names it."""

import pytest

from scanner.claims.claim import Claim, Part, Source, Subject, Thing
from scanner.claims.known import Known
from scanner.claims.reading import claim_of
from scanner.markdown import read_tracker

KNOWN = Known(
    paths=[
        "shop/core/old_router.py",
        "shop/compat/router.py",
        "shop/web/router.py",
        "shop/web/pages.py",
        "shop/admin/pages.py",
        "tests/test_router.py",
        "tests/routing/test_all.py",
    ],
    classes=["ShopRouter", "OldRouter", "IShopEngine", "ShopEngine", "DuplicateShop", "ShopRouterFactory"],
    functions=["create_router"],
)
LISTS = """
- **DEPRECATED**: `/shop/core/old_router.py`
- **COMPATIBILITY**: `/shop/compat/router.py`
- **CANONICAL**: `/shop/web/router.py`
"""


def claim(body: str, title: str = "Work", above: str = "") -> Claim:
    document = read_tracker(f"# {title}\n{above}\n## Phase 4: Execute\n{body}\n".encode(), "tracker.md")
    return claim_of(document.phases[0].items[0], document.phases[0], document, KNOWN)


def told(found: Claim) -> list[tuple[str, str, str]]:
    return [(one.part.value, one.text, one.source.value) for one in found.subjects]


@pytest.mark.parametrize(
    ("item", "subjects"),
    [
        ("Remove `shop/core/old_router.py`", [("subject", "shop/core/old_router.py", "item")]),
        ("Remove OldRouter class from `shop/web/router.py`", [("subject", "OldRouter", "item"), ("place", "shop/web/router.py", "item")]),
        (
            "Remove duplicate ShopRouter class from `router.py:20`",
            [("subject", "ShopRouter", "item"), ("place", "router.py", "item"), ("place", "20", "item")],
        ),
        ("Eliminate duplicate ShopRouter classes", [("copies", "ShopRouter", "item")]),
        ("Remove fallback code from `shop/web/router.py`", [("place", "shop/web/router.py", "item")]),
        (
            "Update all imports from `shop.core.old_router` to ShopRouter",
            [("subject", "shop.core.old_router", "item"), ("target", "ShopRouter", "item")],
        ),
        ("Update imports in `shop/web/pages.py`", [("place", "shop/web/pages.py", "item")]),
        ("Migrate `shop/web/pages.py`", [("place", "shop/web/pages.py", "item")]),
        ("Replace create_router() with ShopRouter()", [("subject", "create_router()", "item"), ("target", "ShopRouter()", "item")]),
        ("Replace with factory: create_router()", [("target", "create_router()", "item")]),
        ("Replace os.environ by the settings", [("subject", "os.environ", "item")]),
        ("Convert OldRouter to a wrapper around ShopRouter", [("subject", "OldRouter", "item"), ("target", "ShopRouter", "item")]),
        (
            "`pages.py`: redirects to ShopRouter + ShopEngine",
            [("subject", "pages.py", "item"), ("target", "ShopRouter", "item"), ("target", "ShopEngine", "item")],
        ),
        ("Created ShopEngine in `shop/web/pages.py`", [("subject", "ShopEngine", "item"), ("place", "shop/web/pages.py", "item")]),
        ("Create tests for ShopRouter - `tests/test_router.py`", [("subject", "tests/test_router.py", "item")]),
        ("4 new tests created in tests/routing/", [("subject", "tests/routing/", "item")]),
        ("Consolidate OldRouter into ShopRouter", [("subject", "OldRouter", "item"), ("target", "ShopRouter", "item")]),
        ("Only one shop router factory exists", [("subject", "ShopRouterFactory", "item")]),
        ("Found 3 copies of ShopRouter", []),
        ("Golden path of ShopRouter works", []),
    ],
)
def test_an_item_names_its_subject(item: str, subjects: list[tuple[str, str, str]]):
    assert told(claim(f"- [ ] {item}")) == subjects


def test_sub_bullets_come_second():
    found = claim("- [x] Remove deprecated layers\n  - removed `shop/core/old_router.py`\n", title="Shop router duplicates", above=LISTS)
    assert told(found) == [("subject", "shop/core/old_router.py", "sub-bullet")]


def test_the_heading_comes_third():
    document = read_tracker(b"# Work\n\n## Phase 2: Add methods to ShopRouter\n- [ ] Add create_router() method\n", "t.md")
    found = claim_of(document.phases[0].items[0], document.phases[0], document, KNOWN)
    assert told(found) == [("subject", "create_router()", "item"), ("place", "ShopRouter", "phase")]


def test_old_modules_come_from_the_implementation_list():
    found = claim("- [ ] Update all imports", title="Shop router", above=LISTS)
    assert told(found) == [
        ("subject", "shop.core.old_router", "implementation list"),
        ("subject", "shop.compat.router", "implementation list"),
    ]
    assert all(one.thing is Thing.MODULE for one in found.subjects)


def test_files_come_from_the_list_by_the_role_that_the_item_names():
    found = claim("- [ ] Remove deprecated files", above=LISTS)
    assert told(found) == [("subject", "/shop/core/old_router.py", "implementation list")]


def test_files_to_remove_are_a_list_too():
    found = claim("- [ ] Remove duplicate implementations", above="\n- Remove: `/shop/core/old_router.py`\n")
    assert told(found) == [("subject", "/shop/core/old_router.py", "implementation list")]


@pytest.mark.parametrize(
    ("title", "symbol"),
    [
        ("SSOT-incomplete-migration-shop-router-duplication", "ShopRouter"),
        ("SSOT-incomplete-migration: multiple shop routers", "ShopRouter"),
        ("SSOT-incomplete-migration-billing", None),
    ],
)
def test_the_title_comes_last(title: str, symbol: str | None):
    found = claim("- [ ] Single implementation", title=title, above="\nShopRouter is written here\n")
    assert told(found) == ([("subject", symbol, "title")] if symbol else [])


def test_what_the_title_names_stays_when_its_duplicates_are_removed():
    found = claim("- [ ] Remove duplicate implementations", title="SSOT-incomplete-migration-shop-router", above="\nShopRouter\n")
    assert told(found) == [("copies", "ShopRouter", "title")]


def test_the_old_module_is_not_guessed_from_the_title_where_a_new_one_is_named():
    found = claim("- [ ] Update imports for ShopEngine", title="SSOT-incomplete-migration-shop-router", above="\nShopRouter\n")
    assert told(found) == [("target", "ShopEngine", "item")]


@pytest.mark.parametrize("item", ["Implement redirect pattern", "Added deprecation warnings to legacy code", "Remove backup file"])
def test_the_title_names_no_old_place(item: str):
    assert claim(f"- [ ] {item}", title="SSOT-incomplete-migration-shop-router").subjects == ()


@pytest.mark.parametrize(
    ("note", "subjects"),
    [
        ("`old_router.py`: no longer there", [("subject", "old_router.py", "sub-bullet")]),
        ("OldRouter deleted", [("subject", "OldRouter", "sub-bullet")]),
        ("GOLDEN PATH: registration through ShopEngine works", [("copies", "ShopRouter", "title")]),
    ],
)
def test_a_sub_bullet_counts_where_it_says_the_same_sort_of_thing(note: str, subjects: list[tuple[str, str, str]]):
    assert told(claim(f"- [x] Remove deprecated layers\n  - {note}\n", title="Shop router duplicates")) == subjects


@pytest.mark.parametrize(
    ("title", "symbol"),
    [
        ("SSOT-incomplete-migration-ShopRouter-shop-engine-chaos", "ShopRouter"),
        ("SSOT-incomplete-migration-multiple-shop-router-factories", "ShopRouterFactory"),
        ("SSOT-incomplete-migration-duplicate-shop-duplication", None),
    ],
)
def test_a_title_is_read_for_names_that_end_like_a_class(title: str, symbol: str | None):
    assert [one.text for one in claim("- [ ] Single implementation", title=title).subjects] == ([symbol] if symbol else [])


def test_lines_get_their_file_from_the_list():
    found = claim("- [ ] Remove deprecated function (lines 10-20)", above=LISTS)
    assert told(found) == [("subject", "lines 10-20", "item"), ("place", "/shop/core/old_router.py", "implementation list")]


@pytest.mark.parametrize(
    ("item", "known", "certain"),
    [
        ("Remove `old_router.py`", ("shop/core/old_router.py",), True),
        ("Remove `OldRouter.py`", ("shop/core/old_router.py",), False),
        ("Remove `pages.py`", ("shop/admin/pages.py", "shop/web/pages.py"), False),
        ("Remove old_router", ("shop/core/old_router.py",), False),
        ("Created ShopEngineInterface", ("IShopEngine",), False),
        ("Created ShopEngine", ("ShopEngine",), True),
        ("Replace os.environ by the settings", ("os.environ",), True),
        ("Replace shop.gone.name by the settings", (), False),
        ("Remove `shop/never.py`", (), False),
    ],
)
def test_a_subject_says_what_the_repository_knows_by_its_name(item: str, known: tuple[str, ...], certain: bool):
    (found,) = claim(f"- [ ] {item}").subjects
    assert (found.known, found.certain) == (known, certain)


def test_a_name_that_never_was_is_not_found():
    assert claim("- [x] Remove `shop/never.py`").subject_not_found
    assert not claim("- [x] Remove `shop/core/old_router.py`").subject_not_found
    assert not claim("- [x] Remove duplicate implementations").subject_not_found


def test_only_what_the_item_names_is_certain():
    found = claim("- [ ] Remove deprecated files", above=LISTS)
    assert [one.certain for one in found.subjects] == [False]


def test_a_command_in_the_phase_names_no_subject():
    found = claim("Validate: `python shop/web/router.py`\n\n- [ ] Remove compatibility aliases")
    assert found.subjects == ()


def test_the_one_thing_of_the_phases_own_words_is_a_subject():
    found = claim("About `shop/core/old_router.py`\n\n- [ ] Remove legacy code")
    assert found.subjects == (
        Subject(Thing.PATH, "shop/core/old_router.py", Source.PHASE, False, ("shop/core/old_router.py",), Part.SUBJECT),
    )
