"""The comparison board: what the lecturer sees of all rooms while they decide, and what he steers by. Pure.

Everything is chosen by rule and not by judgement; no order of places is a ranking. Names of rooms are for the lecturer:
what comes before all goes through `looks`.

Contrasts: two rooms that say like things and decided differently (of one group of texts, the group with most rooms on
its second choice first); then two rooms of communes of like kind, from two provinces where it can be, that decided
differently and gave a reason: the most frequent choice against each of the others in turn. Outliers: a text that is
like no other; a choice that is rare in its province.
"""

from collections.abc import Iterable, Iterator
from itertools import islice

from msgspec import Struct

from diemcau.activities.kind import Look, View
from diemcau.activities.naming import title
from diemcau.activities.plan import PlanSite
from diemcau.activities.situation.answers import turn_of
from diemcau.activities.situation.content import FIRST, Development, Situation, Turn, words_of
from diemcau.activities.situation.looks import by_province, by_unit, chosen, endings, face, result
from diemcau.activities.situation.shapes import Board, State

GROUPS = 8  # groups of texts that are shown, largest first
SAMPLES = 4  # texts shown of each
PAIRS = 3  # contrasts of each sort
OUTLIERS = 4  # of each sort
FEW = 5  # fewer rooms or texts have no outliers


class Gathered(Struct, frozen=True):
    """A group of texts on one turn: its number, the room with the most typical text, all its rooms."""

    id: int
    typical: int
    sites: tuple[int, ...]


def for_presenters(state: State, look: Look) -> View:
    """The case with its remarks, a board for each turn, what is picked and drawn.

    `turns`: of each {code, task, form, choices, unit, total, put, decided, split, given, by_unit, by_province, latest,
    late, aside, groups, alone, contrasts, outliers}; `put` counts the rooms that it was put to.
    """
    content: Situation = look.content
    return {
        **face(state, content),
        "remarks": [choice.remark for choice in content.choices],
        "view": content.view,
        "expert_shown": state.expert,
        "developments": [_development(state, n, one) for n, one in enumerate(content.developments, 1)],
        "result": result(state),
        "turns": [_board(state, turn_of(content, code), look) for code in state.boards],
        "endings": endings(state, content),
        "debrief": list(content.debrief),
        "picked": [row for site in state.picked if (row := _row(state, state.picked_turn, site, look))],
        "picked_turn": state.picked_turn,
        "drawn": [
            {"text": look.read(drawn.text), "facts": len(drawn.facts), "turn": drawn.turn} for drawn in state.lessons
        ],
    }


def _development(state: State, n: int, development: str | Development) -> View:
    """`by`: how it comes, by "hand", by "time" (after so many minutes) or by "itself"."""
    event = state.plot.events[n - 1]
    came = next((arrival.at for arrival in state.arrivals if arrival.n == n), 0)
    by = "hand" if event.by_hand else "time" if event.after else "itself"
    return {"text": words_of(development), "by": by, "after": event.after, "came": came}


def _board(state: State, turn: Turn, look: Look) -> View:
    board = state.boards[turn.code]
    groups = _gathered(board, look)
    alone = [group for group in groups if len(group.sites) == 1]
    larger = [group for group in groups if len(group.sites) > 1]
    texts = sum(len(group.sites) for group in groups)
    strange = alone[:OUTLIERS] if texts >= FEW else []

    def rows(sites: Iterable[int]) -> list[View]:
        return [row for site in sites if (row := _row(state, turn.code, site, look))]

    return {
        "code": turn.code,
        "task": turn.task,
        "form": turn.form,
        "choices": [choice.text for choice in turn.choices],
        "unit": turn.unit,
        "total": turn.total,
        "put": _put(state, turn.code),
        "decided": board.decided,
        "split": list(board.split),
        "given": list(board.given),
        "by_unit": by_unit(state, board),
        "by_province": by_province(state, board, look.places),
        "latest": [[row for row in rows(reversed(sites)) if row["reason"]] for sites in board.latest],
        "late": board.late,
        "aside": len(board.aside),
        "texts": texts,
        "groups": [_group(board, group, rows(_samples(board, group, look))) for group in larger[:GROUPS]],
        "more_groups": max(0, len(larger) - GROUPS),
        "alone": len(alone),
        "contrasts": [
            *({"why": "text", "rooms": rows(pair)} for pair in islice(_like_words(board, larger, look), PAIRS)),
            *({"why": "kind", "rooms": rows(pair)} for pair in _like_kind(board, look)),
        ],
        "outliers": [
            *({"why": "text", "room": row} for row in rows(group.typical for group in strange)),
            *({"why": "rare", "room": row} for row in rows(islice(_rare(board), OUTLIERS))),
        ],
    }


