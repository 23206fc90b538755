"""A virtual room: its host, its chair and its phones, sending what real ones would, over real HTTP."""

from typing import Any

import msgspec
from msgspec import Struct, field

from diemcau.activities.checklist.rules import ITEMS
from diemcau.activities.kind import Role
from diemcau.activities.plan import Places, PlanActivity, PlanSite
from diemcau.activities.situation import course
from diemcau.activities.situation.answers import given_to, some_answer, turn_of
from diemcau.activities.situation.content import Situation
from diemcau.activities.situation.course import Way
from diemcau.base.refused import Refused
from diemcau.people.rules import actor_of
from diemcau.rehearsal import lines
from diemcau.rehearsal.cast import Manner, Part, chance, new_id
from diemcau.rehearsal.desk import Acts, Desk, Stage

READ = 0.9  # of the hosts acknowledge a notice
UNFIT = 0.03  # of the rooms have no second line
IN_ROOM = frozenset({"", "muon_som", "du_thay"})


class Room(Struct):
    """The people of a site in one sitting."""

    stage: Stage
    places: Places
    site: PlanSite
    part: Part
    host: Desk
    chair: Desk
    phones: dict[int, Desk] = field(default_factory=dict)
    absent: dict[int, str] = field(default_factory=dict)  # seat → status
    asked_floor: bool = False
    ways: dict[str, Way] = field(default_factory=dict)  # of each situation: where the room stands

    @classmethod
    def at(cls, stage: Stage, places: Places, site: PlanSite, part: Part) -> "Room":
        """The room of a site: who is absent follows from the seed."""
        course = 0
        desks = [
            stage.desk(role, actor_of(role, course, site.id, ""), site=site.id, province=site.province)
            for role in (Role.HOST, Role.CHAIR)
        ]
        room = cls(stage, places, site, part, desks[0], desks[1])
        rng = chance(stage.seed, places.plan, site, "absent")
        for seat in room.seats:
            luck = rng.random()
            if luck < 0.06:
                room.absent[seat] = "vang_phep" if luck < 0.04 else "vang_khong_phep" if luck < 0.045 else "muon_som"
        if part.manner == Manner.SUBSTITUTE and len(room.seats) > 2:
            room.absent[room.seats[-1]] = "du_thay"
            room.absent[room.seats[-2]] = "o_diem_khac"
        return room

    @property
    def seats(self) -> list[int]:
        """Seats of the room in the order of the list."""
        return self.places.seats_of[self.site.id]

    @property
    def in_room(self) -> list[int]:
        """Seats on which somebody sits."""
        return [seat for seat in self.seats if self.absent.get(seat, "") in IN_ROOM]

    def rng(self, what: str) -> Any:
        """Chance of this room in this sitting, the same in every run."""
        return chance(self.stage.seed, self.places.plan, self.site, what)

    # --- coming in ---------------------------------------------------------------------------

    async def arrive(self) -> None:
        """Phones come in by the code of the room, the host ticks the others, the chair confirms the number."""
        rng, at = self.rng("arrive"), self.stage.moment(-20)
        if self.part.phones:
            await self._phones_come_in(rng, at)
        acts = self.host.acts(rng, at + 60_000)
        acts.add("checklist.tick", {"items": ITEMS, "mark": "ok"})
        if rng.random() < UNFIT:
            acts.add("checklist.tick", {"items": ["du_phong"], "mark": "trouble", "note": lines.UNFIT})
        exceptions = [
            {"seat": seat, "status": status}
            for seat, status in self.absent.items()
            if status in {"vang_phep", "vang_khong_phep", "muon_som"}
        ]
        for seat, status in self.absent.items():
            if status == "du_thay":
                acts.add("presence.mark", {"seat": seat, "status": status, "substitute": "Người dự thay (MP)"})
            if status == "o_diem_khac":
                acts.add("presence.mark", {"seat": seat, "status": status, "elsewhere": self._other_site()})
        acts.add("presence.all_present", {"except": exceptions})
        numbers = self._numbers()
        wrong = self.part.manner == Manner.WRONG_COUNT
        acts.add("headcount.enter", numbers | ({"present": max(0, numbers["present"] - 2)} if wrong else {}))
        await self.send(self.host, acts)
        chair = self.part.manner != Manner.NO_PHONES  # there the host confirms in the chair's name
        confirm = (self.chair if chair else self.host).acts(rng, at + 120_000)
        confirm.add("headcount.confirm", {} if chair else {"word": True})
        await self.send(self.chair if chair else self.host, confirm)
        if wrong:
            right = self.host.acts(rng, at + 300_000)
            right.add("headcount.correct", numbers | {"reason": lines.CORRECTION})
            await self.send(self.host, right)

    def _numbers(self) -> dict[str, int]:
        counted = list(self.absent.values())
        excused = sum(status in {"vang_phep", "o_diem_khac"} for status in counted)
        return {"present": len(self.in_room), "excused": excused, "absent": counted.count("vang_khong_phep")}

    def _other_site(self) -> int:
        same = self.places.sites_of(self.site.province)
        return next((site.id for site in same if site.id != self.site.id), self.site.id)

    async def read_notice(self, notice: int) -> None:
        """The host has read a notice, in most rooms."""
        rng = self.rng(f"notice {notice}")
        acts = self.host.acts(rng, self.stage.moment(0))
        acts.add("notice.acknowledge", {"notice": notice})
        if notice and rng.random() < READ:
            await self.send(self.host, acts)

    async def _phones_come_in(self, rng: Any, at: int) -> None:
        try:
            code = await self.stage.wire.get("/live/code", self.host.token)
        except Refused:  # no phones in this item: the host ticks everybody
            return
        door = {"site": code["site_no"], "code": code["typed"]}
        for seat in [seat for seat in self.seats if seat not in self.absent][: self.part.phones]:
            ticket = (await self.stage.wire.post("/live/enter", door))["ticket"]
            id_, device = new_id(rng, at), f"mp-{self.site.no}-{self.places.seats[seat].no}"
            self.stage.sent[id_] = "sitting.claim"
            taken = await self.stage.wire.post(
                "/live/claim", {"id": id_, "ticket": ticket, "seat": seat, "device": device}
            )
            phone = self.stage.phone(taken["token"], seat)
            self.phones[seat] = phone
            acts = phone.acts(rng, at)
            acts.add("presence.check_in", {})
            await self.send(phone, acts)

    # --- taking part -------------------------------------------------------------------------

    async def decide(self, situation: PlanActivity, minute: float) -> None:
        """The chair hands in the room's first decision, and those that follow from it at once."""
        rng = self.rng(situation.id)
        acts = self.chair.acts(rng, self.stage.moment(minute))
        content = msgspec.convert(situation.content, Situation)
        self.ways[situation.id] = course.begin(course.plot_of(content))
        self._decide_all(situation.id, content, acts, rng)
        await self.send(self.chair, acts, minute)

    async def go_on(self, situation: PlanActivity, n: int, minute: float) -> None:
        """Development `n` has come; the chair hands in what it asks of the room."""
        rng = self.rng(f"{situation.id} {n}")
        acts = self.chair.acts(rng, self.stage.moment(minute))
        content, way = msgspec.convert(situation.content, Situation), self.ways[situation.id]
        course.ripen(course.plot_of(content), way, n, way.at + 1)
        self._decide_all(situation.id, content, acts, rng)
        if acts.rows:
            await self.send(self.chair, acts, minute)

    def _decide_all(self, activity: str, content: Situation, acts: Acts, rng: Any) -> None:
        """Decide what the room is to decide, by the same rules as the class."""
        plot, way = course.plot_of(content), self.ways[activity]
        while way.to_decide:
            place = way.to_decide[0]
            turn = turn_of(content, plot.turns[place].code)
            body = some_answer(content, turn.code, rng.randrange)
            words = "text" if turn.form == "text" else "reason"
            acts.add("situation.decide", {**body, words: rng.choice(lines.REASONS)}, activity)
            choices, shares = tuple(body.get("choices", ())), tuple(body.get("shares", ()))
            course.decide(plot, way, place, given_to(turn, body.get("choice", 0), choices, shares), way.at + 1)

    async def speak_up(self, item: int, minute: float) -> None:
        """A few rooms ask, write an obstacle down, ask to speak or ask for help."""
        rng = self.rng(f"speak {item}")
        acts = self.host.acts(rng, self.stage.moment(minute))
        if rng.random() < 0.05:
            acts.add("question.ask", {"text": rng.choice(lines.QUESTIONS)})
        if rng.random() < 0.05:
            area, text = rng.choice(lines.OBSTACLES)
            acts.add("obstacle.send", {"text": text, "field": area, "since": rng.choice(("2025-07", "2025-08", ""))})
        if rng.random() < 0.01 and not self.asked_floor:
            self.asked_floor = True
            acts.add("floor.ask", {"topic": rng.choice(lines.FLOOR)})
        if rng.random() < 0.004:
            acts.add("sitting.ask_help", {"trouble": rng.choice(lines.TROUBLES)})
        if acts.rows:
            await self.send(self.host, acts, minute)

    # --- the line ----------------------------------------------------------------------------

    def is_lost(self, minute: float) -> bool:
        """Whether the line is down at a minute of the sitting: from its middle on, in rooms that lose it."""
        return self.part.manner == Manner.LOST and minute > self.stage.length_minutes / 2

    def phones_now(self, minute: float) -> dict[int, Desk]:
        """Phones of the room that have a line, by seat."""
        return {} if self.is_lost(minute) else self.phones

    async def send(self, desk: Desk, acts: Acts, minute: float = 0) -> None:
        """Send what a device does; where the line is down it waits."""
        if self.is_lost(minute):
            desk.outbox += acts.rows
            return
        await desk.send(acts.rows)
        if self.part.manner == Manner.WEAK_LINE:
            await desk.send(acts.rows)

    async def come_back(self) -> None:
        """After the close the line is there again: what was done without it arrives, late, in order."""
        for desk in (self.host, self.chair):
            if desk.outbox:
                waiting, desk.outbox = desk.outbox, []
                await desk.send(waiting)
