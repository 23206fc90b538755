"""A survey: how answers count, what is in which view, and that a ballot leads to nobody."""

import random
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

import msgspec
import pytest

from diemcau.activities import urn
from diemcau.activities.kind import Role, Who
from diemcau.activities.plan import PlanActivity, PlanSeat, write_plan
from diemcau.base.refused import Refused
from diemcau.classroom.turns import Turns
from diemcau.journal.store import Store
from tests.activities.attacking import everything, told
from tests.activities.rig import EIGHT, MINUTE, Play
from tests.classroom.rig import new_journal
from tests.classroom.turning import LECTURER, OFFICE, OPERATOR, plan, sent

QUESTIONS = [
    {"text": "Sát thực tế?", "form": "scale", "choices": ["1", "2", "3", "4"]},
    {"text": "Cần thêm gì?", "form": "several", "choices": ["Tình huống", "Văn bản"]},
    {"text": "Góp ý", "form": "text"},
    {"text": "Giảng viên rõ ràng?", "form": "scale", "choices": ["1", "2", "3"], "lecturer": True},
]
SECRET: dict[str, Any] = {"title": "Ý kiến", "questions": QUESTIONS}
NAMED = {**SECRET, "anonymous": False}
BALLOT = Who(Role.BALLOT, "ballot")
WORDS = "Thêm giờ thảo luận"
SEATS = (31, 32, 33, 41, 42, 43)


@pytest.fixture
def named() -> Play:
    play = Play("survey", NAMED)
    play.steer("open")
    return play


@pytest.fixture
def secret() -> Play:
    play = Play("survey", SECRET)
    play.steer("open")
    return play


def code(send: Any, *args: Any, **body: Any) -> str:
    with pytest.raises(Refused) as refused:
        send(*args, **body)
    return refused.value.code


def cast(play: Play, **body: Any) -> list[str]:
    return play.turn(BALLOT, "ballot", 0, body)


def filled(play: Play) -> None:
    """Six answer by name; one of them changes his mind."""
    for n, seat in enumerate(SEATS):
        play.phone(seat, "answer", choices=[[n % 2 + 1], [1, 2], [], [3]], texts=["", "", f"{WORDS} {n}"])
    play.phone(31, "answer", choices=[[4], [2], [], [1]])


def test_the_last_answer_of_a_person_counts(named: Play) -> None:
    filled(named)
    figures = named.figures()
    assert [(one["split"], one["answered"]) for one in figures["questions"]] == [
        ([2, 3, 0, 1], 6), ([5, 6], 6), ([], 5),
    ]  # fmt: skip
    assert figures["base"] == {"persons": 6, "phones": 6, "hands": 0, "hands_at": 0}


def test_what_a_desk_counted_is_added_and_marked(named: Play) -> None:
    filled(named)
    named.desk(3, "answer_rest", persons=9, counts=[[9, 0, 0, 0]])
    named.desk(3, "answer_rest", persons=2, counts=[[0, 0, 2, 0], [1, 2]])
    scale, several = named.figures()["questions"][:2]
    assert (scale["split"], scale["by_hand"], scale["answered"]) == ([2, 3, 2, 1], [0, 0, 2, 0], 8)
    assert (several["split"], several["by_hand"], several["answered"]) == ([6, 8], [1, 2], 8)
    assert named.figures()["base"]["hands_at"] == 1


@pytest.mark.parametrize(
    ("body", "refusal"),
    [
        ({"choices": [[1, 2]]}, "survey.one_choice"),
        ({"choices": [[], [1, 1]]}, "survey.one_choice"),
        ({"choices": [[5]]}, "survey.no_such_choice"),
        ({"choices": [[1]] * 5}, "survey.too_many"),
        ({"texts": ["lời"]}, "survey.no_text"),
        ({"texts": ["", "", "a" * 1001]}, "survey.too_long"),
    ],
)
def test_an_impossible_answer_is_refused(named: Play, body: dict[str, Any], refusal: str) -> None:
    assert code(named.phone, 31, "answer", **body) == refusal


