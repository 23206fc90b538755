"""A clerk prints: from the slip on paper to the desk, and from the desk to the sign-in sheet of the office."""

import re
from pathlib import Path

from tests.browser import expect
from tests.planning.papers_read import flat, pages
from tests.walks.way import Walk, key


def test_a_host_comes_in_by_a_slip_and_prints_the_sign_in_sheet_of_his_room(walk: Walk, tmp_path: Path) -> None:
    slip = walk.a_class.slip()
    host = walk.open(slip["path"])
    host.locator("#pin").fill(slip["pin"])
    key(host, "go").click()
    expect(host.locator(".top h1")).to_have_text("xã Phú Xuyên")
    with host.expect_download() as download:
        key(host, "paper-diem-danh").click()
    expect(host.get_by_text("Đã tải tệp PDF về máy.")).to_be_visible()
    walk.shoot(host, "papers")
    saved = tmp_path / "sheet.pdf"
    download.value.save_as(saved)
    text = flat("".join(pages(saved.read_bytes())))
    assert download.value.suggested_filename == "diem-danh.pdf"
    assert "Điểm cầu số 3: Xã Phú Xuyên, Thành phố Hà Nội" in text
    assert re.search(r"1 Nguyễn Văn An.* 2 Trần Thị Bình", text)


def test_a_desk_that_was_ended_is_told_so_and_saves_nothing(walk: Walk) -> None:
    slip = walk.a_class.slip()
    host = walk.open(slip["path"])
    host.locator("#pin").fill(slip["pin"])
    key(host, "go").click()
    expect(host.locator(".top h1")).to_have_text("xã Phú Xuyên")
    walk.a_class.slip()  # a new slip ends the old one, and its desk
    key(host, "paper-huong-dan").click()
    expect(host.get_by_text("Đã tải tệp PDF về máy.")).to_have_count(0)
