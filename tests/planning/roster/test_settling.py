"""Where a row sits, who it is, what it would change: decided without a database."""

import pytest

from diemcau.planning.roster.rules.answers import Answer, How
from diemcau.planning.roster.rules.findings import Birth, Person, Problem, Row
from diemcau.planning.roster.rules.settling import Known, Room, World, settle

PROVINCES = {"00": "00", "01": "01", "19": "19", "10273": "01", "10330": "01", "05773": "19"}


def world(**more):
    rooms = {
        1: Room(1, 1, "00", "Trung ương"),
        2: Room(2, 2, "01", "Hà Nội"),
        3: Room(3, 3, "10273", "xã Phú Xuyên"),
        4: Room(4, 4, "10330", "phường Ứng Thiên (A)", "Phòng A"),
        5: Room(5, 5, "10330", "phường Ứng Thiên (B)", "Phòng B"),
        6: Room(6, 6, "05773", "xã Phú Xuyên", closed="sửa phòng"),
        7: Room(7, 7, "19", "Thái Nguyên"),
    }
    covering = {"00": [1], "01": [2], "10273": [3], "10330": [4, 5], "05773": [6], "19": [7]}
    made = World(rooms, covering, {}, "01", units={"10273": "Xã Phú Xuyên", "10330": "Ứng Thiên"})
    for name, value in more.items():
        setattr(made, name, value)
    return made


def row(name="Trần Văn An", no=2, sheet=None, problems=(), **more):
    family, _, given = name.rpartition(" ")
    fields = {"full_name": name, "family_name": family, "given_name": given, "unit_code": "10273", **more}
    return Row(sheet, no, Person(**fields), problems=tuple(problems))


def one(of, where=None, answers=None):
    return settle([(of, answers or {})], where or world(), PROVINCES)[0]


def codes(settled):
    return [problem.code for problem in settled.row.problems]


AN = Known(9, "Trần Văn An", "Trần Văn An", "+84912000001", "1975-09-06", "nam", "10273")


def known(enrolment=0, site=0, **more):
    fields = {name: getattr(AN, name) for name in AN.__dataclass_fields__}
    return Known(**{**fields, "enrolment": enrolment, "site": site, **more})


def meeting(*people, **more):
    made = world(**more)
    for person in people:
        made.add(person)
    return made


# --- Where -----------------------------------------------------------------------------------------------------------


def test_a_row_sits_in_the_room_that_takes_its_unit_in():
    found = one(row())
    assert (found.site, found.ends, found.does) == (3, "ready", "add")


def test_a_file_of_one_site_sits_there_whatever_the_rows_say():
    assert one(row(unit_code="10330"), world(site=3)).site == 3
    assert one(row(unit_code=None), world(site=3)).site == 3


def test_of_several_rooms_is_asked_unless_sheet_or_group_say_which():
    asked = one(row(unit_code="10330"))
    assert (asked.site, codes(asked), asked.does) == (0, ["site_many"], "nothing")
    assert asked.row.problems[0].choices == ("4 · phường Ứng Thiên (A)", "5 · phường Ứng Thiên (B)")
    assert one(row(unit_code="10330", sheet="DS phong b")).site == 5
    assert one(row(unit_code="10330", position_group="Phòng A")).site == 4
    assert one(row(unit_code="10330"), answers={"site.site_many": Answer(How.SITE, "5")}).site == 5


def test_a_room_that_is_not_organised_is_no_place_to_sit():
    found = one(row(unit_code="05773"), world(province=""))
    assert (found.site, codes(found)) == (0, ["site_none"])
    assert found.row.problems[0].choices == ("7 · Thái Nguyên",)
    assert found.row.problems[0].data["why"] == "sửa phòng"


def test_a_unit_without_a_site_is_asked_with_its_reason():
    bare = world(without={"10273": "dự cùng xã bên"}, covering={})
    assert codes(one(row(), bare)) == ["site_none"]
    assert codes(one(row(), world(covering={}))) == ["site_unknown"]


def test_a_unit_of_another_province_is_refused_to_a_province_and_taken_by_the_centre():
    assert (one(row(unit_code="19")).ends, codes(one(row(unit_code="19")))) == ("refused", ["unit_outside"])
    assert one(row(unit_code="19"), world(province="")).site == 7


def test_a_room_of_another_province_is_filled_by_that_one_and_by_the_centre():
    there = {"10273": [7]}
    assert (one(row(), world(covering=there)).site, codes(one(row(), world(covering=there)))) == (0, ["site_unknown"])
    assert one(row(), world(covering=there, province="")).site == 7


def test_a_row_without_a_unit_is_asked_once():
    assert codes(one(row(unit_code=None))) == ["unit_missing"]
    twice = row(unit_code=None, problems=[Problem("unit_code", "unit_ambiguous", {"text": "Phú Xuyên"}, ("a", "b"))])
    assert codes(one(twice)) == ["unit_ambiguous"]


# --- Who -------------------------------------------------------------------------------------------------------------


def test_somebody_enrolled_is_found_again_and_nothing_changes():
    found = one(row(phone="+84912000001"), meeting(known(5, 3)))
    assert (found.person, found.does, found.changes) == (9, "same", [])


