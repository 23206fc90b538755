"""What papers of a class are made of. Plain data: `queries.papers` reads it from the plan."""

from dataclasses import dataclass

from diemcau.base.typeface import balanced
from diemcau.base.words import say
from diemcau.planning.rules import PaperHead


@dataclass(frozen=True)
class Listed:
    """A line of a room's list. `group`: the heading that the line stands under, in words; `role`: rules.ClassRole.

    `mark` is what a filled roll says ("x", "P", "K", "M"; "" where nothing was said), `note` words beside it.
    """

    no: int
    name: str
    post: str
    unit: str
    group: str
    role: str = "hoc_vien"
    mark: str = ""
    note: str = ""


@dataclass(frozen=True)
class HalfDay:
    """A sitting: `half` is rules.Half, `date` and times as papers write them, `day` with the month in words."""

    no: int
    half: str
    title: str
    date: str
    day: str
    starts: str
    ends: str
    deadline: str
    items: tuple[tuple[str, str, str], ...] = ()  # from–to, what, who


@dataclass(frozen=True)
class RoomMatter:
    """A site with its list in order; guests of a room that joined stand after the people of the house."""

    no: int
    name: str
    province: str  # full name; "" for the province's own site and the centre's
    room: str
    head: PaperHead
    chair_post: str
    hotline: str
    people: tuple[Listed, ...] = ()


@dataclass(frozen=True)
class ClassMatter:
    """The class itself. `address`: where the office answers, "https://…", for codes that phones scan.

    `practice`: the address of the door to practise, "" where that is closed.
    """

    code: str
    title: str
    organiser: str
    form: str
    dates: str
    simulated: bool
    address: str
    sittings: tuple[HalfDay, ...] = ()
    practice: str = ""


def capital(name: str) -> str:
    """A name at the start of a line: "Xã Phú Xuyên"."""
    return name[:1].upper() + name[1:]


def filled_head(head: PaperHead, names: dict[str, str]) -> PaperHead:
    """A head of the course's settings with its fields ("{unit}", "{name}" …) filled in."""

    def filled(text: str) -> str:
        for name, value in names.items():
            text = text.replace(name, value)
        return text

    return PaperHead(head.style, filled(head.body), filled(head.place), filled(head.above), head.to, head.code)


def set_head(head: PaperHead, lang: str, left: float) -> dict[str, object]:
    """The head for official.typ; names are broken into even lines of `left` points.

    State: Decree 30/2020/NĐ-CP, Annex I. Party: Guideline 36-HD/VPTW.
    """
    size = 14 if head.style == "party" else 13
    state = head.style == "state"
    return {
        "above": balanced(head.above.upper(), left, size),
        "body": balanced(head.body.upper(), left, size, bold=True),
        "size": size,
        "country": say("paper.state.country", lang) if state else "",
        "motto": say("paper.state.motto" if state else "paper.party", lang),
        "star": not state,
    }
