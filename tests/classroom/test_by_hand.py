"""What a device signed: a late batch that it sends itself, and one that somebody carries for it."""

import json
from base64 import urlsafe_b64encode
from typing import Any

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from hypothesis import given
from hypothesis import strategies as st

from diemcau.activities.kind import Role, Who
from diemcau.base import tokens
from diemcau.base.refused import Refused
from diemcau.classroom.live import badges
from diemcau.journal.store import Store
from tests.classroom.planting import Bug
from tests.classroom.rig import Live, command_id, plan, token
from tests.faults.sowing import sown

HOST = token(Role.HOST, site=1, province="01")
KEY = b"k" * 32
BODY = b'{"commands":[]}'


def text64(raw: bytes) -> str:
    return urlsafe_b64encode(raw).rstrip(b"=").decode()


class Device:
    """A device with a key, as a browser has one."""

    def __init__(self) -> None:
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.badge = ""

    @property
    def public(self) -> str:
        return text64(self.key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint))

    def register(self, live: Live, bearer: str = HOST) -> None:
        status, answer = live.post("/live/badge", {"key": self.public}, bearer)
        assert status == 200, answer
        self.badge = answer["badge"]

    def sign(self, body: bytes) -> str:
        pair = decode_dss_signature(
            self.key.sign(badges.WORDS + self.badge.encode() + b"\n" + body, ec.ECDSA(hashes.SHA256()))
        )
        return text64(b"".join(number.to_bytes(32) for number in pair))

    def carried(self, body: bytes) -> dict[str, str]:
        return {"badge": self.badge, "signature": self.sign(body), "body": body.decode()}


def marks(*seats: int) -> bytes:
    commands = [
        {
            "id": command_id(),
            "kind": "presence.mark",
            "body": {"seat": seat, "status": "co_mat"},
            "claimed_at": 1_757_120_500_000 + seat,
        }
        for seat in seats
    ]
    return json.dumps({"commands": commands}).encode()


def carry(live: Live, device: Device, body: bytes, **other: str) -> tuple[int, Any]:
    return live.post("/live/carry", device.carried(body) | other)


def aside(live: Live) -> list[tuple[Any, ...]]:
    store = Store(live.journal, read_only=True)
    try:
        return store.run("SELECT site, actor, code FROM journal_quarantine ORDER BY id")
    finally:
        store.close()


def marked(live: Live) -> list[str]:
    store = Store(live.journal, read_only=True)
    try:
        return [f"{f.actor} {f.claimed_at}" for f in store.facts("sitting:1") if f.kind == "presence.marked"]
    finally:
        store.close()


def test_a_carried_batch_is_taken_once_as_from_its_desk_and_the_desk_gets_the_same_receipts(live: Live) -> None:
    live.open(plan())
    device, body = Device(), marks(101, 102, 103)
    device.register(live)
    status, first = carry(live, device, body)
    assert status == 200
    assert [("seq" in one, one["repeat"]) for one in first["receipts"]] == [(True, False)] * 3
    assert carry(live, device, body)[1]["receipts"] == [one | {"repeat": True} for one in first["receipts"]]
    _, own = live.call("POST", "/live/commands", body, HOST)
    assert own["receipts"] == [one | {"repeat": True} for one in first["receipts"]]  # with the same macs
    assert marked(live) == [f"host:1 {1_757_120_500_000 + seat}" for seat in (101, 102, 103)]
    assert aside(live) == []


def test_a_batch_that_its_device_did_not_sign_lies_in_quarantine_whoever_brings_it(live: Live) -> None:
    live.open(plan())
    device, other, body = Device(), Device(), marks(101)
    device.register(live)
    other.badge = device.badge
    status, answer = carry(live, device, body, signature=other.sign(body))
    assert (status, answer["receipts"][0]["refused"]["code"]) == (200, "batch.forged")
    headers = {"diemcau_badge": device.badge, "diemcau_signature": other.sign(body)}
    _, own = live.call("POST", "/live/commands", body, HOST, **headers)
    assert own["receipts"][0]["refused"]["code"] == "batch.forged"
    assert aside(live) == [(1, "host:1", "batch.forged")] * 2
    assert marked(live) == []
    assert live.get("/live/roster", HOST)[1]["quarantine"] == 2  # the host sees it


