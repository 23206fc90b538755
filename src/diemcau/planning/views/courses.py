"""Pages of courses: list, overview, making, copying and changing one; addresses and deliveries."""

from collections.abc import Callable

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language

from diemcau.base import clock
from diemcau.base.refused import Refused
from diemcau.base.words import say
from diemcau.people import actions as people
from diemcau.people.middleware import OfficeRequest
from diemcau.planning import actions, forms, queries
from diemcau.planning.actions import Copied, CourseChange, CourseCopy, NewCourse
from diemcau.planning.models import Course
from diemcau.planning.rules import AddressKind, How, read_heads
from diemcau.programme.models import Release

LETTERS_LOOKED_FOR = 100


def courses(request: OfficeRequest) -> HttpResponse:
    """The list of courses."""
    today = clock.local(clock.now_ms()).date()
    page = queries.courses(request.scope, today, request.GET.get("q", "").strip()[:LETTERS_LOOKED_FOR])
    return render(request, "planning/courses.html", {"page": page})


def course(request: OfficeRequest, code: str) -> HttpResponse:
    """A course: how ready it is, sittings with their desks, provinces, topics."""
    of = queries.course_of(code)
    shown = {
        "page": queries.course_page(of, request.scope),
        "course": of,
        "whole": request.scope.whole,
        "hows": [how.value for how in How],
    }
    return render(request, "planning/course.html", shown)


def new(request: OfficeRequest) -> HttpResponse:
    """Make a course from a release."""
    form = forms.NewCourseForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data

        def make() -> Course:
            return actions.create_course(
                NewCourse(
                    code=given["code"] or queries.free_code(given["starts_on"]),
                    title=given["title"],
                    release=given["release"],
                    organiser=given["organiser"],
                    form=given["form"],
                    starts_on=given["starts_on"],
                    days=given["days"],
                    rehearsal=given["rehearsal"],
                    simulated=settings.DEMO,
                ),
                by=request.user,
            )

        made = forms.done(form, make, {"course.taken": "code", "course.days": "days"})
        if made:
            return _begun(request, made, _said("office.course.made"))
    nothing = not Release.objects.exists()
    return render(request, "planning/course_new.html", {"form": form, "nothing": nothing}, status=_status(form))


def copy(request: OfficeRequest, code: str) -> HttpResponse:
    """Make a course like another one."""
    of = queries.course_of(code)
    newer = queries.newer_releases(of)
    initial = {"title": of.title, "release": newer[0][0].pk if newer else of.release_id}
    form = forms.NewCourseForm(request.POST or None, copy_of=of.release.programme_id, initial=initial)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        wanted = CourseCopy(
            given["code"] or queries.free_code(given["starts_on"]), given["title"], given["release"], given["starts_on"]
        )

        def make() -> Copied:
            return actions.copy_course(of, wanted, by=request.user)

        if made := forms.done(form, make, {"course.taken": "code"}):
            return _begun(request, made.course, _copied(made))
    shown = {"course": of, "form": form, "newer": [(release, _told(changes)) for release, changes in newer]}
    return render(request, "planning/course_copy.html", shown, status=_status(form))


def _begun(request: OfficeRequest, course: Course, said: str) -> HttpResponse:
    """To the timetable of a new course; before, once, the links of the focal persons whom it found asleep."""
    messages.success(request, said)
    woken = [(one, request.build_absolute_uri(path)) for one, path in people.wake_idle(request.user)]
    if not woken:
        return redirect("planning:timetable", course.code)
    mailed = people.mail_invitations(woken, get_language() or "vi")
    lines = [(one, url, one.pk in mailed) for one, url in woken]
    return render(request, "planning/invited_again.html", {"course": course, "lines": lines})


def _told(changes: list) -> list[str]:  # type: ignore[type-arg]
    return [_said(f"office.programme.change.{change.code}", **change.data) for change in changes]


def _copied(made: Copied) -> str:
    if not made.left_out:
        return _said("office.course.copied")
    return _said("office.course.copied_without", count=len(made.left_out), codes=", ".join(made.left_out))


def edit(request: OfficeRequest, code: str) -> HttpResponse:
    """Change a course."""
    of = queries.course_of(code)
    fields = "title", "organiser", "form", "starts_on", "ends_on", "rehearsal"
    form = forms.CourseForm(request.POST or None, initial={name: getattr(of, name) for name in fields})
    form.begin()
    heads = forms.head_forms(read_heads(of.heads), request.POST or None)
    if request.method == "POST" and all([form.is_valid(), *(head.is_valid() for head in heads.values())]):
        wanted = CourseChange(**form.cleaned_data, heads=forms.heads_of(heads))
        beside = {"course.dates": "starts_on", "course.days": "ends_on", "sitting.opened": "shift"}
        if forms.done(form, _yes(lambda: actions.change_course(of, wanted, by=request.user)), beside):
            messages.success(request, _said("office.course.changed"))
            return redirect("planning:course", code)
    lang = get_language() or "vi"
    opened = [queries.sitting_title(sitting, lang) for sitting in queries.timetable_page(of).opened]
    wrong = [(_said(f"office.head.{level}"), head) for level, head in heads.items() if head.errors]
    shown = {"course": of, "form": form, "heads": heads, "wrong": wrong, "opened": opened}
    return render(request, "planning/course_edit.html", shown, status=_status(form, *heads.values()))


def _yes(act: Callable[[], None]) -> Callable[[], bool]:
    def tried() -> bool:
        act()
        return True

    return tried


def _said(key: str, **data: object) -> str:
    return say(key, get_language() or "vi", **data)


def _status(*shown: forms.Form) -> int:
    return 400 if any(form.errors for form in shown) else 200


def address(request: OfficeRequest, code: str, no: int) -> HttpResponse:
    """Put down an address: from a site of his own, or from the centre's hall for those who see all."""
    page = queries.sitting_page(code, no, request.scope)
    form = forms.AddressForm(request.POST)
    if not form.is_valid():
        raise Refused("address.incomplete", 400)
    item = next((item for item in page.items if item.no == form.cleaned_data["item"]), None)
    number = form.cleaned_data["site"]
    site = queries.site_of(page.course, number, request.scope) if number else None
    if item is None or (site is None and not request.scope.whole):
        raise Refused("address.site", 404)
    actions.record_address(
        item, form.cleaned_data["post"], AddressKind(form.cleaned_data["kind"]), form.cleaned_data["gist"], site
    )
    return redirect("planning:sitting", code, no)


def delivery(request: OfficeRequest, code: str, no: int) -> HttpResponse:
    """Say how a topic was delivered."""
    form = forms.DeliveryForm(request.POST)
    if "how" in form.errors:
        raise Refused("topic.unknown", 404, no=no)
    if not form.is_valid():
        raise Refused("topic.delivery", 400)
    of = queries.course_of(code)
    actions.set_delivery(of, no, How(form.cleaned_data["how"]), form.cleaned_data["reason"])
    return redirect("planning:course", code)
