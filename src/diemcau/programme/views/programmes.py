"""Programmes as wholes: list, upload with its faults, a programme, new ones and copies, releases, downloads."""

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import get_language

from diemcau.base import clock
from diemcau.base.refused import Refused
from diemcau.base.words import say
from diemcau.people.middleware import OfficeRequest
from diemcau.programme import actions, files, queries
from diemcau.programme.editing import Place, known_as
from diemcau.programme.folder import Reading, read_folder
from diemcau.programme.packing import ENTRIES, UPLOAD, pack, unpack
from diemcau.programme.rules import Change, differences
from diemcau.record.actions import note

WARNINGS = 12  # as many as somebody reads at once; the release says which situations hold more
FOR_EVER = "private, max-age=31536000, immutable"  # a digest names one content only


def lang() -> str:
    """The reader's language."""
    return get_language() or "vi"


def told(changes: list[Change] | None, kind: str = "change") -> list[str]:
    """Changes (or warnings) in the reader's words."""
    return [say(f"office.programme.{kind}.{change.code}", lang(), **change.data) for change in changes or ()]


def _list(request: HttpRequest, reading: Reading | None = None) -> HttpResponse:
    faults = (
        [(fault.file, fault.line, fault.words(lang()), fault.fix(lang())) for fault in reading.faults]
        if reading
        else []
    )
    limits = {"entries": ENTRIES, "megabytes": UPLOAD >> 20}
    shown = {"programmes": queries.all_programmes(), "faults": faults, **limits}
    return render(request, "programme/index.html", shown, status=400 if faults else 200)


def index(request: OfficeRequest) -> HttpResponse:
    """Programmes, and the form for a folder."""
    return _list(request)


def take_in(request: OfficeRequest) -> HttpResponse:
    """Take in a ZIP file, or list everything that is wrong with it."""
    upload = request.FILES.get("zip")
    if upload is None:
        raise Refused("programme.no_file")
    given = unpack(upload.read(UPLOAD + 1), UPLOAD)
    reading = read_folder(given)
    if reading.faults:
        return _list(request, reading)
    programme = actions.import_folder(given, request.user)
    note("programme.imported", f"programme:{programme.pk}", account=request.user, files=len(given))
    messages.success(request, say("office.programme.imported", lang()))
    for repair in reading.repairs:
        messages.info(request, say("office.programme.repaired", lang(), file=repair.file, what=repair.words(lang())))
    for odd in reading.warnings()[:WARNINGS]:
        words = say("office.programme.odd", lang(), file=odd.file, line=odd.line, what=odd.words(lang()))
        messages.warning(request, words)
    return redirect("programme:show", programme.code)


def new(request: OfficeRequest) -> HttpResponse:
    """Begin a programme: empty, or with what another one holds (`tu`: its code, `ban`: a release, 0 the draft)."""
    asked = request.POST if request.method == "POST" else request.GET
    of, version = asked.get("tu", ""), asked.get("ban", "0")
    like = queries.version_of(queries.programme_of(of), int(version) if version.isdecimal() else 0) if of else None
    shown = {"like": like, "of": of, "version": version, "code": "", "title": like.title if like else ""}
    if request.method == "POST":
        shown |= {"code": request.POST.get("code", "").strip(), "title": request.POST.get("title", "")}
        try:
            programme = actions.new_programme(str(shown["code"]), str(shown["title"]), request.user, like)
        except Refused as refused:
            field = "title" if refused.code == "programme.no_title" else "code"
            shown |= {"error": say(f"refused.{refused.code}", lang(), **refused.data), "wrong": field}
            return render(request, "programme/new.html", shown, status=refused.status)
        messages.success(request, say("office.programme.made", lang()))
        return redirect("programme:show", programme.code)
    return render(request, "programme/new.html", shown)


def show(request: OfficeRequest, code: str) -> HttpResponse:
    """A programme: its draft, its topics, its releases, what the draft changes."""
    overview = queries.overview(code)
    last = overview.releases[0].version if overview.releases else 0
    topics = [(topic, known_as(overview.draft, Place(topic.no))) for topic in overview.draft.topics]
    shown = {"overview": overview, "changes": told(overview.changes), "last": last, "next": last + 1, "topics": topics}
    return render(request, "programme/show.html", shown)


def release(request: OfficeRequest, code: str) -> HttpResponse:
    """What to look at before a release, and the release."""
    programme = queries.programme_of(code)
    if request.method == "POST":
        released = actions.release(programme, request.POST.get("notes", ""), clock.now())
        note("programme.released", f"programme:{programme.pk}", account=request.user, version=released.version)
        messages.success(request, say("office.programme.released", lang(), version=released.version))
        return redirect("programme:show", code)
    overview = queries.overview(code)
    shown = {
        "overview": overview,
        "next": (overview.releases[0].version if overview.releases else 0) + 1,
        "changes": told(overview.changes),
        "warnings": told(queries.look_over(overview.draft), "warning"),
        "minutes": sum(topic.minutes for topic in overview.draft.topics),
    }
    return render(request, "programme/release.html", shown)


def compare(request: OfficeRequest, code: str) -> HttpResponse:
    """What differs between two versions; 0 is the draft."""
    programme = queries.programme_of(code)
    versions = [release.version for release in queries.releases_of(programme)]
    asked = [int(words) if (words := request.GET.get(name, "")).isdecimal() else -1 for name in ("tu", "den")]
    usual = [versions[0] if versions else 0, 0]
    old, new_one = (mine if mine in {0, *versions} else given for mine, given in zip(asked, usual, strict=True))
    found = differences(queries.version_of(programme, old), queries.version_of(programme, new_one))
    shown = {"programme": programme, "versions": [*versions, 0], "old": old, "new": new_one, "changes": told(found)}
    return render(request, "programme/compare.html", shown)


def download(request: OfficeRequest, code: str, version: int = 0) -> HttpResponse:
    """The folder of the draft or of a release as a ZIP file."""
    given = queries.export_folder(queries.programme_of(code), version)
    name = f"{code}-v{version}.zip" if version else f"{code}.zip"
    answer = HttpResponse(pack(given), content_type="application/zip")
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def picture(request: OfficeRequest, digest: str, page: int) -> HttpResponseBase:
    """The picture of a page of slides, for people of the office."""
    path = files.path_of(digest, page)
    if path is None or not page:
        raise Http404
    return FileResponse(path.open("rb"), content_type="image/png", headers={"Cache-Control": FOR_EVER})


def file(request: OfficeRequest, digest: str) -> HttpResponseBase:
    """A PDF file of slides or for learners, always saved and never opened in our own pages."""
    path = files.path_of(digest)
    if path is None:
        raise Http404
    return FileResponse(path.open("rb"), as_attachment=True, filename=f"{digest[:12]}.pdf")
