"""Pages of what was learnt: obstacles and their replies, lessons, proposals with their evidence."""

from http import HTTPStatus

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language

from diemcau.activities.obstacle.rules import AREAS
from diemcau.base.http import words_of
from diemcau.base.listing import Choice, Listing
from diemcau.base.refused import Refused
from diemcau.base.words import say
from diemcau.knowledge import actions, queries
from diemcau.knowledge.forms import ProposalForm, ReplyForm
from diemcau.knowledge.rules import ObstacleState, ProposalKind
from diemcau.people.middleware import OfficeRequest
from diemcau.planning.models import Course
from diemcau.planning.queries import course_of

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
    """Obstacles of a course in the scope, by state and area, searched with marks or without."""
    course = course_of(code)
    counts = queries.counts_of(course, request.scope)
    lang = _lang()
    states = [(name, f"{say(f'office.obstacle.state.{name}', lang)} ({counts.get(name, 0)})") for name in SHOWN]
    listing = Listing(
        queries.obstacles_of(course, request.scope),
        request.GET,
        search=("fold", "site__fold"),
        orders={
            "noi": ("site__unit", "site__no", "sitting__no", "seq"),
            "linh-vuc": ("field", "site__unit", "seq"),
            "thang": ("since", "site__unit", "seq"),
        },
        choices=(
            Choice("trang-thai", say("office.obstacle.state", lang), [(n, w, {"state": n}) for n, w in states]),
            Choice(
                "linh-vuc",
                say("office.obstacle.field", lang),
                [(area, say(f"office.obstacle.field.{area}", lang), {"field": area}) for area in AREAS],
            ),
        ),
    )
    return render(request, "knowledge/obstacles.html", {"course": course, "listing": listing})


def obstacle(request: OfficeRequest, number: int) -> HttpResponse:
    """An obstacle with its replies and the form for another one."""
    return _obstacle(request, number, ReplyForm())


def _obstacle(request: OfficeRequest, number: int, form: ReplyForm, refusal: str = "") -> HttpResponse:
    found, replies = queries.obstacle_of(number, request.scope)
    shown = {"obstacle": found, "replies": replies, "course": found.course, "form": form, "refusal": refusal}
    return render(request, "knowledge/obstacle.html", shown, status=400 if refusal else 200)


def answer(request: OfficeRequest, number: int) -> HttpResponse:
    """Add a reply; one that lacks something is shown again with all that was typed."""
    form = ReplyForm(request.POST)
    try:
        actions.answer(number, form.reply(), request.scope, request.user)
    except Refused as refusal:
        if refusal.status != HTTPStatus.BAD_REQUEST:
            raise
        return _obstacle(request, number, form, words_of(refusal))
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
    shown = {"course": course, "lessons": queries.lessons_of(course)}
    return render(request, "knowledge/lessons.html", shown)


def proposals(request: OfficeRequest, code: str) -> HttpResponse:
    """Proposals of a course by kind; a kind without any is marked."""
    course = course_of(code)
    lines = queries.proposals_of(course)
    kinds = [(kind.value, [line for line in lines if line.proposal.kind == kind]) for kind in ProposalKind]
    return render(request, "knowledge/proposals.html", {"course": course, "kinds": kinds})


def proposal(request: OfficeRequest, code: str, number: int = 0) -> HttpResponse:
    """The form of a proposal with everything that may stand behind it."""
    line = queries.proposal_of(course_of(code), number) if number else None
    written = {"kind": line.proposal.kind, "ability": line.proposal.ability, "text": line.proposal.text} if line else {}
    # What was ticked travels along while other obstacles are searched for.
    chosen = set(request.GET.getlist("evidence")) or queries.chosen_of(line)
    return _proposal(request, code, number, ProposalForm(initial=written), chosen)


def _proposal(
    request: OfficeRequest, code: str, number: int, form: ProposalForm, chosen: set[str], refusal: str = ""
) -> HttpResponse:
    course = course_of(code)
    shown = {
        "course": course,
        "picker": queries.evidence_of(course, chosen, request.GET.get("q", "")),
        "form": form,
        "number": number,
        "refusal": refusal,
    }
    return render(request, "knowledge/proposal.html", shown, status=400 if refusal else 200)


def propose(request: OfficeRequest, code: str, number: int = 0) -> HttpResponse:
    """Write a proposal down, or anew; one that lacks something is shown again with all that was typed and chosen."""
    form, evidence = ProposalForm(request.POST), request.POST.getlist("evidence")
    try:
        actions.propose(course_of(code), form.proposal(evidence), request.user, proposal=number)
    except Refused as refusal:
        if refusal.status != HTTPStatus.BAD_REQUEST:
            raise
        return _proposal(request, code, number, form, set(evidence), words_of(refusal))
    messages.success(request, say("office.proposal.kept", _lang()))
    return redirect("knowledge:proposals", code)


def drop(request: OfficeRequest, code: str, number: int) -> HttpResponse:
    """Take a proposal off the list."""
    actions.drop(course_of(code), number, request.user)
    messages.success(request, say("office.proposal.dropped", _lang()))
    return redirect("knowledge:proposals", code)
