"""Pages of sites: what they show, to whom, with how many queries; sites made, changed and taken out by them."""

import re
from datetime import date

import pytest
from django.test import Client

from diemcau.people.actions import grant
from diemcau.people.models import Slip
from diemcau.people.rules import DeskRole, OfficeRole
from diemcau.planning import actions
from diemcau.planning.actions import NewSite
from diemcau.planning.models import NoSite, Site
from diemcau.planning.rules import SittingState
from diemcau.units.rules import Scope
from tests.planning import cast

pytestmark = pytest.mark.usefixtures("country")
ALL = Scope.everything()
AT = "/office/lop/lop-1/"


def text(answer):
    plain = re.sub(r"<[^>]+>", " ", answer.content.decode())
    return " ".join(plain.split())


def listed(answer):
    """Names of the sites in a list."""
    return re.findall(r'<th scope="row"><a href="/office/lop/lop-1/diem-cau/(\d+)/">', answer.content.decode())


FORM = {"state": "own", "host": "Đầu Mối 10273 (MP)", "host_phone": "0900 010 273", "chair_post": "Bí thư Đảng ủy"}

LOOKED_AT = ["diem-cau/", "diem-cau/danh-sach", "tinh/01/", "diem-cau/3/"]
PLANNED = [
    "diem-cau/tao",
    "diem-cau/phieu",
    "diem-cau/3/sua",
    "diem-cau/3/xoa",
    "tinh/01/them",
    "tinh/01/sua?site=3",
    "tinh/01/phieu",
]


@pytest.mark.parametrize("path", [*LOOKED_AT, *PLANNED])
def test_every_page_is_there_for_the_centre_and_its_province_in_both_languages(path, centre, hanoi, sites):
    answers = [who.get(AT + path, HTTP_ACCEPT_LANGUAGE=lang) for who in (centre, hanoi) for lang in ("vi", "en")]
    assert [answer.status_code for answer in answers] == [200] * 4
    assert answers[0].content != answers[1].content


@pytest.mark.parametrize("path", LOOKED_AT)
def test_an_operator_looks(path, operator, sites):
    assert operator.get(AT + path).status_code == 200


@pytest.mark.parametrize("path", PLANNED)
def test_an_operator_plans_nothing(path, operator, sites):
    assert operator.get(AT + path).status_code == 404


@pytest.mark.parametrize(
    "path",
    [
        "diem-cau/5/",
        "diem-cau/5/sua",
        "diem-cau/5/xoa",
        "tinh/19/",
        "tinh/19/them",
        "tinh/19/sua?site=5",
        "tinh/19/phieu",
        "tinh/00/",
        "diem-cau/tao?tinh=19",
    ],
)
def test_what_is_of_another_province_is_404(path, hanoi, sites):
    assert hanoi.get(AT + path).status_code == 404


@pytest.mark.parametrize(
    ("path", "form"),
    [
        ("diem-cau/5/sua", FORM),
        ("diem-cau/5/xoa", {}),
        ("diem-cau/5/phieu", {}),
        ("tinh/19/them", {"unit": "05773", "room": "B"}),
        ("tinh/19/sua", {"site": "5", "carrier": "x"}),
        ("tinh/19/khong-co", {"unit": "19", "reason": "x"}),
        ("tinh/19/phieu", {"which": "all", "form": "text"}),
        ("diem-cau/tao", {"tinh": "19"}),
    ],
)
def test_nothing_of_another_province_is_changed(path, form, hanoi, course, sites):
    before = list(Site.rows.of(ALL).order_by("pk").values())
    assert hanoi.post(AT + path, form).status_code == 404
    assert (list(Site.rows.of(ALL).order_by("pk").values()), Slip.rows.of(ALL).count()) == (before, 0)


