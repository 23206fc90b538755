"""A class of five rooms with lists, those who look after them, and a folder for files.

Models are imported where they are used: Django is not ready when pytest reads this file.
"""

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from django.test import Client

if TYPE_CHECKING:
    from diemcau.planning.models import Course, Site


@pytest.fixture
def course(country: None) -> "Course":
    from tests.planning import cast

    return cast.a_course()


@pytest.fixture
def sites(course: "Course") -> "dict[str, Site]":
    from diemcau.planning.actions import Recruit, enrol
    from tests.planning import cast, filing

    made = cast.rooms(course)
    cast.learners(course, made["10273"], 4)
    cast.learners(course, made["10330"], 2)
    enrol(course, [Recruit(made["05773"].pk, cast.person(filing.CANARY))])
    return made


@pytest.fixture(autouse=True)
def data_folder(tmp_path: Path, settings: object) -> Path:
    settings.DATA = tmp_path  # type: ignore[attr-defined]
    return tmp_path


@pytest.fixture
def academy(sites: object) -> Client:
    from diemcau.people.rules import OfficeRole
    from tests.planning import filing

    return filing.signed_in("hoc-vien", OfficeRole.ORGANISER)


@pytest.fixture
def hanoi(sites: object) -> Client:
    from diemcau.people.rules import OfficeRole
    from tests.planning import filing

    return filing.signed_in("ha-noi", OfficeRole.PROVINCE, "01")


@pytest.fixture
def thai_nguyen(sites: object) -> Client:
    from diemcau.people.rules import OfficeRole
    from tests.planning import filing

    return filing.signed_in("thai-nguyen", OfficeRole.PROVINCE, "19")
