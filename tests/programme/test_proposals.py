"""Open slots: a province proposes, the academy approves, changes or declines; who and when stays."""

import html
import re
from typing import Any

import pytest
from django.test import Client

from diemcau.people.rules import OfficeRole
from diemcau.programme import queries
from diemcau.programme.actions import import_folder
from diemcau.programme.models import Programme, SlotProposal
from diemcau.record.models import AuditEntry
from diemcau.units.rules import Scope
from tests.planning import cast
from tests.programme.folders import GOOD, TOPIC, files

ROOT = "/office/chuong-trinh/de-xuat"
SITUATION = {
    "title": "Nước lên nhanh",
    "minutes": "10",
    "story": "Đường ngập.",
    "task": "Chọn cách.",
    "choice_1": "Ở lại",
    "choice_2": "Đi ngay",
}
SLOTS = (
    "phần mở:\n  - loại: tình huống\n    ai đề xuất: điểm cầu\n    nội dung: Một việc thật\n"
    "  - loại: câu hỏi\n    ai đề xuất: cấp tỉnh\n    nội dung: Một câu hỏi\n"
    "  - loại: bài học\n    ai đề xuất: cấp tỉnh\n    nội dung: Một bài học\n"
)


def client_of(role: OfficeRole, unit: str) -> Client:
    client = Client()
    client.force_login(cast.account(f"{role}-{unit}", role, unit))
    return client


@pytest.fixture(autouse=True)
def programme(db: None) -> Programme:
    cast.country()
    old = GOOD[TOPIC][GOOD[TOPIC].index("phần mở:") : GOOD[TOPIC].index("---\n\nGiới")]
    return import_folder(files(topic=GOOD[TOPIC].replace(old, SLOTS)))


@pytest.fixture
def province(programme: Programme) -> Client:
    return client_of(OfficeRole.PROVINCE, "01")


@pytest.fixture
def academy(programme: Programme) -> Client:
    return client_of(OfficeRole.ORGANISER, "00")


def text(answer: Any) -> str:
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", answer.content.decode())).split())


def send(client: Client, nth: int = 1, unit: str = "10273", **typed: str) -> Any:
    return client.post(f"/office/chuong-trinh/thu/de-xuat/1/{nth}", {"unit": unit, **(typed or SITUATION)})


def sent() -> SlotProposal:
    return SlotProposal.rows.of(Scope.everything()).get()


def topic() -> Any:
    return queries.draft_of(Programme.objects.get()).topics[0]


def test_a_province_proposes_for_one_of_its_communes_and_the_academy_takes_it(
    province: Client, academy: Client
) -> None:
    assert "Tình huống: Một việc thật" in text(province.get(ROOT))
    assert send(province).headers["location"] == ROOT
    assert "▲ chờ học viện xem" in text(province.get(ROOT))
    page = text(academy.get(f"{ROOT}/{sent().pk}"))
    assert "Đề xuất của Xã Phú Xuyên, Thành phố Hà Nội" in page
    academy.post(f"{ROOT}/{sent().pk}/quyet-dinh", {**SITUATION, "do": "approve"})
    entered = topic().situations[-1]
    assert (entered.title, entered.minutes, entered.mark) == (
        "Nước lên nhanh",
        10,
        "Xã Phú Xuyên, Thành phố Hà Nội đề xuất",
    )
    done = sent()
    assert (done.state, done.changed, done.entered) == ("approved", False, "Nước lên nhanh")
    assert (done.decided_by and done.decided_by.username, done.decided_at is not None) == ("organiser-00", True)
    assert "✓ đã đưa vào bản thảo" in text(province.get(ROOT))
    assert list(AuditEntry.rows.of(Scope.everything()).order_by("pk").values_list("action", flat=True)) == [
        "slot.sent",
        "slot.entered",
        "slot.approved",
    ]


def test_what_the_academy_changes_needs_a_reason_that_the_province_reads(province: Client, academy: Client) -> None:
    send(province)
    changed = {**SITUATION, "minutes": "15", "do": "approve"}
    answer = academy.post(f"{ROOT}/{sent().pk}/quyet-dinh", changed)
    assert (answer.status_code, sent().state) == (400, "sent")
    assert "Đồng chí ghi lý do" in text(answer)
    assert 'name="minutes" value="15"' in answer.content.decode()
    academy.post(f"{ROOT}/{sent().pk}/quyet-dinh", {**changed, "reason": "Cần thêm thời gian."})
    assert (topic().situations[-1].minutes, sent().changed) == (15, True)
    page = text(province.get(f"{ROOT}/{sent().pk}"))
    assert "học viện có sửa" in page
    assert "Cần thêm thời gian." in page


