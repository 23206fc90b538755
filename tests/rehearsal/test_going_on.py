"""A play at a human pace that was cut off, and is begun again."""

import asyncio
import json

from diemcau.activities.kind import Role
from diemcau.journal.log import everything
from diemcau.journal.store import Store
from diemcau.rehearsal.player import Player
from diemcau.rehearsal.wire import Wire
from tests.classroom.rig import KEY, Live, token
from tests.rehearsal.test_player import class_plan

LECTURER = token(Role.LECTURER)


def test_it_goes_on_at_the_item_that_is_on_and_says_nothing_twice(live: Live) -> None:
    plan = class_plan()
    live.send_plan(plan)
    for kind, body in (("begin", {}), ("go", {"item": 1}), ("go", {"item": 2})):
        live.send(LECTURER, f"sitting.{kind}", body)
    for verb in ("open", "close"):
        live.send(LECTURER, f"poll.{verb}", {}, "t1-q2")

    async def play() -> Player:
        wire = Wire("127.0.0.1", live.port)
        player = Player.of(plan, wire, KEY, 1, lambda _part, _what: None, pace=0.001, going_on=2)
        await player.play()
        wire.close()
        return player

    assert asyncio.run(play()).closed
    store = Store(live.journal)
    facts = everything(store, "sitting:1").facts
    store.close()
    kinds = [fact.kind for fact in facts]
    started = [json.loads(fact.body)["item"] for fact in facts if fact.kind == "sitting.item_started"]
    opened = [fact.activity for fact in facts if fact.kind in {"poll.opened", "situation.opened"}]
    assert started == [1, 2, 3, 4]
    assert opened == ["t1-q2", "t1-situation", "t1-q1", "t5-q1"]
    assert [kinds.count(kind) for kind in ("sitting.began", "sitting.closed", "notice.sent", "slides.shown")] == [
        1,
        1,
        0,
        0,
    ]
