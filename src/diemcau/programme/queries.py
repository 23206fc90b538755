"""Reading programmes: the content of drafts and releases, their folders, the list of the office."""

from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Case, Count, Max, QuerySet, When
from msgspec import json

from diemcau.activities.poll.content import Poll
from diemcau.activities.situation.content import Situation
from diemcau.activities.slides.content import Slides
from diemcau.base.refused import Refused
from diemcau.programme import content, files
from diemcau.programme.content import Lesson, Topic
from diemcau.programme.folder import write_folder
from diemcau.programme.models import DeckChange, Programme, Release, SlotProposal
from diemcau.programme.rules import FILLS, Change, differences, warnings
from diemcau.units.rules import Scope


def all_programmes() -> QuerySet[Programme]:
    """Programmes by code, each with `last_version` (None before the first release) and `release_count`."""
    return Programme.objects.order_by("code").annotate(
        last_version=Max("releases__version"), release_count=Count("releases")
    )


def programmes_named(ids: Collection[int], _lang: str) -> dict[int, str]:
    """Titles of programmes by id, for the audit log."""
    return dict(Programme.objects.filter(pk__in=ids).values_list("pk", "title"))


def proposals_named(ids: Collection[int], _lang: str) -> dict[int, str]:
    """The words of the open slots that proposals by id are for, for the audit log."""
    return dict(SlotProposal.rows.of(Scope.everything()).filter(pk__in=ids).values_list("pk", "slot"))


def programme_of(code: str) -> Programme:
    """Refuses: programme.unknown."""
    found = Programme.objects.filter(code=code).first()
    if found is None:
        raise Refused("programme.unknown", 404)
    return found


def draft_of(programme: Programme) -> content.Programme:
    """What people are working on."""
    return content.read(programme.draft)


def content_of(release: Release) -> content.Programme:
    """What a release holds, after a look at its digest.

    Refuses: programme.altered (somebody changed the row past this software).
    """
    if content.digest(release.content) != release.digest:
        raise Refused("programme.altered", 409, version=release.version)
    return content.read(release.content)


def releases_of(programme: Programme) -> list[Release]:
    """Releases, the newest first."""
    return list(programme.releases.order_by("-version"))


def release_of(programme: Programme, version: int) -> Release:
    """Refuses: programme.unknown."""
    found = programme.releases.filter(version=version).first()
    if found is None:
        raise Refused("programme.unknown", 404)
    return found


def export_folder(programme: Programme, version: int = 0) -> dict[str, bytes]:
    """The files of the draft, or of a release.

    Refuses: programme.unknown, programme.altered.
    """
    held = version_of(programme, version)
    return write_folder(held, files.read(files_named(held)))


def version_of(programme: Programme, version: int) -> content.Programme:
    """The draft (0) or a release.

    Refuses: programme.unknown, programme.altered.
    """
    return content_of(release_of(programme, version)) if version else draft_of(programme)


def files_named(held: content.Programme) -> list[str]:
    """Digests of all files that a programme names."""
    return [digest for topic in held.topics for digest in content.files_of(topic)]


def look_over(held: content.Programme) -> list[Change]:
    """Warnings before a release."""
    return warnings(held, frozenset(digest for digest in files_named(held) if files.path_of(digest) is None))


@dataclass(frozen=True)
class Overview:
    """What the page of a programme shows. `changes` since the last release; None before the first."""

    programme: Programme
    draft: content.Programme
    releases: list[Release]
    changes: list[Change] | None


def overview(code: str) -> Overview:
    """Refuses: programme.unknown."""
    programme = programme_of(code)
    draft = draft_of(programme)
    releases = releases_of(programme)
    changes = differences(content_of(releases[0]), draft) if releases else None
    return Overview(programme, draft, releases, changes)


# --- open slots -------------------------------------------------------------------------------------------

SHAPES: dict[str, type[Situation | Poll | Lesson]] = {"situation": Situation, "question": Poll, "lesson": Lesson}


def write_proposal(thing: Situation | Poll | Lesson) -> str:
    """Canonical JSON of what was proposed."""
    return json.encode(thing, order="deterministic").decode()


def content_of_proposal(proposal: SlotProposal) -> Situation | Poll | Lesson:
    """What was proposed."""
    return json.decode(proposal.content, type=SHAPES[proposal.kind])


@dataclass(frozen=True)
class OpenSlot:
    """A slot of a draft that may be filled by proposals; `nth` from 1 in its topic."""

    programme: Programme
    topic: Topic
    nth: int
    slot: content.Slot


def open_slots() -> list[OpenSlot]:
    """Slots of all drafts whose part is not locked, by programme and topic. One query."""
    return [
        OpenSlot(programme, topic, nth, slot)
        for programme in Programme.objects.order_by("code")
        for topic in draft_of(programme).topics
        for nth, slot in enumerate(topic.slots, 1)
        if FILLS[slot.kind] not in topic.locked
    ]


def proposals(scope: Scope) -> QuerySet[SlotProposal]:
    """Proposals of units inside a scope, the undecided first, then the newest."""
    rows = SlotProposal.rows.of(scope).select_related("programme", "proposed_by", "decided_by")
    return rows.annotate(done=Case(When(state="sent", then=0), default=1)).order_by("done", "-proposed_at", "-pk")


def proposal_of(pk: int, scope: Scope) -> SlotProposal:
    """A proposal of a unit inside a scope.

    Refuses: slot.unknown.
    """
    found = proposals(scope).filter(pk=pk).first()
    if found is None:
        raise Refused("slot.unknown", 404)
    return found


# --- slides that were replaced ----------------------------------------------------------------------------


def deck_changes(sittings: list[int]) -> list[DeckChange]:
    """Every replacement of slides in some sittings, in the order in which they happened. One query."""
    rows = DeckChange.objects.filter(sitting__in=sittings).select_related("made_by")
    return list(rows.order_by("made_at", "pk"))


def decks_of(sitting: int) -> dict[int, Slides]:
    """The slides that count in a sitting instead of the release's, by topic number. One query."""
    return {change.topic_no: content.read_deck(change.deck) for change in deck_changes([sitting])}


def drawn_deck(digest: str) -> Slides:
    """The deck of a file that was drawn, whoever handed it in.

    Refuses: slides.unknown.
    """
    words = files.words_of(digest)
    if words is None:
        raise Refused("slides.unknown", 404)
    return content.read_deck(words.decode())
