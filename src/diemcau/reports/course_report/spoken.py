"""Open questions and discussions: how many answered, groups of like answers, what was put before everybody.

Nobody is named, and no room unless its chair agreed. Texts lie in the journal and may have been erased.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from diemcau.assessment.models import ActivityRecord
from diemcau.base.text import fold
from diemcau.journal.log import reader, stream_of
from diemcau.reports.course_report.answers import FEWEST, Question, asked
from diemcau.reports.ground import EVERYWHERE, Place, Settled
from diemcau.reports.paper import Block, Column, Note, Paragraph, Row, Section, Table, Text
from diemcau.reports.rules import SITE, number
from diemcau.reports.writing import Writing, capital, listed

KINDS = ("response", "discussion")
# Groups of a question that are printed, those of most answers; the rest are counted.
MOST = 100


def _all(w: Writing) -> list[Question]:
    """Open questions, then discussions, of which somebody in these places answered one."""
    return [one for kind in KINDS for one in asked(w, kind) if _rooms(w, one) or _persons(w, one)]


def _key(one: Question, name: str) -> str:
    return f"said.{one.settled.no}.{one.name}.{name}"


def _rooms(w: Writing, one: Question) -> int:
    return w.figures[_key(one, "rooms")]


def _persons(w: Writing, one: Question) -> int:
    return w.figures[_key(one, "persons")] if one.by_persons else 0


def blocks(w: Writing) -> list[Block]:
    """How many rooms of how many, and how many persons, answered each; [] when there was none."""
    found = _all(w)
    if not found:
        return []
    of = w.figures["sites.organised"]
    rows = [
        Row(
            (
                w.say(f"paper.said.kind.{one.title['kind']}"),
                str(one.title["title"]),
                (w.cell(_key(one, "rooms")), f"/{number(of)}"),
                w.cell(_key(one, "persons")) if one.by_persons else "–",
            )
        )
        for one in found
    ]
    table = Table(
        caption=w.say("paper.said.table"),
        columns=(
            Column(w.say("paper.said.kind"), 1.3),
            Column(w.say("paper.report.content"), 4.5),
            Column(w.say("paper.said.rooms"), 1.2, "right"),
            Column(w.say("paper.said.persons"), 1.2, "right"),
        ),
        rows=tuple(rows),
    )
    return [Paragraph(w.text("paper.said.lead", n=len(found))), table, Note(w.say("paper.said.note"))]


# --- annex -----------------------------------------------------------------------------------


@dataclass
class Said:
    """Answers that are alike, or one alone; rooms and learners that gave them."""

    text: str
    rooms: list[Place] = field(default_factory=list)
    learners: list[Place] = field(default_factory=list)

    @property
    def times(self) -> int:
        return len(self.rooms) + len(self.learners)


def annex(w: Writing) -> Iterator[Block]:
    """Each with its groups, the largest first, and what was put before everybody."""
    words: dict[int, Mapping[str, str]] = {}
    for one in _all(w):
        if one.settled.no not in words:
            words[one.settled.no] = _words(one.settled)
        kind = w.say(f"paper.said.kind.{one.title['kind']}")
        yield Section(f"{kind} {one.nth}. {one.title['title']}")
        base = w.text("paper.said.base", rooms=w.n(_key(one, "rooms")), of=w.figures["sites.organised"])
        persons = w.text("paper.said.base_persons", n=w.n(_key(one, "persons"))) if one.by_persons else ()
        lines = (line.strip() for line in one.words.splitlines())
        yield from (Paragraph(line) for line in lines if line)
        yield Note((*base, *persons, "."))
        yield from _groups(w, one, words[one.settled.no])
        yield from _picked(w, one, words[one.settled.no])


def _words(settled: Settled) -> Mapping[str, str]:
    with reader() as store:
        return store.texts(stream_of(settled.sitting.pk))


def _groups(w: Writing, one: Question, words: Mapping[str, str]) -> Iterator[Block]:
    given, erased = _given(w, one, words)
    groups = _grouped(given)
    if groups:
        rows = [
            Row((str(nth), group.text, _whence(w, group), number(group.times)))
            for nth, group in enumerate(groups[:MOST], 1)
        ]
        yield Table(
            columns=(
                Column(w.say("paper.report.no"), 0.5, "center"),
                Column(w.say("paper.said.typical"), 5),
                Column(w.say("paper.report.raised_by"), 2.2),
                Column(w.say("paper.said.times"), 0.9, "right"),
            ),
            rows=tuple(rows),
        )
    if len(groups) > MOST:
        yield Note(w.say("paper.annex.not_printed", n=number(len(groups) - MOST)))
    if erased:
        yield Note(w.say("paper.said.erased", n=number(erased)))
    if 0 < _persons(w, one) < FEWEST:
        yield Note(w.say("paper.said.too_few"))


def _given(w: Writing, one: Question, words: Mapping[str, str]) -> tuple[list[Said], int]:
    """Each text once, in the order of its words, so that the same class gives the same paper; how many are erased.

    What fewer than FEWEST persons wrote is not printed.
    """
    inside = {place.site: place for place in w.places}
    rows = ActivityRecord.rows.of(EVERYWHERE).filter(sitting=one.settled.sitting, activity=one.name)
    by_words: dict[str, Said] = {}
    erased, shown = 0, _persons(w, one) >= FEWEST
    for site, reason, numbers in rows.order_by("site").values_list("site", "reason", "numbers"):
        if site not in inside:
            continue
        own = [(reason, False)] if numbers.get("rooms") else []
        for text_id, personal in [*own, *((text, True) for text in numbers.get("texts", ()) if shown)]:
            text = words.get(text_id, "")
            if not text:
                erased += 1
                continue
            said = by_words.setdefault(fold(text), Said(text))
            said.text = min(said.text, text)
            (said.learners if personal else said.rooms).append(inside[site])
    return [by_words[key] for key in sorted(by_words)], erased


def _grouped(given: list[Said]) -> list[Said]:
    """The same with those that are alike as one, under the most typical text; the largest first."""
    from diemcau.classroom.grouping.rules import Corpus  # numpy is slow to come, and few papers need it

    order = {place.site: place for said in given for place in (*said.rooms, *said.learners)}
    corpus = Corpus()
    corpus.add({at: said.text for at, said in enumerate(given, 1)})
    groups = []
    for group in corpus.group():
        members = [given[at - 1] for at in group.members]
        rooms = {place.site for said in members for place in said.rooms}
        learners = [place for said in members for place in said.learners]
        typical = given[group.typical - 1].text
        groups.append(Said(typical, [place for site, place in order.items() if site in rooms], learners))
    return sorted(groups, key=lambda said: (-said.times, fold(said.text)))


def _whence(w: Writing, said: Said) -> str:
    parts = [w.whence(places, sort) for sort, places in (("site", said.rooms), ("learner", said.learners)) if places]
    return capital("; ".join(parts))


def _picked(w: Writing, one: Question, words: Mapping[str, str]) -> Iterator[Block]:
    """What was before everybody; a province or a site has that of its own places."""
    inside = {place.site: place for place in w.places}
    told: list[Text] = []
    for picked in one.title.get("picked", ()):
        place = inside.get(picked["site"])
        if place is None or (picked["personal"] and _persons(w, one) < FEWEST):
            continue
        text = words.get(picked["text"], "").rstrip(" .;") or w.say("paper.erased")
        told.append(w.text("paper.said.picked_one", text=text, whence=_from(w, place, picked)))
    if told:
        yield Paragraph(w.say("paper.said.picked"))
        yield listed(told)


def _from(w: Writing, place: Place, picked: dict[str, object]) -> str:
    if picked["personal"]:
        return w.whence([place], "learner")
    if w.level == SITE:
        return w.say("paper.whence.site.own")
    return place.name if picked["named"] else w.from_room(place)
