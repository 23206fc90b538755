"""The files of every kind that authors write: read, written again, and found fault with by file and line."""

import pytest

from diemcau.activities.discussion.content import Discussion
from diemcau.activities.essay.content import Essay
from diemcau.activities.response.content import Response
from diemcau.activities.situation.content import (
    Choice,
    Development,
    Effect,
    Ending,
    Role,
    Turn,
    Variable,
)
from diemcau.activities.situation.content import Test as Asked
from diemcau.activities.survey.content import SurveyQuestion
from diemcau.activities.test.content import QuizItem
from diemcau.programme.content import Programme, Topic
from diemcau.programme.faults import Fault
from diemcau.programme.folder import Reading, read_folder, write_folder
from tests.programme.folders import CASE, GOOD, KINDS, QUESTION, SITUATION, files

RESPONSE, DISCUSSION, SURVEY, ESSAY, TEST = KINDS


def read(**changed: str) -> Reading:
    return read_folder({**files(), **{path: text.encode() for path, text in {**KINDS, **changed}.items()}})


def whole(**changed: str) -> Topic:
    reading = read(**changed)
    assert reading.faults == ()
    assert reading.programme
    return reading.programme.topics[0]


def test_each_kind_is_read() -> None:
    topic = whole()
    assert topic.responses == (Response("Việc đã gỡ", "Đã gỡ việc gì?", "rooms", "nội dung minh họa"),)
    assert topic.discussions == (Discussion("Sửa quy trình", "Chọn một thủ tục.\n\n- Nằm ở đâu", 10, note=False),)
    assert topic.essays == (Essay("Thu hoạch", "Viết ngắn.", 0, 4),)
    assert topic.surveys[0].questions == (
        SurveyQuestion("Sát việc đến mức nào?", "scale", ("Ít", "Nhiều")),
        SurveyQuestion("Giảng viên rõ không?", "single", ("Rõ", "Chưa"), lecturer=True),
        SurveyQuestion("Cần thêm gì [nếu có]?", "text"),
    )
    assert (topic.surveys[0].about, topic.surveys[0].anonymous) == ("class", False)
    assert topic.tests[0].questions == (
        QuizItem("ky", "Ai ký?", (2,), "single", ("Trưởng phòng", "Chủ tịch")),
        QuizItem("c2", "Việc nào đúng?", (1, 2), "several", ("A", "B [phụ lục]", "C")),
        QuizItem("hen", "Không cần phiếu hẹn.", (2,), "true_false"),
    )
    assert (topic.tests[0].when, topic.tests[0].pair, topic.tests[0].minutes) == ("before", "cap-1", 5)


def test_each_kind_is_written_as_it_was_read() -> None:
    given = {**KINDS, SITUATION: CASE}
    written = write_folder(Programme("thu", "Thử", topics=(whole(**{SITUATION: CASE}),)))
    assert {path: written[path].decode() for path in given} == given


def test_a_situation_that_goes_on_is_read_whole() -> None:
    (case,) = whole(**{SITUATION: CASE}).situations
    assert case.roles == (Role("Trưởng thôn", "nắm từng hộ"), Role("Văn phòng"))
    assert case.documents == ("Bảng giao ban.\n\nHai trang.",)
    assert case.variables == (
        Variable("ho-so", "Hồ sơ tồn", 40, 0, 100, "bộ"),
        Variable("tin", "Sự yên tâm", -1, -5, 5, shown=False),
    )
    assert case.choices == (
        Choice("Mở thêm bàn", "Cần người.", (Effect("ho-so", -10), Effect("tin", 1))),
        Choice("Chờ"),
    )
    assert case.turns == (
        Turn(
            "2", "Chia người.", "share", (Choice("Bàn 1", "", (Effect("ho-so", -1),)), Choice("Bàn 2")), 0, 12, "người"
        ),
        Turn("3", "Báo cáo ra sao?", "text"),
        Turn("4", "Làm gì nữa?", "several", (Choice("A"), Choice("B"), Choice("C")), 2),
    )
    assert case.developments == (
        "Giảng viên kể thêm.",
        Development("2", "Hệ thống chậm.", 5, (Asked(30, variable="ho-so", op="≥"), Asked(2, decision="1")), turn="2"),
        Development("cuoi", "Hết giờ.", 10, effects=(Effect("tin", -1),), turn="3"),
        Development("4", "Mở thêm.", 11, turn="4"),
    )
    assert case.endings == (
        Ending("kip", "Kịp hẹn", "Trả đủ.", (Asked(35, variable="ho-so", op="≤"),)),
        Ending("2", "Trễ hẹn", "Còn tồn."),
    )
    assert case.debrief == ("Ai quyết định?", "Ghi lại ở đâu?")


