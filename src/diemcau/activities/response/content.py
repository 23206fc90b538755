"""What an author writes: an open question that is answered in words."""

from typing import Literal

from msgspec import Struct


class Response(Struct, frozen=True, forbid_unknown_fields=True):
    """A question on facts or practice. `answers`: a text a room (handed in at its desk), or one a person by phone."""

    title: str
    question: str
    answers: Literal["rooms", "persons"] = "rooms"
    mark: str = ""
