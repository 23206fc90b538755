"""What a room may need when its line goes: the items of the sitting, and the slides of those that allow phones.

An item without phones leaves nothing on any device; its slides are not given ahead.
"""

from collections.abc import Callable
from typing import Any

from msgspec.structs import replace

from diemcau.activities.kind import Text, View
from diemcau.classroom.board import Board


def ahead(board: Board, at: int, read: Callable[[Text | None], str]) -> dict[str, Any]:
    """Items in order with their minutes, and for each deck what rooms see of every slide; `at` is real time, ms."""
    places, decks = board.places, []
    for activity in places.plan.activities:
        item = places.items.get(activity.item)
        if activity.kind != "slides" or item is None or not item.phones:
            continue
        kind, state, look = board.kinds[activity.id], board.states[activity.id], board.look(activity.id, at, read)
        of = state.of if state.deck else len(look.content.slides)
        faces: list[View | None] = [kind.for_all(replace(state, n=n), look) for n in range(1, of + 1)]
        decks.append({"id": activity.id, "item": item.id, "faces": faces})
    return {"items": places.plan.items, "starts_at": places.plan.starts_at, "decks": decks}
