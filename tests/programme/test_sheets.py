"""The editor says what the folder says: what a page shows and nobody touches is what is saved, for any content."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from diemcau.programme import content, editing
from diemcau.programme.content import Document, Programme
from diemcau.programme.editing import DECK, LISTS, Place
from diemcau.programme.folder import read_folder, write_folder
from diemcau.programme.forms import ITEMS, Sheet, sheet_of
from tests.programme.test_round_trip import LARGE, PDFS, programmes


def places(programme: Programme) -> list[Place]:
    """Every page that the editor has for a programme."""
    found = [Place()]
    for topic in programme.topics:
        found += [Place(topic.no), *([Place(topic.no, DECK)] if topic.slides else [])]
        for part in LISTS:
            found += [Place(topic.no, part, nth) for nth in range(1, len(editing.items_of(topic, part)) + 1)]
    return found


def posted(sheet: type[Sheet], thing: Any) -> dict[str, Any]:
    """What a browser sends of a page that nobody touched: line ends as the standard has them."""
    shown = sheet.fill(thing)
    return {
        name: value.replace("\n", "\r\n") if isinstance(value, str) else value for name, value in shown.items() if value
    }


@settings(max_examples=30, suppress_health_check=LARGE)
@given(programmes)
def test_every_page_gives_back_what_it_shows(programme: Programme) -> None:
    for place in places(programme):
        thing = editing.find(programme, place)
        sheet = sheet_of(place)(posted(sheet_of(place), thing))
        assert (place, sheet.errors.as_data() if not sheet.is_valid() else {}) == (place, {})
        saved, _ = editing.put(programme, place, sheet.value)
        assert saved == programme


@settings(max_examples=15, suppress_health_check=LARGE)
@given(programmes, st.data())
def test_what_a_page_takes_a_folder_takes(programme: Programme, data: st.DataObject) -> None:
    """Pages are filled with whatever was typed; a page that finds no fault makes a folder without faults."""
    typed = data.draw(st.sampled_from(places(programme)))
    sheet_class = sheet_of(typed)
    shown = posted(sheet_class, editing.find(programme, typed))
    words = [name for name, value in shown.items() if isinstance(value, str)]
    for name in data.draw(st.lists(st.sampled_from(words), max_size=3)) if words else []:
        shown[name] = data.draw(st.sampled_from(["## x", "> y", "- z", "---", "a: b", "![x](y)", "\ufeff", "1", ""]))
    sheet = sheet_class(shown)
    if sheet.is_valid():
        saved, _ = editing.put(programme, typed, sheet.value)
        reading = read_folder(write_folder(saved, PDFS))
        assert reading.faults == ()
        assert reading.programme == saved


def errors(sheet: Sheet) -> dict[str, list[str]]:
    assert not sheet.is_valid()
    return {name: [str(error) for error in found] for name, found in sheet.errors.items()}


def test_faults_stand_beside_their_fields_in_the_words_of_the_folder() -> None:
    sheet = ITEMS["situations"](
        {"minutes": "mười", "story": "Nước lên\nxem [tại đây](x)", "choice_1": "Ở lại", "remark_2": "Lời dặn"}
    )
    assert errors(sheet) == {
        "choice_2": [
            "Có 1 phương án; cần từ 2 đến 4.",
            "Mục “Phương án 2” để trống.",
        ],
        "title": ["Mục “Tên tình huống” để trống."],
        "story": ["Dòng này có “](”: hình ảnh, liên kết, HTML, mã hoặc bảng."],
        "task": ["Phần “Nhiệm vụ” chưa có nội dung."],
        "minutes": ["“Số phút thảo luận” ghi là “mười”, không phải số nguyên từ 1 đến 120."],
    }


def test_a_question_of_rooms_is_no_secret_ballot_and_has_no_choice_twice() -> None:
    sheet = ITEMS["questions"](
        {"title": "A", "question": "B?", "answers": "rooms", "anonymous": "co", "choice_1": "C", "choice_3": "C"}
    )
    assert errors(sheet) == {
        "anonymous": ["Câu hỏi do từng phòng trả lời không thể kín danh."],
        "choice_3": ["Phương án “C” có hai lần."],
    }


@pytest.mark.parametrize("part", LISTS)
def test_an_empty_page_and_one_that_is_too_long_are_refused_in_both_languages(part: str) -> None:
    names = [name for name in ITEMS[part]().fields if name != "base"]
    for typed in ({}, dict.fromkeys(names, "á" * 5000)):
        found = [errors(ITEMS[part](typed, lang=lang)) for lang in ("vi", "en")]
        assert found[0].keys() == found[1].keys()
        assert [name for name, said in found[1].items() if said == found[0][name]] == []


def test_a_topic_that_moved_meanwhile_is_found_by_its_name() -> None:
    topics = tuple(content.Topic(no, f"Chuyên đề {no}", documents=(Document("Sổ tay", "ab"),)) for no in (1, 2, 3))
    seen = Programme("thu", "Thử", topics=topics)
    known = editing.known_as(seen, Place(1, "documents", 1))
    moved, _ = editing.move(seen, Place(1), 1)
    assert editing.locate(moved, Place(1, "documents", 1), known) == (Place(2, "documents", 1), True)
    gone = editing.remove(seen, Place(1))
    assert editing.locate(gone, Place(1, "documents", 1), known) == (None, False)
    renamed, _ = editing.put(seen, Place(1), replace(editing.bare(topics[0]), title="Khác"))
    assert editing.locate(renamed, Place(1, "documents", 1), known) == (Place(1, "documents", 1), True)


def test_an_item_that_others_moved_changed_or_removed_is_never_taken_for_another() -> None:
    documents = tuple(Document(name, "ab") for name in "ABC")
    seen = Programme("thu", "Thử", topics=(content.Topic(1, "Một", documents=documents),))
    place = Place(1, "documents", 1)
    known = editing.known_as(seen, place)
    assert editing.locate(editing.move(seen, place, 1)[0], place, known) == (Place(1, "documents", 2), True)
    assert editing.locate(editing.remove(seen, place), place, known) == (None, False)
    changed, _ = editing.put(seen, place, Document("A", "cd"))
    assert editing.locate(changed, place, known) == (place, False)


CASE_PAGE: dict[str, Any] = {
    "title": "Nước lên",
    "minutes": "10",
    "story": "Mưa lớn",
    "task": "Làm gì?",
    "choice_1": "Ở lại",
    "choice_2": "Đi ngay",
}


def test_an_author_who_thinks_of_no_codes_is_given_them() -> None:
    page = {
        **CASE_PAGE,
        "news_1_text": "Kể thêm.",
        "news_2_text": "Nước vào nhà.",
        "news_2_when": "sau 5 phút; mở quyết định 2",
        "turn_1_task": "Gọi ai?",
        "turn_1_choices": "1. Cấp tỉnh\n2) Thôn\n> Gần hơn",
        "end_1_title": "An toàn",
        "end_1_text": "Mọi người lên cao.",
    }
    sheet = ITEMS["situations"](page)
    assert sheet.is_valid(), sheet.errors
    case = sheet.value
    assert [turn.code for turn in case.turns] == ["2"]
    assert [choice.text for choice in case.turns[0].choices] == ["Cấp tỉnh", "Thôn"]
    assert case.turns[0].choices[1].remark == "Gần hơn"
    assert case.developments[0] == "Kể thêm."
    assert (case.developments[1].code, case.developments[1].after, case.developments[1].turn) == ("1", 5, "2")
    assert case.endings[0].code == "1"


def test_faults_of_a_situation_that_goes_on_stand_beside_their_fields() -> None:
    page = {
        **CASE_PAGE,
        "roles": ": nắm tình hình",
        "variables": "nuoc: Mức nước (cm), bắt đầu 200, từ 0 đến 100",
        "effects_1": "nuoc nhiều",
        "effects_4": "nuoc +1",
        "turn_1_task": "Chia người.",
        "turn_1_form": "share",
        "turn_1_unit": "người; xe",
        "turn_1_choices": "A\nA",
        "turn_2_task": "Ghi lại.",
        "turn_2_form": "text",
        "turn_2_count": "3",
        "turn_2_code": "1",
        "news_1_when": "lúc nào đó",
        "end_1_when": "khi mưa",
    }
    assert errors(ITEMS["situations"](page)) == {
        "choice_4": ["Mục “Phương án 4” để trống."],
        "roles": ["“: nắm tình hình” không nêu vai nào."],
        "variables": ["Biến số “Mức nước” bắt đầu từ 200, không nằm trong khoảng 0 đến 100."],
        "effects_1": ["“nuoc nhiều” không phải một thay đổi của biến số."],
        "turn_1_count": ["Mục “Chọn tối đa, hoặc tổng số đem chia” để trống."],
        "turn_1_unit": ["Đơn vị không dùng được dấu ngoặc vuông, dấu phẩy, dấu chấm phẩy."],
        "turn_1_choices": ["Phương án “A” có hai lần."],
        "turn_2_code": ["Quyết định tiếp theo phải mang số từ 2."],
        "turn_2_count": ["Số lượng và đơn vị chỉ dùng khi chọn nhiều hoặc chia một tổng số."],
        "news_1_when": ["“lúc nào đó” không nói diễn biến đến lúc nào, đem theo điều gì."],
        "news_1_text": ["Phần “Nội dung” chưa có nội dung."],
        "end_1_title": ["Mục “Tên kết cục” để trống."],
        "end_1_when": ["“khi mưa” không phải một điều kiện.".replace("khi mưa", "mưa")],
        "end_1_text": ["Phần “Nội dung” chưa có nội dung."],
    }


def test_what_names_nothing_is_said_beside_the_field_that_names_it() -> None:
    page = {**CASE_PAGE, "effects_2": "xe -1", "news_1_text": "Gọi.", "news_1_when": "sau 2 phút; mở quyết định 7"}
    assert errors(ITEMS["situations"](page)) == {
        "effects_2": ["Quyết định 1, phương án 2: Tác động đến biến số “xe” chưa được khai báo."],
        "news_1_when": ["Diễn biến 1: Không có quyết định mang mã “7”."],
    }


def test_a_page_has_room_for_one_more_and_the_simple_form_is_folded() -> None:
    empty = ITEMS["situations"]()
    assert not empty.unfolded
    assert [title for title, _, rows in empty.blocks if any("news" in row[0].name for row in rows)] == ["Diễn biến (1)"]
    shown = ITEMS["situations"](initial={"news_3_text": "Ba"})
    assert shown.unfolded
    assert [name for name in shown.fields if name.startswith("news_") and name.endswith("_text")] == [
        f"news_{n}_text" for n in (1, 2, 3, 4)
    ]


def test_faults_of_surveys_and_tests_stand_beside_their_fields() -> None:
    survey = {"title": "A", "about": "class", "anonymous": "co", "q_1": "Cần gì?", "q_1_form": "text"}
    survey |= {"q_1_choices": "Có", "q_2": "Cần gì?", "q_2_form": "scale", "q_2_choices": "Một"}
    assert errors(ITEMS["surveys"](survey)) == {
        "q_1_choices": ["Câu hỏi này không có phương án để chọn."],
        "q_2": ["Câu hỏi “Cần gì?” có hai lần."],
        "q_2_choices": ["Có 1 phương án; cần từ 2 đến 8."],
    }
    test = {"title": "A", "when": "after", "q_1": "Ai ký?", "q_1_form": "single", "q_1_choices": "A [đúng]\nB [đúng]"}
    test |= {"q_2": "Đúng không?", "q_2_form": "false", "q_2_code": "c1"}
    assert errors(ITEMS["tests"](test)) == {
        "q_1_choices": ["Câu hỏi có 2 phương án đúng."],
        "q_2_code": ["Mã câu hỏi “c1” có hai lần."],
        "pair": ["Bài kiểm tra trước hoặc sau phải nêu cặp."],
    }


def test_what_somebody_else_added_meanwhile_is_shown_beside() -> None:
    page = ITEMS["surveys"]({"title": "A", "about": "class", "anonymous": "co", "q_1": "B?", "q_1_form": "text"})
    assert page.is_valid()
    questions = tuple(replace(page.value.questions[0], text=f"{n}?") for n in range(1, 7))
    page.compare(replace(page.value, questions=questions))
    assert [page.theirs[f"q_{n}"] for n in range(1, 7)] == [f"{n}?" for n in range(1, 7)]
    assert [title for title, _, _ in page.blocks][:6] == [f"Câu hỏi {n}" for n in range(1, 7)]
