"""Who an item is from version to version: written as Markdown, one string a version."""

import time
from dataclasses import replace

import pytest

from scanner.document_parts import Item, Phase, TrackerDocument
from scanner.item_history import Absence, Gap, ItemLife, Text, Version, item_history
from scanner.item_matching import likeness, wording
from scanner.markdown import read_tracker

GONE, UNREADABLE = Absence.GONE, Absence.UNREADABLE


def version(place: int, text: str | Absence) -> Version:
    return Version(place, text if isinstance(text, Absence) else read_tracker(text.encode(), "tracker.md"))


def lives(*texts: str | Absence, same_claim=lambda old, new: True) -> list[ItemLife]:
    """Places are 10, 20, 30, …"""
    return list(item_history((version(10 * place, text) for place, text in enumerate(texts, start=1)), same_claim).items)


def phase(*boxes: str, title: str = "Phase 1: Imports") -> str:
    return "\n".join([f"## {title}", *(f"- {box}" for box in boxes), ""])


def only(*texts: str | Absence, **more) -> ItemLife:
    (life,) = lives(*texts, **more)
    return life


def test_a_box_that_is_ticked_keeps_its_history():
    life = only(phase("[ ] Update all imports"), phase("[x] Update all imports"))
    assert (life.first_seen, life.ticked_at, life.ticks, life.born_ticked, life.is_ticked) == (10, 20, (20,), False, True)
    assert life.texts == (Text(10, "Update all imports"),)


def test_a_box_that_was_never_seen_open_is_born_ticked():
    life = only(phase("[x] Update all imports"))
    assert (life.ticked_at, life.born_ticked) == (10, True)


@pytest.mark.parametrize(
    "after",
    [
        "Update all imports - COMPLETE, 4 files created",
        "✅ **Update** all `imports`",
        "Update all imports → 12 files",
        "Updated all imports to the canonical path",
        "UPDATE ALL IMPORTS (done)",
    ],
)
def test_a_tick_that_rewrites_the_text_is_the_tick_of_the_same_item(after):
    life = only(phase("[ ] Update all imports"), phase(f"[x] {after}"))
    assert (life.first_seen, life.ticked_at) == (10, 20)
    assert life.texts[-1].place == 20


def test_numbers_are_no_part_of_who_an_item_is():
    life = only(phase("[ ] Migrate 76+ files"), phase("[x] Migrate 81 files"))
    assert life.ticked_at == 20


def test_a_text_cut_short_is_the_same_item():
    life = only(phase("[ ] Remove the compatibility layer of web sessions, after release 4"), phase("[x] Remove the compatibility layer"))
    assert life.ticked_at == 20


def test_another_text_is_another_item():
    gone, new = sorted(
        lives(phase("[ ] Update all imports"), phase("[x] Write the release notes of the router")), key=lambda one: one.first_seen
    )
    assert (gone.removed, gone.removed_while_open) == (20, True)
    assert (new.first_seen, new.born_ticked) == (20, True)


def test_step_three_is_not_step_four():
    rewritten = lives(phase("[ ] Step 3: Execute remediation"), phase("[x] Step 4: Execute the remediation"))
    assert len(rewritten) == 2


def test_renumbered_steps_with_equal_words_stay_who_they_are():
    life = only(
        phase("[ ] Step 3: Execute remediation"), phase("[ ] Step 4: Execute remediation"), phase("[x] Step 4: Execute remediation")
    )
    assert (life.first_seen, life.ticked_at) == (10, 30)


def test_numbers_tell_items_apart_while_both_are_there():
    before = phase("[ ] Move batch 1 of the files", "[ ] Move batch 2 of the files")
    first, second = lives(before, phase("[ ] Move batch 2 of the files"), phase("[x] Move batch 2 of the files"))
    assert (first.item.text, first.ticked_at) == ("Move batch 2 of the files", 30)
    assert (second.item.text, second.removed) == ("Move batch 1 of the files", 20)


def test_an_edit_without_a_tick_is_told():
    life = only(phase("[ ] Update all imports"), phase("[ ] Update all imports of the router"))
    assert life.texts == (Text(10, "Update all imports"), Text(20, "Update all imports of the router"))
    assert life.ticked_at is None


def test_an_untick_and_a_second_tick_are_told_and_the_first_tick_counts():
    life = only(*(phase(f"[{mark}] Update all imports") for mark in " x x"))
    assert (life.ticks, life.unticks, life.ticked_at, life.is_ticked) == ((20, 40), (30,), 20, True)


