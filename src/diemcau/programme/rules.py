"""What differs between two versions of a programme, and when a draft may become a release."""

from collections.abc import Iterator
from typing import Any, NamedTuple

from diemcau.base.refused import Refused
from diemcau.programme.content import Programme, Topic

NOTES = 2000


class Change(NamedTuple):
    """A difference; its words stand under "office.programme.change.<code>"."""

    code: str
    data: dict[str, Any]


def differences(old: Programme, new: Programme) -> list[Change]:
    """What an author did between two versions: the programme first, then its topics by number."""
    changes = [
        Change(part, {}) for part in ("title", "objectives", "notes") if getattr(old, part) != getattr(new, part)
    ]
    before, after = ({topic.no: topic for topic in programme.topics} for programme in (old, new))
    for no in sorted(before.keys() | after.keys()):
        if no not in before:
            changes.append(Change("topic_added", {"no": no, "title": after[no].title}))
        elif no not in after:
            changes.append(Change("topic_removed", {"no": no, "title": before[no].title}))
        else:
            changes += _of_topic(before[no], after[no])
    return changes


def _of_topic(old: Topic, new: Topic) -> Iterator[Change]:
    if old.title != new.title:
        yield Change("topic_title", {"no": new.no, "old": old.title, "new": new.title})
    if old.minutes != new.minutes:
        yield Change("topic_minutes", {"no": new.no, "old": old.minutes, "new": new.minutes})
    for part in ("phones", "recording", "locked", "slots", "about"):
        if getattr(old, part) != getattr(new, part):
            yield Change(f"topic_{part}", {"no": new.no})
    if old.slides != new.slides:
        counts = [len(topic.slides.slides) if topic.slides else 0 for topic in (old, new)]
        yield Change("topic_slides", {"no": new.no, "old": counts[0], "new": counts[1]})
    for part in ("situations", "questions"):
        if getattr(old, part) != getattr(new, part):
            counts = [len(getattr(topic, part)) for topic in (old, new)]
            yield Change(f"topic_{part}", {"no": new.no, "old": counts[0], "new": counts[1]})


def judge_release(draft: str, last: str | None, notes: str) -> None:
    """Whether a draft may become a release after the last one (canonical JSON both).

    Refuses: programme.nothing_new, programme.notes_long.
    """
    if draft == last:
        raise Refused("programme.nothing_new", 409)
    if len(notes) > NOTES:
        raise Refused("programme.notes_long", 400, limit=NOTES)
