"""What rooms and persons said in the activities of a closed sitting, as rows by site. Reads its board alone.

A row's `numbers` are sums by name, so that places add up:

- polls: "1", "2" … by choice; of several "answered", how many did; of a ranking "place.<choice>", the sum of the
  places that it was given; of a scale "steps", the sum of the steps;
- situations: "turn.<n>.rooms", "turn.<n>.<choice>" of each further decision in the author's order, of a share
  "turn.<n>.given.<choice>"; "ending.<n>";
- open questions and discussions: "rooms", "persons"; "texts" are the ids of what persons wrote, "named" that the chair
  agreed to be named.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from diemcau.activities.poll.counting import MANY, nothing, places_of, split_of
from diemcau.activities.situation import counting, course
from diemcau.activities.situation.looks import OVER
from diemcau.classroom.board import Board

Fields = dict[str, Any]

# Kinds whose activities have a title; the others stand all the time.
ASKED = ("poll", "situation", "response", "discussion")


def is_counted(kind: str, summary: Mapping[str, Any]) -> bool:
    """Whether an activity is told of: it was asked, or somebody answered, and it is not void."""
    return kind not in ASKED or bool((summary["asked"] or summary["rows"]) and not summary["void"])


def title(board: Board, activity: str, topic: int, summary: Fields) -> Fields:
    """What an activity asked, as the author wrote it, and what no site's row can hold."""
    kind = board.kinds[activity].name
    told: Fields = {
        "kind": kind,
        "topic": topic,
        "title": summary["title"],
        "question": summary.get("question") or summary.get("task", ""),
        "base": "persons" if summary.get("answers") == "persons" else "rooms",
    }
    if kind in {"response", "discussion"}:
        return told | {"choices": [], "picked": _picked(board, activity)}
    told["choices"] = list(summary["choices"])
    if kind == "situation":
        names = "task", "form", "choices", "unit"
        told["turns"] = [{name: turn[name] for name in names} for turn in summary.get("turns", ())]
        told["endings"] = [ending["title"] for ending in summary.get("endings", ())]
        return told
    told |= {"form": summary["form"], "after_shown": bool(summary["after_shown"])}
    if "groups" in summary:
        sums = _sums(summary["form"], len(summary["choices"]), board.states[activity].phones)
        told |= {"base": "secret", "split": summary["split"], "sums": sums}
    return told


def _picked(board: Board, activity: str) -> list[Fields]:
    """Answers, or notes, that were before everybody at the end: text, site, of a person or not, how many were alike."""
    picked = board.states[activity].picked
    pairs = [one if isinstance(one, tuple) else (one, 1) for one in picked]
    return [
        {
            "text": given.text.id,
            "site": given.site,
            "personal": bool(given.seat),
            "named": given.named and not given.seat,
            "alike": alike,
        }
        for given, alike in pairs
    ]


def _sums(form: str, size: int, counts: Sequence[int]) -> Fields:
    """What a form has besides its split."""
    match form:
        case "several":
            return {"answered": counts[size]}
        case "scale":
            return {"steps": sum(step * number for step, number in enumerate(counts, 1))}
        case "ranking":
            rows = (counts[start : start + size] for start in range(0, size * size, size))
            return {
                f"place.{choice}": sum(place * number for place, number in enumerate(row, 1))
                for choice, row in enumerate(rows, 1)
            }
    return {}


def _poll(board: Board, activity: str, summary: Fields) -> list[Fields]:
    state, form, size = board.states[activity], summary["form"], len(summary["choices"])
    none, rows = nothing(form, size), []
    for row in summary["rows"]:
        site = row["site"]
        if summary["answers"] == "rooms":
            counts = list(none)
            for place in places_of(form, size, row["choices"]) if form in MANY else [row["choice"] - 1]:
                counts[place] += 1
        else:
            hands = state.sites[site].split if site in state.sites else none
            phones = state.tally.get(site, none)
            counts = [one + other for one, other in zip(phones, hands, strict=True)]
        numbers = _sums(form, size, counts)
        if not row.get("choice"):
            numbers |= {str(nth): n for nth, n in enumerate(split_of(form, size, counts), 1) if n}
        rows.append({"site_id": site, "choice": row.get("choice", 0), "numbers": numbers})
    return rows


