"""Ways in for others: slips for print, one-time links to desks."""

import segno
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from diemcau.base.refused import Refused
from diemcau.people.actions import SlipIssued
from diemcau.people.middleware import OfficeRequest, holds
from diemcau.people.rules import SLIP_ROLES, DeskRole, OfficeRole, path_of_slip
from diemcau.planning import actions, queries
from diemcau.planning.models import Course, Site
from diemcau.units.rules import Level


def site_slips(request: OfficeRequest, code: str, no: int) -> HttpResponse:
    """New slips of a site for the chosen roles, for print."""
    of = queries.course_of(code)
    chosen = [role for role in SLIP_ROLES if role.value in request.POST.getlist("role")]
    return _slips(request, of, [queries.site_of(of, no, request.scope)], chosen or [DeskRole.HOST])


def province_slips(request: OfficeRequest, code: str, province: str) -> HttpResponse:
    """New slips of the hosts of a province, for print: of the sites that have none, or of all."""
    page = queries.province_sites(queries.course_of(code), province, request.scope)
    every = request.POST.get("which") == "all"
    wanted = [site for site in page.sites if every or site.pk not in page.with_slip]
    return _slips(request, page.course, wanted, [DeskRole.HOST])


def _slips(request: OfficeRequest, course: Course, sites: list[Site], roles: list[DeskRole]) -> HttpResponse:
    issued = actions.issue_site_slips(sites, roles, by=request.user)
    of = {site.pk: site for site in sites}
    names = queries.province_names(course)
    slips = [_slip(request, of[slip.site], slip, names) for slip in issued]
    return render(request, "planning/slips.html", {"course": course, "slips": slips})


def _slip(request: HttpRequest, site: Site, slip: SlipIssued, names: dict[str, str]) -> dict[str, object]:
    url = request.build_absolute_uri(path_of_slip(slip.role, slip.secret))
    code = segno.make(url, error="m", micro=False)
    return {
        "site": site,
        # Two communes may have one name; a province is not printed twice.
        "province": names.get(site.unit.province_id or "", "") if site.level == Level.COMMUNE else "",
        "role": slip.role.value,
        "pin": f"{slip.pin[:3]} {slip.pin[3:]}",
        "url": url,
        "svg": code.svg_inline(border=2, omitsize=True, svgclass=None, lineclass=None),
    }


def link(request: OfficeRequest, code: str) -> HttpResponse:
    """A one-time link to a desk, shown once."""
    of = queries.course_of(code)
    role = _role(request.POST.get("role", ""))
    if not holds(request, *_MAY_LINK[role]):
        raise Refused("link.foreign", 404)
    no = request.POST.get("site", "")
    path = actions.link_to_desk(
        of,
        role,
        scope=request.scope,
        by=request.user,
        site=queries.site_of(of, int(no), request.scope) if no.isdecimal() else None,
        province=request.POST.get("province", ""),
    )
    url = request.build_absolute_uri(path)
    return render(request, "planning/link.html", {"course": of, "role": role.value, "url": url})


_MAY_LINK = {
    DeskRole.OPERATOR: (OfficeRole.ORGANISER, OfficeRole.OPERATOR),
    DeskRole.LECTURER: (OfficeRole.ORGANISER, OfficeRole.OPERATOR),
    DeskRole.PROVINCE: (OfficeRole.ORGANISER, OfficeRole.PROVINCE),
    DeskRole.HOST: (OfficeRole.ORGANISER, OfficeRole.PROVINCE),
    DeskRole.CHAIR: (OfficeRole.ORGANISER, OfficeRole.PROVINCE),
    DeskRole.TECHNICIAN: (OfficeRole.ORGANISER, OfficeRole.PROVINCE),
}


def _role(text: str) -> DeskRole:
    role = next((role for role in _MAY_LINK if role.value == text), None)
    if role is None:
        raise Refused("link.incomplete", 400)
    return role
