"""No English sentence of allauth or Django on a Vietnamese page: their own texts are looked for on every page."""

import ast
import re
from pathlib import Path

import allauth
import django
import pytest
from django.core import mail
from django.test import Client

from diemcau.people import actions, queries
from diemcau.people.adapters import Accounts, Errors, Ministry, SecondFactors
from diemcau.people.rules import OfficeRole
from tests.people.conftest import PASSWORD
from tests.people.test_sign_in import code_of, confirm, turn_on, words

pytestmark = pytest.mark.django_db
NEW = {"password1": "Bai-moi-nam-2027!", "password2": "Bai-moi-nam-2027!"}


def texts_of(catalogue: Path) -> set[str]:
    """The English texts of a catalogue of gettext, up to their first field."""
    found = re.findall(r'^msgid ((?:".*"\n)+)', catalogue.read_text(encoding="utf-8"), re.MULTILINE)
    whole = ("".join(ast.literal_eval(line) for line in text.splitlines()) for text in found)
    return {re.split(r"%\(|%s|%d|\{", " ".join(text.split()))[0].strip() for text in whole}


ENGLISH = {
    text
    for text in texts_of(Path(allauth.__file__).parent / "locale/de/LC_MESSAGES/django.po")
    | texts_of(Path(django.__file__).parent / "conf/locale/vi/LC_MESSAGES/django.po")
    if len(text.split()) >= 3
}


def english_on(page):
    said = words(page)
    return {text for text in ENGLISH if text in said}


def test_the_texts_that_are_looked_for_are_those_of_allauth():
    assert len(ENGLISH) > 250
    assert {"You must type the same password each time.", "Forgot your password?"} <= ENGLISH


def test_every_refusal_that_allauth_knows_has_our_words():
    known = {
        code
        for adapter in (Accounts, SecondFactors, Ministry)
        for parent in adapter.__mro__[1:]
        for code in getattr(parent, "error_messages", {})
    }
    assert known - set(Errors()) == set()


def states(somebody, door):
    """Every page and error of signing in and of one's own account, in Vietnamese: (what it is, the answer)."""
    stranger = Client(headers={"Accept-Language": "vi"})
    somebody("hoa", email="hoa@example.vn")
    yield "door", stranger.get("/vao/")
    yield "nothing typed", stranger.post("/vao/", {})
    yield "wrong password", door("hoa", "sai")[1]
    yield "wrong address", door("hoa@example.vn", "sai")[1]
    for path in ("tam-khoa", "quen-mat-khau", "quen-mat-khau/da-gui", "quen-mat-khau/xong", "don-vi/huy"):
        yield path, stranger.get(f"/vao/{path}")
    yield "no address", stranger.post("/vao/quen-mat-khau", {"email": "x"})
    yield "unknown address", stranger.post("/vao/quen-mat-khau", {"email": "x@example.vn"}, follow=True)
    stranger.post("/vao/quen-mat-khau", {"email": "hoa@example.vn"})
    path = re.search(r"http://testserver(/vao/\S+)", mail.outbox[-1].body)[1]
    form = stranger.get(path, follow=True)
    yield "by mail", form
    yield "by mail, nothing typed", stranger.post(form.request["PATH_INFO"], {})
    yield "by mail, too short", stranger.post(form.request["PATH_INFO"], {"password1": "a", "password2": "b"})
    yield "by mail, dead", stranger.get("/vao/quen-mat-khau/1-x-y", follow=True)

    _account, link = actions.invite("Trần Minh (MP)", "", OfficeRole.PROVINCE, "01", queries.today())
    comer = Client(headers={"Accept-Language": "vi"})
    comer.post("/vao/lien-ket", {"link": link.partition("=")[2]}, content_type="application/json")
    yield "first password", comer.get("/vao/toi/mat-khau-dau")
    yield "first password, bad", comer.post("/vao/toi/mat-khau-dau", {"password1": "x", "password2": "y"})

    me, _ = door("hoa")
    yield "me", me.get("/vao/toi/")
    yield "sessions", me.get("/vao/toi/phien")
    yield "change", me.get("/vao/toi/mat-khau")
    yield "change, bad", me.post("/vao/toi/mat-khau", {"oldpassword": "x", "password1": "x", "password2": "y"})
    yield "changed", me.post("/vao/toi/mat-khau", {"oldpassword": PASSWORD, **NEW}, follow=True)
    again = me.get("/vao/toi/ung-dung")
    yield "again", me.get(again.headers["Location"])
    yield "again, bad", me.post(again.headers["Location"], {"password": "x"})
    app = confirm(me, again, NEW["password1"])
    yield "app", app
    yield "app, bad", me.post("/vao/toi/ung-dung", {"code": "1"})
    yield "app on", me.post("/vao/toi/ung-dung", {"code": code_of(app.context["form"].secret)}, follow=True)
    yield "me, with app", me.get("/vao/toi/")
    yield "again by code", me.get("/vao/xac-nhan-ma?next=/vao/toi/")
    yield "again by code, bad", me.post("/vao/xac-nhan-ma?next=/vao/toi/", {"code": "1"})
    yield "new codes", me.get("/vao/toi/ma-du-phong/moi")
    yield "new codes made", me.post("/vao/toi/ma-du-phong/moi", follow=True)
    second, _ = door("hoa", NEW["password1"])
    yield "second", second.get("/vao/ma")
    yield "second, bad", second.post("/vao/ma", {"code": "1"})
    for _ in range(5):
        second.post("/vao/ma", {"code": "1"})
    yield "second, too often", second.post("/vao/ma", {"code": "1"})
    yield "drop app", me.get("/vao/toi/ung-dung/bo")
    yield "app dropped", me.post("/vao/toi/ung-dung/bo", follow=True)
    yield "others ended", me.post("/vao/toi/phien", follow=True)


