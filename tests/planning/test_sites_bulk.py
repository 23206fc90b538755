"""Many sites changed at once: the pasted table, the look at the differences, done in one go, taken back."""

import re

import pytest
from django.test import Client
from hypothesis import given, settings
from hypothesis import strategies as st

from diemcau.base.refused import Refused
from diemcau.people.models import Account, Person, Slip
from diemcau.people.rules import OfficeRole, dialled
from diemcau.planning import actions, queries
from diemcau.planning.models import Site
from diemcau.planning.pasting import Named, read_contacts, read_named
from diemcau.planning.queries import BulkEdit
from diemcau.planning.roster.gazette import gazetteer
from diemcau.record.actions import undo
from diemcau.record.models import AuditEntry
from diemcau.units.rules import Scope
from tests.planning import cast

ALL = Scope.everything()
AT = "/office/lop/lop-1/"


def refused(do, *args, **more):
    with pytest.raises(Refused) as no:
        do(*args, **more)
    return no.value.code, no.value.status


# --- The pasted table ------------------------------------------------------------------------------------------------

COMMUNES = {
    code: row["name"]
    for code, row in gazetteer().today.items()
    if row["parent_code"] == "01" and sum(other["name"] == row["name"] for other in gazetteer().today.values()) == 1
}
NAMES = ["Nguyễn Văn An", "Trần Thị Bình", "K’Brếp Nie", "Lò Thị Ơn", "Vừ A Dính", "Đặng Ngọc Ánh"]


@st.composite
def tables(draw):
    """A table of some communes of Hà Nội with every disorder that is still clear, and what it says."""
    codes = draw(st.lists(st.sampled_from(sorted(COMMUNES)), min_size=1, max_size=8, unique=True))
    rows = [(code, draw(st.sampled_from(NAMES)), f"09{draw(st.integers(0, 99_999_999)):08}") for code in codes]
    order = draw(st.permutations(["no", "unit", "name", "phone"]))
    by_code = draw(st.booleans())
    sign = draw(st.sampled_from(["\t", ";"]))
    lines = []
    if draw(st.booleans()):
        heads = {
            "no": "STT",
            "unit": "Mã đơn vị" if by_code else "Xã, phường",
            "name": "Họ và tên",
            "phone": "Số điện thoại",
        }
        lines.append(sign.join(heads[one] for one in order))
    for nth, (code, name, phone) in enumerate(rows, 1):
        title = draw(st.sampled_from(["", "Đ/c ", "đồng chí "]))
        written = draw(st.sampled_from([phone, phone[1:], f"+84{phone[1:]}", f"{phone[:4]} {phone[4:7]} {phone[7:]}"]))
        cells = {
            "no": str(nth),
            "unit": code if by_code else COMMUNES[code],
            "name": title + (name.upper() if draw(st.booleans()) and "’" not in name else name),
            "phone": written,
        }
        lines.append(sign.join(cells[one] for one in order))
        if draw(st.booleans()):
            lines.append("")
    return "\n".join(lines), rows


@settings(max_examples=150)
@given(tables())
def test_a_pasted_table_is_read_right_or_asked_about(table):
    text, rows = table
    read = read_contacts(text, "01", gazetteer())
    ready = [(row.unit, row.name, dialled(row.phone).replace(" ", "")) for row in read if not row.problem]
    assert [one for one in ready if one not in rows] == []
    assert len(read) == len(rows)
    assert len(ready) == len(rows)