def _situation(board: Board, activity: str, summary: Fields) -> list[Fields]:
    state, content = board.states[activity], board.contents[activity]
    boards = [state.boards[turn.code].sites for turn in content.turns]
    dues, closed = counting.dues(state), state.phase in OVER
    made = []
    for site in sorted({*state.sites, *(site for decided in boards for site in decided)}):
        first = state.sites.get(site)
        numbers: dict[str, int] = {}
        for nth, (turn, decided) in enumerate(zip(content.turns, boards, strict=True), 1):
            if site in decided:
                numbers |= _decided(nth, turn.form, decided[site].given)
        ending = course.ending(state.plot, state.rooms[site].way, dues, closed=closed)
        if ending >= 0:
            numbers[f"ending.{ending + 1}"] = 1
        made.append(
            {
                "site_id": site,
                "choice": first.choice if first else 0,
                "reason": first.reason.id if first and first.reason else "",
                "fact": first.seq if first else 0,
                "numbers": numbers,
            }
        )
    return made


def _decided(nth: int, form: str, given: Sequence[int]) -> dict[str, int]:
    numbers = {f"turn.{nth}.rooms": 1}
    for choice, much in enumerate(given, 1):
        if much:
            numbers[f"turn.{nth}.{choice}"] = 1
        if much and form == "share":
            numbers[f"turn.{nth}.given.{choice}"] = much
    return numbers


def _texts(board: Board, activity: str, summary: Fields) -> list[Fields]:
    """Open questions and discussions: the text of the room, and what its persons wrote, without who it was."""
    state = board.states[activity]
    sheet = state.answers if board.kinds[activity].name == "response" else state.notes
    rows: dict[int, Fields] = {}
    for given in sheet.held.values():
        row = rows.setdefault(given.site, {"site_id": given.site, "reason": "", "fact": 0, "numbers": {}})
        numbers = row["numbers"]
        if given.seat:
            numbers["persons"] = numbers.get("persons", 0) + 1
            numbers["texts"] = sorted([*numbers.get("texts", ()), given.text.id])
        else:
            row |= {"reason": given.text.id, "fact": given.seq}
            numbers |= {"rooms": 1} | ({"named": 1} if given.named else {})
    return [rows[site] for site in sorted(rows)]


def _questions(board: Board, activity: str, summary: Fields) -> list[Fields]:
    by_site: dict[int, dict[str, int]] = {}
    for question in board.states[activity].questions.values():
        row = by_site.setdefault(question.site, {})
        for name in ("withdrawn",) if question.stage == "withdrawn" else ("asked", f"stage.{question.stage}"):
            row[name] = row.get(name, 0) + 1
    return [{"site_id": site, "numbers": numbers} for site, numbers in sorted(by_site.items())]


def _floor(board: Board, activity: str, summary: Fields) -> list[Fields]:
    asked, spoken = summary["asked"], summary["spoken"]
    return [
        {"site_id": site, "numbers": {"asked": asked.get(site, 0), "spoken": spoken.get(site, 0)}}
        for site in sorted(asked.keys() | spoken.keys())
    ]


def _checklist(board: Board, activity: str, summary: Fields) -> list[Fields]:
    """Rooms that were looked at, and whether they were fit."""
    return [
        {"site_id": row["site"], "numbers": {"begun": 1} | ({row["fit"]: 1} if row["fit"] else {})}
        for row in summary["rows"]
    ]


MAKERS: dict[str, Callable[[Board, str, Fields], list[Fields]]] = {
    "situation": _situation,
    "poll": _poll,
    "response": _texts,
    "discussion": _texts,
    "question": _questions,
    "floor": _floor,
    "checklist": _checklist,
}


def standing(board: Board) -> dict[str, Fields]:
    """What stands for the whole class: speeches with the ids of their texts, and how many notices went out."""
    kinds = board.kinds
    speeches, notices = (
        kinds[name].summary(board.states[name], board.look(name, 0, lambda _: "")) for name in ("address", "notice")
    )
    names = "site", "item", "kind", "by", "gist"
    told = [{name: one[name] for name in names} for one in speeches["run"]["addresses"]]
    sent = sum(not one["withdrawn"] for one in notices["notices"])
    return {
        "address": {"kind": "address", "topic": 0, "title": "", "addresses": told},
        "notice": {"kind": "notice", "topic": 0, "title": "", "sent": sent},
    }
