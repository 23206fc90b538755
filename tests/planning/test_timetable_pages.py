"""Pages of courses and timetables: made, copied, changed, released, told; to whom; with how many queries."""

import re
from datetime import date

import pytest
from django.test import Client

from diemcau.people.actions import enter_by_link, turn_idle
from diemcau.people.models import Account
from diemcau.people.rules import OfficeRole
from diemcau.planning import actions, queries
from diemcau.planning.actions import NewLecturer
from diemcau.planning.models import Course
from diemcau.planning.rules import SittingState
from diemcau.programme.actions import release, save_draft
from diemcau.programme.queries import draft_of
from tests.planning import cast

pytestmark = pytest.mark.usefixtures("country")
AT = "/office/lop/lop-1"


def text(answer):
    plain = re.sub(r"<[^>]+>", " ", answer.content.decode())
    return " ".join(plain.split())


# --- Courses ---------------------------------------------------------------------------------------------------------

NEW = {
    "title": "Lớp mới", "organiser": "Học viện", "form": "trực tiếp", "starts_on": "05/09/2026", "days": "2",
}  # fmt: skip


@pytest.mark.parametrize("mail", [False, True])
def test_a_new_course_invites_idle_focal_persons_again_and_shows_their_links_once(centre, settings, mailoutbox, mail):
    settings.MAIL = mail
    asleep = [cast.account(f"dau-moi-{unit}", OfficeRole.PROVINCE, unit) for unit in ("01", "19")]
    Account.objects.filter(pk=asleep[0].pk).update(email="ha-noi@example.vn")
    for one in asleep:
        turn_idle(Account.objects.get(pk=one.pk))
    answer = centre.post("/office/lop-moi/", {**NEW, "release": cast.a_release().pk})
    assert [(one.username, mailed) for one, _, mailed in answer.context["lines"]] == [
        ("dau-moi-01", mail),
        ("dau-moi-19", False),
    ]
    assert [(one.to, answer.context["lines"][0][1] in one.body) for one in mailoutbox] == (
        [(["ha-noi@example.vn"], True)] if mail else []
    )
    links = re.findall(r'value="http://testserver(/vao/#l=[^"]+)"', answer.content.decode())
    assert [enter_by_link(link.partition("=")[2], "") for link in links] == asleep
    like = Course.objects.get().code
    again = centre.post(
        f"/office/lop/{like}/chep", {**NEW, "code": "lop-2", "release": Course.objects.get().release_id}
    )
    assert again.headers["Location"] == "/office/lop/lop-2/lich/"


def test_a_course_is_made_in_the_browser_and_gets_a_code_of_its_day(centre):
    of = cast.a_release()
    answer = centre.post("/office/lop-moi/", {**NEW, "release": of.pk})
    assert answer.headers["Location"] == "/office/lop/lop-05-9-2026/lich/"
    again = centre.post("/office/lop-moi/", {**NEW, "release": of.pk})
    assert again.headers["Location"] == "/office/lop/lop-05-9-2026-2/lich/"
    made = Course.objects.get(code="lop-05-9-2026")
    assert (made.sittings.count(), made.ends_on, made.simulated) == (4, date(2026, 9, 6), False)


def test_what_was_typed_stays_where_a_course_is_refused(centre, course):
    answer = centre.post("/office/lop-moi/", {**NEW, "release": course.release_id, "code": "lop-1"})
    assert (answer.status_code, "Đã có lớp mang mã “lop-1”" in text(answer)) == (400, True)
    assert 'value="Lớp mới"' in answer.content.decode()
    answer = centre.post("/office/lop-moi/", {**NEW, "release": course.release_id, "starts_on": "31/02/2026"})
    assert (answer.status_code, Course.objects.count()) == (400, 1)


def test_without_a_release_the_page_says_what_comes_first(centre):
    assert "Chưa có bản chính thức nào của chương trình" in text(centre.get("/office/lop-moi/"))


