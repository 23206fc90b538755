"""Sites, whom they cover and who helps them; enrolments in the order of protocol; who may see them."""

from importlib import import_module

import pytest
from django.apps import apps
from django.db import IntegrityError, transaction

from diemcau.base.refused import Refused
from diemcau.people.actions import NewPerson, NewPost
from diemcau.people.models import Person, Slip
from diemcau.people.rules import DeskRole, Group
from diemcau.planning import actions
from diemcau.planning.actions import NewSite, Recruit
from diemcau.planning.models import Enrolment, EnrolmentPost, NoSite, Site, SiteUnit
from diemcau.planning.rules import ClassRole
from diemcau.record.models import AuditEntry
from diemcau.units.rules import Scope
from tests.planning import cast

ALL = Scope.everything()
pytestmark = pytest.mark.usefixtures("country")


def refused(do, *args, **more):
    with pytest.raises(Refused) as no:
        do(*args, **more)
    return no.value.code, no.value.status


@pytest.fixture
def course(country):
    return cast.a_course()


def test_sites_are_numbered_in_the_order_given_and_named_after_their_units(course):
    cast.rooms(course)
    rows = Site.rows.of(ALL).order_by("no")
    assert [(site.no, site.unit_id, site.level, site.name) for site in rows] == [
        (1, "00", "centre", "Trung ương"),
        (2, "01", "province", "thành phố Hà Nội"),
        (3, "10273", "commune", "xã Phú Xuyên"),
        (4, "10330", "commune", "phường Ứng Thiên"),
        (5, "05773", "commune", "xã Phú Xuyên"),
    ]
    assert [str(site.host) for site in rows][:2] == ["Đầu Mối 00 (MP)", "Đầu Mối 01 (MP)"]
    assert list(SiteUnit.rows.of(Scope.of_unit("10273")).values_list("unit", flat=True)) == ["10273"]


def test_a_unit_may_have_two_rooms_and_a_room_two_units(course):
    first, second, both = actions.add_sites(
        course,
        [
            NewSite("10273", no=40, room="Hội trường 1"),
            NewSite("10273", room="Hội trường 2"),
            NewSite("10330", covers=("10330", "10273", "10330")),
        ],
    )
    assert [(site.no, site.name) for site in (first, second, both)] == [
        (40, "xã Phú Xuyên (Hội trường 1)"),
        (41, "xã Phú Xuyên (Hội trường 2)"),
        (42, "phường Ứng Thiên"),
    ]
    assert [one.unit_id for one in both.covers.of(ALL).order_by("unit")] == ["10273", "10330"]


def test_a_number_stands_for_one_site(course):
    with pytest.raises(IntegrityError), transaction.atomic():
        actions.add_sites(course, [NewSite("10273", no=1), NewSite("10330", no=1)])
    assert (Site.rows.of(ALL).count(), Person.rows.of(ALL).count()) == (0, 0)


def test_an_unknown_unit_is_refused_and_nothing_is_added(course):
    assert refused(actions.add_sites, course, [NewSite("01"), NewSite("99999")]) == ("unit.unknown", 404)
    assert Site.rows.of(ALL).count() == 0


def test_a_unit_without_a_site_says_why(course):
    actions.mark_no_site(course, {"10330": "dự cùng xã bên"})
    assert [(one.unit_id, one.reason) for one in NoSite.rows.of(Scope.of_unit("01"))] == [("10330", "dự cùng xã bên")]
    assert refused(actions.mark_no_site, course, {"10273": " "}) == ("no_site.reason", 400)


def test_a_site_joins_a_room_that_has_not_joined_another(course):
    sites = cast.rooms(course)
    one, two, three = sites["10273"], sites["10330"], sites["05773"]
    actions.join_site(one, two)
    assert refused(actions.join_site, three, one) == ("site.join", 409)
    assert refused(actions.join_site, two, three) == ("site.join", 409)
    assert refused(actions.join_site, three, three) == ("site.join", 409)
    actions.join_site(one, None)
    assert list(Site.rows.of(ALL).exclude(joined_to=None)) == []


def test_sites_of_before_get_their_place_and_search_form_when_the_tables_are_changed(course):
    cast.rooms(course)
    Site.rows.of(ALL).update(fold="", place="")
    import_module("diemcau.planning.migrations.0003_sites").fill(apps, None)
    assert list(Site.rows.of(ALL).order_by("place").values_list("place", "fold")) == [
        ("00", "trung uong"),
        ("01", "thanh pho ha noi"),
        ("0110273", "xa phu xuyen"),
        ("0110330", "phuong ung thien"),
        ("1905773", "xa phu xuyen"),
    ]


# --- Enrolments ------------------------------------------------------------------------------------------------------


def test_people_stand_by_protocol_and_then_as_the_list_has_them(course):
    site = cast.rooms(course)["10273"]
    groups = ["khac", "lanh_dao_ubnd", "thuong_truc_dang_uy", "lanh_dao_ubnd", "khac"]
    recruits = [
        Recruit(site.pk, cast.person(name, "Chức vụ", Group(group)))
        for name, group in zip("ABCDE", groups, strict=True)
    ]
    given = actions.enrol(course, recruits)
    assert [one.no for one in given] == [4, 2, 1, 3, 5]
    actions.enrol(course, [Recruit(site.pk, cast.person("F", "Bí thư", Group.THUONG_TRUC_DANG_UY))])
    listed = site.enrolments.of(ALL).order_by("no")
    assert "".join(one.person.full_name for one in listed) == "CBDAEF"


