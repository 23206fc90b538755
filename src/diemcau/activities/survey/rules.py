"""A survey: questions on a topic or on the class, answered by persons on their phones. Pure.

Usually anonymous, like a secret poll: an envelope under the name while it is open, a ballot without a name after the
close (`activities.urn`). Those without a phone answer on paper or by raising a hand, and their desk hands in counts.
What rates a named lecturer is in no view: it stands in the summary, apart. How answers count stands in `shapes`.
"""

from collections.abc import Iterable, Iterator, Sequence

from msgspec import Struct

from diemcau.activities.kind import (
    CONTROL,
    DESK,
    PRESENTERS,
    PROVINCE,
    SEAT,
    SITE,
    Ask,
    Happening,
    Head,
    Kind,
    Look,
    Role,
    Text,
    Verb,
    View,
    touches,
)
from diemcau.activities.plan import Places
from diemcau.activities.steering import FACTS, LEAST, RULES, VERBS, Open, Opened, Run, Void, steered, take, told
from diemcau.activities.survey.content import Survey, SurveyQuestion
from diemcau.activities.survey.shapes import (
    LONGEST,
    Answer,
    Answered,
    AnswerRest,
    Ballot,
    Cast,
    Counted,
    Given,
    RestAnswered,
    State,
    Sums,
    answered,
    cast,
    counted,
    hand_in,
    take_late,
)
from diemcau.activities.urn import TOLD, HandedIn, HandIn
from diemcau.base.refused import Refused
from diemcau.base.text import clean


