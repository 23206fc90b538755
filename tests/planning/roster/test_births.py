"""Births in every form, as exact as they stand there; what is not certain is asked."""

from datetime import date, datetime, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diemcau.planning.roster.rules.dates import order_of, read_birth
from diemcau.planning.roster.rules.findings import Remark
from tests.planning.roster.people import TODAY


def read(value, values=(), **wishes):
    remark = Remark()
    birth = read_birth(value, TODAY, remark, order_of(values), **wishes)
    return birth and birth.date, [one.rule for one in remark.repairs], [one.code for one in remark.problems]


@pytest.mark.parametrize(
    ("value", "born", "rules"),
    [
        ("05/09/1975", "1975-09-05", []),
        ("5/9/1975", "1975-09-05", []),
        ("5.9.1975", "1975-09-05", []),
        ("05-09-1975", "1975-09-05", []),
        ("05 / 09 / 1975", "1975-09-05", []),
        ("5 9 1975", "1975-09-05", []),
        ("1975-09-05", "1975-09-05", []),
        ("1975-09-05 00:00:00", "1975-09-05", []),
        ("ngày 5 tháng 9 năm 1975", "1975-09-05", []),
        ("5 tháng 9, 1975", "1975-09-05", []),
        ("5-Sep-1975", "1975-09-05", []),
        (datetime.combine(date(1975, 9, 5), time()), "1975-09-05", []),
        (date(1975, 9, 5), "1975-09-05", []),
        ("05091975", "1975-09-05", ["without_signs"]),
        (5091975.0, "1975-09-05", ["without_signs"]),
        (27642.0, "1975-09-05", ["serial_number"]),
        ("27642", "1975-09-05", ["serial_number"]),
        ("O5/O9/1975", "1975-09-05", ["letters_for_digits"]),
        ("9/1975", "1975-09", []),
        ("09-1975", "1975-09", []),
        ("tháng 9/1975", "1975-09", []),
        ("tháng 9 năm 1975", "1975-09", []),
        ("00/9/1975", "1975-09", []),
        (9.1975, "1975-09", ["month_as_number"]),
        ("1975", "1975", []),
        (1975, "1975", []),
        (1975.0, "1975", []),
        ("1975.0", "1975", []),
        ("năm 1975", "1975", []),
        ("SN 1975", "1975", []),
        ("…/…/1975", "1975", []),
        (date(1905, 5, 28), "1975", ["year_as_date"]),
        ("", None, []),
        (None, None, []),
    ],
)
def test_a_birth_keeps_what_the_cell_tells(value, born, rules):
    assert read(value) == (born, rules, [])


@pytest.mark.parametrize(
    ("value", "code"),
    [
        ("5/9/75", "birth_two_digits"),
        ("5-Sep-75", "birth_two_digits"),
        ("75", "birth_two_digits"),
        (75.0, "birth_two_digits"),
        ("31/02/1975", "birth_impossible"),
        ("5/13/1975", "birth_impossible"),
        ("09/25/1975", "birth_impossible"),
        ("5/9/2030", "birth_future"),
        ("2027", "birth_future"),
        ("5/9/2020", "birth_age"),
        ("1875", "birth_unclear"),
        ("5/9/1875", "birth_age"),
        ("1975?", "birth_unclear"),
        ("không nhớ", "birth_unclear"),
        (True, "birth_unclear"),
        (0.5, "birth_unclear"),
    ],
)
def test_what_is_not_certain_is_asked(value, code):
    assert read(value) == (None, [], [code])


def test_days_since_1904_are_told_by_the_workbook():
    assert read(26180.0, epoch_1904=True) == ("1975-09-05", ["serial_number"], [])


EXCHANGED = [date(1970 + n, 1 + n % 12, 5) for n in range(10)] + ["25/09/1975", "13/01/1980", "30/12/1969"]


def test_a_column_whose_days_an_english_program_exchanged_is_put_right():
    assert read(date(1975, 5, 9), EXCHANGED) == ("1975-09-05", ["month_and_day"], [])


def test_texts_of_such_a_column_stay_as_they_are():
    assert read("25/09/1975", EXCHANGED) == ("1975-09-25", [], [])


def test_where_an_exchange_is_only_possible_it_is_asked():
    few = [date(1975, 5, 9), date(1976, 1, 9), date(1977, 1, 8), "25/09/1975", "13/01/1980", "30/12/1969"]
    assert read(date(1975, 5, 9), few) == (None, [], ["birth_order"])


@pytest.mark.parametrize("against", [date(1975, 5, 29), "05/09/1975"])
def test_one_date_that_speaks_against_an_exchange_is_enough(against):
    assert read(date(1975, 5, 9), [*EXCHANGED, against]) == ("1975-05-09", [], [])


def test_texts_with_the_month_first_are_asked_where_both_are_possible():
    column = ["09/25/1975", "01/13/1980", "12/30/1969"]
    assert [read(text, column)[2] for text in ("05/09/1975", "05/05/1975")] == [["birth_order"], []]


@given(
    st.dates(date(1930, 1, 1), date(2008, 12, 31)),
    st.sampled_from(["%d/%m/%Y", "%d.%m.%Y", "%d-%m-%Y", "%Y-%m-%d", "%d%m%Y"]),
)
def test_a_day_that_is_written_is_read(day, form):
    assert read(day.strftime(form))[::2] == (day.isoformat(), [])


@given(st.one_of(st.text(max_size=30), st.floats(), st.integers(), st.datetimes(), st.booleans(), st.none()))
def test_anything_is_read_or_asked_and_never_a_wrong_day(value):
    born, _, asked = read(value)
    assert (born is None) or (asked == [] and born[:4].isdigit() and 1926 <= int(born[:4]) <= 2010)
