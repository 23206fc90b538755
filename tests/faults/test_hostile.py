"""Bad will over the whole path: nothing that is sent breaks a node, and no fact comes of it that the board refuses."""

import http.client
import json
import os
import re
import signal
import socket
from collections.abc import Callable
from contextlib import suppress
from itertools import count, groupby
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st
from msgspec import Raw
from msgspec.structs import replace

from diemcau.activities.kind import Role, Text, Who
from diemcau.activities.plan import PlanActivity, write_plan
from diemcau.base.refused import Refused
from diemcau.classroom.board import Board, Command
from diemcau.classroom.live.routes import ROUTES
from diemcau.classroom.turns import read_command
from diemcau.journal.log import fault
from diemcau.journal.rules import Fact
from tests.classroom import rig
from tests.classroom.planting import Bug
from tests.classroom.rig import Live, command_id, token
from tests.faults.books import empty_board, hex_of
from tests.faults.conftest import MakeNode
from tests.faults.hostile import BATCHES, JSON, NO_BODIES, SENDERS, WAYS, forged, made, packed, written
from tests.faults.load import is_back, open_doors
from tests.faults.sizes import EXAMPLES, SEED

WRONG = {400, 401, 403, 404, 405, 408, 409, 413, 415, 429}
DIGEST = re.compile(rb'"digest":"[0-9a-f]*"')
Taken = dict[str, tuple[Who, dict[str, Any], int]]  # id → sender, command, place


def examples(most: int) -> Callable[[Any], Any]:
    """How hypothesis makes up requests here: no shrinking, because the node remembers."""
    health = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.large_base_example]
    chosen = settings(
        max_examples=most, deadline=None, database=None, phases=[Phase.generate], suppress_health_check=health
    )
    return lambda test: seed(SEED)(chosen(test))


def ask(
    live: Live, method: str, path: str, body: bytes | None = None, bearer: str = "", **headers: str
) -> tuple[int, Any]:
    """Status and JSON of a request; whatever cannot be a header is sent all the same."""
    connection = http.client.HTTPConnection("127.0.0.1", live.port, timeout=20)
    try:
        connection.putrequest(method, path, skip_accept_encoding=True)
        if bearer:
            connection.putheader(
                "Authorization", b"Bearer " + bearer.encode("utf-8", "replace").replace(b"\r", b"").replace(b"\n", b"")
            )
        for name, value in headers.items():
            connection.putheader(name.replace("_", "-"), value)
        connection.putheader("Content-Length", str(len(body or b"")))
        connection.endheaders(body or None)
        answer = connection.getresponse()
        raw = answer.read()
    except (ConnectionError, http.client.RemoteDisconnected):
        return 400, {}  # it hung up
    finally:
        connection.close()
    return answer.status, json.loads(raw) if raw.startswith((b"{", b"[")) else {}


def note(taken: Taken, who: Who, batch: list[dict[str, Any]], receipts: list[dict[str, Any]]) -> None:
    """Remember what was taken; one id has one receipt."""
    assert len(receipts) == len(batch)
    for sent, receipt in zip(batch, receipts, strict=True):
        if "seq" not in receipt:
            assert receipt["refused"]["status"] in WRONG, f"broken: {receipt}"
            continue
        before, _, seq = taken.setdefault(sent["id"].lower(), (who, sent, receipt["seq"]))
        assert (before.actor, seq) == (who.actor, receipt["seq"]), "twice: another receipt for one id"


# --- commands ------------------------------------------------------------------------------


def any_commands(live: Live, most: int) -> None:
    """Batches of all senders: every answer is a receipt or a refusal, every fact is one that the board allows."""
    open_doors(live)
    taken: Taken = {}
    earlier: list[dict[str, Any]] = []

    @examples(most)
    @given(BATCHES, WAYS)
    def run(drawn: tuple[tuple[Who, str], list[Any]], way: str) -> None:
        (who, bearer), new = drawn
        batch = made(new, earlier)
        body, headers = packed(written(batch), way)
        status, answer = ask(live, "POST", "/live/commands", body, bearer, **headers)
        assert status in {200, *WRONG}, f"broken: {status} {answer}"
        assert (way, status) not in {("bomb", 200), ("cut", 200), ("large", 200)}, f"too large: {way}"
        if status != 200:
            return
        note(taken, who, batch, answer["receipts"])
        if len(earlier) % 3 == 0:  # the same request once more
            _, again = ask(live, "POST", "/live/commands", body, bearer, **headers)
            note(taken, who, batch, again["receipts"])
        earlier.extend(batch)

    run()
    judge(live, taken)


