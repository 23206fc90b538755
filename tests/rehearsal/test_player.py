"""A rehearsal against a real live process: nothing lost, nothing double, the same figures for the same seed."""

import asyncio
from typing import Any

import msgspec

from diemcau.activities.plan import Plan, PlanActivity, PlanItem, PlanSeat, PlanSite, PlanUnit
from diemcau.classroom.board import Board
from diemcau.journal.log import everything
from diemcau.journal.store import Store
from diemcau.rehearsal.check import Verdict, check
from diemcau.rehearsal.player import Player
from diemcau.rehearsal.wire import Wire
from tests.classroom.rig import KEY, Live

SITES = 24
SLIDES = {"title": "Chuyên đề", "slides": [{"title": "Một"}, {"title": "Hai"}]}
POLL = {"title": "Câu hỏi", "question": "Vướng ở khâu nào?", "choices": ["Hồ sơ", "Phần mềm", "Người"]}
SITUATION = {
    "title": "Tình huống",
    "story": ["Một việc."],
    "task": "Chọn cách làm.",
    "choices": [{"text": "Một"}, {"text": "Hai"}],
    "minutes": 10,
}


def class_plan() -> Plan:
    provinces = ("01", "40")
    sites = [PlanSite(1, 1, "00", "centre", "trung_uong", "Trung ương")]
    sites += [
        PlanSite(n, n, f"{n:05}", "commune", ("xa", "phuong")[n % 2], f"xã {n}", provinces[n % 2])
        for n in range(2, SITES + 2)
    ]
    return Plan(
        sitting=1,
        no=1,
        title="Buổi sáng 06/9/2025",
        course="thu",
        course_title="Lớp thử",
        rehearsal=True,
        simulated=True,
        starts_at=1_757_120_400_000,
        ends_at=1_757_133_000_000,
        headcount_deadline=1_757_122_200_000,
        units={
            "01": PlanUnit("thanh_pho", "Hà Nội", "thành phố Hà Nội"),
            "40": PlanUnit("tinh", "Nghệ An", "tỉnh Nghệ An"),
        },
        items=(
            PlanItem(1, "opening", "Khai mạc", 30),
            PlanItem(2, "topic", "Chuyên đề 1", 90, 1),
            PlanItem(3, "topic", "Chuyên đề 5", 60, 5, phones=False),
            PlanItem(4, "discussion", "Thảo luận", 30),
        ),
        sites=tuple(sites),
        seats=tuple(PlanSeat(100 * s.id + n, s.id, n, "lanh_dao_ubnd") for s in sites for n in range(1, 13)),
        activities=(
            PlanActivity("t1-slides", "slides", 2, SLIDES),
            PlanActivity("t1-situation", "situation", 2, SITUATION),
            PlanActivity("t1-q1", "poll", 2, POLL),
            PlanActivity("t1-q2", "poll", 2, {**POLL, "answers": "rooms"}),
            PlanActivity("t5-q1", "poll", 3, POLL),
        ),
    )


def rehearse(
    live: Live, seed: int, *, kills: int = 0, phones: bool = True, parts: list[float] | None = None
) -> tuple[Verdict, dict[str, Any], Player]:
    plan = class_plan()
    parts = [] if parts is None else parts
    if not phones:
        items = tuple(msgspec.structs.replace(item, phones=False) for item in plan.items)
        plan = msgspec.structs.replace(plan, items=items)
    live.send_plan(plan)

    async def play() -> Player:
        wire = Wire("127.0.0.1", live.port)
        player = Player.of(plan, wire, KEY, seed, lambda part, _what: parts.append(part))

        async def killer() -> None:
            for kill in range(1, kills + 1):
                while len(player.stage.receipts) < kill * 60:  # noqa: ASYNC110 the player knows no event of ours
                    await asyncio.sleep(0)
                live.kill()
                await asyncio.to_thread(live.start)

        await asyncio.gather(player.play(), killer())
        wire.close()
        return player

    player = asyncio.run(play())
    store = Store(live.journal)
    kept = everything(store, "sitting:1")
    words = store.texts("sitting:1")
    store.close()
    board = Board(plan)
    for fact in kept.facts:
        board.apply(fact)
    figures = board.summary(lambda ref: words[ref.id] if ref else "")
    return check(player.stage, kept), figures, player


def board_of(live: Live, last: str) -> dict[str, Any]:
    """The comparison board of the situation as the lecturer saw it with the first fact of a kind."""
    store = Store(live.journal)
    facts, words = everything(store, "sitting:1").facts, store.texts("sitting:1")
    store.close()
    board = Board(class_plan())
    for fact in facts:
        board.apply(fact)
        if fact.kind == last:
            break
    view = board.view("presenters", facts[-1].at, lambda ref: words[ref.id] if ref else "")
    seen: dict[str, Any] = msgspec.to_builtins(view["acts"]["t1-situation"], str_keys=True)
    return seen


def without_run(figures: dict[str, Any]) -> Any:
    """Figures without what belongs to the run: times, places in the journal."""
    return msgspec.to_builtins(
        {key: {k: v for k, v in part.items() if k != "run"} for key, part in figures.items() if key != "sitting"}
    )


def test_every_receipt_is_in_the_journal_once_and_everything_in_the_journal_was_sent(live: Live) -> None:
    parts: list[float] = []
    verdict, figures, player = rehearse(live, 1, parts=parts)

    assert player.stage.refused == []
    assert (parts == sorted(parts), parts[-2:], player.done) == (True, [0.99, 1.0], player.works)
    assert (verdict.good, verdict.lost, verdict.double, verdict.strange, verdict.chain) == (True, 0, 0, 0, "")
    assert verdict.commands > 100
    assert figures["t1-situation"]["lessons"] != []
    board = board_of(live, "situation.picked")
    (turn,) = board["turns"]
    pairs = [contrast["rooms"] for contrast in turn["contrasts"]]
    assert (len(pairs), turn["decided"]) == (3, SITES + 1)
    assert [one["choice"] != other["choice"] for one, other in pairs] == [True] * 3
    one, other = board["picked"]
    assert one["choice"] != other["choice"]
    assert all(row["reason"] for row in (one, other, *(row for pair in pairs for row in pair)))


def test_a_whole_class_runs_without_a_single_phone(live: Live) -> None:
    verdict, figures, player = rehearse(live, 1, phones=False)

    assert (verdict.good, player.stage.refused) == (True, [])
    assert figures["sitting"]["claims"] == {}
    assert len(figures["presence"]["seats"]) == 25 * 12
    assert figures["headcount"]["of"] == 25
    assert figures["t1-situation"]["base"]["rooms"] == 25
    assert figures["t1-q1"]["split"] != [0, 0, 0]


def test_a_kill_in_the_middle_changes_no_figure(live: Live, tmp_path_factory: Any, journal: str) -> None:
    calm = rehearse(live, 7)[1]
    live.kill()
    store = Store(live.journal)
    for table in ("fact", "command", "text", "card", "blob", "stream", "quarantine"):
        store.run(f"DELETE FROM journal_{table}")
    store.close()
    live.start()

    verdict, shaken, player = rehearse(live, 7, kills=3)

    assert (verdict.good, player.stage.wire.retries > 0) == (True, True)
    for part, figures in without_run(calm).items():
        assert (part, without_run(shaken)[part]) == (part, figures)
