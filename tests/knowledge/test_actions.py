"""Taking up from the journal, replies, publishing, proposals."""

from datetime import date
from typing import Any

import pytest

from diemcau.activities.kind import Role
from diemcau.base.refused import Refused
from diemcau.journal.store import Store
from diemcau.knowledge import actions
from diemcau.knowledge.actions import NewProposal, NewReply
from diemcau.knowledge.models import Lesson, LessonSite, Obstacle, Proposal, ProposalObstacle, Reply
from diemcau.planning.models import Course, Sitting
from diemcau.record.models import AuditEntry
from diemcau.units.rules import Scope
from tests.assessment import rig
from tests.assessment.rig import ALL


@pytest.fixture
def taken(course: Course) -> Course:
    assert actions.take_up_course(course.pk) == 3
    return course


def own() -> Obstacle:
    return Obstacle.rows.of(ALL).get(personal=True)


def test_obstacles_and_lessons_are_taken_up_once_by_their_fact(taken: Course) -> None:
    assert actions.take_up_course(taken.pk) == 0
    rows = Obstacle.rows.of(ALL).order_by("seq")
    told = [(row.site.unit_id, row.personal, row.field, row.since, row.topic_no, row.state) for row in rows]
    assert told == [
        ("10273", True, "chuyen_doi_so", "2025-07", 1, "new"),
        ("16690", False, "co_so_vat_chat", "", 1, "new"),
    ]
    lesson = Lesson.objects.get()
    assert (lesson.text, lesson.title, lesson.split) == (
        "Hẹn ngày cụ thể rồi mới hỏi ý kiến cấp trên.",
        rig.SITUATION.title,
        [2, 1, 1],
    )
    assert sorted(LessonSite.rows.of(ALL).values_list("site__unit", flat=True)) == ["10273", "16690"]
    assert len(lesson.facts) == 2


