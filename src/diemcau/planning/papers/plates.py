"""Name plates for the tables: A4, two on a page, each to be cut out and folded into a tent."""

from collections.abc import Sequence
from pathlib import Path

from diemcau.base.typeface import balanced, width
from diemcau.base.typesetting import typeset
from diemcau.base.words import say
from diemcau.planning.papers.matter import ClassMatter, RoomMatter

TEMPLATE = Path(__file__).parent / "plates.typ"
ROOM = 520.0  # points of a line
LARGEST, SMALLEST = 60.0, 30.0  # of a name, in points
POST = 22.0


def plates_pdf(of: ClassMatter, rooms: Sequence[RoomMatter], lang: str = "vi") -> bytes:
    """Two plates a page in the order of the lists; a name on one line if it can be read from afar, else on two."""
    plates = []
    for room in rooms:
        for one in room.people:
            size = max(SMALLEST, min(LARGEST, ROOM / width(one.name, 1, bold=True)))
            plates.append(
                {
                    "name": balanced(one.name, ROOM, size, bold=True),
                    "size": size,
                    "post": balanced(one.post, ROOM, POST),
                    "unit": one.unit,
                }
            )
    return typeset(
        TEMPLATE,
        {
            "lang": lang,
            "title": say("paper.plates.title", lang),
            "fold": say("paper.plates.fold", lang),
            "none": say("paper.plates.none", lang),
            "mark": say("paper.simulation", lang) if of.simulated else "",
            "plates": plates,
        },
    )
