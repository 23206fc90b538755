"""The only writers of the room: taking up from the journal, replies, publishing, proposals."""

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from msgspec import json

from diemcau.activities.situation.shapes import Drawn
from diemcau.base import clock
from diemcau.base.refused import Refused
from diemcau.base.text import clean, fold, line
from diemcau.classroom.board import Board
from diemcau.classroom.replay import Read, board_of
from diemcau.journal.log import head, read_facts, stream_of
from diemcau.knowledge.models import (
    Lesson,
    LessonSite,
    Obstacle,
    Proposal,
    ProposalObstacle,
    ProposalResult,
    Reply,
    TakenUp,
)
from diemcau.knowledge.rules import NewProposal, NewReply, ObstacleState, ReplyKind, judge_proposal, judge_reply
from diemcau.people.models import Account
from diemcau.planning.models import Course, Sitting
from diemcau.record.actions import note
from diemcau.units.rules import Scope

_EVERYWHERE = Scope.everything()


def take_up(sitting: int) -> tuple[int, int]:
    """Take up the obstacles and lessons of a closed sitting: how many of each are new. Again: those of late facts.

    Where nothing came since it was taken up, nothing is read again.
    An obstacle that was withdrawn live is marked, unless somebody answered it already. Refuses: settle.no_journal,
    settle.not_closed.
    """
    try:
        if TakenUp.objects.filter(sitting=sitting, position=head(stream_of(sitting))[0]).exists():
            return 0, 0
        board, read = board_of(sitting)
    except KeyError:
        raise Refused("settle.no_journal", 404) from None
    if board.sitting.phase != "closed":
        raise Refused("settle.not_closed", 409)
    with transaction.atomic():
        held = Sitting.objects.select_for_update().get(pk=sitting)
        new = _obstacles(held, board, read), _lessons(held, board, read)
        TakenUp.objects.update_or_create(sitting=held, defaults={"position": board.position})
    return new


def take_up_course(course: int) -> int:
    """Take up from every closed sitting of a course; how much was new."""
    new = 0
    for sitting in Sitting.objects.filter(course=course).order_by("no").values_list("id", flat=True):
        try:
            new += sum(take_up(sitting))
        except Refused as no:
            if no.code not in {"settle.not_closed", "settle.no_journal"}:
                raise
    return new


def _topic(board: Board, item: int) -> int:
    place = board.places.items.get(item)
    return place.topic if place else 0


def _obstacles(sitting: Sitting, board: Board, read: Read) -> int:
    stream = stream_of(sitting.pk)
    rows = Obstacle.rows.of(_EVERYWHERE).filter(stream=stream)
    known = {(row.seq, row.n): row for row in rows}
    new = []
    for seq, held in board.states["obstacle"].obstacles.items():
        row = known.get((seq, 0))
        if row is None:
            text = read(held.text)
            new.append(
                Obstacle(
                    course_id=sitting.course_id,
                    sitting=sitting,
                    site_id=held.site,
                    stream=stream,
                    seq=seq,
                    topic_no=_topic(board, held.item),
                    personal=held.scope == "own",
                    field=held.area,
                    since=held.since,
                    text=text,
                    fold=fold(text),
                    late=held.late,
                    state=ObstacleState.WITHDRAWN if held.withdrawn else ObstacleState.NEW,
                )
            )
        elif held.withdrawn and row.state == ObstacleState.NEW:
            rows.filter(pk=row.pk).update(state=ObstacleState.WITHDRAWN)
    Obstacle.rows.bulk_create(new)
    return len(new)


def _lessons(sitting: Sitting, board: Board, read: Read) -> int:
    stream = stream_of(sitting.pk)
    known = set(Lesson.objects.filter(stream=stream).values_list("seq", "n"))
    new = 0
    for fact in read_facts(stream):
        if fact.kind != "situation.lesson_drawn" or (fact.seq, fact.n) in known:
            continue
        drawn = json.decode(fact.body, type=Drawn)
        text = read(drawn.text)
        lesson = Lesson.objects.create(
            course_id=sitting.course_id,
            sitting=sitting,
            stream=stream,
            seq=fact.seq,
            n=fact.n,
            activity=fact.activity,
            topic_no=_topic(board, board.item_of[fact.activity]),
            title=board.contents[fact.activity].title,
            text=text,
            fold=fold(text),
            facts=list(drawn.facts),
            split=list(drawn.split),
        )
        LessonSite.rows.bulk_create(LessonSite(lesson=lesson, site_id=site) for site in dict.fromkeys(drawn.sites))
        new += 1
    return new


# --- obstacles -------------------------------------------------------------------------------


def _open(obstacle: int, scope: Scope) -> Obstacle:
    found = Obstacle.rows.of(scope).select_for_update().filter(pk=obstacle).first()
    if found is None:
        raise Refused("obstacle.not_found", 404)
    if found.state == ObstacleState.WITHDRAWN:
        raise Refused("obstacle.withdrawn", 409)
    return found