def test_the_lists_own_order_is_kept_when_asked(course):
    site = cast.rooms(course)["10273"]
    recruits = [
        Recruit(site.pk, cast.person(name, "x", group))
        for name, group in (("A", Group.KHAC), ("B", Group.LANH_DAO_UBND))
    ]
    assert [one.no for one in actions.enrol(course, recruits, by_protocol=False)] == [1, 2]


def test_somebody_with_several_posts_counts_once_in_the_highest_or_the_named_one(course):
    site = cast.rooms(course)["10273"]
    posts = (NewPost("Chủ tịch UBND", Group.LANH_DAO_UBND), NewPost("Phó Bí thư", Group.THUONG_TRUC_DANG_UY))
    highest, named = actions.enrol(
        course,
        [
            Recruit(site.pk, NewPerson("", "Nguyễn Văn An", posts)),
            Recruit(site.pk, NewPerson("", "Lê Thị Bình", posts), ClassRole.DAI_BIEU, counts=0),
        ],
    )
    assert [(one.group, one.counting_post.title, one.role) for one in (highest, named)] == [
        ("thuong_truc_dang_uy", "Phó Bí thư", "hoc_vien"),
        ("lanh_dao_ubnd", "Chủ tịch UBND", "dai_bieu"),
    ]
    assert EnrolmentPost.rows.of(Scope.of_unit("10273")).count() == 4
    assert highest.person.unit_id == "10273"


def test_nobody_is_enrolled_without_a_post_or_at_a_foreign_site(course):
    site = cast.rooms(course)["10273"]
    before = Person.rows.of(ALL).count()
    good = Recruit(site.pk, cast.person("A"))
    assert refused(actions.enrol, course, [good, Recruit(site.pk, NewPerson("", "B"))]) == ("person.post", 400)
    assert refused(actions.enrol, course, [good, Recruit(0, cast.person("B"))]) == ("site.unknown", 404)
    assert (Enrolment.rows.of(ALL).count(), Person.rows.of(ALL).count()) == (0, before)


def test_sites_and_people_are_seen_inside_the_scope_only(course):
    for site in cast.rooms(course).values():
        cast.learners(course, site, 2)
    seen = [
        (Site.rows.of(scope).count(), Enrolment.rows.of(scope).count(), SiteUnit.rows.of(scope).count())
        for scope in (ALL, Scope.of_unit("01"), Scope.of_unit("19"), Scope.of_unit("10273"), Scope.nothing())
    ]
    assert seen == [(5, 10, 5), (3, 6, 3), (1, 2, 1), (1, 2, 1), (0, 0, 0)]


# --- Slips and links -------------------------------------------------------------------------------------------------


def test_slips_are_issued_in_bulk_and_noted_without_secrets(course):
    sites = cast.rooms(course)
    lan = cast.account("lan", None)
    issued = actions.issue_site_slips([sites["10273"], sites["10330"]], [DeskRole.HOST, DeskRole.CHAIR], lan)
    assert [(slip.site, slip.role.value) for slip in issued] == [
        (sites[code].pk, role) for code in ("10273", "10330") for role in ("host", "chair")
    ]
    note = AuditEntry.rows.of(ALL).get(action="slips.issued")
    assert (note.action, note.subject, note.account, note.detail) == (
        "slips.issued",
        f"course:{course.pk}",
        lan,
        {"sites": [3, 4], "roles": ["host", "chair"]},
    )
    assert Slip.rows.of(Scope.of_unit("01")).count() == 4


@pytest.mark.parametrize(
    ("unit", "role", "at", "province"),
    [
        ("01", DeskRole.HOST, "10273", ""),
        ("01", DeskRole.PROVINCE, "", "01"),
        ("00", DeskRole.LECTURER, "", ""),
        ("00", DeskRole.OPERATOR, "", ""),
        ("00", DeskRole.CHAIR, "05773", ""),
    ],
)
def test_links_to_desks_are_made_inside_the_scope(course, unit, role, at, province):
    site = cast.rooms(course)[at] if at else None
    path = actions.link_to_desk(course, role, scope=Scope.of_unit(unit), site=site, province=province)
    assert path.partition("#l=")[0] in {"/site", "/control", "/lecturer"}
    assert AuditEntry.rows.of(ALL).filter(action="link.made").count() == 1


@pytest.mark.parametrize(
    ("unit", "role", "at", "province", "code"),
    [
        ("19", DeskRole.HOST, "10273", "", "link.foreign"),
        ("19", DeskRole.PROVINCE, "", "01", "link.foreign"),
        ("01", DeskRole.LECTURER, "", "", "link.foreign"),
        ("00", DeskRole.HOST, "", "", "link.foreign"),
        ("00", DeskRole.LECTURER, "10273", "", "link.foreign"),
        ("00", DeskRole.PROVINCE, "", "", "link.incomplete"),
        ("00", DeskRole.LECTURER, "", "01", "link.incomplete"),
        ("00", DeskRole.ORGANISER, "", "", "link.incomplete"),
    ],
)
def test_links_to_other_desks_are_refused(course, unit, role, at, province, code):
    site = cast.rooms(course)[at] if at else None
    answer = refused(actions.link_to_desk, course, role, scope=Scope.of_unit(unit), site=site, province=province)
    assert answer[0] == code
