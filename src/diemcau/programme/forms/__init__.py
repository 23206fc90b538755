"""Pages of the editor as forms; `sheet_of` says which page a thing has."""

from diemcau.programme.editing import DECK, Place
from diemcau.programme.forms.heads import DeckSheet, ProgrammeSheet, TopicSheet
from diemcau.programme.forms.items import ITEMS
from diemcau.programme.forms.sheet import Sheet

__all__ = ["ITEMS", "Sheet", "sheet_of"]


def sheet_of(place: Place) -> type[Sheet]:
    """The page for what stands at a place; KeyError for a list that is none."""
    if not place.no:
        return ProgrammeSheet
    if not place.part:
        return TopicSheet
    return DeckSheet if place.part == DECK else ITEMS[place.part]
