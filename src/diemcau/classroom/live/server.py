"""The live processes without office and worker: `python -m diemcau.classroom.live.server`.

`diemcau serve` runs them together with the others; this is for tests and measurements. Environment:
DIEMCAU_LISTEN (host:port), DIEMCAU_OFFICE_SOCKET, DIEMCAU_JOURNAL (path or postgresql:// address),
DIEMCAU_SECRET_KEY, DIEMCAU_PUBLIC_URL, DIEMCAU_TRUST_PROXY, DIEMCAU_ACCEPTS and DIEMCAU_STREAMS (how many),
DIEMCAU_RUN (folder of sockets; absent: a new one), DIEMCAU_SNAPSHOTS.
"""

import os
import tempfile
from pathlib import Path

from diemcau.base.processes import Watch
from diemcau.classroom.live.node import Node


def main() -> None:
    """Run until SIGTERM or SIGINT; open streams are ended, waiting commands are answered first."""
    with tempfile.TemporaryDirectory(prefix="diemcau-") as made:
        run = os.environ.get("DIEMCAU_RUN", made)
        node = Node(
            run=Path(run),
            listen=os.environ["DIEMCAU_LISTEN"],
            journal=os.environ["DIEMCAU_JOURNAL"],
            secret=os.environ["DIEMCAU_SECRET_KEY"],
            office_socket=os.environ["DIEMCAU_OFFICE_SOCKET"],
            snapshots=Path(os.environ.get("DIEMCAU_SNAPSHOTS") or run),
            public_url=os.environ.get("DIEMCAU_PUBLIC_URL", ""),
            accepts=int(os.environ.get("DIEMCAU_ACCEPTS", "1")),
            streams=int(os.environ.get("DIEMCAU_STREAMS", "1")),
            trust_proxy=os.environ.get("DIEMCAU_TRUST_PROXY", "") == "1",
        )
        watch = Watch(node.children())
        watch.start()
        watch.watch()
        watch.stop()


if __name__ == "__main__":
    main()
