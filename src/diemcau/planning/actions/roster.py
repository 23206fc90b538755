"""Enrolments, in bulk."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
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


@dataclass(frozen=True)
class Place:
    """Somebody who is known already, for a room's list: ids, the position group that he counts in, ids of his posts."""

    site: int
    person: int
    role: str
    group: str
    counting: int
    posts: tuple[int, ...]


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
    places = []
    for recruit, (person, posts) in zip(recruits, people, strict=True):
        counting = _counting(recruit, posts)
        own = tuple(post.pk for post in posts)
        places.append(Place(recruit.site, person.pk, recruit.role, counting.group, counting.pk, own))
    return enrol_known(course, places, by_protocol=by_protocol)


def enrol_known(course: Course, places: Sequence[Place], *, by_protocol: bool = True) -> list[Enrolment]:
    """Enrol people who are known, in the order given; as `enrol`. The caller sees to it that ids are right."""
    numbers = numbers_for(course, [(place.site, place.group) for place in places], by_protocol=by_protocol)
    enrolments = Enrolment.rows.bulk_create(
        [
            Enrolment(
                course_id=course.pk,  # by ids: an object set into another one costs ten times as much
                person_id=place.person,
                site_id=place.site,
                no=no,
                role=place.role,
                group=place.group,
                counting_post_id=place.counting,
            )
            for place, no in zip(places, numbers, strict=True)
        ]
    )
    load_rows(
        EnrolmentPost,
        ["enrolment_id", "post_id"],
        [
            (enrolment.pk, post)
            for enrolment, place in zip(enrolments, places, strict=True)
            for post in dict.fromkeys(place.posts)
        ],
    )
    return enrolments


def _counting(recruit: Recruit, posts: list[Post]) -> Post:
    if recruit.counts is not None:
        return posts[recruit.counts]
    return min(posts, key=lambda post: place_in_protocol(post.group))


def numbers_for(course: Course, places: Sequence[tuple[int, str]], *, by_protocol: bool) -> list[int]:
    """Numbers in the lists of rooms for newcomers as (site, position group), going on from the last of each room."""
    last: dict[int, int] = defaultdict(int)
    taken = Enrolment.rows.of(_EVERYWHERE).filter(course=course).values_list("site")
    last.update(taken.annotate(Max("no")).order_by())
    order = list(range(len(places)))
    if by_protocol:
        order.sort(key=lambda place: place_in_protocol(places[place][1]))
    numbers = [0] * len(places)
    for place in order:
        site = places[place][0]
        last[site] += 1
        numbers[place] = last[site]
    return numbers
