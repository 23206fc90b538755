"""What is said and kept of the roll: commands, facts, the state. How acts count stands in `rules`. Pure."""

from typing import Annotated, Literal, get_args

from msgspec import Meta, Struct, field

from diemcau.activities.kind import Text

RULES = 1
Status = Literal["co_mat", "vang_phep", "vang_khong_phep", "muon_som", "du_thay", "o_diem_khac"]
STATUSES: tuple[Status, ...] = get_args(Status)
PLACE: dict[str, int] = {status: place for place, status in enumerate(STATUSES)}
IN_ROOM = frozenset({"co_mat", "muon_som", "du_thay"})  # somebody sits on the chair
LONGEST = 2000
UNDO_DEPTH = 30
Seat = Annotated[int, Meta(ge=1)]


class CheckIn(Struct, frozen=True, forbid_unknown_fields=True):
    """A phone says that its learner is here."""

    seat: int = 0


class MarkSeat(Struct, frozen=True, forbid_unknown_fields=True):
    """The desk says how a seat is; `du_thay` names the substitute, `o_diem_khac` the other site.

    The other site is told by its id (`elsewhere`) or by its number (`elsewhere_no`), which its people know.
    """

    seat: Seat
    status: Status
    note: str = ""
    elsewhere: int = 0
    elsewhere_no: int = 0
    substitute: str = ""


class Except(Struct, frozen=True, forbid_unknown_fields=True):
    """A seat that is not simply present."""

    seat: Seat
    status: Literal["vang_phep", "vang_khong_phep", "muon_som"] = "vang_phep"


class AllPresent(Struct, frozen=True, forbid_unknown_fields=True):
    """Everyone of whom nothing was said is present, except these."""

    exceptions: tuple[Except, ...] = field(name="except", default=())
    site: int = 0


class Undo(Struct, frozen=True, forbid_unknown_fields=True):
    """Take back the site's last marking."""

    site: int = 0


class Correct(Struct, frozen=True, forbid_unknown_fields=True):
    """A change after the figures were settled; it carries its reason."""

    seat: Seat
    status: Status
    reason: str
    elsewhere: int = 0
    elsewhere_no: int = 0
    substitute: str = ""


class CheckedIn(Struct, frozen=True):
    """Fact: a phone said that its learner is here."""

    seat: int
    site: int


class Marked(Struct, frozen=True):
    """Fact: the desk said how a seat is."""

    seat: int
    site: int
    status: Status
    elsewhere: int = 0
    note: Text | None = None
    substitute: Text | None = None


class AllMarked(Struct, frozen=True):
    """Fact: these seats are present, and those are as said."""

    site: int
    present: tuple[int, ...]
    others: tuple[Except, ...]


class Undone(Struct, frozen=True):
    """Fact: the site's last marking was taken back."""

    site: int


class Corrected(Struct, frozen=True):
    """Fact: a seat was corrected."""

    seat: int
    site: int
    status: Status
    reason: Text
    elsewhere: int = 0
    substitute: Text | None = None


AnyFact = CheckedIn | Marked | AllMarked | Undone | Corrected


class Seen(Struct, array_like=True, gc=False):
    """A check-in of a phone."""

    at: int
    late: bool = False


class Mark(Struct, array_like=True, gc=False):
    """What the desk said of a seat. `at` is the sender's time, never later than the arrival.

    Hundreds of thousands of these live for hours and know no cycle: the collector need not look at them.
    """

    status: Status
    at: int
    seq: int
    by: str
    device: str = ""
    late: bool = False
    elsewhere: int = 0
    note: Text | None = None
    substitute: Text | None = None
    was: str = ""  # of a correction: the status before


class Step(Struct, array_like=True, gc=False):
    """What to put back when a marking is undone."""

    seat: int
    seq: int
    before: Mark | None = None


class State(Struct):
    """The roll of all sites. `tallies` counts the seats of each site by status, in the order of STATUSES.

    `last` is the place in the journal of a site's latest fact, so that a desk knows which of its sends it sees.
    """

    phones: dict[int, Seen] = field(default_factory=dict)
    marks: dict[int, Mark] = field(default_factory=dict)
    corrections: dict[int, list[Mark]] = field(default_factory=dict)
    tallies: dict[int, list[int]] = field(default_factory=dict)
    steps: dict[int, list[list[Step]]] = field(default_factory=dict)
    last: dict[int, int] = field(default_factory=dict)
