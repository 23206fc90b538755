"""Pages of courses: what they show, to whom, and with how many queries."""

import re

import pytest
from django.test import Client

from diemcau.people.models import Link, Slip
from diemcau.people.rules import OfficeRole
from diemcau.planning import actions
from diemcau.planning.actions import NewSite
from diemcau.planning.models import Address
from diemcau.planning.rules import AddressKind
from diemcau.units.rules import Scope
from tests.planning import cast
from tests.planning.cast import signed_in

pytestmark = pytest.mark.usefixtures("country")
ALL = Scope.everything()


def text(answer):
    plain = re.sub(r"<[^>]+>", " ", answer.content.decode())
    return " ".join(plain.split())


PAGES = [
    "/office/",
    "/office/lop/lop-1/",
    "/office/lop/lop-1/buoi/1/",
    "/office/lop/lop-1/tinh/01/",
    "/office/lop/lop-1/diem-cau/3/",
]


@pytest.mark.parametrize("path", PAGES)
def test_every_page_is_there_for_the_centre_and_in_english(path, centre, sites):
    vi, en = centre.get(path), centre.get(path, HTTP_ACCEPT_LANGUAGE="en")
    assert (vi.status_code, en.status_code) == (200, 200)
    assert vi.content != en.content


@pytest.mark.parametrize("path", PAGES)
def test_a_stranger_is_sent_to_the_door_and_a_lecturer_finds_nothing(path, client, sites):
    assert client.get(path).headers["Location"].partition("?")[0] == "/vao/"
    assert signed_in(OfficeRole.LECTURER).get(path).status_code == 404


@pytest.mark.parametrize(
    "path",
    [
        "/office/lop/lop-2/",
        "/office/lop/lop-1/buoi/7/",
        "/office/lop/lop-1/tinh/19/",
        "/office/lop/lop-1/tinh/00/",
        "/office/lop/lop-1/tinh/xx/",
        "/office/lop/lop-1/diem-cau/1/",
        "/office/lop/lop-1/diem-cau/5/",
        "/office/lop/lop-1/diem-cau/99/",
    ],
)
def test_what_is_not_there_or_not_his_is_404(path, hanoi, sites):
    assert hanoi.get(path).status_code == 404


def test_a_province_sees_its_own_branch_only(hanoi, course, sites):
    for site in sites.values():
        cast.learners(course, site, 2)
    assert "3 6" in text(hanoi.get("/office/"))
    page = text(hanoi.get("/office/lop/lop-1/"))
    assert "Điểm cầu: 3, người trong danh sách: 6" in page
    assert "Thành phố Hà Nội" in page
    assert "Thái Nguyên" not in page


def test_a_commune_of_the_same_name_elsewhere_stays_hidden(hanoi, course, sites):
    cast.learners(course, sites["05773"], 1)
    cast.learners(course, sites["10273"], 2)
    mine = hanoi.get("/office/lop/lop-1/diem-cau/3/")
    assert "Danh sách: 2 người" in text(mine)
    assert "Đầu Mối 01 (MP) 0900 000 001" in text(mine)  # the next helper


def test_the_list_of_a_site_is_in_order(centre, course, sites):
    cast.learners(course, sites["10273"], 3)
    page = text(centre.get("/office/lop/lop-1/diem-cau/3/"))
    assert re.findall(r"Nguyễn Văn (\w\d)", page) == ["C2", "B1", "A0"]


def test_a_sitting_shows_its_items_and_addresses(centre, hanoi, course, sites):
    item = course.sittings.get(no=4).items.get(kind="address")
    actions.record_address(item, "Chủ tịch UBND xã", AddressKind.THAO_LUAN, "Nêu hai việc.", sites["05773"])
    page = text(centre.get("/office/lop/lop-1/buoi/4/"))
    assert "Phát biểu thảo luận – Chủ tịch UBND xã, xã Phú Xuyên Nêu hai việc." in page
    assert "Nêu hai việc" not in text(hanoi.get("/office/lop/lop-1/buoi/4/"))


ADDRESS = {"item": "1", "kind": "phat_bieu_thao_luan", "post": "Chủ tịch UBND xã", "gist": "Nêu hai việc."}


def test_a_secretary_records_an_address_of_a_site_of_his_own(hanoi, course, sites):
    answer = hanoi.post("/office/lop/lop-1/buoi/2/phat-bieu", {**ADDRESS, "site": "3"})
    assert answer.headers["Location"] == "/office/lop/lop-1/buoi/2/"
    [one] = Address.rows.of(Scope.of_unit("01"))
    assert (one.post, one.gist, one.site, one.item.sitting.no) == (
        "Chủ tịch UBND xã",
        "Nêu hai việc.",
        sites["10273"],
        2,
    )


@pytest.mark.parametrize(
    ("wrong", "status"),
    [
        ({"site": "5"}, 404),
        ({"site": ""}, 404),
        ({"item": "99", "site": "3"}, 404),
        ({"kind": "x"}, 400),
        ({"post": ""}, 400),
    ],
)
def test_other_addresses_are_not_taken(wrong, status, hanoi, sites):
    assert hanoi.post("/office/lop/lop-1/buoi/2/phat-bieu", {**ADDRESS, **wrong}).status_code == status
    assert Address.rows.of(ALL).count() == 0


