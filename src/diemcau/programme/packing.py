"""A folder on its way: as a ZIP file in and out, and read from a disk or from the package."""

import re
import stat
import zipfile
import zlib
from collections.abc import Mapping
from importlib.resources.abc import Traversable
from io import BytesIO
from pathlib import Path

from diemcau.base.refused import Refused
from diemcau.programme.vocabulary import MAIN

# Far above any programme (a demo of nine topics has 50 files and 60 KB, with slides and documents 100 MB), far below
# what would hurt the server. A page takes less: a browser sends it in one piece.
ENTRIES = 1000
BYTES = 300 * 1024 * 1024
UPLOAD = 60 * 1024 * 1024

_SAFE = re.compile(r"(?!/)[^\\:\x00]*", re.DOTALL)
_METHODS = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}
_ENCRYPTED = 0x1


def unpack(packed: bytes, most: int = BYTES) -> dict[str, bytes]:
    """The files of a ZIP file: path → bytes. One folder around everything, as Windows packs it, is taken off.

    `most`: bytes, packed and unpacked.

    Refuses: programme.zip_broken, programme.zip_unsafe (with the entry's name), programme.zip_large.
    """
    if len(packed) > most:
        raise _large(most)
    try:
        with zipfile.ZipFile(BytesIO(packed)) as archive:
            return _without_cover(_read_entries(archive, most))
    # A damaged entry shows itself in any of these.
    except (zipfile.BadZipFile, zipfile.LargeZipFile, EOFError, NotImplementedError, zlib.error) as error:
        raise Refused("programme.zip_broken") from error


def _large(most: int) -> Refused:
    return Refused("programme.zip_large", 413, entries=ENTRIES, megabytes=most >> 20)


def _read_entries(archive: zipfile.ZipFile, most: int) -> dict[str, bytes]:
    entries = [entry for entry in archive.infolist() if not entry.is_dir()]
    if len(archive.infolist()) > ENTRIES:
        raise _large(most)
    files: dict[str, bytes] = {}
    left = most
    for entry in entries:
        _judge(entry, files)
        # What an entry says of its own size is not believed: no more is unpacked than is left.
        with archive.open(entry) as stream:
            files[entry.filename] = stream.read(left + 1)
        left -= len(files[entry.filename])
        if left < 0:
            raise _large(most)
    return files


def _judge(entry: zipfile.ZipInfo, files: Mapping[str, bytes]) -> None:
    name = entry.filename
    plain = _SAFE.fullmatch(name) and ".." not in name.split("/") and name not in files
    file = stat.S_IFMT(entry.external_attr >> 16) in (0, stat.S_IFREG)
    if not plain or not file or entry.flag_bits & _ENCRYPTED or entry.compress_type not in _METHODS:
        raise Refused("programme.zip_unsafe", 400, entry=name)


def _without_cover(files: dict[str, bytes]) -> dict[str, bytes]:
    mains = [path for path in files if path.count("/") == 1 and path.endswith(f"/{MAIN}")]
    if MAIN in files or len(mains) != 1:
        return files
    cover = mains[0].removesuffix(MAIN)
    return {path.removeprefix(cover): raw for path, raw in files.items()}


def pack(files: Mapping[str, bytes]) -> bytes:
    """A ZIP file of a folder; equal folders give equal bytes."""
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for path in sorted(files):
            entry = zipfile.ZipInfo(path)  # dated 1980-01-01
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = (stat.S_IFREG | 0o644) << 16
            archive.writestr(entry, files[path])
    return packed.getvalue()


def read_tree(root: Traversable, under: str = "") -> dict[str, bytes]:
    """The files of a folder on a disk or in a package.

    Refuses: programme.no_folder, programme.zip_large.
    """
    if not root.is_dir():
        raise Refused("programme.no_folder", 404, place=str(root))
    files: dict[str, bytes] = {}
    for entry in sorted(root.iterdir(), key=lambda entry: entry.name):
        if entry.is_dir():
            files |= read_tree(entry, f"{under}{entry.name}/")
        else:
            files[f"{under}{entry.name}"] = entry.read_bytes()
        if len(files) > ENTRIES or sum(map(len, files.values())) > BYTES:
            raise _large(BYTES)
    return files


def write_tree(root: Path, files: Mapping[str, bytes]) -> None:
    """Put a folder on a disk. It must be new or empty, so that nothing of an older one stays among the new files.

    Refuses: programme.folder_not_empty.
    """
    root.mkdir(parents=True, exist_ok=True)
    if any(root.iterdir()):
        raise Refused("programme.folder_not_empty", 409, place=str(root))
    for path, raw in files.items():
        (root / path).parent.mkdir(exist_ok=True)
        (root / path).write_bytes(raw)
