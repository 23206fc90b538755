"""Ways in for others: slips on paper, as a table or for a chat; one-time links to desks."""

from collections.abc import Sequence

import segno
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language

from diemcau.base.refused import Refused
from diemcau.people.middleware import OfficeRequest, scope_by
from diemcau.people.rules import SLIP_ROLES, DeskRole, OfficeRole
from diemcau.planning import actions, queries
from diemcau.planning.models import Course, Site
from diemcau.planning.queries import Figures
from diemcau.planning.slip_sheets import IssuedSheet, chat_text, sheets_of, slips_pdfs, slips_xlsx, zipped
from diemcau.planning.views.site_bulk import chosen_sites

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_WHICH = {"missing": "chua-co-phieu", "unused": "phieu-chua-dung"}
_FORMS = ("pdf", "xlsx", "text", "page")
_MOST_ON_A_PAGE = 200  # slips that a browser of an old PC still shows


def site_slips(request: OfficeRequest, code: str, no: int) -> HttpResponse:
    """New slips of a site for the chosen roles."""
    course = queries.course_of(code)
    chosen = [role for role in SLIP_ROLES if role.value in request.POST.getlist("role")]
    form = request.POST.get("form", "page")
    return _issued(request, course, [queries.site_of(course, no, request.scope)], chosen or [DeskRole.HOST], form)


def province_slips(request: OfficeRequest, code: str, province: str) -> HttpResponse:
    """New slips of the hosts of a province."""
    course = queries.course_of(code)
    name = queries.check_province(course, province, request.scope)
    if request.method == "POST":
        return _many(request, course, province)
    chosen = [site for site in chosen_sites(request, course, province) if _has_room(site)]
    figures = queries.readiness(course, request.scope).provinces.get(province, Figures())
    shown = {"course": course, "province": province, "name": name, "chosen": chosen, **_choices(figures, len(chosen))}
    return render(request, "planning/slip_choice.html", shown)


def course_slips(request: OfficeRequest, code: str) -> HttpResponse:
    """New slips of the hosts of a course, as far as somebody sees its sites."""
    course = queries.course_of(code)
    if request.method == "POST":
        return _many(request, course, "")
    figures = queries.readiness(course, request.scope).whole
    return render(request, "planning/slip_choice.html", {"course": course, **_choices(figures, 0)})


def _choices(figures: Figures, chosen: int) -> dict[str, object]:
    numbers = {"missing": figures.rooms - figures.slip, "unused": figures.unused, "all": figures.rooms}
    which = {"chosen": chosen, **numbers} if chosen else numbers
    first = next((name for name, number in which.items() if number), "")
    forms = [form for form in _FORMS if form != "page" or max(which.values()) <= _MOST_ON_A_PAGE]
    return {"which": list(which.items()), "first": first, "forms": forms}


def _has_room(site: Site) -> bool:
    return site.joined_to_id is None and not site.not_organised_reason


def _many(request: OfficeRequest, course: Course, province: str) -> HttpResponse:
    """Slips for the sites without one, those whose slip is not used, the chosen ones or all that have a room."""
    which = request.POST.get("which", "")
    if which == "chosen":
        wanted = chosen_sites(request, course, province)
    elif which in {*_WHICH, "all"}:
        rows = queries.site_rows(course, request.scope, province)
        wanted = list(rows.filter(queries.conditions()[_WHICH[which]]) if which in _WHICH else rows)
    else:
        raise Refused("slips.which", 400)
    rooms = [site for site in wanted if _has_room(site)]
    return _issued(request, course, rooms, [DeskRole.HOST], request.POST.get("form", ""))


def _issued(
    request: OfficeRequest, course: Course, sites: list[Site], roles: Sequence[DeskRole], form: str
) -> HttpResponse:
    """The one answer that has the secrets. No store may keep it (base.http.Frame says so of every page)."""
    if form not in _FORMS or (form == "page" and len(sites) * len(roles) > _MOST_ON_A_PAGE):
        raise Refused("slips.form", 400)
    lang = get_language() or "vi"
    issued = actions.issue_site_slips(sites, roles, by=request.user) if sites else []
    names = queries.province_names(course)
    sheets = sheets_of(issued, sites, course, names, queries.helpers(course, sites), request.build_absolute_uri)
    if sheets and form == "pdf":
        files = slips_pdfs(sheets, lang)
        if len(files) > 1:
            return _file(zipped(files), "application/zip", f"phieu-{course.code}.zip")
        return _file(next(iter(files.values())), "application/pdf", f"phieu-{course.code}.pdf")
    if sheets and form == "xlsx":
        return _file(slips_xlsx(sheets, lang), _XLSX, f"phieu-{course.code}.xlsx")
    shown = {"course": course, "slips": [_slip(one, form, lang) for one in sheets], "form": form}
    return render(request, "planning/slips.html", shown)


def _file(content: bytes, kind: str, name: str) -> HttpResponse:
    return HttpResponse(
        content,
        content_type=kind,
        headers={"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"},
    )


def _slip(one: IssuedSheet, form: str, lang: str) -> dict[str, object]:
    svg = ""
    if form == "page":  # a code takes longer than all else of a slip
        code = segno.make(one.sheet.url, error="m", micro=False)
        svg = code.svg_inline(border=2, omitsize=True, svgclass=None, lineclass=None)
    return {"sheet": one.sheet, "site": one.site, "person": one.person, "text": chat_text(one, lang), "svg": svg}


def link(request: OfficeRequest, code: str) -> HttpResponse:
    """A one-time link to a desk, shown once."""
    of = queries.course_of(code)
    role = _role(request.POST.get("role", ""))
    scope = scope_by(request, *_MAY_LINK[role])
    no = request.POST.get("site", "")
    path = actions.link_to_desk(
        of,
        role,
        scope=scope,
        by=request.user,
        site=queries.site_of(of, int(no), scope) if no.isdecimal() else None,
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
