"""Sittings and items: edits, numbers, what is refused; releases and how they differ; who teaches and stands in."""

from datetime import date, time, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from diemcau.base.refused import Refused
from diemcau.planning import actions, queries
from diemcau.planning.actions import NewItem, NewLecturer, NewSitting
from diemcau.planning.models import Item, LecturerAway, TimetableRelease
from diemcau.planning.rules import AddressKind, Half, ItemKind, SittingState
from diemcau.planning.telling import change
from diemcau.planning.timetable.rules.differences import differences
from diemcau.planning.timetable.rules.sheet import read
from diemcau.record.models import AuditEntry
from diemcau.units.rules import Scope
from tests.planning import cast

pytestmark = pytest.mark.usefixtures("country")
EVENING = NewSitting(date(2025, 9, 7), Half.CHIEU, time(14), time(17), time(14, 15))


@pytest.fixture
def course(country):
    return cast.a_course()


def refused(do, *args, **more):
    with pytest.raises(Refused) as no:
        do(*args, **more)
    return no.value.code, no.value.status


def titles(sitting):
    items = list(sitting.items.order_by("no"))
    assert [item.no for item in items] == list(range(1, len(items) + 1))
    return [item.title for item in items]


def nos(course):
    return [(s.no, f"{s.on:%d}", s.half) for s in course.sittings.order_by("no")]


# --- Sittings --------------------------------------------------------------------------------------------------------


