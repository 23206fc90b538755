"""Makes a small class, plays commands on a real board, and makes up bodies for any kind of activity.

Sites 1..n are communes, odd ones in province 01 and even ones in 40; site 900 is the centre's own.
Seats of site s are s·100+1, s·100+2, …
"""

import random
import uuid
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

import msgspec
from msgspec import inspect

from diemcau.activities.kind import Kind, Role, Text, View, Who
from diemcau.activities.plan import Plan, PlanActivity, PlanItem, PlanSeat, PlanSite, PlanUnit
from diemcau.base.refused import Refused
from diemcau.classroom.board import REGISTRY, Board, Command
from diemcau.classroom.snapshot import capture, restore
from diemcau.journal.rules import Fact, canonical
from tests.activities.written import WRITTEN

PACKAGE = Path(__file__).resolve().parents[2] / "src/diemcau"
SCREENS = ("phone", "site", "room", "lecturer", "control")
MINUTE = 60_000
EIGHT = 1_757_120_400_000  # 06/9/2025 08:00 in Vietnam
ENDS = EIGHT + 210 * MINUTE
DEADLINE = EIGHT + 15 * MINUTE
CENTRE = 900
MARK = "Lời riêng"  # in every free text that is made up here
JPEG = "data:image/jpeg;base64,/9j/4AAQSkZJRgABAQAAAQABAAD/2Q=="  # the head and the end of one


def seat(site: int, no: int) -> int:
    return site * 100 + no


def province(site: int) -> str:
    return "01" if site % 2 else "40"


def plan(sites: int = 2, people: int = 3, activities: tuple[PlanActivity, ...] = (), centre: int = 0) -> Plan:
    """A sitting with so many communes of so many people; `centre` people at the centre's own site."""
    units = {
        "TW": PlanUnit("trung_uong", "Trung ương", "Trung ương"),
        "01": PlanUnit("thanh_pho", "Hà Nội", "thành phố Hà Nội"),
        "40": PlanUnit("tinh", "Nghệ An", "tỉnh Nghệ An"),
    }
    rooms = [PlanSite(CENTRE, CENTRE, "TW", "centre", "trung_uong", "Hội trường A")]
    for n in range(1, sites + 1):
        code = f"{n:05}"
        units[code] = PlanUnit("xa", f"Mẫu {n}", f"xã Mẫu {n}", province(n))
        rooms.append(PlanSite(n, n, code, "commune", "xa", f"xã Mẫu {n}", province(n)))
    sizes = {room.id: people if room.id != CENTRE else centre for room in rooms}
    seats = [PlanSeat(seat(id_, no), id_, no, "ubnd") for id_, size in sizes.items() for no in range(1, size + 1)]
    return Plan(
        sitting=7,
        no=1,
        title="Buổi sáng 06/9/2025",
        course="lop-1",
        course_title="Lớp bồi dưỡng",
        rehearsal=True,
        simulated=True,
        starts_at=EIGHT,
        ends_at=ENDS,
        headcount_deadline=DEADLINE,
        units=units,
        items=(PlanItem(1, "topic", "Chuyên đề 1", 90, topic=1), PlanItem(2, "closing", "Bế mạc", 30)),
        sites=tuple(sorted(rooms, key=lambda room: room.id)),
        seats=tuple(seats),
        activities=activities,
    )


def who(role: Role | str, site: int = 1, no: int = 1, device: str = "") -> Who:
    """A sender: a desk or room of the site, a phone of its seat `no`, the province of the site."""
    role = Role(role)
    if role == Role.PHONE:
        return Who(role, f"seat:{seat(site, no)}", site, seat(site, no), device=device or f"phone-{seat(site, no)}")
    if role in {Role.HOST, Role.CHAIR, Role.TECHNICIAN, Role.ROOM}:
        return Who(role, f"{role}:{site}", site, device=device or f"desk-{site}")
    if role == Role.PROVINCE:
        return Who(role, f"province:{province(site)}", province=province(site))
    return Who(role, str(role))


