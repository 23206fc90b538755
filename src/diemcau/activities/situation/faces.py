"""What a room sees of its own way through a case. Pure.

Of a case in which rooms cannot go different ways only the room's decision is said. `came` and `next` hold
developments as {n, text, at (ms), turn}, `turn` being the decision put by one, or None. `next` is what
time alone will bring to this room, so that a desk without a line goes on by its own clock; phones do not get it.
"""

from diemcau.activities.kind import Look, View
from diemcau.activities.situation import counting, course
from diemcau.activities.situation.content import FIRST, Development, Situation, Turn, words_of
from diemcau.activities.situation.course import Arrival, Way
from diemcau.activities.situation.shapes import Decision, State


def branches(content: Situation) -> bool:
    """Whether rooms may go different ways: there is more than one decision and what the lecturer lets come."""
    more = (content.variables, content.turns, content.endings)
    return any(more) or any(isinstance(development, Development) for development in content.developments)


def for_all(state: State, look: Look) -> View:
    """What a room sees besides that has decided nothing; {} of a case of one screen."""
    view = for_phones(state, look)
    return {**view, "next": _next(state, state.nobody, look.content)} if "course" in view else view


def for_phones(state: State, look: Look) -> View:
    """The same without what is to come."""
    content: Situation = look.content
    over = state.phase in {"closed", "shown"}
    view: View = {
        "roles": [{"title": role.title, "words": role.words} for role in content.roles],
        "documents": list(content.documents),
        "debrief": list(content.debrief) if over else [],
    }
    view = {key: told for key, told in view.items() if told}
    if not branches(content):
        return view
    return {
        **view,
        "news": [words_of(content.developments[arrival.n - 1]) for arrival in state.nobody.came],
        "variables": [
            {"title": one.title, "unit": one.unit, "start": one.start, "low": one.low, "high": one.high}
            for one in content.variables
            if one.shown
        ],
        "course": _course(state, state.nobody, content),
    }


def for_site(state: State, look: Look) -> View | None:
    """The decisions of `look.site` that count and those made too late; None when it made none.

    `mine` and `aside` are those on the first turn, `given` and `missed` those on all turns by code.
    """
    room = state.rooms.get(look.site)
    if room is None:
        return None
    mine = {turn: _own(decision, look) for turn, decision in room.decisions.items()}
    aside = {turn: _own(decision, look) for turn, decision in room.aside.items()}
    view: View = {"mine": mine.get(FIRST), "aside": aside.get(FIRST)}
    if not branches(look.content):
        return view
    return {
        **view,
        "given": mine,
        "missed": aside,
        "course": _course(state, room.way, look.content),
        "next": _next(state, room.way, look.content),
    }


def _course(state: State, way: Way, content: Situation) -> View:
    closed = state.phase in {"closed", "shown"}
    place = course.ending(state.plot, way, counting.dues(state), closed=closed)
    ending = content.endings[place] if place >= 0 else None
    return {
        "came": [_came(arrival, content) for arrival in way.came],
        "to_decide": [state.plot.turns[turn].code for turn in way.to_decide],
        "values": [value for one, value in zip(content.variables, way.values, strict=True) if one.shown],
        "ending": {"title": ending.title, "text": ending.text} if ending else None,
    }


def _next(state: State, way: Way, content: Situation) -> list[View]:
    """Nothing while the time of the case stands still."""
    if state.phase != "discuss":
        return []
    return [_came(arrival, content) for arrival in course.ahead(state.plot, way, counting.dues(state))]


def _came(arrival: Arrival, content: Situation) -> View:
    development = content.developments[arrival.n - 1]
    turn = _turn(development, content) if isinstance(development, Development) and development.turn else None
    return {"n": arrival.n, "text": words_of(development), "at": arrival.at, "turn": turn}


def _turn(development: Development, content: Situation) -> View | None:
    turn = next((turn for turn in content.turns if turn.code == development.turn), None)
    return turn_told(turn) if turn else None


def turn_told(turn: Turn) -> View:
    """A further decision as a room reads it."""
    return {
        "code": turn.code,
        "task": turn.task,
        "form": turn.form,
        "choices": [choice.text for choice in turn.choices],
        "most": turn.most,
        "total": turn.total,
        "unit": turn.unit,
    }


def _own(decision: Decision, look: Look) -> View:
    own: View = {
        "choice": decision.choice,
        "reason": look.read(decision.reason),
        "named": decision.named,
        "at": decision.at,
        "seq": decision.seq,
        "late": decision.late,
    }
    if decision.text:
        own["text"] = look.read(decision.text)
    if sum(decision.given) > 1:
        own["given"] = list(decision.given)
    if decision.hands:
        own["hands"] = list(decision.hands)
    return own
