"""From the board of a closed sitting to the fields of its records. Reads nothing else."""

from dataclasses import dataclass
from typing import Any

from diemcau.activities.headcount.shapes import Sheet
from diemcau.activities.presence.rules import status_of
from diemcau.assessment import answers
from diemcau.assessment.rules import attended, in_room
from diemcau.base import clock
from diemcau.classroom.board import Board

Fields = dict[str, Any]


@dataclass(frozen=True)
class Made:
    """Fields of the rows of one sitting. `titles`: activity → {kind, topic, title, question, choices, base}.

    `base` is persons, rooms or secret; a secret poll has no rows, so its sums by choice stand there too, as `split`,
    and what its form has besides as `sums`. `form` is that of a poll; `turns` and `endings` are those of a situation.
    `sheets`: activity → the summary of a test, survey or paper, without rows; speeches and notices of the whole class.
    """

    records: list[Fields]
    sites: list[Fields]
    answers: list[Fields]
    questions: list[Fields]
    incidents: list[Fields]
    tests: list[Fields]
    papers: list[Fields]
    titles: dict[str, Fields]
    sheets: dict[str, Fields]


def of_board(board: Board) -> Made:
    """All rows that a sitting settles to."""
    said: list[Fields] = []
    titles: dict[str, Fields] = {}
    for activity, kind in board.kinds.items():
        maker = answers.MAKERS.get(kind.name)
        if maker is None:
            continue
        summary = kind.summary(board.states[activity], board.look(activity, 0, lambda _: ""))
        topic = board.places.items[board.item_of[activity]].topic if activity in board.item_of else 0
        if not answers.is_counted(kind.name, summary):
            continue
        if kind.name in answers.ASKED:
            titles[activity] = answers.title(board, activity, topic, summary)
        whose = {"activity": activity, "kind": kind.name, "topic_no": topic}
        said += [_EMPTY | fields | whose for fields in maker(board, activity, summary)]
    sheets, summaries = _sheets(board)
    return Made(
        records=_records(board),
        sites=_sites(board),
        answers=said,
        questions=_asked(board),
        incidents=_incidents(board),
        tests=[fields for activity, summary in summaries["test"] for fields in _marks(activity, summary)],
        papers=[fields for activity, summary in summaries["essay"] for fields in _papers(activity, summary)],
        titles=titles,
        sheets=sheets | answers.standing(board),
    )


_EMPTY: Fields = {"choice": 0, "numbers": {}, "reason": "", "fact": 0}


_SHEETS = ("test", "survey", "essay")
Summaries = dict[str, list[tuple[str, Fields]]]


def _sheets(board: Board) -> tuple[dict[str, Fields], Summaries]:
    """Summaries of tests, surveys and papers that were asked: without their rows by activity, and by kind."""
    sheets: dict[str, Fields] = {}
    summaries: Summaries = {kind: [] for kind in _SHEETS}
    for activity, kind in board.kinds.items():
        if kind.name in summaries:
            summary = kind.summary(board.states[activity], board.look(activity, 0, lambda _: ""))
            if summary["asked"] and not summary["void"]:
                summaries[kind.name].append((activity, summary))
                topic = board.places.items[board.item_of[activity]].topic
                told = {key: value for key, value in summary.items() if key != "rows"}
                sheets[activity] = {"kind": kind.name, "topic": topic, **told}
    return sheets, summaries


def _marks(activity: str, summary: Fields) -> list[Fields]:
    """Of a test a row for each person whose answers count; late ones do not."""
    return [
        {
            "enrolment_id": row["seat"],
            "site_id": row["site"],
            "activity": activity,
            "group": row["group"],
            "marks": "".join("-" if right is None else str(int(right)) for right in row["right"]),
        }
        for row in summary["rows"]
        if not row["late"]
    ]


def _papers(activity: str, summary: Fields) -> list[Fields]:
    return [
        {
            "enrolment_id": row["seat"],
            "site_id": row["site"],
            "activity": activity,
            "at": clock.local(row["at"]),
            **{name: row[name] for name in ("paper", "late", "by_desk", "text", "photos", "passed", "remark")},
        }
        for row in summary["rows"]
    ]


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