def test_the_centre_records_an_address_of_its_hall(centre, sites):
    centre.post("/office/lop/lop-1/buoi/1/phat-bieu", ADDRESS)
    assert Address.rows.of(ALL).get().site is None


def test_the_centres_organiser_says_how_a_topic_was_delivered(centre, hanoi, course):
    actions.name_lecturer(course, 9, "Giảng viên Học viện")
    form = {"how": "chua_thuc_hien", "reason": "hết giờ"}
    answer = centre.post("/office/lop/lop-1/chuyen-de/9", form)
    assert answer.headers["Location"] == "/office/lop/lop-1/"
    assert "Chưa thực hiện hết giờ" in text(centre.get("/office/lop/lop-1/"))
    assert "Giảng viên Học viện" in text(centre.get("/office/lop/lop-1/"))
    refused = [
        centre.post(f"/office/lop/lop-1/chuyen-de/{no}", {"how": how}) for no, how in ((9, "x"), (10, "thao_luan"))
    ]
    assert [no.status_code for no in [*refused, hanoi.post("/office/lop/lop-1/chuyen-de/9", form)]] == [404] * 3


# --- Literal numbers of queries: session, account, roles, then the page's own -----------------------------------------


@pytest.mark.parametrize("number", [1, 3])
def test_lists_take_the_same_queries_for_any_number_of_rows(number, centre, django_assert_num_queries):
    release = cast.a_release()
    for n in range(1, number + 1):
        course = cast.a_course(f"lop-{n}", release)
    codes = ["10273", "10330", "05773"][:number]
    for site in actions.add_sites(course, [NewSite(code, host=cast.person("A")) for code in codes]):
        cast.learners(course, site, number)
    at = f"/office/lop/lop-{number}/"
    for path, queries in (
        ("/office/", 7),
        (at, 15),
        (f"{at}buoi/1/", 7),
    ):
        with django_assert_num_queries(queries):
            assert centre.get(path).status_code == 200


# --- Slips -----------------------------------------------------------------------------------------------------------


def test_slips_are_shown_once_with_pin_and_code(centre, sites):
    answer = centre.post("/office/lop/lop-1/diem-cau/3/phieu", {"role": ["host", "chair"]})
    page = answer.content.decode()
    assert len(re.findall(r"<dd class=\"pin\">\d{3} \d{3}</dd>", page)) == 2
    assert len(re.findall(r"<p class=\"address\">http://testserver/site#p=[\w-]{32}</p>", page)) == 2
    assert page.count("<svg") == 2
    assert page.count("<p>Thành phố Hà Nội</p>") == 2  # another province has a commune of this name
    assert " style=" not in page
    assert [slip.role for slip in Slip.rows.of(ALL).order_by("id")] == ["host", "chair"]
    assert "no-store" in answer.headers["Cache-Control"]


@pytest.mark.parametrize("path", ["diem-cau/5/phieu", "tinh/19/phieu"])
def test_no_slips_for_the_sites_of_others(path, hanoi, sites):
    assert hanoi.post(f"/office/lop/lop-1/{path}").status_code == 404
    assert Slip.rows.of(ALL).count() == 0


# --- Links -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("form", "screen"),
    [
        ({"role": "lecturer"}, "/lecturer"),
        ({"role": "operator"}, "/control"),
        ({"role": "province", "province": "19"}, "/control"),
        ({"role": "host", "site": "3"}, "/site"),
    ],
)
def test_a_button_makes_a_one_time_link(form, screen, centre, sites):
    page = centre.post("/office/lop/lop-1/lien-ket", form).content.decode()
    assert re.findall(r'value="http://testserver(/\w+)#l=[\w-]{32}"', page) == [screen]
    assert Link.rows.of(ALL).get().made_by.username == "organiser-00"


@pytest.mark.parametrize(
    ("form", "status"),
    [
        ({"role": "lecturer"}, 404),
        ({"role": "operator"}, 404),
        ({"role": "province", "province": "19"}, 404),
        ({"role": "host", "site": "5"}, 404),
        ({"role": "organiser"}, 400),
        ({"role": "room", "site": "3"}, 400),
        ({}, 400),
    ],
)
def test_a_province_makes_no_link_to_desks_of_others(form, status, hanoi, sites):
    assert hanoi.post("/office/lop/lop-1/lien-ket", form).status_code == status
    assert Link.rows.of(ALL).count() == 0


def test_a_link_from_the_page_opens_the_desk(hanoi, course, sites):
    page = hanoi.post("/office/lop/lop-1/lien-ket", {"role": "province", "province": "01"}).content.decode()
    [secret] = set(re.findall(r"#l=([\w-]{32})", page))
    given = Client().post("/vao/lien-ket", {"link": secret}, content_type="application/json").json()
    assert (given["role"], given["province"], given["sitting"]) == ("province", "01", course.sittings.get(no=1).pk)


def test_buttons_need_a_form_of_ours(course, sites):
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(cast.account("lan", OfficeRole.ORGANISER))
    assert strict.post("/office/lop/lop-1/lien-ket", {"role": "lecturer"}).status_code == 403
    assert strict.get("/office/lop/lop-1/lien-ket").status_code == 405
