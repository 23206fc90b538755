"""deploy/nginx.conf.example with a real nginx, before a real node: TLS, HTTP/2, streams that are not held back."""

import http.server
import json
import os
import re
import resource
import shutil
import subprocess
import threading
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from diemcau.activities.kind import Role
from diemcau.journal.store import Store
from tests.classroom.rig import Live, command_id, free_port, new_journal, plan, token

EXAMPLE = Path(__file__).resolve().parents[2] / "deploy/nginx.conf.example"
NAME = "lop.example.vn"
NODE = "        server 127.0.0.1:8000 max_fails=3 fail_timeout=5s;\n"
pytestmark = pytest.mark.skipif(
    not all(shutil.which(tool) for tool in ("nginx", "openssl", "curl")), reason="needs nginx, openssl and curl"
)


class Proxy:
    """nginx by the example, with ports and paths of this test. `nodes` are the ports of what it stands before."""

    def __init__(self, folder: Path, *nodes: int) -> None:
        self.folder, self.port, self.plain = folder, free_port(), free_port()
        folder.mkdir()
        most = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
        text = EXAMPLE.read_text(encoding="utf-8")
        for old, new in (
            ("user www-data;", "daemon off;"),
            ("worker_rlimit_nofile 100000;", f"worker_rlimit_nofile {most};"),
            ("worker_connections 50000;", f"worker_connections {most // 2};"),
            ("worker_processes auto;", "worker_processes 2;"),
            ("/run/nginx.pid", f"{folder}/nginx.pid"),
            ("/var/log/nginx/", f"{folder}/"),
            ("/etc/ssl/diemcau/", f"{folder}/"),
            (NODE, "".join(NODE.replace(":8000", f":{node}") for node in nodes)),
            ("127.0.0.1:8000", f"127.0.0.1:{nodes[0]}"),
            ("127.0.0.1:8081", f"127.0.0.1:{free_port()}"),
        ):
            assert old in text, old
            text = text.replace(old, new)
        text = re.sub(r"^ *listen \[::\].*$", "", text, flags=re.MULTILINE)  # a machine may have no IPv6
        text = text.replace("listen 443", f"listen 127.0.0.1:{self.port}").replace(
            "listen 80", f"listen 127.0.0.1:{self.plain}"
        )
        self.file = folder / "nginx.conf"
        self.file.write_text(text, encoding="utf-8")
        subject, files = ("-subj", f"/CN={NAME}"), ("-keyout", f"{folder}/key.pem", "-out", f"{folder}/fullchain.pem")
        curve = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256")
        subprocess.run(["openssl", "req", "-x509", *curve, "-nodes", *subject, *files], check=True, capture_output=True)

    def command(self, *more: str) -> list[str]:
        return ["nginx", "-p", str(self.folder), "-e", f"{self.folder}/start.log", "-c", str(self.file), *more]

    def curl(self, path: str, *more: str, name: str = NAME) -> list[str]:
        where = ["--resolve", f"{name}:{self.port}:127.0.0.1", f"https://{name}:{self.port}{path}"]
        return ["curl", "-sS", "--http2", "--max-time", "60", "-k", *more, *where]

    def get(self, path: str, *more: str) -> tuple[str, str, str]:
        """HTTP version, status and body."""
        ended = subprocess.run(
            self.curl(path, "-w", "\n%{http_version} %{http_code}", *more), check=True, capture_output=True, text=True
        )
        body, _, last = ended.stdout.rpartition("\n")
        version, status = last.split()
        return version, status, body

    def post(self, path: str, content: object, bearer: str) -> tuple[str, Any]:
        _, status, body = self.get(path, "-H", f"Authorization: Bearer {bearer}", "-d", json.dumps(content))
        return status, json.loads(body)


@contextmanager
def running(folder: Path, *nodes: int) -> Iterator[Proxy]:
    proxy = Proxy(folder, *nodes)
    with subprocess.Popen(proxy.command()) as process:
        try:
            end = time.monotonic() + 20
            while subprocess.run(proxy.curl("/live/metrics"), check=False, capture_output=True).returncode != 0:
                assert process.poll() is None, (folder / "start.log").read_text()
                assert time.monotonic() < end
                time.sleep(0.05)
            yield proxy
        finally:
            process.terminate()


@pytest.fixture(scope="module")
def live(tmp_path_factory: pytest.TempPathFactory, django_db_blocker: Any) -> Iterator[Live]:
    folder = tmp_path_factory.mktemp("live")
    with django_db_blocker.unblock():
        journal = new_journal(folder)
    environment = {"DIEMCAU_TRUST_PROXY": "1", "DIEMCAU_HEARTBEAT": "0.2", "DIEMCAU_STREAMS": "2"}
    node = Live(folder, journal, environment=environment).start()
    try:
        node.open(plan())
        yield node
    finally:
        node.kill()


@pytest.fixture(scope="module")
def proxy(live: Live, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Proxy]:
    with running(tmp_path_factory.mktemp("proxy") / "nginx", live.port) as started:
        yield started


def test_nginx_understands_all_of_the_example(tmp_path: Path) -> None:
    said = subprocess.run(
        Proxy(tmp_path / "nginx", 8000).command("-t"), check=False, capture_output=True, text=True
    ).stderr
    assert [line for line in said.splitlines() if "[" in line] == []
    assert "test is successful" in said


def test_a_page_comes_by_http_2(proxy: Proxy) -> None:
    version, status, body = proxy.get("/phone")
    assert (version, status, "<!doctype html>" in body.lower()) == ("2", "200", True)


