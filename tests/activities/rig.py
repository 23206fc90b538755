"""One authored activity `a` on a real board: eight sites of all levels, and short ways to send commands."""

from typing import Any

import msgspec

from diemcau.activities.kind import Role, Who
from diemcau.activities.plan import Plan, PlanActivity, PlanItem, PlanSeat, PlanSite, PlanUnit
from tests.activities import make
from tests.activities.make import EIGHT, ENDS, MINUTE

__all__ = ["EIGHT", "ENDS", "MINUTE", "Play", "plan_of"]

UNITS = {
    "TW": PlanUnit("trung_uong", "Trung ương", "Trung ương"),
    "01": PlanUnit("thanh_pho", "Hà Nội", "thành phố Hà Nội"),
    "40": PlanUnit("tinh", "Nghệ An", "tỉnh Nghệ An"),
    **{f"01{n}": PlanUnit("xa", f"Xã {n}", f"xã {n}", "01") for n in range(1, 5)},
    "401": PlanUnit("phuong", "Phường 1", "phường 1", "40"),
    "402": PlanUnit("xa", "Xã 2", "xã 2", "40"),
}
SITES = (
    PlanSite(1, 1, "TW", "centre", "trung_uong", "Hội trường A"),
    PlanSite(2, 2, "01", "province", "thanh_pho", "thành phố Hà Nội", "01"),
    *(PlanSite(n + 2, n + 2, f"01{n}", "commune", "xa", f"xã {n}", "01") for n in range(1, 5)),
    PlanSite(7, 7, "401", "commune", "phuong", "phường 1", "40"),
    PlanSite(8, 8, "402", "commune", "xa", "xã 2", "40"),
)


def plan_of(kind: str, content: dict[str, Any]) -> Plan:
    """A sitting of one item with the activity; seats 31, 32 and 33 sit at site 3, and so on."""
    return msgspec.structs.replace(
        make.plan(),
        units=UNITS,
        items=(PlanItem(1, "topic", "Chuyên đề 1", 60, topic=1),),
        sites=SITES,
        seats=tuple(PlanSeat(site.id * 10 + no, site.id, no, "") for site in SITES for no in (1, 2, 3)),
        activities=(PlanActivity("a", kind, 1, content),),
    )


class Play:
    """Commands about the activity, one turn each at `now`; `on_board` is the play behind."""

    def __init__(self, kind: str, content: dict[str, Any], plan: Plan | None = None) -> None:
        self.kind = kind
        self.on_board = make.Play(plan or plan_of(kind, content))
        self.now = EIGHT

    @property
    def state(self) -> Any:
        return self.on_board.state("a")

    def turn(self, who: Who, verb: str, claimed_at: int, body: dict[str, Any]) -> list[str]:
        self.on_board.now = self.now
        facts = self.on_board.send(who, f"{self.kind}.{verb}", activity="a", claimed=claimed_at, **body)
        return [fact.kind for fact in facts]

    def steer(self, verb: str, **body: Any) -> list[str]:
        return self.turn(Who(Role.LECTURER, "lecturer"), verb, 0, body)

    def desk(self, site: int, verb: str, claimed_at: int = 0, role: Role = Role.CHAIR, **body: Any) -> list[str]:
        return self.turn(Who(role, f"chair:{site}", site), verb, claimed_at, body)

    def phone(self, seat: int, verb: str, claimed_at: int = 0, **body: Any) -> list[str]:
        return self.turn(Who(Role.PHONE, f"seat:{seat}", seat // 10, seat), verb, claimed_at, body)

    def end_sitting(self) -> None:
        self.on_board.now = self.now
        self.on_board.close()

    @property
    def position(self) -> int:
        """Where the last fact stands in the journal."""
        return len(self.on_board.facts)

    def view(self, topic: str) -> dict[str, Any] | None:
        self.on_board.now = self.now
        return self.on_board.view(topic, "a") or None

    def summary(self) -> dict[str, Any]:
        return self.on_board.summary("a")

    def figures(self) -> dict[str, Any]:
        """The summary without what belongs to the run."""
        return self.on_board.figures("a")

    def refolded(self, cut: int) -> Any:
        """The state after a snapshot at a cut and the rest of the facts."""
        plan, facts = self.on_board.plan, self.on_board.facts
        head = make.fold(plan, facts[:cut])
        return make.fold(plan, facts[cut:], make.snapshot(head, plan)).states["a"]
