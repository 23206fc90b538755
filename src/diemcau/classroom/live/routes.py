"""What the board process answers under /live."""

from collections.abc import Awaitable, Callable
from typing import Any

import msgspec
from msgspec import Struct

from diemcau import __version__
from diemcau.activities.kind import DESK, Role, Who
from diemcau.base import sqlite
from diemcau.base.clock import now_ms
from diemcau.base.metrics import Values, histogram, metric
from diemcau.base.refused import Refused
from diemcau.base.tokens import Claims
from diemcau.base.words import say
from diemcau.classroom import carrying, quick
from diemcau.classroom.live import ballots, doors, gate
from diemcau.classroom.live.ahead import ahead
from diemcau.classroom.live.engine import Engine
from diemcau.classroom.live.house import House, NewPlan
from diemcau.classroom.live.http import Request
from diemcau.journal.store import StoreBroken

LARGEST_PLAN = 256 * 1024 * 1024  # bytes, unzipped
SMALL = 2 * 1024  # bytes of what the office asks besides plans
PART = 64 * 1024 * 1024  # bytes of a part of a carried file
GAUGES = frozenset({"streams", "queue", "connections", "wal_bytes"})
Route = Callable[[House, Request], Awaitable[object]]


class Erasure(Struct, frozen=True, forbid_unknown_fields=True):
    """The id of a text whose words are to be forgotten."""

    text: str


class Revoke(Struct, frozen=True, forbid_unknown_fields=True):
    """Whose tokens die, and up to which epoch."""

    actor: str
    epoch: int


async def _identify(house: House, request: Request) -> tuple[Claims, Who, Engine]:
    claims = house.claims_of(request.headers.get(b"authorization", b""))
    who, engine = gate.who(claims), await house.engine(claims.sitting)
    if who.site and who.role in DESK | {Role.TECHNICIAN}:
        engine.hear(who.site)
    return claims, who, engine


async def _now(house: House, request: Request) -> tuple[Claims, Who, Engine]:
    """The sender, and the sitting as it is in the journal at this moment; no phone whose seat a host took from it."""
    claims, who, engine = await _identify(house, request)
    await engine.catch_up()
    gate.check_seat(who, engine.board.sitting.holders())
    return claims, who, engine


async def view(house: House, request: Request) -> object:
    """The same views for networks that cut streams: those that changed after a position."""
    _, who, engine = await _now(house, request)
    given = request.query.get("after", "")
    after = int(given) if given.isdecimal() and len(given) < 19 else 0
    position = engine.position  # before topics are chosen: what changes from now on is for the next time
    topics = [topic for topic in gate.topics_of(who) if after == 0 or engine.changed_after(topic, after + 1)]
    views = [{"topic": topic, "pos": pos, "view": msgspec.Raw(body)} for topic, pos, body in await engine.views(topics)]
    return {"pos": position, "views": views}


async def seat(house: House, request: Request) -> object:
    """Whether a phone has its seat at this moment; accept processes that had not heard of it hear of it first."""
    _, who, _ = await _now(house, request)
    await house.look()
    return {"seat": who.seat}


async def roster(house: House, request: Request) -> object:
    """Names and posts of the sender's own room, and whom to call. Never for a phone or a room screen."""
    claims, who, engine = await _now(house, request)
    if who.role not in DESK | {Role.TECHNICIAN, Role.OPERATOR, Role.PROVINCE, Role.LECTURER}:
        raise Refused("command.not_yours", 403)
    cards, places = house.cards[claims.sitting], engine.board.places
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
    own = engine.board.own_site(who)
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
        answer["quarantine"] = await house.in_reader(lambda: house.store.suspects(engine.fold.stream, site.id))
    return answer


async def quick_report(house: House, request: Request) -> object:
    """The quick report and the reminder of the sender's site, province or of the centre, as plain text."""
    claims, who, engine = await _now(house, request)
    if who.role not in DESK | {Role.OPERATOR, Role.PROVINCE}:
        raise Refused("command.not_yours", 403)
    if who.province and who.province not in engine.board.places.plan.units:  # it has no room in this sitting
        raise Refused("command.not_yours", 403)
    cards = house.cards[claims.sitting]
    return await engine.ask(
        lambda board: quick.texts(
            board, site=who.site, province=who.province, cards=cards, at=board.shown(now_ms()), lang=request.lang
        )
    )