@pytest.mark.parametrize(
    ("text", "unit", "problem"),
    [
        ("10273\tNguyễn Văn An\t0912345678", "10273", ""),
        ("xa phu xuyen; Nguyễn Văn An; 0912345678", "10273", ""),
        ("Thành phố Hà Nội\tNguyễn Văn An\t0912345678", "01", ""),
        ("05773\tNguyễn Văn An\t0912345678", "", "unit"),  # of another province
        ("Xã Không Đâu\tNguyễn Văn An\t0912345678", "", "unit"),
        ("10273\tHồng Hà\tNguyễn Văn An\t0912345678", "", "unit_conflict"),
        ("10273\tNguyễn Văn An\t12", "10273", "phone"),
        ("10273\tAn\t0912345678", "10273", "name"),
        ("1\tNguyễn Văn An\t0912345678", "", "unit"),  # a running number is no code
    ],
)
def test_what_is_not_clear_is_asked(text, unit, problem):
    [row] = read_contacts(text, "01", gazetteer())
    assert (row.unit, row.problem) == (unit, problem)


def test_a_unit_that_stands_twice_is_asked_about():
    rows = read_contacts("10273\tNguyễn Văn An\t0912345678\n10273\tTrần Thị Bình\t0912345679", "01", gazetteer())
    assert [row.problem for row in rows] == ["unit_twice", "unit_twice"]


def test_a_row_whose_words_are_those_of_heads_is_still_a_row():
    rows = read_contacts("10273\tđồng chí Nguyễn Văn An\t", "01", gazetteer())
    assert [(row.unit, row.name) for row in rows] == [("10273", "Nguyễn Văn An")]


# --- In the office ---------------------------------------------------------------------------------------------------


@pytest.fixture
def course(db):
    cast.country()
    return cast.a_course()


@pytest.fixture
def sites(course):
    return cast.rooms(course)


@pytest.fixture
def lan(course):
    return cast.account("lan", OfficeRole.PROVINCE, "01")


@pytest.fixture
def hanoi(lan):
    client = Client()
    client.force_login(lan)
    return client


def rows_of(*sites):
    return [(site.carrier, site.connection, site.capacity, site.not_organised_reason, str(site.host)) for site in sites]


def fresh(sites, *codes):
    return [Site.rows.of(ALL).select_related("host").get(pk=sites[code].pk) for code in codes]


def the_undo():
    return AuditEntry.rows.of(ALL).filter(action="sites.changed").latest("id").pk


def text(answer):
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


def mark(answer):
    return re.search(r'name="lam" value="(\w+)"', answer.content.decode())[1]


def test_a_province_changes_many_sites_after_a_look_and_takes_it_back(hanoi, lan, sites):
    before = rows_of(*fresh(sites, "10273", "10330"))
    pasted = "Mã\tHọ và tên\tSĐT\n10273\tNguyễn Văn An\t0912345678\n10330\tTrần Thị Bình\t912345679"
    form = {
        "site": ["3", "4"],
        "carrier": "VNPT",
        "capacity": "60",
        "connection": "both",
        "organised": "-",
        "hosts": pasted,
    }
    look = hanoi.post(f"{AT}tinh/01/sua", form)
    page = text(look)
    for words in ("– VNPT", "– Cả hai", "Đầu Mối 10273 (MP) 0900 010 273 Nguyễn Văn An 0912 345 678"):
        assert words in page, words
    assert rows_of(*fresh(sites, "10273", "10330")) == before
    done = hanoi.post(f"{AT}tinh/01/sua", {**form, "lam": mark(look)})
    assert done.headers["Location"] == f"{AT}tinh/01/"
    after = [("VNPT", "both", 60, "", "Nguyễn Văn An"), ("VNPT", "both", 60, "", "Trần Thị Bình")]
    assert rows_of(*fresh(sites, "10273", "10330")) == after
    undo(the_undo(), Scope.of_unit("01"), lan)
    assert rows_of(*fresh(sites, "10273", "10330")) == before


def test_what_changed_between_look_and_deed_is_shown_again(hanoi, sites):
    form = {"site": ["3"], "carrier": "VNPT", "connection": "-", "organised": "-"}
    look = hanoi.post(f"{AT}tinh/01/sua", form)
    Site.rows.of(ALL).filter(no=3).update(carrier="Viettel")
    again = hanoi.post(f"{AT}tinh/01/sua", {**form, "lam": mark(look)})
    assert "Dữ liệu vừa thay đổi" in text(again)
    assert Site.rows.of(ALL).get(no=3).carrier == "Viettel"
    hanoi.post(f"{AT}tinh/01/sua", {**form, "lam": mark(again)})
    assert Site.rows.of(ALL).get(no=3).carrier == "VNPT"


