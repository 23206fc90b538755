"""The arithmetic of secret polls and surveys: a ticket is signed unseen in its envelope, later nobody knows it. Pure.

A phone draws a ticket t and a number r and hands in the envelope H(t) · G^r. Who holds the key k of the poll
gives it back to the power of k; the phone divides by (G^k)^r and has H(t)^k, the proof of its ticket, which nobody
can make without k and nobody has seen before. The envelope is a random member of the group whatever the ticket:
with envelope, ticket, proof and even k at hand all pairs of an envelope and a ticket are equally likely.

Numbers are of the group of squares modulo a safe prime (RFC 3526, 2048 bits), written in hex. What this does not
hide: a ballot that arrives right after its envelope, and the address that it comes from. So ballots are sent after
the close and at a moment of chance, without a token, and their addresses are not written down. Nor does it bind a
house that cheats while it signs: with another key for each phone it would know the ballots again. And where few hand
in, or all choose alike, the sums themselves say who chose what.
"""

import hmac
from hashlib import sha256
from typing import Annotated
from uuid import UUID

from msgspec import Meta, Struct

Envelope = Annotated[str, Meta(pattern="^[0-9a-f]{1,512}$")]  # hex; proofs look the same
TOLD = 16  # hex digits of his envelope by which a phone knows it again

P = int(
    "ffffffffffffffffc90fdaa22168c234c4c6628b80dc1cd129024e088a67cc74020bbea63b139b22514a08798e3404dd"
    "ef9519b3cd3a431b302b0a6df25f14374fe1356d6d51c245e485b576625e7ec6f44c42e9a637ed6b0bff5cb6f406b7ed"
    "ee386bfb5a899fa5ae9f24117c4b1fe649286651ece45b3dc2007cb8a163bf0598da48361c55d39a69163fa8fd24cf5f"
    "83655d23dca3ad961c62f356208552bb9ed529077096966d670c354e4abc9804f1746c08ca18217c32905e462e36ce3b"
    "e39e772c180e86039b2783a2ec07a28fb5c55df06f4c52c9de2bcbf6955817183995497cea956ae515d2261898fa0510"
    "15728e5a8aacaa68ffffffffffffffff",
    16,
)
Q = P >> 1  # members of the group
G = 4


class HandIn(Struct, frozen=True, forbid_unknown_fields=True):
    """A person hands in an envelope that nobody can look into."""

    envelope: Envelope


class HandedIn(Struct, frozen=True):
    """Fact: a person handed in an envelope."""

    seat: int
    site: int
    envelope: str


def key_of(secret: bytes, stream: str, activity: str) -> int:
    """The key of a secret activity, from a secret of the house: 256 bits."""
    return int.from_bytes(hmac.digest(secret, f"diemcau urn 1|{stream}|{activity}".encode(), "sha256"))


def point(ticket: str) -> int:
    """The member of the group that a ticket stands for."""
    wide = b"".join(sha256(bytes([n]) + ticket.encode()).digest() for n in range(9))
    return pow(int.from_bytes(wide) % P, 2, P)


def seal(ticket: str, r: int) -> str:
    """The envelope of a ticket; r is drawn anew for each, evenly from 0 to Q - 1."""
    return f"{point(ticket) * pow(G, r, P) % P:x}"


def sign(envelope: str, key: int) -> str:
    """What the holder of the key makes of an envelope."""
    return f"{pow(int(envelope, 16), key, P):x}"


def public(key: int) -> str:
    """What a phone needs to open an envelope that was signed."""
    return f"{pow(G, key, P):x}"


def unseal(signed: str, r: int, public: str) -> str:
    """The proof of the ticket in a signed envelope."""
    return f"{int(signed, 16) * pow(int(public, 16), Q - r, P) % P:x}"


def is_proof(ticket: str, proof: str, key: int) -> bool:
    """Whether a ticket was in an envelope that was signed."""
    return hmac.compare_digest(sign(f"{point(ticket):x}", key), proof)


def command_id(stream: str, activity: str, ticket: str) -> str:
    """The id of the command that casts the ballot of a ticket: always the same, and no word of the time in it."""
    digest = sha256(f"{stream}|{activity}|{ticket}".encode()).digest()
    value = 0x7 << 76 | int.from_bytes(digest[:2]) >> 4 << 64 | 0b10 << 62 | int.from_bytes(digest[2:10]) >> 2
    return str(UUID(int=value))
