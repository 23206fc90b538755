"""Drafts: taken in as a folder, or changed one thing at a time; releases."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, TypeVar

from django.db import IntegrityError, transaction
from msgspec.structs import replace

from diemcau.base import clock
from diemcau.base.refused import Refused
from diemcau.people.models import Account
from diemcau.programme import content, editing, files
from diemcau.programme.decks.converting import convert
from diemcau.programme.editing import Place
from diemcau.programme.folder import CODE, read_folder
from diemcau.programme.models import Programme, Release
from diemcau.programme.rules import judge_release
from diemcau.record.actions import note

T = TypeVar("T")
Edit = Callable[[content.Programme], tuple[content.Programme, T]]


def import_folder(given: Mapping[str, bytes], by: Account | None = None) -> Programme:
    """Make the files the draft of the programme whose code they bear; a new programme when there is none.

    Releases stay as they are. Refuses: programme.folder_faulty, with `faults`, or what converting a file refuses; then
    the draft is not changed.
    """
    reading = read_folder(given)
    if reading.programme is None:
        raise Refused("programme.folder_faulty", 400, count=len(reading.faults), faults=reading.faults)
    _keep_files(reading.programme, [raw for path, raw in given.items() if path.endswith(".pdf")])
    return save_draft(reading.programme, by)


def _keep_files(programme: content.Programme, given: list[bytes]) -> None:
    """Draw the decks and keep the documents that a folder brought.

    Refuses: as decks.converting.convert, and slides.no_such_page.
    """
    decks = [topic.slides for topic in programme.topics if topic.slides and topic.slides.file]
    for raw in given:
        digest = files.digest_of(raw)
        own = [deck for deck in decks if deck.file == digest]
        if not own:
            files.keep(raw)
            continue
        last = max(slide.page for deck in own for slide in deck.slides)
        with convert(raw) as drawn:
            if last > len(drawn.pages):
                raise Refused("slides.no_such_page", 400, page=last, pages=len(drawn.pages))
            files.keep(raw, drawn.folder)


@transaction.atomic
def save_draft(draft: content.Programme, by: Account | None = None) -> Programme:
    """Keep a programme as the draft under its code."""
    programme, _ = Programme.objects.update_or_create(
        code=draft.code,
        defaults={"title": draft.title, "draft": content.write(draft), "saved_by": by, "saved_at": clock.now()},
    )
    return programme


def new_programme(code: str, title: str, by: Account, like: content.Programme | None = None) -> Programme:
    """A programme with an empty draft, or with what another one holds.

    Refuses: programme.bad_code, programme.code_taken, programme.no_title.
    """
    title = content.tidy_line(title)[: content.TITLE]
    if not CODE.fullmatch(code):
        raise Refused("programme.bad_code", 400, given=code)
    if not title:
        raise Refused("programme.no_title")
    draft = replace(like, code=code, title=title) if like else content.Programme(code, title)
    try:
        with transaction.atomic():
            programme = Programme.objects.create(
                code=code, title=title, draft=content.write(draft), saved_by=by, saved_at=clock.now()
            )
    except IntegrityError:
        raise Refused("programme.code_taken", 409, given=code) from None
    note("programme.made", f"programme:{programme.pk}", account=by, code=code)
    return programme


@transaction.atomic
def edit_draft(pk: int, by: Account | None, what: str, edit: Edit[T], **detail: Any) -> T:
    """Change a draft under lock by a pure function, and put down who did what."""
    locked = Programme.objects.select_for_update().get(pk=pk)
    before = content.read(locked.draft)
    after, told = edit(before)
    if after != before:
        locked.title, locked.draft = after.title, content.write(after)
        locked.saved_by, locked.saved_at = by, clock.now()
        locked.save(update_fields=["title", "draft", "saved_by", "saved_at"])
        note(what, f"programme:{pk}", account=by, actor="" if by else "office", **detail)
    return told


def save_thing(programme: Programme, place: Place, known: str, thing: Any, by: Account) -> Place:
    """Put a thing at its place in the draft, if there still stands what somebody began with; where it stands.

    `known` is what editing.known_as said when he began. Other things may have changed meanwhile. Refuses:
    programme.changed_meanwhile (409), programme.gone (409), and as editing.put.
    """

    def edit(draft: content.Programme) -> tuple[content.Programme, Place]:
        return editing.put(draft, _still(draft, place, known), thing)

    return edit_draft(programme.pk, by, "programme.edited", edit, topic=place.no, part=place.part, nth=place.nth)


def add_topic(programme: Programme, head: content.Topic, by: Account) -> Place:
    """A new topic after the others.

    Refuses: programme.too_many.
    """
    return edit_draft(programme.pk, by, "programme.topic_added", lambda draft: editing.add_topic(draft, head))


def remove_thing(programme: Programme, place: Place, known: str, by: Account) -> None:
    """Take a thing out of the draft.

    Refuses: programme.changed_meanwhile, programme.gone, and as editing.remove.
    """

    def edit(draft: content.Programme) -> tuple[content.Programme, None]:
        return editing.remove(draft, _still(draft, place, known)), None

    edit_draft(programme.pk, by, "programme.removed", edit, topic=place.no, part=place.part, nth=place.nth)


def move_thing(programme: Programme, place: Place, known: str, step: int, by: Account) -> Place:
    """Move an item or a topic up (-1) or down (1); where it stands.

    Refuses: programme.changed_meanwhile, programme.gone, and as editing.move.
    """

    def edit(draft: content.Programme) -> tuple[content.Programme, Place]:
        return editing.move(draft, _still(draft, place, known), step)

    return edit_draft(programme.pk, by, "programme.moved", edit, topic=place.no, part=place.part, nth=place.nth)


def _still(draft: content.Programme, place: Place, known: str) -> Place:
    """Where the thing that somebody began with stands now."""
    found, same = editing.locate(draft, place, known)
    if found is None:
        raise Refused("programme.gone", 409)
    if not same:
        raise Refused("programme.changed_meanwhile", 409, nth=found.nth, no=found.no)
    return found


@transaction.atomic
def release(programme: Programme, notes: str, at: datetime) -> Release:
    """Freeze the draft as the next version.

    Refuses: programme.nothing_new (the draft is the last release), programme.notes_long.
    """
    locked = Programme.objects.select_for_update().get(pk=programme.pk)
    last = locked.releases.order_by("-version").first()
    notes = content.tidy(notes)
    judge_release(content.read(locked.draft), content.read(last.content) if last else None, notes)
    return Release.objects.create(
        programme=locked,
        version=last.version + 1 if last else 1,
        content=locked.draft,
        digest=content.digest(locked.draft),
        notes=notes,
        released_at=at,
    )
