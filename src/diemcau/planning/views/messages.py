"""Texts for hosts, to copy into a chat: one for all, one for each site."""

from functools import partial

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language

from diemcau.base import clock
from diemcau.base.listing import PAGE, Choice, Listing
from diemcau.base.words import say
from diemcau.people.middleware import OfficeRequest
from diemcau.planning import queries
from diemcau.planning.messaging import LISTED, MessageKind, possible, text, to_all, to_site
from diemcau.planning.models import Course, Site

STATES = "phieu-chua-dung", "chua-co-phieu", "thieu-dau-moi", "chua-co-danh-sach"
PER_PAGE = 20


def texts(request: OfficeRequest, code: str) -> HttpResponse:
    """The text of a kind for all sites that are chosen, and for each of them."""
    of, lang = queries.course_of(code), get_language() or "vi"
    url = request.build_absolute_uri(queries.open_path(of))
    told = queries.told_of(of, clock.now(), url, lang, request.GET.get("luc", "").strip()[:60])
    kinds = [kind for kind in MessageKind if possible(kind, told)]
    kind = next((kind for kind in kinds if kind.value == request.GET.get("loai")), kinds[0])
    sites = queries.site_rows(of, request.scope).filter(joined_to=None, not_organised_reason="")
    narrowed = partial(
        Listing[Site],
        sites,
        search=queries.searched(request.GET.get("q", "")),
        search_numbers=queries.SEARCHED_NUMBERS,
        choices=_choices(request, of, lang),
    )
    listing = narrowed(request.GET, per_page=PER_PAGE)
    said = text(kind, told, lang)
    province = next((option.words for option in listing.choices[0].options if option.chosen), "")
    # Who is meant is named only where the list was narrowed to some.
    meant = []
    if listing.choices[1].value or listing.typed:
        first = request.GET.copy()
        first.pop(PAGE, None)
        meant = [site.name for site in narrowed(first, per_page=LISTED).rows]
    shown = {
        "course": of,
        "kind": kind,
        "kinds": [(one, listing.address(loai=one.value, trang="")) for one in kinds],
        "test": kind is MessageKind.TEST,
        "when": told.test,
        "listing": listing,
        "for_all": to_all(province, said, meant, listing.count, lang),
        "lines": [
            (site, to_site(site.host.shown if site.host else "", site.name, said, lang)) for site in listing.rows
        ],
    }
    return render(request, "planning/messages.html", shown)


def _choices(request: OfficeRequest, of: Course, lang: str) -> list[Choice]:
    where = queries.conditions()
    names = queries.province_names(of)
    provinces = [
        (code, name, {"unit__province": code}) for code, name in names.items() if request.scope.covers(code, code)
    ]
    return [
        Choice("tinh", say("office.course.province", lang), provinces),
        Choice(
            "loc",
            say("office.messages.state", lang),
            [(state, say(f"office.messages.state.{state}", lang), where[state]) for state in STATES],
        ),
    ]
