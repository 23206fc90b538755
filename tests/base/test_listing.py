"""Long lists: what is found, narrowed and ordered; pages; addresses; how many queries."""

from typing import Any

import pytest
from django.db.models import Q
from django.http import QueryDict
from django.template.loader import render_to_string
from django.test import RequestFactory

from diemcau.base.listing import Choice, Listing
from diemcau.base.templatetags.listing import grouped, order_head
from diemcau.base.text import fold, name_key
from diemcau.people.models import Person
from diemcau.units.rules import Scope

pytestmark = pytest.mark.usefixtures("country")
NAMES = ["Nguyễn Thị Ánh", "Đỗ Văn Đức", "Lê 100% Minh", "Hồ_Thị Phú", "Trần Văn Phú", "Đặng Thị Xuyên"]


def people(names: list[str]) -> None:
    Person.rows.bulk_create(
        Person(
            unit_id="10273" if place % 2 else "01",
            given_name=name.split()[-1],
            full_name=name,
            sort_key=name_key(name),
            fold=fold(name),
            birth=str(1960 + place % 40),
            simulated=True,
        )
        for place, name in enumerate(names)
    )


SEX = Choice("loc", "Nơi", [("tinh", "Tỉnh", {"unit": "01"}), ("xa", "Xã", ~Q(unit="01"))])


def listing(query: str = "", per_page: int = 50) -> Listing[Person]:
    return Listing(
        Person.rows.of(Scope.everything()),
        QueryDict(query),
        search=("fold", "unit__pk"),
        search_numbers=("pk",),
        orders={"ten": ("sort_key",), "sinh": ("birth", "sort_key")},
        choices=[SEX],
        per_page=per_page,
    )


def names(found: Listing[Person]) -> list[str]:
    return [person.full_name for person in found.rows]


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("phu", ["Hồ_Thị Phú", "Trần Văn Phú"]),
        ("PHÚ", ["Hồ_Thị Phú", "Trần Văn Phú"]),
        ("phu van", ["Trần Văn Phú"]),  # words in any order
        ("do duc", ["Đỗ Văn Đức"]),
        ("Đỗ đức", ["Đỗ Văn Đức"]),
        ("anh thị", ["Nguyễn Thị Ánh"]),
        ("100%", ["Lê 100% Minh"]),
        ("%", ["Lê 100% Minh"]),
        ("_", ["Hồ_Thị Phú"]),
        ("n_", []),
        ("\\", []),
        ("  ", ["Nguyễn Thị Ánh", "Đỗ Văn Đức", "Lê 100% Minh", "Hồ_Thị Phú", "Trần Văn Phú", "Đặng Thị Xuyên"]),
        ("10273 xuyen", ["Đặng Thị Xuyên"]),
        ("khong co ai", []),
        ("\x00phu\x00 van", ["Trần Văn Phú"]),
        ("9" * 60, []),
    ],
)
def test_words_are_found_with_marks_or_without_and_signs_are_only_signs(typed: str, found: list[str]) -> None:
    people(NAMES)
    query = QueryDict(mutable=True)
    query["q"] = typed
    assert sorted(names(listing(query.urlencode()))) == sorted(found)


def test_a_number_is_found_exactly() -> None:
    people(NAMES)
    some = Person.rows.of(Scope.everything()).get(full_name="Đỗ Văn Đức")
    assert names(listing(f"q={some.pk}+duc")) == ["Đỗ Văn Đức"]


def test_choices_narrow_and_an_unknown_one_does_not() -> None:
    people(NAMES)
    assert [listing(f"loc={value}").count for value in ("tinh", "xa", "", "khac")] == [3, 3, 6, 6]
    shown = listing("loc=xa").choices[0]
    assert (shown.value, [option.value for option in shown.options if option.chosen]) == ("xa", ["xa"])
    assert [listing("loc=xa").narrowed, listing("loc=khac").narrowed, listing("q=a").narrowed] == [True, False, True]


def test_lists_stand_in_the_asked_order_and_turned() -> None:
    people(NAMES)
    by_name = ["Nguyễn Thị Ánh", "Đỗ Văn Đức", "Lê 100% Minh", "Hồ_Thị Phú", "Trần Văn Phú", "Đặng Thị Xuyên"]
    by_name = sorted(by_name, key=name_key)
    assert names(listing()) == by_name
    assert names(listing("xep=-ten")) == by_name[::-1]
    assert names(listing("xep=sinh")) == NAMES
    assert (listing("xep=nguoi_la").order, listing("xep=-sinh").order) == ("ten", "-sinh")


