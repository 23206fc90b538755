"""Pages of obstacles, lessons and proposals: what they show, to whom, with how many queries."""

import re
from datetime import date
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client

from diemcau.knowledge import actions
from diemcau.knowledge.actions import NewReply
from diemcau.knowledge.models import Lesson, Obstacle, Proposal
from diemcau.people.actions import add_account, grant
from diemcau.people.rules import OfficeRole
from diemcau.planning.models import Course
from tests.assessment.rig import ALL

pytestmark = pytest.mark.urls("tests.assessment.office")


def signed_in(role: OfficeRole, unit: str = "00") -> Client:
    account = add_account(f"{role}-{unit}", "Người làm việc")
    grant(account, role, unit, date(2020, 1, 1))
    client = Client()
    client.force_login(account)
    return client


@pytest.fixture
def taken(course: Course) -> Course:
    actions.take_up_course(course.pk)
    return course


@pytest.fixture
def centre(taken: Course) -> Client:
    return signed_in(OfficeRole.ORGANISER)


def text(answer: HttpResponse | Any) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


def own() -> Obstacle:
    return Obstacle.rows.of(ALL).get(personal=True)


LIST = "/office/vuong-mac/thu/"


def test_a_stranger_is_sent_to_the_door_and_a_lecturer_sees_nothing(taken: Course) -> None:
    assert own().text in text(signed_in(OfficeRole.ORGANISER).get(LIST))
    assert Client().get(LIST)["Location"].startswith("/vao/?")
    assert signed_in(OfficeRole.LECTURER).get(LIST).status_code == 404


def test_the_only_course_opens_at_once(centre: Client) -> None:
    assert centre.get("/office/vuong-mac/")["Location"] == LIST


def test_a_province_sees_its_own_obstacles(taken: Course) -> None:
    hanoi = signed_in(OfficeRole.PROVINCE, "01")
    words = text(hanoi.get(LIST))
    assert ["nhiều phần mềm" in words, "Thiếu máy quét" in words] == [True, False]
    other = Obstacle.rows.of(ALL).get(personal=False)
    assert hanoi.get(f"/office/vuong-mac/noi-dung/{other.pk}/").status_code == 404
    answer = hanoi.post(f"/office/vuong-mac/noi-dung/{other.pk}/tra-loi", {"kind": "ghi_nhan", "text": "x"})
    assert answer.status_code == 404


@pytest.mark.parametrize(("typed", "found"), [("phan mem", 1), ("Phần mềm", 1), ("MÁY QUÉT", 1), ("không có", 0)])
def test_words_are_found_with_marks_or_without(centre: Client, typed: str, found: int) -> None:
    page = centre.get(LIST, {"q": typed})
    assert page.content.count(b'<th scope="row">') == found


def test_the_list_is_narrowed_by_state(centre: Client) -> None:
    actions.answer(own().pk, NewReply("ghi_nhan", "Đã ghi."), ALL)
    answered = centre.get(LIST, {"trang-thai": "answered"})
    assert [answered.content.count(b'<th scope="row">'), "Đã trả lời, chưa công bố (1)" in text(answered)] == [1, True]


def test_the_list_takes_the_same_queries_for_one_row_and_for_three(
    centre: Client, taken: Course, django_assert_num_queries: Any
) -> None:
    rows = Obstacle.rows.of(ALL)
    kept = rows.get(personal=False)
    rows.filter(personal=True).delete()
    with django_assert_num_queries(7):  # session, account, roles, course, counts, number of rows, rows
        centre.get(LIST)
    for seq in (9001, 9002):
        Obstacle.rows.create(
            course=taken, sitting=kept.sitting, site=kept.site, stream=kept.stream, seq=seq, personal=False,
            field="khac", text="Một nội dung", fold="mot noi dung",
        )  # fmt: skip
    with django_assert_num_queries(7):
        page = centre.get(LIST)
    assert page.content.count(b'<th scope="row">') == 3


def test_an_obstacle_is_answered_and_published_on_its_page(centre: Client) -> None:
    page = f"/office/vuong-mac/noi-dung/{own().pk}/"
    refused = centre.post(f"{page}tra-loi", {"kind": "huong_dan", "text": "Theo văn bản."})
    assert (refused.status_code, "Hướng dẫn phải ghi số và ngày" in text(refused)) == (400, True)
    given = {"kind": "huong_dan", "text": "Theo văn bản.", "document_number": "05/GĐ", "document_on": "2025-09-01"}
    assert centre.post(f"{page}tra-loi", given)["Location"] == page
    assert "số 05/GĐ, ngày 01/09/2025" in text(centre.get(page))
    assert centre.post(f"{page}cong-bo")["Location"] == page
    assert own().state == "published"


def test_lessons_show_what_they_rest_on_without_naming_a_room(centre: Client) -> None:
    words = text(centre.get(f"{LIST}bai-hoc/"))
    assert Lesson.objects.get().text in words
    assert "Đối chiếu quyết định của 2 điểm cầu; số điểm cầu theo phương án: 2 – 1 – 1" in words
    assert "Phú Xuyên" not in words


def test_a_proposal_is_written_with_evidence_from_the_picker(centre: Client) -> None:
    lesson = Lesson.objects.get()
    given = {"kind": "noi_dung", "ability": "xử lý hồ sơ", "text": "Bổ sung tình huống."}
    refused = centre.post(f"{LIST}de-xuat/ghi", given)
    assert (refused.status_code, Proposal.objects.count()) == (400, 0)
    evidence = [f"lesson:{lesson.pk}", f"obstacle:{own().pk}", f"result:{lesson.sitting_id}:{lesson.activity}"]
    assert centre.post(f"{LIST}de-xuat/ghi", {**given, "evidence": evidence})["Location"] == f"{LIST}de-xuat/"
    made = Proposal.objects.get()
    form = centre.get(f"{LIST}de-xuat/{made.pk}/").content.decode()
    assert form.count("checked") == 4  # the kind and three pieces of evidence
    listed = text(centre.get(f"{LIST}de-xuat/"))
    assert ["1 bài học, 1 khó khăn, vướng mắc, 1 kết quả" in listed, listed.count("▲")] == [True, 2]
    centre.post(f"{LIST}de-xuat/{made.pk}/xoa")
    assert Proposal.objects.count() == 0


def test_only_the_centre_writes_proposals(taken: Course) -> None:
    assert signed_in(OfficeRole.ORGANISER).get(f"{LIST}de-xuat/").status_code == 200
    assert signed_in(OfficeRole.ORGANISER, "01").get(f"{LIST}de-xuat/").status_code == 404