def may(board: Board, facts: list[Fact], who: Who, sent: dict[str, Any], seq: int) -> None:
    """Facts are what a board makes of a command; words are told by their place."""
    texts = count()
    command = Command(sent["id"], sent["kind"], Raw(sent["body"]), sent["activity"], sent["claimed_at"])
    ready = read_command(command, who.actor)
    try:
        drafts = board.decide(ready, who, facts[0].received_at, lambda _: Text(f"{ready.id.hex()}.{next(texts)}", ""))
    except Refused as refused:
        raise AssertionError(f"not allowed: {sent['kind']} by {who.role}: {refused.code}") from None
    made = [(one.kind, one.activity, one.subject, one.late, one.body) for one in drafts]
    there = [(one.kind, one.activity, one.subject, one.late, DIGEST.sub(b'"digest":""', one.body)) for one in facts]
    assert made == there, "not allowed: another fact"
    assert (seq, who.actor, who.device) == (facts[0].seq, facts[0].actor, facts[0].device), "not allowed: of another"


def judge(live: Live, taken: Taken) -> None:
    """Every fact comes of a command that was answered with a receipt, and is what the board makes of it there."""
    held, board = empty_board(live.journal)
    by_hex = {id_.replace("-", ""): given for id_, given in taken.items()}
    for id_, facts in groupby(held.facts, key=lambda fact: hex_of(fact.command_id)):
        there = list(facts)
        if given := by_hex.get(id_):
            may(board, there, *given)
        else:
            assert there[0].actor in {"office", "operator", "lecturer", "clock"}, (
                f"not allowed: {there[0].kind} of nobody"
            )
        for fact in there:
            board.apply(fact)
    assert fault(held.facts, held.links, *held.head) == ""
    assert live.get("/live/health")[0] == 200


# --- tokens, other addresses, bytes ---------------------------------------------------------


def any_tokens(live: Live, most: int) -> None:
    """A token that nobody gave opens nothing."""
    open_doors(live)
    body = written([{"id": command_id(), "kind": "floor.ask", "activity": "", "claimed_at": 0, "body": b"{}"}])
    addresses = [
        ("POST", "/live/commands"),
        ("GET", "/live/view"),
        ("GET", "/live/stream"),
        ("POST", "/live/office/plan"),
    ]

    @examples(most)
    @given(forged(), st.sampled_from(addresses))
    def run(bearer: str, address: tuple[str, str]) -> None:
        status, answer = ask(live, *address, body, bearer)
        assert status in {400, 401}, f"forged: {bearer!r} opens {address[1]}: {status}"
        assert answer.get("code", "token.bad").startswith("token."), answer

    run()
    judge(live, {})


def any_requests(live: Live, most: int) -> None:
    """Every address of the live part with any body and any query, as anybody."""
    open_doors(live)
    office = token(Role.OFFICE)
    odd = [(method, path) for method in ("GET", "PUT", "HEAD") for path in ("/live/", "/live/commands", "/live/claim")]
    addresses = st.sampled_from([*ROUTES, *odd])
    bodies = st.one_of(
        st.sampled_from(NO_BODIES), st.binary(max_size=99), JSON.map(lambda one: json.dumps(one).encode())
    )
    queries = st.sampled_from(["", "?after=-1", "?after=%C2%B2", "?after=" + "9" * 300, "?%", "?a=%ff&a=1"])

    @examples(most)
    @given(addresses, queries, bodies, WAYS, SENDERS)
    def run(address: tuple[str, str], query: str, body: bytes, way: str, who: tuple[Who, str]) -> None:
        (method, path), (body, headers) = address, packed(body, way)
        bearer = office if "office" in path else who[1]
        status, answer = ask(live, method, path + query, body, bearer, **headers)
        assert status in {200, *WRONG}, f"broken: {method} {path}{query} {body[:60]!r} {way}: {status} {answer}"

    run()
    judge(live, {})


