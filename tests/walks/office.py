"""The office of the walks: a process beside the running server that makes courses, ways in and looks at journals.

It lives on the server's data folder, so it can be no part of the test process, whose databases are others. A
line of JSON on its input, {"do": name, ...}, is answered by a line on its output: {"gives": ...} or {"fails": ...}.
"""

import json
import sys
import traceback
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import django

django.setup()

from diemcau.activities.poll.content import Poll  # noqa: E402
from diemcau.activities.situation.content import Choice, Situation  # noqa: E402
from diemcau.activities.slides.content import Slide, Slides  # noqa: E402
from diemcau.base import clock  # noqa: E402
from diemcau.classroom import actions as classroom  # noqa: E402
from diemcau.classroom.replay import board_of  # noqa: E402
from diemcau.journal.log import everything, fault, reader, stream_of  # noqa: E402
from diemcau.people import actions as people  # noqa: E402
from diemcau.people.actions import NewPerson, NewPost  # noqa: E402
from diemcau.people.models import Account  # noqa: E402
from diemcau.people.rules import DeskRole, Group, OfficeRole, path_of_link, path_of_slip  # noqa: E402
from diemcau.planning.actions import (  # noqa: E402
    NewCourse,
    NewSite,
    Recruit,
    add_sites,
    create_course,
    enrol,
    issue_site_slips,
    link_to_desk,
)
from diemcau.planning.models import Course, Site  # noqa: E402
from diemcau.programme import content  # noqa: E402
from diemcau.programme.actions import release, save_draft  # noqa: E402
from diemcau.programme.folder import read_folder  # noqa: E402
from diemcau.programme.models import Release  # noqa: E402
from diemcau.rehearsal.course import demo_files  # noqa: E402
from diemcau.units.rules import CENTRE, Scope  # noqa: E402

EVERYWHERE = Scope.everything()
DAY = date(2025, 9, 6)
MARK = "nội dung minh họa"
TITLES = (
    "Những vấn đề mới về công tác xây dựng Đảng ở xã, phường, đặc khu gắn với mô hình chính quyền địa phương 2 cấp",
    "Những vấn đề mới trong quản lý nhà nước về quốc phòng, an ninh, đối ngoại ở cơ sở",
    "Chuyển đổi số toàn diện và xây dựng chính quyền số ở xã, phường, đặc khu",
    "Kỹ năng chỉ đạo, xử lý tình huống phát sinh tại cấp xã",
)
# The centre, two provinces, five communes; Phú Xuyên is site no. 3, the room of the walks.
UNITS = ("00", "01", "10273", "00004", "00008", "04", "01273", "01279")
NAMES = (
    "Nguyễn Văn An", "Trần Thị Bình", "Lê Hoàng Chi", "Phạm Quốc Dũng", "Đỗ Thị Thanh Huyền", "Vũ Minh Khôi",
)  # fmt: skip
KNOWN = ("Đinh Công An", "Bùi Thị Bình", "Cao Hoàng Chi")  # in the course that is only planned
POSTS = (
    ("Phó Bí thư Thường trực Đảng ủy", Group.THUONG_TRUC_DANG_UY),
    ("Ủy viên Ban Thường vụ", Group.BAN_THUONG_VU),
    ("Phó Chủ tịch HĐND", Group.THUONG_TRUC_HDND),
    ("Phó Chủ tịch UBND", Group.LANH_DAO_UBND),
    ("Trưởng Phòng Văn hóa – Xã hội", Group.LANH_DAO_PHONG_BAN),
    ("Chánh Văn phòng HĐND và UBND", Group.LANH_DAO_PHONG_BAN),
)


