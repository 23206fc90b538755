"""A real Chromium for tests, kept in a thread of its own.

Playwright's plain interface leaves an event loop running in the thread that it lives in. There
Django refuses queries (or opens a second connection, blind to the test's transaction) and
asyncio.run() fails. So playwright lives in another thread; what tests hold are `Remote`s, used like
the things they stand for: `page.get_by_role("button").click()`, `with page.expect_popup() as popup`.
"""

import os
import shutil
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any, TypeVar

import pytest

T = TypeVar("T")

FLAGS = [
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-quic",
    "--disable-dev-shm-usage",  # containers have 64 MB of it
]


class Aside:
    """One thread; what is done in it is done in order."""

    def __init__(self) -> None:
        self._pool = ThreadPoolExecutor(1, "browser")
        self._ident = self._pool.submit(threading.get_ident).result()

    def do(self, what: Callable[[], T]) -> T:
        """The result (or exception) of `what`, done there; at once when already there, as in a callback."""
        return what() if threading.get_ident() == self._ident else self._pool.submit(what).result()

    def end(self) -> None:
        self._pool.shutdown()


class Remote:
    """Something of playwright's that is touched only in its thread. Plain values come back as they are."""

    def __init__(self, aside: Aside, thing: Any) -> None:
        self._aside, self._thing = aside, thing

    def _wrap(self, value: Any) -> Any:
        if isinstance(value, list | tuple):
            return [self._wrap(one) for one in value]
        ours = type(value).__module__.startswith("playwright") and not isinstance(value, BaseException)
        return Remote(self._aside, value) if ours or callable(value) else value

    def _do(self, what: Callable[[], Any]) -> Any:
        return self._wrap(self._aside.do(what))

    def __getattr__(self, name: str) -> Any:
        return self._do(lambda: getattr(self._thing, name))

    def __call__(self, *args: Any, **options: Any) -> Any:
        args = tuple(map(bare, args))
        options = {name: bare(value) for name, value in options.items()}
        return self._do(lambda: self._thing(*args, **options))

    def __enter__(self) -> Any:
        return self._do(self._thing.__enter__)

    def __exit__(self, *error: object) -> Any:
        return self._aside.do(lambda: self._thing.__exit__(*error))

    def __repr__(self) -> str:
        return f"<{self._aside.do(lambda: repr(self._thing))}>"


def bare(value: Any) -> Any:
    """What a Remote stands for; anything else as it is."""
    return value._thing if isinstance(value, Remote) else value


def expect(thing: Remote) -> Remote:
    """Playwright's waiting assertions: expect(page.get_by_role("alert")).to_have_text("…")."""
    from playwright.sync_api import expect as waiting

    about: Remote = Remote(thing._aside, waiting)(thing)
    return about


def find_chromium() -> str:
    """The Chromium to drive: DIEMCAU_CHROMIUM, or the first one on the path."""
    names = (os.environ.get("DIEMCAU_CHROMIUM", ""), "chromium", "google-chrome-stable", "google-chrome")
    for name in names:
        if name and (found := shutil.which(name)):
            return found
    pytest.fail("no Chromium: apt-get install -y --no-install-recommends chromium libatomic1, or set DIEMCAU_CHROMIUM")


@contextmanager
def chromium() -> Iterator[Remote]:
    """A running Chromium without a window (playwright's Browser)."""
    from playwright.sync_api import sync_playwright

    path = find_chromium()
    flags = [*FLAGS, *(["--no-sandbox"] if os.geteuid() == 0 else [])]
    aside = Aside()
    try:
        playwright = aside.do(lambda: sync_playwright().start())
        try:
            browser = aside.do(lambda: playwright.chromium.launch(executable_path=path, args=flags))
            yield Remote(aside, browser)
            aside.do(browser.close)
        finally:
            aside.do(playwright.stop)
    finally:
        aside.end()
