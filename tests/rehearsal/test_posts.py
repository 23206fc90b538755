"""Places of invented people in the rooms of the three levels."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diemcau.people.rules import Group
from diemcau.planning.rules import ClassRole
from diemcau.rehearsal.posts import places_of, staff_of
from diemcau.units.queries import UnitOn
from diemcau.units.rules import Kind, Level

COMMUNES = [
    UnitOn("10273", Level.COMMUNE, kind, "Phú Xuyên", "01", None, None) for kind in (Kind.XA, Kind.PHUONG, Kind.DAC_KHU)
]
PROVINCES = [UnitOn("01", Level.PROVINCE, kind, "Hà Nội", "00", None, None) for kind in (Kind.THANH_PHO, Kind.TINH)]
CENTRE = UnitOn("00", Level.CENTRE, Kind.TRUNG_UONG, "Trung ương", "", None, None)


@given(st.sampled_from([*COMMUNES, *PROVINCES, CENTRE]), st.integers(0, 80), st.integers(0, 99))
def test_a_room_has_as_many_places_as_asked_and_mostly_learners(unit: UnitOn, number: int, luck: int) -> None:
    places = places_of(unit, number, luck)

    assert len(places) == number
    assert sum(place.role != ClassRole.HOC_VIEN for place in places) == (2 if number >= 10 else 0)
    assert all(place.posts for place in places)


@given(st.sampled_from(COMMUNES), st.integers(5, 60))
def test_the_first_five_of_a_commune_are_of_the_five_position_groups(unit: UnitOn, number: int) -> None:
    first = [place.posts[0].group for place in places_of(unit, number, 0)[:5]]

    assert set(first) == set(Group) - {Group.KHAC}


@pytest.mark.parametrize("unit", [*COMMUNES, *PROVINCES, CENTRE])
def test_no_post_names_the_unit(unit: UnitOn) -> None:
    staff = staff_of(unit)
    titles = [post.title for place in places_of(unit, 60, 0) for post in place.posts]

    assert [t for t in [*titles, staff.chair, staff.host.title, staff.technician.title] if unit.name in t] == []
    assert max(map(len, titles)) <= 160
