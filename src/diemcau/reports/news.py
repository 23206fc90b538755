"""The news brief of a site, from the data alone: nothing is praised, nothing is added, nobody is named.

Groups stand in the source's order, `đại diện` before those of which only part came; the gist of an address is
quoted; what nobody filled in leaves its sentence out. Two forms: after the opening day, and at the end.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Literal

from diemcau.people.rules import Group
from diemcau.planning.models import Item, Site
from diemcau.planning.rules import TAUGHT, AddressKind, How, ItemKind
from diemcau.reports.brief import Brief, Sentence
from diemcau.reports.figures import Figures
from diemcau.reports.ground import EVERYWHERE, Ground
from diemcau.reports.paper import Figure, plain
from diemcau.reports.rules import counted
from diemcau.reports.speeches import Speech
from diemcau.reports.writing import Writing

Form = Literal["opening", "end"]


@dataclass(frozen=True)
class Fields:
    """What the data does not have; "" leaves its sentence or line out."""

    next_steps: str = ""
    byline: str = ""
    publisher: str = ""


def news(ground: Ground, figures: Figures, form: Form, fields: Fields | None = None, lang: str = "vi") -> Brief:
    """The brief of the site or sites of a unit. Refuses nothing: without records it says what was planned."""
    given = fields or Fields()
    w = Writing(ground, figures, lang)
    paragraphs = _opening(w) if form == "opening" else _end(w)
    steps = given.next_steps.strip().rstrip(".")
    if steps:
        paragraphs = [*paragraphs, [Sentence(w.say("paper.news.next", steps=steps), "data.next_steps")]]
    unit = w.place_name() if form == "end" else _capital(w.place_name())
    title = _capital(w.say(f"paper.news.title.{form}", unit=unit, course=w.course_title()))
    lead, *rest = [tuple(sentences) for sentences in paragraphs]
    return Brief(
        title=title,
        lead=lead,
        paragraphs=tuple(rest),
        byline=given.byline.strip(),
        publisher=given.publisher.strip(),
        mark=w.say("paper.simulation") if ground.course.simulated else "",
        lang=lang,
    )


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _of(w: Writing, key: str, data: str, **fields: object) -> Sentence:
    """A sentence of words; `data` is where it comes from."""
    shown = {
        name: plain(value) if isinstance(value, tuple | Figure) else counted(value) if isinstance(value, int) else value
        for name, value in fields.items()
    }
    return Sentence(w.say(key, **shown), data)


def _dates(w: Writing) -> str:
    """First and last day: 06 – 08/9/2025 in one month, else both in full."""
    start, end = w.ground.course.starts_on, w.ground.course.ends_on
    if start == end:
        return w.day(start)
    if (start.year, start.month) == (end.year, end.month):
        return f"{start.day:02} – {w.day(end)}"
    return f"{w.day(start)} – {w.day(end)}"


def _site(w: Writing) -> Site | None:
    found = next((place for place in w.places if place.sort == "organised"), None)
    return Site.rows.of(EVERYWHERE).filter(pk=found.site).first() if found else None


def _opening(w: Writing) -> list[list[Sentence]]:
    course = w.ground.course
    first = next(iter(w.ground.settled), None)
    lead = [
        _of(
            w,
            "paper.news.opened",
            "data.course",
            date=w.sitting(w.ground.sittings[0]) if w.ground.sittings else w.day(course.starts_on),
            organiser=course.organiser,
            course=w.course_title(),
            form=course.form,
            unit=w.place_name(),
        )
    ]
    people: list[Sentence] = []
    if first is not None:
        start = f"sitting.{first.no}.group.{{group}}"
        people += _who(w, f"data.groups.{first.no}", "paper.news.who", f"{start}.listed", f"{start}.came")
        key = f"sitting.{first.no}.attended"
        people.append(_of(w, "paper.news.came", key, came=w.figures[key], summoned=w.figures["people.summoned"]))
    site = _site(w)
    if site is not None and site.chair_post:
        people.append(_of(w, "paper.news.chair", "data.chair", post=site.chair_post))
    programme = [
        _of(
            w,
            "paper.news.programme",
            "topics.designed",
            topics=w.figures["topics.designed"],
            days=(course.ends_on - course.starts_on).days + 1,
            sittings=w.figures["sittings.planned"],
        )
    ]
    heard = _topics_of(w, [w.ground.sittings[0].on] if w.ground.sittings else [])
    if heard:
        programme.append(_of(w, "paper.news.first_day", "data.topics", topics="; ".join(heard)))
    return [lead, *_filled(people, _addresses(w, AddressKind.KHAI_MAC), programme)]


def _end(w: Writing) -> list[list[Sentence]]:
    course = w.ground.course
    lead = [
        _of(
            w,
            "paper.news.ended" if course.starts_on < course.ends_on else "paper.news.ended_one_day",
            "data.course",
            dates=_dates(w),
            organiser=course.organiser,
            course=w.course_title(),
            form=course.form,
            unit=w.place_name(),
        )
    ]
    people = []
    if w.ground.settled:
        people += _who(
            w, "data.groups", "paper.news.who_stayed", "people.group.{group}.summoned", "people.group.{group}.once"
        )
        people.append(
            _of(
                w,
                "paper.news.stayed",
                "people.once",
                once=w.figures["people.once"],
                summoned=w.figures["people.summoned"],
                all=w.figures["people.all"],
                settled=w.figures["sittings.settled"],
            )
        )
    direct = w.figures[f"topics.how.{How.TRUC_TIEP}"]
    taught = [
        topic.title
        for topic in w.ground.programme.topics
        if topic.no in w.ground.deliveries and w.ground.deliveries[topic.no].how == How.TRUC_TIEP
    ]
    topics = (
        [_of(w, "paper.news.taught", f"topics.how.{How.TRUC_TIEP}", n=direct, topics="; ".join(taught))]
        if taught
        else []
    )
    return [lead, *_filled(people, topics, _work(w), _addresses(w, AddressKind.BE_MAC))]


def _work(w: Writing) -> list[Sentence]:
    """What the room itself did: situations, questions, obstacles. What it did not do is not said."""
    decided = sum(
        w.figures[f"answer.{settled.no}.{name}.rooms"]
        for settled in w.ground.settled
        for name, title in settled.settlement.titles.items()
        if title["kind"] == "situation"
    )
    made = [_of(w, "paper.news.decided", "data.situations", n=decided)] if decided else []
    if w.figures["question.asked"]:
        made.append(_of(w, "paper.news.asked", "question.asked", n=w.figures["question.asked"]))
    total, answered = w.figures["obstacle.total"], w.figures["obstacle.answered"]
    if total:
        key = "paper.news.obstacles_answered" if answered else "paper.news.obstacles"
        made.append(_of(w, key, "obstacle.total", n=total, answered=answered))
    return made


def _filled(*paragraphs: list[Sentence]) -> Iterator[list[Sentence]]:
    return (sentences for sentences in paragraphs if sentences)


def _who(w: Writing, data: str, words: str, all_: str, some: str) -> list[Sentence]:
    """Who sat in the room by position group, in the source's order; `all_` and `some` are keys of figures."""
    parts = []
    for group in Group:
        listed, came = (w.figures[key.format(group=group)] for key in (all_, some))
        if came:
            name = w.say(f"paper.news.group.{group}")
            parts.append(name if came == listed else w.say("paper.news.part", group=name))
    if not parts:
        return []
    return [_of(w, words, data, unit=w.place_name(), groups="; ".join(parts))]


def _addresses(w: Writing, kind: AddressKind) -> list[Sentence]:
    """Addresses of a kind at the centre, and any from this room; only those whose gist was typed."""
    own = {place.site for place in w.places}
    told: Iterable[Speech] = (
        speech
        for speech in w.ground.speeches
        if speech.by and speech.gist and (speech.site in own or (speech.kind == kind and speech.site is None))
    )
    made = []
    for speech in told:
        key = f"data.address.{speech.sitting.no}.{speech.item}"
        name = w.say(f"address.{speech.kind}")
        what = {"kind": name, "post": speech.by, "gist": speech.gist.rstrip(".")}
        where = "paper.news.address_here" if speech.site in own else "paper.news.address"
        made.append(_of(w, where, key, unit=w.place_name(), **what))
    return made


def _topics_of(w: Writing, days: list[date]) -> list[str]:
    """Titles of the topics that the timetable has on days, of those that were delivered."""
    taught = {no for no, delivery in w.ground.deliveries.items() if delivery.how in TAUGHT}
    items = Item.objects.filter(sitting__course=w.ground.course, sitting__on__in=days, kind=ItemKind.TOPIC)
    return [item.title for item in items.order_by("sitting__no", "no") if item.topic_no in taught]
