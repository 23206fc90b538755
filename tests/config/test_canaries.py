"""Nothing of another branch is in any answer: no word, no number of a telephone, no row behind a count."""

from collections.abc import Callable
from itertools import chain
from typing import Any

import pytest
from django.db import models, transaction
from django_tasks_db.models import DBTaskResult

from diemcau.activities.kind import Role, Who
from diemcau.classroom.live.gate import topics_of
from diemcau.classroom.replay import board_of
from diemcau.planning.models import Enrolment, Site
from diemcau.reports.models import Snapshot
from diemcau.reports.tasks import make_papers
from diemcau.units.models import ScopedRows
from diemcau.units.rules import Scope
from tests.config import leaks
from tests.config.world import COMMUNES, FOREIGN, OWN, World, branch_models, disturb, rows_of

EVERYWHERE = Scope.everything()
ASKERS = ["province 01", "organiser 01", "operator 01", "province 10273"]
MODELS = sorted(branch_models(), key=lambda model: model.__name__)


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_the_world_has_rows_of_every_model_in_both_provinces(model: type[models.Model], world: World):
    found = {branch: rows_of(model, branch).exists() for branch in (OWN, FOREIGN)}
    assert found == {OWN: True, FOREIGN: True}, f"make a {model.__name__} in both provinces in tests/config/world.py"


@pytest.mark.parametrize("asker", ASKERS)
def test_no_answer_holds_a_canary_of_others(asker: str, world: World):
    assert leaks.canaries(world, asker) == []


@pytest.mark.parametrize("asker", ["organiser", "province 19"])
def test_whoever_may_see_a_canary_meets_it(asker: str, world: World):
    assert len(leaks.canaries_of(world, asker, (FOREIGN,))) > 5


@pytest.mark.parametrize("asker", ASKERS)
def test_what_happens_elsewhere_changes_no_answer(asker: str, world: World):
    before = leaks.told(world, asker)
    with transaction.atomic():
        disturb(world, FOREIGN)
        changed = list(leaks.differences(world, asker, before))
        transaction.set_rollback(True)
    assert changed == []


# --- Streams ---------------------------------------------------------------------------------------------------------


LATER = 1_757_130_000_000  # the morning of 6 September 2025, after the sitting


def view_of(world: World, who: Who) -> str:
    """All that the live screens of somebody are told, as text."""
    board, read = board_of(world.course.sittings.get(no=1).pk)
    return " ".join(repr(board.view(topic, LATER, read)) for topic in topics_of(who))


def desk(world: World, role: Role, branch: str) -> Who:
    site = world.made["site", branch]
    return Who(role, f"{role}:{site}", site)


@pytest.mark.parametrize("role", [Role.HOST, Role.CHAIR, Role.TECHNICIAN, Role.ROOM])
def test_the_desks_of_a_room_hear_nothing_of_other_provinces(role: Role, world: World):
    assert list(leaks.foreign_words(view_of(world, desk(world, role, OWN)), (FOREIGN, "00"))) == []


def test_the_phone_of_a_learner_hears_nothing_of_other_provinces(world: World):
    seat = Enrolment.rows.of(Scope.of_unit(COMMUNES[OWN])).earliest("pk")
    who = Who(Role.PHONE, f"seat:{seat.pk}", seat.site_id, seat.pk)
    assert list(leaks.foreign_words(view_of(world, who), (FOREIGN, "00"))) == []


@pytest.mark.parametrize("branch", [OWN, FOREIGN])
def test_a_province_hears_its_own_rooms_and_no_others(branch: str, world: World):
    who = Who(Role.PROVINCE, f"province:{branch}", 0, 0, branch)
    own = {site.pk for site in Site.rows.of(Scope.of_unit(branch))}
    board, read = board_of(world.course.sittings.get(no=1).pk)
    acts = board.view(topics_of(who)[1], LATER, read)["acts"]
    heard = {name: set(view["sites"]) for name, view in acts.items() if view.get("sites")}
    assert heard.keys() >= {"presence", "headcount", "question", "obstacle", "sitting", "t1-situation"}
    assert all(sites <= own for sites in heard.values())
    if branch == OWN:
        assert list(leaks.foreign_words(view_of(world, who), (FOREIGN, "00"))) == []


