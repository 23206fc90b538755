"""The board of a sitting: the fold of its journal, and the judge of its commands. Pure.

One fold serves the live screens, the late joiner, the close and the report.
"""

from collections.abc import Callable, Iterable
from typing import Any

import msgspec
from msgspec import Struct

from diemcau.activities.kind import (
    ALL,
    CONTROL,
    PRESENTERS,
    PROVINCE,
    SEAT,
    SITE,
    Ask,
    Head,
    Kind,
    Look,
    Role,
    Text,
    View,
    Who,
)
from diemcau.activities.plan import Places, Plan
from diemcau.activities.registry import KINDS
from diemcau.base.refused import Refused
from diemcau.classroom.sitting import AddSeat, Sitting
from diemcau.classroom.sitting import State as SittingState
from diemcau.journal.rules import Fact, canonical

SITTING = Sitting()
REGISTRY: dict[str, Kind[Any, Any]] = {"sitting": SITTING, **KINDS}
STANDING = tuple(name for name, kind in REGISTRY.items() if kind.standing)
RULES_VERSION = 1
CLAIMED_FROM, CLAIMED_TO = -(2**53), 2**53  # ms; what a browser's clock can say, however wrong it is


class Command(Struct, frozen=True, forbid_unknown_fields=True):
    """What a screen sends: a UUIDv7 made on the device, "<kind>.<verb>", the activity, a body.

    `claimed_at` (ms) is when the sender says it happened; absent means now.
    """

    id: str
    kind: str
    body: msgspec.Raw = msgspec.Raw(b"{}")
    activity: str = ""
    claimed_at: int = 0


class Draft(Struct, frozen=True):
    """A fact before it has a place."""

    kind: str
    activity: str
    subject: str
    body: bytes
    late: bool
    claimed_at: int


