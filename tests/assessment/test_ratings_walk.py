"""A lecturer's link in a real browser: the organiser makes it, the lecturer presses once and reads his own, no other's.

DIEMCAU_SHOTS names a folder for pictures.
"""

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from pytest_django.live_server_helper import LiveServer

from tests.assessment import rated, rig
from tests.browser import Remote, expect
from tests.classroom.rig import new_journal
from tests.walks.way import DESK, PHONE, violations

pytestmark = pytest.mark.filterwarnings("ignore::ResourceWarning")  # the server's threads end with the module
SHOTS = os.environ.get("DIEMCAU_SHOTS", "")
WIDER = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
Come = Callable[..., Remote]


@dataclass(frozen=True)
class Office:
    """A running office with the class of `rated`; the cookie of its organiser."""

    url: str
    session: str


@pytest.fixture
def office(tmp_path: Path, django_db_setup: None, django_db_blocker: Any) -> Iterator[Office]:
    """Made for one test, and emptied behind it."""
    from django.core.management import call_command
    from django.test.utils import override_settings

    from diemcau.units.actions import load_units

    with django_db_blocker.unblock(), override_settings(DATA=tmp_path, ALLOWED_HOSTS=["*"]):
        call_command("flush", verbosity=0, interactive=False)
        for store in rig.journal_at(new_journal(tmp_path)):
            load_units()
            rated.settled(store)
            server = LiveServer("localhost")
            try:
                yield Office(server.url, rated.session())
            finally:
                server.stop()
                call_command("flush", verbosity=0, interactive=False)


@pytest.fixture
def come(browser: Remote, office: Office) -> Iterator[Come]:
    """Opens a path in a browser of its own, with a session's cookie or without."""
    contexts: list[Remote] = []
    faults: list[str] = []

    def open_(path: str, lang: str = "vi", **cookies: str) -> Remote:
        context = browser.new_context(viewport={"width": DESK[0], "height": DESK[1]}, locale="vi-VN")
        contexts.append(context)
        cookies["django_language"] = lang
        context.add_cookies([{"name": key, "value": value, "url": office.url} for key, value in cookies.items()])
        page: Remote = context.new_page()
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.goto(path if path.startswith("http") else office.url + path)
        return page

    yield open_
    for context in contexts:
        context.close()
    assert faults == []


def look(page: Remote, name: str) -> None:
    """No fault for axe, in light and dark, at a desk and on a phone, and never too wide."""
    wrong = []
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        for view, size in (("desk", DESK), ("phone", PHONE)):
            page.set_viewport_size({"width": size[0], "height": size[1]})
            wrong += [f"{scheme} {view}: {one}" for one in violations(page)]
            if wide := page.evaluate(WIDER):
                wrong.append(f"{view}: {wide} px too wide")
            if SHOTS:
                page.screenshot(path=str(Path(SHOTS) / f"ratings-{name}-{view}-{scheme}.png"), full_page=True)
    page.emulate_media(color_scheme="light")
    page.set_viewport_size({"width": DESK[0], "height": DESK[1]})
    assert (name, wrong) == (name, [])


def test_a_lecturer_opens_his_link_and_reads_his_own_alone(office: Office, come: Come) -> None:
    desk = come("/office/danh-gia/thu/khao-sat/1/t1-survey1/", sessionid=office.session)
    look(desk, "organiser")
    desk.get_by_role("button", name="Tạo liên kết cho giảng viên").click()
    look(desk, "link")
    text = desk.locator("#text").input_value()
    assert "Kính gửi đồng chí Trần Văn Một (MP)." in text
    link = next(word for word in text.split() if "#l=" in word)
    secret = link.partition("#l=")[2]

    preview = come(link.partition("#")[0])  # what a chat fetches: no fragment, no press
    expect(preview.get_by_role("button", name="Mở kết quả")).to_be_visible()

    reader = come(link)
    assert secret not in reader.url
    expect(reader.locator("#link")).to_be_hidden()
    look(reader, "door")
    reader.get_by_role("button", name="Mở kết quả").click()
    expect(reader.get_by_role("heading", level=2)).to_have_text(["Chuyên đề 1: Zqmot khảo sát"])
    assert "zqhai" not in reader.content().lower()
    look(reader, "page")
    reader.reload()
    expect(reader.get_by_role("button", name="In trang này")).to_be_visible()
    reader.emulate_media(media="print")
    assert [reader.locator(one).is_visible() for one in (".top", "#print", "h2")] == [False, False, True]
    if SHOTS:
        reader.pdf(path=str(Path(SHOTS) / "ratings-page.pdf"), format="A4")
    reader.emulate_media(media="screen")
    reader.get_by_role("button", name="English").click()
    expect(reader.get_by_role("heading", level=1)).to_have_text("What learners thought of the topics you taught")
    look(reader, "page-en")

    other = come(link)
    other.get_by_role("button", name="Mở kết quả").click()
    expect(other.get_by_role("alert").filter(has_text="đã được mở ở một thiết bị")).to_be_visible()
    look(other, "used")

    desk.goto(desk.url.replace("/lien-ket", "/"))
    expect(desk.get_by_text("✓ Đã mở")).to_be_visible()
    look(desk, "organiser-opened")
    desk.get_by_role("button", name="Thu hồi liên kết").click()
    expect(desk.get_by_text("Đã thu hồi liên kết.")).to_be_visible()
    reader.reload()
    expect(reader.get_by_text("This link was taken back or replaced by a newer one.")).to_be_visible()
    look(reader, "ended")
    again = come(link, "en")
    again.get_by_role("button", name="Open").click()
    expect(again.get_by_role("alert").filter(has_text="This link was taken back")).to_be_visible()
