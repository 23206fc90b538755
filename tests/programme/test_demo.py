"""The demo programme: right as a folder, true to the source, modest in its words."""

import re
from importlib import resources

import pytest

from diemcau.programme.content import Programme, Topic
from diemcau.programme.folder import read_folder, write_folder
from diemcau.programme.packing import read_tree

TITLES = (
    "Những vấn đề mới về công tác xây dựng Đảng ở xã, phường, đặc khu gắn với mô hình chính quyền địa phương 2 cấp",
    "Những vấn đề mới về công tác Mặt trận Tổ quốc và các đoàn thể nhân dân ở xã, phường, đặc khu",
    "Những vấn đề mới về xây dựng chính quyền cơ sở, chuyển mạnh sang chính quyền “phục vụ”, chính quyền số",
    (
        "Những vấn đề mới trong quản lý nhà nước về văn hóa, xã hội, giáo dục, y tế gắn với mô hình chính quyền "
        "địa phương 2 cấp"
    ),
    "Những vấn đề mới trong quản lý nhà nước về quốc phòng, an ninh, đối ngoại ở cơ sở",
    (
        "Những vấn đề mới về quản lý nhà nước về kinh tế (tài chính, đất đai, tài nguyên, môi trường…) ở xã, phường, "
        "đặc khu"
    ),
    "Chuyển đổi số toàn diện và xây dựng chính quyền số ở xã, phường, đặc khu",
    (
        "Kỹ năng chỉ đạo, xử lý tình huống phát sinh tại cấp xã trong quá trình vận hành mô hình chính quyền "
        "địa phương 2 cấp"
    ),
    "Chuyên đề thứ chín (nguồn không nêu tên)",
)


NEW = ("responses", "discussions", "tests", "surveys", "essays")


@pytest.fixture(scope="module")
def files() -> dict[str, bytes]:
    return read_tree(resources.files("diemcau.rehearsal") / "demo" / "programme")


@pytest.fixture(scope="module")
def demo(files: dict[str, bytes]) -> Programme:
    reading = read_folder(files)
    assert (reading.faults, reading.repairs) == ((), ())
    assert reading.programme
    return reading.programme


def taught(demo: Programme) -> tuple[Topic, ...]:
    return demo.topics[:8]


def test_it_is_written_as_the_software_writes(files: dict[str, bytes], demo: Programme) -> None:
    assert write_folder(demo) == files


def test_nine_topics_bear_the_titles_of_the_source(demo: Programme) -> None:
    assert tuple(topic.title for topic in demo.topics) == TITLES
    assert [topic.no for topic in demo.topics] == list(range(1, 10))


def test_nothing_is_guessed_of_the_ninth(demo: Programme) -> None:
    assert demo.topics[8] == Topic(no=9, title=TITLES[8], phones=True, recording=False)


def test_the_class_has_its_four_objectives(demo: Programme) -> None:
    assert len(demo.objectives) == 4
    assert [
        nth for nth, words in enumerate(demo.objectives) if "khó khăn, vướng mắc phát sinh từ thực tiễn cơ sở" in words
    ] == [3]


def test_phones_stay_out_of_the_fifth_topic_only_and_rooms_answer_there(demo: Programme) -> None:
    assert [topic.no for topic in demo.topics if not topic.phones] == [5]
    assert {poll.answers for poll in demo.topics[4].questions} == {"rooms"}


def test_each_topic_that_was_taught_has_its_parts(demo: Programme) -> None:
    for topic in taught(demo):
        assert topic.slides
        assert 4 <= len(topic.slides.slides) <= 6
        assert topic.situations
        assert len(topic.questions) == 2
        assert topic.slots
        assert topic.locked
        assert topic.minutes
        assert topic.about


def test_what_was_invented_is_marked(demo: Programme) -> None:
    for topic in taught(demo):
        assert topic.slides
        assert topic.slides.mark == "nội dung minh họa"
        for situation in topic.situations:
            assert situation.mark == "nội dung minh họa"
            assert situation.basis
            assert all(text.endswith("(văn bản giả định)") for text in situation.basis)


def test_a_situation_fits_one_screen(demo: Programme) -> None:
    for topic in taught(demo):
        for situation in topic.situations:
            if situation.turns:
                continue
            assert 3 <= len(situation.story) <= 6
            assert max(map(len, situation.story)) <= 160
            assert 3 <= len(situation.choices) <= 4
            assert max(len(choice.text) for choice in situation.choices) <= 170
            assert 10 <= situation.minutes <= 15
            assert situation.view
            assert all(choice.remark for choice in situation.choices)


def test_a_question_has_three_to_five_choices(demo: Programme) -> None:
    for topic in taught(demo):
        assert all(3 <= len(poll.choices) <= 5 for poll in topic.questions)


def test_every_kind_that_authors_write_is_there(demo: Programme) -> None:
    assert {poll.form for topic in demo.topics for poll in topic.questions} == {"single", "several", "scale", "ranking"}
    assert [topic.no for topic in demo.topics if topic.responses] == [1]
    assert [topic.no for topic in demo.topics if topic.discussions] == [3]
    assert [topic.no for topic in demo.topics if topic.essays] == [7]
    surveys = [(topic.no, survey.about) for topic in demo.topics for survey in topic.surveys]
    assert surveys == [(2, "topic"), (4, "topic"), (6, "topic"), (8, "topic"), (8, "class")]
    before, after = (test for topic in demo.topics for test in topic.tests)
    assert (before.when, after.when, before.pair) == ("before", "after", after.pair)
    assert [one.code for one in before.questions] == [one.code for one in after.questions]
    assert {one.form for one in before.questions} == {"single", "several", "true_false"}
    made = [thing for topic in demo.topics for part in NEW for thing in getattr(topic, part)]
    assert {thing.mark for thing in made} == {"nội dung minh họa"}


def test_one_situation_is_demanding_and_nothing_in_it_is_odd(files: dict[str, bytes], demo: Programme) -> None:
    (case,) = (one for topic in demo.topics for one in topic.situations if one.turns)
    assert case.minutes == 25
    assert case.variables
    assert case.endings
    assert [odd.words() for odd in read_folder(files).warnings()] == []


def test_no_document_bears_a_number_and_nobody_a_name(files: dict[str, bytes]) -> None:
    for path, raw in files.items():
        text = raw.decode()
        # 12/2025/NĐ-CP, 36-HD/VPTW, số 12: what a real document would be called by
        assert (path, re.findall(r"\d+/\d{4}/|\d+-[A-ZĐ]{2,}|/[A-ZĐ]{2,}-", text)) == (path, [])
        assert (path, re.findall(r"(?:ông|bà|đồng chí|anh|chị) [A-ZĐ]\w+", text)) == (path, [])
        assert (path, re.findall(r"đánh giá thế nào|hài lòng|ủng hộ|đồng ý với|tin tưởng", text)) == (path, [])
