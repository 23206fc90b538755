"""The worker process: takes jobs one after another. Jobs of a killed worker are taken up again at start."""

import logging
import os
import threading
import time

import django
from django.core.management import call_command

from diemcau.base.refused import Refused

FOLLOW_SECONDS = 2
log = logging.getLogger(__name__)


def follow() -> None:
    """Watch the live sittings; whatever was closed is settled and written up."""
    from django.db import close_old_connections

    from diemcau.classroom import actions
    from diemcau.reports.tasks import order_papers

    while True:
        time.sleep(FOLLOW_SECONDS)
        close_old_connections()
        try:
            for sitting in actions.follow():
                order_papers(sitting.course)
        except Refused as refused:
            log.info("the live process is away: %s", refused.code)


def main() -> None:
    """Work until SIGTERM."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "diemcau.config.settings")
    django.setup()
    from diemcau.record.tasks import requeue_lost

    requeue_lost()
    threading.Thread(target=follow, daemon=True).start()
    call_command("db_worker", interval=0.5, verbosity=1)


if __name__ == "__main__":
    main()