class SurveyKind(Kind[Survey, State]):
    """Answers of persons to several questions at once."""

    name = "survey"
    content = Survey
    state = State
    verbs = {
        **VERBS,
        "answer": Verb(Answer, frozenset({Role.PHONE}), act=True),
        "answer_rest": Verb(AnswerRest, DESK, act=True),
        "hand_in": Verb(HandIn, frozenset({Role.PHONE}), act=True),
        "ballot": Verb(Ballot, frozenset({Role.BALLOT}), act=True),
    }
    facts = {
        **FACTS,
        "answered": Happening(Answered, touches(SEAT, PRESENTERS, CONTROL, PROVINCE)),
        "rest_answered": Happening(RestAnswered, touches(SITE, PRESENTERS, CONTROL, PROVINCE)),
        "handed_in": Happening(HandedIn, touches(SEAT, PRESENTERS, CONTROL, PROVINCE)),
        "cast": Happening(Cast, touches(PRESENTERS)),
    }

    def start(self, content: Survey, places: Places) -> State:
        """Nobody was asked."""
        none = [[0] * len(question.choices) for question in content.questions]
        return State(Run(places.plan.ends_at), [Sums(list(zeros), list(zeros)) for zeros in none])

    def decide(self, state: State, verb: str, body: Struct, ask: Ask) -> list[Struct]:
        """Facts for a command."""
        content: Survey = ask.content
        match body:
            case Answer(choices=choices, texts=texts):
                if content.anonymous:
                    raise Refused("survey.secret", 409)
                return [Answered(ask.seat, ask.site, choices, _kept(content, choices, texts, ask))]
            case AnswerRest():
                return [_rest(content, body, ask)]
            case HandIn(envelope=envelope):
                _must_be_secret(content)
                known = ask.seat in state.handed or ask.seat in state.late_handed
                return [] if known else [HandedIn(ask.seat, ask.site, envelope)]
            case Ballot(choices=choices, texts=texts):
                _must_be_secret(content)
                _must_have_an_envelope(state, ask)
                return [Cast(choices, _kept(content, choices, texts, ask))]
            case Open() if content.anonymous and state.run.phase not in {"", "open"}:
                raise Refused("survey.urn_opened", 409)
            case Void() if content.anonymous and state.run.is_open:
                raise Refused("survey.close_first", 409)
        return steered(state.run, body)

    def apply(self, state: State, fact: Struct, head: Head) -> Iterable[str] | None:
        """Take in a fact; late answers count when it opens again."""
        match fact:
            case Answered(seat=seat, site=site, choices=choices, texts=texts):
                given = Given(head.given_at, site, [list(chosen) for chosen in choices], list(texts))
                return answered(state, seat, given, head.late)
            case RestAnswered(site=site, persons=persons, counts=counts):
                given_by_hand = Counted(head.given_at, site, persons, [list(numbers) for numbers in counts])
                return counted(state, given_by_hand, head.late)
            case HandedIn():
                hand_in(state, fact, head)
            case Cast():
                return cast(state, fact)
            case _:
                take(state.run, fact, head)
                return take_late(state) if isinstance(fact, Opened) else None
        return None

    def is_open(self, state: State) -> bool:
        """Whether answers are taken."""
        return state.run.is_open

    def for_all(self, state: State, look: Look) -> View | None:
        """The questions without those on a lecturer; the result when it is shown."""
        if not state.run.phase:
            return None
        view = _face(state, look.content)
        if state.run.phase == "shown":
            view["result"] = _result(state, look.content)
        return view

    def for_phones(self, state: State, look: Look) -> View | None:
        """The same with all questions: here they are answered."""
        view = self.for_all(state, look)
        return view and view | {"questions": list(_questions(look.content, rated=True))}

    def for_site(self, state: State, look: Look) -> View | None:
        """What this room counted by hand."""
        mine, late = state.rooms.get(look.site), state.late_rooms.get(look.site)
        if not (mine or late):
            return None
        return {"counted": _told(mine), "late": _told(late)}

    def for_seat(self, state: State, look: Look) -> View | None:
        """What this person answered; of an anonymous survey only the beginning of his envelope."""
        if look.content.anonymous:
            envelope, is_late = state.handed.get(look.seat, ""), look.seat in state.late_handed
            return {"envelope": envelope[:TOLD], "late": is_late} if envelope or is_late else None
        mine, late = state.seats.get(look.seat), state.late_seats.get(look.seat)
        given = mine or late
        if given is None:
            return None
        texts = [look.read(text) for text in given.texts]
        return {"mine": {"choices": given.choices, "texts": texts, "at": given.at}, "late": mine is None}

    def for_presenters(self, state: State, look: Look) -> View | None:
        """How many answered; the result from the close on, never of what rates a lecturer."""
        view = _face(state, look.content)
        view |= {"base": _base(state, look.content), "late": _late(state)}
        return view | {"result": _result(state, look.content)} if state.run.phase in {"closed", "shown"} else view

    def for_control(self, state: State, look: Look) -> View | None:
        """Persons by phone and by hand of each site."""
        if not state.run.phase:
            return None
        return {
            "phase": state.run.phase,
            "title": look.content.title,
            "sites": {
                site: {"phones": state.at_site.get(site, 0), "hands": _hands_of(state, site)}
                for site in look.rows
                if site in state.at_site or site in state.rooms
            },
        }

    def summary(self, state: State, look: Look) -> View:
        """Sums of each question with its base; what rates a lecturer stands apart under `ratings`. Void: no answers."""
        content: Survey = look.content
        void = state.run.phase == "void"
        counted = self.start(content, look.places) if void else state
        figures = list(_figures(counted, content))
        return {
            "title": content.title,
            "about": content.about,
            "anonymous": content.anonymous,
            "asked": bool(state.run.opened_at),
            "void": void,
            "rules": RULES,
            "base": _base(counted, content),
            "questions": [figure for figure in figures if not content.questions[figure["n"] - 1].lecturer],
            "ratings": [figure for figure in figures if content.questions[figure["n"] - 1].lecturer],
            "late": _late(counted),
            "rows": [
                {"site": site, "phones": counted.at_site.get(site, 0), "hands": _hands_of(counted, site)}
                for site in sorted(counted.at_site.keys() | counted.rooms.keys())
            ],
            "run": told(state.run),
        }


def _kept(content: Survey, choices: Sequence[Sequence[int]], texts: Sequence[str], ask: Ask) -> tuple[Text | None, ...]:
    """The texts put aside, when all answers are possible ones."""
    questions = content.questions
    if len(choices) > len(questions) or len(texts) > len(questions):
        raise Refused("survey.too_many", 400, questions=len(questions))
    for place, (question, chosen) in enumerate(zip(questions, choices, strict=False), 1):
        if len(chosen) > (len(question.choices) if question.form == "several" else 1) or len({*chosen}) < len(chosen):
            raise Refused("survey.one_choice", 400, question=place)
        if not all(1 <= choice <= len(question.choices) for choice in chosen):
            raise Refused("survey.no_such_choice", 400, question=place, choices=len(question.choices))
    cleaned = [clean(words) for words in texts]
    for question, words in zip(questions, cleaned, strict=False):
        if words and question.form != "text":
            raise Refused("survey.no_text", 400)
        if len(words) > LONGEST:
            raise Refused("survey.too_long", 400, most=LONGEST)
    return tuple(ask.keep(words) if words else None for words in cleaned)


