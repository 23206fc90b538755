"""The doors over HTTP: what they take, what they give, what they refuse and in whose language."""

import json
from datetime import timedelta

import pytest
import time_machine
from django.conf import settings

from diemcau.base import tokens
from diemcau.base.clock import now_ms
from diemcau.people import actions
from diemcau.people.actions import SlipAsked
from diemcau.people.rules import DeskRole, OfficeRole
from diemcau.planning.actions import set_state
from diemcau.planning.rules import SittingState
from tests.planning import cast

pytestmark = pytest.mark.usefixtures("country")
DEVICE = "0198f1f2-device"


def post(client, path, body, **headers):
    return client.post(path, json.dumps(body), content_type="application/json", **headers)


def claims_of(token):
    return tokens.read(token, tokens.key_from(settings.SECRET_KEY, tokens.LIVE), now_ms())


@pytest.fixture
def course(country):
    return cast.a_course()


@pytest.fixture
def site(course):
    return cast.rooms(course)["10273"]


@pytest.fixture
def slip(course, site):
    return actions.issue_slips([SlipAsked(course.pk, site.pk, "10273")])[0]


def test_a_slip_gives_a_session_and_a_token_for_the_sitting_that_is_on(client, course, site, slip):
    second = course.sittings.get(no=2)
    set_state(second, SittingState.ON)
    answer = post(client, "/vao/phieu", {"slip": slip.secret, "pin": slip.pin, "device": DEVICE})
    given = answer.json()
    secret, token = given.pop("session"), given.pop("token")
    assert (answer.status_code, given) == (
        200,
        {
            "role": "host",
            "screen": "/site",
            "sitting": second.pk,
            "site": site.pk,
            "province": "01",
            "course": course.pk,
        },
    )
    claims = claims_of(token)
    assert (claims.role, claims.sitting, claims.site, claims.province, claims.actor, claims.device, claims.epoch) == (
        "host",
        second.pk,
        site.pk,
        "01",
        f"host:{site.pk}",
        DEVICE,
        1,
    )
    assert 0 < claims.expires - now_ms() <= 600_000
    assert len(secret) == 32
    assert "sessionid" not in answer.cookies


def test_a_pin_may_be_typed_with_a_gap(client, slip):
    typed = f"{slip.pin[:3]} {slip.pin[3:]}"
    assert post(client, "/vao/phieu", {"slip": slip.secret, "pin": typed, "device": DEVICE}).status_code == 200


def test_a_session_renews_its_token_and_follows_the_class_to_its_next_sitting(client, course, slip):
    first, second = course.sittings.filter(no__lte=2)
    session = post(client, "/vao/phieu", {"slip": slip.secret, "pin": slip.pin, "device": DEVICE}).json()
    set_state(first, SittingState.CLOSED)
    with time_machine.travel(timedelta(minutes=9)):
        renewed = post(client, "/vao/gia-han", {"session": session["session"]}).json()
        claims = claims_of(renewed["token"])
    assert (session["sitting"], renewed["sitting"], claims.sitting) == (first.pk, second.pk, second.pk)


def test_a_revoked_session_renews_nothing(client, slip, site):
    session = post(client, "/vao/phieu", {"slip": slip.secret, "pin": slip.pin, "device": DEVICE}).json()
    actions.revoke([f"host:{site.pk}"])
    answer = post(client, "/vao/gia-han", {"session": session["session"]})
    assert (answer.status_code, answer.json()["code"]) == (401, "session.over")


def test_wrong_pin_and_unknown_slip_get_the_very_same_answer(client, slip):
    wrong = "000000" if slip.pin != "000000" else "000001"
    answers = [
        post(client, "/vao/phieu", {"slip": secret, "pin": wrong, "device": DEVICE}) for secret in (slip.secret, "none")
    ]
    assert answers[0].content == answers[1].content
    assert [answer.status_code for answer in answers] == [401, 401]


def test_refusals_speak_the_language_of_the_header(client):
    vi = post(client, "/vao/lien-ket", {"link": "none"}).json()
    en = post(client, "/vao/lien-ket", {"link": "none"}, HTTP_ACCEPT_LANGUAGE="en").json()
    assert vi == {
        "code": "link.bad",
        "words": "Liên kết không đúng, đã được dùng hoặc đã quá hạn. Đề nghị cấp liên kết mới.",
    }
    assert en["words"] == "The link is not right, was used already or has expired. Please ask for a new one."


def test_a_lecturers_link_gives_his_desk(client, course):
    link = actions.make_link(DeskRole.LECTURER, "00", course.pk)
    given = post(client, "/vao/lien-ket", {"link": link}).json()
    assert (given["role"], given["screen"], given["site"], given["province"]) == ("lecturer", "/lecturer", 0, "")
    assert given["sitting"] == course.sittings.get(no=1).pk


def test_a_provinces_link_binds_to_the_province(client, course):
    link = actions.make_link(DeskRole.PROVINCE, "19", course.pk)
    given = post(client, "/vao/lien-ket", {"link": link, "device": DEVICE}).json()
    assert (given["screen"], given["province"], claims_of(given["token"]).actor) == ("/control", "19", "province:19")


def test_an_organisers_link_signs_him_in(client):
    organiser = cast.account("lan", OfficeRole.ORGANISER)
    link = actions.make_link(DeskRole.ORGANISER, "00", account=organiser)
    answer = post(client, "/vao/lien-ket", {"link": link})
    assert (answer.json(), client.get("/vao/").headers["Location"]) == ({"go": "/office/"}, "/office/")
    assert client.get("/office/").status_code == 200
    client.post("/vao/ra")
    assert client.get("/office/").headers["Location"] == "/vao/"


@pytest.mark.parametrize("path", ["/vao/phieu", "/vao/lien-ket", "/vao/gia-han"])
def test_other_shapes_are_refused_shortly(client, path):
    answers = [
        client.post(path, {"link": "x"}),
        client.post(path, "{}", content_type="text/plain"),
        client.post(path, "{", content_type="application/json"),
        client.post(path, b"\xff\xfe", content_type="application/json"),
        post(client, path, {"unknown": 1}),
        post(client, path, []),
        post(client, path, {"link": "x" * 3000}),
    ]
    assert [(answer.status_code, answer.json()["code"]) for answer in answers] == [
        (415, "door.no_json"),
        (415, "door.no_json"),
        (400, "door.bad"),
        (400, "door.bad"),
        (400, "door.bad"),
        (400, "door.bad"),
        (413, "door.too_long"),
    ]
    assert client.get(path).status_code == 405


def test_the_doors_for_desks_need_no_csrf_token_but_signing_out_does(course):
    from django.test import Client

    strict = Client(enforce_csrf_checks=True)
    assert post(strict, "/vao/lien-ket", {"link": "none"}).status_code == 401
    assert strict.post("/vao/ra").status_code == 403


def test_the_door_page_explains_itself_in_both_languages(client):
    assert "phiếu truy cập trên giấy, kèm mã PIN 6 số" in client.get("/vao/").content.decode()
    english = client.get("/vao/", HTTP_ACCEPT_LANGUAGE="en").content.decode()
    assert "the access slip on paper, with a PIN of six digits" in english
