"""`convert`: a file of slides becomes pictures and words. The only door to the child process and to LibreOffice."""

import os
import shutil
import signal
import subprocess
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

import msgspec

from diemcau.base.child import ask_child
from diemcau.base.refused import Refused
from diemcau.programme.content import PDF
from diemcau.programme.decks.child import Answer, Page

BYTES = 50 * 1024 * 1024
PATIENCE = 300  # seconds for a PDF file; the child's own limits are below
OFFICE_PATIENCE = 110  # seconds for LibreOffice; its first start takes twenty
UNPACKED = 500 * 1024 * 1024  # bytes that a PPTX file may hold
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


@dataclass(frozen=True)
class Drawn:
    """A deck that was drawn: the PDF file itself, words of its pages, and a folder with 1.png, 2.png and so on."""

    pdf: bytes
    pages: list[Page]
    folder: Path


@contextmanager
def convert(raw: bytes) -> Iterator[Drawn]:
    """Draw a PDF or PPTX file in a folder that is gone afterwards.

    Refuses: slides.large_file, slides.no_file, slides.type, slides.password, slides.damaged, slides.pages,
    slides.heavy, slides.no_office, slides.office_failed.
    """
    if not raw:
        raise Refused("slides.no_file")
    if len(raw) > BYTES:
        raise Refused("slides.large_file", 413, megabytes=BYTES >> 20)
    with tempfile.TemporaryDirectory(prefix="diemcau-slides-") as place:
        pdf = raw if raw.startswith(PDF) else _by_office(raw, Path(place))
        folder = Path(place) / "pages"
        folder.mkdir()
        yield Drawn(pdf, _draw(pdf, folder), folder)


def has_office() -> bool:
    """Whether this machine can read PPTX files."""
    return shutil.which("soffice") is not None


def _draw(pdf: bytes, folder: Path) -> list[Page]:
    said = ask_child("diemcau.programme.decks.child", pdf, str(folder), patience=PATIENCE, refusals="slides")
    answer = msgspec.msgpack.decode(said, type=Answer)
    if answer.refused:
        raise Refused(answer.refused, answer.status, **answer.data)
    return answer.pages


def _by_office(raw: bytes, place: Path) -> bytes:
    """A PDF file of a PPTX file, by LibreOffice with a profile of its own."""
    _judge(raw)
    if not has_office():
        raise Refused("slides.no_office", 415)
    (place / "slide.pptx").write_bytes(raw)
    command = ["soffice", f"-env:UserInstallation=file://{place}/profile", "--headless", "--norestore"]
    command += ["--convert-to", "pdf", "--outdir", str(place), str(place / "slide.pptx")]
    quiet = subprocess.DEVNULL
    # In a session of its own: LibreOffice starts another process, which must end with it.
    with subprocess.Popen(command, stdin=quiet, stdout=quiet, stderr=quiet, start_new_session=True) as office:
        try:
            office.wait(OFFICE_PATIENCE)
        except subprocess.TimeoutExpired as error:
            raise Refused("slides.heavy", 413) from error
        finally:
            if office.poll() is None:
                os.killpg(office.pid, signal.SIGKILL)
    made = place / "slide.pdf"
    if not made.is_file():  # it opens no presentations, or not this one
        raise Refused("slides.office_failed", 415)
    if made.stat().st_size > BYTES:
        raise Refused("slides.large_file", 413, megabytes=BYTES >> 20)
    return made.read_bytes()


def _judge(raw: bytes) -> None:
    """Refuse what is no PPTX file, before LibreOffice sees it."""
    if raw.startswith(_OLE):  # an encrypted PPTX file lies in an old container; so does PowerPoint before 2007
        name = "EncryptedPackage".encode("utf-16-le")
        raise Refused("slides.password" if name in raw else "slides.type")
    try:
        with zipfile.ZipFile(BytesIO(raw)) as archive:
            entries = archive.infolist()
    except (zipfile.BadZipFile, zipfile.LargeZipFile, ValueError, NotImplementedError, EOFError) as error:
        raise Refused("slides.damaged" if raw.startswith(b"PK") else "slides.type") from error
    if "ppt/presentation.xml" not in {entry.filename for entry in entries}:
        raise Refused("slides.type")
    if sum(entry.file_size for entry in entries) > UNPACKED:
        raise Refused("slides.heavy", 413)
