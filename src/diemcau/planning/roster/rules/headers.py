"""What the words over a column mean."""

import re
from enum import StrEnum

from msgspec import Struct

from diemcau.base.text import fold
from diemcau.planning.roster.rules.letters import clean
from diemcau.planning.roster.rules.lexicon import any_of


class Means(StrEnum):
    """What a column holds. LEFT_OUT is read by nobody: it is told, and stays in the sheet."""

    NO = "no"
    NAME = "name"
    FAMILY = "family"
    GIVEN = "given"
    BIRTH = "birth"
    BIRTH_NAM = "birth_nam"
    BIRTH_NU = "birth_nu"
    DAY = "day"
    MONTH = "month"
    YEAR = "year"
    SEX = "sex"
    SEX_NAM = "sex_nam"
    SEX_NU = "sex_nu"
    PHONE = "phone"
    POSITION = "position"
    POSITION_UNIT = "position_unit"
    GROUP = "group"
    UNIT = "unit"
    UNIT_CODE = "unit_code"
    PROVINCE = "province"
    DISTRICT = "district"
    CITIZEN = "citizen"
    LEFT_OUT = "left_out"


class Label(Struct, frozen=True):
    """The words over a column and their meaning; `sensitive` are kinds of data that the law protects most."""

    text: str
    means: Means | None
    sensitive: bool = False


# The first that is found in the folded words wins: what must not be taken for something else comes early.
_WORDS: tuple[tuple[str, Means], ...] = (
    (
        r"""dan toc|ton giao|\bdang vien|vao dang|ngay chinh thuc|ngay ket nap|ly luan|\bllct\b|suc khoe|nhom mau
        |trinh do|chuyen mon|chuyen nganh|hoc van|hoc ham|hoc vi\b|bang cap|ngoai ngu|tin hoc|van hoa|dao tao
        |tot nghiep|e ?mail|thu dien tu|hom thu|facebook|ghi chu|luu y|ky ten|ky nhan|chu ky|ky xac nhan|diem danh
        |que quan|nguyen quan|dia chi|thuong tru\b|tam tru\b|ho khau|noi sinh|noi o\b|cho o\b|noi cap|ngay cap|que$
        |luong|ngach|he so|ma so thue|\bmst\b|tai khoan|ngan hang|^tuoi$|tham nien|ngay vao|ngay bo nhiem|nhiem ky
        |quoc tich""",
        Means.LEFT_OUT,
    ),
    (r"^(?:so )?s?tt$|so thu tu|^thu tu$|^no$|^stt\b", Means.NO),
    (r"cccd|can cuoc|dinh danh|cmnd|\bcmt|chung minh", Means.CITIZEN),
    (
        r"""dien thoai|\bs?dt\b|\bdtdd\b|\bdtcd\b|di dong|phone|mobile|\btel\b|zalo|so lien (?:he|lac)|hotline""",
        Means.PHONE,
    ),
    (r"ma (?:so )?(?:don vi|xa|dvhc|phuong|unit)|unit code", Means.UNIT_CODE),
    (r"\bsinh\b(?! hoat| vien)|^ntns$|^ns$|date of birth|birth|^dob$|^ngay thang nam$", Means.BIRTH),
    (r"gioi tinh|^gioi$|^phai$|^sex$|^gender$|^nam nu$", Means.SEX),
    (
        r"""(?:chuc vu|chuc danh).*(?:don vi|co quan|noi (?:cong tac|lam viec))|(?:don vi|co quan
        |noi (?:cong tac|lam viec)).*(?:chuc vu|chuc danh)""",
        Means.POSITION_UNIT,
    ),
    (
        r"""^ho(?: va)?(?: chu)?(?: ten)? (?:dem|lot)|^ho$|^ho va dem|^ten dem|family name|last name|surname""",
        Means.FAMILY,
    ),
    (
        r"""ho va ten|ho ten|^hoten|full ?name|^name$|^ten (?:hoc vien|dai bieu|can bo)|^(?:hoc vien|dai bieu)$
        |^ho va$""",
        Means.NAME,
    ),
    (r"^ten(?: goi)?$|given name|first name", Means.GIVEN),
    (r"nhom|^khoi\b|doi tuong|thanh phan", Means.GROUP),
    (r"chuc vu|chuc danh|vi tri|cong viec|nhiem vu|position|job|^title$", Means.POSITION),
    (r"^(?:ten )?(?:tinh|tinh thanh|tinh tp|tinh thanh pho|thanh pho|tp|province)$", Means.PROVINCE),
    (r"^(?:ten )?(?:quan|huyen|quan huyen|huyen quan|huyen thi|district)$", Means.DISTRICT),
    (
        r"""don vi|co quan|cong tac|noi lam viec|dia phuong|\bxa\b|phuong|dac khu|diem cau|^unit$|to chuc""",
        Means.UNIT,
    ),
)
_PATTERNS = tuple((re.compile(any_of(pattern)), means) for pattern, means in _WORDS)
_SENSITIVE = re.compile(
    any_of("dan toc|ton giao|dang vien|vao dang|ngay chinh thuc|ngay ket nap|ly luan|llct|suc khoe|nhom mau|tai khoan")
)
_LONGEST = 70  # letters of a label; longer texts are sentences
_FIRM = frozenset({Means.PHONE, Means.LEFT_OUT, Means.CITIZEN, Means.NO})
_NOT_LETTERS = re.compile(r"[^a-z0-9]+")


