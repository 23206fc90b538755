"""Pages of heads: of the programme, of a topic, of its slides, of an open slot."""

from typing import get_args

from diemcau.activities.slides.content import Slides
from diemcau.programme import content
from diemcau.programme.content import Programme, Slot, Topic
from diemcau.programme.forms.sheet import Sheet, Typed, line, number, one_of, some_of, text

YES = {"co": True, "khong": False}
NO_OF = {value: word for word, value in YES.items()}
PARTS = {part: part for part in get_args(content.Part)}
KINDS = {kind: kind for kind in get_args(content.SlotKind)}
PROPOSERS = {proposer: proposer for proposer in get_args(content.Proposer)}


class ProgrammeSheet(Sheet):
    """Title, objectives and notes of a programme."""

    key = "programme"
    title = line()
    objectives = text(6, required=True)
    notes = text(6)

    @classmethod
    def fill(cls, thing: Programme) -> Typed:
        """What the page shows."""
        return {"title": thing.title, "objectives": "\n".join(thing.objectives), "notes": thing.notes}

    def read(self) -> Programme:
        """The head, without code and topics."""
        return Programme("", self.line("title"), self.lines("objectives", required=True), self.text("notes"))


class TopicSheet(Sheet):
    """Title, minutes, rules and introduction of a topic."""

    key = "topic"
    title = line()
    minutes = number(required=False)
    phones = one_of(*YES)
    recording = one_of(*YES)
    about = text(10)
    locked = some_of(*PARTS)

    @classmethod
    def fill(cls, thing: Topic) -> Typed:
        """What the page shows."""
        return {
            "title": thing.title,
            "minutes": str(thing.minutes or ""),
            "phones": NO_OF[thing.phones],
            "recording": NO_OF[thing.recording],
            "about": thing.about,
            "locked": list(thing.locked),
        }

    def read(self) -> Topic:
        """The head, without number and lists."""
        return Topic(
            0,
            self.line("title"),
            self.number("minutes", content.TOPIC_MINUTES, required=False),
            self.choice("phones", YES),
            self.choice("recording", YES),
            self.chosen("locked", PARTS),
            about=self.text("about"),
        )


class SlotSheet(Sheet):
    """An open slot: of which kind, who may propose, what is looked for."""

    key = "slots"
    kind = one_of(*KINDS)
    proposer = one_of(*PROPOSERS)
    words = text(3, required=True)

    @classmethod
    def fill(cls, thing: Slot) -> Typed:
        """What the page shows."""
        return {"kind": thing.kind, "proposer": thing.proposer, "words": thing.words}

    def read(self) -> Slot:
        """The slot."""
        return Slot(
            self.choice("kind", KINDS),
            self.choice("proposer", PROPOSERS),
            self.line("words", limit=content.LINE),
        )


class DeckSheet(Sheet):
    """Title and mark of the slides; the file comes by another page and stays what it is."""

    key = "deck"
    title = line()
    mark = line(required=False)

    @classmethod
    def fill(cls, thing: Slides) -> Typed:
        """What the page shows."""
        return {"title": thing.title, "mark": thing.mark}

    def read(self) -> Slides:
        """The head, without slides and file."""
        return Slides(self.line("title"), (), self.line("mark", required=False))