def test_an_open_item_that_is_taken_out_was_removed_while_open():
    stays, gone = lives(phase("[ ] Update all imports", "[ ] Delete the old module"), phase("[ ] Update all imports"))
    assert (stays.removed, gone.removed, gone.removed_while_open, gone.gone_with_document) == (None, 20, True, False)


def test_a_ticked_item_that_is_taken_out_was_not_open():
    _, gone = lives(phase("[ ] Update all imports", "[x] Delete the old module"), phase("[ ] Update all imports"))
    assert (gone.removed, gone.removed_while_open) == (20, False)


def test_an_item_that_returns_is_the_same_with_a_gap():
    life = only(phase("[ ] Update all imports"), phase(), phase("[x] Update all imports"))
    assert (life.first_seen, life.ticked_at, life.gaps, life.removed) == (10, 30, (Gap(20, 30),), None)


def test_a_deleted_document_takes_its_items_along_and_brings_them_back():
    assert only(phase("[ ] Update all imports"), GONE).gone_with_document
    assert not only(phase("[ ] Update all imports"), GONE).removed_while_open
    life = only(phase("[ ] Update all imports"), GONE, phase("[x] Update all imports now"))
    assert (life.first_seen, life.ticked_at, life.gaps, life.gone_with_document) == (10, 30, (Gap(20, 30),), False)


def test_an_unreadable_version_changes_nothing_and_is_told():
    history = item_history(
        [version(1, phase("[ ] Update all imports")), version(2, UNREADABLE), version(3, phase("[x] Update all imports"))]
    )
    assert history.unreadable == (2,)
    assert (history.items[0].ticked_at, history.items[0].gaps) == (3, ())


def test_equal_items_are_told_apart_by_their_number():
    first, second = lives(phase("[ ] Run tests", "[ ] Run tests"), phase("[x] Run tests", "[ ] Run tests"))
    assert (first.ordinal, first.ticked_at, second.ordinal, second.ticked_at) == (0, 20, 1, None)
    assert first.key != second.key


def test_equal_items_of_two_phases_are_two():
    before = phase("[ ] Run tests", title="Phase 1: Plan") + phase("[ ] Run tests", title="Phase 2: Act")
    after = phase("[ ] Run tests", title="Phase 1: Plan") + phase("[x] Run tests", title="Phase 2: Act")
    plan, act = lives(before, after)
    assert (plan.section, plan.ticked_at, act.section, act.ticked_at) == ("Phase 1: Plan", None, "Phase 2: Act", 20)


@pytest.mark.parametrize("after", ["Phase 1: Imports ✅ COMPLETE", "Phase 1: Imports and strings", "Phase 1 - done: all imports moved"])
def test_a_renamed_phase_keeps_its_items_even_rewritten_ones(after):
    life = only(phase("[ ] Update all imports"), phase("[x] Updated all the imports", title=after))
    assert (life.ticked_at, life.section) == (20, after)


def test_an_item_that_moves_to_another_phase_with_the_same_text_is_the_same():
    before = phase("[ ] Update all imports", "[ ] Delete the old module") + phase("[ ] Write notes", title="Phase 2: Close")
    after = phase("[ ] Update all imports") + phase("[ ] Write notes", "[x] Delete the old module", title="Phase 2: Close")
    moved = next(life for life in lives(before, after) if life.item.text == "Delete the old module")
    assert (moved.section, moved.first_seen, moved.ticked_at) == ("Phase 2: Close", 10, 20)


def test_items_that_wander_from_pending_to_completed_may_be_rewritten_on_the_way():
    before = phase("[ ] Discover the tests of the router", title="⏳ Pending steps")
    life = only(before, phase("[x] Discover the tests of the router: 14 found", title="✅ Completed"))
    assert life.ticked_at == 20


def test_a_phase_under_a_wholly_new_name_is_known_by_the_items_that_it_took():
    before = phase("[ ] Update all imports", "[ ] Delete the old module", "[ ] Write the guard test", title="To be planned")
    after = phase("[ ] Update all imports", "[ ] Delete the old module", "[x] Wrote the guard tests", title="Remediation")
    assert [life.ticked_at for life in lives(before, after)] == [None, None, 20]


