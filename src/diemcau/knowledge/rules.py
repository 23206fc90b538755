"""Obstacles, replies and proposals: words and states. Pure."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from diemcau.base.refused import Refused


class ObstacleState(StrEnum):
    """Way of an obstacle. What was taken back live stays known and is left out of lists and papers."""

    NEW = "new"
    ANSWERED = "answered"
    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"


class ReplyKind(StrEnum):
    """What a reply is; a view is never shown as guidance."""

    VIEW = "y_kien_giang_vien"
    GUIDANCE = "huong_dan"
    PASSED_ON = "chuyen"
    NOTED = "ghi_nhan"


class ProposalKind(StrEnum):
    """What a proposal is about."""

    CONTENT = "noi_dung"
    METHOD = "phuong_phap"
    MECHANISM = "co_che"


LONGEST = 4000
NUMBER, BODY, ABILITY = 60, 240, 300


@dataclass(frozen=True)
class NewReply:
    """A reply as it is written; number and day are of the document of a guidance, `body` whom it is passed on to."""

    kind: str
    text: str
    document_number: str = ""
    document_on: date | None = None
    body: str = ""


@dataclass(frozen=True)
class NewProposal:
    """A proposal as it is written. `results` are pairs of a sitting's id and an activity of it."""

    kind: str
    ability: str
    text: str
    lessons: tuple[int, ...] = ()
    obstacles: tuple[int, ...] = ()
    results: tuple[tuple[int, str], ...] = ()


def judge_reply(kind: str, *, text: str, number: str, dated: bool, body: str) -> None:
    """Refuses: reply.kind, reply.empty, reply.too_long, reply.document, reply.to_whom.

    Guidance needs number and date of its document; what is passed on needs the body that it goes to.
    """
    if kind not in set(ReplyKind):
        raise Refused("reply.kind")
    if not text:
        raise Refused("reply.empty")
    if len(text) > LONGEST:
        raise Refused("reply.too_long", limit=LONGEST)
    if kind == ReplyKind.GUIDANCE and not (number and dated):
        raise Refused("reply.document")
    if kind == ReplyKind.PASSED_ON and not body:
        raise Refused("reply.to_whom")


def judge_proposal(kind: str, *, ability: str, text: str, evidence: int) -> None:
    """Refuses: proposal.kind, proposal.empty, proposal.too_long, proposal.ability, proposal.evidence."""
    if kind not in set(ProposalKind):
        raise Refused("proposal.kind")
    if not text:
        raise Refused("proposal.empty")
    if len(text) > LONGEST or len(ability) > ABILITY:
        raise Refused("proposal.too_long", limit=LONGEST)
    if not ability:
        raise Refused("proposal.ability")
    if not evidence:
        raise Refused("proposal.evidence")
