"""Every page of the office in a real browser: nothing for axe or in the console, focus to be seen, nothing too wide.

The pages are those of the table of permits, so that a new one is in it by itself. What its path needs comes from
SAMPLES; a page without is a failure that says so.
"""

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import get_resolver, reverse
from pytest_django.live_server_helper import LiveServer

from diemcau.config.permits import PERMITS
from diemcau.people.permits import Relation
from diemcau.people.rules import OfficeRole
from diemcau.planning.queries import open_key
from tests.browser import Remote
from tests.classroom.rig import new_journal
from tests.walks.way import DESK, PHONE, violations

pytestmark = pytest.mark.filterwarnings("ignore::ResourceWarning")  # the server's threads end with the module

# Not looked at here, and why.
A_FILE = "a file, or a part that another page asks for; its own room's tests open it"
SECOND_FACTOR = "asks for a second factor, which the accounts of this walk do not have; tests/people walk it"
ELSEWHERE = {
    "rehearsal:front": "the tour of the demo has its own test; without a demo it leads on",
    "rehearsal:papers": "a list for the tour's script; 404 without a demo",
    "openid_connect_login": "the ministry's server answers",
    "openid_connect_callback": "the ministry's server calls it",
    "account_reset_password_from_key": "its key is a secret of a mail; tests/people walk it",
    "assessment:ratings": "opens by a one-time link alone; tests/assessment/test_ratings_walk.py walks it",
    "classroom:slides_review": "needs slides that were just uploaded; tests/classroom walk it",
    **dict.fromkeys(
        ("account_reauthenticate", "mfa_reauthenticate", "mfa_deactivate_totp", "mfa_view_recovery_codes"),
        SECOND_FACTOR,
    ),
    **dict.fromkeys(
        (
            "planning:course_paper",
            "planning:site_paper",
            "planning:desk_paper",
            "planning:document",
            "planning:printed",
            "planning:roster_sheet",
            "planning:roster_state",
            "programme:document_file",
            "programme:file",
            "programme:picture",
            "reports:roll",
        ),
        A_FILE,
    ),
}


@dataclass
class Office:
    """A running office with the small class of tests.assessment.rig, played and written up."""

    url: str
    course: Any
    people: dict[str, Client]
    contexts: dict["Look", Remote] = field(default_factory=dict)

    def context(self, browser: Remote, look: "Look") -> Remote:
        """The profile of a way of looking, kept for all pages: styles and letters are fetched once."""
        if look not in self.contexts:
            size = {"width": look.size[0], "height": look.size[1]}
            context = browser.new_context(viewport=size, color_scheme=look.theme, locale="vi-VN")
            session = self.people[look.who].cookies["sessionid"].value
            cookies = {"sessionid": session, "django_language": look.lang}
            context.add_cookies([{"name": key, "value": value, "url": self.url} for key, value in cookies.items()])
            self.contexts[look] = context
        return self.contexts[look]

    def first(self, model: Any, **which: Any) -> int:
        """The id of the first row of a table, or a sentence that the walk made none."""
        from diemcau.units.rules import Scope

        rows = model.rows.of(Scope.everything()) if hasattr(model, "rows") else model.objects.all()
        found = rows.filter(**which).order_by("pk").values_list("pk", flat=True).first()
        assert found is not None, f"the walk made no {model.__name__} {which or ''}"
        return int(found)


def _model(path: str) -> Any:
    from django.apps import apps

    return apps.get_model(path)


# What the argument of a path is, wherever it stands; then what differs from that for some addresses.
ALWAYS: dict[str, Callable[[Office], object]] = {
    "code": lambda _: "thu",
    "province": lambda _: "01",
}


def _row(model: str, **which: Any) -> Callable[[Office], object]:
    return lambda office: office.first(_model(model), **which)


def _is(value: object) -> Callable[[Office], object]:
    return lambda _: value


