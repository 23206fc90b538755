"""The board of a sitting: the fold of its journal, and the judge of its commands. Pure.

One fold serves the live screens, the late joiner, the close and the report.
"""

from collections.abc import Callable, Iterable, Mapping
from functools import cache
from typing import Any

import msgspec
from msgspec import Struct

from diemcau.activities.kind import (
    ALL,
    CONTROL,
    NONE_GROUPED,
    PRESENTERS,
    PROVINCE,
    SEAT,
    SITE,
    Ask,
    Grouping,
    Head,
    Kind,
    Look,
    Role,
    Text,
    Verb,
    View,
    Who,
)
from diemcau.activities.plan import Places, Plan, PlanItem
from diemcau.activities.registry import KINDS
from diemcau.base.refused import Refused
from diemcau.classroom.reach import PHONES, Reach
from diemcau.classroom.sitting import AddSeat, Sitting
from diemcau.classroom.sitting import State as SittingState
from diemcau.journal.rules import Fact, canonical

SITTING = Sitting()
REGISTRY: dict[str, Kind[Any, Any]] = {"sitting": SITTING, **KINDS}
STANDING = tuple(name for name, kind in REGISTRY.items() if kind.standing)
RULES_VERSION = 1
RUNNING = ("open", "discuss")  # phases of an activity in which rooms and phones are asked
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


class Ready(Struct, frozen=True, array_like=True):
    """A command that was read: `id` is b"" when `text` is no UUIDv7, `digest` is b"" when `body` is no JSON."""

    text: str
    id: bytes
    digest: bytes
    kind: str
    activity: str
    claimed_at: int
    body: bytes


class Draft(Struct, frozen=True):
    """A fact before it has a place."""

    kind: str
    activity: str
    subject: str
    body: bytes
    late: bool
    at: int
    claimed_at: int
    happened: Struct


class Way(Struct, frozen=True):
    """What a sort of commands to an activity meets: its rule, how bodies are read, the kinds of facts it may give."""

    kind: Kind[Any, Any]
    activity: str
    verb: str
    rule: Verb
    read: Callable[[bytes], Any]
    facts: dict[type[Struct], str]


