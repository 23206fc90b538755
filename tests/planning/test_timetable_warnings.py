"""What is to be looked at in a timetable: by rule, and as the plan brings it together."""

from datetime import date

import pytest

from diemcau.base.words import catalogue, say
from diemcau.planning import actions, queries
from diemcau.planning.actions import NewItem, NewLecturer
from diemcau.planning.rules import ItemKind
from diemcau.planning.telling import warning
from diemcau.planning.timetable.rules.sheet import ItemLine, SittingLine, Timetable
from diemcau.planning.timetable.rules.warnings import Busy, DesignedTopic, Teacher, Warned, warnings
from tests.planning import cast

DAY = date(2025, 9, 6)


def sitting(*items, no=1, starts=480, ends=690, deadline=495, half="sang", on=DAY):
    lines = tuple(ItemLine(no * 100 + n, kind, kind, minutes, topic) for n, (kind, minutes, topic) in enumerate(items))
    return SittingLine(no, no, on, half, starts, ends, deadline, lines)


def topic(no, minutes=0, *, taught=True):
    return DesignedTopic(no, f"CĐ {no}", minutes, taught)


def found(sittings, topics=(), teachers=(), elsewhere=()):
    return [
        (w.code, w.sitting, w.topic, dict(w.data))
        for w in warnings(Timetable(tuple(sittings)), topics, teachers, elsewhere)
    ]


GOOD = [("topic", 60, 1), ("break", 15, 0), ("topic", 60, 1)]


def test_a_good_timetable_has_no_warning():
    assert found([sitting(*GOOD)], [topic(1, 120)], [Teacher(1, "a", "A")]) == []


def test_an_empty_a_too_long_and_a_late_sitting_are_told():
    assert found([sitting()]) == [("empty", 1, 0, {})]
    long = [("discussion", 100, 0), ("break", 10, 0), ("discussion", 101, 0)]
    assert found([sitting(*long)]) == [("over", 1, 0, {"minutes": 211, "hours": 210, "over": 1})]
    fits = [("discussion", 10, 0)]
    early, late = sitting(*fits, deadline=479), sitting(*fits, no=2, deadline=691)
    assert found([early, late, sitting(*fits, no=3, deadline=690)]) == [
        ("deadline", 1, 0, {"at": 479}), ("deadline", 2, 0, {"at": 691}),
    ]  # fmt: skip


def test_more_than_two_hours_without_a_break_are_told_with_their_beginning():
    assert found([sitting(("discussion", 120, 0), ("break", 5, 0), ("discussion", 60, 0))]) == []
    after = [("break", 10, 0), ("discussion", 60, 0), ("discussion", 61, 0)]
    assert found([sitting(*after)]) == [("no_break", 1, 0, {"minutes": 121, "at": 490})]


def test_a_topic_needs_an_item_and_a_lecturer_unless_it_is_not_taught():
    topics = [topic(1), topic(2), topic(3, taught=False)]
    assert found([sitting(*GOOD)], topics, [Teacher(1, "a", "A", stand_in=True)]) == [
        ("no_lecturer", 0, 1, {"title": "CĐ 1"}),
        ("no_item", 0, 2, {"title": "CĐ 2"}),
        ("no_lecturer", 0, 2, {"title": "CĐ 2"}),
    ]


def test_two_items_of_a_topic_may_not_take_more_than_the_programme_gives_and_a_foreign_topic_is_told():
    a = [Teacher(1, "a", "A")]
    assert found([sitting(*GOOD)], [topic(1, 119)], a) == [("topic_over", 1, 1, {"minutes": 120, "planned": 119})]
    assert found([sitting(("topic", 120, 1))], [topic(1, 60)], a) == []  # one item: the timetable's own decision
    assert found([sitting(*GOOD)], [], a) == [("unknown_topic", 1, 1, {})]


def test_who_cannot_come_is_told_with_who_stands_in():
    away = frozenset({(DAY, "sang")})
    one, two = Teacher(1, "a", "A", away=away), Teacher(1, "b", "B", stand_in=True)
    topics = [topic(1), topic(2)]
    items = [sitting(*GOOD, ("topic", 10, 2))]
    two_teaches = Teacher(2, "a", "A")  # the same one: away for his other topic too
    assert found(items, topics, [one, two, two_teaches]) == [
        ("away_stand_in", 1, 1, {"who": "A", "other": "B"}),
        ("away", 1, 2, {"who": "A"}),
    ]
    both_away = Teacher(1, "b", "B", stand_in=True, away=frozenset({(DAY, "")}))
    assert found([sitting(*GOOD)], topics[:1], [one, both_away]) == [("away", 1, 1, {"who": "A"})]
    other_half = [sitting(*GOOD, half="chieu", starts=840, ends=1020, deadline=855)]
    assert found(other_half, topics[:1], [one]) == []


