"""The demo course, made once for the module and taken back after it."""

from collections import Counter
from collections.abc import Iterator
from datetime import date
from hashlib import sha256
from typing import Any

import msgspec
import pytest
from django.db import transaction

from diemcau.base import clock
from diemcau.people.actions import enter_by_link
from diemcau.people.models import Account, DeskSession
from diemcau.people.queries import roles_held
from diemcau.people.rules import Group
from diemcau.planning.actions import freeze_plan
from diemcau.planning.models import Address, Course, Enrolment, EnrolmentPost, NoSite, Site
from diemcau.planning.rules import place_in_protocol, read_heads
from diemcau.programme.models import Release
from diemcau.rehearsal import course as demo
from diemcau.units.actions import load_units
from diemcau.units.models import Unit, UnitVersion
from diemcau.units.rules import Scope
from tests.planning.cast import a_release

EVERYWHERE = Scope.everything()
COMMUNES, LEARNERS = 3, 12
DESKS = "lecturer", "operator", "province", "room", "host", "chair"

pytestmark = pytest.mark.django_db  # each test in a transaction inside that of the module


def build(**wishes: Any) -> Course:
    """A course of the small release of tests.planning.cast: what the demo programme holds is tested elsewhere."""
    return demo.build(release=Release.objects.first() or a_release(), **wishes)


@pytest.fixture(scope="module")
def course(django_db_setup: None, django_db_blocker: Any) -> Iterator[Course]:
    with django_db_blocker.unblock(), transaction.atomic():
        if not Unit.objects.exists():
            load_units()
        yield build(seed=1, sites=COMMUNES, learners=LEARNERS)
        transaction.set_rollback(True)


def rooms(course: Course) -> list[Site]:
    return list(Site.rows.of(EVERYWHERE).filter(course=course).select_related("unit", "joined_to").order_by("no"))


def digest(course: Course) -> str:
    """Everything that the seed decides, without ids and without the code of the course."""
    site = ["no", "unit", "name", "room", "carrier", "chair_post", "joined_to__no", "not_organised_reason"]
    site += ["host__full_name", "host__phone", "technician__full_name", "technician__phone"]
    seat = ["site__no", "no", "role", "group", "counting_post__title"]
    seat += ["person__full_name", "person__phone", "person__sex", "person__unit"]
    speech = "item__sitting__no", "item__no", "site__no", "post", "kind", "gist"
    of = {"course": course}
    made = (
        list(Site.rows.of(EVERYWHERE).filter(**of).order_by("no").values_list(*site)),
        list(Enrolment.rows.of(EVERYWHERE).filter(**of).order_by("site__no", "no").values_list(*seat)),
        list(
            EnrolmentPost.rows.of(EVERYWHERE)
            .filter(enrolment__course=course)
            .order_by("enrolment__site__no", "enrolment__no", "post__title")
            .values_list("post__title", "post__group")
        ),
        list(Address.rows.of(EVERYWHERE).filter(item__sitting__course=course).order_by(*speech).values_list(*speech)),
        list(course.sittings.order_by("no").values_list("items__no", "items__title", "items__minutes", "starts_at")),
    )
    return sha256(msgspec.json.encode(made)).hexdigest()


def test_the_class_has_three_days_and_six_sittings_and_says_that_it_is_a_rehearsal(course: Course) -> None:
    assert (course.title, course.organiser, course.form) == (demo.TITLE, "Học viện", "trực tiếp và trực tuyến")
    assert (course.starts_on, course.ends_on) == (date(2025, 9, 6), date(2025, 9, 8))
    assert (course.rehearsal, course.simulated) == (True, True)
    assert [sitting.no for sitting in course.sittings.all()] == [1, 2, 3, 4, 5, 6]
    assert all(sitting.items.exists() for sitting in course.sittings.all())


def test_eight_topics_are_taught_by_posts_and_of_the_ninth_nothing_is_known(course: Course) -> None:
    assert list(course.deliveries.values_list("topic_no", "how", "reason")) == [
        *((no, "truc_tiep", "") for no in range(1, 9)),
        (9, "khong_co_thong_tin", "Nguồn không nêu tên chuyên đề thứ chín."),
    ]
    assert [(one.topic_no, one.post, one.person) for one in course.lecturers.all()] == [
        (no, "giảng viên của Học viện", None) for no in range(1, 9)
    ]
    taught = (
        course.sittings.filter(items__kind="topic")
        .order_by("no", "items__no")
        .values_list("items__topic_no", flat=True)
    )
    assert list(taught) == [1, 2, 3, 4, 5, 6, 7, 8]


