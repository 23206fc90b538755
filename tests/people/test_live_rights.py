"""Rights that end with a role, against a real live process: an open stream ends within 5 seconds."""

import socket
import time
from contextlib import suppress
from typing import Any

import pytest

from diemcau.people import actions, queries
from diemcau.people.rules import DeskRole, OfficeRole
from diemcau.units.rules import Scope
from tests.classroom.rig import SECRET, Live, new_journal
from tests.planning import cast

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "journal"])


@pytest.fixture
def live(tmp_path, settings):
    running = Live(tmp_path, new_journal(tmp_path)).start()
    settings.SECRET_KEY, settings.LIVE_URL = SECRET, f"http://127.0.0.1:{running.port}"
    yield running
    running.kill()


def control_room(account) -> tuple[str, str]:
    """A desk of the control room that an account opened for sitting 1; its session's secret and its token."""
    link = actions.make_link(DeskRole.OPERATOR, "00", 1, made_by=account)
    session, secret = actions.enter_by_link(link, "may-tinh")
    return secret, queries.token_of(session, 1)


def listen(live: Live, token: str) -> socket.socket:
    raw = socket.create_connection(("127.0.0.1", live.port), 10)
    raw.sendall(f"GET /live/stream HTTP/1.1\r\nauthorization: Bearer {token}\r\n\r\n".encode())
    assert raw.recv(12) == b"HTTP/1.1 200"
    return raw


def seconds_until_the_end(raw: socket.socket) -> float:
    begun = time.monotonic()
    raw.settimeout(10)
    with suppress(ConnectionResetError):
        while raw.recv(65536):
            pass
    raw.close()
    return time.monotonic() - begun


def test_a_role_that_ends_closes_the_open_stream_and_a_colleague_goes_on(live: Live) -> None:
    cast.country()
    live.open()
    lan, an, mai = (cast.account(name, OfficeRole.ORGANISER) for name in ("lan", "an", "mai"))
    (_, of_an), (secret, of_mai) = control_room(an), control_room(mai)
    stream: Any = listen(live, of_an)

    actions.end_role(an.roles.of(Scope.everything()).get(), lan)

    assert seconds_until_the_end(stream) < 5
    assert live.get("/live/view", of_an)[1]["code"] == "token.revoked"
    assert live.get("/live/view", of_mai)[1]["code"] == "token.revoked"
    fresh = queries.token_of(actions.session_of(secret), 1)  # what the screen fetches when it is told so
    assert live.get("/live/view", fresh)[0] == 200
