"""Secrets of slips, links and sessions: made, digested, compared."""

import hashlib
import hmac
import secrets
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor

_LONGEST = 100


def new_secret() -> str:
    """192 bits as 32 URL-safe characters."""
    return secrets.token_urlsafe(24)


def new_pin() -> str:
    """Six digits."""
    return f"{secrets.randbelow(10**6):06}"


def digest(secret: str) -> bytes:
    """What is stored of a secret: it cannot be guessed, so a fast digest is enough."""
    return hashlib.sha256(secret.encode()).digest()


def pin_digest(secret: str, pin: str) -> str:
    """What is stored of a PIN: scrypt, 4 MB and about 8 ms, in hex.

    The salt is the slip's own secret, which is stored nowhere: a stolen table does not tell even one PIN,
    so the work may stay small enough for thousands of slips at once.
    """
    return hashlib.scrypt(pin[:_LONGEST].encode(), salt=secret.encode(), n=2**12, r=8, p=1, dklen=32).hex()


def pin_digests(pairs: Iterable[tuple[str, str]]) -> list[str]:
    """`pin_digest` of many (secret, PIN), on several cores."""
    with ThreadPoolExecutor(4) as pool:  # scrypt lets other threads run
        return list(pool.map(lambda pair: pin_digest(*pair), pairs))


def same_pin(secret: str, pin: str, stored: str) -> bool:
    """Whether a PIN is the slip's; takes as long for an unknown slip (stored "")."""
    return hmac.compare_digest(pin_digest(secret, pin), stored)
