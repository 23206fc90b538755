"""A roster is applied: people enrolled, changed and taken off in one transaction, with what it takes to undo it."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from django.db import IntegrityError, transaction
from django.db.models import ProtectedError

from diemcau.base import clock
from diemcau.base.refused import Refused
from diemcau.base.text import fold, name_key
from diemcau.people.actions import NewPerson, NewPost, add_people
from diemcau.people.models import Account, Person, Post
from diemcau.people.rules import split_name
from diemcau.planning.actions.rewriting import rewrite
from diemcau.planning.actions.roster import Place, enrol_known, numbers_for
from diemcau.planning.actions.rosters import KEPT, lock, resettle
from diemcau.planning.actions.rosters_undo import KIND, Before, Involved, snapshot
from diemcau.planning.models import Course, Enrolment, EnrolmentPost, RosterFile, RosterRow, Sitting
from diemcau.planning.queries.roster_world import in_parts
from diemcau.planning.roster.rules.groups import Posts, posts_of, told_by
from diemcau.planning.roster.rules.settling import Settled
from diemcau.planning.roster.rules.states import Does, FileState
from diemcau.planning.rules import ClassRole
from diemcau.record.actions import keep_undo, note
from diemcau.units.actions import load_rows
from diemcau.units.rules import Scope

_EVERYWHERE = Scope.everything()


def apply_roster(file: RosterFile, plan: str, by: Account, *, by_protocol: bool = True) -> RosterFile:
    """Do what the rows of a file say. `plan` is the digest of what somebody looked at and agreed to.

    Rows that are asked about, refused or left out do nothing. All of it or nothing; 3,000 rows take about a second.
    Refuses: roster.not_ready; roster.moved when something else would be done by now (the file is settled anew then);
    roster.nothing; roster.remove_records when somebody to be taken off has records of a sitting.
    """
    with transaction.atomic():
        file = lock(file)
        Course.objects.select_for_update().get(pk=file.course_id)  # one roster at a time: numbers go on
        settled = resettle(file)
        moved = file.plan != plan
        if not moved:
            _apply(file, settled, by, by_protocol=by_protocol)
    if moved:
        raise Refused("roster.moved", 409)
    return file


@dataclass
class _Work:
    """What is to be done, gathered from the rows; places of rows are counted in the file."""

    file: RosterFile
    involved: Involved = field(default_factory=Involved)
    added: dict[int, int] = field(default_factory=dict)  # place of a row: person


def _apply(file: RosterFile, settled: Sequence[Settled], by: Account, *, by_protocol: bool) -> None:
    work = _Work(file)
    deeds = [(place, one) for place, one in enumerate(settled) if one.does in (Does.ADD, Does.CHANGE)]
    if not deeds and not file.removing:
        raise Refused("roster.nothing", 409)
    work.involved.enrolments = list(file.removing)
    enrolled = _enrolled(file.course, [one.person for _, one in deeds if one.person])
    work.involved.persons = sorted({one.person for _, one in deeds if one.person})
    work.involved.enrolments += sorted(enrolment.pk for enrolment in enrolled.values())
    before = snapshot(work.involved)

    _remove(file)
    _change_persons([(one, enrolled.get(one.person)) for _, one in deeds if one.person])
    posts = _posts(work, deeds, simulated=file.course.simulated)
    _change_enrolments(file.course, deeds, enrolled, posts, by_protocol=by_protocol)
    new = [(place, one) for place, one in deeds if one.does is Does.ADD]
    made = enrol_known(file.course, [_place(work, place, one, posts) for place, one in new], by_protocol=by_protocol)
    rewrite(RosterRow, ["person_id"], _rows_of(file, work.added))

    work.involved.persons += sorted(work.added.values())
    work.involved.enrolments += [enrolment.pk for enrolment in made]
    counts = {what: file.counts[what] for what in ("rows", "add", "change", "same")} | {"removed": len(file.removing)}
    entry = note("roster.applied", f"roster:{file.pk}", account=by, unit=file.unit_id, course=file.course_id, **counts)
    keep_undo(entry, KIND, {"file": file.pk}, unit=file.unit_id, days=KEPT.days)
    frozen = Sitting.objects.filter(course=file.course).exclude(plan_digest="").order_by("id")
    kept = Before(work.involved, before, list(frozen.values_list("id", flat=True)))
    file.before, file.after = kept.stored(), snapshot(work.involved).digest()
    file.state, file.applied_at, file.applied_by, file.entry = FileState.APPLIED, clock.now(), by, entry.pk
    file.save()


def _enrolled(course: Course, people: Sequence[int]) -> dict[int, Enrolment]:
    found: dict[int, Enrolment] = {}
    for part in in_parts(people):
        rows = Enrolment.rows.of(_EVERYWHERE).filter(course=course, person__in=part).select_related("person")
        found |= {one.person_id: one for one in rows}
    return found


def _remove(file: RosterFile) -> None:
    try:
        for part in in_parts(file.removing):
            Enrolment.rows.of(_EVERYWHERE).filter(course=file.course, pk__in=part).delete()
    except (ProtectedError, IntegrityError) as records:
        raise Refused("roster.remove_records", 409) from records


# --- Persons and their posts -----------------------------------------------------------------------------------------

_COLUMNS = "full_name", "family_name", "given_name", "sort_key", "fold", "phone", "birth", "sex", "unit_id"
_FIELD = {"unit": "unit_id"}


def _change_persons(deeds: Sequence[tuple[Settled, Enrolment | None]]) -> None:
    """Set what a row says otherwise of a person."""
    wanted = {}
    for one, _ in deeds:
        changes = {_FIELD.get(of, of): new for of, _, new in one.changes if _FIELD.get(of, of) in _COLUMNS}
        if changes:
            wanted[one.person] = (one, changes)
    rows = []
    for part in in_parts(wanted):
        for person in Person.rows.of(_EVERYWHERE).filter(pk__in=part):
            one, changes = wanted[person.pk]
            if name := changes.get("full_name"):
                said = one.row.person
                changes |= {"fold": fold(name), "sort_key": name_key(name)}
                changes["family_name"], changes["given_name"] = (
                    (said.family_name or "", said.given_name) if said.given_name else split_name(name)
                )
            rows.append((*(changes.get(column, getattr(person, column)) for column in _COLUMNS), person.pk))
    rewrite(Person, _COLUMNS, rows)


@dataclass
class _Held:
    """The posts of a row's person as they stand in the tables: ids in the order of the row, and which one counts."""

    ids: list[int]
    counting: int
    read: Posts


