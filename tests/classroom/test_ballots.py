"""A secret poll over HTTP on a real node: hand in, close, have it signed, cast; and what all the tables then tell."""

import json
import os
import random
import shutil
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

import diemcau
from diemcau.activities import urn
from diemcau.activities.kind import Role
from diemcau.activities.plan import PlanActivity
from diemcau.base import tokens
from diemcau.base.clock import now_ms
from diemcau.base.refused import Refused
from diemcau.classroom.live import ballots
from diemcau.journal.store import Store
from tests.activities.attacking import everything, guessed, told
from tests.classroom.rig import KEY, SECRET, Live, plan, token

CONTENT = {"title": "Kín", "question": "Thấy thế nào?", "choices": ["Một", "Hai", "Ba", "Bốn"], "anonymous": True}
SEATS = [100 * site + n for site in (1, 2, 3, 4) for n in range(1, 6)]
URN = urn.key_of(tokens.key_from(SECRET, ballots.PURPOSE), "sitting:1", "q")
LECTURER = token(Role.LECTURER)


def bearer(seat: int, role: str = "phone") -> str:
    """The token of a phone; every phone is another device."""
    claims = tokens.Claims(role, 1, 1, seat // 100, seat, "", f"seat:{seat}", f"phone-{seat}", 0, now_ms() + 600_000)
    return tokens.mint(claims, KEY)


@dataclass
class Class:
    """Twenty phones in four rooms; what each chose is known to the test alone."""

    live: Live
    chance: random.Random = field(default_factory=lambda: random.Random(1))
    chose: dict[int, int] = field(default_factory=dict)
    secrets: dict[int, tuple[str, int]] = field(default_factory=dict)

    def open(self) -> None:
        asked = PlanActivity("q", "poll", 1, CONTENT)
        named = PlanActivity("n", "poll", 1, CONTENT | {"anonymous": False})
        self.live.open(replace(plan(4, 5), activities=(asked, named)))
        self.live.send(LECTURER, "poll.open", activity="q")
        self.chose = {seat: self.chance.randint(1, 4) for seat in SEATS}
        self.secrets = {seat: (f"{self.chance.getrandbits(256):064x}", self.chance.randrange(urn.Q)) for seat in SEATS}

    def shuffled(self) -> list[int]:
        return self.chance.sample(SEATS, len(SEATS))

    def hand_in(self, seat: int) -> Any:
        return self.live.send(bearer(seat), "poll.hand_in", {"envelope": urn.seal(*self.secrets[seat])}, "q")

    def close(self) -> None:
        self.live.send(LECTURER, "poll.close", activity="q")

    def sign(self, seat: int, **more: str) -> tuple[int, Any]:
        return self.live.post("/live/ballot/sign", {"activity": "q", **more}, bearer(seat))

    def ballot(self, seat: int) -> dict[str, Any]:
        """What the phone of a seat sends, after its envelope was signed."""
        status, answer = self.sign(seat)
        assert status == 200, answer
        ticket, hiding = self.secrets[seat]
        proof = urn.unseal(answer["signed"], hiding, answer["public"])
        return {"sitting": 1, "activity": "q", "ticket": ticket, "proof": proof, "ballot": {"choice": self.chose[seat]}}

    def cast(self, ballot: dict[str, Any], bearer: str = "") -> Any:
        """The status of a ballot, and the code of its refusal."""
        status, answer = self.live.post("/live/ballot", ballot, bearer)
        return status, answer.get("code", "")

    def result(self) -> Any:
        """What the lecturer sees."""
        _, answer = self.live.get("/live/view", LECTURER)
        (seen,) = [view["view"] for view in answer["views"] if view["topic"] == "presenters"]
        return seen["acts"]["q"]["result"]

    def wanted(self) -> list[int]:
        counted = Counter(self.chose.values())
        return [counted[choice] for choice in (1, 2, 3, 4)]


@pytest.fixture
def a_class(live: Live) -> Class:
    made = Class(live)
    made.open()
    return made


def test_twenty_phones_hand_in_and_after_the_close_every_ballot_is_counted_once(a_class: Class) -> None:
    for seat in a_class.shuffled():
        assert "seq" in a_class.hand_in(seat)
    assert a_class.result() == {"split": [0, 0, 0, 0], "base": {"persons": 0, "envelopes": 20}}
    assert a_class.sign(101)[1]["code"] == "ballot.urn_shut"
    a_class.close()
    sent = [a_class.ballot(seat) for seat in a_class.shuffled()]
    assert [a_class.cast(ballot) for ballot in sent] == [(200, "")] * 20
    assert [a_class.cast(ballot) for ballot in sent[:5]] == [(200, "")] * 5
    assert a_class.result() == {"split": a_class.wanted(), "base": {"persons": 20, "envelopes": 20}}


def test_a_ballot_needs_the_proof_of_its_own_ticket_and_one_choice_is_final(a_class: Class) -> None:
    for seat in (101, 102):
        a_class.hand_in(seat)
    early = {"sitting": 1, "activity": "q", "ticket": "0" * 64, "ballot": {"choice": 1}}
    early["proof"] = urn.sign(f"{urn.point('0' * 64):x}", URN)
    assert a_class.cast(early) == (409, "poll.urn_shut")  # the proof is right: only the moment is not
    a_class.close()
    mine, other = a_class.ballot(101), a_class.ballot(102)
    assert a_class.cast(mine | {"ticket": "1" * 64}) == (403, "ballot.forged")
    assert a_class.cast(mine | {"proof": other["proof"]}) == (403, "ballot.forged")
    assert a_class.cast(mine | {"proof": "1"}) == (403, "ballot.forged")
    assert a_class.cast(mine | {"activity": "n"}) == (409, "ballot.by_name")
    assert a_class.cast(mine | {"sitting": 9}) == (404, "sitting.unknown")
    assert a_class.cast(mine | {"ballot": {"choice": 5}}) == (400, "poll.no_such_choice")
    assert a_class.cast(mine | {"seat": 101}) == (400, "command.bad_body")
    assert a_class.cast(mine | {"ballot": {"choice": 1, "seat": 101}}) == (400, "command.bad_body")
    assert a_class.cast(mine) == (200, "")
    assert a_class.cast(mine | {"ballot": {"choice": mine["ballot"]["choice"] % 4 + 1}}) == (409, "command.conflict")
    assert a_class.cast(other) == (200, "")
    assert a_class.cast(early) == (403, "poll.no_envelope")  # more ballots than envelopes: whoever made it had the key
    assert sum(a_class.result()["split"]) == 2


def test_only_the_phone_that_handed_an_envelope_in_gets_it_signed(a_class: Class) -> None:
    a_class.hand_in(101)
    a_class.close()
    a_class.hand_in(102)  # late: recorded, but its ballot would stand alone
    assert [a_class.sign(seat)[1]["code"] for seat in (102, 103)] == ["ballot.no_envelope"] * 2
    assert a_class.sign(101, envelope="4")[1]["code"] == "command.bad_body"
    asked = {"activity": "q"}
    assert a_class.live.post("/live/ballot/sign", asked)[1]["code"] == "token.missing"
    assert a_class.live.post("/live/ballot/sign", asked, token(Role.HOST, site=1))[1]["code"] == "command.not_yours"
    answers = [a_class.sign(101) for _ in range(13)]
    assert [status for status, _ in answers] == [200] * 12 + [429]
    assert len({json.dumps(answer) for _, answer in answers[:12]}) == 1


def test_no_token_speaks_for_a_ballot(a_class: Class) -> None:
    a_class.hand_in(101)
    a_class.close()
    forged = bearer(101, "ballot")
    assert a_class.live.send(forged, "poll.ballot", {"choice": 1}, "q")["code"] == "token.bad"
    assert a_class.live.send(bearer(101), "poll.ballot", {"choice": 1}, "q")["refused"]["code"] == "command.not_yours"
    assert sum(a_class.result()["split"]) == 0


def test_a_hall_behind_one_address_comes_through_and_who_floods_is_turned_away() -> None:
    urns = ballots.Urns()
    for _ in range(600):  # a hall of 300 phones, each of which had to try twice
        urns.count("10.0.0.1")
    urns.count("10.0.0.2")
    with pytest.raises(Refused) as refused:
        urns.count("10.0.0.1")
    assert (refused.value.code, refused.value.status) == ("code.too_many", 429)
    urns.check()
    urns.waiting = ballots.MOST_WAITING
    with pytest.raises(Refused) as refused:
        urns.check()
    assert (refused.value.code, refused.value.status) == ("ballot.busy", 503)


# --- with every table at hand ------------------------------------------------------------------------------


def vote(a_class: Class) -> Store:
    """All hand in and cast, each with its token even where none is asked for; the journal to look into."""
    for seat in a_class.shuffled():
        a_class.hand_in(seat)
    a_class.close()
    for seat in a_class.shuffled():
        assert a_class.cast(a_class.ballot(seat), bearer(seat)) == (200, "")
    assert a_class.result()["split"] == a_class.wanted()
    return Store(a_class.live.journal)


def found(store: Store, a_class: Class) -> list[str]:
    """What somebody with every table and file of the node has in hand against the secret."""
    files = [file.read_bytes() for file in a_class.live.folder.glob("*") if file.is_file()]
    tickets = [ticket.encode() for ticket, _ in a_class.secrets.values()]
    ballots_at = [row[0] for row in store.run("SELECT received_at FROM journal_fact WHERE kind = 'poll.cast'")]
    findings = {
        "names": told(everything(store), SEATS) == a_class.chose,
        "order": guessed(store, a_class.chose) > 0.6,  # of twenty; a blind guess is right in one of four
        "instants": any(at % ballots.SPREAD_MS for at in ballots_at),
        "tickets": any(ticket in file for ticket in tickets for file in files),
    }
    store.close()
    return [what for what, is_there in findings.items() if is_there]


def test_who_may_read_every_table_and_file_does_not_learn_who_chose_what(a_class: Class) -> None:
    store = vote(a_class)
    cast = store.run("SELECT actor, subject, device, claimed_at - at FROM journal_fact WHERE kind = 'poll.cast'")
    assert {tuple(row) for row in cast} == {("ballot", "", "", 0)}
    assert told(everything(store), SEATS) == {}
    assert found(store, a_class) == []


READ = "    body = gate.read(request.body, ballots.Cast)\n"
BUGS = {
    "names": [
        ("routes.py", READ, READ + "    _, who, _ = await _now(house, request)\n"),
        ("routes.py", "engine(body.sitting), body)", "engine(body.sitting), body, who.device)"),
        ("ballots.py", "body: Cast) -> dict[str, bool]", "body: Cast, device: str) -> dict[str, bool]"),
        ("ballots.py", "[command], NOBODY,", "[command], Who(Role.BALLOT, 'ballot', device=device),"),
    ],
    "instants": [("ballots.py", "now - now % SPREAD_MS)", "now)")],
    "tickets": [("routes.py", READ, READ + "    print(body, flush=True)\n")],
}


@pytest.mark.parametrize("bug", list(BUGS))
def test_what_slips_in_beside_a_ballot_is_found(bug: str, tmp_path: Path, journal: str) -> None:
    source = tmp_path / "src"
    shutil.copytree(Path(diemcau.__file__).parent, source / "diemcau", ignore=shutil.ignore_patterns("__pycache__"))
    for name, good, bad in BUGS[bug]:
        file = source / "diemcau" / "classroom" / "live" / name
        text = file.read_text()
        assert text.count(good) == 1
        file.write_text(text.replace(good, bad))
    path = os.pathsep.join([str(source), *filter(None, [os.environ.get("PYTHONPATH")])])
    live = Live(tmp_path, journal, environment={"PYTHONPATH": path}).start()
    try:
        a_class = Class(live)
        a_class.open()
        assert found(vote(a_class), a_class) == [bug]
    finally:
        live.kill()
