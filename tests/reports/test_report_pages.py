"""Pages of papers: a figure opened down to its rows, scope, downloads, jobs."""

import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.conf import LazySettings
from django.http import HttpResponse
from django.test import Client
from django_tasks_db.models import DBTaskResult

from diemcau.journal.store import Store
from diemcau.people.actions import add_account, grant
from diemcau.people.rules import OfficeRole
from diemcau.planning.models import Course, Sitting
from diemcau.reports import actions
from diemcau.reports.models import Snapshot
from diemcau.reports.pages import Opening
from diemcau.reports.queries import course_papers
from diemcau.reports.rules import adds_up
from diemcau.reports.tasks import make_papers
from diemcau.units.rules import Scope
from tests.assessment import rig
from tests.assessment.rig import ALL

pytestmark = pytest.mark.urls("tests.assessment.office")
LIST = "/office/ho-so/thu/"


def signed_in(role: OfficeRole, unit: str = "00") -> Client:
    account = add_account(f"{role}-{unit}", "Người làm việc")
    grant(account, role, unit, date(2020, 1, 1))
    client = Client()
    client.force_login(account)
    return client


@pytest.fixture
def papers(course: Course, settings: LazySettings, tmp_path: Path) -> dict[str, Snapshot]:
    settings.DATA = tmp_path
    made = actions.make_papers(course, provinces=["01", "40"], units=["10273"])
    return {f"{paper.kind}/{paper.unit_id}": paper for paper in made}


@pytest.fixture
def centre(papers: dict[str, Snapshot]) -> Client:
    return signed_in(OfficeRole.ORGANISER)


def text(answer: HttpResponse | Any) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


def address(paper: Snapshot) -> str:
    return f"/office/ho-so/to/{paper.pk}/"


def test_the_list_shows_the_newest_paper_of_each(centre: Client, papers: dict[str, Snapshot], course: Course) -> None:
    actions.make_papers(course, provinces=[])
    page = centre.get(LIST).content.decode()
    assert page.count('<th scope="row">') == 6
    assert [f'"{address(paper)}"' in page for name, paper in papers.items() if name != "report/00"] == [True] * 5
    assert f'"{address(papers["report/00"])}"' not in page


def test_the_list_takes_the_same_queries_for_one_paper_and_for_three(
    course: Course, settings: LazySettings, tmp_path: Path, django_assert_num_queries: Any
) -> None:
    settings.DATA = tmp_path
    actions.make_papers(course, provinces=[])
    client = signed_in(OfficeRole.ORGANISER)
    with django_assert_num_queries(9):
        client.get(LIST)
    actions.make_papers(course, centre=False, provinces=["01", "40"])
    with django_assert_num_queries(9):
        page = client.get(LIST)
    assert page.content.count(b'<th scope="row">') == 3


def test_every_number_of_the_page_leads_to_its_rows(centre: Client, papers: dict[str, Snapshot]) -> None:
    page = centre.get(address(papers["report/00"]))
    links = sorted(set(re.findall(r'href="(so/[^"]+)"', page.content.decode())))
    assert len(links) > 60
    for link in links:
        assert centre.get(address(papers["report/00"]) + link).status_code == 200, link


def test_a_figure_opens_to_provinces_to_sites_to_people(centre: Client, papers: dict[str, Snapshot]) -> None:
    figure = f"{address(papers['report/00'])}so/people.once/"
    whole = text(centre.get(figure))
    assert ["Thành phố Hà Nội" in whole, "Tỉnh Nghệ An" in whole, "Cộng 3 dòng 28" in whole] == [True] * 3
    province = text(centre.get(figure, {"o": "01"}))
    assert ["xã Phú Xuyên" in province, "Cộng 3 dòng 12" in province] == [True, True]
    site = text(centre.get(figure, {"o": "10273"}))
    assert site.count("(MP)") == 4
    assert ["buổi 1: vắng có phép · buổi 2: có mặt" in site, "Cộng 4 dòng 4" in site] == [True, True]


def test_rows_add_up_to_every_figure_down_to_the_last_place(papers: dict[str, Snapshot]) -> None:
    for paper in (papers["report/00"], papers["report/40"], papers["report/10273"]):
        opening = Opening(paper, Scope.everything())
        for key, figure in {**paper.figures, **paper.run}.items():
            if not adds_up(key) or not figure["value"]:
                continue
            assert opening.figure(key).total == figure["value"], key
            for code, value in figure["rows"]:
                page = opening.figure(key, code)
                assert (page.value, page.total) == (value, value), (key, code)


