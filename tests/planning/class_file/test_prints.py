"""Papers for print out of the plan: of a site, of a province by the worker, and those that a desk asks for."""

import re
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django_tasks_db.models import DBTaskResult

from diemcau.base.refused import Refused
from diemcau.people.actions import enter_by_slip
from diemcau.people.rules import DeskRole, OfficeRole
from diemcau.planning.actions import class_file as actions
from diemcau.planning.actions import issue_site_slips, join_site
from diemcau.planning.models import Course, PrintOrder, Site
from diemcau.planning.papers.kinds import PaperKind
from diemcau.planning.printing import print_province
from tests.planning import cast
from tests.planning.filing import CANARY, EVERYWHERE, ROOT
from tests.planning.papers_read import flat, pages

# --- Papers -----------------------------------------------------------------------------------------------------------


def text_of(client: Client, path: str) -> str:
    answer = client.get(f"{ROOT}/{path}")
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
    return flat("".join(pages(answer.content)))


def test_the_sheet_of_a_site_has_its_list_in_the_order_of_protocol_with_its_numbers(hanoi: Client) -> None:
    text = text_of(hanoi, "diem-cau/3/in/diem-danh.pdf?buoi=1")
    assert re.findall(r"(\d) Nguyễn Văn (\w\d) \(MP\)", text) == [("1", "C2"), ("2", "B1"), ("3", "A0"), ("4", "D3")]
    assert "Điểm cầu số 3: Xã Phú Xuyên, Thành phố Hà Nội" in text
    assert "XÃ PHÚ XUYÊN" in text
    assert "Phú Xuyên, ngày 06 tháng 9 năm 2025" in text


def test_guests_of_a_room_that_joined_stand_after_the_people_of_the_house(
    sites: dict[str, Site], hanoi: Client
) -> None:
    join_site(sites["10330"], sites["10273"])
    text = text_of(hanoi, "diem-cau/3/in/diem-danh.pdf?buoi=1")
    assert "Dự ghép từ điểm cầu số 4: phường Ứng Thiên" in text
    assert re.findall(r"(\d) Nguyễn Văn \w\d \(MP\)", text) == ["1", "2", "3", "4", "5", "6"]


def test_a_sheet_is_for_sittings_of_one_day(hanoi: Client) -> None:
    assert "Sáng (ký tên) Chiều (ký tên)" in text_of(hanoi, "diem-cau/3/in/diem-danh.pdf?buoi=1,2")
    codes = [
        hanoi.get(f"{ROOT}/diem-cau/3/in/diem-danh.pdf?buoi={asked}").status_code for asked in ("2,3", "9", "", "x")
    ]
    assert codes == [400, 404, 404, 404]


@pytest.mark.parametrize("paper", ["diem-danh.pdf?buoi=1", "bien-ten.pdf", "vao-lop.pdf", "huong-dan.pdf"])
def test_nobody_of_a_foreign_branch_is_ever_on_a_paper(paper: str, hanoi: Client, academy: Client) -> None:
    assert hanoi.get(f"{ROOT}/diem-cau/5/in/{paper}").status_code == 404
    for no in (2, 3, 4):
        assert CANARY not in text_of(hanoi, f"diem-cau/{no}/in/{paper}")
    if paper.startswith(("diem", "bien")):
        assert CANARY in text_of(academy, f"diem-cau/5/in/{paper}")


def test_timetable_and_rules_come_from_the_plan(hanoi: Client) -> None:
    assert "08:00 – 08:30 Khai mạc" in text_of(hanoi, "in/lich-hoc.pdf")
    assert "chốt trước 08:15" in text_of(hanoi, "in/noi-quy.pdf")
    assert hanoi.get(f"{ROOT}/in/khong-co.pdf").status_code == 404
    assert hanoi.get(f"{ROOT}/diem-cau/3/in/khong-co.pdf").status_code == 404


# --- Prints of a province ---------------------------------------------------------------------------------------------


