"""Who teaches a topic, who stands in, and when they cannot come."""

from dataclasses import dataclass
from datetime import date

from django.db import IntegrityError, transaction

from diemcau.base.refused import Refused
from diemcau.base.text import line
from diemcau.people import actions as people
from diemcau.people.actions import NewPerson
from diemcau.people.models import Account, Person
from diemcau.planning.models import Course, Lecturer, LecturerAway
from diemcau.programme.queries import content_of
from diemcau.record.actions import note
from diemcau.units.rules import CENTRE


@dataclass(frozen=True)
class NewLecturer:
    """Somebody who teaches a topic, by post; besides, a person who teaches already, or a new one by name."""

    topic: int
    post: str
    person: Person | None = None
    name: str = ""
    phone: str = ""
    stand_in: bool = False


@transaction.atomic
def add_lecturer(course: Course, new: NewLecturer, *, by: Account | None = None) -> Lecturer:
    """Name who teaches a topic.

    Refuses: topic.unknown, lecturer.post, lecturer.taken (the post, or that there is one who stands in), and what
    people.add_people refuses.
    """
    if all(topic.no != new.topic for topic in content_of(course.release).topics):
        raise Refused("topic.unknown", 404, no=new.topic)
    post = line(new.post)
    if not post or len(post) > 160:
        raise Refused("lecturer.post", 400)
    person = new.person
    if person is None and line(new.name):
        [(person, _)] = people.add_people([NewPerson(CENTRE, new.name, phone=new.phone, simulated=course.simulated)])
    try:
        with transaction.atomic():
            lecturer = Lecturer.objects.create(
                course=course, topic_no=new.topic, post=post, person=person, stand_in=new.stand_in
            )
    except IntegrityError as taken:
        raise Refused("lecturer.taken", 409) from taken
    _note("lecturer.added", lecturer, by)
    return lecturer


@transaction.atomic
def remove_lecturer(lecturer: Lecturer, *, by: Account | None = None) -> None:
    """Take somebody off a topic; when he cannot come is forgotten with him."""
    Lecturer.objects.filter(pk=lecturer.pk).delete()
    _note("lecturer.removed", lecturer, by)


@transaction.atomic
def let_stand_in(lecturer: Lecturer, *, by: Account | None = None) -> None:
    """Whoever stood in teaches the topic; where one taught it, that one stands in now.

    Refuses: lecturer.not_stand_in.
    """
    own = list(Lecturer.objects.select_for_update().filter(course=lecturer.course_id, topic_no=lecturer.topic_no))
    taught = [one for one in own if not one.stand_in]
    if not any(one.pk == lecturer.pk and one.stand_in for one in own):
        raise Refused("lecturer.not_stand_in", 409)
    Lecturer.objects.filter(pk=lecturer.pk).update(stand_in=False)
    if len(taught) == 1:
        Lecturer.objects.filter(pk=taught[0].pk).update(stand_in=True)
    _note("lecturer.stands_in", lecturer, by)


@transaction.atomic
def set_away(lecturer: Lecturer, on: date, half: str = "", *, by: Account | None = None) -> None:
    """Put down that a lecturer cannot come on a day, or in a half of it. Saying it again changes nothing."""
    LecturerAway.objects.get_or_create(lecturer=lecturer, on=on, half=half)
    _note("lecturer.away", lecturer, by)


@transaction.atomic
def drop_away(lecturer: Lecturer, away: int, *, by: Account | None = None) -> None:
    """Forget that a lecturer cannot come then, by the id of the row; nothing happens for one that is not his."""
    if LecturerAway.objects.filter(lecturer=lecturer, pk=away).delete()[0]:
        _note("lecturer.back", lecturer, by)


def _note(action: str, lecturer: Lecturer, by: Account | None) -> None:
    note(action, f"course:{lecturer.course_id}", account=by, actor="" if by else "office", topic=lecturer.topic_no)
