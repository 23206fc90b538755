"""Papers for print: what stands on them, page by page."""

import re
from itertools import pairwise

import pytest

from diemcau.planning.papers.codes import qr_svg
from diemcau.planning.papers.kinds import PaperKind
from diemcau.planning.papers.leaves import access_pdf, guide_pdf, rules_pdf, timetable_pdf
from diemcau.planning.papers.making import in_parts, joined, paper_pdf
from diemcau.planning.papers.matter import ClassMatter, HalfDay, Listed, RoomMatter
from diemcau.planning.papers.plates import plates_pdf
from diemcau.planning.papers.sheets import sign_in_pdf
from diemcau.planning.papers.slips import SlipSheet, slips_pdf
from diemcau.planning.rules import PaperHead
from tests.planning.papers_read import flat, pages
from tests.reports.test_paper_pdf import fonts, opened

MARK = "DỮ LIỆU MÔ PHỎNG"
MORNING = HalfDay(
    1, "sang", "Buổi sáng 06/9/2025", "06/9/2025", "ngày 06 tháng 9 năm 2025", "08:00", "11:30", "08:15",
    (("08:00 – 08:30", "Khai mạc", ""), ("08:30 – 10:00", "Chuyên đề 1", "giảng viên của Học viện")),
)  # fmt: skip
AFTERNOON = HalfDay(
    2, "chieu", "Buổi chiều 06/9/2025", "06/9/2025", "ngày 06 tháng 9 năm 2025", "14:00", "17:00", "14:15"
)
STATE = PaperHead("state", "Ủy ban nhân dân xã Phú Xuyên", "Phú Xuyên")
PARTY = PaperHead("party", "Đảng ủy xã Phú Xuyên", "Phú Xuyên", above="Thành ủy Hà Nội")
GROUPS = "Thường trực Đảng ủy", "Ban Thường vụ", "Lãnh đạo Ủy ban nhân dân", "Lãnh đạo phòng, ban"
LONGEST = "Phó Chủ tịch Ủy ban nhân dân kiêm Giám đốc Trung tâm Phục vụ hành chính công"


def the_class(*, simulated: bool = True) -> ClassMatter:
    title = "Lớp bồi dưỡng cập nhật kiến thức, kỹ năng"
    return ClassMatter(
        "lop-1", title, "Học viện", "trực tuyến", "06/9/2025 – 08/9/2025", simulated, "https://lop.example.vn",
        (MORNING, AFTERNOON),
    )  # fmt: skip


def listed(no: int, group: str = "Khác", post: str = LONGEST) -> Listed:
    return Listed(no, f"Nguyễn Thị Hồng Hạnh {no} (MP)", post, "Phường Điện Biên Phủ, Thành phố Hồ Chí Minh", group)