def topic(no: int, title: str) -> content.Topic:
    """A topic with three slides, three questions and a situation; the first has two, the second no phones."""
    slides = (
        Slide(
            "Khái quát", ("Nhiệm vụ được giao cho cấp xã", "Điểm mới về thẩm quyền"), notes="Nói chậm, chờ các phòng."
        ),
        Slide("Quy trình xử lý", ("Tiếp nhận", "Phân công người phụ trách", "Trả lời đúng hạn"), notes="Nêu ví dụ."),
        Slide("Việc cần làm ngay", ("Rà soát hồ sơ tồn", "Công khai người phụ trách")),
    )
    case = Situation(
        "Hồ sơ quá hạn sau sắp xếp",
        ("Sau khi sắp xếp, 120 hồ sơ đất đai chuyển từ cấp huyện về xã, trong đó 35 hồ sơ đã quá hạn trả kết quả.",),
        "Phòng thảo luận và chọn một cách xử lý.",
        (
            Choice("Xử lý hồ sơ quá hạn trước, báo cáo tiến độ hằng tuần", "nhanh, dễ theo dõi"),
            Choice("Lập tổ công tác phân loại toàn bộ hồ sơ rồi mới xử lý", "chắc, chậm hơn"),
            Choice("Đề nghị tỉnh cử người hỗ trợ trong một tháng"),
        ),
        5,
        view="Phân loại ngay trong tuần đầu và công khai thứ tự xử lý.",
        basis=("Văn bản giả định số 01/HD-GĐ",),
        mark=MARK,
    )
    asks = Poll("Khâu vướng", "Xã của đồng chí vướng nhất ở khâu nào?", ("Hồ sơ đất đai", "Dịch vụ công", "Biên chế"))
    once = Poll("Người phụ trách", "Xã đã phân công người phụ trách chưa?", ("Đã phân công", "Chưa"), "rooms")
    secret = Poll("Lấy ý kiến", "Đồng chí thấy cách làm này thế nào?", ("Tán thành", "Không", "Khác"), anonymous=True)
    return content.Topic(
        no, title, phones=no != 2, slides=Slides(f"Chuyên đề {no}", slides, mark=MARK),
        situations=(case, demanding()) if no == 1 else (case,), questions=(asks, once, secret),
    )  # fmt: skip


def demanding() -> Situation:
    """The case of the demo programme with turns of every form, developments, variables and endings."""
    programme = read_folder(demo_files()).programme
    assert programme
    (topic,) = [topic for topic in programme.topics if topic.no == 8]
    return topic.situations[1]


def the_release() -> Release:
    """The programme of the walks, released once."""
    known = Release.objects.first()
    if known is None:
        topics = tuple(topic(no, title) for no, title in enumerate(TITLES, 1))
        known = release(save_draft(content.Programme("buoc-di", "Chương trình", topics=topics)), "", datetime.now(UTC))
    return known


def person(name: str, title: str, group: Group = Group.KHAC, phone: str = "") -> NewPerson:
    return NewPerson("", name, (NewPost(title, group),), phone=phone, simulated=True)


def course(code: str) -> dict[str, Any]:
    """A rehearsal course of one day with its doors open, ten minutes before its first sitting."""
    made = create_course(
        NewCourse(
            code=code,
            title="Lớp bồi dưỡng cán bộ lãnh đạo, quản lý xã, phường, đặc khu",
            release=the_release(),
            organiser="Học viện",
            form="trực tiếp và trực tuyến",
            starts_on=DAY,
            days=1,
            rehearsal=True,
            simulated=True,
        )
    )
    sites = add_sites(
        made,
        [
            NewSite(
                unit,
                host=person("Hoàng Thị Mai", "Chuyên viên Văn phòng", phone=f"0912000{place:03}"),
                technician=person("Ngô Đức Long", "Cán bộ kỹ thuật", phone=f"0913000{place:03}"),
                chair_post="Bí thư Đảng ủy" if len(unit) == 5 else "",
            )
            for place, unit in enumerate(UNITS)
        ],
    )
    enrol(
        made,
        [
            Recruit(site.pk, person(name, *POSTS[n], phone=f"0914{site.no:03}{n:03}"))
            for site in sites
            for n, name in enumerate(NAMES)
        ],
    )
    sitting = made.sittings.get(no=1)
    classroom.open_doors(sitting)
    plan = board_of(sitting.pk)[0].places.plan
    classroom.set_clock(sitting.pk, plan.starts_at - 10 * 60_000, 1.0)
    return {
        "code": code,
        "course": made.pk,
        "sitting": sitting.pk,
        "sites": {site.no: site.pk for site in sites},
        "items": [
            {"id": item.id, "kind": item.kind, "title": item.title, "phones": item.phones} for item in plan.items
        ],
        "activities": [activity.id for activity in plan.activities],
    }


