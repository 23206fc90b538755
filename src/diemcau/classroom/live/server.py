"""The live process: `python -m diemcau.classroom.live.server`, started and watched by `diemcau serve`.

Reads from the environment: DIEMCAU_LISTEN (host:port), DIEMCAU_OFFICE_SOCKET, DIEMCAU_JOURNAL (path or
postgresql:// address), DIEMCAU_SECRET_KEY, DIEMCAU_PUBLIC_URL, DIEMCAU_TRUST_PROXY.
"""

import asyncio
import logging
import os
import signal

import uvloop

from diemcau.classroom.live import routes
from diemcau.classroom.live.house import House
from diemcau.classroom.live.http import Connection
from diemcau.journal.store import Store


async def main() -> None:
    """Serve until SIGTERM or SIGINT; open streams are ended, waiting commands are answered first."""
    host, _, port = os.environ["DIEMCAU_LISTEN"].rpartition(":")
    house = House(
        secret=os.environ["DIEMCAU_SECRET_KEY"],
        store=Store(os.environ["DIEMCAU_JOURNAL"]),
        office_socket=os.environ["DIEMCAU_OFFICE_SOCKET"],
        public_url=os.environ.get("DIEMCAU_PUBLIC_URL", ""),
        trust_proxy=os.environ.get("DIEMCAU_TRUST_PROXY", "") == "1",
    )
    await house.start()
    answer = routes.handler(house)
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: Connection(answer, routes.limit_of), host, int(port), backlog=8192)
    beats = loop.create_task(house.hub.heartbeats())
    stopping = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stopping.set)
    await stopping.wait()
    server.close()
    beats.cancel()
    house.hub.close()
    for engine in house.engines.values():
        await engine.stop()
    house.writer.shutdown()
    house.store.close()


if __name__ == "__main__":
    logging.basicConfig(level=logging.INFO, format="live %(levelname)s %(name)s: %(message)s")
    uvloop.run(main())
