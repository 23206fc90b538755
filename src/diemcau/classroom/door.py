"""The office's door to the live process: commands over HTTP with a token of the role `office`."""

import gzip
import http.client
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

import msgspec
from django.conf import settings

from diemcau.activities.kind import Role
from diemcau.base import tokens
from diemcau.base.clock import now_ms
from diemcau.base.refused import Refused


def _bearer(sitting: int) -> dict[str, str]:
    claims = tokens.Claims(Role.OFFICE, sitting, 0, 0, 0, "", "office", "", now_ms(), now_ms() + tokens.STAFF_LASTS)
    return {"Authorization": f"Bearer {tokens.mint(claims, tokens.key_from(settings.SECRET_KEY, tokens.LIVE))}"}


def _post(path: str, body: bytes, sitting: int) -> Any:
    return _ask("POST", path, gzip.compress(body, 1), _bearer(sitting) | {"Content-Encoding": "gzip"})


def _ask(method: str, path: str, body: bytes | None, headers: dict[str, str]) -> Any:
    address = urlsplit(settings.LIVE_URL)
    connection = http.client.HTTPConnection(address.hostname or "127.0.0.1", address.port or 80, timeout=30)
    try:
        connection.request(method, path, body, headers)
        answer = connection.getresponse()
        content = msgspec.json.decode(answer.read())
    except (OSError, http.client.HTTPException, msgspec.DecodeError):
        raise Refused("live.away", 503) from None
    finally:
        connection.close()
    if answer.status != 200:
        raise Refused(content["code"], answer.status)
    return content


def send_plan(plan: bytes, cards: dict[str, dict[str, Any]], sitting: int) -> str:
    """Give the live process a frozen plan and its cards; the digest of the plan."""
    body = b'{"plan":' + plan + b',"cards":' + msgspec.json.encode(cards) + b"}"
    digest: str = _post("/live/office/plan", body, sitting)["digest"]
    return digest


def send(sitting: int, commands: list[tuple[UUID, str, dict[str, Any]]], activity: str = "") -> list[dict[str, Any]]:
    """Send commands of the office (id, "<kind>.<verb>", body); the receipts. Refused: the first refusal.

    `activity`: the one that they are about, "" for what is standing.
    """
    about = {"activity": activity} if activity else {}
    body = msgspec.json.encode({"commands": [{"id": str(i), "kind": k, "body": b, **about} for i, k, b in commands]})
    receipts: list[dict[str, Any]] = _post("/live/commands", body, sitting)["receipts"]
    for receipt in receipts:
        if "refused" in receipt:
            raise Refused(receipt["refused"]["code"], receipt["refused"]["status"])
    return receipts


def revoke(actor: str, epoch: int) -> None:
    """End the tokens of an actor that are older than an epoch."""
    _post("/live/office/revoke", msgspec.json.encode({"actor": actor, "epoch": epoch}), 0)


def erase_text(sitting: int, text: str) -> None:
    """Have the words of a text forgotten, in the journal and on every screen; facts, chain and figures stay."""
    _post("/live/office/erase", msgspec.json.encode({"text": text}), sitting)


def carry(sitting: int, part: bytes) -> dict[str, int]:
    """Have a part of a carried file taken in: {"new", "known", "conflicts"}, numbers of commands."""
    counts: dict[str, int] = _post("/live/office/carry", part, sitting)
    return counts


def phases(sittings: list[int]) -> dict[int, str]:
    """Phases of sittings as the journal has them; those without a journal are left out."""
    asked = ".".join(map(str, sittings))
    answer: dict[str, str] = _ask("GET", f"/live/office/phases?of={asked}", None, _bearer(0))
    return {int(sitting): phase for sitting, phase in answer.items()}


def health() -> dict[str, Any]:
    """What the live process says of itself: {"ok", "streams", "sittings": {id: {"position", "phase", ...}}}."""
    answer: dict[str, Any] = _ask("GET", "/live/health", None, {})
    return answer
