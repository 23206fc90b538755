"""The demo course: the class of 06–08/9/2025 with invented people, the same for the same seed; and the ways into it.

Everything is made by the actions that people use. What follows from chance hangs on the seed and on unit codes,
never on numbers that the database gives. It needs the units (units.actions.load_units) and nothing else.

Hoàng Sa has no site, with a neutral reason. Trường Sa has one only where every commune of the country has one, and
is never one of the rooms that are odd here (joined to another, two rooms, not organised).
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from importlib import resources
from importlib.resources.abc import Traversable
from random import Random

from django.db import transaction

from diemcau.base import clock
from diemcau.people import actions as people
from diemcau.people.actions import NewPerson, NewPost
from diemcau.people.models import Account
from diemcau.people.rules import DeskRole, OfficeRole, Sex, path_of_link
from diemcau.planning.actions import (
    NewCourse,
    NewSite,
    Recruit,
    add_sites,
    create_course,
    enrol,
    join_site,
    link_to_desk,
    mark_no_site,
    name_lecturer,
    record_address,
)
from diemcau.planning.models import Course, Item, Site
from diemcau.planning.rules import AddressKind, Heads, How, ItemKind, PaperHead
from diemcau.programme.actions import import_folder
from diemcau.programme.actions import release as release_programme
from diemcau.programme.models import Release
from diemcau.record.actions import note
from diemcau.rehearsal.names import phone, some_names
from diemcau.rehearsal.posts import Place, places_of, staff_of
from diemcau.units.queries import UnitOn, versions_on
from diemcau.units.rules import CENTRE, Level, Scope

TITLE = "Lớp bồi dưỡng cập nhật kiến thức, kỹ năng đối với cán bộ lãnh đạo, quản lý xã, phường, đặc khu"
ORGANISER = "Học viện"
FORM = "trực tiếp và trực tuyến"
# “{unit}”: the unit of the paper as running text has it; “{name}”: its name without the type word.
HEADS: Heads = {
    "centre": PaperHead("party", ORGANISER, "Hà Nội", to=("Bộ Chính trị", "Ban Bí thư")),
    "province": PaperHead("state", "Ủy ban nhân dân {unit}", "{name}", to=(ORGANISER,)),
    "site": PaperHead("state", "Ủy ban nhân dân {unit}", "{name}", to=(ORGANISER,)),
}
LECTURER = "giảng viên của Học viện"
NINTH, NINTH_REASON = 9, "Nguồn không nêu tên chuyên đề thứ chín."
OPENING = (
    "Lớp học cập nhật kiến thức, kỹ năng và trao đổi cách xử lý tình huống từ thực tiễn cơ sở; các điểm cầu bảo đảm "
    "sĩ số, tham gia thảo luận và ghi lại khó khăn, vướng mắc."
)
ADDRESSES = (
    "Cách sắp xếp bộ phận tiếp nhận hồ sơ và phân công người trực vào giờ đông người.",
    "Việc đối chiếu sổ sách, tài liệu của các đơn vị cũ và những phần việc còn dở dang.",
    "Việc tiếp nhận hồ sơ lưu động ở nơi xa trung tâm và những điều còn vướng về thiết bị.",
)
NO_SITE = "Không tổ chức điểm cầu"
NOT_ORGANISED = "Phòng họp đang sửa chữa", "Chưa lắp đặt xong đường truyền", "Đang chuyển trụ sở làm việc"
HANOI, PHU_XUYEN, HOANG_SA, TRUONG_SA = "01", "10273", "20333", "22736"

_EVERYWHERE = Scope.everything()
# Of so many communes one has joined another's room; of so many one is not organised. One commune has two rooms.
_JOINED, _NOT_ORGANISED = 50, 110
_ROOMS = "Phòng họp số 1", "Phòng họp số 2"
_CARRIERS = "Mạng truyền số liệu chuyên dùng", "Phần mềm họp trực tuyến"
_WOMEN, _SEX_KNOWN, _PHONE_KNOWN, _COUNTS_OTHER = 0.35, 0.8, 0.9, 0.15  # shares of the people
_ACCOUNTS = (
    ("ban-to-chuc", "Ban tổ chức lớp (MP)", OfficeRole.ORGANISER, CENTRE),
    ("ban-dieu-hanh", "Bàn điều hành (MP)", OfficeRole.OPERATOR, CENTRE),
    ("dau-moi-01", "Đầu mối thành phố Hà Nội (MP)", OfficeRole.PROVINCE, HANOI),
)


@transaction.atomic
def build(
    *,
    seed: int,
    sites: int | None,
    learners: int,
    starts_on: date = date(2025, 9, 6),
    code: str = "lop-06-08-9-2025",
    release: Release | None = None,
) -> Course:
    """The course with its sites and people. `sites`: communes a province, None for all; `learners`: people a room.

    `release` None takes the demo programme, which is brought in and released where it is not yet.
    Refuses: what the actions refuse; then nothing is made.
    """
    course = create_course(
        NewCourse(
            code=code,
            title=TITLE,
            release=release or demo_release(),
            organiser=ORGANISER,
            form=FORM,
            starts_on=starts_on,
            days=3,
            rehearsal=True,
            simulated=True,
            heads=HEADS,
            how={NINTH: How.KHONG_CO_THONG_TIN},
            reasons={NINTH: NINTH_REASON},
        )
    )
    units = versions_on(starts_on)
    chosen = _chosen(units, sites)
    odd = _odd(seed, [unit for unit in chosen if unit.level is Level.COMMUNE])
    rooms = [room for unit in chosen for room in _rooms(seed, unit, odd)]
    made = add_sites(course, _sites(rooms, learners))
    mark_no_site(course, {HOANG_SA: NO_SITE} if HOANG_SA in units else {})
    _join(made, odd.joined)
    enrol(course, _recruits(rooms, made, learners))
    for delivery in course.deliveries.filter(how=How.TRUC_TIEP):
        name_lecturer(course, delivery.topic_no, LECTURER)
    _addresses(seed, course, made, units)
    for name, title, role, unit in _ACCOUNTS:
        account = people.add_account(f"{code}-{name}", title)
        people.grant(account, role, unit, min(starts_on, clock.local(clock.now_ms()).date()))
    return course


# --- The programme ---------------------------------------------------------------------------------------------------


def demo_files() -> dict[str, bytes]:
    """The folder of the demo programme, which comes with the package: path → bytes."""
    return files_of("demo/programme")


def files_of(folder: str) -> dict[str, bytes]:
    """A folder of programme files beside this module: path → bytes."""
    return dict(_files(resources.files("diemcau.rehearsal") / folder))


def _files(folder: Traversable, above: str = "") -> Iterator[tuple[str, bytes]]:
    for entry in folder.iterdir():
        if entry.is_dir():
            yield from _files(entry, f"{above}{entry.name}/")
        else:
            yield f"{above}{entry.name}", entry.read_bytes()


def demo_release() -> Release:
    """The newest release of the demo programme, made now where its folder has something new."""
    return release_of(demo_files())


def release_of(files: dict[str, bytes]) -> Release:
    """The newest release of a folder of programme files, made now where it has something new."""
    programme = import_folder(files)
    last = programme.releases.order_by("-version").first()
    if last is not None and last.content == programme.draft:
        return last
    return release_programme(programme, "", clock.now())


# --- Rooms -----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Odd:
    """Communes whose rooms are not like the others: who joined whom, two rooms, not organised and why."""

    joined: dict[str, str]
    two_rooms: str
    not_organised: dict[str, str]


@dataclass(frozen=True)
class _Room:
    """A room that will be a site. `rng` is its own chance."""

    unit: UnitOn
    name: str
    not_organised: str
    joined: bool
    rng: Random


def _chosen(units: dict[str, UnitOn], sites: int | None) -> list[UnitOn]:
    """Units with a site: the centre, then each province with its communes, in code order."""
    communes: dict[str, list[UnitOn]] = {}
    for unit in units.values():
        if unit.level is Level.COMMUNE and unit.code != HOANG_SA and (sites is None or unit.code != TRUONG_SA):
            communes.setdefault(unit.parent, []).append(unit)
    chosen = [units[CENTRE]]
    for province in (unit for unit in units.values() if unit.level is Level.PROVINCE):
        own = communes.get(province.code, [])
        kept = own[:sites]
        first = next((unit for unit in own if unit.code == PHU_XUYEN), None)
        if first is not None and first not in kept:
            kept = [*kept[: max(0, len(kept) - 1)], first]
        chosen += [province, *kept]
    return chosen


def _chance(seed: int, *what: str) -> Random:
    return Random("/".join((str(seed), *what)))  # noqa: S311 invented people, not secrets


def _odd(seed: int, communes: list[UnitOn]) -> _Odd:
    """Which rooms are odd; none of Hà Nội, whose rooms the demo shows, and never Trường Sa."""
    rng = _chance(seed, "odd")
    able = [unit for unit in communes if unit.province != HANOI and unit.code != TRUONG_SA]
    order = rng.sample(able, len(able))
    wanted = max(1, len(able) // _JOINED)
    joined: dict[str, str] = {}
    used: set[str] = set()
    for unit in order:
        neighbours = [other.code for other in able if other.province == unit.province and other.code != unit.code]
        free = [code for code in neighbours if code not in used]
        if len(joined) == wanted:
            break
        if unit.code not in used and free:
            joined[unit.code] = rng.choice(free)
            used |= {unit.code, joined[unit.code]}
    rest = [unit.code for unit in order if unit.code not in used]
    missing = rest[1 : 1 + max(1, len(able) // _NOT_ORGANISED)]
    return _Odd(joined, rest[0] if rest else "", {code: rng.choice(NOT_ORGANISED) for code in missing})


def _rooms(seed: int, unit: UnitOn, odd: _Odd) -> Iterator[_Room]:
    for name in _ROOMS if unit.code == odd.two_rooms else ("",):
        rng = _chance(seed, unit.code, name)
        yield _Room(unit, name, odd.not_organised.get(unit.code, ""), unit.code in odd.joined, rng)


def _sites(rooms: list[_Room], learners: int) -> Iterator[NewSite]:
    """Sites in order; a room that is not organised or has joined another one has nobody who runs it."""
    for place, room in enumerate(rooms):
        staff = staff_of(room.unit)
        runs = not room.joined and not room.not_organised
        number = _first_number(place, learners)
        names = some_names(room.rng, sexes := [_sex(room.rng), _sex(room.rng)])
        host, technician = (
            _person(room.unit, names[nth], sexes[nth], (post,), phone(number + nth))
            for nth, post in enumerate((staff.host, staff.technician))
        )
        yield NewSite(
            unit=room.unit.code,
            room=room.name,
            carrier=room.rng.choice(_CARRIERS) if runs else "",
            chair_post=staff.chair if runs else "",
            host=host if runs else None,
            technician=technician if runs else None,
            not_organised_reason=room.not_organised,
        )


def _join(made: list[Site], joined: dict[str, str]) -> None:
    by_unit = {site.unit_id: site for site in made}
    for code, to in joined.items():
        join_site(by_unit[code], by_unit[to])


# --- People ----------------------------------------------------------------------------------------------------------


def _first_number(place: int, learners: int) -> int:
    """The first telephone number of a room; host and technician come before the people of the list."""
    return 1 + place * (learners + 2)


def _recruits(rooms: list[_Room], made: list[Site], learners: int) -> Iterator[Recruit]:
    for nth, (room, site) in enumerate(zip(rooms, made, strict=True)):
        if room.not_organised:
            continue
        rng = room.rng
        places = places_of(room.unit, learners, rng.randrange(100))
        sexes = [_sex(rng) for _ in places]
        number = _first_number(nth, learners) + 2
        for place, name, sex in zip(places, some_names(rng, sexes), sexes, strict=True):
            own = phone(number) if rng.random() < _PHONE_KNOWN else ""
            known = sex if rng.random() < _SEX_KNOWN else ""
            person = _person(room.unit, name, known, place.posts, own)
            yield Recruit(site.pk, person, place.role, _counts(rng, place))
            number += 1


def _counts(rng: Random, place: Place) -> int | None:
    """Which post counts: with some of those who hold two the second one, else the highest."""
    return 1 if len(place.posts) > 1 and rng.random() < _COUNTS_OTHER else None


def _sex(rng: Random) -> Sex:
    return Sex.NU if rng.random() < _WOMEN else Sex.NAM


def _person(unit: UnitOn, name: str, sex: Sex | str, posts: tuple[NewPost, ...], number: str) -> NewPerson:
    return NewPerson(unit.code, name, posts, phone=number, sex=sex, simulated=True)


# --- Addresses -------------------------------------------------------------------------------------------------------


def _addresses(seed: int, course: Course, made: Iterable[Site], units: dict[str, UnitOn]) -> None:
    """The opening address, and in each afternoon one from a commune's room."""
    items = Item.objects.filter(sitting__course=course).select_related("sitting").order_by("sitting__no", "no")
    speaks = [
        site
        for site in made
        if site.level == Level.COMMUNE
        and not (site.joined_to_id or site.not_organised_reason)
        and site.unit_id not in {PHU_XUYEN, TRUONG_SA}
    ]
    from_sites = items.filter(kind=ItemKind.ADDRESS)
    chosen = _chance(seed, "address").sample(speaks, min(len(speaks), len(from_sites)))
    for item in items.filter(kind=ItemKind.OPENING):
        record_address(item, "Lãnh đạo Học viện", AddressKind.KHAI_MAC, OPENING)
    for item, site, gist in zip(from_sites, chosen, ADDRESSES, strict=False):
        word = units[site.unit_id].in_text.removesuffix(units[site.unit_id].name).strip().lower()
        record_address(item, f"Lãnh đạo UBND {word}", AddressKind.THAM_LUAN, gist, site)


