"""Phones whose clocks are off by up to five years: nobody is refused, what they claim is kept, a rule counts it."""

import random
from contextlib import closing
from typing import Any

import pytest

from diemcau.activities.kind import Role
from diemcau.base.clock import now_ms
from tests.classroom.planting import Bug
from tests.classroom.rig import Live, token
from tests.faults.books import check, hex_of
from tests.faults.conftest import MakeNode
from tests.faults.load import LONG, PEOPLE, SITES, Ledger, Sender, command, open_doors
from tests.faults.sizes import CLOCKS, SEED

FIVE_YEARS = 5 * 366 * 24 * 3600 * 1000  # ms
BUGS = {
    "wrong answers": Bug(  # who is a day ahead is refused
        "classroom.board",
        "if not CLAIMED_FROM <= command.claimed_at <= CLAIMED_TO:",
        "if command.claimed_at > real + 24 * 3600 * 1000:",
    ),
    "counted wrongly": Bug("classroom.board", "            command.claimed_at or at,", "            at,"),
}


def clocks_are_wrong(live: Live, phones: int) -> None:
    """Half of the phones answer while the poll is open, half after it; of these only some say when they truly did."""
    open_doors(live)
    chance, ledger, claimed = random.Random(SEED), Ledger(), {}
    lecturer, opened = token(Role.LECTURER), now_ms()
    seats = chance.sample([100 * site + n for site in range(1, SITES + 1) for n in range(1, PEOPLE + 1)], phones)

    def answer(seat: int, at: int) -> None:
        sent: dict[str, Any] = command("poll.answer", {"choice": chance.randint(1, 2)}, "q1") | {"claimed_at": at}
        claimed[sent["id"].replace("-", "")] = at
        sender.settle(token(Role.PHONE, site=seat // 100, seat=seat, lasts=LONG), seat, [sent])

    with closing(Sender(ledger, [live], 1, chance)) as sender:
        for seat in seats[: phones // 2]:
            answer(seat, now_ms() + chance.randint(-FIVE_YEARS, FIVE_YEARS))
        truly = now_ms()
        live.send(lecturer, "poll.close", activity="q1")
        closed = now_ms()
        for number, seat in enumerate(seats[phones // 2 :]):
            off = chance.choice((-1, 1)) * chance.randint(closed - opened + 60_000, FIVE_YEARS)
            answer(seat, chance.randint(opened, truly) if number % 2 else now_ms() + off)
            if number % 2 == 0 and seat in ledger.answers:
                del ledger.answers[seat]  # not believed
    held = check(live.journal, ledger, live)
    kept = {hex_of(fact.command_id): fact.claimed_at for fact in held.facts if fact.kind == "poll.answered"}
    assert kept == claimed, "another time than was claimed"


def test_nobody_is_refused_for_his_clock_and_what_he_claims_is_kept_and_counted_by_a_rule(node: MakeNode) -> None:
    clocks_are_wrong(node(), min(CLOCKS, SITES * PEOPLE))


@pytest.mark.parametrize("words", BUGS)
def test_bugs_are_caught(node: MakeNode, words: str) -> None:
    live = node(BUGS[words])
    with pytest.raises(AssertionError, match=f"^{words}"):
        clocks_are_wrong(live, 40)
