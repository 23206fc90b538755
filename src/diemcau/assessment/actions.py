"""Settling a sitting, judging papers: the only writers of the room."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any, TypeVar
from uuid import UUID

from django.db import models, transaction

from diemcau.assessment import queries, rows
from diemcau.assessment.models import (
    ActivityRecord,
    Incident,
    MarksRecord,
    Paper,
    QuestionRecord,
    RatingsLink,
    Record,
    Settlement,
    SiteRecord,
)
from diemcau.assessment.rules import RULES
from diemcau.assessment.rules.ratings import RATINGS_LAST
from diemcau.base import clock
from diemcau.base.refused import Refused
from diemcau.base.text import clean
from diemcau.classroom import door
from diemcau.classroom.replay import board_of
from diemcau.classroom.turns import clock_id
from diemcau.journal.log import head, stream_of
from diemcau.people import secrets
from diemcau.people.models import Account
from diemcau.planning.actions import set_state
from diemcau.planning.models import Lecturer, Sitting
from diemcau.planning.rules import SittingState
from diemcau.record.actions import note
from diemcau.units.actions import load_rows
from diemcau.units.rules import Scope

_EVERYWHERE = Scope.everything()
M = TypeVar("M", bound=models.Model)


def settle(sitting: int) -> Settlement:
    """Make the records of a closed sitting from its journal; again gives the same rows, or those of late facts besides.

    Where nothing came since it was settled, nothing is read or written again.
    Refuses: settle.not_closed, settle.no_journal.
    """
    stream = stream_of(sitting)
    try:
        position, link = head(stream)
        done = Settlement.objects.filter(sitting=sitting, position=position, head=link.hex(), rules_version=RULES)
        if settled := done.first():
            return settled
        board, _ = board_of(sitting)
        while position != board.position and board.sitting.phase == "closed":  # a late fact came between the two reads
            position, link = head(stream)
            board, _ = board_of(sitting)
    except KeyError:
        raise Refused("settle.no_journal", 404) from None
    if board.sitting.phase != "closed":
        raise Refused("settle.not_closed", 409)
    made = rows.of_board(board)
    with transaction.atomic():
        held = Sitting.objects.select_for_update().get(pk=sitting)
        _match(Record, held, made.records, ("enrolment_id",))
        _match(SiteRecord, held, made.sites, ("site_id",))
        _match(ActivityRecord, held, made.answers, ("activity", "site_id"))
        _match(QuestionRecord, held, made.questions, ("number",))
        _match(MarksRecord, held, made.tests, ("activity", "enrolment_id"))
        _match(Paper, held, made.papers, ("activity", "enrolment_id"))
        _match(Incident, held, made.incidents, ("site_id", "trouble", "at"))
        settlement, _ = Settlement.objects.update_or_create(
            sitting=held,
            defaults={
                "position": position,
                "head": link.hex(),
                "rules_version": RULES,
                "at": clock.now(),
                "titles": made.titles,
                "sheets": made.sheets,
            },
        )
        if held.state != SittingState.SETTLED:
            set_state(held, SittingState.SETTLED)
    return settlement


def settle_course(course: int) -> list[Settlement]:
    """Settle every closed sitting of a course, in order; one without a journal, or still on air, is left out."""
    settled = []
    for sitting in Sitting.objects.filter(course=course).order_by("no").values_list("id", flat=True):
        try:
            settled.append(settle(sitting))
        except Refused as no:
            if no.code not in {"settle.not_closed", "settle.no_journal"}:
                raise
    return settled


@transaction.atomic
def judge(paper: int, seen: int, passed: bool, remark: str, scope: Scope, account: Account) -> Paper:
    """Say of a paper that it is enough, or not yet; its writer sees it on the phone. Again: the last word counts.

    `seen` is the number of the paper that was read: one that was handed in meanwhile is not judged by it.
    Refuses: paper.not_found (also outside the scope), paper.replaced, essay.remark_long, live.away.
    """
    held = Paper.rows.of(scope).select_for_update().filter(pk=paper).first()
    if held is None:
        raise Refused("paper.not_found", 404)
    if held.paper != seen:
        raise Refused("paper.replaced", 409)
    id_ = UUID(clock_id(stream_of(held.sitting_id), held.activity, f"judge:{held.pk}", clock.now_ms()))
    body = {"seat": held.enrolment_id, "paper": held.paper, "passed": passed, "remark": remark}
    door.send(held.sitting_id, [(id_, "essay.judge", body)], held.activity)
    held.passed, held.remark = passed, f"{id_.hex}.0" if clean(remark) else ""
    Paper.rows.of(scope).filter(pk=held.pk).update(passed=held.passed, remark=held.remark)
    note("paper.judged", f"paper:{held.pk}", account=account, passed=passed)
    return held


# --- ratings of a lecturer ---------------------------------------------------------------------------


@transaction.atomic
def link_to_ratings(lecturer: Lecturer, *, by: Account) -> tuple[str, RatingsLink]:
    """The secret of a one-time link for a lecturer to the ratings of his own topics; the one before it ends."""
    # Whoever makes one for the same lecturer waits here, so that both know of each other.
    list(queries.rows_of(lecturer).select_for_update().order_by("pk"))
    now, secret = clock.now(), secrets.new_secret()
    queries.links_of(lecturer).filter(ended_at=None).update(ended_at=now)
    made = RatingsLink.objects.create(
        lecturer=lecturer, digest=secrets.digest(secret), made_by=by, made_at=now, expires_at=now + RATINGS_LAST
    )
    _note("ratings.linked", lecturer, by)
    return secret, made


@transaction.atomic
def end_ratings(lecturer: Lecturer, *, by: Account) -> None:
    """Take a lecturer's link back, and what it opened; nothing happens where there is none."""
    if queries.links_of(lecturer).filter(ended_at=None).update(ended_at=clock.now()):
        _note("ratings.unlinked", lecturer, by)