def test_no_page_of_a_province_tells_of_somebody_elsewhere(hanoi, course, sites):
    """A canary in the site of another province, whose commune bears the same name."""
    foreign = sites["05773"]
    canary = cast.person("Chim Hoàng Yến", "Canary post", phone="0999888777")
    [other] = actions.add_sites(course, [NewSite("05773", room="CANARY", host=canary, chair=canary)])
    cast.learners(course, foreign, 2)
    actions.issue_site_slips([foreign, other])
    paths = [*LOOKED_AT, *PLANNED, "diem-cau/danh-sach?q=phu+xuyen", "diem-cau/danh-sach?q=chim", "tinh/01/?q=canary"]
    pages = [text(hanoi.get(AT + path)) for path in paths]
    words = ("CANARY", "Chim Hoàng Yến", "Canary post", "0999 888 777", "Thái Nguyên", "05773")
    assert [word for page in pages for word in words if word in page] == []
    assert listed(hanoi.get(f"{AT}diem-cau/danh-sach")) == ["2", "3", "4"]
    bulk = hanoi.get(f"{AT}tinh/01/sua", {"site": ["3", "5", "6"]})
    assert re.findall(r'name="site" value="(\d+)"', bulk.content.decode()) == ["3"]


# --- Lists -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("phu xuyen", ["3", "5"]),
        ("Phú  XUYÊN xã", ["3", "5"]),
        ("ung thien", ["4"]),
        ("10273", ["3"]),
        ("5", ["5"]),
        ("dau moi 10330", ["4"]),
        ("khong co", []),
    ],
)
def test_a_site_is_found_by_name_number_code_or_host_without_marks(typed, found, operator, sites):
    answer = operator.get(f"{AT}diem-cau/danh-sach", {"q": typed})
    assert listed(answer) == found


def test_a_list_stands_by_the_tree_and_is_narrowed_by_province(centre, sites):
    assert listed(centre.get(f"{AT}diem-cau/danh-sach")) == ["1", "2", "3", "4", "5"]
    assert listed(centre.get(f"{AT}diem-cau/danh-sach?tinh=19")) == ["5"]
    assert listed(centre.get(f"{AT}diem-cau/danh-sach?tinh=00")) == ["1"]


def test_every_filter_shows_the_sites_of_which_it_holds(centre, course, sites):
    house, guest, off = sites["10330"], sites["10273"], sites["05773"]
    actions.join_site(guest, house)
    Site.rows.of(ALL).filter(pk=off.pk).update(not_organised_reason="mất điện")
    Site.rows.of(ALL).filter(pk=sites["01"].pk).update(host=None, checked_on=date(2025, 9, 1))
    actions.issue_site_slips([house, sites["00"]])
    Slip.rows.of(ALL).filter(site=house.pk).update(used_at="2025-09-01T00:00:00Z", device="12345678")
    cast.learners(course, house, 1)
    filters = {
        "thieu-chu-tri": ["1", "2"],
        "thieu-dau-moi": ["2"],
        "thieu-ky-thuat": ["2", "4"],
        "chua-co-phieu": ["2"],
        "phieu-chua-dung": ["1"],
        "chua-co-danh-sach": ["1", "2", "3"],
        "chua-kiem-tra": ["1", "4"],
        "du-dieu-kien": ["4"],
        "ghep": ["3"],
        "khong-to-chuc": ["5"],
    }
    assert {name: listed(centre.get(f"{AT}diem-cau/danh-sach?loc={name}")) for name in filters} == filters


def test_readiness_counts_what_its_lists_show_and_provinces_add_up(centre, course, sites):
    cast.learners(course, sites["10273"], 2)
    actions.issue_site_slips([sites["10273"]])
    page = text(centre.get(f"{AT}diem-cau/"))
    assert "0/5 điểm cầu đủ điều kiện" in page
    assert "Đã cấp phiếu cho đầu mối 1/5 ▲ Còn 4 điểm cầu" in page
    assert "Đầu mối đã dùng phiếu 0/1 ▲ Còn 1 điểm cầu" in page
    assert "Có chủ trì 3/5 ▲ Còn 2 điểm cầu" in page
    assert "01 Thành phố Hà Nội 3 3/3 1/3 1 0 0 1/3 2 0/3" in page
    assert "Cộng 5 5/5 1/5 1 0 0 1/5 2 0/5" in page


