"""Two provinces with everything in them, for the walks over the table of permits.

Hà Nội (01) is what a test calls its own, Thái Nguyên (19) the foreign one; both have a commune called Phú Xuyên. A
class was played, settled and written up; each branch has rows of every model that belongs to a branch. Whatever a row
of a branch says in words begins with its canary, "Zq01", "Zq19" or "Zq00" for the centre.

A new model with `rows` needs a row in each province: make it in `build`, or better with an action beside those there.
"""

import io
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

import pypdfium2
from django.apps import apps
from django.db import models
from django.test import Client

from diemcau.activities.kind import Role, Who
from diemcau.activities.poll.content import Poll
from diemcau.assessment.actions import link_to_ratings
from diemcau.assessment.models import MarksRecord, Paper, Record
from diemcau.base import clock
from diemcau.base.text import fold, name_key
from diemcau.classroom import closing
from diemcau.journal.store import Store
from diemcau.knowledge.actions import answer, propose
from diemcau.knowledge.models import LessonSite, Obstacle, ProposalObstacle, Reply
from diemcau.knowledge.rules import NewProposal, NewReply
from diemcau.people.actions import add_account, enter_by_link, grant
from diemcau.people.models import Account, Person
from diemcau.people.rules import DeskRole, OfficeRole
from diemcau.planning import actions as planning
from diemcau.planning.actions.class_file import NewDocument, add_document, hand_in, keep_print, order_print
from diemcau.planning.actions.rosters import Upload, read_rosters, take_in
from diemcau.planning.actions.timetable import release_timetable
from diemcau.planning.models import Course, Enrolment, Item, NoSite, RosterRow, Site, Sitting
from diemcau.planning.papers.kinds import DocumentKind, PaperKind
from diemcau.planning.rules import AddressKind
from diemcau.programme.actions.proposals import write_proposal
from diemcau.programme.models import SlotProposal
from diemcau.record.actions import keep_undo, note
from diemcau.record.actions.mailings import NewLetter, send_later
from diemcau.record.models import AuditEntry
from diemcau.record.undoing import undoable
from diemcau.reports.actions import make_papers
from diemcau.reports.models import Snapshot
from diemcau.units.models import ScopedRows
from diemcau.units.rules import Scope
from tests.assessment import sheets
from tests.assessment.rig import Player
from tests.planning import cast

ALL = Scope.everything()
OWN, FOREIGN = "01", "19"
COMMUNES = {OWN: "10273", FOREIGN: "05773"}
# Columns that hold a code, a number or a secret although they are text.
NO_WORDS = {
    "digest", "pin", "device", "birth", "stream", "activity", "action", "actor", "subject", "fold", "sort_key", "kind",
    "since", "field", "level", "confirmed_by", "evidence", "said_by", "stage", "text_id", "trouble", "username",
    "unit", "province", "reason_id", "code", "told", "answers", "settled", "changes", "content", "before", "after",
    "plan", "batch", "paper", "lang", "address", "email", "about", "state", "type", "does", "ends", "refused",
}  # fmt: skip
# Texts of these are the id of a text in the journal, or JSON.
NO_TEXTS = {("QuestionRecord", "text"), ("ActivityRecord", "reason"), ("RosterRow", "body")}


@undoable("test.world")
def nothing_to_give_back(data: dict[str, Any], by: Account) -> None:
    """Acts of the tests changed nothing."""


@dataclass
class World:
    """What was made. `made` holds ids by name and province: `made["obstacle", "19"]`."""

    course: Course
    accounts: dict[str, Account] = field(default_factory=dict)
    made: dict[tuple[str, str], int] = field(default_factory=dict)
    link: str = ""  # the secret of a lecturer's link that nobody opened

    def client(self, asker: str, **more: Any) -> Client:
        """A browser of somebody; of nobody for "stranger"."""
        client = Client(**more)
        if asker != "stranger":
            client.force_login(self.accounts[asker])
        return client

    @property
    def code(self) -> str:
        return self.course.code


# Who asks: the roles that he holds, with their units.
ASKERS: dict[str, list[tuple[OfficeRole, str]]] = {
    "stranger": [],
    "nobody": [],  # signed in, holds nothing
    "lecturer": [(OfficeRole.LECTURER, "00")],
    "organiser": [(OfficeRole.ORGANISER, "00")],
    "operator": [(OfficeRole.OPERATOR, "00")],
    "organiser 01": [(OfficeRole.ORGANISER, "01")],
    "operator 01": [(OfficeRole.OPERATOR, "01")],
    "province 01": [(OfficeRole.PROVINCE, "01")],
    "province 19": [(OfficeRole.PROVINCE, "19")],
    "province 10273": [(OfficeRole.PROVINCE, "10273")],
    "province 01 lecturer 00": [(OfficeRole.LECTURER, "00"), (OfficeRole.PROVINCE, "01")],
    "yesterday's organiser": [],  # see build
}


