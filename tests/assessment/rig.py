"""A small class of three topics and two sittings, played through real turns on a real journal store.

Sites: the centre's own; Hà Nội with its province site and two communes (Phú Xuyên 10273); Nghệ An with its
province site and one commune; one commune of Nghệ An joined to another's room; one not organised.
"""

import os
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from hashlib import sha256
from typing import Any

import msgspec
from django.db import connections

from diemcau.activities.kind import Role, Who
from diemcau.activities.plan import Plan, PlanActivity, write_plan
from diemcau.activities.poll.content import Poll
from diemcau.activities.situation.content import Choice, Situation
from diemcau.base import clock
from diemcau.classroom.board import Command
from diemcau.classroom.turns import Receipt, Sent, Turns, read_command
from diemcau.journal.log import stream_of
from diemcau.journal.rules import canonical
from diemcau.journal.store import Store
from diemcau.people.actions import NewPerson, NewPost
from diemcau.people.rules import Group
from diemcau.planning import actions as planning
from diemcau.planning.models import Course, Enrolment, Item, Site, Sitting
from diemcau.planning.queries import frozen
from diemcau.planning.rules import AddressKind, ClassRole, How, PaperHead
from diemcau.programme import actions as programme
from diemcau.programme import content
from diemcau.units.rules import Scope

ALL = Scope.everything()
MINUTE = 60_000
SITUATION = Situation(
    title="Hồ sơ liên thông chậm",
    story=("Một hồ sơ liên thông đã quá hạn ba ngày.",),
    task="Xã xử lý thế nào trước?",
    choices=(Choice("Trả lời người dân, hẹn ngày cụ thể"), Choice("Chờ ý kiến của sở"), Choice("Họp liên ngành")),
    minutes=10,
    mark="Nội dung minh họa",
)
TOPICS = (
    content.Topic(
        no=1,
        title="Những vấn đề mới về công tác xây dựng Đảng ở xã, phường, đặc khu",
        situations=(SITUATION,),
        questions=(Poll("Khâu vướng nhất", "Xã của đồng chí vướng nhất ở khâu nào?", ("Đất đai", "Biên chế")),),
    ),
    content.Topic(
        no=2,
        title="Chuyển đổi số toàn diện",
        questions=(
            Poll("Thiết bị", "Phòng học có đủ thiết bị không?", ("Đủ", "Chưa đủ"), "rooms"),
            Poll("Ý kiến", "Đồng chí thấy lớp học thế nào?", ("Tốt", "Chưa tốt"), anonymous=True),
        ),
    ),
    content.Topic(no=3, title="Chuyên đề thứ ba"),
)
GROUPS = tuple(Group)
ORGANISER = PaperHead(
    "party",
    "Học viện Chính trị quốc gia Hồ Chí Minh",
    "Hà Nội",
    "Ban Chấp hành Trung ương",
    ("Bộ Chính trị", "Ban Bí thư"),
)
PROVINCE = PaperHead("state", "Ủy ban nhân dân {unit}", "{name}", to=("Học viện Chính trị quốc gia Hồ Chí Minh",))


def release() -> Any:
    """A release of a programme of three topics."""
    draft = content.Programme(
        "thu", "Chương trình thử", ("Cập nhật kiến thức mới", "Giải quyết khó khăn, vướng mắc"), "", TOPICS
    )
    return programme.release(programme.save_draft(draft), "", clock.now())


def new_course(people: int = 4, communes: tuple[str, ...] = ("00004", "10273"), days: int = 1) -> Course:
    """The class with its sites and learners; nothing has happened."""
    course = planning.create_course(
        planning.NewCourse(
            code="thu",
            title="Lớp bồi dưỡng thử",
            release=release(),
            organiser="Học viện Chính trị quốc gia Hồ Chí Minh",
            form="trực tiếp kết hợp trực tuyến",
            starts_on=date(2025, 9, 6),
            days=days,
            rehearsal=True,
            simulated=True,
            heads={"centre": ORGANISER, "province": PROVINCE, "site": PROVINCE},
            how={3: How.KHONG_CO_THONG_TIN},
            reasons={3: "nguồn không nêu"},
        )
    )
    codes = ("00", "01", "40", *communes, "16690", "16708")
    sites = planning.add_sites(course, [planning.NewSite(code) for code in codes])
    planning.add_sites(course, [planning.NewSite("16738", not_organised_reason="mất điện khu vực do mưa lũ")])
    planning.join_site(sites[-1], sites[-2])
    planning.mark_no_site(course, {"20333": "không tổ chức điểm cầu riêng"})
    enrol(course, sites, people)
    planning.name_lecturer(course, 1, "Giảng viên Học viện")
    opening = Item.objects.get(sitting__course=course, kind="opening")
    planning.record_address(opening, "Lãnh đạo Học viện", AddressKind.KHAI_MAC, "nêu mục đích, yêu cầu của lớp")
    return course