@pytest.mark.parametrize("number", [1, 3])
def test_lists_of_sites_take_the_same_queries_for_any_number(number, centre, django_assert_num_queries):
    course = cast.a_course()
    codes = ["10273", "10330", "01"][:number]
    for site in actions.add_sites(course, [NewSite(code, host=cast.person("A")) for code in codes]):
        cast.learners(course, site, number)
    session = 3  # session, account, roles
    for path, queries in (
        ("diem-cau/", 6),
        ("diem-cau/danh-sach", 7),
        ("diem-cau/danh-sach?q=xa&loc=chua-co-phieu", 7),
        ("tinh/01/", 13),
        ("diem-cau/1/", 12),
        ("diem-cau/1/sua", 7),
        ("tinh/01/sua?tat-ca=1", 4),
        ("tinh/01/phieu", 6),
    ):
        with django_assert_num_queries(queries + session):
            assert centre.get(AT + path).status_code == 200


# --- Sites of the tree -----------------------------------------------------------------------------------------------


def test_a_course_gets_a_site_for_every_unit_in_one_go(centre, course):
    page = text(centre.get(f"{AT}diem-cau/tao"))
    assert "Tạo 6 điểm cầu" in page
    answer = centre.post(f"{AT}diem-cau/tao")
    assert answer.headers["Location"] == f"{AT}diem-cau/"
    assert list(Site.rows.of(ALL).order_by("no").values_list("unit", flat=True)) == [
        "00", "01", "10273", "10330", "19", "05773",
    ]  # fmt: skip
    assert "Mọi đơn vị đều đã có điểm cầu" in text(centre.get(f"{AT}diem-cau/tao"))


def test_a_province_makes_its_own_sites_only(hanoi, course):
    hanoi.post(f"{AT}diem-cau/tao")
    assert set(Site.rows.of(ALL).values_list("unit", flat=True)) == {"01", "10273", "10330"}


def test_units_that_are_covered_or_have_a_reason_get_no_site(centre, course):
    actions.add_sites(course, [NewSite("10330", covers=("10330", "10273"))])
    actions.mark_no_site(course, {"05773": "không có điện"})
    centre.post(f"{AT}diem-cau/tao")
    assert set(Site.rows.of(ALL).values_list("unit", flat=True)) == {"10330", "00", "01", "19"}


def test_a_unit_gets_a_second_room_with_a_name_of_its_own(hanoi, sites):
    again = hanoi.post(f"{AT}tinh/01/them", {"unit": "10273", "room": ""})
    assert (again.status_code, "Đơn vị đã có điểm cầu với tên phòng này" in text(again)) == (400, True)
    hanoi.post(f"{AT}tinh/01/them", {"unit": "10273", "room": "Hội trường 2", "no": "77"})
    assert Site.rows.of(ALL).get(no=77).name == "xã Phú Xuyên (Hội trường 2)"


def test_a_unit_says_why_it_has_no_site_and_takes_it_back(hanoi, course):
    hanoi.post(f"{AT}tinh/01/khong-co", {"unit": "10330", "reason": "dự cùng xã bên"})
    assert NoSite.rows.of(ALL).get().reason == "dự cùng xã bên"
    assert "dự cùng xã bên" in text(hanoi.get(f"{AT}tinh/01/"))
    hanoi.post(f"{AT}tinh/01/khong-co", {"bo": "10330"})
    assert NoSite.rows.of(ALL).count() == 0


def test_a_site_without_traces_is_taken_out_with_its_slips(hanoi, course, sites):
    actions.issue_site_slips([sites["10273"]])
    assert hanoi.post(f"{AT}diem-cau/3/xoa").headers["Location"] == f"{AT}tinh/01/"
    assert not Site.rows.of(ALL).filter(no=3).exists()
    assert Slip.rows.of(ALL).filter(revoked_at=None).count() == 0


def test_a_site_with_people_guests_or_a_begun_course_stays(hanoi, course, sites):
    cast.learners(course, sites["10273"], 1)
    assert hanoi.post(f"{AT}diem-cau/3/xoa").status_code == 409
    actions.join_site(sites["01"], sites["10330"])
    assert hanoi.post(f"{AT}diem-cau/4/xoa").status_code == 409
    actions.set_state(course.sittings.first(), SittingState.OPEN)
    assert hanoi.post(f"{AT}diem-cau/2/xoa").status_code == 409
    assert Site.rows.of(ALL).count() == 5


