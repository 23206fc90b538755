"""What somebody answers to the questions of a row: read by the same readers, put into the row, said in its ending."""

import re
from collections.abc import Mapping
from datetime import date
from enum import StrEnum

from msgspec import Struct
from msgspec.structs import replace

from diemcau.planning.roster.rules import names, sexes
from diemcau.planning.roster.rules.dates import read_birth
from diemcau.planning.roster.rules.findings import Birth, Person, Problem, Remark, Repair, Row
from diemcau.planning.roster.rules.gazetteer import Around, Gazetteer
from diemcau.planning.roster.rules.letters import clean, is_broken
from diemcau.planning.roster.rules.phones import read_phones
from diemcau.planning.roster.rules.whereabouts import place_of

LONGEST = {"full_name": 120, "family_name": 80, "given_name": 40, "position": 500, "position_group": 200}
_LONGEST = 100  # of anything else that is typed
_CODE = re.compile(r"\((\d{5}|\d{2})\)")
_PRECISION = {4: "year", 7: "month", 10: "day"}
_NAMES = ("full_name", "family_name", "given_name")
# Fields that may stay empty. A name may not; a row without a unit has no room.
_OPTIONAL = frozenset({"birth", "sex", "phone", "phone2", "position", "position_group"})
# Questions about a value that stands in the row: it may be left as it is.
_STANDS = frozenset({"birth_citizen", "sex_citizen", "name_strange", "name_long", "letters", "name_short"})


class How(StrEnum):
    """Ways to answer. SAME: the row repeats another one, OTHER: it does not; KEEP: what stands there is right."""

    VALUE = "value"
    EMPTY = "empty"
    KEEP = "keep"
    SAME = "same"
    OTHER = "other"
    PERSON = "person"
    SITE = "site"
    OUT = "out"


class Answer(Struct, frozen=True, array_like=True):
    """An answer as it is kept: `value` is what goes into the row (YYYY-MM-DD, E.164, a code, an id), already read."""

    how: How
    value: str = ""


Answers = Mapping[str, Answer]  # by key_of a problem; "row" with OUT leaves the row out
WHOLE_ROW = "row"


def key_of(problem: Problem) -> str:
    """By what an answer is kept."""
    return f"{problem.field}.{problem.code}"


def ways_of(problem: Problem) -> tuple[How, ...]:
    """How a question may be answered, besides leaving the row out and its own choices."""
    if problem.refuses:
        return ()
    code, of = problem.code, problem.field
    if code in ("twin_likely", "person_likely"):
        return (How.SAME, How.OTHER) if code == "twin_likely" else (How.PERSON, How.OTHER)
    if of == "site":
        return (How.SITE,)
    if code == "row_unclear":
        return (How.KEEP,)
    keep = (How.KEEP,) if code in _STANDS else ()
    empty = (How.EMPTY,) if of in _OPTIONAL else ()
    return (How.VALUE, *keep, *empty)


def is_alike(problem: Problem) -> bool:
    """Whether equal questions of several rows have one answer: a unit, a room, a sign; never a person or a birth."""
    return problem.field in ("unit_code", "site", "sex", "position", "position_group") and problem.code not in (
        "sex_citizen",
        "sex_differs",
        "letters",
        "script",
    )


class Reading(Struct, frozen=True):
    """What a typed or chosen text means for a question; `problem` where it is none the better for it."""

    value: str = ""
    problem: Problem | None = None


def read_answer(problem: Problem, text: str, gazetteer: Gazetteer, province: str, today: date) -> Reading:
    """Read a text that is to take the place of what the question is about, by the readers of the sheet itself.

    Values: a birth YYYY[-MM[-DD]], a sex nam or nu, one or two telephones in E.164, the code of a unit, a name or text.
    """
    remark = Remark()
    field = problem.field
    chosen = text in problem.choices
    text = clean(text)[0][:1000]
    value = ""
    if len(text) > LONGEST.get(field, _LONGEST) and field != "unit_code":
        remark.asks(field, "too_long")
    elif field == "birth":
        birth = read_birth(text, today, remark)
        value = birth.date if birth else ""
    elif field == "sex":
        value = sexes.said(text) or ""
        if not value:
            remark.asks("sex", "sex_unclear", "Nam", "Nữ", text=text)
    elif field in ("phone", "phone2"):
        value = " ".join(read_phones(text, remark))
    elif field == "unit_code":
        value = _unit(text, gazetteer, province, remark)
    elif field in _NAMES and not chosen:
        value = names.read_name(text, remark, of=field, part=field != "full_name").text
    else:
        value = text
        if is_broken(text):
            remark.asks(field, "letters")
    if not value and not remark.problems:
        remark.asks(field, "nothing_typed")
    return Reading(value) if value and not remark.problems else Reading(problem=remark.problems[0])


def _unit(text: str, gazetteer: Gazetteer, province: str, remark: Remark) -> str:
    # A choice begins with today's unit, "Xã Phú Xuyên, Thành phố Hà Nội (10273) – …".
    if (found := _CODE.search(text)) and (found[1] in gazetteer.today or found[1] == "00"):
        return found[1]
    around = Around(province=province)
    place = place_of(text, gazetteer, around)
    if place.found and place.found.choices:
        remark.asks("unit_code", "unit_ambiguous", *place.found.choices, text=text)
    elif place.found and place.found.code:
        return place.found.code
    else:
        remark.asks("unit_code", "unit_unknown", *gazetteer.like(text, around), text=text)
    return ""


def answered(row: Row, answers: Answers) -> Row:
    """A row with the answers in it: what was answered is a repair with the rule "answered", the rest stays asked."""
    if not answers:
        return row
    person, repairs, left = row.person, list(row.repairs), []
    for problem in row.problems:
        answer = answers.get(key_of(problem))
        if problem.refuses or answer is None:
            left.append(problem)
        elif answer.how in (How.VALUE, How.EMPTY):
            before = _shown(person, problem)
            person = _with(person, problem.field, answer.value)
            repairs.append(Repair(problem.field, before, answer.value, "answered"))
    return replace(row, person=person, repairs=tuple(repairs), problems=tuple(left))


def _shown(person: Person, problem: Problem) -> str:
    value = getattr(person, problem.field, None)
    return str(getattr(value, "date", value) or problem.data.get("text", ""))


def _with(person: Person, field: str, value: str) -> Person:
    if field == "birth":
        return replace(person, birth=Birth(value, _PRECISION[len(value)]) if value else None)
    if field in ("phone", "phone2"):
        said = value.split()
        known = [one for one in (person.phone, person.phone2) if one and one not in said]
        # The answer takes its own place; a number that was read clearly beside it is not lost.
        phones = [*said, *known] if field == "phone" or len(said) > 1 else [*known[:1], *said]
        return replace(person, phone=next(iter(phones), None), phone2=phones[1] if len(phones) > 1 else None)
    if field == "full_name":
        family, given = names.split(value)
        return replace(person, full_name=value, family_name=family or None, given_name=given or None)
    changed = replace(person, **{field: value or None})
    if field in ("family_name", "given_name"):
        whole = f"{changed.family_name or ''} {changed.given_name or ''}".strip()
        return replace(changed, full_name=whole or None)
    return changed
