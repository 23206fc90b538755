"""What the office pages show, each inside a scope and in a fixed number of queries."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import chain, count

from django.db.models import Count, Exists

from diemcau.base.refused import Refused
from diemcau.base.text import fold
from diemcau.planning.models import Address, Course, Enrolment, Item, Site, Sitting
from diemcau.planning.queries.practice import practice_sitting
from diemcau.planning.queries.readiness import Figures, Readiness, readiness
from diemcau.planning.queries.sites import province_names
from diemcau.planning.queries.timetable import TimetablePage, timetable_page
from diemcau.planning.rules import SittingState, next_sitting, written_date
from diemcau.programme.models import Release
from diemcau.programme.queries import content_of
from diemcau.programme.rules import Change, differences
from diemcau.units.rules import Scope


def sitting_now(course: int) -> int:
    """The id of the sitting of a course that is on, or the next; 0 for none."""
    return next_sitting(list(Sitting.objects.filter(course=course).order_by("no").values_list("id", "state")))


@dataclass(frozen=True)
class CourseLine:
    """A line of the list of courses; sites and people as far as they may be seen."""

    course: Course
    sites: int
    people: int


@dataclass(frozen=True)
class CoursesPage:
    """The list of courses: what is on now (or has its doors open), what is coming (the next first), what is over."""

    now: list[CourseLine]
    coming: list[CourseLine]
    over: list[CourseLine]
    typed: str

    @property
    def nothing(self) -> bool:
        """Whether no course is to be shown."""
        return not (self.now or self.coming or self.over)


def courses(scope: Scope, today: date, typed: str = "") -> CoursesPage:
    """All courses, or those with every typed word in title or code, marks or not. Four queries."""
    sites = dict(Site.rows.of(scope).values_list("course").annotate(Count("id")).order_by())
    people = dict(Enrolment.rows.of(scope).values_list("course").annotate(Count("id")).order_by())
    live = Sitting.objects.filter(state__in=[SittingState.OPEN, SittingState.ON]).order_by()
    running = set(live.values_list("course", flat=True))
    words = fold(typed).split()
    page = CoursesPage([], [], [], typed)
    for course in Course.objects.order_by("-starts_on", "code"):
        if any(word not in fold(f"{course.title} {course.code}") for word in words):
            continue
        line = CourseLine(course, sites.get(course.pk, 0), people.get(course.pk, 0))
        if course.pk in running or course.starts_on <= today <= course.ends_on:
            page.now.append(line)
        elif course.starts_on > today:
            page.coming.insert(0, line)
        else:
            page.over.append(line)
    return page


def course_of(code: str) -> Course:
    """A course with its release, and whether one may practise (`practises`). One query.

    Refuses: course.unknown.
    """
    known = Course.objects.select_related("release__programme").annotate(on_air=Exists(practice_sitting()))
    found = known.filter(code=code).first()
    if found is None:
        raise Refused("course.unknown", 404)
    found.practises = found.on_air
    return found


def free_code(starts_on: date) -> str:
    """A code for a course that begins on a day: lop-06-9-2025, with a number behind it where that is taken."""
    base = f"lop-{written_date(starts_on).replace('/', '-')}"
    taken = set(Course.objects.filter(code__startswith=base).values_list("code", flat=True))
    numbered = (f"{base}-{n}" for n in count(2))
    return next(code for code in chain([base], numbered) if code not in taken)


def newer_releases(course: Course) -> list[tuple[Release, list[Change]]]:
    """Releases of a course's programme that are newer than its own, each with what it changed; the newest first."""
    newer = course.release.programme.releases.filter(version__gt=course.release.version).order_by("-version")
    mine = content_of(course.release) if newer else None
    return [(release, differences(mine, content_of(release))) for release in newer if mine]


@dataclass(frozen=True)
class CoursePage:
    """The page of a course: its plan, and how ready its sites are, as far as they may be seen."""

    plan: TimetablePage
    ready: Readiness
    names: dict[str, str]  # of provinces, by code

    @property
    def provinces(self) -> list[tuple[str, str, Figures]]:
        """Code, name ("" for the centre's own) and figures, in the order of codes."""
        return [(code, self.names.get(code, ""), figures) for code, figures in self.ready.provinces.items()]


def course_page(course: Course, scope: Scope) -> CoursePage:
    """The page of a course. Five queries and those of timetable_page."""
    return CoursePage(timetable_page(course), readiness(course, scope), province_names(course))


@dataclass(frozen=True)
class SittingPage:
    """The page of a sitting."""

    course: Course
    sitting: Sitting
    items: list[Item]
    addresses: list[Address]

    @property
    def planned(self) -> bool:
        """Whether it may still be changed."""
        return self.sitting.state == SittingState.PLANNED

    @property
    def timed(self) -> list[tuple[datetime, Item]]:
        """Items, each after the moment when it begins."""
        at, found = self.sitting.starts_at, []
        for item in self.items:
            found.append((at, item))
            at += timedelta(minutes=item.minutes)
        return found

    @property
    def minutes(self) -> int:
        """The sum of its items."""
        return sum(item.minutes for item in self.items)

    @property
    def hours(self) -> int:
        """How long the sitting is, in minutes."""
        return round((self.sitting.ends_at - self.sitting.starts_at).total_seconds() / 60)

    @property
    def left(self) -> int:
        """Minutes that are free; below 0 when the items take too long."""
        return self.hours - self.minutes

    @property
    def over(self) -> int:
        """Minutes that the items take too long."""
        return max(0, -self.left)


def sitting_page(code: str, no: int, scope: Scope) -> SittingPage:
    """A sitting with its items, and the addresses that may be seen. Four queries.

    Refuses: course.unknown, course.no_sitting.
    """
    course = course_of(code)
    sitting = course.sittings.filter(no=no).first()
    if sitting is None:
        raise Refused("course.no_sitting", 404)
    addresses = Address.rows.of(scope).filter(item__sitting=sitting).select_related("site", "item")
    return SittingPage(course, sitting, list(sitting.items.order_by("no")), list(addresses.order_by("item__no", "id")))
