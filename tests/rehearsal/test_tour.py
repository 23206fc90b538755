"""Page one of a demo, and of an installation that is none."""

from typing import Any

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db(databases=["default", "journal"])


def test_a_real_installation_has_no_tour_and_leads_to_the_office(client: Client) -> None:
    assert client.get("/").headers["location"] == "/office/"
    assert client.post("/xem-nhanh/vao").status_code == 404
    assert client.get("/xem-nhanh/van-ban").status_code == 404


def test_the_tour_leads_to_five_screens_by_links_that_are_new_each_time(
    client: Client, settings: Any, django_db_blocker: Any
) -> None:
    from diemcau.rehearsal.course import build
    from diemcau.units.actions import load_units
    from tests.planning import cast

    settings.DEMO = True
    load_units()
    build(seed=1, sites=1, learners=3, release=cast.a_release())

    page = client.get("/")
    first, second = client.post("/xem-nhanh/vao").json(), client.post("/xem-nhanh/vao").json()

    assert page.status_code == 200
    assert "DỮ LIỆU MÔ PHỎNG" in page.content.decode()
    del first["csrf"]
    assert sorted(first) == ["control", "lecturer", "office", "operator", "phone", "room", "site"]
    assert [name for name in first if name != "phone" and first[name] == second[name]] == []
    assert {name: path.partition("#")[0] for name, path in first.items()} == {
        "site": "/site",
        "control": "/control",
        "operator": "/control",
        "lecturer": "/lecturer",
        "room": "/room",
        "phone": "/phone",
        "office": "/vao/",
    }
    assert client.get("/xem-nhanh/van-ban").json() == {"papers": []}
    assert client.get("/office/").status_code == 200
