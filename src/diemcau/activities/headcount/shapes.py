"""What is said and kept of a headcount: commands, facts, the state. How acts count stands in `rules`. Pure."""

from typing import Annotated, Literal, get_args

from msgspec import Meta, Struct, field

from diemcau.activities.kind import Text

RULES = 1
LONGEST = 2000
Level = Literal["", "entered", "confirmed", "checked", "locked"]
LEVELS: tuple[Level, ...] = get_args(Level)
SETTLED = frozenset({"confirmed", "checked", "locked"})
Count = Annotated[int, Meta(ge=0, le=9999)]


class Numbers(Struct, frozen=True, forbid_unknown_fields=True):
    """People in the room, absent with leave, absent without."""

    present: Count
    excused: Count = 0
    absent: Count = 0


class Enter(Struct, frozen=True, forbid_unknown_fields=True):
    """The desk says the numbers of its room."""

    present: Count
    excused: Count = 0
    absent: Count = 0
    site: int = 0


class Confirm(Struct, frozen=True, forbid_unknown_fields=True):
    """The chair stands for the numbers (`seen`); the host says so for him with `word`."""

    word: bool = False
    seen: Numbers | None = None
    site: int = 0


class Check(Struct, frozen=True, forbid_unknown_fields=True):
    """The province has looked at a site's numbers; site 0 stands for all of its confirmed sites."""

    site: int = 0


class Lock(Struct, frozen=True, forbid_unknown_fields=True):
    """Lock one site, those of a province ("" is the centre's own), or all; with `unchecked` also those not checked."""

    site: int = 0
    province: str | None = None
    unchecked: bool = False


class Correct(Struct, frozen=True, forbid_unknown_fields=True):
    """Other numbers after the confirmation, with a reason."""

    present: Count
    reason: str
    excused: Count = 0
    absent: Count = 0
    site: int = 0


class Entered(Struct, frozen=True):
    """Fact: numbers were entered."""

    site: int
    numbers: Numbers


class Confirmed(Struct, frozen=True):
    """Fact: numbers were confirmed; `word` when the host did so for the chair."""

    site: int
    word: bool
    seen: Numbers | None


class Checked(Struct, frozen=True):
    """Fact: the numbers of a site were checked."""

    site: int


class Locked(Struct, frozen=True):
    """Fact: the numbers of a site were locked."""

    site: int


class Corrected(Struct, frozen=True):
    """Fact: numbers were corrected."""

    site: int
    numbers: Numbers
    reason: Text


AnyFact = Entered | Confirmed | Checked | Locked | Corrected


class Stamp(Struct, array_like=True, gc=False):
    """Who did a step, and when. `by` is a role, or "word" for the host in the chair's name."""

    by: str
    at: int
    late: bool = False
    device: str = ""


class Correction(Struct, array_like=True, gc=False):
    """One correction."""

    stamp: Stamp
    was: Numbers | None
    now: Numbers
    reason: Text


class Sheet(Struct):
    """The headcount of one site."""

    level: Level = ""
    numbers: Numbers | None = None
    steps: dict[str, Stamp] = field(default_factory=dict)  # level → its stamp
    after: Numbers | None = None
    unmatched: Numbers | None = None
    corrections: list[Correction] = field(default_factory=list)
    seq: int = 0  # place in the journal of the latest fact, so that a desk knows which of its sends it sees


class State(Struct):
    """Sheets of the sites that said something."""

    sheets: dict[int, Sheet] = field(default_factory=dict)
