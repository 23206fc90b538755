"""The live processes of one machine: their commands and environments."""

import os
import sys
from pathlib import Path

from msgspec import Struct

from diemcau.base.processes import Child

WRITER, BOARD, STREAM, ACCEPT = range(4)  # ranks: who is stopped first is started last


class Node(Struct, frozen=True):
    """How the live processes of a machine are set up. `run` is the folder of their sockets."""

    run: Path
    listen: str
    journal: str
    secret: str
    office_socket: str
    snapshots: Path
    public_url: str = ""
    accepts: int = 1
    streams: int = 1
    trust_proxy: bool = False

    def children(self) -> list[Child]:
        """The processes, to be watched."""
        environment = os.environ | {
            "DIEMCAU_RUN": str(self.run),
            "DIEMCAU_LISTEN": self.listen,
            "DIEMCAU_JOURNAL": self.journal,
            "DIEMCAU_SECRET_KEY": self.secret,
            "DIEMCAU_OFFICE_SOCKET": self.office_socket,
            "DIEMCAU_SNAPSHOTS": str(self.snapshots),
            "DIEMCAU_SLIDES": str(self.snapshots.parent / "slides"),  # beside them in the data folder
            "DIEMCAU_PUBLIC_URL": self.public_url,
            "DIEMCAU_STREAMS": str(self.streams),
            "DIEMCAU_TRUST_PROXY": "1" if self.trust_proxy else "",
        }

        def child(name: str, module: str, rank: int, number: int = 1, **more: str) -> Child:
            command = [sys.executable, "-m", f"diemcau.classroom.live.{module}"]
            return Child(name, command, environment | {"DIEMCAU_NUMBER": str(number)} | more, rank)

        return [
            child("writer", "writer", WRITER),
            # One core for what can wait: its sums need no more, and the others need theirs.
            child("grouper", "grouper", BOARD, OPENBLAS_NUM_THREADS="1"),
            child("board", "boards", BOARD),
            *(child(f"stream-{n}", "stream", STREAM, n) for n in range(1, self.streams + 1)),
            *(child(f"accept-{n}", "accept", ACCEPT, n) for n in range(1, self.accepts + 1)),
        ]
