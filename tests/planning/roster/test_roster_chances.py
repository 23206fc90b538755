"""By chance: whatever is applied can be taken back to the byte, and whatever is given out comes in again as it is."""

from datetime import date

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from diemcau.base.text import fold
from diemcau.people.rules import Group, OfficeRole
from diemcau.planning.actions import rosters as actions
from diemcau.planning.models import RosterFile
from diemcau.planning.queries import rosters as lists
from diemcau.planning.roster.gazette import gazetteer
from diemcau.planning.roster.reading import read_book
from diemcau.planning.roster.rules.sheet import check_book
from diemcau.planning.roster.rules.states import FileState
from diemcau.planning.roster.writing import group_words, list_xlsx
from diemcau.planning.rules import ClassRole
from diemcau.record.actions import undo
from tests.planning import cast
from tests.planning.roster.sent import ALL, apply, everything, line, xlsx

pytestmark = [pytest.mark.usefixtures("country"), pytest.mark.django_db]
TODAY = date(2026, 11, 22)
CHANCES = settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])

_NAMES = ["Trần Văn An", "Lê Thị Bình", "Vũ Đức Cả", "Y Krin Niê Kđăm", "H’Rin Êban", "Đỗ Thị Thanh Huyền"]
_POSTS = [
    "",
    "Bí thư Đảng ủy",
    "Phó Bí thư Đảng ủy; Chủ tịch UBND",
    "Trưởng phòng Kinh tế",
    "Giảng viên; đại biểu HĐND",
]
_WORDS = ["", *(group_words(role, group) for role in ClassRole for group in Group)]
_PEOPLE = some.lists(
    some.builds(
        line,
        some.sampled_from(_NAMES),
        some.sampled_from(["", "1975", "09/1980", "06/09/1975", "25/12/1969"]),
        some.sampled_from(["", "Nam", "Nữ"]),
        some.sampled_from(_POSTS),
        some.sampled_from(_WORDS),
        some.sampled_from(["01", "10273", "10330"]),
        some.sampled_from(["", "0912000001", "0912000002", "0912000003"]),
    ),
    min_size=1,
    max_size=6,
    unique_by=lambda one: one[0],
)


def read_here(course, data):
    """As the worker does it, with the check in this process: chances are many and a child takes a second."""
    (file,) = actions.take_in(course, [actions.Upload("x.xlsx", data)], unit="01")
    book = read_book(data)
    actions._put(file, check_book(book.sheets, gazetteer(), "01", TODAY), actions.Places(course))
    return RosterFile.rows.of(ALL).get(pk=file.pk)


def cleared(model_rows):
    return {name: sorted(rows) for name, rows in model_rows.items()}


@CHANCES
@given(some.lists(_PEOPLE, min_size=1, max_size=3), some.booleans(), some.booleans())
def test_taking_back_restores_every_byte(rosters, by_protocol, off):
    with transaction.atomic():
        course, by = cast.a_course(), cast.account("x", OfficeRole.PROVINCE, "01")
        cast.rooms(course)
        states, done = [cleared(everything())], []
        for people in rosters:
            file = read_here(course, xlsx(*people))
            if off and file.missing:
                actions.choose_removals(file, file.missing)
                file.refresh_from_db()
            if file.counts["add"] + file.counts["change"] + len(file.removing):
                done.append(apply(file, by, by_protocol=by_protocol))
                states.append(cleared(everything()))
        for file in reversed(done):
            assert cleared(everything()) == states.pop()
            undo(file.entry, ALL, by)
        assert cleared(everything()) == states.pop()
        transaction.set_rollback(True)


@CHANCES
@given(_PEOPLE)
def test_what_is_given_out_comes_in_again_without_a_difference(people):
    with transaction.atomic():
        course, by = cast.a_course(), cast.account("x", OfficeRole.PROVINCE, "01")
        cast.rooms(course)
        first = read_here(course, xlsx(*people))
        if first.counts["add"]:
            apply(first, by)
        rows = lists.enrolled_of(course, ALL, "01")
        names = sorted(fold(one.person.full_name) for one in rows)
        if names:
            again = read_here(course, list_xlsx("DANH SÁCH", lists.lines_of(rows, lists.units_on(course))))
            assert sorted(again.lines.of(ALL).values_list("fold", flat=True)) == names
            assert set(again.lines.of(ALL).values_list("does", "changes")) <= {("same", "[]")}
            assert (again.missing, again.state) == ([], FileState.READY)
        transaction.set_rollback(True)
