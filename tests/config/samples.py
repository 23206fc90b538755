"""Sample values for every address of the office: of one's own branch, of a foreign one, of rows that are not there.

`SAMPLES` holds one for every name in config.permits. The tests of permits and the walks over all pages read it; a new
address needs a line here. `own` are the values of Hà Nội, `foreign` those of Thái Nguyên at the same address, and
`missing` of a row that does not exist; the latter two only say what differs. An address that names no row of a branch
has neither. `units` says where the two rows belong. `sent` is what a POST sends in each case, `looks` are further
questions ("?q=...") of the same page.
"""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

from django.urls import reverse

from diemcau.people.rules import OfficeRole
from diemcau.planning.queries import open_key
from tests.config.world import COMMUNES, FOREIGN, OWN, World

Values = dict[str, Any]


@dataclass(frozen=True)
class Sample:
    """Values of an address; None for `foreign` and `missing` where it names no row of a branch."""

    own: Values = field(default_factory=dict)
    foreign: Values | None = None
    missing: Values | None = None
    sent: Values = field(default_factory=dict)
    sent_foreign: Values = field(default_factory=dict)
    sent_missing: Values = field(default_factory=dict)
    looks: tuple[str, ...] = ()
    also: tuple[Values, ...] = ()  # other values of one's own that the same page may be asked with
    units: tuple[str, str] = (COMMUNES[OWN], COMMUNES[FOREIGN])  # where the two rows belong
    roles: frozenset[OfficeRole] = frozenset(OfficeRole)  # where the page itself lets in fewer than the table
    there: bool = True  # whether there is such a row at all; False where one cannot be made here

    def address(self, name: str, relation: str = "own") -> str:
        """The address for "own", "foreign" or "missing"."""
        more = {"own": {}, "foreign": self.foreign, "missing": self.missing}[relation]
        return reverse(name, kwargs=self.own | (more or {}))

    def with_values(self, values: Values) -> "Sample":
        """The same address asked with some other values."""
        return replace(self, own=self.own | values)

    def body(self, relation: str = "own") -> Values:
        """What is sent to it."""
        more: Values = {"own": {}, "foreign": self.sent_foreign, "missing": self.sent_missing}[relation]
        return self.sent | more


NO_ROW = {"number": 999_999_999}
PROVINCES = (OWN, FOREIGN)
# One figure of each sort of rows, and the data behind every sort of sentence.
FIGURES = (
    "answer.1.t1-situation.1", "obstacle.total", "question.asked", "sitting.1.attended", "sites.no_site",
    "sites.with.host", "run.sitting.1.incidents", "run.sitting.1.silences", "data.course", "data.groups.1",
    "data.groups", "data.address.1.1", "data.chair", "data.topics", "data.situations",
)  # fmt: skip
Make = Callable[[World], Sample]


def plain(**own: Any) -> Make:
    """An address that names no row of a branch."""
    return lambda _world: Sample(own)


def of_course(**own: Any) -> Make:
    """An address below a course, which all may know."""
    return lambda world: Sample({"code": world.code, **own})


def by_id(what: str, **more: Any) -> Make:
    """An address that ends with the number of a row of a branch."""
    return lambda world: Sample(
        {"number": world.made[what, OWN]}, {"number": world.made[what, FOREIGN]}, NO_ROW, **more
    )


def of_paper(*, looks: tuple[str, ...] = (), also: tuple[Values, ...] = (), **own: Any) -> Make:
    """An address below the report of a province."""
    return lambda world: Sample(
        {"number": world.made["paper", OWN], **own},
        {"number": world.made["paper", FOREIGN]},
        NO_ROW,
        looks=looks,
        also=also,
        units=PROVINCES,
    )


def in_province(**sent: Any) -> Make:
    """An address below a province of a course."""
    return lambda world: Sample(
        {"code": world.code, "province": OWN}, {"province": FOREIGN}, {"province": "97"}, sent=sent
    )


def at_site(**sent: Any) -> Make:
    """An address below a site of a course."""
    return lambda world: Sample(
        {"code": world.code, "no": world.made["site no", OWN]},
        {"no": world.made["site no", FOREIGN]},
        {"no": 9999},
        sent=sent,
    )


def _link(world: World) -> Sample:
    return Sample(
        {"code": world.code},
        {},
        {},
        sent={"role": "province", "province": OWN},
        sent_foreign={"province": FOREIGN},
        sent_missing={"province": "97"},
        units=PROVINCES,
        roles=frozenset({OfficeRole.ORGANISER, OfficeRole.PROVINCE}),  # an operator makes those of the centre
    )