PAPER = _row("reports.Snapshot", unit="01")
SAMPLES: dict[str, dict[str, Callable[[Office], object]]] = {
    "assessment:paper": {"number": _row("assessment.Paper")},
    "assessment:papers": {"no": _is(1), "activity": _is("t1-essay1")},
    "assessment:survey": {"no": _is(1), "activity": _is("t1-survey1")},
    "assessment:test": {"no": _is(1), "activity": _is("t1-test1")},
    "assessment:texts": {"no": _is(1), "activity": _is("t1-survey1"), "question": _is(3)},
    "classroom:slides": {"no": _is(1)},
    "knowledge:obstacle": {"number": _row("knowledge.Obstacle", site__unit="10273")},
    "knowledge:proposal": {"number": _row("knowledge.Proposal")},
    "people:account": {"pk": _row("people.Account", username="look-province")},
    "planning:class_file_site": {"no": _is(2)},
    "planning:edit_site": {"no": _is(2)},
    "planning:item_edit": {"no": _is(1), "item": _is(1)},
    "planning:item_new": {"no": _is(1)},
    "planning:lecturers": {"no": _is(1)},
    "planning:mailing": {"number": _row("record.Mailing")},
    "planning:remove_site": {"no": _is(2)},
    "planning:roster": {"file": _row("planning.RosterFile")},
    "planning:roster_missing": {"file": _row("planning.RosterFile")},
    "planning:roster_questions": {"file": _row("planning.RosterFile")},
    "planning:roster_row": {"file": _row("planning.RosterFile"), "line": _row("planning.RosterRow")},
    "planning:site": {"no": _is(2)},
    "planning:sitting": {"no": _is(1)},
    "planning:sitting_edit": {"no": _is(1)},
    "planning:timetable_open": {"key": lambda office: open_key(office.course)},
    "planning:timetable_version": {"version": _is(1)},
    "programme:deck": {"no": _is(1)},
    "programme:download_release": {"version": _is(1)},
    "programme:item": {"no": _is(1), "slug": _is("tinh-huong"), "nth": _is(1)},
    "programme:dry": {"no": _is(1), "nth": _is(1)},
    "programme:new_item": {"no": _is(1), "slug": _is("cau-hoi")},
    "programme:proposal": {"pk": _row("programme.SlotProposal")},
    "programme:propose": {"no": _is(1), "nth": _is(1)},
    "programme:topic": {"no": _is(1)},
    "programme:topic_head": {"no": _is(1)},
    "record:entry": {"number": _row("record.AuditEntry", unit="01")},
    "reports:download": {"number": PAPER, "name": _is("docx")},
    "reports:figure": {"number": PAPER, "key": _is("people.once")},
    "reports:paper": {"number": PAPER},
}

PAGES = sorted(name for name, methods in PERMITS.items() if "GET" in methods and name not in ELSEWHERE)


def address(office: Office, name: str) -> str:
    """The path of a page with its samples."""
    possible = get_resolver().reverse_dict.getlist(name) or _entries(name)
    wanted = {arg for entry in possible for _, args in entry[0] for arg in args}
    given = {**ALWAYS, **SAMPLES.get(name, {})}
    missing = wanted - given.keys()
    assert not missing, f"{name} needs {sorted(missing)}: add a line to SAMPLES in {Path(__file__).name}"
    return reverse(name, kwargs={arg: given[arg](office) for arg in wanted})


def _entries(name: str) -> Any:
    space, _, last = name.rpartition(":")
    resolver = get_resolver().namespace_dict.get(space)
    assert resolver, f"{name} stands in the permits and has no address"
    return resolver[1].reverse_dict.getlist(last)


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory, django_db_setup: None, django_db_blocker: Any) -> Iterator[Office]:
    """One office for all pages of this file; emptied at the end."""
    from django.core.management import call_command
    from django.test.utils import override_settings

    from tests.assessment import rig

    folder = tmp_path_factory.mktemp("look")
    with django_db_blocker.unblock(), override_settings(DATA=folder, ALLOWED_HOSTS=["*"]):
        call_command("flush", verbosity=0, interactive=False)
        for store in rig.journal_at(new_journal(folder)):
            course = _made(store)
            people = _people()
            _filled(course, people)
            server = LiveServer("localhost")
            made = Office(server.url, course, people)
            try:
                yield made
            finally:
                for context in made.contexts.values():
                    context.close()
                server.stop()
                call_command("flush", verbosity=0, interactive=False)


def _made(store: Any) -> Any:
    from diemcau.assessment.actions import settle_course
    from diemcau.knowledge import actions as knowledge
    from diemcau.knowledge.models import Lesson
    from diemcau.reports import actions as reports
    from diemcau.units.actions import load_units
    from tests.assessment import rig, sheets

    load_units()
    course = rig.new_course()
    rig.play_first(store, course, sheets.asked_of(course))
    rig.play_second(store, course)
    settle_course(course.pk)
    knowledge.take_up_course(course.pk)
    lesson = Lesson.objects.get()
    new = knowledge.NewProposal("noi_dung", "xử lý hồ sơ", "Bổ sung tình huống liên thông.", (lesson.pk,))
    knowledge.propose(course, new, None)
    reports.make_papers(course, provinces=["01"], units=["10273"])
    return course


