"""Who the virtual rooms are: by seed, the same cast in every run."""

import random
import uuid
from enum import StrEnum

from msgspec import Struct

from diemcau.activities.plan import Plan, PlanSite


class Manner(StrEnum):
    """How a room behaves in a sitting."""

    ON_TIME = "on_time"
    LATE = "late"  # comes after the beginning
    WEAK_LINE = "weak_line"  # sends everything twice, because answers get lost
    LOST = "lost"  # loses the line in the middle and sends what it did after the close
    NO_PHONES = "no_phones"  # the host answers for all
    WRONG_COUNT = "wrong_count"  # confirms a wrong headcount and corrects it
    SUBSTITUTE = "substitute"  # somebody sits in for somebody


SHARES = {
    Manner.ON_TIME: 50,
    Manner.LATE: 10,
    Manner.WEAK_LINE: 8,
    Manner.LOST: 6,
    Manner.NO_PHONES: 16,
    Manner.WRONG_COUNT: 5,
    Manner.SUBSTITUTE: 5,
}
TRUONG_SA = "22736"
PHONE_ROOMS = 5  # one room in so many uses phones
PHONES = 6  # at most, in a room that uses them


class Part(Struct, frozen=True):
    """A room's part in a sitting: its manner and how many of its people use a phone."""

    manner: Manner
    phones: int


def chance(seed: int, plan: Plan, site: PlanSite, what: str = "") -> random.Random:
    """Chance that depends on nothing but the seed, the number of the sitting and the number of the site."""
    return random.Random(f"{seed}/{plan.no}/{site.no}/{what}")  # noqa: S311 a script, not a secret


def part_of(seed: int, plan: Plan, site: PlanSite) -> Part:
    """The part of a site in a sitting."""
    rng = chance(seed, plan, site, "part")
    manner = rng.choices(list(SHARES), list(SHARES.values()))[0]
    if site.unit == TRUONG_SA:  # never a simulated fault there
        manner = Manner.ON_TIME
    uses = site.no % PHONE_ROOMS == 0 and manner not in {Manner.NO_PHONES, Manner.LOST}
    return Part(manner, PHONES if uses else 0)


def new_id(rng: random.Random, at: int) -> str:
    """A UUIDv7 of a moment (ms), by chance of the script."""
    value = (at & (1 << 48) - 1) << 80 | 0x7 << 76 | rng.getrandbits(12) << 64 | 0b10 << 62 | rng.getrandbits(62)
    return str(uuid.UUID(int=value))
