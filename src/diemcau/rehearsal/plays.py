"""How each kind of activity is played: the lecturer's desk steers, the rooms take part."""

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

import msgspec

from diemcau.activities.plan import PlanActivity, PlanItem
from diemcau.activities.situation import course
from diemcau.activities.situation.content import Situation
from diemcau.rehearsal import classwork, lines
from diemcau.rehearsal.cast import chance

if TYPE_CHECKING:
    from diemcau.rehearsal.player import Player

SLIDE_SECONDS, POLL_SECONDS, DISCUSS_SECONDS = 8, 40, 150
# At a human pace a viewer may run the situation himself: so long his turn to open it, and to draw its lesson.
VIEWER_OPENS_SECONDS, VIEWER_DRAWS_SECONDS = 480, 180


async def slides(player: "Player", activity: PlanActivity, item: PlanItem, minute: float) -> None:
    """The slides one after another."""
    for n in range(1, len(activity.content["slides"]) + 1):
        await player.steer("slides.show", {"n": n}, activity.id, minute=minute)
        await player.wait(SLIDE_SECONDS)


async def poll(player: "Player", activity: PlanActivity, item: PlanItem, minute: float) -> None:
    """A question to all, and its result."""
    await player.steer("poll.open", {}, activity.id, minute=minute)
    await player.spread(
        (classwork.poll(room, activity, minute, phones=item.phones) for room in player.rooms), POLL_SECONDS
    )
    await player.steer("poll.close", {}, activity.id, minute=minute)
    await player.steer("poll.show", {}, activity.id, minute=minute)
    await player.wait(SLIDE_SECONDS)


async def discussion(player: "Player", activity: PlanActivity, item: PlanItem, minute: float) -> None:
    """Rooms talk it over and hand in their notes; two of them are read to all."""
    await player.steer("discussion.open", {}, activity.id, minute=minute)
    await player.spread((classwork.discussion(room, activity, minute) for room in player.rooms), POLL_SECONDS)
    await player.steer("discussion.close", {}, activity.id, minute=minute)
    if activity.content.get("note", True):
        noted = sorted(room.site.id for room in player.rooms if not room.is_lost(minute))[:2]
        await player.steer("discussion.pick", {"sites": noted}, activity.id, minute=minute)
    await player.wait(SLIDE_SECONDS)


async def response(player: "Player", activity: PlanActivity, item: PlanItem, minute: float) -> None:
    """An open question: every room answers in words, or its phones."""
    await player.steer("response.open", {}, activity.id, minute=minute)
    await player.spread(
        (classwork.response(room, activity, minute, phones=item.phones) for room in player.rooms), POLL_SECONDS
    )
    await player.steer("response.close", {}, activity.id, minute=minute)
    await player.wait(SLIDE_SECONDS)


async def survey(player: "Player", activity: PlanActivity, item: PlanItem, minute: float) -> None:
    """Phones answer, of a secret one some; desks count the papers of the others."""
    await player.steer("survey.open", {}, activity.id, minute=minute)
    works = (classwork.survey(room, activity, minute, phones=item.phones) for room in player.rooms)
    await player.spread(works, POLL_SECONDS)
    await player.steer("survey.close", {}, activity.id, minute=minute)
    await player.all(classwork.cast(room, activity) for room in player.rooms)
    await player.wait(SLIDE_SECONDS)


async def test(player: "Player", activity: PlanActivity, item: PlanItem, minute: float) -> None:
    """Phones hand in their papers."""
    await player.steer("test.open", {}, activity.id, minute=minute)
    await player.spread((classwork.test(room, activity, minute) for room in player.rooms if item.phones), POLL_SECONDS)
    await player.steer("test.close", {}, activity.id, minute=minute)
    await player.steer("test.show", {}, activity.id, minute=minute)
    await player.wait(SLIDE_SECONDS)


async def essay(player: "Player", activity: PlanActivity, item: PlanItem, minute: float) -> None:
    """The task is given; some hand in a text at once."""
    await player.steer("essay.open", {}, activity.id, minute=minute)
    await player.spread((classwork.essay(room, activity, minute) for room in player.rooms), POLL_SECONDS)


async def situation(player: "Player", activity: PlanActivity, item: PlanItem, minute: float) -> None:
    """A situation from its story to its lesson, with everything that comes on the way."""
    if not await player.wait_for(activity.id, VIEWER_OPENS_SECONDS, "discuss"):
        await player.steer("situation.open", {}, activity.id, minute=minute)
        await player.wait(SLIDE_SECONDS)
        await player.steer("situation.discuss", {}, activity.id, minute=minute)
    await player.spread((room.decide(activity, minute) for room in player.rooms), DISCUSS_SECONDS)
    plot = course.plot_of(msgspec.convert(activity.content, Situation))
    by_hand = [n for n, event in enumerate(plot.events, 1) if event.by_hand]
    for n in by_hand + plot.timed():
        await player.steer("situation.develop", {"n": n}, activity.id, minute=minute)
        await player.all(room.go_on(activity, n, minute) for room in player.rooms)
        await player.wait(SLIDE_SECONDS)
    if await player.wait_for(activity.id, VIEWER_DRAWS_SECONDS, "shown"):
        await player.wait(VIEWER_DRAWS_SECONDS)
    await player.steer("situation.close", {}, activity.id, minute=minute)
    await player.steer("situation.show", {"expert": True}, activity.id, minute=minute)
    # Two rooms that decided differently, drawn by chance, the same in every run.
    luck, first = {}, {}
    for room in player.rooms:
        if not room.is_lost(minute):
            luck[room.site.id] = chance(player.stage.seed, player.places.plan, room.site, activity.id).randint(1, 99)
            first[room.site.id] = room.ways[activity.id].given.get(0)
    drawn = sorted(luck, key=lambda site: (luck[site], site))
    picked = drawn[:1] + [site for site in drawn if first[site] != first[drawn[0]]][-1:]
    await player.steer("situation.pick", {"sites": picked}, activity.id, minute=minute)
    lesson = lines.LESSONS[(item.topic - 1) % len(lines.LESSONS)]
    await player.steer("situation.lesson", {"text": lesson, "sites": picked}, activity.id, minute=minute)
    await player.wait(SLIDE_SECONDS)


Play = Callable[["Player", PlanActivity, PlanItem, float], Awaitable[None]]
PLAYS: dict[str, Play] = {
    "slides": slides,
    "poll": poll,
    "situation": situation,
    "discussion": discussion,
    "response": response,
    "survey": survey,
    "test": test,
    "essay": essay,
}
