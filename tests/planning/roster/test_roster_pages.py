"""Pages of rosters: sent in, asked, applied, taken back, given out; who may; how many queries."""

import re
import zipfile
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from openpyxl import load_workbook

from diemcau.people.rules import OfficeRole
from diemcau.planning.models import RosterFile
from diemcau.planning.queries import rosters as lists
from tests.planning import cast
from tests.planning.roster.sent import ALL, apply, ends, enrolled, line, take, work, xlsx

pytestmark = pytest.mark.usefixtures("country")
PAGE = "/office/lop/lop-1/hoc-vien/"
TWO = (line("Trần Văn An", phone="0912000001"), line("Lê Thị Bình", "06/09/80", "Nữ", code="10330"))


@pytest.fixture
def course(country):
    return cast.a_course()


@pytest.fixture
def sites(course):
    return cast.rooms(course)


def signed_in(role, unit="00"):
    client = Client()
    client.account = cast.account(f"{role}-{unit}", role, unit)
    client.force_login(client.account)
    return client


@pytest.fixture
def hanoi(sites):
    return signed_in(OfficeRole.PROVINCE, "01")


@pytest.fixture
def centre(sites):
    return signed_in(OfficeRole.ORGANISER)


def text(answer):
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


def sent(data, name="ds.xlsx"):
    return SimpleUploadedFile(name, data)


def send(client, data, unit="01", address=PAGE):
    answer = client.post(address, {"unit": unit, "sheets": sent(data)})
    return answer, RosterFile.rows.of(ALL).latest("pk")


def answer_name(page, nth=0):
    return re.findall(r'name="t-([0-9a-f]{16})"', page.content.decode())[nth]


# --- A province at work ----------------------------------------------------------------------------------------------


def test_a_small_file_is_read_at_once_asked_answered_applied_and_taken_back(hanoi, course):
    answer, file = send(hanoi, xlsx(*TWO))
    own = f"{PAGE}tep/{file.pk}/"
    assert answer.headers["Location"] == own
    assert "Trả lời câu hỏi (1 dòng)" in text(hanoi.get(own))

    page = hanoi.get(f"{own}hoi")
    assert "chỉ có hai chữ số" in text(page)
    assert "Trần Văn An" not in text(page)  # only what is asked
    field = answer_name(page)
    wrong = hanoi.post(f"{own}hoi", {f"t-{field}": "31/02/1980"})
    assert (wrong.status_code, "Không có ngày “31/02/1980”" in text(wrong)) == (400, True)
    assert 'value="31/02/1980"' in wrong.content.decode()  # what was typed is still there
    assert hanoi.post(f"{own}hoi", {f"t-{field}": "6/9/1980"}).headers["Location"] == own

    file.refresh_from_db()
    assert "Ghi vào lớp: thêm 2, sửa 0, đưa ra 0" in text(hanoi.get(own))
    assert hanoi.post(f"{own}ghi", {"plan": file.plan, "by_protocol": "on"}).headers["Location"] == own
    assert [one[2] for one in enrolled(course)] == ["Trần Văn An", "Lê Thị Bình"]
    assert "Đã ghi vào lớp" in text(hanoi.get(own))

    hanoi.post(f"{own}hoan-tac")
    assert enrolled(course) == []
    assert "Đã hoàn tác" in text(hanoi.get(own))


def test_a_large_file_is_the_workers(hanoi, course):
    many = xlsx(*(line(f"Trần Văn {chr(65 + n % 26)}{'aeiou'[n // 26 % 5]}n", f"{1950 + n % 50}") for n in range(700)))
    answer, file = send(hanoi, many)
    assert file.state == "reading"
    assert "Đang đọc" in text(hanoi.get(answer.headers["Location"]))
    part = hanoi.get(f"{PAGE}tien-do")
    assert "Đã đọc 0/1 tệp, 0 dòng." in text(part)
    assert 'hx-trigger="every 1s"' in part.content.decode()
    work()
    file.refresh_from_db()
    assert (file.state, file.counts["rows"]) == ("ready", 700)
    assert hanoi.get(f"{answer.headers['Location']}tien-do").headers["HX-Refresh"] == "true"
    assert 'hx-trigger="every 1s"' not in hanoi.get(f"{PAGE}tien-do").content.decode()
    hanoi.post(f"{answer.headers['Location']}ghi", {"plan": file.plan})
    assert RosterFile.rows.of(ALL).get(pk=file.pk).state == "applying"
    work()
    file.refresh_from_db()
    assert (file.state, len(enrolled(course))) == ("applied", file.counts["add"])


def test_a_file_that_cannot_be_read_says_why(hanoi):
    answer, _ = send(hanoi, b"PK\x03\x04 not a zip at all")
    page = text(hanoi.get(answer.headers["Location"]))
    assert "Không đọc được" in page
    assert "Gửi tệp khác" in page


def test_without_a_file_the_form_says_so(hanoi):
    answer = hanoi.post(PAGE, {"unit": "01"})
    assert (answer.status_code, "Chưa chọn tệp nào." in text(answer)) == (400, True)


