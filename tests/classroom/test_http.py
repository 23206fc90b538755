"""HTTP/1.1 on raw sockets: order, sizes, time, clients that do not read."""

import asyncio
import contextlib
import socket

import pytest

from diemcau.classroom.live.http import Answer, Connection, Request, TakeOver
from tests.classroom.raw import LAST, Quick, bodies, echo, exchange, with_server


def test_requests_sent_at_once_are_answered_in_their_order_and_the_connection_stays() -> None:
    sent = b"".join(
        [
            b"GET /slow?a=1 HTTP/1.1\r\n\r\n",
            b"POST /b HTTP/1.1\r\ncontent-length: 3\r\n\r\nxyz",
            b"GET /fault HTTP/1.1\r\n\r\n",
            LAST,
        ]
    )
    raw = with_server(lambda port: exchange(port, sent))
    assert bodies(raw) == [b"GET /slow [('a', '1')] ", b"POST /b [] xyz", b"", b"GET /last [] "]
    assert (raw.count(b"HTTP/1.1 200 OK"), raw.count(b"HTTP/1.1 500 "), raw.count(b"connection: close")) == (3, 1, 1)


def test_hundreds_of_requests_at_once_are_all_answered_though_few_are_read_ahead() -> None:
    # A megabyte: several times what a socket gives at once.
    sent = b"".join(b"GET /%d HTTP/1.1\r\nx: %s\r\n\r\n" % (n, b"y" * 350) for n in range(3000)) + LAST
    ahead = []

    class Watched(Connection):
        def on_message_complete(self) -> None:
            super().on_message_complete()
            ahead.append(len(self._waiting))

    async def slowly(request: Request) -> Answer | TakeOver:
        if request.path == "/0":
            await asyncio.sleep(0.3)  # meanwhile all the others have been sent
        return await echo(request)

    raw = with_server(lambda port: exchange(port, sent, parts=40), slowly, Watched)
    assert bodies(raw) == [b"GET /%d [] " % n for n in range(3000)] + [b"GET /last [] "]
    assert max(ahead) < 1500


def test_a_body_in_chunks_and_a_request_in_single_bytes_are_read() -> None:
    sent = b"POST /c HTTP/1.1\r\ntransfer-encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n" + LAST
    assert bodies(with_server(lambda port: exchange(port, sent, parts=len(sent)))) == [
        b"POST /c [] abcde",
        b"GET /last [] ",
    ]


def test_head_gets_the_head_alone() -> None:
    raw = with_server(lambda port: exchange(port, b"HEAD /h HTTP/1.1\r\nconnection: close\r\n\r\n"))
    assert (raw.endswith(b"\r\n\r\n"), b"content-length: 11" in raw) == (True, True)


def test_http_1_0_is_answered_and_closed() -> None:
    assert bodies(with_server(lambda port: exchange(port, b"GET /old HTTP/1.0\r\n\r\n"))) == [b"GET /old [] "]


def test_who_asks_first_whether_he_may_send_is_told_so() -> None:
    async def talk(port: int) -> bytes:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(b"POST /e HTTP/1.1\r\nexpect: 100-continue\r\nconnection: close\r\ncontent-length: 2\r\n\r\n")
        first = await reader.readuntil(b"\r\n\r\n")
        writer.write(b"ok")
        second = await reader.read()
        writer.close()
        return first + second

    raw = with_server(talk)
    assert (raw[:25], bodies(raw[25:])) == (b"HTTP/1.1 100 Continue\r\n\r\n", [b"POST /e [] ok"])


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        (b"POST / HTTP/1.1\r\ncontent-length: 1001\r\n\r\n", 413),
        (b"POST / HTTP/1.1\r\ntransfer-encoding: chunked\r\n\r\n3e9\r\n" + b"x" * 1001 + b"\r\n0\r\n\r\n", 413),
        (b"GET /" + b"x" * 17_000 + b" HTTP/1.1\r\n\r\n", 413),
        (b"GET / HTTP/1.1\r\n" + b"x: y\r\n" * 9000 + b"\r\n", 413),
        (b"GET / HTTP/1.1\r\nupgrade: websocket\r\nconnection: upgrade\r\n\r\n", 400),
        (b"POST / HTTP/1.1\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\nab", 400),
        (b"POST / HTTP/1.1\r\ncontent-length: 3\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n", 400),
        (b"POST / HTTP/1.1\r\ncontent-length: " + b"9" * 5000 + b"\r\n\r\n", 400),
        (b"GET / HTTP/1.1\r\nx : y\r\n\r\n", 400),
        (b"\x16\x03\x01\x00\x05 this is no HTTP", 400),
    ],
    ids=lambda value: repr(value)[:40],
)
def test_what_is_too_large_or_no_http_is_refused_early_and_closed(sent: bytes, status: int) -> None:
    assert with_server(lambda port: exchange(port, sent)).startswith(b"HTTP/1.1 %d " % status)


