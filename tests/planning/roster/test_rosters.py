"""Rosters that are sent in: read, settled, answered, applied in one transaction, taken back."""

import stat

import pytest
from django.conf import settings

from diemcau.base import clock
from diemcau.base.refused import Refused
from diemcau.people.models import Person
from diemcau.people.rules import OfficeRole
from diemcau.planning import actions as planning
from diemcau.planning.actions import rosters as actions
from diemcau.planning.actions.rosters_apply import order_to_apply
from diemcau.planning.models import Enrolment, RosterFile, RosterRow
from diemcau.planning.queries import rosters as lists
from diemcau.planning.roster import keeping
from diemcau.planning.roster.rules.answers import WHOLE_ROW, Answer, How
from diemcau.record.actions import undo
from diemcau.record.models import AuditEntry
from tests.planning import cast
from tests.planning.roster.sent import ALL, apply, ends, enrolled, everything, line, problems, rows_of, take, xlsx

pytestmark = pytest.mark.usefixtures("country")


@pytest.fixture
def course(country):
    return cast.a_course()


@pytest.fixture
def sites(course):
    return cast.rooms(course)


@pytest.fixture
def by(country):
    return cast.account("dau-moi-01", OfficeRole.PROVINCE, "01")


def refused(do, *args, **more):
    with pytest.raises(Refused) as no:
        do(*args, **more)
    return no.value.code, no.value.status


TWO = (
    line("Trần Văn An", post="Chuyên viên", phone="0912000001"),
    line("Lê Thị Bình", "1980", "Nữ", "Phó Bí thư Đảng ủy, Chủ tịch UBND", code="10330", phone="0912000002"),
)


# --- Reading ---------------------------------------------------------------------------------------------------------


def test_a_file_is_read_and_waits_with_what_it_would_do(course, sites, by):
    file = take(course, xlsx(*TWO), by=by)
    assert ends(file) == [("Trần Văn An", "ready", "add"), ("Lê Thị Bình", "ready", "add")]
    assert (file.state, file.unit_id, file.counts["rows"], file.counts["add"]) == ("ready", "01", 2, 2)
    assert enrolled(course) == []
    assert [(row.site.unit_id, row.person_id) for row in file.lines.of(ALL).order_by("place")] == [
        ("10273", None),
        ("10330", None),
    ]


def test_the_file_is_kept_for_this_user_alone(course, sites, by):
    data = xlsx(*TWO)
    file = take(course, data, by=by)
    path = settings.DATA / "rosters" / file.digest[:2] / file.digest
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert keeping.kept(file.digest) == data


def test_what_cannot_be_read_says_why_and_others_go_on(course, sites, by):
    uploads = [actions.Upload(name, data) for name, data in (("a.pdf", b"%PDF-1.7 abc"), ("b.xlsx", xlsx(*TWO)))]
    files = actions.take_in(course, uploads, unit="01", by=by)
    assert actions.read_rosters([file.pk for file in files]) == 2
    states = RosterFile.rows.of(ALL).order_by("pk").values_list("state", "refused")
    assert [tuple(one) for one in states] == [("refused", "roster.type"), ("ready", "")]


def test_too_much_is_refused_before_it_is_read(course, sites, by):
    (file,) = actions.take_in(course, [actions.Upload("x.xlsx", b"0" * (20 * 1024 * 1024 + 1))], unit="01", by=by)
    assert (file.state, file.refused) == ("refused", "roster.large_file")
    assert refused(actions.take_in, course, [], unit="01") == ("roster.none", 400)
    assert refused(actions.take_in, course, [actions.Upload("x", b"1")] * 51, unit="01") == ("roster.many", 413)


def test_a_file_sent_to_the_centre_finds_its_province(course, sites, by):
    named = xlsx(("Trần Văn An", "1975", "xã Phú Xuyên"), ("Lê Thị Bình", "1980", "Hà Nội"), head=_UNITS)
    assert take(course, named, unit="00").unit_id == "01"
    both = xlsx(line("Trần Văn An"), line("Lê Thị Bình", code="05773"))
    file = take(course, both, unit="00")
    assert (file.unit_id, file.counts["add"]) == ("00", 2)