def test_sittings_are_numbered_by_time_whatever_is_added_moved_or_removed(course):
    actions.remove_sitting(course.sittings.get(no=3))
    assert nos(course) == [
        (1, "06", "sang"), (2, "06", "chieu"), (3, "07", "chieu"), (4, "08", "sang"), (5, "08", "chieu"),
    ]  # fmt: skip
    back = actions.add_sitting(course, NewSitting(date(2025, 9, 7), Half.SANG, time(7, 30), time(11), time(7, 45)))
    assert (back.no, len(nos(course))) == (3, 6)
    actions.remove_sitting(course.sittings.get(no=6))
    late = NewSitting(date(2025, 9, 8), Half.CHIEU, time(13), time(16), time(13, 15))
    assert actions.change_sitting(course.sittings.get(no=1), late).no == 5
    assert nos(course) == [
        (1, "06", "chieu"), (2, "07", "sang"), (3, "07", "chieu"), (4, "08", "sang"), (5, "08", "chieu"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("new", "code"),
    [
        (NewSitting(date(2025, 9, 9), Half.SANG, time(8), time(11), time(8)), "sitting.outside"),
        (NewSitting(date(2025, 9, 7), Half.SANG, time(8), time(11), time(8)), "sitting.taken"),
        (NewSitting(date(2025, 9, 8), Half.CHIEU, time(17), time(14), time(14)), "sitting.hours"),
    ],
)
def test_a_sitting_lies_within_the_course_once_and_ends_after_it_begins(course, new, code):
    last = course.sittings.get(no=6)
    assert refused(actions.change_sitting, last, new)[0] == code


def test_two_sittings_do_not_overlap(course):
    late = NewSitting(date(2025, 9, 8), Half.CHIEU, time(11), time(14), time(11, 15))
    assert refused(actions.change_sitting, course.sittings.get(no=6), late) == ("sitting.overlaps", 409)


def test_an_opened_sitting_and_its_number_stay(course):
    first, second = course.sittings.get(no=1), course.sittings.get(no=2)
    actions.set_state(second, SittingState.OPEN)
    item = second.items.first()
    for do, args in (
        (actions.change_sitting, (second, EVENING)),
        (actions.remove_sitting, (second,)),
        (actions.add_item, (second, NewItem(ItemKind.BREAK, 10))),
        (actions.change_item, (item, NewItem(ItemKind.BREAK, 10))),
        (actions.move_item, (item, 1)),
        (actions.remove_item, (item,)),
        (actions.change_item, (first.items.first(), NewItem(ItemKind.BREAK, 10), second)),
    ):
        assert refused(do, *args) == ("sitting.opened", 409)
    assert refused(actions.remove_sitting, first) == ("sitting.before_opened", 409)
    assert len(nos(course)) == 6


def test_a_sitting_with_an_address_is_not_removed(course):
    item = course.sittings.get(no=4).items.get(kind="address")
    actions.record_address(item, "Chủ tịch UBND xã", AddressKind.THAO_LUAN)
    assert refused(actions.remove_sitting, item.sitting) == ("sitting.used", 409)
    assert refused(actions.remove_item, item) == ("item.used", 409)
    assert Item.objects.filter(pk=item.pk).exists()


# --- Items -----------------------------------------------------------------------------------------------------------


def test_items_go_up_and_down_and_no_further_than_the_ends(course):
    sitting = course.sittings.get(no=1)
    assert titles(sitting) == ["Khai mạc", "Chuyên đề 1", "Giải lao", "Thảo luận, giải đáp"]
    actions.move_item(sitting.items.get(no=3), -1)
    assert titles(sitting) == ["Khai mạc", "Giải lao", "Chuyên đề 1", "Thảo luận, giải đáp"]
    actions.move_item(sitting.items.get(no=1), -1)
    actions.move_item(sitting.items.get(no=4), 1)
    assert titles(sitting) == ["Khai mạc", "Giải lao", "Chuyên đề 1", "Thảo luận, giải đáp"]


def test_an_item_takes_the_name_of_its_topic_or_kind_and_the_limits_of_the_release(course):
    sitting = course.sittings.get(no=1)
    five = actions.add_item(sitting, NewItem(ItemKind.TOPIC, 30, topic=5, phones=True, recording=True))
    pause = actions.add_item(sitting, NewItem(ItemKind.BREAK, 10), 1)
    assert (five.title, five.phones, five.recording, five.topic_no) == ("Chuyên đề 5", False, True, 5)
    assert (pause.title, pause.topic_no, titles(sitting)[0]) == ("Giải lao", None, "Giải lao")
    assert refused(actions.add_item, sitting, NewItem(ItemKind.TOPIC, 30, topic=10)) == ("topic.unknown", 404)
    assert refused(actions.add_item, sitting, NewItem(ItemKind.BREAK, 0)) == ("item.minutes", 400)


def test_an_item_moves_into_another_sitting_and_both_stay_numbered(course):
    first, second = course.sittings.get(no=1), course.sittings.get(no=2)
    item = first.items.get(kind="topic")
    actions.change_item(item, NewItem(ItemKind.TOPIC, 45, topic=1, phones=True), second)
    assert (titles(first), titles(second)[-1]) == (["Khai mạc", "Giải lao", "Thảo luận, giải đáp"], "Chuyên đề 1")


def test_an_item_does_not_go_into_another_course(course):
    other = cast.a_course("lop-2")
    item = course.sittings.get(no=1).items.first()
    assert refused(actions.change_item, item, NewItem(ItemKind.BREAK, 10), other.sittings.get(no=1)) == (
        "course.no_sitting", 404,
    )  # fmt: skip


EDITS = st.lists(
    st.tuples(
        st.sampled_from(["add", "up", "down", "remove", "change", "away"]), st.integers(0, 9), st.integers(1, 99)
    ),
    max_size=8,
)


@given(EDITS)
@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_is_done_numbers_run_from_one_and_minutes_add_up(country, changes):
    from django.db import transaction

    with transaction.atomic():
        course = cast.a_course()
        sittings = list(course.sittings.filter(no__in=[1, 2]))
        expected = {s.pk: {item.pk: item.minutes for item in s.items.all()} for s in sittings}
        for what, place, minutes in changes:
            here, there = sittings if place % 2 else sittings[::-1]
            items = list(here.items.order_by("no"))
            new = NewItem(ItemKind.DISCUSSION, minutes)
            if what == "add":
                expected[here.pk][actions.add_item(here, new, place).pk] = minutes
            elif items:
                item = items[place % len(items)]
                if what in {"up", "down"}:
                    actions.move_item(item, {"up": -1, "down": 1}[what])
                elif what == "remove":
                    actions.remove_item(item)
                    del expected[here.pk][item.pk]
                else:
                    actions.change_item(item, new, there if what == "away" else None)
                    expected[here.pk].pop(item.pk)
                    expected[(there if what == "away" else here).pk][item.pk] = minutes
        sheet = queries.sheet_of(course)
        for sitting, line in zip(sittings, sheet.sittings[:2], strict=True):
            assert [item.no for item in sitting.items.order_by("no")] == list(range(1, len(line.items) + 1))
            assert {item.id: item.minutes for item in line.items} == expected[sitting.pk]
            starts = [at for at, _ in line.timed()]
            assert line.starts + line.minutes == (starts[-1] + line.items[-1].minutes if starts else line.starts)
        transaction.set_rollback(True)


# --- Releases --------------------------------------------------------------------------------------------------------


def test_a_timetable_is_released_in_versions_that_nobody_changes(course):
    organiser = cast.account("lan", None)
    one = actions.release_timetable(course, by=organiser)
    assert (one.version, one.by, read(one.content)) == (1, organiser, queries.sheet_of(course))
    assert refused(actions.release_timetable, course) == ("timetable.nothing_new", 409)
    actions.move_item(course.sittings.get(no=1).items.get(no=2), 1)
    assert actions.release_timetable(course).version == 2
    rows = TimetableRelease.objects.filter(course=course)
    assert refused(rows.update, version=9) == refused(rows.delete) == ("timetable.frozen", 409)
    log = AuditEntry.rows.of(Scope.everything()).filter(action="timetable.released").order_by("id")
    assert [(entry.subject, entry.detail) for entry in log] == [
        (f"course:{course.pk}", {"version": 1}), (f"course:{course.pk}", {"version": 2}),
    ]  # fmt: skip


def test_a_course_without_a_sitting_has_nothing_to_release(course):
    for sitting in course.sittings.order_by("-no"):
        actions.remove_sitting(sitting)
    assert refused(actions.release_timetable, course) == ("timetable.empty", 409)


def told(course, old):
    return [change(one) for one in differences(old, queries.sheet_of(course))]


def test_changes_are_told_in_words(course):
    old = queries.sheet_of(course)
    third = course.sittings.get(no=3)
    actions.move_item(third.items.get(kind="break"), 1)
    assert told(course, old) == [
        "Buổi sáng 07/9/2025: chuyên đề 4 chuyển sang 09:23 (trước: 09:38).",
        "Buổi sáng 07/9/2025: “Giải lao” chuyển sang 10:45 (trước: 09:23).",
    ]  # fmt: skip


def test_every_sort_of_change_has_its_sentence(course):
    old = queries.sheet_of(course)
    first, second = course.sittings.get(no=1), course.sittings.get(no=2)
    actions.change_sitting(second, NewSitting(second.on, Half.CHIEU, time(13, 30), time(16, 30), time(14)))
    actions.change_item(
        first.items.get(no=4), NewItem(ItemKind.DISCUSSION, 20, "Trao đổi", phones=False, speaker="Trưởng khoa")
    )
    actions.change_item(first.items.get(no=2), NewItem(ItemKind.TOPIC, 135, topic=1, phones=True), second)
    actions.add_item(first, NewItem(ItemKind.ADDRESS, 15))
    actions.remove_item(second.items.get(kind="break"))
    actions.remove_sitting(course.sittings.get(no=6))
    actions.name_lecturer(course, 2, "Giảng viên Học viện")
    assert told(course, old) == [
        "Buổi sáng 06/9/2025: “Giải lao” chuyển sang 08:30 (trước: 10:45).",
        "Buổi sáng 06/9/2025: “Trao đổi” chuyển sang 08:45 (trước: 11:00).",
        "Buổi sáng 06/9/2025: mục lúc 08:45 đổi từ “Thảo luận, giải đáp” thành “Trao đổi”.",
        "Buổi sáng 06/9/2025: “Trao đổi” còn 20 phút (trước: 30 phút).",
        "Buổi sáng 06/9/2025: người trình bày “Trao đổi”: Trưởng khoa (trước: chưa có).",
        "Buổi sáng 06/9/2025: “Trao đổi” không cho dùng điện thoại.",
        "Buổi sáng 06/9/2025: thêm “Phát biểu từ điểm cầu” lúc 09:05 (15 phút).",
        "Buổi chiều 06/9/2025: học từ 13:30 đến 16:30 (trước: 14:00–17:00).",
        "Buổi chiều 06/9/2025: chốt sĩ số trước 14:00 (trước: 14:15).",
        "Buổi chiều 06/9/2025: “Thảo luận, giải đáp” chuyển sang 15:30 (trước: 16:15).",
        "Buổi chiều 06/9/2025: “Phát biểu từ điểm cầu” chuyển sang 16:00 (trước: 16:45).",
        "Buổi chiều 06/9/2025: chuyên đề 1 chuyển sang buổi này lúc 16:15 (trước: Buổi sáng 06/9/2025, 08:30).",
        "Buổi chiều 06/9/2025: chuyên đề 1 không ghi hình.",
        "Buổi chiều 06/9/2025: bỏ “Giải lao” (trước: 16:00).",
        "Buổi chiều 08/9/2025: bỏ buổi này.",
        "Chuyên đề 2: giảng viên là Giảng viên Học viện (trước: chưa có).",
    ]  # fmt: skip


# --- Lecturers -------------------------------------------------------------------------------------------------------


def test_a_topic_has_lecturers_by_post_and_one_who_stands_in(course):
    main = actions.add_lecturer(course, NewLecturer(1, " Trưởng  khoa ", name="Nguyễn Văn An", phone="0912 345 678"))
    assert (main.post, main.person.shown, main.person.phone) == ("Trưởng khoa", "Nguyễn Văn An (MP)", "+84912345678")
    second = actions.add_lecturer(course, NewLecturer(1, "Phó trưởng khoa", stand_in=True))
    again = NewLecturer(1, "Giảng viên", stand_in=True)
    assert refused(actions.add_lecturer, course, again) == ("lecturer.taken", 409)
    assert refused(actions.add_lecturer, course, NewLecturer(1, "Trưởng khoa")) == ("lecturer.taken", 409)
    assert refused(actions.add_lecturer, course, NewLecturer(1, " ")) == ("lecturer.post", 400)
    assert refused(actions.add_lecturer, course, NewLecturer(10, "A")) == ("topic.unknown", 404)
    assert queries.sheet_of(course).lecturers == {1: ("Trưởng khoa",)}
    actions.let_stand_in(second)
    assert [(one.post, one.stand_in) for one in course.lecturers.order_by("id")] == [
        ("Trưởng khoa", True), ("Phó trưởng khoa", False),
    ]  # fmt: skip
    assert refused(actions.let_stand_in, second) == ("lecturer.not_stand_in", 409)
    actions.set_away(main, date(2025, 9, 6), "sang")
    actions.set_away(main, date(2025, 9, 6), "sang")
    [away] = LecturerAway.objects.all()
    actions.drop_away(second, away.pk)
    assert LecturerAway.objects.count() == 1
    actions.drop_away(main, away.pk)
    actions.set_away(main, date(2025, 9, 6))
    actions.remove_lecturer(main)
    assert (LecturerAway.objects.count(), course.lecturers.count()) == (0, 1)


# --- Copies and changes of a course ----------------------------------------------------------------------------------


def test_a_copy_has_sittings_and_sites_a_year_later_and_no_people(course):
    sites = cast.rooms(course)
    cast.learners(course, sites["10273"], 2)
    actions.join_site(sites["10330"], sites["10273"])
    actions.mark_no_site(course, {"19": "Dùng chung phòng"})
    actions.name_lecturer(course, 1, "Giảng viên Học viện")
    actions.release_timetable(course)
    item = course.sittings.get(no=1).items.get(no=1)
    actions.change_item(item, NewItem(ItemKind.OPENING, 20, "Lễ khai mạc"))
    actions.set_state(course.sittings.get(no=1), SittingState.CLOSED)
    wanted = actions.CourseCopy("lop-sau", "Lớp năm sau", course.release, date(2026, 9, 5))
    made = actions.copy_course(course, wanted)
    copy = made.course
    assert (made.left_out, f"{copy.starts_on} {copy.ends_on}", copy.heads) == (
        [],
        "2026-09-05 2026-09-07",
        course.heads,
    )
    by = timedelta(days=364)
    assert [(s.no, s.on, s.starts_at, s.headcount_deadline, s.state) for s in copy.sittings.all()] == [
        (s.no, s.on + by, s.starts_at + by, s.headcount_deadline + by, "planned") for s in course.sittings.all()
    ]
    assert [titles(s) for s in copy.sittings.all()] == [titles(s) for s in course.sittings.all()]
    everything = Scope.everything()
    rows = list(type(sites["01"]).rows.of(everything).filter(course=copy).order_by("no"))
    assert [
        (site.no, site.unit_id, site.host_id, site.joined_to.unit_id if site.joined_to else "") for site in rows
    ] == [(site.no, site.unit_id, site.host_id, "10273" if code == "10330" else "") for code, site in sites.items()]
    assert [unit.unit_id for site in rows for unit in site.covers.of(everything)] == list(sites)
    assert (copy.enrolments.of(everything).count(), copy.timetables.count(), copy.lecturers.get().post) == (
        0, 0, "Giảng viên Học viện",
    )  # fmt: skip
    assert [one.unit_id for one in copy.without_site.of(everything)] == ["19"]
    assert refused(actions.copy_course, course, wanted) == ("course.taken", 409)


def test_a_course_changes_its_facts_and_its_sittings_move_along(course):
    def to(**more):
        facts = {
            "title": " Lớp  mới ", "organiser": "Học viện", "form": "trực tuyến", "starts_on": course.starts_on,
            "ends_on": course.ends_on, "rehearsal": False, "heads": {},
        }  # fmt: skip
        return actions.CourseChange(**{**facts, **more})

    day = timedelta(days=1)
    assert refused(actions.change_course, course, to(starts_on=course.starts_on + day)) == ("course.dates", 409)
    assert refused(actions.change_course, course, to(ends_on=course.starts_on - day)) == ("course.days", 400)
    assert refused(actions.change_course, course, to(title=" ")) == ("course.incomplete", 400)
    actions.change_course(course, to(starts_on=course.starts_on + day, ends_on=course.ends_on + day, shift=True))
    course.refresh_from_db()
    assert (course.title, [no[1] for no in nos(course)]) == ("Lớp mới", ["07", "07", "08", "08", "09", "09"])
    actions.change_course(course, to(shift=True, starts_on=course.starts_on - day, ends_on=course.ends_on - day))
    actions.set_state(course.sittings.get(no=1), SittingState.OPEN)
    course.refresh_from_db()
    back = to(starts_on=course.starts_on - day, shift=True)
    assert refused(actions.change_course, course, back) == ("sitting.opened", 409)
    assert refused(actions.change_course, course, to(rehearsal=True)) == ("course.rehearsal", 409)
