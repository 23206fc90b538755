"""The frozen plan of a sitting: all that rules may know of the world outside the journal.

The office makes it, the journal store keeps it under its digest, `sitting.opened` names the digest.
It holds no name of a person and no free text of a learner. Times are ms since 1970-01-01 UTC.
"""

from typing import Any

from msgspec import Struct, field, json

MOST_IN_ROOM = 1000  # people whom a desk may count: more is a slip of the finger


class PlanUnit(Struct, frozen=True, forbid_unknown_fields=True):
    """A unit as it was on the day: its kind (tinh, thanh_pho, xa, phuong, dac_khu, trung_uong) and name."""

    kind: str
    name: str
    title: str  # in running text: "xã Phú Xuyên"
    parent: str = ""


class PlanItem(Struct, frozen=True, forbid_unknown_fields=True):
    """An item of the sitting, in order: opening, topic, discussion, break, address or closing."""

    id: int
    kind: str
    title: str
    minutes: int
    topic: int = 0  # number of the topic in the programme, 0 when the item is none
    phones: bool = True
    recording: bool = False


class PlanSite(Struct, frozen=True, forbid_unknown_fields=True):
    """A room. `no` is the number that a learner types; level is centre, province or commune."""

    id: int
    no: int
    unit: str
    level: str
    kind: str  # kind of its unit
    name: str  # "xã Phú Xuyên", with the room when the unit has several
    province: str = ""  # code; "" for the centre's own site
    covers: tuple[str, ...] = ()
    rooms: int = 1


class PlanSeat(Struct, frozen=True, forbid_unknown_fields=True):
    """A place in the class: the id of an enrolment, the site, the number in the room's list."""

    id: int
    site: int
    no: int
    group: str  # position group, as the list says
    role: str = "hoc_vien"  # hoc_vien, dai_bieu, phuc_vu


class PlanActivity(Struct, frozen=True, forbid_unknown_fields=True):
    """An activity that may be opened; `item` is where it belongs, `content` is what its author wrote."""

    id: str
    kind: str
    item: int
    content: dict[str, Any]


class Plan(Struct, frozen=True, forbid_unknown_fields=True):
    """Everything that a sitting starts from."""

    sitting: int
    no: int
    title: str  # "Buổi sáng 06/9/2025"
    course: str
    course_title: str
    rehearsal: bool
    simulated: bool
    starts_at: int
    ends_at: int
    headcount_deadline: int
    units: dict[str, PlanUnit]
    items: tuple[PlanItem, ...]
    sites: tuple[PlanSite, ...]
    seats: tuple[PlanSeat, ...]
    activities: tuple[PlanActivity, ...]
    version: int = 1


class Places(Struct):
    """The plan's sites and seats by id, made once a board."""

    plan: Plan
    sites: dict[int, PlanSite] = field(default_factory=dict)
    seats: dict[int, PlanSeat] = field(default_factory=dict)
    seats_of: dict[int, list[int]] = field(default_factory=dict)
    provinces: dict[str, list[int]] = field(default_factory=dict)  # code → its sites in the order of the plan
    items: dict[int, PlanItem] = field(default_factory=dict)
    groups: set[str] = field(default_factory=set)  # position groups of the seats

    def __post_init__(self) -> None:
        """Index the plan."""
        self.sites = {site.id: site for site in self.plan.sites}
        self.items = {item.id: item for item in self.plan.items}
        self.seats_of = {site.id: [] for site in self.plan.sites}
        for site in sorted(self.plan.sites, key=lambda site: site.province):
            self.provinces.setdefault(site.province, []).append(site.id)
        for seat in self.plan.seats:
            self.add_seat(seat)

    def add_seat(self, seat: PlanSeat) -> None:
        """Take in a seat: one of the plan, or one added during the sitting."""
        self.seats[seat.id] = seat
        self.groups.add(seat.group)
        self.seats_of.setdefault(seat.site, []).append(seat.id)

    def province_of(self, site: int) -> str:
        """Code of the province of a site, "" for the centre's."""
        return self.sites[site].province

    def sites_of(self, province: str) -> list[PlanSite]:
        """Sites of a province in the order of the plan (by code)."""
        return [self.sites[id_] for id_ in self.provinces.get(province, ())]


def read_plan(raw: bytes) -> Plan:
    """A plan from its canonical JSON; msgspec.ValidationError for anything else."""
    return json.decode(raw, type=Plan)


def write_plan(plan: Plan) -> bytes:
    """Canonical JSON of a plan: keys in a fixed order, so that equal plans have equal digests."""
    return json.encode(plan, order="deterministic")
