"""Pictures of slides for desks and rooms, from the data folder: files that never change, named by what they hold.

The address says nothing that the sender has not been shown; his token says that he is in a sitting. Phones read the
words of a slide: a hall of phones on one weak line could not load its pictures as well.
"""

import re
from pathlib import Path

from diemcau.activities.kind import Role, Who
from diemcau.base.refused import Refused
from diemcau.classroom.live.http import Answer

WHERE = "/live/slides/"
KEPT = 32 * 1024 * 1024  # bytes of the pictures asked for last: all rooms ask for one within a second
HEADERS = (
    b"cache-control: private, max-age=31536000, immutable",
    b"x-content-type-options: nosniff",
    b"referrer-policy: no-referrer",
)
_NAME = re.compile(r"[0-9a-f]{64}-[1-9][0-9]{0,2}\.png")


class Pictures:
    """The folder, and the pictures that were asked for last."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._kept: dict[str, bytes] = {}
        self._size = 0

    def answer(self, path: str, who: Who) -> Answer:
        """A picture for a desk or room.

        Refuses: command.not_yours (a phone), address.unknown (no such picture).
        """
        if who.role == Role.PHONE:
            raise Refused("command.not_yours", 403)
        name = path.removeprefix(WHERE)
        if not _NAME.fullmatch(name):
            raise Refused("address.unknown", 404)
        return Answer(200, self._read(name), b"image/png", HEADERS)

    def _read(self, name: str) -> bytes:
        picture = self._kept.pop(name, None)
        if picture is None:
            try:
                picture = (self.folder / name).read_bytes()
            except FileNotFoundError:
                raise Refused("address.unknown", 404) from None
            self._size += len(picture)
        self._kept[name] = picture  # now the youngest
        while self._size > KEPT:
            self._size -= len(self._kept.pop(next(iter(self._kept))))
        return picture
