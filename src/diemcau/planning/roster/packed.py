"""The ZIP file around XLSX and ODS, looked at before anything reads it.

What its directory promises is held against limits, and every XML part is searched for what only attacks contain.
"""

import re
import zipfile
import zlib
from io import BytesIO
from typing import IO

from diemcau.base.refused import Refused

ENTRIES = 200
UNPACKED = 100 * 1024 * 1024
RATIO = 100
_SMALL = 64 * 1024  # below it a ratio says nothing
_CHUNK = 1024 * 1024
_ENCRYPTED = 0x1
_METHODS = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}
_XML = re.compile(r".*\.(?:xml|rels|vml)$|mimetype$", re.IGNORECASE)
# Entities are declared in a DOCTYPE, which no office program writes; UTF-16 would hide it.
_ATTACK = re.compile(rb"<!\s*(?:DOCTYPE|ENTITY)|<\x00|\x00<", re.IGNORECASE)
_LONGEST_MARK = 32
_BROKEN = (zipfile.BadZipFile, zipfile.LargeZipFile, EOFError, NotImplementedError, zlib.error, OSError, ValueError)


def look(data: bytes) -> zipfile.ZipFile:
    """A ZIP file that may be read.

    Refuses: roster.damaged, roster.unsafe, roster.password.
    """
    try:
        archive = zipfile.ZipFile(BytesIO(data))
        entries = archive.infolist()
        unpacked = sum(entry.file_size for entry in entries)
        packed = sum(entry.compress_size for entry in entries)
        names = {entry.filename for entry in entries}
        if len(entries) > ENTRIES or unpacked > UNPACKED or packed > len(data) or len(names) < len(entries):
            raise Refused("roster.unsafe", 413)
        for entry in entries:
            _judge(entry)
            if _XML.match(entry.filename):
                with archive.open(entry) as part:
                    _search(part)
    except _BROKEN as error:
        raise Refused("roster.damaged") from error
    return archive


def _judge(entry: zipfile.ZipInfo) -> None:
    if entry.flag_bits & _ENCRYPTED:
        raise Refused("roster.password")
    if entry.compress_type not in _METHODS:
        raise Refused("roster.unsafe")
    if entry.file_size > _SMALL and entry.file_size > RATIO * max(1, entry.compress_size):
        raise Refused("roster.unsafe", 413)


def _search(part: IO[bytes]) -> None:
    """Read a part to its end, which also proves its size and its sum."""
    tail = b""
    while chunk := part.read(_CHUNK):
        if _ATTACK.search(tail + chunk):
            raise Refused("roster.unsafe")
        tail = chunk[-_LONGEST_MARK:]