def test_what_is_forged_with_a_badge_fills_no_quarantine_and_leaves_its_owner_his_share(live: Live) -> None:
    live.open(plan())
    device, other = Device(), Device()
    device.register(live, token(Role.PHONE, site=1, seat=101))
    other.badge = device.badge
    forged = [carry(live, device, body, signature=other.sign(body))[0] for body in [marks(*[101] * 200)] * 4]
    assert (forged, len(aside(live))) == ([200, 200, 429, 429], 400)
    said = {"id": command_id(), "kind": "presence.check_in", "body": {}}
    own = carry(live, device, json.dumps({"commands": [said]}).encode())
    assert (own[0], "seq" in own[1]["receipts"][0]) == (200, True)


def test_a_phone_that_sends_without_end_waits(live: Live) -> None:
    live.open(plan())
    phone, batch = token(Role.PHONE, site=1, seat=101), json.loads(marks(*[101] * 200))
    codes = [live.post("/live/commands", batch, phone)[0] for _ in range(3)]
    assert codes == [200, 200, 429]


def test_a_late_batch_of_a_desk_is_believed_with_its_signature_and_without_one(live: Live) -> None:
    live.open(plan())
    device, signed, plain = Device(), marks(101), marks(102)
    device.register(live)
    headers = {"diemcau_badge": device.badge, "diemcau_signature": device.sign(signed)}
    _, one = live.call("POST", "/live/commands", signed, HOST, **headers)
    _, two = live.call("POST", "/live/commands", plain, HOST)
    assert ["seq" in answer["receipts"][0] for answer in (one, two)] == [True, True]


def test_a_signature_of_one_desk_does_not_speak_for_another(live: Live) -> None:
    live.open(plan())
    device, body = Device(), marks(201)
    device.register(live)
    headers = {"diemcau_badge": device.badge, "diemcau_signature": device.sign(body)}
    _, answer = live.call("POST", "/live/commands", body, token(Role.HOST, site=2, province="01"), **headers)
    assert answer["receipts"][0]["refused"]["code"] == "batch.forged"
    status, answer = carry(live, device, body)  # a good signature, about somebody else's seat
    assert (status, answer["receipts"][0]["refused"]["code"]) == (200, "subject.foreign")
    assert aside(live) == [(2, "host:2", "batch.forged"), (1, "host:1", "subject.foreign")]


def test_what_bears_no_badge_of_ours_is_refused_and_leaves_nothing(live: Live) -> None:
    live.open(plan())
    device, body = Device(), marks(101)
    for badge in ("", "x", "x.y", "đ", text64(b"[1]") + "." + text64(b"0" * 32), HOST):
        device.badge = badge
        status, answer = live.post("/live/carry", {"badge": badge, "signature": "", "body": body.decode()})
        assert (status, answer["code"]) == (403, "badge.bad")
    assert (aside(live), marked(live)) == ([], [])


def test_a_device_whose_rights_ended_is_heard_and_not_believed(live: Live) -> None:
    live.open(plan())
    device, body = Device(), marks(101)
    device.register(live)
    status, _ = live.post("/live/office/revoke", {"actor": "host:1", "epoch": 2}, token(Role.OFFICE))
    assert status == 200
    for _ in range(100):  # the accept processes hear of it within a moment
        answer = carry(live, device, body)[1]["receipts"][0]
        if "refused" in answer:
            break
    assert answer["refused"]["code"] == "batch.revoked"
    assert {row[2] for row in aside(live)} == {"batch.revoked"}


def test_only_those_who_keep_an_outbox_get_a_badge(live: Live) -> None:
    live.open(plan())
    key = {"key": Device().public}
    assert live.post("/live/badge", key)[0] == 401
    for role, allowed in ((Role.CHAIR, 200), (Role.TECHNICIAN, 200), (Role.ROOM, 403), (Role.PROVINCE, 403)):
        bearer = token(role, site=1 if role != Role.PROVINCE else 0, province="01")
        assert live.post("/live/badge", key, bearer)[0] == allowed
    assert live.post("/live/badge", key, token(Role.PHONE, site=1, seat=101))[0] == 200
    assert live.post("/live/badge", {"key": text64(b"\x04" + b"\x07" * 64)}, HOST)[1]["code"] == "command.bad_body"