def test_the_centre_writes_to_the_party_and_the_others_in_the_layout_of_the_state(course: Course) -> None:
    heads = read_heads(course.heads)

    assert {level: head.style for level, head in heads.items()} == {
        "centre": "party",
        "province": "state",
        "site": "state",
    }
    assert heads["centre"].to == ("Bộ Chính trị", "Ban Bí thư")
    assert heads["site"].body.format(unit="xã Phú Xuyên", name="Phú Xuyên") == "Ủy ban nhân dân xã Phú Xuyên"


def test_every_province_has_a_site_and_its_first_communes_and_phu_xuyen_is_among_those_of_hanoi(course: Course) -> None:
    communes = UnitVersion.objects.filter(valid_from="2025-07-01", unit__level="commune").order_by("unit")
    of_hanoi = list(communes.filter(parent="01").values_list("unit", flat=True))
    of_cao_bang = list(communes.filter(parent="04").values_list("unit", flat=True))
    per_province = Counter(site.unit.province_id for site in {site.unit_id: site for site in rooms(course)}.values())
    codes = [site.unit_id for site in rooms(course)]

    assert codes[: 2 + COMMUNES] == ["00", "01", *of_hanoi[: COMMUNES - 1], demo.PHU_XUYEN]
    assert codes[2 + COMMUNES : 3 + 2 * COMMUNES] == ["04", *of_cao_bang[:COMMUNES]]
    assert per_province.pop(None) == 1
    assert (len(per_province), set(per_province.values())) == (34, {1 + COMMUNES})
    assert [site.no for site in rooms(course)] == list(range(1, len(codes) + 1))


def test_hoang_sa_has_no_site_and_a_neutral_reason(course: Course) -> None:
    without = NoSite.rows.of(EVERYWHERE).filter(course=course)

    assert list(without.values_list("unit", "reason")) == [("20333", "Không tổ chức điểm cầu")]


def test_a_few_rooms_are_odd_and_none_of_them_in_hanoi(course: Course) -> None:
    sites = rooms(course)
    joined = [site for site in sites if site.joined_to]
    closed = [site for site in sites if site.not_organised_reason]
    double = [site for site in sites if site.room]

    assert (len(joined), len(closed), len(double)) == (1, 1, 2)
    assert [site.joined_to.unit.province_id for site in joined if site.joined_to] == [joined[0].unit.province_id]
    assert {site.name.partition(" (")[2] for site in double} == {"Phòng họp số 1)", "Phòng họp số 2)"}
    assert len({site.unit_id for site in double}) == 1
    assert "01" not in {site.unit.province_id for site in joined + closed + double}
    people = Counter(Enrolment.rows.of(EVERYWHERE).filter(course=course).values_list("site__no", flat=True))
    assert people == {site.no: LEARNERS for site in sites if not site.not_organised_reason}


def test_where_every_commune_has_a_site_truong_sa_has_an_ordinary_one_and_hoang_sa_none(course: Course) -> None:
    whole = build(seed=2, sites=None, learners=0, code="ca-nuoc")
    by_unit = {site.unit_id: site for site in rooms(whole)}

    assert (len(by_unit), "20333" in by_unit) == (1 + 34 + 3320, False)
    assert len(rooms(whole)) == len(by_unit) + 1
    truong_sa = by_unit["22736"]
    assert (truong_sa.joined_to, truong_sa.not_organised_reason, truong_sa.room) == (None, "", "")
    assert "22736" not in {site.joined_to.unit_id for site in rooms(whole) if site.joined_to}


def test_the_list_of_a_room_stands_by_protocol_and_one_of_several_posts_counts(course: Course) -> None:
    site = demo.site_at(course, demo.PHU_XUYEN)
    people = list(site.enrolments.of(EVERYWHERE).select_related("person", "counting_post").order_by("no"))
    groups = [person.group for person in people]

    assert groups == sorted(groups, key=place_in_protocol)
    assert set(groups) == set(Group)
    assert [person.role for person in people][-2:] == ["dai_bieu", "phuc_vu"]
    assert {person.role for person in people[:-2]} == {"hoc_vien"}
    assert [person.group for person in people] == [person.counting_post.group for person in people]
    held = Counter(
        EnrolmentPost.rows.of(EVERYWHERE).filter(enrolment__course=course).values_list("enrolment", flat=True)
    )
    assert set(held.values()) == {1, 2}
    second = EnrolmentPost.rows.of(EVERYWHERE).filter(
        enrolment__course=course, enrolment__group="thuong_truc_hdnd", post__title="Bí thư Đảng ủy"
    )
    assert second.exists()  # with some the second post counts


