"""Small sheets that somebody sends in, taken and read as the office does it."""

from io import BytesIO

from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult
from openpyxl import Workbook

from diemcau.people.models import Person, Post
from diemcau.planning.actions import rosters as actions
from diemcau.planning.actions.rosters_apply import apply_roster
from diemcau.planning.models import Enrolment, EnrolmentPost, RosterFile, RosterRow
from diemcau.planning.queries import rosters as lists
from diemcau.units.rules import Scope

ALL = Scope.everything()
HEAD = ("STT", "Họ và tên", "Ngày sinh", "Giới tính", "Chức vụ", "Nhóm chức danh", "Mã đơn vị", "Số điện thoại")


def xlsx(*rows, head=HEAD, sheet="Danh sách"):
    """A workbook with a header; rows are (name, birth, sex, post, group, code, phone) or shorter."""
    book = Workbook()
    page = book.worksheets[0]
    page.title = sheet
    page.append(list(head))
    for no, cells in enumerate(rows, 1):
        page.append([no, *cells])
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def line(name, birth="06/09/1975", sex="Nam", post="Chuyên viên", group="", code="10273", phone=""):
    return (name, birth, sex, post, group, code, phone)


def take(course, data, unit="01", site=None, by=None, name="ds.xlsx"):
    """Send a file in and read it."""
    (file,) = actions.take_in(course, [actions.Upload(name, data)], unit=unit, site=site, by=by)
    actions.read_rosters([file.pk])
    return RosterFile.rows.of(ALL).get(pk=file.pk)


def apply(file, by, **more):
    return apply_roster(file, file.plan, by, **more)


def ends(file):
    """(name, how it ended, what it does) of each row."""
    return [(row.name, row.ends, row.does) for row in file.lines.of(ALL).order_by("place")]


def problems(file):
    return [
        (row.name, problem.code)
        for row in file.lines.of(ALL).order_by("place")
        for problem in lists.row_of(row).problems
    ]


def enrolled(course):
    """(site no, no, name, role, group, counting post, phone, birth, unit) of everybody."""
    rows = Enrolment.rows.of(ALL).filter(course=course).select_related("person", "site", "counting_post")
    return [
        (one.site.no, one.no, one.person.full_name, one.role, one.group, one.counting_post.title, one.person.phone)
        for one in rows.order_by("site__no", "no")
    ]


def everything():
    """All rows of the tables that rosters touch, byte for byte."""
    return {
        model.__name__: list(model.rows.of(ALL).order_by("pk").values_list())
        for model in (Person, Post, Enrolment, EnrolmentPost)
    }


def rows_of(file):
    return {row.name: row for row in RosterRow.rows.of(ALL).filter(file=file)}


def work():
    """Do the jobs that wait, as the worker does; its command would close this test's connection."""
    for job in DBTaskResult.objects.filter(status=TaskResultStatus.READY).order_by("enqueued_at"):
        job.task.call(*job.args_kwargs["args"], **job.args_kwargs["kwargs"])
        job.delete()
