"""What somebody may send in bad will, made up by hypothesis: commands, tokens, and bytes that are neither."""

import gzip
import json
from base64 import urlsafe_b64encode
from typing import Any

from hypothesis import strategies as st
from msgspec import inspect

from diemcau.activities.kind import Role, Who
from diemcau.base import tokens
from diemcau.base.clock import now_ms
from diemcau.classroom.board import REGISTRY
from tests.classroom.rig import KEY, command_id, token
from tests.faults.load import LONG

SEATS = [101, 102, 201, 202]
VERBS = {f"{name}.{verb}": rule for name, kind in REGISTRY.items() for verb, rule in kind.verbs.items()}
ABSENT = ("situation.", "slides.")  # kinds that the plan has no activity of
DEEP = {b"deep": b"[" * 900 + b"]" * 900, b"deeper": b"[" * 100_000 + b"]" * 100_000}  # written so when sent
NO_BODIES = [
    *DEEP,
    b'"\\ud800"',
    b'"\xff"',
    b"{",
    b"NaN",
    b"1e999",
]


def sender(role: Role, *, site: int = 0, seat: int = 0, province: str = "") -> tuple[Who, str]:
    """Who a token speaks for, and the token."""
    bearer = token(role, site=site, seat=seat, province=province, lasts=LONG)
    claims = tokens.read(bearer, KEY, now_ms())
    return Who(role, claims.actor, site, seat, province, claims.device), bearer


