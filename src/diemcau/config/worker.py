"""The worker process: takes jobs one after another. Jobs of a killed worker are taken up again at start.

One worker works on a database. On SQLite there is only one; on PostgreSQL every node has one, and all but
one wait until that one is gone.
"""

import logging
import os
import signal
import threading
import time
from collections.abc import Callable
from functools import partial
from typing import Any

import django
from django.core.management import call_command

from diemcau.base.refused import Refused

FOLLOW_SECONDS = 2
WORKING = 0x776F726B  # the number of the lock in PostgreSQL
# A node without power says nothing: the database must notice within half a minute.
NOTICE = "SET tcp_keepalives_idle = 10; SET tcp_keepalives_interval = 5; SET tcp_keepalives_count = 3"
log = logging.getLogger(__name__)


def only_worker() -> Any:
    """Wait until no other node's worker works; the connection that holds the place, None on SQLite."""
    from django.db import connections

    if connections["default"].vendor != "postgresql":
        return None
    held = connections.create_connection("default")
    held.inc_thread_sharing()
    with held.cursor() as cursor:
        cursor.execute(NOTICE)
        cursor.execute("SELECT pg_advisory_lock(%s)", [WORKING])
    return held


def begin(job: Callable[[], object]) -> None:
    """Do a job of the day. One that breaks is told, and tried again tomorrow: the jobs that people wait for go on."""
    try:
        job()
    except Exception:
        log.exception("a job of the day broke: %r", job)


def follow(held: Any) -> None:
    """Watch the live sittings; whatever was closed is settled and written up. Every day things are tidied.

    Raises when the place was lost.
    """
    from django.db import close_old_connections

    from diemcau.base import clock
    from diemcau.classroom import actions
    from diemcau.people.actions import begin_day
    from diemcau.planning.actions import forget_rosters
    from diemcau.record.tasks import tidy
    from diemcau.rehearsal import practice
    from diemcau.reports.tasks import order_papers

    tidied = practised = None
    while True:
        time.sleep(FOLLOW_SECONDS)
        close_old_connections()
        if held:
            with held.cursor() as cursor:
                cursor.execute("SELECT 1")
        if (today := clock.local(clock.now_ms()).date()) != tidied:
            for job in (partial(begin_day, today), partial(call_command, "clearsessions"), tidy, forget_rosters):
                begin(job)
            tidied = today
        try:
            for sitting in actions.follow():
                if sitting.course.code != practice.CODE:
                    order_papers(sitting.course)
            if practised != today:  # the live process has answered
                begin(partial(practice.renew, today))
                practised = today
        except Refused as refused:
            log.info("the live process is away: %s", refused.code)


def follow_or_end(held: Any) -> None:
    """Follow; when that breaks end the whole process, which is then started again."""
    try:
        follow(held)
    finally:
        os.kill(os.getpid(), signal.SIGTERM)


def main() -> None:
    """Work until SIGTERM."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "diemcau.config.settings")
    django.setup()
    from diemcau.record.tasks import requeue_lost

    held = only_worker()
    requeue_lost()
    threading.Thread(target=follow_or_end, args=(held,), daemon=True).start()
    call_command("db_worker", interval=0.5, verbosity=1)


if __name__ == "__main__":
    main()
