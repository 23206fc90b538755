"""What is not for the node itself goes to the office, and its answer comes back."""

import asyncio
from pathlib import Path

import pytest

from diemcau.classroom.live.http import Answer, Connection, Request, TakeOver
from diemcau.classroom.live.relay import relay
from tests.classroom.raw import LAST, bodies, exchange, with_server


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
