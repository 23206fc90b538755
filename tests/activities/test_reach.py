"""Who is told of a fact, and what the desks above get of it: views before and after every fact of walks by chance."""

import random
from collections.abc import Callable
from typing import Any

import pytest

from diemcau.activities.kind import ALL, CONTROL, SITE, touches
from diemcau.classroom.board import REGISTRY, Board
from diemcau.classroom.reach import Reach
from tests.activities import make
from tests.activities.make import plain

SEEDS = range(6)
ABOVE = ("control", "province:", "province:01", "province:40")
MIXED = tuple(REGISTRY)
WALKS = [*((name,) for name in REGISTRY), MIXED]

every_walk = pytest.mark.parametrize("names", WALKS, ids="+".join)


@pytest.fixture(scope="module")
def walks() -> dict[tuple[str, ...], list[make.Walk]]:
    return {}


@pytest.fixture
def walked(walks: dict[tuple[str, ...], list[make.Walk]], names: tuple[str, ...]) -> list[make.Walk]:
    """Walks of some kinds, made once for all tests."""
    if names not in walks:
        walks[names] = [make.Walk(names, seed, 400) for seed in SEEDS]
    return walks[names]


def acts(walk: make.Walk, board: Board, topic: str) -> dict[str, Any]:
    return plain(board.view(topic, walk.play.now, walk.play.read))["acts"]


def untold(walk: make.Walk) -> set[tuple[str, str]]:
    """Facts and audiences whose view they changed without saying so."""
    board, found = Board(walk.plan), set()
    topics = [*make.TOPICS, "province:", *(f"seat:{seat.id}" for seat in walk.plan.seats)]
    before = {topic: acts(walk, board, topic) for topic in topics}
    for fact in walk.play.facts:
        told = board.apply(fact)
        after = {topic: acts(walk, board, topic) for topic in topics}
        found |= {(fact.kind, topic) for topic in topics if after[topic] != before[topic] and topic not in told}
        before = after
    return found


def merged(held: dict[str, Any], part: dict[str, Any]) -> dict[str, Any]:
    """What a screen holds after a part, as `frame.js` puts it together."""
    assert part["part"] is True
    assert held["pos"] >= part["after"]
    together = dict(held["acts"])
    for activity, act in part["acts"].items():
        sites = {**together.get(activity, {}).get("sites", {}), **act.get("sites", {})}
        together[activity] = act
        if "sites" in act:
            together[activity] = act | {"sites": {site: row for site, row in sites.items() if row is not None}}
    return {"pos": part["pos"], "sitting": part["sitting"], "acts": together}


class Desk:
    """A desk above that looks now and then, and gets parts where there are any."""

    def __init__(self, topic: str, chance: random.Random) -> None:
        self.topic, self.chance = topic, chance
        self.held: dict[str, Any] = {"pos": 0}
        self.parts = 0

    def look(self, walk: make.Walk, board: Board) -> None:
        whole = plain(board.view(self.topic, walk.play.now, walk.play.read))
        part = board.part(self.topic, self.held["pos"], walk.play.now, walk.play.read)
        if self.held["pos"] and part:
            self.parts += 1
            self.held = merged(self.held, plain(part))
        else:
            self.held = whole
        assert self.held == whole


def parts_of(walk: make.Walk, board: Board, facts: list[Any]) -> int:
    """How many parts desks got; AssertionError where one did not give the whole view."""
    chance = random.Random(len(facts))
    desks = [Desk(topic, chance) for topic in ABOVE]
    for fact in facts:
        board.apply(fact)
        for desk in desks:
            if chance.random() < 0.4:
                desk.look(walk, board)
    return sum(desk.parts for desk in desks)


@every_walk
def test_every_topic_whose_view_a_fact_changes_is_named(walked: list[make.Walk]) -> None:
    assert set().union(*(untold(walk) for walk in walked)) == set()


@every_walk
def test_parts_laid_over_a_whole_view_are_the_whole_view(walked: list[make.Walk], names: tuple[str, ...]) -> None:
    parts = sum(parts_of(walk, Board(walk.plan), walk.play.facts) for walk in walked)
    assert parts > 0 or names == ("slides",)


def test_from_a_snapshot_on_parts_go_from_where_it_was_made() -> None:
    walk = make.Walk(MIXED, 7, 200)
    cut = len(walk.play.facts) // 3
    board = make.snapshot(make.fold(walk.plan, walk.play.facts[:cut]), walk.plan)
    assert [board.part(topic, cut - 1, 0, walk.play.read) for topic in ABOVE] == [None] * len(ABOVE)
    assert parts_of(walk, board, walk.play.facts[cut:]) > 0