def test_health_is_for_all_and_metrics_are_for_this_machine(proxy: Proxy, live: Live) -> None:
    for path in ("/health", "/live/health"):
        _, status, body = proxy.get(path)
        assert (status, json.loads(body)["ok"]) == ("200", True)
    assert proxy.get("/live/metrics")[1] == "404"
    assert live.get("/live/metrics")[0] == 200


def test_the_office_doors_are_shut_from_outside(proxy: Proxy) -> None:
    for path in ("/live/office/plan", "/live/office/revoke"):
        _, status, body = proxy.get(path, "-d", "{}")
        assert (status, "nginx" in body) == ("404", True)


def test_commands_get_their_receipts(proxy: Proxy) -> None:
    sent = {"id": command_id(), "kind": "presence.check_in", "body": {}, "activity": ""}
    phone = token(Role.PHONE, site=1, seat=101)
    status, first = proxy.post("/live/commands", {"commands": [sent]}, phone)
    again, second = proxy.post("/live/commands", {"commands": [sent]}, phone)
    assert (status, again) == ("200", "200")
    assert second["receipts"][0]["seq"] == first["receipts"][0]["seq"]
    assert second["receipts"][0]["repeat"] is True


def test_views_and_heartbeats_of_a_stream_are_not_held_back(proxy: Proxy, live: Live) -> None:
    desk = token(Role.OPERATOR)
    with subprocess.Popen(
        proxy.curl("/live/stream", "-N", "-i", "-H", f"Authorization: Bearer {desk}"),
        stdout=subprocess.PIPE,
        text=True,
        encoding="utf-8",
    ) as stream:
        assert stream.stdout is not None
        lines = iter(stream.stdout)
        assert next(lines).strip() == "HTTP/2 200"

        def until(beginning: str) -> str:
            return next(line for line in lines if line.startswith(beginning))

        until("retry:")
        until("data:")
        until(":")  # the heartbeat: nothing else is sent meanwhile
        item = live.send(desk, "sitting.go", {"item": 2})
        places: set[int] = set()
        while item["seq"] not in places:
            places.add(json.loads(until("data:").removeprefix("data:"))["pos"])
        until(":")
        stream.kill()


def test_plain_http_leads_to_https(proxy: Proxy) -> None:
    command = ["curl", "-sS", "-o", "/dev/null", "-w", "%{http_code} %{redirect_url}", "-H", f"Host: {NAME}"]
    said = subprocess.run(
        [*command, f"http://127.0.0.1:{proxy.plain}/phone"], check=True, capture_output=True, text=True
    ).stdout
    assert said == f"301 https://{NAME}/phone"


def test_another_name_gets_no_answer(proxy: Proxy) -> None:
    ended = subprocess.run(proxy.curl("/health", name="other.example.vn"), check=False, capture_output=True)
    assert (ended.returncode, ended.stdout) == (35, b"")  # curl: the handshake failed


def test_the_node_hears_the_address_that_nginx_saw_and_none_that_was_claimed(tmp_path: Path) -> None:
    heard: list[dict[str, str]] = []

    class Echo(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            heard.append({key.lower(): value for key, value in self.headers.items()})
            self.send_response(204)
            self.end_headers()

        def log_message(self, *_: object) -> None: ...

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Echo) as node:
        threading.Thread(target=node.serve_forever).start()
        try:
            with running(tmp_path / "nginx", node.server_port) as proxy:
                claims = ("-H", "X-Forwarded-For: 203.0.113.9", "-H", "X-Forwarded-Proto: http")
                for path in ("/", "/live/commands", "/live/stream", "/live/pair", "/live/enter"):
                    assert proxy.get(path, *claims)[1] == "204"
        finally:
            node.shutdown()
    seen = [(one["x-forwarded-for"], one["x-forwarded-proto"], one["host"]) for one in heard]
    assert seen == [("127.0.0.1", "https", NAME)] * 5


@pytest.mark.skipif(os.environ.get("DIEMCAU_TEST_DB") != "postgres", reason="of several nodes on one PostgreSQL")
def test_when_a_node_dies_every_command_still_gets_its_receipt(tmp_path: Path, django_db_blocker: Any) -> None:
    with django_db_blocker.unblock():
        journal = new_journal(tmp_path)
    nodes = []
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        nodes.append(Live(tmp_path / name, journal).start())
    try:
        nodes[0].open(plan(1, 60))
        ids = [command_id() for _ in range(60)]
        seqs = []
        with running(tmp_path / "nginx", *[node.port for node in nodes]) as proxy:
            for number, id_ in enumerate(ids):
                if number == 30:
                    nodes[1].kill()
                sent = {"id": id_, "kind": "presence.check_in", "body": {}, "activity": ""}
                phone = token(Role.PHONE, site=1, seat=101 + number)
                status, answer = proxy.post("/live/commands", {"commands": [sent]}, phone)
                assert status == "200"
                seqs.append(answer["receipts"][0]["seq"])
        assert len(set(seqs)) == 60
        with django_db_blocker.unblock():
            store = Store(journal, read_only=True)
            kept = [fact.command_id for fact in store.facts("sitting:1", 0) if fact.kind == "presence.checked_in"]
            store.close()
        assert kept == [uuid.UUID(id_).bytes for id_ in ids]
    finally:
        for node in nodes:
            if node.process and node.process.poll() is None:
                node.kill()
