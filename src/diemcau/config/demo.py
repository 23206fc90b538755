"""`diemcau demo`: builds the demo course, plays it over real HTTP, leaves its last sitting on air.

With `--once` it plays all sittings, writes the papers and ends. A demo that was cut off goes on where it
was: commands have the ids of the script, so what was kept before is answered and not doubled.
"""

import asyncio
import contextlib
import os
import shutil
import socket
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from msgspec import Struct, to_builtins

from diemcau.base.refused import Refused
from diemcau.base.words import say
from diemcau.config.serve import Supervisor, check_port, only_one

PHU_XUYEN = "10273"
ON_AIR_MINUTES = 30
WAITING = 2  # rooms of the viewer's province that confirm late, so that he sees somebody missing
READY_SECONDS = 60


class Wish(Struct, frozen=True):
    """What was asked for on the command line. `sites`: communes of each province, 0 for all."""

    data: Path
    host: str
    port: int
    seed: int
    sites: int
    learners: int
    lang: str
    out: Path | None = None
    kill_live: bool = False


class Bar:
    """A progress bar on the error output, with the rate of receipts."""

    def __init__(self, lang: str) -> None:
        self.lang = lang
        self.started = time.monotonic()
        self.receipts = 0
        self.before = 0
        self.shown = 0.0

    def show(self, part: float, what: str) -> None:
        """Draw it again, at most ten times a second."""
        now = time.monotonic()
        if part < 1 and now - self.shown < 0.1:
            return
        self.shown = now
        full = round(part * 24)
        rate = round(self.receipts / max(0.001, now - self.started))
        line = say("cli.demo.bar", self.lang, what=what, receipts=self.receipts, rate=rate)
        end = "\n" if part >= 1 else ""
        sys.stderr.write(f"\r[{'█' * full}{'·' * (24 - full)}] {line}\033[K{end}")
        sys.stderr.flush()

    def line(self, key: str, **data: Any) -> None:
        """A line of its own."""
        sys.stderr.write(say(key, self.lang, **data) + "\n")
        sys.stderr.flush()


def free_port() -> int:
    """A port on loopback that nobody has now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def lan_address() -> str:
    """The address of this machine in its network, without asking anybody outside."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        with contextlib.suppress(OSError):
            probe.connect(("192.0.2.1", 9))  # documentation address: nothing is sent
        address: str = probe.getsockname()[0]
        return address


def run(wish: Wish) -> int:
    """Play the demo; 0 when everything that was acknowledged is kept."""
    if wish.out is None:
        with only_one(wish.data):
            return _stay(wish)
    wish.out.mkdir(parents=True, exist_ok=True)
    folder = Path(tempfile.mkdtemp(prefix="diemcau-demo-"))
    try:
        return _once(wish, folder, wish.out)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _set_up(data: Path, host: str, port: int) -> None:
    os.environ["DIEMCAU_DATA"] = str(data.absolute())
    os.environ["DIEMCAU_DEMO"] = "1"
    os.environ["DIEMCAU_LIVE_URL"] = f"http://{'127.0.0.1' if host == '0.0.0.0' else host}:{port}"  # noqa: S104
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "diemcau.config.settings")
    import django

    django.setup()


@contextlib.contextmanager
def _serving(data: Path, host: str, port: int, public_url: str = "") -> Iterator[Supervisor]:
    from django.conf import settings

    from diemcau.journal.log import target

    supervisor = Supervisor(data, host, port, public_url)
    supervisor.prepare(journal=target(), secret=settings.SECRET_KEY)
    supervisor.start_all()
    try:
        _wait_until_ready(supervisor)
        yield supervisor
    finally:
        supervisor.stop()


def _wait_until_ready(supervisor: Supervisor) -> None:
    from diemcau.classroom import door

    until = time.monotonic() + READY_SECONDS
    while True:
        try:
            door.health()
            return
        except Refused:
            if time.monotonic() > until:
                raise
            supervisor.look()
            time.sleep(0.05)


def _course(wish: Wish, bar: Bar) -> Any:
    """The demo course, built now unless it is there."""
    from diemcau.config.cli import migrate
    from diemcau.planning.models import Course
    from diemcau.rehearsal.course import build

    bar.line("cli.demo.preparing")
    migrate()
    course = Course.objects.filter(rehearsal=True, simulated=True).order_by("pk").first()
    if course is None:
        course = build(seed=wish.seed, sites=wish.sites or None, learners=wish.learners)
    return course


def _once(wish: Wish, folder: Path, out: Path) -> int:
    port = free_port()
    _set_up(folder, "127.0.0.1", port)
    bar = Bar(wish.lang)
    course = _course(wish, bar)
    from diemcau.rehearsal.office_work import do_office_work
    from diemcau.reports.actions import write_papers

    with _serving(folder, "127.0.0.1", port) as supervisor:
        good = True
        for sitting in course.sittings.order_by("no"):
            victim = supervisor if wish.kill_live and sitting.no == 2 else None
            good &= play(sitting, wish.seed, port, bar, victim)
        bar.line("cli.demo.papers")
        do_office_work(course)
        for path in write_papers(course, out):
            bar.line("cli.demo.wrote", path=path)
    return 0 if good else 1