def _posts(work: _Work, deeds: Sequence[tuple[int, Settled]], *, simulated: bool) -> dict[int, _Held]:
    """Posts by the place of a row, made where they are new; persons too. An unnamed post stays as it was."""
    held: dict[int, _Held] = {}
    strangers: list[tuple[int, Settled, Posts]] = []
    known: list[tuple[int, Settled, Posts]] = []
    for place, one in deeds:
        read = posts_of(one.row.person.position, one.row.person.position_group)
        (known if one.person else strangers).append((place, one, read))
    rooms = dict(work.file.course.sites.of(_EVERYWHERE).values_list("id", "unit"))
    made = add_people(_new(one, read, rooms[one.site], simulated=simulated) for _, one, read in strangers)
    for (place, _, read), (person, posts) in zip(strangers, made, strict=True):
        work.added[place] = person.pk
        held[place] = _Held([post.pk for post in posts], posts[read.counts].pk, read)
    there: dict[tuple[int, str, str], int] = {}
    for part in in_parts(one.person for _, one, _ in known):
        for post in Post.rows.of(_EVERYWHERE).filter(person__in=part).order_by("id"):
            there.setdefault((post.person_id, post.unit_id, post.title), post.pk)
    wanted = {}
    for _, one, read in known:
        unit = one.row.person.unit_code or rooms[one.site]
        for title, group in read.posts:
            if (one.person, unit, title) not in there:
                wanted[one.person, unit, title] = group
    new = Post.rows.bulk_create(
        [Post(person_id=key[0], unit_id=key[1], title=key[2], group=group) for key, group in wanted.items()]
    )
    there |= {key: post.pk for key, post in zip(wanted, new, strict=True)}
    work.involved.posts = [post.pk for post in new]
    for place, one, read in known:
        unit = one.row.person.unit_code or rooms[one.site]
        ids = [there[one.person, unit, title] for title, _ in read.posts]
        held[place] = _Held(ids, ids[read.counts], read)
    return held


