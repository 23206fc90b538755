"""What papers say when something is missing, and what their pages refuse."""

from datetime import date
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.test import Client
from django_tasks_db.models import DBTaskResult
from msgspec.structs import replace

from diemcau.assessment.actions import settle_course
from diemcau.assessment.models import SiteRecord
from diemcau.base.refused import Refused
from diemcau.base.words import say
from diemcau.journal.store import Store
from diemcau.knowledge.actions import take_up_course
from diemcau.knowledge.models import LessonSite
from diemcau.people.actions import add_account, grant
from diemcau.people.rules import OfficeRole
from diemcau.planning.models import Course, Site
from diemcau.reports import actions, jobs, news, pages
from diemcau.reports.course_report import course_report
from diemcau.reports.figures import figures_of, ready
from diemcau.reports.markdown import to_markdown
from diemcau.reports.paper import Column, Row, Table
from diemcau.reports.queries import units_with_papers
from diemcau.reports.quick import three_levels
from diemcau.reports.rolls import roll
from diemcau.reports.setting import TABLE_SIZES, set_table
from diemcau.reports.writing import Writing
from diemcau.units.rules import Scope
from tests.assessment import rig, sheets
from tests.assessment.rig import ALL


@pytest.fixture
def settled(course: Course) -> Course:
    settle_course(course.pk)
    take_up_course(course.pk)
    return course


def words(course: Course, level: str = "centre", unit: str = "00") -> str:
    ground = ready(course)
    text = to_markdown(course_report(ground, figures_of(ground, level, unit))).replace("\\", "")
    return " ".join(text.split())


def test_a_report_claims_no_more_than_its_own_rooms_did(settled: Course) -> None:
    told = {unit: words(settled, "site", unit) for unit in ("10273", "16708")}
    assert "chốt phương án cho 01 trên 01 tình huống thực tiễn của lớp:" in told["10273"]
    assert "02 trên 02 câu hỏi khảo sát về thực tế công việc có ý kiến trả lời:" in told["10273"]
    assert "Lớp có 01 tình huống thực tiễn; điểm cầu chưa chốt phương án nào." in told["16708"]
    assert "Lớp có 02 câu hỏi khảo sát về thực tế công việc; chưa có ý kiến trả lời." in told["16708"]
    assert "tình huống được các điểm cầu xử lý" not in told["16708"]
    assert "01 trên 01 tình huống được các điểm cầu xử lý" in words(settled)


def test_where_no_room_decided_the_class_says_so(store: Store) -> None:
    course = rig.new_course()
    play = rig.Player(store, course.sittings.get(no=1))
    play.go(1)
    play.steer("situation.open", "t1-situation")
    play.steer("situation.close", "t1-situation")
    play.close()
    settle_course(course.pk)
    assert "Lớp có 01 tình huống thực tiễn; chưa điểm cầu nào chốt phương án." in words(course)


def test_a_lesson_without_rooms_behind_it_stands_alone(settled: Course) -> None:
    LessonSite.rows.of(ALL).delete()
    assert "Hẹn ngày cụ thể rồi mới hỏi ý kiến cấp trên (số điểm cầu theo phương án khi rút bài học" in words(settled)


def test_a_class_without_objectives_has_no_table_of_them(settled: Course) -> None:
    ground = ready(settled)
    ground.programme = replace(ground.programme, objectives=())
    text = to_markdown(course_report(ground, figures_of(ground, "centre", "00")))
    assert say("paper.report.objectives_table") not in text


def test_a_test_without_another_one_after_it_has_its_shares_alone(store: Store) -> None:
    course = rig.new_course()
    (alone,) = (one for one in sheets.asked_of(course) if one.id == "t1-test1")
    play = rig.Player(store, course.sittings.get(no=1), more=(alone,))
    play.go(1)
    play.steer("test.open", "t1-test1")
    for seat in play.plan.seats:
        play.phone(seat.id, "test.answer", "t1-test1", answers=[[2], [1]])
    play.steer("test.close", "t1-test1")
    play.close()
    settle_course(course.pk)
    text = words(course)
    assert ("Thời hạn trả lời là mấy ngày? | 100,0%" in text, say("paper.learning.gain") in text) == (True, False)


def test_a_room_of_the_centre_is_called_so_without_a_name(settled: Course) -> None:
    ground = ready(settled)
    w = Writing(ground, figures_of(ground, "centre", "00"))
    (own,) = ground.places_of("province", "00")
    assert w.from_room(own) == say("paper.report.own_site").lower()
    assert w.whence([own], "site") == say("paper.report.own_site").lower()


