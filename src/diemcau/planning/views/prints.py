"""Papers for print: of a site at once, of a province by the worker, of the course; and those that a desk asks for."""

import json
from collections.abc import Iterable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.views.decorators.csrf import csrf_exempt

from diemcau.base.refused import Refused
from diemcau.base.words import say
from diemcau.people.actions import session_of
from diemcau.people.middleware import OfficeRequest
from diemcau.people.rules import SITE_ROLES, DeskRole
from diemcau.planning import queries
from diemcau.planning.actions import class_file as actions
from diemcau.planning.models import Course
from diemcau.planning.papers.kinds import CoursePaper, PaperKind, PrintState
from diemcau.planning.papers.leaves import rules_pdf, timetable_pdf
from diemcau.planning.papers.making import paper_pdf
from diemcau.planning.printing import print_province
from diemcau.planning.queries import class_file as files
from diemcau.planning.queries import papers
from diemcau.units.rules import Scope

_LONGEST = 2048


def _lang() -> str:
    return "en" if get_language() == "en" else "vi"


def _kind(name: str) -> PaperKind:
    if name not in set(PaperKind):
        raise Refused("papers.unknown", 404)
    return PaperKind(name)


def _pdf(data: bytes, name: str) -> HttpResponse:
    # Shown in the browser's own reader, from which it is printed.
    answer = HttpResponse(data, content_type="application/pdf")
    answer.headers["Content-Disposition"] = f'inline; filename="{name}.pdf"'
    return answer


def _numbers(typed: Iterable[str]) -> list[int]:
    """Numbers of sittings as an address names them. Refuses: course.no_sitting."""
    found = [word for text in typed for word in text.split(",") if word]
    if not all(word.isascii() and word.isdigit() and len(word) < 4 for word in found):
        raise Refused("course.no_sitting", 404)
    return [int(word) for word in found]


def _room_pdf(
    course: Course, no: int, kind: PaperKind, sittings: list[int], scope: Scope, address: str
) -> HttpResponse:
    sites = papers.sites_for_print(course, scope, site=no)
    matter = papers.class_matter(course, address, _lang())
    chosen = papers.chosen_sittings(matter, sittings) if kind is PaperKind.SIGN_IN else []
    rooms = papers.rooms_matter(course, sites, scope, _lang())
    days = "-".join(["", *(str(one.no) for one in chosen)])
    return _pdf(paper_pdf(kind, matter, rooms, chosen, _lang()), f"{kind}-{course.code}-{no}{days}")


def site_paper(request: OfficeRequest, code: str, no: int, paper: str) -> HttpResponse:
    """A paper of a site; `?buoi=1` (or `1,2` of one day) says for which sittings a sign-in sheet is."""
    course, kind = queries.course_of(code), _kind(paper)
    sittings = _numbers(request.GET.getlist("buoi"))
    return _room_pdf(course, no, kind, sittings, request.scope, _address(request))


def _address(request: HttpRequest) -> str:
    return request.build_absolute_uri("/").rstrip("/")


def course_paper(request: OfficeRequest, code: str, paper: str) -> HttpResponse:
    """The timetable, or a draft of the class's rules."""
    course = queries.course_of(code)
    if paper not in set(CoursePaper):
        raise Refused("papers.unknown", 404)
    make = timetable_pdf if paper == CoursePaper.TIMETABLE else rules_pdf
    matter = papers.class_matter(course, "", _lang())
    return _pdf(make(matter, papers.centre_head(course), _lang()), f"{paper}-{course.code}")


def order(request: OfficeRequest, code: str, province: str) -> HttpResponse:
    """Have the worker make a paper for all sites of a province."""
    course, kind = queries.course_of(code), _kind(request.POST.get("paper", ""))
    papers.sites_for_print(course, request.scope, province=province)
    sittings = _numbers(request.POST.getlist("buoi")) if kind is PaperKind.SIGN_IN else []
    if kind is PaperKind.SIGN_IN:
        papers.chosen_sittings(papers.class_matter(course), sittings)
    made = actions.order_print(
        course,
        province,
        kind,
        sittings,
        by=request.user,
        scope=request.scope,
        lang=_lang(),
        address=_address(request),
    )
    print_province.enqueue(made.pk)
    messages.success(request, say("office.print.ordered", _lang()))
    return redirect("planning:class_file_province", code, province)


def orders(request: OfficeRequest, code: str, province: str) -> HttpResponse:
    """The orders of a province, asked again by the page while one is being made."""
    page = files.province_file(code, province, request.scope, request.GET, _lang())
    return render(request, "planning/class_file_orders.html", {"page": page, "course": page.course})


def printed(request: OfficeRequest, code: str, number: int) -> HttpResponse:
    """The file of an order."""
    found = files.order_of(code, number, request.scope)
    path = files.print_path(found)
    if found.state != PrintState.READY or not path.is_file():
        raise Refused("papers.no_order", 404)
    return _pdf(path.read_bytes(), f"{found.paper}-{code}-{found.unit_id}")


@csrf_exempt  # no cookie is used; it takes JSON only, which a foreign page cannot send without asking first
def desk_paper(request: HttpRequest) -> HttpResponse:
    """POST {"session", "paper", "sittings"}: a paper of the desk's own site, for a host who prints in the room.

    Without sittings it is for the one that the desk sees. The session's secret is what lets in, as at the ways in;
    it is in the body, so that no log sees it.
    """
    try:
        secret, kind, sittings = _asked(request)
        session = session_of(secret)
        if session.role not in SITE_ROLES - {DeskRole.ROOM}:
            raise Refused("site.unknown", 404)
        site = papers.desk_site(session.course, session.site)
        # The site is the session's own; guests of a room that joined it are on his list as well.
        sittings = sittings or papers.number_of(session.sitting or queries.sitting_now(session.course))
        return _room_pdf(site.course, site.no, kind, sittings, Scope.everything(), _address(request))
    except Refused as no:
        words = say(f"refused.{no.code}", get_language() or "vi", **no.data)
        return JsonResponse({"code": no.code, "words": words}, status=no.status)


def _asked(request: HttpRequest) -> tuple[str, PaperKind, list[int]]:
    if request.content_type != "application/json":
        raise Refused("door.no_json", 415)
    if len(request.body) > _LONGEST:
        raise Refused("door.too_long", 413)
    try:
        asked = json.loads(request.body)
        secret, paper, sittings = str(asked["session"]), str(asked["paper"]), [str(no) for no in asked["sittings"]]
    except (ValueError, TypeError, KeyError) as error:
        raise Refused("door.bad", 400) from error
    return secret, _kind(paper), _numbers(sittings)
