"""Pages of sites: those of a province, one of them."""

from django.http import HttpResponse
from django.shortcuts import render

from diemcau.people.middleware import OfficeRequest
from diemcau.planning import queries


def province(request: OfficeRequest, code: str, province: str) -> HttpResponse:
    """The sites of a province."""
    page = queries.province_sites(queries.course_of(code), province, request.scope)
    lines = [(site, page.contacts[site.pk], site.pk in page.with_slip) for site in page.sites]
    return render(request, "planning/province.html", {"page": page, "course": page.course, "lines": lines})


def site(request: OfficeRequest, code: str, no: int) -> HttpResponse:
    """A site: its list, slips, contacts."""
    page = queries.site_page(code, no, request.scope)
    return render(request, "planning/site.html", {"page": page, "course": page.course, "site": page.site})