def test_last_years_person_is_taken_again_and_enrolled():
    found = one(row(phone="+84912000001", birth=Birth("1975-09-06", "day")), meeting(known()))
    assert (found.person, found.does) == (9, "add")


def test_a_name_alone_makes_a_new_person():
    found = one(row(), meeting(known(unit="10330", phone="", birth="")))
    assert (found.person, found.does, codes(found)) == (0, "add", [])


def test_a_likely_person_is_asked_and_the_answer_holds():
    asked = one(row(), meeting(known(5, 3)))
    assert (asked.ends, codes(asked), asked.meets) == ("asks", ["person_likely"], [9])
    assert asked.row.problems[0].choices == ("Trần Văn An, 06/09/1975, xã Phú Xuyên",)
    same = one(row(), meeting(known(5, 3)), {"row.person_likely": Answer(How.PERSON, "9")})
    other = one(row(), meeting(known(5, 3)), {"row.person_likely": Answer(How.OTHER)})
    assert [(found.person, found.does) for found in (same, other)] == [(9, "same"), (0, "add")]


def test_a_list_without_births_and_telephones_comes_in_again_without_a_question():
    where = meeting(known(5, 3, phone="", birth="1975", sex="", titles=("Bí thư",)))
    again = row(birth=Birth("1975", "year"), position="Bí thư")
    assert (one(again, where).person, one(again, where).does) == (9, "same")
    # Anything else that is said, or left out, makes it a question again.
    for other in (row(position="Bí thư"), row(birth=Birth("1975", "year"))):
        assert codes(one(other, where)) == ["person_likely"]


def test_two_people_who_are_both_exactly_him_are_asked():
    found = one(row(phone="+84912000001"), meeting(known(), known(id=10)))
    assert (codes(found), found.meets) == (["person_likely"], [9, 10])


def test_the_one_in_the_course_comes_before_his_double_of_last_year():
    assert one(row(phone="+84912000001"), meeting(known(id=10), known(5, 3))).person == 9


def test_two_rows_that_are_one_person_of_the_course_are_not_taken_twice():
    rows = [(row(phone="+84912000001", no=no), {}) for no in (2, 3)]
    first, second = settle(rows, meeting(known(5, 3)), PROVINCES)
    assert (first.ends, second.ends, codes(second)) == ("ready", "refused", ["twin_exact"])


def test_the_telephone_of_an_office_tells_nobody_apart():
    rows = [(row(name, no=no, phone="+84912000001"), {}) for no, name in enumerate(("Lê Thị Ân", "Vũ Đức An"), 2)]
    assert [(found.person, codes(found)) for found in settle(rows, meeting(known(5, 3)), PROVINCES)] == [(0, [])] * 2


def test_somebody_on_a_list_of_another_province_is_not_taken_off_it_by_a_province():
    where = meeting(known(5, 7))
    assert codes(one(row(phone="+84912000001"), where)) == ["person_elsewhere"]
    where.province = ""
    assert one(row(phone="+84912000001"), where).changes == [("site", "Thái Nguyên", "xã Phú Xuyên")]


def test_whoever_sits_in_one_of_the_rooms_stays_there():
    found = one(row(unit_code="10330", phone="+84912000001"), meeting(known(5, 4, unit="10330")))
    assert (found.site, found.does) == (4, "same")


# --- What ------------------------------------------------------------------------------------------------------------


def test_differences_name_the_field_the_old_and_the_new():
    where = meeting(known(5, 3, titles=("Chuyên viên",), counting="Chuyên viên", group="khac", role="hoc_vien", sex=""))
    new = row("TRẦN VĂN AN".title(), phone="+84912000001", sex="nam", position="Bí thư Đảng ủy", unit_code="10273")
    found = one(new, where)
    assert found.changes == [
        ("sex", "", "nam"),
        ("position", "Chuyên viên", "Bí thư Đảng ủy"),
        ("position_group", "khac", "thuong_truc_dang_uy"),
    ]


@pytest.mark.parametrize(
    ("old", "new", "changes"),
    [
        ("1975-09-06", "1975", []),  # less exact: what is known stays
        ("1975", "1975-09-06", [("birth", "1975", "1975-09-06")]),
        ("1975-09-07", "1975-09-06", [("birth", "1975-09-07", "1975-09-06")]),
        ("1975-09-06", None, []),
    ],
)
def test_a_birth_changes_only_to_something_better(old, new, changes):
    birth = Birth(new, {4: "year", 10: "day"}[len(new)]) if new else None
    assert one(row(phone="+84912000001", birth=birth), meeting(known(5, 3, birth=old))).changes == changes


def test_the_second_of_two_telephones_is_no_change():
    found = one(row(phone="+84912000002", phone2="+84912000001"), meeting(known(5, 3)))
    assert (found.person, found.changes) == (9, [])


def test_a_row_that_is_left_out_or_repeats_another_does_nothing():
    twin = row(problems=[Problem("row", "twin_likely", {"row": "1", "name": "x"})])
    assert one(row(), answers={"row": Answer(How.OUT)}).ends == "left_out"
    assert one(twin, answers={"row.twin_likely": Answer(How.SAME)}).ends == "left_out"
    assert one(twin, answers={"row.twin_likely": Answer(How.OTHER)}).does == "add"