def test_several_clear_files_are_applied_together(centre, course):
    for name, code in (("Trần Văn An", "10273"), ("Lê Thị Bình", "05773")):
        take(course, xlsx(line(name, code=code)), unit="00")
    page = text(centre.get(PAGE))
    assert "2 tệp không còn câu hỏi, gồm 2 thay đổi." in page
    centre.post(f"{PAGE}ghi-tat-ca", {"by_protocol": "on"})
    work()
    assert len(enrolled(course)) == 2


def test_who_is_missing_is_offered_to_be_taken_off(hanoi, course):
    apply(take(course, xlsx(line("Trần Văn An"), line("Lê Thị Bình", "1980"))), hanoi.account)
    _, file = send(hanoi, xlsx(line("Trần Văn An")))
    own = f"{PAGE}tep/{file.pk}/"
    page = hanoi.get(f"{own}vang")
    assert "Lê Thị Bình" in text(page)
    (enrolment,) = re.findall(r'name="off" value="(\d+)"', page.content.decode())
    hanoi.post(f"{own}vang", {"shown": enrolment, "off": enrolment})
    file.refresh_from_db()
    hanoi.post(f"{own}ghi", {"plan": file.plan})
    assert [one[2] for one in enrolled(course)] == ["Trần Văn An"]


def test_thousands_of_the_missing_fit_one_form(hanoi, course):
    _, file = send(hanoi, xlsx(line("Trần Văn An")))
    many = list(range(1, 2001))
    answer = hanoi.post(f"{PAGE}tep/{file.pk}/vang", {"shown": many, "off": many})
    assert answer.headers["Location"] == f"{PAGE}tep/{file.pk}/"


def test_a_row_is_left_out_and_taken_in_again(hanoi, course):
    file = take(course, xlsx(*TWO))
    row = file.lines.of(ALL).get(place=0)
    hanoi.post(f"{PAGE}tep/{file.pk}/dong/{row.pk}", {"act": "out"})
    assert ends(file)[0] == ("Trần Văn An", "left_out", "nothing")
    hanoi.post(f"{PAGE}tep/{file.pk}/dong/{row.pk}", {"act": "anew"})
    assert ends(file)[0] == ("Trần Văn An", "ready", "add")


def test_the_page_warns_of_a_sitting_that_is_open(hanoi, course):
    course.sittings.filter(no=1).update(state="on", plan_digest="0" * 64)
    assert "đang mở với danh sách đã cố định" in text(hanoi.get(PAGE))


def test_the_sheet_comes_back_with_what_became_of_each_row(hanoi, course):
    file = take(course, xlsx(*TWO))
    apply(file, hanoi.account)
    answer = hanoi.get(f"{PAGE}tep/{file.pk}/tra-lai")
    page = load_workbook(BytesIO(answer.content)).worksheets[0]
    assert page.cell(1, page.max_column).value == "Trạng thái"
    said = [row[-1].value for row in page.iter_rows(min_row=2)]
    assert said[0] == "Sẵn sàng. Đã thêm."
    assert said[1].startswith("Cần hỏi: Năm sinh “06/09/80” chỉ có hai chữ số")
    assert page.cell(2, 2).value == "Trần Văn An"


# --- Out again -------------------------------------------------------------------------------------------------------


def test_a_form_names_the_units_and_comes_in_again(hanoi, course):
    answer = hanoi.get(f"{PAGE}mau?tinh=01")
    book = load_workbook(BytesIO(answer.content))
    page = book.worksheets[0]
    codes = [row[7].value for row in page.iter_rows(min_row=8) if row[7].value]
    assert list(dict.fromkeys(codes)) == ["01", "10273", "10330"]
    row = next(row for row in page.iter_rows(min_row=8) if row[7].value == "10330")
    for cell, value in zip(row[:6], (1, "Trần Văn An", "06/09/1975", "Nam", "Bí thư Đảng ủy", ""), strict=True):
        cell.value = value
    out = BytesIO()
    book.save(out)
    file = take(course, out.getvalue())
    assert [(one.name, one.ends, one.site.unit_id) for one in file.lines.of(ALL)] == [("Trần Văn An", "ready", "10330")]


def test_an_empty_form_has_no_learner(hanoi, course):
    file = take(course, hanoi.get(f"{PAGE}mau?tinh=01").content)
    assert (file.state, file.refused) == ("refused", "roster.no_rows")


def test_a_list_that_was_given_out_comes_in_again_without_a_difference(hanoi, course, sites):
    people = [
        line("Trần Văn An", phone="0912000001", post="Phó Bí thư Đảng ủy; Chủ tịch UBND", group="Lãnh đạo UBND"),
        line("Lê Thị Bình", "09/1980", "Nữ", "", "Đại biểu – Khác", "10330"),
        line("H’Rin Êban", "1980", "", "Trưởng Ban Kinh tế, Ngân sách HĐND", "", "01", "024 3825 1234"),
    ]
    apply(take(course, xlsx(*people)), hanoi.account)
    file = take(course, hanoi.get(f"{PAGE}xuat?tinh=01").content)
    assert [does for _, _, does in ends(file)] == ["same"] * 3
    assert (file.missing, file.counts["asks"], file.counts["refused"]) == ([], 0, 0)


