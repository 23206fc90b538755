"""The quick report after a half-day, and the reminder before it: plain text that people really send. Pure."""

from typing import Any

from diemcau.activities.plan import PlanSite
from diemcau.base.clock import local
from diemcau.base.words import say
from diemcau.classroom.board import Board

Cards = dict[str, dict[str, Any]]


def texts(board: Board, *, site: int, province: str, cards: Cards, at: int, lang: str) -> dict[str, str]:  # noqa: PLR0913
    """{"report", "reminder"} of a site, of a province, or (neither given) of the centre."""
    if site:
        return {"report": _site_report(board, site, at, lang), "reminder": _reminder(board, [board.places.sites[site]], at, lang)}
    sites = board.places.sites_of(province) if province else list(board.places.plan.sites)
    place = board.places.plan.units[province].title if province else say("quick.centre", lang)
    return {"report": _branch_report(board, sites, place, at, lang), "reminder": _reminder(board, sites, at, lang)}


def _head(board: Board, place: str, at: int, lang: str) -> list[str]:
    plan = board.places.plan
    lines = [say("quick.simulated", lang)] if plan.simulated else []
    when = f"{local(at):%H:%M %d/%m/%Y}"
    return [*lines, say("quick.head", lang, course=plan.course_title), say("quick.place", lang, place=place, sitting=plan.title, at=when)]


def _numbers(board: Board, sites: list[int]) -> dict[str, int]:
    states = [board.states["headcount"].sites.get(site) for site in sites]
    known = [s for s in states if s is not None and s.state]
    return {
        "confirmed": sum(s.state in {"confirmed", "checked", "locked"} for s in known),
        "entered": len(known),
        "sites": len(sites),
        "present": sum(s.present for s in known),
        "excused": sum(s.excused for s in known),
        "absent": sum(s.absent for s in known),
    }


def _site_report(board: Board, site: int, at: int, lang: str) -> str:
    lines = _head(board, board.places.sites[site].name, at, lang)
    state = board.states["headcount"].sites.get(site)
    summoned = len(board.places.seats_of[site])
    if state is None or not state.state:
        return "\n".join([*lines, say("quick.not_entered", lang, summoned=summoned)])
    return "\n".join(
        [
            *lines,
            say("quick.site", lang, summoned=summoned, present=state.present, excused=state.excused, absent=state.absent),
            say(f"quick.state.{state.state}", lang),
        ]
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
    states = board.states["headcount"].sites
    return [s for s in sites if s.id not in states or states[s.id].state not in {"confirmed", "checked", "locked"}]


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
