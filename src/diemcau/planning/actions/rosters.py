"""Rosters that are sent in: taken, read in child processes, answered, dropped, forgotten."""

import uuid
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from hashlib import sha256
from os import cpu_count

import msgspec
from django.db import transaction

from diemcau.base import clock
from diemcau.base.refused import Refused
from diemcau.base.text import fold, line
from diemcau.people.models import Account
from diemcau.planning.actions.rewriting import rewrite
from diemcau.planning.models import Course, RosterFile, RosterRow, Site
from diemcau.planning.queries.roster_world import Places, people_of_rooms, world_of
from diemcau.planning.roster import keeping
from diemcau.planning.roster.checking import BYTES, check
from diemcau.planning.roster.rules.answers import Answer
from diemcau.planning.roster.rules.findings import Row, Sheetcheck
from diemcau.planning.roster.rules.settling import Settled, settle
from diemcau.planning.roster.rules.states import Does, Ends, FileState
from diemcau.record.actions import note
from diemcau.units.actions import load_rows
from diemcau.units.rules import CENTRE, Level, Scope, level_of

MOST_FILES = 50  # in one go; a country has 34 provinces
KEPT = timedelta(days=30)
# Children at a time: each reads one file with up to 512 MB, beside the processes of a sitting.
_CHILDREN = max(1, min(3, (cpu_count() or 1) - 1))
_EVERYWHERE = Scope.everything()
_ROW = msgspec.json.Decoder(Row)
_ANSWERS = msgspec.json.Decoder(dict[str, Answer])


@dataclass(frozen=True)
class Upload:
    """A file as it came."""

    name: str
    data: bytes


@transaction.atomic
def take_in(
    course: Course, uploads: Sequence[Upload], *, unit: str, site: Site | None = None, by: Account | None = None
) -> list[RosterFile]:
    """Keep files to be read: for a unit ("00": wherever their rows belong), or for one site. They are in READING.

    A file that is too large is there as REFUSED. Refuses: roster.none, roster.many.
    """
    if not uploads:
        raise Refused("roster.none", 400)
    if len(uploads) > MOST_FILES:
        raise Refused("roster.many", 413, most=MOST_FILES)
    batch = uuid.uuid4().hex
    files = []
    for upload in uploads:
        digest = sha256(upload.data).hexdigest()
        fits = len(upload.data) <= BYTES
        if fits:
            keeping.keep(digest, upload.data)
        files.append(
            RosterFile(
                course=course,
                unit_id=site.unit_id if site else unit,
                site=site,
                batch=batch,
                name=line(upload.name)[:200] or "–",
                digest=digest,
                size=len(upload.data),
                by=by,
                at=clock.now(),
                state=FileState.READING if fits else FileState.REFUSED,
                refused="" if fits else "roster.large_file",
                refused_data={} if fits else {"megabytes": BYTES >> 20},
            )
        )
    made = RosterFile.rows.bulk_create(files)
    where = made[0].unit_id
    note("roster.taken", f"course:{course.pk}", account=by, actor="" if by else "office", unit=where, files=len(made))
    return made


# --- Reading ---------------------------------------------------------------------------------------------------------


def read_rosters(ids: Iterable[int]) -> int:
    """Read files that wait in READING, a few at a time in child processes, and settle their rows; how many.

    May be repeated: what is read already is left alone.
    """
    files = list(
        RosterFile.rows.of(_EVERYWHERE)
        .filter(pk__in=list(ids), state=FileState.READING)
        .select_related("course", "site")
        .order_by("pk")
    )
    if not files:
        return 0
    today = clock.local(clock.now_ms()).date()
    places = {course.pk: Places(course) for course in {file.course for file in files}}
    with ThreadPoolExecutor(_CHILDREN) as pool:
        waiting = {pool.submit(_read, file, places[file.course_id], today): file for file in files}
        for done in as_completed(waiting):
            file = waiting.pop(done)
            try:
                file.unit_id, found = done.result()
            except Refused as refused:
                _refuse(file, refused)
            else:
                _put(file, found, places[file.course_id])
    return len(files)


