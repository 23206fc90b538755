"""Pages of sites: the whole course, a long list, one site; sites made, changed, taken out."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language

from diemcau.base.listing import Choice, Listing
from diemcau.base.refused import Refused
from diemcau.base.words import say
from diemcau.people.middleware import OfficeRequest
from diemcau.planning import actions, queries
from diemcau.planning.actions import NewSite
from diemcau.planning.forms.labels import done, words
from diemcau.planning.forms.sites import NewSiteForm, SiteForm, WithoutForm
from diemcau.planning.models import Course, Site
from diemcau.units.rules import CENTRE

NARROWED = "loc"  # in the address: what holds of the sites that are shown
PROVINCE = "tinh"


def told(key: str, **data: object) -> str:
    """Words for a message of the next page."""
    return say(key, get_language() or "vi", **data)


def sites(request: OfficeRequest, code: str) -> HttpResponse:
    """The sites of a course: how ready they are, as a whole and by province."""
    course = queries.course_of(code)
    ready = queries.readiness(course, request.scope)
    names = queries.province_names(course)
    lines = [(province, names.get(province, ""), figures) for province, figures in ready.provinces.items()]
    shown = {"course": course, "ready": ready.whole, "lines": lines, "checks": _checks(ready.whole)}
    return render(request, "planning/sites.html", shown)


def _checks(figures: queries.Figures) -> list[tuple[str, int, int, str]]:
    """What is looked at: its words' key, how many have it, out of how many, and the word of the list of the others."""
    return [
        ("host", figures.host, figures.rooms, "thieu-dau-moi"),
        ("slip", figures.slip, figures.rooms, "chua-co-phieu"),
        ("used", figures.used, figures.slip, "phieu-chua-dung"),
        ("chair", figures.chair, figures.rooms, "thieu-chu-tri"),
        ("technician", figures.technician, figures.rooms, "thieu-ky-thuat"),
        ("roster", figures.rosters, figures.lists, "chua-co-danh-sach"),
        ("checked", figures.checked, figures.rooms, "chua-kiem-tra"),
    ]


def listing_of(request: OfficeRequest, course: Course, province: str = "", per_page: int = 50) -> Listing[Site]:
    """The sites that an address asks for."""
    narrowed = [(name, words(f"office.sites.{name}"), holds) for name, holds in queries.conditions().items()]
    choices = [Choice(NARROWED, words("office.sites.narrow"), narrowed)]
    if not province:
        names = {CENTRE: words("office.course.centre"), **queries.province_names(course)}
        options = [
            (key, name, {"unit__province": None if key == CENTRE else key})
            for key, name in names.items()
            if request.scope.covers(key, "" if key == CENTRE else key)
        ]
        if len(options) > 1:
            choices.append(Choice(PROVINCE, words("office.course.province"), options))
    return Listing(
        queries.site_rows(course, request.scope, province),
        request.GET,
        search=queries.searched(request.GET.get("q", "")),
        search_numbers=queries.SEARCHED_NUMBERS,
        orders={"ma": queries.BY_PLACE},
        choices=choices,
        per_page=per_page,
    )


def all_sites(request: OfficeRequest, code: str) -> HttpResponse:
    """Every site that somebody may see: to find one fast."""
    course = queries.course_of(code)
    listing = listing_of(request, course)
    shown = {"course": course, "listing": listing, "lines": queries.site_lines(course, listing.rows)}
    return render(request, "planning/site_list.html", shown)


def province(request: OfficeRequest, code: str, province: str) -> HttpResponse:
    """The sites of a province ("00": the centre's own), and its units that have none."""
    course = queries.course_of(code)
    name = queries.check_province(course, province, request.scope)
    listing = listing_of(request, course, province)
    units = queries.units_of(province, course.starts_on, request.scope)
    missing = queries.units_without(course, units)
    without = queries.without_site(course, province, request.scope)
    names = {unit.code: unit.full_name for unit in units}
    shown = {
        "course": course,
        "province": province,
        "name": name,
        "listing": listing,
        "lines": queries.site_lines(course, listing.rows),
        "missing": missing,
        "by_hand": [unit for unit in missing if unit.code in queries.BY_HAND],
        "without": [(names.get(one.unit_id, one.unit_id), one) for one in without],
        "form": WithoutForm(missing),
    }
    return render(request, "planning/province.html", shown)


def _above(province: str) -> str:
    return province or CENTRE


def site(request: OfficeRequest, code: str, no: int) -> HttpResponse:
    """A site: who runs it, its room, its slips, its list."""
    course = queries.course_of(code)
    page = queries.site_page(course, no, request.scope)
    return render(request, "planning/site.html", {"page": page, "course": course, "site": page.site})


