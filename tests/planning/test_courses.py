"""Courses with sittings and items, deliveries, lecturers, addresses."""

import pytest
from django.db import transaction

from diemcau.base.clock import VIETNAM
from diemcau.base.refused import Refused
from diemcau.planning import actions
from diemcau.planning.models import Address, Course, Item
from diemcau.planning.queries import sitting_now
from diemcau.planning.rules import AddressKind, How, SittingState, read_heads
from diemcau.units.rules import Scope
from tests.planning import cast

pytestmark = pytest.mark.usefixtures("country")


def refused(do, *args, **more):
    with pytest.raises(Refused) as no:
        do(*args, **more)
    return no.value.code, no.value.status


def test_a_course_has_two_sittings_a_day_with_their_hours():
    course = cast.a_course()
    times = [
        (
            s.no,
            s.half,
            f"{s.on:%d/%m}",
            *(f"{t.astimezone(VIETNAM):%H:%M}" for t in (s.starts_at, s.ends_at, s.headcount_deadline)),
        )
        for s in course.sittings.all()
    ]
    assert times == [
        (1, "sang", "06/09", "08:00", "11:30", "08:15"),
        (2, "chieu", "06/09", "14:00", "17:00", "14:15"),
        (3, "sang", "07/09", "08:00", "11:30", "08:15"),
        (4, "chieu", "07/09", "14:00", "17:00", "14:15"),
        (5, "sang", "08/09", "08:00", "11:30", "08:15"),
        (6, "chieu", "08/09", "14:00", "17:00", "14:15"),
    ]
    assert f"{course.ends_on}" == "2025-09-08"


def test_every_designed_topic_has_a_delivery_and_only_taught_ones_have_an_item():
    course = cast.a_course()
    how = {delivery.topic_no: delivery.how for delivery in course.deliveries.all()}
    assert how == {**dict.fromkeys(range(1, 9), "truc_tiep"), 9: "khong_co_thong_tin"}
    items = Item.objects.filter(sitting__course=course, kind="topic").order_by("sitting__no", "no")
    assert [(item.sitting.no, item.topic_no, item.title, item.phones) for item in items] == [
        (1, 1, "Chuyên đề 1", True),
        (2, 2, "Chuyên đề 2", True),
        (3, 3, "Chuyên đề 3", True),
        (3, 4, "Chuyên đề 4", True),
        (4, 5, "Chuyên đề 5", False),
        (5, 6, "Chuyên đề 6", True),
        (5, 7, "Chuyên đề 7", True),
        (6, 8, "Chuyên đề 8", True),
    ]
    assert course.sittings.get(no=1).items.first().title == "Khai mạc"


def test_heads_of_papers_are_kept_with_the_course():
    course = cast.a_course()
    course.refresh_from_db()
    assert read_heads(course.heads)["centre"].to == ("Bộ Chính trị", "Ban Bí thư")


def test_a_code_is_used_once():
    cast.a_course()
    assert refused(cast.a_course) == ("course.taken", 409)


def test_a_course_lasts_one_to_thirty_days():
    assert [refused(cast.a_course, days=days) for days in (0, 31)] == [("course.days", 400)] * 2


def test_a_delivery_may_be_said_again_with_a_reason():
    course = cast.a_course()
    actions.set_delivery(course, 9, How.CHUA_THUC_HIEN, "hết giờ")
    delivery = course.deliveries.get(topic_no=9)
    assert (delivery.how, delivery.reason) == ("chua_thuc_hien", "hết giờ")
    assert refused(actions.set_delivery, course, 10, How.THAO_LUAN) == ("topic.unknown", 404)


def test_a_lecturer_is_named_by_post_once():
    course = cast.a_course()
    for _ in range(2):
        actions.name_lecturer(course, 1, "Giảng viên Học viện")
    assert [(one.topic_no, one.post) for one in course.lecturers.all()] == [(1, "Giảng viên Học viện")]


def test_an_address_has_a_post_a_kind_and_a_gist():
    course = cast.a_course()
    sites = cast.rooms(course)
    item = course.sittings.get(no=1).items.get(kind="opening")
    actions.record_address(item, "Phó Giám đốc Thường trực", AddressKind.KHAI_MAC, " Nêu rõ\u00a0lý do. ")
    actions.record_address(item, "Chủ tịch UBND xã", AddressKind.THAO_LUAN, "", sites["10273"])
    seen = [
        [(one.post, one.gist) for one in Address.rows.of(Scope.of_unit(code)).order_by("id")]
        for code in ("00", "01", "19")
    ]
    opening, commune = ("Phó Giám đốc Thường trực", "Nêu rõ lý do."), ("Chủ tịch UBND xã", "")
    assert seen == [[opening, commune], [commune], []]


def test_an_address_without_post_too_long_or_from_elsewhere_is_refused():
    course, other = cast.a_course(), cast.a_course("lop-2")
    elsewhere = cast.rooms(other)["01"]
    item = course.sittings.get(no=1).items.first()
    record = actions.record_address
    assert refused(record, item, " ", AddressKind.KHAI_MAC) == ("address.post", 400)
    assert refused(record, item, "Bí thư", AddressKind.KHAI_MAC, "a" * 4001) == ("address.long", 400)
    assert refused(record, item, "Bí thư", AddressKind.KHAI_MAC, "", elsewhere) == ("address.site", 404)


def test_the_sitting_of_a_course_is_the_one_on_or_the_next():
    course = cast.a_course()
    sittings = list(course.sittings.all())
    seen = [sitting_now(course.pk)]
    for place, state in ((0, SittingState.ON), (0, SittingState.CLOSED), (2, SittingState.ON)):
        actions.set_state(sittings[place], state)
        seen.append(sitting_now(course.pk))
    assert seen == [sittings[0].pk, sittings[0].pk, sittings[1].pk, sittings[2].pk]
    assert sitting_now(0) == 0


def test_a_code_that_is_taken_spoils_nothing_of_the_transaction_around_it():
    cast.a_course()
    with transaction.atomic():
        assert refused(cast.a_course) == ("course.taken", 409)
        assert Course.objects.count() == 1
