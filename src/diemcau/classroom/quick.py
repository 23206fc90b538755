"""The quick report after a half-day, and the reminder before it: plain text that people really send. Pure."""

from typing import Any

from diemcau.activities.headcount.shapes import SETTLED, Sheet
from diemcau.activities.plan import PlanSite
from diemcau.base.clock import local
from diemcau.base.words import say
from diemcau.classroom.board import Board

Cards = dict[str, dict[str, Any]]
LEARNER = "hoc_vien"
NAMED = 60  # sites of several provinces that a message names; of more it gives their number by province


def texts(board: Board, *, site: int, province: str, cards: Cards, at: int, lang: str) -> dict[str, str]:
    """{"report", "reminder"} of a site, of a province, or (neither given) of the centre."""
    if site:
        return {
            "report": _site_report(board, site, at, lang),
            "reminder": _reminder(board, [board.places.sites[site]], at, lang),
        }
    sites = board.places.sites_of(province) if province else list(board.places.plan.sites)
    place = board.places.plan.units[province].title if province else say("quick.centre", lang)
    return {"report": _branch_report(board, sites, place, at, lang), "reminder": _reminder(board, sites, at, lang)}


def _n(value: int, lang: str) -> str:
    """1204 as “1.204”, in English “1,204”."""
    return f"{value:,}" if lang == "en" else f"{value:,}".replace(",", ".")


def _head(board: Board, place: str, at: int, lang: str) -> list[str]:
    plan = board.places.plan
    lines = [say("quick.simulated", lang)] if plan.simulated else []
    when = f"{local(at):%H:%M %d/%m/%Y}"
    return [
        *lines,
        say("quick.head", lang, course=plan.course_title),
        say("quick.place", lang, place=place[:1].upper() + place[1:], sitting=plan.title, at=when),
    ]


def _listed(board: Board, sites: list[int], lang: str) -> str:
    """How many are on the lists, learners apart: a headcount is of everybody in the room, reports are of learners."""
    seats = [board.places.seats[seat] for site in sites for seat in board.places.seats_of[site]]
    learners = sum(seat.role == LEARNER for seat in seats)
    others = len(seats) - learners
    key = "quick.listed" if others else "quick.listed.learners"
    return say(key, lang, all=_n(len(seats), lang), learners=_n(learners, lang), others=_n(others, lang))


def _people(sheets: list[Sheet], key: str, lang: str, **data: str) -> str:
    """Present, absent with and without leave, summed over sheets."""
    sums = {
        name: _n(sum(getattr(sheet.numbers, name) for sheet in sheets), lang)
        for name in ("present", "excused", "absent")
    }
    return say(key, lang, **sums, **data)


def _site_report(board: Board, site: int, at: int, lang: str) -> str:
    lines = [*_head(board, board.places.sites[site].name, at, lang), _listed(board, [site], lang)]
    sheet = board.states["headcount"].sheets.get(site)
    if sheet is None or sheet.numbers is None:
        return "\n".join([*lines, say("quick.not_entered", lang)])
    if sheet.level not in SETTLED:
        return "\n".join([*lines, _people([sheet], "quick.site.entered", lang), say("quick.site.missing", lang)])
    lines.append(_people([sheet], "quick.site.confirmed", lang))
    stamp = sheet.steps.get("confirmed")
    if stamp:
        by = stamp.by if stamp.by in {"chair", "word"} else "other"
        lines.append(say(f"quick.by.{by}", lang, at=f"{local(stamp.at):%H:%M %d/%m/%Y}"))
    if sheet.corrections:
        lines.append(say("quick.corrected", lang, n=_n(len(sheet.corrections), lang)))
    if sheet.level != "confirmed":
        lines.append(say(f"quick.state.{sheet.level}", lang))
    return "\n".join(lines)


def _branch_report(board: Board, sites: list[PlanSite], place: str, at: int, lang: str) -> str:
    known = board.states["headcount"].sheets
    said = [sheet for site in sites if (sheet := known.get(site.id)) and sheet.numbers]
    confirmed = [sheet for sheet in said if sheet.level in SETTLED]
    entered = [sheet for sheet in said if sheet.level not in SETTLED]
    lines = [
        *_head(board, place, at, lang),
        _listed(board, [site.id for site in sites], lang),
        say("quick.branch.sites", lang, confirmed=_n(len(confirmed), lang), sites=_n(len(sites), lang)),
    ]
    if confirmed:
        lines.append(_people(confirmed, "quick.branch.confirmed", lang, **_by(confirmed, lang)))
    if entered:
        lines.append(_people(entered, "quick.branch.entered", lang, sites=_n(len(entered), lang)))
    waiting = _waiting(board, sites)
    if not waiting:
        return "\n".join([*lines, say("quick.branch.all", lang)])
    return "\n".join([*lines, _missing(board, waiting, lang)])


def _by(confirmed: list[Sheet], lang: str) -> dict[str, str]:
    """By whom sheets were confirmed: the chair himself, or the host on his word."""
    word = sum(sheet.steps["confirmed"].by == "word" for sheet in confirmed if "confirmed" in sheet.steps)
    return {"chair": _n(len(confirmed) - word, lang), "word": _n(word, lang)}


def _missing(board: Board, waiting: list[PlanSite], lang: str) -> str:
    """Who has not confirmed: sites by name, of very many their number by province, in the order of codes."""
    sheets = board.states["headcount"].sheets
    names = _by_province(board, waiting, lang) or [
        say("quick.branch.has_entered" if (sheet := sheets.get(s.id)) and sheet.numbers else "quick.branch.silent",
            lang, name=s.name)
        for s in waiting
    ]  # fmt: skip
    return say("quick.branch.waiting", lang, count=_n(len(waiting), lang), names="; ".join(names))


def _by_province(board: Board, waiting: list[PlanSite], lang: str) -> list[str]:
    """Of more sites than a message can name their number by province, in the order of codes.

    Nothing of fewer, or of one province alone: it has nobody else to call by name.
    """
    counts: dict[str, int] = {}
    for site in waiting if len(waiting) > NAMED else ():
        counts[site.province] = counts.get(site.province, 0) + 1
    if len(counts) == 1:
        return []
    units = board.places.plan.units
    return [
        f"{units[code].title if code else say('quick.own_site', lang)} {_n(count, lang)}"
        for code, count in counts.items()
    ]


def _waiting(board: Board, sites: list[PlanSite]) -> list[PlanSite]:
    sheets = board.states["headcount"].sheets
    return [s for s in sites if s.id not in sheets or sheets[s.id].level not in SETTLED]


def _reminder(board: Board, sites: list[PlanSite], at: int, lang: str) -> str:
    plan = board.places.plan
    waiting = _waiting(board, sites)
    if not waiting:
        return say("quick.reminder.none", lang, sitting=plan.title)
    minutes = (plan.headcount_deadline - at) // 60_000
    due = f"{local(plan.headcount_deadline):%H:%M}"
    names = "; ".join(_by_province(board, waiting, lang) or [site.name for site in waiting])
    key = "quick.reminder.before" if minutes >= 0 else "quick.reminder.after"
    return say(key, lang, sitting=plan.title, count=_n(len(waiting), lang), names=names, due=due)
