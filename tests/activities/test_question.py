"""Questions: asked by rooms and learners, one on the screens, answered or kept for later."""

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from diemcau.activities.kind import Group, Grouping
from diemcau.activities.question.shapes import REASONS, STAGES, State, weight
from diemcau.base.refused import Refused
from diemcau.base.words import catalogue
from diemcau.journal.rules import Fact
from tests.activities.make import EIGHT, MINUTE, Play, fold, plain, plan, seat, snapshot, who

HOST, LECTURER, AN = who("host"), who("lecturer"), who("phone")
WORDS = "Hồ sơ nhận ngoài giờ thì ghi ngày nào?"


@pytest.fixture
def play() -> Play:
    return Play(plan(sites=3, people=2))


def ask(play: Play, sender, text: str = WORDS) -> int:
    return play.send(sender, "question.ask", text=text)[0].seq


def stages(play: Play) -> dict[str, int]:
    return {stage: n for stage, n in play.figures("question")["stages"].items() if n}


def test_a_question_waits_in_the_queue_of_the_lecturer_without_a_person(play: Play) -> None:
    by_phone, by_room = ask(play, AN), ask(play, who("chair", 2), "Câu hai")
    assert play.view("presenters", "question") == {
        "kind": "question",
        "queue": [
            {"id": by_phone, "text": WORDS, "site": 1, "by": "phone", "at": EIGHT, "stage": "asked", "n": 1},
            {"id": by_room, "text": "Câu hai", "site": 2, "by": "room", "at": EIGHT, "stage": "asked", "n": 1},
        ],
        "approved": [],
        "waiting": 2,
        "counts": {"asked": 2},
    }


def test_a_learner_sees_his_own_questions_and_the_desk_those_of_the_room(play: Play) -> None:
    by_phone, by_room = ask(play, AN), ask(play, HOST, "Câu của phòng")
    mine = {"id": by_phone, "text": WORDS, "at": EIGHT, "stage": "asked"}
    assert play.view(f"seat:{seat(1, 1)}", "question")["asked"] == [mine]
    assert play.view(f"seat:{seat(1, 2)}", "question")["asked"] == []
    assert play.view("site:1", "question")["asked"] == [mine | {"id": by_room, "text": "Câu của phòng"}]


def test_one_question_stands_on_the_screens_with_the_province_of_a_room(play: Play) -> None:
    by_room, by_phone = ask(play, HOST), ask(play, AN, "Câu hai")
    play.send(LECTURER, "question.select", question=by_room)
    assert {"all", "phones", "presenters"} <= play.topics
    assert play.view("all", "question") == {
        "kind": "question",
        "on": {"id": by_room, "text": WORDS, "from": "thành phố Hà Nội"},
        "moved": EIGHT,
    }
    play.send(LECTURER, "question.select", question=by_phone)
    assert play.view("all", "question")["on"] == {"id": by_phone, "text": "Câu hai", "from": ""}
    assert stages(play) == {"asked": 1, "selected": 1}


@pytest.mark.parametrize(("verb", "stage"), [("answered", "answered"), ("later", "later"), ("clear", "asked")])
def test_a_question_leaves_the_screens(play: Play, verb: str, stage: str) -> None:
    number = ask(play, HOST)
    play.send(LECTURER, "question.select", question=number)
    play.send(LECTURER, f"question.{verb}", **({} if verb == "clear" else {"question": number}))
    assert play.view("all", "question") == {"kind": "question", "on": None}
    assert stages(play) == {stage: 1}


@pytest.mark.parametrize("verb", ["withdraw", "answered", "later"])
def test_all_hear_of_a_question_only_when_it_stood_on_the_screens(play: Play, verb: str) -> None:
    quiet, shown = ask(play, HOST), ask(play, HOST, "Câu hai")
    play.send(LECTURER, "question.select", question=shown)
    heard = []
    for number in (quiet, shown):
        play.send(HOST if verb == "withdraw" else LECTURER, f"question.{verb}", question=number)
        heard.append({"all", "phones"} <= play.topics)
    assert heard == [False, True]


def test_who_asked_hears_that_another_question_took_the_screens(play: Play) -> None:
    first, second = ask(play, AN), ask(play, who("host", 2))
    play.send(LECTURER, "question.select", question=first)
    play.send(LECTURER, "question.select", question=second)
    assert play.view(f"seat:{AN.seat}", "question")["asked"][0]["stage"] == "asked"
    assert {f"seat:{AN.seat}", "site:2"} <= play.topics


def test_a_question_that_is_taken_up_again_has_its_old_place_in_the_queue(play: Play) -> None:
    numbers = [ask(play, who("host", site), f"Câu {site}") for site in (1, 2, 3)]
    play.send(LECTURER, "question.later", question=numbers[0])
    play.send(LECTURER, "question.select", question=numbers[0])
    assert [row["id"] for row in play.view("presenters", "question")["queue"]] == numbers


