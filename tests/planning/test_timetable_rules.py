"""Timetables as values: edits of an order, and how two of them differ, by property."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from diemcau.planning.telling import change
from diemcau.planning.timetable.rules import edits
from diemcau.planning.timetable.rules.differences import differences
from diemcau.planning.timetable.rules.sheet import ItemLine, SittingLine, Timetable, read, write


@given(st.lists(st.integers(), unique=True, min_size=1, max_size=9), st.data())
def test_an_edit_of_an_order_loses_nothing_and_keeps_the_others_in_order(order, data):
    one, by = data.draw(st.sampled_from(order)), data.draw(st.integers(-10, 10))
    moved = edits.moved(order, one, by)
    assert [other for other in moved if other != one] == [other for other in order if other != one]
    assert moved.index(one) == max(0, min(len(order) - 1, order.index(one) + by))
    assert list(edits.numbered(moved).values()) == list(range(1, len(order) + 1))


LINES = st.builds(
    ItemLine, id=st.integers(1, 6), kind=st.sampled_from(["topic", "break"]), title=st.sampled_from(["A", "B"]),
    minutes=st.integers(1, 3), topic=st.integers(0, 2), phones=st.booleans(), recording=st.booleans(),
    speaker=st.sampled_from(["", "X"]),
)  # fmt: skip


@st.composite
def timetables(draw):
    items = draw(st.lists(LINES, unique_by=lambda item: item.id, max_size=6))
    cut = draw(st.integers(0, len(items)))
    halves = [
        SittingLine(no, no, date(2025, 9, 5 + draw(st.integers(1, 2))), draw(st.sampled_from(["sang", "chieu"])),
                    draw(st.integers(480, 482)), 690, draw(st.integers(495, 496)), tuple(part))
        for no, part in enumerate((items[:cut], items[cut:]), 1)
    ]  # fmt: skip
    return Timetable(tuple(halves[draw(st.integers(0, 1)) :]), draw(st.sampled_from([{}, {1: ("Y",)}])))


@given(timetables(), timetables())
def test_timetables_differ_exactly_when_something_is_told_and_all_of_it_has_words(old, new):
    assert differences(old, old) == []
    assert read(write(old)) == old
    changes = differences(old, new)
    if old == new:
        assert changes == []
    # Numbers follow from times, and an item's start from those before it; all else that differs is told.
    elif {(s.id, s.on, s.half, s.starts, s.ends, s.deadline, s.items) for s in old.sittings} != {
        (s.id, s.on, s.half, s.starts, s.ends, s.deadline, s.items) for s in new.sittings
    } or old.lecturers != new.lecturers:
        assert changes != []
    assert all("{" not in change(one, lang) for one in changes for lang in ("vi", "en"))
