"""The filled roll of a site after a sitting: the list with the marks of what was settled, as a sign-in sheet looks."""

from collections import Counter
from dataclasses import replace

from diemcau.assessment.models import Record, Settlement, SiteRecord
from diemcau.assessment.rules import Status, attended
from diemcau.base.refused import Refused
from diemcau.base.words import say
from diemcau.planning.models import Course, Enrolment, Site, Sitting
from diemcau.planning.papers.matter import Listed
from diemcau.planning.papers.sheets import roll_pdf
from diemcau.planning.queries import course_of, site_of
from diemcau.planning.queries.papers import class_matter, half_day, rooms_matter
from diemcau.planning.rules import ClassRole
from diemcau.units.queries import UnitOn, versions_on
from diemcau.units.rules import Scope

# Marks of a paper list: brief of the domain, 3.5. A substitute, and somebody in another room, are said in words.
MARKS = {
    Status.CO_MAT: "x",
    Status.VANG_PHEP: "P",
    Status.VANG_KHONG_PHEP: "K",
    Status.MUON_SOM: "M",
    Status.O_DIEM_KHAC: "x",
}


def roll(code: str, sitting_no: int, site_no: int, scope: Scope, lang: str) -> tuple[bytes, str]:
    """The PDF of a site's roll in a sitting, and its name.

    Refuses: course.unknown, course.no_sitting, site.unknown; reports.roll_open (409) before it was settled;
    reports.no_roll (404) for a site that had no room in it.
    """
    course = course_of(code)
    sitting = course.sittings.filter(no=sitting_no).first()
    if sitting is None:
        raise Refused("course.no_sitting", 404)
    site = site_of(course, site_no, scope)
    if not Settlement.objects.filter(sitting=sitting).exists():
        raise Refused("reports.roll_open", 409)
    stood = SiteRecord.rows.of(scope).filter(sitting=sitting, site=site).first()
    if stood is None:
        raise Refused("reports.no_roll", 404)
    records = _records(sitting, site, scope)
    room = replace(rooms_matter(course, [site], scope, lang)[0], people=tuple(_lines(records, site, course, lang)))
    of = class_matter(course, lang=lang)
    data = roll_pdf(of, [room], half_day(sitting, lang=lang), [_foot(records, stood, lang)], lang)
    return data, f"ket-qua-diem-danh-{code}-{site_no}-{sitting_no}.pdf"


def _records(sitting: Sitting, site: Site, scope: Scope) -> list[Record]:
    """Of the room's own list: people of the house first, then guests of a room that joined, each by number."""
    related = "enrolment__person", "enrolment__counting_post", "elsewhere"
    found = Record.rows.of(scope).filter(sitting=sitting, site=site).select_related(*related)
    return sorted(found, key=lambda one: (one.enrolment.site_id != site.pk, one.enrolment.site_id, one.enrolment.no))


def _lines(records: list[Record], site: Site, course: Course, lang: str) -> list[Listed]:
    units = versions_on(course.starts_on)
    return [_line(record, no, site, units, lang) for no, record in enumerate(records, 1)]


def _line(record: Record, no: int, site: Site, units: dict[str, UnitOn], lang: str) -> Listed:
    enrolment = record.enrolment
    unit = enrolment.counting_post.unit_id
    note = ""
    if record.elsewhere is not None:
        note = say("paper.roll.elsewhere", lang, no=record.elsewhere.no)
    elif record.status == Status.DU_THAY:
        note = say("paper.roll.substitute", lang)
    elif record.status == Status.NONE:
        note = say("paper.roll.not_marked", lang)
    return Listed(
        no=enrolment.no if enrolment.site_id == site.pk else no,
        name=enrolment.person.shown,
        post=enrolment.counting_post.title,
        unit=units[unit].full_name if unit in units else unit,
        group=_group(enrolment, lang),
        role=enrolment.role,
        mark=MARKS.get(Status(record.status), ""),
        note=note,
    )


def _group(enrolment: Enrolment, lang: str) -> str:
    learner = enrolment.role == ClassRole.HOC_VIEN
    return say(f"group.{enrolment.group}" if learner else f"class_role.{enrolment.role}", lang)


def _foot(records: list[Record], stood: SiteRecord, lang: str) -> list[str]:
    """The roll in numbers, and beside it what the site said; never one from the other."""
    of = Counter(record.status for record in records)
    told = say(
        "paper.roll.foot",
        lang,
        all=len(records),
        present=sum(number for status, number in of.items() if attended(status)),
        late=of[Status.MUON_SOM],
        elsewhere=of[Status.O_DIEM_KHAC],
        excused=of[Status.VANG_PHEP],
        absent=of[Status.VANG_KHONG_PHEP],
        substitutes=of[Status.DU_THAY],
        unmarked=of[Status.NONE],
    )
    if stood.present is None:
        return [told, say("paper.roll.no_headcount", lang)]
    numbers = {"present": stood.present, "excused": stood.excused, "absent": stood.absent}
    return [told, say("paper.roll.headcount", lang, guests=stood.guests, **numbers)]
