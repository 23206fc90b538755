"""How a room is called before everybody: never so that one can tell which it is, unless it agreed."""

from diemcau.activities.naming import called
from diemcau.activities.plan import Places
from tests.activities.rig import plan_of

PLACES = Places(plan_of("discussion", {"title": "T", "task": "T", "minutes": 5}))


def test_a_commune_among_several_is_one_of_its_kind_in_its_province() -> None:
    assert called(3, PLACES) == {"unit": "xa", "of": "thành phố Hà Nội", "name": ""}


def test_where_too_few_share_a_province_nothing_is_said() -> None:
    assert called(7, PLACES) == {"unit": "", "of": "", "name": ""}


def test_a_room_of_a_province_or_of_the_centre_is_any_room() -> None:
    assert [called(site, PLACES) for site in (1, 2)] == [{"unit": "", "of": "", "name": ""}] * 2


def test_a_room_that_agreed_bears_its_name() -> None:
    assert called(3, PLACES, named=True) == {"unit": "xa", "of": "thành phố Hà Nội", "name": "xã 1"}