# --- Ways in ---------------------------------------------------------------------------------------------------------


def site_at(course: Course, unit: str) -> Site:
    """The (first) site of a unit in a course."""
    return Site.rows.of(_EVERYWHERE).select_related("unit").filter(course=course, unit=unit).order_by("no")[0]


def organiser_of(course: Course) -> Account:
    """The demo's account of the training office."""
    return Account.objects.get(username=f"{course.code}-{_ACCOUNTS[0][0]}")


def ways_in(course: Course) -> dict[str, str]:
    """New one-time links into the demo, by who comes in; each is a path to be opened once, within 30 minutes.

    organiser, office_province: into the office; lecturer, operator, province (01), host, chair and room (Phú Xuyên):
    to desks.
    """
    site = site_at(course, PHU_XUYEN)
    organiser = organiser_of(course)
    province = Account.objects.get(username=f"{course.code}-{_ACCOUNTS[2][0]}")
    ways = {
        "organiser": _into_office(course, organiser, CENTRE),
        "office_province": _into_office(course, province, HANOI),
        "province": link_to_desk(course, DeskRole.PROVINCE, scope=_EVERYWHERE, by=organiser, province=HANOI),
    }
    for role in (DeskRole.LECTURER, DeskRole.OPERATOR):
        ways[role.value] = link_to_desk(course, role, scope=_EVERYWHERE, by=organiser)
    for role in (DeskRole.HOST, DeskRole.CHAIR, DeskRole.ROOM):
        ways[role.value] = link_to_desk(course, role, scope=_EVERYWHERE, by=organiser, site=site)
    return ways


def _into_office(course: Course, account: Account, unit: str) -> str:
    secret = people.make_link(DeskRole.ORGANISER, unit, course.pk, account=account)
    note("link.made", f"course:{course.pk}", actor="office", role=DeskRole.ORGANISER.value, unit=unit)
    return path_of_link(DeskRole.ORGANISER, secret)