def test_what_is_said_twice_happens_once(play: Play) -> None:
    number = ask(play, HOST)
    for verb in ("select", "answered", "later"):
        assert len(play.send(LECTURER, f"question.{verb}", question=number)) == 1
        assert play.send(LECTURER, f"question.{verb}", question=number) == []
    assert play.send(LECTURER, "question.clear") == []


def test_who_asked_may_take_it_back(play: Play) -> None:
    by_phone, by_room = ask(play, AN), ask(play, HOST)
    play.send(LECTURER, "question.select", question=by_phone)
    play.send(AN, "question.withdraw", question=by_phone)
    play.send(who("chair"), "question.withdraw", question=by_room)
    assert play.view("all", "question")["on"] is None
    assert stages(play) == {"withdrawn": 2}
    assert play.refused(LECTURER, "question.select", question=by_phone) == "question.withdrawn"


@pytest.mark.parametrize("sender", [who("phone", 1, 2), HOST, who("phone", 2, 1)])
def test_nobody_takes_back_the_question_of_another(play: Play, sender) -> None:
    number = ask(play, AN)
    assert play.refused(sender, "question.withdraw", question=number) == "question.not_yours"


def test_a_room_does_not_take_back_the_question_of_another_room(play: Play) -> None:
    assert play.refused(who("host", 2), "question.withdraw", question=ask(play, HOST)) == "question.not_yours"


def test_what_was_answered_stays_answered(play: Play) -> None:
    number = ask(play, AN)
    play.send(LECTURER, "question.answered", question=number)
    assert play.send(AN, "question.withdraw", question=number) == []
    assert stages(play) == {"answered": 1}


def test_a_question_that_nobody_asked_is_unknown(play: Play) -> None:
    assert play.refused(LECTURER, "question.select", question=999) == "question.unknown"


@pytest.mark.parametrize(("text", "code"), [(" \u200b ", "question.empty"), ("x" * 2001, "question.too_long")])
def test_a_question_has_words_and_not_too_many(play: Play, text: str, code: str) -> None:
    assert play.refused(AN, "question.ask", text=text) == code


def test_a_question_after_the_close_is_kept_for_later(play: Play) -> None:
    play.close()
    ask(play, AN)
    assert stages(play) == {"later": 1}
    assert play.view("presenters", "question")["queue"] == []


def test_questions_of_rooms_are_not_lost_behind_those_of_phones(play: Play) -> None:
    for n in range(100):
        ask(play, AN, f"Câu {n}")
    number = ask(play, HOST)
    queue = play.view("presenters", "question")["queue"]
    assert [row["text"] for row in queue] == [*(f"Câu {n}" for n in range(20)), WORDS]
    assert queue[-1]["id"] == number


def test_an_erased_question_leaves_its_place(play: Play) -> None:
    number = ask(play, AN)
    play.texts.clear()
    assert play.view(f"seat:{seat(1, 1)}", "question")["asked"] == [
        {"id": number, "text": "", "at": EIGHT, "stage": "asked"}
    ]


def test_figures_count_by_stage_site_and_sender_and_the_run_names_texts(play: Play) -> None:
    ask(play, AN)
    ask(play, who("host", 3))
    figures = play.figures("question")
    assert {key: figures[key] for key in ("asked", "rooms", "phones", "sites")} == {
        "asked": 2,
        "rooms": 1,
        "phones": 1,
        "sites": {"1": 1, "3": 1},
    }
    first = play.summary("question")["run"]["questions"][0]
    assert play.texts[first.pop("text")] == WORDS
    plainly = {"id": 4, "site": 1, "seat": seat(1, 1), "item": 1, "at": EIGHT, "stage": "asked", "late": False}
    assert first == plainly | {"reason": "", "into": 0, "askers": 1, "reply": "", "note": ""}
    assert play.view("province:40", "question") == {"kind": "question", "sites": {}, "n": 0}


def test_every_stage_has_words() -> None:
    assert [stage for stage in STAGES if f"question.stage.{stage}" not in catalogue()] == []


# --- moderated -----------------------------------------------------------------------------------------


def steer(play: Play, verb: str, number: int, **body: object) -> int:
    """How many facts came of it."""
    return len(play.send(LECTURER, f"question.{verb}", question=number, **body))


def own(play: Play, sender) -> dict:
    """The first question of a learner as he sees it."""
    return play.view(f"seat:{sender.seat}", "question")["asked"][0]


