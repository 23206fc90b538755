"""Pages of tests, surveys and papers: what they show, to whom, with how many queries; and a paper that is judged."""

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from diemcau.activities.kind import Role
from diemcau.assessment import actions
from diemcau.assessment.models import MarksRecord, Paper, Settlement
from diemcau.base.refused import Refused
from diemcau.journal.store import Store
from diemcau.people.actions import add_account, grant
from diemcau.people.models import Account
from diemcau.people.rules import OfficeRole
from diemcau.planning.models import Course
from diemcau.record.models import AuditEntry
from tests.activities.make import JPEG
from tests.assessment import rig, sheets
from tests.assessment.rig import ALL
from tests.classroom.rig import SECRET, Live

ROOT = "/office/danh-gia/thu/"
PAPERS = ROOT + "bai/1/t1-essay1/"


def account(role: OfficeRole, unit: str = "00") -> Account:
    made = add_account(f"{role}-{unit}", "Người làm việc (MP)")
    grant(made, role, unit, date(2020, 1, 1))
    return made


def signed_in(role: OfficeRole, unit: str = "00") -> Client:
    client = Client()
    client.force_login(account(role, unit))
    return client


def words(answer: Any) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


@pytest.fixture
def settled(store: Store) -> Course:
    course = rig.new_course(people=6)
    sheets.settled(store, course)
    return course


@pytest.fixture
def organiser(settled: Course) -> Client:
    return signed_in(OfficeRole.ORGANISER)


def paper(unit: str) -> Paper:
    return Paper.rows.of(ALL).get(site__unit=unit)


def test_a_sitting_settles_to_marks_papers_and_sheets_and_again_to_the_same(settled: Course) -> None:
    seats = 7 * 6 + 1  # rooms of six, one guest
    assert MarksRecord.rows.of(ALL).filter(activity="t1-test1").count() == seats
    assert sorted(set(MarksRecord.rows.of(ALL).values_list("marks", flat=True))) == ["01", "11"]
    assert list(Paper.rows.of(ALL).values_list("paper", "late", "passed")) == [(1, False, None)] * 2
    held = Settlement.objects.get()
    assert sorted(held.sheets) == ["address", "notice", "t1-essay1", "t1-survey1", "t1-test1", "t1-test2"]
    before = list(Paper.rows.of(ALL).values())
    Settlement.objects.update(rules_version=0)
    actions.settle(held.sitting_id)
    assert (list(Paper.rows.of(ALL).values()), Settlement.objects.get().sheets) == (before, held.sheets)


def test_the_organiser_finds_tests_surveys_and_papers_on_one_page(organiser: Client) -> None:
    shown = words(organiser.get(ROOT))
    assert "Kiểm tra before → Kiểm tra after" in shown
    assert "Ý kiến về chuyên đề 1 Chuyên đề 1 · Buổi 1 · 45 người" in shown
    assert "2 bài · 0 đã chấm · 0 đạt · 0 nộp sau hạn" in shown


def test_gain_stands_with_its_interval_its_base_and_a_caution(organiser: Client) -> None:
    shown = words(organiser.get(ROOT + "kiem-tra/1/t1-test1/"))
    assert "cùng 43 người làm cả hai lần" in shown
    assert "Mức tăng chuẩn hóa (Hake): 0,75." in shown  # 58 of 86 right before, 79 of 86 after: 21 of 28
    assert "không có nhóm đối chứng" in shown


def test_a_survey_shows_spread_median_and_mean_and_ratings_apart(organiser: Client) -> None:
    shown = words(organiser.get(ROOT + "khao-sat/1/t1-survey1/"))
    assert "45 người trả lời: 43 bằng điện thoại, 2 đếm tại phòng ở 1 điểm cầu. 43 phiếu kín đã nộp." in shown
    assert "45 người trả lời, trong đó 2 đếm tại phòng. Trung vị 5,0, trung bình 4,5" in shown
    apart = shown.partition("Ý kiến về giảng viên")
    assert ["Giảng viên trả lời rõ câu hỏi" in part for part in (apart[0], apart[2])] == [False, True]


def test_texts_of_a_survey_stand_alone(organiser: Client) -> None:
    shown = words(organiser.get(ROOT + "khao-sat/1/t1-survey1/3/"))
    assert sheets.ADVICE in shown
    assert "Tình huống" not in shown
    assert organiser.get(ROOT + "khao-sat/1/t1-survey1/9/").status_code == 404


@pytest.mark.parametrize("page", ["kiem-tra/1/t1-test1/", "khao-sat/1/t1-survey1/", "khao-sat/1/t1-survey1/3/"])
def test_figures_of_the_class_are_for_the_organiser_alone(settled: Course, page: str) -> None:
    assert signed_in(OfficeRole.PROVINCE, "01").get(ROOT + page).status_code == 404
    assert signed_in(OfficeRole.OPERATOR).get(ROOT + page).status_code == 404
    assert signed_in(OfficeRole.LECTURER).get(ROOT + page).status_code == 404
    assert Client().get(ROOT + page)["Location"].startswith("/vao/?")


