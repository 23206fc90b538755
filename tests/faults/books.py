"""The one check of all faults: what was acknowledged is in the journal, once, and everybody shows the same."""

import json
from collections import Counter
from typing import Any

import msgspec

from diemcau.activities.kind import Role
from diemcau.activities.plan import read_plan
from diemcau.base.clock import now_ms
from diemcau.classroom.board import Board
from diemcau.journal.log import Kept, everything, fault
from diemcau.journal.store import Store
from tests.classroom.rig import Live, token
from tests.faults.load import Ledger

STREAM = "sitting:1"


def empty_board(journal: str) -> tuple[Kept, Board]:
    """All that a journal holds of the sitting, and a board of its plan."""
    store = Store(journal, read_only=True)
    try:
        return everything(store, STREAM), Board(read_plan(store.plan(STREAM)))
    finally:
        store.close()


def kept(journal: str) -> tuple[Kept, Board]:
    """All that a journal holds of the sitting, and a board made of it from the first fact."""
    held, board = empty_board(journal)
    for fact in held.facts:
        board.apply(fact)
    return held, board


def lost(journal: str, ledger: Ledger) -> None:
    """Hold a journal that may end anywhere to the receipts alone; its chain is whole."""
    held, _ = kept(journal)
    _lost(held, ledger)
    assert fault(held.facts, held.links, *held.head) == ""


def _lost(held: Kept, ledger: Ledger) -> None:
    places = {hex_of(id_): seq for id_, seq in held.places.items()}
    gone = {id_: seq for id_, seq in ledger.receipts.items() if places.get(id_.replace("-", "")) != seq}
    assert not gone, f"lost: {len(gone)} of {len(ledger.receipts)}, such as {list(gone.items())[:3]}"


def check(journal: str, ledger: Ledger, *nodes: Live) -> Kept:
    """Hold a journal, and the views of nodes, to what senders were told. AssertionError names what is wrong first."""
    held, board = kept(journal)
    _lost(held, ledger)
    assert ledger.unanswered == [], f"unanswered: {len(ledger.unanswered)}"
    assert ledger.wrong == [], f"wrong answers: {ledger.wrong[:3]}"
    twice = [each for each, times in Counter((fact.command_id, fact.n) for fact in held.facts).items() if times > 1]
    assert not twice, f"twice: {len(twice)}"
    told = {id_.replace("-", "") for id_ in ledger.receipts}
    strange = {hex_of(fact.command_id) for fact in held.facts if fact.actor.startswith(("seat:", "host:"))}
    assert strange <= told, f"twice: {len(strange - told)} that nobody was told of"
    assert fault(held.facts, held.links, *held.head) == ""
    assert board.states["q1"].seats == {seat: choice for seat, (_, choice) in ledger.answers.items()}, "counted wrongly"
    for node in nodes:
        shows_the_fold(node, board)
    return held


def hex_of(id_: bytes) -> str:
    """A command's id without its strokes."""
    return bytes(id_).hex()


def settled(view: Any) -> dict[str, Any]:
    """A view as its reader gets it, without the clock."""
    read: dict[str, Any] = json.loads(msgspec.json.encode(view))
    del read["sitting"]["at"]
    return read


def shows_the_fold(node: Live, board: Board) -> None:
    """A node shows what a board made from the journal alone shows."""
    for role, topics in ((Role.OPERATOR, ("all", "presenters", "control")), (Role.PHONE, ("phones", "seat:101"))):
        bearer = token(role, site=1, seat=101) if role == Role.PHONE else token(role)
        status, answer = node.get("/live/view", bearer)
        assert status == 200, f"no views: {status} {answer}"
        shown = {view["topic"]: settled(view["view"]) for view in answer["views"]}
        made = {topic: settled(board.view(topic, now_ms(), lambda _: "")) for topic in topics}
        assert shown == made, "another view than that of the journal"