@pytest.mark.parametrize(
    ("last", "told"), [(date(2025, 9, 8), "06 – 08/9/2025"), (date(2025, 10, 1), "06/9/2025 – 01/10/2025")]
)
def test_days_of_a_class_are_written_short_within_a_month(settled: Course, last: date, told: str) -> None:
    Course.objects.filter(pk=settled.pk).update(ends_on=last)
    settled.refresh_from_db()
    ground = ready(settled)
    brief = news.news(ground, figures_of(ground, "site", "10273"), "end", news.Fields())
    assert told in brief.bodies[0][0].text


def test_words_too_wide_for_a_page_get_the_smallest_letters_and_stay_on_it() -> None:
    columns = tuple(Column("W" * 40) for _ in range(12))
    shape = set_table(Table(columns, (Row(tuple("x" for _ in columns)),)), 450)
    assert (shape.size, round(sum(shape.widths))) == (TABLE_SIZES[-1], 450)


def test_a_province_without_rooms_has_no_part_in_the_quick_report(settled: Course) -> None:
    text = three_levels(settled.sittings.get(no=1), "96", "10273")
    assert [say(f"paper.quick.{level}") in text for level in ("centre", "province", "site")] == [True, False, True]


def test_a_site_that_was_not_counted_has_no_roll(settled: Course) -> None:
    site = Site.rows.of(ALL).get(course=settled, unit="10273")
    SiteRecord.rows.of(ALL).filter(site=site).delete()
    with pytest.raises(Refused, match=r"reports\.no_roll"):
        roll(settled.code, 1, site.no, ALL, "vi")


# --- pages and jobs --------------------------------------------------------------------------


def test_the_centres_papers_are_ordered_after_a_sitting_and_all_of_them_at_the_end(
    settled: Course, settings: LazySettings, tmp_path: Path
) -> None:
    settings.DATA = tmp_path
    actions.make_papers(settled, centre=False, provinces=[], units=["10273"])
    assert units_with_papers(settled) == ["10273"]
    orders = []
    for state in ("on", "closed"):
        settled.sittings.filter(no=2).update(state=state)
        jobs.order_papers(settled)
        orders.append(DBTaskResult.objects.latest("enqueued_at").args_kwargs["kwargs"])
    assert orders == [{"provinces": [], "units": []}, {"provinces": None, "units": ["10273"]}]


def test_pages_of_what_is_not_there_are_refused(settled: Course, settings: LazySettings, tmp_path: Path) -> None:
    settings.DATA = tmp_path
    opening, *_ = (
        one
        for one in actions.make_papers(settled, centre=False, provinces=[], units=["10273"])
        if one.kind == "news_opening"
    )
    refused = []
    for act in (
        lambda: pages.course_page("khong-co", ALL),
        lambda: pages.file_of(opening, "zip"),
        lambda: pages.data_page(opening, "data.khong-co", ALL, "vi"),
    ):
        with pytest.raises(Refused) as no:
            act()
        refused.append(no.value.code)
    for path in tmp_path.rglob("*.docx"):
        path.unlink()
    with pytest.raises(Refused) as gone:
        pages.file_of(opening, "docx")
    assert [*refused, gone.value.code] == [
        "course.unknown",
        "reports.no_file",
        "reports.no_figure",
        "reports.no_file",
    ]
    Site.rows.of(ALL).filter(unit="10273").update(chair_post="Bí thư Đảng ủy")
    data = {name: pages.data_page(opening, f"data.{name}", ALL, "vi") for name in ("chair", "topics", "situations")}
    assert data["chair"].lines == [("xã Phú Xuyên", "Bí thư Đảng ủy")]
    assert len(data["topics"].lines) == 2
    assert sorted((key, value) for key, _, value in data["situations"].figures) == [
        ("answer.1.t1-q1.rooms", 1),
        ("answer.1.t1-situation.rooms", 1),
        ("answer.2.t2-q1.rooms", 1),
    ]


@pytest.mark.urls("tests.assessment.office")
def test_the_list_of_courses_counts_the_papers_that_one_may_see(
    settled: Course, settings: LazySettings, tmp_path: Path
) -> None:
    settings.DATA = tmp_path
    actions.make_papers(settled, provinces=["01", "40"])
    seen = []
    for role, unit in ((OfficeRole.ORGANISER, "00"), (OfficeRole.PROVINCE, "40")):
        account = add_account(f"{role}-{unit}", "Người làm việc")
        grant(account, role, unit, date(2020, 1, 1))
        client = Client()
        client.force_login(account)
        assert client.get("/office/ho-so/").status_code == 200
        seen.append([line.papers for line in pages.courses(Scope.of_unit(unit))])
    assert seen == [[3], [1]]
