"""Tables of the plan: courses with their sittings and items, sites, enrolments, addresses.

Rows that belong to a branch of the tree (sites, enrolments, addresses) are read by `rows.of(scope)`.
"""

from diemcau.planning.models.courses import Course, Delivery, Item, Lecturer, Sitting
from diemcau.planning.models.people import Address, Enrolment, EnrolmentPost
from diemcau.planning.models.sites import NoSite, Site, SiteUnit

__all__ = [
    "Address",
    "Course",
    "Delivery",
    "Enrolment",
    "EnrolmentPost",
    "Item",
    "Lecturer",
    "NoSite",
    "Site",
    "SiteUnit",
    "Sitting",
]