def test_what_officials_type_is_understood() -> None:
    typed = (
        CASE.replace("khi ho-so ≥ 30 và 1 = B; mở quyết định 2", "Mở Quyết Định 2; KHI HO-SO >= 30 VÀ 1 = b")
        .replace("[ho-so -10; tin +1]", "[ho-so –10;tin+1 ]")
        .replace("[chọn nhiều; tối đa 2]", "[Chon nhieu, tối đa 2]")
        .replace("## Biến số", "## bien so")
    )
    assert typed != CASE
    assert whole(**{SITUATION: typed}) == whole(**{SITUATION: CASE})
    asked = (
        KINDS[SURVEY]
        .replace("[thang đo]", "[Thang do]")
        .replace("[chọn một; về giảng viên]", "[chon mot, về giảng viên]")
    )
    assert whole(**{SURVEY: asked}) == whole()


def test_a_colon_behind_a_heading_says_nothing() -> None:
    typed = CASE.replace("## Nội dung\n", "## Nội dung:\n").replace("## Vai\n", "## VAI:\n")
    assert whole(**{SITUATION: typed}) == whole(**{SITUATION: CASE})


def test_the_simple_form_says_nothing_of_the_rest() -> None:
    assert write_folder(Programme("thu", "Thử", topics=(whole(),)))[SITUATION].decode() == GOOD[SITUATION]


def test_a_poll_has_forms() -> None:
    for word, form in (("nhiều", "several"), ("thang đo", "scale"), ("xếp hạng", "ranking"), ("một", "single")):
        asked = GOOD[QUESTION].replace("từng phòng\n", f"từng phòng\ndạng: {word}\n")
        assert whole(**{QUESTION: asked}).questions[0].form == form
    most = GOOD[QUESTION].replace("từng phòng\n", "từng phòng\ndạng: nhiều\ntối đa: 2\n")
    assert whole(**{QUESTION: most}).questions[0].most == 2


def at(text: str, words: str) -> int:
    """The line of a text in which some words stand."""
    return next(n for n, line in enumerate(text.split("\n"), 1) if words in line)


def spoilt(path: str, old: str, new: str) -> tuple[dict[str, str], str, str]:
    text = CASE if path == SITUATION else {**GOOD, **KINDS}[path]
    assert old in text
    return {path: text.replace(old, new, 1)}, path, new.split("\n", maxsplit=1)[0]


