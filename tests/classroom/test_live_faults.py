"""The live process under bad luck and bad will, over real HTTP: it refuses, waits, and goes on."""

import json
import resource
import socket
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from socketserver import StreamRequestHandler, UnixStreamServer

import msgspec
import psycopg
import pytest

from diemcau.activities.kind import Role
from diemcau.activities.plan import PlanSeat, PlanSite, write_plan
from diemcau.journal.log import everything, fault
from diemcau.journal.store import Store
from tests.classroom.rig import Live, command_id, plan, token

HOST = token(Role.HOST, site=1, province="01")
HERE = {"seat": 101, "status": "co_mat"}

CODES = {"command.bad_body", "command.bad_id", "command.unknown", "subject.foreign"}
HOSTILE = {
    "no UTF-8": b'{"id":"%s","kind":"question.ask","body":{"text":"\xff"}}',
    "half a letter": b'{"id":"%s","kind":"question.ask","body":{"text":"\\ud800"}}',
    "very deep": b'{"id":"%s","kind":"question.ask","body":' + b"[" * 900 + b"]" * 900 + b"}",
    "far too deep": b'{"id":"%s","kind":"question.ask","body":' + b"[" * 90_000 + b"]" * 90_000 + b"}",
    "a time beyond all clocks": b'{"id":"%s","kind":"floor.ask","claimed_at":9223372036854775808}',
    "a time of thirty digits": b'{"id":"%s","kind":"floor.ask","claimed_at":1' + b"0" * 30 + b"}",
    "a number beyond all stores": b'{"id":"%s","kind":"presence.mark","body":{"seat":1'
    + b"0" * 30
    + b',"status":"co_mat"}}',
    "a long id": b'{"id":"' + b"-" * 200 + b'%s","kind":"presence.mark","body":{"seat":201,"status":"co_mat"}}',
    "NUL": b'{"id":"%s","kind":"floor.ask","activity":"\\u0000"}',
    "a book": b'{"id":"%s","kind":"sitting.ask_help","body":{"trouble":"other","note":"' + b"x" * 100_000 + b'"}}',
}


def test_what_a_desk_may_send_in_bad_will_stops_nobody(live: Live) -> None:
    live.open()
    for what, command in HOSTILE.items():
        body = b'{"commands":[' + command.replace(b"%s", command_id().encode()) + b"]}"
        status, answer = live.call("POST", "/live/commands", body, HOST)
        if status == 200:
            status, answer = answer["receipts"][0]["refused"]["status"], answer["receipts"][0]["refused"]
        assert (what, status in {400, 403, 404}, answer["code"] in CODES) == (what, True, True)
        assert "seq" in live.send(HOST, "floor.ask")
    after = [live.get(f"/live/view?after={text}", HOST) for text in ("%C2%B2", "9" * 5000, "-1", "x", "")]
    assert [(status, len(answer["views"])) for status, answer in after] == [(200, 2)] * 5
    assert "Traceback" not in (live.folder / "live.log").read_text()


def test_a_phone_does_not_say_itself_how_good_its_evidence_is(live: Live) -> None:
    live.open()
    learner = token(Role.PHONE, site=1, seat=101, province="01")
    refused = live.send(learner, "sitting.claim", {"seat": 101, "evidence": "host"})
    assert (refused["code"], live.get("/live/view", HOST)[1]["pos"]) == ("command.not_yours", 3)


@pytest.mark.parametrize("device", ["", "x" * 65, "a\x00b", "a b", "đ"])
def test_a_device_has_a_plain_short_name(live: Live, device: str) -> None:
    live.open()
    code = live.get("/live/code", HOST)[1]
    ticket = live.post("/live/enter", {"site": code["site_no"], "code": code["typed"]})[1]["ticket"]
    status, answer = live.post("/live/claim", {"id": command_id(), "ticket": ticket, "device": device, "no": 1})
    assert (status, answer["code"]) == (400, "command.bad_body")


def test_two_courses_at_one_time_may_use_one_site_number(live: Live) -> None:
    for sitting in (1, 2):
        live.open(plan(sitting=sitting))
    for sitting in (1, 2):
        code = live.get("/live/code", token(Role.HOST, site=1, province="01", sitting=sitting))[1]
        for form in (code["typed"], code["path"].rpartition(".")[2]):
            status, door = live.post("/live/enter", {"site": code["site_no"], "code": form})
            assert (status, door["sitting"]["id"]) == (200, sitting)


