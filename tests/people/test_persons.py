"""Persons of rosters: clean names, sort keys, telephones, dates of birth."""

import pytest
from django.db import IntegrityError, transaction

from diemcau.base.refused import Refused
from diemcau.people.actions import NewPerson, NewPost, add_people
from diemcau.people.models import Person, Post
from diemcau.people.rules import Group, dialled, is_birth, phone_of, split_name
from diemcau.units.rules import Scope

ALL = Scope.everything()


@pytest.mark.usefixtures("country")
def test_a_person_is_kept_with_name_parts_search_form_and_posts():
    new = NewPerson(
        "10273",
        " Nguyễn  Thị Ánh ",
        (NewPost("Chủ tịch UBND", Group.LANH_DAO_UBND), NewPost("Phó Bí thư", Group.THUONG_TRUC_DANG_UY)),
        phone="0912.345.678",
        birth="1980-02",
        sex="nu",
        simulated=True,
    )
    [(person, posts)] = add_people([new])
    assert (person.family_name, person.given_name, person.fold) == ("Nguyễn Thị", "Ánh", "nguyen thi anh")
    assert (person.phone, person.birth, person.sex, str(person)) == (
        "+84912345678",
        "1980-02",
        "nu",
        "Nguyễn Thị Ánh (MP)",
    )
    assert [post.title for post in posts] == ["Chủ tịch UBND", "Phó Bí thư"]
    assert Post.rows.of(Scope.of_unit("01")).count() == 2


@pytest.mark.usefixtures("country")
def test_people_sort_by_given_name_unless_a_key_was_set_by_hand():
    add_people(
        [
            NewPerson("01", "Lê Văn Dũng"),
            NewPerson("01", "Trần Thị Đào"),
            NewPerson("01", "Nguyễn Văn An"),
            NewPerson("01", "A Lăng Bích Y", given_name="Bích", sort_key="A"),
        ]
    )
    names = [person.full_name for person in Person.rows.of(ALL).order_by("sort_key")]
    assert names == ["A Lăng Bích Y", "Nguyễn Văn An", "Lê Văn Dũng", "Trần Thị Đào"]
    assert Person.rows.of(ALL).get(given_name="Bích").family_name == "A Lăng Y"


@pytest.mark.usefixtures("country")
@pytest.mark.parametrize(
    ("wrong", "code"),
    [({"full_name": "  "}, "person.name"), ({"birth": "1980-13"}, "person.birth"), ({"phone": "12"}, "person.phone")],
)
def test_one_wrong_person_keeps_all_out(wrong, code):
    with pytest.raises(Refused) as no:
        add_people([NewPerson("01", "Nguyễn Văn An"), NewPerson(**{"unit": "01", "full_name": "Lê Văn B", **wrong})])
    assert (no.value.code, Person.rows.of(ALL).count()) == (code, 0)


@pytest.mark.usefixtures("country")
@pytest.mark.parametrize("wrong", [{"phone": "0912345678"}, {"birth": "80"}, {"sex": "x"}])
def test_the_table_takes_no_other_shapes(wrong):
    fields = {"unit_id": "01", "given_name": "An", "full_name": "An", "sort_key": "a", "fold": "an"}
    with pytest.raises(IntegrityError), transaction.atomic():
        Person.rows.create(**{**fields, **wrong})


def test_people_are_seen_inside_the_scope_only(country):
    add_people([NewPerson("10273", "An"), NewPerson("05773", "Bình"), NewPerson("00", "Chi")])
    seen = [
        list(Person.rows.of(Scope.of_unit(code)).order_by("id").values_list("full_name", flat=True))
        for code in ("00", "01", "19", "10330")
    ]
    assert seen == [["An", "Bình", "Chi"], ["An"], ["Bình"], []]


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("", ""),
        ("0912 345 678", "+84912345678"),
        ("+84 91-234-5678", "+84912345678"),
        ("(024) 3333 4444", "+842433334444"),
        ("+856 20 5555 5555", "+8562055555555"),
    ],
)
def test_telephones_are_kept_in_one_form(typed, kept):
    assert phone_of(typed) == kept


@pytest.mark.parametrize("typed", ["abc", "123", "09123456789012345"])
def test_what_is_no_telephone_is_refused(typed):
    with pytest.raises(Refused) as no:
        phone_of(typed)
    assert no.value.code == "person.phone"


def test_telephones_are_shown_as_they_are_dialled():
    assert [dialled(number) for number in ("", "+84912345678", "+842433334444", "+8562055555555")] == [
        "",
        "0912 345 678",
        "02433334444",
        "+8562055555555",
    ]


def test_dates_of_birth_are_years_months_or_days():
    good = ["1980", "1980-02", "1980-02-29"]
    bad = ["", "80", "1980-2", "1980-00", "1981-02-29", "1980-02-29-1", "19８0", "1980/02"]
    assert [is_birth(text) for text in good + bad] == [True] * 3 + [False] * 8


def test_a_name_of_one_word_is_a_given_name():
    assert [split_name("An"), split_name("Nguyễn Văn An")] == [("", "An"), ("Nguyễn Văn", "An")]
