"""Whoever's view a command changed is told: views before and after every command of a long class, topic by topic."""

import json
from typing import Any

import msgspec

from diemcau.activities.kind import Role, Who
from diemcau.activities.plan import PlanActivity
from diemcau.classroom.board import Board
from tests.classroom.test_board import Table
from tests.classroom.turning import CLOCK, LECTURER, OFFICE, OPERATOR, host, phone, plan, province

SLIDES = {"title": "Chuyên đề", "slides": [{"title": "Một"}, {"title": "Hai"}]}
POLL = {"title": "Hỏi", "question": "Khâu nào?", "choices": ["Một", "Hai"]}
TEST = {"title": "Kiểm tra", "questions": [{"code": "a", "text": "?", "right": [2], "choices": ["Một", "Hai"]}]}
SITUATION = {
    "title": "Tình huống",
    "story": ["Một việc."],
    "task": "Chọn cách làm.",
    "choices": [{"text": "Một"}, {"text": "Hai"}],
    "minutes": 10,
    "developments": ["Dân đến hỏi."],
}
Step = tuple[Who, str, dict[str, Any], str]
CHAIR2, CHAIR3 = host(2, Role.CHAIR), host(3, Role.CHAIR)


def step(who: Who, kind: str, activity: str = "", **body: Any) -> Step:
    return who, kind, body, activity


CLASS = [
    step(OFFICE, "sitting.open", plan="ab"),
    step(phone(21), "sitting.claim", seat=21, evidence="code"),
    step(phone(21, "d2"), "sitting.claim", seat=21, evidence="code"),
    step(host(2), "sitting.confirm_claim", seat=21),
    step(phone(22), "sitting.claim", seat=22, evidence="code"),
    step(host(2), "sitting.free_seat", seat=22),
    step(phone(22), "sitting.claim", seat=22, evidence="code"),
    step(phone(21), "presence.check_in"),
    step(host(2), "presence.mark", seat=22, status="vang_phep", note="Ốm"),
    step(host(2), "presence.all_present"),
    step(host(3), "presence.mark", seat=31, status="o_diem_khac", elsewhere=2),
    step(host(2), "presence.undo"),
    step(host(2), "headcount.enter", present=2, excused=1, absent=0),
    step(host(3), "headcount.enter", present=3),
    step(CHAIR2, "headcount.confirm"),
    step(CHAIR3, "headcount.confirm"),
    step(province("01"), "headcount.check"),
    step(host(2), "headcount.correct", present=3, reason="Đếm lại"),
    step(OPERATOR, "headcount.lock", unchecked=True),
    step(OPERATOR, "sitting.begin"),
    step(LECTURER, "sitting.go", item=1),
    step(LECTURER, "slides.show", "s1", n=1),
    step(LECTURER, "slides.next", "s1"),
    step(LECTURER, "slides.prev", "s1"),
    step(OFFICE, "slides.replace", "s1", deck={"title": "Chuyên đề", "slides": [{"title": "Một, có sửa"}]}),
    step(LECTURER, "poll.open", "q1"),
    step(phone(21), "poll.answer", "q1", choice=1),
    step(host(2), "poll.answer_rest", "q1", split=[1, 1]),
    step(LECTURER, "poll.close", "q1"),
    step(phone(31), "poll.answer", "q1", choice=1),
    step(LECTURER, "poll.show", "q1"),
    step(LECTURER, "poll.void", "q1"),
    step(LECTURER, "poll.open", "q3"),
    step(host(2), "poll.answer", "q3", choice=2),
    step(LECTURER, "poll.show", "q3"),
    step(LECTURER, "poll.open", "q5"),
    step(phone(22), "poll.hand_in", "q5", envelope="2a"),
    step(LECTURER, "poll.close", "q5"),
    step(Who(Role.BALLOT, "ballot"), "poll.ballot", "q5", choice=2),
    step(LECTURER, "poll.show", "q5"),
    step(LECTURER, "test.open", "k1"),
    step(phone(21), "test.answer", "k1", answers=[[2]]),
    step(LECTURER, "test.close", "k1"),
    step(phone(22), "test.answer", "k1", answers=[[1]]),
    step(LECTURER, "test.show", "k1"),
    step(LECTURER, "test.void", "k1"),
    step(LECTURER, "situation.open", "t1"),
    step(LECTURER, "situation.discuss", "t1"),
    step(LECTURER, "situation.develop", "t1", n=1),
    step(CHAIR2, "situation.decide", "t1", choice=1, reason="Đúng luật"),
    step(CHAIR3, "situation.decide", "t1", choice=2, reason="Nhanh"),
    step(LECTURER, "situation.close", "t1"),
    step(LECTURER, "situation.show", "t1"),
    step(LECTURER, "situation.pick", "t1", sites=[2, 3]),
    step(LECTURER, "situation.lesson", "t1", text="Hỏi tỉnh trước", sites=[2]),
    step(phone(21), "question.ask", text="Một?"),
    step(host(3), "question.ask", text="Hai?"),
    step(LECTURER, "question.select", question="first"),
    step(LECTURER, "question.answered", question="first"),
    step(LECTURER, "question.select", question="second"),
    step(LECTURER, "question.clear"),
    step(LECTURER, "question.later", question="second"),
    step(host(3), "question.withdraw", question="second"),
    step(host(2), "floor.ask", topic="Vướng phần mềm"),
    step(host(3), "floor.ask"),
    step(LECTURER, "floor.call", site=2),
    step(host(2), "floor.accept"),
    step(LECTURER, "floor.end"),
    step(host(3), "floor.cancel"),
    step(phone(21), "obstacle.send", text="Thiếu máy", field="to_chuc_bien_che"),
    step(host(2), "obstacle.send", text="Thiếu người", field="to_chuc_bien_che", scope="site"),
    step(host(2), "obstacle.withdraw", obstacle="second"),
    step(phone(21), "obstacle.withdraw", obstacle="first"),
    step(CLOCK, "sitting.silent", site=2),
    step(CLOCK, "sitting.back", site=2),
    step(host(2), "sitting.ask_help", trouble="no_sound", note="Mất tiếng"),
    step(OPERATOR, "sitting.end_help", site=2),
    step(OFFICE, "sitting.add_seat", added={"id": 29, "site": 2, "no": 9, "group": "khac"}),
    step(OPERATOR, "presence.correct", seat=22, status="co_mat", reason="Nhầm"),
    step(LECTURER, "sitting.go", item=2),
    step(OPERATOR, "sitting.close"),
    step(phone(23), "presence.check_in"),
    step(host(2), "presence.mark", seat=23, status="co_mat"),
]