def play(sitting: Any, seed: int, port: int, bar: Bar, victim: Supervisor | None = None) -> bool:
    """Play one sitting as fast as the server on loopback answers; whether nothing was lost or doubled.

    Refuses a real course: rehearsal.real_course.
    """
    from django.conf import settings

    from diemcau.base import tokens
    from diemcau.classroom import actions
    from diemcau.classroom.replay import board_of
    from diemcau.journal.log import everything, reader, stream_of
    from diemcau.rehearsal.check import check
    from diemcau.rehearsal.player import Player
    from diemcau.rehearsal.wire import Wire

    if not sitting.course.rehearsal:
        raise Refused("rehearsal.real_course", 403)
    actions.open_doors(sitting)
    plan = board_of(sitting.pk)[0].places.plan
    actions.set_clock(sitting.pk, plan.starts_at - 30 * 60_000, 400.0)
    before = bar.receipts

    async def perform() -> Player:
        wire = Wire("127.0.0.1", port)

        def progress(part: float, what: str) -> None:
            bar.receipts = before + len(player.stage.receipts)
            bar.show(part, what)

        player = Player.of(plan, wire, tokens.key_from(settings.SECRET_KEY, tokens.LIVE), seed, progress)
        player.listen("127.0.0.1", port)
        killing = asyncio.create_task(_kill_live(victim)) if victim else None
        try:
            await player.play()
        finally:
            player.hang_up()
            wire.close()
            if killing:
                await killing
        return player

    player = asyncio.run(perform())
    with reader() as store:
        verdict = check(player.stage, everything(store, stream_of(sitting.pk)))
    if not verdict.good:
        bar.line("cli.demo.bad", verdict=to_builtins(verdict))
    from diemcau.planning import actions as planning
    from diemcau.planning.rules import SittingState

    planning.set_state(sitting, SittingState.CLOSED)
    return verdict.good


async def _kill_live(supervisor: Supervisor) -> None:
    """Kill -9 of the live process a moment after the beginning; the supervisor's eye starts it again."""
    await asyncio.sleep(0.7)
    live = supervisor.children[0].process
    if live:
        live.kill()
    for _ in range(100):
        await asyncio.sleep(0.05)
        supervisor.look()


def _stay(wish: Wish) -> int:
    check_port(wish.host, wish.port)
    _set_up(wish.data, wish.host, wish.port)
    bar = Bar(wish.lang)
    course = _course(wish, bar)
    lan = wish.host == "0.0.0.0"  # noqa: S104
    url = f"http://{lan_address() if lan else '127.0.0.1'}:{wish.port}"
    from diemcau.planning.rules import SittingState
    from diemcau.rehearsal.office_work import do_office_work
    from diemcau.reports.tasks import make_papers

    with _serving(wish.data.absolute(), wish.host, wish.port, url) as supervisor:
        *first, last = course.sittings.order_by("no")
        for sitting in first:
            if sitting.state not in {SittingState.CLOSED, SittingState.SETTLED}:
                play(sitting, wish.seed, wish.port, bar)
        do_office_work(course)
        make_papers.enqueue(course.pk, units=[PHU_XUYEN])
        stop = threading.Event()
        player = threading.Thread(target=_on_air, args=(last.pk, wish, stop, bar), daemon=True)
        if last.state not in {SittingState.CLOSED, SittingState.SETTLED}:
            player.start()
        bar.line("cli.demo.on_air", url=url, minutes=ON_AIR_MINUTES)
        supervisor.watch()
        stop.set()
    return 0


def _on_air(sitting_id: int, wish: Wish, stop: threading.Event, bar: Bar) -> None:
    """The last sitting at human speed, one room left to the viewer; ends when he closes it."""
    from django.conf import settings
    from django.db import connections

    from diemcau.base import tokens
    from diemcau.classroom import actions
    from diemcau.classroom.replay import board_of
    from diemcau.planning.models import Sitting
    from diemcau.rehearsal.player import Player, SittingOver
    from diemcau.rehearsal.wire import Wire

    sitting = Sitting.objects.get(pk=sitting_id)
    actions.open_doors(sitting)
    plan = board_of(sitting_id)[0].places.plan
    rate = (plan.ends_at - plan.starts_at) / 60_000 / ON_AIR_MINUTES
    actions.set_clock(sitting_id, plan.starts_at - 5 * 60_000, rate)
    connections.close_all()
    viewer = {site.id for site in plan.sites if site.unit == PHU_XUYEN}
    near = [
        site.id for site in plan.sites if site.province == "01" and site.level == "commune" and site.id not in viewer
    ]
    wire = Wire("127.0.0.1", wish.port)
    player = Player.of(
        plan,
        wire,
        tokens.key_from(settings.SECRET_KEY, tokens.LIVE),
        wish.seed,
        lambda _part, _what: None,
        without=viewer,
        pace=1.0,
        late=near[:WAITING],
    )

    async def play() -> None:
        player.listen("127.0.0.1", wish.port)
        task = asyncio.create_task(player.play())
        stopped = asyncio.create_task(asyncio.to_thread(stop.wait))
        await asyncio.wait([task, stopped], return_when=asyncio.FIRST_COMPLETED)
        task.cancel()
        player.hang_up()
        with contextlib.suppress(asyncio.CancelledError, Refused, SittingOver):
            await task
        stop.set()

    asyncio.run(play())
    if player.closed:
        bar.line("cli.demo.closed")
