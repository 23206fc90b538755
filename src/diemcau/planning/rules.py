"""Words of the plan: sittings, items, ways of delivery, roles in a class; and the default timetable. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, time
from enum import StrEnum
from typing import Any, Literal

from msgspec import Struct, convert

from diemcau.people.rules import PROTOCOL, Group


class Half(StrEnum):
    """Half of a day."""

    SANG = "sang"
    CHIEU = "chieu"


class SittingState(StrEnum):
    """As the office knows it; the live process has the last word."""

    PLANNED = "planned"
    OPEN = "open"
    ON = "on"
    CLOSED = "closed"
    SETTLED = "settled"


class ItemKind(StrEnum):
    """What an item of a sitting is."""

    OPENING = "opening"
    TOPIC = "topic"
    DISCUSSION = "discussion"
    BREAK = "break"
    ADDRESS = "address"
    CLOSING = "closing"


class How(StrEnum):
    """How a designed topic was delivered; the last one says that no source tells."""

    TRUC_TIEP = "truc_tiep"
    THAO_LUAN = "thao_luan"
    TU_NGHIEN_CUU = "tu_nghien_cuu"
    CHUA_THUC_HIEN = "chua_thuc_hien"
    KHONG_CO_THONG_TIN = "khong_co_thong_tin"


class ClassRole(StrEnum):
    """What somebody is in a class."""

    HOC_VIEN = "hoc_vien"
    DAI_BIEU = "dai_bieu"
    PHUC_VU = "phuc_vu"


class AddressKind(StrEnum):
    """Kind of an address."""

    KHAI_MAC = "phat_bieu_khai_mac"
    CHI_DAO = "phat_bieu_chi_dao"
    THAM_LUAN = "tham_luan"
    THAO_LUAN = "phat_bieu_thao_luan"
    BE_MAC = "phat_bieu_be_mac"


class Connection(StrEnum):
    """By which network picture and sound come to a room."""

    DEDICATED = "dedicated"  # mạng truyền số liệu chuyên dùng
    INTERNET = "internet"
    BOTH = "both"


class Equipment(StrEnum):
    """What a room has."""

    TV = "tv"
    PROJECTOR = "projector"
    CODEC = "codec"
    MICROPHONE = "microphone"
    SPEAKER = "speaker"
    CAMERA = "camera"
    COMPUTER = "computer"
    SPARE_LINE = "spare_line"
    GENERATOR = "generator"


LARGEST_ROOM = 5000  # places of a room

HOURS = {Half.SANG: (time(8), time(11, 30)), Half.CHIEU: (time(14), time(17))}
DEADLINE_MINUTES = 15  # after the start, for the headcount
TAUGHT = frozenset({How.TRUC_TIEP, How.THAO_LUAN})

_OPENING, _CLOSING, _BREAK, _DISCUSSION, _ADDRESS = 30, 30, 15, 30, 15


class PaperHead(Struct, frozen=True, forbid_unknown_fields=True):
    """Head of the papers of one level: State or Party, superior body, issuing body, place, addressees.

    `code` is the body's in the symbol of the paper ("HVCT" in “-BC/HVCT”); "" leaves it open.
    """

    style: Literal["state", "party"]
    body: str
    place: str
    above: str = ""
    to: tuple[str, ...] = ()
    code: str = ""


Heads = dict[Literal["centre", "province", "site"], PaperHead]


def read_heads(stored: Any) -> Heads:
    """Heads as a course keeps them, by level; msgspec.ValidationError for anything else."""
    return convert(stored, Heads)


@dataclass(frozen=True)
class TopicPlan:
    """What a timetable must know of a topic."""

    no: int
    title: str
    phones: bool = True
    recording: bool = False


@dataclass(frozen=True)
class ItemPlan:
    """An item of a timetable."""

    kind: ItemKind
    minutes: int
    topic: TopicPlan | None = None
    phones: bool = True


def minutes_of(half: Half) -> int:
    """How long a half-day is."""
    start, end = HOURS[half]
    return (end.hour - start.hour) * 60 + end.minute - start.minute


def timetable(topics: Sequence[TopicPlan], days: int) -> list[list[ItemPlan]]:
    """The default timetable: the items of each half-day, two half-days a day, topics in order, spread evenly.

    A half-day that must take one topic more is an inner one, mornings first, because they are longer and have
    neither opening nor closing. An afternoon has an address from a site. Items fill the half-day exactly.
    """
    number = days * 2
    inner = [place for place in range(number) if 0 < place < number - 1]
    order = [*(p for p in inner if p % 2 == 0), *(p for p in inner if p % 2), number - 1, 0]
    shares = [len(topics) // number] * number
    for place in order[: len(topics) % number]:
        shares[place] += 1
    halves, start = [], 0
    for place, share in enumerate(shares):
        halves.append(_half(place, number, topics[start : start + share]))
        start += share
    return halves


def _half(place: int, number: int, topics: Sequence[TopicPlan]) -> list[ItemPlan]:
    half = Half.CHIEU if place % 2 else Half.SANG
    # Where no phones are allowed with a topic, none are allowed while it is discussed.
    phones = all(topic.phones for topic in topics)
    opening = [ItemPlan(ItemKind.OPENING, _OPENING)] if place == 0 else []
    closing = [ItemPlan(ItemKind.CLOSING, _CLOSING)] if place == number - 1 else []
    address = [ItemPlan(ItemKind.ADDRESS, _ADDRESS, phones=phones)] if half is Half.CHIEU else []
    pause = ItemPlan(ItemKind.BREAK, _BREAK)
    left = minutes_of(half) - pause.minutes - sum(item.minutes for item in (*opening, *address, *closing))
    if not topics:
        return [*opening, pause, ItemPlan(ItemKind.DISCUSSION, left), *address, *closing]
    discussion = ItemPlan(ItemKind.DISCUSSION, _DISCUSSION, phones=phones)
    each, rest = divmod(left - discussion.minutes, len(topics))
    taught = [ItemPlan(ItemKind.TOPIC, each + (nth < rest), topic, topic.phones) for nth, topic in enumerate(topics)]
    return [*opening, taught[0], pause, *taught[1:], discussion, *address, *closing]


def written_date(day: date) -> str:
    """A day as papers write it: 06/9/2025, 05/01/2026 (a leading 0 for days below 10 and for January and February)."""
    month = f"{day.month:02}" if day.month <= 2 else str(day.month)
    return f"{day.day:02}/{month}/{day.year}"


def place_in_protocol(group: str) -> int:
    """Place of a position group in the order of protocol."""
    return PROTOCOL[Group(group)]


def next_sitting(states: Sequence[tuple[int, str]]) -> int:
    """Of sittings in order as (id, state): the one that is on, else the open one, else the next planned, else the last.

    0 when there is none.
    """
    for wanted in (SittingState.ON, SittingState.OPEN, SittingState.PLANNED):
        for id_, state in states:
            if state == wanted:
                return id_
    return states[-1][0] if states else 0