Speaker = tuple[str, str, Callable[[Any, Look], View | None]]  # activity, its kind, what makes the view
# What makes the view of an audience; a kind that has no word of its own in any of these says nothing to it.
_MAKERS = {
    ALL: ("for_all",),
    PHONES: ("for_phones", "for_all"),
    SITE: ("for_site",),
    SEAT: ("for_seat",),
    PROVINCE: ("for_control",),
    CONTROL: ("for_control",),
    PRESENTERS: ("for_presenters",),
}


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
        # Of an item without phones: no device keeps it.
        self._quiet = {id_: {"quiet": True} for id_, item in self.item_of.items() if not self.places.items[item].phones}
        self.states: dict[str, Any] = {
            id_: kind.start(self.contents[id_], self.places) for id_, kind in self.kinds.items()
        }
        self.reach = Reach(self.places, self.kinds)
        self.groupings: Mapping[str, Grouping] = {}  # of texts by activity: seen by views, by no rule and no figure
        self._ways: dict[tuple[str, str], Way] = {}
        self._speaking: dict[tuple[str, int, bool], tuple[Speaker, ...]] = {}
        self._every = tuple(self.places.sites)
        items = [None, *map(msgspec.to_builtins, plan.items), None]
        ids = [0, *(item.id for item in plan.items)]
        self._items = {id_: (items[place], items[place + 1]) for place, id_ in enumerate(ids)}

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

    def decide(self, command: Command | Ready, who: Who, real: int, keep: Callable[[str], Text]) -> list[Draft]:
        """Drafts of facts for a command, or Refused.

        A command about somebody else's site or seat is `subject.foreign` (403): the caller puts it
        into quarantine. Looking for a repeat comes before, in the turn.
        """
        way = self._ways.get((command.kind, command.activity)) or self._way(command.kind, command.activity)
        if who.role not in way.rule.roles:
            raise Refused("command.not_yours", 403)
        try:
            body = way.read(command.body)
        except msgspec.ValidationError as error:
            raise Refused("command.bad_body", 400, detail=str(error)) from None
        if not CLAIMED_FROM <= command.claimed_at <= CLAIMED_TO:
            raise Refused("command.bad_body", 400, detail="claimed_at")
        about = body.added if isinstance(body, AddSeat) else body
        site, seat = self._subject(who, getattr(about, "site", 0), getattr(about, "seat", 0))
        sitting, act = self.sitting, way.rule.act
        if who.role == Role.PHONE and way.kind is not SITTING and not sitting.speaks(who.seat, who.device):
            raise Refused("subject.foreign", 403)
        steered = not act and who.role != Role.CLOCK  # what time brings holds also when the next item is on
        if steered and not way.kind.standing and self.item_of[way.activity] != sitting.item:
            raise Refused("activity.not_now", 409)
        at = self.shown(real)
        ask = Ask(
            at,
            command.claimed_at or at,
            act and sitting.phase == "closed",
            who,
            site,
            seat,
            self.places,
            self.contents[way.activity],
            keep,
            sitting.item,
        )
        return [
            Draft(
                way.facts[type(fact)],
                way.activity,
                _about(fact, site, seat),
                canonical(fact),
                ask.late,
                at,
                ask.claimed_at,
                fact,
            )
            for fact in way.kind.decide(self.states[way.activity], way.verb, body, ask)
        ]

    def _way(self, command: str, activity: str) -> Way:
        name, _, verb = command.partition(".")
        kind = self.kinds.get(activity or name)
        if kind is None or kind.name != name or verb not in kind.verbs:
            raise Refused("command.unknown", 404)
        rule = kind.verbs[verb]
        facts = {happening.body: f"{name}.{what}" for what, happening in kind.facts.items()}
        way = Way(kind, activity or name, verb, rule, msgspec.json.Decoder(rule.body).decode, facts)
        self._ways[command, activity] = way
        return way

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
            if (site and site != who.site) or (seat and seat != who.seat):
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

    def fold(self, fact: Fact, happened: Struct | None = None) -> tuple[frozenset[str], Iterable[str] | None, int]:
        """Take a fact in; `happened` is its body, where it need not be read again.

        Gives the audiences that its sort touches, what it touched besides, and the site that it names (or 0).
        """
        touches, read = _facts(self.kinds[fact.activity])[fact.kind]
        body = read(fact.body) if happened is None else happened
        head = Head(fact.seq, fact.n, fact.at, fact.claimed_at, fact.actor, fact.device, fact.late, self.places)
        if isinstance(body, AddSeat):
            self.places.add_seat(body.added)
            self.reach.move(body.added.site, fact.seq)
        more = self.kinds[fact.activity].apply(self.states[fact.activity], body, head)
        self.position = fact.seq
        return touches, more, getattr(body, "site", 0)

    def apply(self, fact: Fact) -> set[str]:
        """Take a fact in; the topics whose views it changed."""
        touches, more, site = self.fold(fact)
        return self.reach.topics(touches, more, fact, site)

    def resume(self, position: int) -> None:
        """Stand at a position with states that were put in from a snapshot: what moved before is not known."""
        self.position = self.reach.moved_all = self.reach.noted = position

    # --- looking -----------------------------------------------------------------------------

    def view(self, topic: str, real: int, read: Callable[[Text | None], str]) -> View:
        """The whole view of a topic: {"pos", "sitting", "acts": {activity: {...}}}.

        Topics: all, phones, site:<id>, seat:<id>, province:<code>, presenters, control. The activities of the
        item that is on and the standing ones speak, from the close on those that last; to a site or seat of what is
        its own all of them.
        """
        audience, look = self._aim(topic, real, read)
        item = self.places.items.get(self.sitting.item)
        acts: dict[str, View] = {}
        closed = self.sitting.phase == "closed"
        if audience != PHONES or item is None or item.phones or closed:
            for activity, name, make in self._speakers(audience):
                if closed and audience == PHONES and not self._takes_phones(activity, item):
                    continue
                look.grouping = self.groupings.get(activity, NONE_GROUPED)
                if said := self._said(activity, name, make, look):
                    acts[activity] = said
        return {"pos": self.position, "sitting": self._sitting_view(look.at), "acts": acts}

    def part(self, topic: str, after: int, real: int, read: Callable[[Text | None], str]) -> View | None:
        """What is new in a view of the control room or a province since it was as of position `after`.

        {"pos", "part": true, "after", "sitting", "acts"} with the activities that changed; their "sites" hold only
        sites that moved, null for one that has no row any more. None: only the whole view tells it.
        """
        if not self.reach.tells(after, self.position):
            return None
        audience, look = self._aim(topic, real, read)
        acts: dict[str, View] = {}
        for activity, name, make in self._speakers(audience):
            moved = self.reach.moved[activity]
            if moved.get(0, 0) <= after:
                continue
            look.rows = [site for site in look.sites if moved.get(site, 0) > after]
            if said := self._said(activity, name, make, look):
                acts[activity] = said
                if "sites" in said:
                    said["sites"] = {site: said["sites"].get(site) for site in look.rows}
        sitting = self._sitting_view(look.at)
        return {"pos": self.position, "part": True, "after": after, "sitting": sitting, "acts": acts}

    def _said(self, activity: str, name: str, make: Callable[[Any, Look], View | None], look: Look) -> View | None:
        """What an activity says. Whatever it does not outlast ends with the sitting, also where nobody closed it."""
        look.content = self.contents[activity]
        seen = make(self.states[activity], look)
        ended = self.sitting.phase == "closed" and not self.kinds[activity].lasting
        over = {"phase": "closed"} if ended and seen and seen.get("phase") in RUNNING else {}
        return None if seen is None else {"kind": name, **seen, **self._quiet.get(activity, {}), **over}

    def look(self, activity: str, real: int, read: Callable[[Text | None], str]) -> Look:
        """What a view or a summary of an activity may know."""
        return Look(self.places, self.contents[activity], read, self.shown(real))

    def _aim(self, topic: str, real: int, read: Callable[[Text | None], str]) -> tuple[str, Look]:
        audience, _, which = topic.partition(":")
        look = Look(self.places, None, read, self.shown(real))
        match audience:
            case "site":
                look.site = int(which)
            case "seat":
                look.seat = int(which)
                look.site = self.places.seats[look.seat].site
            case "province":
                look.province = which
                look.sites = look.rows = self.places.provinces.get(which, ())
            case "control":
                look.sites = look.rows = self._every
        return audience, look

    def _speakers(self, audience: str) -> "tuple[Speaker, ...]":
        """The activities that may have something to say to an audience now, each with what says it."""
        own = audience in {SITE, SEAT}
        item = 0 if own else self.sitting.item
        closed = self.sitting.phase == "closed"
        known = self._speaking.get((audience, item, closed))
        if known is None:
            makers = _MAKERS[audience]
            known = self._speaking[audience, item, closed] = tuple(
                (activity, kind.name, getattr(kind, makers[0]))
                for activity, kind in self.kinds.items()
                if own or kind.standing or self.item_of[activity] == item or (closed and kind.lasting)
                if any(getattr(type(kind), maker) is not getattr(Kind, maker) for maker in makers)
            )
        return known

    def _takes_phones(self, activity: str, item: PlanItem | None) -> bool:
        """Whether phones see an activity after the close: by its own item, a standing one by the last."""
        own = self.places.items.get(self.item_of.get(activity, 0), item)
        return own is None or own.phones

    def _sitting_view(self, at: int) -> View:
        state, plan = self.sitting, self.places.plan
        item, following = self._items[state.item]
        return {
            "id": plan.sitting,
            "no": plan.no,
            "title": plan.title,
            "course": plan.course_title,
            "simulated": plan.simulated,
            "phase": state.phase,
            "at": at,
            "rate": state.clock.rate if state.clock else 1,
            "deadline": plan.headcount_deadline,
            "item": item,
            "item_at": state.item_at,
            "done": state.done,
            "next": following,
        }

    def summary(self, read: Callable[[Text | None], str]) -> dict[str, View]:
        """Figures of every activity, for the records."""
        return {
            activity: {"kind": kind.name, **kind.summary(self.states[activity], self.look(activity, 0, read))}
            for activity, kind in self.kinds.items()
        }


def _about(fact: Struct, site: int, seat: int) -> str:
    """Who a fact is about: whom it names itself, else whom its command was about."""
    seat = getattr(fact, "seat", 0) or (0 if getattr(fact, "site", 0) not in {0, site} else seat)
    site = getattr(fact, "site", 0) or site
    return f"seat:{seat}" if seat else f"site:{site}" if site else ""


@cache
def _facts(kind: Kind[Any, Any]) -> dict[str, tuple[frozenset[str], Callable[[bytes], Any]]]:
    """Of each kind of fact of a kind of activity: the audiences that it touches, and how its bodies are read."""
    return {
        f"{kind.name}.{what}": (happening.touches, msgspec.json.Decoder(happening.body).decode)
        for what, happening in kind.facts.items()
    }
