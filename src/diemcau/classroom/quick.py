"""The quick report after a half-day, and the reminder before it: plain text that people really send. Pure."""

from typing import Any

from msgspec import to_builtins

from diemcau.activities.headcount.shapes import SETTLED
from diemcau.activities.plan import PlanSite
from diemcau.base.clock import local
from diemcau.base.words import say
from diemcau.classroom.board import Board

Cards = dict[str, dict[str, Any]]


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


def _head(board: Board, place: str, at: int, lang: str) -> list[str]:
    plan = board.places.plan
    lines = [say("quick.simulated", lang)] if plan.simulated else []
    when = f"{local(at):%H:%M %d/%m/%Y}"
    return [
        *lines,
        say("quick.head", lang, course=plan.course_title),
        say("quick.place", lang, place=place, sitting=plan.title, at=when),
    ]


def _numbers(board: Board, sites: list[int]) -> dict[str, int]:
    sheets = [sheet for site in sites if (sheet := board.states["headcount"].sheets.get(site)) and sheet.numbers]
    return {
        "confirmed": sum(sheet.level in SETTLED for sheet in sheets),
        "entered": len(sheets),
        "sites": len(sites),
        "present": sum(sheet.numbers.present for sheet in sheets),
        "excused": sum(sheet.numbers.excused for sheet in sheets),
        "absent": sum(sheet.numbers.absent for sheet in sheets),
    }


def _site_report(board: Board, site: int, at: int, lang: str) -> str:
    lines = _head(board, board.places.sites[site].name, at, lang)
    sheet = board.states["headcount"].sheets.get(site)
    summoned = len(board.places.seats_of[site])
    if sheet is None or sheet.numbers is None:
        return "\n".join([*lines, say("quick.not_entered", lang, summoned=summoned)])
    numbers = to_builtins(sheet.numbers)
    return "\n".join(
        [*lines, say("quick.site", lang, summoned=summoned, **numbers), say(f"quick.state.{sheet.level}", lang)]
    )


def _branch_report(board: Board, sites: list[PlanSite], place: str, at: int, lang: str) -> str:
    ids = [site.id for site in sites]
    numbers = _numbers(board, ids)
    summoned = sum(len(board.places.seats_of[site]) for site in ids)
    waiting = [site.name for site in _waiting(board, sites)]
    lines = [
        *_head(board, place, at, lang),
        say("quick.branch.sites", lang, **numbers),
        say("quick.branch.people", lang, summoned=summoned, **numbers),
    ]
    if waiting:
        lines.append(say("quick.branch.waiting", lang, count=len(waiting), names="; ".join(waiting)))
    else:
        lines.append(say("quick.branch.all", lang))
    return "\n".join(lines)


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
    names = "; ".join(site.name for site in waiting)
    key = "quick.reminder.before" if minutes >= 0 else "quick.reminder.after"
    return say(key, lang, sitting=plan.title, count=len(waiting), names=names, due=due)