class Play:
    """A board on air, with a journal beside it. Each command is one turn at `now`."""

    def __init__(self, made: Plan | None = None, *, begun: bool = True) -> None:
        self.plan = made or plan()
        self.board = Board(self.plan)
        self.facts: list[Fact] = []
        self.texts: dict[str, str] = {}
        self.topics: set[str] = set()
        self.now = EIGHT
        if begun:
            self.send(who("office"), "sitting.open", plan="00")
            self.send(who("operator"), "sitting.begin")
            self.send(who("operator"), "sitting.go", item=1)

    def state(self, activity: str) -> Any:
        return self.board.states[activity]

    def keep(self, words: str) -> Text:
        # Named by its words, so that it is the same in two plays.
        text = Text(sha256(words.encode()).hexdigest()[:16], "")
        self.texts[text.id] = words
        return text

    def read(self, text: Text | None) -> str:
        return self.texts.get(text.id, "") if text else ""

    def send(self, sender: Who, command: str, *, activity: str = "", claimed: int = 0, **body: Any) -> list[Fact]:
        """Judge a command and fold its facts; `self.topics` are those whose views it changed."""
        return self.send_raw(sender, command, canonical(body), activity, claimed)

    def send_raw(self, sender: Who, command: str, body: bytes, activity: str = "", claimed: int = 0) -> list[Fact]:
        order = Command(str(uuid.uuid4()), command, msgspec.Raw(body), activity, claimed)
        drafts = self.board.decide(order, sender, self.now, self.keep)
        at = self.board.shown(self.now)
        facts = []
        self.topics = set()
        for n, draft in enumerate(drafts):
            fact = Fact(
                stream="sitting:7",
                seq=len(self.facts) + 1,
                n=n,
                command_id=bytes(16),
                kind=draft.kind,
                version=1,
                activity=draft.activity,
                actor=sender.actor,
                subject=draft.subject,
                device=sender.device,
                at=at,
                claimed_at=draft.claimed_at,
                received_at=self.now,
                late=draft.late,
                body=draft.body,
            )
            self.topics |= self.board.apply(fact)
            self.facts.append(fact)
            facts.append(fact)
        return facts

    def refused(self, sender: Who, command: str, **body: Any) -> str:
        """The code with which a command is refused; an AssertionError when it is taken."""
        try:
            facts = self.send(sender, command, **body)
        except Refused as refused:
            return refused.code
        raise AssertionError(f"{command} was taken: {facts}")

    def close(self) -> None:
        self.send(who("operator"), "sitting.close")

    def view(self, topic: str, activity: str) -> View:
        """What a topic says of an activity, as it arrives in the browser; {} for nothing."""
        seen = self.board.view(topic, self.now, self.read)["acts"].get(activity)
        return plain(seen) if seen else {}

    def summary(self, activity: str) -> View:
        return plain(self.board.summary(self.read)[activity])

    def figures(self, activity: str) -> View:
        """The summary without what belongs to the run."""
        return {key: value for key, value in self.summary(activity).items() if key != "run"}


def plain(view: View) -> View:
    """A view as it arrives in the browser."""
    arrived: View = msgspec.json.decode(msgspec.json.encode(view))
    return arrived


def fold(made: Plan, facts: list[Fact], board: Board | None = None) -> Board:
    board = board or Board(made)
    for fact in facts:
        board.apply(fact)
    return board


def snapshot(board: Board, made: Plan) -> Board:
    """A board read back from a snapshot of another one; added seats come with it."""
    return restore(capture(board, "", b"", b""), made)


# --- bodies and contents of any kind, made up from their types -----------------------------------------


class Maker:
    """Makes up values of a type; ints and texts are such that they often fit."""

    def __init__(self, seed: int, sites: list[int], seats: list[int], pick: int | None = None) -> None:
        self.chance = random.Random(seed)
        self.sites = sites
        self.seats = seats
        self.pick = pick  # which word of a Literal to take, and true only for 2; None for any
        self.highest = 3
        self.typed: Iterator[str] | None = None  # what is typed into text fields, instead of words made up here

    def body(self, struct: type[Any]) -> dict[str, Any]:
        """A body for a command, as plain values; fields with a default are left out now and then."""
        made = {}
        for field in msgspec.structs.fields(struct):
            if not field.required and self.chance.random() < 0.3:
                continue
            made[field.encode_name] = self.value(inspect.type_info(field.type), field.name)
        if struct.__module__.endswith(".poll.shapes") and {"choice", "choices"} <= made.keys():
            del made[self.chance.choice(("choice", "choices", "choices"))]  # an answer is the one or the other
        return made

    def content(self, struct: type[Any]) -> dict[str, Any]:
        """What an author might have written: every field filled."""
        fields = msgspec.structs.fields(struct)
        return {field.encode_name: self.value(inspect.type_info(field.type), field.name, size=3) for field in fields}

    def value(self, info: Any, name: str, size: int | None = None) -> Any:
        match info:
            case inspect.StrType():
                return self._words(info, name)
            case inspect.BoolType():
                return self.chance.random() < 0.5 if self.pick is None else self.pick == 2
            case inspect.IntType():
                return self._number(info, name)
            case inspect.FloatType():
                return 1.0
            case inspect.LiteralType(values=values):
                return values[self.pick % len(values)] if self.pick is not None else self.chance.choice(values)
            case inspect.UnionType(types=types):
                return self.value(self.chance.choice(types), name, size)
            case inspect.VarTupleType(item_type=item) | inspect.ListType(item_type=item):
                length = size if size is not None else self.chance.randint(0, 3)
                if name == "shares":  # of ten
                    some = self.chance.randint(0, 10)
                    return [some, 10 - some]
                if name == "choices" and size is None and isinstance(item, inspect.IntType):
                    return self.chance.sample((1, 2, 3), length)
                return [self.value(item, f"{name}[]", size) for _ in range(length)]
            case inspect.StructType(cls=cls):
                return self.body(cls) if size is None else self.content(cls)
            case inspect.NoneType():
                return None
        raise AssertionError(f"no way to make up {info} for {name}")

    def _words(self, info: inspect.StrType, name: str) -> str:
        if name == "photo":
            return JPEG
        if name == "envelope":
            return f"{self.chance.getrandbits(64):x}"
        if info.pattern:
            return "2025-07"
        if name == "group":
            return "ubnd"
        if name == "turn":
            return self.chance.choice(("1", "1", "2", "3", "4"))
        if name in {"plan", "role", "province", "id"}:
            return "01"
        if self.typed:
            return next(self.typed)
        return f"{MARK} {self.chance.randint(1, 1_000_000)}"

    def _number(self, info: inspect.IntType, name: str) -> int:
        if name in {"site", "elsewhere"}:
            return self.chance.choice(self.sites)
        if name == "seat":
            return self.chance.choice(self.seats)
        if name in {"answer", "question", "into", "notice", "address"}:  # the place of something of not long ago
            return self.chance.randint(max(1, self.highest - 12), self.highest)
        low, high = info.ge or 0, info.le or 10_000
        return min(high, max(low, self.chance.choice((1, 1, 2, 2, 3, self.chance.randint(1, self.highest)))))


