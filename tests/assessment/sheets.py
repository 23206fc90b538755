"""The small class with tests before and after, an anonymous survey and a paper, played and settled."""

import random

from diemcau.activities import urn
from diemcau.activities.kind import Role, Who
from diemcau.activities.plan import PlanActivity
from diemcau.assessment import actions
from diemcau.journal.store import Store
from diemcau.planning.models import Course, Sitting
from diemcau.planning.queries import frozen
from tests.activities.make import JPEG
from tests.assessment import rig

QUESTIONS = [
    {"code": "han", "text": "Thời hạn trả lời là mấy ngày?", "right": [2], "choices": ["Ba", "Năm", "Mười"]},
    {"code": "noi", "text": "Hồ sơ nộp ở đâu?", "right": [1], "choices": ["Một cửa", "Sở"]},
]
SURVEY: dict[str, object] = {
    "title": "Ý kiến về chuyên đề 1",
    "questions": [
        {"text": "Nội dung sát thực tế đến mức nào?", "form": "scale", "choices": ["1", "2", "3", "4", "5"]},
        {"text": "Cần thêm phần nào?", "form": "several", "choices": ["Tình huống", "Văn bản", "Thảo luận"]},
        {"text": "Góp ý cho lớp", "form": "text"},
        {"text": "Giảng viên trả lời rõ câu hỏi", "form": "scale", "choices": ["1", "2", "3"], "lecturer": True},
    ],
}
ESSAY: dict[str, object] = {
    "title": "Bài thu hoạch",
    "task": "Đồng chí nêu một việc sẽ làm khác đi ở cơ quan mình.",
    "days": 7,
    "photos": 2,
}
ADVICE = "Nên có thêm thời gian thảo luận."


def test(when: str) -> dict[str, object]:
    return {"title": f"Kiểm tra {when}", "questions": QUESTIONS, "when": when, "pair": "mot"}


test.__test__ = False  # type: ignore[attr-defined]


def in_topic_1(course: Course, kind: str, name: str, content: dict[str, object]) -> PlanActivity:
    plan, _ = frozen(Sitting.objects.get(course=course, no=1))
    return PlanActivity(name, kind, next(item.id for item in plan.items if item.topic == 1), content)


def asked_of(course: Course) -> tuple[PlanActivity, ...]:
    """Tests before and after, a survey and a paper, in topic 1."""
    return (
        in_topic_1(course, "test", "t1-test1", test("before")),
        in_topic_1(course, "test", "t1-test2", test("after")),
        in_topic_1(course, "survey", "t1-survey1", SURVEY),
        in_topic_1(course, "essay", "t1-essay1", ESSAY),
    )


def played(store: Store, course: Course) -> rig.Player:
    """Sitting 1 with all of them; everybody answers, and hands in."""
    play = rig.Player(store, Sitting.objects.get(course=course, no=1), more=asked_of(course))
    play.go(1)
    seats = [seat.id for seat in play.plan.seats]
    for name, right in (("t1-test1", 2), ("t1-test2", 5)):
        play.steer("test.open", name)
        for n, seat in enumerate(seats):
            play.phone(seat, "test.answer", name, answers=[[2 if n % 6 < right else 1], [1]])
        play.steer("test.close", name)
    surveyed(play, seats)
    play.steer("essay.open", "t1-essay1")
    for n, unit in enumerate(("10273", "16690")):
        seat = play.seats(unit)[0]
        play.phone(seat, "essay.hand_in", "t1-essay1", paper=1, text=f"Tôi sẽ họp giao ban ngắn hơn, {unit}.", photos=n)
        if n:
            play.phone(seat, "essay.photo", "t1-essay1", paper=1, place=1, photo=JPEG)
    play.close()
    return play


def surveyed(play: rig.Player, seats: list[int]) -> None:
    """All hand in an envelope; their ballots come after the close. The desk of Phú Xuyên counts two more on paper."""
    name, chance = "t1-survey1", random.Random(1)
    tickets = {seat: f"{chance.getrandbits(256):064x}" for seat in seats}
    play.steer("survey.open", name)
    for seat in seats:
        envelope = urn.seal(tickets[seat], chance.randrange(urn.Q))
        play.phone(seat, "survey.hand_in", name, envelope=envelope)
    play.desk("10273", "survey.answer_rest", name, persons=2, counts=[[0, 0, 0, 0, 2]])
    play.steer("survey.close", name)
    for n, _ in enumerate(seats):
        choices = [[n % 2 + 4], [1, 3], [], [3]]
        texts = ["", "", ADVICE] if n == 0 else []
        play.send(Who(Role.BALLOT, "ballot"), "survey.ballot", name, choices=choices, texts=texts)


def settled(store: Store, course: Course) -> rig.Player:
    """Played and settled."""
    play = played(store, course)
    actions.settle(play.sitting.pk)
    return play