_UNITS = ("STT", "Họ và tên", "Năm sinh", "Đơn vị công tác")


def test_reading_again_leaves_what_was_read(course, sites, by):
    file = take(course, xlsx(*TWO), by=by)
    before = list(RosterRow.rows.of(ALL).values_list())
    assert actions.read_rosters([file.pk]) == 0
    assert list(RosterRow.rows.of(ALL).values_list()) == before


def test_a_file_put_aside_before_it_is_read_is_not_read(course, sites, by):
    (file,) = actions.take_in(course, [actions.Upload("x.xlsx", xlsx(*TWO))], unit="01", by=by)
    actions.drop_roster(file, by)
    assert (actions.read_rosters([file.pk]), RosterRow.rows.of(ALL).count()) == (0, 0)


# --- Answers ---------------------------------------------------------------------------------------------------------


def test_an_answer_makes_a_row_ready_and_can_be_taken_back(course, sites, by):
    file = take(course, xlsx(line("Trần Văn An", birth="06/09/75")), by=by)
    assert problems(file) == [("Trần Văn An", "birth_two_digits")]
    (row,) = file.lines.of(ALL)
    actions.answer_rows(file, {row.pk: {"birth.birth_two_digits": Answer(How.VALUE, "1975-09-06")}})
    assert ends(file) == [("Trần Văn An", "repaired", "add")]
    assert lists.row_of(rows_of(file)["Trần Văn An"]).person.birth.date == "1975-09-06"
    actions.answer_rows(file, {row.pk: {"birth.birth_two_digits": None}})
    assert ends(file) == [("Trần Văn An", "asks", "nothing")]


def test_equal_questions_are_asked_once(course, sites, by):
    planning.add_sites(course, [planning.NewSite("10273", room="Phòng B")])
    file = take(course, xlsx(line("Trần Văn An"), line("Lê Thị Bình", "07/08/1980"), line("Vũ Đức C", "06/09/75")))
    asked = lists.questions_of(file)
    assert [(one.problem.code, len(one.rows)) for one in asked] == [("site_many", 3), ("birth_two_digits", 1)]
    apart = lists.questions_of(file, asked[0].id)
    assert sorted(one.problem.code for one in apart) == ["birth_two_digits", "site_many", "site_many", "site_many"]


def test_what_was_applied_takes_no_more_answers(course, sites, by):
    file = apply(take(course, xlsx(*TWO), by=by), by)
    assert refused(actions.answer_rows, file, {}) == ("roster.not_ready", 409)


# --- Applying --------------------------------------------------------------------------------------------------------


def test_applying_enrols_people_with_their_posts_and_numbers_go_on(course, sites, by):
    cast.learners(course, sites["10273"], 1)
    file = apply(take(course, xlsx(*TWO, line("Vũ Đức Cả", "1970", post="Bí thư Đảng ủy")), by=by), by)
    assert enrolled(course)[1:] == [
        (3, 2, "Vũ Đức Cả", "hoc_vien", "thuong_truc_dang_uy", "Bí thư Đảng ủy", ""),
        (3, 3, "Trần Văn An", "hoc_vien", "khac", "Chuyên viên", "+84912000001"),
        (4, 1, "Lê Thị Bình", "hoc_vien", "thuong_truc_dang_uy", "Phó Bí thư Đảng ủy", "+84912000002"),
    ]
    binh = Person.rows.of(ALL).get(full_name="Lê Thị Bình")
    assert [post.title for post in binh.posts.of(ALL).order_by("pk")] == ["Phó Bí thư Đảng ủy", "Chủ tịch UBND"]
    assert (file.state, file.applied_by_id) == ("applied", by.pk)
    assert rows_of(file)["Lê Thị Bình"].person_id == binh.pk


