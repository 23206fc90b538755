"""A programme, one thing at a time: where it stands, and a programme with it put, moved or taken out. Pure.

A thing is what one page of the editor shows: the head of the programme, the head of a topic, the head of its slides,
or an item of one of its lists. Heads come without what has pages of its own.
"""

from dataclasses import dataclass
from typing import Any

from msgspec import Struct, json
from msgspec.structs import replace

from diemcau.activities.slides.content import Slide, Slides
from diemcau.base.refused import Refused
from diemcau.programme.content import MOST, SLIDES, TOPIC_NUMBERS, Document, Programme, Topic, digest

LISTS = (
    "slots",
    "slides",
    "situations",
    "questions",
    "responses",
    "discussions",
    "tests",
    "surveys",
    "essays",
    "lessons",
    "documents",
)
DECK = "deck"  # the head of the slides


@dataclass(frozen=True)
class Place:
    """Where a thing stands: `no` of a topic (0: the programme), `part` a list or DECK ("": the head), `nth` from 1.

    A new topic has no place yet, nor has a new item: `nth` is 0.
    """

    no: int = 0
    part: str = ""
    nth: int = 0


def topic_of(programme: Programme, no: int) -> Topic:
    """Refuses: programme.no_such_topic."""
    found = next((topic for topic in programme.topics if topic.no == no), None)
    if found is None:
        raise Refused("programme.no_such_topic", 404, no=no)
    return found


def items_of(topic: Topic, part: str) -> tuple[Any, ...]:
    """The items of a list of a topic.

    Refuses: programme.no_such_part.
    """
    if part not in LISTS:
        raise Refused("programme.no_such_part", 404)
    if part == "slides":
        return topic.slides.slides if topic.slides else ()
    found: tuple[Any, ...] = getattr(topic, part)
    return found


def find(programme: Programme, place: Place) -> Any:
    """The thing at a place; None for what is new or no longer there.

    Refuses: programme.no_such_part.
    """
    if not place.no:
        return replace(programme, topics=())
    topic = next((topic for topic in programme.topics if topic.no == place.no), None)
    if topic is None:
        return None
    if not place.part:
        return bare(topic)
    if place.part == DECK:
        return replace(topic.slides, slides=()) if topic.slides else None
    items = items_of(topic, place.part)
    return items[place.nth - 1] if 1 <= place.nth <= len(items) else None


def bare(topic: Topic) -> Topic:
    """The head of a topic: without its number and its lists."""
    lists: dict[str, Any] = {part: None if part == "slides" else () for part in LISTS}
    return replace(topic, no=0, **lists)


def mark_of(thing: Struct | None) -> str:
    """A short name of what a thing holds, "" for none: two equal things have one mark."""
    return digest(json.encode(thing, order="deterministic").decode())[:32] if thing is not None else ""


def known_as(programme: Programme, place: Place) -> str:
    """What somebody sees when he begins to write: marks of the thing, of its name and of its topic, in one word."""
    topic = next((topic for topic in programme.topics if topic.no == place.no), None)
    thing = find(programme, place)
    return ".".join((mark_of(thing), _short(name_of(thing)), _short(topic.title if topic else "")))


def locate(programme: Programme, place: Place, known: str) -> tuple[Place | None, bool]:
    """Where the thing that somebody began with stands now (None: nowhere), and whether it is still as he saw it.

    Topics and items are known by their names where numbers have moved. A new item is always as it was.
    """
    mark, name, title = [*known.split("."), "", "", ""][:3]
    if place.no:
        topics = sorted(programme.topics, key=lambda topic: (_short(topic.title) != title, topic.no != place.no))
        if not topics or (topics[0].no != place.no and _short(topics[0].title) != title):
            return None, False
        place = Place(topics[0].no, place.part, place.nth)
    if not mark or mark_of(find(programme, place)) == mark:
        return place, True
    if place.part not in LISTS:
        return (place if find(programme, place) is not None else None), False
    items = list(enumerate(items_of(topic_of(programme, place.no), place.part), 1))
    for nth, item in items:
        if mark_of(item) == mark:
            return _at(place, nth), True
    named = [nth for nth, item in items if _short(name_of(item)) == name]
    return (_at(place, min(named, key=lambda nth: abs(nth - place.nth))) if named else None), False


def name_of(thing: Any) -> str:
    """What people call a thing: its title, or the words of a slot."""
    return getattr(thing, "title", "") or getattr(thing, "words", "")


