"""Pages of items of a topic: here slide, lesson and document. Another kind is another sheet in ITEMS."""

from diemcau.activities.slides.content import Slide
from diemcau.programme.content import Document, Lesson
from diemcau.programme.forms.asked import (
    DiscussionSheet,
    EssaySheet,
    QuestionSheet,
    ResponseSheet,
    SurveySheet,
    TestSheet,
)
from diemcau.programme.forms.cases import SituationSheet
from diemcau.programme.forms.heads import SlotSheet
from diemcau.programme.forms.sheet import Sheet, Typed, line, text


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
    "responses": ResponseSheet,
    "discussions": DiscussionSheet,
    "tests": TestSheet,
    "surveys": SurveySheet,
    "essays": EssaySheet,
    "lessons": LessonSheet,
    "documents": DocumentSheet,
}
