"""What the office does to a live sitting: opens its doors, sets a rehearsal's clock, closes it.

Nothing is written here: a plan and commands go to the live process, which writes the journal.
"""

from typing import Any
from uuid import UUID

from msgspec import to_builtins

from diemcau.activities.plan import write_plan
from diemcau.base.clock import now_ms
from diemcau.classroom import door
from diemcau.classroom.turns import clock_id
from diemcau.journal.log import stream_of
from diemcau.planning import actions as planning
from diemcau.planning.models import Sitting
from diemcau.planning.rules import SittingState


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
