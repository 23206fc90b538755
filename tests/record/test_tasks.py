"""Jobs of a worker that was killed are taken back when the next one starts."""

import pytest
from django.utils import timezone
from django_tasks import TaskResultStatus as Status
from django_tasks_db.models import DBTaskResult

from diemcau.record.tasks import requeue_lost, tidy
from tests.record.test_undo import renamed

pytestmark = pytest.mark.django_db


def job(status, begun=1):
    return DBTaskResult.objects.create(
        status=status,
        args_kwargs={"args": [], "kwargs": {}},
        task_path="diemcau.record.tasks.requeue_lost",
        worker_ids=["w"] * begun,
        backend_name="default",
        run_after=timezone.now(),
        started_at=timezone.now(),
    )


def test_a_lost_job_is_ready_again_and_others_stay(caplog):
    lost = job(Status.RUNNING)
    others = [job(status) for status in (Status.READY, Status.SUCCESSFUL, Status.FAILED)]
    assert requeue_lost() == 1
    lost.refresh_from_db()
    assert (lost.status, lost.started_at) == (Status.READY, None)
    assert [DBTaskResult.objects.get(pk=one.pk).status for one in others] == [one.status for one in others]
    assert [record.getMessage() for record in caplog.records] == ["1 jobs of a worker that died are ready again"]


def test_nothing_lost_is_nothing_said(caplog):
    job(Status.READY)
    assert (requeue_lost(), caplog.records) == (0, [])


def test_a_job_that_was_begun_three_times_fails_for_good():
    poison = job(Status.RUNNING, begun=3)
    assert requeue_lost() == 0
    poison.refresh_from_db()
    assert (poison.status, poison.exception_class_path) == (Status.FAILED, "builtins.RuntimeError")


def test_every_day_old_ways_back_are_erased_and_it_is_said_how_many(caplog):
    caplog.set_level("INFO")
    entry, _ = renamed(days=0)
    tidy()
    tidy()
    assert [record.getMessage() for record in caplog.records] == [
        "what was kept of 1 acts is erased: they can no longer be taken back"
    ]
    entry.undo.refresh_from_db()
    assert bytes(entry.undo.data) == b""