def _read(file: RosterFile, places: Places, today: date) -> tuple[str, Sheetcheck]:
    """The unit that a file is for, and its rows. In a thread of its own: no database here.

    A file sent to the centre whose rows name units of one province only is that province's, and is read as such.
    """
    data = keeping.kept(file.digest)
    if file.site or file.unit_id != CENTRE:
        return file.unit_id, check(data, file.unit_id, today)
    found = check(data, "", today)
    provinces = {places.provinces.get(row.person.unit_code, "") for row in found.rows if row.person.unit_code}
    only = provinces.pop() if len(provinces) == 1 else ""
    if not only or level_of(only) is not Level.PROVINCE:
        return file.unit_id, found
    if any(row.person.unit_code is None for row in found.rows):
        found = check(data, only, today)
    return only, found


def _refuse(file: RosterFile, refused: Refused) -> None:
    file.state, file.refused, file.refused_data = FileState.REFUSED, refused.code, refused.data
    file.save(update_fields=["state", "refused", "refused_data"])


@transaction.atomic
def _put(file: RosterFile, found: Sheetcheck, places: Places) -> None:
    """Keep what was read, settled; nothing for a file that was put aside meanwhile."""
    held = RosterFile.rows.of(_EVERYWHERE).select_for_update().filter(pk=file.pk, state=FileState.READING)
    if not held.exists():
        return
    world = world_of(file, found.rows, places)
    settled = settle([(row, {}) for row in found.rows], world, places.provinces)
    RosterRow.rows.of(_EVERYWHERE).filter(file=file).delete()
    load_rows(
        RosterRow,
        ["file_id", "place", "name", "fold", "body", "answers", *_SETTLED],
        [
            (file.pk, place, *_names(row), _text(row), "{}", *_values(one))
            for place, (row, one) in enumerate(zip(found.rows, settled, strict=True))
        ],
    )
    file.told = _text(Sheetcheck((), found.notes, found.previews))
    file.state = FileState.READY
    _sum_up(file, settled)


_SETTLED = "ends", "does", "site_id", "person_id", "settled", "changes"


def _values(one: Settled) -> tuple[str, str, int | None, int | None, str, str]:
    return one.ends.value, one.does.value, one.site or None, one.person or None, _text(one.row), _text(one.changes)


def _names(row: Row) -> tuple[str, str]:
    name = (row.person.full_name or "")[:120]
    return name, fold(name)[:120]


def _text(what: object) -> str:
    return msgspec.json.encode(what).decode()


def _sum_up(file: RosterFile, settled: Sequence[Settled]) -> None:
    """Counts, what is missing and the digest of the plan; stored."""
    ends = [one.ends for one in settled]
    does = [one.does for one in settled]
    file.counts = {"rows": len(settled)}
    file.counts |= {end.value: ends.count(end) for end in Ends} | {deed.value: does.count(deed) for deed in Does}
    rooms = {one.site for one in settled if one.site} | ({file.site_id} if file.site_id else set())
    named = {one.person for one in settled} | {person for one in settled for person in one.meets}
    there = people_of_rooms(file.course, rooms)
    file.missing = sorted(enrolment for enrolment, person in there.items() if person not in named)
    file.removing = sorted(set(file.removing) & set(file.missing))
    file.refused, file.refused_data = "", {}
    plan = [(one.ends, one.does, one.site, one.person, one.changes) for one in settled]
    file.plan = sha256(msgspec.json.encode([plan, file.removing])).hexdigest()
    file.save()


# --- Answers ---------------------------------------------------------------------------------------------------------


@transaction.atomic
def answer_rows(file: RosterFile, given: Mapping[int, Mapping[str, Answer | None]]) -> None:
    """Keep answers by row id and question (None takes one back), and settle the file again.

    Refuses: roster.not_ready.
    """
    file = lock(file)
    for row in file.lines.of(_EVERYWHERE).filter(pk__in=list(given)):
        answers = {**_ANSWERS.decode(row.answers), **given[row.pk]}
        row.answers = _text({key: answer for key, answer in answers.items() if answer is not None})
        row.save(update_fields=["answers"])
    resettle(file)


