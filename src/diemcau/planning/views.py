"""Pages of courses: list, course, province, site, sitting; slips for print and links to desks."""

import segno
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from diemcau.base.refused import Refused
from diemcau.people.actions import SlipIssued
from diemcau.people.middleware import OfficeRequest, for_roles, holds
from diemcau.people.rules import SLIP_ROLES, DeskRole, OfficeRole, path_of_slip
from diemcau.planning import actions, forms, queries
from diemcau.planning.models import Course, Site
from diemcau.planning.rules import AddressKind, How
from diemcau.units.rules import Level

_OFFICE = for_roles(OfficeRole.ORGANISER, OfficeRole.PROVINCE, OfficeRole.OPERATOR)
_PLANNERS = for_roles(OfficeRole.ORGANISER, OfficeRole.PROVINCE)


@require_GET
@_OFFICE
def courses(request: OfficeRequest) -> HttpResponse:
    """The list of courses."""
    return render(request, "planning/courses.html", {"courses": queries.courses(request.scope)})


@require_GET
@_OFFICE
def course(request: OfficeRequest, code: str) -> HttpResponse:
    """A course: sittings with their desks, provinces, topics."""
    page = queries.course_page(code, request.scope)
    shown = {"page": page, "course": page.course, "whole": request.scope.whole, "hows": [how.value for how in How]}
    return render(request, "planning/course.html", shown)


@require_GET
@_OFFICE
def province(request: OfficeRequest, code: str, province: str) -> HttpResponse:
    """The sites of a province."""
    page = queries.province_sites(queries.course_of(code), province, request.scope)
    lines = [(site, page.contacts[site.pk], site.pk in page.with_slip) for site in page.sites]
    return render(request, "planning/province.html", {"page": page, "course": page.course, "lines": lines})


@require_GET
@_OFFICE
def site(request: OfficeRequest, code: str, no: int) -> HttpResponse:
    """A site: its list, slips, contacts."""
    page = queries.site_page(code, no, request.scope)
    return render(request, "planning/site.html", {"page": page, "course": page.course, "site": page.site})


@require_GET
@_OFFICE
def sitting(request: OfficeRequest, code: str, no: int) -> HttpResponse:
    """A sitting: its items and addresses."""
    page = queries.sitting_page(code, no, request.scope)
    kinds = [kind.value for kind in AddressKind]
    shown = {"page": page, "course": page.course, "sitting": page.sitting, "kinds": kinds, "whole": request.scope.whole}
    return render(request, "planning/sitting.html", shown)


@require_POST
@_PLANNERS
def site_slips(request: OfficeRequest, code: str, no: int) -> HttpResponse:
    """New slips of a site for the chosen roles, for print."""
    of = queries.course_of(code)
    chosen = [role for role in SLIP_ROLES if role.value in request.POST.getlist("role")]
    return _slips(request, of, [queries.site_of(of, no, request.scope)], chosen or [DeskRole.HOST])


@require_POST
@_PLANNERS
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


@require_POST
@_OFFICE
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


@require_POST
@for_roles(OfficeRole.ORGANISER, OfficeRole.OPERATOR, OfficeRole.PROVINCE)
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


@require_POST
@for_roles(OfficeRole.ORGANISER)
def delivery(request: OfficeRequest, code: str, no: int) -> HttpResponse:
    """Say how a topic was delivered; the centre's organiser only."""
    form = forms.DeliveryForm(request.POST)
    if not request.scope.whole or not form.is_valid():
        raise Refused("topic.unknown", 404, no=no)
    of = queries.course_of(code)
    actions.set_delivery(of, no, How(form.cleaned_data["how"]), form.cleaned_data["reason"])
    return redirect("planning:course", code)


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
