"""The generators, small C programs in processes of their own: compiled when first used, spoken to by lines."""

import json
import os
import random
import select
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from hashlib import sha256
from pathlib import Path
from typing import Any

from bench.machine import Refusal, end, processes_for

SOURCES = Path(__file__).parent
CONNECTS = 12_000  # streams opened a second
ANSWERS = 40.0  # seconds that a program may take to answer a line


def compiled(name: str) -> str:
    """The path of a program, compiled unless this source was compiled before. Refusal without a compiler."""
    digest = sha256((SOURCES / "common.h").read_bytes() + (SOURCES / f"{name}.c").read_bytes()).hexdigest()[:16]
    folder = Path(sys.prefix) / "bench"
    try:
        folder.mkdir(exist_ok=True)
    except OSError:
        folder = Path(tempfile.gettempdir()) / f"diemcau-bench-{os.getuid()}"
        folder.mkdir(mode=0o700, exist_ok=True)
    program = folder / f"{name}-{digest}"
    if program.exists():
        return str(program)
    compiler = next(filter(None, map(shutil.which, ("cc", "gcc", "clang"))), None)
    if compiler is None:
        raise Refusal(
            "Cần trình biên dịch C / A C compiler is needed: apt-get install -y --no-install-recommends gcc libc6-dev"
        )
    made = program.with_suffix(f".{os.getpid()}")
    command = [compiler, "-O2", "-std=gnu11", "-pthread", "-o", str(made), str(SOURCES / f"{name}.c")]
    said = subprocess.run(command, capture_output=True, text=True, check=False)
    if said.returncode:
        raise Refusal(f"{name}.c: {said.stderr.strip()[-500:]}")
    made.rename(program)
    return str(program)


def free_port() -> int:
    """A port on loopback below those that outgoing connections take."""
    while True:
        port = random.randint(20_000, 32_000)
        with socket.socket() as probe, suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port


class Loaded(dict[str, Any]):
    """What `load` said: answered, receipts, repeats, doubled, refused, retried, rate, p50 … max (ms), cpu (s)."""

    def __getattr__(self, name: str) -> Any:
        return self[name]


@contextmanager
def loading(port: int, tokens: Path, *, bound: float, **options: object) -> Iterator["Loading"]:
    """A generator of commands at work; `options` are those of load.c. It ends after `bound` seconds at the latest."""
    command = [compiled("load"), "-p", str(port), "-t", str(tokens)]
    for letter, value in options.items():
        command += [f"-{letter}", str(value)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    try:
        yield Loading(process, bound)
    finally:
        process.kill()
        process.communicate()


class Loading:
    """A running `load`."""

    def __init__(self, process: subprocess.Popen[str], bound: float) -> None:
        self.process, self.bound = process, bound

    def result(self) -> Loaded:
        """Wait for its end and give what it says."""
        said, _ = self.process.communicate(timeout=self.bound)
        if self.process.returncode:
            raise RuntimeError(f"load ended with {self.process.returncode}")
        return Loaded(json.loads(said))


def load(port: int, tokens: Path, *, seconds: float, **options: object) -> Loaded:
    """Commands for so many seconds, or fewer when a fixed number is through."""
    with loading(port, tokens, bound=seconds + 30, d=seconds, **options) as running:
        return running.result()


class Talker:
    """A program that answers a line with a line of JSON."""

    def __init__(self, command: list[str]) -> None:
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)

    def hear(self) -> dict[str, Any]:
        """The next line. RuntimeError when the program has ended or does not answer."""
        assert self.process.stdout
        ready, _, _ = select.select([self.process.stdout], [], [], ANSWERS)
        line = self.process.stdout.readline() if ready else b""
        if not line:
            raise RuntimeError(f"{self.process.args!r} does not answer")
        said: dict[str, Any] = json.loads(line)
        return said

    def tell(self, words: str) -> dict[str, Any]:
        """The answer to a line."""
        assert self.process.stdin
        self.process.stdin.write(words.encode() + b"\n")
        self.process.stdin.flush()
        return self.hear()

    def end(self) -> None:
        """Stop it and its children."""
        end(self.process)
        self.process.communicate()


@contextmanager
def phones(port: int, tokens: Path, clients: int, *, watch: str = "phones") -> Iterator[Talker]:
    """So many clients of streams, connected. RuntimeError when not all come in."""
    processes = processes_for(clients, even=True)
    options = {"p": port, "t": tokens, "n": clients, "P": processes, "w": watch, "r": CONNECTS}
    command = [compiled("phones")]
    for letter, value in options.items():
        command += [f"-{letter}", str(value)]
    running = Talker(command)
    try:
        until = time.monotonic() + 30 + 4 * clients / CONNECTS
        while (said := running.tell("stat"))["open"] < clients:
            if time.monotonic() > until:
                raise RuntimeError(f"only {said['open']} of {clients} streams are open: {said}")
            time.sleep(0.1)
        yield running
    finally:
        running.end()


@contextmanager
def limit(size: int, processes: int) -> Iterator[tuple[Talker, int]]:
    """The minimal fan-out with events of so many bytes, and its port."""
    port = free_port()
    running = Talker([compiled("limit"), "-p", str(port), "-P", str(processes), "-z", str(size)])
    try:
        running.hear()
        yield running, port
    finally:
        running.end()