@transaction.atomic
def answer(obstacle: int, new: NewReply, scope: Scope, account: Account | None = None) -> Reply:
    """Add a reply; an obstacle may get several (a lecturer's view first, guidance later).

    Refuses: obstacle.not_found (also outside the scope), obstacle.withdrawn, and what rules.judge_reply refuses.
    """
    text, number, body = clean(new.text), line(new.document_number), line(new.body)
    judge_reply(new.kind, text=text, number=number, dated=new.document_on is not None, body=body)
    held = _open(obstacle, scope)
    guidance = new.kind == ReplyKind.GUIDANCE
    reply = Reply.rows.create(
        obstacle=held,
        kind=new.kind,
        text=text,
        document_number=number if guidance else "",
        document_on=new.document_on if guidance else None,
        body=body if new.kind == ReplyKind.PASSED_ON else "",
        account=account,
        at=clock.now(),
    )
    if held.state == ObstacleState.NEW:
        Obstacle.rows.of(scope).filter(pk=held.pk).update(state=ObstacleState.ANSWERED)
    _note("obstacle.answered", f"obstacle:{held.pk}", account, reply=reply.pk, kind=new.kind)
    return reply


@transaction.atomic
def publish(obstacle: int, scope: Scope, account: Account | None = None) -> None:
    """Let the replies go into the reports of the province and the site. Again changes nothing.

    Refuses: obstacle.not_found, obstacle.withdrawn, obstacle.not_answered.
    """
    held = _open(obstacle, scope)
    if held.state == ObstacleState.NEW:
        raise Refused("obstacle.not_answered", 409)
    if held.state == ObstacleState.PUBLISHED:
        return
    Obstacle.rows.of(scope).filter(pk=held.pk).update(state=ObstacleState.PUBLISHED)
    _note("obstacle.published", f"obstacle:{held.pk}", account)


# --- proposals -------------------------------------------------------------------------------


@transaction.atomic
def propose(course: Course, new: NewProposal, account: Account | None = None, *, proposal: int = 0) -> Proposal:
    """Write a proposal down, or (with its id) write it anew.

    Refuses: proposal.not_found, proposal.unknown_evidence, and what rules.judge_proposal refuses.
    """
    ability, text = line(new.ability), clean(new.text)
    lessons = list(Lesson.objects.filter(course=course, pk__in=new.lessons))
    obstacles = list(
        Obstacle.rows.of(_EVERYWHERE).filter(course=course, pk__in=new.obstacles).exclude(state=ObstacleState.WITHDRAWN)
    )
    sittings = set(Sitting.objects.filter(course=course).values_list("id", flat=True))
    results = [(sitting, activity) for sitting, activity in dict.fromkeys(new.results) if sitting in sittings]
    found = len(lessons) + len(obstacles) + len(results)
    if found != len({*new.lessons}) + len({*new.obstacles}) + len({*new.results}):
        raise Refused("proposal.unknown_evidence", 404)
    judge_proposal(new.kind, ability=ability, text=text, evidence=found)
    held = _held(course, proposal)
    held.kind, held.ability, held.text = new.kind, ability, text
    held.account, held.at = account, clock.now()
    held.save()
    held.lessons.set(lessons)
    ProposalObstacle.rows.of(_EVERYWHERE).filter(proposal=held).delete()
    ProposalObstacle.rows.bulk_create(ProposalObstacle(proposal=held, obstacle=obstacle) for obstacle in obstacles)
    ProposalResult.objects.filter(proposal=held).delete()
    ProposalResult.objects.bulk_create(
        ProposalResult(proposal=held, sitting_id=sitting, activity=activity) for sitting, activity in results
    )
    _note("proposal.changed" if proposal else "proposal.made", f"proposal:{held.pk}", account, kind=new.kind)
    return held


def _held(course: Course, proposal: int) -> Proposal:
    if not proposal:
        return Proposal(course=course)
    found = Proposal.objects.select_for_update().filter(course=course, pk=proposal).first()
    if found is None:
        raise Refused("proposal.not_found", 404)
    return found


@transaction.atomic
def drop(course: Course, proposal: int, account: Account | None = None) -> None:
    """Take a proposal off the list. Refuses: proposal.not_found."""
    held = _held(course, proposal or -1)
    number = held.pk
    Proposal.objects.filter(pk=number).delete()
    _note("proposal.dropped", f"proposal:{number}", account)


def forget(stream: str, texts: Iterable[int]) -> int:
    """Erase the words of obstacles of these places in a stream, after the journal forgot them; how many."""
    return (
        Obstacle.rows.of(_EVERYWHERE)
        .filter(stream=stream, seq__in=list(texts))
        .exclude(text="")
        .update(text="", fold="")
    )


def _note(action: str, subject: str, account: Account | None, **detail: Any) -> None:
    note(action, subject, account=account, actor="" if account else "office", **detail)


__all__ = ["NewProposal", "NewReply", "answer", "drop", "forget", "propose", "publish", "take_up", "take_up_course"]