def test_nobody_teaches_in_two_places_at_once():
    first = sitting(("topic", 120, 1), ("break", 15, 0), ("topic", 80, 1))  # runs until 11:35
    second = sitting(("topic", 30, 2), no=2, starts=690, ends=800, deadline=690, half="chieu")
    teachers = [Teacher(1, "a", "A"), Teacher(2, "a", "A")]
    assert [w[:3] for w in found([first, second], [topic(1), topic(2)], teachers)] == [("over", 1, 0), ("twice", 2, 2)]
    busy = [Busy("a", "Lớp khác", DAY, 500, 600), Busy("b", "Lớp khác", DAY, 500, 600), Busy("a", "Sau", DAY, 690, 700)]
    assert found([sitting(("topic", 120, 1))], [topic(1)], teachers[:1], busy) == [
        ("twice_elsewhere", 1, 1, {"who": "A", "course": "Lớp khác", "at": 500, "until": 600})
    ]


def test_every_warning_has_words_in_both_languages_and_says_where():
    data = {
        "minutes": 1, "hours": 1, "over": 1, "at": 480, "until": 500, "title": "T", "planned": 1, "who": "A",
        "other": "B", "course": "C",
    }  # fmt: skip
    codes = [key.rpartition(".")[2] for key in catalogue() if key.startswith("office.timetable.warning.")]
    assert len(codes) == 12
    for lang, where in (("vi", "Buổi sáng 06/9/2025"), ("en", "Morning of 06/9/2025")):
        for code in codes:
            words = warning(Warned(code, "bad", 1, 1, data), [sitting(*GOOD)], lang)
            filled = {**data, "at": "08:00", "until": "08:20", "topic": 1, "sitting": where}
            assert words == say(f"office.timetable.warning.{code}", lang, **filled)


# --- Brought together from the plan ----------------------------------------------------------------------------------


@pytest.mark.usefixtures("country")
def test_the_default_timetable_lacks_lecturers_and_a_break_and_says_so():
    course = cast.a_course()
    page = queries.timetable_page(course)
    assert [warning(w, page.sheet.sittings) for w in page.warnings][:2] == [
        "Buổi sáng 06/9/2025: học liền 165 phút từ 08:00 mà không có giải lao.",
        "Chuyên đề 1 “Chuyên đề 1” chưa có giảng viên.",
    ]
    assert {w.code for w in page.warnings} == {"no_break", "no_lecturer"}  # the ninth topic is not to be taught


@pytest.mark.usefixtures("country")
def test_a_person_who_teaches_in_two_courses_at_once_is_found_and_a_post_is_not():
    release = cast.a_release()
    here, there = cast.a_course("lop-1", release), cast.a_course("lop-2", release)
    an = actions.add_lecturer(here, NewLecturer(1, "Trưởng khoa", name="Nguyễn Văn An"))
    actions.add_lecturer(there, NewLecturer(1, "Trưởng khoa", person=an.person))
    for course in (here, there):
        actions.name_lecturer(course, 2, "Giảng viên Học viện")
    codes = [w for w in queries.timetable_page(here).warnings if w.code.startswith("twice")]
    assert [(w.code, w.sitting, w.topic, w.data["who"], w.data["course"]) for w in codes] == [
        ("twice_elsewhere", 1, 1, "Nguyễn Văn An (MP)", "Lớp bồi dưỡng")
    ]
    # He is away where he said so in the other course.
    actions.set_away(there.lecturers.get(topic_no=1), DAY, "sang")
    assert [w.topic for w in queries.timetable_page(here).warnings if w.code == "away"] == [1]
    # Once his topic stands in the afternoon there, he can do both.
    item = there.sittings.get(no=1).items.get(kind="topic")
    actions.change_item(item, NewItem(ItemKind.TOPIC, 60, topic=1), there.sittings.get(no=2))
    assert [w for w in queries.timetable_page(here).warnings if w.code.startswith("twice")] == []