def _rest(content: Survey, body: AnswerRest, ask: Ask) -> Struct:
    if len(body.counts) > len(content.questions):
        raise Refused("survey.too_many", 400, questions=len(content.questions))
    for place, (question, counts) in enumerate(zip(content.questions, body.counts, strict=False), 1):
        if counts and (question.form == "text" or question.lecturer):
            raise Refused("survey.not_by_hand", 400, question=place)
        whole = max(counts, default=0) if question.form == "several" else sum(counts)
        if counts and (len(counts) != len(question.choices) or min(counts) < 0 or whole > body.persons):
            raise Refused("survey.bad_counts", 400, question=place, persons=body.persons)
    return RestAnswered(ask.site, body.persons, body.counts)


def _must_be_secret(content: Survey) -> None:
    if not content.anonymous:
        raise Refused("survey.by_name", 409)


def _must_have_an_envelope(state: State, ask: Ask) -> None:
    if state.run.is_open and not ask.late:  # it would stand alone beside the envelopes that come in
        raise Refused("survey.urn_shut", 409)
    if state.persons >= len(state.handed):
        raise Refused("survey.no_envelope", 403)


def _questions(content: Survey, *, rated: bool) -> Iterator[View]:
    """Questions with their numbers; `rated`: those on a lecturer too."""
    for n, question in enumerate(content.questions, 1):
        if rated or not question.lecturer:
            face = {"n": n, "text": question.text, "form": question.form, "choices": list(question.choices)}
            yield face | {"lecturer": True} if question.lecturer else face


def _face(state: State, content: Survey) -> View:
    return {
        "phase": state.run.phase,
        "moved": state.run.moved,
        "title": content.title,
        "about": content.about,
        "anonymous": content.anonymous,
        "questions": list(_questions(content, rated=False)),
        "of": len(content.questions),
        "mark": content.mark,
    }


def _base(state: State, content: Survey) -> View:
    hands = sum(given.persons for given in state.rooms.values())
    base = {"persons": state.persons + hands, "phones": state.persons, "hands": hands, "hands_at": len(state.rooms)}
    return base | {"envelopes": len(state.handed)} if content.anonymous else base


def _result(state: State, content: Survey) -> View:
    """Sums of the questions that LEAST persons answered; ratings and texts are for the organiser alone."""
    base = _base(state, content)
    if base["persons"] < LEAST:
        return {"base": base, "few": LEAST, "questions": []}
    shown = [
        {"n": figure["n"], "split": figure["split"], "answered": figure["answered"]}
        for figure in _figures(state, content)
        if figure["answered"] >= LEAST
        if figure["form"] != "text" and not content.questions[figure["n"] - 1].lecturer
    ]
    return {"base": base, "few": 0, "questions": shown}


def _figures(state: State, content: Survey) -> Iterator[View]:
    """Of each question the sums by choice, how many answered, and the ids of its texts."""
    for n, (question, sums) in enumerate(zip(content.questions, state.sums, strict=True), 1):
        yield {
            "n": n,
            "text": question.text,
            "form": question.form,
            "choices": list(question.choices),
            "split": [phones + hands for phones, hands in zip(sums.phones, sums.hands, strict=True)],
            "by_hand": list(sums.hands),
            "answered": sums.by_phone + _by_hand(state, question, n),
            "texts": sorted(sums.texts) if content.anonymous else _named_texts(state, n),
        }


def _by_hand(state: State, question: SurveyQuestion, n: int) -> int:
    """Persons counted by hand for a question; of several choices those who could have chosen."""
    own = [(given.persons, given.counts[n - 1]) for given in state.rooms.values() if len(given.counts) >= n]
    return sum(persons if question.form == "several" else sum(counts) for persons, counts in own if counts)


def _named_texts(state: State, n: int) -> list[str]:
    texts = (given.texts[n - 1] for given in state.seats.values() if len(given.texts) >= n)
    return sorted(text.id for text in texts if text)


def _hands_of(state: State, site: int) -> int:
    return state.rooms[site].persons if site in state.rooms else 0


def _late(state: State) -> View:
    return {"persons": len(state.late_seats) + len(state.late_handed), "rooms": len(state.late_rooms)}


def _told(given: Counted | None) -> View | None:
    return {"persons": given.persons, "counts": given.counts, "at": given.at} if given else None


KIND = SurveyKind()
