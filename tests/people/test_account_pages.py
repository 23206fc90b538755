"""The pages of accounts: for the centre's organisers, and for a province its focal persons."""

import re
from datetime import date

import pytest
from django.core import mail
from django.test import Client

from diemcau.people.models import Account, RoleHeld
from diemcau.units.rules import Scope

pytestmark = pytest.mark.django_db
ALL = Scope.everything()
LIST = "/vao/tai-khoan/"
ADD = "/vao/tai-khoan/them"
NEW = {"name": "Trần Minh (MP)", "role": "province", "unit": "01", "starts_on": "01/01/2026"}


def words(answer):
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


@pytest.fixture
def office(somebody):
    """Signs an account in without the door; `office("lan")` is an organiser of the centre."""

    def make(username, role="organiser", unit="00", lang="vi"):
        account = Account.objects.filter(username=username).first() or somebody(username, role, unit)
        client = Client(headers={"Accept-Language": lang})
        client.force_login(account)
        return client

    return make


def names(answer):
    return [row.account.username for row in answer.context["rows"]]


def test_the_centre_sees_every_account_and_a_province_its_focal_persons(office, somebody):
    lan, hoa = office("lan"), office("hoa", "province", "01")
    for username, role, unit in (("tn", "province", "19"), ("dh", "operator", "00"), ("gv", "lecturer", "00")):
        somebody(username, role, unit)
    assert set(names(lan.get(LIST))) == {"dh", "gv", "hoa", "lan", "tn"}
    assert names(hoa.get(LIST)) == ["hoa"]


@pytest.mark.parametrize("role", ["operator", "lecturer"])
def test_others_have_no_accounts_to_look_after(office, role):
    assert office("dh", role).get(LIST).status_code == 404


def test_the_list_costs_the_same_for_one_and_three_accounts(office, somebody, django_assert_num_queries):
    lan = office("lan")
    with django_assert_num_queries(7):
        lan.get(LIST)
    somebody("hoa", "province", "01")
    somebody("mai", "province", "19")
    with django_assert_num_queries(7):
        lan.get(LIST)


def test_the_list_is_searched_without_marks_and_narrowed(office, somebody):
    lan = office("lan")
    somebody("hoa", "province", "01", email="hoa@example.vn")
    Account.objects.filter(username="hoa").update(is_active=False, off="idle")
    assert names(lan.get(LIST, {"q": "nguyen hoa"})) == ["hoa"]
    assert names(lan.get(LIST, {"q": "hoa@example"})) == ["hoa"]
    assert names(lan.get(LIST, {"tinh-trang": "idle"})) == ["hoa"]
    assert names(lan.get(LIST, {"vai-tro": "organiser"})) == ["lan"]
    assert "Tự khóa (45 ngày không dùng)" in words(lan.get(LIST))


def test_an_account_is_added_and_its_link_is_shown_once(office):
    lan = office("lan")
    answer = lan.post(ADD, {**NEW, "email": "minh@example.vn"})
    link = answer.context["url"]
    assert link.startswith("http://testserver/vao/#l=")
    assert "tran-minh-mp" in words(answer)
    minh = Account.objects.get(username="tran-minh-mp")
    held = RoleHeld.rows.of(ALL).get(account=minh)
    assert (held.role, held.unit_id, held.starts_on, held.ends_on) == ("province", "01", date(2026, 1, 1), None)
    assert link.partition("=")[2] not in lan.get(f"{LIST}{minh.pk}").content.decode()
    assert mail.outbox == []


@pytest.mark.parametrize(("lang", "subject"), [("vi", "Mời vào hệ thống Điểm Cầu"), ("en", "Invitation to Điểm Cầu")])
def test_with_mail_the_invitation_is_sent(office, settings, lang, subject):
    settings.MAIL = True
    answer = office("lan", lang=lang).post(ADD, {**NEW, "email": "minh@example.vn"})
    [sent] = mail.outbox
    assert (sent.subject, sent.to) == (subject, ["minh@example.vn"])
    assert answer.context["url"] in sent.body


@pytest.mark.parametrize(
    ("lang", "said"), [("vi", "Tên đăng nhập này đã có người dùng."), ("en", "This user name is taken.")]
)
def test_a_form_that_was_refused_keeps_what_was_typed_and_says_why_beside_the_field(office, lang, said):
    answer = office("lan", lang=lang).post(ADD, {**NEW, "username": "lan"})
    assert answer.status_code == 400
    assert answer.context["form"].errors == {"username": [said]}
    assert 'value="Trần Minh (MP)"' in answer.content.decode()


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"name": ""}, "name"),
        ({"username": "Trần Minh"}, "username"),
        ({"email": "khong-phai-thu"}, "email"),
        ({"unit": "00"}, "unit"),
        ({"unit": "10273"}, "unit"),
        ({"role": "king"}, "role"),
        ({"starts_on": "01/13/2026"}, "starts_on"),
        ({"ends_on": "31/12/2025"}, "ends_on"),
    ],
)
def test_what_is_wrong_with_a_new_account_is_said_at_its_field(office, changed, field):
    answer = office("lan").post(ADD, {**NEW, **changed})
    assert (answer.status_code, list(answer.context["form"].errors)) == (400, [field])