@transaction.atomic
def open_ratings(secret: str, shown: Collection[str] = ()) -> RatingsLink:
    """Use a one-time link up. Only who holds its secret is told what became of it.

    `shown`: digests (hex) of links that this browser opened before; it opens those again.
    Refuses: ratings.bad, ratings.ended, ratings.expired, ratings.opened.
    """
    links = RatingsLink.objects.filter(digest=secrets.digest(secret))
    link = links.select_related("lecturer__course").first()
    if link is None:
        raise Refused("ratings.bad", 400)
    if why := queries.shut(link):
        raise Refused(why, 409)
    if link.opened_at and bytes(link.digest).hex() in shown:
        return link
    # One statement decides, so that of two who press at one moment only one gets in.
    if not links.filter(opened_at=None, ended_at=None).update(opened_at=clock.now()):
        raise Refused("ratings.opened", 409)
    _note("ratings.opened", link.lecturer)
    return link


def _note(action: str, lecturer: Lecturer, by: Account | None = None) -> None:
    course, topic = lecturer.course_id, lecturer.topic_no
    who = "" if by else f"lecturer:{course}"
    note(action, f"course:{course}", account=by, actor=who, topic=topic, lecturer=lecturer.pk)


def _match(model: type[M], sitting: Sitting, wanted: Sequence[Mapping[str, Any]], key: tuple[str, ...]) -> None:
    """Make the rows of a sitting what is wanted, writing only those that differ."""
    everything = model.rows.of(_EVERYWHERE)  # type: ignore[attr-defined]
    names = list(wanted[0]) if wanted else list(key)
    stored: dict[tuple[Any, ...], tuple[int, dict[str, Any]]] = {}
    for pk, *values in everything.filter(sitting=sitting).values_list("pk", *names):
        row = dict(zip(names, values, strict=True))
        stored[tuple(row[name] for name in key)] = pk, row
    new: list[Mapping[str, Any]] = []
    changed: list[M] = []
    for fields in wanted:
        found = stored.pop(tuple(fields[name] for name in key), None)
        if found is None:
            new.append(fields)
        elif found[1] != fields:
            changed.append(model(pk=found[0], sitting=sitting, **fields))
    if stored:
        everything.filter(pk__in=[pk for pk, _ in stored.values()]).delete()
    if changed:
        everything.bulk_update(changed, [name for name in names if name not in key], batch_size=500)
    if new:
        values = ([sitting.pk, *(fields[name] for name in names)] for fields in new)
        load_rows(model, ["sitting_id", *names], values)
