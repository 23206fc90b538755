"""Signed tokens between the office, which makes them, and the live process, which believes them.

`base64url(JSON array of the claims) + "." + base64url(HMAC-SHA256)`. The mac is over the text that was
sent, so a token has one spelling. Pure: the key and the instant are arguments.
"""

import hmac
from base64 import urlsafe_b64decode, urlsafe_b64encode

import msgspec
from msgspec import Struct

from diemcau.base.refused import Refused

LIVE = "diemcau live token 1"  # purpose label; another shape of claims gets another label
STAFF_LASTS = 10 * 60 * 1000  # ms
PHONE_LASTS = 12 * 3600 * 1000  # ms
_LONGEST = 1024  # characters; a real one has about 150


class Claims(Struct, frozen=True, array_like=True, forbid_unknown_fields=True):
    """Who somebody is in a sitting. 0 and "" mean: not bound to one. `expires` is ms since 1970-01-01 UTC.

    `role` is one of `activities.kind.Role`; `actor` is what facts and revocations name ("host:12").
    """

    role: str
    sitting: int
    course: int
    site: int
    seat: int
    province: str
    actor: str
    device: str
    epoch: int
    expires: int


_encode = msgspec.json.Encoder().encode
_decode = msgspec.json.Decoder(Claims).decode


def key_from(secret: str, purpose: str) -> bytes:
    """A key of 32 bytes for one purpose; keys of two purposes say nothing about each other or the secret."""
    extracted = hmac.digest(b"diemcau keys", secret.encode(), "sha256")
    return hmac.digest(extracted, purpose.encode() + b"\x01", "sha256")


def _text(raw: bytes) -> bytes:
    return urlsafe_b64encode(raw).rstrip(b"=")


def _raw(text: bytes) -> bytes:
    return urlsafe_b64decode(text + b"=" * (-len(text) % 4))


def mint(claims: Claims, key: bytes) -> str:
    """A token that says the claims."""
    body = _text(_encode(claims))
    return (body + b"." + _text(hmac.digest(key, body, "sha256"))).decode()


def read(token: str, key: bytes, now_ms: int) -> Claims:
    """The claims of a token.

    Refuses with 401: token.bad for anything that this key did not sign, token.old from `expires` on.
    """
    if not token.isascii() or len(token) > _LONGEST:
        raise Refused("token.bad", 401)
    body, _, mac = token.encode().partition(b".")
    if not hmac.compare_digest(mac, _text(hmac.digest(key, body, "sha256"))):
        raise Refused("token.bad", 401)
    try:
        claims = _decode(_raw(body))
    except (ValueError, msgspec.MsgspecError) as error:
        raise Refused("token.bad", 401) from error
    if claims.expires <= now_ms:
        raise Refused("token.old", 401)
    return claims
