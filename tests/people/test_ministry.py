"""A ministry's login, against a real provider of OpenID Connect on this machine."""

import json
import threading
import time
from base64 import urlsafe_b64encode
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlencode, urlsplit

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from django.test import Client

from diemcau.people import actions
from diemcau.people.models import Account

pytestmark = pytest.mark.django_db
CLIENT, SECRET = "diem-cau", "a secret of the tests"


class Provider(ThreadingHTTPServer):
    """Knows one person, gives codes for one client with PKCE, signs with a key of its own."""

    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Answering)
        self.url = f"http://127.0.0.1:{self.server_port}"
        self.key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        self.person = {"sub": "ministry-7", "email": "hoa@example.vn", "email_verified": True}
        self.codes = {}


class Answering(BaseHTTPRequestHandler):
    server: Provider

    def log_message(self, *_args):
        pass

    def say(self, status, body=None, **headers):
        content = json.dumps(body).encode() if body is not None else b""
        self.send_response(status)
        for name, value in {"Content-Type": "application/json", "Content-Length": str(len(content)), **headers}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(content)

    def do_GET(self):
        address, url = urlsplit(self.path), self.server.url
        asked = {name: values[0] for name, values in parse_qs(address.query).items()}
        if address.path == "/.well-known/openid-configuration":
            self.say(
                200,
                {
                    "issuer": url,
                    "authorization_endpoint": f"{url}/authorize",
                    "token_endpoint": f"{url}/token",
                    "userinfo_endpoint": f"{url}/userinfo",
                    "jwks_uri": f"{url}/keys",
                    "token_endpoint_auth_methods_supported": ["client_secret_post"],
                },
            )
        elif address.path == "/keys":
            key = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(self.server.key.public_key()))
            self.say(200, {"keys": [{**key, "kid": "1", "alg": "RS256", "use": "sig"}]})
        elif address.path == "/authorize":
            assert (asked["client_id"], asked["response_type"]) == (CLIENT, "code")
            code = f"code-{len(self.server.codes)}"
            self.server.codes[code] = asked["code_challenge"]
            answer = {"error": "access_denied"} if self.server.person is None else {"code": code}
            where = asked["redirect_uri"] + "?" + urlencode({**answer, "state": asked["state"]})
            self.say(302, Location=where)
        elif address.path == "/userinfo" and self.headers["Authorization"] == "Bearer open":
            self.say(200, self.server.person)
        else:
            self.say(404)

    def do_POST(self):
        sent = {k: v[0] for k, v in parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode()).items()}
        challenge = urlsafe_b64encode(sha256(sent.get("code_verifier", "").encode()).digest()).rstrip(b"=").decode()
        if (sent["client_id"], sent["client_secret"]) != (CLIENT, SECRET) or challenge != self.server.codes.pop(
            sent["code"], None
        ):
            self.say(400, {"error": "invalid_grant"})
            return
        claims = {**self.server.person, "iss": self.server.url, "aud": CLIENT, "exp": int(time.time()) + 60}
        claims["iat"] = int(time.time())
        told = jwt.encode(claims, self.server.key, algorithm="RS256", headers={"kid": "1"})
        self.say(200, {"access_token": "open", "token_type": "Bearer", "expires_in": 60, "id_token": told})


@pytest.fixture
def provider(settings):
    with Provider() as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        app = {"provider_id": "bo", "name": "Bộ Thử", "client_id": CLIENT, "secret": SECRET}
        app["settings"] = {"server_url": server.url}
        settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"OAUTH_PKCE_ENABLED": True, "APPS": [app]}}
        yield server
        server.shutdown()


def sign_in(lang="vi"):
    """Through the door, the provider and back, as a browser follows; the client and the last answer."""
    import requests

    client = Client(headers={"Accept-Language": lang})
    door = client.get("/vao/").content.decode()
    assert 'href="/vao/don-vi/bo"' in door
    to_provider = client.get("/vao/don-vi/bo").headers["Location"]
    back = requests.get(to_provider, allow_redirects=False, timeout=5).headers["Location"]
    address = urlsplit(back)
    return client, client.get(f"{address.path}?{address.query}", follow=True)


def test_the_door_names_the_ministry_only_where_there_is_one(client, country, settings):
    assert "don-vi" not in client.get("/vao/").content.decode()
    assert client.get("/vao/don-vi/bo").status_code == 404


def test_an_invited_address_comes_in_and_stays_linked_when_the_address_changes(somebody, provider, notes):
    hoa = somebody("hoa", email="hoa@example.vn", password="")
    Account.objects.update(password_due=True)
    client, answer = sign_in()
    assert answer.request["PATH_INFO"] == "/office/"
    assert ("account.ministry_linked", f"account:{hoa.pk}") in notes
    provider.person["email"] = "new@example.vn"
    client, answer = sign_in()
    assert client.session["_auth_user_id"] == str(hoa.pk)


@pytest.mark.parametrize(
    "person",
    [
        {"sub": "8", "email": "stranger@example.vn", "email_verified": True},
        {"sub": "8", "email": "hoa@example.vn", "email_verified": False},
        {"sub": "8", "email": "hoa@example.vn"},
        {"sub": "8"},
    ],
)
def test_an_unknown_or_unverified_identity_gets_no_account(somebody, provider, notes, person):
    somebody("hoa", email="hoa@example.vn")
    provider.person = person
    client, answer = sign_in()
    assert "chưa được mời vào hệ thống này" in answer.content.decode()
    assert client.get("/office/").headers["Location"] == "/vao/"
    assert Account.objects.count() == 1
    assert ("account.ministry_unknown", "") in notes


def test_an_account_that_is_off_does_not_come_in_by_the_ministry(somebody, provider):
    lan, hoa = somebody("lan"), somebody("hoa", email="hoa@example.vn")
    actions.block(hoa, lan)
    client, answer = sign_in()
    assert answer.request["PATH_INFO"] == "/vao/tam-khoa"
    actions.wake(hoa, lan)
    sign_in()
    actions.block(hoa, lan)
    client, answer = sign_in()
    assert answer.request["PATH_INFO"] == "/vao/tam-khoa"
    assert client.get("/office/").headers["Location"] == "/vao/"


def test_a_second_factor_is_asked_for_after_the_ministry_too(somebody, provider, door):
    from tests.people.test_sign_in import turn_on

    somebody("hoa", email="hoa@example.vn")
    turn_on(door("hoa")[0])
    client, answer = sign_in()
    assert answer.request["PATH_INFO"] == "/vao/ma"
    assert client.get("/office/").headers["Location"] == "/vao/"


@pytest.mark.parametrize(
    ("lang", "said"), [("vi", "Đồng chí chưa xác nhận ở trang đăng nhập"), ("en", "You did not confirm")]
)
def test_whoever_stops_at_the_ministry_is_back_at_the_door(somebody, provider, lang, said):
    provider.person = None
    _, answer = sign_in(lang)
    assert said in answer.content.decode()


def test_an_answer_that_was_not_asked_for_is_refused_in_words(somebody, provider):
    answer = Client(headers={"Accept-Language": "vi"}).get("/vao/don-vi/bo/ve?code=code-0&state=made-up")
    assert "chưa xác nhận được đồng chí" in answer.content.decode()
