"""Tables of the plan: courses with their sittings and items, sites, enrolments, addresses.

Rows that belong to a branch of the tree (sites, enrolments, addresses) are read by `rows.of(scope)`.
"""

from diemcau.planning.models.class_file import ClassDocument, PrintOrder, SiteFile
from diemcau.planning.models.courses import Course, Delivery, Item, Lecturer, Sitting
from diemcau.planning.models.people import Address, Enrolment, EnrolmentPost
from diemcau.planning.models.rosters import RosterFile, RosterRow
from diemcau.planning.models.sites import NoSite, Site, SiteUnit
from diemcau.planning.models.timetable import LecturerAway, TimetableRelease

__all__ = [
    "Address",
    "ClassDocument",
    "Course",
    "Delivery",
    "Enrolment",
    "EnrolmentPost",
    "Item",
    "Lecturer",
    "LecturerAway",
    "NoSite",
    "PrintOrder",
    "RosterFile",
    "RosterRow",
    "Site",
    "SiteFile",
    "SiteUnit",
    "Sitting",
    "TimetableRelease",
]