@pytest.mark.parametrize(
    ("counts", "refusal"),
    [
        ([[3, 0, 0, 0]], "survey.bad_counts"),
        ([[1, 1]], "survey.bad_counts"),
        ([[], [3, 0]], "survey.bad_counts"),
        ([[], [], [1]], "survey.not_by_hand"),
        ([[], [], [], [1, 0, 0]], "survey.not_by_hand"),
    ],
)
def test_impossible_counts_are_refused(named: Play, counts: list[list[int]], refusal: str) -> None:
    assert code(named.desk, 3, "answer_rest", persons=2, counts=counts) == refusal


def test_an_answer_given_in_time_counts_and_a_later_one_when_it_is_opened_again(named: Play) -> None:
    named.now += 5 * MINUTE
    named.steer("close")
    named.phone(31, "answer", named.now - MINUTE, choices=[[1]])
    named.now += MINUTE
    named.phone(32, "answer", choices=[[1]])
    assert (named.figures()["base"]["phones"], named.figures()["late"]) == (1, {"persons": 1, "rooms": 0})
    named.steer("open")
    assert (named.figures()["base"]["phones"], named.figures()["late"]) == (2, {"persons": 0, "rooms": 0})


def test_results_are_hidden_until_shown_and_from_five_persons_on(named: Play) -> None:
    named.phone(31, "answer", choices=[[1]])
    assert ["result" in (named.view(topic) or {}) for topic in ("all", "presenters")] == [False, False]
    named.steer("show")
    assert (named.view("all") or {})["result"] == {"base": named.figures()["base"], "few": 5, "questions": []}
    filled(named)
    named.steer("open")
    named.steer("show")
    assert [one["n"] for one in (named.view("all") or {})["result"]["questions"]] == [1, 2]


def test_a_question_that_four_answered_is_told_to_nobody_in_the_class(named: Play) -> None:
    for n, seat in enumerate(SEATS):
        named.phone(seat, "answer", choices=[[1], [1] if n < 4 else []])
    named.steer("show")
    assert [one["n"] for one in (named.view("all") or {})["result"]["questions"]] == [1]
    named.phone(SEATS[4], "answer", choices=[[1], [2]])
    assert [one["n"] for one in (named.view("all") or {})["result"]["questions"]] == [1, 2]


TOPICS = ("all", "phones", "site:3", "province:01", "presenters", "control")


@pytest.mark.parametrize("content", [NAMED, SECRET])
def test_what_rates_a_lecturer_and_texts_are_in_no_view(content: dict[str, Any]) -> None:
    play = Play("survey", content)
    play.steer("open")
    if content is NAMED:
        filled(play)
    else:
        for seat in SEATS:
            play.phone(seat, "hand_in", envelope=f"{seat}")
    play.steer("close")
    if content is SECRET:
        for _ in SEATS:
            cast(play, choices=[[1], [2], [], [3]], texts=["", "", WORDS])
    play.steer("show")
    views = {topic: play.view(topic) for topic in TOPICS}
    assert [topic for topic, view in views.items() if WORDS in str(view)] == []
    rated = [topic for topic, view in views.items() if "Giảng viên rõ ràng?" in str(view)]
    assert rated == ["phones"]  # there it is asked
    results = [(view or {}).get("result", {}).get("questions", ()) for view in views.values()]
    assert {one["n"] for questions in results for one in questions} == {1, 2}
    figures = play.figures()
    assert ([one["n"] for one in figures["questions"]], [one["n"] for one in figures["ratings"]]) == ([1, 2, 3], [4])
    assert sum(figures["ratings"][0]["split"]) == 6


def test_an_anonymous_survey_takes_envelopes_then_ballots(secret: Play) -> None:
    for seat in SEATS[:2]:
        assert secret.phone(seat, "hand_in", envelope=f"{seat}") == ["survey.handed_in"]
    assert secret.phone(31, "hand_in", envelope="99") == []
    assert code(secret.phone, 31, "answer", choices=[[1]]) == "survey.secret"
    assert code(cast, secret, choices=[[1]]) == "survey.urn_shut"
    assert code(secret.steer, "void") == "survey.close_first"
    secret.steer("close")
    assert [cast(secret, choices=[[n]]) for n in (1, 2)] == [["survey.cast"]] * 2
    assert code(cast, secret, choices=[[1]]) == "survey.no_envelope"
    assert code(secret.steer, "open") == "survey.urn_opened"
    assert secret.figures()["questions"][0]["split"] == [1, 1, 0, 0]
    assert (secret.view("seat:31") or {})["envelope"] == "31"


