"""Ways in without the office: a code becomes a ticket, a ticket a seat; a room screen is paired."""

import hmac
import secrets
import time
from collections.abc import Iterator
from typing import Annotated

import msgspec
from msgspec import Meta, Struct

from diemcau.activities.essay.shapes import DAY
from diemcau.activities.essay.shapes import State as EssayState
from diemcau.activities.kind import DESK, Role, Who
from diemcau.base import tokens
from diemcau.base.clock import now_ms
from diemcau.base.refused import Refused
from diemcau.classroom import codes
from diemcau.classroom.board import Board, Command
from diemcau.classroom.live.engine import Engine
from diemcau.classroom.live.house import House, Pairing

LETTERS = "ACDEFHJKLMNPRTUVWXY"  # none that is read for another on a projector
PAIRING_SECONDS = 30 * 60
TICKET_LASTS = 10 * 60 * 1000  # ms
PASS_LASTS = 30 * 60 * 1000  # ms; a way back in that a host made for one person


class Enter(Struct, frozen=True, forbid_unknown_fields=True):
    """A code of a room, with the number of its site; or in its place the pass of one person."""

    site: int
    code: str


class Take(Struct, frozen=True, forbid_unknown_fields=True):
    """A seat that a ticket's holder says is his; `id` is the UUIDv7 of the command."""

    id: str
    ticket: str
    device: Annotated[str, Meta(pattern=r"\A[!-~]{1,64}\Z")]
    seat: int = 0
    no: int = 0
    digits: str = ""


class Back(Struct, frozen=True, forbid_unknown_fields=True):
    """The seat of a person who is to come back in."""

    seat: int


class Letters(Struct, frozen=True, forbid_unknown_fields=True):
    """The letters that a room screen shows."""

    letters: str


class Secret(Struct, frozen=True, forbid_unknown_fields=True):
    """The secret with which a room screen asks whether it was paired."""

    secret: str


def _claims(
    role: str,
    actor: str,
    lasts: int,
    *,
    sitting: int,
    site: int,
    seat: int = 0,
    province: str = "",
    device: str = "",
) -> tokens.Claims:
    return tokens.Claims(role, sitting, 0, site, seat, province, actor, device, 0, now_ms() + lasts)


def _sites_by_number(house: House, number: int) -> Iterator[tuple[Engine, int]]:
    """Sites of the number in every open sitting; two courses may use one number at a time."""
    for sitting in sorted(house.engines, reverse=True):
        engine = house.engines[sitting]
        board = engine.board
        if board.sitting.phase in {"open", "on"} and (site := engine.sites_by_number.get(number)):
            yield engine, site


def _site_by_code(house: House, number: int, given: str) -> tuple[Engine, int]:
    for engine, site in _sites_by_number(house, number):
        if codes.is_fresh(house.code_key, engine.board.places.plan.sitting, site, given, now_ms()):
            return engine, site
    raise Refused("code.wrong", 403)


async def enter(house: House, body: Enter, address: str) -> dict[str, object]:
    """A ticket for ten minutes, and the seats of the room that no phone holds; of a pass only its own seat.

    Only six digits can be guessed: a scanned code is judged in any case, and one that came late shuts nobody's door.
    """
    if "." in body.code:
        return await _enter_again(house, body.code)
    typed = len(body.code) <= codes.TYPED
    if typed and (house.wrong_codes.full(body.site) or house.wrong_addresses.full(address)):
        raise Refused("code.too_many", 429)
    try:
        engine, site = _site_by_code(house, body.site, body.code)
    except Refused:
        if typed:
            house.wrong_codes.count(body.site)
            house.wrong_addresses.count(address)
        raise
    places, claims = engine.board.places, engine.board.sitting.claims
    return _ticket(house, engine, site, [seat for seat in places.seats_of[site] if seat not in claims])


async def _enter_again(house: House, given: str) -> dict[str, object]:
    claims = tokens.read(given, house.token_key, now_ms())
    if claims.role != "pass":
        raise Refused("token.bad", 401)
    engine = await house.engine(claims.sitting)
    _must_take_phones(engine.board)
    return _ticket(house, engine, claims.site, [claims.seat], claims.seat)