def test_all_that_a_filter_shows_are_chosen(hanoi, sites):
    Site.rows.of(ALL).filter(no=4).update(host=None)
    page = hanoi.get(f"{AT}tinh/01/sua", {"tat-ca": "1", "loc": "thieu-dau-moi"})
    assert re.findall(r'name="site" value="(\d+)"', page.content.decode()) == ["4"]
    assert "Chưa chọn điểm cầu nào" in text(hanoi.get(f"{AT}tinh/01/sua"))


def test_rows_of_other_sites_are_asked_about_and_never_applied(hanoi, sites):
    pasted = "10330\tTrần Thị Bình\t0912345679\n05773\tLê Văn Xa\t0912345670"
    form = {"site": ["3"], "connection": "-", "organised": "-", "hosts": pasted}
    page = text(hanoi.post(f"{AT}tinh/01/sua", form))
    assert "điểm cầu này không nằm trong số đã chọn" in page
    assert "không tìm thấy đơn vị này trong tỉnh" in page
    assert "Không có gì thay đổi so với hiện nay." in page


def test_an_undo_overwrites_nothing_that_was_changed_since(sites, lan):
    mine = fresh(sites, "10273", "10330")
    actions.edit_sites(mine, BulkEdit(carrier="VNPT"), lan)
    Site.rows.of(ALL).filter(no=3).update(carrier="Viettel")
    assert refused(undo, the_undo(), Scope.of_unit("01"), lan) == ("sites.changed_since", 409)
    assert [site.carrier for site in fresh(sites, "10273", "10330")] == ["Viettel", "VNPT"]


def test_another_province_cannot_take_it_back(sites, lan):
    actions.edit_sites(fresh(sites, "10273"), BulkEdit(carrier="VNPT"), lan)
    assert refused(undo, the_undo(), Scope.of_unit("19"), lan) == ("undo.not_found", 404)


def test_sites_are_not_organised_in_bulk_unless_somebody_sits_there(sites, lan):
    actions.join_site(sites["01"], sites["10330"])
    edit = BulkEdit(reason="mất điện toàn vùng")
    assert refused(actions.edit_sites, fresh(sites, "10273", "10330"), edit, lan) == ("site.has_guests", 409)
    assert [site.not_organised_reason for site in fresh(sites, "10273")] == [""]
    actions.edit_sites(fresh(sites, "10273", "01"), edit, lan)
    assert [(one.not_organised_reason, one.joined_to_id) for one in fresh(sites, "10273", "01")] == [
        ("mất điện toàn vùng", None)
    ] * 2
    undo(the_undo(), ALL, lan)
    assert [one.joined_to_id for one in fresh(sites, "10273", "01")] == [None, sites["10330"].pk]


def test_a_changed_host_loses_his_slip_and_an_unchanged_one_keeps_it(sites, lan):
    actions.issue_site_slips([sites["10273"], sites["10330"]])
    same = Named("Đầu Mối 10330", "", simulated=True)
    other = Named("Nguyễn Văn An", "+84912345678")
    edit = BulkEdit(hosts={sites["10273"].pk: other, sites["10330"].pk: same})
    assert [one.site.no for one in queries.differences(fresh(sites, "10273", "10330"), edit)] == [3]
    assert actions.edit_sites(fresh(sites, "10273", "10330"), edit, lan) == 1
    assert list(Slip.rows.of(ALL).filter(revoked_at=None).values_list("site", flat=True)) == [sites["10330"].pk]