def _speech(world: World) -> Sample:
    items = world.course.sittings.get(no=1).items
    return Sample(
        {"code": world.code, "no": 1},
        {},
        {},
        sent={
            "item": items.earliest("no").no,
            "site": world.made["site no", OWN],
            "post": "Bí thư",
            "kind": "phat_bieu_thao_luan",
            "gist": "",
        },
        sent_foreign={"site": world.made["site no", FOREIGN]},
        sent_missing={"site": 9999},
    )


def _proposal(world: World) -> Sample:
    return Sample(
        {"code": world.code, "number": world.made["proposal", OWN]}, looks=(), sent={"kind": "noi_dung", "text": ""}
    )


def gone(**own: Any) -> Make:
    """An address of what is not there in the tests: a file of slides, a ministry's login."""
    return lambda _world: Sample(own, there=False)


def of_course_row(
    key: str, what: str, *, units: tuple[str, str] = (COMMUNES[OWN], COMMUNES[FOREIGN]), **own: Any
) -> Make:
    """An address below a course that ends with the number of a row of a branch."""
    return lambda world: Sample(
        {"code": world.code, key: world.made[what, OWN], **own},
        {key: world.made[what, FOREIGN]},
        {key: 999_999_999},
        units=units,
    )


def of_account(**sent: Any) -> Make:
    """An address below the account of a focal person."""
    return lambda world: Sample(
        {"pk": world.made["account", OWN]},
        {"pk": world.made["account", FOREIGN]},
        {"pk": 999_999_999},
        sent=sent,
        units=PROVINCES,
    )


def _role(world: World) -> Sample:
    return Sample(
        {"pk": world.made["account", OWN], "role": world.made["role", OWN]},
        {"pk": world.made["account", FOREIGN], "role": world.made["role", FOREIGN]},
        {"pk": 999_999_999, "role": 999_999_999},
        units=PROVINCES,
    )


def _roll(world: World) -> Sample:
    return Sample(
        {"code": world.code, "no": 1, "site": world.made["site no", OWN]},
        {"site": world.made["site no", FOREIGN]},
        {"site": 9999},
    )


