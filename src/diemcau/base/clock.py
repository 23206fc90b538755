"""The one place where real time is read. Rules get `at` as an argument instead."""

import time
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")


def now_ms() -> int:
    """Milliseconds since 1970-01-01 UTC."""
    return time.time_ns() // 1_000_000


def now() -> datetime:
    """This instant, aware, in UTC."""
    return datetime.now(UTC)


def local(at_ms: int) -> datetime:
    """An instant in milliseconds as Vietnamese local time (UTC+7, no daylight saving)."""
    return datetime.fromtimestamp(at_ms / 1000, VIETNAM)


def to_ms(moment: datetime) -> int:
    """An aware moment as milliseconds since 1970-01-01 UTC."""
    return round(moment.timestamp() * 1000)