def test_a_province_sees_and_judges_its_own_papers_only(settled: Course) -> None:
    hanoi = signed_in(OfficeRole.PROVINCE, "01")
    shown = words(hanoi.get(ROOT))
    assert ("1 bài" in shown, "Kiểm tra" in shown, "Khảo sát" in shown) == (True, False, False)
    assert hanoi.get(PAPERS).content.count(b'<th scope="row">') == 1
    foreign = paper("16690").pk
    assert hanoi.get(f"/office/danh-gia/bai/{foreign}/").status_code == 404
    answer = hanoi.post(f"/office/danh-gia/bai/{foreign}/cham", {"paper": 1, "passed": "yes"})
    assert answer.status_code == 404


def test_a_paper_is_read_with_its_photos(organiser: Client) -> None:
    shown = organiser.get(f"/office/danh-gia/bai/{paper('16690').pk}/")
    assert "Tôi sẽ họp giao ban ngắn hơn, 16690." in words(shown)
    assert f'src="{JPEG}"' in shown.content.decode()
    assert "img-src 'self' data:" in shown["Content-Security-Policy"]


@pytest.mark.parametrize(
    ("page", "queries"),
    [("", 6), ("kiem-tra/1/t1-test1/", 7), ("khao-sat/1/t1-survey1/", 8), ("bai/1/t1-essay1/", 7)],
)
@pytest.mark.parametrize("people", [2, 6])
def test_a_page_asks_as_often_for_few_as_for_many(
    store: Store, django_assert_num_queries: Any, people: int, page: str, queries: int
) -> None:
    sheets.settled(store, rig.new_course(people=people))
    client = signed_in(OfficeRole.ORGANISER)
    with django_assert_num_queries(queries):
        client.get(ROOT + page)


# --- judging, by a live process --------------------------------------------------------------------------


@pytest.fixture
def live(tmp_path: Path, journal: str, settled: Course, settings: Any) -> Iterator[Live]:
    """A live process on the journal of the class."""
    made = Live(tmp_path, journal).start()
    settings.LIVE_URL, settings.SECRET_KEY = f"http://127.0.0.1:{made.port}", SECRET
    yield made
    made.kill()


def test_a_judgement_reaches_the_record_the_phone_and_the_next_settling(
    live: Live, settled: Course, store: Store
) -> None:
    client = signed_in(OfficeRole.ORGANISER)
    mine, other = paper("10273"), paper("16690")
    said = {"paper": 1, "passed": "no", "remark": "Đồng chí nêu rõ hơn việc cụ thể."}
    answer = client.post(f"/office/danh-gia/bai/{mine.pk}/cham", said)
    assert answer["Location"] == f"/office/danh-gia/bai/{other.pk}/"
    held = paper("10273")
    assert (held.passed, store.text(f"sitting:{mine.sitting_id}", held.remark)) == (False, said["remark"])
    assert AuditEntry.rows.of(ALL).filter(action="paper.judged").count() == 1
    before = Paper.rows.of(ALL).filter(pk=mine.pk).values().get()
    actions.settle(mine.sitting_id)
    assert Paper.rows.of(ALL).filter(pk=mine.pk).values().get() == before
    told = phone_view(live, mine)
    assert told["verdict"]["passed"] is False
    assert told["verdict"]["remark"] == said["remark"]


def phone_view(live: Live, held: Paper) -> Any:
    """What the phone of a paper's writer sees of it."""
    from diemcau.base import tokens
    from diemcau.base.clock import now_ms
    from tests.classroom.rig import KEY

    seat, site = held.enrolment_id, held.site_id
    claims = tokens.Claims(
        Role.PHONE, held.sitting_id, 0, site, seat, "", f"seat:{seat}", "phone", 0, now_ms() + 60_000
    )
    _, answer = live.get("/live/view", tokens.mint(claims, KEY))
    return next(view["view"] for view in answer["views"] if view["topic"].startswith("seat"))["acts"]["t1-essay1"]


def test_a_paper_that_was_replaced_meanwhile_is_not_judged(settled: Course) -> None:
    held = paper("10273")
    with pytest.raises(Refused) as refused:
        actions.judge(held.pk, 2, True, "", ALL, account(OfficeRole.ORGANISER))
    assert refused.value.code == "paper.replaced"


def test_without_a_live_process_nothing_is_written_down(settled: Course, settings: Any) -> None:
    settings.LIVE_URL = "http://127.0.0.1:9"  # nobody listens on the discard port
    client, held = signed_in(OfficeRole.ORGANISER), paper("10273")
    assert client.post(f"/office/danh-gia/bai/{held.pk}/cham", {"paper": 1, "passed": "yes"}).status_code == 503
    assert paper("10273").passed is None
