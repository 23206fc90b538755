"""Pages of programmes for the training office: list, upload with its faults, a programme, releases, downloads."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language

from diemcau.base import clock
from diemcau.base.refused import Refused
from diemcau.base.words import say
from diemcau.people.middleware import OfficeRequest
from diemcau.programme import actions, queries
from diemcau.programme.folder import Reading, read_folder
from diemcau.programme.packing import BYTES, ENTRIES, pack, unpack


def _lang() -> str:
    return get_language() or "vi"


def _list(request: HttpRequest, reading: Reading | None = None) -> HttpResponse:
    lang = _lang()
    faults = (
        [(fault.file, fault.line, fault.words(lang), fault.fix(lang)) for fault in reading.faults] if reading else []
    )
    shown = {"programmes": queries.all_programmes(), "faults": faults, "entries": ENTRIES, "megabytes": BYTES >> 20}
    return render(request, "programme/index.html", shown, status=400 if faults else 200)


def index(request: OfficeRequest) -> HttpResponse:
    """Programmes, and the form for a folder."""
    return _list(request)


def take_in(request: OfficeRequest) -> HttpResponse:
    """Take in a ZIP file, or list everything that is wrong with it."""
    upload = request.FILES.get("zip")
    if upload is None:
        raise Refused("programme.no_file")
    files = unpack(upload.read(BYTES + 1))
    reading = read_folder(files)
    if reading.faults:
        return _list(request, reading)
    programme = actions.import_folder(files)
    messages.success(request, say("office.programme.imported", _lang()))
    for repair in reading.repairs:
        words = say("office.programme.repaired", _lang(), file=repair.file, what=repair.words(_lang()))
        messages.info(request, words)
    return redirect("programme:show", programme.code)


def show(request: OfficeRequest, code: str) -> HttpResponse:
    """A programme: its draft, its topics, its releases, what the draft changes."""
    overview = queries.overview(code)
    lang = _lang()
    changes = [say(f"office.programme.change.{change.code}", lang, **change.data) for change in overview.changes or ()]
    last = overview.releases[0].version if overview.releases else 0
    shown = {"overview": overview, "changes": changes, "last": last, "next": last + 1}
    return render(request, "programme/show.html", shown)


def release(request: OfficeRequest, code: str) -> HttpResponse:
    """Freeze the draft."""
    released = actions.release(queries.programme_of(code), request.POST.get("notes", ""), clock.now())
    messages.success(request, say("office.programme.released", _lang(), version=released.version))
    return redirect("programme:show", code)


def download(request: OfficeRequest, code: str, version: int = 0) -> HttpResponse:
    """The folder of the draft or of a release as a ZIP file."""
    files = queries.export_folder(queries.programme_of(code), version)
    name = f"{code}-v{version}.zip" if version else f"{code}.zip"
    answer = HttpResponse(pack(files), content_type="application/zip")
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
