"""What a worker does before its first job, and once a day."""

import logging

from diemcau.record import actions

log = logging.getLogger(__name__)


def requeue_lost() -> int:
    """Take back the jobs of a killed worker; how many. Call it when the worker starts."""
    if number := actions.requeue_lost():
        log.warning("%d jobs of a worker that died are ready again", number)
    return number


def tidy() -> None:
    """Forget what was kept of acts that can no longer be taken back. Call it once a day."""
    if number := actions.forget_undos():
        log.info("what was kept of %d acts is erased: they can no longer be taken back", number)