async def content_ahead(house: House, request: Request) -> object:
    """What a room keeps for the time when its line is gone."""
    _, who, engine = await _now(house, request)
    if who.role not in DESK | {Role.TECHNICIAN, Role.ROOM}:
        raise Refused("command.not_yours", 403)
    return await engine.ask(lambda board: ahead(board, now_ms(), engine.fold.read_text))


async def heard(house: House, request: Request) -> object:
    """How long ago (ms) each site of the sender's branch was heard; sites never heard are left out."""
    _, who, engine = await _identify(house, request)
    if who.role not in {Role.OPERATOR, Role.PROVINCE}:
        raise Refused("command.not_yours", 403)
    places = engine.board.places
    return {
        "sites": {
            site: round(seconds * 1000)
            for site, seconds in engine.silence().items()
            if who.role == Role.OPERATOR or places.province_of(site) == who.province
        }
    }


async def head(house: House, request: Request) -> object:
    """Position and head of the sitting's chain: who writes them down can prove later that nothing was changed."""
    _, who, engine = await _identify(house, request)
    if who.role != Role.OPERATOR:
        raise Refused("command.not_yours", 403)
    position, link = await house.in_reader(lambda: house.store.head(engine.fold.stream))
    return {"pos": position, "head": link.hex()}


async def code(house: House, request: Request) -> object:
    """The room's code."""
    _, who, engine = await _now(house, request)
    return await doors.code(house, who, engine, request.lang)


async def enter(house: House, request: Request) -> object:
    """Code → ticket."""
    return await doors.enter(house, gate.read(request.body, doors.Enter), request.address)


async def claim(house: House, request: Request) -> object:
    """Ticket → seat."""
    return await doors.claim(house, gate.read(request.body, doors.Take))


async def again(house: House, request: Request) -> object:
    """The host makes a way back in for one person of his room."""
    _, who, engine = await _now(house, request)
    return doors.again(house, who, engine, gate.read(request.body, doors.Back))


async def sign_envelope(house: House, request: Request) -> object:
    """A phone's envelope, signed unseen."""
    house.urns.check()
    _, who, engine = await _now(house, request)
    return await house.urns.sign(engine, who, gate.read(request.body, ballots.Ask))


async def cast_ballot(house: House, request: Request) -> object:
    """A ballot without a name."""
    body = gate.read(request.body, ballots.Cast)
    house.urns.check()
    house.urns.count(request.address)
    if body.sitting not in house.gate.sittings:
        raise Refused("sitting.unknown", 404)
    return await house.urns.cast(await house.engine(body.sitting), body)


async def pair(house: House, request: Request) -> object:
    """Letters for a room screen."""
    return doors.pair(house, request.address)


async def poll_pair(house: House, request: Request) -> object:
    """Whether the host has named the screen."""
    return doors.poll_pair(house, gate.read(request.body, doors.Secret))


async def confirm_pair(house: House, request: Request) -> object:
    """The host names the screen."""
    claims, who, _ = await _identify(house, request)
    return doors.confirm_pair(house, who, gate.read(request.body, doors.Letters), claims.sitting)


def _office_only(house: House, request: Request) -> Claims:
    claims = house.claims_of(request.headers.get(b"authorization", b""))
    if claims.role != Role.OFFICE:
        raise Refused("command.not_yours", 403)
    return claims


async def office_plan(house: House, request: Request) -> object:
    """The office opens the doors of a sitting."""
    _office_only(house, request)
    return {"digest": await house.open_sitting(gate.read(gate.unpacked(request, LARGEST_PLAN), NewPlan))}


async def office_revoke(house: House, request: Request) -> object:
    """The office ends somebody's rights."""
    _office_only(house, request)
    body = gate.read(gate.unpacked(request, SMALL), Revoke)
    await house.revoke(body.actor, body.epoch)
    return {}


async def office_erase(house: House, request: Request) -> object:
    """The office has the words of a text forgotten; every node drops them with its next look at the journal."""
    claims, body = _office_only(house, request), gate.read(gate.unpacked(request, SMALL), Erasure)
    await house.writer.erase(claims.sitting, body.text)
    return {}


