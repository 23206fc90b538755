"""What the office does to a live sitting: opens its doors, sets a rehearsal's clock, closes it.

Nothing is written here: a plan and commands go to the live process, which writes the journal.
"""

from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from msgspec import Struct, msgpack, to_builtins
from msgspec.structs import replace

from diemcau.activities.plan import write_plan
from diemcau.activities.slides.content import Slides
from diemcau.base import tokens
from diemcau.base.clock import now_ms
from diemcau.base.refused import Refused
from diemcau.classroom import carrying, door
from diemcau.classroom.turns import clock_id
from diemcau.journal.log import reader, stream_of
from diemcau.people.models import Account
from diemcau.planning import actions as planning
from diemcau.planning.models import Sitting
from diemcau.planning.queries import slides_of
from diemcau.planning.rules import SittingState
from diemcau.programme import actions as programme
from diemcau.programme.content import write_deck
from diemcau.programme.models import DeckChange
from diemcau.record.actions import note


def _id(sitting: int, what: str, at: int = 0) -> UUID:
    """The same act of the office has the same id, so that a second press is answered and not doubled."""
    return UUID(clock_id(stream_of(sitting), "office", what, at))


def open_doors(sitting: Sitting) -> str:
    """Freeze the plan of a sitting and open its doors; the digest of the plan. Again: the same plan stays."""
    plan, cards = planning.freeze_plan(sitting)
    keyed: dict[str, dict[str, Any]] = {f"seat:{card.seat}": to_builtins(card) for card in cards.seats}
    keyed |= {f"site:{site}": to_builtins(contact) for site, contact in cards.contacts.items()}
    keyed |= {f"host:{site}": to_builtins(host) for site, host in cards.hosts.items()}
    digest = door.send_plan(write_plan(plan), keyed, sitting.pk)
    door.send(sitting.pk, [(_id(sitting.pk, "open"), "sitting.open", {"plan": digest})])
    planning.set_state(sitting, SittingState.OPEN)
    return digest


def set_clock(sitting: int, shown: int, rate: float) -> None:
    """Rehearsal: from now on the sitting's clock shows `shown` (ms) and runs `rate` times. Refuses a real course."""
    real = now_ms()
    door.send(
        sitting, [(_id(sitting, "clock", real), "sitting.set_clock", {"real": real, "shown": shown, "rate": rate})]
    )


def close(sitting: int) -> None:
    """End a sitting; what comes later is kept as late."""
    door.send(sitting, [(_id(sitting, "close"), "sitting.close", {})])


class Taken(Struct, frozen=True):
    """What a carried file brought: commands that were new, that were here already, and ids used for two things."""

    new: int
    known: int
    conflicts: int


def carry_out(sitting: int, path: Path) -> int:
    """Write what rooms and phones did in a sitting into a signed file; how many commands. See `carrying`."""
    with reader() as store:
        count = carrying.write_out(store, sitting, _carry_key(), path)
    note("carried.out", f"sitting:{sitting}", actor="cli", commands=count)
    return count


def carry_in(path: Path) -> Taken:
    """Take a carried file in, by the live process; again: nothing new.

    Refuses: carry.unreadable, carry.forged, carry.version, carry.other_plan, sitting.unknown, live.away.
    """
    bill, parts = carrying.read_in(path, _carry_key())
    counts = [door.carry(bill.sitting, msgpack.encode(part)) for part in parts]
    taken = Taken(*(sum(count[name] for count in counts) for name in ("new", "known", "conflicts")))
    note("carried.in", f"sitting:{bill.sitting}", actor="cli", **to_builtins(taken))
    return taken


def _carry_key() -> bytes:
    return tokens.key_from(settings.SECRET_KEY, carrying.PURPOSE)


MOST_WORDS = 180 * 1024  # bytes of a deck in a command


@transaction.atomic
def replace_slides(sitting: Sitting, topic: int, deck: Slides, reason: str, by: Account) -> DeckChange:
    """Put another deck in the place of a topic's slides in one sitting: a deviation; the release stays.

    Before the doors are open it waits for the plan; afterwards it reaches every room at once, as a fact. Refuses:
    slides.too_late, slides.no_reason, slides.reason_long, live.away; then nothing is put down.
    """
    state = Sitting.objects.get(pk=sitting.pk).state
    if state in {SittingState.CLOSED, SittingState.SETTLED}:
        raise Refused("slides.too_late", 409)
    live = state != SittingState.PLANNED
    change = programme.replace_deck(sitting.pk, topic, deck, reason, by, live=live)
    note("slides.replaced", f"sitting:{sitting.pk}", account=by, topic=topic, pages=len(deck.slides), file=deck.file)
    if live:
        command = (_id(sitting.pk, f"slides:{change.pk}"), "slides.replace", {"deck": to_builtins(_light(deck))})
        door.send(sitting.pk, [command], slides_of(topic))
    return change


def _light(deck: Slides) -> Slides:
    """A deck that fits a command: one with very many words keeps its titles and pictures."""
    if len(write_deck(deck).encode()) <= MOST_WORDS:
        return deck
    return replace(deck, slides=tuple(replace(slide, lines=()) for slide in deck.slides))


def follow() -> list[Sitting]:
    """Bring the office's state of sittings to what the live process says; the sittings that were closed since."""
    running = {
        sitting.pk: sitting
        for sitting in Sitting.objects.filter(state__in=[SittingState.OPEN, SittingState.ON]).select_related("course")
    }
    closed = []
    phases = door.phases(list(running)) if running else {}
    for sitting in [running[pk] for pk in phases]:
        if phases[sitting.pk] != sitting.state:
            planning.set_state(sitting, SittingState(phases[sitting.pk]))
        if phases[sitting.pk] == SittingState.CLOSED:
            closed.append(sitting)
    return closed
