"""The work of the demo's office: replies of each kind, proposals with evidence, once and not twice."""

from collections.abc import Iterator

import pytest

from diemcau.base.refused import Refused
from diemcau.journal.store import Store
from diemcau.knowledge.models import Obstacle, Proposal, Reply
from diemcau.knowledge.queries import proposals_of
from diemcau.people.actions import add_account
from diemcau.people.models import Account
from diemcau.planning.models import Course, Sitting
from diemcau.rehearsal.lines import OBSTACLES
from diemcau.rehearsal.office_work import ANSWERED, OTHER, REPLIES, do_office_work
from diemcau.units.actions import load_units
from diemcau.units.models import Unit
from tests.assessment import rig
from tests.assessment.rig import ALL

ROOMS = ("00004", "01", "10273", "16690", "40")


@pytest.fixture
def course(journal: str, db: None) -> Iterator[Course]:
    """The small class with an obstacle of each area from five rooms in its second sitting, its first as ever."""
    if not Unit.objects.exists():
        load_units()
    stores = rig.journal_at(journal)
    store: Store = next(stores)
    made = rig.new_course()
    add_account(f"{made.code}-ban-to-chuc", "Ban tổ chức lớp (MP)")
    rig.play_first(store, made)
    play = rig.Player(store, Sitting.objects.get(course=made, no=2))
    for area, text in OBSTACLES:
        for unit in ROOMS:
            play.desk(unit, "obstacle.send", text=text, field=area)
    play.close()
    yield made
    next(stores, None)


def told(course: Course) -> list[tuple[str, str, str]]:
    replies = Reply.rows.of(ALL).filter(obstacle__course=course).select_related("obstacle__site")
    return sorted((reply.kind, reply.obstacle.field, reply.obstacle.site.unit_id) for reply in replies)


def test_the_first_rooms_by_code_and_the_demos_own_get_a_reply_of_each_kind(course: Course) -> None:
    do_office_work(course)
    units = [*sorted(ROOMS)[:ANSWERED], "10273"]
    others = [(OTHER[0].value, area, "10273") for area, _ in OBSTACLES if area not in REPLIES]
    chosen = [(kind.value, area, unit) for area, (kind, _) in REPLIES.items() for unit in units]
    assert told(course) == sorted(chosen + others)
    rows = Obstacle.rows.of(ALL).filter(course=course)
    assert rows.filter(state="published").count() == len(chosen + others)
    assert Reply.rows.of(ALL).filter(account=Account.objects.get()).count() == len(chosen + others)
    assert [reply.document_number.endswith("(văn bản giả định)") for reply in replies_of("huong_dan")] == [True] * 3


def replies_of(kind: str) -> list[Reply]:
    return list(Reply.rows.of(ALL).filter(kind=kind))


def test_each_kind_of_proposal_has_evidence_and_an_ability(course: Course) -> None:
    do_office_work(course)
    lines = proposals_of(course)
    behind = {one.proposal.kind: (len(one.lessons), len(one.obstacles), len(one.results)) for one in lines}
    assert behind == {"noi_dung": (1, 1, 1), "phuong_phap": (1, 0, 1), "co_che": (0, 2, 0)}
    assert [bool(one.proposal.ability) for one in lines] == [True] * 3


def test_doing_it_again_adds_nothing(course: Course) -> None:
    first = do_office_work(course)
    before = told(course), list(Proposal.objects.values_list("pk", "text"))
    assert (first, do_office_work(course)) == (2 * len(told(course)) + 3, 0)
    assert (told(course), list(Proposal.objects.values_list("pk", "text"))) == before


def test_what_people_wrote_themselves_is_left_to_people(course: Course) -> None:
    do_office_work(course)
    own = Obstacle.rows.of(ALL).filter(course=course, sitting__no=1)
    assert [row.state for row in own] == ["new", "new"]


def test_a_real_class_has_a_real_office(course: Course) -> None:
    Course.objects.filter(pk=course.pk).update(rehearsal=False)
    with pytest.raises(Refused) as no:
        do_office_work(Course.objects.get(pk=course.pk))
    assert (no.value.code, Reply.rows.of(ALL).count()) == ("rehearsal.real_course", 0)