def _new(one: Settled, read: Posts, unit: str, *, simulated: bool) -> NewPerson:
    person = one.row.person
    name = person.full_name or ""
    given = person.given_name or ""
    return NewPerson(
        unit=person.unit_code or unit,
        full_name=name,
        posts=tuple(NewPost(title, group) for title, group in read.posts),
        phone=person.phone or "",
        birth=person.birth.date if person.birth else "",
        sex=person.sex or "",
        given_name=given if given != split_name(name)[1] else "",
        simulated=one.row.simulated or simulated,
    )


# --- Enrolments ------------------------------------------------------------------------------------------------------


def _place(work: _Work, place: int, one: Settled, posts: dict[int, _Held]) -> Place:
    held = posts[place]
    role = told_by(one.row.person.position_group).role or ClassRole.HOC_VIEN
    person = one.person or work.added[place]
    return Place(one.site, person, role.value, held.read.group.value, held.counting, tuple(held.ids))


def _change_enrolments(
    course: Course,
    deeds: Sequence[tuple[int, Settled]],
    enrolled: dict[int, Enrolment],
    posts: dict[int, _Held],
    *,
    by_protocol: bool,
) -> None:
    """Set what rows say otherwise of enrolments; who comes into another room gets its next number."""
    rows, moving, new_posts, emptied = [], [], [], []
    for place, one in deeds:
        enrolment = enrolled.get(one.person)
        changes = {of: new for of, _, new in one.changes}
        if one.does is not Does.CHANGE or enrolment is None:
            continue
        if "position" in changes:
            held = posts[place]
            enrolment.counting_post_id = held.counting
            emptied.append(enrolment.pk)
            new_posts += [(enrolment.pk, post) for post in dict.fromkeys(held.ids)]
        enrolment.group = changes.get("position_group", enrolment.group)
        enrolment.role = changes.get("role", enrolment.role)
        if "site" in changes:
            moving.append((enrolment, one.site))
        rows.append(enrolment)
    numbers = numbers_for(course, [(site, one.group) for one, site in moving], by_protocol=by_protocol)
    for (enrolment, site), no in zip(moving, numbers, strict=True):
        enrolment.site_id, enrolment.no = site, no
    columns = "site_id", "no", "role", "group", "counting_post_id"
    rewrite(Enrolment, columns, [(*(getattr(one, column) for column in columns), one.pk) for one in rows])
    for part in in_parts(emptied):
        EnrolmentPost.rows.of(_EVERYWHERE).filter(enrolment__in=part).delete()
    load_rows(EnrolmentPost, ["enrolment_id", "post_id"], new_posts)


def _rows_of(file: RosterFile, people: dict[int, int]) -> list[tuple[int, int]]:
    """Persons with the ids of the rows that stand for them."""
    rows = dict(file.lines.of(_EVERYWHERE).values_list("place", "id"))
    return [(person, rows[place]) for place, person in people.items()]


def order_to_apply(files: Sequence[RosterFile]) -> None:
    """Set files aside for the worker, which will apply them one by one; one that was settled anew since is left."""
    for file in files:
        ready = RosterFile.rows.of(_EVERYWHERE).filter(pk=file.pk, state=FileState.READY, plan=file.plan)
        ready.update(state=FileState.APPLYING)


def apply_ordered(ids: Sequence[int], by: Account, *, by_protocol: bool = True) -> list[int]:
    """Apply files that were set aside, each in a transaction of its own; the ids of those that were applied.

    One that would do something else by now than was agreed to, or that is refused, waits in READY to be looked at.
    May be repeated.
    """
    done = []
    ordered = RosterFile.rows.of(_EVERYWHERE).filter(pk__in=ids, state=FileState.APPLYING)
    try:
        for file in list(ordered.order_by("pk")):
            own = RosterFile.rows.of(_EVERYWHERE).filter(pk=file.pk)
            own.update(state=FileState.READY)
            try:
                apply_roster(file, file.plan, by, by_protocol=by_protocol)
            except Refused as refused:
                own.update(refused=refused.code, refused_data=refused.data)
            else:
                done.append(file.pk)
    finally:
        ordered.update(state=FileState.READY)  # whatever broke: nobody waits for it for ever
    return done
