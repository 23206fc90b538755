"""Invented names and telephone numbers."""

from random import Random

import phonenumbers
from hypothesis import given
from hypothesis import strategies as st

from diemcau.people.rules import Sex, phone_of
from diemcau.rehearsal.names import NUMBERS, phone, some_names


@given(st.integers(), st.lists(st.sampled_from(Sex), max_size=60))
def test_no_two_people_of_a_room_have_the_same_name(seed: int, sexes: list[Sex]) -> None:
    names = some_names(Random(seed), sexes)

    assert len(set(names)) == len(sexes)
    assert names == some_names(Random(seed), sexes)
    assert all(len(name.split()) in {3, 4} for name in names)


@given(st.integers(0, NUMBERS - 1))
def test_a_number_can_be_read_as_one_of_vietnam_and_belongs_to_nobody(number: int) -> None:
    read = phonenumbers.parse(phone(number), "VN")

    assert (phonenumbers.is_possible_number(read), phonenumbers.is_valid_number(read)) == (True, False)
    assert phone_of(phone(number)) == f"+84500{number:06}"
