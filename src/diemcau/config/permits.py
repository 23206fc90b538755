"""The permission of the office: every address, by name and method. What is not here is 404.

A test walks it with every role, for rows of one's own and of others.
"""

from diemcau.people.permits import OPEN, SIGNED_IN, Table, own, whole
from diemcau.people.rules import OfficeRole

ORGANISER, PROVINCE, OPERATOR = OfficeRole.ORGANISER, OfficeRole.PROVINCE, OfficeRole.OPERATOR

OFFICE = own(ORGANISER, PROVINCE, OPERATOR)  # look at what is one's own
PLANNERS = own(ORGANISER, PROVINCE)  # and change it
ACADEMY = whole(ORGANISER)  # the centre's organisers
CONTROL = whole(ORGANISER, OPERATOR)  # those who run the class of the whole country

PERMITS: Table = {
    # the front page and the tour of the demo
    "rehearsal:front": {"GET": OPEN},
    "rehearsal:frames": {"POST": OPEN},
    "rehearsal:papers": {"GET": OPEN},
    "set_language": {"POST": OPEN},
    # ways in
    "people:enter": {"GET": OPEN},
    "people:by_slip": {"POST": OPEN},
    "people:by_link": {"POST": OPEN},
    "people:renew": {"POST": OPEN},
    "people:leave": {"POST": SIGNED_IN},
    # courses, sittings, sites
    "planning:courses": {"GET": OFFICE},
    "planning:course": {"GET": OFFICE},
    "planning:link": {"POST": OFFICE},
    "planning:sitting": {"GET": OFFICE},
    "planning:address": {"POST": OFFICE},
    "planning:delivery": {"POST": ACADEMY},
    "planning:province": {"GET": OFFICE},
    "planning:province_slips": {"POST": PLANNERS},
    "planning:site": {"GET": OFFICE},
    "planning:site_slips": {"POST": PLANNERS},
    "classroom:open": {"POST": CONTROL},
    # programmes
    "programme:index": {"GET": own(ORGANISER)},
    "programme:take_in": {"POST": own(ORGANISER)},
    "programme:show": {"GET": own(ORGANISER)},
    "programme:release": {"POST": own(ORGANISER)},
    "programme:download": {"GET": own(ORGANISER)},
    "programme:download_release": {"GET": own(ORGANISER)},
    # what was learnt
    "knowledge:index": {"GET": OFFICE},
    "knowledge:obstacles": {"GET": OFFICE},
    "knowledge:obstacle": {"GET": OFFICE},
    "knowledge:answer": {"POST": PLANNERS},
    "knowledge:publish": {"POST": PLANNERS},
    "knowledge:lessons": {"GET": OFFICE},
    "knowledge:proposals": {"GET": ACADEMY},
    "knowledge:proposal": {"GET": ACADEMY},
    "knowledge:new_proposal": {"GET": ACADEMY},
    "knowledge:propose": {"POST": ACADEMY},
    "knowledge:change_proposal": {"POST": ACADEMY},
    "knowledge:drop_proposal": {"POST": ACADEMY},
    # papers
    "reports:index": {"GET": OFFICE},
    "reports:course": {"GET": OFFICE},
    "reports:paper": {"GET": OFFICE},
    "reports:download": {"GET": OFFICE},
    "reports:figure": {"GET": OFFICE},
    "reports:make": {"POST": PLANNERS},
    "reports:make_site": {"POST": PLANNERS},
}
