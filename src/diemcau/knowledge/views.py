"""Pages of what was learnt: obstacles and their replies, lessons, proposals with their evidence."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.views.decorators.http import require_GET, require_POST

from diemcau.base.words import say
from diemcau.knowledge import actions, queries
from diemcau.knowledge.forms import ProposalForm, ReplyForm
from diemcau.knowledge.rules import ObstacleState, ProposalKind, ReplyKind
from diemcau.people.middleware import OfficeRequest, for_roles
from diemcau.people.rules import OfficeRole
from diemcau.planning.models import Course
from diemcau.planning.queries import course_of

_OFFICE = for_roles(OfficeRole.ORGANISER, OfficeRole.PROVINCE, OfficeRole.OPERATOR)
_ANSWER = for_roles(OfficeRole.ORGANISER, OfficeRole.PROVINCE)
_PROPOSE = for_roles(OfficeRole.ORGANISER)
ROWS = 50
SHOWN = tuple(state.value for state in ObstacleState if state != ObstacleState.WITHDRAWN)


def _lang() -> str:
    return get_language() or "vi"


@require_GET
@_OFFICE
def index(request: OfficeRequest) -> HttpResponse:
    """Courses; straight to the only one."""
    courses = list(Course.objects.order_by("-starts_on", "code"))
    if len(courses) == 1:
        return redirect("knowledge:obstacles", courses[0].code)
    return render(request, "knowledge/index.html", {"courses": courses})


@require_GET
@_OFFICE
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


@require_GET
@_OFFICE
def obstacle(request: OfficeRequest, number: int) -> HttpResponse:
    """An obstacle with its replies and the form for another one."""
    found, replies = queries.obstacle_of(number, request.scope)
    kinds = [kind.value for kind in ReplyKind]
    shown = {"obstacle": found, "replies": replies, "kinds": kinds, "course": found.course, "may": _may_answer(request)}
    return render(request, "knowledge/obstacle.html", shown)


def _may_answer(request: OfficeRequest) -> bool:
    return any(role in {OfficeRole.ORGANISER, OfficeRole.PROVINCE} for role, _ in request.held)


@require_POST
@_ANSWER
def answer(request: OfficeRequest, number: int) -> HttpResponse:
    """Add a reply."""
    actions.answer(number, ReplyForm(request.POST).reply(), request.scope, request.user)
    messages.success(request, say("office.obstacle.answered", _lang()))
    return redirect("knowledge:obstacle", number)


@require_POST
@_ANSWER
def publish(request: OfficeRequest, number: int) -> HttpResponse:
    """Publish the replies."""
    actions.publish(number, request.scope, request.user)
    messages.success(request, say("office.obstacle.published", _lang()))
    return redirect("knowledge:obstacle", number)


@require_GET
@_OFFICE
def lessons(request: OfficeRequest, code: str) -> HttpResponse:
    """Lessons of a course."""
    course = course_of(code)
    shown = {"course": course, "lessons": queries.lessons_of(course), "whole": request.scope.whole}
    return render(request, "knowledge/lessons.html", shown)


@require_GET
@_PROPOSE
def proposals(request: OfficeRequest, code: str) -> HttpResponse:
    """Proposals of a course by kind; a kind without any is marked."""
    _whole(request)
    course = course_of(code)
    lines = queries.proposals_of(course)
    kinds = [(kind.value, [line for line in lines if line.proposal.kind == kind]) for kind in ProposalKind]
    return render(request, "knowledge/proposals.html", {"course": course, "kinds": kinds, "whole": True})


@require_GET
@_PROPOSE
def proposal(request: OfficeRequest, code: str, number: int = 0) -> HttpResponse:
    """The form of a proposal with everything that may stand behind it."""
    _whole(request)
    course = course_of(code)
    line = queries.proposal_of(course, number) if number else None
    picker = queries.evidence_of(course, line)
    kinds = [kind.value for kind in ProposalKind]
    shown = {"course": course, "line": line, "picker": picker, "kinds": kinds, "whole": True, "number": number}
    return render(request, "knowledge/proposal.html", shown)


@require_POST
@_PROPOSE
def propose(request: OfficeRequest, code: str, number: int = 0) -> HttpResponse:
    """Write a proposal down, or anew."""
    _whole(request)
    new = ProposalForm(request.POST).proposal(request.POST.getlist("evidence"))
    actions.propose(course_of(code), new, request.user, proposal=number)
    messages.success(request, say("office.proposal.kept", _lang()))
    return redirect("knowledge:proposals", code)


@require_POST
@_PROPOSE
def drop(request: OfficeRequest, code: str, number: int) -> HttpResponse:
    """Take a proposal off the list."""
    _whole(request)
    actions.drop(course_of(code), number, request.user)
    messages.success(request, say("office.proposal.dropped", _lang()))
    return redirect("knowledge:proposals", code)


def _whole(request: OfficeRequest) -> None:
    """Proposals rest on the whole class: only for an organiser of the centre."""
    if not request.scope.whole:
        raise Http404
