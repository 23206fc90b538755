"""A weak line between a browser and a server: two TUN devices, and a process that carries packets between them badly.

The browser lives in a network namespace of its own; the server listens at the other end. Kernel and browser do their
own TCP over it, so loss means what it means on a real line. Needs root and /dev/net/tun; where these are missing the
test is skipped and says so.
"""

import ctypes
import fcntl
import heapq
import json
import os
import random
import select
import struct
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

TUNSETIFF, IFF_TUN, IFF_NO_PI, CLONE_NEWNET = 0x400454CA, 0x0001, 0x1000, 0x40000000
SERVER = "10.88.7.2"
GOOD: dict[str, float] = {"rate": 50_000_000, "delay": 0.001, "loss": 0.0}
WEAK: dict[str, float] = {"rate": 64_000, "delay": 0.3, "loss": 0.05}  # bit/s, s each way, share
DEAD: dict[str, float] = {"rate": 64_000, "delay": 0.3, "loss": 1.0}
LONGEST_QUEUE = 4.0  # seconds of packets that a modem holds; more are dropped


class Line:
    """The line. `set` changes what it is like; `browser` is a program that starts a Chromium behind it."""

    def __init__(self, folder: Path, name: str, process: "subprocess.Popen[str]") -> None:
        self.process = process
        self.browser = folder / "chromium-behind-the-line"
        self.browser.write_text(f'#!/bin/sh\nexec ip netns exec {name} "$REAL_CHROMIUM" "$@"\n')
        self.browser.chmod(0o755)

    def set(self, like: dict[str, float]) -> None:
        """Make it so from now on."""
        assert self.process.stdin
        self.process.stdin.write(json.dumps(like) + "\n")
        self.process.stdin.flush()


@contextmanager
def line(folder: Path) -> Iterator[Line]:
    """A good line, as long as the block runs."""
    if os.geteuid() or not Path("/dev/net/tun").exists():
        pytest.skip("a line of its own needs root and /dev/net/tun")
    name = f"dc-{os.getpid()}"
    if subprocess.run(["ip", "netns", "add", name], capture_output=True, check=False).returncode:
        pytest.skip("no network namespaces here")
    process = subprocess.Popen(
        [sys.executable, __file__, name], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    try:
        assert process.stdout
        if process.stdout.readline() != "up\n":
            pytest.skip("no TUN devices here")
        yield Line(folder, name, process)
    finally:
        process.kill()
        process.wait()
        for pipe in (process.stdin, process.stdout):
            if pipe:
                with suppress(OSError):
                    pipe.close()
        subprocess.run(["ip", "netns", "del", name], check=False)


def _tun(name: str, address: str) -> int:
    """A TUN device in the namespace of this thread, with its address."""
    device = os.open("/dev/net/tun", os.O_RDWR | os.O_NONBLOCK)
    fcntl.ioctl(device, TUNSETIFF, struct.pack("16sH", name.encode(), IFF_TUN | IFF_NO_PI))
    subprocess.run(["ip", "addr", "add", address, "dev", name], check=True)
    subprocess.run(["ip", "link", "set", name, "up", "txqueuelen", "1000"], check=True)
    return device


def _carry(near: int, far: int) -> None:
    """For ever: packets from one end to the other, with what the line is like now."""
    like, chance = dict(GOOD), random.Random(7)
    waiting: list[tuple[float, int, int, bytes]] = []
    free, number = {near: 0.0, far: 0.0}, 0
    orders = sys.stdin.fileno()
    while True:
        now = time.monotonic()
        patience = max(0.0, min(0.05, waiting[0][0] - now)) if waiting else 0.05
        for ready in select.select([near, far, orders], [], [], patience)[0]:
            if ready == orders:
                told = sys.stdin.readline()
                if not told:
                    return
                like = json.loads(told)
                continue
            with suppress(BlockingIOError):
                while packet := os.read(ready, 65536):
                    now = time.monotonic()
                    begins = max(free[ready], now)
                    if chance.random() < like["loss"] or begins - now > LONGEST_QUEUE:
                        continue
                    free[ready] = begins + len(packet) * 8 / like["rate"]
                    number += 1
                    heapq.heappush(
                        waiting, (free[ready] + like["delay"], number, far if ready == near else near, packet)
                    )
        now = time.monotonic()
        while waiting and waiting[0][0] <= now:
            _, _, end, packet = heapq.heappop(waiting)
            with suppress(OSError):
                os.write(end, packet)


def main(namespace: str) -> None:
    """Make the devices, say "up", carry."""
    libc = ctypes.CDLL(None, use_errno=True)
    far = _tun(f"{namespace}b"[-15:], f"{SERVER}/24")
    home = os.open("/proc/self/ns/net", os.O_RDONLY)
    there = os.open(f"/run/netns/{namespace}", os.O_RDONLY)
    assert libc.setns(there, CLONE_NEWNET) == 0
    subprocess.run(["ip", "link", "set", "lo", "up"], check=True)
    near = _tun(f"{namespace}a"[-15:], "10.88.7.1/24")
    assert libc.setns(home, CLONE_NEWNET) == 0
    sys.stdout.write("up\n")
    sys.stdout.flush()
    _carry(near, far)


if __name__ == "__main__":
    main(sys.argv[1])
