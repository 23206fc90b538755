"""When two entries are one person: exactly, likely, or never by the name alone."""

import pytest
from hypothesis import given
from hypothesis import strategies as some

from diemcau.planning.roster.rules.likeness import Somebody, alike

AN = Somebody("nguyen van an", frozenset({"+84912000001"}), "1975-09-06", "nam", "10273", frozenset({"bi thu"}))


def other(**more):
    known = {name: getattr(AN, name) for name in AN.__struct_fields__}
    return Somebody(**{**known, **more})


NOBODY = {"phones": frozenset(), "birth": "", "sex": "", "unit": "", "posts": frozenset()}


@pytest.mark.parametrize(
    ("differs", "how"),
    [
        ({}, "exact"),
        ({"birth": ""}, "exact"),
        ({"phones": frozenset()}, "exact"),
        ({"unit": "05773"}, "exact"),  # moved, with the telephone kept
        ({"birth": "1975-09-07"}, "exact"),  # a date put right: same telephone, same unit
        ({"birth": "1975-09-07", "unit": "05773"}, "likely"),
        ({"sex": "nu"}, "likely"),
        ({"phones": frozenset(), "birth": "1975"}, "likely"),
        ({"phones": frozenset(), "unit": "05773"}, "likely"),  # born on one day, elsewhere
        ({"phones": frozenset(), "birth": ""}, "likely"),
        ({"phones": frozenset(), "birth": "1980-01-01"}, "likely"),  # same office, same post
        ({"phones": frozenset(), "birth": "1980-01-01", "posts": frozenset()}, ""),
        ({"phones": frozenset(), "birth": "", "unit": "05773"}, ""),
        ({"fold": "nguyen van anh"}, "likely"),  # a spelling put right
        ({"fold": "tran thi be", "birth": ""}, ""),  # the telephone of an office
        ({"fold": "nguyen van anh", "phones": frozenset()}, ""),
    ],
)
def test_what_speaks_for_and_against_one_person(differs, how):
    assert alike(AN, other(**differs)) == how


def test_a_name_alone_is_nobody():
    assert alike(AN, other(**NOBODY)) == ""


_SOMEBODY = some.builds(
    Somebody,
    some.sampled_from(["le an", "vo an", "le binh"]),
    some.frozensets(some.sampled_from(["+841", "+842"])),
    some.sampled_from(["", "1975", "1975-09", "1975-09-06", "1980-01-01"]),
    some.sampled_from(["", "nam", "nu"]),
    some.sampled_from(["", "10273", "05773"]),
    some.frozensets(some.sampled_from(["bi thu", "chu tich"])),
)


@given(_SOMEBODY, _SOMEBODY)
def test_likeness_is_the_same_from_both_sides(one, another):
    assert alike(one, another) == alike(another, one)


@given(_SOMEBODY, _SOMEBODY)
def test_only_the_same_name_is_ever_exact(one, another):
    assert alike(one, another) != "exact" or one.fold == another.fold