def branch_models() -> list[type[models.Model]]:
    """Every model whose rows belong to a branch."""
    return [model for model in apps.get_models() if isinstance(model._meta.managers_map.get("rows"), ScopedRows)]


def canary(branch: str) -> str:
    """What the words of a branch begin with."""
    return f"Zq{branch}"


def rows_of(model: Any, branch: str) -> Any:
    """Rows of a branch: of a province with its communes, or of the centre alone."""
    if branch != "00":
        return model.rows.of(Scope.of_unit(branch))
    found = model.rows.of(ALL).filter(unit="00")
    # The helpers of the centre are whom provinces call.
    return found.exclude(pk__in=Site.rows.of(ALL).filter(unit="00").values("host")) if model is Person else found


def plant(model: type[models.Model], branch: str) -> None:
    """Write the canary of a branch into every text that a row of a model has there."""
    texts = [
        one
        for one in model._meta.get_fields()
        if isinstance(one, models.CharField | models.TextField)
        and not one.choices
        and one.name not in NO_WORDS
        and (model.__name__, one.name) not in NO_TEXTS
    ]
    has = {one.name for one in model._meta.get_fields()}
    for row in rows_of(model, branch):
        for one in texts:
            words = f"{canary(branch)}{model.__name__}{row.pk} {one.name}"
            value = f"+84987{branch}{row.pk:04}"[:12] if one.name.startswith("phone") else words[: one.max_length]
            if getattr(row, one.name):  # what is empty says something by that
                setattr(row, one.name, value)
        if "fold" in has:
            row.fold = fold(getattr(row, "full_name", "") or getattr(row, "text", "") or canary(branch))[:120]
        if "sort_key" in has:
            row.sort_key = name_key(row.full_name)
        models.QuerySet(model).filter(pk=row.pk).update(
            **{name: getattr(row, name) for name in [*(one.name for one in texts), *({"fold", "sort_key"} & has)]}
        )


def play(store: Store, course: Course) -> None:
    """The first sitting: a roll, headcounts, a situation, a question, obstacles, a call for help. Then its close."""
    play = Player(store, Sitting.objects.get(course=course, no=1), more=sheets.asked_of(course))
    for site in play.plan.sites:
        play.desk(site.unit, "presence.all_present")
        seats = len(play.seats(site.unit))
        play.desk(site.unit, "headcount.enter", present=seats)
        play.desk(site.unit, "headcount.confirm")
    play.go(1)
    for what in ("essay.open", "survey.open", "test.open"):
        play.steer(what, f"t1-{what.partition('.')[0]}1")
    play.steer("situation.open", "t1-situation")
    communes = [play.site(unit) for unit in COMMUNES.values()]
    for branch, unit in COMMUNES.items():
        reason = f"{canary(branch)} lý do chọn"
        play.desk(unit, "situation.decide", "t1-situation", choice=1, reason=reason)
    play.steer("situation.close", "t1-situation")
    play.steer("situation.pick", "t1-situation", sites=communes[:1])  # what is picked, everybody may read
    play.steer("situation.lesson", "t1-situation", text="Sơ tán sớm.", sites=communes)
    for branch, unit in COMMUNES.items():
        play.phone(play.seats(unit)[0], "question.ask", text=f"{canary(branch)} câu hỏi của học viên?")
        text = f"{canary(branch)} khó khăn của xã"
        play.desk(unit, "obstacle.send", text=text, field="chuyen_doi_so", since="2025-07")
        paper = f"{canary(branch)} bài thu hoạch"
        play.phone(play.seats(unit)[0], "essay.hand_in", "t1-essay1", paper=1, text=paper)
        play.phone(play.seats(unit)[0], "test.answer", "t1-test1", answers=[[1], [1]])
        play.desk(unit, "sitting.ask_help", trouble="no_sound")
        play.send(Who(Role.CLOCK, "clock"), "sitting.silent", site=play.site(unit))
        play.send(Who(Role.CLOCK, "clock"), "sitting.back", site=play.site(unit))
    play.close()