def test_taking_up_again_where_nothing_came_reads_no_journal(taken: Course, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(3):  # the sittings of the course, and how far each of the two was taken up
        assert actions.take_up_course(taken.pk) == 0


def test_a_late_obstacle_comes_with_the_next_taking_up(taken: Course, store: Store) -> None:
    sitting = Sitting.objects.get(course=taken, no=1)
    play = rig.Player(store, sitting, again=True)
    play.desk("40", "obstacle.send", role=Role.HOST, text="Gửi sau giờ học.", field="khac")
    assert actions.take_up(sitting.pk) == (1, 0)
    assert Obstacle.rows.of(ALL).get(late=True).text == "Gửi sau giờ học."


def test_what_was_taken_back_live_is_marked_and_cannot_be_answered(taken: Course, store: Store) -> None:
    play = rig.Player(store, Sitting.objects.get(course=taken, no=1), again=True)
    held = own()
    seat = play.seats("10273")[0]
    play.phone(seat, "obstacle.withdraw", obstacle=held.seq)
    actions.take_up_course(taken.pk)
    assert own().state == "withdrawn"
    with pytest.raises(Refused) as no:
        actions.answer(held.pk, NewReply("ghi_nhan", "Đã ghi."), ALL)
    assert no.value.code == "obstacle.withdrawn"


def test_an_obstacle_goes_from_new_to_answered_to_published(taken: Course) -> None:
    held = own()
    with pytest.raises(Refused) as early:
        actions.publish(held.pk, ALL)
    assert early.value.code == "obstacle.not_answered"
    actions.answer(held.pk, NewReply("y_kien_giang_vien", "Nên thống nhất một đầu mối."), ALL)
    assert own().state == "answered"
    actions.publish(held.pk, ALL)
    actions.publish(held.pk, ALL)
    assert own().state == "published"
    actions.answer(held.pk, NewReply("huong_dan", "Theo văn bản.", "05/GĐ", date(2025, 9, 1)), ALL)
    assert own().state == "published"
    noted = AuditEntry.rows.of(ALL).filter(subject=f"obstacle:{held.pk}").order_by("id")
    assert [entry.action for entry in noted] == ["obstacle.answered", "obstacle.published", "obstacle.answered"]


@pytest.mark.parametrize(
    ("new", "code"),
    [
        (NewReply("huong_dan", "Theo văn bản."), "reply.document"),
        (NewReply("huong_dan", "Theo văn bản.", "05/GĐ"), "reply.document"),
        (NewReply("chuyen", "Chuyển."), "reply.to_whom"),
        (NewReply("ghi_nhan", "  "), "reply.empty"),
        (NewReply("khen", "Tốt."), "reply.kind"),
        (NewReply("ghi_nhan", "a" * 4001), "reply.too_long"),
    ],
)
def test_a_reply_is_what_its_kind_asks_for(taken: Course, new: NewReply, code: str) -> None:
    with pytest.raises(Refused) as no:
        actions.answer(own().pk, new, ALL)
    assert no.value.code == code
    assert Reply.rows.of(ALL).count() == 0


def test_a_view_never_bears_the_number_of_a_document(taken: Course) -> None:
    reply = actions.answer(own().pk, NewReply("y_kien_giang_vien", "Ý kiến.", "05/GĐ", date(2025, 9, 1), "Sở"), ALL)
    assert (reply.document_number, reply.document_on, reply.body) == ("", None, "")


def test_a_province_answers_its_own_obstacles_only(taken: Course) -> None:
    nghe_an = Scope.of_unit("40")
    assert Obstacle.rows.of(nghe_an).count() == 1
    with pytest.raises(Refused) as no:
        actions.answer(own().pk, NewReply("ghi_nhan", "Đã ghi."), nghe_an)
    assert (no.value.code, no.value.status) == ("obstacle.not_found", 404)


def a_proposal(**more: Any) -> NewProposal:
    given: dict[str, Any] = {"kind": "noi_dung", "ability": "xử lý hồ sơ", "text": "Bổ sung tình huống."}
    return NewProposal(**(given | more))


def test_a_proposal_names_what_stands_behind_it(taken: Course) -> None:
    lesson, held = Lesson.objects.get(), own()
    new = a_proposal(lessons=(lesson.pk,), obstacles=(held.pk,), results=((lesson.sitting_id, lesson.activity),))
    made = actions.propose(taken, new)
    actions.propose(taken, a_proposal(kind="co_che", obstacles=(held.pk,)), proposal=made.pk)
    changed = Proposal.objects.get()
    assert (changed.kind, list(changed.lessons.all()), changed.results.count()) == ("co_che", [], 0)
    assert list(ProposalObstacle.rows.of(ALL).values_list("obstacle", flat=True)) == [held.pk]
    actions.drop(taken, made.pk)
    assert Proposal.objects.count() == 0
    noted = AuditEntry.rows.of(ALL).filter(subject=f"proposal:{made.pk}").order_by("id")
    assert [entry.action for entry in noted] == ["proposal.made", "proposal.changed", "proposal.dropped"]


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({}, "proposal.evidence"),
        ({"kind": "khac"}, "proposal.kind"),
        ({"text": " "}, "proposal.empty"),
        ({"ability": ""}, "proposal.ability"),
        ({"lessons": (999,)}, "proposal.unknown_evidence"),
        ({"results": ((999, "x"),)}, "proposal.unknown_evidence"),
    ],
)
def test_a_proposal_without_evidence_is_refused(taken: Course, more: dict[str, Any], code: str) -> None:
    with pytest.raises(Refused) as no:
        actions.propose(taken, a_proposal(**more))
    assert no.value.code == code
    assert Proposal.objects.count() == 0


def test_erased_words_leave_the_obstacle_where_it_is(taken: Course) -> None:
    held = own()
    assert actions.forget(held.stream, [held.seq]) == 1
    assert (own().text, own().fold, Obstacle.rows.of(ALL).count()) == ("", "", 2)
