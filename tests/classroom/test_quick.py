"""The quick report: who is listed, what was confirmed and by whom, what was only entered, who is missing."""

from collections.abc import Iterator

import pytest

from diemcau.activities.kind import Role
from diemcau.classroom import quick
from diemcau.journal.store import Store
from diemcau.planning.models import Sitting
from diemcau.units.actions import load_units
from diemcau.units.models import Unit
from tests.assessment import rig


@pytest.fixture
def play(journal: str, db: None) -> Iterator[rig.Player]:
    if not Unit.objects.exists():
        load_units()
    stores = rig.journal_at(journal)
    store: Store = next(stores)
    yield rig.Player(store, Sitting.objects.get(course=rig.new_course(), no=1))
    next(stores, None)


def report(play: rig.Player, *, unit: str = "", province: str = "", lang: str = "vi") -> list[str]:
    """The lines below the head."""
    site = play.site(unit) if unit else 0
    text = quick.texts(play.turns.board, site=site, province=province, cards={}, at=play.now, lang=lang)["report"]
    return text.split("\n")[3:]


def test_learners_are_told_apart_from_guests(play: rig.Player) -> None:
    assert report(play)[0] == "Danh sách: 29 người (học viên 28; đại biểu, phục vụ 1)."
    assert report(play, province="01")[0] == "Danh sách: 12 người, đều là học viên."


def test_a_site_says_what_it_entered_and_that_the_chair_is_missing(play: rig.Player) -> None:
    assert report(play, unit="10273")[1:] == ["Sĩ số: chưa nhập."]
    play.desk("10273", "headcount.enter", role=Role.HOST, present=3, excused=1)
    assert report(play, unit="10273")[1:] == [
        "Sĩ số đã nhập, chưa chốt: có mặt 3; vắng có phép 1; vắng không phép 0.",
        "Còn thiếu: chủ trì điểm cầu chốt sĩ số.",
    ]


@pytest.mark.parametrize(
    ("role", "by"), [(Role.CHAIR, "chủ trì điểm cầu"), (Role.HOST, "đầu mối điểm cầu chốt thay lời chủ trì")]
)
def test_a_site_says_who_confirmed(play: rig.Player, role: Role, by: str) -> None:
    play.desk("10273", "headcount.enter", role=Role.HOST, present=4)
    play.desk("10273", "headcount.confirm", role=role, word=role is Role.HOST)
    assert report(play, unit="10273")[1:] == [
        "Sĩ số đã chốt: có mặt 4; vắng có phép 0; vắng không phép 0.",
        f"Người chốt: {by}, lúc 08:00 06/09/2025.",
    ]


def test_entered_numbers_are_never_added_to_confirmed_ones(play: rig.Player) -> None:
    play.desk("10273", "headcount.enter", present=3, absent=1)
    play.desk("10273", "headcount.confirm")
    play.desk("01", "headcount.enter", role=Role.HOST, present=2, excused=2)
    by = "chủ trì chốt 1 điểm cầu; đầu mối chốt thay lời chủ trì 0 điểm cầu"
    assert report(play, province="01")[1:] == [
        "Điểm cầu đã chốt sĩ số: 1/3.",
        f"Số đã chốt: có mặt 3; vắng có phép 0; vắng không phép 1 ({by}).",
        "Số đã nhập, chưa chốt (1 điểm cầu): có mặt 2; vắng có phép 2; vắng không phép 0.",
        "Còn 2 điểm cầu chưa chốt: thành phố Hà Nội (đã nhập); phường Ba Đình (chưa nhập).",
    ]


def test_very_many_sites_are_missing_by_province_in_code_order(
    play: rig.Player, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(quick, "NAMED", 2)
    last = report(play)[-1]
    assert last == "Còn 6 điểm cầu chưa chốt: điểm cầu trung ương 1; thành phố Hà Nội 3; tỉnh Nghệ An 2."
    asked = quick.texts(play.turns.board, site=0, province="", cards={}, at=play.now, lang="vi")["reminder"]
    assert "điểm cầu trung ương 1; thành phố Hà Nội 3; tỉnh Nghệ An 2" in asked
    assert report(play, province="01")[-1].count("chưa nhập") == 3  # a province calls its rooms by name


def test_thousands_are_written_with_a_dot_and_in_english_with_a_comma(play: rig.Player) -> None:
    play.desk("10273", "headcount.enter", present=1204)
    told = [report(play, unit="10273", lang=lang)[1] for lang in ("vi", "en")]
    assert ["có mặt 1.204" in told[0], "1,204 present" in told[1]] == [True, True]