def any_bytes(live: Live, most: int) -> None:
    """What is no request, or half of one."""
    open_doors(live)
    head = f"authorization: Bearer {token(Role.HOST, site=1)}\r\ncontent-length: 2"
    good = f"POST /live/commands HTTP/1.1\r\n{head}\r\n\r\n{{}}"
    pieces = st.sampled_from(
        [
            b"GET /live/view HTTP/1.1\r\n\r\n",
            good.encode(),
            b"\r\n",
            b"\0",
            b"transfer-encoding: chunked\r\n",
            b"ffffffffffffffff\r\n",
        ]
    )

    @examples(most)
    @given(
        st.lists(
            st.one_of(
                pieces,
                pieces.flatmap(lambda one: st.integers(0, len(one)).map(lambda end: one[:end])),
                st.binary(max_size=40),
            ),
            max_size=6,
        )
    )
    def run(parts: list[bytes]) -> None:
        with socket.create_connection(("127.0.0.1", live.port), timeout=10) as raw, suppress(OSError):
            raw.sendall(b"".join(parts))
            raw.shutdown(socket.SHUT_WR)
            said = b""
            while data := raw.recv(65536):
                said += data
            assert b"HTTP/1.1 5" not in said, f"broken: {parts} {said[:200]!r}"

    run()
    judge(live, {})


PROPERTIES = {one.__name__: one for one in (any_commands, any_tokens, any_requests, any_bytes)}
JUNK = "except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):"
BUGS = {
    "not allowed: ": (any_commands, Bug("classroom.board", "if who.site and site != who.site:", "if False:")),
    "broken: 500": (any_commands, Bug("classroom.live.gate", JUNK, "except OSError:")),
    "broken: POST": (any_requests, Bug("classroom.live.gate", JUNK, "except OSError:")),
    "too large: ": (
        any_commands,
        Bug("classroom.live.gate", "wide.decompress(request.body, limit)", "wide.decompress(request.body)"),
    ),
    "forged: ": (any_tokens, Bug("base.tokens", "if not hmac.compare_digest(mac,", "if not mac or not (body,")),
}


@pytest.mark.parametrize("name", PROPERTIES)
def test_nothing_breaks_a_node_and_nothing_forbidden_becomes_a_fact(node: MakeNode, name: str) -> None:
    PROPERTIES[name](node(), EXAMPLES)


@pytest.mark.parametrize("words", BUGS)
def test_bugs_are_caught(node: MakeNode, words: str) -> None:
    holds, bug = BUGS[words]
    live = node(bug)
    with pytest.raises(AssertionError, match=f"^{words}"):
        holds(live, 1000)


# --- a plan that this version does not know --------------------------------------------------


def one_sitting_cannot_be_read(live: Live, patience: float = 30) -> None:
    """An activity of its plan is of a kind that is not there; the other sitting stays on air, also after a start."""
    open_doors(live)
    foreign = replace(rig.plan(sitting=2), activities=(PlanActivity("d1", "dance", 1, {}),))
    body = b'{"plan":' + write_plan(foreign) + b',"cards":{}}'
    live.call("POST", "/live/office/plan", body, token(Role.OFFICE, sitting=2))
    os.kill(live.children("boards")[0], signal.SIGKILL)
    is_back(live, patience)
    views = [live.get("/live/view", token(Role.OPERATOR, sitting=sitting))[0] for sitting in (1, 2)]
    assert views == [200, 404]
    assert "seq" in live.send(token(Role.HOST, site=1), "floor.ask")


def test_a_sitting_that_cannot_be_read_takes_no_other_off_the_air(node: MakeNode) -> None:
    one_sitting_cannot_be_read(node())


def test_a_board_that_falls_with_one_sitting_is_caught(node: MakeNode) -> None:
    live = node(Bug("classroom.live.boards", "except Exception:  # one sitting", "except OSError:  # one sitting"))
    with pytest.raises(AssertionError, match="does not come back"):
        one_sitting_cannot_be_read(live, 8)