def test_the_centre_gets_a_file_for_each_province(centre, course, sites):
    cast.learners(course, sites["10273"], 2)
    cast.learners(course, sites["05773"], 1)
    answer = centre.get(f"{PAGE}xuat")
    archive = zipfile.ZipFile(BytesIO(b"".join(answer.streaming_content)))
    assert archive.namelist() == ["danh-sach-01.xlsx", "danh-sach-19.xlsx"]
    page = load_workbook(BytesIO(archive.read("danh-sach-19.xlsx"))).worksheets[0]
    assert [cell.value for cell in page[4]][1:3] == ["Nguyễn Văn A0 (MP)", None]


# --- Who may ---------------------------------------------------------------------------------------------------------


def test_another_province_finds_nothing(hanoi, course):
    file = take(course, xlsx(*TWO))
    north = signed_in(OfficeRole.PROVINCE, "19")
    own = f"{PAGE}tep/{file.pk}/"
    for path in ("", "hoi", "vang", "tien-do", "tra-lai"):
        assert (path, north.get(f"{own}{path}").status_code) == (path, 404)
    for path in ("ghi", "hoan-tac", "bo", f"dong/{file.lines.of(ALL).first().pk}"):
        assert (path, north.post(f"{own}{path}", {"plan": file.plan}).status_code) == (path, 404)
    assert north.get(f"{PAGE}?tinh=01").status_code == 404
    assert north.get(f"{PAGE}?diem-cau=3").status_code == 404
    assert north.post(PAGE, {"unit": "01", "sheets": sent(xlsx(*TWO))}).status_code == 400
    assert "ds.xlsx" not in text(north.get(PAGE))
    assert enrolled(course) == []


def test_an_operator_looks_at_people_and_sends_nothing(course, sites):
    cast.learners(course, sites["10273"], 1)
    operator = signed_in(OfficeRole.OPERATOR)
    page = text(operator.get(PAGE))
    assert ("Nguyễn Văn A0" in page, "Gửi danh sách lên" in page) == (True, False)
    assert operator.post(PAGE, {"unit": "00", "sheets": sent(xlsx(*TWO))}).status_code in (404, 405)
    assert operator.get(f"{PAGE}xuat").status_code == 404


def test_people_are_found_without_marks(centre, course, sites):
    apply(take(course, xlsx(*TWO)), centre.account)
    page = text(centre.get(f"{PAGE}?q=tran an"))
    assert ("Trần Văn An" in page, "Lê Thị Bình" in page) == (True, False)


@pytest.mark.parametrize("path", ["", "?tinh=01", "?diem-cau=3", "tep/{}/", "tep/{}/hoi", "tep/{}/vang"])
def test_every_page_is_there_in_english(path, hanoi, course):
    file = take(course, xlsx(*TWO))
    vi, en = (hanoi.get(PAGE + path.format(file.pk), HTTP_ACCEPT_LANGUAGE=lang) for lang in ("vi", "en"))
    assert (vi.status_code, en.status_code) == (200, 200)
    assert vi.content != en.content


# --- How many queries ------------------------------------------------------------------------------------------------


def counted(client, path):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client.get(path)
    with CaptureQueriesContext(connection) as queries:
        assert client.get(path).status_code == 200
    return len(queries)


def test_pages_ask_as_many_queries_for_many_rows_as_for_one(hanoi, course):
    one = take(course, xlsx(line("Trần Văn An", "06/09/80")))
    paths = [PAGE, *(f"{PAGE}tep/{{}}/{page}" for page in ("", "hoi", "vang"))]
    before = [counted(hanoi, path.format(one.pk)) for path in paths]
    names = ("An", "Bình", "Chi", "Dũng", "Em")
    many = take(course, xlsx(*(line(f"Trần Văn {name}", "06/09/80") for name in names)))
    assert [counted(hanoi, path.format(many.pk)) for path in paths] == before
    assert len(lists.questions_of(many)) == 5


def test_a_roster_that_was_taken_back_waits_again_with_its_answers(hanoi, course):
    _, file = send(hanoi, xlsx(*TWO))
    own = f"{PAGE}tep/{file.pk}/"
    hanoi.post(f"{own}hoi", {f"t-{answer_name(hanoi.get(f'{own}hoi'))}": "6/9/1980"})
    assert hanoi.post(f"{own}lam-lai").status_code == 409  # it waits already
    file.refresh_from_db()
    hanoi.post(f"{own}ghi", {"plan": file.plan})
    hanoi.post(f"{own}hoan-tac")
    assert "Kiểm tra lại để ghi" in text(hanoi.get(own))
    assert hanoi.post(f"{own}lam-lai").headers["Location"] == own
    file.refresh_from_db()
    assert "Ghi vào lớp: thêm 2, sửa 0, đưa ra 0" in text(hanoi.get(own))
    hanoi.post(f"{own}ghi", {"plan": file.plan})
    assert [one[2] for one in enrolled(course)] == ["Trần Văn An", "Lê Thị Bình"]