def test_others_see_a_question_only_after_it_was_approved(play: Play) -> None:
    number = ask(play, AN)
    assert play.view("phones", "question") == {"kind": "question", "on": None}
    assert steer(play, "approve", number) == 1
    assert {"all", "phones", f"seat:{AN.seat}"} <= play.topics
    assert play.view("phones", "question")["listed"] == [{"id": number, "text": WORDS, "n": 1}]
    assert own(play, AN)["stage"] == "approved"
    assert steer(play, "approve", number) == 0
    seen = play.view("presenters", "question")
    assert ([row["id"] for row in seen["approved"]], seen["queue"], seen["waiting"]) == ([number], [], 0)


def test_who_asked_is_told_why_his_question_is_not_taken_up(play: Play) -> None:
    number = ask(play, AN)
    steer(play, "approve", number)
    steer(play, "decline", number, reason="chua_ro")
    assert {"all", f"seat:{AN.seat}"} <= play.topics
    assert own(play, AN) == {"id": number, "text": WORDS, "at": EIGHT, "stage": "declined", "reason": "chua_ro"}
    assert play.view("phones", "question") == {"kind": "question", "on": None}
    assert steer(play, "decline", number, reason="chua_ro") == 0
    assert steer(play, "approve", number) == 1
    assert play.refused(LECTURER, "question.decline", question=number, reason="khong_hay") == "command.bad_body"


def test_a_learner_supports_an_approved_question_once_and_never_his_own(play: Play) -> None:
    number = ask(play, AN)
    other, third = who("phone", 1, 2), who("phone", 2, 1)
    assert play.refused(other, "question.support", question=number) == "question.unknown"
    steer(play, "approve", number)
    assert len(play.send(other, "question.support", question=number)) == 1
    assert play.topics >= {f"seat:{other.seat}", "presenters", "phones"}  # the second who asks is a step
    assert play.send(other, "question.support", question=number) == []
    assert play.send(AN, "question.support", question=number) == []
    play.send(third, "question.support", question=number)
    assert not {"all", "phones"} & play.topics  # the third is none
    assert play.view("presenters", "question")["approved"][0]["n"] == 3
    assert play.view("phones", "question")["listed"][0]["n"] == 2
    assert play.view(f"seat:{other.seat}", "question")["supported"] == [number]


def test_a_question_that_asks_the_same_is_joined_and_goes_where_the_other_goes(play: Play) -> None:
    first, second, third = ask(play, AN), ask(play, who("phone", 2, 1), "Câu hai"), ask(play, who("host", 3), "Câu ba")
    steer(play, "merge", third, into=second)
    steer(play, "approve", first)
    steer(play, "merge", second, into=first)
    assert {"seat:201", "site:3"} <= play.topics
    (row,) = play.view("presenters", "question")["approved"]
    assert (row["id"], row["n"]) == (first, 3)
    steer(play, "answered", first)
    assert {"seat:201", "site:3"} <= play.topics
    assert (own(play, who("phone", 2, 1))["stage"], own(play, who("phone", 2, 1))["of"]) == ("merged", "answered")
    assert play.view("site:3", "question")["asked"][0]["of"] == "answered"
    assert stages(play) == {"answered": 1, "merged": 2}
    assert play.refused(LECTURER, "question.merge", question=first, into=second) == "question.same"
    assert play.refused(LECTURER, "question.merge", question=second, into=99) == "question.unknown"


def test_a_question_that_was_joined_by_mistake_stands_alone_again(play: Play) -> None:
    first, second = ask(play, AN), ask(play, HOST, "Câu hai")
    steer(play, "merge", second, into=first)
    steer(play, "approve", second)
    assert stages(play) == {"asked": 1, "approved": 1}
    assert weight(play.state("question"), play.state("question").questions[first]) == 1


def test_who_takes_his_question_back_leaves_those_who_asked_the_same_theirs(play: Play) -> None:
    first, second = ask(play, AN), ask(play, HOST, "Câu hai")
    steer(play, "merge", second, into=first)
    play.send(AN, "question.withdraw", question=first)
    assert "site:1" in play.topics
    assert stages(play) == {"withdrawn": 1, "asked": 1}


def test_one_who_supports_two_joined_questions_is_one(play: Play) -> None:
    first, second = ask(play, AN), ask(play, who("phone", 1, 2), "Câu hai")
    for number in (first, second):
        steer(play, "approve", number)
        play.send(who("phone", 2, 1), "question.support", question=number)
    steer(play, "merge", second, into=first)
    assert play.view("presenters", "question")["approved"][0]["n"] == 3


