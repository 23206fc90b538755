"""The office opens the doors of a real class: by a button, for those who see all of it."""

from typing import Any

import pytest
from django.test import Client

from diemcau.people.rules import OfficeRole
from diemcau.planning.models import Course
from tests.planning import cast

pytestmark = pytest.mark.django_db(databases=["default", "journal"])


@pytest.fixture
def course() -> Course:
    cast.country()
    return cast.a_course()


def test_without_a_live_process_the_page_says_what_to_look_at(client: Client, course: Course, settings: Any) -> None:
    settings.LIVE_URL = "http://127.0.0.1:9"  # nobody listens on the discard port
    client.force_login(cast.account("an", OfficeRole.ORGANISER))

    answer = client.post(f"/office/phong-hoc/{course.code}/1/mo")

    assert answer.status_code == 503
    assert "diemcau serve" in answer.content.decode()
    assert course.sittings.get(no=1).state == "planned"


def test_a_province_does_not_open_the_doors_of_a_class(client: Client, course: Course) -> None:
    client.force_login(cast.account("ha", OfficeRole.ORGANISER, "01"))
    assert client.post(f"/office/phong-hoc/{course.code}/1/mo").status_code == 404


def test_a_stranger_is_sent_to_the_door_and_a_look_changes_nothing(client: Client, course: Course) -> None:
    assert client.post(f"/office/phong-hoc/{course.code}/1/mo").headers["location"] == "/vao/"
    client.force_login(cast.account("an", OfficeRole.ORGANISER))
    assert client.get(f"/office/phong-hoc/{course.code}/1/mo").status_code == 405
