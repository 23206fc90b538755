"""Whatever a programme holds, its folder says the same: written, read and written again, byte for byte."""

import hashlib
import re
from typing import get_args

from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from diemcau.activities.poll.content import Poll
from diemcau.activities.situation.content import Choice, Situation
from diemcau.activities.slides.content import Slide, Slides
from diemcau.programme import content
from diemcau.programme.content import Document, Lesson, Programme, Slot, Topic, tidy, tidy_line
from diemcau.programme.folder import read_folder, write_folder

# What has broken formats like this one: signs of YAML and Markdown, ends of heads, marks that stand alone.
_PIECES = st.sampled_from(
    [
        "---",
        "...",
        "# ",
        "## ",
        "### ",
        "\\## ",
        "\\\\# ",
        "##",
        "- ",
        "1. ",
        "> ",
        ">",
        "* ",
        ": ",
        ":",
        " #",
        "#",
        "'",
        '"',
        "\\",
        "\\n",
        "|",
        "&a",
        "*a",
        "!tag",
        "%",
        "@",
        "`",
        "{",
        "}",
        "[",
        "]",
        ",",
        "?",
        "~",
        "null",
        "no",
        "có",
        "không",
        "2025-09-06",
        "1.5",
        "tên: ",
        "Phương án",
        "## Nhiệm vụ",
        "Ả",
        "Ặ",
        "Đ",
        "ư",
        "ễ",
        "“phục vụ”",
        "…",
        "–",
        "\u0301",
        "\u0338",
        "<",
        "=",
        " ",
        "  ",
        "\t",
        "\u00a0",
        "\u200b",
        "\u2028",
        "\x85",
        "\x0b",
        "\x00",
        "\x7f",
        "\ufeff",
        "\ufffe",
        "\ud800",
        "😀",
        "\U0001fffe",
        "ﬁ",
        "한",
    ]
)
_RAW = st.lists(_PIECES | st.text(max_size=8), max_size=12)
_FOREIGN = re.compile(r"!\[|\]\(|</?[A-Za-z!]|^\W*(?:```|~~~|\|)", re.MULTILINE)

lines = _RAW.map("".join).map(tidy_line).filter(bool)  # in a head: anything
shown = lines.filter(lambda words: not _FOREIGN.search(words))  # in a body: no foreign Markdown
texts = (
    st.lists(_RAW.map("".join), max_size=6).map("\n".join).map(tidy).filter(lambda words: not _FOREIGN.search(words))
)
marks = st.just("") | lines


def many(of: st.SearchStrategy[str], least: int, most: int) -> st.SearchStrategy[tuple[str, ...]]:
    return st.lists(of, min_size=least, max_size=most, unique=True).map(tuple)


# Bytes of files for learners and slides, by digest: what a programme names it has somewhere.
PDFS = {hashlib.sha256(raw).hexdigest(): raw for raw in (b"%PDF-1.7 a", b"%PDF-1.4\r\n\x00\xff", b"%PDF-")}


def deck(file: str, slides: tuple[Slide, ...], **rest: str) -> Slides:
    """A deck in which only slides of a file have pages."""
    return Slides(slides=tuple(replace(slide, page=slide.page if file else 0) for slide in slides), file=file, **rest)


one_slide = st.builds(
    Slide, title=shown, lines=many(shown, 0, 3), notes=texts, page=st.just(0) | st.integers(1, content.SLIDES)
)
slides = st.builds(
    deck,
    title=lines,
    slides=st.lists(one_slide, min_size=1, max_size=3).map(tuple),
    mark=marks,
    file=st.just("") | st.sampled_from(sorted(PDFS)),
)
lessons = st.builds(Lesson, title=lines, text=texts.filter(bool), mark=marks)
documents = st.builds(Document, title=lines, file=st.sampled_from(sorted(PDFS)))
situations = st.builds(
    lambda choices, remarks, **rest: Situation(choices=tuple(map(Choice, choices, remarks)), **rest),
    choices=many(shown, *content.SITUATION_CHOICES),
    remarks=st.lists(texts, min_size=4, max_size=4),
    title=lines,
    story=many(shown, 1, 3),
    task=texts.filter(bool),
    minutes=st.integers(*content.SITUATION_MINUTES),
    view=texts,
    basis=many(lines, 0, 2),
    mark=marks,
)
questions = st.builds(
    lambda who, **rest: Poll(**rest, answers="rooms" if who == "rooms" else "persons", anonymous=who == "secret"),
    who=st.sampled_from(["persons", "rooms", "secret"]),
    title=lines,
    question=texts.filter(bool),
    choices=many(shown, *content.POLL_CHOICES),
    mark=marks,
)
slots = st.builds(
    Slot,
    kind=st.sampled_from(["situation", "question", "lesson"]),
    proposer=st.sampled_from(["province", "site"]),
    words=lines,
)
parts = st.sets(st.sampled_from(get_args(content.Part))).map(
    lambda chosen: tuple(part for part in get_args(content.Part) if part in chosen)
)
topics = st.builds(
    Topic,
    no=st.integers(*content.TOPIC_NUMBERS),
    title=lines,
    minutes=st.just(0) | st.integers(*content.TOPIC_MINUTES),
    phones=st.booleans(),
    recording=st.booleans(),
    locked=parts,
    slots=st.lists(slots, max_size=2).map(tuple),
    about=texts,
    slides=st.none() | slides,
    situations=st.lists(situations, max_size=2).map(tuple),
    questions=st.lists(questions, max_size=2).map(tuple),
    lessons=st.lists(lessons, max_size=2).map(tuple),
    documents=st.lists(documents, max_size=2).map(tuple),
)
programmes = st.builds(
    Programme,
    code=st.from_regex("[a-z0-9][a-z0-9-]{0,39}", fullmatch=True),
    title=lines,
    objectives=many(lines, 1, 4),
    notes=texts,
    topics=st.lists(topics, min_size=1, max_size=3, unique_by=lambda topic: topic.no).map(
        lambda found: tuple(sorted(found, key=lambda topic: topic.no))
    ),
)


@settings(max_examples=40)
@given(programmes)
def test_a_written_folder_reads_as_what_was_written(programme: Programme) -> None:
    files = write_folder(programme, PDFS)
    reading = read_folder(files)
    assert [(fault.file, fault.line, fault.code, fault.data) for fault in reading.faults] == []
    assert reading.programme == programme
    assert reading.repairs == ()
    assert write_folder(programme, PDFS) == files


@settings(max_examples=10)
@given(programmes)
def test_a_programme_is_the_same_as_json(programme: Programme) -> None:
    assert content.read(content.write(programme)) == programme


@given(_RAW.map("".join))
def test_tidy_text_stays_as_it_is(words: str) -> None:
    assert tidy(tidy(words)) == tidy(words)
    assert tidy_line(tidy_line(words)) == tidy_line(words)


@given(st.dictionaries(st.sampled_from(["chuong-trinh.md", "chuyen-de-1/chuyen-de.md", "chuyen-de-1/slide.md"]), _RAW))
def test_nothing_that_is_typed_makes_reading_stop(typed: dict[str, list[str]]) -> None:
    files = {
        path: f"---\n{''.join(words)}\n---\n{''.join(words)}".encode("utf-8", "replace")
        for path, words in typed.items()
    }
    reading = read_folder(files)
    assert (reading.programme is None) == bool(reading.faults)
    assert all(fault.words() and fault.fix() for fault in reading.faults)
