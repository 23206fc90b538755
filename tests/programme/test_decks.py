"""A file of slides becomes pictures and words in a child process; what cannot be drawn is refused in words, soon."""

import struct
import subprocess
import time
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest

from diemcau.base.refused import Refused
from diemcau.base.words import catalogue
from diemcau.programme.decks import converting, png
from diemcau.programme.decks.converting import BYTES, convert, has_office
from diemcau.programme.decks.wording import words_of
from tests.programme.pdfs import LOCKED, SIZE, pdf, zipped


def pixels_of(raw: bytes) -> tuple[int, int, bytes]:
    """Width, height and RGB of a PNG file, read by the book."""
    assert raw[:8] == b"\x89PNG\r\n\x1a\n"
    place, data, size = 8, b"", (0, 0)
    while place < len(raw):
        length, name = struct.unpack_from(">I4s", raw, place)
        body = raw[place + 8 : place + 8 + length]
        assert struct.unpack_from(">I", raw, place + 8 + length)[0] == zlib.crc32(name + body)
        if name == b"IHDR":
            size = struct.unpack_from(">II", body)
        data += body if name == b"IDAT" else b""
        place += 12 + length
    width, height = size
    rows, row = zlib.decompress(data), width * 3
    before, made = bytearray(row), b""
    for start in range(0, len(rows), row + 1):
        line = bytearray(rows[start + 1 : start + 1 + row])
        for at in range(row):
            left = line[at - 3] if at >= 3 else 0
            line[at] = (line[at] + (0, left, before[at])[rows[start]]) % 256
        made, before = made + line, line
    return width, height, made


PAINTINGS: list[Callable[[int, int], tuple[int, int, int]]] = [
    lambda x, y: (7 + x * 0, 8 + y * 0, 9),
    lambda x, y: (x * 9 % 256, y * 5 % 256, (x + y) % 256),
    lambda x, y: (x * y % 251, 0, x * y % 251),
]


@pytest.mark.parametrize("paint", PAINTINGS)
def test_a_picture_comes_back_as_it_was_painted(paint: Callable[[int, int], tuple[int, int, int]]) -> None:
    width, height = 31, 17
    painted = bytes(value for y in range(height) for x in range(width) for value in paint(x, y))
    assert pixels_of(png.encode(painted, width, height)) == (width, height, painted)


def test_a_heavy_picture_loses_only_what_no_projector_shows() -> None:
    width, height = 600, 400
    state, noise = 1, bytearray()
    for _ in range(width * height * 3):
        state = state * 1103515245 + 12345 & 0x7FFFFFFF
        noise.append(state >> 16 & 0xFF)
    made = png.encode(bytes(noise), width, height)
    assert len(made) < 0.75 * len(noise)
    assert max(abs(a - b) for a, b in zip(pixels_of(made)[2], noise, strict=True)) < 8


def test_each_page_becomes_a_picture_and_words() -> None:
    with convert(pdf("Mo dau\nMot\nHai", "Noi dung")) as drawn:
        assert [(page.title, page.lines) for page in drawn.pages] == [("Mo dau", ("Mot", "Hai")), ("Noi dung", ())]
        assert sorted(path.name for path in drawn.folder.iterdir()) == ["1.png", "2.png"]
        width, height, pixels = pixels_of((drawn.folder / "1.png").read_bytes())
        kept = drawn.folder
    assert (width, height) == (1600, 900)
    assert pixels[:3] == bytes((230, 242, 255))  # the ground of the page, in the order red, green, blue
    assert not kept.exists()


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        (b"", "slides.no_file"),
        (b"%PDF-1.4\n" + b"0" * BYTES, "slides.large_file"),
        (b"GIF89a", "slides.type"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 PowerPoint Document", "slides.type"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "slides.password"),
        (LOCKED, "slides.password"),
        (b"%PDF-1.4\nnothing more", "slides.damaged"),
        (pdf(), "slides.damaged"),
        (pdf(*["a"] * 201), "slides.pages"),
        (b"PK\x03\x04 half a file", "slides.damaged"),
        (zipped({"word/document.xml": "x"}), "slides.type"),
        (
            zipped({"ppt/presentation.xml": "x", **{f"ppt/media/{n}": "0" * 50_000_000 for n in range(11)}}),
            "slides.heavy",
        ),
    ],
    ids=lambda given: given if isinstance(given, str) else "",
)
def test_what_cannot_be_drawn_is_refused_within_seconds(raw: bytes, code: str) -> None:
    began = time.monotonic()
    with pytest.raises(Refused) as refused, convert(raw):
        pass
    assert refused.value.code == code
    assert time.monotonic() - began < 5
    assert [words.format(**refused.value.data) for words in catalogue()[f"refused.{code}"]]


