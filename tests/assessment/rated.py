"""The small class with a survey on each of two topics, each taught by a lecturer of his own, played and settled.

Whatever is said of a lecturer bears his canary: "Zqmot" on topic 1, "Zqhai" on topic 2.
"""

import random
from datetime import date
from typing import Any

from django.test import Client

from diemcau.activities import urn
from diemcau.activities.kind import Role, Who
from diemcau.activities.plan import PlanActivity
from diemcau.assessment import actions
from diemcau.journal.store import Store
from diemcau.people.actions import NewPerson, add_account, add_people, grant
from diemcau.people.models import Account, Person
from diemcau.people.rules import OfficeRole
from diemcau.planning import actions as planning
from diemcau.planning.models import Course, Lecturer, Sitting
from diemcau.planning.queries import frozen
from tests.assessment import rig

CANARIES = {1: "Zqmot", 2: "Zqhai"}
STEPS = ["Chưa rõ", "Khá rõ", "Rõ", "Rất rõ"]
OF_15 = [[2, 0, 6, 7], [5, 0, 5, 5]]  # persons by step, on him and on his topic
TEXTS = [f"Lời góp ý thứ {n} về giảng viên." for n in range(1, 7)]


def survey(topic: int, **more: Any) -> dict[str, object]:
    """On him with a scale and a text, on the topic with a scale and a text."""
    word = CANARIES[topic]
    return {
        "title": f"{word} khảo sát",
        "questions": [
            {"text": f"{word} giảng rõ đến mức nào?", "form": "scale", "choices": STEPS, "lecturer": True},
            {"text": f"{word} chuyên đề sát thực tế?", "form": "scale", "choices": STEPS},
            {"text": f"{word} góp ý cho giảng viên", "form": "text", "lecturer": True},
            {"text": f"{word} góp ý cho lớp", "form": "text"},
        ],
        **more,
    }


def asked(course: Course, no: int, topic: int, **more: Any) -> PlanActivity:
    """The survey on a topic in a sitting."""
    plan, _ = frozen(Sitting.objects.get(course=course, no=no))
    item = next(item.id for item in plan.items if item.topic == topic)
    return PlanActivity(f"t{topic}-survey1", "survey", item, survey(topic, **more))


def answers(topic: int, persons: int) -> list[dict[str, Any]]:
    """Of each person what he sends: steps as OF_15 says, texts of the first six."""
    steps = [[step for step, n in enumerate(split, 1) for _ in range(n)] for split in OF_15]
    word = CANARIES[topic]
    return [
        {
            "choices": [[steps[0][n]], [steps[1][n]], [], []],
            "texts": ["", "", f"{word} {TEXTS[n]}", f"{word} {TEXTS[n]} Cho lớp."] if n < len(TEXTS) else [],
        }
        for n in range(persons)
    ]


def played(store: Store, course: Course, no: int, topic: int, **more: Any) -> rig.Player:
    """A sitting with its survey; everybody answers, and Phú Xuyên counts two more for the question on the topic."""
    play = rig.Player(store, Sitting.objects.get(course=course, no=no), more=(asked(course, no, topic, **more),))
    play.go(topic)
    name, chance, seats = f"t{topic}-survey1", random.Random(topic), [seat.id for seat in play.plan.seats]
    given = answers(topic, len(seats))
    play.steer("survey.open", name)
    for seat, one in zip(seats, given, strict=True):
        if more.get("anonymous") is False:
            play.phone(seat, "survey.answer", name, **one)
        else:
            envelope = urn.seal(f"{chance.getrandbits(256):064x}", chance.randrange(urn.Q))
            play.phone(seat, "survey.hand_in", name, envelope=envelope)
    play.desk("10273", "survey.answer_rest", name, persons=2, counts=[[], [0, 0, 0, 2]])
    play.steer("survey.close", name)
    if more.get("anonymous") is not False:
        for one in given:
            play.send(Who(Role.BALLOT, "ballot"), "survey.ballot", name, **one)
    play.close()
    actions.settle(play.sitting.pk)
    return play


def a_person(name: str) -> Person:
    [(person, _)] = add_people([NewPerson("00", name, simulated=True)])
    return person


def new_course(people: int = 2) -> Course:
    """The class; its two topics have a lecturer each."""
    course = rig.new_course(people=people)
    Lecturer.objects.filter(course=course).delete()
    planning.name_lecturer(course, 1, "Giảng viên chính", a_person("Trần Văn Một"))
    planning.name_lecturer(course, 2, "Giảng viên", a_person("Lê Thị Hai"))
    return course


def lecturer_of(course: Course, topic: int) -> Lecturer:
    return Lecturer.objects.get(course=course, topic_no=topic, stand_in=False)


def settled(store: Store) -> Course:
    """Both sittings played and settled."""
    course = new_course()
    played(store, course, 1, 1)
    played(store, course, 2, 2)
    return course


def organiser() -> Account:
    made = add_account("organiser", "Người Tổ Chức (MP)")
    grant(made, OfficeRole.ORGANISER, "00", date(2020, 1, 1))
    return made


def session() -> str:
    """The cookie of an organiser who is signed in."""
    client = Client()
    client.force_login(organiser())
    return client.cookies["sessionid"].value
