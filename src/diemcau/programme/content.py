"""What a programme holds, as frozen values: topics with what is done and read in them, open slots; and limits.

The same values stand in a draft, in a release, in a folder and in the forms of the editor. Their texts are tidy: NFC,
single spaces, no control characters; a title or a line of a list has no line break. A text may use three things of
Markdown: headings, lists of one level and **bold**.
"""

import hashlib
import re
from typing import Literal

from msgspec import Struct, json

from diemcau.activities.discussion.content import Discussion
from diemcau.activities.essay.content import Essay
from diemcau.activities.poll.content import Poll
from diemcau.activities.response.content import Response
from diemcau.activities.situation.content import Situation
from diemcau.activities.slides.content import Slides
from diemcau.activities.survey.content import Survey
from diemcau.activities.test.content import Quiz
from diemcau.base.text import clean

# How long a text may be, in characters: a title and a line must fit a screen, a text one page.
TITLE, LINE, TEXT = 300, 600, 4000
# How many: a situation and a question are one screen, a programme is one class.
SITUATION_CHOICES, POLL_CHOICES = (2, 4), (2, 8)
MOST = 99  # of one sort in a topic: files are numbered by two digits
SLIDES = 200
SITUATION_MINUTES, TOPIC_MINUTES = (1, 120), (1, 2000)
TOPIC_NUMBERS = (1, 99)
DISCUSSION_MINUTES, TEST_MINUTES = (1, 120), (1, 120)
ESSAY_DAYS, ESSAY_PHOTOS = (0, 60), (0, 4)
SURVEY_QUESTIONS, TEST_QUESTIONS = (1, 20), (1, 40)
# Of a situation that goes on: more than fits a class of half an hour, far less than what would hurt.
ROLES, PAPERS, VARIABLES, TURNS, DEVELOPMENTS, ENDINGS, DEBRIEF = 8, 6, 8, 6, 16, 6, 8
TURN_CHOICES = (2, 8)
NUMBER = 999_999  # of a variable, of a total: from minus so many to so many

# Half pairs and non-characters: an escape in a YAML text can make them, but no file can hold them.
_UNWRITABLE = re.compile("[\ud800-\udfff\ufffe\uffff]")

SlotKind = Literal["situation", "question", "lesson"]
Proposer = Literal["province", "site"]
Part = Literal["title", "about", "slides", "situations", "questions", "lessons", "documents"]
PDF = b"%PDF-"  # what a PDF file begins with


class Slot(Struct, frozen=True, forbid_unknown_fields=True):
    """An open part of a topic: what may be proposed to fill it, by whom, and what is looked for."""

    kind: SlotKind
    proposer: Proposer
    words: str


class Lesson(Struct, frozen=True, forbid_unknown_fields=True):
    """A lesson of practice that is read with a topic; `mark` says whose it is."""

    title: str
    text: str
    mark: str = ""


class Document(Struct, frozen=True, forbid_unknown_fields=True):
    """A PDF file for learners, named by the SHA-256 of its bytes in hex."""

    title: str
    file: str


class Topic(Struct, frozen=True, forbid_unknown_fields=True):
    """A topic. `minutes` is 0 when nobody said how long; `locked` names the parts that no proposal may touch."""

    no: int
    title: str
    minutes: int = 0
    phones: bool = True
    recording: bool = True
    locked: tuple[Part, ...] = ()
    slots: tuple[Slot, ...] = ()
    about: str = ""
    slides: Slides | None = None
    situations: tuple[Situation, ...] = ()
    questions: tuple[Poll, ...] = ()
    lessons: tuple[Lesson, ...] = ()
    documents: tuple[Document, ...] = ()
    responses: tuple[Response, ...] = ()
    discussions: tuple[Discussion, ...] = ()
    surveys: tuple[Survey, ...] = ()
    essays: tuple[Essay, ...] = ()
    tests: tuple[Quiz, ...] = ()


class Programme(Struct, frozen=True, forbid_unknown_fields=True):
    """A whole programme; topics in the order of their numbers, objectives of the class in the source's words."""

    code: str
    title: str
    objectives: tuple[str, ...] = ()
    notes: str = ""
    topics: tuple[Topic, ...] = ()


def tidy(text: str) -> str:
    """A text as a programme may hold it; tidy texts stay what they are."""
    # Twice, because a mark may meet its letter only when something invisible between them is gone.
    return clean(clean(_UNWRITABLE.sub("", text)))


def tidy_line(text: str) -> str:
    """`tidy` on one line."""
    return " ".join(tidy(text).split())


def read(text: str) -> Programme:
    """A programme from its canonical JSON; msgspec.ValidationError for anything else."""
    return json.decode(text, type=Programme)


def write(programme: Programme) -> str:
    """Canonical JSON: equal programmes have equal text."""
    return json.encode(programme, order="deterministic").decode()


def write_deck(deck: Slides) -> str:
    """Canonical JSON of a deck alone."""
    return json.encode(deck, order="deterministic").decode()


def read_deck(text: str) -> Slides:
    """A deck from its canonical JSON."""
    return json.decode(text, type=Slides)


def goes_on(situation: Situation) -> bool:
    """Whether there is more to a situation than one decision."""
    return bool(situation.turns or situation.variables or situation.endings or situation.developments)


def files_of(topic: Topic) -> list[str]:
    """The files that a topic names, by digest, each once."""
    deck = [topic.slides.file] if topic.slides and topic.slides.file else []
    return list(dict.fromkeys([*deck, *(document.file for document in topic.documents)]))


def digest(text: str) -> str:
    """SHA-256 of the bytes of a text, in hex."""
    return hashlib.sha256(text.encode()).hexdigest()
