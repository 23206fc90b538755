"""A secret poll: envelopes by name, ballots by nobody; and what somebody finds who may read every table."""

import random
from collections import Counter
from collections.abc import Callable, Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from diemcau.activities import urn
from diemcau.activities.kind import Role, Who
from diemcau.activities.plan import PlanActivity, PlanSeat, write_plan
from diemcau.assessment.rows import of_board
from diemcau.base.refused import Refused
from diemcau.classroom.turns import Turns
from diemcau.journal.store import Store
from tests.activities.attacking import everything, guessed, told
from tests.activities.rig import EIGHT, MINUTE, Play
from tests.classroom.rig import new_journal
from tests.classroom.turning import LECTURER, OFFICE, OPERATOR, plan, sent

SECRET: dict[str, Any] = {
    "title": "Lấy ý kiến",
    "question": "Đồng chí thấy thế nào?",
    "choices": ["Một", "Hai", "Ba", "Bốn"],
    "anonymous": True,
}
NAMED = {**SECRET, "anonymous": False}
SEVERAL = {**SECRET, "form": "several"}
NAMED_SEVERAL = {**SEVERAL, "anonymous": False}
BALLOT = Who(Role.BALLOT, "ballot")
SPREAD = 10 * MINUTE  # instants of ballots are rounded down to this
KEY = urn.key_of(b"nha", "sitting:1", "q")
PEOPLE = 60


def code(play: Play, send: Any, verb: str, **body: Any) -> str:
    with pytest.raises(Refused) as refused:
        send(verb, **body)
    return refused.value.code


def cast(play: Play, **body: Any) -> list[str]:
    return play.turn(BALLOT, "ballot", 0, body)


@pytest.fixture
def play() -> Play:
    made = Play("poll", SECRET)
    made.steer("open")
    return made


def test_fewer_than_five_ballots_are_told_apart_to_nobody_in_the_class(play: Play) -> None:
    for seat in (31, 32, 41, 42, 51):
        play.phone(seat, "hand_in", envelope=f"{seat}")
    play.steer("close")
    for _ in range(4):
        cast(play, choice=2)
    play.steer("show")
    for topic in ("all", "phones"):
        assert (play.view(topic) or {})["result"] == {"split": [], "base": {"persons": 4, "envelopes": 5}, "few": 5}
    cast(play, choice=1)
    assert (play.view("all") or {})["result"]["split"] == [1, 4, 0, 0]


# --- counting ----------------------------------------------------------------------------------------------


def test_envelopes_are_counted_by_site_and_ballots_by_nothing_but_their_group(play: Play) -> None:
    for seat in (31, 32, 41):
        assert play.phone(seat, "hand_in", envelope=f"{seat}") == ["poll.handed_in"]
    assert play.phone(31, "hand_in", envelope="99") == []
    play.steer("close")
    assert [cast(play, choice=choice) for choice in (2, 2, 4)] == [["poll.cast"]] * 3
    result = {"split": [0, 2, 0, 1], "base": {"persons": 3, "envelopes": 3}}
    assert (play.view("presenters") or {})["result"] == result
    assert (play.view("control") or {})["sites"] == {"3": {"phones": 2, "hands": 0}, "4": {"phones": 1, "hands": 0}}
    assert play.view("seat:31") == {"kind": "poll", "envelope": "31", "late": False}
    assert (play.figures()["rows"], play.figures()["groups"]) == ([], {"": [0, 2, 0, 1]})


def test_an_envelope_after_the_close_is_late_whatever_its_clock_says(play: Play) -> None:
    play.now += 5 * MINUTE
    play.steer("close")
    play.phone(31, "hand_in", EIGHT + MINUTE, envelope="31")
    assert (play.state.handed, play.summary()["late"]["seats"]) == ({}, [31])
    assert code(play, lambda verb, **body: play.turn(BALLOT, verb, 0, body), "ballot", choice=1) == "poll.no_envelope"


def test_ballots_of_every_form_are_added_up() -> None:
    for form, body, split in (("several", [1, 4], [1, 0, 0, 1]), ("ranking", [3, 1, 2, 4], [0, 0, 1, 0])):
        play = Play("poll", {**SECRET, "form": form})
        play.steer("open")
        play.phone(31, "hand_in", envelope="31")
        play.steer("close")
        ballot = lambda verb, play=play, **body: play.turn(BALLOT, verb, 0, body)
        assert code(play, ballot, "ballot", choice=1).startswith("poll.bad_")
        assert cast(play, choices=body) == ["poll.cast"]
        assert code(play, ballot, "ballot", choices=body) == "poll.no_envelope"
        figures = play.figures()
        assert (figures["split"], figures["base"]) == (split, {"persons": 1, "envelopes": 1})
        assert figures["groups"] == {"": split}