def test_a_province_orders_a_paper_of_all_its_sites_and_the_worker_makes_it(hanoi: Client) -> None:
    assert hanoi.post(f"{ROOT}/tinh/01/in", {"paper": "diem-danh", "buoi": "1"}).status_code == 302
    order = PrintOrder.rows.of(EVERYWHERE).get()
    waiting = hanoi.get(f"{ROOT}/tinh/01/tep").content.decode()
    assert ('hx-trigger="load delay:2s"' in waiting, "<progress" in waiting) == (True, True)
    assert hanoi.get(f"{ROOT}/tep/{order.pk}.pdf").status_code == 404
    print_province.call(*DBTaskResult.objects.latest("enqueued_at").args_kwargs["args"])
    ready = hanoi.get(f"{ROOT}/tinh/01/tep").content.decode()
    assert ("hx-trigger" in ready, "Danh sách điểm danh – Buổi sáng 06/9/2025" in ready) == (False, True)
    made = pages(hanoi.get(f"{ROOT}/tep/{order.pk}.pdf").content)
    order.refresh_from_db()
    assert (order.state, order.done, order.all) == ("ready", 3, 3)
    assert sorted({re.search(r"Điểm cầu số (\d+) –", flat(page))[1] for page in made}) == ["2", "3", "4"]  # type: ignore[index]
    assert CANARY not in "".join(made)


def test_a_print_is_for_its_own_branch(hanoi: Client, thai_nguyen: Client) -> None:
    hanoi.post(f"{ROOT}/tinh/01/in", {"paper": "bien-ten"})
    order = PrintOrder.rows.of(EVERYWHERE).get()
    print_province.call(order.pk)
    assert thai_nguyen.get(f"{ROOT}/tep/{order.pk}.pdf").status_code == 404
    assert hanoi.get(f"{ROOT}/tep/{order.pk}.pdf").status_code == 200


def test_an_order_that_fails_says_so(hanoi: Client, sites: dict[str, Site]) -> None:
    hanoi.post(f"{ROOT}/tinh/01/in", {"paper": "bien-ten"})
    order = PrintOrder.rows.of(EVERYWHERE).get()
    PrintOrder.rows.of(EVERYWHERE).update(paper="diem-danh", sittings=[99])
    with pytest.raises(Refused, match=r"course\.no_sitting"):
        print_province.call(order.pk)
    assert "Không lập được, hãy thử lại" in hanoi.get(f"{ROOT}/tinh/01/tep").content.decode()


def test_old_prints_are_thrown_away_with_their_files(course: Course, sites: dict[str, Site], data_folder: Path) -> None:
    by = cast.account("a", OfficeRole.ORGANISER)
    for _ in range(actions.KEPT_PRINTS + 2):
        order = actions.order_print(
            course, "01", PaperKind.GUIDE, [], by=by, scope=EVERYWHERE, lang="vi", address="https://x"
        )
        actions.keep_print(order, b"%PDF-")
    left = set(PrintOrder.rows.of(EVERYWHERE).values_list("pk", flat=True))
    assert len(left) == actions.KEPT_PRINTS
    assert {int(path.stem) for path in (data_folder / "prints").iterdir()} == left


# --- The desk ---------------------------------------------------------------------------------------------------------


def desk(site: Site, role: DeskRole = DeskRole.HOST) -> str:
    [slip] = issue_site_slips([site], [role])
    return enter_by_slip(slip.secret, slip.pin, "may-tinh-1")[1]


def ask(body: dict[str, object]) -> Any:
    return Client().post("/office/ban/in", body, content_type="application/json")


def test_a_host_prints_the_sheet_of_his_own_site_with_the_secret_of_his_desk(sites: dict[str, Site]) -> None:
    answer = ask({"session": desk(sites["10273"]), "paper": "diem-danh", "sittings": []})
    text = flat("".join(pages(answer.content)))
    assert (answer.status_code, answer["Cache-Control"]) == (200, "no-store")
    assert "Điểm cầu số 3: Xã Phú Xuyên, Thành phố Hà Nội" in text
    assert "Buổi sáng 06/9/2025" in text
    assert CANARY not in text


def test_a_secret_that_is_none_prints_nothing(sites: dict[str, Site]) -> None:
    asked = {"paper": "diem-danh", "sittings": [1]}
    session = desk(sites["10273"])
    issue_site_slips([sites["10273"]], [DeskRole.HOST])  # the old one dies, with its desk
    codes = [ask({**asked, "session": secret}).status_code for secret in ("", "x" * 40, session)]
    assert codes == [401, 401, 401]


@pytest.mark.parametrize(
    "body", [{}, {"session": 1}, {"session": "x", "paper": "bien-ten"}, {"session": "x", "paper": "y", "sittings": []}]
)
def test_a_question_without_its_parts_is_refused(sites: dict[str, Site], body: dict[str, object]) -> None:
    assert ask(body).status_code in {400, 404}


def test_a_desk_takes_json_only(sites: dict[str, Site]) -> None:
    asked = {"session": desk(sites["10273"]), "paper": "diem-danh", "sittings": "1"}
    assert Client().post("/office/ban/in", asked).status_code == 415
