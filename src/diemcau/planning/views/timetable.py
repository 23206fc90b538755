"""Pages of a timetable: the draft and its releases, sittings and items, lecturers."""

import hmac
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language

from diemcau.base.clock import VIETNAM
from diemcau.base.refused import Refused
from diemcau.base.words import say
from diemcau.people.middleware import OfficeRequest
from diemcau.people.models import Person
from diemcau.planning import actions, forms, queries
from diemcau.planning.actions import NewItem, NewLecturer, NewSitting
from diemcau.planning.models import Course, Item, Lecturer, Sitting, TimetableRelease
from diemcau.planning.rules import DEADLINE_MINUTES, HOURS, AddressKind, Half, ItemKind, SittingState
from diemcau.planning.timetable.rules import sheet as sheets
from diemcau.units.rules import Scope


def timetable(request: OfficeRequest, code: str) -> HttpResponse:
    """The draft of a timetable with what to look at; for a province, the release that holds."""
    of = queries.course_of(code)
    if not request.scope.whole:
        return _released(request, of, queries.release_of_timetable(of))
    return render(request, "planning/timetable.html", {"course": of, "page": queries.timetable_page(of)})


def release(request: OfficeRequest, code: str) -> HttpResponse:
    """Freeze the draft as the next version."""
    made = actions.release_timetable(queries.course_of(code), by=request.user)
    messages.success(request, _said("office.timetable.released", version=made.version))
    return redirect("planning:timetable", code)


def version(request: OfficeRequest, code: str, version: int) -> HttpResponse:
    """A released version."""
    of = queries.course_of(code)
    return _released(request, of, queries.release_of_timetable(of, version))


def for_sites(request: OfficeRequest, code: str, key: str) -> HttpResponse:
    """The release that holds, for whoever was given the address: posts and hours, no name of anybody."""
    of = Course.objects.filter(code=code).first()
    if of is None or not hmac.compare_digest(key.encode(), queries.open_key(of).encode()):
        raise Http404
    return _released(request, of, None, "planning/timetable_open.html")


def _released(
    request: OfficeRequest,
    of: Course,
    shown: TimetableRelease | None,
    template: str = "planning/timetable_version.html",
) -> HttpResponse:
    newest = queries.release_of_timetable(of)
    shown = shown or newest
    sheet = sheets.read(shown.content) if shown else None
    changes = queries.changes_of_release(shown) if shown else []
    return render(
        request, template, {"course": of, "release": shown, "newest": newest, "sheet": sheet, "changes": changes}
    )


# --- Sittings --------------------------------------------------------------------------------------------------------


def sitting(request: OfficeRequest, code: str, no: int) -> HttpResponse:
    """A sitting: its items and addresses."""
    page = queries.sitting_page(code, no, request.scope)
    kinds = [kind.value for kind in AddressKind]
    shown = {"page": page, "course": page.course, "sitting": page.sitting, "kinds": kinds, "whole": request.scope.whole}
    return render(request, "planning/sitting.html", shown)


def sitting_new(request: OfficeRequest, code: str) -> HttpResponse:
    """Add a sitting."""
    of = queries.course_of(code)
    starts, ends = HOURS[Half.SANG]
    initial = {
        "on": of.starts_on,
        "half": Half.SANG,
        "starts": starts,
        "ends": ends,
        "deadline": starts.replace(minute=DEADLINE_MINUTES),
    }
    form = forms.SittingForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        made = forms.done(form, lambda: actions.add_sitting(of, _sitting(form), by=request.user), _BESIDE_SITTING)
        if made:
            messages.success(request, _said("office.sitting.added"))
            return redirect("planning:sitting", code, made.no)
    return _form(request, of, form, "office.sitting.new", reverse("planning:timetable", args=[code]))


