"""Jobs of the worker: papers take seconds, so nobody waits for them on a page.

Pages order them here; the shelf `tasks` is the door for other rooms.
"""

from django_tasks import task

from diemcau.planning.models import Course
from diemcau.reports import actions, news
from diemcau.reports.queries import is_over, units_with_papers


@task()
def make_papers(
    course: int,
    centre: bool = True,
    provinces: list[str] | None = None,
    units: list[str] | None = None,
    fields: dict[str, str] | None = None,
) -> list[int]:
    """Make the papers of a course (by id); the ids of their snapshots. See actions.make_papers."""
    made = actions.make_papers(
        Course.objects.get(pk=course),
        centre=centre,
        provinces=provinces,
        units=units or (),
        fields=news.Fields(**fields) if fields else None,
    )
    return [snapshot.pk for snapshot in made]


def order_papers(course: Course) -> None:
    """Order the papers of a course after a sitting was closed.

    The centre's at once; provinces and the sites that have papers already when all sittings are over.
    """
    over = is_over(course)
    make_papers.enqueue(course.pk, provinces=None if over else [], units=units_with_papers(course) if over else [])