def build(store: Store) -> World:
    """The two provinces. The journal is the store's, the papers go into settings.DATA."""
    cast.country()
    course = cast.a_course()
    world = World(course)
    _accounts(world)
    sites = cast.rooms(course)
    for site in sites.values():
        cast.learners(course, site, 4)
    Site.rows.of(ALL).update(room="Hội trường", carrier="VNPT")
    for branch, commune in COMMUNES.items():
        _of_the_plan(world, branch, sites[commune])
        _of_the_office(world, branch, sites[commune])
    lecturer = planning.name_lecturer(course, 1, "Giảng viên")
    world.made["lecturer", ""] = lecturer.pk
    world.link, _ = link_to_ratings(lecturer, by=world.accounts["organiser"])
    release_timetable(course)
    for model in branch_models():
        for branch in () if model is AuditEntry else (OWN, FOREIGN, "00"):  # of the log nobody changes an entry
            if branch != "00" or any(one.name == "unit" for one in model._meta.get_fields()):
                plant(model, branch)
    play(store, course)
    closing.settle_course(course.pk)
    for branch in COMMUNES:
        _of_what_was_learnt(world, branch)
    made = make_papers(course, provinces=list(COMMUNES), units=list(COMMUNES.values()))
    for paper in made:
        world.made["paper" if paper.kind == "report" else paper.kind, paper.unit_id] = paper.pk
    for branch in COMMUNES:
        plant(Snapshot, branch)
    return world


def _accounts(world: World) -> None:
    for asker, roles in ASKERS.items():
        if asker == "stranger":
            continue
        branches = {unit[:2] for _, unit in roles}
        name = canary(FOREIGN) if branches == {FOREIGN} else "Người Dùng"
        account = add_account(asker.replace(" ", "-").replace("'", ""), f"{name} {asker.title()} (MP)")
        for role, unit in roles:
            grant(account, role, unit, date(2025, 9, 1))
        world.accounts[asker] = account
    yesterday = clock.local(clock.now_ms()).date() - timedelta(days=1)
    grant(world.accounts["yesterday's organiser"], OfficeRole.ORGANISER, "00", date(2025, 9, 1), yesterday)


def _of_the_plan(world: World, branch: str, site: Site) -> None:
    course, by = world.course, world.accounts["organiser"]
    word = canary(branch)
    planning.issue_site_slips([site], [DeskRole.HOST, DeskRole.CHAIR], by=by)
    path = planning.link_to_desk(course, DeskRole.PROVINCE, scope=ALL, by=by, province=branch)
    enter_by_link(path.partition("#l=")[2], f"device-{branch}")
    item = Item.objects.filter(sitting__course=course, sitting__no=1).earliest("no")
    planning.record_address(item, f"{word} Bí thư", AddressKind.THAO_LUAN, f"{word} nêu hai việc", site)
    NoSite.rows.create(course=course, unit_id=branch, reason=f"{word} không tổ chức")
    entry = note("slips.issued", f"site:{site.pk}", account=by, unit=branch, about=f"{word}-entry")
    keep_undo(entry, "test.world", {}, unit=branch)
    world.made["entry", branch] = entry.pk
    world.made["site", branch] = site.pk
    world.made["site no", branch] = site.no


def a_pdf() -> bytes:
    """A PDF of one empty page."""
    document, made = pypdfium2.PdfDocument.new(), io.BytesIO()
    document.new_page(210, 297)
    document.save(made)
    document.close()
    return made.getvalue()


def _of_the_office(world: World, branch: str, site: Site) -> None:
    """What else an office keeps: accounts, mail, class files, rosters, proposals for the programme."""
    course, by, word = world.course, world.accounts["organiser"], canary(branch)
    focal = add_account(f"focal-{branch}", f"{word} Đầu Mối Tỉnh (MP)", f"{word}@example.vn".lower())
    role = grant(focal, OfficeRole.PROVINCE, branch, date(2025, 9, 1))
    world.made["account", branch], world.made["role", branch] = focal.pk, role.pk
    letter = NewLetter(focal.pk, focal.email, f"{word} tỉnh", f"{word} thư", f"{word} nội dung thư")
    mailing = send_later(f"course:{course.pk}", branch, f"{word} thư", f"{word} nội dung thư", [letter], by=by)
    world.made["mailing", branch] = mailing.pk
    new = NewDocument(DocumentKind.MATERIAL, f"{word} tài liệu", a_pdf(), f"{word} tài liệu.pdf")
    document, _ = add_document(course, new, by=by, scope=ALL, site=site)
    world.made["document", branch] = document.pk
    order = order_print(course, branch, PaperKind.SIGN_IN, [1], by=by, scope=ALL, lang="vi", address="https://x.vn")
    keep_print(order, a_pdf())
    world.made["print", branch] = order.pk
    hand_in(site, by=by)
    sheet = f"STT;Họ và tên;Chức vụ;Điện thoại\n1;Nguyễn Văn {word};Chuyên viên {word};0987{branch}0777\n".encode()
    file = take_in(course, [Upload(f"{word}.csv", sheet)], unit=site.unit_id, site=site, by=by)[0]
    read_rosters([file.pk])
    world.made["roster", branch] = file.pk
    world.made["roster row", branch] = RosterRow.rows.of(ALL).get(file=file).pk
    proposal = SlotProposal.rows.create(
        programme=course.release.programme,
        topic_no=1,
        kind="question",
        slot="Câu hỏi của tỉnh",
        unit_id=site.unit_id,
        content=write_proposal(Poll(f"{word} câu", f"{word} hỏi gì?", ("Có", "Không"))),
        proposed_by=focal,
        proposed_at=clock.now(),
    )
    world.made["slot proposal", branch] = proposal.pk


