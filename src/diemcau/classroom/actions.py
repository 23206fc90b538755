"""What the office does to a live sitting: opens its doors, sets a rehearsal's clock, closes it.

Nothing is written here: a plan and commands go to the live process, which writes the journal.
"""

from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings
from msgspec import Struct, msgpack, to_builtins

from diemcau.activities.plan import write_plan
from diemcau.base import tokens
from diemcau.base.clock import now_ms
from diemcau.classroom import carrying, door
from diemcau.classroom.turns import clock_id
from diemcau.journal.log import reader, stream_of
from diemcau.planning import actions as planning
from diemcau.planning.models import Sitting
from diemcau.planning.rules import SittingState
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
