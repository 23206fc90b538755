"""What a virtual room does when something is asked of it: its chair, its host and its phones."""

from typing import Any

from diemcau.activities import urn
from diemcau.activities.plan import PlanActivity
from diemcau.base.refused import Refused
from diemcau.rehearsal import answers, lines
from diemcau.rehearsal.desk import Desk
from diemcau.rehearsal.rooms import Room

BALLOTS = 40  # secret surveys are arithmetic: so many phones of a class take part in one, the first that came


async def poll(room: Room, activity: PlanActivity, minute: float, *, phones: bool) -> None:
    """Phones answer, the host counts the hands of the others; or the room answers once."""
    content, rng, at = activity.content, room.rng(activity.id), room.stage.moment(minute)
    if content.get("answers", "persons") == "rooms":
        await _say(room, room.chair, activity, "answer", answers.poll(content, rng), minute, rng)
        return
    own = {seat: answers.poll(content, rng) for seat in room.in_room}
    with_phone = room.phones_now(minute) if phones else {}
    for seat, phone in with_phone.items():
        acts = phone.acts(rng, at)
        acts.add("poll.answer", own[seat], activity.id)
        await room.send(phone, acts)
    hands = answers.poll_hands(content, (answer for seat, answer in own.items() if seat not in with_phone))
    if hands:
        await _say(room, room.host, activity, "answer_rest", hands, minute, rng)


async def discussion(room: Room, activity: PlanActivity, minute: float) -> None:
    """The room's note, where one is asked for."""
    if activity.content.get("note", True):
        rng = room.rng(activity.id)
        named = rng.random() < 0.5
        await _say(
            room, room.chair, activity, "note", {"text": rng.choice(lines.THOUGHTS), "named": named}, minute, rng
        )


async def response(room: Room, activity: PlanActivity, minute: float, *, phones: bool) -> None:
    """The room answers in words; or each of its phones does, and the desk for the others."""
    rng = room.rng(activity.id)
    if activity.content.get("answers", "rooms") == "persons" and phones:
        for phone in room.phones_now(minute).values():
            acts = phone.acts(rng, room.stage.moment(minute))
            acts.add("response.answer", {"text": rng.choice(lines.THOUGHTS)}, activity.id)
            await room.send(phone, acts)
    await _say(room, room.chair, activity, "answer", {"text": rng.choice(lines.THOUGHTS)}, minute, rng)


async def survey(room: Room, activity: PlanActivity, minute: float, *, phones: bool) -> None:
    """Phones answer, by name or with an envelope; the host counts the papers of the others."""
    content, rng = activity.content, room.rng(activity.id)
    secret = content.get("anonymous", True)
    own = {seat: answers.survey(content, rng) for seat in room.in_room}
    with_phone = room.phones_now(minute) if phones else {}
    for seat, phone in with_phone.items():
        acts = phone.acts(rng, room.stage.moment(minute))
        if not secret:
            acts.add("survey.answer", own[seat], activity.id)
        elif len(room.stage.envelopes.setdefault(activity.id, {})) < BALLOTS:
            ticket, hiding = f"{rng.getrandbits(256):064x}", rng.randrange(urn.Q)
            room.stage.envelopes[activity.id][seat] = (ticket, hiding, own[seat])
            acts.add("survey.hand_in", {"envelope": urn.seal(ticket, hiding)}, activity.id)
        if acts.rows:
            await room.send(phone, acts)
    rest = [answer for seat, answer in own.items() if seat not in with_phone]
    if rest:
        counts = answers.survey_counts(content, rest)
        await _say(room, room.host, activity, "answer_rest", counts, minute, rng)


async def cast(room: Room, activity: PlanActivity) -> None:
    """After the close: the ballots of the room's phones, without a name. One whose envelope came late stays at home."""
    envelopes, wire = room.stage.envelopes.get(activity.id, {}), room.stage.wire
    for seat, phone in room.phones.items():
        if seat not in envelopes:
            continue
        ticket, hiding, answer = envelopes[seat]
        try:
            signed = await wire.post("/live/ballot/sign", {"activity": activity.id}, phone.token)
        except Refused:
            continue
        proof = urn.unseal(signed["signed"], hiding, signed["public"])
        room.stage.sent[urn.command_id(f"sitting:{room.stage.sitting}", activity.id, ticket)] = "survey.ballot"
        ballot = {"sitting": room.stage.sitting, "activity": activity.id, "ticket": ticket, "proof": proof}
        await wire.post("/live/ballot", ballot | {"ballot": answer})


async def test(room: Room, activity: PlanActivity, minute: float) -> None:
    """The phones hand in their papers."""
    rng = room.rng(activity.id)
    for phone in room.phones_now(minute).values():
        acts = phone.acts(rng, room.stage.moment(minute))
        acts.add("test.answer", answers.test(activity.content, rng), activity.id)
        await room.send(phone, acts)


async def essay(room: Room, activity: PlanActivity, minute: float) -> None:
    """Half of the phones hand in a text."""
    rng = room.rng(activity.id)
    for phone in room.phones_now(minute).values():
        if rng.random() < 0.5:
            acts = phone.acts(rng, room.stage.moment(minute))
            acts.add("essay.hand_in", {"paper": 1, "text": rng.choice(lines.ESSAY)}, activity.id)
            await room.send(phone, acts)


async def _say(
    room: Room, desk: Desk, activity: PlanActivity, verb: str, body: dict[str, Any], minute: float, rng: Any
) -> None:
    acts = desk.acts(rng, room.stage.moment(minute))
    acts.add(f"{activity.kind}.{verb}", body, activity.id)
    await room.send(desk, acts, minute)