SENDERS = st.sampled_from(
    [
        *(sender(Role.PHONE, site=seat // 100, seat=seat) for seat in SEATS),
        *(sender(role, site=site) for role in (Role.HOST, Role.CHAIR) for site in (1, 2)),
        *(sender(role, site=1) for role in (Role.TECHNICIAN, Role.ROOM)),
        *(sender(role) for role in (Role.LECTURER, Role.OPERATOR)),
        sender(Role.PROVINCE, province="01"),
        sender(Role.PROVINCE, province="99"),
    ]
)
FOREIGN = [
    {"id": "", "kind": kind, "activity": "", "claimed_at": 0, "body": body}
    for kind, body in (
        ("presence.mark", b'{"seat":301,"status":"co_mat"}'),
        ("presence.check_in", b'{"seat":301}'),
        ("question.ask", b'{"text":"x","site":3}'),
        ("headcount.enter", b'{"present":1,"site":3}'),
    )
]
NUMBERS = st.sampled_from([0, 1, 2, -1, 3, *SEATS, 2**31, 2**53, 2**63, 2**64, 10**30, 1.5, 1e308])
WORDS = st.one_of(
    st.sampled_from(["", "co_mat", "vang_phep", "q1", "a", "x" * 3000, "\0", "́", "<b>", "seat:101", "1", "no_sound"]),
    st.text(max_size=20),
)
JSON = st.recursive(
    st.one_of(st.none(), st.booleans(), NUMBERS, WORDS),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(WORDS, inner, max_size=3)),
    max_leaves=6,
)


def fitting(type_: Any, name: str = "") -> st.SearchStrategy[Any]:
    """Values of a type that a command may have."""
    match type_:
        case inspect.IntType():
            return st.sampled_from(SEATS if name == "seat" else [0, 1, 2, 3])
        case inspect.StrType():
            return st.sampled_from(["lời", "2025-08", ""])
        case inspect.LiteralType(values=values):
            return st.sampled_from(values)
        case inspect.BoolType():
            return st.booleans()
        case inspect.UnionType(types=types):
            return st.one_of([fitting(each, name) for each in types])
        case inspect.VarTupleType(item_type=item):
            return st.lists(fitting(item, "site"), max_size=2)
        case inspect.StructType(fields=fields):
            needed = {one.encode_name: fitting(one.type, one.name) for one in fields if one.required}
            more = {one.encode_name: fitting(one.type, one.name) for one in fields if not one.required}
            return st.fixed_dictionaries(needed, optional=more)
    return st.none()


def mostly(usual: st.SearchStrategy[Any], odd: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """Five times of six the usual; hypothesis itself would give each its half."""
    return st.integers(0, 5).flatmap(lambda number: odd if number == 3 else usual)


def bodies(kind: str) -> st.SearchStrategy[bytes]:
    """Bodies that fit, bodies with the right names and any values, other JSON, and what is no JSON."""
    shape = VERBS[kind].body if kind in VERBS else None
    names = shape.__struct_fields__ if shape else ("seat",)
    close = st.fixed_dictionaries({}, optional={name: st.one_of(NUMBERS, WORDS, JSON) for name in names})
    odd = st.one_of(close.map(_bytes), JSON.map(_bytes), st.sampled_from(NO_BODIES))
    return mostly(fitting(inspect.type_info(shape)).map(_bytes), odd) if shape else odd


def _bytes(body: Any) -> bytes:
    return json.dumps(body).encode()


@st.composite
def _new(draw: st.DrawFn, role: Role) -> dict[str, Any]:
    own = sorted(kind for kind, verb in VERBS.items() if role in verb.roles and not kind.startswith(ABSENT))
    kind = draw(mostly(st.sampled_from(own or sorted(VERBS)), st.one_of(st.sampled_from(sorted(VERBS)), WORDS)))
    odd = draw(st.integers(0, 7))
    return {
        "id": draw(WORDS) if odd == 1 else "",
        "kind": kind,
        "activity": draw(WORDS) if odd == 2 else "q1" if kind.startswith("poll.") else "",
        "claimed_at": draw(st.integers(-(2**70), 2**70)) if odd == 3 else 0,
        "body": draw(bodies(kind)),
    }


def commands(role: Role) -> st.SearchStrategy[Any]:
    """A command; one about a room that no sender has; an earlier one by its number, the same or with another body."""
    again = st.tuples(st.integers(0, 10**6), st.one_of(st.none(), bodies("")))
    return mostly(_new(role), st.one_of(again, st.sampled_from(FOREIGN)))


BATCHES = SENDERS.flatmap(lambda who: st.tuples(st.just(who), st.lists(commands(who[0].role), max_size=5)))


def made(drawn: list[Any], earlier: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The commands of a batch; a new one without an id gets one."""
    batch = []
    for one in drawn:
        if isinstance(one, dict):
            batch.append(one | {"id": one["id"] or command_id()})
        elif earlier:
            number, body = one
            before = earlier[number % len(earlier)]
            batch.append(before if body is None else before | {"body": body})
    return batch


def written(batch: list[dict[str, Any]]) -> bytes:
    """A batch as it goes over the line."""
    parts = []
    for one in batch:
        head = json.dumps({name: value for name, value in one.items() if name != "body"}).encode()
        parts.append(head[:-1] + b',"body":' + DEEP.get(one["body"], one["body"]) + b"}")
    return b'{"commands":[' + b",".join(parts) + b"]}"


def packed(body: bytes, how: str) -> tuple[bytes, dict[str, str]]:
    """A body as it is sent, and its headers."""
    body = DEEP.get(body, body)
    match how:
        case "gzip":
            return gzip.compress(body, 1), {"Content-Encoding": "gzip"}
        case "cut":
            return gzip.compress(body, 1)[:-9], {"Content-Encoding": "gzip"}
        case "bomb":
            return gzip.compress(body + b" " * 30_000_000, 6), {"Content-Encoding": "gzip"}
        case "no gzip":
            return body, {"Content-Encoding": "gzip"}
        case "half":
            return body[: len(body) // 2], {}
        case "twice":
            return body + body, {}
        case "large":
            return body + b" " * 300_000, {}
    return body, {}


WAYS = mostly(st.just("plain"), st.sampled_from(["gzip", "gzip", "cut", "bomb", "no gzip", "half", "twice", "large"]))


@st.composite
def forged(draw: st.DrawFn) -> str:
    """A token that nobody gave: changed, cut, of another key, old, or with other claims under an old signature."""
    _, good = draw(SENDERS)
    body, _, mac = good.partition(".")
    match draw(st.integers(0, 7)):
        case 0:
            place = draw(st.integers(0, len(good) - 1))
            other = draw(st.sampled_from("ABCabc019-_.= é\0"))
            made = good[:place] + other + good[place + 1 :]
            return made if made != good else "x"
        case 1:
            return good[: draw(st.integers(0, len(good) - 1))]
        case 2:
            claims = tokens.read(good, KEY, now_ms())
            return tokens.mint(claims, draw(st.binary(min_size=32, max_size=32)))
        case 3:
            return token(Role.OPERATOR, lasts=-draw(st.integers(1, 10**12)))
        case 4:
            claims_of_all = ["operator", 1, 1, 0, 0, "", "operator", "device", 0, now_ms() + LONG]
            return urlsafe_b64encode(json.dumps(claims_of_all).encode()).rstrip(b"=").decode() + "." + mac
        case 5:
            return body + "." + body
        case 6:
            return draw(st.text(max_size=60))
    return body + "." + mac + "=" * draw(st.integers(1, 2000))
