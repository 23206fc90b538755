"""Slides of a topic are replaced for one sitting: put down with who and why; the release stays."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from diemcau.base import clock
from diemcau.base.refused import Refused
from diemcau.classroom import actions
from diemcau.people.models import Account
from diemcau.people.rules import OfficeRole
from diemcau.planning.actions import set_state
from diemcau.planning.models import Course, Sitting
from diemcau.planning.queries import frozen
from diemcau.planning.rules import SittingState
from diemcau.programme.actions import deck_of, release, save_draft
from diemcau.programme.content import Programme, Topic
from diemcau.programme.models import DeckChange
from diemcau.programme.queries import content_of, drawn_deck
from diemcau.record.models import AuditEntry
from diemcau.units.rules import Scope
from tests.planning import cast
from tests.programme.pdfs import pdf

pytestmark = pytest.mark.django_db(databases=["default", "journal"])
NEW = pdf("Trang mot", "Trang hai")
WHY = "Cập nhật số liệu"


@pytest.fixture
def course() -> Course:
    cast.country()
    return cast.a_course()


@pytest.fixture
def sitting(course: Course) -> Sitting:
    return course.sittings.get(no=1)


@pytest.fixture
def operator(course: Course) -> Account:
    return cast.account("truc", OfficeRole.OPERATOR)


def slides_in(sitting: Sitting) -> dict[str, Any]:
    plan, _ = frozen(sitting)
    return next(activity.content for activity in plan.activities if activity.id == "t1-slides")


def test_before_the_doors_open_new_slides_wait_for_the_plan(
    course: Course, sitting: Sitting, operator: Account
) -> None:
    before = content_of(course.release)
    change = actions.replace_slides(sitting, 1, deck_of(NEW, "Bài 1"), f" {WHY}  ", operator)
    assert (change.live, change.pages, change.reason, change.made_by) == (False, 2, WHY, operator)
    assert [slide["title"] for slide in slides_in(sitting)["slides"]] == ["Trang mot", "Trang hai"]
    assert content_of(course.release) == before
    last = AuditEntry.rows.of(Scope.everything()).latest("pk")
    assert (last.action, last.account) == ("slides.replaced", operator)


def test_the_last_of_several_replacements_counts(sitting: Sitting, operator: Account) -> None:
    for raw in (NEW, pdf("Sau cung")):
        actions.replace_slides(sitting, 1, deck_of(raw, "Bài 1"), WHY, operator)
    assert [slide["title"] for slide in slides_in(sitting)["slides"]] == ["Sau cung"]
    assert DeckChange.objects.count() == 2


def test_a_topic_without_slides_has_an_empty_deck_that_can_be_replaced() -> None:
    cast.country()
    bare = save_draft(Programme("tron", "Trơn", topics=(Topic(1, "Không slide"),)))
    course = cast.a_course("lop-tron", release(bare, "", clock.now()))
    sitting = next(one for one in course.sittings.all() if one.items.filter(topic_no=1).exists())
    assert slides_in(sitting) == {"title": "Không slide", "slides": [], "mark": "", "file": ""}


@pytest.mark.parametrize("state", [SittingState.CLOSED, SittingState.SETTLED])
def test_slides_of_a_sitting_that_is_over_stay(sitting: Sitting, operator: Account, state: SittingState) -> None:
    set_state(sitting, state)
    with pytest.raises(Refused) as refused:
        actions.replace_slides(sitting, 1, deck_of(NEW, ""), WHY, operator)
    assert (refused.value.code, DeckChange.objects.count()) == ("slides.too_late", 0)


@pytest.mark.parametrize(("reason", "code"), [(" ", "slides.no_reason"), ("a" * 601, "slides.reason_long")])
def test_a_deviation_says_why(sitting: Sitting, operator: Account, reason: str, code: str) -> None:
    with pytest.raises(Refused) as refused:
        actions.replace_slides(sitting, 1, deck_of(NEW, ""), reason, operator)
    assert (refused.value.code, DeckChange.objects.count()) == (code, 0)


def test_when_the_rooms_cannot_be_reached_nothing_is_put_down(
    sitting: Sitting, operator: Account, settings: Any
) -> None:
    settings.LIVE_URL = "http://127.0.0.1:9"  # nobody listens on the discard port
    set_state(sitting, SittingState.ON)
    with pytest.raises(Refused) as refused:
        actions.replace_slides(sitting, 1, deck_of(NEW, ""), WHY, operator)
    assert (refused.value.code, DeckChange.objects.count()) == ("live.away", 0)


def test_an_operator_of_the_centre_uploads_looks_and_replaces(course: Course, operator: Account) -> None:
    client, root = Client(), f"/office/phong-hoc/{course.code}/1/slide"
    client.force_login(operator)
    assert "Chuyên đề 1. Chuyên đề 1" in client.get(root).content.decode()
    answer = client.post(f"{root}/1", {"file": SimpleUploadedFile("bai.pdf", NEW)})
    digest = deck_of(NEW, "").file
    assert answer.headers["location"] == f"{root}/1/{digest}"
    assert [slide.title for slide in drawn_deck(digest).slides] == ["Trang mot", "Trang hai"]
    assert client.post(f"{root}/1/{digest}", {"reason": ""}).status_code == 400
    said = client.post(f"{root}/1/{digest}", {"reason": WHY}, follow=True).content.decode()
    assert "Bộ mới có hiệu lực khi mở cửa buổi học." in said
    assert f"chuyên đề 1, 2 trang, Truc. Lý do: {WHY}" in said


@pytest.mark.parametrize("path", ["/9", f"/1/{'0' * 64}", "/1/../../x"])
def test_what_is_not_of_this_sitting_is_not_found(course: Course, operator: Account, path: str) -> None:
    client = Client()
    client.force_login(operator)
    answer = client.post(f"/office/phong-hoc/{course.code}/1/slide{path}", {"reason": WHY})
    assert answer.status_code == 404


def test_provinces_lecturers_and_strangers_replace_nothing(course: Course) -> None:
    root = f"/office/phong-hoc/{course.code}/1/slide"
    for role, unit in ((OfficeRole.ORGANISER, "01"), (OfficeRole.PROVINCE, "01"), (OfficeRole.LECTURER, "00")):
        client = Client()
        client.force_login(cast.account(f"{role}-{unit}", role, unit))
        assert client.get(root).status_code == 404
        assert client.post(f"{root}/1", {"file": SimpleUploadedFile("bai.pdf", NEW)}).status_code == 404
    assert Client().get(root).status_code == 302