def _filled(course: Any, people: dict[str, Client]) -> None:
    """One of each thing that has a page of its own, made as its people make it."""
    from diemcau.people.models import Account
    from diemcau.planning.actions.timetable import release_timetable
    from diemcau.programme.actions import import_folder
    from diemcau.record.actions import NewLetter, send_later
    from tests.planning.roster.sent import line, take, xlsx
    from tests.programme.folders import GOOD, TOPIC, files
    from tests.programme.test_proposals import SITUATION, SLOTS

    by = Account.objects.get(username="look-province")
    release_timetable(course, by=by)
    letter = NewLetter(by.pk, "look@example.vn", "thành phố Hà Nội", "Lịch mới", "Kính gửi các đồng chí")
    send_later(f"course:{course.pk}", "01", "Lịch mới", "Kính gửi các đồng chí", [letter], by=by)
    rows = line("Trần Văn An", phone="0912000001"), line("Lê Thị Bình", "31/02/80", "Nữ", code="00004")
    take(course, xlsx(*rows), by=by)
    slots = GOOD[TOPIC][GOOD[TOPIC].index("phần mở:") : GOOD[TOPIC].index("---\n\nGiới")]
    import_folder(files(topic=GOOD[TOPIC].replace(slots, SLOTS)))
    sent = people["province"].post("/office/chuong-trinh/thu/de-xuat/1/1", {"unit": "10273", **SITUATION})
    assert sent.status_code == 302


def _people() -> dict[str, Client]:
    """Browsers' sessions of the centre and of a province, by a language each."""
    from datetime import date

    from diemcau.people.actions import add_account, grant

    found = {}
    for who, role, unit in (("centre", OfficeRole.ORGANISER, "00"), ("province", OfficeRole.PROVINCE, "01")):
        account = add_account(f"look-{who}", f"Người làm việc {who} (MP)")
        grant(account, role, unit, date(2020, 1, 1))
        found[who] = Client()
        found[who].force_login(account)
    return found


@dataclass(frozen=True)
class Look:
    """A way in which a page is looked at."""

    who: str
    size: tuple[int, int]
    theme: str
    lang: str


LOOKS = [
    Look("centre", DESK, "light", "vi"),
    Look("centre", PHONE, "dark", "vi"),
    Look("province", DESK, "dark", "en"),
    Look("province", PHONE, "light", "vi"),
]

UNSEEN_FOCUS = """() => {
  const found = [];
  for (const one of document.querySelectorAll("a[href], button, input:not([type=hidden]), select, textarea, summary")) {
    if (!one.offsetParent || one.disabled) continue;
    one.focus({ preventScroll: true });
    if (document.activeElement !== one) continue;
    const style = getComputedStyle(one), outer = getComputedStyle(one.parentElement);
    const ring = (s) => s.outlineStyle !== "none" && parseFloat(s.outlineWidth) >= 2;
    if (!ring(style) && !ring(outer)) found.push(one.outerHTML.slice(0, 120));
  }
  return found;
}"""
TOO_WIDE = """() => document.documentElement.scrollWidth <= innerWidth ? [] :
  [...document.querySelectorAll("main *")].filter((one) => one.getBoundingClientRect().right > innerWidth + 1
    && !one.parentElement.closest(".scroll, .tabs, .paper, pre"))
    .slice(0, 5).map((one) => one.outerHTML.slice(0, 120))"""


def looked_at(browser: Remote, office: Office, look: Look, path: str, name: str) -> list[str]:
    """What is wrong with a page, looked at in one way."""
    wrong: list[str] = []
    page = office.context(browser, look).new_page()
    page.on("pageerror", lambda error: wrong.append(f"thrown: {error}"))
    page.on("console", lambda said: wrong.append(f"console: {said.text}") if said.type == "error" else None)
    try:
        answer = page.goto(office.url + path)
        if answer.status != 200:
            wrong.append(f"status {answer.status}")
        wrong += violations(page)
        wrong += [f"too wide: {one}" for one in page.evaluate(TOO_WIDE)]
        page.keyboard.press("Tab")
        wrong += [f"focus not to be seen: {one}" for one in page.evaluate(UNSEEN_FOCUS)]
        if folder := os.environ.get("DIEMCAU_SHOTS"):
            shot = f"office-{name.replace(':', '-')}-{look.who}-{look.size[0]}-{look.theme}.png"
            page.evaluate("() => { document.activeElement.blur(); scrollTo(0, 0); }")
            page.screenshot(path=str(Path(folder) / shot), full_page=True)
    finally:
        page.close()
    return [f"{look}: {one}" for one in wrong]


@pytest.mark.parametrize("name", PAGES)
def test_a_page_of_the_office_is_sound_in_every_look(browser: Remote, office: Office, name: str) -> None:
    path = address(office, name)
    permit, wrong = PERMITS[name]["GET"], []
    held = {"centre": [(OfficeRole.ORGANISER, "00")], "province": [(OfficeRole.PROVINCE, "01")]}
    looks = [look for look in LOOKS if permit.relation is Relation.OPEN or permit.lets_in(held[look.who])]
    assert looks, f"{name} is open to neither the centre nor a province"
    for look in looks:
        answer = office.people[look.who].get(path, follow=True)
        if b"<html" not in getattr(answer, "content", b""):
            assert answer.status_code == 200  # a file, or a part of a page
            continue
        wrong += looked_at(browser, office, look, path, name)
    assert wrong == []
