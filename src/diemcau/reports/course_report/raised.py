"""Annexes of what was raised: questions by topic, obstacles by area, each text once with how often it came.

Nobody is named, and no commune in a paper that leaves its own province's hands; where a text came from is said in
general words. The rows behind the figures are open in the office.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

from diemcau.assessment.models import QuestionRecord
from diemcau.base.text import fold
from diemcau.journal.log import reader, stream_of
from diemcau.knowledge.models import Obstacle, Reply
from diemcau.knowledge.rules import ObstacleState
from diemcau.reports.ground import EVERYWHERE, Place
from diemcau.reports.paper import Block, Bold, Column, Note, Row, Table, Text
from diemcau.reports.queries import STAGES
from diemcau.reports.rules import CENTRE, number
from diemcau.reports.writing import Writing, capital, joined

# Texts that are printed; the rest are counted and stand in the office.
MOST = 300


@dataclass
class Raised:
    """One text, from wherever it came."""

    text: str
    places: dict[str, list[Place]] = field(default_factory=lambda: {"site": [], "learner": []})
    desks: set[int] = field(default_factory=set)  # sites that said it as such
    stages: list[str] = field(default_factory=list)
    since: str = ""
    replies: dict[tuple[str, str], Text] = field(default_factory=dict)
    answered: int = 0
    unpublished: int = 0

    @property
    def times(self) -> int:
        """How often it came."""
        return len(self.stages)

    def add(self, place: Place, *, personal: bool, stage: str) -> None:
        """One more time, from a place."""
        sort = "learner" if personal else "site"
        if personal or place.site not in self.desks:
            self.places[sort].append(place)
        if not personal:
            self.desks.add(place.site)
        self.stages.append(stage)


Groups = dict[str, dict[str, Raised]]


def _raised(groups: Groups, group: str, text: str) -> Raised:
    return groups.setdefault(group, {}).setdefault(fold(text), Raised(text))


def _printed(groups: Groups) -> tuple[Groups, int]:
    """What is printed, and how many texts are not: those that were answered and those that came most often stay."""
    every = [(group, key, one) for group, texts in groups.items() for key, one in texts.items()]
    every.sort(key=lambda each: (-bool(each[2].answered), -each[2].times))
    kept = {(group, key) for group, key, _ in every[:MOST]}
    chosen = {
        group: {key: one for key, one in texts.items() if (group, key) in kept} for group, texts in groups.items()
    }
    return {group: texts for group, texts in chosen.items() if texts}, len(every) - len(kept)


def _rest(w: Writing, left: int) -> Iterable[Block]:
    return [Note(w.say("paper.annex.not_printed", n=number(left)))] if left else []


# --- questions -------------------------------------------------------------------------------


def questions(w: Writing) -> list[Block]:
    """Questions by topic, as they were asked, with how far each came; [] when there was none."""
    groups, left = _printed(_asked(w))
    if not groups:
        return []
    titles = {str(topic.no): topic.title for topic in w.ground.programme.topics}
    rows: list[Row] = []
    for no in sorted(groups, key=lambda no: (no == "0", int(no))):
        name = (
            w.say("paper.report.topic_no", no=no, title=titles[no]) if no in titles else w.say("paper.report.no_topic")
        )
        rows.append(Row((name,), "group"))
        for one in groups[no].values():
            counts = [one.times, *(one.stages.count(stage) for stage in STAGES)]
            counts.append(one.times - sum(counts[1:]))
            rows.append(Row((str(len(rows)), one.text, *map(number, counts))))
    table = Table(
        columns=(
            Column(w.say("paper.report.no"), 0.5, "center"),
            Column(w.say("paper.report.question"), 5),
            *(Column(w.say(f"paper.report.col.question.{name}"), 0.9, "right") for name in ("times", *STAGES, "open")),
        ),
        rows=_numbered(rows),
    )
    return [table, *_rest(w, left), Note(w.say("paper.annex.questions_note"))]


def _numbered(rows: list[Row]) -> tuple[Row, ...]:
    """Rows with their numbers; headings of groups have none."""
    made, no = [], 0
    for row in rows:
        if row.kind == "plain":
            no += 1
            made.append(Row((str(no), *row.cells[1:])))
        else:
            made.append(row)
    return tuple(made)


def _asked(w: Writing) -> Groups:
    inside = {place.site: place for place in w.places}
    groups: Groups = {}
    for settled in w.ground.settled:
        with reader() as store:
            words = store.texts(stream_of(settled.sitting.pk))
        rows = QuestionRecord.rows.of(EVERYWHERE).filter(sitting=settled.sitting).order_by("number")
        for site, topic, personal, stage, text_id in rows.values_list("site", "topic_no", "personal", "stage", "text"):
            text = words.get(text_id, "")
            if text and site in inside:
                _raised(groups, str(topic), text).add(inside[site], personal=personal, stage=stage)
    # Which of two rooms was first is chance; the paper of the same class is the same.
    return {no: dict(sorted(texts.items(), key=lambda item: item[0])) for no, texts in groups.items()}


# --- obstacles -------------------------------------------------------------------------------


def obstacles(w: Writing) -> list[Block]:
    """Obstacles by area with their replies, each under the name of its kind; [] when there was none."""
    groups, left = _printed(_obstacles(w))
    if not groups:
        return []
    rows: list[Row] = []
    for area in sorted(groups):
        rows.append(Row((w.say(f"paper.field_of.{area}"),), "group"))
        for one in groups[area].values():
            since = "/".join(reversed(one.since.split("-"))) if one.since else "–"
            rows.append(Row(("", one.text, _whence(w, one), number(one.times), since, _answers(w, one))))
    table = Table(
        columns=(
            Column(w.say("paper.report.no"), 0.5, "center"),
            Column(w.say("paper.report.content"), 3.2),
            Column(w.say("paper.report.raised_by"), 2.2),
            Column(w.say("paper.report.times"), 0.7, "right"),
            Column(w.say("paper.report.since"), 0.9, "center"),
            Column(w.say("paper.report.reply"), 4.2),
        ),
        rows=_numbered(rows),
    )
    return [table, *_rest(w, left), Note(w.say("paper.annex.obstacles_note"))]


def _obstacles(w: Writing) -> Groups:
    inside = {place.site: place for place in w.places}
    found = Obstacle.rows.of(EVERYWHERE).filter(course=w.ground.course).exclude(state=ObstacleState.WITHDRAWN)
    # Replies of all in one statement; a prefetch of scoped rows must name its queryset.
    replies: dict[int, list[Reply]] = {}
    for reply in Reply.rows.of(EVERYWHERE).filter(obstacle__course=w.ground.course).order_by("id"):
        replies.setdefault(reply.obstacle_id, []).append(reply)
    order = {site: nth for nth, site in enumerate(inside)}
    own = [row for row in found.exclude(text="") if row.site_id in inside]
    groups: Groups = {}
    for row in sorted(own, key=lambda row: (row.text, order[row.site_id], row.sitting_id, row.seq)):
        one = _raised(groups, row.field, row.text)
        one.add(inside[row.site_id], personal=row.personal, stage=row.state)
        one.since = min(filter(None, (one.since, row.since)), default="")
        # Below the centre only what was published is printed.
        if w.level == CENTRE or row.state == ObstacleState.PUBLISHED:
            for reply in replies.get(row.pk, []):
                one.replies.setdefault((reply.kind, reply.text), _reply(w, reply))
            one.answered += row.pk in replies
        else:
            one.unpublished += row.pk in replies
    return groups


def _whence(w: Writing, one: Raised) -> str:
    parts = [w.whence(places, sort) for sort, places in one.places.items() if places]
    return capital("; ".join(parts))


def _answers(w: Writing, one: Raised) -> Text:
    if not one.replies:
        return w.say("paper.report.unpublished" if one.unpublished else "paper.report.no_reply")
    parts: list[Text] = []
    for reply in one.replies.values():
        parts += [*(["\n"] if parts else []), reply]
    if one.answered < one.times:
        parts.append("\n" + w.say("paper.report.replied_of", n=number(one.answered), of=number(one.times)))
    return joined(*parts)


def _reply(w: Writing, reply: Reply) -> Text:
    """A reply under the name of its kind: a view stays a view, guidance names its document."""
    on = w.day(reply.document_on) if reply.document_on else ""
    name = w.say(f"paper.reply.{reply.kind}", number=reply.document_number, on=on, body=reply.body)
    return (Bold(f"{name}:"), f" {reply.text}")
