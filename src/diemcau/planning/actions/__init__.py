"""The only writers of the room: courses and sittings, sites, enrolments, what happens to a plan."""

from diemcau.planning.actions.courses import (
    NewCourse,
    create_course,
    name_lecturer,
    record_address,
    set_delivery,
    set_state,
)
from diemcau.planning.actions.roster import Recruit, enrol
from diemcau.planning.actions.sites import (
    NewSite,
    add_sites,
    freeze_plan,
    issue_site_slips,
    join_site,
    link_to_desk,
    mark_no_site,
)

__all__ = [
    "NewCourse",
    "NewSite",
    "Recruit",
    "add_sites",
    "create_course",
    "enrol",
    "freeze_plan",
    "issue_site_slips",
    "join_site",
    "link_to_desk",
    "mark_no_site",
    "name_lecturer",
    "record_address",
    "set_delivery",
    "set_state",
]
