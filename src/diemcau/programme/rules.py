"""What differs between two versions of a programme, when a draft may become a release, what a proposal may touch."""

from collections.abc import Iterator, Sequence
from enum import StrEnum
from functools import lru_cache
from typing import Any, NamedTuple

from diemcau.activities.situation.content import Situation
from diemcau.activities.situation.explore import MOST, Findings, explore, judge
from diemcau.base.refused import Refused
from diemcau.programme.content import Part, Programme, Slot, SlotKind, Topic, goes_on

NOTES = 2000
REASON = 600


class ProposalState(StrEnum):
    """Where a proposal for an open slot stands."""

    SENT = "sent"
    APPROVED = "approved"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"


# Which list of a topic a slot of a kind fills.
FILLS: dict[SlotKind, Part] = {"situation": "situations", "question": "questions", "lesson": "lessons"}


# The lists of a topic whose items are told apart by their titles.
ITEM_LISTS = (
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


class Change(NamedTuple):
    """A difference; its words stand under "office.programme.change.<code>"."""

    code: str
    data: dict[str, Any]


def differences(old: Programme, new: Programme) -> list[Change]:
    """What an author did between two versions: the programme first, then its topics by number.

    A topic is known by its number and title, then by its title (it was moved), then by its number (it was renamed).
    """
    changes = [
        Change(part, {}) for part in ("title", "objectives", "notes") if getattr(old, part) != getattr(new, part)
    ]
    pairs = _pairs(old.topics, new.topics)
    told: list[tuple[int, list[Change]]] = []
    for before, after in pairs:
        if before and after:
            told.append((after.no, list(_of_topic(before, after))))
        elif after:
            told.append((after.no, [Change("topic_added", {"no": after.no, "title": after.title})]))
        elif before:
            told.append((before.no, [Change("topic_removed", {"no": before.no, "title": before.title})]))
    return changes + [change for _, found in sorted(told, key=lambda pair: pair[0]) for change in found]


def _pairs(old: Sequence[Topic], new: Sequence[Topic]) -> list[tuple[Topic | None, Topic | None]]:
    left, right = list(old), list(new)
    pairs: list[tuple[Topic | None, Topic | None]] = []
    keys = (lambda topic: (topic.no, topic.title), lambda topic: topic.title, lambda topic: topic.no)
    for key in keys:
        for before in list(left):
            if after := next((topic for topic in right if key(topic) == key(before)), None):
                pairs.append((before, after))
                left.remove(before)
                right.remove(after)
    return [*pairs, *((topic, None) for topic in left), *((None, topic) for topic in right)]


def _of_topic(old: Topic, new: Topic) -> Iterator[Change]:
    if old.no != new.no:
        yield Change("topic_moved", {"no": new.no, "old": old.no, "title": new.title})
    if old.title != new.title:
        yield Change("topic_title", {"no": new.no, "old": old.title, "new": new.title})
    if old.minutes != new.minutes:
        yield Change("topic_minutes", {"no": new.no, "old": old.minutes, "new": new.minutes})
    for part in ("phones", "recording"):
        if getattr(old, part) != getattr(new, part):
            yield Change(f"topic_{part}_{'yes' if getattr(new, part) else 'no'}", {"no": new.no})
    for part in ("locked", "slots", "about"):
        if getattr(old, part) != getattr(new, part):
            yield Change(f"topic_{part}", {"no": new.no})
    if old.slides != new.slides:
        counts = [len(topic.slides.slides) if topic.slides else 0 for topic in (old, new)]
        yield Change("topic_slides", {"no": new.no, "old": counts[0], "new": counts[1]})
    for part in ITEM_LISTS:
        yield from _of_list(new.no, part, getattr(old, part), getattr(new, part))


def _of_list(no: int, part: str, old: Sequence[Any], new: Sequence[Any]) -> Iterator[Change]:
    """Items by their titles: added, removed, changed; or only put in another order."""
    before, after = ([item.title for item in items] for items in (old, new))
    one = part.removesuffix("s")
    for title in dict.fromkeys(title for title in before if title not in after):
        yield Change(f"{one}_removed", {"no": no, "title": title})
    for title in dict.fromkeys(title for title in after if title not in before):
        yield Change(f"{one}_added", {"no": no, "title": title})
    kept = dict.fromkeys(title for title in after if title in before)
    changed = [t for t in kept if [i for i in old if i.title == t] != [i for i in new if i.title == t]]
    for title in changed:
        yield Change(f"{one}_changed", {"no": no, "title": title})
    if not changed and sorted(before) == sorted(after) and before != after:
        yield Change(f"{part}_order", {"no": no})


def warnings(programme: Programme, missing: frozenset[str]) -> list[Change]:
    """What to look at before a release; `missing` are digests of files that the programme names and nobody has.

    Words under "office.programme.warning.<code>". Nothing of it forbids a release.
    """
    found = [] if programme.objectives else [Change("no_objectives", {})]
    found += [] if programme.topics else [Change("no_topics", {})]
    for topic in programme.topics:
        deck = topic.slides
        if not (deck or topic.about or any(getattr(topic, part) for part in ITEM_LISTS)):
            found.append(Change("no_content", {"no": topic.no}))
        if not topic.minutes:
            found.append(Change("no_minutes", {"no": topic.no}))
        if deck and deck.file in missing:
            found.append(Change("no_pictures", {"no": topic.no}))
        gone = [document.title for document in topic.documents if document.file in missing]
        found += [Change("no_document", {"no": topic.no, "title": title}) for title in gone]
        long = sum(situation.minutes for situation in topic.situations)
        if topic.minutes and long > topic.minutes:
            found.append(Change("too_short", {"no": topic.no, "minutes": topic.minutes, "needed": long}))
    return [*found, *_of_situations(programme), *_of_pairs(programme)]


@lru_cache(maxsize=64)
def walked(situation: Situation, most: int = MOST) -> Findings:
    """All that can happen in a situation, walked once; several pages ask for it, and it may take two seconds."""
    return explore(situation, most)


def _of_situations(programme: Programme) -> Iterator[Change]:
    """Situations that go on and hold something that their author hardly means."""
    left = 2 * MOST
    for topic in programme.topics:
        for situation in filter(goes_on, topic.situations):
            found = walked(situation, MOST if left > 0 else 1)
            left -= found.states
            if count := len(judge(situation)) + len(found.findings):
                yield Change("situation", {"no": topic.no, "title": situation.title, "count": count})


def _of_pairs(programme: Programme) -> Iterator[Change]:
    """Tests before the teaching without one after it, and the other way round."""
    tests = [(topic.no, test) for topic in programme.topics for test in topic.tests if test.when != "alone"]
    held = {(test.pair, test.when) for _, test in tests}
    for no, test in tests:
        if (test.pair, "after" if test.when == "before" else "before") not in held:
            yield Change("pair_alone", {"no": no, "title": test.title})


def judge_proposal(topic: Topic, slot: Slot | None, kind: str) -> None:
    """Whether something of a kind may be proposed for a slot of a topic, or may still come in by one.

    Refuses: slot.no_slot, slot.locked.
    """
    if slot is None or slot.kind != kind:
        raise Refused("slot.no_slot", 409)
    if FILLS[slot.kind] in topic.locked:
        raise Refused("slot.locked", 409)


def judge_decision(state: str, reason: str, *, needs_reason: bool) -> None:
    """Whether a proposal may be decided now.

    Refuses: slot.decided, slot.no_reason, slot.reason_long.
    """
    if state != ProposalState.SENT:
        raise Refused("slot.decided", 409)
    if needs_reason and not reason:
        raise Refused("slot.no_reason")
    if len(reason) > REASON:
        raise Refused("slot.reason_long", limit=REASON)


def judge_release(draft: Programme, last: Programme | None, notes: str) -> None:
    """Whether a draft may become a release after the last one.

    Refuses: programme.nothing_new, programme.notes_long.
    """
    if draft == last:
        raise Refused("programme.nothing_new", 409)
    if len(notes) > NOTES:
        raise Refused("programme.notes_long", 400, limit=NOTES)