# --- Jobs ------------------------------------------------------------------------------------------------------------


def test_a_job_makes_the_papers_of_the_provinces_that_it_is_given(world: World):
    with transaction.atomic():
        made = [Snapshot.rows.of(EVERYWHERE).get(pk=pk) for pk in make_papers.call(world.course.pk, False, [OWN])]
        transaction.set_rollback(True)
    assert [(paper.kind, paper.unit_id) for paper in made] == [("report", OWN)]


@pytest.mark.parametrize(
    ("asker", "ordered"),
    [("organiser", [True, None]), ("province 01", [False, [OWN]]), ("province 10273", [False, []])],
)
def test_whoever_orders_papers_gets_those_of_his_scope(asker: str, ordered: list[object], world: World):
    with transaction.atomic():
        world.client(asker).post(f"/office/ho-so/{world.code}/lap")
        job = DBTaskResult.objects.latest("enqueued_at")
        transaction.set_rollback(True)
    assert job.args_kwargs["args"][1:3] == ordered


# --- Each filter is needed -------------------------------------------------------------------------------------------

BELOW = "read below a row that was found by scope before: its own filter is a second lock"
NOWHERE = "no page reads its rows for an asker; what others count of them is told to all, or to nobody"
# Models whose filter no page misses, so that forgetting it shows nowhere, and why that is right.
NOT_ON_A_PAGE = {
    "ActivityRecord": BELOW,  # its room
    "Incident": BELOW,
    "Letter": BELOW,  # its mailing
    "Person": BELOW,  # the unit of a site; the country is searched by the worker for rosters
    "Record": BELOW,
    "Reply": BELOW,  # its obstacle
    "RosterRow": BELOW,  # its file
    "SiteFile": BELOW,
    "SiteRecord": BELOW,
    "Slip": BELOW,
    "DeskSession": NOWHERE,  # found by its secret
    "EnrolmentPost": NOWHERE,
    "MarksRecord": NOWHERE,  # figures of the class, for the academy alone
    "LessonSite": NOWHERE,  # how many rooms of the country stand behind a lesson
    "Link": NOWHERE,  # found by its secret
    "Post": NOWHERE,  # a person's, beside him
    "ProposalObstacle": NOWHERE,  # for the academy alone
    "QuestionRecord": NOWHERE,  # figures of papers
    "SiteUnit": NOWHERE,
}


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_the_rows_of_two_provinces_are_apart(model: Any, world: World):
    own, foreign = (set(rows_of(model, branch).values_list("pk", flat=True)) for branch in (OWN, FOREIGN))
    assert own & foreign == set()
    assert own | foreign <= set(model.rows.of(EVERYWHERE).values_list("pk", flat=True))
    assert model.rows.of(Scope.nothing()).count() == 0


def without_filter(model: type[models.Model]) -> Callable[..., models.QuerySet[models.Model]]:
    """`rows.of` as it would be if somebody forgot the scope of one model."""
    right = ScopedRows.of

    def of(self: ScopedRows[models.Model], scope: Scope) -> models.QuerySet[models.Model]:
        return right(self, EVERYWHERE if self.model is model else scope)

    return of


@pytest.fixture(scope="module")
def told_before(world: World) -> dict[str, leaks.Answers]:
    """What pages said before there was more elsewhere."""
    return {asker: leaks.told(world, asker) for asker in WALKERS}


WALKERS = ("province 01",)


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_a_filter_that_is_missing_is_caught(
    model: type[models.Model],
    world: World,
    told_before: dict[str, leaks.Answers],
    monkeypatch: pytest.MonkeyPatch,
):
    with transaction.atomic():
        disturb(world, FOREIGN)
        monkeypatch.setattr(ScopedRows, "of", without_filter(model))
        signs = (
            sign
            for asker in WALKERS
            for sign in chain(leaks.let_in(world, asker), leaks.differences(world, asker, told_before[asker]))
        )
        caught = next(signs, "")
        monkeypatch.undo()
        transaction.set_rollback(True)
    name = model.__name__
    if name in NOT_ON_A_PAGE:
        assert caught == "", f"take {name} out of NOT_ON_A_PAGE: it is on a page now"
    else:
        assert caught != "", f"nothing notices that {name}.rows.of forgets the scope: show it in samples or say why"