def test_the_lists_own_order_is_kept_when_asked(course, sites, by):
    rows = [line("Trần Văn An"), line("Vũ Đức Cả", "1970", post="Bí thư Đảng ủy")]
    apply(take(course, xlsx(*rows), by=by), by, by_protocol=False)
    assert [one[2] for one in enrolled(course)] == ["Trần Văn An", "Vũ Đức Cả"]


def test_the_same_file_again_changes_nothing(course, sites, by):
    apply(take(course, xlsx(*TWO), by=by), by)
    before = everything()
    again = take(course, xlsx(*TWO), by=by)
    assert [row[1:] for row in ends(again)] == [("ready", "same"), ("ready", "same")]
    assert (again.missing, refused(apply, again, by)) == ([], ("roster.nothing", 409))
    assert everything() == before


def test_a_new_file_shows_differences_and_makes_only_those(course, sites, by):
    apply(take(course, xlsx(*TWO), by=by), by)
    changed = (
        line("Trần Văn An", "06/09/1975", post="Trưởng phòng Kinh tế", code="10330", phone="0912000001"),
        line("Lê Thị Bình", "05/04/1980", "Nữ", "Phó Bí thư Đảng ủy, Chủ tịch UBND", code="10330", phone="0912000002"),
    )
    file = take(course, xlsx(*changed), by=by)
    rows = rows_of(file)
    assert lists.changes_of(rows["Trần Văn An"]) == [
        ("unit", "10273", "10330"),
        ("site", "xã Phú Xuyên", "phường Ứng Thiên"),
        ("position", "Chuyên viên", "Trưởng phòng Kinh tế"),
        ("position_group", "khac", "lanh_dao_phong_ban"),
    ]
    assert lists.changes_of(rows["Lê Thị Bình"]) == [("birth", "1980", "1980-04-05")]
    apply(file, by)
    assert enrolled(course) == [
        (4, 1, "Lê Thị Bình", "hoc_vien", "thuong_truc_dang_uy", "Phó Bí thư Đảng ủy", "+84912000002"),
        (4, 2, "Trần Văn An", "hoc_vien", "lanh_dao_phong_ban", "Trưởng phòng Kinh tế", "+84912000001"),
    ]


def test_who_is_missing_stays_unless_chosen(course, sites, by):
    apply(take(course, xlsx(*TWO, line("Vũ Đức Cả", "1970")), by=by), by)
    file = take(course, xlsx(*TWO), by=by)
    assert [one.person.full_name for one in lists.missing_of(file)] == ["Vũ Đức Cả"]
    actions.choose_removals(file, file.missing)
    file.refresh_from_db()
    apply(file, by)
    assert [one[2] for one in enrolled(course)] == ["Trần Văn An", "Lê Thị Bình"]
    assert Person.rows.of(ALL).filter(full_name="Vũ Đức Cả").count() == 1


def test_rooms_that_a_file_does_not_speak_of_miss_nobody(course, sites, by):
    apply(take(course, xlsx(*TWO), by=by), by)
    assert take(course, xlsx(TWO[0]), by=by).missing == []


def test_last_years_people_are_taken_again(course, sites, by):
    apply(take(course, xlsx(*TWO), by=by), by)
    next_year = cast.a_course("lop-2", course.release)
    cast.rooms(next_year)
    file = take(next_year, xlsx(line("Trần Văn An", post="Chánh Văn phòng", phone="0912000001")), by=by)
    apply(file, by)
    (an,) = Person.rows.of(ALL).filter(full_name="Trần Văn An")
    assert [post.title for post in an.posts.of(ALL).order_by("pk")] == ["Chuyên viên", "Chánh Văn phòng"]
    assert an.enrolments.of(ALL).count() == 2


def test_a_province_does_not_meet_people_of_another(course, sites, by):
    north = cast.account("dau-moi-19", OfficeRole.PROVINCE, "19")
    apply(take(course, xlsx(line("Trần Văn An", code="05773", phone="0912000001")), unit="19", by=north), north)
    file = take(course, xlsx(line("Trần Văn An", phone="0912000001")), by=by)
    assert ends(file) == [("Trần Văn An", "ready", "add")]


