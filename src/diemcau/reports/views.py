"""Pages of papers: lists, a paper on the screen, a figure opened into its rows, downloads, making them."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.safestring import mark_safe
from django.utils.translation import get_language

from diemcau.base.listing import Choice, Listing
from diemcau.base.refused import Refused
from diemcau.base.text import clean
from diemcau.base.words import say
from diemcau.people.middleware import OfficeRequest
from diemcau.planning.models import Course
from diemcau.reports import jobs, pages, rolls
from diemcau.reports.models import KINDS
from diemcau.units.rules import Level, Scope, level_of

ROWS = 50
TYPES = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
    "md": "text/markdown; charset=utf-8",
}


def _lang() -> str:
    return "en" if get_language() == "en" else "vi"


def index(request: OfficeRequest) -> HttpResponse:
    """Courses with their papers."""
    return render(request, "reports/index.html", {"courses": pages.courses(request.scope)})


def course(request: OfficeRequest, code: str) -> HttpResponse:
    """Papers of a course."""
    page = pages.course_page(code, request.scope)
    # Both orders are those of the alphabet: centre, province, site; report, then the news of the opening and the end.
    by_unit = "level", "unit", "-kind"
    kinds = [(kind, say(f"office.papers.kind.{kind}", _lang()), {"kind": kind}) for kind in KINDS]
    listing = Listing(
        page.papers,
        request.GET,
        search=("fold", "unit__pk"),
        orders={"don-vi": by_unit, "luc": ("created_at", *by_unit)},
        choices=[Choice("loai", say("office.papers.paper", _lang()), kinds)],
    )
    shown = {
        "page": page,
        "course": page.course,
        "listing": listing,
        "lines": pages.named(listing.rows, page.course.starts_on),
    }
    return render(request, "reports/course.html", shown)


def paper(request: OfficeRequest, number: int) -> HttpResponse:
    """A paper as a page; its fragment was escaped when it was made."""
    found = pages.paper_of(number, request.scope)
    fragment = pages.file_of(found, f"{_lang()}.html").read_text(encoding="utf-8")
    files = [name for name in found.files if name in TYPES]
    shown = {"paper": found, "fragment": mark_safe(fragment), "files": files, "newer": pages.newer(found)}  # noqa: S308
    return render(request, "reports/paper.html", shown)


def download(request: OfficeRequest, number: int, name: str) -> HttpResponse:
    """A file of a paper."""
    if name not in TYPES:
        raise Refused("reports.no_file", 404)
    path = pages.file_of(pages.paper_of(number, request.scope), name)
    answer = HttpResponse(path.read_bytes(), content_type=TYPES[name])
    answer.headers["Content-Disposition"] = f'attachment; filename="{path.name}"'
    return answer


def figure(request: OfficeRequest, number: int, key: str) -> HttpResponse:
    """A figure with its rows, or the data behind a sentence."""
    found = pages.paper_of(number, request.scope)
    if key.startswith("data."):
        data = pages.data_page(found, key, request.scope, _lang())
        return render(request, "reports/data.html", {"page": data, "paper": found})
    page = pages.Opening(found, request.scope, _lang()).figure(key, request.GET.get("o", ""))
    rows = Paginator(page.rows, ROWS).get_page(request.GET.get("trang"))
    unit = say(f"paper.unit.{page.unit}", _lang())
    return render(request, "reports/figure.html", {"page": page, "paper": found, "rows": rows, "unit": unit})


def roll(request: OfficeRequest, code: str, no: int, site: int) -> HttpResponse:
    """The filled roll of a site in a sitting."""
    data, name = rolls.roll(code, no, site, request.scope, _lang())
    answer = HttpResponse(data, content_type=TYPES["pdf"])
    answer.headers["Content-Disposition"] = f'inline; filename="{name}"'
    return answer


def _provinces(scope: Scope) -> list[str] | None:
    """Provinces whose papers somebody may make: all for the centre."""
    return None if scope.whole else sorted(scope.provinces)


def make(request: OfficeRequest, code: str) -> HttpResponse:
    """Have the worker settle what was closed and make the papers of the centre and the provinces in scope."""
    made = pages.course_page(code, request.scope).course
    jobs.make_papers.enqueue(made.pk, request.scope.whole, _provinces(request.scope), [], None)
    messages.success(request, say("office.papers.queued", _lang()))
    return redirect("reports:course", code)


def _own_unit(request: HttpRequest, course: Course, scope: Scope) -> str:
    """The unit of a form, when it lies in the scope. Refuses: reports.no_place."""
    unit = request.POST.get("unit", "").strip()
    try:
        level = level_of(unit)
    except Refused:
        raise Refused("reports.no_place", 404, unit=unit) from None
    if level is Level.CENTRE or not pages.has_place(course, unit, scope):
        raise Refused("reports.no_place", 404, unit=unit)
    return unit


def make_site(request: OfficeRequest, code: str) -> HttpResponse:
    """Have the worker make the report and the news briefs of a site, with what the data does not have."""
    made = pages.course_page(code, request.scope).course
    unit = _own_unit(request, made, request.scope)
    fields = {name: clean(request.POST.get(name, ""))[:500] for name in ("next_steps", "byline", "publisher")}
    jobs.make_papers.enqueue(made.pk, False, [], [unit], fields)
    messages.success(request, say("office.papers.queued", _lang()))
    return redirect("reports:course", code)
