"""Files of slides and documents: drawn, kept in the data folder, put into a draft or in the place of a release's."""

from django.db import transaction
from msgspec.structs import replace

from diemcau.activities.slides.content import Slide, Slides
from diemcau.base import clock
from diemcau.base.refused import Refused
from diemcau.base.words import say
from diemcau.people.models import Account
from diemcau.programme import content, editing, files
from diemcau.programme.actions.drafts import edit_draft
from diemcau.programme.content import Document
from diemcau.programme.decks.converting import BYTES, convert
from diemcau.programme.editing import Place
from diemcau.programme.models import DeckChange, Programme
from diemcau.programme.rules import REASON


def deck_of(raw: bytes, title: str, mark: str = "") -> Slides:
    """Draw a PDF or PPTX file and keep it: a deck with a slide for each page, under the words of the page.

    Refuses: as decks.converting.convert.
    """
    with convert(raw) as drawn:
        slides = [
            Slide(page.title or say("office.edit.page", "vi", n=n), page.lines, page=n)
            for n, page in enumerate(drawn.pages, 1)
        ]
        deck = Slides(title, tuple(slides), mark, files.digest_of(drawn.pdf))
        files.keep(drawn.pdf, drawn.folder, content.write_deck(deck).encode())
    return deck


def put_deck(programme: Programme, no: int, raw: bytes, by: Account) -> Slides:
    """Make the pages of a file the slides of a topic. Notes of the lecturer stay with slides of the same title.

    Refuses: programme.no_such_topic, and as decks.converting.convert.
    """
    editing.topic_of(content.read(programme.draft), no)
    made = deck_of(raw, "")

    def edit(draft: content.Programme) -> tuple[content.Programme, Slides]:
        topic = editing.topic_of(draft, no)
        known = topic.slides
        notes = {slide.title: slide.notes for slide in (known.slides if known else ())}
        slides = tuple(replace(slide, notes=notes.get(slide.title, "")) for slide in made.slides)
        deck = replace(
            made, title=known.title if known else topic.title, mark=known.mark if known else "", slides=slides
        )
        topics = tuple(replace(one, slides=deck) if one.no == no else one for one in draft.topics)
        return replace(draft, topics=topics), deck

    return edit_draft(programme.pk, by, "programme.slides", edit, topic=no, pages=len(made.slides), file=made.file)


def put_document(programme: Programme, no: int, nth: int, title: str, raw: bytes, by: Account) -> Place:
    """Put a PDF file for learners into a topic; `nth` from 1 gives a document another file, 0 adds one.

    Refuses: handout.no_file, handout.large_file, handout.type, programme.no_such_topic, programme.too_many,
    programme.gone.
    """
    if not raw:
        raise Refused("handout.no_file")
    if len(raw) > BYTES:
        raise Refused("handout.large_file", 413, megabytes=BYTES >> 20)
    if not raw.startswith(content.PDF):
        raise Refused("handout.type", 415)
    digest = files.keep(raw)

    def edit(draft: content.Programme) -> tuple[content.Programme, Place]:
        place = Place(no, "documents", nth)
        if nth and editing.find(draft, place) is None:
            raise Refused("programme.gone", 409)
        return editing.put(draft, place, Document(title, digest))

    return edit_draft(programme.pk, by, "programme.document", edit, topic=no, nth=nth, file=digest)


@transaction.atomic
def replace_deck(sitting: int, no: int, deck: Slides, reason: str, by: Account, *, live: bool) -> DeckChange:
    """Put down that a topic of a sitting has other slides than its release: a deviation.

    Refuses: slides.no_reason, slides.reason_long.
    """
    reason = content.tidy_line(reason)
    if not reason:
        raise Refused("slides.no_reason")
    if len(reason) > REASON:
        raise Refused("slides.reason_long", limit=REASON)
    return DeckChange.objects.create(
        sitting=sitting,
        topic_no=no,
        deck=content.write_deck(deck),
        pages=len(deck.slides),
        reason=reason,
        live=live,
        made_by=by,
        made_at=clock.now(),
    )