def test_nothing_is_written_when_the_course_moved_since_somebody_looked(course, sites, by):
    file, other = take(course, xlsx(*TWO), by=by), take(course, xlsx(TWO[0]), by=by)
    apply(other, by)
    assert refused(apply, file, by) == ("roster.moved", 409)
    file.refresh_from_db()
    assert ends(file) == [("Trần Văn An", "ready", "same"), ("Lê Thị Bình", "ready", "add")]
    apply(file, by)
    assert len(enrolled(course)) == 2


def test_rows_that_are_still_asked_about_are_not_applied(course, sites, by):
    file = take(course, xlsx(*TWO, line("Vũ Đức Cả", "06/09/75")), by=by)
    apply(file, by)
    assert [one[2] for one in enrolled(course)] == ["Trần Văn An", "Lê Thị Bình"]


def test_roles_come_from_the_words_of_a_group(course, sites, by):
    rows = [
        line("Trần Văn An", group="Đại biểu – Lãnh đạo UBND"),
        line("Lê Thị Bình", "1980", group="Phục vụ"),
    ]
    apply(take(course, xlsx(*rows), by=by), by)
    assert [(one[2], one[3], one[4]) for one in enrolled(course)] == [
        ("Trần Văn An", "dai_bieu", "lanh_dao_ubnd"),
        ("Lê Thị Bình", "phuc_vu", "khac"),
    ]


def test_invented_people_stay_marked(course, sites, by):
    apply(take(course, xlsx(line("Trần Văn An (MP)")), by=by), by)
    assert [str(person) for person in Person.rows.of(ALL).filter(fold="tran van an")] == ["Trần Văn An (MP)"]


def test_applying_is_in_the_log_with_numbers_only(course, sites, by):
    file = apply(take(course, xlsx(*TWO), by=by), by)
    entry = AuditEntry.rows.of(ALL).get(action="roster.applied")
    assert (entry.subject, entry.unit, entry.pk) == (f"roster:{file.pk}", "01", file.entry)
    assert entry.detail == {"course": course.pk, "rows": 2, "add": 2, "change": 0, "same": 0, "removed": 0}


def test_several_files_are_applied_by_the_worker_and_one_that_moved_waits(course, sites, by):
    from diemcau.planning.actions.rosters_apply import apply_ordered, order_to_apply

    first, second = take(course, xlsx(*TWO), by=by), take(course, xlsx(TWO[0], line("Vũ Đức Cả", "1970")), by=by)
    order_to_apply([first, second])
    assert apply_ordered([first.pk, second.pk], by) == [first.pk]
    second.refresh_from_db()
    assert (second.state, second.refused) == ("ready", "roster.moved")


# --- Back again ------------------------------------------------------------------------------------------------------


def test_undoing_restores_every_row_with_its_ids_and_numbers(course, sites, by):
    apply(take(course, xlsx(*TWO, line("Vũ Đức Cả", "1970")), by=by), by)
    before = everything()
    changed = xlsx(
        line("Trần Văn An", post="Trưởng phòng Kinh tế", code="10330", phone="0912000001"),
        line("Đỗ Thị Mới", "1990"),
        line("Lê Thị Bình", "05/04/1980", "Nữ", "Chủ tịch UBND", code="10330", phone="0912000002"),
    )
    file = take(course, changed, by=by)
    actions.choose_removals(file, file.missing)
    file.refresh_from_db()
    file = apply(file, by)
    assert everything() != before
    undo(file.entry, ALL, by)
    assert everything() == before
    file.refresh_from_db()
    assert (file.state, file.before) == ("undone", "")


def test_a_later_change_of_somebody_stops_the_undoing(course, sites, by):
    file = apply(take(course, xlsx(*TWO), by=by), by)
    later = apply(take(course, xlsx(line("Trần Văn An", post="Chánh Văn phòng", phone="0912000001")), by=by), by)
    before = everything()
    assert refused(undo, file.entry, ALL, by) == ("roster.undo_changed", 409)
    assert everything() == before
    undo(later.entry, ALL, by)
    undo(file.entry, ALL, by)
    assert enrolled(course) == []