def test_the_key_stays_through_edits_moves_and_later_versions():
    texts = [phase("[ ] Update all imports"), phase("[x] Update all imports - done"), phase("[x] Update all imports - done", title="Other")]
    assert {only(*texts[:count]).key for count in (1, 2, 3)} == {only(texts[0]).key}


def test_words_that_ask_something_else_start_a_new_item_linked_to_the_old_one():
    old, new = sorted(
        lives(phase("[x] Remove a.py and its callers"), phase("[x] Remove b.py and its callers"), same_claim=lambda one, other: False),
        key=lambda life: life.first_seen,
    )
    assert (old.successor, new.predecessor) == (new.key, old.key)
    assert (old.removed, old.removed_while_open, old.ticked_at) == (20, False, 10)
    assert (new.first_seen, new.ticked_at, new.born_ticked) == (20, 20, False)


def test_whether_rewritten_words_ask_the_same_is_asked_with_both_texts():
    asked: list[tuple[str, str]] = []

    def is_the_same(*pair: str) -> bool:
        asked.append((pair[0], pair[1]))
        return True

    texts = phase("[ ] Remove a.py"), phase("[ ] Remove 2 a.py"), phase("[x] Remove 2 a.py and its callers")
    lives(*texts, same_claim=is_the_same)
    assert asked == [("Remove 2 a.py", "Remove 2 a.py and its callers")]


def test_the_order_is_the_documents_with_removed_items_last():
    texts = phase("[ ] Alpha module", "[ ] Beta module"), phase("[ ] Gamma rays are measured", "[ ] Beta module")
    assert [life.item.text for life in lives(*texts)] == ["Gamma rays are measured", "Beta module", "Alpha module"]


def test_notes_and_the_line_are_those_of_the_last_version():
    life = only(
        phase("[ ] Update all imports"), "\n\n" + phase("[x] Update all imports", "  - PHASE 1 APPROACH: a proxy").replace("- -", "  -")
    )
    assert life.item.line == 4


def test_an_item_of_numbers_or_emoji_alone_is_itself():
    assert only(phase("[ ] 🚀"), phase("[x] 🚀")).ticked_at == 20
    assert only(phase("[ ] 24/24"), phase("[x] 24/24")).ticked_at == 20


def test_likeness_is_one_for_equal_and_zero_for_strange_texts():
    assert likeness("update all imports", "update all imports") == 1
    assert likeness("update all imports", "zzz") == likeness("", "") == 0


def test_words_of_state_and_marks_are_taken_out():
    one = wording("✅ Step 3: **Remove** 14 files - COMPLETE")
    assert (one.plain, one.core, one.label) == ("step remove files complete", "remov fil", "3")


def made(items: int, sections: int, text) -> TrackerDocument:
    each = items // sections
    phases = tuple(
        Phase(f"Part {number}", "", False, "", tuple(_item(text(number * each + place)) for place in range(each)), (), 1)
        for number in range(sections)
    )
    return replace(read_tracker(b"", "tracker.md"), phases=phases)


def _item(text: str) -> Item:
    return Item(text, text, (), False, 0, 1)


NAMES = ("router", "session", "ledger", "gateway", "harbour", "beacon", "anchor", "cargo")


def words(number: int) -> str:
    return " ".join(NAMES[(number >> shift) % 8] for shift in (0, 3, 6, 9, 12))


@pytest.mark.parametrize("sections", [1, 2_500])
@pytest.mark.parametrize(
    "text",
    [
        lambda step, number: f"Update module {words(number)}",
        lambda step, number: f"Update module {words(number)} in round {words(number * 7 + step)}",
        lambda step, number: f"{words(number * 31 + step * 17)} {words(step * 101 + number)}",
        lambda step, number: "The same words again",
    ],
    ids=["unchanged", "appended", "all rewritten", "all equal"],
)
def test_ten_thousand_items_in_many_versions_take_seconds(sections, text):
    versions = [Version(step, made(10_000, sections, lambda number, step=step: text(step, number))) for step in range(3)]
    start = time.process_time()
    history = item_history(versions)
    assert time.process_time() - start < 10
    assert sum(life.removed is None for life in history.items) == 10_000


def test_one_endless_item_is_no_trouble():
    long = "word " * 50_000
    start = time.process_time()
    life = only(phase(f"[ ] {long}"), phase(f"[x] {long} more"))
    assert time.process_time() - start < 5
    assert life.ticked_at == 20
