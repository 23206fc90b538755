"""How what is kept of an act is packed. Pure."""

import json
import zlib
from typing import Any


def packed(data: dict[str, Any]) -> bytes:
    """JSON, compressed: the rows of a whole province's roster are some hundred kilobytes instead of megabytes."""
    return zlib.compress(json.dumps(data, ensure_ascii=False, separators=(",", ":")).encode(), 6)


def unpacked(kept: bytes) -> dict[str, Any]:
    """What `packed` was given."""
    data: dict[str, Any] = json.loads(zlib.decompress(kept))
    return data