# --- with every table at hand --------------------------------------------------------------------------------


class Ground:
    """A survey of four rooms on a real journal: who chose what is known to the test alone."""

    def __init__(self, store: Store, content: dict[str, Any], seed: int) -> None:
        self.chance, self.now = random.Random(seed), EIGHT
        seats = tuple(PlanSeat(100 + n, 2, n, "") for n in range(1, 41))
        made = msgspec.structs.replace(plan(), seats=seats, activities=(PlanActivity("q", "survey", 1, content),))
        body = write_plan(made)
        store.make_stream("sitting:1")
        store.keep_plan("sitting:1", sha256(body).hexdigest(), body, [])
        self.turns = Turns(store, "sitting:1")
        self.seats = [seat.id for seat in seats]
        self.chose = {seat: self.chance.randint(1, 4) for seat in self.seats}
        self.send(OFFICE, "sitting.open", {"plan": "ab"}, "")
        self.send(OPERATOR, "sitting.begin", {}, "")
        self.send(OPERATOR, "sitting.go", {"item": 1}, "")
        self.send(LECTURER, "survey.open", {})

    def send(self, who: Who, kind: str, body: dict[str, Any], activity: str = "q", id_: str = "") -> None:
        self.now += self.chance.randint(50, 3000)
        at = self.now - self.now % (10 * MINUTE) if who.role == Role.BALLOT else self.now
        assert self.turns.take([sent(who, kind, body, id_=id_, activity=activity, at=at)]).receipts[0].refused is None

    def body(self, seat: int) -> dict[str, Any]:
        return {"choices": [[self.chose[seat]]], "texts": ["", "", f"{WORDS}, {self.chose[seat]}"]}

    def phone(self, seat: int) -> Who:
        return Who(Role.PHONE, f"seat:{seat}", 2, seat, device=f"phone-{seat}")

    def by_name(self) -> None:
        for seat in self.seats:
            self.send(self.phone(seat), "survey.answer", self.body(seat))

    def secretly(self) -> None:
        tickets = {seat: f"{self.chance.getrandbits(256):064x}" for seat in self.seats}
        for seat in self.chance.sample(self.seats, len(self.seats)):
            envelope = urn.seal(tickets[seat], self.chance.randrange(urn.Q))
            self.send(self.phone(seat), "survey.hand_in", {"envelope": envelope})
        self.send(LECTURER, "survey.close", {})
        for seat in self.chance.sample(self.seats, len(self.seats)):
            id_ = urn.command_id("sitting:1", "q", tickets[seat])
            self.send(BALLOT, "survey.ballot", self.body(seat), id_=id_)


def rows(store: Store) -> list[list[Any]]:
    """Every row of every table; what was chosen first stands beside it as the attack looks for it."""
    return [
        [("choice", value[1][0]) if isinstance(value, tuple) and isinstance(value[1], list) else value for value in row]
        for row in everything(store)
    ]


@pytest.fixture
def store(tmp_path: Path, django_db_blocker: Any) -> Iterator[Store]:
    with django_db_blocker.unblock():
        made = Store(new_journal(tmp_path))
    yield made
    made.close()


def test_who_may_read_every_table_does_not_learn_who_answered_what(store: Store) -> None:
    ground = Ground(store, SECRET, 1)
    ground.secretly()
    assert sum(ground.turns.board.states["q"].sums[0].phones) == len(ground.seats)
    assert told(rows(store), ground.seats) == {}


def test_texts_of_ballots_stand_in_another_order_than_they_came(store: Store) -> None:
    ground = Ground(store, SECRET, 2)
    ground.secretly()
    facts = store.run("SELECT body FROM journal_fact WHERE kind = 'survey.cast' ORDER BY seq")
    came = [msgspec.json.decode(bytes(body))["texts"][2]["id"] for (body,) in facts]
    kept = ground.turns.board.states["q"].sums[2].texts
    assert (kept, kept != came) == (sorted(came), True)


def test_answers_by_name_are_found(store: Store) -> None:
    ground = Ground(store, NAMED, 1)
    ground.by_name()
    assert told(rows(store), ground.seats) == ground.chose
