"""What things of courses are called, for the audit log; the entries that speak of them were chosen by scope."""

from collections.abc import Collection, Mapping

from diemcau.people.models import Person
from diemcau.planning.models import ClassDocument, Course, Item, Lecturer, RosterFile, Site, Sitting
from diemcau.planning.queries.freezing import sitting_title
from diemcau.units.rules import Scope

_EVERYWHERE = Scope.everything()


def courses_named(ids: Collection[int], _lang: str) -> Mapping[int, str]:
    """Titles of courses."""
    return dict(Course.objects.filter(pk__in=ids).values_list("id", "title"))


def sites_named(ids: Collection[int], _lang: str) -> Mapping[int, str]:
    """Numbers and names of sites."""
    rows = Site.rows.of(_EVERYWHERE).filter(pk__in=ids).values_list("id", "no", "name")
    return {pk: f"{no}. {name}" for pk, no, name in rows}


def sittings_named(ids: Collection[int], lang: str) -> Mapping[int, str]:
    """Half and day of sittings, with their courses."""
    found = Sitting.objects.filter(pk__in=ids).select_related("course")
    return {sitting.pk: f"{sitting_title(sitting, lang)} – {sitting.course.title}" for sitting in found}


def items_named(ids: Collection[int], _lang: str) -> Mapping[int, str]:
    """Titles of items."""
    return dict(Item.objects.filter(pk__in=ids).values_list("id", "title"))


def lecturers_named(ids: Collection[int], _lang: str) -> Mapping[int, str]:
    """Posts of lecturers."""
    return dict(Lecturer.objects.filter(pk__in=ids).values_list("id", "post"))


def documents_named(ids: Collection[int], _lang: str) -> Mapping[int, str]:
    """Titles of documents."""
    return dict(ClassDocument.rows.of(_EVERYWHERE).filter(pk__in=ids).values_list("id", "title"))


def rosters_named(ids: Collection[int], _lang: str) -> Mapping[int, str]:
    """Names of the files that were sent in."""
    return dict(RosterFile.rows.of(_EVERYWHERE).filter(pk__in=ids).values_list("id", "name"))


def persons_named(ids: Collection[int], _lang: str) -> Mapping[int, str]:
    """Names of people."""
    return {person.pk: person.shown for person in Person.rows.of(_EVERYWHERE).filter(pk__in=ids)}


NAMED = {
    "course": courses_named,
    "site": sites_named,
    "sitting": sittings_named,
    "item": items_named,
    "lecturer": lecturers_named,
    "document": documents_named,
    "roster": rosters_named,
    "person": persons_named,
}