def test_an_answer_in_writing_is_read_by_all_who_asked_the_same(play: Play) -> None:
    first, second = ask(play, AN), ask(play, HOST, "Câu hai")
    steer(play, "merge", second, into=first)
    steer(play, "reply", first, text="Ghi ngày tiếp nhận.")
    assert own(play, AN)["reply"] == "Ghi ngày tiếp nhận."
    assert play.view("site:1", "question")["asked"][0]["reply"] == "Ghi ngày tiếp nhận."
    assert (stages(play), play.figures("question")["written"]) == ({"answered": 1, "merged": 1}, 1)


def test_a_question_for_later_says_by_whom_and_when(play: Play) -> None:
    number = ask(play, AN)
    steer(play, "later", number, note="Học viện trả lời trong tuần")
    assert (own(play, AN)["stage"], own(play, AN)["note"]) == ("later", "Học viện trả lời trong tuần")
    assert play.refused(LECTURER, "question.later", question=number, note="x" * 201) == "writing.too_long"


def test_an_approved_question_that_leaves_the_screens_stays_approved(play: Play) -> None:
    first, second = ask(play, AN), ask(play, HOST, "Câu hai")
    steer(play, "approve", first)
    steer(play, "select", first)
    steer(play, "select", second)
    play.send(LECTURER, "question.clear")
    assert stages(play) == {"approved": 1, "asked": 1}


def test_questions_that_many_ask_stand_first(play: Play) -> None:
    numbers = [ask(play, who("phone", site), f"Câu {site}") for site in (1, 2, 3)]
    for number in numbers:
        steer(play, "approve", number)
    play.send(who("phone", 1, 2), "question.support", question=numbers[2])
    assert [row["id"] for row in play.view("all", "question")["listed"]] == [numbers[2], numbers[0], numbers[1]]


def test_the_desk_points_at_a_question_whose_words_are_alike(play: Play) -> None:
    first, second, third = (ask(play, who("phone", site), f"Câu {site}") for site in (1, 2, 3))
    steer(play, "approve", second)
    kind, look = play.board.kinds["question"], play.board.look("question", play.now, play.read)
    look.grouping = Grouping(1, 9, (Group(1, first, (first, second)), Group(2, third, (third,))))
    seen = plain(kind.for_presenters(play.state("question"), look) or {})
    assert {row["id"]: row.get("like") for row in seen["queue"]} == {first: second, third: None}
    assert set(kind.texts(play.state("question"))) == {first, second, third}


def test_facts_of_before_moderation_fold_to_what_they_were(play: Play) -> None:
    """A journal of the version before: no note in `postponed`, no approval."""
    first, second = ask(play, AN), ask(play, HOST, "Câu hai")
    play.send(LECTURER, "question.select", question=first)
    play.send(LECTURER, "question.later", question=first)
    play.send(LECTURER, "question.select", question=second)
    play.send(LECTURER, "question.clear")
    said: list[Fact] = [fact for fact in play.facts if fact.kind == "question.postponed"]
    assert [msgspec.json.decode(fact.body) for fact in said] == [{"question": first, "site": 1, "seat": AN.seat}]
    assert stages(play) == {"later": 1, "asked": 1}


def test_every_reason_has_words() -> None:
    assert [reason for reason in REASONS if f"question.reason.{reason}" not in catalogue()] == []


verbs = st.sampled_from(["ask", "withdraw", "support", "approve", "decline", "merge", "select", "answered", "reply"])
people = st.sampled_from([who("phone", 1, 1), who("phone", 1, 2), who("phone", 2, 1)])


@given(st.lists(st.tuples(verbs, people, st.integers(4, 12), st.integers(4, 12)), max_size=25), st.integers(0, 30))
def test_every_question_is_in_one_queue_at_most_and_joined_to_one_that_stands_alone(steps, cut: int) -> None:
    play = Play(plan(sites=2))
    for verb, person, number, other in steps:
        play.now += MINUTE
        more = {"decline": {"reason": "chua_ro"}, "merge": {"into": other}, "reply": {"text": "Đáp"}}.get(verb, {})
        body = {"text": WORDS} if verb == "ask" else {"question": number, **more}
        try:
            play.send(person if verb in {"ask", "withdraw", "support"} else LECTURER, f"question.{verb}", **body)
        except Refused:
            continue
    state: State = play.state("question")
    for number, held in state.questions.items():
        queues = [number in queue for queue in (state.rooms, state.phones, state.approved)]
        assert queues.count(True) == (held.stage in {"asked", "approved", "selected"})
        assert (held.stage == "merged") == bool(held.into)
        assert not held.into or (not state.questions[held.into].into and number in state.questions[held.into].alike)
        assert held.seat not in held.support
    assert sum(state.counts.values()) == len(state.questions)
    head = snapshot(fold(play.plan, play.facts[:cut]), play.plan)
    assert fold(play.plan, play.facts[cut:], head).states["question"] == state
