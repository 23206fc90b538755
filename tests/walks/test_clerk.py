"""A clerk: from the slip on paper to the desk of the room, a practice of the class, and the sign-in sheet."""

import re
from pathlib import Path

from tests.browser import expect
from tests.planning.papers_read import flat, pages
from tests.walks.way import PHU_XUYEN, Walk, key, violations


def printed_slip(walk: Walk, folder: Path) -> tuple[str, str]:
    """Address and PIN as the paper says them, that the office printed for the host of a site."""
    office = walk.open(walk.a_class.organiser())
    expect(office).to_have_url(re.compile("/office/"))
    office.goto(f"{walk.a_class.stack.url}/office/lop/{walk.a_class.made['code']}/diem-cau/{PHU_XUYEN}/")
    walk.stop(office, "clerk-site")
    with office.expect_download() as download:
        office.get_by_role("button", name="PDF").click()
    saved = folder / "slip.pdf"
    download.value.save_as(saved)
    (text,) = pages(saved.read_bytes())
    bare = text.replace("\u200b", "")
    address = "".join(re.findall(r"http://[^\s]*/site|#[^\n]+", bare))
    pin = re.search(r"\b(\d{3} \d{3})\b", bare)
    assert pin, text
    return address, pin.group(1)


def test_x(walk: Walk, tmp_path: Path) -> None:
    print(printed_slip(walk, tmp_path))