def test_a_void_secret_poll_is_not_opened_again(play: Play) -> None:
    play.phone(31, "hand_in", envelope="31")
    play.steer("void")
    assert code(play, play.steer, "open") == "poll.urn_opened"
    assert play.figures()["base"] == {"persons": 0, "envelopes": 0}


def test_a_ballot_before_the_close_is_refused(play: Play) -> None:
    play.phone(31, "hand_in", envelope="31")
    ballot = lambda verb, **body: play.turn(BALLOT, verb, 0, body)
    assert code(play, ballot, "ballot", choice=1) == "poll.urn_shut"
    play.steer("close")
    assert cast(play, choice=1) == ["poll.cast"]


def test_a_secret_poll_takes_no_answers_by_name_and_is_not_opened_twice(play: Play) -> None:
    phone = lambda verb, **body: play.phone(31, verb, **body)
    desk = lambda verb, **body: play.desk(3, verb, **body)
    assert code(play, phone, "answer", choice=1) == "poll.secret"
    assert code(play, desk, "answer_rest", split=[1, 0, 0, 0]) == "poll.secret"
    assert play.steer("show") == ["poll.closed"]
    assert code(play, play.steer, "open") == "poll.urn_opened"
    assert play.steer("show") == ["poll.shown"]


def test_a_poll_by_name_has_no_envelopes() -> None:
    play = Play("poll", NAMED)
    play.steer("open")
    assert code(play, lambda verb, **body: play.phone(31, verb, **body), "hand_in", envelope="1") == "poll.by_name"


def test_a_poll_of_rooms_cannot_be_secret() -> None:
    with pytest.raises(msgspec.ValidationError, match="cannot be anonymous"):
        Play("poll", {**SECRET, "answers": "rooms"})


# --- the arithmetic ----------------------------------------------------------------------------------------

NUMBERS = st.integers(0, urn.Q - 1)


@settings(max_examples=8, deadline=None)
@given(st.text("0123456789abcdef", min_size=8, max_size=64), NUMBERS)
def test_a_ticket_in_an_envelope_that_was_signed_has_a_proof_and_no_other_ticket_has(ticket: str, r: int) -> None:
    proof = urn.unseal(urn.sign(urn.seal(ticket, r), KEY), r, urn.public(KEY))
    other = urn.key_of(b"nha", "sitting:1", "q2")
    assert [
        urn.is_proof(*way) for way in ((ticket, proof, KEY), (ticket + "0", proof, KEY), (ticket, proof, other))
    ] == [
        True,
        False,
        False,
    ]


def test_an_envelope_does_not_tell_which_ticket_is_in_it() -> None:
    """The group has prime order, so G leads by one r from any ticket to any envelope: none is likelier than another."""
    members = [urn.point("mot"), urn.point("hai"), int(urn.seal("mot", 12_345), 16), urn.G]
    assert [pow(member, urn.Q, urn.P) for member in members] == [1] * 4
    assert urn.P == 2 * urn.Q + 1
    assert [pow(base, number - 1, number) for number in (urn.P, urn.Q) for base in (2, 3, 5)] == [1] * 6
    assert 1 not in members


# --- with every table at hand ------------------------------------------------------------------------------