TOPICS = (
    *("all", "phones", "site:1", "site:2", "seat:101", "seat:202"),
    *("province:01", "province:40", "control", "presenters"),
)


def activities_of(name: str) -> tuple[PlanActivity, ...]:
    """Some activities of a kind, with contents made up from its type or written here; none for a standing kind."""
    kind: Kind[Any, Any] = REGISTRY[name]
    if kind.standing:
        return ()
    makers = [Maker(pick, [0], [0], pick) for pick in (0, 1, 2)]
    contents = WRITTEN.get(name) or [maker.content(kind.content) for maker in makers]
    return tuple(PlanActivity(f"{name}-{n}", name, 1, content) for n, content in enumerate(contents, 1))


class Walk:
    """A play of some kinds: commands made up by chance, sent by those who may; the last third after the close."""

    def __init__(
        self, names: str | tuple[str, ...], seed: int, steps: int = 120, typed: Iterator[str] | None = None
    ) -> None:
        self.typed = typed
        names = (names,) if isinstance(names, str) else names
        self.kinds: list[Kind[Any, Any]] = [REGISTRY[name] for name in names]
        self.kind = self.kinds[0]
        self.plan = plan(3, 3, tuple(one for name in names for one in activities_of(name)), centre=1)
        self.play = Play(self.plan, begun=names != ("sitting",))
        self.chance = random.Random(seed)
        self.taken: list[tuple[Who, str, str, bytes]] = []
        self.refused: list[tuple[Who, str, str, bytes, Refused]] = []
        for step in range(steps):
            if step == steps * 2 // 3 and names != ("sitting",):
                self.play.close()
            self.play.now += self.chance.randint(0, 3) * MINUTE
            self.step()

    def step(self) -> None:
        """One command; it may be refused, and neither judging nor refusing changes the board."""
        chance = self.chance
        kind = self.kind = chance.choice(self.kinds) if len(self.kinds) > 1 else self.kind
        verb = chance.choice([verb for verb, rule in kind.verbs.items() for _ in range(3 if rule.act else 1)])
        role, device = chance.choice(sorted(kind.verbs[verb].roles)), chance.choice(("", "", "second"))
        sender = who(role, chance.randint(1, 2), chance.randint(1, 3), device)
        own = [activity.id for activity in self.plan.activities if activity.kind == kind.name]
        activity = chance.choice(own or [""])
        body = canonical(self.maker(sender).body(kind.verbs[verb].body))
        if role == Role.CLOCK and activity:
            due = kind.due(self.play.state(activity), self.play.board.contents[activity])
            if due is not None and due.verb == verb:
                self.play.now, body = max(self.play.now, due.at), canonical(due.body)
        claimed = self.play.now - chance.choice((0, 0, 0, 7, 90)) * MINUTE
        try:
            self.play.send_raw(sender, f"{kind.name}.{verb}", body, activity, claimed)
        except Refused as refused:
            self.refused.append((sender, verb, activity, body, refused))
        else:
            self.taken.append((sender, verb, activity, body))

    def maker(self, sender: Who) -> Maker:
        """What a sender may speak of, mostly."""
        own = sender.site or self.chance.randint(1, 3)
        seats = [sender.seat] if sender.seat else [place.id for place in self.plan.seats if place.site == own]
        maker = Maker(self.chance.randint(0, 1 << 30), [0, 0, own, own, 3, CENTRE], seats)
        maker.highest = len(self.play.facts) + 1
        maker.typed = self.typed
        return maker