def test_everybody_is_invented_and_says_so(course: Course) -> None:
    people = [one.person for one in Enrolment.rows.of(EVERYWHERE).filter(course=course).select_related("person")]
    runs = [
        person for site in Site.rows.of(EVERYWHERE).filter(course=course) for person in (site.host, site.technician)
    ]
    everybody = people + [person for person in runs if person]
    phones = [person.phone for person in everybody if person.phone]

    assert all(person.simulated and person.shown.endswith(" (MP)") for person in everybody)
    assert all(phone.startswith("+84500") for phone in phones)
    assert len(set(phones)) == len(phones)
    assert {person.sex for person in people} == {"nam", "nu", ""}
    assert all(
        site.host and site.technician for site in rooms(course) if not (site.joined_to or site.not_organised_reason)
    )
    assert all(site.chair is None for site in rooms(course))  # a chair is a post and no name


def test_a_course_hangs_on_its_seed_and_not_on_the_ids_of_the_database(course: Course) -> None:
    again = build(seed=1, sites=COMMUNES, learners=LEARNERS, code="lan-hai")
    other = build(seed=2, sites=COMMUNES, learners=LEARNERS, code="lan-ba")

    assert digest(again) == digest(course)
    assert digest(other) != digest(course)


def test_the_people_of_a_room_do_not_hang_on_how_many_other_rooms_there_are(course: Course) -> None:
    small = build(seed=1, sites=1, learners=LEARNERS, code="nho")

    def names(course: Course) -> list[str]:
        seats = demo.site_at(course, demo.PHU_XUYEN).enrolments.of(EVERYWHERE).order_by("no")
        return list(seats.values_list("person__full_name", flat=True))

    assert names(small) == names(course)


def test_the_opening_address_comes_from_the_hall_and_each_afternoon_hears_a_commune(course: Course) -> None:
    speeches = Address.rows.of(EVERYWHERE).filter(item__sitting__course=course).order_by("item__sitting__no")
    speeches = speeches.select_related("item__sitting", "site")

    assert [(one.item.sitting.no, one.kind, one.site is None) for one in speeches] == [
        (1, "phat_bieu_khai_mac", True),
        (2, "tham_luan", False),
        (4, "tham_luan", False),
        (6, "tham_luan", False),
    ]
    assert speeches[0].post == "Lãnh đạo Học viện"
    assert {one.post for one in speeches if one.site} <= {"Lãnh đạo UBND xã", "Lãnh đạo UBND phường"}


def test_the_plan_of_a_sitting_has_every_organised_room(course: Course) -> None:
    plan, cards = freeze_plan(course.sittings.get(no=1))
    here = [site for site in rooms(course) if not (site.joined_to or site.not_organised_reason)]

    assert {site.no for site in plan.sites} == {site.no for site in here}
    assert len(plan.seats) == len(cards.seats) == LEARNERS * (len(here) + 1)
    assert {activity.kind for activity in plan.activities} == {"slides", "situation", "poll"}


def test_every_way_in_opens_what_it_says(course: Course) -> None:
    ways = demo.ways_in(course)
    site = demo.site_at(course, demo.PHU_XUYEN)
    today = clock.local(clock.now_ms()).date()

    opened: dict[str, Any] = {}
    for who, way in ways.items():
        entered = enter_by_link(way.partition("=")[2], f"may-{who}")
        opened[who] = entered if isinstance(entered, Account) else entered[0]

    assert set(ways) == {"organiser", "office_province", *DESKS}
    desks = {who: entered for who, entered in opened.items() if isinstance(entered, DeskSession)}
    assert {who: desk.role for who, desk in desks.items()} == {who: who for who in DESKS}
    assert {desk.course for desk in desks.values()} == {course.pk}
    assert {who for who, desk in desks.items() if desk.site == site.pk} == {
        "room",
        "host",
        "chair",
    }
    assert desks["province"].unit_id == "01"
    assert roles_held(opened["organiser"], today) == [("organiser", "00")]
    assert roles_held(opened["office_province"], today) == [("province", "01")]


def test_the_demo_programme_comes_with_the_package_and_is_released_once(course: Course) -> None:
    small = demo.build(seed=1, sites=0, learners=5, code="chuong-trinh-mau")

    assert demo.demo_release() == small.release != course.release
    assert small.release.version == 1
    assert small.deliveries.count() == 9
    assert [site.unit_id for site in rooms(small) if site.level == "commune"] == [demo.PHU_XUYEN]