def enrol(course: Course, sites: list[Site], people: int) -> None:
    """So many learners a site, one guest of the class at the centre."""
    recruits = [
        planning.Recruit(
            site.pk,
            NewPerson(
                "",
                f"Nguyễn Văn {'An' if n % 2 else 'Bình'}",
                (NewPost("Phó Chủ tịch", GROUPS[n % 5]),),
                phone=f"0912{site.no:03}{n:03}",
                sex=("nam", "nu", "")[n % 3],
                simulated=True,
            ),
        )
        for site in sites
        for n in range(people)
    ]
    guest = NewPerson("", "Trần Thị Khách", (NewPost("Chuyên viên", Group.KHAC),), simulated=True)
    planning.enrol(course, [*recruits, planning.Recruit(sites[0].pk, guest, ClassRole.DAI_BIEU)])


@dataclass
class Player:
    """Sends commands to one sitting as its people would."""

    store: Store
    sitting: Sitting
    again: bool = False  # a sitting that was opened before
    more: tuple[PlanActivity, ...] = ()  # activities besides those of the release
    now: int = 0
    turns: Turns = field(init=False)
    plan: Plan = field(init=False)

    def __post_init__(self) -> None:
        stream = stream_of(self.sitting.pk)
        made, _ = frozen(self.sitting)
        self.plan = msgspec.structs.replace(made, activities=(*made.activities, *self.more))
        self.now = self.plan.ends_at if self.again else self.plan.starts_at
        if self.again:
            self.turns = Turns(self.store, stream)
            return
        self.store.make_stream(stream)
        plan = write_plan(self.plan)
        self.store.keep_plan(stream, sha256(plan).hexdigest(), plan, [])
        self.turns = Turns(self.store, stream)
        self.send(Who(Role.OFFICE, "office"), "sitting.open", plan="00")
        self.send(Who(Role.OPERATOR, "operator"), "sitting.begin")

    def send(self, who: Who, kind: str, activity: str = "", claimed_at: int = 0, /, **body: Any) -> Receipt:
        """One command in a turn of its own."""
        id_ = (self.now & (1 << 48) - 1) << 80 | 0x7 << 76 | 0b10 << 62 | int.from_bytes(os.urandom(7))
        command = Command(str(uuid.UUID(int=id_)), kind, msgspec.Raw(canonical(body)), activity, claimed_at)
        receipt = self.turns.take([Sent(read_command(command, who.actor), who, self.now)]).receipts[0]
        assert receipt.refused is None, f"{kind}: {receipt.refused}"
        return receipt

    def site(self, unit: str) -> int:
        return next(site.id for site in self.plan.sites if site.unit == unit)

    def seats(self, unit: str) -> list[int]:
        return list(self.turns.board.places.seats_of[self.site(unit)])

    def desk(
        self, unit: str, kind: str, activity: str = "", role: Role = Role.CHAIR, claimed_at: int = 0, **body: Any
    ) -> Receipt:
        site = self.site(unit)
        return self.send(Who(role, f"{role}:{site}", site), kind, activity, claimed_at, **body)

    def phone(self, seat: int, kind: str, activity: str = "", **body: Any) -> Receipt:
        site = self.turns.board.places.seats[seat].site
        return self.send(Who(Role.PHONE, f"seat:{seat}", site, seat), kind, activity, **body)

    def steer(self, kind: str, activity: str = "", /, **body: Any) -> Receipt:
        return self.send(Who(Role.LECTURER, "lecturer:1"), kind, activity, **body)

    def go(self, topic: int) -> None:
        item = next(item.id for item in self.plan.items if item.topic == topic)
        self.send(Who(Role.OPERATOR, "operator"), "sitting.go", item=item)

    def close(self) -> None:
        self.send(Who(Role.OPERATOR, "operator"), "sitting.close")


