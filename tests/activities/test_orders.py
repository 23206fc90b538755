"""Rooms are heard in any order: what counts, and what each of them sees, is the same whichever arrives first."""

import random
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from diemcau.activities.kind import Kind, Role, Who
from diemcau.activities.registry import KINDS
from diemcau.activities.sheets import Sheet
from diemcau.base.refused import Refused
from diemcau.journal.rules import canonical
from tests.activities import make
from tests.activities.make import MINUTE

ROOMS = (1, 2, 3)
ROUNDS = 6
STEPS = ("open", "discuss", "close", "show", "void", "open")
IN_ROOMS = {Role.HOST, Role.CHAIR, Role.TECHNICIAN, Role.PHONE}
# Their queue, or their names in views, are places in the journal: there who comes first is the rule.
PLACED = {"question", "obstacle", "notice", "address", "floor"}
PLACES = {"seq"}  # of the last fact of a desk
TOPICS = ("all", "phones", "control", "province:01", "province:40", *(f"site:{room}" for room in ROOMS), "seat:101")

Act = tuple[Who, str, str, bytes, int]  # sender, verb, activity, body, how long ago (ms)
Round = tuple[str, dict[int, list[Act]]]  # a step of who steers, "" for none; acts of each room in its own order

every_kind = pytest.mark.parametrize("name", list(KINDS))


def own_verbs(kind: Kind[Any, Any]) -> list[str]:
    """Acts of rooms and phones that name no other act by its place."""
    return [
        verb
        for verb, rule in kind.verbs.items()
        if rule.act and rule.roles & IN_ROOMS and kind.name not in rule.body.__struct_fields__
    ]


def rounds(walk: make.Walk, chance: random.Random) -> Iterator[Round]:
    """What is steered, and what each room does between two steps."""
    kind = walk.kind
    activities = [activity.id for activity in walk.plan.activities] or [""]
    verbs = own_verbs(kind)
    for _ in range(ROUNDS):
        acts: dict[int, list[Act]] = {room: [] for room in ROOMS}
        for room in ROOMS if verbs else ():
            for _ in range(chance.randint(0, 4)):
                verb = chance.choice(verbs)
                role = chance.choice(sorted(kind.verbs[verb].roles & IN_ROOMS))
                sender = make.who(role, room, chance.randint(1, 3), chance.choice(("", "second")))
                body = canonical(walk.maker(sender).body(kind.verbs[verb].body))
                acts[room].append((sender, verb, chance.choice(activities), body, chance.choice((0, 0, 2, 9)) * MINUTE))
        yield chance.choice([step for step in ("", *STEPS) if not step or step in kind.verbs]), acts


def merged(queues: dict[int, list[Act]], order: str, chance: random.Random) -> Iterator[Act]:
    """The acts of all rooms, each room's in its own order."""
    left = {room: list(acts) for room, acts in queues.items()}
    while waiting := [room for room in ROOMS if left[room]]:
        room = {"first": waiting[0], "last": waiting[-1]}.get(order) or chance.choice(waiting)
        yield left[room].pop(0)


def played(walk: make.Walk, script: list[Round], order: str, seed: int) -> make.Play:
    """The script with rooms heard in an order; between two steps of who steers all is heard at one instant."""
    play, kind, chance = make.Play(walk.plan), walk.kind, random.Random(seed)
    activities = [activity.id for activity in walk.plan.activities]
    for number, (step, acts) in enumerate(script):
        play.now += 5 * MINUTE
        if number == ROUNDS * 2 // 3:
            play.close()
        for activity in activities if step else ():
            try:
                play.send(make.who("operator"), f"{kind.name}.{step}", activity=activity)
            except Refused:
                continue
        play.now += MINUTE
        for sender, verb, activity, body, ago in merged(acts, order, chance):
            try:
                play.send_raw(sender, f"{kind.name}.{verb}", body, activity, play.now - ago)
            except Refused:
                continue
    return play


def without_places(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: without_places(one) for key, one in value.items() if key not in PLACES}
    return [without_places(one) for one in value] if isinstance(value, list) else value


def heard(play: make.Play, name: str) -> list[Any]:
    """The figures of each activity of a kind, and what everybody below the lecturer sees of it."""
    mine = [id_ for id_, kind in play.board.kinds.items() if kind.name == name]
    seen: list[Any] = [play.figures(id_) for id_ in mine]
    if name not in PLACED:
        seen += [without_places(play.view(topic, id_)) for id_ in mine for topic in TOPICS]
    return seen


def orders(name: str, seed: int) -> list[list[Any]]:
    walk = make.Walk(name, seed, steps=0)
    script = list(rounds(walk, random.Random(seed)))
    return [heard(played(walk, script, order, seed), name) for order in ("first", "last", "by chance")]


@every_kind
@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 1 << 30))
def test_which_room_is_heard_first_changes_no_figure_and_nothing_that_a_room_sees(name: str, seed: int) -> None:
    first, last, by_chance = orders(name, seed)
    assert last == first
    assert by_chance == first


def test_rooms_act_in_every_kind_that_is_theirs() -> None:
    """The property above says nothing of a kind whose rooms do nothing in it."""
    silent = {name for name, kind in KINDS.items() if not own_verbs(kind)}
    assert silent == {"slides", "notice"}
    for name in set(KINDS) - silent:
        walk = make.Walk(name, 1, steps=0)
        facts = [played(walk, list(rounds(walk, random.Random(seed))), "first", 1).facts for seed in range(8)]
        assert any(fact.kind.startswith(f"{name}.") for one in facts for fact in one), name


def test_a_kind_in_which_the_first_come_is_the_first_served_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    put = Sheet._put

    def first_only(sheet: Sheet, given: Any, *, counts: bool) -> None:
        if not sheet.held:
            put(sheet, given, counts=counts)

    monkeypatch.setattr(Sheet, "_put", first_only)
    assert any(len({str(seen) for seen in orders("response", seed)}) > 1 for seed in range(20))
