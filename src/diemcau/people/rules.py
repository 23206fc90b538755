"""Roles, position groups, birth dates, and what a slip or a link still opens. Pure."""

import re
from collections.abc import Collection, Iterable
from datetime import date, timedelta
from enum import StrEnum

import phonenumbers

from diemcau.base.refused import Refused
from diemcau.base.text import fold
from diemcau.units.rules import CENTRE


class OfficeRole(StrEnum):
    """A role that an account may hold at a unit."""

    ORGANISER = "organiser"
    PROVINCE = "province"
    OPERATOR = "operator"
    LECTURER = "lecturer"


class DeskRole(StrEnum):
    """Whom a slip or a one-time link lets in."""

    HOST = "host"
    CHAIR = "chair"
    TECHNICIAN = "technician"
    ROOM = "room"
    LECTURER = "lecturer"
    OPERATOR = "operator"
    PROVINCE = "province"
    ORGANISER = "organiser"


class Off(StrEnum):
    """Why an account is off."""

    BLOCKED = "blocked"
    IDLE = "idle"


SITE_ROLES = frozenset({DeskRole.HOST, DeskRole.CHAIR, DeskRole.TECHNICIAN, DeskRole.ROOM})
SLIP_ROLES = (DeskRole.HOST, DeskRole.CHAIR, DeskRole.TECHNICIAN)


class Sex(StrEnum):
    """As the roster says."""

    NAM = "nam"
    NU = "nu"


class Group(StrEnum):
    """Position groups in the order of the source, which is the order of protocol."""

    THUONG_TRUC_DANG_UY = "thuong_truc_dang_uy"
    BAN_THUONG_VU = "ban_thuong_vu"
    THUONG_TRUC_HDND = "thuong_truc_hdnd"
    LANH_DAO_UBND = "lanh_dao_ubnd"
    LANH_DAO_PHONG_BAN = "lanh_dao_phong_ban"
    KHAC = "khac"


PROTOCOL = {group: place for place, group in enumerate(Group)}

PIN_TRIES = 5
LINK_LASTS = timedelta(minutes=30)
SESSION_LASTS = timedelta(hours=16)  # a day of class with its evening

INVITATION_LASTS = timedelta(days=7)
IDLE_DAYS = 45  # TCVN 14423:2026: an account without use for so long is switched off
LONG_PASSWORD = 14  # TCVN 14423:2026: characters without a second factor, and with one
SHORT_PASSWORD = 8

SCREENS = {
    DeskRole.HOST: "/site",
    DeskRole.CHAIR: "/site",
    DeskRole.TECHNICIAN: "/site",
    DeskRole.ROOM: "/room",
    DeskRole.LECTURER: "/lecturer",
    DeskRole.OPERATOR: "/control",
    DeskRole.PROVINCE: "/control",
}


def actor_of(role: str, course: int, site: int, unit: str) -> str:
    """The name that facts and revocations use for a desk: "host:12" (site), "province:01", "lecturer:3" (course)."""
    if role in SITE_ROLES:
        return f"{role}:{site}"
    if role == DeskRole.PROVINCE:
        return f"{role}:{unit}"
    return f"{role}:{course}"


def path_of_slip(role: str, secret: str) -> str:
    """Where a slip leads; the secret rides in the fragment, which no server and no log sees."""
    return f"{SCREENS[DeskRole(role)]}#p={secret}"


def path_of_link(role: str, secret: str) -> str:
    """Where a one-time link leads: to its screen, an organiser's to the door of the office."""
    return f"{SCREENS.get(DeskRole(role), '/vao/')}#l={secret}"


# --- Accounts --------------------------------------------------------------------------------------------------------


def password_faults(password: str, *, second_factor: bool, names: Iterable[str] = ()) -> list[str]:
    """What a password lacks, as codes: short, lower, upper, digit, special, name; none for a good one.

    14 characters, or 8 where the account has a second factor; small and capital letters, digits, other signs
    (TCVN 14423:2026). `names` (user name, e-mail, name) must not stand in it, whatever the marks and the case.
    """
    plain = fold(password).replace(" ", "")
    own = (fold(name).replace(" ", "") for name in names)
    good = {
        "short": len(password) >= (SHORT_PASSWORD if second_factor else LONG_PASSWORD),
        "lower": any(c.islower() for c in password),
        "upper": any(c.isupper() for c in password),
        "digit": any(c.isdigit() for c in password),
        "special": any(not c.isalnum() and not c.isspace() for c in password),
        "name": not any(len(name) >= 4 and name in plain for name in own),
    }
    return [code for code, is_good in good.items() if not is_good]


def is_idle(used_on: date | None, today: date) -> bool:
    """Whether an account was without use for 45 whole days; None: nobody knows, so it is not."""
    return used_on is not None and (today - used_on).days > IDLE_DAYS


def may_manage(held: Iterable[tuple[OfficeRole, str]], role: str, unit: str) -> bool:
    """Whether somebody with these roles may give and take a role at a unit.

    Organisers of the centre: every role everywhere. Those of a province: its focal persons only.
    """
    held = list(held)
    if (OfficeRole.ORGANISER, CENTRE) in held:
        return True
    mine = {place for mine, place in held if mine in {OfficeRole.ORGANISER, OfficeRole.PROVINCE} and place != CENTRE}
    return role == OfficeRole.PROVINCE and unit in mine


def may_manage_account(held: Iterable[tuple[OfficeRole, str]], roles: Collection[tuple[str, str]]) -> bool:
    """Whether somebody may block an account, wake it, reset its second factor: every role it ever had is his to give.

    Otherwise a link for the account would lend him the others.
    """
    held = list(held)
    if (OfficeRole.ORGANISER, CENTRE) in held:
        return True
    return bool(roles) and all(may_manage(held, role, unit) for role, unit in roles)


# --- Persons ---------------------------------------------------------------------------------------------------------


def is_birth(text: str) -> bool:
    """Whether a text is a date of birth as rosters know it: YYYY, YYYY-MM or YYYY-MM-DD, of a real calendar day."""
    parts = text.split("-")
    if [len(part) for part in parts] not in ([4], [4, 2], [4, 2, 2]) or not all(
        part.isascii() and part.isdigit() for part in parts
    ):
        return False
    try:
        date(*(int(part) for part in [*parts, "1", "1"][:3]))
    except ValueError:
        return False
    return True


def split_name(full_name: str) -> tuple[str, str]:
    """Family name with the middle names, and given name, the last word."""
    family, _, given = full_name.rpartition(" ")
    return family, given


_MOBILE = re.compile(r"(?:\+84|0)([35789][0-9]{8})")


def phone_of(text: str) -> str:
    """A telephone number in E.164, read as one of Vietnam when it has no country code; "" for "".

    Refuses: person.phone.
    """
    bare = re.sub(r"[\s.()-]", "", text)
    if not bare:
        return ""
    if mobile := _MOBILE.fullmatch(bare):  # nearly all of a roster; the library takes 50 times as long
        return f"+84{mobile[1]}"
    try:
        number = phonenumbers.parse(bare, "VN")
    except phonenumbers.NumberParseException:
        number = None
    if number is None or not phonenumbers.is_possible_number(number):
        raise Refused("person.phone", 400, text=text)
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def dialled(e164: str) -> str:
    """A number as it is dialled in Vietnam, a mobile one as it is read out: "0912 345 678"; "" for ""."""
    national = f"0{e164[3:]}" if e164.startswith("+84") else e164
    return f"{national[:4]} {national[4:7]} {national[7:]}" if _MOBILE.fullmatch(national) else national
