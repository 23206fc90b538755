"""The tour of the demo: five screens in one window, and the steps that lead through them. The door to practise.

Only an installation that was started as a demo has the tour; elsewhere the front page is the door of the office.
"""

from django.conf import settings
from django.contrib.auth import login
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect, render
from django.utils.translation import get_language

from diemcau.base import tokens
from diemcau.base.clock import now_ms
from diemcau.base.http import words_of
from diemcau.base.refused import Refused
from diemcau.base.words import say
from diemcau.classroom import codes
from diemcau.people.visitor import address_asking
from diemcau.planning.models import Course
from diemcau.planning.queries import sitting_now
from diemcau.rehearsal import practice as practising
from diemcau.rehearsal.course import HANOI, PHU_XUYEN, organiser_of, site_at, ways_in
from diemcau.reports.queries import course_papers

STEPS = ("count", "situation", "obstacle", "report", "news", "close")
SHOWN = ("00", HANOI, PHU_XUYEN)  # the viewer's branch, from the top
SCREENS = ("site", "control", "lecturer", "room", "phone")


def _demo_course() -> Course:
    courses = Course.objects.filter(rehearsal=True, simulated=True).exclude(code=practising.CODE)
    course = courses.order_by("-pk").first() if settings.DEMO else None
    if course is None:
        raise Http404
    return course


def front(request: HttpRequest) -> HttpResponse:
    """Page one of a demo; of a real installation, the office."""
    if not settings.DEMO:
        return redirect("planning:courses")
    course = _demo_course()
    return render(request, "rehearsal/tour.html", {"course": course, "steps": STEPS, "screens": SCREENS})


def frames(request: HttpRequest) -> JsonResponse:
    """New ways into the five screens, for the window that asks; the secrets ride in fragments."""
    course = _demo_course()
    # The viewer of a demo may look into the office too; its data are invented.
    organiser = organiser_of(course)
    if request.user != organiser:
        login(request, organiser)
    ways = ways_in(course)
    site = site_at(course, PHU_XUYEN)
    key = tokens.key_from(settings.SECRET_KEY, codes.PURPOSE)
    long, _ = codes.code_of(key, sitting_now(course.pk), site.pk, codes.window(now_ms()))
    return JsonResponse(
        {
            "site": ways["host"],
            "control": ways["province"],
            "lecturer": ways["lecturer"],
            "room": ways["room"],
            "phone": f"/phone#{site.no}.{long}",
            "operator": ways["operator"],
            "office": ways["organiser"],
            "csrf": get_token(request),  # signing in has made a new one
        }
    )


def practice(request: HttpRequest) -> HttpResponse:
    """What practising is; by POST into a room of one's own."""
    words, status = "", 200
    if request.method == "POST":
        try:
            return redirect(practising.take_site(address_asking(request)))
        except Refused as no:
            words, status = words_of(no), no.status
    return render(request, "rehearsal/practice.html", {"words": words, "steps": practising.STEPS}, status=status)


def papers(_request: HttpRequest) -> JsonResponse:
    """The papers of the viewer's own branch that are ready, for the tour to show them as they come."""
    lang = get_language() or "vi"
    ready = [paper for paper in course_papers(_demo_course()) if paper.unit in SHOWN]
    ready.sort(key=lambda paper: (SHOWN.index(paper.unit), paper.kind != "report"))
    shown = [(say(f"office.tour.paper.{paper.kind}.{paper.level}", lang), paper.url) for paper in ready]
    return JsonResponse({"papers": [{"title": title, "url": url} for title, url in shown]})
