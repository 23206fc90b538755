"""Learners of a course: rosters that were sent in, empty forms and lists to take away, and who is enrolled."""

import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import quote

from django.db.models import Q
from django.http import Http404, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language

from diemcau.base.listing import ORDER, Choice, Listing
from diemcau.base.words import say
from diemcau.people.middleware import OfficeRequest
from diemcau.people.rules import Group
from diemcau.planning import queries
from diemcau.planning.actions import rosters as actions
from diemcau.planning.forms.rosters import RosterForm
from diemcau.planning.models import Course, RosterFile, Site
from diemcau.planning.queries import rosters as lists
from diemcau.planning.roster import jobs
from diemcau.planning.roster.rules.states import FileState
from diemcau.planning.roster.writing import form_xlsx, list_xlsx
from diemcau.planning.rules import ClassRole
from diemcau.units.queries import versions_on
from diemcau.units.rules import CENTRE

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_AT_ONCE = 20_000  # bytes: a file of some 200 people is read while its sender waits


class _Place:
    """What the address narrows the page to: ?diem-cau= one site, ?tinh= one province, or all that is one's own."""

    def __init__(self, request: OfficeRequest, course: Course) -> None:
        no, province = request.GET.get("diem-cau", ""), request.GET.get("tinh", "")
        self.course = course
        self.site: Site | None = None
        if no:
            self.site = queries.site_of(course, int(no) if no.isdecimal() else 0, request.scope)
        self.provinces = queries.province_names(course)
        if province and (province not in {*self.provinces, CENTRE} or not request.scope.covers(province, province)):
            raise Http404
        self.province = "" if self.site else province
        self.query = f"?diem-cau={self.site.no}" if self.site else f"?tinh={province}" if province else ""

    @property
    def name(self) -> str:
        """The site or the province, "" for all."""
        if self.site:
            return self.site.name[:1].upper() + self.site.name[1:]
        if self.province == CENTRE:
            return _say("office.course.centre")
        return self.provinces.get(self.province, "")

    def targets(self, request: OfficeRequest) -> list[tuple[str, str]]:
        """Units that files may be sent in for, the first being the likeliest."""
        if self.site:
            return [(self.site.unit_id, self.site.name)]
        if self.province and self.province != CENTRE:
            return [(self.province, self.provinces[self.province])]
        own = [(code, name) for code, name in self.provinces.items() if request.scope.covers(code, code)]
        return [(CENTRE, _say("office.rosters.country")), *own] if request.scope.whole else own


def _say(key: str, **data: object) -> str:
    return say(key, get_language() or "vi", **data)


def rosters(request: OfficeRequest, code: str) -> HttpResponse:
    """The page of learners; POST sends files in."""
    course = queries.course_of(code)
    place = _Place(request, course)
    targets = place.targets(request)
    form = RosterForm(request.POST, request.FILES, targets=targets) if request.method == "POST" else None
    if form is not None and form.is_valid():
        return _take_in(request, place, form)
    by_name = request.GET.get(ORDER, "").removeprefix("-") == "ten"
    rows = lists.enrolled_of(course, request.scope, place.province, place.site, by_name=by_name)
    roles = [(role.value, _say(f"class_role.{role.value}"), Q(role=role.value)) for role in ClassRole]
    groups = [(group.value, _say(f"group.{group.value}"), Q(group=group.value)) for group in Group]
    listing = Listing(
        rows.select_related("person", "site", "counting_post"),
        request.GET,
        search=("person__fold",),
        orders={
            "dong": ("site__place", "site__no", "no"),
            "ten": ("person__sort_key",),
        },
        choices=[
            Choice("nhom", _say("office.person.group"), groups),
            Choice("vai", _say("office.person.role"), roles),
        ],
    )
    files = lists.files_of(course, request.scope, place.province, place.site)
    shown = {
        "course": course,
        "place": place,
        "form": form or RosterForm(targets=targets) if targets else None,
        "files": files,
        "listing": listing,
        "open": lists.open_sittings(course),
        "names": place.provinces,
        "now": _progress(files),
    }
    return render(request, "planning/rosters.html", shown, status=400 if form is not None else 200)


def progress(request: OfficeRequest, code: str) -> HttpResponse:
    """The table of files by itself, asked for again and again while some are being read or applied."""
    course = queries.course_of(code)
    place = _Place(request, course)
    files = lists.files_of(course, request.scope, place.province, place.site)
    shown = {"course": course, "place": place, "files": files, "names": place.provinces}
    return render(request, "planning/rosters_files.html", shown | {"now": _progress(files)})


@dataclass(frozen=True)
class _Progress:
    """How far the newest batch is; and the files that may be applied without a question."""

    busy: bool
    applying: bool
    total: int
    done: int
    rows: int
    clear: list[RosterFile]

    @property
    def clear_rows(self) -> int:
        """Changes of the clear files."""
        return sum(_deeds(file) for file in self.clear)


