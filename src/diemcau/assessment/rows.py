"""From the board of a closed sitting to the fields of its records. Reads nothing else."""

from dataclasses import dataclass
from typing import Any

from diemcau.activities.headcount.shapes import Sheet
from diemcau.activities.presence.rules import status_of
from diemcau.assessment.rules import attended, in_room
from diemcau.base import clock
from diemcau.classroom.board import Board

Fields = dict[str, Any]


@dataclass(frozen=True)
class Made:
    """Fields of the rows of one sitting. `titles`: activity → {kind, topic, title, question, choices, base}.

    `base` is persons, rooms or secret; a secret poll has no rows, so its sums by choice stand there too, as `split`.
    """

    records: list[Fields]
    sites: list[Fields]
    answers: list[Fields]
    questions: list[Fields]
    incidents: list[Fields]
    titles: dict[str, Fields]


def of_board(board: Board) -> Made:
    """All rows that a sitting settles to."""
    answers: list[Fields] = []
    titles: dict[str, Fields] = {}
    for activity, kind in board.kinds.items():
        maker = _ANSWERS.get(kind.name)
        if maker is None:
            continue
        summary = kind.summary(board.states[activity], board.look(activity, 0, lambda _: ""))
        topic = board.places.items[board.item_of[activity]].topic if activity in board.item_of else 0
        if kind.name in _ASKED and not summary["asked"] and not summary["rows"]:
            continue
        if kind.name in _ASKED:
            titles[activity] = _title(kind.name, topic, summary)
        whose = {"activity": activity, "kind": kind.name, "topic_no": topic}
        answers += [_EMPTY | fields | whose for fields in maker(board, activity, summary)]
    return Made(_records(board), _sites(board), answers, _asked(board), _incidents(board), titles)


_ASKED = ("poll", "situation")
_EMPTY: Fields = {"choice": 0, "numbers": {}, "reason": "", "fact": 0}


def _title(kind: str, topic: int, summary: Fields) -> Fields:
    title = {
        "kind": kind,
        "topic": topic,
        "title": summary["title"],
        "question": summary.get("question") or summary.get("task", ""),
        "choices": list(summary["choices"]),
        "base": "persons" if summary.get("answers") == "persons" else "rooms",
    }
    return title | {"base": "secret", "split": summary["split"]} if "groups" in summary else title


def _records(board: Board) -> list[Fields]:
    state, places, claims = board.states["presence"], board.places, board.sitting.claims
    made = []
    for seat, place in places.seats.items():
        status = status_of(state, seat)
        mark = state.corrections[seat][-1] if state.corrections.get(seat) else state.marks.get(seat)
        phone = state.phones.get(seat)
        by = "correction" if state.corrections.get(seat) else "desk" if mark else "phone" if phone else ""
        late = mark.late if mark else bool(phone and phone.late)
        claim = claims.get(seat)
        made.append(
            {
                "enrolment_id": seat,
                "site_id": place.site,
                "status": status,
                "attended": attended(status),
                "elsewhere_id": (mark.elsewhere if mark and status == "o_diem_khac" else 0) or None,
                "said_by": by,
                "evidence": claim.evidence if claim and by == "phone" else "",
                "late": late,
            }
        )
    return made


def _sites(board: Board) -> list[Fields]:
    places, roll, sheets = board.places, board.states["presence"], board.states["headcount"].sheets
    guests: dict[int, int] = {}
    seated: dict[int, int] = {}
    for seat, place in places.seats.items():
        status = status_of(roll, seat)
        seated[place.site] = seated.get(place.site, 0) + in_room(status)
        mark = roll.corrections[seat][-1] if roll.corrections.get(seat) else roll.marks.get(seat)
        if status == "o_diem_khac" and mark:
            guests[mark.elsewhere] = guests.get(mark.elsewhere, 0) + 1
    made = []
    for site in places.plan.sites:
        sheet = sheets.get(site.id) or Sheet()
        numbers = sheet.numbers if sheet.level else None
        confirmed = sheet.steps.get("confirmed")
        made.append(
            {
                "site_id": site.id,
                "seats": len(places.seats_of[site.id]),
                "in_room": seated.get(site.id, 0) + guests.get(site.id, 0),
                "guests": guests.get(site.id, 0),
                "level": sheet.level if numbers else "",
                "present": numbers.present if numbers else None,
                "excused": numbers.excused if numbers else None,
                "absent": numbers.absent if numbers else None,
                "confirmed_by": confirmed.by if confirmed else "",
                "corrections": len(sheet.corrections),
                "silences": board.sitting.silences.get(site.id, 0),
            }
        )
    return made


def _asked(board: Board) -> list[Fields]:
    """Questions that were not taken back, under the topic of the item that was on."""
    items = board.places.items
    return [
        {
            "site_id": held.site,
            "number": number,
            "topic_no": items[held.item].topic if held.item in items else 0,
            "personal": bool(held.seat),
            "stage": held.stage,
            "text": held.text.id,
        }
        for number, held in board.states["question"].questions.items()
        if held.stage != "withdrawn"
    ]


def _incidents(board: Board) -> list[Fields]:
    told = {(site, trouble, at) for site, trouble, at in board.sitting.incidents}
    return [{"site_id": site, "trouble": what, "at": clock.local(at)} for site, what, at in sorted(told)]


def _situation(board: Board, activity: str, summary: Fields) -> list[Fields]:
    decisions = board.states[activity].sites
    return [
        {
            "site_id": site,
            "choice": decision.choice,
            "reason": decision.reason.id if decision.reason else "",
            "fact": decision.seq,
        }
        for site, decision in sorted(decisions.items())
    ]


def _poll(board: Board, activity: str, summary: Fields) -> list[Fields]:
    if summary["answers"] == "rooms":
        return [{"site_id": row["site"], "choice": row["choice"]} for row in summary["rows"]]
    return [
        {
            "site_id": row["site"],
            "numbers": {
                str(place): phones + hands
                for place, (phones, hands) in enumerate(zip(row["phones"], row["hands"], strict=True), 1)
                if phones + hands
            },
        }
        for row in summary["rows"]
    ]


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


_ANSWERS = {"situation": _situation, "poll": _poll, "question": _questions, "floor": _floor}
