"""A test: questions with right answers, handed in on one paper by each person's phone. Pure.

Off until somebody opens it. Right answers are in no view but the presenters' until they are shown, and nobody sees who
answered what: screens show sums of all. Those without a phone answer on paper in the room; that paper is in no figure.
How papers count stands in `shapes`.
"""

from collections.abc import Iterable, Iterator

from msgspec import Struct

from diemcau.activities.kind import (
    CONTROL,
    PRESENTERS,
    PROVINCE,
    SEAT,
    Ask,
    Due,
    Happening,
    Head,
    Kind,
    Look,
    Role,
    Verb,
    View,
    touches,
)
from diemcau.activities.plan import Places
from diemcau.activities.steering import FACTS, RULES, VERBS, Closed, Open, Opened, steered, take, told
from diemcau.activities.test.content import Quiz, QuizItem
from diemcau.activities.test.shapes import (
    MINUTE,
    Answer,
    Answered,
    Answers,
    State,
    Sums,
    TimeUp,
    rights,
    take_late,
    take_paper,
)
from diemcau.base.refused import Refused


class TestKind(Kind[Quiz, State]):
    """Questions with right answers."""

    __test__ = False  # its name begins as the names of tests do
    name = "test"
    content = Quiz
    state = State
    verbs = {
        **VERBS,
        "answer": Verb(Answer, frozenset({Role.PHONE}), act=True),
        "time_up": Verb(TimeUp, frozenset({Role.CLOCK}), act=True),  # also when the next item is on already
    }
    facts = {**FACTS, "answered": Happening(Answered, touches(SEAT, PRESENTERS, CONTROL, PROVINCE))}

    def start(self, content: Quiz, places: Places) -> State:
        """Nobody was asked."""
        key = [sorted(item.right) for item in content.questions]
        return State(places.plan.ends_at, key=key, sums=[Sums([0] * _size(item)) for item in content.questions])

    def decide(self, state: State, verb: str, body: Struct, ask: Ask) -> list[Struct]:
        """Facts for a command."""
        match body:
            case Answer(answers=answers):
                return [Answered(ask.seat, ask.site, _fitting(ask.content, answers))]
            case TimeUp():
                due = self.due(state, ask.content)
                return [Closed()] if due and due.at <= ask.at else []
            case Open() if state.shown_at:
                raise Refused("test.shown", 409)
        return steered(state, body)

    def apply(self, state: State, fact: Struct, head: Head) -> Iterable[str] | None:
        """Take in a fact; late papers count when it opens again."""
        match fact:
            case Answered():
                return take_paper(state, fact, head)
            case Opened():
                take(state, fact, head)
                return take_late(state)
            case _:
                take(state, fact, head)
        return None

    def is_open(self, state: State) -> bool:
        """Whether papers are taken."""
        return state.is_open

    def due(self, state: State, content: Quiz) -> Due | None:
        """Its minutes end; they begin when it is opened, and anew when it is opened again."""
        if not content.minutes or not state.is_open:
            return None
        return Due(state.moved + content.minutes * MINUTE, "time_up", TimeUp())

    def for_all(self, state: State, look: Look) -> View | None:
        """The questions; when it is shown the right answers, and how many had each right."""
        if not state.phase:
            return None
        view = self._face(state, look, right=state.phase == "shown")
        if state.phase == "shown":
            view["result"] = _result(state)
        return view

    def for_seat(self, state: State, look: Look) -> View | None:
        """This person's paper, and whether one came too late to count."""
        paper, late = state.papers.get(look.seat), look.seat in state.late
        if paper is None and not late:
            return None
        return {"mine": paper.answers if paper else None, "at": paper.at if paper else 0, "late": late}

    def for_presenters(self, state: State, look: Look) -> View | None:
        """The questions with their right answers, and the sums as papers come in."""
        counted = self._counted(state, look)
        return {
            **self._face(state, look, right=True),
            "when": look.content.when,
            "seen": bool(state.shown_at),
            "result": _result(counted),
            "late": len(counted.late),
        }

    def for_control(self, state: State, look: Look) -> View | None:
        """How many papers came from each site."""
        if not state.phase:
            return None
        at_site = self._counted(state, look).at_site
        return {"phase": state.phase, "sites": {site: at_site[site] for site in look.rows if site in at_site}}

    def summary(self, state: State, look: Look) -> View:
        """Each question with its sums, and for the figures of gain a row for each paper.

        {"title", "when", "pair", "asked", "void", "rules", "base": {"persons"}, "late": {"persons", "seats"}, "run",
        "questions": [{"code", "text", "form", "choices", "right", "answered", "right_n", "split"}],
        "rows": [{"seat", "site", "group", "right", "late"}]}. `right` of a row has for each question 1, 0 or None for
        no answer; `group` is the position group. Late papers have a row and are in no sum. What is void was not asked,
        and has neither.
        """
        content: Quiz = look.content
        void, counted = state.phase == "void", self._counted(state, look)
        questions = [
            {"code": item.code, **_question(item, right=True), **sums}
            for item, sums in zip(content.questions, _sums(counted), strict=True)
        ]
        late = sorted(counted.late.keys() - counted.papers.keys())
        return {
            "title": content.title,
            "when": content.when,
            "pair": content.pair,
            "asked": bool(state.opened_at) and not void,
            "void": void,
            "rules": RULES,
            "questions": questions,
            "base": {"persons": len(counted.papers)},
            "rows": list(_rows(counted, look)),
            "late": {"persons": len(late), "seats": late},
            "run": told(state),
        }

    def _face(self, state: State, look: Look, *, right: bool) -> View:
        content: Quiz = look.content
        face: View = {"phase": state.phase, "moved": state.moved, "title": content.title, "minutes": content.minutes}
        if due := self.due(state, content):
            face["until"] = due.at
        if content.mark:
            face["mark"] = content.mark
        return face | {"questions": [_question(item, right=right) for item in content.questions]}

    def _counted(self, state: State, look: Look) -> State:
        """The state that figures are made of: nothing was handed in for what is void."""
        return self.start(look.content, look.places) if state.phase == "void" else state


