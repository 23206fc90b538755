"""Pages of items of a topic: slide, situation, question, lesson, document. Another kind is another sheet in ITEMS."""

from diemcau.activities.poll.content import Poll
from diemcau.activities.situation.content import Choice, Situation
from diemcau.activities.slides.content import Slide
from diemcau.programme import content
from diemcau.programme.content import LINE, Document, Lesson
from diemcau.programme.forms.heads import NO_OF, YES, SlotSheet
from diemcau.programme.forms.sheet import Sheet, Typed, line, number, one_of, text

WHO = {"persons": "persons", "rooms": "rooms"}


class SlideSheet(Sheet):
    """A slide. Its picture is a page of the file of the slides and is not chosen here."""

    key = "slides"
    title = line()
    points = text(6)
    notes = text(6)

    @classmethod
    def fill(cls, thing: Slide) -> Typed:
        """What the page shows."""
        return {"title": thing.title, "points": "\n".join(thing.lines), "notes": thing.notes}

    def read(self) -> Slide:
        """The slide, without a page."""
        return Slide(self.line("title", shown=True), self.lines("points", shown=True), self.text("notes"))


class _Choices(Sheet):
    """A page with numbered choices, of which the first ones are needed."""

    limits: tuple[int, int]

    def choices(self) -> list[tuple[int, str]]:
        """Number and words of the choices that were written; faults as the folder has them."""
        low, high = self.limits
        read = {n: self.line(f"choice_{n}", required=False, limit=LINE, shown=True) for n in range(1, high + 1)}
        found = [(n, words) for n, words in read.items() if words]
        if len(found) < low:
            empty = next(n for n in range(1, high + 1) if n not in dict(found))
            self.fault(f"choice_{empty}", "choices", count=len(found), low=low, high=high)
        seen: set[str] = set()
        for n, words in found:
            if words in seen:
                self.fault(f"choice_{n}", "choice_twice", choice=words)
            seen.add(words)
        return found


class SituationSheet(_Choices):
    """A situation of one screen: story, task, two to four choices, an expert's view."""

    key = "situations"
    limits = content.SITUATION_CHOICES
    title = line()
    minutes = number()
    story = text(6, required=True)
    task = text(3, required=True)
    choice_1 = line()
    remark_1 = text(2)
    choice_2 = line()
    remark_2 = text(2)
    choice_3 = line(required=False)
    remark_3 = text(2)
    choice_4 = line(required=False)
    remark_4 = text(2)
    view = text(5)
    basis = text(3)
    mark = line(required=False)

    @classmethod
    def fill(cls, thing: Situation) -> Typed:
        """What the page shows."""
        shown: Typed = {
            "title": thing.title,
            "minutes": str(thing.minutes),
            "story": "\n".join(thing.story),
            "task": thing.task,
            "view": thing.view,
            "basis": "\n".join(thing.basis),
            "mark": thing.mark,
        }
        for n, choice in enumerate(thing.choices, 1):
            shown |= {f"choice_{n}": choice.text, f"remark_{n}": choice.remark}
        return shown

    def read(self) -> Situation:
        """The situation."""
        choices = self.choices()
        remarks = {n: self.text(f"remark_{n}") for n in range(1, self.limits[1] + 1)}
        for n, remark in remarks.items():
            if remark and n not in dict(choices):
                self.fault(f"choice_{n}", "empty_field", field=self._label(f"choice_{n}"))
        return Situation(
            title=self.line("title"),
            story=self.lines("story", required=True, shown=True),
            task=self.text("task", required=True),
            choices=tuple(Choice(words, remarks[n]) for n, words in choices),
            minutes=self.number("minutes", content.SITUATION_MINUTES),
            view=self.text("view"),
            basis=self.lines("basis"),
            mark=self.line("mark", required=False),
        )


class QuestionSheet(_Choices):
    """A question to all, with two to eight choices."""

    key = "questions"
    limits = content.POLL_CHOICES
    title = line()
    question = text(3, required=True)
    answers = one_of(*WHO)
    anonymous = one_of(*reversed(YES))
    choice_1 = line()
    choice_2 = line()
    choice_3 = line(required=False)
    choice_4 = line(required=False)
    choice_5 = line(required=False)
    choice_6 = line(required=False)
    choice_7 = line(required=False)
    choice_8 = line(required=False)
    mark = line(required=False)

    @classmethod
    def fill(cls, thing: Poll) -> Typed:
        """What the page shows."""
        shown: Typed = {
            "title": thing.title,
            "question": thing.question,
            "answers": thing.answers,
            "anonymous": NO_OF[thing.anonymous],
            "mark": thing.mark,
        }
        return shown | {f"choice_{n}": words for n, words in enumerate(thing.choices, 1)}

    def read(self) -> Poll:
        """The question."""
        by_rooms = self.choice("answers", WHO) == "rooms"
        anonymous = self.choice("anonymous", YES) if self._typed("anonymous") else False
        if by_rooms and anonymous:
            self.fault("anonymous", "rooms_not_secret")
        return Poll(
            title=self.line("title"),
            question=self.text("question", required=True),
            choices=tuple(words for _, words in self.choices()),
            answers="rooms" if by_rooms else "persons",
            anonymous=anonymous and not by_rooms,
            mark=self.line("mark", required=False),
        )


class LessonSheet(Sheet):
    """A lesson of practice."""

    key = "lessons"
    title = line()
    body = text(8, required=True)
    mark = line(required=False)

    @classmethod
    def fill(cls, thing: Lesson) -> Typed:
        """What the page shows."""
        return {"title": thing.title, "body": thing.text, "mark": thing.mark}

    def read(self) -> Lesson:
        """The lesson."""
        return Lesson(self.line("title"), self.text("body", required=True), self.line("mark", required=False))


class DocumentSheet(Sheet):
    """The title of a document; its file comes by upload and stays what it is."""

    key = "documents"
    title = line()

    @classmethod
    def fill(cls, thing: Document) -> Typed:
        """What the page shows."""
        return {"title": thing.title}

    def read(self) -> Document:
        """The document, without its file."""
        return Document(self.line("title"), "")


ITEMS: dict[str, type[Sheet]] = {
    "slots": SlotSheet,
    "slides": SlideSheet,
    "situations": SituationSheet,
    "questions": QuestionSheet,
    "lessons": LessonSheet,
    "documents": DocumentSheet,
}
