"""Pages of the audit log: the list, one entry, taking an act back."""

from typing import Any

from django.contrib import messages
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language

from diemcau.base import clock
from diemcau.base.listing import Choice, Listing
from diemcau.base.words import catalogue, say
from diemcau.people.middleware import OfficeRequest
from diemcau.record import actions, queries
from diemcau.record.naming import ACTS, words_of
from diemcau.record.wording import of_subject, told
from diemcau.units.queries import provinces
from diemcau.units.rules import CENTRE

ORDERS = {"moi": ("-id",), "cu": ("id",)}


def _lang() -> str:
    return get_language() or "vi"


def log(request: OfficeRequest) -> HttpResponse:
    """Entries of the scope, the newest first, searched by who and when, narrowed by act and unit."""
    listing = Listing(
        queries.entries(request.scope),
        request.GET,
        search=("fold",),
        orders=ORDERS,
        choices=[_acts(), *([_units()] if request.scope.whole else [])],
    )
    lines = [_shown(line) for line in queries.lines(listing.rows, request.scope, _lang())]
    return render(request, "record/log.html", {"listing": listing, "lines": lines, "whole": request.scope.whole})


def _acts() -> Choice:
    acts = sorted(key.removeprefix(ACTS) for key in catalogue() if key.startswith(ACTS))
    options = [(act, words_of(act, _lang()), {"action": act}) for act in acts]
    return Choice("viec", say("office.logs.what", _lang()), sorted(options, key=lambda option: option[1]))


def _units() -> Choice:
    of = [(unit.code, unit.full_name, Q(province=unit.code)) for unit in provinces(clock.local(clock.now_ms()).date())]
    centre = (CENTRE, say("office.logs.centre", _lang()), Q(province=""))
    return Choice("noi", say("office.logs.where", _lang()), [centre, *of])


def entry(request: OfficeRequest, number: int) -> HttpResponse:
    """One entry with all that was put down, and the way back where there is one."""
    line = queries.entry_of(number, request.scope, _lang())
    return render(request, "record/entry.html", {**_shown(line), "detail": told(line.entry.detail, _lang())})


def undo(request: OfficeRequest, number: int) -> HttpResponse:
    """Take an act back."""
    said = actions.undo(number, request.scope, request.user)
    messages.success(request, say("office.logs.undone_now", _lang()))
    return redirect("record:entry", said.pk)


def _shown(line: queries.LogLine) -> dict[str, Any]:
    held = line.entry
    about = line.about or of_subject(held.subject, _lang()) if held.subject else ""
    who = held.account.name if held.account else ""
    if not who:
        key = f"office.logs.who.{held.actor.partition(':')[0]}"
        who = say(key, _lang()) if key in catalogue() else held.actor
    where = say("office.logs.centre", _lang()) if held.unit == CENTRE else line.unit or held.unit
    return {
        "line": line,
        "entry": held,
        "what": words_of(held.action, _lang()),
        "who": who,
        "about": about,
        "where": where,
    }