def test_a_sitting_keeps_the_first_plan_that_it_got_whoever_asks_again(live: Live) -> None:
    office = token(Role.OFFICE)
    plans = [msgspec.structs.replace(plan(), title=f"Buổi {n}") for n in range(6)]
    bodies = [b'{"plan":' + write_plan(each) + b',"cards":{}}' for each in plans]
    with ThreadPoolExecutor(6) as pool:
        answers = list(pool.map(lambda body: live.call("POST", "/live/office/plan", body, office), bodies))
    digests = {answer["digest"] for _, answer in answers}
    store = Store(live.journal)
    kept = [digest for _, _, digest in store.streams()]
    store.close()
    assert ([status for status, _ in answers], kept) == ([200] * 6, list(digests))


def test_an_older_revocation_revives_no_token(live: Live) -> None:
    live.open()
    bearer = token(Role.HOST, site=1, province="01", epoch=4)
    for epoch in (5, 3):
        live.post("/live/office/revoke", {"actor": "host:1", "epoch": epoch}, token(Role.OFFICE))
    assert live.get("/live/view", bearer)[1]["code"] == "token.revoked"


def test_control_gets_the_views_of_3400_sites_on_a_line_that_takes_them_slowly(live: Live) -> None:
    numbers = range(1, 3401)
    large = msgspec.structs.replace(
        plan(),
        sites=tuple(PlanSite(n, n, "10273", "commune", "xa", f"xã {n}", "01") for n in numbers),
        seats=tuple(PlanSeat(10 * n, n, 1, "khac") for n in numbers),
    )
    live.open(large)
    got: dict[str, int] = {}
    with socket.socket() as raw, raw.makefile("rb", buffering=4096) as lines:
        raw.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 8192)
        raw.settimeout(20)
        raw.connect(("127.0.0.1", live.port))
        raw.sendall(f"GET /live/stream HTTP/1.1\r\nauthorization: Bearer {token(Role.OPERATOR)}\r\n\r\n".encode())
        time.sleep(0.2)
        live.send(HOST, "presence.mark", {"seat": 10, "status": "co_mat"})
        while got.get("control", 0) < 4:
            line = lines.readline()
            assert line
            if line.startswith(b"data: "):
                view = json.loads(line[6:])
                got[view["topic"]] = view["pos"]
    assert got.keys() == {"all", "presenters", "control"}


# --- the disk -------------------------------------------------------------------------------


def test_on_a_full_disk_it_says_so_shows_what_is_kept_and_goes_on_when_there_is_room(live: Live) -> None:
    if live.journal.startswith("postgres"):
        pytest.skip("the disk of PostgreSQL is not ours")
    live.open()
    commands = [{"id": command_id(), "kind": "presence.mark", "body": HERE}]
    (pid,), unlimited = live.children("writer"), (resource.RLIM_INFINITY, resource.RLIM_INFINITY)

    resource.prlimit(pid, resource.RLIMIT_FSIZE, (4096, resource.RLIM_INFINITY))
    full = [live.post("/live/commands", {"commands": commands}, HOST) for _ in range(3)]
    shown = live.get("/live/view", HOST)
    resource.prlimit(pid, resource.RLIMIT_FSIZE, unlimited)
    status, answer = live.post("/live/commands", {"commands": commands}, HOST)

    assert [(status, answer["code"]) for status, answer in full] == [(503, "store.broken")] * 3
    assert (shown[0], shown[1]["pos"]) == (200, 3)
    assert (status, answer["receipts"][0]["seq"], answer["receipts"][0]["repeat"]) == (200, 4, False)
    store = Store(live.journal, read_only=True)
    kept = everything(store, "sitting:1")
    store.close()
    assert fault(kept.facts, kept.links, *kept.head) == ""


