"""Speeches of a class, each once: those that the office recorded, and those that were noted live."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from diemcau.assessment.models import Settlement
from diemcau.base.text import fold
from diemcau.journal.log import reader, stream_of
from diemcau.planning.models import Address, Item, Sitting
from diemcau.planning.models import Site as Room
from diemcau.units.rules import Scope

_EVERYWHERE = Scope.everything()


@dataclass(frozen=True)
class Speech:
    """Who spoke by post ("" when the words were erased), of which kind, from which site (None: the centre's hall)."""

    sitting: Sitting
    item: int  # its number in the sitting
    kind: str
    by: str
    gist: str
    site: int | None
    where: str

    @property
    def mark(self) -> tuple[int, int | None, str, str]:
        """What makes two records one speech: the same sitting, place, kind and speaker."""
        return self.sitting.no, self.site, self.kind, fold(self.by)


def speeches_of(settled: Sequence[tuple[Sitting, Settlement]]) -> list[Speech]:
    """Speeches of settled sittings in order. Of two records of one the office's stays, with the gist that there is.

    What was planned for a sitting that is not over has not been said yet. Three queries at most.
    """
    found: dict[tuple[int, int | None, str, str], Speech] = {}
    for nth, speech in enumerate([*_recorded(sitting for sitting, _ in settled), *_noted(settled)]):
        mark = speech.mark if speech.by else (speech.sitting.no, speech.site, speech.kind, f"#{nth}")
        known = found.setdefault(mark, speech)
        if not known.gist and speech.gist:
            found[mark] = Speech(**{**vars(known), "gist": speech.gist})
    return sorted(found.values(), key=lambda speech: (speech.sitting.no, speech.item))


def _recorded(sittings: Iterable[Sitting]) -> list[Speech]:
    rows = Address.rows.of(_EVERYWHERE).filter(item__sitting__in=list(sittings)).select_related("item__sitting", "site")
    return [
        Speech(
            row.item.sitting,
            row.item.no,
            row.kind,
            row.post,
            row.gist.strip(),
            row.site_id,
            row.site.name if row.site else "",
        )
        for row in rows.order_by("item__sitting__no", "item__no", "id")
    ]


def _noted(settled: Sequence[tuple[Sitting, Settlement]]) -> list[Speech]:
    told: list[tuple[Sitting, dict[str, Any]]] = [
        (sitting, one) for sitting, row in settled for one in row.sheets.get("address", {}).get("addresses", ())
    ]
    if not told:
        return []
    items = dict(Item.objects.filter(pk__in={one["item"] for _, one in told}).values_list("pk", "no"))
    rooms = dict(Room.rows.of(_EVERYWHERE).filter(pk__in={one["site"] for _, one in told}).values_list("pk", "name"))
    words: dict[str, str] = {}
    with reader() as store:
        for sitting in {sitting.pk: sitting for sitting, _ in told}.values():
            words |= store.texts(stream_of(sitting.pk))
    return [
        Speech(
            sitting,
            items.get(one["item"], 0),
            one["kind"],
            words.get(one["by"], ""),
            words.get(one["gist"], "").strip(),
            one["site"] or None,
            rooms.get(one["site"], ""),
        )
        for sitting, one in told
    ]