def test_a_copy_may_take_a_newer_release_whose_changes_are_told(centre, course):
    programme = course.release.programme
    from msgspec.structs import replace

    draft = draft_of(programme)
    topics = (replace(draft.topics[0], title="Chuyên đề một"), *draft.topics[1:])
    newer = release(save_draft(replace(draft, topics=topics)), "", course.release.released_at)
    page = text(centre.get(f"{AT}/chep"))
    assert "Bản 2 khác bản 1 của lớp trước" in page
    assert "Chuyên đề một" in page
    form = {"title": "Lớp năm sau", "starts_on": "05/09/2026", "release": newer.pk, "code": "lop-sau"}
    assert centre.post(f"{AT}/chep", form).headers["Location"] == "/office/lop/lop-sau/lich/"
    copy = Course.objects.get(code="lop-sau")
    assert (copy.release, copy.sittings.get(no=1).items.get(no=2).title) == (newer, "Chuyên đề một")


def test_a_course_is_changed_and_says_what_stays_frozen(centre, course):
    actions.set_state(course.sittings.get(no=1), SittingState.CLOSED)
    assert "Đã mở 1 buổi (Buổi sáng 06/9/2025)" in text(centre.get(f"{AT}/sua"))
    form = {
        "title": "Tên mới", "organiser": "Học viện", "form": "trực tuyến", "starts_on": "06/09/2025",
        "ends_on": "09/09/2025", "centre-style": "party", "centre-body": "Học viện", "centre-place": "Hà Nội",
        "centre-to": "Bộ Chính trị\r\n\r\nBan Bí thư", "province-style": "state", "site-style": "state",
    }  # fmt: skip
    assert centre.post(f"{AT}/sua", form).headers["Location"] == f"{AT}/"
    course.refresh_from_db()
    assert (course.title, course.ends_on, list(course.heads)) == ("Tên mới", date(2025, 9, 9), ["centre"])
    assert course.heads["centre"]["to"] == ["Bộ Chính trị", "Ban Bí thư"]
    refused = centre.post(f"{AT}/sua", {**form, "starts_on": "07/09/2025"})
    assert (refused.status_code, "Buổi 1 (ngày 06/09/2025) nằm ngoài" in text(refused)) == (400, True)


@pytest.mark.parametrize("beside", ["above", "place", "code", "to"])
def test_a_head_without_its_body_is_not_dropped_in_silence(beside, centre, course):
    before = Course.objects.get(pk=course.pk).heads
    form = {
        "title": "Tên mới", "organiser": "Học viện", "form": "trực tuyến", "starts_on": "06/09/2025",
        "ends_on": "08/09/2025", "centre-style": "party", "centre-body": "Học viện", "centre-place": "Hà Nội",
        "province-style": "party", "site-style": "state", f"province-{beside}": "TỈNH ỦY CAO BẰNG",
    }  # fmt: skip
    answer = centre.post(f"{AT}/sua", form)
    page = answer.content.decode()
    assert answer.status_code == 400
    assert "Phần đầu này chưa có cơ quan ban hành." in page
    assert '<a href="#id_province-body">Cấp tỉnh, Cơ quan ban hành:' in page  # the list on top leads to the field
    assert page.count("TỈNH ỦY CAO BẰNG") == 1  # what was typed still stands there
    course.refresh_from_db()
    assert course.heads == before
    full = {**form, "province-body": "BAN TỔ CHỨC"}
    assert centre.post(f"{AT}/sua", full).status_code == 302
    course.refresh_from_db()
    assert sorted(course.heads) == ["centre", "province"]
    emptied = {key: value for key, value in form.items() if key != f"province-{beside}"}
    assert centre.post(f"{AT}/sua", emptied).status_code == 302
    course.refresh_from_db()
    assert sorted(course.heads) == ["centre"]


def test_courses_stand_by_time_and_are_found_without_marks(centre):
    of = cast.a_release()
    cast.a_course("lop-cu", of)
    later = actions.copy_course(
        Course.objects.get(), actions.CourseCopy("lop-sau", "Lớp đặc khu", of, date(2099, 9, 5))
    ).course
    page = text(centre.get("/office/"))
    assert re.findall(r"Sắp tới.*Lớp đặc khu.*Đã qua.*Lớp bồi dưỡng", page) != []
    actions.set_state(later.sittings.get(no=1), SittingState.OPEN)
    assert re.findall(r"Đang diễn ra.*Lớp đặc khu.*Đã qua", text(centre.get("/office/"))) != []
    found = text(centre.get("/office/?q=dac+khu"))
    assert ("Lớp đặc khu" in found, "Lớp bồi dưỡng" in found) == (True, False)
    assert "Không có lớp nào khớp với “xyz”" in text(centre.get("/office/?q=xyz"))


