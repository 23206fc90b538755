"""A roster that was applied is taken back: every row that it touched stands again as it stood, ids and numbers too."""

from collections.abc import Iterable, Sequence
from hashlib import sha256
from typing import Any

import msgspec
from django.db import IntegrityError, models, transaction
from django.db.models import ProtectedError
from msgspec import Struct, field

from diemcau.base.refused import Refused
from diemcau.people.models import Account, Person, Post
from diemcau.planning.actions.rewriting import rewrite
from diemcau.planning.models import Enrolment, EnrolmentPost, RosterFile, Sitting
from diemcau.planning.queries.roster_world import in_parts
from diemcau.planning.roster.rules.states import FileState
from diemcau.record.undoing import undoable
from diemcau.units.rules import Scope

KIND = "roster.apply"
_EVERYWHERE = Scope.everything()
_Rows = list[tuple[Any, ...]]  # of a table: all its columns, by id


class Involved(Struct):
    """Whom an import touched, by ids: persons, posts that it made for persons who were there, enrolments."""

    persons: list[int] = field(default_factory=list)
    posts: list[int] = field(default_factory=list)
    enrolments: list[int] = field(default_factory=list)


class State(Struct):
    """How the rows of those involved stand."""

    persons: _Rows
    posts: _Rows
    enrolments: _Rows
    holds: _Rows  # which posts an enrolment has

    def digest(self) -> str:
        """SHA-256 in hex; equal for equal rows."""
        return sha256(msgspec.json.encode(self)).hexdigest()


class Before(Struct):
    """All that it takes to restore: whom it touched, how they stood, sittings that were frozen already (by id)."""

    involved: Involved
    state: State
    frozen: list[int]

    def stored(self) -> str:
        """As the file keeps it."""
        return msgspec.json.encode(self).decode()


def _columns(model: type[models.Model]) -> list[str]:
    return [field.attname for field in model._meta.concrete_fields]


def _rows(rows: models.QuerySet[Any], by: str, ids: Iterable[int]) -> _Rows:
    found: _Rows = []
    for part in in_parts(sorted(set(ids))):
        found += rows.filter(**{f"{by}__in": part}).order_by("id").values_list(*_columns(rows.model))
    return sorted(found)


def snapshot(involved: Involved) -> State:
    """How those involved stand now."""
    return State(
        _rows(Person.rows.of(_EVERYWHERE), "id", involved.persons),
        _rows(Post.rows.of(_EVERYWHERE), "person", involved.persons),
        _rows(Enrolment.rows.of(_EVERYWHERE), "id", involved.enrolments),
        _rows(EnrolmentPost.rows.of(_EVERYWHERE), "enrolment", involved.enrolments),
    )


@undoable(KIND)
def undo_roster(data: dict[str, Any], by: Account) -> None:
    """Restore what an import changed.

    Refuses: roster.undo_gone; roster.undo_sitting when a sitting was opened with these lists since;
    roster.undo_changed when somebody of it was changed since; roster.undo_records.
    """
    files = RosterFile.rows.of(_EVERYWHERE).select_for_update(of=("self",))
    file = files.filter(pk=data["file"], state=FileState.APPLIED).first()
    if file is None or not file.before:
        raise Refused("roster.undo_gone", 409)
    kept = msgspec.json.decode(file.before, type=Before)
    opened = Sitting.objects.filter(course=file.course_id).exclude(plan_digest="").exclude(pk__in=kept.frozen)
    if opened.exists():
        raise Refused("roster.undo_sitting", 409)
    if snapshot(kept.involved).digest() != file.after:
        raise Refused("roster.undo_changed", 409)
    try:
        with transaction.atomic():
            _restore(kept)
    except ProtectedError as records:
        raise Refused("roster.undo_records", 409) from records
    except IntegrityError as taken:
        raise Refused("roster.undo_changed", 409) from taken
    file.state, file.before, file.after = FileState.UNDONE, "", ""
    file.save(update_fields=["state", "before", "after"])


def _restore(kept: Before) -> None:
    was, involved = kept.state, kept.involved
    for part in in_parts(involved.enrolments):
        EnrolmentPost.rows.of(_EVERYWHERE).filter(enrolment__in=part).delete()
    there = {row[0] for row in was.enrolments}
    for part in in_parts([id_ for id_ in involved.enrolments if id_ not in there]):
        Enrolment.rows.of(_EVERYWHERE).filter(pk__in=part).delete()
    _put_back(Enrolment, was.enrolments)
    _put_back(EnrolmentPost, was.holds)
    for part in in_parts(involved.posts):
        Post.rows.of(_EVERYWHERE).filter(pk__in=part).delete()
    people = {row[0] for row in was.persons}
    for part in in_parts([id_ for id_ in involved.persons if id_ not in people]):
        Person.rows.of(_EVERYWHERE).filter(pk__in=part).delete()
    _put_back(Person, was.persons)


def _put_back(model: type[models.Model], rows: Sequence[tuple[Any, ...]]) -> None:
    """Rows as they stood: those that are there are changed, the others made again with their ids."""
    manager: Any = model.rows  # type: ignore[attr-defined]
    columns = _columns(model)
    there: set[int] = set()
    for part in in_parts(row[0] for row in rows):
        there |= set(manager.of(_EVERYWHERE).filter(pk__in=part).values_list("pk", flat=True))
    rewrite(model, columns[1:], [(*row[1:], row[0]) for row in rows if row[0] in there])
    manager.bulk_create([model(**dict(zip(columns, row, strict=True))) for row in rows if row[0] not in there])