def _put(state: State, code: str) -> int:
    """Rooms that a turn was put to, decided or not."""
    place, of = state.plot.place(code), sum(state.of_unit.values())
    others = of - len(state.rooms) if place in state.nobody.put else 0
    return others + sum(place in room.way.put for room in state.rooms.values())


def _row(state: State, turn: str, site: int, look: Look) -> View | None:
    """A decision as presenters see it: with its site; None when the room stands on this turn no longer."""
    decision = state.boards[turn].sites.get(site)
    if decision is None:
        return None
    place = look.places.sites[site]
    row: View = {
        "site": site,
        "name": place.name,
        "of": title(place.province, look.places) if place.level == "commune" else "",
        "unit": place.kind,
        "choice": decision.choice,
        "reason": look.read(decision.words),
        "named": decision.named,
    }
    return row if turn == FIRST else row | {"chosen": chosen(decision, turn_of(look.content, turn))}


# --- texts that are alike ----------------------------------------------------------------------


def _gathered(board: Board, look: Look) -> list[Gathered]:
    """Groups of texts with the rooms of this turn, largest first. A decision that was changed since is in none."""
    site_of = {decision.seq: site for site, decision in board.sites.items() if decision.words}
    found = []
    for group in look.grouping.groups:
        sites = tuple(site_of[place] for place in group.members if place in site_of)
        if sites:
            found.append(Gathered(group.id, site_of.get(group.typical, sites[0]), sites))
    return sorted(found, key=lambda group: (-len(group.sites), group.id))


def _samples(board: Board, group: Gathered, look: Look) -> list[int]:
    """The room with the typical text, and rooms with other ones; none whose words were erased."""
    seen: dict[str, int] = {}
    for site in (group.typical, *group.sites[: 5 * SAMPLES]):
        words = look.read(board.sites[site].words)
        if words:
            seen.setdefault(words, site)
    return list(seen.values())[:SAMPLES]


def _group(board: Board, group: Gathered, rows: list[View]) -> View:
    split = [0] * len(board.split)
    for site in group.sites:
        for place, given in enumerate(board.sites[site].given):
            split[place] += given > 0
    return {"id": group.id, "size": len(group.sites), "split": split, "rows": rows, "sites": list(group.sites)}


# --- contrasts and outliers --------------------------------------------------------------------


def _like_words(board: Board, groups: Iterable[Gathered], look: Look) -> Iterator[tuple[int, int]]:
    """Of each group in which rooms decided differently two rooms, of its first and its second choice."""
    found = []
    for group in groups:
        by_choice: dict[int, list[int]] = {}
        for site in group.sites:
            if look.places.sites[site].level == "commune":
                by_choice.setdefault(board.sites[site].choice, []).append(site)
        ranked = sorted(by_choice.values(), key=lambda sites: (-len(sites), board.sites[sites[0]].choice))
        if len(ranked) > 1:
            found.append((-len(ranked[1]), group.id, ranked))
    for _, _, ranked in sorted(found, key=lambda one: one[:2]):
        left, right = (min(sites, key=lambda site: _order(look.places.sites[site])) for sites in ranked[:2])
        yield left, right


def _like_kind(board: Board, look: Look) -> list[tuple[int, int]]:
    """Rooms of communes that gave a reason: the lowest number of the most frequent choice, and of another in turn.

    The second is of the same kind of unit and of another province where there is one. No room twice.
    """
    free: dict[int, list[PlanSite]] = {}
    for site, decision in board.sites.items():
        place = look.places.sites[site]
        if decision.words and decision.choice and place.level == "commune":
            free.setdefault(decision.choice, []).append(place)
    for places in free.values():
        places.sort(key=_order)
    ranked = sorted(free, key=lambda choice: (-board.split[choice - 1], choice))
    pairs: list[tuple[int, int]] = []
    for turn in range(PAIRS if len(ranked) > 1 else 0):
        one, other = free[ranked[0]], free[ranked[1 + turn % (len(ranked) - 1)]]
        if not one or not other:
            continue
        left = one.pop(0)
        right = min(other, key=lambda place: (place.kind != left.kind, place.province == left.province))
        other.remove(right)
        pairs.append((left.id, right.id))
    return pairs


def _order(place: PlanSite) -> tuple[int, int]:
    return place.no, place.id


def _rare(board: Board) -> Iterator[int]:
    """Rooms whose choice hardly another one of their province made: one in ten at most, or one alone."""
    rare: set[tuple[str, int]] = set()
    for province, split in board.by_province.items():
        rooms = sum(split)
        rare |= {
            (province, n) for n, number in enumerate(split, 1) if rooms >= FEW and 0 < number <= max(1, rooms // 10)
        }
    by_province = sorted(board.sites.items(), key=lambda pair: (pair[1].province, pair[0]))
    return (site for site, decision in by_province if (decision.province, decision.choice) in rare)
