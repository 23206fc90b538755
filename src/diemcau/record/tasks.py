"""What a worker does before its first job."""

import logging

from diemcau.record import actions

log = logging.getLogger(__name__)


def requeue_lost() -> int:
    """Take back the jobs of a killed worker; how many. Call it when the worker starts."""
    if number := actions.requeue_lost():
        log.warning("%d jobs of a worker that died are ready again", number)
    return number
