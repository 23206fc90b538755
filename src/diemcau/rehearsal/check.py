"""After a rehearsal: every receipt against the journal, every entry of the journal against the script."""

from uuid import UUID

from msgspec import Struct

from diemcau.classroom.turns import CLOCK_ACTORS
from diemcau.journal.log import Kept, fault
from diemcau.rehearsal.desk import Stage


class Verdict(Struct, frozen=True):
    """What a rehearsal proved.

    `lost`: acknowledged and not in the journal; `double`: facts more than once;
    `strange`: in the journal, and neither of the script nor of the clock or the office.
    """

    sitting: int
    commands: int
    facts: int
    lost: int
    double: int
    strange: int
    refused: int
    late: int
    chain: str
    head: str
    position: int

    @property
    def good(self) -> bool:
        """Nothing lost, nothing double, nothing strange, a whole chain."""
        return not (self.lost or self.double or self.strange or self.chain)


def check(stage: Stage, kept: Kept) -> Verdict:
    """Compare what was sent and acknowledged with what the journal holds."""
    facts = kept.facts
    lost = sum(kept.places.get(UUID(id_).bytes) != seq for id_, seq in stage.receipts.items())
    by_command: dict[bytes, list[int]] = {}
    for fact in facts:
        by_command.setdefault(fact.command_id, []).append(fact.n)
    double = sum(sorted(places) != list(range(len(places))) for places in by_command.values())
    sent = {UUID(id_).bytes for id_ in stage.sent}
    strange = {f.command_id for f in facts if f.command_id not in sent and f.actor not in CLOCK_ACTORS}
    return Verdict(
        sitting=stage.sitting,
        commands=len(stage.receipts),
        facts=len(facts),
        lost=lost,
        double=double,
        strange=len(strange),
        refused=len(stage.refused),
        late=sum(fact.late for fact in facts),
        chain=fault(facts, kept.links, *kept.head),
        head=kept.head[1].hex(),
        position=kept.head[0],
    )
