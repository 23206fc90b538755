"""Answers are read by the readers of the sheet, and stand in the row as a repair."""

from datetime import date

import pytest

from diemcau.planning.roster.gazette import gazetteer
from diemcau.planning.roster.rules.answers import Answer, How, answered, is_alike, read_answer, ways_of
from diemcau.planning.roster.rules.findings import Birth, Person, Problem, Repair, Row

TODAY = date(2026, 11, 22)


def read(problem, text, province="01"):
    found = read_answer(problem, text, gazetteer(), province, TODAY)
    return found.value or found.problem.code


@pytest.mark.parametrize(
    ("field", "text", "value"),
    [
        ("birth", "6/9/1975", "1975-09-06"),
        ("birth", "9/1975", "1975-09"),
        ("birth", "1975", "1975"),
        ("birth", "06/09/75", "birth_two_digits"),
        ("birth", "31/02/1975", "birth_impossible"),
        ("birth", "06/09/2030", "birth_future"),
        ("birth", "hôm qua", "birth_unclear"),
        ("sex", "nữ", "nu"),
        ("sex", "M?", "sex_unclear"),
        ("phone", "912 000 001", "+84912000001"),
        ("phone", "0912000001 / 0987654321", "+84912000001 +84987654321"),
        ("phone", "12", "phone_unclear"),
        ("unit_code", "xã Phú Xuyên", "10273"),
        ("unit_code", "Xã Phú Xuyên, Thành phố Hà Nội (10273)", "10273"),
        ("unit_code", "05773", "05773"),
        ("unit_code", "xã Không Có Thật", "unit_unknown"),
        ("full_name", "đ/c TRẦN VĂN AN", "Trần Văn An"),
        ("full_name", "An", "name_short"),
        ("position", "x" * 501, "too_long"),
        ("position", "Bí thư", "Bí thư"),
        ("full_name", "  ", "nothing_typed"),
    ],
)
def test_what_is_typed_is_judged_as_in_the_sheet(field, text, value):
    assert read(Problem(field, "birth_unclear"), text) == value


def test_two_units_of_one_name_stay_asked_where_the_province_is_not_known():
    assert read(Problem("unit_code", "unit_unknown"), "xã Phú Xuyên", "") == "unit_ambiguous"


def test_a_choice_of_a_name_is_taken_as_it_stands():
    asked = Problem("full_name", "title_or_surname", {}, ("Văn An", "Ông Văn An"))
    assert read(asked, "Ông Văn An") == "Ông Văn An"


def test_an_answer_stands_in_the_row_as_a_repair():
    row = Row(None, 3, Person(full_name="Lê An"), problems=(Problem("birth", "birth_two_digits", {"text": "6/9/75"}),))
    done = answered(row, {"birth.birth_two_digits": Answer(How.VALUE, "1975-09-06")})
    assert (done.person.birth, done.problems) == (Birth("1975-09-06", "day"), ())
    assert done.repairs == (Repair("birth", "6/9/75", "1975-09-06", "answered"),)


def test_an_answer_to_a_part_of_a_name_changes_the_whole():
    row = Row(None, 3, Person("Trần Vãn", "An", "Trần Vãn An"), problems=(Problem("family_name", "letters"),))
    done = answered(row, {"family_name.letters": Answer(How.VALUE, "Trần Văn")})
    assert (done.person.family_name, done.person.full_name) == ("Trần Văn", "Trần Văn An")


def test_telephones_take_their_places():
    row = Row(None, 3, Person(phone="+841"), problems=(Problem("phone2", "phone_unclear"),))
    done = answered(row, {"phone2.phone_unclear": Answer(How.VALUE, "+842")})
    assert (done.person.phone, done.person.phone2) == ("+841", "+842")
    empty = answered(row, {"phone2.phone_unclear": Answer(How.EMPTY)})
    assert (empty.person.phone, empty.person.phone2) == ("+841", None)


def test_what_must_be_there_cannot_be_left_empty():
    assert How.EMPTY not in ways_of(Problem("full_name", "name_short"))
    assert How.EMPTY not in ways_of(Problem("unit_code", "unit_unknown"))
    assert How.EMPTY in ways_of(Problem("birth", "birth_unclear"))
    assert ways_of(Problem("row", "name_missing", refuses=True)) == ()


def test_one_answer_holds_for_a_unit_of_many_rows_but_never_for_people():
    assert is_alike(Problem("unit_code", "unit_ambiguous"))
    assert is_alike(Problem("site", "site_many"))
    assert not is_alike(Problem("birth", "birth_order"))
    assert not is_alike(Problem("row", "person_likely"))
