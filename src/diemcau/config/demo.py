"""`diemcau demo`: builds the demo course, plays it over real HTTP, leaves its last sitting on air.

With `--once` it plays all sittings, writes the papers and ends. A demo that was cut off goes on where it
was: commands have the ids of the script, so what was kept before is answered and not doubled.
"""

import asyncio
import contextlib
import gc
import os
import shutil
import socket
import tempfile
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from multiprocessing import get_context
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

import uvloop
from msgspec import Struct, to_builtins

from diemcau.activities.plan import Plan
from diemcau.base.refused import Refused
from diemcau.config.checks import raise_files
from diemcau.config.progress import Bar
from diemcau.config.serve import OFFICE, Supervisor, check_port, only_one

HANOI, PHU_XUYEN = "01", "10273"
ON_AIR_MINUTES = 30
WAITING = 2  # rooms of the viewer's province that confirm late, so that he sees somebody missing
READY_SECONDS = 60
STOPPED = 130  # what a shell tells of a command that Ctrl-C ended
KILL_AT = 0.3  # how far the sitting is when its processes are killed


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
    # The lists of a whole country are no garbage: do not walk them again and again.
    gc.set_threshold(100_000, 20, 100)


@contextlib.contextmanager
def _serving(data: Path, host: str, port: int, public_url: str = "", *, worker: bool = True) -> Iterator[Supervisor]:
    from django.conf import settings

    from diemcau.journal.log import target

    supervisor = Supervisor(data, host, port, public_url)
    supervisor.prepare(journal=target(), secret=settings.SECRET_KEY)
    if not worker:
        supervisor.children[:] = [child for child in supervisor.children if child.name != "worker"]
    supervisor.start_all()
    try:
        _wait_until_ready(supervisor)
        yield supervisor
    finally:
        supervisor.stop()


def _wait_until_ready(supervisor: Supervisor) -> None:
    until = time.monotonic() + READY_SECONDS
    while not _is_ready():
        if time.monotonic() > until:
            raise Refused("live.away", 503)
        supervisor.look()
        time.sleep(0.05)


def _is_ready() -> bool:
    from diemcau.classroom import door

    try:
        return bool(door.health()["ok"])
    except Refused:
        return False


def _course(wish: Wish, bar: Bar) -> Any:
    """The demo course, built now unless it is there."""
    from diemcau.config.cli import migrate
    from diemcau.planning.models import Course
    from diemcau.rehearsal.course import build
    from diemcau.rehearsal.practice import CODE

    bar.line("cli.demo.preparing")
    migrate()
    made = Course.objects.filter(rehearsal=True, simulated=True).exclude(code=CODE)
    course = made.order_by("pk").first()
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

    # Without a worker: what it writes after each sitting nobody would read here.
    with _serving(folder, "127.0.0.1", port, worker=False) as supervisor:
        good = _play_all(course, course.sittings.order_by("no"), wish, port, bar, supervisor)
        bar.line("cli.demo.papers")
        do_office_work(course)
        for path in write_papers(course, out):
            bar.line("cli.demo.wrote", path=path)
    return 0 if good else 1


def _play_all(course: Any, sittings: Iterable[Any], wish: Wish, port: int, bar: Bar, supervisor: Supervisor) -> bool:
    """Play sittings one after another; while one is played, a process beside settles what was closed before.

    What that process leaves, because it failed or was late, is settled where papers are made.
    """
    from django.db import connections

    from diemcau.classroom.closing import settle_course

    settling: list[BaseProcess] = []

    def settle() -> None:
        for before in settling:
            before.join()
        connections.close_all()  # a fork must not share them
        settling[:] = [get_context("fork").Process(target=settle_course, args=(course.pk,))]
        settling[0].start()

    good = True
    for sitting in sittings:
        kill = wish.kill_live and sitting.no == 2
        good &= play(sitting, wish.seed, port, bar, supervisor, kill=kill, beside=settle)
    for last in settling:
        last.join()
    return good