def test_a_province_adds_focal_persons_of_its_own_and_nobody_else(office):
    hoa = office("hoa", "province", "01")
    form = hoa.get(ADD).context["form"]
    assert form.fields["role"].choices == [("province", "Đầu mối cấp tỉnh")]
    assert form.fields["unit"].choices == [("01", "Thành phố Hà Nội")]
    assert hoa.post(ADD, {**NEW, "unit": "19"}).status_code == 400
    assert hoa.post(ADD, {**NEW, "role": "organiser"}).status_code == 400
    assert hoa.post(ADD, NEW).status_code == 200


@pytest.mark.parametrize("act", ["", "/khoa", "/moi-lai", "/bo-xac-thuc"])
def test_an_account_of_another_province_is_not_there(office, somebody, act):
    hoa, other = office("hoa", "province", "01"), somebody("tn", "province", "19")
    assert hoa.post(f"{LIST}{other.pk}{act}", NEW).status_code == 404
    other.refresh_from_db()
    assert (other.is_active, RoleHeld.rows.of(ALL).filter(account=other).count()) == (True, 1)


def test_a_role_of_another_province_is_not_ended_through_an_account_that_is_seen(office, somebody):
    from diemcau.people import actions
    from diemcau.people.rules import OfficeRole

    hoa, both = office("hoa", "province", "01"), somebody("both", "province", "01")
    away = actions.grant(both, OfficeRole.PROVINCE, "19", date(2025, 9, 1))
    page = hoa.get(f"{LIST}{both.pk}")
    assert "Thái Nguyên" not in words(page)
    assert hoa.post(f"{LIST}{both.pk}/vai-tro/{away.pk}/ket-thuc").status_code == 404
    assert hoa.post(f"{LIST}{both.pk}/khoa").status_code == 404


def test_a_role_is_given_and_ended_on_the_page(office, somebody):
    lan, hoa = office("lan"), somebody("hoa", "province", "01")
    page = f"{LIST}{hoa.pk}"
    given = lan.post(page, {"role": "operator", "unit": "00", "starts_on": "01/01/2026"}, follow=True)
    assert "Đã giao vai trò." in words(given)
    assert "Bàn điều hành" in words(given)
    again = lan.post(page, {"role": "operator", "unit": "00", "starts_on": "01/01/2026"})
    assert again.context["form"].errors == {"role": ["Tài khoản đã có vai trò này ở đơn vị này trong thời gian đó."]}
    held = RoleHeld.rows.of(ALL).get(account=hoa, role="operator")
    ended = lan.post(f"{page}/vai-tro/{held.pk}/ket-thuc", follow=True)
    assert "Đã kết thúc vai trò." in words(ended)


def test_blocking_and_inviting_again_on_the_page(office, somebody, door):
    lan, hoa = office("lan"), somebody("hoa", "province", "01")
    assert "Đã khóa tài khoản." in words(lan.post(f"{LIST}{hoa.pk}/khoa", follow=True))
    assert door("hoa")[1].headers["Location"] == "/vao/tam-khoa"
    url = lan.post(f"{LIST}{hoa.pk}/moi-lai").context["url"]
    comer = Client()
    given = comer.post("/vao/lien-ket", {"link": url.partition("=")[2]}, content_type="application/json")
    assert given.json() == {"go": "/vao/toi/mat-khau-dau"}


def test_nobody_sees_buttons_against_himself(office):
    lan = office("lan")
    me = Account.objects.get(username="lan")
    page = lan.get(f"{LIST}{me.pk}").content.decode()
    assert "/khoa" not in page
    assert "/ket-thuc" not in page
    assert lan.post(f"{LIST}{me.pk}/khoa").status_code == 409


@pytest.mark.parametrize(
    ("lang", "title"), [("vi", "Tài khoản không dùng quá 45 ngày tự khóa."), ("en", "switch themselves off.")]
)
def test_the_pages_speak_both_languages(office, lang, title):
    assert title in words(office("lan", lang=lang).get(LIST))


def test_a_mail_server_that_is_away_costs_nobody_his_link(office, settings):
    settings.MAIL = True
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    answer = office("lan").post(ADD, {**NEW, "email": "minh@example.vn"})
    assert (answer.status_code, answer.context["mailed"]) == (200, False)
    assert answer.context["url"] in answer.content.decode()
