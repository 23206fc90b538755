"""Posts of the invented people of a rehearsal: who sits in the room of a commune, of a province, of the centre.

The titles are those of the two-tier model. None names its commune, so that no list says “secretary of such a commune”
beside an invented name.
"""

from dataclasses import dataclass
from itertools import chain, cycle, islice

from diemcau.people.actions import NewPost
from diemcau.people.rules import Group
from diemcau.planning.rules import ClassRole
from diemcau.units.queries import UnitOn
from diemcau.units.rules import Kind, Level


@dataclass(frozen=True)
class Place:
    """A place in a room's list: the posts of whoever has it, and what he is in the class."""

    posts: tuple[NewPost, ...]
    role: ClassRole = ClassRole.HOC_VIEN


@dataclass(frozen=True)
class Staff:
    """Who runs a room: the chair by post alone, the posts of host and technician."""

    chair: str
    host: NewPost
    technician: NewPost


@dataclass(frozen=True)
class _Room:
    leaders: tuple[Place, ...]  # in the order in which a small room takes them
    clerks: tuple[Place, ...]  # fill a large room, again and again
    besides: tuple[Place, ...]  # sit in a room of ten or more


_WITH_GUESTS = 10
_PARTY, _BOARD, _COUNCIL, _COMMITTEE, _OFFICES, _OTHERS = (
    Group.THUONG_TRUC_DANG_UY,
    Group.BAN_THUONG_VU,
    Group.THUONG_TRUC_HDND,
    Group.LANH_DAO_UBND,
    Group.LANH_DAO_PHONG_BAN,
    Group.KHAC,
)
_SECRETARY = NewPost("Bí thư Đảng ủy", _PARTY)
_MEMBER = NewPost("Ủy viên Ban Thường vụ Đảng ủy", _BOARD)
_DEPUTY_CHAIR = NewPost("Phó Chủ tịch UBND", _COMMITTEE)
_OFFICE = "Văn phòng HĐND và UBND"
_COMMUNE_GUESTS = (
    "Chủ tịch Hội Nông dân",
    "Chủ tịch Hội Liên hiệp Phụ nữ",
    "Chủ tịch Hội Cựu chiến binh",
    "Bí thư Đoàn Thanh niên",
)


def places_of(unit: UnitOn, number: int, luck: int) -> list[Place]:
    """The places of a unit's room, whose counting posts follow no order yet. `luck` picks the guest of a commune.

    In a commune's room the first five are of the five position groups, the others come by weight.
    """
    room = _room(unit, luck)
    besides = room.besides if number >= _WITH_GUESTS else ()
    return [*islice(chain(room.leaders, cycle(room.clerks)), number - len(besides)), *besides]


def staff_of(unit: UnitOn) -> Staff:
    """Who runs a unit's room."""
    technician = NewPost("Cán bộ kỹ thuật", _OTHERS)
    if unit.level is Level.COMMUNE:
        return Staff(_SECRETARY.title, NewPost(f"Công chức {_OFFICE}", _OTHERS), technician)
    if unit.level is Level.PROVINCE:
        board = f"Ban Tổ chức {_committee(unit)}"
        return Staff(f"Lãnh đạo {board}", NewPost(f"Chuyên viên {board}", _OTHERS), technician)
    return Staff("Lãnh đạo Học viện", NewPost("Chuyên viên đơn vị tổ chức lớp", _OTHERS), technician)


def _room(unit: UnitOn, luck: int) -> _Room:
    if unit.level is Level.CENTRE:
        return _centre()
    return _commune(unit, luck) if unit.level is Level.COMMUNE else _province(_committee(unit))


def _committee(province: UnitOn) -> str:
    return "Thành ủy" if province.kind == Kind.THANH_PHO else "Tỉnh ủy"