def _deeds(file: RosterFile) -> int:
    return int(file.counts["add"] + file.counts["change"])


def _progress(files: list[RosterFile]) -> _Progress:
    busy = {FileState.READING, FileState.APPLYING}
    batches = {file.batch for file in files if file.state in busy}
    together = [file for file in files if file.batch in batches]
    done = [file for file in together if file.state not in busy]
    return _Progress(
        bool(batches),
        any(file.state == FileState.APPLYING for file in together),
        len(together),
        len(done),
        sum(file.counts.get("rows", 0) for file in done),
        [file for file in files if file.state == FileState.READY and not file.counts["asks"] and _deeds(file)],
    )


def _take_in(request: OfficeRequest, place: _Place, form: RosterForm) -> HttpResponse:
    uploads = [actions.Upload(file.name or "", file.read()) for file in form.uploads]
    unit = form.cleaned_data["unit"]
    files = actions.take_in(place.course, uploads, unit=unit, site=place.site, by=request.user)
    if len(files) == 1 and files[0].size <= _AT_ONCE:
        actions.read_rosters([files[0].pk])
    else:
        jobs.order_reading(files)
    if len(files) == 1:
        return redirect("planning:roster", place.course.code, files[0].pk)
    return redirect(f"{request.path}{place.query}")


def apply_clear(request: OfficeRequest, code: str) -> HttpResponse:
    """Let the worker apply all files in which nothing is asked."""
    course = queries.course_of(code)
    place = _Place(request, course)
    files = lists.files_of(course, request.scope, place.province, place.site)
    if clear := _progress(files).clear:
        jobs.order_applying(clear, request.user, by_protocol=request.POST.get("by_protocol") == "on")
    return redirect(f"{request.path.removesuffix('ghi-tat-ca')}{place.query}")


# --- To take away ----------------------------------------------------------------------------------------------------


def template(request: OfficeRequest, code: str) -> HttpResponse:
    """An empty form with the units of a province or a site filled in."""
    course = queries.course_of(code)
    place = _Place(request, course)
    units = lists.units_to_fill(course, request.scope, place.province, place.site)
    title = say("office.rosters.form.title", course=course.title)
    return _file(form_xlsx(title, units), f"mau-danh-sach-{_slug(place)}.xlsx")


def export(request: OfficeRequest, code: str) -> HttpResponseBase:
    """Who is enrolled: one sheet for a site or a province; for all that is one's own an archive, a file a province."""
    course = queries.course_of(code)
    place = _Place(request, course)
    if place.site or place.province:
        return _file(_list(request, place, place.province), f"danh-sach-{_slug(place)}.xlsx")
    codes = lists.provinces_of_people(course, request.scope)
    if len(codes) == 1:
        return _file(_list(request, place, codes[0]), f"danh-sach-{codes[0]}.xlsx")
    answer = StreamingHttpResponse(_archive(request, place, codes), content_type="application/zip")
    answer.headers["Content-Disposition"] = f'attachment; filename="danh-sach-{course.code}.zip"'
    return answer


def _list(request: OfficeRequest, place: _Place, province: str) -> bytes:
    rows = lists.enrolled_of(place.course, request.scope, province, place.site)
    name = place.name or place.provinces.get(province, _say("office.course.centre"))
    title = say("office.rosters.form.list_title", place=name, course=place.course.title)
    return list_xlsx(title, lists.lines_of(rows, versions_on(place.course.starts_on)))


class _Pipe:
    """Where an archive is written to, and taken from piece by piece; it cannot be gone back in."""

    def __init__(self) -> None:
        self.pieces: list[bytes] = []

    def write(self, data: bytes) -> int:
        """Take a piece."""
        self.pieces.append(bytes(data))
        return len(data)

    def flush(self) -> None:
        """Nothing waits anywhere."""

    def close(self) -> None:
        """Nothing is held."""

    def take(self) -> bytes:
        """All that came since."""
        taken, self.pieces = b"".join(self.pieces), []
        return taken


def _archive(request: OfficeRequest, place: _Place, provinces: list[str]) -> Iterator[bytes]:
    """A ZIP file a province at a time, so that the list of a whole country is never in memory."""
    out = _Pipe()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        for province in provinces:
            archive.writestr(f"danh-sach-{province}.xlsx", _list(request, place, province))
            yield out.take()
    yield out.take()


def _file(data: bytes, name: str, kind: str = _XLSX) -> HttpResponse:
    answer = HttpResponse(data, content_type=kind)
    answer.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}"
    return answer


def _slug(place: _Place) -> str:
    if place.site:
        return f"diem-cau-{place.site.no}"
    return place.province or place.course.code