# --- One site --------------------------------------------------------------------------------------------------------


def test_a_site_is_edited_and_shows_it(hanoi, sites):
    form = {
        **FORM, "chair": "Trần Thị Bình", "technician": "Lê Văn Cường", "technician_phone": "912345678",
        "room": "Hội trường", "capacity": "120", "connection": "dedicated", "carrier": "VNPT",
        "equipment": ["tv", "camera"], "checked_on": "05/09/2025", "covers": ["10330"], "notes": "Cổng sau",
    }  # fmt: skip
    assert hanoi.post(f"{AT}diem-cau/3/sua", form).headers["Location"] == f"{AT}diem-cau/3/"
    page = text(hanoi.get(f"{AT}diem-cau/3/"))
    for words in (
        "Xã Phú Xuyên (Hội trường)",
        "Trần Thị Bình",
        "Lê Văn Cường 0912 345 678",
        "Mạng truyền số liệu chuyên dùng",
        "Tivi, màn hình, Camera",
        "Xã Phú Xuyên, Phường Ứng Thiên",
        "120",
        "VNPT",
        "Cổng sau",
        "05/9/2025",
    ):
        assert words in page, words
    assert listed(hanoi.get(f"{AT}diem-cau/danh-sach?q=hoi+truong")) == ["3"]


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"state": "joined"}, "Hãy chọn điểm cầu mà đơn vị dự ghép."),
        ({"state": "not_organised"}, "Hãy ghi lý do không tổ chức."),
        ({"host": "X1"}, "Chưa đọc được họ tên"),
        ({"host_phone": "12"}, "12"),
        ({"host": "", "host_phone": "0977777777"}, "Chưa có ai trong đơn vị mang số"),
        ({"capacity": "0"}, "1"),
        ({"checked_on": "31/02/2025"}, "Có chỗ cần sửa trước khi lưu"),
        ({"connection": "pigeon"}, "pigeon"),
    ],
)
def test_a_wrong_field_shows_the_form_again_with_all_that_was_typed(wrong, words, hanoi, sites):
    answer = hanoi.post(f"{AT}diem-cau/3/sua", {**FORM, "notes": "đã gõ dài", **wrong})
    assert answer.status_code == 400
    page = text(answer)
    assert words in page
    assert "đã gõ dài" in page
    assert Site.rows.of(ALL).get(no=3).notes == ""


def test_a_new_host_is_told_to_get_a_new_slip(hanoi, sites):
    actions.issue_site_slips([sites["10273"]])
    answer = hanoi.post(
        f"{AT}diem-cau/3/sua", {**FORM, "host": "Lê Văn Dũng", "host_phone": "0977 777 777"}, follow=True
    )
    assert "phiếu cũ hết hiệu lực ngay" in text(answer)
    assert "Lê Văn Dũng 0977 777 777" in text(answer)
    assert Slip.rows.of(ALL).filter(revoked_at=None, role=DeskRole.HOST).count() == 0


def test_a_site_sits_in_another_ones_room_or_is_not_organised(hanoi, sites):
    hanoi.post(f"{AT}diem-cau/3/sua", {**FORM, "state": "joined", "joined_to": sites["10330"].pk})
    assert Site.rows.of(ALL).get(no=3).joined_to == sites["10330"]
    assert "Các điểm cầu dự ghép" not in text(hanoi.get(f"{AT}diem-cau/4/"))
    assert "xã Phú Xuyên" in text(hanoi.get(f"{AT}diem-cau/4/"))
    busy = hanoi.post(f"{AT}diem-cau/4/sua", {"state": "not_organised", "reason": "mất điện"})
    assert busy.status_code == 400
    hanoi.post(f"{AT}diem-cau/3/sua", {**FORM, "state": "not_organised", "reason": "mất điện"})
    site = Site.rows.of(ALL).get(no=3)
    assert (site.joined_to, site.not_organised_reason) == (None, "mất điện")