# What is spoilt, and the code of the fault; the fault stands in the line that was spoilt unless a line is given.
SPOILT = {
    "an effect without a number": (*spoilt(SITUATION, "[ho-so -10; tin +1]", "[ho-so nhanh]"), "sign_effect", 0),
    "a number beyond all": (*spoilt(SITUATION, "[ho-so -10; tin +1]", "[ho-so -9999999]"), "sign_number", 0),
    "no condition": (*spoilt(SITUATION, "[khi ho-so ≤ 35]", "[khi ho-so nhỏ]"), "sign_test", 0),
    "no variable": (*spoilt(SITUATION, "Hồ sơ tồn (bộ), bắt đầu 40", "Hồ sơ tồn 40"), "sign_variable", 0),
    "a start outside": (*spoilt(SITUATION, "bắt đầu 40, từ", "bắt đầu 400, từ"), "sign_range", 0),
    "no role": (*spoilt(SITUATION, "- Trưởng thôn: nắm", "- : nắm"), "sign_role", 0),
    "no way to decide": (*spoilt(SITUATION, "[chia 12 người]", "[bốc thăm]"), "sign_turn", 0),
    "no time": (*spoilt(SITUATION, "[sau 5 phút;", "[lúc 5 giờ;"), "sign_when", 0),
    "two times": (*spoilt(SITUATION, "[sau 5 phút;", "[sau 5 phút; sau 6 phút;"), "sign_twice", 0),
    "an ending of a time": (*spoilt(SITUATION, "[khi ho-so ≤ 35]", "[sau 5 phút]"), "sign_end", 0),
    "an ending without a number": (*spoilt(SITUATION, "## Kết cục 2: Trễ hẹn", "## Kết cục: Trễ hẹn"), "part_code", 0),
    "signs behind a task": (*spoilt(SITUATION, "## Nhiệm vụ", "## Nhiệm vụ [gấp]"), "signs_not_here", 0),
    "a variable twice": (*spoilt(SITUATION, "- tin: Sự yên tâm", "- ho-so: Sự yên tâm"), "variable_twice", 0),
    "a further decision that is the first": (*spoilt(SITUATION, "## Quyết định 3", "## Quyết định 1"), "turn_first", 0),
    "choices of a decision in words": (
        *spoilt(SITUATION, "## Quyết định 4", "## Phương án 3\n\n1. A\n2. B\n\n## Quyết định 4"),
        "choices_of_text",
        0,
    ),
    "choices of nothing": (*spoilt(SITUATION, "## Phương án 4", "## Phương án 7"), "choices_alone", 0),
    "too many at most": (*spoilt(SITUATION, "tối đa 2]", "tối đa 7]"), "most", 0),
    "an ending without a title": (*spoilt(SITUATION, "## Kết cục 2: Trễ hẹn", "## Kết cục 2"), "ending_title", 0),
    "a choice of signs alone": (*spoilt(SITUATION, "2. Chờ", "2. [tin +1]"), "choice_empty", 0),
    "a variable that nobody defined": (*spoilt(SITUATION, "[ho-so -10; tin +1]", "[xe -1]"), "effect_on_unknown", 0),
    "a decision that nobody put": (*spoilt(SITUATION, "mở quyết định 3]", "mở quyết định 9]"), "no_such_turn", 0),
    "a choice that is none": (*spoilt(SITUATION, "và 1 = B", "và 1 = D"), "choice_outside", 0),
    "at most of one": (*spoilt(QUESTION, "ai trả", "tối đa: 2\nai trả"), "most_not_here", 1),
    "a survey without questions": ({SURVEY: KINDS[SURVEY].split("## ")[0]}, SURVEY, "", "questions", 1),
    "a question twice": (*spoilt(SURVEY, "## Giảng viên rõ không?", "## Sát việc đến mức nào?"), "question_twice", 12),
    "choices of a text": (*spoilt(SURVEY, "[trả lời ngắn]", "[trả lời ngắn]\n\n1. A"), "choices_not_here", 19),
    "a question that says nothing": (*spoilt(SURVEY, "[thang đo]", ""), "question_form", 7),
    "a test before nothing": (*spoilt(TEST, "cặp: cap-1\n", ""), "pair", 1),
    "a code twice": (*spoilt(TEST, "[hen; sai]", "[ky; sai]"), "code_twice", 0),
    "a sign that is not right": (*spoilt(TEST, "2. Chủ tịch [đúng]", "2. Chủ tịch [nên]"), "not_right", 0),
    "nothing right": (*spoilt(TEST, "2. Chủ tịch [đúng]", "2. Chủ tịch"), "right", 8),
    "a paper without a day": (*spoilt(ESSAY, "số ngày: 0", "số ngày: 61"), "not_a_number", 0),
    "a discussion without a task": ({DISCUSSION: KINDS[DISCUSSION].split("\n\n")[0]}, DISCUSSION, "", "part_empty", 1),
    "a question to nobody": (*spoilt(RESPONSE, "từng phòng", "tất cả"), "not_a_choice", 0),
}  # fmt: skip


# Codes of the kind itself, which has words for them.
FOUND = {"effect_on_unknown", "no_such_turn", "choice_outside"}


@pytest.mark.parametrize("name", SPOILT)
def test_each_fault_is_said_with_its_file_its_line_and_what_to_do(name: str) -> None:
    changed, path, mark, code, line = SPOILT[name]
    reading = read(**changed)
    found = {(fault.file, fault.line, fault.code) for fault in reading.faults}
    assert (path, line or at(changed[path], mark), code) in found
    assert reading.programme is None
    for fault in reading.faults:
        for lang in ("vi", "en"):
            assert "{" not in fault.words(lang) + fault.fix(lang)


NEVER = ("khi ho-so ≥ 30 và 1 = B;", "khi ho-so ≥ 100 và 1 = A;")
WARNED = {
    "a development that nothing brings": (*NEVER, "## Diễn biến 2", "unreachable_development"),
    "a way without an ending": ("## Kết cục 2: Trễ hẹn\n\nCòn tồn.\n\n", "", "", "no_ending"),
}


@pytest.mark.parametrize("name", WARNED)
def test_what_the_author_hardly_means_is_said_and_taken(name: str) -> None:
    old, new, mark, code = WARNED[name]
    assert old in CASE
    spoiled = CASE.replace(old, new)
    reading = read(**{SITUATION: spoiled})
    assert reading.faults == ()
    assert reading.programme
    line = at(spoiled, mark) if mark else 1
    assert (SITUATION, line, code) in [(odd.file, odd.line, odd.code) for odd in reading.warnings()]
    for odd in reading.warnings():
        assert isinstance(odd, Fault)
        assert odd.words("vi") != odd.words("en")


def test_a_whole_case_has_nothing_odd() -> None:
    assert [odd.words() for odd in read(**{SITUATION: CASE}).warnings()] == []