def sitting_edit(request: OfficeRequest, code: str, no: int) -> HttpResponse:
    """Change day and hours of a sitting."""
    one = _sitting_of(code, no)
    starts, ends, due = (at.astimezone(VIETNAM) for at in (one.starts_at, one.ends_at, one.headcount_deadline))
    initial = {"on": one.on, "half": one.half, "starts": starts.time(), "ends": ends.time(), "deadline": due.time()}
    form = forms.SittingForm(request.POST or None, initial=initial)
    form.begin()
    if request.method == "POST" and form.is_valid():
        made = forms.done(form, lambda: actions.change_sitting(one, _sitting(form), by=request.user), _BESIDE_SITTING)
        if made:
            messages.success(request, _said("office.sitting.changed"))
            return redirect("planning:sitting", code, made.no)
    return _form(request, one.course, form, "office.sitting.edit", reverse("planning:sitting", args=[code, no]), one)


def sitting_remove(request: OfficeRequest, code: str, no: int) -> HttpResponse:
    """Remove a sitting."""
    actions.remove_sitting(_sitting_of(code, no), by=request.user)
    messages.success(request, _said("office.sitting.removed"))
    return redirect("planning:timetable", code)


_BESIDE_SITTING = {
    "sitting.outside": "on",
    "sitting.taken": "half",
    "sitting.hours": "ends",
    "sitting.overlaps": "starts",
    "sitting.before_opened": "on",
}


def _sitting(form: forms.SittingForm) -> NewSitting:
    return NewSitting(**{**form.cleaned_data, "half": Half(form.cleaned_data["half"])})


def _sitting_of(code: str, no: int) -> Sitting:
    found = queries.course_of(code).sittings.select_related("course__release").filter(no=no).first()
    if found is None:
        raise Refused("course.no_sitting", 404)
    return found


# --- Items -----------------------------------------------------------------------------------------------------------


def item_new(request: OfficeRequest, code: str, no: int) -> HttpResponse:
    """Add an item at the end of a sitting."""
    one = _sitting_of(code, no)
    form = _item_form(request, one.course, {"sitting": no, "phones": True, "minutes": 60, "kind": ItemKind.TOPIC})
    del form.fields["sitting"]
    if request.method == "POST" and form.is_valid():
        made = forms.done(form, lambda: actions.add_item(one, _item(form), by=request.user), _BESIDE_ITEM)
        if made:
            messages.success(request, _said("office.item.added"))
            return redirect(f"{reverse('planning:sitting', args=[code, no])}#item-{made.pk}")
    return _form(request, one.course, form, "office.item.new", reverse("planning:sitting", args=[code, no]), one)


def item_edit(request: OfficeRequest, code: str, no: int, item: int) -> HttpResponse:
    """Change an item, or move it into another sitting."""
    one = _item_of(code, no, item)
    fields = "kind", "title", "minutes", "phones", "recording", "speaker"
    initial: dict[str, Any] = {name: getattr(one, name) for name in fields}
    form = _item_form(request, one.sitting.course, {**initial, "topic": one.topic_no or "", "sitting": no})
    form.begin()
    if request.method == "POST" and form.is_valid():
        to = _sitting_of(code, form.cleaned_data["sitting"])
        made = forms.done(form, lambda: actions.change_item(one, _item(form), to, by=request.user), _BESIDE_ITEM)
        if made:
            messages.success(request, _said("office.item.changed"))
            return redirect(f"{reverse('planning:sitting', args=[code, to.no])}#item-{made.pk}")
    back = reverse("planning:sitting", args=[code, no])
    return _form(request, one.sitting.course, form, "office.item.edit", back, one.sitting, one)


def item_move(request: OfficeRequest, code: str, no: int, item: int) -> HttpResponse:
    """Move an item one place."""
    one = _item_of(code, no, item)
    actions.move_item(one, -1 if request.POST.get("by") == "up" else 1, by=request.user)
    return redirect(f"{reverse('planning:sitting', args=[code, no])}#item-{one.pk}")


def item_remove(request: OfficeRequest, code: str, no: int, item: int) -> HttpResponse:
    """Remove an item."""
    one = _item_of(code, no, item)
    if request.POST.get("id", str(one.pk)) != str(one.pk):  # others stand there by now
        raise Refused("item.moved", 409)
    actions.remove_item(one, by=request.user)
    messages.success(request, _said("office.item.removed"))
    return redirect("planning:sitting", code, no)


_BESIDE_ITEM = {"item.minutes": "minutes", "item.title": "title", "topic.unknown": "topic"}


