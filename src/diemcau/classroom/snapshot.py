"""Boards kept in files, so that a restart need not fold a whole journal again.

A snapshot is only a shortcut: it is used when it was made by these very rules from this plan, and the journal
has its link at its position; otherwise a line in the log, and the fold starts earlier. It holds no words and no
names, and may be deleted at any time.
"""

import logging
import os
from functools import cache
from hashlib import sha256
from pathlib import Path

import msgspec
from msgspec import Struct, msgpack

from diemcau import activities
from diemcau.activities.plan import Plan, PlanSeat, read_plan
from diemcau.classroom import board as boards
from diemcau.classroom import reach, sitting
from diemcau.classroom.board import RULES_VERSION, Board
from diemcau.journal.rules import LARGEST
from diemcau.journal.store import Store

log = logging.getLogger(__name__)

MAGIC = b"diemcau snapshot 1\n"
EVERY = 50_000  # facts between two snapshots
KEPT = 2


class Unfit(Exception):
    """A snapshot that cannot be used, and why."""


class Snapshot(Struct, frozen=True, array_like=True):
    """A board at a position: what made it, where it stands in which chain, what is in it."""

    rules: bytes
    stream: str
    plan: bytes
    position: int
    link: bytes
    added: list[PlanSeat]  # during the sitting
    states: dict[str, msgspec.Raw]


@cache
def digest_of_rules() -> bytes:
    """A digest of the rules: their version and the source of all that judges and folds."""
    folder = Path(str(activities.__file__)).parent
    sources = [*sorted(folder.rglob("*.py")), *(Path(str(module.__file__)) for module in (boards, reach, sitting))]
    digest = sha256(str(RULES_VERSION).encode())
    for source in sources:
        digest.update(sha256(source.read_bytes()).digest())
    return digest.digest()


def snapshots_of(folder: Path, stream: str) -> list[tuple[int, Path]]:
    """Position and file of the snapshots of a stream, the newest first."""
    found = ((path.stem.rpartition("-")[2], path) for path in folder.glob(f"{_name(stream)}-*.snapshot"))
    return sorted(((int(position), path) for position, path in found if position.isdecimal()), reverse=True)


def is_due(folder: Path, stream: str, position: int) -> bool:
    """Whether so much happened since the newest snapshot that it is time for another one."""
    newest = next((at for at, _ in snapshots_of(folder, stream)), 0)
    return position - newest >= EVERY


def start_board(store: Store, stream: str, folder: Path | None = None, latest: int = LARGEST) -> Board:
    """A board to fold on from: of the newest snapshot that fits, not after a position, or of the plan alone.

    KeyError when the stream has no plan.
    """
    raw = store.plan(stream)
    plan = read_plan(raw)
    for position, path in snapshots_of(folder, stream) if folder else ():
        if position > latest:
            continue
        try:
            snapshot = read_snapshot(path)
            check_snapshot(snapshot, store, stream, sha256(raw).digest())
            return restore(snapshot, plan)
        except Unfit as why:
            log.warning("%s is not used: %s", path.name, why)
    return Board(plan)


def read_snapshot(path: Path) -> Snapshot:
    """A snapshot from its file; Unfit for one that is damaged."""
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise Unfit(f"it cannot be read ({error})") from error
    magic, digest, body = raw[: len(MAGIC)], raw[len(MAGIC) : len(MAGIC) + 32], raw[len(MAGIC) + 32 :]
    if magic != MAGIC or sha256(body).digest() != digest:
        raise Unfit("it is damaged")
    try:
        return msgpack.decode(body, type=Snapshot)
    except msgspec.DecodeError as error:
        raise Unfit(f"it has another form ({error})") from error


def check_snapshot(snapshot: Snapshot, store: Store, stream: str, plan: bytes) -> None:
    """Unfit for a snapshot by other rules, of another plan or stream, or of another chain than the journal's."""
    if snapshot.rules != digest_of_rules():
        raise Unfit("it was made by other rules")
    if (snapshot.stream, snapshot.plan) != (stream, plan):
        raise Unfit("it was made from another plan")
    if store.link_at(stream, snapshot.position) != snapshot.link:
        raise Unfit("the journal has another chain")


def capture(board: Board, stream: str, plan: bytes, link: bytes) -> Snapshot:
    """A board as a snapshot; `plan` is the digest of its plan, `link` the one at its position."""
    planned = {seat.id for seat in board.places.plan.seats}
    return Snapshot(
        digest_of_rules(),
        stream,
        plan,
        board.position,
        link,
        [seat for id_, seat in board.places.seats.items() if id_ not in planned],
        {activity: msgspec.Raw(msgpack.encode(state)) for activity, state in board.states.items()},
    )


def restore(snapshot: Snapshot, plan: Plan) -> Board:
    """The board that a snapshot holds."""
    board = Board(plan)
    for seat in snapshot.added:
        board.places.add_seat(seat)
    try:
        for activity, kind in board.kinds.items():
            board.states[activity] = msgpack.decode(snapshot.states[activity], type=kind.state)
    except (msgspec.DecodeError, KeyError) as error:
        raise Unfit(f"it has another form ({error})") from error
    board.resume(snapshot.position)
    return board


def save(board: Board, store: Store, stream: str, folder: Path) -> Path:
    """Write a snapshot of a board that stands where the journal's facts do; older ones than the last two go."""
    plan = sha256(store.plan(stream)).digest()
    body = msgpack.encode(capture(board, stream, plan, store.link_at(stream, board.position)))
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = folder / f"{_name(stream)}-{board.position:012}.snapshot"
    draft = path.with_suffix(f".{os.getpid()}")
    with draft.open("wb") as file:
        file.write(MAGIC + sha256(body).digest() + body)
        file.flush()
        os.fsync(file.fileno())
    draft.rename(path)
    for _, old in snapshots_of(folder, stream)[KEPT:]:
        old.unlink(missing_ok=True)
    return path


def _name(stream: str) -> str:
    return stream.replace(":", "-")