@pytest.mark.parametrize("order", ["ten", "-ten", "sinh", "-sinh"])
def test_pages_follow_one_another_without_a_gap_from_either_end(order: str) -> None:
    people([f"Nguyễn Văn {place % 5}" for place in range(23)])  # many stand at the same place of the order
    pages = [listing(f"xep={order}&trang={page}", 5) for page in range(1, 6)]
    whole = [person.pk for person in listing(f"xep={order}").rows]
    assert [person.pk for page in pages for person in page.rows] == whole
    assert [(page.first_no, page.last_no) for page in pages] == [(1, 5), (6, 10), (11, 15), (16, 20), (21, 23)]
    assert [bool(page.previous) for page in pages] == [False, True, True, True, True]
    assert [bool(page.next) for page in pages] == [True, True, True, True, False]


@pytest.mark.parametrize(
    ("asked", "page"), [("0", 1), ("-3", 1), ("abc", 1), ("", 1), ("3", 3), ("999999999", 3), ("9" * 5000, 1)]
)
def test_a_page_that_is_not_there_is_the_nearest(asked: str, page: int) -> None:
    people([f"Nguyễn Văn {place}" for place in range(12)])
    assert listing(f"trang={asked}", 5).page == page


def test_an_empty_list_has_one_empty_page() -> None:
    empty = listing()
    assert (empty.count, empty.pages, empty.page, empty.rows, empty.first_no, empty.last_no) == (0, 1, 1, [], 0, 0)
    assert (empty.previous, empty.next) == ("", "")


def test_addresses_keep_what_was_asked_and_begin_anew_where_something_changes() -> None:
    people(NAMES)
    found = listing("q=ph%C3%BA&loc=xa&trang=1&khac=1&khac=2", 1)
    assert found.next == "" or found.next.endswith("trang=2")
    assert found.address(xep="-ten") == "?q=ph%C3%BA&loc=xa&khac=1&khac=2&xep=-ten"
    assert found.address(q="") == "?loc=xa&khac=1&khac=2"
    assert found.plain == "?khac=1&khac=2"
    assert found.carried == [("khac", "1"), ("khac", "2")]


@pytest.mark.parametrize("number", [1, 3, 120])
def test_a_page_takes_two_queries_however_long_the_list(number: int, django_assert_num_queries: Any) -> None:
    people([f"Nguyễn Văn {place}" for place in range(number)])
    with django_assert_num_queries(2):
        assert len(listing("q=nguyen&xep=sinh").rows) == min(number, 50)


def shown(found: Listing[Person], part: str) -> str:
    request = RequestFactory().get("/office/")
    return render_to_string(f"base/listing/{part}.html", {"listing": found}, request)


def test_the_page_shows_search_choices_and_how_many() -> None:
    people([f"Nguyễn Văn {place}" for place in range(1203)])
    tools = shown(listing("q=nguy%3Cb%3En&xep=sinh"), "tools")
    assert ['value="nguy&lt;b&gt;n"' in tools, '<input type="hidden" name="xep" value="sinh">' in tools] == [True, True]
    assert "Không có dòng nào khớp." in tools
    assert "1.203 dòng" in shown(listing("q=nguyen"), "tools")
    assert "Trang 2/25" in shown(listing("trang=2"), "pages")
    assert shown(listing("q=nguyen", 2000), "pages").strip() == ""


def test_a_heading_orders_and_turns_the_order() -> None:
    people(NAMES)
    assert order_head(listing("q=a"), "sinh", "Năm sinh")["url"] == "?q=a&xep=sinh"
    assert order_head(listing("xep=sinh"), "sinh", "Năm sinh") == {
        "words": "Năm sinh",
        "kind": "",
        "way": "ascending",
        "url": "?xep=-sinh",
    }
    assert order_head(listing("xep=-sinh"), "sinh", "Năm sinh")["way"] == "descending"


def test_numbers_are_parted_as_the_language_does_it() -> None:
    assert [grouped(number) for number in (0, 999, 1204, 170000)] == ["0", "999", "1.204", "170.000"]
