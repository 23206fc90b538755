"""Signing in by password and second factor, and one's own account, as a browser without script does it."""

import re
from datetime import date

import pytest
import time_machine
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.core import mail
from django.test import Client

from diemcau.people import actions, queries
from diemcau.people.models import Account
from diemcau.people.rules import OfficeRole
from tests.people.conftest import PASSWORD

pytestmark = pytest.mark.django_db


def words(answer):
    """What a page says, without its markup."""
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


def code_of(secret):
    """What an app shows now."""
    counters = list(yield_hotp_counters_from_time())
    return format_hotp_value(hotp_value(secret, counters[len(counters) // 2]))


def confirm(client, answer, password=PASSWORD):
    """Give the password once more where that is asked for; the next page."""
    assert answer.headers["Location"].startswith("/vao/xac-nhan?")
    return client.post(answer.headers["Location"], {"password": password}, follow=True)


def turn_on(client):
    """Turn the second factor on; its secret and the codes on paper."""
    page = confirm(client, client.get("/vao/toi/ung-dung"))
    secret = page.context["form"].secret
    shown = client.post("/vao/toi/ung-dung", {"code": code_of(secret)}, follow=True)
    assert shown.request["PATH_INFO"] == "/vao/toi/ma-du-phong"
    return secret, shown.context["unused_codes"]


# --- the door -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("typed", ["hoa", "HOA", "hoa@example.vn", "Hoa@Example.VN"])
def test_an_account_comes_in_by_user_name_or_address(somebody, door, typed):
    somebody("hoa", email="hoa@example.vn")
    client, answer = door(typed)
    assert answer.headers["Location"] == "/office/"
    assert client.get("/office/").status_code == 200


@pytest.mark.parametrize(("typed", "password"), [("hoa", "sai"), ("nobody", PASSWORD), ("a@b.vn", PASSWORD)])
@pytest.mark.parametrize(
    ("lang", "said"),
    [
        ("vi", "Tên đăng nhập, thư điện tử hoặc mật khẩu không đúng."),
        ("en", "The user name, the e-mail or the password is not right."),
    ],
)
def test_a_wrong_name_and_a_wrong_password_are_refused_alike(somebody, door, typed, password, lang, said):
    somebody("hoa", email="hoa@example.vn")
    _, answer = door(typed, password, Client(headers={"Accept-Language": lang}))
    assert said in words(answer)
    assert f'value="{typed}"' in answer.content.decode()


def test_after_five_wrong_passwords_the_right_one_waits_a_quarter_of_an_hour(somebody, door):
    with time_machine.travel("2026-03-01T08:00:00+07:00", tick=False) as clock:
        somebody("hoa")
        for _ in range(5):
            door("hoa", "sai")
        client, answer = door("hoa")
        assert "Thử quá nhiều lần. Đồng chí đợi 15 phút rồi thử lại." in words(answer)
        assert client.get("/office/").headers["Location"] == "/vao/"
        clock.shift(15 * 60 + 1)
        assert door("hoa")[1].headers["Location"] == "/office/"


def test_whoever_tries_too_often_gets_a_calm_page(somebody, door, settings):
    settings.ACCOUNT_RATE_LIMITS = {**settings.ACCOUNT_RATE_LIMITS, "login": "3/m/ip"}
    somebody("hoa")
    assert [door(name, "sai")[1].status_code for name in ("an", "binh", "chi")] == [200, 200, 200]
    for lang, said in (("vi", "Đồng chí đợi 1 phút rồi thử lại."), ("en", "Please wait a minute and try again.")):
        _, answer = door("hoa", client=Client(headers={"Accept-Language": lang}))
        assert (answer.status_code, said in words(answer)) == (429, True)


def test_an_account_that_is_off_is_told_whom_to_ask(somebody, door, notes):
    hoa, lan = somebody("hoa"), somebody("lan")
    actions.block(hoa, lan)
    client, answer = door("hoa")
    assert answer.headers["Location"] == "/vao/tam-khoa"
    assert "Tài khoản đang khóa" in words(client.get("/vao/tam-khoa"))
    assert ("account.refused_off", f"account:{hoa.pk}") in notes


def test_an_account_without_use_for_45_days_is_off_at_the_door_even_before_the_worker_has_seen_it(somebody, door):
    with time_machine.travel("2026-03-01T08:00:00+07:00", tick=False):
        hoa = somebody("hoa")
    with time_machine.travel("2026-04-16T08:00:00+07:00", tick=False):
        assert door("hoa")[1].headers["Location"] == "/vao/tam-khoa"
    hoa.refresh_from_db()
    assert hoa.off == "idle"


def test_signing_in_and_out_is_noted_and_what_strangers_type_is_not(somebody, door, notes):
    hoa = somebody("hoa")
    notes.clear()
    door("hoa", "sai")
    door("mat-khau-cua-toi", "sai")
    client, _ = door("hoa")
    client.post("/vao/ra")
    assert notes == [
        ("account.sign_in_failed", f"account:{hoa.pk}"),
        ("account.sign_in_failed", ""),
        ("account.signed_in", f"account:{hoa.pk}"),
        ("account.signed_out", f"account:{hoa.pk}"),
    ]


def test_the_audit_log_has_device_and_address_of_a_sign_in(somebody, door):
    from diemcau.record.models import AuditEntry
    from diemcau.units.rules import Scope

    somebody("hoa")
    chrome = "Mozilla/5.0 (Windows NT 6.1) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/109.0.0.0 Safari/537.36"
    door("hoa", client=Client(headers={"User-Agent": chrome}))
    entry = AuditEntry.rows.of(Scope.everything()).get(action="account.signed_in")
    assert (entry.device, entry.address) == ("Chrome 109, Windows 7", "127.0.0.1")


# --- the first password, and others -------------------------------------------------------------------------


def invited(client=None):
    account, path = actions.invite("Trần Minh (MP)", "minh@example.vn", OfficeRole.PROVINCE, "01", queries.today())
    client = client or Client(headers={"Accept-Language": "vi"})
    given = client.post("/vao/lien-ket", {"link": path.partition("=")[2]}, content_type="application/json").json()
    return account, client, given


def test_an_invited_account_sets_a_password_before_anything_else(country):
    _account, client, given = invited()
    assert given == {"go": "/vao/toi/mat-khau-dau"}
    for path in ("/office/", "/vao/toi/", "/vao/tai-khoan/"):
        assert client.get(path).headers["Location"] == "/vao/toi/mat-khau-dau"
    page = client.get("/vao/toi/mat-khau-dau")
    assert "tran-minh-mp" in words(page)
    short = client.post("/vao/toi/mat-khau-dau", {"password1": "ngan", "password2": "ngan"})
    assert "Mật khẩu cần ít nhất 14 ký tự." in words(short)
    assert "Mật khẩu cần có chữ hoa." in words(short)
    done = client.post("/vao/toi/mat-khau-dau", {"password1": PASSWORD, "password2": PASSWORD})
    assert done.headers["Location"] == "/vao/toi/"
    assert client.get("/office/").status_code == 200


def test_two_passwords_that_differ_are_refused_in_words(country):
    _, client, _ = invited()
    answer = client.post("/vao/toi/mat-khau-dau", {"password1": PASSWORD, "password2": PASSWORD + "x"})
    assert "Hai lần nhập mật khẩu không giống nhau." in words(answer)


def test_a_password_is_changed_with_the_old_one_and_signs_others_out(somebody, door):
    somebody("hoa")
    (here, _), (there, _) = door("hoa"), door("hoa")
    new = {"password1": "Bai-moi-nam-2027!", "password2": "Bai-moi-nam-2027!"}
    wrong = here.post("/vao/toi/mat-khau", {"oldpassword": "sai", **new})
    assert "Mật khẩu hiện tại không đúng." in words(wrong)
    right = here.post("/vao/toi/mat-khau", {"oldpassword": PASSWORD, **new}, follow=True)
    assert "Đã đổi mật khẩu." in words(right)
    assert here.get("/office/").status_code == 200
    assert there.get("/office/").headers["Location"] == "/vao/"


def test_without_mail_a_forgotten_password_is_a_matter_of_whom_to_ask(somebody):
    somebody("hoa", email="hoa@example.vn")
    client = Client(headers={"Accept-Language": "vi"})
    assert "Hệ thống này không gửi thư." in words(client.get("/vao/quen-mat-khau"))
    client.post("/vao/quen-mat-khau", {"email": "hoa@example.vn"})
    assert mail.outbox == []


@pytest.mark.parametrize(
    ("lang", "subject"), [("vi", "Đặt lại mật khẩu Điểm Cầu"), ("en", "A new password for Điểm Cầu")]
)
def test_with_mail_a_forgotten_password_is_set_anew_by_a_link_that_works_once(somebody, door, settings, lang, subject):
    settings.MAIL = True
    somebody("hoa", email="hoa@example.vn")
    client = Client(headers={"Accept-Language": lang})
    for address in ("hoa@example.vn", "nobody@example.vn"):
        answer = client.post("/vao/quen-mat-khau", {"email": address})
        assert answer.headers["Location"] == "/vao/quen-mat-khau/da-gui"
    assert [(one.subject, one.to) for one in mail.outbox] == [(subject, ["hoa@example.vn"])]
    path = re.search(r"http://testserver(/vao/\S+)", mail.outbox[0].body)[1]
    form = client.get(path, follow=True)
    assert form.status_code == 200
    new = {"password1": "Bai-moi-nam-2027!", "password2": "Bai-moi-nam-2027!"}
    done = client.post(form.request["PATH_INFO"], new)
    assert done.headers["Location"] == "/vao/quen-mat-khau/xong"
    assert door("hoa", new["password1"])[1].headers["Location"] == "/office/"
    used = words(Client(headers={"Accept-Language": "vi"}).get(path, follow=True))
    assert "Liên kết không đúng, đã được dùng hoặc đã quá hạn." in used


# --- the second factor --------------------------------------------------------------------------------------


def test_a_second_factor_is_turned_on_and_then_asked_for(somebody, door, notes):
    hoa = somebody("hoa")
    client, _ = door("hoa")
    wrong = confirm(client, client.get("/vao/toi/ung-dung"))
    secret = wrong.context["form"].secret
    assert "Mã không đúng hoặc đã hết hạn." in words(client.post("/vao/toi/ung-dung", {"code": "000000"}))
    client.post("/vao/toi/ung-dung", {"code": code_of(secret)})
    assert "Đã bật" in words(client.get("/vao/toi/"))

    other, answer = door("hoa")
    assert answer.headers["Location"] == "/vao/ma"
    assert other.get("/office/").headers["Location"] == "/vao/"
    assert "Mã không đúng" in words(other.post("/vao/ma", {"code": "000000"}))
    assert other.post("/vao/ma", {"code": code_of(secret)}).headers["Location"] == "/office/"
    hoa_notes = [action for action, subject in notes if subject == f"account:{hoa.pk}"]
    assert [hoa_notes.count(action) for action in ("account.factor_set", "account.code_failed")] == [1, 1]


def test_a_code_of_the_app_opens_once(somebody, door):
    somebody("hoa")
    client, _ = door("hoa")
    secret, _ = turn_on(client)
    code = code_of(secret)
    (one, _), (two, _) = door("hoa"), door("hoa")
    assert one.post("/vao/ma", {"code": code}).status_code == 302
    assert "Mã không đúng" in words(two.post("/vao/ma", {"code": code}))


def test_a_code_on_paper_opens_once(somebody, door):
    somebody("hoa")
    client, _ = door("hoa")
    _, codes = turn_on(client)
    assert len(codes) == 10
    assert door("hoa")[0].post("/vao/ma", {"code": codes[0]}).headers["Location"] == "/office/"
    assert "Mã không đúng" in words(door("hoa")[0].post("/vao/ma", {"code": codes[0]}))
    assert "Còn 9 mã chưa dùng." in words(client.get("/vao/toi/"))


def test_new_codes_on_paper_end_the_old_ones(somebody, door):
    somebody("hoa")
    client, _ = door("hoa")
    _, old = turn_on(client)
    shown = client.post("/vao/toi/ma-du-phong/moi", follow=True)
    assert set(shown.context["unused_codes"]).isdisjoint(old)


def test_secrets_of_apps_and_paper_lie_encrypted(somebody, door):
    from allauth.mfa.models import Authenticator

    somebody("hoa")
    client, _ = door("hoa")
    secret, codes = turn_on(client)
    stored = " ".join(str(one.data) for one in Authenticator.objects.all())
    assert secret not in stored
    assert not any(code in stored for code in codes)


def test_an_invitation_does_not_go_round_the_second_factor(somebody, door):
    lan, hoa = somebody("lan"), somebody("hoa")
    client, _ = door("hoa")
    secret, _ = turn_on(client)
    path = actions.wake(hoa, lan)
    comer = Client()
    given = comer.post("/vao/lien-ket", {"link": path.partition("=")[2]}, content_type="application/json").json()
    assert given == {"go": "/vao/ma"}
    assert comer.post("/vao/ma", {"code": code_of(secret)}).headers["Location"] == "/vao/toi/mat-khau-dau"


def test_eight_characters_do_with_a_second_factor_and_no_longer_without(somebody, door):
    somebody("hoa")
    client, _ = door("hoa")
    turn_on(client)
    short = {"oldpassword": PASSWORD, "password1": "Bai-m-27", "password2": "Bai-m-27"}
    client.post("/vao/toi/mat-khau", short)
    assert Account.objects.get(username="hoa").check_password("Bai-m-27")
    client.post("/vao/toi/ung-dung/bo")
    assert client.get("/office/").headers["Location"] == "/vao/toi/mat-khau-dau"
    again = client.post("/vao/toi/mat-khau-dau", {"password1": "Bai-m-28", "password2": "Bai-m-28"})
    assert "Mật khẩu cần ít nhất 14 ký tự." in words(again)


def test_a_lost_second_factor_is_reset_by_whoever_manages_the_account(somebody, door):
    lan, hoa = somebody("lan"), somebody("hoa")
    turn_on(door("hoa")[0])
    actions.reset_second_factor(hoa, lan)
    client, answer = door("hoa")
    assert answer.headers["Location"] == "/office/"
    assert "Chưa bật" in words(client.get("/vao/toi/"))


# --- sessions -----------------------------------------------------------------------------------------------


def test_sessions_are_listed_with_their_device_and_ended_one_by_one_or_all_but_this(somebody, door):
    somebody("hoa")
    phone = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0) AppleWebKit/605.1.15 Version/18.0 Mobile/15E148 Safari/604.1"
    here, _ = door("hoa")
    there, _ = door("hoa", client=Client(headers={"User-Agent": phone}))
    third, _ = door("hoa")
    page = here.get("/vao/toi/phien")
    assert "Safari 18, iPhone" in words(page)
    [pk] = [one.pk for one, device in page.context["sessions"] if device == "Safari 18, iPhone"]
    here.post(f"/vao/toi/phien/{pk}/ket-thuc")
    assert there.get("/office/").headers["Location"] == "/vao/"
    assert third.get("/office/").status_code == 200
    here.post("/vao/toi/phien")
    assert third.get("/office/").headers["Location"] == "/vao/"
    assert here.get("/office/").status_code == 200


def test_nobody_ends_a_session_of_somebody_else(somebody, door):
    somebody("hoa")
    somebody("mai")
    (of_hoa, _), (of_mai, _) = door("hoa"), door("mai")
    [(session, _)] = of_hoa.get("/vao/toi/phien").context["sessions"]
    of_mai.post(f"/vao/toi/phien/{session.pk}/ket-thuc")
    assert of_hoa.get("/office/").status_code == 200


def test_a_session_ends_twelve_hours_after_its_last_use_and_use_is_put_down_once_a_day(somebody, door):
    with time_machine.travel("2026-03-01T08:00:00+07:00", tick=False) as clock:
        somebody("hoa")
        client, _ = door("hoa")
        for _ in range(3):
            clock.shift(11 * 3600)
            assert client.get("/office/").status_code == 200
        assert Account.objects.get(username="hoa").used_on == date(2026, 3, 2)
        clock.shift(12 * 3600 + 1)
        assert client.get("/office/").headers["Location"] == "/vao/"


def test_what_this_house_does_not_use_of_allauth_is_not_there(client, country):
    for path in ("signup/", "email/", "password/change/", "login/", "toi/ma-du-phong/download/", "social/connections/"):
        assert client.get(f"/vao/{path}").status_code == 404
