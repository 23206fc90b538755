"""The list of kinds: one word each. The order is the order on the desks."""

from importlib import import_module
from typing import Any

from diemcau.activities.kind import Kind

NAMES = (
    "notice",
    "presence",
    "headcount",
    "checklist",
    "slides",
    "poll",
    "test",
    "situation",
    "discussion",
    "response",
    "survey",
    "essay",
    "question",
    "floor",
    "address",
    "obstacle",
)

KINDS: dict[str, Kind[Any, Any]] = {name: import_module(f"diemcau.activities.{name}.rules").KIND for name in NAMES}