def test_what_was_folded_without_a_look_at_whom_it_reaches_is_told_by_whole_views_only() -> None:
    walk = make.Walk(MIXED, 8, 200)
    cut = len(walk.play.facts) // 2
    board = make.fold(walk.plan, walk.play.facts[: cut - 5])
    for fact in walk.play.facts[cut - 5 : cut]:
        board.fold(fact)
    assert [board.part(topic, cut - 5, 0, walk.play.read) for topic in ABOVE] == [None] * len(ABOVE)
    assert parts_of(walk, board, walk.play.facts[cut:]) > 0


def test_words_that_are_erased_are_told_and_move_nothing() -> None:
    play = make.Play(make.plan(2, 2))
    asked = play.send(make.who("host"), "question.ask", text="Một?")[0]
    play.send(make.who("host"), "presence.all_present")
    after = play.board.position - 1
    before = play.board.part("control", after, play.now, play.read)
    assert play.board.reach.topics(touches(ALL, SITE, CONTROL), None, asked, 0) == {
        "all",
        "phones",
        "site:1",
        "control",
    }
    assert play.board.part("control", after, play.now, play.read) == before


def test_a_part_holds_the_sites_that_moved_and_of_what_stood_still_nothing() -> None:
    play = make.Play(make.plan(4, 2, make.activities_of("poll")))
    for site in (1, 2, 3):
        play.send(make.who("phone", site), "presence.check_in")
    after = play.board.position
    play.send(make.who("phone", 3, 2), "presence.check_in")
    play.send(make.who("host", 4), "sitting.ask_help", trouble="power")
    part = play.board.part("control", after, play.now, play.read) or {}
    rows = {activity: act["sites"] for activity, act in part["acts"].items()}
    assert rows == {
        "sitting": {4: {"silent": 0, "help": "power", "help_at": play.now}},
        "presence": {3: {"present": 2, "marked": 2, "of": 2}},
    }
    after = play.board.position
    play.send(make.who("operator"), "sitting.end_help", site=4)
    part = play.board.part("province:40", after, play.now, play.read) or {}
    assert (part["acts"]["sitting"]["sites"], part["after"], part["pos"]) == ({4: None}, after, play.board.position)


def rows_of_a_new_seat() -> dict[str, Any]:
    """What the control room gets when somebody is enrolled at site 1."""
    play = make.Play(make.plan(2, 2))
    after = play.board.position
    play.send(make.who("office"), "sitting.add_seat", added={"id": 199, "site": 1, "no": 9, "group": "ubnd"})
    part = play.board.part("control", after, play.now, play.read) or {}
    return {activity: act["sites"] for activity, act in part["acts"].items() if "sites" in act}


def test_a_new_seat_moves_its_site_in_every_kind() -> None:
    assert rows_of_a_new_seat()["presence"] == {1: {"present": 0, "marked": 0, "of": 3}}


def test_a_fact_that_is_about_no_site_asks_for_the_whole_view() -> None:
    play = make.Play(make.plan(2, 2, make.activities_of("poll")))
    after = play.board.position
    play.send(make.who("lecturer"), "poll.open", activity="poll-1")
    assert play.board.part("control", after, play.now, play.read) is None
    assert play.board.part("control", play.board.position, play.now, play.read) is not None


def planted(monkeypatch: pytest.MonkeyPatch, bug: Callable[[Reach, set[str]], None]) -> None:
    """From now on something is wrong with the topics of every fact."""
    told = Reach.topics

    def wrong(self: Reach, *given: Any) -> set[str]:
        topics = told(self, *given)
        bug(self, topics)
        return topics

    monkeypatch.setattr(Reach, "topics", wrong)


def test_a_topic_that_is_left_out_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    walks = [make.Walk("poll", seed, 400) for seed in (1, 2, 3, 4)]
    planted(monkeypatch, lambda _, topics: topics.discard("control"))
    assert ("poll.answered", "control") in set().union(*map(untold, walks))


def test_a_row_that_is_not_noted_as_moved_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    walk = make.Walk("presence", 1)
    planted(monkeypatch, lambda reach, _: reach.moved["presence"].clear())
    with pytest.raises(AssertionError):
        parts_of(walk, Board(walk.plan), walk.play.facts)
