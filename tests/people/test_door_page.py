"""The door of the office in a real browser: a link is swapped, and its secret leaves the address bar."""

import pytest

from diemcau.people.actions import make_link
from diemcau.people.rules import DeskRole, OfficeRole, path_of_link
from tests.planning import cast

pytestmark = pytest.mark.django_db(transaction=True)


def organisers_link():
    return path_of_link(
        "organiser", make_link(DeskRole.ORGANISER, "00", account=cast.account("lan", OfficeRole.ORGANISER))
    )


def test_an_opened_link_leads_into_the_office_and_leaves_no_secret(live_server, page):
    cast.country()
    page.goto(live_server.url + organisers_link())
    page.wait_for_url("**/office/")
    page.go_back()
    assert "#" not in page.url


def test_a_bad_link_is_refused_in_words_and_a_pasted_good_one_works(live_server, page):
    cast.country()
    page.goto(f"{live_server.url}/vao/")
    page.evaluate("location.hash = '#l=nonsense'")
    page.wait_for_selector("text=Liên kết không đúng")
    assert page.url == f"{live_server.url}/vao/"
    page.fill("#link", live_server.url + organisers_link())
    page.click("#enter button")
    page.wait_for_url("**/office/")


def test_a_link_of_a_desk_is_not_used_up_at_the_door(live_server, page):
    cast.country()
    page.goto(f"{live_server.url}/vao/")
    page.fill("#link", f"{live_server.url}/lecturer#l=abc")
    page.click("#enter button")
    page.wait_for_url("**/lecturer#l=abc")
