"""The filled roll of a site: marks of what was settled, counted, beside what the site said."""

from pathlib import Path
from typing import Any

import pytest
from django.conf import LazySettings
from django.test import Client

from diemcau.assessment.actions import settle_course
from diemcau.assessment.models import Record, SiteRecord
from diemcau.base.refused import Refused
from diemcau.planning.models import Site
from diemcau.reports.rolls import roll
from diemcau.units.rules import Scope
from tests.assessment.rig import ALL, people_of
from tests.planning.papers_read import flat, pages


def text_of(course: Any, sitting: int, site: int, scope: Scope = ALL, lang: str = "vi") -> str:
    return flat("".join(pages(roll(course.code, sitting, site, scope, lang)[0])))


def test_each_person_has_the_mark_of_his_record_and_in_words_what_no_mark_says(course: Any) -> None:
    settle_course(course.pk)
    site, house = (Site.rows.of(ALL).get(course=course, unit=unit) for unit in ("10273", "01"))
    text = text_of(course, 1, site.no)
    people = people_of(course, "10273")
    marks = ["x", "P", "có người dự thay", f"x tại điểm cầu số {house.no}"]
    said = [f"{one.no} {one.person.shown} {one.counting_post.title} Xã Phú Xuyên" for one in people]
    assert [f"{who} {mark}" in text for who, mark in zip(said, marks, strict=True)] == [True] * 4
    assert "KẾT QUẢ ĐIỂM DANH" in text


def test_nobody_is_called_absent_of_whom_nothing_was_said(course: Any) -> None:
    settle_course(course.pk)
    site = Site.rows.of(ALL).get(course=course, unit="16690")
    text = text_of(course, 1, site.no)
    number = Record.rows.of(ALL).filter(sitting__no=1, site=site).count()  # a guest room has joined it
    assert text.count(" chưa điểm danh") == number + 1  # each line, and the foot
    assert f"vắng không lý do: 0; có người dự thay: 0; chưa điểm danh: {number}." in text


def test_the_foot_counts_the_roll_and_says_beside_it_what_the_site_said(course: Any) -> None:
    settle_course(course.pk)
    sitting = course.sittings.get(no=1)
    for stood in SiteRecord.rows.of(ALL).filter(sitting=sitting).select_related("site"):
        records = list(Record.rows.of(ALL).filter(sitting=sitting, site=stood.site))
        text = text_of(course, 1, stood.site.no)
        assert f"Tổng số theo danh sách: {len(records)}. Có mặt: {sum(one.attended for one in records)} (" in text
        if stood.present is None:
            assert "Điểm cầu không báo sĩ số của buổi." in text
        else:
            assert f"Sĩ số điểm cầu báo: có mặt {stood.present}; vắng có lý do {stood.excused};" in text


def test_there_is_no_roll_before_a_sitting_is_settled_nor_for_a_site_of_another_branch(course: Any) -> None:
    with pytest.raises(Refused, match=r"reports\.roll_open"):
        roll(course.code, 1, 1, ALL, "vi")
    settle_course(course.pk)
    site = Site.rows.of(ALL).filter(course=course, unit__province="01").order_by("no")[0]
    assert text_of(course, 1, site.no, Scope.of_unit("01"), "en").count("ROLL OF THE SITTING") >= 1
    for asked, code in (((1, site.no), r"site\.unknown"), ((99, site.no), r"course\.no_sitting")):
        with pytest.raises(Refused, match=code):
            roll(course.code, *asked, Scope.of_unit("19"), "vi")


@pytest.mark.urls("tests.assessment.office")
def test_a_stranger_gets_no_roll(course: Any, settings: LazySettings, tmp_path: Path) -> None:
    settings.DATA = tmp_path
    assert Client().get(f"/office/ho-so/{course.code}/diem-danh/1/1.pdf").status_code == 302
