"""From an obstacle to the report, by an organiser at the pages: replies of each kind, proposals, papers made again."""

import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.conf import LazySettings
from django.http import HttpResponse
from django.test import Client
from django_tasks_db.models import DBTaskResult

from diemcau.base.words import say
from diemcau.knowledge.models import Lesson, Obstacle
from diemcau.people.actions import add_account, grant
from diemcau.people.rules import OfficeRole
from diemcau.planning.models import Course
from diemcau.reports.models import Snapshot
from diemcau.reports.tasks import make_papers
from tests.assessment.rig import ALL

pytestmark = pytest.mark.urls("tests.assessment.office")
OBSTACLES, PAPERS = "/office/vuong-mac/", "/office/ho-so/"


@pytest.fixture
def office(course: Course, settings: LazySettings, tmp_path: Path) -> Client:
    settings.DATA = tmp_path
    account = add_account("ban-to-chuc", "Ban tổ chức lớp")
    grant(account, OfficeRole.ORGANISER, "00", date(2020, 1, 1))
    client = Client()
    client.force_login(account)
    return client


def text(answer: HttpResponse | Any) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


def remade(office: Client, unit: str = "00") -> tuple[int, str]:
    """Order the papers, do the job that was ordered, open the newest report of a unit: its number and words."""
    assert office.post(f"{PAPERS}thu/lap")["Location"] == f"{PAPERS}thu/"
    make_papers.call(*DBTaskResult.objects.latest("enqueued_at").args_kwargs["args"])
    number = Snapshot.rows.of(ALL).filter(kind="report", unit=unit).latest("id").pk
    return number, text(office.get(f"{PAPERS}to/{number}/"))


def answer(office: Client, obstacle: Obstacle, *replies: dict[str, str]) -> None:
    page = f"{OBSTACLES}noi-dung/{obstacle.pk}/"
    for reply in replies:
        assert office.post(f"{page}tra-loi", reply)["Location"] == page
    assert office.post(f"{page}cong-bo")["Location"] == page


def test_an_obstacle_becomes_a_reply_a_proposal_and_a_line_of_the_report(office: Client) -> None:
    number, words = remade(office)
    kinds = {kind: say(f"paper.proposal.{kind}") for kind in ("noi_dung", "phuong_phap", "co_che")}
    warnings = [say("paper.report.no_proposal", kind=name) for name in kinds.values()]
    assert [warning in words for warning in warnings] == [True] * 3
    assert say("paper.evidence.obstacles_open", total="02") in words

    own, other = (Obstacle.rows.of(ALL).get(personal=personal) for personal in (True, False))
    view = {"kind": "y_kien_giang_vien", "text": "Nên thống nhất một đầu mối nhập."}
    guidance = {
        "kind": "huong_dan", "text": "Theo mục 2 của văn bản giả định.",
        "document_number": "05/GĐ", "document_on": "2025-09-01",
    }  # fmt: skip
    passed = {"kind": "chuyen", "text": "Đề nghị xem xét.", "body": "sở chuyên ngành"}
    noted = {"kind": "ghi_nhan", "text": "Đưa vào báo cáo."}
    answer(office, own, view, guidance)
    answer(office, other, passed, noted)

    lesson = Lesson.objects.get()
    result = f"result:{lesson.sitting_id}:{lesson.activity}"
    evidence = {"noi_dung": f"lesson:{lesson.pk}", "phuong_phap": result, "co_che": f"obstacle:{own.pk}"}
    for kind, behind in evidence.items():
        given = {"kind": kind, "ability": f"năng lực về {kind}", "text": f"Đề xuất {kind}.", "evidence": [behind]}
        assert office.post(f"{OBSTACLES}thu/de-xuat/ghi", given)["Location"] == f"{OBSTACLES}thu/de-xuat/"
    assert text(office.get(f"{OBSTACLES}thu/de-xuat/")).count("▲") == 0

    later, words = remade(office)
    assert later > number
    assert [warning in words for warning in warnings] == [False] * 3
    told = (
        "Ý kiến giảng viên (tham khảo): Nên thống nhất một đầu mối nhập.",
        "Hướng dẫn (số 05/GĐ, ngày 01/9/2025): Theo mục 2 của văn bản giả định.",
        "Đã chuyển đến sở chuyên ngành: Đề nghị xem xét.",
        "Ghi nhận đưa vào báo cáo: Đưa vào báo cáo.",
        "Năng lực cần nâng cao: năng lực về co_che",
        f"Căn cứ: bài học “{lesson.text.rstrip('.')}”",
        f"Căn cứ: khó khăn, vướng mắc “{own.text.rstrip('.')}”",
        f"Căn cứ: kết quả “{lesson.title}” (buổi sáng 06/9/2025)",
        "03 đề xuất, kiến nghị có minh chứng",
    )
    assert [words.count(one) for one in told] == [1] * len(told)
    figure = text(office.get(f"{PAPERS}to/{later}/so/obstacle.published/"))
    assert "Các dòng cộng lại đúng bằng số liệu" in figure

    _, hanoi = remade(office, "01")
    assert [one in hanoi for one in told[:3]] == [True, True, False]
