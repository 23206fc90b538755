"""Many sites of a province changed at once: what, a look at the differences, done."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render

from diemcau.base.http import words_of
from diemcau.base.refused import Refused
from diemcau.people.middleware import OfficeRequest
from diemcau.planning import actions, queries
from diemcau.planning.forms.sites import BulkForm
from diemcau.planning.models import Course, Site
from diemcau.planning.pasting import Named, Pasted, read_contacts
from diemcau.planning.roster.gazette import gazetteer
from diemcau.planning.views.sites import listing_of, told

MOST = 2000  # sites at once; the largest province has 168 communes


def bulk_edit(request: OfficeRequest, code: str, province: str) -> HttpResponse:
    """Choose in the list, say what is to change, look at the differences, let it be done."""
    course = queries.course_of(code)
    name = queries.check_province(course, province, request.scope)
    chosen = chosen_sites(request, course, province)
    shown = {"course": course, "province": province, "name": name, "chosen": chosen}
    if not chosen:
        return render(request, "planning/bulk_sites.html", shown)
    form = BulkForm(request.POST or None)
    shown["form"] = form
    if request.method != "POST" or "sua" in request.POST or not form.is_valid():
        return render(request, "planning/bulk_sites.html", shown, status=400 if form.errors else 200)
    try:
        pasted = read_contacts(form.cleaned_data["hosts"], province, gazetteer()) if form.cleaned_data["hosts"] else []
    except Refused as no:
        form.add_error("hosts", words_of(no))
        return render(request, "planning/bulk_sites.html", shown, status=400)
    hosts, asked = _hosts(course, pasted, chosen)
    edit = form.edit(hosts)
    found = queries.differences(chosen, edit)
    mark = queries.mark_of(found)
    if request.POST.get("lam") == mark and found:
        try:
            number = actions.edit_sites([one.site for one in found], edit, request.user)
        except Refused as no:
            form.add_error(None, words_of(no))
            return render(request, "planning/bulk_sites.html", shown, status=no.status)
        messages.success(request, told("office.bulk.done", number=number))
        return redirect("planning:province", code, province)
    shown |= {"found": found, "asked": asked, "mark": mark, "moved": "lam" in request.POST}
    return render(request, "planning/bulk_preview.html", shown)


def chosen_sites(request: OfficeRequest, course: Course, province: str) -> list[Site]:
    """The sites that were ticked in a list (`site`: their numbers), or all that it shows (`tat-ca`)."""
    asked = request.POST if request.method == "POST" else request.GET
    numbers = [int(no) for no in asked.getlist("site")[:MOST] if no.isascii() and no.isdigit() and len(no) < 10]
    if request.method != "POST" and asked.get("tat-ca"):
        return listing_of(request, course, province, MOST).rows
    return list(queries.site_rows(course, request.scope, province).filter(no__in=numbers)) if numbers else []


def _hosts(course: Course, pasted: list[Pasted], chosen: list[Site]) -> tuple[dict[int, Named], list[Pasted]]:
    """Who is to run which of the chosen sites, and the rows that are asked about."""
    by_unit: dict[str, list[Site]] = {}
    for site in chosen:
        by_unit.setdefault(site.unit_id, []).append(site)
    hosts, asked = {}, []
    for row in pasted:
        mine = by_unit.get(row.unit, [])
        problem = row.problem or {0: "not_chosen", 1: ""}.get(len(mine), "rooms")
        if problem:
            asked.append(_with(row, problem))
        else:
            hosts[mine[0].pk] = row.named
    return hosts, asked


def _with(row: Pasted, problem: str) -> Pasted:
    return Pasted(row.no, row.text, row.unit, row.name, row.phone, row.simulated, problem, row.choices)
