"""One door to the papers of rooms by kind; papers of many rooms are set in parts, so that memory stays small."""

from collections.abc import Iterator, Sequence
from io import BytesIO

import pypdfium2

from diemcau.planning.papers.kinds import PaperKind
from diemcau.planning.papers.leaves import access_pdf, guide_pdf
from diemcau.planning.papers.matter import ClassMatter, HalfDay, RoomMatter
from diemcau.planning.papers.plates import plates_pdf
from diemcau.planning.papers.sheets import sign_in_pdf

AT_ONCE = 400  # people whose papers are set in one go: some 60 MB


def paper_pdf(
    kind: PaperKind, of: ClassMatter, rooms: Sequence[RoomMatter], sittings: Sequence[HalfDay], lang: str = "vi"
) -> bytes:
    """A paper of rooms in the order given; `sittings` (of one day) are for the sign-in sheet."""
    match kind:
        case PaperKind.SIGN_IN:
            return sign_in_pdf(of, rooms, sittings, lang)
        case PaperKind.PLATES:
            return plates_pdf(of, rooms, lang)
        case PaperKind.ACCESS:
            return access_pdf(of, rooms, lang)
        case PaperKind.GUIDE:
            return guide_pdf(of, rooms, lang)


def in_parts(rooms: Sequence[RoomMatter], most: int = AT_ONCE) -> Iterator[list[RoomMatter]]:
    """Rooms in order, as many at a time as have `most` people together, and never none."""
    part: list[RoomMatter] = []
    people = 0
    for room in rooms:
        if part and people + len(room.people) > most:
            yield part
            part, people = [], 0
        part.append(room)
        people += len(room.people)
    if part:
        yield part


def joined(parts: Sequence[bytes]) -> bytes:
    """PDF files one after the other as one."""
    whole = pypdfium2.PdfDocument.new()
    try:
        for data in parts:
            part = pypdfium2.PdfDocument(data)
            try:
                whole.import_pages(part)
            finally:
                part.close()
        out = BytesIO()
        whole.save(out)
        return out.getvalue()
    finally:
        whole.close()