# --- Made, changed, taken out ----------------------------------------------------------------------------------------


def make_sites(request: OfficeRequest, code: str) -> HttpResponse:
    """A site for every unit that has none: of a province, or of all that somebody may see."""
    course = queries.course_of(code)
    of = request.POST.get(PROVINCE, "") or request.GET.get(PROVINCE, "")
    if of:
        queries.check_province(course, of, request.scope)
    missing = [
        unit
        for unit in queries.units_without(course, queries.units_of(of, course.starts_on, request.scope))
        if unit.code not in queries.BY_HAND
    ]
    if request.method == "POST":
        made = actions.make_sites(course, [unit.code for unit in missing], request.user)
        messages.success(request, told("office.sites.made", number=len(made)))
        return redirect("planning:province", code, of) if of else redirect("planning:sites", code)
    names = queries.province_names(course)
    numbers: dict[str, int] = {}
    for unit in missing:
        above = _above(unit.province)
        numbers[above] = numbers.get(above, 0) + 1
    shown = {
        "course": course,
        "of": of,
        "number": len(missing),
        "lines": [(above, names.get(above, ""), number) for above, number in sorted(numbers.items())],
    }
    return render(request, "planning/make_sites.html", shown)


def add_site(request: OfficeRequest, code: str, province: str) -> HttpResponse:
    """One more room in a province."""
    course = queries.course_of(code)
    name = queries.check_province(course, province, request.scope)
    units = queries.units_of(province, course.starts_on, request.scope)
    form = NewSiteForm(units, request.POST or None, {"unit": request.GET.get("don-vi", "")})
    if request.method == "POST" and form.is_valid():
        new = NewSite(form.cleaned_data["unit"], no=form.cleaned_data["no"] or 0, room=form.cleaned_data["room"])
        beside = {"site.room_taken": "room", "site.no_taken": "no"}
        added = done(form, lambda: actions.add_site(new, course, request.user), beside)
        if added is not None:
            messages.success(request, told("office.sites.made", number=1))
            return redirect("planning:edit_site", code, added.no)
    shown = {"course": course, "province": province, "name": name, "form": form}
    return render(request, "planning/add_site.html", shown, status=400 if form.errors else 200)


def edit_site(request: OfficeRequest, code: str, no: int) -> HttpResponse:
    """Change a site."""
    course = queries.course_of(code)
    site = queries.site_of(course, no, request.scope)
    units = queries.units_of(_above(site.unit.province_id or ""), course.starts_on, request.scope)
    form = SiteForm(
        site,
        queries.rooms_to_join(site, request.scope),
        [unit for unit in units if unit.code != site.unit_id],
        queries.covered_by(site),
        request.POST or None,
    )
    if request.method == "POST" and form.is_valid():
        beside = {"site.room_taken": "room", "site.join": "joined_to", "site.has_guests": "state"}
        changed = done(form, lambda: actions.edit_site(site, form.edit(), request.user), beside)
        if changed is not None:
            messages.success(request, told("office.site.saved" if changed else "office.site.same"))
            if "host" in changed and site.host_id:
                messages.warning(request, told("office.site.slip_died"))
            return redirect("planning:site", code, no)
    people = queries.people_of(site, request.scope)
    shown = {"course": course, "site": site, "form": form, "people": people}
    return render(request, "planning/edit_site.html", shown, status=400 if form.errors else 200)


def remove_site(request: OfficeRequest, code: str, no: int) -> HttpResponse:
    """Take a site out, after a look."""
    course = queries.course_of(code)
    site = queries.site_of(course, no, request.scope)
    if request.method == "POST":
        actions.remove_site(site, request.user)
        messages.success(request, told("office.site.removed", site=site.name))
        return redirect("planning:province", code, _above(site.unit.province_id or ""))
    return render(request, "planning/remove_site.html", {"course": course, "site": site})


def without_site(request: OfficeRequest, code: str, province: str) -> HttpResponse:
    """Say why a unit has no site, or take that back."""
    course = queries.course_of(code)
    queries.check_province(course, province, request.scope)
    units = queries.units_of(province, course.starts_on, request.scope)
    taken_back = request.POST.get("bo", "")
    if taken_back in {unit.code for unit in units}:
        actions.mark_site(course, [taken_back])
        return redirect("planning:province", code, province)
    form = WithoutForm(units, request.POST)
    if not form.is_valid():
        raise Refused("no_site.reason", 400)
    actions.leave_without(course, form.cleaned_data["unit"], form.cleaned_data["reason"], request.user)
    messages.success(request, told("office.site.saved"))
    return redirect("planning:province", code, province)
