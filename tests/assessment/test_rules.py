"""What counts as attending."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diemcau.assessment.rules import COUNTED, Status, attendance, attended, in_room, is_confirmed


@pytest.mark.parametrize(
    ("status", "counts", "sits"),
    [
        ("co_mat", True, True),
        ("muon_som", True, True),
        ("o_diem_khac", True, False),
        ("du_thay", False, True),
        ("vang_phep", False, False),
        ("vang_khong_phep", False, False),
        ("", False, False),
    ],
)
def test_a_substitute_fills_a_chair_but_does_not_attend(status: str, counts: bool, sits: bool) -> None:
    assert (attended(status), in_room(status)) == (counts, sits)


@given(st.lists(st.sampled_from(list(Status))))
def test_attended_all_is_attended_once_and_turns_are_a_sum(statuses: list[Status]) -> None:
    told = attendance(statuses)
    assert told.attended == sum(status in COUNTED for status in statuses)
    assert told.once == (told.attended > 0)
    assert told.all == (bool(statuses) and told.attended == len(statuses))
    assert told.once or not told.all


def test_a_headcount_is_confirmed_when_a_chair_stands_for_it() -> None:
    assert [level for level in ("", "entered", "confirmed", "checked", "locked") if is_confirmed(level)] == [
        "confirmed",
        "checked",
        "locked",
    ]
