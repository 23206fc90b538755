"""The way to the practice site: on the host's guide, on pages of the office and in messages, while it is open."""

from dataclasses import replace
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from diemcau.people.rules import OfficeRole
from diemcau.planning import queries
from diemcau.planning.actions import set_state
from diemcau.planning.models import Course
from diemcau.planning.papers.leaves import guide_pdf
from diemcau.planning.queries.papers import class_matter
from diemcau.planning.queries.practice import PRACTICE, PRACTICE_PATH
from diemcau.planning.rules import SittingState
from diemcau.rehearsal.practice import CODE
from tests.planning import cast
from tests.planning.papers_read import pages
from tests.planning.test_papers import AFTERNOON, MORNING, room, the_class

LINKED = "planning:course", "planning:sites", "planning:messages"


@pytest.fixture
def course(db: None) -> Course:
    cast.country()
    made = cast.a_course()
    cast.rooms(made)
    return made


@pytest.fixture
def practice(course: Course) -> Course:
    """The practice class on air, as rehearsal.practice leaves it."""
    made = cast.a_course(PRACTICE, course.release, rehearsal=True)
    sitting = made.sittings.get(no=1)
    set_state(sitting, SittingState.OPEN)
    set_state(sitting, SittingState.ON)
    return made


@pytest.fixture
def centre(course: Course) -> Client:
    return cast.signed_in(OfficeRole.ORGANISER)


def linked(centre: Client, course: Course) -> list[str]:
    """Pages with a way to practise."""
    found = []
    for name in LINKED:
        answer: Any = centre.get(reverse(name, args=[course.code]), {"loai": "slip"})
        assert answer.status_code == 200
        if f'href="{PRACTICE_PATH}"' in answer.content.decode() or f"testserver{PRACTICE_PATH}" in str(answer.content):
            found.append(name)
    return found


def test_the_door_is_the_one_of_the_practice_class():
    assert (CODE, reverse("rehearsal:practice")) == (PRACTICE, PRACTICE_PATH)


def test_pages_and_messages_lead_to_the_practice_site(centre, course, practice):
    assert linked(centre, course) == list(LINKED)
    assert class_matter(course, "https://lop.example.vn").practice == "https://lop.example.vn/tap"


def test_nothing_leads_to_a_practice_site_that_was_never_made_or_is_over(centre, course, request):
    assert linked(centre, course) == []
    made = request.getfixturevalue("practice")
    set_state(made.sittings.get(no=1), SittingState.CLOSED)
    assert (linked(centre, course), class_matter(course, "https://lop.example.vn").practice) == ([], "")


def test_nothing_leads_to_a_practice_site_that_the_installation_does_not_want(centre, course, practice, settings):
    settings.PRACTICE_SITES = 0
    assert (linked(centre, course), queries.course_of(course.code).practises) == ([], False)


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_the_guide_tells_where_to_practise_and_stays_one_page_for_a_course_of_three_days(lang):
    of = replace(the_class(), practice="https://lop.example.vn/tap", sittings=(MORNING, AFTERNOON) * 3)
    [told] = pages(guide_pdf(of, [room()], lang))
    [silent] = pages(guide_pdf(replace(of, practice=""), [room()], lang))
    assert ("https://lop.example.vn/tap" in told, "/tap" in silent) == (True, False)
