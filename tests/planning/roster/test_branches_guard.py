"""Corners of the import: cells, files and answers that are rare, and none of them silently wrong."""

import zipfile
from datetime import date, datetime
from io import BytesIO
from typing import Any

import pytest

from diemcau.base.refused import Refused
from diemcau.planning.roster import keeping, reading
from diemcau.planning.roster.delimited import decode
from diemcau.planning.roster.gazette import gazetteer
from diemcau.planning.roster.reading import read_book
from diemcau.planning.roster.rules.answers import Answer, How, answered, key_of, ways_of
from diemcau.planning.roster.rules.cells import shown
from diemcau.planning.roster.rules.citizens import read_citizen
from diemcau.planning.roster.rules.findings import Person, Problem, Repair, Row
from diemcau.planning.roster.rules.letters import clean
from diemcau.planning.roster.rules.sheet import check_book
from diemcau.planning.roster.wording import changed, read
from diemcau.planning.roster.xls import MAGIC
from tests.planning.roster.files import as_csv, as_ods, as_xlsx
from tests.planning.roster.layouts import Sheet
from tests.planning.roster.people import TODAY

HEAD = ["STT", "Họ và tên", "Năm sinh", "Chức vụ", "Điện thoại di động", "Điện thoại cơ quan", "Điện thoại nhà riêng"]
OTHER = [2, "Đỗ Thị Ước", 1980, "Ủy viên", "0912000999"]


def rows_of(data: bytes) -> list[Row]:
    book = read_book(data)
    return list(check_book(book.sheets, gazetteer(), "10273", TODAY, tuple(book.hidden)).rows)


def with_phones(*phones: str) -> Row:
    rows = [HEAD[: 4 + len(phones)], [1, "Trần Gia Thịnh", 1975, "Bí thư", *phones], OTHER]
    return rows_of(as_csv(Sheet(None, rows), "utf-8", ","))[0]


DAY, BORN = datetime(2025, 9, 6), datetime(1975, 9, 6)  # noqa: DTZ001 a cell knows no zone
GOOD, TYPED, THIRD = "+84912000345", "+84987654321", "+84333000345"


@pytest.mark.parametrize(
    ("phones", "how", "value", "numbers"),
    [
        (("hỏi văn phòng", "0912000345"), How.EMPTY, "", (GOOD, None)),
        (("hỏi văn phòng", "0912000345"), How.VALUE, TYPED, (TYPED, GOOD)),
        (("hỏi văn phòng", "0912000345"), How.VALUE, GOOD, (GOOD, None)),
        (("0912000345", "hỏi văn phòng"), How.EMPTY, "", (GOOD, None)),
        (("0912000345", "hỏi văn phòng"), How.VALUE, TYPED, (GOOD, TYPED)),
        (("0912000345", "0987000345", "0333000345"), How.VALUE, THIRD, (GOOD, THIRD)),
        (("0912000345", "0987000345", "0333000345"), How.VALUE, f"{THIRD} {TYPED}", (THIRD, TYPED)),
        (("0912000345", "0987000345", "0333000345"), How.EMPTY, "", (GOOD, None)),
    ],
)
def test_an_answer_about_one_number_loses_no_other_and_is_not_lost_itself(
    phones: tuple[str, ...], how: How, value: str, numbers: tuple[str | None, str | None]
) -> None:
    row = with_phones(*phones)
    (problem,) = row.problems
    told = answered(row, {key_of(problem): Answer(how, value)})
    assert (told.person.phone, told.person.phone2, told.problems) == (*numbers, ())


def test_each_question_has_its_ways_to_be_answered() -> None:
    told = {
        ("row", "anything", True): (),
        ("row", "twin_likely", False): (How.SAME, How.OTHER),
        ("row", "person_likely", False): (How.PERSON, How.OTHER),
        ("site", "site_many", False): (How.SITE,),
        ("row", "row_unclear", False): (How.KEEP,),
        ("full_name", "name_short", False): (How.VALUE, How.KEEP),
        ("phone", "phone_unclear", False): (How.VALUE, How.EMPTY),
    }
    assert {key: ways_of(Problem(key[0], key[1], refuses=key[2])) for key in told} == told


def test_a_family_name_that_is_answered_changes_the_whole_name() -> None:
    row = Row(None, 1, Person("Tr@n", "An", "Tr@n An"), problems=(Problem("family_name", "letters"),))
    told = answered(row, {"family_name.letters": Answer(How.VALUE, "Trần")})
    assert (told.person.family_name, told.person.given_name, told.person.full_name) == ("Trần", "An", "Trần An")
    refused = Row(None, 1, Person(), problems=(Problem("row", "no", refuses=True),))
    assert answered(refused, {"row.no": Answer(How.VALUE, "x")}) == refused


def test_cells_are_read_as_people_see_them() -> None:
    values = [None, True, False, 3.0, 2.5, DAY, DAY.replace(hour=8, minute=30), date(2025, 9, 6), " a "]
    told = ["", "TRUE", "FALSE", "3", "2.5", "06/09/2025", "06/09/2025 08:30", "06/09/2025", " a "]
    assert [shown(value) for value in values] == told