def test_a_carried_claim_of_a_seat_and_a_batch_too_long_are_refused(live: Live) -> None:
    live.open(plan())
    device = Device()
    device.register(live)
    claim = {"id": command_id(), "kind": "sitting.claim", "body": {"seat": 101, "evidence": "host"}}
    assert carry(live, device, json.dumps({"commands": [claim]}).encode())[1]["code"] == "command.not_yours"
    assert carry(live, device, marks(*([101] * 201)))[1]["code"] == "command.too_many"
    assert carry(live, device, b"{")[1]["code"] == "command.bad_body"


def test_who_carries_too_much_waits(live: Live) -> None:
    live.open(plan())
    device = Device()
    device.register(live)
    codes = [carry(live, device, BODY)[0] for _ in range(125)]
    assert (codes[0], codes[-1]) == (200, 429)


claims = tokens.Claims("host", 1, 1, 1, 0, "01", "host:1", "device", 3, 10)
sender = Who(Role.HOST, "host:1", 1, 0, "01", "device")


@pytest.fixture(scope="module")
def signed() -> tuple[str, str]:
    device = Device()
    device.badge = badges.mint(claims, sender, badges.Device(device.public), KEY)
    return device.badge, device.sign(BODY)


def holds(badge: str, signature: str, body: bytes) -> bool:
    try:
        return badges.is_signed(badges.read(badge, KEY), badge, signature, body)
    except Refused:
        return False


@given(st.data())
def test_a_batch_with_one_sign_changed_is_never_believed(signed: tuple[str, str], data: st.DataObject) -> None:
    badge, signature = signed
    assert holds(badge, signature, BODY)
    parts = [badge.encode(), signature.encode(), BODY]
    which = data.draw(st.integers(0, 2))
    at = data.draw(st.integers(0, len(parts[which]) - (2 if which == 1 else 1)))
    new = data.draw(st.integers(0, 127).filter(lambda value: value != parts[which][at]))
    parts[which] = parts[which][:at] + bytes([new]) + parts[which][at + 1 :]
    assert not holds(parts[0].decode(), parts[1].decode(), parts[2])


@given(st.text(max_size=400), st.text(max_size=200), st.binary(max_size=40))
def test_nonsense_is_never_believed(badge: str, signature: str, body: bytes) -> None:
    assert not holds(badge, signature, body)


def test_a_badge_says_who_came_in_and_nothing_opens_by_it(signed: tuple[str, str]) -> None:
    badge = badges.read(signed[0], KEY)
    assert (badge.sitting, badge.epoch, badge.who) == (1, 3, sender)
    with pytest.raises(Refused, match=r"token\.bad"):
        tokens.read(signed[0], KEY, 0)
    with pytest.raises(Refused, match=r"badge\.bad"):
        badges.read(tokens.mint(claims, KEY), KEY)


BUGS = [
    Bug("classroom.live.badges", "        device.verify(pair,", "        _ = (pair,"),
    Bug(
        "classroom.live.badges",
        "    own = (badge.sitting, badge.who.actor) == (claims.sitting, claims.actor)",
        "    own = True",
    ),
    Bug("classroom.turns", "                if sent.suspect:", "                if False:"),
    Bug("classroom.live.accept", '            suspect = "batch.revoked"', "            pass"),
    Bug("classroom.live.accept", 'f"{suspect} {gate.share_of(badge.who)}".strip()', "gate.share_of(badge.who)"),
    Bug("classroom.live.accept", "counted = suspect or badge.who.role == Role.PHONE", "counted = False"),
]
GUARDS = [
    test_a_batch_that_its_device_did_not_sign_lies_in_quarantine_whoever_brings_it,
    test_a_signature_of_one_desk_does_not_speak_for_another,
    test_a_batch_that_its_device_did_not_sign_lies_in_quarantine_whoever_brings_it,
    test_a_device_whose_rights_ended_is_heard_and_not_believed,
    test_what_is_forged_with_a_badge_fills_no_quarantine_and_leaves_its_owner_his_share,
    test_what_is_forged_with_a_badge_fills_no_quarantine_and_leaves_its_owner_his_share,
]


@pytest.mark.parametrize("place", range(len(BUGS)))
def test_bugs_are_caught(place: int, tmp_path: Any, journal: str) -> None:
    live = Live(tmp_path, journal, environment=sown(tmp_path, BUGS[place])).start()
    try:
        with pytest.raises((AssertionError, KeyError)):
            GUARDS[place](live)
    finally:
        live.kill()
