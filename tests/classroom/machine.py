"""A machine of somebody: a Chromium with a profile on disk, which can be killed as a power cut would."""

import os
import signal
import time
from contextlib import suppress
from pathlib import Path
from typing import Self

from tests.browser import FLAGS, Aside, Remote, find_chromium


class Machine:
    """The machine. `start` opens the browser on its profile; `page` is the one page of it."""

    def __init__(self, folder: Path, width: int = 1366, height: int = 768, *flags: str, program: str = "") -> None:
        self.folder, self.width, self.height = folder, width, height
        self.flags, self.program = flags, program
        self.thrown: list[str] = []

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(self, *_: object) -> None:
        with suppress(Exception):  # it may have been killed
            self.aside.do(self.context.close)
        self.aside.do(self.playwright.stop)
        self.aside.end()

    def start(self) -> Self:
        """Switch it on."""
        from playwright.sync_api import sync_playwright

        flags = [*FLAGS, *self.flags, *(["--no-sandbox"] if os.geteuid() == 0 else [])]
        self.aside = Aside()
        self.playwright = self.aside.do(lambda: sync_playwright().start())
        self.context = self.aside.do(
            lambda: self.playwright.chromium.launch_persistent_context(
                str(self.folder),
                executable_path=self.program or find_chromium(),
                args=flags,
                locale="vi-VN",
                timezone_id="Asia/Ho_Chi_Minh",
                viewport={"width": self.width, "height": self.height},
            )
        )
        self.aside.do(lambda: self.context.set_default_timeout(20_000))
        self.page = Remote(self.aside, self.aside.do(lambda: self.context.pages[0]))
        self.page.on("pageerror", lambda error: self.thrown.append(str(error)))
        return self

    def offline(self, off: bool) -> None:
        """Pull the cable, or put it in."""
        self.aside.do(lambda: self.context.set_offline(off))

    def kill(self) -> None:
        """Every process of the browser at one time, as a power cut would."""
        mine = []
        for entry in Path("/proc").iterdir():
            with suppress(OSError):
                if entry.name.isdigit() and str(self.folder).encode() in (entry / "cmdline").read_bytes():
                    mine.append(int(entry.name))
        for pid in mine:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        until = time.monotonic() + 10
        while any(Path(f"/proc/{pid}/cmdline").exists() for pid in mine) and time.monotonic() < until:
            time.sleep(0.02)
        self.__exit__()