class Ground:
    """A poll of many people on a real store; who chose what is known to the test alone."""

    def __init__(self, store: Store, content: dict[str, Any], seed: int) -> None:
        self.chance, self.store, self.now = random.Random(seed), store, EIGHT
        self.many = content.get("form") == "several"
        seats = tuple(PlanSeat(20_000 + n, 2, n, "ubnd") for n in range(1, PEOPLE + 1))
        made = msgspec.structs.replace(plan(), seats=seats, activities=(PlanActivity("q", "poll", 1, content),))
        store.make_stream("sitting:1")
        body = write_plan(made)
        store.keep_plan("sitting:1", sha256(body).hexdigest(), body, [])
        self.turns = Turns(store, "sitting:1")
        self.chose = {seat.id: self.chance.randint(1, 4) for seat in seats}
        self.tickets = {seat.id: f"{self.chance.getrandbits(256):064x}" for seat in seats}
        self.send(OFFICE, "sitting.open", {"plan": "ab"}, activity="")
        self.send(OPERATOR, "sitting.begin", {}, activity="")
        self.send(OPERATOR, "sitting.go", {"item": 1}, activity="")
        self.send(LECTURER, "poll.open", {})

    def send(
        self, who: Who, kind: str, body: dict[str, Any], *, activity: str = "q", id_: str = "", at: int = 0
    ) -> None:
        self.now += self.chance.randint(50, 3000)
        one = sent(who, kind, body, id_=id_, activity=activity, at=at or self.now)
        assert self.turns.take([one]).receipts[0].refused is None

    def shuffled(self) -> list[int]:
        return self.chance.sample(list(self.chose), len(self.chose))

    def phone(self, seat: int) -> Who:
        return Who(Role.PHONE, f"seat:{seat}", 2, seat, device=f"phone-{seat}")

    def said(self, seat: int) -> dict[str, Any]:
        return {"choices": [self.chose[seat]]} if self.many else {"choice": self.chose[seat]}

    def answer(self, seat: int) -> None:
        self.send(self.phone(seat), "poll.answer", self.said(seat))

    def hand_in(self, seat: int) -> None:
        envelope = urn.seal(self.tickets[seat], self.chance.randrange(urn.Q))
        self.send(self.phone(seat), "poll.hand_in", {"envelope": envelope})

    def cast(self, seat: int, device: str = "") -> None:
        who = Who(Role.BALLOT, "ballot", device=device)
        id_ = urn.command_id("sitting:1", "q", self.tickets[seat])
        self.send(who, "poll.ballot", self.said(seat), id_=id_, at=self.now - self.now % SPREAD)


def by_name(ground: Ground) -> None:
    for seat in ground.shuffled():
        ground.answer(seat)


def secretly(ground: Ground) -> None:
    for seat in ground.shuffled():
        ground.hand_in(seat)
    ground.send(LECTURER, "poll.close", {})
    for seat in ground.shuffled():
        ground.cast(seat)


def from_its_device(ground: Ground) -> None:
    for seat in ground.shuffled():
        ground.hand_in(seat)
    ground.send(LECTURER, "poll.close", {})
    for seat in ground.shuffled():
        ground.cast(seat, f"phone-{seat}")


def without_waiting(ground: Ground) -> None:
    """Ballots in the order of their envelopes."""
    order = ground.shuffled()
    for seat in order:
        ground.hand_in(seat)
    ground.send(LECTURER, "poll.close", {})
    for seat in order:
        ground.cast(seat)


@pytest.fixture
def store(tmp_path: Path, django_db_blocker: Any) -> Iterator[Store]:
    with django_db_blocker.unblock():
        made = Store(new_journal(tmp_path))
    yield made
    made.close()


@pytest.mark.parametrize(("content", "seed"), [(SECRET, 1), (SECRET, 2), (SECRET, 3), (SEVERAL, 1)])
def test_who_may_read_every_table_does_not_learn_who_chose_what(
    store: Store, content: dict[str, Any], seed: int
) -> None:
    ground = Ground(store, content, seed)
    secretly(ground)
    rows, counted = everything(store), Counter(ground.chose.values())
    assert ground.turns.board.states["q"].phones[:4] == [counted[choice] for choice in (1, 2, 3, 4)]
    assert told(rows, list(ground.chose)) == {}
    assert guessed(store, ground.chose) < 0.45  # a blind guess is right in one of four
    assert [made for made in of_board(ground.turns.board).answers if made["activity"] == "q"] == []


@pytest.mark.parametrize(("content", "vote"), [(NAMED, by_name), (NAMED_SEVERAL, by_name), (SECRET, from_its_device)])
def test_a_name_that_is_left_beside_a_choice_is_found(
    store: Store, content: dict[str, Any], vote: Callable[[Ground], None]
) -> None:
    ground = Ground(store, content, 1)
    vote(ground)
    assert told(everything(store), list(ground.chose)) == ground.chose


def test_ballots_that_come_in_the_order_of_their_envelopes_are_found(store: Store) -> None:
    ground = Ground(store, SECRET, 1)
    without_waiting(ground)
    assert guessed(store, ground.chose) == 1.0


def test_a_ballot_that_is_sent_again_counts_once(store: Store) -> None:
    ground = Ground(store, SECRET, 1)
    secretly(ground)
    before = list(ground.turns.board.states["q"].phones)
    for seat in list(ground.chose)[:5]:
        ground.cast(seat)
    assert ground.turns.board.states["q"].phones == before