def _item_form(request: OfficeRequest, of: Course, initial: dict[str, Any]) -> forms.ItemForm:
    page = queries.timetable_page(of)
    planned = [
        (sitting, queries.sitting_title(sitting, get_language() or "vi"))
        for sitting in page.sittings
        if sitting.state == SittingState.PLANNED
    ]
    return forms.ItemForm(page.topics, planned, request.POST or None, initial=initial)


def _item(form: forms.ItemForm) -> NewItem:
    given = {name: value for name, value in form.cleaned_data.items() if name != "sitting"}
    return NewItem(**{**given, "kind": ItemKind(given["kind"]), "topic": given["topic"] or 0})


def _item_of(code: str, no: int, item: int) -> Item:
    items = Item.objects.select_related("sitting__course__release")
    found = items.filter(sitting__course__code=code, sitting__no=no, no=item).first()
    if found is None:
        raise Refused("item.not_there", 404)
    return found


def _form(
    request: OfficeRequest,
    of: Course,
    form: forms.Form,
    title: str,
    back: str,
    sitting: Sitting | None = None,
    item: Item | None = None,
) -> HttpResponse:
    fixed = sitting is not None and sitting.state != SittingState.PLANNED
    shown = {
        "course": of, "form": form, "title": _said(title), "back": back, "sitting": sitting, "item": item,
        "fixed": fixed,
    }  # fmt: skip
    return render(request, "planning/timetable_form.html", shown, status=400 if form.errors else 200)


# --- Lecturers -------------------------------------------------------------------------------------------------------


def lecturers(request: OfficeRequest, code: str, no: int) -> HttpResponse:
    """Who teaches a topic, and when they cannot come; a form to name one more."""
    of = queries.course_of(code)
    page = queries.timetable_page(of)
    topic = next((topic for topic in page.topics if topic.no == no), None)
    if topic is None:
        raise Refused("topic.unknown", 404, no=no)
    known = Lecturer.objects.exclude(person=None).values("person")
    persons = Person.rows.of(Scope.everything()).filter(pk__in=known).order_by("sort_key", "pk")
    form = forms.LecturerForm(persons, request.POST or None)
    if request.method == "POST" and form.is_valid():
        wanted = NewLecturer(topic=no, **form.cleaned_data)
        beside = {"lecturer.post": "post", "lecturer.taken": "post", "person.phone": "phone", "person.name": "name"}
        if forms.done(form, lambda: actions.add_lecturer(of, wanted, by=request.user), beside):
            messages.success(request, _said("office.lecturer.saved"))
            return redirect("planning:lecturers", code, no)
    own = list(of.lecturers.filter(topic_no=no).select_related("person").prefetch_related("away"))
    shown = {
        "course": of,
        "topic": topic,
        "form": form,
        "lecturers": own,
        "away": forms.AwayForm(initial={"on": of.starts_on}),
        "warnings": [warned for warned in page.warnings if warned.topic == no],
        "sittings": page.sheet.sittings,
    }
    return render(request, "planning/lecturers.html", shown, status=400 if form.errors else 200)


def lecturer_act(request: OfficeRequest, code: str, no: int, lecturer: int) -> HttpResponse:
    """One button of a lecturer: off the topic, stand in, cannot come, can come again."""
    of = queries.course_of(code)
    one = of.lecturers.filter(pk=lecturer, topic_no=no).first()
    if one is None:
        raise Refused("lecturer.unknown", 404)
    match request.POST.get("act"):
        case "remove":
            actions.remove_lecturer(one, by=request.user)
        case "stand_in":
            actions.let_stand_in(one, by=request.user)
        case "away":
            form = forms.AwayForm(request.POST)
            if not form.is_valid():
                raise Refused("lecturer.away", 400)
            actions.set_away(one, form.cleaned_data["on"], form.cleaned_data["half"], by=request.user)
        case "back":
            number = request.POST.get("away", "")
            actions.drop_away(one, int(number) if number.isdecimal() else 0, by=request.user)
        case _:
            raise Refused("lecturer.unknown", 404)
    messages.success(request, _said("office.lecturer.saved"))
    return redirect("planning:lecturers", code, no)


def _said(key: str, **data: object) -> str:
    return say(key, get_language() or "vi", **data)
