"""What is answered under /live, and where the rest goes."""

import gzip
import hmac
import zlib
from collections.abc import Awaitable, Callable
from hashlib import sha256
from typing import Any, TypeVar

import msgspec
from msgspec import Struct

from diemcau.activities.kind import DESK, Role, Who
from diemcau.base.clock import now_ms
from diemcau.base.refused import Refused
from diemcau.base.tokens import Claims
from diemcau.base.words import say
from diemcau.classroom import quick
from diemcau.classroom.board import Command
from diemcau.classroom.codes import b64
from diemcau.classroom.live import doors, static
from diemcau.classroom.live.engine import Engine
from diemcau.classroom.live.house import House, NewPlan
from diemcau.classroom.live.http import Answer, Connection, Request, TakeOver
from diemcau.classroom.live.hub import event
from diemcau.classroom.live.relay import relay
from diemcau.classroom.turns import Receipt
from diemcau.journal.store import StoreBroken

COMMANDS_LIMIT = 256 * 1024
MOST_COMMANDS = 200
CLAIM = "sitting.claim"
DOOR_LIMIT = 2 * 1024
OFFICE_LIMIT = 64 * 1024 * 1024
UPLOAD_LIMIT = 24 * 1024 * 1024
NO_STORE = (b"cache-control: no-store", b"x-content-type-options: nosniff", b"referrer-policy: no-referrer")
T = TypeVar("T")
Route = Callable[[House, Request], Awaitable[object]]


class Batch(Struct, frozen=True, forbid_unknown_fields=True):
    """Commands in the order in which they were made."""

    commands: list[Command]


class Revoke(Struct, frozen=True, forbid_unknown_fields=True):
    """Whose tokens die, and up to which epoch."""

    actor: str
    epoch: int


def limit_of(_method: str, target: str) -> int:
    """Bytes that the body of a request may have."""
    path = target.partition("?")[0]
    if path.startswith("/live/office/"):
        return OFFICE_LIMIT
    if path == "/live/commands":
        return COMMANDS_LIMIT
    return DOOR_LIMIT if path.startswith("/live/") else UPLOAD_LIMIT


def topics_of(who: Who) -> tuple[str, ...]:
    """The topics that a sender may read; they follow from his token and from nothing that he asks."""
    if who.role == Role.PHONE:
        return ("phones", f"seat:{who.seat}")
    if who.role in DESK | {Role.TECHNICIAN, Role.ROOM}:
        return ("all", f"site:{who.site}")
    if who.role == Role.LECTURER:
        return ("all", "presenters")
    if who.role == Role.PROVINCE:
        return ("all", f"province:{who.province}")
    if who.role == Role.OPERATOR:
        return ("all", "presenters", "control")
    raise Refused("command.not_yours", 403)


def _read(body: bytes, shape: type[T]) -> T:
    try:
        return msgspec.json.decode(body, type=shape)
    except msgspec.ValidationError as error:
        raise Refused("command.bad_body", 400, detail=str(error)) from None
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise Refused("command.bad_body", 400, detail="JSON") from None


def _unpacked(request: Request) -> bytes:
    """The body, unzipped when it came as gzip, never beyond the limit."""
    if request.headers.get(b"content-encoding", b"") != b"gzip":
        return request.body
    try:
        wide = zlib.decompressobj(wbits=31)
        body = wide.decompress(request.body, COMMANDS_LIMIT)
    except zlib.error:
        raise Refused("command.bad_body", 400, detail="gzip") from None
    if wide.unconsumed_tail or not wide.eof:
        raise Refused("command.too_large", 413)
    return body


def _identify(house: House, request: Request) -> tuple[Claims, Who, Engine]:
    claims = house.claims_of(request.headers.get(b"authorization", b""))
    who, engine = house.who(claims), house.engine(claims.sitting)
    if who.site and who.role in DESK | {Role.TECHNICIAN}:
        engine.hear(who.site)
    return claims, who, engine


def refusal(refused: Refused, lang: str) -> dict[str, Any]:
    """A refusal as its reader gets it."""
    return {
        "code": refused.code,
        "status": refused.status,
        "words": say(f"refused.{refused.code}", lang, **refused.data),
    }


def _receipt(house: House, receipt: Receipt, who: Who, lang: str) -> dict[str, Any]:
    if receipt.refused:
        return {"id": receipt.id, "refused": refusal(receipt.refused, lang)}
    mac = hmac.digest(house.receipt_key, f"{receipt.id}/{receipt.seq}/{who.actor}".encode(), "sha256")
    return {
        "id": receipt.id,
        "seq": receipt.seq,
        "mac": b64(mac[:16]),
        "late": receipt.late,
        "repeat": receipt.repeat,
    }


