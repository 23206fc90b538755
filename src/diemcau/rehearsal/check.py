"""After a rehearsal: every receipt against the journal, every entry of the journal against the script."""

from uuid import UUID

from msgspec import Struct

from diemcau.classroom.turns import CLOCK_ACTORS
from diemcau.journal.log import fault, reader, stream_of
from diemcau.rehearsal.desk import Stage


class Verdict(Struct, frozen=True):
    """What a rehearsal proved. `lost`: acknowledged and not in the journal; `double`: facts more than once;
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


def check(stage: Stage) -> Verdict:
    """Compare what was sent and acknowledged with what the journal holds."""
    stream = stream_of(stage.sitting)
    with reader() as store:
        facts, links, (position, last) = store.facts(stream), store.links(stream), store.head(stream)
        kept = store.repeats(stream, [UUID(id_).bytes for id_ in stage.receipts])
    lost = sum(
        (accepted := kept.get(UUID(id_).bytes)) is None or accepted.seq != seq for id_, seq in stage.receipts.items()
    )
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
        chain=fault(facts, links, position, last),
        head=last.hex(),
        position=position,
    )