def room(no: int = 12, people: int = 60, head: PaperHead = STATE) -> RoomMatter:
    lines = tuple(listed(nth + 1, GROUPS[min(nth // 4, 3)]) for nth in range(people))
    return RoomMatter(no, "xã Phú Xuyên", "Thành phố Hà Nội", "", head, "", "Ban Tổ chức 0912 345 678", lines)


# --- The sign-in sheet ------------------------------------------------------------------------------------------------


def numbers(text: str) -> list[int]:
    return [int(no) for no in re.findall(r"Hạnh (\d+) \(MP\)", flat(text))]


def test_all_sixty_people_stand_on_the_sheet_in_the_order_of_the_list() -> None:
    text = "".join(pages(sign_in_pdf(the_class(), [room()], [MORNING])))
    assert numbers(text) == list(range(1, 61))


def test_every_page_of_a_sheet_has_the_columns_the_site_the_sitting_and_its_number() -> None:
    made = pages(sign_in_pdf(the_class(), [room()], [MORNING]))
    for nth, page in enumerate(made, 1):
        text = flat(page)
        assert "STT Họ và tên Chức vụ Đơn vị Sáng (ký tên) Ghi chú" in text
        assert "Điểm cầu số 12 – Xã Phú Xuyên, Thành phố Hà Nội – Buổi sáng 06/9/2025" in text
        assert f"Trang {nth}/{len(made)}" in text


def test_groups_head_their_people() -> None:
    text = flat("".join(pages(sign_in_pdf(the_class(), [room(people=10)], [MORNING]))))
    places = [text.index(group) for group in GROUPS[:3]]
    assert places == sorted(places)
    assert text.index(GROUPS[0]) < text.index("Hạnh 1 (MP)") < text.index(GROUPS[1]) < text.index("Hạnh 5 (MP)")


def test_a_list_whose_groups_are_mixed_keeps_its_order_and_has_no_group_headings() -> None:
    mixed = tuple(listed(nth, GROUPS[nth % 2], "Chuyên viên") for nth in range(1, 5))
    made = RoomMatter(1, "xã", "", "", STATE, "", "", mixed)
    text = flat("".join(pages(sign_in_pdf(the_class(), [made], [MORNING]))))
    assert numbers(text) == [1, 2, 3, 4]
    assert GROUPS[0] not in text


@pytest.mark.parametrize("people", range(1, 40, 3))
def test_the_signatures_never_stand_alone_on_a_page(people: int) -> None:
    last = flat(pages(sign_in_pdf(the_class(), [room(people=people)], [MORNING]))[-1])
    assert "NGƯỜI ĐIỂM DANH" in last
    assert "CHỦ TRÌ ĐIỂM CẦU" in last
    assert f"Tổng số theo danh sách: {people}." in last
    # two lines at least stand above them: the last empty ones for people who come in place
    assert f" {people + 4} {people + 5} Tổng số" in last


def test_a_site_without_a_list_gets_twenty_empty_lines() -> None:
    text = flat("".join(pages(sign_in_pdf(the_class(), [room(people=0)], [MORNING]))))
    assert "19 20 Tổng số theo danh sách: ………… Có" in text.replace(". Có", " Có")


def test_a_sheet_of_a_day_has_a_column_for_each_half() -> None:
    text = flat(pages(sign_in_pdf(the_class(), [room(people=3)], [MORNING, AFTERNOON]))[0])
    assert "Sáng (ký tên) Chiều (ký tên)" in text
    assert "Ngày 06/9/2025" in text


def test_each_site_counts_its_own_pages() -> None:
    made = pages(sign_in_pdf(the_class(), [room(1, 30), room(2, 3)], [MORNING]))
    counted = [re.search(r"Điểm cầu số (\d+) – .*Trang (\d+)/(\d+)", flat(page)) for page in made]
    found = [tuple(map(int, one.groups())) for one in counted if one]
    first, second = [one for one in found if one[0] == 1], [one for one in found if one[0] == 2]
    assert [one[1] for one in first] == list(range(1, len(first) + 1))
    assert [one[1] for one in second] == list(range(1, len(second) + 1))
    assert {one[2] for one in first} == {len(first)}
    assert {one[2] for one in second} == {len(second)}


def test_the_head_is_that_of_state_or_of_party() -> None:
    state = flat(pages(sign_in_pdf(the_class(), [room(people=1)], [MORNING]))[0])
    party = flat(pages(sign_in_pdf(the_class(), [room(people=1, head=PARTY)], [MORNING]))[0])
    assert "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM" in state
    assert "Độc lập - Tự do - Hạnh phúc" in state
    assert "ĐẢNG CỘNG SẢN VIỆT NAM" in party
    assert "THÀNH ỦY HÀ NỘI" in party
    assert "CỘNG HÒA" not in party


# --- All papers -------------------------------------------------------------------------------------------------------

SLIP = SlipSheet(
    12, "xã Phú Xuyên", "Thành phố Hà Nội", "host", "482 913", "https://lop.example.vn/site#p=Zk3x9qLr0-TtUv_2YbN8hQ",
    "Lớp bồi dưỡng", "06/9/2025 – 08/9/2025", "Ban Tổ chức 0912 345 678", simulated=True,
)  # fmt: skip


def everything(lang: str = "vi", *, simulated: bool = True) -> dict[str, bytes]:
    of, rooms = the_class(simulated=simulated), [room(people=3)]
    slip = SlipSheet(**{**vars(SLIP), "simulated": simulated})
    made = {kind.value: paper_pdf(kind, of, rooms, [MORNING], lang) for kind in PaperKind}
    return made | {
        "slips": slips_pdf([slip], lang),
        "timetable": timetable_pdf(of, PARTY, lang),
        "rules": rules_pdf(of, STATE, lang),
    }


def test_every_page_of_a_simulated_class_bears_the_mark_and_no_page_of_a_real_one() -> None:
    unmarked = [name for name, data in everything().items() for page in pages(data) if MARK not in page]
    marked = [name for name, data in everything(simulated=False).items() for page in pages(data) if MARK in page]
    assert (unmarked, marked) == ([], [])


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_only_our_fonts_are_in_the_papers(lang: str) -> None:
    for data in everything(lang).values():
        with opened(data) as document:
            found = fonts(document)
        assert {name.partition("-")[0] for name, _ in found} == {"LiberationSerif"}
        assert {embedded for _, embedded in found} == {True}


def test_the_same_paper_is_the_same_file() -> None:
    assert everything() == everything()


def test_what_people_typed_is_never_markup() -> None:
    nasty = '#import "x" *đậm* _nghiêng_ $x$ <nhãn> @ref \\ [a] // 漢'
    line = Listed(1, nasty, nasty, nasty, nasty)
    made = RoomMatter(1, nasty, nasty, nasty, PaperHead("state", nasty, nasty), nasty, nasty, (line,))
    for kind in PaperKind:
        text = flat("".join(pages(paper_pdf(kind, the_class(), [made], [MORNING]))))
        assert "*đậm* _nghiêng_ $x$ <nhãn> @ref" in text
        assert "漢" not in text


def test_a_slip_says_which_site_its_pin_its_address_and_whom_to_call() -> None:
    [text] = pages(slips_pdf([SLIP]))
    assert "482 913" in text
    assert SLIP.url in re.sub(r"[\s\u200b\ufffe\xad]", "", text)
    for words in ("Xã Phú Xuyên", "Thành phố Hà Nội", "Đầu mối", "Ban Tổ chức 0912 345 678", "06/9/2025"):
        assert words in flat(text)


def test_slips_of_a_whole_province_are_a_page_each() -> None:
    many = [SlipSheet(**{**vars(SLIP), "site_no": no, "pin": f"{no:03} 000"}) for no in range(1, 169)]
    made = pages(slips_pdf(many))
    assert [f"{no:03} 000" in page for no, page in enumerate(made, 1)] == [True] * 168


def test_a_code_on_paper_has_the_quiet_zone_that_readers_need() -> None:
    [side] = {int(one) for one in re.findall(r'viewBox="0 0 (\d+) \d+"', qr_svg("https://lop.example.vn/phone"))}
    assert (side - 8 - 17) % 4 == 0  # a symbol has 17 + 4n modules; 4 empty ones stand on each side


def test_the_access_sheet_has_the_number_and_the_address_and_no_secret() -> None:
    [text] = pages(access_pdf(the_class(), [room()]))
    assert "https://lop.example.vn/phone" in text
    assert "12" in text.split()
    assert "#" not in text


def test_the_guide_is_one_page_with_hotline_hours_and_what_to_do_in_each_trouble() -> None:
    for lang in ("vi", "en"):
        [text] = pages(guide_pdf(the_class(), [room()], lang))
        assert "Ban Tổ chức 0912 345 678" in flat(text)
    [text] = map(flat, pages(guide_pdf(the_class(), [room()])))
    for words in ("Mất hình", "Mất tiếng", "Mất kết nối", "Mất điện", "Vào muộn", "chốt sĩ số trước 08:15"):
        assert words in text


def test_two_plates_stand_on_a_page_each_name_twice() -> None:
    made = pages(plates_pdf(the_class(), [room(people=3)]))
    assert [flat(page).count("Nguyễn Thị Hồng Hạnh") for page in made] == [4, 2]


def test_a_site_without_a_list_says_so_instead_of_plates() -> None:
    [page] = pages(plates_pdf(the_class(), [room(people=0)]))
    assert "Điểm cầu chưa có danh sách." in page


def test_the_timetable_has_every_item_with_its_hours_and_who_gives_it() -> None:
    text = flat("".join(pages(timetable_pdf(the_class(), PARTY))))
    assert "08:30 – 10:00 Chuyên đề 1 giảng viên của Học viện" in text
    assert text.index("Buổi sáng 06/9/2025") < text.index("Buổi chiều 06/9/2025")


def test_the_rules_are_a_draft() -> None:
    assert "DỰ THẢO" in pages(rules_pdf(the_class(), STATE))[0]


# --- Many rooms -------------------------------------------------------------------------------------------------------


def test_parts_hold_every_room_once_in_order_and_never_too_many_people_unless_one_room_has_them() -> None:
    rooms = [room(no, people) for no, people in enumerate([10, 0, 250, 200, 3, 500, 1], 1)]
    parts = list(in_parts(rooms, 400))
    assert [one.no for part in parts for one in part] == [1, 2, 3, 4, 5, 6, 7]
    assert [[len(one.people) for one in part] for part in parts] == [[10, 0, 250], [200, 3], [500], [1]]
    assert list(in_parts([])) == []


def test_parts_joined_are_the_pages_of_all() -> None:
    rooms = [room(no, 3) for no in range(1, 5)]
    whole = sign_in_pdf(the_class(), rooms, [MORNING])
    parts = [sign_in_pdf(the_class(), list(pair), [MORNING]) for pair in list(pairwise(rooms))[::2]]
    assert [flat(page) for page in pages(joined(parts))] == [flat(page) for page in pages(whole)]