def test_a_province_sees_its_own_papers_and_no_others(centre: Client, papers: dict[str, Snapshot]) -> None:
    hanoi = signed_in(OfficeRole.PROVINCE, "01")
    assert hanoi.get(LIST).content.count(b'<th scope="row">') == 4
    seen = {name: hanoi.get(address(paper)).status_code for name, paper in papers.items()}
    assert seen == {
        "report/00": 404,
        "report/01": 200,
        "report/40": 404,
        "report/10273": 200,
        "news_opening/10273": 200,
        "news_end/10273": 200,
    }
    own = address(papers["report/01"])
    assert hanoi.get(f"{own}so/people.once/", {"o": "10273"}).status_code == 200
    assert hanoi.get(f"{own}so/people.once/", {"o": "16690"}).status_code == 404
    assert hanoi.get(f"{address(papers['report/40'])}tai-ve/docx").status_code == 404
    assert Client().get(LIST)["Location"].startswith("/vao/?")


def test_every_sentence_of_a_brief_leads_to_its_data(centre: Client, papers: dict[str, Snapshot]) -> None:
    for name in ("news_opening/10273", "news_end/10273"):
        page = centre.get(address(papers[name]))
        links = set(re.findall(r'href="(so/[^"]+)"', page.content.decode()))
        assert len(links) >= 4
        for link in links:
            assert centre.get(address(papers[name]) + link).status_code == 200, link


def test_files_come_as_they_were_made(centre: Client, papers: dict[str, Snapshot]) -> None:
    paper = papers["news_end/10273"]
    for name, begins in (("docx", b"PK"), ("pdf", b"%PDF"), ("md", b"**")):
        answer = centre.get(f"{address(paper)}tai-ve/{name}")
        assert (answer.content[: len(begins)], answer["Content-Disposition"]) == (
            begins,
            f'attachment; filename="news_end-site-10273.{name}"',
        )
    assert centre.get(f"{address(paper)}tai-ve/vi.html").status_code == 404
    assert centre.get(f"{address(paper)}tai-ve/xlsx").status_code == 404


def test_an_unknown_figure_or_paper_is_not_found(centre: Client, papers: dict[str, Snapshot]) -> None:
    paper = address(papers["report/00"])
    assert [centre.get(f"{paper}so/{key}/").status_code for key in ("people.x", "data.x", "data.")] == [404] * 3
    assert centre.get("/office/ho-so/to/999999/").status_code == 404


def test_a_paper_says_when_records_came_after_it(
    centre: Client, papers: dict[str, Snapshot], store: Store, course: Course
) -> None:
    from diemcau.assessment.actions import settle_course

    warning = "Có bản ghi đến sau khi lập hồ sơ này"
    assert warning not in text(centre.get(address(papers["report/00"])))
    play = rig.Player(store, Sitting.objects.get(course=course, no=1), again=True)
    play.desk("40", "obstacle.send", text="Gửi muộn.", field="khac")
    settle_course(course.pk)
    assert warning in text(centre.get(address(papers["report/00"])))


def test_papers_are_ordered_from_the_worker(centre: Client, course: Course) -> None:
    assert centre.post(f"{LIST}lap")["Location"] == LIST
    given = {"unit": "10273", "next_steps": "Triển khai", "byline": "Tin: A"}
    assert centre.post(f"{LIST}lap-xa", given)["Location"] == LIST
    jobs = [job.args_kwargs["args"][1:] for job in DBTaskResult.objects.order_by("enqueued_at")]
    fields = {"next_steps": "Triển khai", "byline": "Tin: A", "publisher": ""}
    assert jobs == [[True, None, [], None], [False, [], ["10273"], fields]]
    for unit in ("99999", "00", "x", ""):
        assert centre.post(f"{LIST}lap-xa", {"unit": unit}).status_code == 404


def test_a_province_orders_papers_of_its_own_only(papers: dict[str, Snapshot]) -> None:
    hanoi = signed_in(OfficeRole.PROVINCE, "01")
    hanoi.post(f"{LIST}lap")
    assert DBTaskResult.objects.get().args_kwargs["args"][1:] == [False, ["01"], [], None]
    assert hanoi.post(f"{LIST}lap-xa", {"unit": "16690"}).status_code == 404


def test_the_job_makes_the_papers(course: Course, settings: LazySettings, tmp_path: Path) -> None:
    settings.DATA = tmp_path
    numbers = make_papers.call(course.pk, False, [], ["10273"], {"next_steps": "", "byline": "Tin: A", "publisher": ""})
    assert [Snapshot.rows.of(ALL).get(pk=number).kind for number in numbers] == ["report", "news_opening", "news_end"]
    assert [paper.url for paper in course_papers(course)] == [f"/office/ho-so/to/{number}/" for number in numbers]
