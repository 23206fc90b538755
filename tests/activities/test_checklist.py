"""The room before the class: items ticked, and whether the room is fit for the sitting."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diemcau.activities.checklist.rules import ITEMS, REQUIRED
from diemcau.base.words import catalogue
from tests.activities.make import EIGHT, MINUTE, Play, fold, plan, snapshot, who

HOST, TECHNICIAN = who("host"), who("technician")


@pytest.fixture
def play() -> Play:
    return Play(plan(sites=3))


def tick(play: Play, *items: str, mark: str = "ok", **body: object) -> None:
    play.send(HOST, "checklist.tick", items=items, mark=mark, **body)


def fit(play: Play) -> str:
    said: str = play.view("site:1", "checklist")["fit"]
    return said


def test_a_room_is_ready_when_all_that_is_required_is_fine(play: Play) -> None:
    assert fit(play) == ""
    last = max(REQUIRED)
    tick(play, *(REQUIRED - {last}))
    assert fit(play) == ""
    tick(play, last)
    assert fit(play) == "ready"


def test_trouble_with_what_is_not_required_hinders_nothing_and_is_told(play: Play) -> None:
    tick(play, *ITEMS)
    tick(play, "dien", mark="trouble", note="Chưa có máy phát")
    assert fit(play) == "ready"
    row = play.view("control", "checklist")["sites"]["1"]
    assert row == {"fit": "ready", "n": 10, "trouble": {"dien": "Chưa có máy phát"}}


@pytest.mark.parametrize("mark", ["trouble", "none"])
@pytest.mark.parametrize("item", sorted(REQUIRED))
def test_a_room_without_something_required_is_not_ready(play: Play, item: str, mark: str) -> None:
    tick(play, *ITEMS)
    tick(play, item, mark=mark)
    assert fit(play) == "trouble"


def test_the_desk_sees_when_the_last_item_was_done(play: Play) -> None:
    tick(play, *ITEMS[:-1])
    assert play.view("site:1", "checklist")["done_at"] == 0
    play.now += 5 * MINUTE
    play.send(TECHNICIAN, "checklist.tick", items=ITEMS[-1:], mark="none")
    assert play.view("site:1", "checklist")["done_at"] == EIGHT + 5 * MINUTE


def test_of_two_ticks_the_one_made_later_counts(play: Play) -> None:
    play.now += 9 * MINUTE
    tick(play, "dien", claimed=EIGHT + 5 * MINUTE)
    tick(play, "dien", mark="trouble", note="Cũ", claimed=EIGHT + MINUTE)
    assert play.view("site:1", "checklist")["items"]["dien"]["mark"] == "ok"


def test_a_tick_that_arrives_after_the_close_counts_by_when_it_was_made(play: Play) -> None:
    tick(play, *REQUIRED)
    play.now += 9 * MINUTE
    play.close()
    tick(play, "phong", mark="trouble", note="Cũ", claimed=EIGHT - MINUTE)
    assert fit(play) == "ready"
    tick(play, "phong", mark="trouble", note="Dột", claimed=EIGHT + MINUTE)
    assert fit(play) == "trouble"


def test_control_room_and_province_count_their_rooms(play: Play) -> None:
    tick(play, *ITEMS)
    play.send(who("chair", 2), "checklist.tick", items=["loa_micro"], mark="trouble", note="Micro hỏng")
    assert {"control", "presenters", "province:40", "site:2"} <= play.topics
    seen = play.view("control", "checklist")
    assert {key: seen[key] for key in ("ready", "trouble", "begun", "of")} == {
        "ready": 1,
        "trouble": 1,
        "begun": 2,
        "of": 4,
    }
    assert list(play.view("province:40", "checklist")["sites"]) == ["2"]


def test_a_note_belongs_to_trouble_only(play: Play) -> None:
    tick(play, "dien", note="Không cần ghi")
    assert play.texts == {}
    assert play.refused(HOST, "checklist.tick", items=["dien"], mark="trouble", note="x" * 301) == "writing.too_long"
    assert play.refused(HOST, "checklist.tick", items=[], mark="ok") == "command.bad_body"


def test_figures_have_the_items_of_each_room(play: Play) -> None:
    tick(play, "phong", "dien")
    figures = play.figures("checklist")
    assert figures["rows"] == [{"site": 1, "fit": "", "items": {"phong": "ok", "dien": "ok"}, "notes": {}}]


def test_every_item_has_words() -> None:
    assert [item for item in ITEMS if f"checklist.item.{item}" not in catalogue()] == []


ticks = st.tuples(st.sets(st.sampled_from(ITEMS), min_size=1), st.sampled_from(["ok", "trouble", "none"]))


@given(st.lists(st.tuples(ticks, st.integers(-5, 5)), max_size=12), st.integers(0, 15))
def test_readiness_is_what_its_items_say_at_every_cut(steps, cut: int) -> None:
    play = Play(plan(sites=1))
    for (items, mark), minutes in steps:
        play.now += MINUTE
        tick(play, *sorted(items), mark=mark, claimed=play.now + minutes * MINUTE)
    seen = play.view("site:1", "checklist")
    fine = {item for item, one in seen["items"].items() if one["mark"] == "ok"}
    assert (seen["fit"] == "ready") == (fine >= REQUIRED)
    assert bool(seen["done_at"]) == (len(seen["items"]) == len(ITEMS))
    head = snapshot(fold(play.plan, play.facts[:cut]), play.plan)
    assert fold(play.plan, play.facts[cut:], head).states["checklist"] == play.state("checklist")
