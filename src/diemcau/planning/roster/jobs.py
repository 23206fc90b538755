"""Jobs of the worker: rosters are read and applied there, so that nobody waits on a page."""

from collections.abc import Sequence

from django_tasks import task

from diemcau.people.models import Account
from diemcau.planning.actions.rosters import forget_rosters, read_rosters
from diemcau.planning.actions.rosters_apply import apply_ordered, order_to_apply
from diemcau.planning.models import RosterFile


@task()
def read(files: list[int]) -> int:
    """Read files that wait, by their ids; how many. What is older than 30 days is forgotten first."""
    forget_rosters()
    return read_rosters(files)


@task()
def apply(files: list[int], by: int, by_protocol: bool = True) -> list[int]:
    """Apply files that were ordered, one after another; the ids of those that were applied."""
    return apply_ordered(files, Account.objects.get(pk=by), by_protocol=by_protocol)


def order_reading(files: Sequence[RosterFile]) -> None:
    """Let files be read by the worker."""
    read.enqueue([file.pk for file in files])


def order_applying(files: Sequence[RosterFile], by: Account, *, by_protocol: bool) -> None:
    """Let files be applied by the worker."""
    order_to_apply(files)
    apply.enqueue([file.pk for file in files], by.pk, by_protocol)
