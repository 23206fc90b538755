"""A situation walked alone by its author, step by step and by the rules of the class. Nothing is kept.

The way so far rides in the form: what was done, as JSON. Without script, and a page that is loaded again goes on.
"""

import re
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from msgspec import DecodeError, json

from diemcau.activities.situation.answers import turn_of
from diemcau.activities.situation.content import FIRST, Situation, Turn, words_of
from diemcau.activities.situation.dry import Move, Step, walk
from diemcau.activities.situation.explore import judge
from diemcau.base.refused import Refused
from diemcau.base.words import say
from diemcau.people.middleware import OfficeRequest
from diemcau.programme import editing, queries
from diemcau.programme.content import goes_on
from diemcau.programme.editing import Place
from diemcau.programme.faults import Odd
from diemcau.programme.rules import walked
from diemcau.programme.views.programmes import lang

MOVES = 100  # far more than any case has


@dataclass(frozen=True)
class Told:
    """A step of the way in words: what was done, and what came with it."""

    done: str
    came: list[tuple[int, str]]


def oddities(situation: Situation) -> list[str]:
    """What the author hardly means, in the reader's words; nothing of a situation of one decision."""
    if not goes_on(situation):
        return []
    found = (*judge(situation), *walked(situation).findings)
    return [Odd("", 0, one.code, one.data, one.where).words(lang()) for one in found]


def try_alone(request: OfficeRequest, code: str, no: int, nth: int) -> HttpResponse:
    """The page: where the room stands, and what may be done next."""
    programme = queries.programme_of(code)
    draft = queries.draft_of(programme)
    situation = editing.find(draft, Place(editing.topic_of(draft, no).no, "situations", nth))
    if situation is None:
        raise Refused("programme.no_such_part", 404)
    moves, error, status = _moves(request), "", 200
    try:
        steps = walk(situation, moves)
    except Refused as refused:
        error, status = say(f"refused.{refused.code}", lang(), **refused.data), refused.status
        moves = moves[:-1]
        steps = walk(situation, moves)
    last = steps[-1]
    found = oddities(situation) if not moves else []
    shown = {
        "programme": programme,
        "no": no,
        "nth": nth,
        "situation": situation,
        "goes_on": goes_on(situation),
        "error": error,
        "moves": json.encode(moves).decode(),
        "way": [_told(situation, move, step) for move, step in zip(moves, steps[1:], strict=True)],
        "step": last,
        "values": list(zip(situation.variables, last.values, strict=True)),
        "turns": [turn_of(situation, turn) for turn in last.to_decide],
        "ending": next((one for one in situation.endings if one.code == last.ending), None),
        "moved": bool(moves),
        "stuck": not (last.to_decide or last.next_minute or last.by_hand or last.ending) and bool(situation.endings),
        "odd": found,
        "states": walked(situation).states if goes_on(situation) and not moves and not found else 0,
    }
    return render(request, "programme/dry.html", shown, status=status)


def _moves(request: OfficeRequest) -> list[Move]:
    """What was done so far, and what is done now.

    Refuses: programme.dry_broken.
    """
    if request.method != "POST" or "again" in request.POST:
        return []
    try:
        moves = json.decode(request.POST.get("moves", "[]"), type=list[Move])
    except DecodeError as error:
        raise Refused("programme.dry_broken", 400) from error
    if "back" in request.POST:
        moves = moves[:-1]
    elif turn := request.POST.get("turn", ""):
        moves.append(_decision(request, turn))
    elif hand := _number(request.POST.get("hand", "")):
        moves.append(Move(hand=hand))
    elif "time" in request.POST:
        moves.append(Move())
    if len(moves) > MOVES:
        raise Refused("programme.dry_broken", 400)
    return moves


def _decision(request: OfficeRequest, turn: str) -> Move:
    chosen = tuple(_number(words) for words in request.POST.getlist("choice"))
    shares = tuple(_number(words) for words in request.POST.getlist("share"))
    return Move(turn=turn, choice=chosen[0] if chosen else 0, choices=chosen, shares=shares)


def _number(words: str) -> int:
    return int(words) if re.fullmatch("[0-9]{1,7}", words.strip()) else 0


def _told(situation: Situation, move: Move, step: Step) -> Told:
    came = [(n, words_of(situation.developments[n - 1])) for n in step.came]
    if move.turn:
        data: dict[str, Any] = {"code": move.turn, "what": _chosen(turn_of(situation, move.turn), move)}
        return Told(say("office.edit.dry.decided", lang(), **data), came)
    if move.hand:
        return Told(say("office.edit.dry.hand", lang(), n=move.hand), came)
    return Told(say("office.edit.dry.time", lang(), minute=step.minute), came)


def _chosen(turn: Turn, move: Move) -> str:
    texts = [choice.text for choice in turn.choices]
    match turn.form:
        case "share":
            return "; ".join(f"{text}: {share}" for text, share in zip(texts, move.shares, strict=False))
        case "text":
            return "…"
    chosen = (move.choice,) if turn.code == FIRST or turn.form == "one" else move.choices
    return "; ".join(texts[n - 1] for n in chosen)