def _size(item: QuizItem) -> int:
    return 2 if item.form == "true_false" else len(item.choices)


def _fitting(content: Quiz, answers: Answers) -> Answers:
    """A paper with choices ascending; Refused when it is none of this test."""
    items = content.questions
    if len(answers) != len(items) or not all(map(_fits, items, answers)):
        raise Refused("test.bad_answers", 400, questions=len(items))
    return tuple(tuple(sorted(chosen)) for chosen in answers)


def _fits(item: QuizItem, chosen: tuple[int, ...]) -> bool:
    most = _size(item) if item.form == "several" else 1
    return len(set(chosen)) == len(chosen) <= most and all(1 <= choice <= _size(item) for choice in chosen)


def _question(item: QuizItem, *, right: bool) -> View:
    """A question as a screen shows it; `right`: with its right answers."""
    face: View = {"text": item.text, "form": item.form, "choices": list(item.choices)}
    return face | {"right": sorted(item.right)} if right else face


def _sums(state: State) -> list[View]:
    return [{"answered": sums.answered, "right_n": sums.right, "split": list(sums.split)} for sums in state.sums]


def _result(state: State) -> View:
    return {"base": {"persons": len(state.papers)}, "questions": _sums(state)}


def _rows(state: State, look: Look) -> Iterator[View]:
    for seat in sorted(state.papers.keys() | state.late.keys()):
        late = seat not in state.papers
        paper = state.late[seat] if late else state.papers[seat]
        group = look.places.seats[seat].group
        yield {"seat": seat, "site": paper.site, "group": group, "right": rights(state, paper), "late": late}


KIND = TestKind()