class Board:
    """State of one sitting. `apply` folds facts; `decide` judges a command without changing anything."""

    def __init__(self, plan: Plan) -> None:
        self.places = Places(plan)
        self.position = 0
        self.contents: dict[str, Any] = dict.fromkeys(STANDING)
        self.kinds: dict[str, Kind[Any, Any]] = {name: REGISTRY[name] for name in STANDING}
        self.item_of: dict[str, int] = {}
        for activity in plan.activities:
            kind = REGISTRY[activity.kind]
            self.kinds[activity.id] = kind
            self.contents[activity.id] = msgspec.convert(activity.content, kind.content)
            self.item_of[activity.id] = activity.item
        self.states: dict[str, Any] = {
            id_: kind.start(self.contents[id_], self.places) for id_, kind in self.kinds.items()
        }

    @property
    def sitting(self) -> SittingState:
        """The state of the sitting itself."""
        state: SittingState = self.states["sitting"]
        return state

    def shown(self, real: int) -> int:
        """The sitting's clock (ms) at a real instant (ms): real time, except in a rehearsal."""
        clock = self.sitting.clock
        return real if clock is None else clock.shown + round((real - clock.real) * clock.rate)

    # --- judging -----------------------------------------------------------------------------

    def decide(self, command: Command, who: Who, real: int, keep: Callable[[str], Text]) -> list[Draft]:
        """Drafts of facts for a command, or Refused.

        A command about somebody else's site or seat is `subject.foreign` (403): the caller puts it
        into quarantine. Looking for a repeat comes before, in the turn.
        """
        name, _, verb = command.kind.partition(".")
        activity = command.activity or name
        kind = self.kinds.get(activity)
        if kind is None or kind.name != name or verb not in kind.verbs:
            raise Refused("command.unknown", 404)
        rule = kind.verbs[verb]
        if who.role not in rule.roles:
            raise Refused("command.not_yours", 403)
        try:
            body = msgspec.json.decode(command.body, type=rule.body)
        except msgspec.ValidationError as error:
            raise Refused("command.bad_body", 400, detail=str(error)) from None
        if not CLAIMED_FROM <= command.claimed_at <= CLAIMED_TO:
            raise Refused("command.bad_body", 400, detail="claimed_at")
        about = body.added if isinstance(body, AddSeat) else body
        site, seat = self._subject(who, getattr(about, "site", 0), getattr(about, "seat", 0))
        if not rule.act and not kind.standing and self.item_of[activity] != self.sitting.item:
            raise Refused("activity.not_now", 409)
        at = self.shown(real)
        late = rule.act and self.sitting.phase == "closed"
        ask = Ask(
            at=at,
            claimed_at=command.claimed_at or at,
            late=late,
            who=who,
            site=site,
            seat=seat,
            places=self.places,
            content=self.contents[activity],
            keep=keep,
            item=self.sitting.item,
        )
        facts = kind.decide(self.states[activity], verb, body, ask)
        return [
            Draft(
                f"{name}.{_name_of(kind, fact)}",
                activity,
                _about(fact, site, seat),
                canonical(fact),
                late,
                ask.claimed_at,
            )
            for fact in facts
        ]

    def own_site(self, who: Who) -> int:
        """The room from which a desk works: its site, a province's own, the centre's; 0 when there is none."""
        if who.site:
            return who.site
        level = "province" if who.province else "centre"
        found = (s.id for s in self.places.plan.sites if s.level == level and s.province == who.province)
        return next(found, 0)

    def _subject(self, who: Who, site: int, seat: int) -> tuple[int, int]:
        """The site and seat that a command is about, when the sender may speak of them."""
        if who.role == Role.PHONE:
            if site not in {0, who.site} or seat not in {0, who.seat}:
                raise Refused("subject.foreign", 403)
            return who.site, who.seat
        if seat:
            if seat not in self.places.seats:
                raise Refused("subject.foreign", 403)
            site = site or self.places.seats[seat].site
        site = site or who.site
        if site and site not in self.places.sites:
            raise Refused("subject.foreign", 403)
        if who.site and site != who.site:
            raise Refused("subject.foreign", 403)
        if seat and self.places.seats[seat].site != site:
            raise Refused("subject.foreign", 403)
        if who.province and site and self.places.province_of(site) != who.province:
            raise Refused("subject.foreign", 403)
        return site, seat

    # --- folding -----------------------------------------------------------------------------

    def apply(self, fact: Fact) -> set[str]:
        """Take a fact in; the topics whose views it changed."""
        name, _, what = fact.kind.partition(".")
        kind = self.kinds[fact.activity]
        happening = kind.facts[what]
        body = msgspec.json.decode(fact.body, type=happening.body)
        head = Head(fact.seq, fact.n, fact.at, fact.claimed_at, fact.actor, fact.device, fact.late)
        if isinstance(body, AddSeat):
            self.places.add_seat(body.added)
        kind.apply(self.states[fact.activity], body, head)
        self.position = fact.seq
        return self._topics(happening.touches, fact.subject, name == "sitting" and what == "opened")

    def _topics(self, touched: Iterable[str], subject: str, everything: bool) -> set[str]:
        topics: set[str] = set()
        sort, _, number = subject.partition(":")
        seat = int(number) if sort == "seat" else 0
        site = int(number) if sort == "site" else self.places.seats[seat].site if seat else 0
        for audience in touched:
            match audience:
                case "all":
                    topics |= {ALL, "phones"}
                case "site" if site:
                    topics.add(f"site:{site}")
                case "site" if everything:
                    topics |= {f"site:{id_}" for id_ in self.places.sites}
                case "seat" if seat:
                    topics.add(f"seat:{seat}")
                case "seat" if site:
                    topics |= {f"seat:{id_}" for id_ in self.places.seats_of[site]}
                case "province" if site:
                    topics.add(f"province:{self.places.province_of(site)}")
                case "province":
                    topics |= {f"province:{p}" for p in {s.province for s in self.places.plan.sites}}
                case "presenters" | "control":
                    topics.add(audience)
        return topics

    # --- looking -----------------------------------------------------------------------------

    def view(self, topic: str, real: int, read: Callable[[Text | None], str]) -> View:
        """The whole view of a topic: {"pos", "sitting", "acts": {activity: {...}}}.

        Topics: all, phones, site:<id>, seat:<id>, province:<code>, presenters, control. Only the
        activities of the item that is on, and the standing ones, speak.
        """
        audience, _, which = topic.partition(":")
        item = self.places.items.get(self.sitting.item)
        if audience == "phones" and item is not None and not item.phones:
            return {"pos": self.position, "sitting": self._sitting_view(real), "acts": {}}
        maker = _MAKERS[audience]
        acts: dict[str, View] = {}
        for activity, kind in self.kinds.items():
            if not kind.standing and self.item_of[activity] != self.sitting.item:
                continue
            look = self.look(activity, real, read)
            self._aim(look, audience, which)
            seen = maker(kind)(self.states[activity], look)
            if seen is not None:
                acts[activity] = {"kind": kind.name, **seen}
        return {"pos": self.position, "sitting": self._sitting_view(real), "acts": acts}

    def look(self, activity: str, real: int, read: Callable[[Text | None], str]) -> Look:
        """What a view or a summary of an activity may know."""
        return Look(self.places, self.contents[activity], read, self.shown(real))

    def _aim(self, look: Look, audience: str, which: str) -> None:
        match audience:
            case "site":
                look.site = int(which)
            case "seat":
                look.seat = int(which)
                look.site = self.places.seats[look.seat].site
            case "province":
                look.province = which
                look.sites = [site.id for site in self.places.sites_of(which)]
            case "control" | "presenters":
                look.sites = list(self.places.sites)

    def _sitting_view(self, real: int) -> View:
        state, plan = self.sitting, self.places.plan
        items = plan.items
        place = next((n for n, item in enumerate(items) if item.id == state.item), -1)
        return {
            "id": plan.sitting,
            "no": plan.no,
            "title": plan.title,
            "course": plan.course_title,
            "simulated": plan.simulated,
            "phase": state.phase,
            "at": self.shown(real),
            "rate": state.clock.rate if state.clock else 1,
            "deadline": plan.headcount_deadline,
            "item": msgspec.to_builtins(items[place]) if place >= 0 else None,
            "item_at": state.item_at,
            "done": state.done,
            "next": msgspec.to_builtins(items[place + 1]) if place + 1 < len(items) else None,
        }

    def summary(self, read: Callable[[Text | None], str]) -> dict[str, View]:
        """Figures of every activity, for the records."""
        return {
            activity: {"kind": kind.name, **kind.summary(self.states[activity], self.look(activity, 0, read))}
            for activity, kind in self.kinds.items()
        }


_MAKERS: dict[str, Callable[[Kind[Any, Any]], Callable[[Any, Look], View | None]]] = {
    ALL: lambda kind: kind.for_all,
    "phones": lambda kind: kind.for_all,
    SITE: lambda kind: kind.for_site,
    SEAT: lambda kind: kind.for_seat,
    PROVINCE: lambda kind: kind.for_control,
    CONTROL: lambda kind: kind.for_control,
    PRESENTERS: lambda kind: kind.for_presenters,
}


def _about(fact: Struct, site: int, seat: int) -> str:
    """Who a fact is about: whom it names itself, else whom its command was about."""
    seat = getattr(fact, "seat", 0) or (0 if getattr(fact, "site", 0) not in {0, site} else seat)
    site = getattr(fact, "site", 0) or site
    return f"seat:{seat}" if seat else f"site:{site}" if site else ""


def _name_of(kind: Kind[Any, Any], fact: Struct) -> str:
    for name, happening in kind.facts.items():
        if type(fact) is happening.body:
            return name
    raise AssertionError(f"{kind.name} has no fact {type(fact).__name__}")
