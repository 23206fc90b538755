"""Whom a fact reaches: the topics whose views it changed, and which rows of the desks above moved. Pure."""

from collections.abc import Iterable

from msgspec import Struct

from diemcau.activities.kind import ALL, CONTROL, DESKS, PRESENTERS, PROVINCE, PROVINCES, SEAT, SITE
from diemcau.activities.plan import Places
from diemcau.journal.rules import Fact

PHONES = "phones"  # the topic of all phones; desks and rooms have their own, `all`


class Route(Struct, frozen=True):
    """The way of a set of audiences: topics in any case, and of whom the fact is about site, seat and province."""

    topics: frozenset[str]
    site: bool
    seat: bool
    province: bool
    above: bool  # rows of the control room and the provinces


class Reach:
    """What is known of a sitting's topics.

    `moved`: activity → site → position of the last fact that changed the site's row above (site 0: any row);
    `moved_all`: position of the last fact above that was about no single site, or was folded without being noted;
    `noted`: position of the last fact that was noted.
    """

    def __init__(self, places: Places, activities: Iterable[str]) -> None:
        self.places = places
        self.moved: dict[str, dict[int, int]] = {activity: {} for activity in activities}
        self.moved_all = self.noted = 0
        self.names = {site.id: (f"site:{site.id}", f"province:{site.province}") for site in places.plan.sites}
        self.provinces = frozenset(province for _, province in self.names.values())
        self.routes: dict[frozenset[str], Route] = {}

    def topics(self, touched: frozenset[str], more: Iterable[str] | None, fact: Fact, site: int) -> set[str]:
        """The topics of a fact that touches audiences, and of what it touches besides: audiences or single topics.

        `site` is the one that the fact names itself, 0 for none. A fact that is new is noted.
        """
        new = fact.seq > self.noted
        if new:
            if fact.seq > self.noted + 1:
                self.moved_all = fact.seq - 1
            self.noted = fact.seq
        topics = self._topics(touched, fact, site, new=new)
        for audience in more or ():
            topics |= {audience} if ":" in audience else self._topics(frozenset({audience}), fact, site, new=new)
        return topics

    def tells(self, after: int, position: int) -> bool:
        """Whether `moved` has everything that moved from one position to another."""
        return self.moved_all <= after and self.noted == position

    def move(self, site: int, position: int) -> None:
        """A site is not what it was: its rows are new in all activities."""
        for moved in self.moved.values():
            moved[site] = moved[0] = position

    def _topics(self, touched: frozenset[str], fact: Fact, site: int, *, new: bool) -> set[str]:
        route = self.routes.get(touched) or self._route(touched)
        topics, subject = set(route.topics), fact.subject
        if not subject:
            if route.province:
                topics |= self.provinces
            if route.above and new:
                self.moved_all = fact.seq
            return topics
        alone = subject[1] == "e"  # "seat:12", "site:5"
        if not site:
            site = self.places.seats[int(subject[5:])].site if alone else int(subject[5:])
        name, province = self.names[site]
        if route.site:
            topics.add(name)
        if route.seat and alone:
            topics.add(subject)
        elif route.seat:
            topics.update(f"seat:{seat}" for seat in self.places.seats_of[site])
        if route.province:
            topics.add(province)
        if route.above and new:
            moved = self.moved[fact.activity]
            moved[site] = moved[0] = fact.seq
        return topics

    def _route(self, touched: frozenset[str]) -> Route:
        topics = touched & {PRESENTERS, CONTROL}
        if touched & {ALL, DESKS}:
            topics |= {ALL}
        if ALL in touched:
            topics |= {PHONES}
        if PROVINCES in touched:
            topics |= self.provinces
        above = bool(touched & {CONTROL, PROVINCE, PROVINCES})
        route = Route(topics, SITE in touched, SEAT in touched, PROVINCE in touched, above)
        self.routes[touched] = route
        return route
