"""Room codes: what a room shows so that a phone can prove to be near. Pure.

A code lives for one window of 15 s and is taken until 35 s after the window began, counted to the
first request. The QR carries 128 bits, the typed form six digits together with the site's number.
"""

import hmac
from base64 import urlsafe_b64encode

PURPOSE = "diemcau room code 1"
WINDOW_MS = 15_000
ALIVE_MS = 35_000
TYPED = 6  # digits


def b64(data: bytes) -> str:
    """Base64url without padding."""
    return urlsafe_b64encode(data).rstrip(b"=").decode()


def window(now_ms: int) -> int:
    """Number of the window of an instant."""
    return now_ms // WINDOW_MS


def code_of(key: bytes, sitting: int, site: int, number: int) -> tuple[str, str]:
    """The code of a window: 22 characters for the QR, six digits to type."""
    raw = hmac.digest(key, f"{sitting}/{site}/{number}".encode(), "sha256")
    return b64(raw[:16]), f"{int.from_bytes(raw[16:24]) % 1_000_000:0{TYPED}d}"


def is_fresh(key: bytes, sitting: int, site: int, given: str, now_ms: int) -> bool:
    """Whether a code (either form) is one of the windows that are still taken."""
    newest = window(now_ms)
    oldest = -(-(now_ms - ALIVE_MS) // WINDOW_MS)
    found = False
    for number in range(oldest, newest + 1):
        for form in code_of(key, sitting, site, number):
            found |= hmac.compare_digest(form.encode(), given.encode())
    return found
