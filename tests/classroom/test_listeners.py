"""Whatever comes in between, who listens sees what the board knows, and nothing is remembered of who has gone."""

from collections.abc import Iterable
from pathlib import Path
from random import Random
from types import ModuleType
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from diemcau.classroom.live import listeners
from tests.classroom.listening import STEPS, World

LIFE = st.lists(st.tuples(st.sampled_from(STEPS), st.integers(0, 3)), max_size=80)


def live(module: Any, life: Iterable[Any]) -> None:
    world = World(module)
    for step, which in life:
        step(world, which)
    world.check()


def caught(module: Any) -> bool:
    """Whether one of many long lives goes wrong."""
    for seed in range(4000):
        chance = Random(seed)
        try:
            live(module, [(chance.choice(STEPS), chance.randrange(4)) for _ in range(60)])
        except (AssertionError, KeyError):
            return True
    return False


@given(LIFE)
@settings(max_examples=400)
def test_everybody_who_listens_sees_in_the_end_what_the_board_knows(life: list[Any]) -> None:
    live(listeners, life)


@pytest.mark.parametrize(
    ("good", "bad"),
    [
        ("if listener not in shared.waiting]", "]"),
        ('shared.event, shared.position = b"", position', "shared.position = position"),
        ("if not shared.event or topic in self.asked:", "if not shared.event:"),
        ("if topic not in self.asked and topic not in self.seats", "if topic not in self.seats"),
        ("shared.waiting = dict.fromkeys(shared.waiting, position)", "shared.waiting = {}"),
        ("shared.waiting = dict.fromkeys(shared.listeners, shared.position) | shared.waiting", "pass"),
        ("self._ask(topic, shared.position if shared.event else 0)", "pass"),
        ("self._ask(topic, min(listener.position for listener in seat))", "pass"),
        ("            if least < asked:\n                self._ask(topic, least)", "            pass"),
        ("for listener, has in shared.waiting.items() if has < asked}", "for listener, has in ()}"),
        ("[one for one in self.seats[topic] if one.position < position]", "()"),
        ("[listener for listener, has in waiting.items() if has < position]", "[]"),
        ("self.asked, self._wants, self._drops = {}, {}, set()", "self._wants, self._drops = {}, set()"),
    ],
)
def test_each_bug_that_is_planted_is_caught(good: str, bad: str) -> None:
    source = Path(str(listeners.__file__)).read_text(encoding="utf-8")
    assert source.count(good) == 1
    planted = ModuleType("planted")
    exec(compile(source.replace(good, bad), "<planted>", "exec"), planted.__dict__)

    assert (caught(planted), caught(listeners)) == (True, False)


def test_a_view_that_has_lain_at_hand_says_how_long() -> None:
    held = listeners.Listeners()
    first, second, third = (listeners.Listener(fd, ("sitting:1/all",), "host:1", None, 0) for fd in (1, 2, 3))
    assert held.join(first) == []
    held.whole("sitting:1/all", 3, b"view")
    assert held.join(second) == [b"view"]
    held.shared["sitting:1/all"].since -= 60
    age, view = held.join(third)
    assert (age[:19], view) == (b"event: age\ndata: 60", b"view")