def test_a_proposal_is_declined_with_a_reason_only(province: Client, academy: Client) -> None:
    send(province)
    assert academy.post(f"{ROOT}/{sent().pk}/quyet-dinh", {**SITUATION, "do": "decline"}).status_code == 400
    academy.post(f"{ROOT}/{sent().pk}/quyet-dinh", {"do": "decline", "reason": "Trùng tình huống đã có."})
    assert (sent().state, sent().reason, len(topic().situations)) == ("declined", "Trùng tình huống đã có.", 1)
    assert "✕ không nhận" in text(province.get(f"{ROOT}/{sent().pk}"))
    answer = academy.post(f"{ROOT}/{sent().pk}/quyet-dinh", {**SITUATION, "do": "approve"})
    assert (answer.status_code, len(topic().situations)) == (409, 1)


def test_questions_and_lessons_of_a_province_enter_their_lists(province: Client, academy: Client) -> None:
    asked = {"title": "Đến đâu", "question": "Làm đến đâu?", "answers": "rooms", "anonymous": "khong"}
    asked |= {"choice_1": "Xong", "choice_2": "Chưa"}
    lesson = {"title": "Họp sớm", "body": "Họp trước khi nước lên."}
    for nth, typed in ((2, asked), (3, lesson)):
        assert send(province, nth, "01", **typed).status_code == 302
        found = SlotProposal.rows.of(Scope.everything()).get(state="sent")
        academy.post(f"{ROOT}/{found.pk}/quyet-dinh", {**typed, "do": "approve"})
    assert (topic().questions[-1].mark, topic().lessons[-1].mark) == ("Thành phố Hà Nội đề xuất",) * 2
    assert queries.export_folder(Programme.objects.get())["chuyen-de-1/bai-hoc-1.md"].decode() == (
        "---\ntên: Họp sớm\nđánh dấu: Thành phố Hà Nội đề xuất\n---\n\nHọp trước khi nước lên.\n"
    )


@pytest.mark.parametrize(("nth", "unit"), [(1, "05773"), (1, "01"), (1, "99999"), (2, "10273"), (2, "19"), (2, "")])
def test_nobody_proposes_for_a_unit_that_is_not_his_or_not_asked(province: Client, nth: int, unit: str) -> None:
    typed = {"title": "A", "question": "B?", "answers": "rooms", "anonymous": "khong", "choice_1": "C", "choice_2": "D"}
    answer = send(province, nth, unit, **(SITUATION if nth == 1 else typed))
    assert answer.status_code == 400
    assert "Đồng chí chọn một đơn vị của mình" in text(answer)
    assert not SlotProposal.rows.of(Scope.everything()).exists()


def test_a_proposal_of_another_province_is_not_found(province: Client) -> None:
    send(province)
    other = client_of(OfficeRole.PROVINCE, "19")
    assert other.get(f"{ROOT}/{sent().pk}").status_code == 404
    assert other.post(f"{ROOT}/{sent().pk}/rut").status_code == 404
    assert "Nước lên" not in text(other.get(ROOT))
    assert province.post(f"{ROOT}/{sent().pk}/quyet-dinh", {**SITUATION, "do": "approve"}).status_code == 404


def test_a_proposal_is_withdrawn_before_it_is_decided(province: Client, academy: Client) -> None:
    send(province)
    province.post(f"{ROOT}/{sent().pk}/rut")
    assert sent().state == "withdrawn"
    assert province.post(f"{ROOT}/{sent().pk}/rut").status_code == 409
    assert academy.post(f"{ROOT}/{sent().pk}/quyet-dinh", {**SITUATION, "do": "approve"}).status_code == 409


def test_locked_parts_take_no_proposals_neither_new_nor_waiting_ones(province: Client, academy: Client) -> None:
    send(province)
    given = queries.export_folder(Programme.objects.get())
    locked = given[TOPIC].decode().replace("phần khóa:\n", "phần khóa:\n  - tình huống\n")
    import_folder({**given, TOPIC: locked.encode()})
    assert "Tình huống: Một việc thật" not in text(province.get(ROOT)).split("Các phần mở")[1]
    assert send(province).status_code == 404
    answer = academy.post(f"{ROOT}/{sent().pk}/quyet-dinh", {**SITUATION, "do": "approve"})
    assert (answer.status_code, sent().state, len(topic().situations)) == (409, "sent", 1)
    assert "đã khóa" in text(answer)


def test_a_faulty_proposal_keeps_what_was_typed(province: Client) -> None:
    answer = send(province, 1, "10330", **{**SITUATION, "choice_2": ""})
    assert answer.status_code == 400
    assert "Có 1 phương án; cần từ 2 đến 4." in text(answer)
    assert '<option value="10330" selected>' in answer.content.decode()


def test_strangers_and_lecturers_see_nothing(programme: Programme) -> None:
    assert Client().get(ROOT).status_code == 302
    assert client_of(OfficeRole.LECTURER, "00").get(ROOT).status_code == 404


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_asks_as_often_for_three_as_for_one(
    province: Client, number: int, django_assert_num_queries: Any
) -> None:
    for _ in range(number):
        send(province)
    with django_assert_num_queries(7):  # session, account, roles; count, page; units; programmes
        page = province.get(ROOT)
    assert page.content.decode().count("Tình huống: Một việc thật</a>") == number