def words_of(text: str) -> str:
    """Folded words of a label, without signs."""
    return " ".join(_NOT_LETTERS.sub(" ", fold(text)).split())


def meaning(text: str) -> Means | None:
    """What a label by itself means, None for a text that is no label."""
    if not text or len(text) > _LONGEST:
        return None
    words = words_of(text)
    if words == "dt" and "đ" not in text.casefold():
        return None  # dân tộc as well as điện thoại
    # Hồ and Tến are names; only without marks at all are they the words for family and given name.
    if words in {"ho", "ten"} and not text.isascii() and text.casefold().strip(" .:*") not in {"họ", "tên"}:
        return None
    if words in {"nam", "nu"}:
        return Means.SEX_NAM if words == "nam" else Means.SEX_NU
    for pattern, means in _PATTERNS:
        if pattern.search(words):
            return _with_sex(words) if means is Means.BIRTH else means
    return None


def _with_sex(words: str) -> Means:
    """Birth dates of men, of women or of all: "nam sinh" has the word for year, not for man."""
    rest = re.sub(r"(?:ngay )?(?:thang )?nam sinh|ngay thang nam|ngay sinh|sinh nam|sinh ngay", " ", words)
    if {"nam", "nu"} <= set(rest.split()):
        return Means.BIRTH
    for word, means in (("nam", Means.BIRTH_NAM), ("nu", Means.BIRTH_NU)):
        if word in rest.split():
            return means
    return Means.BIRTH


def label_of(parts: list[str], beside: set[str]) -> Label:
    """The label of a column from the words above one another, the uppermost first.

    `beside` are the folded lowest words of the columns under the same upper words: they part "Nam" (a man) beside
    "Nữ" from "Năm" (the year) beside "Tháng".
    """
    parts = list(dict.fromkeys(part for part in (clean(part)[0] for part in parts) if part))
    text = " – ".join(parts)
    if not parts:
        return Label("", None)
    upper, own = meaning(" ".join(parts[:-1])), meaning(parts[-1])
    means = _joined(upper, own, parts[-1], beside) if len(parts) > 1 else own
    return Label(text, means, sensitive=means is Means.LEFT_OUT and bool(_SENSITIVE.search(words_of(text))))


def _joined(upper: Means | None, own: Means | None, lowest: str, beside: set[str]) -> Means | None:
    words = words_of(lowest)
    if upper is Means.BIRTH:
        dates = {"ngay": Means.DAY, "thang": Means.MONTH, "nam": Means.YEAR}
        sexes = {"nam": Means.BIRTH_NAM, "nu": Means.BIRTH_NU}
        return (sexes if "nu" in beside else dates if "thang" in beside else sexes).get(words, Means.BIRTH)
    if upper in _FIRM:
        return upper
    return own or upper
