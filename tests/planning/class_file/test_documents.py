"""Documents that people bring: told by their content, pictures without what a camera wrote."""

import io
import os
import zipfile

import pypdfium2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from diemcau.base.refused import Refused
from diemcau.planning.documents.checking import looked_at
from diemcau.planning.documents.rules.pictures import bare_jpeg, bare_png
from diemcau.planning.documents.rules.types import BYTES
from tests.planning import pictures
from tests.planning.pictures import CAMERA, PLACE, chunk, exif, jpeg, png, segment


def refusal(data: bytes) -> tuple[str, int]:
    with pytest.raises(Refused) as no:
        looked_at(data)
    return no.value.code, no.value.status


# --- Pictures ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("order", [">", "<"])
def test_place_and_camera_of_a_photo_are_gone(order: str) -> None:
    bare = bare_jpeg(jpeg(exif(1, order)))
    assert bare == jpeg()
    assert (PLACE in bare, CAMERA in bare) == (False, False)


@pytest.mark.parametrize("order", [">", "<"])
@pytest.mark.parametrize("turned", range(2, 9))
def test_a_photo_stays_the_right_way_up_and_nothing_else_is_kept(turned: int, order: str) -> None:
    bare = bare_jpeg(jpeg(exif(turned, order)))
    assert (PLACE in bare, CAMERA in bare) == (False, False)
    kept = segment(0xE1, b"Exif\0\0MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0" + bytes([turned]) + bytes(6))
    assert bare == jpeg(kept)
    assert bare_jpeg(bare) == bare


def test_other_writings_in_a_photo_are_gone_and_its_colours_are_kept() -> None:
    colours = segment(0xE2, b"ICC_PROFILE\0\x01\x01colours"), segment(0xEE, b"Adobe\0\x64\0\0\0\0\x01")
    secret = (
        segment(0xE1, b"http://ns.adobe.com/xap/1.0/\0" + PLACE),
        segment(0xE2, b"MPF\0" + PLACE),
        segment(0xED, b"Photoshop 3.0\0" + PLACE),
        segment(0xFE, PLACE),
        segment(0xE5, PLACE),
    )
    assert bare_jpeg(jpeg(*secret, *colours, tail=PLACE)) == jpeg(*colours)


def test_a_photo_of_several_scans_is_whole() -> None:
    again = segment(0xDA, b"\x01\x01\x00\x00\x3f\x00")
    scans = pictures.SCAN + segment(0xFE, PLACE) + again + b"\x99\xff\x00"
    assert bare_jpeg(jpeg(scan=scans)) == jpeg(scan=pictures.SCAN + again + b"\x99\xff\x00")


def test_a_png_loses_exif_texts_and_what_follows_its_end() -> None:
    kept = chunk(b"gAMA", b"\0\0\xb1\x8f"), chunk(b"pHYs", bytes(9))
    secret = [chunk(kind, PLACE) for kind in (b"eXIf", b"tEXt", b"zTXt", b"iTXt", b"tIME", b"prVt")]
    assert bare_png(png(*secret, *kept, tail=PLACE)) == png(*kept)


@pytest.mark.parametrize(
    "data",
    [
        jpeg()[:-2],
        jpeg()[:40],
        b"\xff\xd8\xff\xd9",
        b"\xff\xd8\xff",
        b"\xff\xd8\xff\xe1\x00\x01",
        jpeg(size=(0, 8)),
    ],
)
def test_a_photo_that_is_cut_or_wrong_is_refused(data: bytes) -> None:
    assert refusal(data) == ("document.damaged", 400)


@pytest.mark.parametrize(
    "data", [png()[:-3], png()[:20], png().replace(b"IDAT", b"IDAx"), png()[:8], png()[:8] + chunk(b"IEND", b"")]
)
def test_a_png_that_is_cut_or_wrong_is_refused(data: bytes) -> None:
    assert refusal(data) == ("document.damaged", 400)


def test_a_picture_with_more_points_than_any_camera_has_is_refused() -> None:
    assert refusal(jpeg(size=(60000, 60000))) == ("document.pixels", 413)
    assert refusal(png(size=(100000, 100000))) == ("document.pixels", 413)


@given(st.binary(max_size=300))
def test_whatever_follows_the_first_bytes_a_picture_is_read_or_refused(rest: bytes) -> None:
    for clean, head in ((bare_jpeg, b"\xff\xd8\xff"), (bare_png, b"\x89PNG\r\n\x1a\n")):
        try:
            bare = clean(head + rest)
        except Refused:  # anything else that is raised fails the test
            continue
        assert clean(bare) == bare


# --- Types ------------------------------------------------------------------------------------------------------------


def test_each_type_is_told_by_its_content() -> None:
    made = {
        "pdf": pictures.pdf(),
        "docx": pictures.docx(),
        "xlsx": pictures.xlsx(),
        "jpg": jpeg(),
        "png": png(),
    }
    assert {kind: (looked_at(data).kind, looked_at(data).data == data) for kind, data in made.items()} == {
        kind: (kind, True) for kind in made
    }


def test_only_what_was_changed_says_that_it_was_cleaned() -> None:
    assert [looked_at(data).cleaned for data in (jpeg(), jpeg(exif()), png(), png(chunk(b"tEXt", b"x")))] == [
        False, True, False, True,
    ]  # fmt: skip


def with_password() -> bytes:
    """A PDF that asks for a password: its security handler is named, its keys are nonsense."""
    plain = pictures.pdf()
    key = b"<" + b"00" * 32 + b">"
    encrypted = b"/Encrypt << /Filter /Standard /V 1 /R 2 /P -1 /O " + key + b" /U " + key + b" >> /ID [<00><00>] /Root"
    return plain.replace(b"/Root", encrypted, 1) if b"/Root" in plain else plain


@pytest.mark.parametrize(
    ("data", "code", "status"),
    [
        (b"", "document.empty", 400),
        (b"MZ\x90\0", "document.type", 415),
        (b"<html></html>", "document.type", 415),
        (b"GIF89a", "document.type", 415),
        (pictures.package("a.txt"), "document.type", 415),
        (pictures.package("[Content_Types].xml", "ppt/presentation.xml"), "document.type", 415),
        (
            pictures.package("[Content_Types].xml", "word/document.xml", "word/vbaProject.bin"),
            "document.programs",
            415,
        ),
        (pictures.docx()[:60], "document.damaged", 400),
        (b"%PDF-1.7\nnothing", "document.damaged", 400),
        (with_password(), "document.password", 400),
    ],
    ids=lambda value: "bytes" if isinstance(value, bytes) else str(value),  # a package holds the time
)
def test_what_is_no_document_is_refused_with_a_reason(data: bytes, code: str, status: int) -> None:
    assert refusal(data) == (code, status)


def test_a_file_above_twenty_megabytes_is_refused_before_anything_is_started() -> None:
    begun = sum(os.times()[:4])  # work of this process and of those that it started
    assert refusal(b"%PDF-" + bytes(BYTES)) == ("document.large", 413)
    assert sum(os.times()[:4]) - begun < 0.1


def test_a_package_that_unpacks_into_gigabytes_is_refused_in_time() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as bomb:
        bomb.writestr("[Content_Types].xml", "<x/>")
        for nth in range(5):
            bomb.writestr(f"word/{nth}.xml", bytes(50 << 20))
    begun = sum(os.times()[:4])
    assert refusal(out.getvalue()) == ("document.heavy", 413)
    assert sum(os.times()[:4]) - begun < 5


def test_a_pdf_of_the_house_is_a_document() -> None:
    assert len(pypdfium2.PdfDocument(looked_at(pictures.pdf()).data)) == 1
