"""Pages of courses: list, course, sitting; addresses and deliveries."""

from django.http import HttpResponse
from django.shortcuts import redirect, render

from diemcau.base.refused import Refused
from diemcau.people.middleware import OfficeRequest
from diemcau.planning import actions, forms, queries
from diemcau.planning.rules import AddressKind, How


def courses(request: OfficeRequest) -> HttpResponse:
    """The list of courses."""
    return render(request, "planning/courses.html", {"courses": queries.courses(request.scope)})


def course(request: OfficeRequest, code: str) -> HttpResponse:
    """A course: sittings with their desks, provinces, topics."""
    page = queries.course_page(code, request.scope)
    shown = {"page": page, "course": page.course, "whole": request.scope.whole, "hows": [how.value for how in How]}
    return render(request, "planning/course.html", shown)


def sitting(request: OfficeRequest, code: str, no: int) -> HttpResponse:
    """A sitting: its items and addresses."""
    page = queries.sitting_page(code, no, request.scope)
    kinds = [kind.value for kind in AddressKind]
    shown = {"page": page, "course": page.course, "sitting": page.sitting, "kinds": kinds, "whole": request.scope.whole}
    return render(request, "planning/sitting.html", shown)


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


def delivery(request: OfficeRequest, code: str, no: int) -> HttpResponse:
    """Say how a topic was delivered."""
    form = forms.DeliveryForm(request.POST)
    if not form.is_valid():
        raise Refused("topic.unknown", 404, no=no)
    of = queries.course_of(code)
    actions.set_delivery(of, no, How(form.cleaned_data["how"]), form.cleaned_data["reason"])
    return redirect("planning:course", code)
