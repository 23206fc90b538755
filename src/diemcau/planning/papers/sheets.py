"""Sign-in sheets of rooms, before the sitting to be signed and after it filled from the roll.

Columns and marks: brief of the domain, 3.5 (STT, họ và tên, chức vụ, đơn vị, ký tên, ghi chú; x, P, K, M).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Any

from diemcau.base.typesetting import typeset
from diemcau.base.words import say
from diemcau.planning.papers.matter import ClassMatter, HalfDay, Listed, RoomMatter, capital, set_head

TEMPLATE = Path(__file__).parent / "sheet.typ"
SPARE = 5  # empty lines for people who come in place
EMPTY = 20  # and those of a site without a list
DOTS = "…………"
LEFT_HEAD = 270.0  # points for the issuing body
ROW_MM = 8.0  # height that a signature needs, besides the padding


@dataclass(frozen=True)
class Column:
    """A column: its title's key, its share of the width, how it is set."""

    key: str
    width: int
    size: int = 14
    centre: bool = False
    bold: bool = False


NO, NAME = Column("no", 12, centre=True), Column("name", 58, bold=True)
POST, UNIT = Column("post", 56, 13), Column("unit", 42, 13)
NOTE = Column("note", 26, 13, centre=True)


def sign_in_pdf(of: ClassMatter, rooms: Sequence[RoomMatter], sittings: Sequence[HalfDay], lang: str = "vi") -> bytes:
    """A sheet a room, in the order given, for one sitting, or for those of one day with a column each."""
    signs = [Column(f"sign.{sitting.half}", 36, centre=True) for sitting in sittings]
    columns = [NO, NAME, POST, UNIT, *signs, NOTE]
    sheets = [
        _sheet(room, sittings, columns, lang, spare=SPARE if room.people else EMPTY)
        | {"foot": [say("paper.sheet.foot", lang, all=len(room.people) or DOTS), say("paper.sheet.foot_more", lang)]}
        for room in rooms
    ]
    return _set(of, sheets, say("paper.sheet.kind", lang), lang)


def roll_pdf(
    of: ClassMatter, rooms: Sequence[RoomMatter], sitting: HalfDay, foots: Sequence[Sequence[str]], lang: str = "vi"
) -> bytes:
    """The list of each room with the marks of its people and the sentences that stand at its foot."""
    columns = [NO, NAME, POST, UNIT, Column("mark", 24, centre=True, bold=True), NOTE]
    kind = say("paper.roll.kind", lang)
    sheets = [
        _sheet(room, [sitting], columns, lang) | {"kind": kind, "foot": list(foot)}
        for room, foot in zip(rooms, foots, strict=True)
    ]
    return _set(of, sheets, kind, lang, row=2.0)


def _set(of: ClassMatter, sheets: list[dict[str, Any]], title: str, lang: str, row: float = ROW_MM) -> bytes:
    for sheet in sheets:
        sheet["summary"] = of.title
    return typeset(
        TEMPLATE,
        {
            "lang": lang,
            "title": title,
            "mark": say("paper.simulation", lang) if of.simulated else "",
            "words": {"page": say("paper.sheet.page", lang, page="{page}", pages="{pages}")},
            "row": row,
            "sheets": sheets,
        },
    )


def _sheet(
    room: RoomMatter, sittings: Sequence[HalfDay], columns: list[Column], lang: str, spare: int = 0
) -> dict[str, Any]:
    when = sittings[0].title if len(sittings) == 1 else say("paper.sheet.day", lang, date=sittings[0].date)
    name = capital(room.name) + (f", {room.province}" if room.province else "")
    place = room.head.place
    return {
        "head": set_head(room.head, lang, LEFT_HEAD),
        "kind": say("paper.sheet.kind", lang),
        "when": when,
        "where": say("paper.sheet.where", lang, no=room.no, name=name),
        "columns": [_column(column, lang) for column in columns],
        "rows": _rows(room.people, columns, spare, lang),
        "foot": [],
        "legend": say("paper.sheet.legend", lang),
        "margin": say("paper.sheet.margin", lang, no=room.no, name=name, sitting=when),
        "place": say("paper.sheet.place", lang, place=place, day=sittings[-1].day) if place else "",
        "signers": [
            [say("paper.sheet.caller", lang), say("paper.sheet.sign_name", lang)],
            [say("paper.sheet.chair", lang), say("paper.sheet.sign_name", lang)],
        ],
    }


def _rows(people: Sequence[Listed], columns: list[Column], spare: int, lang: str) -> list[list[str]]:
    """Lines with the headings of their groups (rows of one cell), then empty lines.

    The order of the list is kept; where a group is not in one piece, headings would come twice and are left out.
    """
    runs = [group for group, _ in groupby(people, key=lambda one: one.group)]
    headed = len(runs) > 1 and len(set(runs)) == len(runs)
    rows: list[list[str]] = []
    for group, members in groupby(people, key=lambda one: one.group):
        rows += [[group]] if headed else []
        rows += [_line(one, columns) for one in members]
    last = max((one.no for one in people), default=0)
    if spare and people:
        rows.append([say("paper.sheet.spare", lang)])
    return [*rows, *([str(last + nth), *[""] * (len(columns) - 1)] for nth in range(1, spare + 1))]


def _line(one: Listed, columns: list[Column]) -> list[str]:
    cells = {"no": str(one.no), "name": one.name, "post": one.post, "unit": one.unit, "mark": one.mark}
    cells["note"] = one.note
    return [cells.get(column.key, "") for column in columns]


def _column(column: Column, lang: str) -> dict[str, Any]:
    return {
        "title": say(f"paper.sheet.{column.key}", lang),
        "width": column.width,
        "size": column.size,
        "centre": column.centre,
        "bold": column.bold,
    }
