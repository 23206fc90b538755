"""A short paper (bài thu hoạch): handed in by phone or desk by a date, judged by the office. Pure.

It is opened live and stands open until its date, also after the sitting. What comes later is taken and marked late.
Papers and when they are on time stand in `shapes`.
"""

from collections.abc import Iterable

from msgspec import Struct

from diemcau.activities.essay.content import Essay
from diemcau.activities.essay.shapes import (
    LONGEST,
    LONGEST_REMARK,
    RULES,
    HandedIn,
    HandIn,
    Judge,
    Judged,
    Paper,
    Photo,
    Pictured,
    State,
    counting,
    due_at,
    is_far,
    is_late,
    is_photo,
    judged,
    newest,
    piece,
    verdict_of,
)
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
    Verb,
    View,
    touches,
)
from diemcau.activities.plan import Places
from diemcau.activities.steering import FACTS, VERBS, Run, steered, take, told
from diemcau.base.refused import Refused
from diemcau.base.text import clean

_HANDS_IN = DESK | {Role.PHONE}


class EssayKind(Kind[Essay, State]):
    """Papers of persons."""

    name = "essay"
    lasting = True
    content = Essay
    state = State
    verbs = {
        **{verb: VERBS[verb] for verb in ("open", "close", "void")},
        "hand_in": Verb(HandIn, _HANDS_IN, act=True),
        "photo": Verb(Photo, _HANDS_IN, act=True),
        "judge": Verb(Judge, frozenset({Role.OFFICE}), act=True),
    }
    facts = {
        **{what: FACTS[what] for what in ("opened", "closed", "voided")},
        "handed_in": Happening(HandedIn, touches(SEAT, SITE, PRESENTERS, CONTROL, PROVINCE)),
        "pictured": Happening(Pictured, touches(SEAT, SITE, PRESENTERS, CONTROL, PROVINCE)),
        "judged": Happening(Judged, touches(SEAT)),
    }

    def start(self, content: Essay, places: Places) -> State:
        """Nobody was asked."""
        return State(Run(places.plan.ends_at), due_at(content, places))

    def decide(self, state: State, verb: str, body: Struct, ask: Ask) -> list[Struct]:
        """Facts for a command."""
        content: Essay = ask.content
        match body:
            case HandIn(paper=paper, text=text, photos=photos):
                _must_be_of_a_seat(ask)
                _must_be_near(state, ask.seat, paper)
                if photos > content.photos:
                    raise Refused("essay.too_many_photos", 400, most=content.photos)
                words = clean(text)
                if len(words) > LONGEST:
                    raise Refused("essay.too_long", 400, most=LONGEST)
                if not words and not photos:
                    raise Refused("essay.empty", 400)
                kept = ask.keep(words) if words else None
                return [HandedIn(ask.seat, ask.site, paper, kept, photos)]
            case Photo(paper=paper, place=place, photo=photo):
                _must_be_of_a_seat(ask)
                _must_be_near(state, ask.seat, paper)
                if place > content.photos:
                    raise Refused("essay.too_many_photos", 400, most=content.photos)
                if not is_photo(photo):
                    raise Refused("essay.no_photo", 400)
                return [Pictured(ask.seat, ask.site, paper, place, ask.keep(photo))]
            case Judge(paper=paper, passed=passed, remark=remark):
                _must_be_of_a_seat(ask)
                remark = clean(remark)
                if len(remark) > LONGEST_REMARK:
                    raise Refused("essay.remark_long", 400, most=LONGEST_REMARK)
                kept = ask.keep(remark) if remark else None
                return [Judged(ask.seat, ask.site, paper, passed, kept)]
        return steered(state.run, body)

    def apply(self, state: State, fact: Struct, head: Head) -> Iterable[str] | None:
        """Take in a fact."""
        match fact:
            case HandedIn() | Pictured():
                piece(state, fact, head)
            case Judged():
                judged(state, fact, head)
            case _:
                take(state.run, fact, head)
        return None

    def is_open(self, state: State) -> bool:
        """Whether papers are asked for."""
        return state.run.is_open

    def for_all(self, state: State, look: Look) -> View | None:
        """The task and its date."""
        return _face(state, look.content) if state.run.phase else None

    def for_site(self, state: State, look: Look) -> View | None:
        """Who of this room handed in, and when; nothing of what, nor of what was said of it."""
        newest_of = {seat: newest(state, seat) for seat in look.places.seats_of[look.site]}
        handed = {seat: _told(state, paper) for seat, paper in newest_of.items() if paper}
        return {"seats": handed} if handed else None

    def for_seat(self, state: State, look: Look) -> View | None:
        """One's own paper and what was said of it; of photos only whether they are there."""
        paper, verdict = newest(state, look.seat), verdict_of(state, look.seat)
        if paper is None:
            return None
        mine = _told(state, paper) | {"text": look.read(paper.text), "of": paper.of}
        mine["missing"] = [place for place in range(1, paper.of + 1) if place not in paper.photos]
        said = verdict and {"passed": verdict.passed, "remark": look.read(verdict.remark), "at": verdict.at}
        return {"mine": mine, "verdict": said}

    def for_presenters(self, state: State, look: Look) -> View | None:
        """How many handed in."""
        return _face(state, look.content) | {"handed": sum(state.whole.values()), "seats": len(look.places.seats)}

    def for_control(self, state: State, look: Look) -> View | None:
        """How many of each site handed in."""
        if not state.run.phase:
            return None
        sites = {site: state.whole[site] for site in look.rows if site in state.whole}
        return {"phase": state.run.phase, "title": look.content.title, "sites": sites}

    def summary(self, state: State, look: Look) -> View:
        """A row for each paper that counts: where its text and photos lie, when it came, what was said of it."""
        content: Essay = look.content
        return {
            "title": content.title,
            "task": content.task,
            "asked": bool(state.run.opened_at),
            "void": state.run.phase == "void",
            "rules": RULES,
            "due": state.due,
            "base": {"persons": sum(state.whole.values()), "of": len(look.places.seats)},
            "rows": [
                _row(state, seat, paper)
                for seat in sorted(state.papers)
                if (paper := counting(state, seat)) is not None
            ],
            "run": told(state.run),
        }


def _must_be_of_a_seat(ask: Ask) -> None:
    if not ask.seat:
        raise Refused("essay.no_seat", 400)


def _must_be_near(state: State, seat: int, paper: int) -> None:
    if is_far(state, seat, paper):
        raise Refused("essay.number", 400)


def _face(state: State, content: Essay) -> View:
    return {
        "phase": state.run.phase,
        "moved": state.run.moved,
        "title": content.title,
        "task": content.task,
        "due": state.due,
        "photos": content.photos,
        "mark": content.mark,
    }


def _told(state: State, paper: Paper) -> View:
    """How a paper stands, in a few words."""
    return {"paper": paper.number, "at": paper.at, "whole": paper.is_whole, "late": is_late(state, paper)}


def _row(state: State, seat: int, paper: Paper) -> View:
    verdict = verdict_of(state, seat)
    return {
        "seat": seat,
        "site": paper.site,
        "paper": paper.number,
        "at": paper.at,
        "late": is_late(state, paper),
        "by_desk": paper.by_desk,
        "text": paper.text.id if paper.text else "",
        "photos": [paper.photos[place].id for place in range(1, paper.of + 1)],
        "passed": verdict.passed if verdict else None,
        "remark": verdict.remark.id if verdict and verdict.remark else "",
        "judged_at": verdict.at if verdict else 0,
    }


KIND = EssayKind()
