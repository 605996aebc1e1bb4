"""What the code says of further duplications, and of the places that documents name."""

from collections.abc import Mapping

import pytest

from scanner.claims.known import Known
from scanner.discover_names import Source
from scanner.document_parts import Further
from scanner.extract import extract
from scanner.further import Answer, Verdict, answer, ask
from scanner.markdown import read_tracker
from scanner.name_uses import Code
from scanner.subject_targets import Standing, Target, standing, targets_of
from scanner.tracker_draft import draft
from scanner.tree import DEFAULT_PATH_RULES, PathRules, module_names, place_file

PATHS = PathRules(DEFAULT_PATH_RULES)
ROUTER = "class ShopRouter:\n    def route(self): return 1\n    def add(self): return 2\n    def stop(self): return 3\n"
USER = "from shop.a import ShopRouter\n"
NAMES = Known(["shop/a.py", "shop/b.py"], ("ShopRouter", "OldStore"))


def code(files: Mapping[str, str], *names: str) -> Code:
    modules = {module for path in files for module in module_names(path)}
    return Code(
        names or ("ShopRouter",), (Source(place_file(path, PATHS), extract(text.encode())) for path, text in files.items()), modules
    )


def says(text: str, files: Mapping[str, str]) -> Answer:
    asked = ask(Further(text, "", 1), NAMES)
    return answer(asked, code(files, asked.name or "ShopRouter"))


def test_two_definitions_make_a_duplication_true():
    found = says("Shop Router Duplication", {"shop/a.py": ROUTER, "shop/b.py": ROUTER})
    assert (found.verdict, found.sentence) == (Verdict.TRUE, "ShopRouter has 2 definitions with code of their own.")
    assert [(one.path, one.line) for one in found.spots] == [("shop/a.py", 1), ("shop/b.py", 1)]


def test_one_definition_refutes_a_duplication():
    found = says("Shop Router Duplication", {"shop/a.py": ROUTER, "shop/u.py": USER})
    assert (found.verdict, found.sentence) == (Verdict.REFUTED, "ShopRouter has one definition with code of its own.")


@pytest.mark.parametrize("path", ["tests/test_router.py", "backups/shop/a.py"])
def test_doubles_and_backup_copies_are_no_second_definition(path):
    assert says("Multiple ShopRouter implementations", {"shop/a.py": ROUTER, path: ROUTER}).verdict is Verdict.REFUTED


def test_a_shim_is_told_apart_from_a_second_definition():
    shim = "from shop.a import ShopRouter as Real\nclass ShopRouter(Real):\n    pass\n"
    found = says("Shop Router Duplication", {"shop/a.py": ROUTER, "shop/b.py": shim})
    sentence = "ShopRouter has one definition with code of its own; 1 more only hands it on."
    assert (found.verdict, found.sentence) == (Verdict.REFUTED, sentence)


def test_two_paths_make_a_fragmentation_true_and_fill_in_the_issue():
    files = {"shop/a.py": ROUTER, "shop/b.py": USER, "shop/u.py": USER, "shop/v.py": "from shop.b import ShopRouter\n"}
    found = says("Shop Router Import Path Fragmentation", files)
    assert found.verdict is Verdict.TRUE
    assert found.sentence == "ShopRouter is imported through 2 paths by 3 statements: shop.a 2, shop.b 1."
    assert (found.canonical, found.deprecated, found.of_paths) == ("shop.a", (), True)


def test_a_path_that_is_gone_is_said_to_be_gone():
    files = {"shop/a.py": ROUTER, "shop/u.py": USER, "shop/v.py": "from shop.old import ShopRouter\n"}
    found = says("Shop Router Import Path Fragmentation", files)
    assert found.sentence.endswith("1 of the paths is gone.")
    assert (found.canonical, found.deprecated) == ("shop.a", ("shop.old",))


def test_one_path_refutes_a_fragmentation():
    found = says("Inconsistent imports of ShopRouter", {"shop/a.py": ROUTER, "shop/u.py": USER})
    assert (found.verdict, found.sentence) == (Verdict.REFUTED, "ShopRouter is imported through one path: shop.a 1 statement.")


