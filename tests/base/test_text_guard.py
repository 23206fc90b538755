"""Text at the border: one form for what is stored, one fold for search, one order for names; bugs in them are seen."""

import unicodedata
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diemcau.base.text import clean, fold, line, name_key, sort_key
from tests.base.bugs import plant
from tests.classroom.planting import Bug

Guard = Callable[[], None]
CLEANED = {
    "Phu\u0301 Xuye\u0302n": "Phú Xuyên",  # marks by themselves, as a Mac types them
    "Ho\u0300a": "Hòa",
    "Hoa\u200d\u0301": "Hoá",  # something that nobody sees stands between a letter and its mark
    "Hoa\x07\u0301": "Hoá",
    "\u202eAn\u202c \u200bBình\ufeff": "An Bình",  # and could turn a name around
    "Ðống Ða": "Đống Đa",  # of Iceland
    "Ɖakrông": "Đakrông",
    "ðường ɖá": "đường đá",
    "Ea H'leo": "Ea H’leo",
    "Ea Hʼleo": "Ea H’leo",
    "Phú\u00a0Xuyên": "Phú Xuyên",
    "\t Phú \u2003 Xuyên\t": "Phú Xuyên",
    "một\x00hai\x1b[31m\x7f\x9f": "mộthai[31m",
    "một\r\nhai\rba \n bốn\n": "một\nhai\nba\nbốn",
    "": "",
}
FOLDED = {"Phú Xuyên": "phu xuyen", "ĐỒNG THÁP": "dong thap", "Ea H’leo": "ea h leo", "Tân-Phú (cũ)": "tan phu cu"}
# People as a list of a class has them: given name, family name, middle names; of tones ngang huyền hỏi ngã sắc nặng.
PEOPLE = [
    "Nguyễn Văn An", "Trần An", "Lê Anh", "Lê Thị Ăn", "Lê Thị Ân", "Lê Ba", "Lê Bà", "Lê Bả", "Lê Bã", "Lê Bá",
    "Lê Bạ", "Lê Danh", "Lê Đanh", "Lê Em", "Lê Êm", "Lê Oanh", "Lê Ôn", "Lê Ơn", "Lê Uy", "Lê Ưng", "Lê Văn Y",
]  # fmt: skip


def is_stored_in_one_form() -> None:
    assert {typed: clean(typed) for typed in CLEANED} == CLEANED
    assert line(" một \n\n hai ") == "một hai"


def is_found_by_what_people_type() -> None:
    assert {text: fold(text) for text in FOLDED} == FOLDED


def is_in_the_order_of_vietnamese_lists() -> None:
    mixed = PEOPLE[::-1]
    assert sorted(mixed, key=name_key) == PEOPLE
    assert (name_key(""), sort_key("")) == ("", ())
    assert sorted(["ẩ", "a", "ă", "d", "đ", "ơ", "ô", "1", "ư", "ẵ"], key=sort_key) == list("aăẵẩdđôơư1")


GUARDS = [is_stored_in_one_form, is_found_by_what_people_type, is_in_the_order_of_vietnamese_lists]
FORM, FOUND, ORDER = GUARDS
BUGS = [
    (FORM, '.replace("\\r\\n", "\\n").replace("\\r", "\\n")', '.replace("\\r", "\\n")'),
    (FORM, ".translate(_INVISIBLE)", ""),
    (FORM, ".translate(_LOOK_ALIKES)", ""),
    (FORM, 'unicodedata.normalize("NFC", _CONTROL.sub("", text))', '_CONTROL.sub("", text)'),
    (FORM, '_CONTROL.sub("", text)', "text"),
    (FORM, '_SPACES.sub(" ", line)', "line"),
    (FORM, "line).strip() for line", "line) for line"),
    (FORM, 'split("\\n")).strip()', 'split("\\n"))'),
    (FORM, '" ".join(clean(text).split())', "clean(text)"),
    (FOUND, '.replace("đ", "d")', ""),
    (FOUND, ".casefold()\n    plain", "\n    plain"),
    (FOUND, "if not unicodedata.combining(c)", ""),
    (FOUND, 're.sub(r"[-–—’\'.,()]", " ", plain)', "plain"),
    (ORDER, "[words[-1], *words[:-1]]", "words"),
    (ORDER, "tone = _TONES[char]", "tone = 0"),
    (ORDER, 'letters[-1] = _RANK["ă"]', "pass"),
    (ORDER, 'letters[-1] += 2 if letters[-1] == _RANK["a"] else 1', "pass"),
    (ORDER, 'letters[-1] += 2 if letters[-1] == _RANK["o"] else 1', "pass"),
    (ORDER, "len(_ALPHABET) + ord(char)", "0"),
]


@pytest.mark.parametrize("guard", GUARDS, ids=lambda guard: guard.__name__)
def test_text(guard: Guard) -> None:
    guard()


@pytest.mark.parametrize(("guard", "good", "bad"), BUGS)
def test_a_planted_bug_is_seen(guard: Guard, good: str, bad: str, monkeypatch: pytest.MonkeyPatch) -> None:
    plant(Bug("base.text", good, bad), monkeypatch)
    with pytest.raises(AssertionError):
        guard()


@given(st.text(st.characters(codec="utf-8")) | st.text("aA\u0301\u0323\u200d\r\n\t \u00a0Đ'\x07"))
def test_whatever_is_cleaned_is_clean_and_stays_so(typed: str) -> None:
    text = clean(typed)
    assert (clean(text), unicodedata.normalize("NFC", text), text.strip()) == (text, text, text)
    assert [c for c in text if unicodedata.category(c) == "Cc" and c != "\n"] == []
    assert line(typed) == " ".join(text.split())