# --- Timetable -------------------------------------------------------------------------------------------------------


def test_sites_read_the_release_and_never_the_draft(centre, hanoi, course):
    client, at = Client(), queries.open_path(course)
    assert "Lịch của lớp chưa phát hành" in text(client.get(at))
    assert client.get(f"/office/lich/lop-1/{'0' * 32}/").status_code == 404
    assert client.get(at.replace("lop-1", "lop-2")).status_code == 404
    assert "Lịch của lớp chưa phát hành" in text(hanoi.get(f"{AT}/lich/"))
    actions.add_lecturer(course, NewLecturer(1, "Trưởng khoa", name="Nguyễn Văn An"))
    assert centre.post(f"{AT}/lich/phat-hanh").headers["Location"] == f"{AT}/lich/"
    assert centre.post(f"{AT}/lich/phat-hanh").status_code == 409
    actions.move_item(course.sittings.get(no=1).items.get(no=3), -1)
    page = text(client.get(at))
    assert ("10:45 Giải lao" in page, "08:30 Giải lao" in page, "Trưởng khoa" in page, "Nguyễn" in page) == (
        True, False, True, False,
    )  # fmt: skip
    draft = text(centre.get(f"{AT}/lich/"))
    assert "Buổi sáng 06/9/2025: “Giải lao” chuyển sang 08:30 (trước: 10:45)." in draft
    centre.post(f"{AT}/lich/phat-hanh")
    assert "08:30 Giải lao" in text(client.get(at))
    assert "10:45 Giải lao" in text(hanoi.get(f"{AT}/lich/ban/1/"))
    assert "Đã có bản mới hơn: bản 2." in text(hanoi.get(f"{AT}/lich/ban/1/"))
    assert hanoi.get(f"{AT}/lich/ban/3/").status_code == 404
    assert client.get("/office/lich/lop-9/").status_code == 404


def test_a_sitting_and_its_items_are_made_and_moved_by_forms(centre, course):
    form = {"on": "07/09/2025", "half": "sang", "starts": "8h00", "ends": "11:00", "deadline": "08:15"}
    taken = centre.post(f"{AT}/lich/buoi-moi", form)
    assert (taken.status_code, "Lớp đã có một buổi vào nửa ngày này." in text(taken)) == (400, True)
    centre.post(f"{AT}/buoi/3/xoa")
    assert centre.post(f"{AT}/lich/buoi-moi", form).headers["Location"] == f"{AT}/buoi/3/"
    assert "Buổi này chưa có mục nào" in text(centre.get(f"{AT}/buoi/3/"))
    item = {"kind": "topic", "topic": "3", "minutes": "90", "phones": "on"}
    assert centre.post(f"{AT}/buoi/3/muc-moi", {**item, "topic": ""}).status_code == 400
    centre.post(f"{AT}/buoi/3/muc-moi", item)
    centre.post(f"{AT}/buoi/3/muc-moi", {"kind": "break", "minutes": "15"})
    page = text(centre.get(f"{AT}/buoi/3/"))
    assert "3. Chuyên đề 3 90" in page
    assert "Cộng 105 ○ Còn trống 75 phút" in page
    centre.post(f"{AT}/buoi/3/muc/2/chuyen", {"by": "up"})
    sitting = course.sittings.get(no=3)
    assert [item.title for item in sitting.items.all()] == ["Giải lao", "Chuyên đề 3"]
    moved = centre.post(f"{AT}/buoi/3/muc/2/", {**item, "minutes": "200", "sitting": "2"})
    assert moved.headers["Location"].startswith(f"{AT}/buoi/2/#item-")
    assert centre.post(f"{AT}/buoi/3/muc/1/xoa").headers["Location"] == f"{AT}/buoi/3/"
    assert (sitting.items.count(), course.sittings.get(no=2).items.last().minutes) == (0, 200)
    assert "▲ Quá 200 phút" in text(centre.get(f"{AT}/buoi/2/"))
    changed = {"on": "07/09/2025", "half": "sang", "starts": "07:30", "ends": "11:00", "deadline": "07:45"}
    assert centre.post(f"{AT}/buoi/3/sua", changed).headers["Location"] == f"{AT}/buoi/3/"
    assert "07:30–11:00" in text(centre.get(f"{AT}/buoi/3/"))


