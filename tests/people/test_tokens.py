"""Signed tokens: they say what was signed, and nothing else is believed."""

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from diemcau.base.refused import Refused
from diemcau.base.tokens import LIVE, Claims, key_from, mint, read

KEY = key_from("a secret of the installation", LIVE)
HOST = Claims("host", 3, 1, 12, 0, "01", "host:12", "device-1", 2, 1_000_000)


def code_of(token, key=KEY, now=0):
    with pytest.raises(Refused) as no:
        read(token, key, now)
    return no.value.code, no.value.status


def test_a_token_says_what_was_signed():
    assert read(mint(HOST, KEY), KEY, 999_999) == HOST


def test_a_token_is_old_from_its_last_millisecond_on():
    assert code_of(mint(HOST, KEY), now=1_000_000) == ("token.old", 401)


def test_a_key_of_another_purpose_or_secret_is_not_believed():
    assert code_of(mint(HOST, key_from("a secret of the installation", "other"))) == ("token.bad", 401)
    assert code_of(mint(HOST, key_from("another secret", LIVE))) == ("token.bad", 401)


def test_keys_have_256_bits_and_differ_by_purpose():
    assert {len(key_from("s", purpose)) for purpose in ("a", "b")} == {32}
    assert key_from("s", "a") != key_from("s", "b")


@pytest.mark.parametrize("token", ["", ".", "a.b", "x" * 5000, "é.é", mint(HOST, KEY) + "=", mint(HOST, KEY) + "."])
def test_what_is_no_token_is_refused(token):
    assert code_of(token) == ("token.bad", 401)


def test_signed_nonsense_is_refused():
    import hmac
    from base64 import urlsafe_b64encode

    for raw in (b"{}", b"[1]", b"\xff\xfe", msgspec.json.encode([*msgspec.structs.astuple(HOST), "more"])):
        body = urlsafe_b64encode(raw).rstrip(b"=")
        mac = urlsafe_b64encode(hmac.digest(KEY, body, "sha256")).rstrip(b"=")
        assert code_of((body + b"." + mac).decode()) == ("token.bad", 401)


@given(st.data())
def test_no_changed_letter_is_believed(data):
    token = mint(HOST, KEY)
    place = data.draw(st.integers(0, len(token) - 1))
    letter = data.draw(st.characters(codec="ascii").filter(lambda c: c != token[place]))
    assert code_of(token[:place] + letter + token[place + 1 :]) == ("token.bad", 401)


@given(
    st.builds(
        Claims,
        *[st.text(max_size=20)],
        *[st.integers(0, 2**53)] * 4,
        *[st.text(max_size=20)] * 3,
        *[st.integers(0, 2**53)] * 2,
    )
)
def test_every_claim_comes_back(claims):
    assert len(mint(claims, KEY)) > 1024 or read(mint(claims, KEY), KEY, claims.expires - 1) == claims