def planned(code: str) -> dict[str, Any]:
    """A course a month ahead with five sites in Hà Nội, where three people are enrolled in Phú Xuyên (no. 3)."""
    made = create_course(
        NewCourse(
            code=code,
            title="Lớp bồi dưỡng cán bộ cấp xã năm sau",
            release=the_release(),
            organiser="Học viện",
            form="trực tiếp và trực tuyến",
            starts_on=clock.local(clock.now_ms()).date() + timedelta(days=30),
            days=2,
            simulated=True,
        )
    )
    hosts = (person("Hoàng Thị Mai", "Chuyên viên Văn phòng", phone=f"0912000{place:03}") for place in range(5))
    units = ("00", "01", "10273", "00004", "00008")
    sites = add_sites(made, [NewSite(unit, host=host) for unit, host in zip(units, hosts, strict=True)])
    known = [person(name, *POSTS[n], phone=f"091500300{n}") for n, name in enumerate(KNOWN)]
    enrol(made, [Recruit(sites[2].pk, one) for one in known])
    return {"code": code, "course": made.pk}


def programme() -> str:
    """Title of the programme of which there is a release."""
    return str(the_release().programme.title)


def invitation(username: str, name: str, role: str, unit: str) -> str:
    """The path of the one-time link by which a new account of the office comes in first."""
    today = clock.local(clock.now_ms()).date()
    return people.invite(name, "", OfficeRole(role), unit, today, username=username)[1]


def _site(code: str, no: int) -> Site:
    return Site.rows.of(EVERYWHERE).select_related("unit").get(course__code=code, no=no)


def link(code: str, role: str, no: int = 0, province: str = "") -> str:
    """The path of a new one-time link to a desk."""
    return link_to_desk(
        Course.objects.get(code=code), DeskRole(role), scope=EVERYWHERE, site=_site(code, no) if no else None,
        province=province,
    )  # fmt: skip


def organiser(code: str) -> str:
    """The path of a one-time link into the office."""
    account = Account.objects.filter(username="ban-to-chuc").first()
    if account is None:
        account = people.add_account("ban-to-chuc", "Ban tổ chức lớp")
        people.grant(account, OfficeRole.ORGANISER, CENTRE, date(2025, 1, 1))
    made = people.make_link(DeskRole.ORGANISER, CENTRE, Course.objects.get(code=code).pk, account=account)
    return path_of_link(DeskRole.ORGANISER, made)


def slip(code: str, no: int, role: str = "host") -> dict[str, str]:
    """A new access slip of a site: its path and its PIN."""
    (issued,) = issue_site_slips([_site(code, no)], [DeskRole(role)])
    return {"path": path_of_slip(issued.role, issued.secret), "pin": issued.pin}


def facts(sitting: int) -> list[dict[str, Any]]:
    """The journal of a sitting, one row a fact; its chain is walked as well."""
    with reader() as store:
        kept = everything(store, stream_of(sitting))
    if wrong := fault(kept.facts, kept.links, *kept.head):
        raise AssertionError(wrong)
    return [
        {
            "seq": one.seq,
            "kind": one.kind,
            "activity": one.activity,
            "actor": one.actor,
            "subject": one.subject,
            "late": one.late,
            "body": json.loads(one.body),
        }
        for one in kept.facts
    ]


def summary(sitting: int) -> dict[str, Any]:
    """Figures of every activity, as the records get them."""
    board, read = board_of(sitting)
    return board.summary(read)


def lessons(sitting: int, activity: str) -> list[str]:
    """What was drawn from a situation, in its own words."""
    board, read = board_of(sitting)
    return [read(drawn.text) for drawn in board.states[activity].lessons]


DOES: dict[str, Callable[..., Any]] = {
    function.__name__: function
    for function in (course, planned, programme, invitation, link, organiser, slip, facts, summary, lessons)
}


def main() -> None:
    """Answer line by line until the input ends."""
    for line in sys.stdin:
        asked = json.loads(line)
        try:
            answer = {"gives": DOES[asked.pop("do")](**asked)}
        except Exception:  # noqa: BLE001 the test that asked shows it
            answer = {"fails": traceback.format_exc()}
        sys.stdout.write(json.dumps(answer, ensure_ascii=True) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
