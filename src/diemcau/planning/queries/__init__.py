"""Reads of the room: the frozen plan of a sitting, and what the office pages show."""

from diemcau.planning.queries.freezing import Cards, Contact, SeatCard, contacts_of, frozen, sitting_title
from diemcau.planning.queries.pages import (
    CoursePage,
    SitePage,
    SittingPage,
    course_of,
    course_page,
    courses,
    province_names,
    province_sites,
    site_of,
    site_page,
    sitting_now,
    sitting_page,
)

__all__ = [
    "Cards",
    "Contact",
    "CoursePage",
    "SeatCard",
    "SitePage",
    "SittingPage",
    "contacts_of",
    "course_of",
    "course_page",
    "courses",
    "frozen",
    "province_names",
    "province_sites",
    "site_of",
    "site_page",
    "sitting_now",
    "sitting_page",
    "sitting_title",
]
