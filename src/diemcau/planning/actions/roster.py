"""Enrolments, in bulk."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace

from django.db import transaction
from django.db.models import Max

from diemcau.base.refused import Refused
from diemcau.people.actions import NewPerson, add_people
from diemcau.people.models import Post
from diemcau.planning.models import Course, Enrolment, EnrolmentPost, Site
from diemcau.planning.rules import ClassRole, place_in_protocol
from diemcau.units.actions import load_rows
from diemcau.units.rules import Scope

_EVERYWHERE = Scope.everything()


@dataclass(frozen=True)
class Recruit:
    """A line of a room's list. `counts` is the place of the counting post among the person's; None: the highest."""

    site: int
    person: NewPerson
    role: ClassRole = ClassRole.HOC_VIEN
    counts: int | None = None


@transaction.atomic
def enrol(course: Course, recruits: Iterable[Recruit], *, by_protocol: bool = True) -> list[Enrolment]:
    """Enrol people, in the order given. Numbers go on from the last of each room's list.

    In a room they stand by protocol of the counting post's group, then as the list has them; with
    `by_protocol=False` as the list has them. A person without a unit gets the site's.
    Refuses: site.unknown, person.post, and what people.add_people refuses; then nobody is enrolled.
    """
    recruits = list(recruits)
    units = dict(Site.rows.of(_EVERYWHERE).filter(course=course).values_list("id", "unit"))
    for recruit in recruits:
        if recruit.site not in units:
            raise Refused("site.unknown", 404)
        if not recruit.person.posts:
            raise Refused("person.post", 400, name=recruit.person.full_name)
    people = add_people(
        one.person if one.person.unit else replace(one.person, unit=units[one.site]) for one in recruits
    )
    counting = [_counting(recruit, posts) for recruit, (_, posts) in zip(recruits, people, strict=True)]
    numbers = _numbers(course, recruits, counting, by_protocol=by_protocol)
    enrolments = Enrolment.rows.bulk_create(
        [
            Enrolment(
                course_id=course.pk,  # by ids: an object set into another one costs ten times as much
                person_id=person.pk,
                site_id=recruit.site,
                no=no,
                role=recruit.role,
                group=post.group,
                counting_post_id=post.pk,
            )
            for recruit, (person, _), post, no in zip(recruits, people, counting, numbers, strict=True)
        ]
    )
    load_rows(
        EnrolmentPost,
        ["enrolment_id", "post_id"],
        [(enrolment.pk, post.pk) for enrolment, (_, posts) in zip(enrolments, people, strict=True) for post in posts],
    )
    return enrolments


def _counting(recruit: Recruit, posts: list[Post]) -> Post:
    if recruit.counts is not None:
        return posts[recruit.counts]
    return min(posts, key=lambda post: place_in_protocol(post.group))


def _numbers(course: Course, recruits: list[Recruit], counting: list[Post], *, by_protocol: bool) -> list[int]:
    last: dict[int, int] = defaultdict(int)
    taken = Enrolment.rows.of(_EVERYWHERE).filter(course=course).values_list("site")
    last.update(taken.annotate(Max("no")).order_by())
    order = list(range(len(recruits)))
    if by_protocol:
        order.sort(key=lambda place: place_in_protocol(counting[place].group))
    numbers = [0] * len(recruits)
    for place in order:
        site = recruits[place].site
        last[site] += 1
        numbers[place] = last[site]
    return numbers
