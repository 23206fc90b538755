"""Posts and position groups: what the sheet says holds, else the post tells."""

import pytest

from diemcau.people.rules import Group
from diemcau.planning.roster.rules.groups import group_of_post, posts_of, told_by
from diemcau.planning.rules import ClassRole

PARTY, BOARD, COUNCIL, COMMITTEE, OFFICES, OTHERS = Group


@pytest.mark.parametrize(
    ("title", "group"),
    [
        ("Bí thư Đảng ủy", PARTY),
        ("Phó Bí thư Thường trực Đảng ủy xã", PARTY),
        ("Q. Bí thư Đảng ủy", PARTY),
        ("Bí thư Đoàn Thanh niên", OTHERS),
        ("Bí thư chi bộ", OTHERS),
        ("Nguyên Bí thư Đảng ủy", OTHERS),
        ("Ủy viên Ban Thường vụ", BOARD),
        ("UVBTV Đảng ủy", BOARD),
        ("Ủy viên BTV Đoàn", OTHERS),
        ("Chủ tịch HĐND", COUNCIL),
        ("Phó Chủ tịch Hội đồng nhân dân phường", COUNCIL),
        ("Trưởng Ban Kinh tế - Ngân sách HĐND", COUNCIL),
        ("Phó Trưởng Ban Pháp chế HĐND", OFFICES),
        ("Chánh Văn phòng HĐND và UBND", OFFICES),
        ("Phó Chủ tịch Thường trực UBND", COMMITTEE),
        ("Quyền Chủ tịch UBND xã", COMMITTEE),
        ("Chủ tịch Ủy ban MTTQ Việt Nam", OTHERS),
        ("Trưởng phòng Kinh tế", OFFICES),
        ("Phó phòng Văn hóa - Xã hội", OFFICES),
        ("Giám đốc Trung tâm Phục vụ hành chính công", OFFICES),
        ("Chủ nhiệm Ủy ban Kiểm tra Đảng ủy", OFFICES),
        ("Trưởng Công an xã", OFFICES),
        ("Trưởng thôn Đông", OTHERS),
        ("Chủ tịch Hội Nông dân", OTHERS),
        ("Công chức Văn phòng", OTHERS),
        ("Phòng Kinh tế", OTHERS),
        ("", OTHERS),
    ],
)
def test_a_post_tells_its_group(title, group):
    assert group_of_post(title) is group


def test_posts_are_parted_only_where_a_new_one_begins():
    assert [title for title, _ in posts_of("Phó Bí thư Đảng ủy, Chủ tịch UBND xã", None).posts] == [
        "Phó Bí thư Đảng ủy",
        "Chủ tịch UBND xã",
    ]
    whole = "Trưởng phòng Nông nghiệp, Môi trường"
    assert posts_of(whole, None).posts == ((whole, OFFICES),)
    assert [title for title, _ in posts_of("Phó Bí thư kiêm Chủ tịch UBND", None).posts] == [
        "Phó Bí thư",
        "Chủ tịch UBND",
    ]
    assert [title for title, _ in posts_of("Giảng viên; đại biểu HĐND; giảng viên", None).posts] == [
        "Giảng viên",
        "đại biểu HĐND",
        "giảng viên",
    ]


def test_the_highest_post_counts_unless_the_sheet_says_another_group():
    text = "Phó Bí thư Đảng ủy, Chủ tịch UBND"
    assert (posts_of(text, None).counts, posts_of(text, None).group) == (0, PARTY)
    assert (posts_of(text, "Lãnh đạo UBND").counts, posts_of(text, "Lãnh đạo UBND").group) == (1, COMMITTEE)
    # A group that none of the posts is of: the sheet knows better.
    assert posts_of("Chuyên viên", "Lãnh đạo UBND").posts == (("Chuyên viên", COMMITTEE),)


@pytest.mark.parametrize(
    ("words", "role", "group"),
    [
        (None, None, None),
        ("Thường trực Đảng ủy", None, PARTY),
        ("Ủy viên Ban Thường vụ", None, BOARD),
        ("Thường trực HĐND", None, COUNCIL),
        ("Lãnh đạo UBND", None, COMMITTEE),
        ("Lãnh đạo các phòng, ban, cơ quan chức năng", None, OFFICES),
        ("Khác", None, OTHERS),
        ("MTTQ và các đoàn thể", None, OTHERS),
        ("Đảng ủy", None, None),
        ("Các phòng, ban", None, None),
        ("Trung tâm Phục vụ hành chính công", None, None),
        ("Đại biểu", ClassRole.DAI_BIEU, None),
        ("Đại biểu – Lãnh đạo UBND", ClassRole.DAI_BIEU, COMMITTEE),
        ("Phục vụ – Khác", ClassRole.PHUC_VU, OTHERS),
    ],
)
def test_the_words_of_a_group_say_role_and_group_or_leave_them_open(words, role, group):
    told = told_by(words)
    assert (told.role, told.group) == (role, group)
