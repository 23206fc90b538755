"""Whole views to many clients at once, and the relay of everything else to the office."""

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest

from diemcau.classroom.live.http import Answer, Connection, Request, TakeOver
from diemcau.classroom.live.hub import BUFFER, Hub, event
from diemcau.classroom.live.relay import relay
from tests.classroom.raw import LAST, bodies, exchange, with_server

# --- the fan-out ----------------------------------------------------------------------------


def with_hub(talk: Callable[[int, Hub], Awaitable[Any]], topics: tuple[str, ...] = ("all",)) -> tuple[Any, Hub]:
    """A conversation with a server that makes every request a stream."""
    hub = Hub()

    async def run(connection: Connection) -> None:
        hub.join(connection, topics, "host:1", 2000)

    async def handler(_request: Request) -> Answer | TakeOver:
        return TakeOver(run)

    return with_server(lambda port: talk(port, hub), handler), hub


@contextlib.asynccontextmanager
async def listener(port: int, hub: Hub) -> AsyncIterator[asyncio.StreamReader]:
    """A client that has joined."""
    before = len(hub.open)
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(b"GET /live/stream HTTP/1.1\r\n\r\n")
    await reader.readuntil(b"retry: 2000\n\n")
    assert len(hub.open) == before + 1
    yield reader
    writer.close()


async def settle(condition: Callable[[], bool]) -> None:
    """Wait until something is so."""
    for _ in range(500):
        if condition():
            return
        await asyncio.sleep(0.01)
    raise AssertionError("it did not come")


def test_an_event_reaches_everybody_on_its_topic_and_nobody_else() -> None:
    async def talk(port: int, hub: Hub) -> tuple[bytes, bytes, bool, bool]:
        async with listener(port, hub) as one, listener(port, hub) as two:
            await hub.publish("all", event("all", 7, b'{"a":1}'))
            await hub.publish("other", event("other", 8, b"{}"))
            got = [await reader.readuntil(b"}\n\n") for reader in (one, two)]
            wanted = hub.wanted("all"), hub.wanted("other")
        await settle(lambda: not hub.open)
        return (got[0], got[1], *wanted)

    got, hub = with_hub(talk)
    text = b'event: view\nid: 7\ndata: {"topic":"all","pos":7,"view":{"a":1}}\n\n'
    assert got == (text, text, True, False)
    assert (hub.topics, hub.actors, hub.sizes) == ({}, {}, {})


def test_one_set_of_large_views_is_given_whole_and_a_client_that_never_reads_is_cut() -> None:
    large = event("all", 1, b'"' + b"x" * (6 * BUFFER) + b'"')

    async def talk(port: int, hub: Hub) -> tuple[int, int, int]:
        loop = asyncio.get_running_loop()
        with socket.socket() as deaf:
            deaf.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            deaf.setblocking(False)
            await loop.sock_connect(deaf, ("127.0.0.1", port))
            await loop.sock_sendall(deaf, b"GET /live/stream HTTP/1.1\r\n\r\n")
            await settle(lambda: len(hub.open) == 1)
            (connection,) = hub.open
            async with listener(port, hub) as reader:
                for topic in ("all", "control"):
                    await hub.publish(topic, large)
                    await reader.readexactly(len(large))
                waiting = connection.transport.get_write_buffer_size()
                still = len(hub.open)
                for _ in range(2):  # one more than a set still waits, then a second
                    await hub.publish("all", large)
                    await reader.readexactly(len(large))
                await settle(lambda: len(hub.open) == 1)
                return waiting, still, len(hub.open)

    (waiting, still, left), _ = with_hub(talk, ("all", "control"))
    assert (BUFFER < waiting <= 2 * len(large) + BUFFER, still, left) == (True, 2, 1)


def test_small_events_pile_up_for_a_client_that_never_reads_only_to_the_limit() -> None:
    small = event("all", 1, b'"' + b"x" * 2000 + b'"')

    async def talk(port: int, hub: Hub) -> int:
        loop, most = asyncio.get_running_loop(), 0
        with socket.socket() as deaf:
            deaf.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            deaf.setblocking(False)
            await loop.sock_connect(deaf, ("127.0.0.1", port))
            await loop.sock_sendall(deaf, b"GET /live/stream HTTP/1.1\r\n\r\n")
            await settle(lambda: len(hub.open) == 1)
            (connection,) = hub.open
            for _ in range(5000):
                if connection.transport.is_closing():
                    break
                most = max(most, connection.transport.get_write_buffer_size())
                await hub.publish("all", small)
                await asyncio.sleep(0)
            await settle(lambda: not hub.open)
        return most

    most, _ = with_hub(talk)
    assert BUFFER < most <= BUFFER + 2 * len(small)


