"""Settling a sitting: the only writers of the room."""

from collections.abc import Iterable, Mapping
from typing import Any, TypeVar

from django.db import models, transaction

from diemcau.assessment import rows
from diemcau.assessment.models import ActivityRecord, Incident, QuestionRecord, Record, Settlement, SiteRecord
from diemcau.assessment.rules import RULES
from diemcau.base import clock
from diemcau.base.refused import Refused
from diemcau.classroom.replay import board_of
from diemcau.journal.log import head, stream_of
from diemcau.planning.actions import set_state
from diemcau.planning.models import Sitting
from diemcau.planning.rules import SittingState
from diemcau.units.rules import Scope

_EVERYWHERE = Scope.everything()
M = TypeVar("M", bound=models.Model)


def settle(sitting: int) -> Settlement:
    """Make the records of a closed sitting from its journal; again gives the same rows, or those of late facts besides.

    Refuses: settle.not_closed, settle.no_journal.
    """
    try:
        board, _ = board_of(sitting)
        position, link = head(stream_of(sitting))
        while position != board.position:  # a late fact came in between the two reads
            board, _ = board_of(sitting)
            position, link = head(stream_of(sitting))
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
        _match(Incident, held, made.incidents, ("site_id", "trouble", "at"))
        settlement, _ = Settlement.objects.update_or_create(
            sitting=held,
            defaults={
                "position": position,
                "head": link.hex(),
                "rules_version": RULES,
                "at": clock.now(),
                "titles": made.titles,
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


def _match(model: type[M], sitting: Sitting, wanted: Iterable[Mapping[str, Any]], key: tuple[str, ...]) -> None:
    """Make the rows of a sitting what is wanted, writing only those that differ."""
    stored = {
        tuple(getattr(row, name) for name in key): row
        for row in model.rows.of(_EVERYWHERE).filter(sitting=sitting)  # type: ignore[attr-defined]
    }
    new: list[M] = []
    changed: list[M] = []
    names: list[str] = []
    for fields in wanted:
        names = list(fields)
        row = stored.pop(tuple(fields[name] for name in key), None)
        if row is None:
            new.append(model(sitting=sitting, **fields))
        elif any(getattr(row, name) != value for name, value in fields.items()):
            for name, value in fields.items():
                setattr(row, name, value)
            changed.append(row)
    everything = model.rows.of(_EVERYWHERE)  # type: ignore[attr-defined]
    if stored:
        everything.filter(pk__in=[row.pk for row in stored.values()]).delete()
    if changed:
        everything.bulk_update(changed, [name for name in names if name not in key], batch_size=500)
    model.rows.bulk_create(new, batch_size=2000)  # type: ignore[attr-defined]