def test_an_opened_sitting_says_that_it_stays(centre, course):
    actions.set_state(course.sittings.get(no=1), SittingState.OPEN)
    page = centre.get(f"{AT}/buoi/1/")
    assert ("kế hoạch được giữ nguyên như lúc mở" in text(page), "muc-moi" in page.content.decode()) == (True, False)
    assert "kế hoạch được giữ nguyên như lúc mở" in text(centre.get(f"{AT}/buoi/1/muc/1/"))
    assert centre.post(f"{AT}/buoi/1/muc/1/chuyen", {"by": "down"}).status_code == 409


def test_lecturers_are_named_stand_in_and_cannot_come(centre, course):
    at = f"{AT}/chuyen-de/1/giang-vien"
    centre.post(at, {"post": "Trưởng khoa", "name": "Nguyễn Văn An", "phone": "0912345678"})
    centre.post(at, {"post": "Phó trưởng khoa", "stand_in": "on"})
    wrong = centre.post(at, {"post": "Giảng viên", "name": "B", "phone": "12"})
    assert (wrong.status_code, 'value="Giảng viên"' in wrong.content.decode()) == (400, True)
    main, second = course.lecturers.order_by("id")
    centre.post(f"{at}/{main.pk}", {"act": "away", "on": "06/09/2025", "half": "sang"})
    page = text(centre.get(at))
    assert "Nguyễn Văn An (MP) (chuyên đề 1) báo bận; người dự bị là Phó trưởng khoa." in page
    assert "Sáng 06/9/2025" in page
    assert "báo bận" in text(centre.get(f"{AT}/lich/"))
    centre.post(f"{at}/{second.pk}", {"act": "stand_in"})
    assert queries.sheet_of(course).lecturers == {1: ("Phó trưởng khoa",)}
    assert "báo bận" not in text(centre.get(f"{AT}/lich/"))
    centre.post(f"{at}/{main.pk}", {"act": "back", "away": str(main.away.get().pk)})
    centre.post(f"{at}/{second.pk}", {"act": "remove"})
    assert [(one.post, one.stand_in, one.away.count()) for one in course.lecturers.all()] == [("Trưởng khoa", True, 0)]
    bad = [centre.post(f"{at}/{main.pk}", {"act": act}) for act in ("x", "away")]
    bad += [centre.post(f"{at}/99", {"act": "remove"}), centre.get(f"{AT}/chuyen-de/10/giang-vien")]
    assert [answer.status_code for answer in bad] == [404, 400, 404, 404]


@pytest.mark.parametrize(
    "path", ["lich/buoi-moi", "buoi/1/sua", "buoi/1/muc-moi", "buoi/1/muc/1/", "chuyen-de/1/giang-vien", "sua", "chep"]
)
def test_a_province_changes_no_timetable(path, hanoi, course):
    assert [hanoi.get(f"{AT}/{path}").status_code, hanoi.post(f"{AT}/{path}").status_code] == [404, 404]
    assert "muc-moi" not in hanoi.get(f"{AT}/buoi/1/").content.decode()


@pytest.mark.parametrize("number", [1, 3])
def test_pages_take_the_same_queries_for_any_number_of_rows(number, centre, django_assert_num_queries):
    of = cast.a_release()
    for n in range(1, number + 1):
        course = cast.a_course(f"lop-{n}", of)
        actions.add_lecturer(course, NewLecturer(1, "Trưởng khoa", name="Nguyễn Văn An"))
    for no in range(6, number * 2, -1):
        actions.remove_sitting(course.sittings.get(no=no))
    for nth in range(number):
        actions.release_timetable(course)
        actions.move_item(course.sittings.get(no=1).items.get(no=1), 1 + nth % 2)
    at = f"/office/lop/lop-{number}/"
    for path, count in (
        ("/office/", 7),
        (f"{at}lich/", 12),
        (f"{at}lich/ban/1/", 7),
        (f"{at}buoi/1/", 7),
        (at, 17),
    ):
        with django_assert_num_queries(count):
            assert centre.get(path).status_code == 200
