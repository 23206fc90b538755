"""Mail to the accounts of provinces: written, looked at, sent after ten minutes, watched, stopped."""

from collections.abc import Iterable

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language

from diemcau.base import clock
from diemcau.base.listing import Choice, Listing
from diemcau.base.refused import Refused
from diemcau.base.words import say
from diemcau.people.middleware import OfficeRequest
from diemcau.planning import forms, queries
from diemcau.planning.messaging import MessageKind, Told, filled, possible, text
from diemcau.planning.models import Course
from diemcau.planning.queries import Recipient
from diemcau.record import actions as record
from diemcau.record.actions import NewLetter
from diemcau.record.mailing.rules import STOP_MINUTES, LetterState
from diemcau.record.models import Letter
from diemcau.units.rules import CENTRE

SAMPLES = 3


def mailings(request: OfficeRequest, code: str) -> HttpResponse:
    """Mailings about a course."""
    of = queries.course_of(code)
    return render(request, "planning/mailings.html", {"course": of, "lines": queries.mailings_of(of, request.scope)})


def new(request: OfficeRequest, code: str) -> HttpResponse:
    """Write a letter, look at what will leave, and let it leave."""
    of, lang = queries.course_of(code), get_language() or "vi"
    people = queries.recipients(request.scope, clock.local(clock.now_ms()).date())
    names = queries.province_names(of)
    provinces = {one.province: names.get(one.province, one.province) for one in people}
    told = queries.told_of(of, clock.now(), _url(request, of), lang)
    kinds = [kind for kind in MessageKind if possible(kind, told)]
    kind = next((one for one in kinds if one.value == request.GET.get("loai")), kinds[0])
    form = forms.MailForm(
        sorted(provinces.items()),
        request.POST or None,
        initial={"subject": _subject(kind, lang), "body": _body(kind, told, lang)},
    )
    shown = {"course": of, "form": form, "kinds": kinds, "kind": kind, "nobody": not people, "stop": STOP_MINUTES}
    if request.method != "POST" or not form.is_valid() or request.POST.get("step") == "write":
        return render(request, "planning/mailing_new.html", shown, status=400 if form.errors else 200)
    chosen = [one for one in people if one.province in (form.cleaned_data["provinces"] or provinces)]
    letters = list(_letters(request, of, form, [one for one in chosen if one.email]))
    if request.POST.get("step") == "send":
        made = forms.done(
            form, lambda: _send(request, of, form, letters, {one.account: one.province for one in chosen})
        )
        if made:
            return redirect("planning:mailing", code, made)
        return render(request, "planning/mailing_new.html", shown, status=400)
    shown |= {
        "count": len(letters),
        "samples": letters[:SAMPLES],
        "silent": [one for one in chosen if not one.email],
    }
    return render(request, "planning/mailing_preview.html", shown)


def _url(request: OfficeRequest, of: Course) -> str:
    return request.build_absolute_uri(queries.open_path(of))


def _subject(kind: MessageKind, lang: str) -> str:
    return say(f"office.mailing.subject.{kind.value}", lang)


def _body(kind: MessageKind, told: Told, lang: str) -> str:
    greeting = say("office.mailing.greeting", lang, ten="{ten}", don_vi="{don_vi}")
    return f"{greeting}\n\n{text(kind, told, lang)}\n\n{say('office.mailing.ending', lang)}"


def _letters(request: OfficeRequest, of: Course, form: forms.Form, people: Iterable[Recipient]) -> Iterable[NewLetter]:
    once = {one.email.lower(): one for one in people}  # an address gets one letter
    for one in once.values():
        fields = {"ten": one.name, "don_vi": one.unit, "lop": of.title, "lich": _url(request, of)}
        subject, body = (filled(form.cleaned_data[name], fields) for name in ("subject", "body"))
        yield NewLetter(one.account, one.email, one.unit, subject, body)


def _send(
    request: OfficeRequest, of: Course, form: forms.Form, letters: list[NewLetter], provinces: dict[int, str]
) -> int:
    """The number of the mailing. Somebody of two provinces sends one in each: neither sees the other's letters."""
    given, about = form.cleaned_data, f"course:{of.pk}"
    by_unit: dict[str, list[NewLetter]] = {}
    for letter in letters:
        by_unit.setdefault(CENTRE if request.scope.whole else provinces[letter.account], []).append(letter)
    if not by_unit:
        raise Refused("mailing.nobody", 400)
    sent = [
        record.send_later(about, unit, given["subject"], given["body"], part, by=request.user).pk
        for unit, part in by_unit.items()
    ]
    return sent[-1]


def mailing(request: OfficeRequest, code: str, number: int) -> HttpResponse:
    """How far a mailing is."""
    of, lang = queries.course_of(code), get_language() or "vi"
    page = queries.mailing_page(of, number, request.scope)
    options = [
        (state.value, say(f"office.mailing.state.{state.value}", lang), {"state": state.value}) for state in LetterState
    ]
    listing = Listing(
        Letter.rows.of(request.scope).filter(mailing=page.mailing).select_related("account"),
        request.GET,
        orders={"": ["id"]},
        choices=[Choice("loc", say("office.sitting.state", lang), options)],
    )
    return render(request, "planning/mailing.html", {"course": of, "page": page, "listing": listing})


def stop(request: OfficeRequest, code: str, number: int) -> HttpResponse:
    """Stop a mailing."""
    page = queries.mailing_page(queries.course_of(code), number, request.scope)
    kept = record.stop(page.mailing, by=request.user)
    messages.success(request, say("office.mailing.stopped", get_language() or "vi", count=kept))
    return redirect("planning:mailing", code, number)


def again(request: OfficeRequest, code: str, number: int) -> HttpResponse:
    """Try failed letters once more."""
    page = queries.mailing_page(queries.course_of(code), number, request.scope)
    record.send_again(page.mailing, by=request.user)
    return redirect("planning:mailing", code, number)
