"""Who somebody is, by the token that comes with a request; its body; and a refusal as its reader gets it."""

import zlib
from collections.abc import Mapping
from typing import Any, TypeVar

import msgspec

from diemcau.activities.kind import DESK, Role, Who
from diemcau.base import tokens
from diemcau.base.clock import now_ms
from diemcau.base.refused import Refused
from diemcau.base.words import say
from diemcau.classroom.live.http import Request

T = TypeVar("T")
ROLES = {role.value: role for role in Role if role != Role.BALLOT}  # who casts a ballot has no token


def read_claims(bearer: bytes, key: bytes, revoked: Mapping[str, int]) -> tokens.Claims:
    """The claims of an Authorization header; Refused when it is missing, forged, old or revoked."""
    kind, _, token = bearer.partition(b" ")
    if kind.lower() != b"bearer":
        raise Refused("token.missing", 401)
    claims = tokens.read(token.decode("latin-1"), key, now_ms())
    if claims.epoch < revoked.get(claims.actor, 0):
        raise Refused("token.revoked", 401)
    return claims


def who(claims: tokens.Claims) -> Who:
    """The sender that a token names; a ticket is not a sender."""
    role = ROLES.get(claims.role)
    if role is None:
        raise Refused("token.bad", 401)
    return Who(role, claims.actor, claims.site, claims.seat, claims.province, claims.device)


def has_seat(who: Who, freed: Mapping[int, str]) -> bool:
    """Whether nobody took a phone's seat from it; `freed` is of a sitting, as in Gate. Others have nothing to lose."""
    return who.role != Role.PHONE or freed.get(who.seat, who.device) == who.device


def check_seat(who: Who, freed: Mapping[int, str]) -> None:
    """Refuses seat.freed (410) for a phone from which a host took its seat."""
    if not has_seat(who, freed):
        raise Refused("seat.freed", 410)


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


def share_of(who: Who) -> str:
    """Whose share a phone's commands are: its own, also when another one held its seat before it."""
    return f"{who.actor} {who.device}"


def unpacked(request: Request, limit: int) -> bytes:
    """The body, unzipped when it came as gzip; Refused when it is no gzip or longer than a limit."""
    if request.headers.get(b"content-encoding", b"") != b"gzip":
        return request.body
    wide = zlib.decompressobj(wbits=31)
    try:
        body = wide.decompress(request.body, limit)
    except zlib.error:
        raise Refused("command.bad_body", 400, detail="gzip") from None
    if wide.unconsumed_tail:
        raise Refused("command.too_large", 413)
    if not wide.eof:
        raise Refused("command.bad_body", 400, detail="gzip")
    return body


def read(body: bytes, shape: type[T]) -> T:
    """A body of JSON in a shape; Refuses command.bad_body."""
    try:
        return msgspec.json.decode(body, type=shape)
    except msgspec.ValidationError as error:
        raise Refused("command.bad_body", 400, detail=str(error)) from None
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise Refused("command.bad_body", 400, detail="JSON") from None


def refusal(refused: Refused, lang: str) -> dict[str, Any]:
    """A refusal as its reader gets it."""
    return {
        "code": refused.code,
        "status": refused.status,
        "words": say(f"refused.{refused.code}", lang, **refused.data),
    }
