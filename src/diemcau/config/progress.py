"""How far a play is, on the error output of whoever waits for it."""

import sys
import time
from typing import Any

from diemcau.base.words import say


class Bar:
    """A progress bar on the error output, with all receipts and the rate of this sitting's."""

    def __init__(self, lang: str) -> None:
        self.lang = lang
        self.receipts = 0
        self.begin()

    def begin(self) -> None:
        """A new sitting: its rate is its own."""
        self.started = time.monotonic()
        self.before = self.receipts
        self.shown = 0.0

    def show(self, part: float, what: str) -> None:
        """Draw it again, at most ten times a second."""
        now = time.monotonic()
        if part < 1 and now - self.shown < 0.1:
            return
        self.shown = now
        full = round(part * 24)
        rate = round((self.receipts - self.before) / max(0.001, now - self.started))
        line = say("cli.demo.bar", self.lang, what=what, receipts=self.receipts, rate=rate)
        end = "\n" if part >= 1 else ""
        sys.stderr.write(f"\r[{'█' * full}{'·' * (24 - full)}] {line}\033[K{end}")
        sys.stderr.flush()

    def line(self, key: str, **data: Any) -> None:
        """A line of its own."""
        sys.stderr.write(say(key, self.lang, **data) + "\n")
        sys.stderr.flush()
