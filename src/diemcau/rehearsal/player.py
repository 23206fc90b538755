"""Plays a sitting: the lecturer's desk and the operator go through the items, the rooms take part."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Iterable

from msgspec import Struct, field

from diemcau.activities.kind import Role
from diemcau.activities.plan import Places, Plan, PlanActivity, PlanItem
from diemcau.rehearsal import lines
from diemcau.rehearsal.cast import Manner, chance, new_id, part_of
from diemcau.rehearsal.desk import Acts, Desk, Stage
from diemcau.rehearsal.rooms import Room
from diemcau.rehearsal.wire import Wire, listen

Progress = Callable[[float, str], None]
LATE_ITEM = 1  # place of the item in which the last rooms come in
ANSWERED = 2  # questions that the lecturer answers in an item
AT_ONCE = 400  # rooms that act at a time
ARRIVING = 2  # what a room that comes in counts for in the progress; one that answers counts 1
SLIDE_SECONDS, POLL_SECONDS, DISCUSS_SECONDS, ITEM_SECONDS = 8, 40, 150, 60
# At a human pace a viewer may run the situation himself: so long his turn to open it, and to draw its lesson.
VIEWER_OPENS_SECONDS, VIEWER_DRAWS_SECONDS = 480, 180


class SittingOver(Exception):
    """Somebody closed the sitting before the script came to its end."""


class Player(Struct):
    """One sitting. `pace` 0 plays as fast as the server answers, 1 leaves people time to look."""

    stage: Stage
    places: Places
    rooms: list[Room]
    lecturer: Desk
    operator: Desk
    provinces: dict[str, Desk]
    progress: Progress
    pace: float = 0.0
    late: frozenset[int] = frozenset()  # sites that come in only during the first item
    listeners: list[asyncio.Task[None]] = field(default_factory=list)
    closed: bool = False
    done: int = 0  # of what `works` counts

    @classmethod
    def of(
        cls,
        plan: Plan,
        wire: Wire,
        key: bytes,
        seed: int,
        progress: Progress,
        *,
        without: Iterable[int] = (),
        pace: float = 0.0,
        late: Iterable[int] = (),
    ) -> "Player":
        """A player of a plan; the sites in `without` are left to real people."""
        places, left = Places(plan), set(without)
        length = (plan.ends_at - plan.starts_at) / 60_000
        stage = Stage(wire, seed, key, plan.sitting, plan.starts_at, length)
        rooms = [Room.at(stage, places, site, part_of(seed, plan, site)) for site in plan.sites if site.id not in left]
        provinces = {site.province for site in plan.sites} - {""}
        return cls(
            stage,
            places,
            rooms,
            stage.desk(Role.LECTURER, "lecturer:mp"),
            stage.desk(Role.OPERATOR, "operator:mp"),
            {p: stage.desk(Role.PROVINCE, f"province:{p}", province=p) for p in sorted(provinces)},
            progress,
            pace,
            frozenset(late),
        )

    @property
    def works(self) -> int:
        """What the rooms have to do in the whole sitting."""
        answers = sum(activity.kind in {"poll", "situation"} for activity in self.places.plan.activities)
        return len(self.rooms) * (ARRIVING + answers)

    def listen(self, host: str, port: int) -> None:
        """Every virtual desk holds its stream open."""
        loop = asyncio.get_running_loop()
        self.listeners = [loop.create_task(listen(host, port, room.host.token)) for room in self.rooms]

    def hang_up(self) -> None:
        """Close the streams."""
        for task in self.listeners:
            task.cancel()

    # --- the day -----------------------------------------------------------------------------

    async def play(self) -> None:
        """The whole sitting, from the doors to what comes late. SittingOver when somebody closed it before."""
        await self.gather()
        minute = 0.0
        for place, item in enumerate(self.places.plan.items):
            await self.item(place, item, minute)
            minute += item.minutes
        await self.end()

    async def _wait_for(self, activity: str, seconds: float, *phases: str) -> bool:
        """Whether an activity reaches one of some phases within so many seconds; never waits when it plays fast."""
        until = time.monotonic() + seconds * self.pace
        while self.pace:
            views = (await self.stage.wire.get("/live/view", self.operator.token))["views"]
            seen = {view["topic"]: view["view"] for view in views}
            if seen["all"]["sitting"]["phase"] == "closed":
                raise SittingOver
            if seen["all"]["acts"].get(activity, {}).get("phase", "") in phases:
                return True
            if time.monotonic() > until:
                return False
            await asyncio.sleep(1)
        return False

    async def gather(self) -> None:
        """Rooms come in, the sitting begins, the late ones come, numbers are checked and locked."""
        rooms = [room for room in self.rooms if room.site.id not in self.late]
        await self._all((room.arrive() for room in rooms if room.part.manner != Manner.LATE), ARRIVING)
        await self._steer(self.operator, "sitting.begin", {}, minute=0)
        await self._all((room.arrive() for room in rooms if room.part.manner == Manner.LATE), ARRIVING)
        await self._all(self._check(desk) for desk in self.provinces.values())
        await self._steer(self.operator, "headcount.check", {}, minute=20)

    async def _check(self, desk: Desk) -> None:
        await self._steer(desk, "headcount.check", {}, minute=18)

    async def item(self, place: int, item: PlanItem, minute: float) -> None:
        """One item with everything that belongs to it."""
        plan = self.places.plan
        await self._steer(self.lecturer, "sitting.go", {"item": item.id}, minute=minute)
        mine = [activity for activity in plan.activities if activity.item == item.id]
        for step, activity in enumerate(mine):
            await _PLAYS[activity.kind](self, activity, item, minute + item.minutes * (step + 1) / (len(mine) + 2))
        await self._wait_for("", 0)
        if place == LATE_ITEM:
            await self._all((room.arrive() for room in self.rooms if room.site.id in self.late), ARRIVING)
        await self._all(room.speak_up(place, minute + item.minutes * 0.8) for room in self.rooms)
        if item.kind == "topic":
            await self.answer_questions(minute + item.minutes * 0.85)
        if item.kind == "discussion":
            await self.hear_rooms(minute + item.minutes * 0.9)
        if not mine:
            await self._wait(ITEM_SECONDS)

    async def slides(self, activity: PlanActivity, item: PlanItem, minute: float) -> None:
        """The slides one after another."""
        for n in range(1, len(activity.content["slides"]) + 1):
            await self._steer(self.lecturer, "slides.show", {"n": n}, activity.id, minute=minute)
            await self._wait(SLIDE_SECONDS)

    async def poll(self, activity: PlanActivity, item: PlanItem, minute: float) -> None:
        """A question to all, and its result."""
        await self._steer(self.lecturer, "poll.open", {}, activity.id, minute=minute)
        await self._spread((room.answer(activity, minute, phones=item.phones) for room in self.rooms), POLL_SECONDS)
        await self._steer(self.lecturer, "poll.close", {}, activity.id, minute=minute)
        await self._steer(self.lecturer, "poll.show", {}, activity.id, minute=minute)
        await self._wait(SLIDE_SECONDS)

    async def situation(self, activity: PlanActivity, item: PlanItem, minute: float) -> None:
        """A situation from its story to its lesson."""
        steer = self._steer
        if not await self._wait_for(activity.id, VIEWER_OPENS_SECONDS, "discuss"):
            await steer(self.lecturer, "situation.open", {}, activity.id, minute=minute)
            await self._wait(SLIDE_SECONDS)
            await steer(self.lecturer, "situation.discuss", {}, activity.id, minute=minute)
        await self._spread((room.decide(activity, minute) for room in self.rooms), DISCUSS_SECONDS)
        if await self._wait_for(activity.id, VIEWER_DRAWS_SECONDS, "shown"):
            await self._wait(VIEWER_DRAWS_SECONDS)
        await steer(self.lecturer, "situation.close", {}, activity.id, minute=minute)
        await steer(self.lecturer, "situation.show", {"expert": True}, activity.id, minute=minute)
        decided = [room for room in self.rooms if not room.is_lost(minute)]
        # Two rooms that stand apart: the first, and the first after it that decided otherwise.
        choice = {
            room.site.id: chance(self.stage.seed, self.places.plan, room.site, activity.id).randint(1, 99)
            for room in decided
        }
        pair = sorted(choice, key=lambda site: (choice[site], site))
        picked = [pair[0], pair[-1]] if len(pair) > 1 else pair
        await steer(self.lecturer, "situation.pick", {"sites": picked}, activity.id, minute=minute)
        lesson = lines.LESSONS[(item.topic - 1) % len(lines.LESSONS)]
        await steer(self.lecturer, "situation.lesson", {"text": lesson, "sites": picked}, activity.id, minute=minute)
        await self._wait(SLIDE_SECONDS)

    async def answer_questions(self, minute: float) -> None:
        """Show and answer the oldest questions, two at most."""
        views = (await self.stage.wire.get("/live/view", self.lecturer.token))["views"]
        queue = next(view["view"] for view in views if view["topic"] == "presenters")["acts"]["question"]["queue"]
        for asked in queue[:ANSWERED]:
            await self._steer(self.lecturer, "question.select", {"question": asked["id"]}, minute=minute)
            await self._wait(SLIDE_SECONDS)
            await self._steer(self.lecturer, "question.answered", {"question": asked["id"]}, minute=minute)

    async def hear_rooms(self, minute: float) -> None:
        """Call the rooms that asked to speak, three at most."""
        waiting = sorted(
            (room for room in self.rooms if room.asked_floor and not room.is_lost(minute)), key=lambda r: r.site.no
        )
        for room in waiting[:3]:
            room.asked_floor = False
            await self._steer(self.lecturer, "floor.call", {"site": room.site.id}, minute=minute)
            await self._wait(SLIDE_SECONDS)
            await self._steer(self.lecturer, "floor.end", {}, minute=minute)

    async def end(self) -> None:
        """Lock, close, and let in what lost rooms kept."""
        length = self.stage.length_minutes
        await self._steer(self.operator, "headcount.lock", {"unchecked": True}, minute=length)
        await self._steer(self.operator, "sitting.close", {}, minute=length)
        await self._all(room.come_back() for room in self.rooms)
        self.closed = True
        self.progress(1.0, self.places.plan.title)

    # --- tools -------------------------------------------------------------------------------

    async def _steer(
        self, desk: Desk, kind: str, body: dict[str, object], activity: str = "", *, minute: float
    ) -> None:
        at = self.stage.moment(minute)
        acts = Acts(
            chance(self.stage.seed, self.places.plan, self.places.plan.sites[0], f"{kind}{activity}{body}{desk.actor}"),
            at,
        )
        acts.add(kind, body, activity)
        if self.pace:  # a viewer may have done the same before: ids by chance of now, refusals are no fault
            acts.rows[0]["id"] = new_id(acts.rng, time.time_ns() // 1_000_000)
        await desk.send(acts.rows)

    async def _all(self, works: Iterable[Awaitable[None]], counts: int = 0) -> None:
        """All of it, by so many hands, each of which takes the next piece when it has done one."""
        waiting = iter(works)

        async def hand() -> None:
            for work in waiting:
                await work
                self._did(counts)

        await asyncio.gather(*(hand() for _ in range(AT_ONCE)))

    async def _spread(self, works: Iterable[Awaitable[None]], seconds: float) -> None:
        """All of it; at a human pace spread over some seconds."""
        if not self.pace:
            await self._all(works, 1)
            return
        waiting = list(works)
        started = time.monotonic()
        for place, work in enumerate(waiting):
            due = started + seconds * self.pace * place / len(waiting)
            await asyncio.sleep(max(0.0, due - time.monotonic()))
            await work
            self._did(1)

    def _did(self, counts: int) -> None:
        self.done += counts
        self.progress(min(0.99, self.done / max(1, self.works)), self.places.plan.title)

    async def _wait(self, seconds: float) -> None:
        if self.pace:
            await asyncio.sleep(seconds * self.pace)


_PLAYS: dict[str, Callable[[Player, PlanActivity, PlanItem, float], Awaitable[None]]] = {
    "slides": Player.slides,
    "poll": Player.poll,
    "situation": Player.situation,
}
