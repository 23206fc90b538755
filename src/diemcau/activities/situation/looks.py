"""What everybody sees of the results of a situation, what the control room sees, and its figures. Pure.

Sums are kept by the fold; a view only copies them, so it costs the same for 30 rooms and for 3,356. What a room sees of
its own way stands in `faces`, what the lecturer compares by in `board`.
"""

from collections.abc import Mapping

from diemcau.activities.kind import Look, View
from diemcau.activities.naming import called
from diemcau.activities.plan import Places
from diemcau.activities.situation import counting, course
from diemcau.activities.situation.answers import turn_of
from diemcau.activities.situation.content import FIRST, Situation, Turn, words_of
from diemcau.activities.situation.shapes import RULES, Board, Decision, State

UNITS = ("tinh", "thanh_pho", "xa", "phuong", "dac_khu", "trung_uong")
OVER = frozenset({"closed", "shown"})


def for_all(state: State, look: Look) -> View:
    """The case; what everybody may see of its results.

    `cases`: picked decisions, those on a further turn with its `task` and what was `chosen`, in words. `turns` and
    `endings`, of a case that has them: rooms by choice of each further turn, and by ending.
    """
    content: Situation = look.content
    view = face(state, content)
    if state.phase in OVER:
        view["cases"] = [case for site in state.picked if (case := _case(state, site, look))]
        view["lessons"] = [words for lesson in state.lessons if (words := look.read(lesson.text))]
    if state.phase == "shown":
        view["result"] = result(state)
        view["expert"] = content.view if state.expert else ""
        if content.turns:
            view["turns"] = [_sums(turn, state.boards[turn.code]) for turn in content.turns]
        if content.endings:
            view["endings"] = endings(state, content)
    return view


def for_control(state: State, look: Look) -> View:
    """Which sites have decided the first turn; what they decided is the lecturer's to show."""
    sites = {site: 1 for site in look.rows if site in state.sites}
    return {
        "phase": state.phase,
        "title": look.content.title,
        "until": state.until,
        "of": len(look.sites),
        "sites": sites,
    }


def summary(state: State, look: Look) -> View:
    """Figures and rows; texts by their ids. Rows and sums at the top are those of the first turn.

    `turns` and `endings` only of a case that has them: sums and rows of each further turn; rooms by ending. What is
    void has neither figures nor rows.
    """
    content: Situation = look.content
    void = state.phase == "void"
    counted = counting.begin(content, look.places) if void else state
    first = counted.boards[FIRST]
    made: View = {
        "title": content.title,
        "task": content.task,
        "choices": [choice.text for choice in content.choices],
        "asked": bool(state.opened_at),
        "void": void,
        "rules": RULES,
        **result(counted),
        "by_unit": by_unit(counted, first),
        "by_province": by_province(counted, first, look.places),
        "rows": _records(first.sites),
        "late": _records(first.aside),
        "picked": list(state.picked),
        "lessons": [
            {"text": drawn.text.id, "sites": list(drawn.sites), "split": list(drawn.split)}
            | ({"turn": drawn.turn} if drawn.turn != FIRST else {})
            for drawn in state.lessons
        ],
        # Places in the journal follow from the order of arrival, which is not the same in two runs.
        "run": {
            "opened_at": state.opened_at,
            "closed_at": state.closed_at,
            "lesson_facts": [list(drawn.facts) for drawn in state.lessons],
        },
    }
    if content.turns:
        made["turns"] = [_turn_summary(turn, counted.boards[turn.code]) for turn in content.turns]
    if content.endings:
        made["endings"] = endings(counted, content)
    return made


def face(state: State, content: Situation) -> View:
    """The case as all read it, and its timer."""
    return {
        "phase": state.phase,
        "moved": state.moved,
        "title": content.title,
        "story": list(content.story),
        "news": [words_of(content.developments[arrival.n - 1]) for arrival in state.arrivals],
        "task": content.task,
        "choices": [choice.text for choice in content.choices],
        "minutes": content.minutes,
        "until": state.until,
        "basis": list(content.basis),
        "mark": content.mark,
    }


def result(state: State) -> View:
    """The split of the first turn and the base that it stands on: rooms."""
    return {"split": list(state.split), "base": {"rooms": len(state.sites), "of": sum(state.of_unit.values())}}


def by_unit(state: State, board: Board) -> list[View]:
    """Splits of a turn by kind of unit, with the number of rooms of each."""
    none = [0] * len(board.split)
    return [
        {"unit": unit, "split": list(board.by_unit.get(unit, none)), "of": of}
        for unit, of in sorted(state.of_unit.items(), key=_place_of_unit)
    ]


def by_province(state: State, board: Board, places: Places) -> list[View]:
    """In the order of codes; the centre's own rooms, which have no province, come first."""
    none = [0] * len(board.split)
    return [
        {
            "province": code,
            "name": places.plan.units[code].name if code else "",
            "split": list(board.by_province.get(code, none)),
            "of": of,
        }
        for code, of in sorted(state.of_province.items())
    ]


def endings(state: State, content: Situation) -> list[View]:
    """How many rooms have come to each ending, in the author's order."""
    closed, dues = state.phase in OVER, counting.dues(state)
    rooms = [0] * len(content.endings)
    for room in state.rooms.values():
        place = course.ending(state.plot, room.way, dues, closed=closed)
        if place >= 0:
            rooms[place] += 1
    return [{"title": one.title, "rooms": number} for one, number in zip(content.endings, rooms, strict=True)]


def chosen(decision: Decision, turn: Turn) -> list[str]:
    """What was decided on a turn, in its author's words; of a share with how much. Nothing of a text."""
    return [
        f"{choice.text}: {given} {turn.unit}".rstrip() if turn.form == "share" else choice.text
        for choice, given in zip(turn.choices, decision.given, strict=False)
        if given
    ]


def _place_of_unit(pair: tuple[str, int]) -> tuple[int, str]:
    unit = pair[0]
    return (UNITS.index(unit) if unit in UNITS else len(UNITS), unit)


def _sums(turn: Turn, board: Board) -> View:
    return {
        "code": turn.code,
        "task": turn.task,
        "form": turn.form,
        "choices": [choice.text for choice in turn.choices],
        "unit": turn.unit,
        "rooms": board.decided,
        "split": list(board.split),
        "given": list(board.given),
    }


def _turn_summary(turn: Turn, board: Board) -> View:
    return {
        **_sums(turn, board),
        "rows": _records(board.sites),
        "late": _records(board.aside),
    }


def _case(state: State, site: int, look: Look) -> View | None:
    """A decision as everybody sees it (`naming.called`)."""
    now = state.boards[state.picked_turn].sites.get(site)
    if now is None:  # its way leads elsewhere since
        return None
    decision = state.picked_as.get(site, now)  # nobody has read what the room wrote since
    whose = called(site, look.places, named=decision.named and now.named)
    case = {"choice": decision.choice, "reason": look.read(decision.reason), **whose}
    if state.picked_turn != FIRST:
        turn = turn_of(look.content, state.picked_turn)
        case |= {"task": turn.task, "chosen": chosen(decision, turn), "text": look.read(decision.text)}
    return case


def _records(decisions: Mapping[int, Decision]) -> list[View]:
    return [_record(site, decision) for site, decision in sorted(decisions.items())]


def _record(site: int, decision: Decision) -> View:
    words = decision.words
    record: View = {
        "site": site,
        "choice": decision.choice,
        "reason": words.id if words else "",
        "late": decision.late,
    }
    if sum(decision.given) > 1:
        record["given"] = list(decision.given)
    if decision.hands:
        record["hands"] = list(decision.hands)
    return record
