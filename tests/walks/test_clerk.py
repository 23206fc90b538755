"""A clerk: from the slip on paper to the desk of the room, a practice of the class, and the sign-in sheet."""

import re
from pathlib import Path

from tests.browser import Remote, expect
from tests.planning.papers_read import flat, pages
from tests.walks.way import PHU_XUYEN, Walk, key, violations

MARK = "DỮ LIỆU MÔ PHỎNG – KHÔNG CÓ GIÁ TRỊ VĂN BẢN"
LEARNERS = (
    "Nguyễn Văn An (MP)", "Trần Thị Bình (MP)", "Lê Hoàng Chi (MP)", "Phạm Quốc Dũng (MP)",
    "Đỗ Thị Thanh Huyền (MP)", "Vũ Minh Khôi (MP)",
)  # fmt: skip


def printed_slip(walk: Walk, folder: Path) -> tuple[str, str]:
    """Path and PIN as the paper says them that the office printed for the host of a site."""
    office = walk.open(walk.a_class.organiser())
    expect(office).to_have_url(re.compile("/office/"))
    office.goto(f"{walk.a_class.stack.url}/office/lop/{walk.a_class.made['code']}/diem-cau/{PHU_XUYEN}/")
    walk.stop(office, "clerk-site")
    with office.expect_download() as download:
        office.get_by_role("button", name="Cấp phiếu, tải PDF").click()
    paper = folder / "slip.pdf"
    download.value.save_as(paper)
    (text,) = pages(paper.read_bytes())
    # The address is on two lines, the secret on one of its own; between its signs the paper may break it.
    printed = re.search(r"(http\S+/site)\s+(#p=\S+)", text.replace("\u200b", ""))
    pin = re.search(r"\b\d{3} \d{3}\b", text)
    assert printed, text
    assert pin, text
    return printed[1].removeprefix(walk.a_class.stack.url) + printed[2], pin[0]


def looks(walk: Walk, host: Remote, name: str) -> None:
    """A state of the desk where the clerk stops."""
    assert violations(host) == [], name
    walk.shoot(host, name)


def test_a_clerk_comes_in_by_the_printed_slip_practises_and_prints_the_sign_in_sheet(
    walk: Walk, tmp_path: Path
) -> None:
    path, pin = printed_slip(walk, tmp_path)
    host = walk.open(path)
    host.locator("#pin").fill(pin)
    looks(walk, host, "clerk-pin")
    host.locator("#pin").press("Enter")
    expect(host.locator(".top h1")).to_have_text("xã Phú Xuyên")
    expect(host.locator("#simulated")).to_have_text(MARK)  # he sees that it is a practice

    key(host, "except").click()
    host.locator(".roll-toggle", has_text="Vũ Minh Khôi").click()
    key(host, "except-save").click()
    expect(host.locator(".roll-card h2")).to_have_text("Điểm danh 5/6")
    looks(walk, host, "clerk-roll")

    key(host, "tab-headcount").click()
    expect(host.locator(".panel")).to_contain_text("Theo điểm danh (6 người): có mặt 5, vắng có phép 1")
    host.locator("#headcount-present").fill("5")
    host.locator("#headcount-excused").fill("1")
    key(host, "enter").click()
    expect(host.locator(".panel .status")).to_contain_text("Đã ghi nhận")
    looks(walk, host, "clerk-headcount")

    walk.a_class.begin().send("situation.open", {}, "t1-situation")
    key(host, "to-now").click()
    host.locator(".situation label.choice").nth(1).click()
    host.locator(".situation textarea").fill("Cần biết đủ số hồ sơ rồi mới chia việc.")
    key(host, "t1-situation-decide").click()
    expect(host.locator(".decided")).to_contain_text("B. Lập tổ công tác")
    looks(walk, host, "clerk-decision")

    with host.expect_download() as download:
        key(host, "paper-diem-danh").click()
    expect(host.get_by_text("Đã tải tệp PDF về máy.")).to_be_visible()
    looks(walk, host, "clerk-printed")
    sheet = tmp_path / "sheet.pdf"
    download.value.save_as(sheet)
    text = flat(" ".join(pages(sheet.read_bytes())))
    assert MARK in text
    assert "Điểm cầu số 3: Xã Phú Xuyên, Thành phố Hà Nội" in text
    found = [text.find(f"{no} {name}") for no, name in enumerate(LEARNERS, 1)]
    assert (found == sorted(found), min(found) >= 0) == (True, True), text

    (decided,) = walk.a_class.facts("situation.decided")
    assert decided["actor"].partition(":")[0] == "host"