def test_a_page_of_the_size_of_a_field_is_drawn_no_larger_than_others() -> None:
    with convert(pdf("Rong").replace(SIZE.encode(), b"/MediaBox [0 0 14400 90]")) as drawn:
        assert pixels_of((drawn.folder / "1.png").read_bytes())[:2] == (1600, 10)


POWERPOINT = zipped({"ppt/presentation.xml": "no presentation"})


@pytest.mark.skipif(not has_office(), reason="no LibreOffice here")
def test_what_libreoffice_cannot_open_is_refused_with_the_way_out() -> None:
    with pytest.raises(Refused) as refused, convert(POWERPOINT):
        pass
    assert (refused.value.code, refused.value.status) == ("slides.office_failed", 415)


PRESENTATION = """<?xml version="1.0" encoding="UTF-8"?>
<office:document xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
 xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"
 xmlns:draw="urn:oasis:names:tc:opendocument:xmlns:drawing:1.0"
 xmlns:svg="urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0" office:version="1.2"
 office:mimetype="application/vnd.oasis.opendocument.presentation"><office:body><office:presentation>
<draw:page><draw:frame svg:width="22cm" svg:height="3cm" svg:x="2cm" svg:y="2cm"><draw:text-box>
<text:p>Tiếp nhận hồ sơ đất đai</text:p></draw:text-box></draw:frame></draw:page>
</office:presentation></office:body></office:document>"""


def test_a_powerpoint_file_becomes_pages_where_libreoffice_opens_presentations(tmp_path: Path) -> None:
    (tmp_path / "bai.fodp").write_text(PRESENTATION, encoding="utf-8")
    command = ["soffice", f"-env:UserInstallation=file://{tmp_path}/profile", "--headless", "--convert-to", "pptx"]
    if has_office():
        subprocess.run([*command, "--outdir", tmp_path, tmp_path / "bai.fodp"], check=True, timeout=110)
    made = tmp_path / "bai.pptx"
    if not made.is_file():
        pytest.skip("no LibreOffice Impress here")
    with convert(made.read_bytes()) as drawn:
        assert [page.title for page in drawn.pages] == ["Tiếp nhận hồ sơ đất đai"]
        assert [path.name for path in drawn.folder.iterdir()] == ["1.png"]


def test_a_powerpoint_file_is_refused_with_the_way_out_where_there_is_no_libreoffice(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(Refused) as refused, convert(POWERPOINT):
        pass
    assert (refused.value.code, refused.value.status) == ("slides.no_office", 415)
    assert catalogue()["refused.slides.no_office"][0] == "Máy chủ không có LibreOffice: hãy lưu thành PDF."


def test_words_of_a_page_fit_a_folder() -> None:
    text = "Tiêu đề\r\n\r\n• Ý một\n<b>đậm</b>\n![hình](x)\n- Ý hai\n" + "\n".join(f"Dòng {n}" for n in range(20))
    title, lines = words_of(text)
    assert (title, lines[:2], len(lines)) == ("Tiêu đề", ("Ý một", "Ý hai"), 12)
    assert words_of(" \n\x00\n") == ("", ())
    assert len(words_of("a" * 1000)[0]) == 300


def test_limits_of_the_child_are_what_the_pages_say() -> None:
    assert (BYTES, converting.OFFICE_PATIENCE < 120) == (50 * 1024 * 1024, True)