def play_first(store: Store, course: Course, more: tuple[PlanActivity, ...] = ()) -> Player:
    """Sitting 1: all sorts of attendance, a situation to its lesson, a question, an obstacle, a silence.

    `more` is opened in topic 1, and one paper is handed in.
    """
    play = Player(store, Sitting.objects.get(course=course, no=1), more=more)
    units = [site.unit for site in play.plan.sites]
    own = play.seats("10273")
    play.desk("10273", "presence.mark", seat=own[1], status="vang_phep")
    play.desk("10273", "presence.mark", seat=own[2], status="du_thay", substitute="Lê Văn Thay")
    play.desk("10273", "presence.mark", seat=own[3], status="o_diem_khac", elsewhere=play.site("01"))
    play.phone(own[0], "presence.check_in")
    for unit in units:
        if unit not in {"10273", "16690"}:
            play.desk(unit, "presence.all_present")
        seats = len(play.seats(unit))
        if unit == "00004":
            continue  # this site says no number
        play.desk(unit, "headcount.enter", present=seats - 1, excused=1)
        if unit != "40":
            play.desk(unit, "headcount.confirm")
    play.desk("10273", "headcount.correct", present=3, excused=1, reason="Đếm thiếu một người đến sau")
    play.go(1)
    name = "t1-situation"
    play.steer("situation.open", name)
    play.desk("10273", "situation.decide", name, choice=1, reason="Trả lời ngay để dân yên tâm.")
    play.desk("00004", "situation.decide", name, choice=1)
    play.desk("01", "situation.decide", name, choice=3, reason="Cần nhiều ngành cùng bàn.")
    play.desk("16690", "situation.decide", name, choice=2, reason="Việc thuộc thẩm quyền của sở.")
    play.steer("situation.close", name)
    play.steer("situation.pick", name, sites=[play.site("10273"), play.site("16690")])
    play.steer(
        "situation.lesson",
        name,
        text="Hẹn ngày cụ thể rồi mới hỏi ý kiến cấp trên.",
        sites=[play.site("10273"), play.site("16690")],
    )
    play.steer("situation.show", name)
    play.steer("poll.open", "t1-q1")
    for seat in own[:2]:
        play.phone(seat, "poll.answer", "t1-q1", choice=1)
    play.desk("01", "poll.answer_rest", "t1-q1", split=[1, 2])
    play.steer("poll.close", "t1-q1")
    for one in more:
        play.steer(f"{one.kind}.open", one.id)
        if one.kind == "essay":
            play.phone(own[0], "essay.hand_in", one.id, paper=1, text="Họp giao ban ngắn hơn.")
    play.phone(own[0], "question.ask", text="Thời hạn tính từ ngày nào?")
    play.desk("40", "floor.ask", topic="Kinh nghiệm tiếp dân")
    play.steer("floor.call")
    play.steer("floor.end")
    play.phone(
        own[0],
        "obstacle.send",
        text="Phải nhập một số liệu vào nhiều phần mềm.",
        field="chuyen_doi_so",
        since="2025-07",
    )
    play.desk("16690", "obstacle.send", text="Thiếu máy quét hồ sơ ở bộ phận một cửa.", field="co_so_vat_chat")
    clock_ = Who(Role.CLOCK, "clock")
    play.send(clock_, "sitting.silent", site=play.site("16690"))
    play.send(clock_, "sitting.back", site=play.site("16690"))
    play.desk("40", "sitting.ask_help", trouble="no_sound")
    play.close()
    return play


def play_second(store: Store, course: Course) -> Player:
    """Sitting 2: everybody is present and every site confirms."""
    play = Player(store, Sitting.objects.get(course=course, no=2))
    for site in play.plan.sites:
        play.desk(site.unit, "presence.all_present")
        play.desk(site.unit, "headcount.enter", present=len(play.seats(site.unit)))
        play.desk(site.unit, "headcount.confirm", role=Role.HOST, word=True)
    play.go(2)
    play.steer("poll.open", "t2-q1")
    play.desk("10273", "poll.answer", "t2-q1", choice=2)
    play.close()
    return play


def people_of(course: Course, unit: str) -> list[Enrolment]:
    return list(Enrolment.rows.of(ALL).filter(course=course, site__unit=unit).order_by("no"))


def journal_at(where: str) -> Iterator[Store]:
    """Point the office's journal at a store of this test, and write to it."""
    settings = connections["journal"].settings_dict
    before = settings["NAME"]
    name = where.partition("?")[0].rpartition("/")[2] if where.startswith("postgres") else where
    settings["NAME"] = name
    store = Store(where)
    yield store
    store.close()
    settings["NAME"] = before
