"""Plays a sitting: the lecturer's desk and the operator go through the items, the rooms take part."""

import asyncio
import time
from collections import deque
from collections.abc import Awaitable, Callable, Coroutine, Iterable
from typing import Any

from msgspec import Struct, field

from diemcau.activities.kind import Role
from diemcau.activities.plan import Places, Plan, PlanActivity, PlanItem
from diemcau.rehearsal import lines
from diemcau.rehearsal.cast import Manner, chance, new_id, part_of
from diemcau.rehearsal.desk import Acts, Desk, Stage
from diemcau.rehearsal.plays import PLAYS, SLIDE_SECONDS
from diemcau.rehearsal.rooms import Room
from diemcau.rehearsal.wire import Wire, listen

Progress = Callable[[float, str], None]
LATE_ITEM = 1  # place of the item in which the last rooms come in
ANSWERED = 2  # questions that the lecturer answers in an item
AT_ONCE = 400  # rooms that act at a time
ARRIVING = 2  # what a room that comes in counts for in the progress; one that answers counts 1
ITEM_SECONDS = 60


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
    going_on: int = 0  # the item at which a play that was cut off goes on
    listeners: list[asyncio.Task[None]] = field(default_factory=list)
    closed: bool = False
    done: int = 0  # of what `works` counts
    steps: dict[str, int] = field(default_factory=dict)  # commands of each desk that steers

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
        going_on: int = 0,
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
            going_on,
        )

    @property
    def works(self) -> int:
        """What the rooms have to do in the whole sitting."""
        answers = sum(activity.kind in PLAYS and activity.kind != "slides" for activity in self.places.plan.activities)
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
        items, minute = self.places.plan.items, 0.0
        first = next((place for place, item in enumerate(items) if item.id == self.going_on), 0)
        for place, item in enumerate(items):
            if place >= first:
                await self.item(place, item, minute)
            minute += item.minutes
        await self.end()

    async def wait_for(self, activity: str, seconds: float, *phases: str) -> bool:
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
        rooms = [room for room in self.rooms if self.going_on or room.site.id not in self.late]
        await self.all((room.arrive() for room in rooms if room.part.manner != Manner.LATE), ARRIVING)
        if not self.going_on:
            await self._steer(self.operator, "sitting.begin", {}, minute=0)
        await self.all((room.arrive() for room in rooms if room.part.manner == Manner.LATE), ARRIVING)
        if self.going_on:  # all that follows was said before the cut
            return
        await self.all(self._check(desk) for desk in self.provinces.values())
        await self._steer(self.operator, "headcount.check", {}, minute=20)
        said = {"text": lines.NOTICE, "needs": True}
        notice = await self._steer(self.operator, "notice.send", said, minute=21)
        await self.all(room.read_notice(notice) for room in rooms)

    async def _check(self, desk: Desk) -> None:
        await self._steer(desk, "headcount.check", {}, minute=18)

    async def item(self, place: int, item: PlanItem, minute: float) -> None:
        """One item with everything that belongs to it."""
        plan = self.places.plan
        again = item.id == self.going_on
        if not again:
            await self._steer(self.lecturer, "sitting.go", {"item": item.id}, minute=minute)
        mine = [activity for activity in plan.activities if activity.item == item.id]
        if item.kind == "opening" and not again:
            await self._speech(minute)
        for step, activity in enumerate(mine):
            plays = PLAYS.get(activity.kind)
            if plays and not (again and await self._is_past(activity)):  # what it does not know stays closed
                await plays(self, activity, item, minute + item.minutes * (step + 1) / (len(mine) + 2))
        await self.wait_for("", 0)
        if place == LATE_ITEM:
            await self.all((room.arrive() for room in self.rooms if room.site.id in self.late), ARRIVING)
        await self.all(room.speak_up(place, minute + item.minutes * 0.8) for room in self.rooms)
        if item.kind == "topic":
            await self.answer_questions(minute + item.minutes * 0.85)
        if item.kind == "discussion":
            await self.hear_rooms(minute + item.minutes * 0.9)
        if not mine:
            await self.wait(ITEM_SECONDS)

    async def _is_past(self, activity: PlanActivity) -> bool:
        """Whether an activity was over before the cut; slides stay where they are."""
        return activity.kind == "slides" or await self.wait_for(activity.id, 0, "closed", "shown")

    async def _speech(self, minute: float) -> None:
        """The assistant notes who speaks, by post, and the gist."""
        await self._steer(
            self.lecturer, "address.begin", {"by": lines.SPEAKER, "kind": "phat_bieu_khai_mac"}, minute=minute
        )
        await self._steer(self.lecturer, "address.end", {}, minute=minute + 10)
        await self._steer(self.lecturer, "address.tell", {"text": lines.SPEECH}, minute=minute + 11)

    async def answer_questions(self, minute: float) -> None:
        """Show and answer the oldest questions, two at most."""
        views = (await self.stage.wire.get("/live/view", self.lecturer.token))["views"]
        queue = next(view["view"] for view in views if view["topic"] == "presenters")["acts"]["question"]["queue"]
        for asked in queue[:ANSWERED]:
            await self._steer(self.lecturer, "question.select", {"question": asked["id"]}, minute=minute)
            await self.wait(SLIDE_SECONDS)
            await self._steer(self.lecturer, "question.answered", {"question": asked["id"]}, minute=minute)

    async def hear_rooms(self, minute: float) -> None:
        """Call the rooms that asked to speak, three at most."""
        waiting = sorted(
            (room for room in self.rooms if room.asked_floor and not room.is_lost(minute)), key=lambda r: r.site.no
        )
        for room in waiting[:3]:
            room.asked_floor = False
            await self._steer(self.lecturer, "floor.call", {"site": room.site.id}, minute=minute)
            await self.wait(SLIDE_SECONDS)
            await self._steer(self.lecturer, "floor.end", {}, minute=minute)

    async def end(self) -> None:
        """Lock, close, and let in what lost rooms kept."""
        length = self.stage.length_minutes
        await self._steer(self.operator, "headcount.lock", {"unchecked": True}, minute=length)
        await self._steer(self.operator, "sitting.close", {}, minute=length)
        await self.all(room.come_back() for room in self.rooms)
        self.closed = True
        self.progress(1.0, self.places.plan.title)

    # --- tools -------------------------------------------------------------------------------

    async def steer(self, kind: str, body: dict[str, object], activity: str, *, minute: float) -> None:
        """The lecturer's desk steers an activity."""
        await self._steer(self.lecturer, kind, body, activity, minute=minute)

    async def _steer(self, desk: Desk, kind: str, body: dict[str, object], activity: str = "", *, minute: float) -> int:
        """Send one command; its place in the journal, 0 where it was refused."""
        nth = self.steps[desk.actor] = self.steps.get(desk.actor, 0) + 1  # two that are alike are two commands
        place = self.places.plan.sites[0]
        rng = chance(self.stage.seed, self.places.plan, place, f"{kind}{activity}{body}{desk.actor}{nth}")
        acts = Acts(rng, self.stage.moment(minute))
        acts.add(kind, body, activity)
        if self.pace:  # a viewer may have done the same before: ids by chance of now, refusals are no fault
            acts.rows[0]["id"] = new_id(acts.rng, time.time_ns() // 1_000_000)
        await desk.send(acts.rows)
        return self.stage.receipts.get(acts.rows[0]["id"], 0)

    async def all(self, works: Iterable[Awaitable[None]], counts: int = 0) -> None:
        """All of it, by so many hands, each of which takes the next piece when it has done one."""
        waiting = iter(works)

        async def hand() -> None:
            for work in waiting:
                await work
                self._did(counts)

        await asyncio.gather(*(hand() for _ in range(AT_ONCE)))

    async def spread(self, works: Iterable[Coroutine[Any, Any, None]], seconds: float) -> None:
        """All of it; at a human pace spread over some seconds."""
        if not self.pace:
            await self.all(works, 1)
            return
        waiting = deque(works)
        of, started = len(waiting), time.monotonic()
        try:
            while waiting:
                due = started + seconds * self.pace * (of - len(waiting)) / of
                await asyncio.sleep(max(0.0, due - time.monotonic()))
                await waiting.popleft()
                self._did(1)
        finally:
            for work in waiting:  # cut off: what was not begun is let go without a word
                work.close()

    def _did(self, counts: int) -> None:
        self.done += counts
        self.progress(min(0.99, self.done / max(1, self.works)), self.places.plan.title)

    async def wait(self, seconds: float) -> None:
        """A while at a human pace; nothing when it plays fast."""
        if self.pace:
            await asyncio.sleep(seconds * self.pace)
