"""Taking back jobs that a killed worker left behind."""

from django.db import transaction
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

MOST_ATTEMPTS = 3


@transaction.atomic
def requeue_lost() -> int:
    """Make jobs ready again that were running when their worker was killed; how many.

    Called when a worker starts, and only one worker runs: whatever is running then, nobody runs. A job that was
    begun three times without an end has perhaps killed its workers: it fails for good.
    """
    again = []
    for job in DBTaskResult.objects.select_for_update().filter(status=TaskResultStatus.RUNNING):
        if len(job.worker_ids) < MOST_ATTEMPTS:
            again.append(job.pk)
        else:
            job.set_failed(RuntimeError(f"its worker died {MOST_ATTEMPTS} times"))
    return DBTaskResult.objects.filter(pk__in=again).update(status=TaskResultStatus.READY, started_at=None)