def test_a_sitting_that_was_opened_since_stops_the_undoing(course, sites, by):
    opened = course.sittings.get(no=1)
    planning.freeze_plan(opened)
    file = apply(take(course, xlsx(*TWO), by=by), by)
    planning.freeze_plan(course.sittings.get(no=2))
    assert refused(undo, file.entry, ALL, by) == ("roster.undo_sitting", 409)
    assert len(enrolled(course)) == 2


def test_a_sitting_that_was_opened_before_does_not(course, sites, by):
    planning.freeze_plan(course.sittings.get(no=1))
    file = apply(take(course, xlsx(*TWO), by=by), by)
    undo(file.entry, ALL, by)
    assert enrolled(course) == []


def test_somebody_who_became_the_host_of_a_site_stops_the_undoing(course, sites, by):
    file = apply(take(course, xlsx(*TWO), by=by), by)
    sites["10273"].host = Person.rows.of(ALL).get(full_name="Trần Văn An")
    sites["10273"].save(update_fields=["host"])
    assert refused(undo, file.entry, ALL, by) == ("roster.undo_records", 409)
    assert len(enrolled(course)) == 2


# --- Away ------------------------------------------------------------------------------------------------------------


def test_a_roster_that_was_applied_late_may_be_taken_back_thirty_days_from_then(course, sites, by):
    file = apply(take(course, xlsx(*TWO), by=by), by)
    RosterFile.rows.of(ALL).update(at=clock.now() - actions.KEPT)
    assert actions.forget_rosters() == 0
    undo(file.entry, ALL, by)
    assert enrolled(course) == []


def test_a_file_that_was_settled_anew_is_not_ordered_as_it_was_looked_at(course, sites, by):
    file = take(course, xlsx(*TWO), by=by)
    looked_at = RosterFile.rows.of(ALL).get(pk=file.pk)
    first = file.lines.of(ALL).get(place=0)
    actions.answer_rows(file, {first.pk: {WHOLE_ROW: Answer(How.OUT)}})
    order_to_apply([looked_at])
    file.refresh_from_db()
    assert file.state == "ready"
    order_to_apply([file])
    file.refresh_from_db()
    assert file.state == "applying"


def test_a_file_put_aside_leaves_nothing_of_people(course, sites, by, django_capture_on_commit_callbacks):
    file = take(course, xlsx(*TWO), by=by)
    with django_capture_on_commit_callbacks(execute=True):
        actions.drop_roster(file, by)
    file.refresh_from_db()
    assert (file.state, file.told, RosterRow.rows.of(ALL).count()) == ("dropped", "", 0)
    assert refused(keeping.kept, file.digest) == ("roster.forgotten", 410)
    assert refused(actions.drop_roster, file, by) == ("roster.not_ready", 409)


def test_two_files_of_equal_bytes_share_one_copy_until_both_are_gone(
    course, sites, by, django_capture_on_commit_callbacks
):
    data = xlsx(*TWO)
    first, second = take(course, data, by=by), take(course, data, by=by)
    with django_capture_on_commit_callbacks(execute=True):
        actions.drop_roster(first, by)
    assert keeping.kept(second.digest) == data
    with django_capture_on_commit_callbacks(execute=True):
        actions.drop_roster(second, by)
    assert refused(keeping.kept, second.digest) == ("roster.forgotten", 410)


def test_after_thirty_days_rows_and_file_are_forgotten_and_people_stay(course, sites, by):
    file = apply(take(course, xlsx(*TWO), by=by), by)
    long_ago = clock.now() - actions.KEPT
    RosterFile.rows.of(ALL).update(at=long_ago, applied_at=long_ago)
    assert actions.forget_rosters() == 1
    file.refresh_from_db()
    assert (file.forgotten, file.before, RosterRow.rows.of(ALL).count()) == (True, "", 0)
    assert Enrolment.rows.of(ALL).count() == 2
    assert actions.forget_rosters() == 0
