"""Writing the audit log, and taking back jobs that a killed worker left behind."""

from typing import Any

from django.db import transaction
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from diemcau.base import clock
from diemcau.people.models import Account
from diemcau.record.models import AuditEntry

MOST_ATTEMPTS = 3


def note(
    action: str,
    subject: str = "",
    *,
    account: Account | None = None,
    actor: str = "",
    device: str = "",
    address: str | None = None,
    **detail: Any,
) -> AuditEntry:
    """Put down what somebody did: `note("slips.issued", "course:1", account=request.user, sites=12)`.

    `actor` is for whoever has no account ("host:12", "cli"). `detail` takes ids, codes and numbers only.
    """
    who = f"account:{account.pk}" if account else actor
    return AuditEntry.objects.create(
        at=clock.now(),
        account=account,
        actor=who,
        action=action,
        subject=subject,
        device=device,
        address=address,
        detail=detail,
    )


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
