"""Pages of the class file: of a course, of a province, of a site; documents; what was handed in."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import get_language

from diemcau.base.refused import Refused
from diemcau.base.words import say
from diemcau.people.middleware import OfficeRequest, holds
from diemcau.people.rules import OfficeRole
from diemcau.planning import queries
from diemcau.planning.actions import class_file as actions
from diemcau.planning.documents.rules.types import BYTES, CONTENT_TYPES, DocumentType
from diemcau.planning.forms.class_file import DocumentForm, TakeBackForm
from diemcau.planning.models import ClassDocument, Course, Site, Sitting
from diemcau.planning.papers.kinds import CoursePaper, DocumentKind, PaperKind
from diemcau.planning.queries import class_file as files
from diemcau.units.rules import Scope


def lang() -> str:
    """The reader's language."""
    return "en" if get_language() == "en" else "vi"


def may_change(request: OfficeRequest) -> bool:
    """Whether the reader brings documents at all; where, the scope says."""
    return holds(request, OfficeRole.ORGANISER, OfficeRole.PROVINCE)


def course(request: OfficeRequest, code: str) -> HttpResponse:
    """The class file of a course; POST brings a document of the centre."""
    page = files.course_file(code, request.scope, request.GET, lang())
    form = _form(request, [])
    if request.method == "POST" and form.is_valid() and _kept(request, page.course, form, request.scope):
        return redirect("planning:class_file", code)
    shown = {
        "page": page,
        "course": page.course,
        "form": form,
        "papers": [paper.value for paper in CoursePaper],
        "may_change": request.scope.whole and holds(request, OfficeRole.ORGANISER),
    }
    return render(request, "planning/class_file.html", shown, status=_status(form))


def province(request: OfficeRequest, code: str, province: str) -> HttpResponse:
    """A province's part; POST brings a document of the province itself."""
    page = files.province_file(code, province, request.scope, request.GET, lang())
    form = _form(request, [])
    added = request.method == "POST" and form.is_valid()
    if added and _kept(request, page.course, form, request.scope, province=province):
        return redirect("planning:class_file_province", code, province)
    shown = {
        "page": page,
        "course": page.course,
        "form": form,
        "papers": [kind.value for kind in PaperKind],
        "own": request.scope.covers(province, province),
        "may_change": may_change(request),
    }
    return render(request, "planning/class_file_province.html", shown, status=_status(form))


def site(request: OfficeRequest, code: str, no: int) -> HttpResponse:
    """A site's part: papers to print, documents, state; POST brings a document of the site."""
    page = files.site_file(code, no, request.scope)
    sittings = [line.sitting for line in page.sittings]
    form = _form(request, sittings)
    added = request.method == "POST" and form.is_valid()
    if added and _kept(request, page.course, form, request.scope, site=page.site, sittings=sittings):
        return redirect("planning:class_file_site", code, no)
    return _site_page(request, page, form, TakeBackForm())


def _site_page(
    request: OfficeRequest, page: files.SiteFilePage, form: DocumentForm, back: TakeBackForm
) -> HttpResponse:
    shown = {
        "page": page,
        "course": page.course,
        "site": page.site,
        "form": form,
        "back": back,
        "may_change": may_change(request),
    }
    return render(request, "planning/class_file_site.html", shown, status=_status(form, back))


def _status(*forms: DocumentForm | TakeBackForm) -> int:
    return 400 if any(form.errors for form in forms) else 200


def _form(request: HttpRequest, sittings: list[Sitting]) -> DocumentForm:
    if request.method == "POST":
        return DocumentForm(request.POST, request.FILES, sittings=sittings)
    return DocumentForm(sittings=sittings, initial={"sitting": request.GET.get("buoi", "")})


def _kept(
    request: OfficeRequest,
    course: Course,
    form: DocumentForm,
    scope: Scope,
    *,
    site: Site | None = None,
    province: str = "",
    sittings: list[Sitting] | None = None,
) -> bool:
    """Whether the document of a form was kept; its refusal is shown beside the file."""
    typed, file = form.cleaned_data, form.cleaned_data["file"]
    sitting = next((one for one in sittings or [] if str(one.no) == typed.get("sitting")), None)
    kind = DocumentKind(typed["kind"])
    title = typed["title"] or say(f"office.document.kind.{kind}", "vi")
    if sitting is not None and not typed["title"]:
        title = f"{title} – {queries.sitting_title(sitting)}"
    try:
        if file.size > BYTES:
            raise Refused("document.large", 413, megabytes=BYTES >> 20)
        new = actions.NewDocument(
            kind=kind,
            title=title,
            data=file.read(),
            name=file.name,
            number=typed["number"],
            dated=typed["dated"],
            sitting=sitting if kind is DocumentKind.SIGNED else None,
        )
        _, cleaned = actions.add_document(course, new, by=request.user, scope=scope, site=site, province=province)
    except Refused as no:
        if no.status == 404:
            raise
        form.add_error("file", say(f"refused.{no.code}", lang(), **no.data))
        return False
    messages.success(request, say("office.document.added_clean" if cleaned else "office.document.added", lang()))
    return True


def document(request: OfficeRequest, code: str, number: int) -> HttpResponse:
    """The file of a document, always as a download: nothing that somebody brought is shown inside our pages."""
    found = files.document_of(code, number, request.scope)
    path = files.document_path(found.digest)
    if not path.is_file():
        raise Refused("document.gone", 404)
    answer = HttpResponse(path.read_bytes(), content_type=CONTENT_TYPES[DocumentType(found.type)])
    answer.headers["Content-Disposition"] = content_disposition_header(True, found.name)
    answer.headers["X-Content-Type-Options"] = "nosniff"
    answer.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return answer


def remove(request: OfficeRequest, code: str, number: int) -> HttpResponse:
    """Take a document out."""
    found = files.document_of(code, number, request.scope)
    actions.remove_document(found, by=request.user, scope=request.scope)
    messages.success(request, say("office.document.removed", lang()))
    return _back_to(code, found)


def _back_to(code: str, document: ClassDocument) -> HttpResponse:
    if document.site is not None:
        return redirect("planning:class_file_site", code, document.site.no)
    if document.unit_id == "00":
        return redirect("planning:class_file", code)
    return redirect("planning:class_file_province", code, document.unit_id)


def hand_in(request: OfficeRequest, code: str, no: int) -> HttpResponse:
    """Say that a site's part is whole."""
    actions.hand_in(queries.site_of(queries.course_of(code), no, request.scope), by=request.user)
    messages.success(request, say("office.class_file.done", lang()))
    return redirect("planning:class_file_site", code, no)


def take_back(request: OfficeRequest, code: str, no: int) -> HttpResponse:
    """Open a part again."""
    page = files.site_file(code, no, request.scope)
    form = TakeBackForm(request.POST)
    if not form.is_valid():
        return _site_page(request, page, DocumentForm(sittings=[line.sitting for line in page.sittings]), form)
    actions.take_back(page.site, form.cleaned_data["reason"], by=request.user)
    messages.success(request, say("office.class_file.reopened", lang()))
    return redirect("planning:class_file_site", code, no)
