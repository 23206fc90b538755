"""One-page papers of a class: how phones enter, the host's guide, the timetable, draft rules of the class."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from diemcau.base.typeface import balanced
from diemcau.base.typesetting import typeset
from diemcau.base.words import say
from diemcau.planning.papers.codes import qr_svg
from diemcau.planning.papers.matter import ClassMatter, RoomMatter, capital, set_head
from diemcau.planning.rules import PaperHead

FOLDER = Path(__file__).parent
LEFT_HEAD = 190.0  # points for the issuing body
SUMMARY = 400.0  # and for the lines under the kind of a paper
GUIDE = {"before": 5, "ready": 4, "during": 6, "after": 4}  # steps of each part
INCIDENTS = ("no_picture", "no_sound", "link_lost", "power", "late_start", "other")
RULES = 8


def access_pdf(of: ClassMatter, rooms: Sequence[RoomMatter], lang: str = "vi") -> bytes:
    """A sheet for the wall of each room: where phones enter and the site's number. It holds no secret.

    The code of a room changes every 15 seconds, so it stands on the screen and not on paper.
    """
    url = f"{of.address}/phone"
    words = {name: say(f"paper.access.{name}", lang) for name in ("title", "no", "address", "how", "screen", "hotline")}
    return typeset(
        FOLDER / "access.typ",
        {
            **_frame(of, "paper.access.title", lang),
            "words": words,
            "course": of.title,
            "url": url,
            "qr": qr_svg(url),
            "rooms": [_room(room) for room in rooms],
            "steps": [say(f"paper.access.step{nth}", lang) for nth in (1, 2, 3, 4)],
        },
    )


def guide_pdf(of: ClassMatter, rooms: Sequence[RoomMatter], lang: str = "vi") -> bytes:
    """One page a site for its host: what to do when, and whom to call. Source: brief of the domain, 1.4 and 1.5."""
    sittings = [
        say("paper.guide.sitting", lang, title=one.title, starts=one.starts, ends=one.ends, deadline=one.deadline)
        for one in of.sittings
    ]
    parts = [
        {
            "title": say(f"paper.guide.{part}", lang),
            "steps": [say(f"paper.guide.{part}{nth}", lang) for nth in range(1, steps + 1)],
        }
        for part, steps in GUIDE.items()
    ]
    incidents = [[say(f"paper.guide.{what}", lang), say(f"paper.guide.{what}.do", lang)] for what in INCIDENTS]
    names = "title", "sittings", "incidents", "hotline", "secret", "practice"
    return typeset(
        FOLDER / "guide.typ",
        {
            **_frame(of, "paper.guide.title", lang),
            "words": {name: say(f"paper.guide.{name}", lang) for name in names},
            "course": of.title,
            "rooms": [_room(room) | {"where": _where(room, lang)} for room in rooms],
            "sittings": sittings,
            "parts": parts,
            "incidents": incidents,
            "practice": {"address": of.practice, "qr": qr_svg(of.practice)} if of.practice else None,
        },
    )


def timetable_pdf(of: ClassMatter, head: PaperHead, lang: str = "vi") -> bytes:
    """The timetable of the class from the items of its sittings."""
    sittings = [{"title": one.title, "items": one.items} for one in of.sittings]
    names = "time", "what", "who"
    return typeset(
        FOLDER / "timetable.typ",
        {
            **_official(of, head, "paper.timetable.kind", lang),
            "words": {name: say(f"paper.timetable.{name}", lang) for name in names},
            "form": say("paper.timetable.form", lang, form=of.form, dates=of.dates),
            "sittings": sittings,
        },
    )


def rules_pdf(of: ClassMatter, head: PaperHead, lang: str = "vi") -> bytes:
    """A draft of the class's rules from what the plan says, for the organiser to judge and to issue."""
    first = of.sittings[0] if of.sittings else None
    facts = {"deadline": first.deadline if first else "…", "form": of.form, "dates": of.dates}
    return typeset(
        FOLDER / "rules.typ",
        {
            **_official(of, head, "paper.rules.kind", lang),
            "draft": say("paper.draft", lang),
            "rules": [say(f"paper.rules.rule{nth}", lang, **facts) for nth in range(1, RULES + 1)],
            "hours": [
                say(
                    "paper.guide.sitting",
                    lang,
                    title=one.title,
                    starts=one.starts,
                    ends=one.ends,
                    deadline=one.deadline,
                )
                for one in of.sittings
            ],
            "hours_title": say("paper.rules.hours", lang),
        },
    )


def _frame(of: ClassMatter, title: str, lang: str) -> dict[str, Any]:
    mark = say("paper.simulation", lang) if of.simulated else ""
    return {"lang": lang, "title": say(title, lang), "mark": mark}


def _official(of: ClassMatter, head: PaperHead, kind: str, lang: str) -> dict[str, Any]:
    return {
        **_frame(of, kind, lang),
        "head": set_head(head, lang, LEFT_HEAD),
        "course": balanced(of.title, SUMMARY, 14, bold=True),
        "place": say("paper.date", lang, place=head.place) if head.place else "",
        "signers": [["", ""], [say("paper.leaf.signer", lang), say("paper.sheet.sign_name", lang)]],
    }


def _room(room: RoomMatter) -> dict[str, Any]:
    return {
        "no": room.no,
        "name": capital(room.name),
        "province": room.province,
        "room": room.room,
        "hotline": room.hotline,
    }


def _where(room: RoomMatter, lang: str) -> str:
    name = capital(room.name) + (f", {room.province}" if room.province else "")
    return say("paper.sheet.where", lang, no=room.no, name=name)
