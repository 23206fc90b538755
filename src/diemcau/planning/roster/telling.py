"""What a check says in words, and the JSON that programs read."""

from typing import Any

from msgspec import Struct

from diemcau.base.words import say
from diemcau.planning.roster.rules.findings import Note, Problem, Repair, Row, Sheetcheck, Status


def as_json(check: Sheetcheck, lang: str) -> list[dict[str, Any]]:
    """The rows as plain data: sheet, row, status, person, repairs, problems. Messages are in a language."""
    return [_row(row, lang) for row in check.rows]


def _row(row: Row, lang: str) -> dict[str, Any]:
    person = row.person
    birth = person.birth
    return {
        "sheet": row.sheet,
        "row": row.no,
        "status": row.status.value,
        "person": {
            "family_name": person.family_name,
            "given_name": person.given_name,
            "full_name": person.full_name,
            "sex": person.sex,
            "birth": {"date": birth.date, "precision": birth.precision} if birth else None,
            "phone": person.phone,
            "phone2": person.phone2,
            "position": person.position,
            "position_group": person.position_group,
            "unit_code": person.unit_code,
        },
        "repairs": [{"field": one.field, "from": one.was, "to": one.now, "rule": one.rule} for one in row.repairs],
        "problems": [{"field": one.field, "code": one.code, "message": message(one, lang)} for one in row.problems],
    }


def message(problem: Problem, lang: str) -> str:
    """A question with its choices, or the reason of a refusal."""
    words = say(f"office.roster.problem.{problem.code}", lang, **problem.data)
    if not problem.choices:
        return words
    return say("office.roster.choices", lang, words=words, choices="; ".join(problem.choices))


def repaired(repair: Repair, lang: str) -> str:
    """What was changed and why."""
    why = say(f"office.roster.repair.{repair.rule}", lang)
    return say("office.roster.repaired", lang, was=repair.was, now=repair.now, why=why)


def noted(note: Note, lang: str) -> str:
    """A note about a sheet."""
    words = say(f"office.roster.note.{note.code}", lang, **note.data)
    return say("office.roster.of_sheet", lang, sheet=note.sheet, words=words) if note.sheet else words


def placed(row: Row, lang: str) -> str:
    """Where a row stands: "dòng 12", or with its sheet."""
    words = say("office.roster.row", lang, row=row.no)
    return say("office.roster.row_of_sheet", lang, sheet=row.sheet, words=words) if row.sheet else words


def ending(row: Row, lang: str) -> str:
    """How a row ends, for the column beside it."""
    head = say(f"office.roster.status.{row.status.value}", lang)
    if row.status is Status.READY:
        return head
    parts = [message(one, lang) for one in row.problems] or list(
        dict.fromkeys(repaired(one, lang) for one in row.repairs)
    )
    return f"{head}: {' '.join(parts)}"


class Mark(Struct, frozen=True):
    """What is written beside a row of a sheet. `status` gives the colour: one of Status, or anything else for grey."""

    sheet: str | None
    no: int
    status: str
    words: str


def marks_of(check: Sheetcheck, lang: str) -> list[Mark]:
    """How each row of a check ended."""
    return [Mark(row.sheet, row.no, row.status.value, ending(row, lang)) for row in check.rows]
