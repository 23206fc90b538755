"""Pages of what was learnt: obstacles and their replies, lessons, proposals with their evidence."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language

from diemcau.base.words import say
from diemcau.knowledge import actions, queries
from diemcau.knowledge.forms import ProposalForm, ReplyForm
from diemcau.knowledge.rules import ObstacleState, ProposalKind, ReplyKind
from diemcau.people.middleware import OfficeRequest
from diemcau.people.rules import OfficeRole
from diemcau.planning.models import Course
from diemcau.planning.queries import course_of

ROWS = 50
SHOWN = tuple(state.value for state in ObstacleState if state != ObstacleState.WITHDRAWN)


def _lang() -> str:
    return get_language() or "vi"


def index(request: OfficeRequest) -> HttpResponse:
    """Courses; straight to the only one."""
    courses = list(Course.objects.order_by("-starts_on", "code"))
    if len(courses) == 1:
        return redirect("knowledge:obstacles", courses[0].code)
    return render(request, "knowledge/index.html", {"courses": courses})


def obstacles(request: OfficeRequest, code: str) -> HttpResponse:
    """Obstacles of a course in the scope, by state, searched with marks or without."""
    course = course_of(code)
    state, text = request.GET.get("trang-thai", ""), request.GET.get("tim", "")[:200]
    counts = queries.counts_of(course, request.scope)
    rows = Paginator(queries.obstacles_of(course, request.scope, state, text), ROWS).get_page(request.GET.get("trang"))
    states = [(name, counts.get(name, 0)) for name in SHOWN]
    shown = {
        "course": course,
        "rows": rows,
        "states": states,
        "state": state,
        "text": text,
        "whole": request.scope.whole,
    }
    return render(request, "knowledge/obstacles.html", shown)


def obstacle(request: OfficeRequest, number: int) -> HttpResponse:
    """An obstacle with its replies and the form for another one."""
    found, replies = queries.obstacle_of(number, request.scope)
    kinds = [kind.value for kind in ReplyKind]
    shown = {"obstacle": found, "replies": replies, "kinds": kinds, "course": found.course, "may": _may_answer(request)}
    return render(request, "knowledge/obstacle.html", shown)


def _may_answer(request: OfficeRequest) -> bool:
    return any(role in {OfficeRole.ORGANISER, OfficeRole.PROVINCE} for role, _ in request.held)


def answer(request: OfficeRequest, number: int) -> HttpResponse:
    """Add a reply."""
    actions.answer(number, ReplyForm(request.POST).reply(), request.scope, request.user)
    messages.success(request, say("office.obstacle.answered", _lang()))
    return redirect("knowledge:obstacle", number)


def publish(request: OfficeRequest, number: int) -> HttpResponse:
    """Publish the replies."""
    actions.publish(number, request.scope, request.user)
    messages.success(request, say("office.obstacle.published", _lang()))
    return redirect("knowledge:obstacle", number)


def lessons(request: OfficeRequest, code: str) -> HttpResponse:
    """Lessons of a course."""
    course = course_of(code)
    shown = {"course": course, "lessons": queries.lessons_of(course), "whole": request.scope.whole}
    return render(request, "knowledge/lessons.html", shown)


def proposals(request: OfficeRequest, code: str) -> HttpResponse:
    """Proposals of a course by kind; a kind without any is marked."""
    course = course_of(code)
    lines = queries.proposals_of(course)
    kinds = [(kind.value, [line for line in lines if line.proposal.kind == kind]) for kind in ProposalKind]
    return render(request, "knowledge/proposals.html", {"course": course, "kinds": kinds, "whole": True})


def proposal(request: OfficeRequest, code: str, number: int = 0) -> HttpResponse:
    """The form of a proposal with everything that may stand behind it."""
    course = course_of(code)
    line = queries.proposal_of(course, number) if number else None
    picker = queries.evidence_of(course, line)
    kinds = [kind.value for kind in ProposalKind]
    shown = {"course": course, "line": line, "picker": picker, "kinds": kinds, "whole": True, "number": number}
    return render(request, "knowledge/proposal.html", shown)


def propose(request: OfficeRequest, code: str, number: int = 0) -> HttpResponse:
    """Write a proposal down, or anew."""
    new = ProposalForm(request.POST).proposal(request.POST.getlist("evidence"))
    actions.propose(course_of(code), new, request.user, proposal=number)
    messages.success(request, say("office.proposal.kept", _lang()))
    return redirect("knowledge:proposals", code)


def drop(request: OfficeRequest, code: str, number: int) -> HttpResponse:
    """Take a proposal off the list."""
    actions.drop(course_of(code), number, request.user)
    messages.success(request, say("office.proposal.dropped", _lang()))
    return redirect("knowledge:proposals", code)