def _commune(unit: UnitOn, luck: int) -> _Room:
    economy = "phòng Kinh tế" if unit.kind == Kind.XA else "phòng Kinh tế, Hạ tầng và Đô thị"
    centre = "Trung tâm Phục vụ hành chính công"
    leaders = (
        _place(_SECRETARY, NewPost("Chủ tịch HĐND", _COUNCIL)),
        _place(_MEMBER, NewPost("Trưởng Ban Xây dựng Đảng", _OFFICES)),
        _place(NewPost("Phó Chủ tịch HĐND", _COUNCIL)),
        _place(_DEPUTY_CHAIR),
        _place(NewPost(f"Chánh {_OFFICE}", _OFFICES)),
        _place(NewPost("Phó Bí thư Thường trực Đảng ủy", _PARTY)),
        _place(NewPost("Phó Bí thư Đảng ủy", _PARTY), NewPost("Chủ tịch UBND", _COMMITTEE)),
        _place(_MEMBER, _DEPUTY_CHAIR),
        _place(_MEMBER, NewPost("Chủ nhiệm Ủy ban Kiểm tra Đảng ủy", _OFFICES)),
        _place(_MEMBER, NewPost("Chủ tịch Ủy ban MTTQ Việt Nam", _OTHERS)),
        *(
            _place(NewPost(f"Trưởng Ban {board} HĐND", _COUNCIL))
            for board in ("Kinh tế - Ngân sách", "Văn hóa - Xã hội")
        ),
        *_heads("Chánh Văn phòng Đảng ủy", f"Trưởng {economy}", "Trưởng phòng Văn hóa - Xã hội", f"Giám đốc {centre}"),
        *_heads("Phó Trưởng Ban Xây dựng Đảng", f"Phó Chánh {_OFFICE}", f"Phó Trưởng {economy}"),
        *_heads("Phó Trưởng phòng Văn hóa - Xã hội", "Phó Chủ nhiệm Ủy ban Kiểm tra Đảng ủy"),
        *_heads("Phó Chánh Văn phòng Đảng ủy", f"Phó Giám đốc {centre}"),
    )
    clerks = _others(f"Công chức {economy}", "Công chức phòng Văn hóa - Xã hội", f"Công chức {_OFFICE}")
    guest = _others(_COMMUNE_GUESTS[luck % len(_COMMUNE_GUESTS)], role=ClassRole.DAI_BIEU)
    return _Room(leaders, clerks, (*guest, *_others(f"Công chức {_OFFICE}", role=ClassRole.PHUC_VU)))


def _province(committee: str) -> _Room:
    boards = tuple(f"{board} {committee}" for board in ("Ban Tổ chức", "Ban Tuyên giáo và Dân vận", "Ban Nội chính"))
    leaders = _heads(
        *(f"Phó Trưởng {board}" for board in boards),
        f"Phó Chủ nhiệm Ủy ban Kiểm tra {committee}",
        f"Phó Chánh Văn phòng {committee}",
        *(f"Trưởng phòng, {board}" for board in boards),
        f"Trưởng phòng, Văn phòng {committee}",
    )
    clerks = _others(*(f"Chuyên viên {board}" for board in boards), f"Chuyên viên Văn phòng {committee}")
    guests = _others("Giảng viên Trường Chính trị", role=ClassRole.DAI_BIEU)
    return _Room(leaders, clerks, (*guests, *_others(f"Chuyên viên Văn phòng {committee}", role=ClassRole.PHUC_VU)))


def _centre() -> _Room:
    leaders = _heads("Lãnh đạo đơn vị thuộc Học viện", "Trưởng phòng thuộc đơn vị của Học viện")
    clerks = _others("Giảng viên của Học viện", "Nghiên cứu viên của Học viện", "Chuyên viên của Học viện")
    guests = _others("Đại biểu cơ quan phối hợp", role=ClassRole.DAI_BIEU)
    return _Room(leaders, clerks, (*guests, *_others("Nhân viên hội trường", role=ClassRole.PHUC_VU)))


def _place(*posts: NewPost) -> Place:
    return Place(posts)


def _heads(*titles: str) -> tuple[Place, ...]:
    return tuple(Place((NewPost(title, _OFFICES),)) for title in titles)


def _others(*titles: str, role: ClassRole = ClassRole.HOC_VIEN) -> tuple[Place, ...]:
    return tuple(Place((NewPost(title, _OTHERS),), role) for title in titles)
