"""Position groups and posts from the texts of a roster: what the sheet says holds, else the post tells.

The groups and their order are those of the source of the class. Heads of the boards of a commune's People's Council
are members of its standing body (Law on Organisation of Local Government 72/2025/QH15).
"""

import re
from functools import lru_cache

from msgspec import Struct

from diemcau.base.text import fold
from diemcau.people.rules import PROTOCOL, Group
from diemcau.planning.roster.rules.lexicon import any_of
from diemcau.planning.roster.rules.posts import is_post
from diemcau.planning.rules import ClassRole

LONGEST_POST = 160

_COUNCIL = r"(?:hdnd|hoi dong nhan dan)"
_COMMITTEE = r"(?:ubnd|uy ban nhan dan|xa\b|phuong\b|dac khu\b|tinh\b|thanh pho\b)"
_YOUTH_AND_OTHERS = r"(?!.*\b(?:doan|chi doan|chi bo|hoi (?!dong)|lien doan))"
# The first that fits a folded post wins.
_BY_POST: tuple[tuple[re.Pattern[str], Group], ...] = tuple(
    (re.compile(pattern), group)
    for pattern, group in (
        (r"nguyen\b", Group.KHAC),
        (rf"(?:pho )?chu tich (?:thuong truc )?{_COUNCIL}", Group.THUONG_TRUC_HDND),
        (rf"(?:uy vien )?thuong truc {_COUNCIL}", Group.THUONG_TRUC_HDND),
        (rf"truong ban\b.*{_COUNCIL}", Group.THUONG_TRUC_HDND),
        (rf"(?:pho )?chu tich (?:thuong truc )?{_COMMITTEE}", Group.LANH_DAO_UBND),
        (rf"(?:pho )?bi thu\b{_YOUTH_AND_OTHERS}", Group.THUONG_TRUC_DANG_UY),
        (r"(?:uy vien )?thuong truc (?:dang|tinh|thanh) uy", Group.THUONG_TRUC_DANG_UY),
        (rf"(?:uy vien ban thuong vu|uy vien btv|uv ?btv|ban thuong vu){_YOUTH_AND_OTHERS}", Group.BAN_THUONG_VU),
        (r"(?:to |bi thu )?truong (?:thon|xom|ap|ban cong tac|khu pho|to dan pho|buon)\b", Group.KHAC),
        (
            any_of(
                """pho (?:phong|ban|truong|chanh)|(?:pho )?truong (?:phong|ban|cong an|van phong|thanh tra|don vi)
                |(?:pho )?(?:chanh van phong|giam doc|chu nhiem uy ban|hieu truong|thu truong)|chi huy (?:truong|pho)
                |(?:truong|pho) tram|tram truong|uy vien (?:ubnd|uy ban nhan dan)"""
            )
            + r"\b",
            Group.LANH_DAO_PHONG_BAN,
        ),
    )
)
# Words of a group that say it for all who stand under them.
_BY_WORDS: tuple[tuple[re.Pattern[str], Group], ...] = tuple(
    (re.compile(pattern), group)
    for pattern, group in (
        (r"thuong truc (?:dang|tinh|thanh) uy", Group.THUONG_TRUC_DANG_UY),
        (r"ban thuong vu", Group.BAN_THUONG_VU),
        (rf"thuong truc {_COUNCIL}", Group.THUONG_TRUC_HDND),
        (r"lanh dao (?:ubnd|uy ban nhan dan)", Group.LANH_DAO_UBND),
        (r"lanh dao (?:cac )?(?:phong|ban|co quan)", Group.LANH_DAO_PHONG_BAN),
        (r"(?:khac|(?:ub ?|uy ban )?(?:mttq|mat tran).*|.*doan the.*)$", Group.KHAC),
    )
)
_ACTING = re.compile(r"^(?:q|quyen)\s+")
_ROLES: tuple[tuple[re.Pattern[str], ClassRole], ...] = (
    (re.compile(r"^(?:cac )?(?:dai bieu|khach moi)\b"), ClassRole.DAI_BIEU),
    (re.compile(r"^(?:thanh phan |bo phan |to |can bo )?phuc vu\b"), ClassRole.PHUC_VU),
    (re.compile(r"^hoc vien\b"), ClassRole.HOC_VIEN),
)
_BETWEEN_POSTS = re.compile(r"\s*(?:,+|\bkiêm(?: nhiệm)?\b[\s:,]*)\s*", re.IGNORECASE)
_ALWAYS_BETWEEN = re.compile(r"\s*[;\n]+\s*")
_AFTER_ROLE = re.compile(r"\s+[-–—]\s+")


class Told(Struct, frozen=True):
    """What the words of a group say: the role in the class and the position group, None for what they leave open."""

    role: ClassRole | None = None
    group: Group | None = None


class Posts(Struct, frozen=True):
    """The posts of a row with their groups, the one that counts, and the group that the person stands in."""

    posts: tuple[tuple[str, Group], ...]
    counts: int
    group: Group


def group_of_post(title: str) -> Group:
    """The group in which a post counts by itself."""
    words = _ACTING.sub("", fold(title))
    return next((group for pattern, group in _BY_POST if pattern.match(words)), Group.KHAC)


@lru_cache(maxsize=2048)  # a roster says the same few groups and posts again and again
def told_by(words: str | None) -> Told:
    """What the words of a group or of its column say: "Đại biểu – Lãnh đạo UBND", "Khối Đảng ủy"."""
    if not words:
        return Told()
    parts = _AFTER_ROLE.split(words, maxsplit=1)
    role = next((role for pattern, role in _ROLES if pattern.match(fold(parts[0]))), None)
    rest = parts[1] if role and len(parts) > 1 else "" if role else words
    folded = fold(rest)
    group = next((group for pattern, group in _BY_WORDS if pattern.search(folded)), None) if folded else None
    return Told(role, group)


@lru_cache(maxsize=2048)
def posts_of(position: str | None, words: str | None) -> Posts:
    """The posts in a text, parted by ; and where a new post begins. An empty text is one post without a title."""
    titles: list[str] = []
    for text in _ALWAYS_BETWEEN.split(position or ""):
        titles += [part for part in _parts(text) if part not in titles]
    posts = tuple((title, group_of_post(title)) for title in titles or [""])
    told = told_by(words).group
    if told is None:
        counts = min(range(len(posts)), key=lambda place: PROTOCOL[posts[place][1]])
        return Posts(posts, counts, posts[counts][1])
    counts = next((place for place, (_, group) in enumerate(posts) if group is told), 0)
    # The sheet knows better than the words of a post.
    posts = tuple((title, told if place == counts else group) for place, (title, group) in enumerate(posts))
    return Posts(posts, counts, told)


def _parts(text: str) -> list[str]:
    found: list[str] = []
    start = 0
    for between in _BETWEEN_POSTS.finditer(text):
        if is_post(text[between.end() :]) and text[start : between.start()].strip():
            found.append(text[start : between.start()])
            start = between.end()
    return [part for part in (*(piece.strip(" ,;.") for piece in found), text[start:].strip(" ,;.")) if part]
