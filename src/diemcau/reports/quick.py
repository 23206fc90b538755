"""The quick report of a sitting on paper: the text that people really send, at one level or at three."""

from diemcau.base.words import say
from diemcau.classroom import quick
from diemcau.classroom.board import Board
from diemcau.classroom.replay import board_of
from diemcau.planning.models import Sitting


def text_of(board: Board, *, province: str = "", site: int = 0, at: int = 0, lang: str = "vi") -> str:
    """The text of the centre, of a province or of a site, as of `at` (ms; 0: the end of the sitting by its plan)."""
    when = at or board.sitting.closed_at or board.places.plan.ends_at
    return quick.texts(board, site=site, province=province, cards={}, at=when, lang=lang)["report"]


def three_levels(sitting: Sitting, province: str, unit: str, lang: str = "vi") -> str:
    """Centre, a province and the sites of a unit, one under the other. KeyError when there is no journal."""
    board, _ = board_of(sitting.pk)
    parts = [(say("paper.quick.centre", lang), text_of(board, lang=lang))]
    if province in {site.province for site in board.places.plan.sites}:
        parts.append((say("paper.quick.province", lang), text_of(board, province=province, lang=lang)))
    parts += [
        (say("paper.quick.site", lang), text_of(board, site=site.id, lang=lang))
        for site in board.places.plan.sites
        if site.unit == unit
    ]
    return "\n\n".join(f"{title}\n{'-' * len(title)}\n{text}" for title, text in parts) + "\n"
