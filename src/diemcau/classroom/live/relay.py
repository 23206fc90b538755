"""Everything that is not live goes on to the office over its unix socket."""

import asyncio

from diemcau.base.words import say
from diemcau.classroom.live.http import Answer, Connection, Request, TakeOver

HOP = {
    b"connection",
    b"keep-alive",
    b"transfer-encoding",
    b"content-length",
    b"te",
    b"upgrade",
    b"x-forwarded-for",
    b"expect",
}
CHUNK = 64 * 1024


def relay(request: Request, socket_path: str, *, trust_proxy: bool) -> TakeOver:
    """Pass a request to the office and its answer back; the connection ends with it."""
    lines = [f"{request.method} ".encode() + request.target + b" HTTP/1.1"]
    hop = HOP if trust_proxy else HOP | {b"x-forwarded-proto"}  # a client does not say that its line is safe
    lines += [name + b": " + value for name, value in request.headers.items() if name not in hop]
    before = request.headers.get(b"x-forwarded-for", b"") if trust_proxy else b""
    lines += [
        b"x-forwarded-for: " + (before or request.address.encode()),
        b"content-length: %d" % len(request.body),
        b"connection: close",
    ]
    head = b"\r\n".join(lines) + b"\r\n\r\n"

    async def run(connection: Connection) -> None:
        try:
            reader, writer = await asyncio.open_unix_connection(socket_path)
        except OSError:
            words = say("refused.office.away", request.lang).encode()
            connection.transport.write(
                Answer(503, words, b"text/plain; charset=utf-8", (b"retry-after: 2",)).encode(keep_alive=False)
            )
            connection.transport.close()
            return
        try:
            writer.write(head + request.body)
            await writer.drain()
            while data := await reader.read(CHUNK):
                await connection.write(data)
        except ConnectionError:
            pass  # one of the two went away: the other is told by the end of the connection
        finally:
            writer.close()
            connection.transport.close()

    return TakeOver(run)