def play(
    sitting: Any,
    seed: int,
    port: int,
    bar: Bar,
    supervisor: Supervisor | None = None,
    *,
    kill: bool = False,
    beside: Callable[[], None] | None = None,
) -> bool:
    """Play one sitting as fast as the server on loopback answers; whether nothing was lost or doubled.

    What dies meanwhile the supervisor starts again. `kill`: its live processes are killed on the way; one that
    hit no request proves nothing and is no success. `beside` is called when the doors are open.
    Refuses a real course: rehearsal.real_course.
    """
    from django.conf import settings

    from diemcau.base import tokens
    from diemcau.classroom import actions
    from diemcau.classroom.replay import board_of
    from diemcau.journal.log import everything, reader, stream_of
    from diemcau.planning import actions as planning
    from diemcau.planning.rules import SittingState
    from diemcau.rehearsal.check import check
    from diemcau.rehearsal.player import Player
    from diemcau.rehearsal.wire import Wire

    if not sitting.course.rehearsal:
        raise Refused("rehearsal.real_course", 403)
    actions.open_doors(sitting)
    plan = board_of(sitting.pk)[0].places.plan
    actions.set_clock(sitting.pk, plan.starts_at - 30 * 60_000, 400.0)
    if beside:
        beside()
    bar.begin()

    def progress(part: float, what: str) -> None:
        bar.receipts = bar.before + len(stage.receipts)
        bar.show(part, what)

    raise_files()  # every virtual desk holds a stream
    key = tokens.key_from(settings.SECRET_KEY, tokens.LIVE)
    player = Player.of(plan, Wire("127.0.0.1", port), key, seed, progress)
    stage = player.stage
    uvloop.run(_perform(player, supervisor, kill=kill))
    planning.set_state(sitting, SittingState.CLOSED)
    with reader() as store:
        verdict = check(stage, everything(store, stream_of(sitting.pk)))
    if not verdict.good:
        bar.line("cli.demo.bad", verdict=to_builtins(verdict))
    if kill:
        bar.line("cli.demo.killed", retries=stage.wire.retries)
    return verdict.good and (not kill or stage.wire.retries > 0)


async def _perform(player: Any, supervisor: Supervisor | None, *, kill: bool) -> None:
    wire = player.stage.wire
    player.listen(wire.host, wire.port)
    watching = asyncio.create_task(_watch(player, supervisor, kill=kill)) if supervisor else None
    try:
        await player.play()
    finally:
        if watching:
            watching.cancel()
        player.hang_up()
        wire.close()


async def _watch(player: Any, supervisor: Supervisor, *, kill: bool) -> None:
    """Keep the processes alive, or kill them once; Ctrl-C ends the play too."""
    while not supervisor.kept.stopping:
        await asyncio.sleep(0.02)
        supervisor.look()
        if kill and player.done >= KILL_AT * player.works:
            kill = False
            _kill_live(supervisor)
    raise SystemExit(STOPPED)


def _kill_live(supervisor: Supervisor) -> None:
    """Kill -9 of every live process."""
    for child in supervisor.children:
        if child.rank < OFFICE and child.process:
            child.process.kill()


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
        over = {SittingState.CLOSED, SittingState.SETTLED}
        *first, last = course.sittings.order_by("no")
        _play_all(course, [sitting for sitting in first if sitting.state not in over], wish, wish.port, bar, supervisor)
        do_office_work(course)
        # The viewer's own branch first: he waits for it.
        make_papers.enqueue(course.pk, provinces=[HANOI], units=[PHU_XUYEN])
        make_papers.enqueue(course.pk, centre=False)
        stop = threading.Event()
        if last.state in over:
            bar.line("cli.demo.over", url=url, folder=wish.data)
        else:
            plan, item, minutes = _open_last(last)
            threading.Thread(target=_on_air, args=(plan, item, wish, stop, bar), daemon=True).start()
            bar.line("cli.demo.on_air", url=url, minutes=minutes)
        supervisor.watch()
        stop.set()
    return 0


def _open_last(sitting: Any) -> tuple[Plan, int, int]:
    """Open the doors of the last sitting, with a clock that takes half an hour for all of it.

    Its plan, the item at which it goes on when it was cut off (0: it begins), and the minutes that it will take. The
    clock goes on where it stood at the last fact.
    """
    from diemcau.classroom import actions
    from diemcau.classroom.replay import board_of
    from diemcau.journal.log import reader, stream_of

    actions.open_doors(sitting)
    board, _ = board_of(sitting.pk)
    plan, item = board.places.plan, board.sitting.item
    rate = (plan.ends_at - plan.starts_at) / 60_000 / ON_AIR_MINUTES
    shown = plan.starts_at - 5 * 60_000
    if item:
        with reader() as store:
            (newest,) = store.each_fact(stream_of(sitting.pk), store.head(stream_of(sitting.pk))[0] - 1)
        shown = board.shown(newest.received_at)
    actions.set_clock(sitting.pk, shown, rate)
    return plan, item, min(ON_AIR_MINUTES, max(1, round((plan.ends_at - shown) / 60_000 / rate)))


def _on_air(plan: Plan, item: int, wish: Wish, stop: threading.Event, bar: Bar) -> None:
    """The last sitting at human speed, one room left to the viewer; ends when he closes it."""
    from django.conf import settings

    from diemcau.base import tokens
    from diemcau.rehearsal.player import Player, SittingOver
    from diemcau.rehearsal.wire import Wire

    viewer = {site.id for site in plan.sites if site.unit == PHU_XUYEN}
    near = [
        site.id for site in plan.sites if site.province == HANOI and site.level == "commune" and site.id not in viewer
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
        going_on=item,
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

    uvloop.run(play())
    if player.closed:
        bar.line("cli.demo.closed")
