"""What an author writes: the task of a short paper (bài thu hoạch)."""

from typing import Annotated

from msgspec import Meta, Struct

MOST_DAYS = 60
MOST_PHOTOS = 4


class Essay(Struct, frozen=True, forbid_unknown_fields=True):
    """A short paper of each learner, as text or as photos of handwriting.

    `days`: to be handed in so many days after the planned end of the sitting, 0..60. `photos`: how many may be handed
    in, 0 for text only, at most 4.
    """

    title: str
    task: str
    days: Annotated[int, Meta(ge=0, le=MOST_DAYS)] = 7
    photos: Annotated[int, Meta(ge=0, le=MOST_PHOTOS)] = 2
    mark: str = ""
