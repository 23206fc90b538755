"""The child process of a conversion: it limits itself, reads a PDF file and writes pictures of its pages.

Started by `converting` only, in an empty folder of its own that the pictures go into: 1.png, 2.png, … Memory, time
and files are limited before anything of the file is touched. What it found goes to its output as msgpack.
"""

import resource
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import msgspec
from msgspec import Struct

from diemcau.base.refused import Refused
from diemcau.programme.content import PDF, SLIDES
from diemcau.programme.decks import png
from diemcau.programme.decks.wording import words_of

MEMORY = 1024 * 1024 * 1024
PICTURE = 16 * 1024 * 1024  # bytes of one
SECONDS = 240  # of processor time, for 200 heavy pages
SIDE = 1600  # pixels of the longer side: a hall screen is 1920 wide, a line is thin
THREADS = 2  # that pack pictures while the next page is drawn
WAITING = 4  # pages that may wait for them: 8 MB each


class Page(Struct, frozen=True):
    """Words of a page: a title ("" for none) and a few lines."""

    title: str = ""
    lines: tuple[str, ...] = ()


class Answer(Struct):
    """What came of it: pages, or a refusal."""

    pages: list[Page] = []
    refused: str = ""
    status: int = 0
    data: dict[str, str | int] = {}


def run(raw: bytes, folder: Path) -> Answer:
    """Draw all pages into a folder; a refusal is an answer."""
    try:
        return Answer(_draw(raw, folder))
    except Refused as refused:
        return Answer(refused=refused.code, status=refused.status, data=refused.data)
    except MemoryError:
        return Answer(refused="slides.heavy", status=413)


def _draw(raw: bytes, folder: Path) -> list[Page]:
    import pypdfium2

    if not raw.startswith(PDF):
        raise Refused("slides.type")
    try:
        document = pypdfium2.PdfDocument(raw)
    except pypdfium2.PdfiumError as error:
        # The library says what happened in words only.
        raise Refused("slides.password" if "password" in str(error).lower() else "slides.damaged") from error
    if len(document) > SLIDES:
        raise Refused("slides.pages", 413, pages=len(document), limit=SLIDES)
    pages = []
    with ThreadPoolExecutor(THREADS) as pool:
        packing = []
        for number in range(len(document)):
            try:
                page = document[number]
                width, height = page.get_size()
                bitmap = page.render(scale=SIDE / max(width, height, 1), rev_byteorder=True)
                pages.append(Page(*words_of(page.get_textpage().get_text_bounded())))
            except pypdfium2.PdfiumError as error:
                raise Refused("slides.damaged") from error
            pixels = _rgb(bytes(bitmap.buffer), bitmap.width, bitmap.height, bitmap.stride, bitmap.n_channels)
            packing.append(pool.submit(_pack, folder / f"{number + 1}.png", pixels, bitmap.width, bitmap.height))
            bitmap.close()
            page.close()
            if number >= WAITING:
                packing[number - WAITING].result()
        for job in packing:
            job.result()
    return pages


def _rgb(raw: bytes, width: int, height: int, stride: int, channels: int) -> bytes:
    """Rows of RGB, without what stands at the end of each row or beside each pixel."""
    if channels == 1:
        raw, stride = b"".join(bytes([one]) * 3 for one in raw), stride * 3
    elif channels == 4:
        kept = bytearray(len(raw) // 4 * 3)
        for place in range(3):
            kept[place::3] = raw[place::4]
        raw, stride = bytes(kept), stride // 4 * 3
    row = width * 3
    return raw if stride == row else b"".join(raw[start : start + row] for start in range(0, stride * height, stride))


def _pack(path: Path, pixels: bytes, width: int, height: int) -> None:
    path.write_bytes(png.encode(pixels, width, height))


def limit() -> None:
    """Take memory, time, files and the dump of a crash from this process."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS + 5))
    resource.setrlimit(resource.RLIMIT_FSIZE, (PICTURE, PICTURE))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def main() -> None:
    """Do the task of the input in the folder of the first argument."""
    limit()
    answer = run(sys.stdin.buffer.read(), Path(sys.argv[1]))
    sys.stdout.buffer.write(msgspec.msgpack.encode(answer))


if __name__ == "__main__":
    main()
