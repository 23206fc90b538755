"""What courses and sites are called, for the audit log."""

from collections.abc import Collection, Mapping

from diemcau.planning.models import Course, Site
from diemcau.units.rules import Scope


def courses_named(ids: Collection[int]) -> Mapping[int, str]:
    """Titles of courses."""
    return dict(Course.objects.filter(pk__in=ids).values_list("id", "title"))


def sites_named(ids: Collection[int]) -> Mapping[int, str]:
    """Numbers and names of sites; the entries that name them were chosen by scope."""
    rows = Site.rows.of(Scope.everything()).filter(pk__in=ids).values_list("id", "no", "name")
    return {pk: f"{no}. {name}" for pk, no, name in rows}