def _ticket(house: House, engine: Engine, site: int, free: list[int], seat: int = 0) -> dict[str, object]:
    """What a phone gets at the door; `seat` is the only one that it may claim, 0 any of the room."""
    places, plan, phase = engine.board.places, engine.board.places.plan, engine.board.sitting.phase
    cards = house.cards[plan.sitting]
    actor = f"ticket:{secrets.token_hex(8)}"
    ticket = _claims("ticket", actor, TICKET_LASTS, sitting=plan.sitting, site=site, seat=seat)
    sitting = {"id": plan.sitting, "title": plan.title, "course": plan.course_title, "simulated": plan.simulated}
    return {
        "ticket": tokens.mint(ticket, house.token_key),
        "free": [
            {"seat": one, "no": places.seats[one].no, "name": cards.get(f"seat:{one}", {}).get("name", "")}
            for one in free
        ],
        "site": {"id": site, "no": places.sites[site].no, "name": places.sites[site].name},
        "sitting": {**sitting, "phase": phase},
    }


def _must_take_phones(board: Board) -> None:
    """Refuses phones.not_here (409): in an item without phones; before and after all items where none takes them."""
    item = board.places.items.get(board.sitting.item) if board.sitting.phase == "on" else None
    if not (item.phones if item else any(one.phones for one in board.places.plan.items)):
        raise Refused("phones.not_here", 409)


async def claim(house: House, body: Take) -> dict[str, object]:
    """A phone's token for a seat. A seat that another phone holds is for the host to settle."""
    ticket = tokens.read(body.ticket, house.token_key, now_ms())
    if ticket.role != "ticket":
        raise Refused("token.bad", 401)
    engine = await house.engine(ticket.sitting)
    places = engine.board.places
    seat = next(
        (id_ for id_ in places.seats_of[ticket.site] if body.seat in {0, id_} and body.no in {0, places.seats[id_].no}),
        0,
    )
    if not seat or not (body.seat or body.no) or ticket.seat not in {0, seat}:
        raise Refused("seat.unknown", 404)
    if house.claims.full(ticket.site) or house.own_claims.full(ticket.actor):
        raise Refused("code.too_many", 429)
    house.claims.count(ticket.site)
    house.own_claims.count(ticket.actor)
    card = house.cards[ticket.sitting].get(f"seat:{seat}", {})
    phone4 = str(card.get("phone4", ""))
    known = bool(phone4) and hmac.compare_digest(phone4.encode(), body.digits.encode())
    if body.digits and not known:
        raise Refused("seat.digits", 403)
    who = Who(Role.PHONE, f"seat:{seat}", ticket.site, seat, places.province_of(ticket.site), body.device)
    evidence = "host" if ticket.seat else "code_digits" if known else "code"
    content = msgspec.Raw(msgspec.json.encode({"seat": seat, "evidence": evidence}))
    (receipt,) = await engine.submit([Command(body.id, "sitting.claim", content)], who)
    if receipt.refused:
        raise receipt.refused
    await engine.reached(receipt.seq)
    held = engine.board.sitting.claims.get(seat)
    if held is None or held.device != body.device:
        raise Refused("seat.taken", 409)
    if seat in engine.board.sitting.freed:  # the accept processes are to know whose seat it is now
        await house.look()
    lasts = phone_lasts(engine.board, now_ms())
    claims = _claims(
        Role.PHONE,
        who.actor,
        lasts,
        sitting=ticket.sitting,
        site=ticket.site,
        seat=seat,
        province=who.province,
        device=body.device,
    )
    return {
        "token": tokens.mint(claims, house.token_key),
        "seat": seat,
        "name": card.get("name", ""),
        "evidence": held.evidence,
        "lasts": lasts,
    }


def phone_lasts(board: Board, now: int) -> int:
    """How long a phone's token lasts, ms: twelve hours, or until the last paper of the sitting is due and a day."""
    due = [state.due for state in board.states.values() if isinstance(state, EssayState)]
    return max([tokens.PHONE_LASTS, *(at + DAY - now for at in due)])