def test_heartbeats_go_to_all_who_have_taken_what_they_got(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("diemcau.classroom.live.hub.HEARTBEAT_SECONDS", 1)

    async def talk(port: int, hub: Hub) -> bytes:
        async with listener(port, hub) as one, listener(port, hub) as two:
            beating = asyncio.create_task(hub.heartbeats())
            got = await one.readexactly(3) + await two.readexactly(3)
        beating.cancel()
        return got

    assert with_hub(talk)[0] == b":\n\n" * 2


def test_the_streams_of_an_actor_and_all_streams_can_be_ended() -> None:
    async def talk(port: int, hub: Hub) -> list[int]:
        left = []
        async with listener(port, hub) as one, listener(port, hub) as two:
            (first, _) = hub.open
            hub.actors[first] = "host:2"
            hub.close_actor("host:2")
            with contextlib.suppress(ConnectionError):
                await asyncio.wait_for(one.read(), 5)
            await settle(lambda: len(hub.open) == 1)
            left.append(len(hub.open))
            hub.close()
            await asyncio.wait_for(two.read(), 5)
            await settle(lambda: not hub.open)
            left.append(len(hub.open))
        return left

    assert with_hub(talk)[0] == [1, 0]


# --- the relay ------------------------------------------------------------------------------


def with_office(
    path: Path, sent: bytes, answer: bytes | None, *, trust_proxy: bool = False, kind: type[Connection] = Connection
) -> tuple[bytes, bytes]:
    """What a client gets through the relay, and what the office got; None: the office hangs up."""
    got = b""

    async def office(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal got
        got = await reader.readuntil(b"\r\n\r\n")
        length = next(int(line[16:]) for line in got.split(b"\r\n") if line.startswith(b"content-length: "))
        got += await reader.readexactly(length)
        if answer is None:
            writer.transport.abort()
            return
        writer.write(answer)
        await writer.drain()
        writer.close()

    async def handler(request: Request) -> Answer | TakeOver:
        return relay(request, str(path), trust_proxy=trust_proxy)

    async def talk(port: int) -> bytes:
        server = await asyncio.start_unix_server(office, path)
        raw = await exchange(port, sent)
        server.close()
        return raw

    return with_server(talk, handler, kind), got


HELLO = b"HTTP/1.1 200 OK\r\ncontent-length: 5\r\nconnection: close\r\n\r\nhello"
SENT = (
    b"POST /office/?q=%C4%91 HTTP/1.1\r\nHost: lop.example\r\nCookie: a=b\r\nX-Forwarded-For: 6.6.6.6\r\n"
    b"X-Forwarded-Proto: https\r\nConnection: keep-alive\r\nTE: trailers\r\ntransfer-encoding: chunked\r\n\r\n"
    b"3\r\nabc\r\n0\r\n\r\n"
)


def test_a_request_goes_to_the_office_whole_and_with_the_address_it_came_from(tmp_path: Path) -> None:
    raw, got = with_office(tmp_path / "office.sock", SENT, HELLO)
    assert raw == HELLO
    assert got == (
        b"POST /office/?q=%C4%91 HTTP/1.1\r\nhost: lop.example\r\ncookie: a=b\r\n"
        b"x-forwarded-for: 127.0.0.1\r\ncontent-length: 3\r\nconnection: close\r\n\r\nabc"
    )


def test_behind_a_trusted_proxy_its_word_on_address_and_line_counts(tmp_path: Path) -> None:
    _, got = with_office(tmp_path / "office.sock", SENT, HELLO, trust_proxy=True)
    lines = got.split(b"\r\n")
    assert [line for line in lines if line.startswith(b"x-forwarded")] == [
        b"x-forwarded-proto: https",
        b"x-forwarded-for: 6.6.6.6",
    ]


def test_a_large_answer_comes_through_whole(tmp_path: Path) -> None:
    answer = b"HTTP/1.1 200 OK\r\nconnection: close\r\n\r\n" + b"y" * 3_000_000
    raw, _ = with_office(tmp_path / "office.sock", LAST, answer)
    assert raw == answer


def test_an_office_that_hangs_up_ends_the_connection(tmp_path: Path) -> None:
    assert with_office(tmp_path / "office.sock", LAST, None)[0] == b""


@pytest.mark.parametrize(
    ("language", "words"),
    [
        (b"vi", "Phần Quản lý lớp đang khởi động. Đồng chí tải lại trang sau vài giây."),
        (b"en", "The office is starting. Reload the page in a few seconds."),
    ],
)
def test_an_office_that_is_away_is_said_so(tmp_path: Path, language: bytes, words: str) -> None:
    async def handler(request: Request) -> Answer | TakeOver:
        return relay(request, str(tmp_path / "nobody.sock"), trust_proxy=False)

    raw = with_server(
        lambda port: exchange(port, b"GET /office/ HTTP/1.1\r\naccept-language: " + language + b"\r\n\r\n"), handler
    )
    assert (raw[:13], b"retry-after: 2" in raw, bodies(raw)) == (b"HTTP/1.1 503 ", True, [words.encode()])
