"""A small country, a programme, a class and its people, for the tests of people, record and planning."""

from datetime import UTC, date, datetime

from django.db import connection
from django.test import Client

from diemcau.activities.poll.content import Poll
from diemcau.activities.situation.content import Choice, Situation
from diemcau.activities.slides.content import Slide, Slides
from diemcau.base.text import fold
from diemcau.people.actions import NewPerson, NewPost, add_account, grant
from diemcau.people.models import Account
from diemcau.people.rules import Group, OfficeRole
from diemcau.planning.actions import NewCourse, NewSite, Recruit, add_sites, create_course, enrol
from diemcau.planning.models import Course, Site
from diemcau.planning.rules import How, PaperHead
from diemcau.programme import content
from diemcau.programme.actions import release, save_draft
from diemcau.programme.models import Release
from diemcau.units.models import FormerUnit, Unit, UnitVersion

DAY = date(2025, 9, 6)
NAMES = {
    "00": ("trung_uong", "Trung ương"),
    "01": ("thanh_pho", "Hà Nội"),
    "19": ("tinh", "Thái Nguyên"),
    "10273": ("xa", "Phú Xuyên"),
    "10330": ("phuong", "Ứng Thiên"),
    "05773": ("xa", "Phú Xuyên"),
}
PARENT = {"00": None, "01": "00", "19": "00", "10273": "01", "10330": "01", "05773": "19"}


def country() -> None:
    """The centre, two provinces, three communes; two of them have one name."""
    if Unit.objects.exists():  # another room's tests loaded the real country; this test's transaction puts it back
        with connection.cursor() as cursor:
            for table in (FormerUnit, UnitVersion, Unit):
                cursor.execute(f"DELETE FROM {table._meta.db_table}")
    for code, (kind, name) in NAMES.items():
        level = {2: "province", 5: "commune"}[len(code)] if code != "00" else "centre"
        province = {"centre": None, "province": code, "commune": PARENT[code]}[level]
        Unit.objects.create(code=code, level=level, province_id=province)
        UnitVersion.objects.create(
            unit_id=code, kind=kind, name=name, parent_id=PARENT[code], fold=fold(name), valid_from=date(2025, 7, 1)
        )


def topic(no: int, title: str, *, phones: bool = True) -> content.Topic:
    return content.Topic(
        no,
        title,
        phones=phones,
        slides=Slides(f"Bài {no}", (Slide("Khái quát", ("Một", "Hai"), notes="Nói chậm"),), mark="nội dung minh họa"),
        situations=(Situation("Lũ lên", ("Nước lên nhanh.",), "Chọn cách.", (Choice("Sơ tán"), Choice("Chờ")), 5),),
        questions=(Poll("Câu 1", "Đã làm chưa?", ("Rồi", "Chưa")), Poll("Câu 2", "Còn vướng?", ("Có", "Không"))),
    )


def a_release(topics: int = 9) -> Release:
    """A programme of nine topics, in the fifth of which no phones are allowed."""
    draft = content.Programme(
        code="cap-xa",
        title="Chương trình",
        topics=tuple(topic(no, f"Chuyên đề {no}", phones=no != 5) for no in range(1, topics + 1)),
    )
    return release(save_draft(draft), "", datetime(2025, 8, 1, tzinfo=UTC))


def a_course(code: str = "lop-1", of: Release | None = None, **more: object) -> Course:
    """Three days; the ninth topic without information."""
    heads = {"centre": PaperHead("party", "HỌC VIỆN", "Hà Nội", to=("Bộ Chính trị", "Ban Bí thư"))}
    return create_course(
        NewCourse(
            code=code,
            title="Lớp bồi dưỡng",
            release=of or Release.objects.first() or a_release(),
            organiser="Học viện",
            form="trực tiếp và trực tuyến",
            starts_on=DAY,
            simulated=True,
            heads=heads,
            how={9: How.KHONG_CO_THONG_TIN},
            **more,
        )
    )


def person(name: str, title: str = "Chuyên viên", group: Group = Group.KHAC, phone: str = "") -> NewPerson:
    return NewPerson("", name, (NewPost(title, group),), phone=phone, simulated=True)


def rooms(course: Course) -> dict[str, Site]:
    """Five sites, by unit code: centre 1, Hà Nội 2, its two communes 3 and 4, one commune of Thái Nguyên 5."""
    codes = ["00", "01", "10273", "10330", "05773"]
    sites = add_sites(
        course,
        [
            NewSite(
                code,
                host=person(f"Đầu Mối {code}", phone=f"09000{code:0>5}"),
                technician=person("Kỹ Thuật", phone="0911111111") if code == "00" else None,
                chair_post="Bí thư Đảng ủy" if len(code) == 5 else "",
            )
            for code in codes
        ],
    )
    return dict(zip(codes, sites, strict=True))


def learners(course: Course, site: Site, number: int = 3) -> None:
    """People of one room: the list begins with the lowest group."""
    groups = [Group.LANH_DAO_PHONG_BAN, Group.LANH_DAO_UBND, Group.THUONG_TRUC_DANG_UY]
    enrol(
        course,
        [
            Recruit(
                site.pk, person(f"Nguyễn Văn {'ABCDEFGHIK'[n % 10]}{n}", "Chức vụ", groups[n % 3], f"09120000{n:02}")
            )
            for n in range(number)
        ],
    )


def signed_in(role: str, unit: str = "00") -> Client:
    """A browser of somebody with one role."""
    client = Client()
    client.force_login(account(f"{role}-{unit}", OfficeRole(role), unit))
    return client


def account(username: str, role: OfficeRole | None, unit: str = "00") -> Account:
    """Somebody of the office with one role from the first of September 2025 on."""
    made = add_account(username, username.title())
    if role:
        grant(made, role, unit, date(2025, 9, 1))
    return made