SAMPLES: dict[str, Make] = {
    "rehearsal:front": plain(),
    "rehearsal:frames": plain(),
    "rehearsal:papers": plain(),
    "rehearsal:practice": plain(),
    "set_language": plain(),
    "people:enter": plain(),
    "people:by_slip": plain(),
    "people:by_link": plain(),
    "people:renew": plain(),
    "people:leave": plain(),
    "planning:courses": plain(),
    "planning:course": of_course(),
    "planning:link": _link,
    "planning:sitting": of_course(no=1),
    "planning:address": _speech,
    "planning:delivery": lambda world: Sample({"code": world.code, "no": 1}, sent={"how": "tu_nghien_cuu"}),
    "planning:province": in_province(),
    "planning:province_slips": in_province(which="all"),
    "planning:site": at_site(),
    "planning:site_slips": at_site(role="host"),
    "classroom:open": of_course(no=2),
    "classroom:slides": of_course(no=2),
    "classroom:slides_file": of_course(no=1, topic=1),
    "classroom:slides_review": lambda world: Sample(
        {"code": world.code, "no": 2, "topic": 1, "digest": "0" * 64}, there=False
    ),
    "record:log": lambda _world: Sample(looks=("?q=zq", "?noi=19", "?viec=slips.issued", "?xep=cu")),
    "record:entry": by_id("entry", units=PROVINCES),
    "record:undo": by_id("entry", units=PROVINCES),
    "programme:index": plain(),
    "programme:take_in": plain(),
    "programme:show": plain(code="cap-xa"),
    "programme:release": plain(code="cap-xa"),
    "programme:download": plain(code="cap-xa"),
    "programme:download_release": plain(code="cap-xa", version=1),
    "knowledge:index": plain(),
    "knowledge:obstacles": lambda world: Sample({"code": world.code}, looks=("?tim=zq", "?trang-thai=answered")),
    "knowledge:obstacle": by_id("obstacle"),
    "knowledge:answer": by_id("obstacle", sent={"kind": "ghi_nhan", "text": "Đã ghi nhận."}),
    "knowledge:publish": by_id("obstacle"),
    "knowledge:lessons": of_course(),
    "knowledge:proposals": of_course(),
    "knowledge:proposal": _proposal,
    "knowledge:new_proposal": of_course(),
    "knowledge:propose": of_course(),
    "knowledge:change_proposal": _proposal,
    "knowledge:drop_proposal": _proposal,
    "assessment:course": of_course(),
    "assessment:test": of_course(no=1, activity="t1-test1"),
    "assessment:survey": of_course(no=1, activity="t1-survey1"),
    "assessment:texts": of_course(no=1, activity="t1-survey1", question=3),
    "assessment:ratings_link": of_course(no=1, activity="t1-survey1"),
    "assessment:ratings_door": lambda world: Sample(sent={"link": world.link}),
    "assessment:ratings": gone(number=1),  # a browser that pressed no button
    "assessment:papers": lambda world: Sample(
        {"code": world.code, "no": 1, "activity": "t1-essay1"}, looks=("?q=zq", "?cham=chua", "?han=muon")
    ),
    "assessment:refresh": of_course(no=1, activity="t1-essay1"),
    "assessment:paper": by_id("paper read"),
    "assessment:judge": by_id("paper read", sent={"paper": 1, "passed": "yes"}),
    "reports:index": plain(),
    "reports:course": of_course(),
    "reports:paper": of_paper(),
    "reports:download": of_paper(name="docx"),
    "reports:figure": of_paper(
        key="people.all",
        looks=("?o=05773", "?o=19", "?o=00", "?o=10273"),
        also=tuple({"key": key} for key in FIGURES),
    ),
    "reports:make": of_course(),
    "reports:make_site": lambda world: Sample(
        {"code": world.code},
        {},
        {},
        sent={"unit": COMMUNES[OWN]},
        sent_foreign={"unit": COMMUNES[FOREIGN]},
        sent_missing={"unit": "99999"},
    ),
    "account_login": plain(),
    "account_inactive": plain(),
    "mfa_authenticate": plain(),
    "account_reauthenticate": plain(),
    "mfa_reauthenticate": plain(),
    "account_reset_password": plain(),
    "account_reset_password_done": plain(),
    "account_reset_password_from_key_done": plain(),
    "mfa_index": plain(),
    "account_change_password": plain(),
    "account_set_password": plain(),
    "mfa_activate_totp": plain(),
    "mfa_deactivate_totp": plain(),
    "mfa_view_recovery_codes": plain(),
    "mfa_generate_recovery_codes": plain(),
    "usersessions_list": plain(),
    "socialaccount_login_cancelled": plain(),
    "people:me": plain(),
    "people:accounts": plain(),
    "people:add_account": plain(),
    "account_reset_password_from_key": plain(uidb36="1", key="x-y"),
    "openid_connect_login": gone(provider_id="bo"),
    "openid_connect_callback": gone(provider_id="bo"),
    "people:end_session": plain(pk=999_999_999),
    "people:account": of_account(),
    "people:end_role": _role,
    "people:block_account": of_account(),
    "people:wake_account": of_account(),
    "people:reset_factor": of_account(),
    "planning:course_new": plain(),
    "planning:course_copy": of_course(),
    "planning:course_edit": of_course(),
    "planning:timetable_open": lambda world: Sample({"code": world.code, "key": open_key(world.course)}),
    "planning:timetable": of_course(),
    "planning:timetable_release": of_course(),
    "planning:timetable_version": of_course(version=1),
    "planning:sitting_new": of_course(),
    "planning:sitting_edit": of_course(no=2),
    "planning:sitting_remove": of_course(no=2),
    "planning:item_new": of_course(no=2),
    "planning:item_edit": of_course(no=2, item=1),
    "planning:item_move": of_course(no=2, item=1),
    "planning:item_remove": of_course(no=2, item=1),
    "planning:lecturers": of_course(no=1),
    "planning:lecturer_act": lambda world: Sample(
        {"code": world.code, "no": 1, "lecturer": world.made["lecturer", ""]}, sent={"act": "stand_in"}
    ),
    "planning:messages": of_course(),
    "planning:mailings": of_course(),
    "planning:mailing_new": of_course(),
    "planning:mailing": of_course_row("number", "mailing", units=PROVINCES),
    "planning:mailing_stop": of_course_row("number", "mailing", units=PROVINCES),
    "planning:mailing_again": of_course_row("number", "mailing", units=PROVINCES),
    "planning:add_site": in_province(),
    "planning:bulk_sites": in_province(),
    "planning:without_site": in_province(unit="10330", reason="Sáp nhập"),
    "planning:sites": of_course(),
    "planning:site_list": of_course(),
    "planning:make_sites": of_course(),
    "planning:course_slips": of_course(),
    "planning:edit_site": at_site(),
    "planning:remove_site": at_site(),
    "planning:class_file": of_course(),
    "planning:course_paper": of_course(paper="lich-hoc"),
    "planning:document": of_course_row("number", "document"),
    "planning:document_remove": of_course_row("number", "document"),
    "planning:printed": of_course_row("number", "print", units=PROVINCES),
    "planning:class_file_province": in_province(),
    "planning:print_order": lambda world: replace(in_province(paper="huong-dan")(world), units=PROVINCES),
    "planning:print_orders": in_province(),
    "planning:class_file_site": at_site(),
    "planning:class_file_hand_in": at_site(),
    "planning:class_file_take_back": at_site(reason="Thiếu chữ ký"),
    "planning:site_paper": lambda world: replace(at_site()(world), own={**at_site()(world).own, "paper": "huong-dan"}),
    "planning:desk_paper": plain(),
    "planning:rosters": lambda world: Sample({"code": world.code}, looks=("?q=zq", "?diem-cau=5", "?tinh=19")),
    "planning:rosters_progress": of_course(),
    "planning:rosters_apply": of_course(),
    "planning:rosters_template": of_course(),
    "planning:rosters_export": of_course(),
    "planning:roster": of_course_row("file", "roster"),
    "planning:roster_state": of_course_row("file", "roster"),
    "planning:roster_questions": of_course_row("file", "roster"),
    "planning:roster_missing": of_course_row("file", "roster"),
    "planning:roster_row": lambda world: Sample(
        {"code": world.code, "file": world.made["roster", OWN], "line": world.made["roster row", OWN]},
        {"file": world.made["roster", FOREIGN], "line": world.made["roster row", FOREIGN]},
        {"file": 999_999_999, "line": 999_999_999},
        sent={"act": "out"},
    ),
    "planning:roster_apply": of_course_row("file", "roster"),
    "planning:roster_undo": of_course_row("file", "roster"),
    "planning:roster_again": of_course_row("file", "roster"),
    "planning:roster_drop": of_course_row("file", "roster"),
    "planning:roster_sheet": of_course_row("file", "roster"),
    "programme:new": plain(),
    "programme:picture": gone(digest="0" * 64, page=1),
    "programme:file": gone(digest="0" * 64),
    "programme:proposals": plain(),
    "programme:proposal": lambda world: Sample(
        {"pk": world.made["slot proposal", OWN]}, {"pk": world.made["slot proposal", FOREIGN]}, {"pk": 999_999_999}
    ),
    "programme:decide": lambda world: Sample(
        {"pk": world.made["slot proposal", OWN]}, sent={"do": "decline", "reason": "Trùng"}
    ),
    "programme:withdraw": lambda world: Sample(
        {"pk": world.made["slot proposal", OWN]}, {"pk": world.made["slot proposal", FOREIGN]}, {"pk": 999_999_999}
    ),
    "programme:compare": plain(code="cap-xa"),
    "programme:propose": gone(code="cap-xa", no=1, nth=1),
    "programme:head": plain(code="cap-xa"),
    "programme:new_topic": plain(code="cap-xa"),
    "programme:topic": plain(code="cap-xa", no=1),
    "programme:topic_head": plain(code="cap-xa", no=1),
    "programme:topic_act": lambda _world: Sample({"code": "cap-xa", "no": 1}, sent={"do": "down"}),
    "programme:deck": plain(code="cap-xa", no=1),
    "programme:deck_file": plain(code="cap-xa", no=1),
    "programme:document_file": plain(code="cap-xa", no=1, nth=0),
    "programme:new_item": plain(code="cap-xa", no=1, slug="tinh-huong"),
    "programme:item": plain(code="cap-xa", no=1, slug="tinh-huong", nth=1),
    "programme:dry": plain(code="cap-xa", no=1, nth=1),
    "programme:item_act": lambda _world: Sample(
        {"code": "cap-xa", "no": 1, "slug": "tinh-huong", "nth": 1}, sent={"do": "down"}
    ),
    "reports:roll": _roll,
}
