"""What a desk packs for somebody to carry comes in batches that a server takes: photographed papers are large."""

import json

import pytest

from diemcau.classroom.live.accept import CARRY_LIMIT
from diemcau.classroom.live.batches import COMMANDS_LIMIT
from tests.browser import Remote
from tests.classroom.rig import Live

PHOTO, TEXT = "x" * 80_000, "ế" * 2_000
# Papers of a room without a line: for each a cover, photos, and in between its roll and its obstacles.
BODIES = [{"text": TEXT}, {"photo": PHOTO}, {"seat": 1}] * 40 + [{"seat": n} for n in range(250)]
PACK = """async (bodies) => {
  const { Outbox } = await import('/static/live/outbox.js');
  const outbox = new Outbox({ clock: () => 0, sure: () => true, durable: true, changed: () => {} });
  const send = (body, n) => ({ id: String(n), kind: "essay.photo", body, state: n % 2 ? "saved" : "sent" });
  outbox.sends = [...bodies.map(send), { ...send({}, "here"), state: "recorded" }];
  return outbox.batches(100);
}"""


@pytest.mark.browser
def test_every_batch_that_waits_is_small_enough_to_be_carried(page: Remote, live: Live) -> None:
    page.goto(f"http://127.0.0.1:{live.port}/carry")
    batches = page.evaluate(PACK, BODIES)
    assert [command["id"] for batch in batches for command in batch] == [str(n) for n in range(len(BODIES))]
    assert max(map(len, batches)) == 100
    whole = [json.dumps({"commands": batch}, ensure_ascii=False) for batch in batches]
    assert max(len(body.encode()) for body in whole) < COMMANDS_LIMIT
    carried = [json.dumps({"badge": "b" * 400, "signature": "s" * 90, "body": body}).encode() for body in whole]
    assert max(map(len, carried)) < CARRY_LIMIT
