"""What the office does to a live sitting. The five screens are not pages of the office; see `live`."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from msgspec.structs import replace

from diemcau.base.refused import Refused
from diemcau.base.words import say
from diemcau.classroom import actions
from diemcau.people.middleware import OfficeRequest
from diemcau.planning.queries import SittingPage, sitting_page
from diemcau.planning.rules import SittingState
from diemcau.programme import queries as programme
from diemcau.programme.actions import deck_of
from diemcau.programme.content import Topic
from diemcau.programme.decks.converting import BYTES, has_office
from diemcau.programme.editing import topic_of
from diemcau.programme.queries import content_of
from diemcau.record.actions import note


def open_doors(request: OfficeRequest, code: str, no: int) -> HttpResponse:
    """Freeze the plan of a sitting and let its rooms in."""
    page = sitting_page(code, no, request.scope)
    digest = actions.open_doors(page.sitting)
    note("sitting.opened", f"course:{page.course.pk}", account=request.user, sitting=no, plan=digest)
    messages.success(request, say("office.sitting.opened", get_language() or "vi"))
    return redirect("planning:sitting", code, no)


def slides(request: OfficeRequest, code: str, no: int) -> HttpResponse:
    """The slides of a sitting's topics: which count, which were replaced, and a form for new ones."""
    return _slides(request, code, no)


def _slides(
    request: OfficeRequest, code: str, no: int, error: str = "", topic: int = 0, status: int = 200
) -> HttpResponse:
    page = sitting_page(code, no, request.scope)
    taught = {topic.no: topic for topic in content_of(page.course.release).topics}
    counting = programme.decks_of(page.sitting.pk)
    shown = {
        "course": page.course,
        "sitting": page.sitting,
        "topics": [
            (nth, taught[nth].title, counting.get(nth) or taught[nth].slides)
            for nth in dict.fromkeys(item.topic_no for item in page.items)
            if nth in taught
        ],
        "changes": programme.deck_changes([page.sitting.pk]),
        "over": page.sitting.state in {SittingState.CLOSED, SittingState.SETTLED},
        "megabytes": BYTES >> 20,
        "office": has_office(),
        "error": error,
        "wrong": topic,
    }
    return render(request, "classroom/slides.html", shown, status=status)


def upload_slides(request: OfficeRequest, code: str, no: int, topic: int) -> HttpResponse:
    """Draw a file of new slides, to be looked at before they count."""
    page = sitting_page(code, no, request.scope)
    upload = request.FILES.get("file")
    try:
        _topic_of(page, topic)
        deck = deck_of(upload.read(BYTES + 1) if upload else b"", "")
    except Refused as refused:
        words = say(f"refused.{refused.code}", get_language() or "vi", **refused.data)
        return _slides(request, code, no, words, topic, refused.status)
    return redirect("classroom:slides_review", code, no, topic, deck.file)


def _topic_of(page: SittingPage, no: int) -> Topic:
    """A topic of a sitting.

    Refuses: programme.no_such_topic.
    """
    if all(item.topic_no != no for item in page.items):
        raise Refused("programme.no_such_topic", 404, no=no)
    return topic_of(content_of(page.course.release), no)


def review_slides(request: OfficeRequest, code: str, no: int, topic: int, digest: str) -> HttpResponse:
    """Every page of the new slides, and the button by which they count."""
    page = sitting_page(code, no, request.scope)
    of = _topic_of(page, topic)
    drawn = programme.drawn_deck(digest)
    deck = replace(drawn, title=of.slides.title if of.slides else of.title, mark=of.slides.mark if of.slides else "")
    shown = {"course": page.course, "sitting": page.sitting, "topic": of, "deck": deck, "reason": ""}
    if request.method == "POST":
        shown["reason"] = request.POST.get("reason", "")
        try:
            change = actions.replace_slides(page.sitting, topic, deck, str(shown["reason"]), request.user)
        except Refused as refused:
            shown["error"] = say(f"refused.{refused.code}", get_language() or "vi", **refused.data)
            return render(request, "classroom/slides_review.html", shown, status=refused.status)
        how = "live" if change.live else "waits"
        messages.success(request, say(f"office.deck.replaced.{how}", get_language() or "vi", topic=topic))
        return redirect("classroom:slides", code, no)
    return render(request, "classroom/slides_review.html", shown)
