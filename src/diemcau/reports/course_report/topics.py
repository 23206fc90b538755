"""Section II.3: the designed topics and how each was delivered; who spoke, by post."""

from diemcau.planning.rules import How
from diemcau.reports.paper import Block, Column, Note, Paragraph, Row, Section, Table, Text
from diemcau.reports.rules import CENTRE
from diemcau.reports.speeches import Speech
from diemcau.reports.writing import Writing, capital, joined, listed, lower


def blocks(w: Writing) -> list[Block]:
    """Designed and delivered are two facts; where no source tells, the table says so."""
    made: list[Block] = [
        Section(w.say("paper.report.section3")),
        Paragraph(
            w.text(
                "paper.report.delivered",
                designed=w.n("topics.designed"),
                direct=w.n(f"topics.how.{How.TRUC_TIEP}"),
                ways=_other_ways(w),
            )
        ),
        _table(w),
        Note(w.say("paper.report.topics_note")),
    ]
    spoken = [_speech(w, speech) for speech in w.ground.speeches if _concerns(w, speech)]
    if spoken:
        made += [Paragraph(w.say("paper.report.addresses")), listed(spoken)]
    if w.ground.deck_changes:
        made += [Paragraph(w.say("paper.report.deck_changes")), listed(_deck_changes(w))]
    return made


def _deck_changes(w: Writing) -> list[Text]:
    """Slides that took the place of the release's: deviations, in the order in which they happened."""
    sittings = {sitting.pk: sitting for sitting in w.ground.sittings}
    return [
        w.text(
            "paper.report.deck_change",
            sitting=capital(w.sitting(sittings[change.sitting])),
            topic=str(change.topic_no),
            pages=str(change.pages),
            reason=lower(change.reason.rstrip(" .;")),
        )
        for change in w.ground.deck_changes
    ]


def _other_ways(w: Writing) -> Text:
    """Every other way that some topic went: “; 01 chuyên đề: không có thông tin”."""
    parts: list[Text] = []
    for how in How:
        key = f"topics.how.{how}"
        if how != How.TRUC_TIEP and w.figures[key]:
            parts.append(w.text("paper.report.way", n=w.n(key), how=w.say(f"delivery.{how}").lower()))
    return joined(*parts)


def _table(w: Writing) -> Table:
    rows = []
    for topic in w.ground.programme.topics:
        delivery = w.ground.deliveries.get(topic.no)
        how = delivery.how if delivery else How.KHONG_CO_THONG_TIN
        speakers = "; ".join(lecturer.post for lecturer in w.ground.lecturers.get(topic.no, []))
        told = w.say(f"delivery.{how}")
        if delivery and delivery.reason:
            told = f"{told} ({lower(delivery.reason.rstrip(' .'))})"
        rows.append(Row((str(topic.no), topic.title, told, capital(speakers) or "–")))
    return Table(
        caption=w.say("paper.report.topics"),
        columns=(
            Column(w.say("paper.report.no"), 0.5, "center"),
            Column(w.say("paper.report.topic"), 4.5),
            Column(w.say("paper.report.how"), 2),
            Column(w.say("paper.report.speaker"), 1.8),
        ),
        rows=tuple(rows),
    )


def _concerns(w: Writing, speech: Speech) -> bool:
    """The centre's hall concerns everybody, another site its own branch."""
    return w.level == CENTRE or speech.site is None or any(place.site == speech.site for place in w.places)


def _speech(w: Writing, speech: Speech) -> Text:
    kind, by = w.say(f"address.{speech.kind}"), speech.by or w.say("paper.erased")
    key = "paper.report.address_at" if speech.where else "paper.report.address"
    sitting = w.sitting(speech.sitting)
    said = w.text(key, kind=kind, post=by, where=speech.where, sitting=sitting[:1].lower() + sitting[1:])
    return (*said, *w.text("paper.report.gist", gist=speech.gist.rstrip(" .;"))) if speech.gist else said
