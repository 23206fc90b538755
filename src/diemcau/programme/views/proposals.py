"""Proposals for open slots: a province sends and withdraws, the academy approves, changes or declines."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render

from diemcau.base import clock
from diemcau.base.listing import Choice, Listing
from diemcau.base.refused import Refused
from diemcau.base.words import say
from diemcau.people.middleware import OfficeRequest
from diemcau.programme import actions, queries
from diemcau.programme.forms import ITEMS, Sheet
from diemcau.programme.models import SlotProposal
from diemcau.programme.rules import FILLS, ProposalState
from diemcau.programme.views.programmes import lang
from diemcau.units.queries import versions_on
from diemcau.units.rules import CENTRE, Level, level_of


def _names() -> dict[str, str]:
    """Names of units of today, communes with their province."""
    units = versions_on(clock.local(clock.now_ms()).date())
    return {
        code: f"{unit.full_name}, {units[unit.province].full_name}" if len(code) > 2 else unit.full_name
        for code, unit in units.items()
    }


def index(request: OfficeRequest) -> HttpResponse:
    """Open slots and proposals, as far as one's scope goes."""
    states = [
        (state.value, say(f"office.slot.state.{state.value}", lang()), {"state": state}) for state in ProposalState
    ]
    listing = Listing(
        queries.proposals(request.scope),
        request.GET,
        choices=[Choice("trang-thai", say("office.slot.state", lang()), states)],
        orders={"moi": ("done", "-proposed_at")},
    )
    names = _names()
    shown = {
        "slots": queries.open_slots(),
        "listing": listing,
        "rows": [(row, names.get(row.unit_id, row.unit_id)) for row in listing.rows],
        "whole": request.scope.whole,
    }
    return render(request, "programme/proposals.html", shown)


def _units(request: OfficeRequest, proposer: str) -> list[tuple[str, str]]:
    """Units in whose name somebody may propose, by code."""
    level = Level.PROVINCE if proposer == "province" else Level.COMMUNE
    units = versions_on(clock.local(clock.now_ms()).date())
    own = [code for code, unit in units.items() if request.scope.covers(code, unit.province)]
    return [(code, units[code].full_name) for code in sorted(own) if code != CENTRE and level_of(code) is level]


def propose(request: OfficeRequest, code: str, no: int, nth: int) -> HttpResponse:
    """Write something for an open slot."""
    open_one = next(
        (one for one in queries.open_slots() if (one.programme.code, one.topic.no, one.nth) == (code, no, nth)), None
    )
    if open_one is None:
        raise Refused("slot.no_slot", 404)
    sheet_class = ITEMS[FILLS[open_one.slot.kind]]
    units = _units(request, open_one.slot.proposer)
    shown: dict[str, Any] = {"open": open_one, "units": units, "unit": request.POST.get("unit", "")}
    if request.method != "POST":
        sheet = _proposed(sheet_class(lang=lang(), initial=sheet_class.blank()))
        return render(request, "programme/propose.html", shown | {"sheet": sheet})
    sheet = _proposed(sheet_class(request.POST, lang=lang()))
    if sheet.is_valid():
        try:
            actions.propose(open_one.programme, no, nth, str(shown["unit"]), sheet.value, request.user, request.scope)
        except Refused as refused:
            if refused.code == "slot.unit":
                shown["unit_error"] = say("refused.slot.unit", lang())
            sheet.add_error(None, say(f"refused.{refused.code}", lang(), **refused.data))
        else:
            messages.success(request, say("office.slot.sent", lang()))
            return redirect("programme:proposals")
    return render(request, "programme/propose.html", shown | {"sheet": sheet}, status=400)


def _proposed(sheet: Sheet) -> Sheet:
    """A page of an item without its mark: the mark will name who proposed it."""
    sheet.fields.pop("mark", None)
    return sheet


def proposal(request: OfficeRequest, pk: int) -> HttpResponse:
    """A proposal: what was proposed, where it stands; for the academy, as a form to change it."""
    return _show(request, queries.proposal_of(pk, request.scope))


def _show(
    request: OfficeRequest, found: SlotProposal, sheet: Sheet | None = None, error: str = "", status: int = 200
) -> HttpResponse:
    thing = queries.content_of_proposal(found)
    sheet_class = ITEMS[FILLS[found.kind]]  # type: ignore[index]
    shown = {
        "proposal": found,
        "thing": thing,
        "name": _names().get(found.unit_id, found.unit_id),
        "sheet": sheet or _proposed(sheet_class(initial=sheet_class.fill(thing), lang=lang())),
        "whole": request.scope.whole,
        "reason": request.POST.get("reason", ""),
        "error": error,
    }
    return render(request, "programme/proposal.html", shown, status=status)


def decide(request: OfficeRequest, pk: int) -> HttpResponse:
    """The academy approves (as it stands in the form) or declines."""
    found = queries.proposal_of(pk, request.scope)
    sheet = _proposed(ITEMS[FILLS[found.kind]](request.POST, lang=lang()))  # type: ignore[index]
    reason, what = request.POST.get("reason", ""), request.POST.get("do", "")
    if what == "approve" and not sheet.is_valid():
        return _show(request, found, sheet, status=400)
    try:
        if what == "approve":
            mark = say("office.slot.mark", "vi", unit=_names().get(found.unit_id, found.unit_id))
            actions.approve(found, sheet.value, reason, mark, request.user)
        elif what == "decline":
            actions.decline(found, reason, request.user)
        else:
            raise Refused("slot.unknown", 404)
    except Refused as refused:
        words = say(f"refused.{refused.code}", lang(), **refused.data)
        sheet.full_clean()
        return _show(request, found, sheet, words, refused.status)
    messages.success(request, say(f"office.slot.done.{what}", lang()))
    return redirect("programme:proposals")


def withdraw(request: OfficeRequest, pk: int) -> HttpResponse:
    """Take a proposal back."""
    actions.withdraw(queries.proposal_of(pk, request.scope), request.user)
    messages.success(request, say("office.slot.done.withdraw", lang()))
    return redirect("programme:proposals")
