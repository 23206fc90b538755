"""What an entry of the log holds is said in words: nothing raw, in both languages."""

import re
from pathlib import Path
from typing import Any

import pytest

from diemcau.base.words import catalogue
from diemcau.knowledge.rules import ProposalKind, ReplyKind
from diemcau.people.rules import DeskRole, OfficeRole
from diemcau.planning.models import Site
from diemcau.planning.papers.kinds import DocumentKind, PaperKind
from diemcau.programme.editing import DECK
from diemcau.programme.forms import ITEMS
from diemcau.record import undoing
from diemcau.record.actions import note
from diemcau.record.wording import _UNSAID, told
from diemcau.units.rules import Scope
from tests.planning import cast
from tests.record.test_log_words import NOTES
from tools.house import House, calls

ROOT = Path(__file__).resolve().parents[2]
LOG = "/office/nhat-ky/"
# What note() takes itself; everything else is detail.
OWN = {"account", "actor", "address", "by", "device", "unit"}
# Put down from a mapping: the counts of a roster, what a carried file brought.
COUNTED = {"rows", "add", "change", "same", "removed", "new", "known", "conflicts"}
RAW = re.compile(r"\b[a-z]+:\d+\b|\b[a-z]+_[a-z_]+\b|\bNone\b")


def details() -> set[str]:
    """Every key of a detail that somebody puts down."""
    found = set(COUNTED)
    for module in House(ROOT).package:
        for name, call in calls(module.tree):
            if (
                name in NOTES | {"edit_draft"}
                and "live" not in module.path.parts
                and "case_file" not in module.path.name
            ):
                found |= {one.arg for one in call.keywords if one.arg} - OWN
    return found


def test_every_detail_has_a_label():
    missing = sorted(key for key in details() - _UNSAID if f"office.logs.key.{key}" not in catalogue())
    assert missing == [], "add office.logs.key.<key>"


def test_details_are_found_at_all():
    assert {"sites", "fields", "persons", "about", "letters", "part", "nth"} <= details()


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_every_code_has_words(lang):
    codes = {
        "role": [*DeskRole, *OfficeRole],
        "paper": list(PaperKind),
        "kind": [*DocumentKind, *ReplyKind, *ProposalKind, *(kind for kind in undoing._ways if "test" not in kind)],
        "part": [*ITEMS, DECK],
        "fields": [
            *("room", "capacity", "equipment", "carrier", "connection", "checked_on", "notes", "chair", "chair_post"),
            *("host", "technician", "joined_to", "not_organised_reason", "covers"),
        ],
    }
    raw = [(key, str(one)) for key, ones in codes.items() for one in ones if told({key: one}, lang)[0][1] == one]
    assert raw == []


def entry_page(client: Any, number: int, lang: str) -> str:
    page = client.get(f"{LOG}{number}/", HTTP_ACCEPT_LANGUAGE=lang).content.decode()
    return " ".join(re.sub(r"<[^>]+>", " ", page[page.index('<dl class="facts">') :]).split())


@pytest.mark.usefixtures("country")
def test_an_entry_says_names_where_the_software_keeps_numbers():
    course = cast.a_course()
    site = cast.rooms(course)["10273"]
    by = cast.account("an", OfficeRole.ORGANISER)
    sitting, lecturer = course.sittings.get(no=1), course.lecturers.first()
    entries = [
        note("mailing.made", "mailing:7", account=by, about=f"course:{course.pk}", letters=3),
        note("course.copied", f"course:{course.pk}", account=by, source=course.pk),
        note("item.moved", f"sitting:{sitting.pk}", account=by, item=sitting.items.get(no=1).pk),
        note("account.role_given", f"account:{by.pk}", account=by, unit="01", role="province"),
        note("papers.ordered", f"course:{course.pk}", account=by, paper="diem-danh", province="01", sittings=[1, 2]),
        note(
            "site.changed", f"site:{site.pk}", account=by, site=site.no, fields=["host", "carrier", "checked_on"],
            persons={"host": [None, site.host_id]},
        ),
        note("documents.removed", f"course:{course.pk}", account=by, document=999, kind="signed", site=site.no),
        note(
            "programme.edited", f"programme:{course.release.programme_id}", account=by, topic=2, part="situations",
            nth=1,
        ),
        note("undone", f"entry:{1}", account=by, kind="roster.apply"),
    ]  # fmt: skip
    if lecturer is not None:
        entries.append(note("ratings.linked", f"course:{course.pk}", account=by, topic=1, lecturer=lecturer.pk))
    client = cast.signed_in(OfficeRole.ORGANISER)
    for lang in ("vi", "en"):
        for entry in entries:
            page = entry_page(client, entry.pk, lang)
            assert RAW.findall(page) == [], (entry.action, lang, page)
    said = [entry_page(client, entry.pk, "vi") for entry in entries]
    host = Site.rows.of(Scope.everything()).get(pk=site.pk).host
    assert "Của Lớp bồi dưỡng" in said[0]
    assert "Theo mẫu lớp Lớp bồi dưỡng" in said[1]
    assert ("Buổi sáng 06/9/2025" in said[2], "Khai mạc" in said[2]) == (True, True)
    assert ("Thành phố Hà Nội" in said[3], "Đầu mối cấp tỉnh" in said[3]) == (True, True)
    assert "Giấy tờ Danh sách điểm danh Tỉnh, thành phố Thành phố Hà Nội Các buổi số 1, 2" in said[4]
    shown = host.shown if host else "–"
    assert "Người phụ trách (đầu mối), Hệ thống truyền hình, tiếng, Ngày đã kiểm tra hình và tiếng" in said[5]
    assert f"Đầu mối: – → {shown}" in said[5]
    # The stores keep what was noted in orders of their own.
    assert all(part in said[6] for part in ("Văn bản văn bản số 999 (đã gỡ)", "Loại Danh sách đã ký"))
    assert all(part in said[7] for part in ("Chuyên đề số 2", "Phần Tình huống", "Thứ tự 1"))
    assert "Loại Ghi danh sách vào lớp" in said[8]