def test_connections_that_are_cut_lose_nothing_that_was_acknowledged(live: Live) -> None:
    if not live.journal.startswith("postgres"):
        pytest.skip("SQLite has no connection")
    live.open()
    stop, receipts = threading.Event(), {}
    last = time.monotonic() + 120

    def hammer(seat: int) -> None:
        n = 0
        while not stop.is_set():
            n += 1
            id_, body = command_id(), {"seat": seat, "status": ("co_mat", "vang_phep")[n % 2]}
            while "seq" not in (receipt := live.send(HOST, "presence.mark", body, id_=id_)):
                assert receipt["code"] == "store.broken"
                assert time.monotonic() < last, "the node does not go on"
            receipts[id_] = receipt["seq"]

    def more(many: int) -> None:
        enough = len(receipts) + many
        while len(receipts) < enough and not any(one.done() for one in hammers):
            time.sleep(0.01)

    with ThreadPoolExecutor(3) as pool:
        hammers = [pool.submit(hammer, seat) for seat in (101, 102, 103)]
        try:
            with psycopg.connect(live.journal, autocommit=True) as other:
                for _ in range(4):
                    more(6)
                    other.execute(
                        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                        "WHERE datname = current_database() AND pid <> pg_backend_pid()"
                    )
            more(6)
        finally:
            stop.set()
        for one in hammers:
            one.result()
    store = Store(live.journal)
    kept = everything(store, "sitting:1")
    store.close()
    assert {id_: kept.places[bytes.fromhex(id_.replace("-", ""))] for id_ in receipts} == receipts
    assert (fault(kept.facts, kept.links, *kept.head), len(receipts) > 20) == ("", True)


# --- the office behind it -------------------------------------------------------------------


class Office(StreamRequestHandler):
    """An office that says what it got."""

    def handle(self) -> None:
        first, lines = self.rfile.readline(), []
        while (line := self.rfile.readline()) != b"\r\n":
            lines.append(line.rstrip())
        length = next(int(line[16:]) for line in lines if line.startswith(b"content-length: "))
        body = first + b"|".join(lines) + b"|" + self.rfile.read(length)
        self.wfile.write(b"HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-length: %d\r\n\r\n" % len(body) + body)


def test_what_is_not_live_goes_to_the_office_and_is_said_to_be_away_when_it_is(live: Live) -> None:
    away = live.get("/office/")
    with UnixStreamServer(str(live.folder / "office.sock"), Office) as server:
        serving = threading.Thread(target=server.serve_forever, args=(0.01,))
        serving.start()
        status, raw = live.call(
            "POST", "/vao/phieu?x=1", b"{}", "t", x_forwarded_for="6.6.6.6", x_forwarded_proto="https"
        )
        server.shutdown()
        serving.join(60)
    assert (away[0], away[1].decode()) == (503, "Phần Quản lý lớp đang khởi động. Đồng chí tải lại trang sau vài giây.")
    lines = raw.split(b"\r\n", 1)[1].split(b"|")
    assert (status, raw.partition(b"\r\n")[0], lines[-1]) == (200, b"POST /vao/phieu?x=1 HTTP/1.1", b"{}")
    assert [line for line in lines if line.startswith(b"x-forwarded")] == [b"x-forwarded-for: 127.0.0.1"]


def test_screens_and_files_are_sent_packed_once_and_then_not_again(live: Live, tmp_path: Path) -> None:
    import gzip
    import http.client

    connection = http.client.HTTPConnection("127.0.0.1", live.port, timeout=10)

    def ask(method: str, path: str, **headers: str) -> tuple[int, bytes, http.client.HTTPMessage]:
        connection.request(method, path, headers={name.replace("_", "-"): value for name, value in headers.items()})
        answer = connection.getresponse()
        return answer.status, answer.read(), answer.headers

    status, plain, head = ask("GET", "/phone")
    packed = ask("GET", "/phone", accept_encoding="gzip, br")
    empty = ask("HEAD", "/phone")
    same = ask("GET", "/phone", if_none_match=head["etag"])
    connection.close()
    assert (status, head["content-type"], gzip.decompress(packed[1])) == (200, "text/html; charset=utf-8", plain)
    assert (empty[0], empty[1], empty[2]["content-length"]) == (200, b"", str(len(plain)))
    assert (same[0], same[1], "trusted-types" in same[2]["content-security-policy"]) == (304, b"", True)