def test_no_page_of_signing_in_says_anything_in_english(somebody, door, settings):
    settings.MAIL = True
    seen, bad = [], {}
    for name, page in states(somebody, door):
        seen.append(name)
        assert page.status_code in {200, 400}, name
        assert '<html lang="vi">' in page.content.decode(), name
        if found := english_on(page):
            bad[name] = found
    assert len(seen) == 38
    assert bad == {}


def test_no_mail_says_anything_in_english(somebody, door, settings):
    settings.MAIL = True
    lan = somebody("lan")
    hoa = somebody("hoa", email="hoa@example.vn")
    me, _ = door("hoa")
    me.post("/vao/toi/mat-khau", {"oldpassword": PASSWORD, **NEW})
    Client(headers={"Accept-Language": "vi"}).post("/vao/quen-mat-khau", {"email": "hoa@example.vn"})
    actions.mail_invitations([(hoa, "http://testserver" + actions.wake(hoa, lan))], "vi")
    assert [one.subject for one in mail.outbox] == [
        "Tài khoản Điểm Cầu vừa có thay đổi",
        "Đặt lại mật khẩu Điểm Cầu",
        "Mời vào hệ thống Điểm Cầu",
    ]
    text = " ".join(" ".join(f"{one.subject} {one.body}".split()) for one in mail.outbox)
    assert {english for english in ENGLISH if english in text} == set()


@pytest.mark.parametrize(
    ("lang", "subject"), [("vi", "Tài khoản Điểm Cầu vừa có thay đổi"), ("en", "Your Điểm Cầu account was changed")]
)
def test_a_change_of_the_second_factor_is_told_by_mail(
    somebody, door, settings, lang, subject, django_capture_on_commit_callbacks
):
    settings.MAIL = True
    somebody("hoa", email="hoa@example.vn")
    client, _ = door("hoa", client=Client(headers={"Accept-Language": lang}))
    with django_capture_on_commit_callbacks(execute=True):
        turn_on(client)
    assert [one.subject for one in mail.outbox] == [subject]