async def office_carry(house: House, request: Request) -> object:
    """A part of a carried file; how many of its commands were new, known and in conflict."""
    claims, body = _office_only(house, request), gate.unpacked(request, PART)
    try:
        part = msgspec.msgpack.decode(body, type=carrying.Part)
    except msgspec.MsgspecError:
        raise Refused("command.bad_body", 400, detail="msgpack") from None
    given = await house.writer.take_in(claims.sitting, part)
    refused = next((one for one in given if one.code and one.code != "command.conflict"), None)
    if refused:
        raise Refused(refused.code, refused.status)
    conflicts = sum(one.code != "" for one in given)
    known = sum(one.repeat for one in given)
    return {"new": len(given) - known - conflicts, "known": known, "conflicts": conflicts}


async def office_phases(house: House, request: Request) -> object:
    """Phases of the sittings that the office asks about (`?of=1.2.3`), whichever node opened them."""
    _office_only(house, request)
    asked = [int(one) for one in request.query.get("of", "").split(".") if one.isdecimal()]
    engines = {sitting: await house.engine(sitting) for sitting in asked if sitting in house.gate.sittings}
    return {sitting: engine.board.sitting.phase for sitting, engine in engines.items()}


async def health(house: House, request: Request) -> object:
    """What runs, for people and machines."""
    if not house.writer.is_up:
        raise Refused("store.broken", 503)
    writer = house.figures.get("writer", {})
    return {
        "ok": True,
        "version": __version__,
        "store": "PostgreSQL" if house.store.postgres else f"SQLite {sqlite.module.sqlite_version}",
        "streams": sum(figures.get("streams", 0) for name, figures in house.figures.items() if name[:6] == "stream"),
        "commands": writer.get("commands", 0),
        "turns": writer.get("turns", 0),
        "sittings": {
            sitting: {"position": engine.position, "phase": engine.board.sitting.phase}
            for sitting, engine in house.engines.items()
        },
    }


async def figures(house: House, request: Request) -> object:
    """Counters and gauges of every process, for Prometheus. Only for this machine itself."""
    if request.address not in {"127.0.0.1", "::1"}:
        raise Refused("address.unknown", 404)
    names = sorted({name for values in house.figures.values() for name in values})
    lines = [
        metric(
            "gauge" if name in GAUGES else "counter",
            f"diemcau_{name}" + ("" if name in GAUGES else "_total"),
            say(f"metric.{name}", "en"),
            {(process,): values[name] for process, values in house.figures.items() if name in values},
            ["process"],
        )
        for name in names
    ]
    lines += [histogram(f"diemcau_{name}", say(f"metric.{name}", "en"), took) for name, took in house.times.items()]
    positions: Values = {(str(number),): float(engine.position) for number, engine in house.engines.items()}
    lines.append(metric("gauge", "diemcau_position", say("metric.position", "en"), positions, ["sitting"]))
    return "".join(lines).encode()


ROUTES: dict[tuple[str, str], Route] = {
    ("GET", "/live/view"): view,
    ("GET", "/live/seat"): seat,
    ("GET", "/live/roster"): roster,
    ("GET", "/live/quick"): quick_report,
    ("GET", "/live/ahead"): content_ahead,
    ("GET", "/live/head"): head,
    ("GET", "/live/heard"): heard,
    ("GET", "/live/code"): code,
    ("POST", "/live/enter"): enter,
    ("POST", "/live/claim"): claim,
    ("POST", "/live/again"): again,
    ("POST", "/live/ballot/sign"): sign_envelope,
    ("POST", "/live/ballot"): cast_ballot,
    ("POST", "/live/pair"): pair,
    ("POST", "/live/pair/poll"): poll_pair,
    ("POST", "/live/pair/confirm"): confirm_pair,
    ("POST", "/live/office/plan"): office_plan,
    ("POST", "/live/office/revoke"): office_revoke,
    ("GET", "/live/office/phases"): office_phases,
    ("POST", "/live/office/erase"): office_erase,
    ("POST", "/live/office/carry"): office_carry,
    ("GET", "/live/health"): health,
    ("GET", "/live/metrics"): figures,
}


async def answer(house: House, request: Request) -> tuple[int, bytes]:
    """Status and body for a request that an accept process passed on."""
    route = ROUTES.get((request.method, request.path))
    try:
        if route is None:
            raise Refused("address.unknown", 404)
        given = await route(house, request)
    except Refused as refused:
        return refused.status, msgspec.json.encode(gate.refusal(refused, request.lang))
    except StoreBroken:
        return 503, msgspec.json.encode(gate.refusal(Refused("store.broken", 503), request.lang))
    return 200, given if isinstance(given, bytes) else msgspec.json.encode(given)