async def code(house: House, who: Who, engine: Engine, lang: str) -> dict[str, object]:
    """The code that a room shows now; `until` (ms) is when the next one comes."""
    if who.role not in DESK | {Role.ROOM, Role.TECHNICIAN}:
        raise Refused("command.not_yours", 403)
    board = engine.board
    _must_take_phones(board)
    if board.sitting.phase not in {"open", "on"}:
        raise Refused("sitting.not_open", 409)
    number = codes.window(now_ms())
    long, short = codes.code_of(house.code_key, board.places.plan.sitting, who.site, number)
    site_no = board.places.sites[who.site].no
    path = f"/phone#{site_no}.{long}"
    return {
        "path": path,
        "url": house.public_url + path if house.public_url else "",
        "typed": short,
        "site_no": site_no,
        "until": (number + 1) * codes.WINDOW_MS,
        "lang": lang,
    }


def again(house: House, who: Who, engine: Engine, body: Back) -> dict[str, object]:
    """A way back in for one person of the sender's room: another phone, a browser that forgot, or after the close.

    It is good for half an hour and for one device: a seat that somebody holds is refused to others.
    """
    if who.role not in DESK:
        raise Refused("command.not_yours", 403)
    board = engine.board
    if body.seat not in board.places.seats_of[who.site]:
        raise Refused("seat.unknown", 404)
    _must_take_phones(board)
    sitting, site_no = board.places.plan.sitting, board.places.sites[who.site].no
    claims = _claims("pass", f"pass:{secrets.token_hex(8)}", PASS_LASTS, sitting=sitting, site=who.site, seat=body.seat)
    path = f"/phone#{site_no}.{tokens.mint(claims, house.token_key)}"
    return {"path": path, "url": house.public_url + path if house.public_url else "", "lasts": PASS_LASTS}


def pair(house: House, address: str) -> dict[str, str]:
    """Letters for a new room screen to show, and the secret with which it comes back: it begins with them."""
    if house.pairing_addresses.full(address):
        raise Refused("code.too_many", 429)
    house.pairing_addresses.count(address)
    now = time.monotonic()
    for letters in [letters for letters, waiting in house.pairings.items() if waiting.until < now]:
        del house.pairings[letters]
    if len(house.pairings) > 20_000:
        raise Refused("code.too_many", 429)
    letters = "".join(secrets.choice(LETTERS) for _ in range(6))
    secret = f"{letters}.{secrets.token_urlsafe(16)}"
    house.pairings[letters] = Pairing(secret, now + PAIRING_SECONDS)
    return {"letters": letters, "secret": secret}


def confirm_pair(house: House, who: Who, body: Letters, sitting: int) -> dict[str, bool]:
    """The host names the screen of his room."""
    if who.role not in DESK | {Role.TECHNICIAN}:
        raise Refused("command.not_yours", 403)
    waiting = house.pairings.get("".join(body.letters.upper().split()))
    if house.wrong_codes.full(("pair", who.site)):
        raise Refused("code.too_many", 429)
    if waiting is None or waiting.token or waiting.until < time.monotonic():
        house.wrong_codes.count(("pair", who.site))
        raise Refused("pair.unknown", 404)
    claims = _claims(
        Role.ROOM, f"room:{who.site}", tokens.PHONE_LASTS, sitting=sitting, site=who.site, province=who.province
    )
    waiting.token = tokens.mint(claims, house.token_key)
    return {"paired": True}


def poll_pair(house: House, body: Secret) -> dict[str, str]:
    """The token of a room screen, "" as long as the host has not named it."""
    letters = body.secret.partition(".")[0]
    waiting = house.pairings.get(letters)
    if waiting is None or not hmac.compare_digest(waiting.secret.encode(), body.secret.encode()):
        raise Refused("pair.unknown", 404)
    if waiting.token:
        del house.pairings[letters]
    return {"token": waiting.token}
