"""Which documents are taken, and how each is told by its first bytes. Pure."""

from enum import StrEnum

from diemcau.base.refused import Refused
from diemcau.planning.documents.rules.pictures import PNG_HEAD

BYTES = 20 * 1024 * 1024


class DocumentType(StrEnum):
    """A type, by the ending of its files."""

    PDF = "pdf"
    DOCX = "docx"
    XLSX = "xlsx"
    JPG = "jpg"
    PNG = "png"


_OOXML = "application/vnd.openxmlformats-officedocument"
CONTENT_TYPES = {
    DocumentType.PDF: "application/pdf",
    DocumentType.DOCX: f"{_OOXML}.wordprocessingml.document",
    DocumentType.XLSX: f"{_OOXML}.spreadsheetml.sheet",
    DocumentType.JPG: "image/jpeg",
    DocumentType.PNG: "image/png",
}
# What must lie in the package of each, and what must not: programs.
MAIN_PARTS = {DocumentType.DOCX: "word/document.xml", DocumentType.XLSX: "xl/workbook.xml"}
PROGRAMS = ("vbaproject.bin", "vbadata.xml")


def by_first_bytes(data: bytes) -> DocumentType | None:
    """The type, whatever the file is called; None for a package, whose parts tell.

    Refuses: document.empty, document.large, document.type.
    """
    if not data:
        raise Refused("document.empty", 400)
    if len(data) > BYTES:
        raise Refused("document.large", 413, megabytes=BYTES >> 20)
    if data.startswith(b"%PDF-"):
        return DocumentType.PDF
    if data.startswith(b"\xff\xd8\xff"):
        return DocumentType.JPG
    if data.startswith(PNG_HEAD):
        return DocumentType.PNG
    if data.startswith(b"PK\x03\x04"):
        return None
    raise Refused("document.type", 415)


def by_parts(names: list[str]) -> DocumentType:
    """The type of a package by the names of its parts.

    Refuses: document.type, document.programs.
    """
    found = [kind for kind, part in MAIN_PARTS.items() if part in names]
    if "[Content_Types].xml" not in names or len(found) != 1:
        raise Refused("document.type", 415)
    if any(name.lower().endswith(PROGRAMS) for name in names):
        raise Refused("document.programs", 415)
    return found[0]
