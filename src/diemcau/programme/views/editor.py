"""The editor: one page a thing. What is saved is the draft; nothing that was typed is lost, whatever others did."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from diemcau.base.refused import Refused
from diemcau.base.words import say
from diemcau.people.middleware import OfficeRequest
from diemcau.programme import actions, editing, queries
from diemcau.programme.content import TITLE, tidy_line
from diemcau.programme.decks.converting import BYTES, has_office
from diemcau.programme.editing import DECK, Place
from diemcau.programme.forms import ITEMS, Sheet, sheet_of
from diemcau.programme.models import Programme
from diemcau.programme.views import dry
from diemcau.programme.views.programmes import lang

# The words of addresses for the lists of a topic, in the order of its page.
SLUGS = {
    "slides": "slide",
    "situations": "tinh-huong",
    "questions": "cau-hoi",
    "responses": "cau-hoi-mo",
    "discussions": "thao-luan",
    "tests": "bai-kiem-tra",
    "surveys": "khao-sat",
    "essays": "bai-thu-hoach",
    "lessons": "bai-hoc",
    "documents": "tai-lieu",
    "slots": "phan-mo",
    DECK: "bo-slide",
}
PARTS = {slug: part for part, slug in SLUGS.items()}
STEPS = {"up": -1, "down": 1}
MEANWHILE = {"programme.changed_meanwhile", "programme.gone"}


def _part(slug: str) -> str:
    if slug not in PARTS:
        raise Refused("programme.no_such_part", 404)
    return PARTS[slug]


def topic(request: OfficeRequest, code: str, no: int) -> HttpResponse:
    """A topic: what it says of itself, and its lists."""
    return _topic(request, queries.programme_of(code), no)


def _topic(request: OfficeRequest, programme: Programme, no: int, error: str = "", status: int = 200) -> HttpResponse:
    draft = queries.draft_of(programme)
    of = editing.topic_of(draft, no)
    lists = []
    for part in ITEMS:
        items = editing.items_of(of, part)
        rows = [
            (nth, item, editing.name_of(item), editing.known_as(draft, Place(no, part, nth)))
            for nth, item in enumerate(items, 1)
        ]
        lists.append((part, SLUGS[part], rows))
    shown = {
        "programme": programme,
        "topic": of,
        "known": editing.known_as(draft, Place(no)),
        "deck_known": editing.known_as(draft, Place(no, DECK)),
        "lists": sorted(lists, key=lambda one: list(SLUGS).index(one[0])),
        "megabytes": BYTES >> 20,
        "office": has_office(),
        "error": error,
    }
    return render(request, "programme/edit_topic.html", shown, status=status)


def head(request: OfficeRequest, code: str) -> HttpResponse:
    """The head of a programme."""
    return _thing(request, code, Place())


def topic_head(request: OfficeRequest, code: str, no: int) -> HttpResponse:
    """The head of a topic."""
    return _thing(request, code, Place(no))


def deck(request: OfficeRequest, code: str, no: int) -> HttpResponse:
    """Title and mark of the slides of a topic."""
    return _thing(request, code, Place(no, DECK))


def item(request: OfficeRequest, code: str, no: int, slug: str, nth: int = 0) -> HttpResponse:
    """An item of a list of a topic; `nth` 0 is a new one."""
    part = _part(slug)
    if part == "documents" and not nth:
        return document(request, code, no)
    return _thing(request, code, Place(no, part, nth))


def _thing(request: OfficeRequest, code: str, place: Place) -> HttpResponse:
    programme = queries.programme_of(code)
    draft = queries.draft_of(programme)
    known = editing.find(draft, place)
    if place.no:
        editing.topic_of(draft, place.no)
    sheet_class = sheet_of(place)
    if request.method != "POST":
        if known is None and (place.nth or place.part == DECK):
            raise Refused("programme.no_such_part", 404)
        initial = {
            **(sheet_class.fill(known) if known else sheet_class.blank()),
            "base": editing.known_as(draft, place),
        }
        return _page(request, programme, place, sheet_class(initial=initial, lang=lang()))
    sheet = sheet_class(request.POST, lang=lang())
    if not sheet.is_valid():
        return _page(request, programme, place, sheet, status=400)
    try:
        saved = actions.save_thing(programme, place, sheet.cleaned_data["base"] or "", sheet.value, request.user)
    except Refused as refused:
        if refused.code in MEANWHILE:
            return _meanwhile(request, code, place, sheet, refused)
        sheet.add_error(None, say(f"refused.{refused.code}", lang(), **refused.data))
        return _page(request, programme, place, sheet, status=refused.status)
    messages.success(request, say("office.edit.saved", lang()))
    if saved.part == "situations" and (odd := dry.oddities(sheet.value)):
        messages.warning(request, say("office.edit.dry.odd", lang(), title=sheet.value.title, count=len(odd)))
    return redirect("programme:topic", code, saved.no) if saved.no else redirect("programme:show", code)


def _meanwhile(request: OfficeRequest, code: str, place: Place, sheet: Sheet, refused: Refused) -> HttpResponse:
    """Somebody else saved this thing, or took it out: what he wrote stands beside what was typed here.

    Saving again is then knowingly: over the other's version, or as a new item.
    """
    programme = queries.programme_of(code)
    draft = queries.draft_of(programme)
    if refused.code == "programme.gone":
        if all(topic.no != place.no for topic in draft.topics) and place.no:
            sheet.add_error(None, say("refused.programme.gone_topic", lang()))
            return _page(request, programme, place, sheet, status=409)
        place = Place(place.no, place.part)
    else:
        place = Place(refused.data["no"], place.part, refused.data["nth"])
    now = editing.find(draft, place) if place.nth or place.part not in ITEMS else None
    data = request.POST.copy()
    data["base"] = editing.known_as(draft, place)
    again = type(sheet)(data, lang=lang())
    again.full_clean()
    if now is not None:
        again.compare(now)
    more = {
        "meanwhile": "changed" if now is not None else "gone",
        "who": programme.saved_by.name if programme.saved_by else "–",
        "at": programme.saved_at,
    }
    return _page(request, programme, place, again, status=409, **more)


def _page(
    request: OfficeRequest, programme: Programme, place: Place, sheet: Sheet, *, status: int = 200, **more: Any
) -> HttpResponse:
    draft = queries.draft_of(programme)
    of = next((topic for topic in draft.topics if topic.no == place.no), None)
    new = place.part in ITEMS and not place.nth
    shown = {
        "programme": programme,
        "topic": of,
        "address": _address(programme.code, place),
        "sheet": sheet,
        "heading": f"office.edit.{sheet.key}" + (".new" if new else ""),
        "known": editing.find(draft, place),
        "dry": place.nth if place.part == "situations" else 0,
        **more,
    }
    return render(request, "programme/edit.html", shown, status=status)


def _address(code: str, place: Place) -> str:
    """The page of what stands at a place: it may stand elsewhere now than when somebody began to write."""
    if not place.no:
        return reverse("programme:head", args=[code])
    if place.part not in ITEMS:
        return reverse("programme:deck" if place.part else "programme:topic_head", args=[code, place.no])
    where = [code, place.no, SLUGS[place.part]]
    return (
        reverse("programme:item", args=[*where, place.nth]) if place.nth else reverse("programme:new_item", args=where)
    )


def new_topic(request: OfficeRequest, code: str) -> HttpResponse:
    """A new topic at the end."""
    programme = queries.programme_of(code)
    sheet_class = sheet_of(Place(1))
    shown = {"programme": programme, "heading": "office.edit.topic.new", "address": request.path}
    if request.method != "POST":
        sheet = sheet_class(initial={"phones": "co", "recording": "co"}, lang=lang())
        return render(request, "programme/edit.html", shown | {"sheet": sheet})
    sheet = sheet_class(request.POST, lang=lang())
    if not sheet.is_valid():
        return render(request, "programme/edit.html", shown | {"sheet": sheet}, status=400)
    place = actions.add_topic(programme, sheet.value, request.user)
    messages.success(request, say("office.edit.saved", lang()))
    return redirect("programme:topic", code, place.no)


def act(request: OfficeRequest, code: str, no: int, slug: str = "", nth: int = 0) -> HttpResponse:
    """Move a topic or an item up or down, or take it out."""
    programme = queries.programme_of(code)
    place = Place(no, _part(slug) if slug else "", nth)
    known, what = request.POST.get("base", ""), request.POST.get("do", "")
    if what in STEPS:
        place = actions.move_thing(programme, place, known, STEPS[what], request.user)
    elif what == "remove":
        actions.remove_thing(programme, place, known, request.user)
        messages.success(request, say("office.edit.removed", lang()))
    else:
        raise Refused("programme.no_such_part", 404)
    return redirect("programme:topic", code, place.no) if slug else redirect("programme:show", code)


def deck_file(request: OfficeRequest, code: str, no: int) -> HttpResponse:
    """Make the pages of a PDF or PPTX file the slides of a topic."""
    programme = queries.programme_of(code)
    upload = request.FILES.get("file")
    try:
        made = actions.put_deck(programme, no, upload.read(BYTES + 1) if upload else b"", request.user)
    except Refused as refused:
        words = say(f"refused.{refused.code}", lang(), **refused.data)
        return _topic(request, programme, no, words, refused.status)
    messages.success(request, say("office.edit.deck.drawn", lang(), pages=len(made.slides)))
    return redirect("programme:topic", code, no)


def document(request: OfficeRequest, code: str, no: int, nth: int = 0) -> HttpResponse:
    """A PDF file for learners: a new one, or another file for one that is there."""
    programme = queries.programme_of(code)
    of = editing.topic_of(queries.draft_of(programme), no)
    title = of.documents[nth - 1].title if 1 <= nth <= len(of.documents) else ""
    shown = {"programme": programme, "topic": of, "nth": nth, "title": title, "megabytes": BYTES >> 20}
    if request.method != "POST":
        return render(request, "programme/edit_document.html", shown)
    upload, title = request.FILES.get("file"), tidy_line(request.POST.get("title", ""))
    shown["title"] = title
    try:
        if not title or len(title) > TITLE:
            raise Refused("handout.title", 400, limit=TITLE)
        raw = upload.read(BYTES + 1) if upload else b""
        actions.put_document(programme, no, nth, title, raw, request.user)
    except Refused as refused:
        words = say(f"refused.{refused.code}", lang(), **refused.data)
        wrong = "title" if refused.code == "handout.title" else "file"
        return render(request, "programme/edit_document.html", shown | {"error": words, "wrong": wrong}, status=400)
    messages.success(request, say("office.edit.saved", lang()))
    return redirect("programme:topic", code, no)