def test_three_sites_take_the_same_queries_as_two(sites, lan, django_assert_num_queries):
    for codes in (["10273", "10330"], ["10273", "10330", "01"]):
        mine = fresh(sites, *codes)
        with django_assert_num_queries(10):
            actions.edit_sites(mine, BulkEdit(carrier=f"Mạng {len(codes)}"), lan)


# --- Who is named ----------------------------------------------------------------------------------------------------


def edit_host(sites, named):
    by, _ = Account.objects.get_or_create(username="x", name="X")
    actions.edit_sites(fresh(sites, "10273"), BulkEdit(hosts={sites["10273"].pk: named}), by)


def host_of(sites, edit):
    edit_host(sites, edit)
    return fresh(sites, "10273")[0].host


def test_nobody_is_merged_by_his_name_alone(course, sites):
    cast.learners(course, sites["10273"], 1)  # Nguyễn Văn A0, 0912000000
    known = Person.rows.of(ALL).get(full_name="Nguyễn Văn A0")
    assert host_of(sites, Named("Nguyễn Văn A0", "+84912000000")) == known
    assert host_of(sites, Named("Nguyễn Văn A0", "+84977777777")) == known  # who is named now has a new number
    known.refresh_from_db()
    assert known.phone == "+84977777777"


def test_a_name_with_another_number_is_somebody_else(course, sites):
    cast.learners(course, sites["10273"], 1)
    known = Person.rows.of(ALL).get(full_name="Nguyễn Văn A0")
    assert host_of(sites, Named("Nguyễn Văn A0", "+84977777777")).pk != known.pk


def test_a_name_or_a_number_alone_finds_the_one_who_bears_it(course, sites):
    cast.learners(course, sites["10273"], 2)
    assert host_of(sites, Named("nguyễn văn a0")).full_name == "Nguyễn Văn A0"
    assert host_of(sites, Named("", "+84912000001")).full_name == "Nguyễn Văn B1"


def test_namesakes_without_a_number_are_asked_about(course, sites):
    for phone in ("0912111111", "0912222222"):
        actions.enrol(course, [actions.Recruit(sites["10273"].pk, cast.person("Lê Văn Hai", phone=phone))])
    edit = BulkEdit(hosts={sites["10273"].pk: Named("Lê Văn Hai")})
    assert refused(actions.edit_sites, fresh(sites, "10273"), edit, cast.account("x", None)) == (
        "person.namesakes",
        400,
    )


def test_somebody_of_another_unit_is_never_found(course, sites):
    cast.learners(course, sites["05773"], 1)
    assert refused(edit_host, sites, Named("", "+84912000000")) == ("person.nameless", 400)
    assert host_of(sites, Named("Nguyễn Văn A0", "+84912000000")).unit_id == "10273"


def test_a_typed_name_loses_titles_and_gets_its_capitals():
    assert read_named("đ/c NGUYỄN THỊ ÁNH (MP)", "0912.345.678") == Named("Nguyễn Thị Ánh", "+84912345678", True)
    assert refused(read_named, "@", "") == ("person.unclear", 400)
    assert refused(read_named, "Nguyễn Văn An", "12") == ("person.phone", 400)


# --- Sites made in one go, taken back --------------------------------------------------------------------------------


def test_sites_that_were_made_in_one_go_are_taken_back_while_nobody_is_on_their_lists(course, lan):
    def undo_of_making():
        return AuditEntry.rows.of(ALL).filter(action="sites.made").latest("id").pk

    actions.make_sites(course, ["01", "10273"], lan)
    undo(undo_of_making(), Scope.of_unit("01"), lan)
    assert Site.rows.of(ALL).count() == 0
    made = actions.make_sites(course, ["01", "10273"], lan)
    cast.learners(course, made[1], 1)
    assert refused(undo, undo_of_making(), Scope.of_unit("01"), lan) == ("site.has_people", 409)
    assert Site.rows.of(ALL).count() == 2
    assert refused(actions.make_sites, course, ["10330", "01"], lan) == ("site.unit_taken", 409)
