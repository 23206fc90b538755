"""The child process that looks into a document: it limits itself before it touches a byte. Started by `checking`."""

import io
import resource
import sys
import zipfile

import msgspec
from msgspec import Struct

from diemcau.base.refused import Refused
from diemcau.planning.documents.rules.pictures import bare_jpeg, bare_png
from diemcau.planning.documents.rules.types import DocumentType, by_first_bytes, by_parts

MEMORY = 512 * 1024 * 1024
SECONDS = 5  # of processor time
UNPACKED = 200 * 1024 * 1024  # bytes of all parts of a package, as its directory says
PARTS = 5000
PAGES = 2000


class Looked(Struct):
    """What a document is, and its bytes as they are kept; or a refusal. `cleaned`: something was taken out."""

    kind: str = ""
    data: bytes = b""
    cleaned: bool = False
    refused: str = ""
    status: int = 0
    detail: dict[str, str | int] = {}


def look(data: bytes) -> Looked:
    """Judge and clean; a refusal is an answer."""
    try:
        kind = by_first_bytes(data) or _package(data)
        kept = data
        if kind is DocumentType.PDF:
            _pages(data)
        elif kind is DocumentType.JPG:
            kept = bare_jpeg(data)
        elif kind is DocumentType.PNG:
            kept = bare_png(data)
        return Looked(kind, kept, kept != data)
    except Refused as refused:
        return Looked(refused=refused.code, status=refused.status, detail=refused.data)
    except MemoryError:
        return Looked(refused="document.heavy", status=413)


def _package(data: bytes) -> DocumentType:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            parts = package.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError) as error:
        raise Refused("document.damaged", 400) from error
    if len(parts) > PARTS or sum(part.file_size for part in parts) > UNPACKED:
        raise Refused("document.heavy", 413)
    if any(part.flag_bits & 1 for part in parts):
        raise Refused("document.password", 400)
    return by_parts([part.filename for part in parts])


def _pages(data: bytes) -> None:
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        locked = "password" in str(error).lower() or "security" in str(error).lower()
        raise Refused("document.password" if locked else "document.damaged", 400) from error
    try:
        if not 1 <= len(document) <= PAGES:
            raise Refused("document.heavy" if len(document) else "document.damaged", 400)
    finally:
        document.close()


def main() -> None:
    """Look at the input."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    sys.stdout.buffer.write(msgspec.msgpack.encode(look(sys.stdin.buffer.read())))


if __name__ == "__main__":
    main()
