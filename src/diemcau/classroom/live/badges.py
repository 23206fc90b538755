"""What a device shows for an outbox that comes late or by another hand: a badge of ours, and its own signature.

A badge says who came in on a device and names the public key that the device made (ECDSA P-256, not extractable).
We sign it, so nothing is stored and any node with the secret knows it. It opens nothing: it only says whose
signature a batch of commands bears. Signed are the lines `diemcau batch 1`, the badge, and the batch as it was sent.
"""

import hmac
from base64 import urlsafe_b64decode
from typing import Annotated

import msgspec
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from msgspec import Meta, Struct

from diemcau.activities.kind import DESK, Role, Who
from diemcau.base.refused import Refused
from diemcau.base.tokens import Claims
from diemcau.classroom.codes import b64

PURPOSE = "diemcau device badge 1"  # of our key
ROLES = DESK | {Role.TECHNICIAN, Role.PHONE}  # whose outboxes are kept
WORDS = b"diemcau batch 1\n"
LONGEST = 1024  # characters of a badge; a real one has about 300
BADGE, SIGNATURE = b"diemcau-badge", b"diemcau-signature"  # headers of a batch


class Badge(Struct, frozen=True, array_like=True, forbid_unknown_fields=True):
    """Who came in on a device, as his token said it, and the device's key: an uncompressed point in base64url."""

    sitting: int
    epoch: int
    who: Who
    key: str


class Device(Struct, frozen=True, forbid_unknown_fields=True):
    """What a device says of itself once it has a token."""

    key: Annotated[str, Meta(pattern=r"\A[A-Za-z0-9_-]{87}\Z")]


class Carried(Struct, frozen=True, forbid_unknown_fields=True):
    """A batch of commands in somebody else's hand: `body` is the JSON that was signed."""

    badge: str
    signature: str
    body: str


_encode = msgspec.json.Encoder().encode
_decode = msgspec.json.Decoder(Badge).decode


def _raw(text: str) -> bytes:
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))


def mint(claims: Claims, who: Who, device: Device, key: bytes) -> str:
    """A badge for the device on which somebody came in.

    Refuses: command.not_yours (a role that keeps no outbox), command.bad_body (no point of the curve).
    """
    if who.role not in ROLES:
        raise Refused("command.not_yours", 403)
    try:
        ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), _raw(device.key))
    except ValueError:
        raise Refused("command.bad_body", 400, detail="key") from None
    body = b64(_encode(Badge(claims.sitting, claims.epoch, who, device.key)))
    return f"{body}.{b64(hmac.digest(key, body.encode(), 'sha256'))}"


def read(text: str, key: bytes) -> Badge:
    """The badge in a text. Refuses badge.bad for anything that this key did not sign."""
    body, _, mac = text.partition(".")
    if not text.isascii() or len(text) > LONGEST:
        raise Refused("badge.bad", 403)
    if not hmac.compare_digest(mac.encode(), b64(hmac.digest(key, body.encode(), "sha256")).encode()):
        raise Refused("badge.bad", 403)
    try:
        return _decode(_raw(body))
    except (ValueError, msgspec.MsgspecError) as error:  # of another version
        raise Refused("badge.bad", 403) from error


def is_signed(badge: Badge, text: str, signature: str, body: bytes) -> bool:
    """Whether the device of a badge (`text`) signed these bytes; the signature is r and s in base64url."""
    try:
        raw = _raw(signature)
        if len(raw) != 64:
            return False
        pair = encode_dss_signature(int.from_bytes(raw[:32]), int.from_bytes(raw[32:]))
        device = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), _raw(badge.key))
        device.verify(pair, WORDS + text.encode() + b"\n" + body, ec.ECDSA(hashes.SHA256()))
    except (ValueError, InvalidSignature):
        return False
    return True


def fault_of(headers: dict[bytes, bytes], claims: Claims, body: bytes, key: bytes) -> str:
    """Why a batch that its sender brings himself is not believed: "" when it is signed well, or not at all.

    What he brings rests on his token. A signature may be missing, because plain http has no keys; a false one may not.
    """
    text = headers.get(BADGE, b"").decode("latin-1")
    if not text:
        return ""
    try:
        badge = read(text, key)
    except Refused:
        return "batch.forged"
    own = (badge.sitting, badge.who.actor) == (claims.sitting, claims.actor)
    signed = own and is_signed(badge, text, headers.get(SIGNATURE, b"").decode("latin-1"), body)
    return "" if signed else "batch.forged"