async def until_closed(port: int, sent: bytes) -> float:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    started = asyncio.get_running_loop().time()
    writer.write(sent)
    with contextlib.suppress(ConnectionError):
        await reader.read()
    writer.close()
    return asyncio.get_running_loop().time() - started


@pytest.mark.parametrize("sent", [b"", b"GET / HT", b"POST / HTTP/1.1\r\ncontent-length: 9\r\n\r\nhalf"])
def test_a_request_that_does_not_come_to_its_end_is_given_up(sent: bytes) -> None:
    assert 0.1 < with_server(lambda port: until_closed(port, sent), kind=Quick) < 2


def test_a_connection_on_which_nothing_happens_is_closed_after_its_answers() -> None:
    assert 0.25 < with_server(lambda port: until_closed(port, b"GET /slow HTTP/1.1\r\n\r\n"), kind=Quick) < 2


def test_a_client_that_does_not_take_its_answer_is_cut_and_others_are_served() -> None:
    async def talk(port: int) -> tuple[bytes, int]:
        loop = asyncio.get_running_loop()
        with socket.socket() as deaf:
            deaf.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            deaf.setblocking(False)
            await loop.sock_connect(deaf, ("127.0.0.1", port))
            await loop.sock_sendall(deaf, b"GET /much HTTP/1.1\r\n\r\n")
            served = await exchange(port, LAST)
            await asyncio.sleep(0.6)
            got = 0
            with contextlib.suppress(ConnectionError):
                while part := await loop.sock_recv(deaf, 1 << 20):
                    got += len(part)
            return served, got

    served, got = with_server(talk, kind=Quick)
    assert (bodies(served), got < 8_000_000) == ([b"GET /last [] "], True)


def test_a_client_that_reads_slowly_gets_all_of_it() -> None:
    async def talk(port: int) -> int:
        reader, writer = await asyncio.open_connection("127.0.0.1", port, limit=4096)
        writer.write(b"GET /much HTTP/1.1\r\nconnection: close\r\n\r\n")
        got = 0
        while part := await reader.read(200_000):
            got += len(part)
            await asyncio.sleep(0.001)
        writer.close()
        return got

    assert with_server(talk) > 8_000_000


def test_a_stream_that_breaks_ends_the_connection(caplog: pytest.LogCaptureFixture) -> None:
    async def breaks(_connection: Connection) -> None:
        raise ZeroDivisionError

    async def handler(_request: Request) -> Answer | TakeOver:
        return TakeOver(breaks)

    assert with_server(lambda port: until_closed(port, LAST), handler) < 2
    assert caplog.messages == ["a connection that was given away broke"]


def test_who_goes_away_before_his_answer_disturbs_nobody() -> None:
    gone = asyncio.Event()

    async def handler(request: Request) -> Answer | TakeOver:
        if request.path == "/wait":
            await gone.wait()
        return await echo(request)

    async def talk(port: int) -> bytes:
        _, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(b"GET /wait HTTP/1.1\r\n\r\nGET /next HTTP/1.1\r\n\r\n")
        await asyncio.sleep(0.02)
        writer.transport.abort()
        await asyncio.sleep(0.02)
        gone.set()
        return await exchange(port, LAST)

    assert bodies(with_server(talk, handler)) == [b"GET /last [] "]