def test_what_is_no_number_of_a_citizen_is_none() -> None:
    numbers = ["", "chưa có", "12345", "012345678", "001075012345", "1075012345", "01075012345"]
    assert [read_citizen(number).number for number in numbers] == [
        "", "", "", "012345678", "001075012345", "", "001075012345",
    ]  # fmt: skip


def test_letters_with_a_stroke_through_them_and_signs_that_part_words_are_mended() -> None:
    assert [clean(text)[0] for text in ("d\u0335ông D\u0336à", "Văn\u200bAn", "Vă\u200bn")] == [
        "đông Đà",
        "Văn An",
        "Văn",
    ]


@pytest.mark.parametrize("number", ["+999 123", "+84", "0 1"])
def test_a_foreign_number_that_is_none_is_asked(number: str) -> None:
    assert [problem.code for problem in with_phones(number).problems] == ["phone_unclear"]


@pytest.mark.parametrize(("shape", "told"), [("mm/yyyy", "1975-09"), ("yyyy", "1975"), ("dd/mm/yyyy", "1975-09-06")])
def test_a_date_counts_as_far_as_its_cell_shows_it(shape: str, told: str) -> None:
    rows: list[list[Any]] = [HEAD[:4], [1, "Trần Gia Thịnh", (BORN, shape), "Bí thư"], OTHER[:4]]
    birth = rows_of(as_xlsx([Sheet("Danh sách", rows)]))[0].person.birth
    assert birth is not None
    assert birth.date == told


def test_changes_and_repairs_are_told_as_people_read_them() -> None:
    units = {"10273": "Xã Phú Xuyên"}
    told = [
        changed(one, "vi", units)
        for one in (
            ("birth", "1975-09-06", ""),
            ("phone", "", GOOD),
            ("unit_code", "10273", "99999"),
            ("sex", "nam", "nu"),
            ("position", "Phó", "Trưởng"),
        )
    ]
    assert [(one.old, one.new) for one in told] == [
        ("06/09/1975", "–"),
        ("–", "0912 000 345"),
        ("Xã Phú Xuyên", "99999"),
        ("Nam", "Nữ"),
        ("Phó", "Trưởng"),
    ]
    repairs = [Repair("birth", "6.9.75", "1975-09-06", "x"), Repair("full_name", "AN", "An", "capitals")]
    assert [read(repair, "vi", units).now for repair in repairs] == ["06/09/1975", "An"]


# --- files ------------------------------------------------------------------------------------


def zipped(*names: str, how: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w", how) as archive:
        for name in names:
            archive.writestr(name, "x")
    return out.getvalue()


def without(data: bytes, name: str) -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(BytesIO(data)) as full, zipfile.ZipFile(out, "w") as archive:
        for entry in full.infolist():
            if entry.filename != name:
                archive.writestr(entry, full.read(entry))
    return out.getvalue()


SHEET = Sheet("Danh sách", [HEAD[:2], [1, "Trần Gia Thịnh"]])
FILES = {
    "packed in another way": (zipped("a.xml", how=zipfile.ZIP_BZIP2), "roster.unsafe"),
    "a workbook that is none": (zipped("[Content_Types].xml", "xl/workbook.xml"), "roster.damaged"),
    "an ods without content": (without(as_ods([SHEET]), "content.xml"), "roster.damaged"),
    "an xls of sectors that nobody knows": (MAGIC + b"\x01" * 600, "roster.damaged"),
    "an endless cell": (("a,b\n" + "x" * 20_000 + ",c\n").encode(), "roster.damaged"),
    "a few zeros": (b"STT,Ten\n1,An" * 9 + b"\0", "roster.type"),
    "no utf-8 behind its mark": (b"\xef\xbb\xbfSTT,\xff\xff", "roster.damaged"),
}


@pytest.mark.parametrize("name", FILES)
def test_a_file_that_cannot_be_read_is_refused(name: str) -> None:
    data, code = FILES[name]
    with pytest.raises(Refused) as no:
        read_book(data)
    assert no.value.code == code


def test_bytes_that_no_vietnamese_page_knows_are_western() -> None:
    assert decode(b"STT,H\x8a\n1,Lan\xe9\n") == "STT,H\x8a\n1,Lané\n"


def test_a_book_has_no_more_rows_columns_and_sheets_than_it_may(monkeypatch: pytest.MonkeyPatch) -> None:
    book, codes = as_xlsx([SHEET, Sheet("Hai", SHEET.rows)]), []
    for name, most in (("ROWS", 3), ("ROWS", 1), ("COLUMNS", 0), ("SHEETS", 1)):
        with monkeypatch.context() as limits:
            limits.setattr(reading, name, most)
            with pytest.raises(Refused) as no:
                read_book(book)
            codes.append(no.value.code)
    assert codes == ["roster.large", "roster.large", "roster.large", "roster.unsafe"]


def test_a_file_is_kept_under_a_digest_and_under_nothing_else() -> None:
    with pytest.raises(ValueError, match="64"):
        keeping.kept("../../secret")