async def commands(house: House, request: Request) -> object:
    """Receipts of a batch, after all of it is on disk."""
    _, who, engine = _identify(house, request)
    batch = _read(_unpacked(request), Batch).commands
    if len(batch) > MOST_COMMANDS:
        raise Refused("command.too_many", 413)
    if any(command.kind == CLAIM for command in batch):  # how good its evidence is only the door says
        raise Refused("command.not_yours", 403)
    if who.role == Role.PHONE and house.commands.full(who.actor):
        raise Refused("code.too_many", 429)
    if who.role == Role.PHONE:
        house.commands.count(who.actor)
    receipts = await engine.submit(batch, who)
    return {"receipts": [_receipt(house, receipt, who, request.lang) for receipt in receipts]}


async def stream(house: House, request: Request) -> object:
    """Whole views of the sender's topics, now and whenever they change."""
    _, who, engine = _identify(house, request)
    topics = topics_of(who)

    async def run(connection: Connection) -> None:
        # Join first, so that nothing published while the first views are made is missed.
        spread = 2000 + int.from_bytes(sha256(f"{who.actor}{who.device}".encode()).digest()[:2]) % 18_000
        house.hub.join(connection, [engine.name(topic) for topic in topics], who.actor, spread)
        if who.site and who.role in DESK | {Role.TECHNICIAN}:
            house.hub.desks[connection] = (engine.turns.stream, who.site)
        for topic, position, view in await engine.views(topics):
            house.hub.give(connection, engine.name(topic), event(topic, position, view))

    return TakeOver(run)


async def view(house: House, request: Request) -> object:
    """The same views for networks that cut streams: those that changed after a position."""
    _, who, engine = _identify(house, request)
    given = request.query.get("after", "")
    after = int(given) if given.isdecimal() and len(given) < 19 else 0
    topics = [topic for topic in topics_of(who) if after == 0 or engine.changed_after(topic, after)]
    views = [{"topic": topic, "pos": pos, "view": msgspec.Raw(body)} for topic, pos, body in await engine.views(topics)]
    return {"pos": engine.position, "views": views}


async def roster(house: House, request: Request) -> object:
    """Names and posts of the sender's own room, and whom to call. Never for a phone or a room screen."""
    claims, who, engine = _identify(house, request)
    if who.role not in DESK | {Role.TECHNICIAN, Role.OPERATOR, Role.PROVINCE, Role.LECTURER}:
        raise Refused("command.not_yours", 403)
    cards, places = house.cards[claims.sitting], engine.turns.board.places
    # A desk of a room calls its next helper; those above call who runs the room.
    whom = "site" if who.site else "host"
    sites = (
        [places.sites[who.site]]
        if who.site
        else places.sites_of(who.province)
        if who.province
        else list(places.plan.sites)
    )
    answer: dict[str, Any] = {
        "sites": {
            s.id: {"no": s.no, "name": s.name, "unit": s.unit, "kind": s.kind, "province": s.province}
            | {"contacts": cards.get(f"{whom}:{s.id}", {}) if who.role != Role.LECTURER else {}}
            for s in sites
        },
        "provinces": {code: unit.title for code, unit in places.plan.units.items() if len(code) == 2},
        "items": places.plan.items,
        "starts_at": places.plan.starts_at,
        "activities": [
            {"id": a.id, "kind": a.kind, "item": a.item, "title": a.content.get("title", "")}
            for a in places.plan.activities
        ]
        if who.role in {Role.LECTURER, Role.OPERATOR}
        else [],
    }
    own = engine.turns.board.own_site(who)
    if own and not who.site:  # the helper of a desk above the rooms is that of its own room
        answer |= {"own_site": own, "contacts": cards.get(f"site:{own}", {})}
    if who.site:
        site = places.sites[who.site]
        answer["site"] = answer["sites"][site.id]
        answer["contacts"] = cards.get(f"site:{site.id}", {})
        answer["seats"] = {
            seat: {"no": places.seats[seat].no, "group": places.seats[seat].group, "role": places.seats[seat].role}
            | {key: cards.get(f"seat:{seat}", {}).get(key, "") for key in ("name", "post")}
            for seat in places.seats_of[site.id]
        }
        answer["quarantine"] = await house.in_writer(lambda: house.store.suspects(engine.turns.stream, site.id))
    return answer


async def quick_report(house: House, request: Request) -> object:
    """The quick report and the reminder of the sender's site, province or of the centre, as plain text."""
    claims, who, engine = _identify(house, request)
    if who.role not in DESK | {Role.OPERATOR, Role.PROVINCE}:
        raise Refused("command.not_yours", 403)
    cards = house.cards[claims.sitting]
    return await engine.ask(
        lambda board: quick.texts(
            board, site=who.site, province=who.province, cards=cards, at=board.shown(now_ms()), lang=request.lang
        )
    )


