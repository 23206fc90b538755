"""Proposals for open slots: sent by a province, decided by the academy; what is approved enters the draft."""

from typing import Any

from django.db import transaction
from msgspec.structs import replace

from diemcau.base import clock
from diemcau.base.refused import Refused
from diemcau.people.models import Account
from diemcau.programme import content, editing
from diemcau.programme.actions.drafts import edit_draft
from diemcau.programme.editing import Place
from diemcau.programme.models import Programme, SlotProposal
from diemcau.programme.queries import content_of_proposal, write_proposal
from diemcau.programme.rules import FILLS, ProposalState, judge_decision, judge_proposal
from diemcau.record.actions import note
from diemcau.units.models import Unit
from diemcau.units.rules import Level, Scope


def propose(programme: Programme, no: int, nth: int, unit: str, thing: Any, by: Account, scope: Scope) -> SlotProposal:
    """Propose something for the `nth` open slot (from 1) of a topic of the draft, in the name of a unit.

    Refuses: slot.no_slot, slot.locked, slot.unit (not one of his, or not one that the slot asks).
    """
    topic = editing.topic_of(content.read(programme.draft), no)
    slot = topic.slots[nth - 1] if 1 <= nth <= len(topic.slots) else None
    judge_proposal(topic, slot, slot.kind if slot else "")
    if slot is None or not _may_speak(unit, slot.proposer, scope):
        raise Refused("slot.unit", 404)
    made = SlotProposal.rows.create(
        programme=programme,
        topic_no=no,
        kind=slot.kind,
        slot=slot.words,
        unit_id=unit,
        content=write_proposal(thing),
        proposed_by=by,
        proposed_at=clock.now(),
    )
    note("slot.sent", f"slot:{made.pk}", account=by, programme=programme.pk, topic=no, unit=unit)
    return made


def _may_speak(unit: str, proposer: str, scope: Scope) -> bool:
    found = Unit.objects.filter(pk=unit).first()
    if found is None or not scope.covers(found.code, found.province_id):
        return False
    return found.level == (Level.PROVINCE if proposer == "province" else Level.COMMUNE)


@transaction.atomic
def withdraw(proposal: SlotProposal, by: Account) -> None:
    """Take a proposal back before it is decided.

    Refuses: slot.decided.
    """
    locked = _locked(proposal)
    judge_decision(locked.state, "", needs_reason=False)
    locked.state = ProposalState.WITHDRAWN
    locked.save(update_fields=["state"])
    note("slot.withdrawn", f"slot:{locked.pk}", account=by, unit=locked.unit_id)


@transaction.atomic
def decline(proposal: SlotProposal, reason: str, by: Account) -> None:
    """Say no, with a reason that the proposer reads.

    Refuses: slot.decided, slot.no_reason, slot.reason_long.
    """
    locked, reason = _locked(proposal), content.tidy(reason)
    judge_decision(locked.state, reason, needs_reason=True)
    _decide(locked, ProposalState.DECLINED, reason, by)
    locked.save()


@transaction.atomic
def approve(proposal: SlotProposal, thing: Any, reason: str, mark: str, by: Account) -> Place:
    """Bring a proposal into the draft, as it was sent or as the academy changed it (`thing`); where it stands.

    `mark` names the unit that proposed it. Refuses: slot.decided, slot.no_reason (it was changed),
    slot.reason_long, slot.no_slot, slot.locked, programme.no_such_topic, programme.too_many.
    """
    locked, reason = _locked(proposal), content.tidy(reason)
    changed = thing != content_of_proposal(locked)
    judge_decision(locked.state, reason, needs_reason=changed)
    entered = replace(thing, mark=content.tidy_line(mark)[: content.TITLE])

    def edit(draft: content.Programme) -> tuple[content.Programme, Place]:
        topic = editing.topic_of(draft, locked.topic_no)
        slot = next((one for one in topic.slots if (one.kind, one.words) == (locked.kind, locked.slot)), None)
        judge_proposal(topic, slot, locked.kind)
        return editing.put(draft, Place(topic.no, FILLS[locked.kind]), entered)  # type: ignore[index]

    place = edit_draft(locked.programme_id, by, "slot.entered", edit, topic=locked.topic_no, proposal=locked.pk)
    locked.changed, locked.entered = changed, entered.title
    _decide(locked, ProposalState.APPROVED, reason, by)
    locked.save()
    return place


def _decide(proposal: SlotProposal, state: ProposalState, reason: str, by: Account) -> None:
    proposal.state, proposal.reason = state, reason
    proposal.decided_by, proposal.decided_at = by, clock.now()
    subject = f"slot:{proposal.pk}"
    note(f"slot.{state.value}", subject, account=by, unit=proposal.unit_id, changed=proposal.changed)


def _locked(proposal: SlotProposal) -> SlotProposal:
    return SlotProposal.rows.of(Scope.everything()).select_for_update().get(pk=proposal.pk)