@transaction.atomic
def choose_removals(file: RosterFile, enrolments: Iterable[int]) -> None:
    """Say who of the missing is to be taken off when the file is applied; nobody else is.

    Refuses: roster.not_ready.
    """
    file = lock(file)
    file.removing = sorted(set(enrolments) & set(file.missing))
    resettle(file)


def lock(file: RosterFile) -> RosterFile:
    """The file as it stands, for this transaction alone.

    Refuses: roster.not_ready for one that is not waiting for answers or to be applied.
    """
    held = RosterFile.rows.of(_EVERYWHERE).select_for_update(of=("self",)).select_related("course", "site")
    file = held.get(pk=file.pk)
    if file.state != FileState.READY or file.forgotten:
        raise Refused("roster.not_ready", 409)
    return file


def resettle(file: RosterFile) -> list[Settled]:
    """Settle the rows of a file again as things stand now, and keep what came out; in the order of the file."""
    lines = list(file.lines.of(_EVERYWHERE).order_by("place"))
    pairs = [(_ROW.decode(line.body), _ANSWERS.decode(line.answers)) for line in lines]
    places = Places(file.course)
    settled = settle(pairs, world_of(file, [row for row, _ in pairs], places), places.provinces)
    changed = [
        (*values, line.pk)
        for line, one in zip(lines, settled, strict=True)
        if (values := _values(one)) != tuple(getattr(line, name) for name in _SETTLED)
    ]
    rewrite(RosterRow, _SETTLED, changed)
    _sum_up(file, settled)
    return settled


@transaction.atomic
def take_up_again(file: RosterFile, by: Account | None = None) -> None:
    """Let a roster that was taken back wait again, with its answers, settled as things stand now.

    Refuses: roster.not_ready.
    """
    rows = RosterFile.rows.of(_EVERYWHERE).select_for_update(of=("self",)).select_related("course", "site")
    file = rows.get(pk=file.pk)
    if file.state != FileState.UNDONE or file.forgotten:
        raise Refused("roster.not_ready", 409)
    file.state = FileState.READY
    resettle(file)
    note("roster.again", f"roster:{file.pk}", account=by, actor="" if by else "office", unit=file.unit_id)


# --- Away ------------------------------------------------------------------------------------------------------------


@transaction.atomic
def drop_roster(file: RosterFile, by: Account | None = None) -> None:
    """Put a file aside that was not applied: its rows go away.

    Refuses: roster.not_ready.
    """
    rows = RosterFile.rows.of(_EVERYWHERE).select_for_update(of=("self",))
    file = rows.get(pk=file.pk)
    if file.state not in (FileState.READING, FileState.READY, FileState.REFUSED):
        raise Refused("roster.not_ready", 409)
    _empty(file)
    file.state = FileState.DROPPED
    file.save()
    note("roster.dropped", f"roster:{file.pk}", account=by, actor="" if by else "office", unit=file.unit_id)


def _empty(file: RosterFile) -> None:
    """Delete all that a file holds of people."""
    RosterRow.rows.of(_EVERYWHERE).filter(file=file).delete()
    file.told = file.before = ""
    file.missing, file.removing, file.forgotten = [], [], True
    transaction.on_commit(partial(_forget, file.digest))


def _forget(digest: str) -> None:
    if not RosterFile.rows.of(_EVERYWHERE).filter(digest=digest, forgotten=False).exists():
        keeping.forget(digest)


def forget_rosters() -> int:
    """Delete rows and files of rosters older than 30 days; how many. What was enrolled stays.

    An applied one counts from then: so long it may be taken back.
    """
    before = clock.now() - KEPT
    old = RosterFile.rows.of(_EVERYWHERE).filter(at__lt=before, forgotten=False)
    old = old.exclude(applied_at__gte=before)
    number = 0
    for file in old.exclude(state=FileState.APPLYING):
        with transaction.atomic():
            _empty(file)
            file.save()
        number += 1
    return number