async def heard(house: House, request: Request) -> object:
    """How long ago (ms) each site of the sender's branch was heard; sites never heard are left out."""
    _, who, engine = _identify(house, request)
    if who.role not in {Role.OPERATOR, Role.PROVINCE}:
        raise Refused("command.not_yours", 403)
    places = engine.turns.board.places
    return {
        "sites": {
            site: round(seconds * 1000)
            for site, seconds in engine.silence().items()
            if who.role == Role.OPERATOR or places.province_of(site) == who.province
        }
    }


async def beat(house: House, request: Request) -> object:
    """A sign of life of a desk."""
    _identify(house, request)
    return {}


async def code(house: House, request: Request) -> object:
    """The room's code."""
    _, who, engine = _identify(house, request)
    return await doors.code(house, who, engine, request.lang)


async def enter(house: House, request: Request) -> object:
    """Code → ticket."""
    return await doors.enter(house, _read(request.body, doors.Enter), request.address)


async def claim(house: House, request: Request) -> object:
    """Ticket → seat."""
    return await doors.claim(house, _read(request.body, doors.Take))


async def pair(house: House, request: Request) -> object:
    """Letters for a room screen."""
    return doors.pair(house)


async def poll_pair(house: House, request: Request) -> object:
    """Whether the host has named the screen."""
    return doors.poll_pair(house, _read(request.body, doors.Secret))


async def confirm_pair(house: House, request: Request) -> object:
    """The host names the screen."""
    claims, who, _ = _identify(house, request)
    return doors.confirm_pair(house, who, _read(request.body, doors.Letters), claims.sitting)


def _office_only(house: House, request: Request) -> Claims:
    claims = house.claims_of(request.headers.get(b"authorization", b""))
    if claims.role != Role.OFFICE:
        raise Refused("command.not_yours", 403)
    return claims


async def office_plan(house: House, request: Request) -> object:
    """The office opens the doors of a sitting."""
    _office_only(house, request)
    body = gzip.decompress(request.body) if request.headers.get(b"content-encoding") == b"gzip" else request.body
    return {"digest": await house.open_sitting(_read(body, NewPlan))}


async def office_revoke(house: House, request: Request) -> object:
    """The office ends somebody's rights."""
    _office_only(house, request)
    body = _read(request.body, Revoke)
    await house.revoke(body.actor, body.epoch)
    return {}


async def health(house: House, request: Request) -> object:
    """What runs, for people and machines."""
    return {
        "ok": True,
        "streams": len(house.hub.open),
        "sittings": {
            sitting: {
                "position": engine.position,
                "phase": engine.turns.board.sitting.phase,
                "commands": engine.commands,
                "turns": engine.turn_count,
                "waiting": engine.queue.qsize(),
            }
            for sitting, engine in house.engines.items()
        },
    }


ROUTES: dict[tuple[str, str], Route] = {
    ("POST", "/live/commands"): commands,
    ("GET", "/live/stream"): stream,
    ("GET", "/live/view"): view,
    ("GET", "/live/roster"): roster,
    ("GET", "/live/quick"): quick_report,
    ("POST", "/live/beat"): beat,
    ("GET", "/live/heard"): heard,
    ("GET", "/live/code"): code,
    ("POST", "/live/enter"): enter,
    ("POST", "/live/claim"): claim,
    ("POST", "/live/pair"): pair,
    ("POST", "/live/pair/poll"): poll_pair,
    ("POST", "/live/pair/confirm"): confirm_pair,
    ("POST", "/live/office/plan"): office_plan,
    ("POST", "/live/office/revoke"): office_revoke,
    ("GET", "/live/health"): health,
}


def handler(house: House) -> Callable[[Request], Awaitable[Answer | TakeOver]]:
    """The function that answers every request of this process."""
    files = static.load()

    async def answer(request: Request) -> Answer | TakeOver:
        if file := files.get(request.path):
            return static.answer(file, request)
        if not request.path.startswith("/live/"):
            return relay(request, house.office_socket, trust_proxy=house.trust_proxy)
        route = ROUTES.get((request.method, request.path))
        try:
            if route is None:
                raise Refused("address.unknown", 404)
            if request.headers.get(b"sec-fetch-site", b"same-origin") not in {b"same-origin", b"none"}:
                raise Refused("address.foreign", 403)
            given = await route(house, request)
        except Refused as refused:
            return Answer(refused.status, msgspec.json.encode(refusal(refused, request.lang)), headers=NO_STORE)
        except StoreBroken:
            broken = refusal(Refused("store.broken", 503), request.lang)
            return Answer(503, msgspec.json.encode(broken), headers=(*NO_STORE, b"retry-after: 2"))
        if isinstance(given, TakeOver):
            return given
        return Answer(200, msgspec.json.encode(given), headers=NO_STORE)

    return answer