def full_plan() -> Any:
    return msgspec.structs.replace(
        plan(),
        activities=(
            PlanActivity("s1", "slides", 1, SLIDES),
            PlanActivity("q1", "poll", 1, POLL),
            PlanActivity("q3", "poll", 1, {**POLL, "answers": "rooms"}),
            PlanActivity("q5", "poll", 1, {**POLL, "anonymous": True}),
            PlanActivity("k1", "test", 1, TEST),
            PlanActivity("t1", "situation", 1, SITUATION),
        ),
    )


def topics_of(board: Board) -> list[str]:
    """Every topic that somebody may read."""
    places = board.places
    topics = ["all", "phones", "presenters", "control"]
    topics += [f"site:{site}" for site in places.sites] + [f"seat:{seat}" for seat in places.seats]
    return topics + sorted({f"province:{site.province}" for site in places.plan.sites})


def shown(table: Table) -> dict[str, Any]:
    """Every view without its position."""
    views = {topic: json.loads(json.dumps(table.view(topic))) for topic in topics_of(table.board)}
    return {topic: {**view, "pos": 0} for topic, view in views.items()}


def test_every_topic_whose_view_changed_is_named_by_the_turn() -> None:
    table = Table()
    table.board = Board(full_plan())
    before, untold, quiet = shown(table), set(), []
    for who, kind, body, activity in CLASS:
        for word in body.keys() & {"question", "obstacle"}:
            numbers = sorted(getattr(table.board.states[word], f"{word}s"))
            body = {word: numbers[body[word] == "second"]}
        told = table.do(who, kind, body, activity=activity)
        after = shown(table)
        # Where the sitting stands is in every view; a desk hears of that by `all`.
        changed = {topic for topic in before if after[topic]["acts"] != before[topic]["acts"]}
        untold |= {(kind, topic.partition(":")[0]) for topic in changed - told}
        quiet += [kind] if not told else []
        before = after
    assert (untold, quiet) == (set(), [])