def _of_what_was_learnt(world: World, branch: str) -> None:
    world.made["paper read", branch] = Paper.rows.of(Scope.of_unit(branch)).get().pk
    held = Obstacle.rows.of(Scope.of_unit(branch)).earliest("pk")
    world.made["obstacle", branch] = held.pk
    answer(held.pk, NewReply("y_kien_giang_vien", f"{canary(branch)} trả lời"), ALL, world.accounts["organiser"])
    made = propose(world.course, NewProposal("noi_dung", "Năng lực", "Đề xuất", obstacles=(held.pk,)))
    world.made["proposal", branch] = made.pk


def disturb(world: World, branch: str) -> None:
    """More of everything in a branch: another site with its people, slips, accounts, records, entries of the log."""
    course, word = world.course, canary(branch)
    old = Site.rows.of(ALL).get(pk=world.made["site", branch])
    new = planning.add_sites(
        course,
        [
            planning.NewSite(
                branch,
                room=f"{word} phòng hai",
                covers=(branch, COMMUNES[branch]),
                host=cast.person(f"{word} Đầu Mối", phone=f"0987{branch}0999"),
            )
        ],
    )[0]
    cast.learners(course, new, 4)
    planning.issue_site_slips([new], [DeskRole.HOST], by=world.accounts["organiser"])
    path = planning.link_to_desk(course, DeskRole.HOST, scope=ALL, by=world.accounts["organiser"], site=new)
    enter_by_link(path.partition("#l=")[2], f"device-two-{branch}")
    planning.mark_no_site(course, {COMMUNES[branch]: f"{word} không tổ chức"})
    item = Item.objects.filter(sitting__course=course, sitting__no=1).earliest("no")
    planning.record_address(item, f"{word} Chủ tịch", AddressKind.THAO_LUAN, f"{word} nêu ba việc", new)
    account = add_account(f"more-{branch}", f"{word} Thêm Người (MP)")
    grant(account, OfficeRole.PROVINCE, branch, date(2025, 9, 1))
    keep_undo(note("link.made", f"site:{new.pk}", account=account, unit=branch), "test.world", {})
    scope = Scope.of_unit(branch)
    for model in branch_models():
        names = {one.name for one in model._meta.get_fields()}
        # How many rooms of the country stand behind a lesson is told to all.
        if model.__module__.startswith(ABOUT_A_SITTING) and "site" in names and model is not LessonSite:
            for row in list(model.rows.of(scope).filter(site=old)):  # type: ignore[attr-defined]
                copy(row, site=new, **{name: getattr(row, name) + 5000 for name in {"seq", "number"} & names})
    held = Obstacle.rows.of(scope).latest("pk")
    for row in list(Reply.rows.of(scope)):
        copy(row, obstacle=held)
    for row in list(ProposalObstacle.rows.of(scope)):
        copy(row, obstacle=held)
    for row in list(Snapshot.rows.of(scope)):
        copy(row)


ABOUT_A_SITTING = ("diemcau.assessment", "diemcau.knowledge")


def copy(row: Any, **changes: Any) -> None:
    """Another row like one that is there."""
    model = type(row)
    names = {one.name for one in model._meta.get_fields()}
    if model in {MarksRecord, Paper, Record}:  # somebody has one of a sitting
        changes["enrolment"] = next(
            one
            for one in Enrolment.rows.of(ALL).filter(site=changes["site"])
            if not model.rows.of(ALL).filter(sitting=row.sitting_id, enrolment=one).exists()
        )
    row.pk = None
    row._state.adding = True
    for name, value in changes.items():
        if name in names:
            setattr(row, name, value)
    row.save(force_insert=True)