def _short(words: str) -> str:
    return digest(words)[:16] if words else ""


def _at(place: Place, nth: int) -> Place:
    """The same list, another item."""
    return Place(place.no, place.part, nth)


def put(programme: Programme, place: Place, thing: Any) -> tuple[Programme, Place]:
    """The programme with a thing at its place (a new item at the end), and where it stands then.

    Refuses: programme.no_such_topic, programme.no_such_part, programme.too_many.
    """
    if not place.no:
        return replace(thing, code=programme.code, topics=programme.topics), place
    topic = topic_of(programme, place.no)
    if not place.part:
        lists = {part: getattr(topic, part) for part in LISTS}
        return _with(programme, replace(thing, no=topic.no, **lists)), place
    if place.part == DECK:
        known = topic.slides or thing
        return _with(programme, replace(topic, slides=replace(thing, slides=known.slides, file=known.file))), place
    items = list(items_of(topic, place.part))
    if 1 <= place.nth <= len(items):
        items[place.nth - 1] = _carried(thing, items[place.nth - 1])
    else:
        items.append(thing)
        place = _at(place, len(items))
    return _with(programme, with_items(topic, place.part, items)), place


def _carried(thing: Any, known: Any) -> Any:
    """An item with what its page does not show: that stays what it was."""
    match thing:
        case Slide():
            return replace(thing, page=known.page)
        case Document():
            return replace(thing, file=thing.file or known.file)
    return thing


def with_items(topic: Topic, part: str, items: list[Any]) -> Topic:
    """A topic with another list; slides without any are no slides.

    Refuses: programme.too_many.
    """
    limit = SLIDES if part == "slides" else MOST
    if len(items) > limit:
        raise Refused("programme.too_many", 409, limit=limit)
    if part != "slides":
        return replace(topic, **{part: tuple(items)})
    deck = topic.slides or Slides(topic.title, ())
    return replace(topic, slides=replace(deck, slides=tuple(items)) if items else None)


def remove(programme: Programme, place: Place) -> Programme:
    """The programme without an item, without the slides of a topic (DECK), or without a topic.

    Refuses: programme.no_such_topic, programme.no_such_part.
    """
    topic = topic_of(programme, place.no)
    if not place.part:
        return replace(programme, topics=tuple(other for other in programme.topics if other.no != place.no))
    if place.part == DECK:
        return _with(programme, replace(topic, slides=None))
    items = [item for nth, item in enumerate(items_of(topic, place.part), 1) if nth != place.nth]
    return _with(programme, with_items(topic, place.part, items))


def move(programme: Programme, place: Place, by: int) -> tuple[Programme, Place]:
    """An item or a topic one place up (-1) or down (1); at the end of its list it stays. Topics swap their numbers.

    Refuses: programme.no_such_topic, programme.no_such_part.
    """
    topic = topic_of(programme, place.no)
    items = list(items_of(topic, place.part)) if place.part else list(programme.topics)
    here = place.nth - 1 if place.part else items.index(topic)
    there = here + by
    if not (0 <= here < len(items) and 0 <= there < len(items)):
        return programme, place
    if place.part:
        items[here], items[there] = items[there], items[here]
        return _with(programme, with_items(topic, place.part, items)), _at(place, there + 1)
    other = items[there]
    swapped = {topic.no: replace(topic, no=other.no), other.no: replace(other, no=topic.no)}
    return _ordered(programme, [swapped.get(one.no, one) for one in programme.topics]), Place(other.no)


def add_topic(programme: Programme, head: Topic) -> tuple[Programme, Place]:
    """A new topic after the others.

    Refuses: programme.too_many.
    """
    no = max((topic.no for topic in programme.topics), default=0) + 1
    if no > TOPIC_NUMBERS[1]:
        no = next((free for free in range(1, no) if all(topic.no != free for topic in programme.topics)), no)
    if no > TOPIC_NUMBERS[1]:
        raise Refused("programme.too_many", 409, limit=TOPIC_NUMBERS[1])
    return _ordered(programme, [*programme.topics, replace(head, no=no)]), Place(no)


def _with(programme: Programme, topic: Topic) -> Programme:
    return _ordered(programme, [topic if other.no == topic.no else other for other in programme.topics])


def _ordered(programme: Programme, topics: list[Topic]) -> Programme:
    return replace(programme, topics=tuple(sorted(topics, key=lambda topic: topic.no)))
