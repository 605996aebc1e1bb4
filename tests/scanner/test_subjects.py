"""Documents that are about one thing: by the class that they lead to, by words, by topic."""

from collections.abc import Iterable

import pytest

from scanner.claims.known import Known
from scanner.markdown import read_tracker
from scanner.subjects import about, humps_of, subjects

CLASSES = (
    "ShopRouter",
    "UnifiedShopRouter",
    "ShopRouterFactory",
    "OrderItemFactory",
    "OrderFactory",
    "CartStore",
    "ToolBox",
    "WebSocketBell",
)


def gathered(titles: Iterable[str], classes: Iterable[str] = CLASSES) -> list[str]:
    names = Known([], classes)
    read = [read_tracker(f"# SSOT-incomplete-migration-{title}\n\n- [ ] A box\n".encode(), f"docs/{title}.md") for title in titles]
    return subjects([about(one, f"docs/{title}.md", names) for one, title in zip(read, titles, strict=True)])


def are_one(*titles: str) -> bool:
    return len(set(gathered(titles))) == 1


def test_words_and_the_class_that_they_spell_are_one_subject():
    assert gathered(["shop-router-duplication", "ShopRouter-consolidation", "Multiple Shop Routers"]) == ["ShopRouter"] * 3


def test_a_factory_and_a_longer_name_go_with_the_name_that_they_hold():
    titles = ["ShopRouter-consolidation", "shop-router-factory-removal", "UnifiedShopRouter-imports"]
    assert gathered(titles) == ["ShopRouter"] * 3


def test_a_factory_that_nobody_else_is_about_keeps_its_own_name():
    assert gathered(["shop-router-factory-removal", "CartStore-duplication"]) == ["ShopRouterFactory", "CartStore"]


def test_a_name_that_leaves_words_out_between_is_the_same():
    assert gathered(["order-factory-singleton", "order-item-factory-singleton"]) == ["OrderItemFactory"] * 2


def test_names_that_share_the_first_word_only_are_several_subjects():
    assert len(set(gathered(["ShopRouter-duplication", "shop-handler-duplication"], ("ShopRouter", "ShopHandler")))) == 2


def test_names_that_share_the_last_word_only_are_several_subjects():
    assert not are_one("ShopRouter-duplication", "CartRouter-duplication")
    assert len(set(gathered(["ShopRouter-duplication", "CartRouter-duplication"], ("ShopRouter", "CartRouter")))) == 2


def test_another_ending_of_a_word_is_the_same_word():
    assert gathered(["ShopRouter-consolidation", "shop-routing-consolidation"]) == ["ShopRouter"] * 2


def test_what_has_no_class_gathers_at_its_first_word_and_takes_lone_names_with_it():
    titles = ["config-loading-duplication", "configuration-import-fragmentation", "ConfigReader-duplication"]
    assert len(set(gathered(titles, ("ConfigReader",)))) == 1


def test_a_short_form_is_the_longer_word():
    assert are_one("auth-duplication", "authentication-chaos", "oauth-duplication")


def test_a_title_that_names_two_things_goes_with_the_one_that_others_are_about():
    titles = ["ShopRouter-duplication", "ShopRouter-fragmentation", "ToolBox-vs-UnifiedShopRouter-duplication"]
    assert gathered(titles) == ["ShopRouter"] * 3


def test_a_large_subject_is_not_swallowed_by_the_topic_of_its_first_word():
    shared = [f"WebSocketBell-duplication-{number}" for number in range(5)]
    found = gathered([*shared, "websocket-events-duplication"])
    assert found == ["WebSocketBell"] * 5 + ["Websocket"]


def test_a_file_name_leads_to_the_class_where_the_title_says_nothing():
    document = read_tracker(b"# SSOT Progress Tracker\n\n- [ ] A box\n", "docs/shop-router-duplication.md")
    assert about(document, "docs/shop-router-duplication.md", Known([], CLASSES)).name == "ShopRouter"


def test_a_class_that_the_title_names_but_the_history_does_not_know_keeps_its_name():
    document = read_tracker(b"# SSOT ThreadState duplication\n\nThree ThreadState definitions.\n\n- [ ] A box\n", "docs/x.md")
    assert about(document, "docs/x.md", Known([], ())).name == "ThreadState"


@pytest.mark.parametrize(
    ("name", "humps"),
    [
        ("WebSocketManager", ("websocket", "manager")),
        ("OAuthStore", ("oauth", "store")),
        ("LLMManager", ("llm", "manager")),
        ("BaseE2ETest", ("base", "e", "2", "e", "test")),
        ("", ()),
    ],
)
def test_humps_keep_products_whole(name, humps):
    assert humps_of(name) == humps


def test_documents_without_words_do_not_stop_the_others():
    found = gathered(["", "!!!", "ssot", "ShopRouter-duplication"])
    assert len(found) == 4
    assert found[3] == "ShopRouter"


def test_nothing_is_gathered_from_nothing():
    assert subjects([]) == []
