"""The connections of virtual rooms against a server that answers badly."""

import socket
import threading
import time
from collections.abc import Callable, Coroutine
from contextlib import suppress
from typing import Any

import pytest
import uvloop

from diemcau.base.refused import Refused
from diemcau.rehearsal import wire as room
from diemcau.rehearsal.wire import Wire

Pieces = tuple[bytes, ...]
CUT: Pieces = ()  # in place of an answer the connection is closed


def answer(status: int, body: bytes, more: bytes = b"") -> bytes:
    return b"HTTP/1.1 %d X\r\ncontent-length: %d\r\n%s\r\n%s" % (status, len(body), more, body)


def talk(script: list[Pieces], ask: Callable[[Wire], Coroutine[Any, Any, Any]]) -> tuple[Any, Wire, int]:
    """What asking gives where each request gets the next answer of the script in its pieces; connections taken."""
    script, connections = list(script), 0
    listener = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        nonlocal connections
        with suppress(OSError):  # the other side has hung up, or the listener was shut
            while script:
                client, _ = listener.accept()
                connections += 1
                with client:
                    while script and client.recv(65536):
                        pieces = script.pop(0)
                        for piece in pieces:
                            client.sendall(piece)
                            time.sleep(0.02)
                        if pieces is CUT or b"close" in pieces[0]:
                            break
                    if not script:
                        client.recv(1)  # until the other side has hung up

    async def main() -> tuple[Any, Wire]:
        wire = Wire("127.0.0.1", listener.getsockname()[1])
        try:
            return await ask(wire), wire
        finally:
            wire.close()

    server = threading.Thread(target=serve)
    server.start()
    try:
        given, wire = uvloop.run(main())
    finally:
        # Whose patience ended before a machine under load let him ask never comes: the server waits no longer.
        listener.shutdown(socket.SHUT_RDWR)
        server.join()
        listener.close()
    return given, wire, connections


def test_an_answer_in_pieces_is_one_answer() -> None:
    whole = answer(200, b'{"a":[1,2]}')
    given, wire, connections = talk([(whole[:20], whole[20:40], whole[40:])], lambda w: w.post("/x", {}))
    assert (given, wire.retries, connections) == ({"a": [1, 2]}, 0, 1)


@pytest.mark.parametrize(
    ("bad", "connections"),
    [
        (CUT, 2),
        ((answer(503, b"{}"),), 1),
        ((answer(200, b"no json"),), 1),
        ((answer(502, b"", b"connection: close\r\n"),), 2),
    ],
)
def test_what_is_unknown_is_asked_again(bad: Pieces, connections: int) -> None:
    given, wire, took = talk([bad, (answer(200, b"1"),)], lambda w: w.get("/x", "token"))
    assert (given, wire.retries, took) == (1, 1, connections)


def test_a_refusal_is_told_and_not_repeated() -> None:
    with pytest.raises(Refused) as no:
        talk([(answer(409, b'{"code":"poll.closed"}'),)], lambda w: w.post("/x", {}))
    assert (no.value.code, no.value.status) == ("poll.closed", 409)


def test_a_connection_serves_one_request_after_another() -> None:
    async def twice(wire: Wire) -> list[Any]:
        return [await wire.get("/x", ""), await wire.get("/x", "")]

    given, _, connections = talk([(answer(200, b"1"),), (answer(200, b"2"),)], twice)
    assert (given, connections) == ([1, 2], 1)


def test_a_server_that_never_answers_ends_the_patience(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(room, "PATIENCE_SECONDS", 0.2)
    with pytest.raises(TimeoutError):
        talk([(b"",)], lambda w: w.get("/x", ""))