def test_a_name_that_nothing_imports_refutes_a_fragmentation():
    assert says("Shop Router Import Path Fragmentation", {"shop/a.py": ROUTER}).verdict is Verdict.REFUTED


def test_an_alias_is_found_under_its_other_name():
    real = ROUTER.replace("ShopRouter", "RealRouter")
    files = {"shop/a.py": real + "ShopRouter = RealRouter\n", "shop/u.py": USER}
    found = says("Shop Router Duplication", files)
    assert (found.verdict, found.spots[0].path) == (Verdict.RENAMED, "shop/a.py")
    assert "RealRouter" in found.sentence


def test_a_sloppy_spelling_is_found_under_another_name():
    store = ROUTER.replace("ShopRouter", "IOldStore")
    asked = ask(Further("Multiple OldStoreInterface", "", 1), Known([], ("IOldStore",)))
    found = answer(asked, code({"shop/a.py": store, "shop/b.py": store}, "IOldStore"))
    assert (found.verdict, found.sentence) == (Verdict.RENAMED, "IOldStore has 2 definitions with code of their own.")


def test_a_class_that_is_gone_refutes_its_duplication():
    found = says("OldStore duplication", {"shop/a.py": ROUTER})
    assert (found.verdict, found.sentence) == (Verdict.REFUTED, "Nothing in production defines OldStore at the newest commit.")


def test_words_that_name_nothing_are_no_subject():
    assert says("Dual interfaces causing complexity", {"shop/a.py": ROUTER}).verdict is Verdict.NOT_FOUND


def test_a_hostile_text_answers_in_words():
    for text in ("\u202eShopRouter <script>", "A" * 300, "ShopRouter " * 30):
        assert says(text, {"shop/a.py": ROUTER}).sentence


def there(target: Target, files: Mapping[str, str]) -> Standing:
    return standing(target, code(files, target.name or target.module.rpartition(".")[2]))


def test_a_place_says_whether_the_name_is_defined_there_and_who_imports_it():
    found = there(Target("shop.a", "ShopRouter", 1), {"shop/a.py": ROUTER, "shop/u.py": USER, "tests/test_a.py": USER})
    assert (found.words, found.is_there, found.importers) == ("defined there", True, 1)


def test_a_place_that_hands_on_says_where_it_leads():
    found = there(Target("shop.b", "ShopRouter", 1), {"shop/a.py": ROUTER, "shop/b.py": USER})
    assert (found.words, found.is_there) == ("handed on: it is ShopRouter of shop/a.py", True)


def test_a_place_without_the_name_or_without_the_module_is_not_there():
    files = {"shop/a.py": ROUTER, "shop/b.py": "x = 1\n", "shop/u.py": "from shop.old import ShopRouter\n"}
    assert there(Target("shop.b", "ShopRouter", 1), files).words == "the module is there, ShopRouter is not in it"
    gone = there(Target("shop.old", "ShopRouter", 1), files)
    assert (gone.words, gone.is_there, gone.importers) == ("no such module", False, 1)


def test_a_module_alone_counts_whatever_is_imported_from_it():
    found = there(Target("shop.a", "", 1), {"shop/a.py": ROUTER, "shop/u.py": USER})
    assert (found.words, found.importers) == ("the module is there", 1)


def targets(text: str) -> list[str]:
    document = read_tracker(text.encode(), "docs/tracker.md")
    return [one.dotted for one in targets_of(document, draft(document), NAMES)]


def test_the_canonical_import_and_the_canonical_file_are_one_place():
    said = "# SSOT router\n\n- **CANONICAL SSOT:** `/shop/a.py`\n\nCANONICAL IMPORT: `from shop.a import ShopRouter`\n\n- [ ] A box\n"
    assert targets(said) == ["shop.a.ShopRouter"]


def test_the_class_on_the_line_of_a_canonical_file_is_what_stands_there():
    assert targets("# SSOT shop\n\n- **SSOT:** `/shop/b.py` - OldStore (646 lines)\n\n- [ ] A box\n") == ["shop.b.OldStore"]


def test_a_file_that_never_was_is_no_place():
    assert targets("# SSOT shop\n\n- **SSOT:** `/shop/never.py`\n\n- [ ] A box\n") == []
