"""Reads of the room: proposals with what stands behind them, obstacles with their replies, in a scope."""

import re
from collections import defaultdict
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from diemcau.base.refused import Refused
from diemcau.base.text import fold
from diemcau.knowledge.models import Lesson, Obstacle, Proposal, ProposalObstacle, ProposalResult, Reply
from diemcau.knowledge.rules import ObstacleState
from diemcau.planning.models import Course
from diemcau.units.rules import Scope

_EVERYWHERE = Scope.everything()
OBSTACLE = re.compile(r"obstacle:[0-9]{1,15}")


@dataclass(frozen=True)
class ProposalLine:
    """A proposal and its evidence; obstacles by unit code."""

    proposal: Proposal
    lessons: list[Lesson]
    obstacles: list[Obstacle]
    results: list[ProposalResult]


def proposals_of(course: Course) -> list[ProposalLine]:
    """Proposals of a course by kind, as they were written. Four queries."""
    proposals = list(Proposal.objects.filter(course=course).prefetch_related("lessons", "results__sitting"))
    behind: dict[int, list[Obstacle]] = defaultdict(list)
    links = ProposalObstacle.rows.of(_EVERYWHERE).filter(proposal__course=course)
    for link in links.select_related("obstacle__site"):
        behind[link.proposal_id].append(link.obstacle)
    return [
        ProposalLine(
            proposal,
            list(proposal.lessons.all()),
            sorted(behind[proposal.pk], key=lambda row: (row.site.unit_id, row.site.no, row.text)),
            list(proposal.results.all()),
        )
        for proposal in proposals
    ]


def obstacles_of(course: Course, scope: Scope) -> QuerySet[Obstacle]:
    """Obstacles of a course inside a scope, by unit; those that were taken back are left out."""
    rows = Obstacle.rows.of(scope).filter(course=course).exclude(state=ObstacleState.WITHDRAWN)
    return rows.select_related("site__unit", "sitting").order_by("site__unit", "site__no", "sitting__no", "seq")


def counts_of(course: Course, scope: Scope) -> dict[str, int]:
    """How many obstacles are in which state. One query."""
    rows = Obstacle.rows.of(scope).filter(course=course).values_list("state").annotate(Count("id")).order_by()
    return dict(rows)


def obstacle_of(obstacle: int, scope: Scope) -> tuple[Obstacle, list[Reply]]:
    """An obstacle with its replies.

    Refuses: obstacle.not_found, for one outside the scope as well.
    """
    rows = Obstacle.rows.of(scope).select_related("course", "site__unit", "sitting")
    found = rows.filter(pk=obstacle).exclude(state=ObstacleState.WITHDRAWN).first()
    if found is None:
        raise Refused("obstacle.not_found", 404)
    return found, list(found.replies.of(scope).order_by("id"))


def lessons_of(course: Course) -> list[Lesson]:
    """Lessons of a course as they were drawn, each with `behind`, the number of rooms. One query."""
    lessons = Lesson.objects.filter(course=course).select_related("sitting")
    return list(lessons.annotate(behind=Count("rooms")).order_by("sitting__no", "seq"))


def proposal_of(course: Course, proposal: int) -> ProposalLine:
    """One proposal.

    Refuses: proposal.not_found.
    """
    found = next((line for line in proposals_of(course) if line.proposal.pk == proposal), None)
    if found is None:
        raise Refused("proposal.not_found", 404)
    return found


@dataclass(frozen=True)
class Choice:
    """Something that may stand behind a proposal: its value in the form, its words, whether it is chosen."""

    value: str
    words: str
    chosen: bool


@dataclass(frozen=True)
class Picker:
    """Everything of a course that may stand behind a proposal."""

    lessons: list[Choice]
    obstacles: list[Choice]  # what is chosen, then so many of the others that fit what was typed
    results: list[Choice]
    of: int  # obstacles that fit


def chosen_of(line: ProposalLine | None) -> set[str]:
    """What stands behind a proposal, as values of the form."""
    if line is None:
        return set()
    chosen = {f"lesson:{lesson.pk}" for lesson in line.lessons}
    chosen |= {f"obstacle:{obstacle.pk}" for obstacle in line.obstacles}
    return chosen | {f"result:{result.sitting_id}:{result.activity}" for result in line.results}


OFFERED = 50  # obstacles at a time; a course of the whole country has ten thousand


def evidence_of(course: Course, chosen: set[str], typed: str = "") -> Picker:
    """What may be chosen for a proposal. Results are those of activities that a lesson came from. Four queries.

    `typed` are words that the obstacles that are offered must hold, with marks or without.
    """

    def choice(value: str, words: str) -> Choice:
        return Choice(value, words, value in chosen)

    rows = obstacles_of(course, _EVERYWHERE)
    held = Q(pk__in=[int(one.removeprefix("obstacle:")) for one in chosen if OBSTACLE.fullmatch(one)])
    fitting = rows.exclude(held)
    for word in fold(typed[:100]).split():
        fitting = fitting.filter(Q(fold__contains=word) | Q(site__fold__contains=word))
    offered = [*rows.filter(held), *fitting[:OFFERED]]
    lessons = lessons_of(course)
    results = {f"result:{lesson.sitting_id}:{lesson.activity}": lesson.title for lesson in lessons}
    return Picker(
        [choice(f"lesson:{lesson.pk}", lesson.text) for lesson in lessons],
        [choice(f"obstacle:{row.pk}", f"{row.site.name}: {row.text}") for row in offered],
        [choice(value, title) for value, title in results.items()],
        fitting.count(),
    )