def test_saving_a_site_keeps_the_units_of_another_province_that_it_takes_in(hanoi, course):
    actions.add_sites(course, [NewSite("10273", covers=("10273", "10330", "05773"))])
    hanoi.post(f"{AT}diem-cau/1/sua", {"state": "own", "room": "Hội trường"})
    site = Site.rows.of(ALL).get()
    covered = site.covers.of(ALL).order_by("unit").values_list("unit", flat=True)
    assert (site.room, list(covered)) == ("Hội trường", ["05773", "10273"])


# --- Two roles -------------------------------------------------------------------------------------------------------


def test_a_role_at_the_centre_lends_nothing_to_a_role_of_a_province(course, sites):
    both = cast.account("hai-vai", OfficeRole.OPERATOR)
    grant(both, OfficeRole.PROVINCE, "01", date(2025, 9, 1))
    client = Client()
    client.force_login(both)
    own, foreign = sites["10273"].no, sites["05773"].no
    pages = [client.get(f"{AT}diem-cau/{no}/").status_code for no in (own, foreign)]
    forms = [client.get(f"{AT}diem-cau/{no}/sua").status_code for no in (own, foreign)]
    removed = [client.post(f"{AT}diem-cau/{no}/xoa").status_code for no in (foreign, own)]
    assert (pages, forms, removed) == ([200, 200], [200, 404], [404, 302])
    assert [site.no for site in Site.rows.of(ALL).order_by("no")] == [1, 2, 4, 5]


def test_a_link_to_a_desk_is_made_by_the_role_that_may(course, sites):
    both = cast.account("hai-vai", OfficeRole.OPERATOR)
    grant(both, OfficeRole.PROVINCE, "01", date(2025, 9, 1))
    client = Client()
    client.force_login(both)

    def link(role, site=""):
        return client.post(f"{AT}lien-ket", {"role": role, "site": site}).status_code

    desks = ("host", sites["10273"].no), ("host", sites["05773"].no), ("operator", ""), ("lecturer", "")
    assert [link(*desk) for desk in desks] == [200, 404, 200, 200]


# --- Two people on one page ------------------------------------------------------------------------------------------


def hidden(page) -> dict[str, str]:
    """The hidden fields of a form, as a browser sends them back."""
    found = re.findall(r'<input type="hidden" name="(began)" value="([^"]*)"', page.content.decode())
    return dict(found)


def test_what_somebody_else_saved_meanwhile_is_kept_where_it_was_not_touched(hanoi, sites):
    began = hidden(hanoi.get(f"{AT}diem-cau/3/sua"))
    assert hanoi.post(f"{AT}diem-cau/3/sua", {**FORM, "carrier": "VNPT", "equipment": ["tv"]}).status_code == 302
    assert hanoi.post(f"{AT}diem-cau/3/sua", {**FORM, **began, "notes": "Cổng sau"}).status_code == 302
    site = Site.rows.of(ALL).get(no=3)
    assert (site.carrier, site.equipment, site.notes) == ("VNPT", ["tv"], "Cổng sau")


def test_what_both_changed_is_asked_about_once_and_nothing_typed_is_lost(hanoi, sites):
    began = hidden(hanoi.get(f"{AT}diem-cau/3/sua"))
    hanoi.post(f"{AT}diem-cau/3/sua", {**FORM, "capacity": "80", "connection": "dedicated"})
    mine = {**FORM, "capacity": "120", "connection": "internet", "notes": "Cổng sau"}
    answer = hanoi.post(f"{AT}diem-cau/3/sua", {**mine, **began})
    page = text(answer)
    assert answer.status_code == 400
    assert "Người khác vừa lưu ô này thành “80” sau khi đồng chí mở trang." in page
    assert "thành “Mạng truyền số liệu chuyên dùng”" in page
    assert ('value="120"' in answer.content.decode(), "Cổng sau" in page) == (True, True)
    assert Site.rows.of(ALL).get(no=3).capacity == 80
    assert hanoi.post(f"{AT}diem-cau/3/sua", {**mine, **hidden(answer)}).status_code == 302
    site = Site.rows.of(ALL).get(no=3)
    assert (site.capacity, site.connection, site.notes) == (120, "internet", "Cổng sau")
