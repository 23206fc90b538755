"""What each screen sees of a situation, and its figures. Pure.

Sums are kept by the fold; a view only copies them, so it costs the same for 30 rooms and for 3,356.
"""

from collections.abc import Iterable

from diemcau.activities.kind import Look, View
from diemcau.activities.plan import Places, PlanSite
from diemcau.activities.situation.content import Situation, words_of
from diemcau.activities.situation.shapes import RULES, Decision, State

UNITS = ("tinh", "thanh_pho", "xa", "phuong", "dac_khu", "trung_uong")
# A picked room is told by its kind of unit and province only where at least so many rooms share them.
UNTRACEABLE = 3
PAIRS = 3  # contrasts proposed


def for_all(state: State, look: Look) -> View:
    """The case; what everybody may see of its results."""
    content: Situation = look.content
    view = _face(state, content)
    if state.phase in {"closed", "shown"}:
        view["cases"] = [_case(state.sites[site], site, look) for site in state.picked]
        view["lessons"] = [words for lesson in state.lessons if (words := look.read(lesson.text))]
    if state.phase == "shown":
        view["result"] = _result(state)
        view["expert"] = content.view if state.expert else ""
    return view


def for_site(state: State, look: Look) -> View | None:
    """The decision of `look.site` that counts, and one that came too late; None when it made none."""
    mine, aside = state.sites.get(look.site), state.aside.get(look.site)
    if not (mine or aside):
        return None
    return {"mine": _own(mine, look) if mine else None, "aside": _own(aside, look) if aside else None}


def for_presenters(state: State, look: Look) -> View:
    """The case with its remarks, and all sums."""
    content: Situation = look.content
    return {
        **_face(state, content),
        "remarks": [choice.remark for choice in content.choices],
        "view": content.view,
        "expert_shown": state.expert,
        "developments": [words_of(development) for development in content.developments],
        "developed": state.developed,
        "result": _result(state),
        "by_unit": _by_unit(state),
        "by_province": _by_province(state, look.places),
        "latest": [
            [row for site in reversed(sites) if (row := _row(state, site, look))["reason"]] for sites in state.latest
        ],
        "proposed": _proposed(state, look) if state.phase in {"closed", "shown"} else [],
        "picked": [_row(state, site, look) for site in state.picked],
        "drawn": [
            {"text": look.read(lesson.text), "sites": list(lesson.sites), "facts": list(lesson.facts)}
            for lesson in state.lessons
        ],
        "late": state.late,
        "aside": len(state.aside),
    }


def for_control(state: State, look: Look) -> View:
    """The choice of each site that decided."""
    sites = {site: state.sites[site].choice for site in look.rows if site in state.sites}
    return {
        "phase": state.phase,
        "title": look.content.title,
        "until": state.until,
        "of": len(look.sites),
        "sites": sites,
    }


def summary(state: State, look: Look) -> View:
    """Figures and rows; texts by their ids."""
    content: Situation = look.content
    return {
        "title": content.title,
        "task": content.task,
        "choices": [choice.text for choice in content.choices],
        "asked": bool(state.opened_at),
        "rules": RULES,
        **_result(state),
        "by_unit": _by_unit(state),
        "by_province": _by_province(state, look.places),
        "rows": [_record(site, decision) for site, decision in sorted(state.sites.items())],
        "late": [_record(site, decision) for site, decision in sorted(state.aside.items())],
        "picked": list(state.picked),
        "lessons": [
            {"text": drawn.text.id, "sites": list(drawn.sites), "split": list(drawn.split)} for drawn in state.lessons
        ],
        # Places in the journal follow from the order of arrival, which is not the same in two runs.
        "run": {
            "opened_at": state.opened_at,
            "closed_at": state.closed_at,
            "lesson_facts": [list(drawn.facts) for drawn in state.lessons],
        },
    }


def _face(state: State, content: Situation) -> View:
    return {
        "phase": state.phase,
        "moved": state.moved,
        "title": content.title,
        "story": list(content.story),
        "news": [words_of(development) for development in content.developments[: state.developed]],
        "task": content.task,
        "choices": [choice.text for choice in content.choices],
        "minutes": content.minutes,
        "until": state.until,
        "basis": list(content.basis),
        "mark": content.mark,
    }


def _result(state: State) -> View:
    """The split and the base that it stands on: rooms."""
    return {"split": list(state.split), "base": {"rooms": len(state.sites), "of": sum(state.of_unit.values())}}


def _by_unit(state: State) -> list[View]:
    none = [0] * len(state.split)
    return [
        {"unit": unit, "split": list(state.by_unit.get(unit, none)), "of": of}
        for unit, of in sorted(state.of_unit.items(), key=_place_of_unit)
    ]


def _place_of_unit(pair: tuple[str, int]) -> tuple[int, str]:
    unit = pair[0]
    return (UNITS.index(unit) if unit in UNITS else len(UNITS), unit)


def _by_province(state: State, places: Places) -> list[View]:
    """In the order of codes; the centre's own rooms, which have no province, come first."""
    none = [0] * len(state.split)
    return [
        {
            "province": code,
            "name": places.plan.units[code].name if code else "",
            "split": list(state.by_province.get(code, none)),
            "of": of,
        }
        for code, of in sorted(state.of_province.items())
    ]


def _own(decision: Decision, look: Look) -> View:
    return {
        "choice": decision.choice,
        "reason": look.read(decision.reason),
        "named": decision.named,
        "at": decision.at,
        "seq": decision.seq,
        "late": decision.late,
    }


def _row(state: State, site: int, look: Look) -> View:
    """A decision as presenters see it: with its site."""
    decision, place = state.sites[site], look.places.sites[site]
    return {
        "site": site,
        "name": place.name,
        "of": _title(place.province, look.places) if place.level == "commune" else "",
        "unit": place.kind,
        "choice": decision.choice,
        "reason": look.read(decision.reason),
        "named": decision.named,
    }


def _case(decision: Decision, site: int, look: Look) -> View:
    """A decision as everybody sees it: "một xã thuộc …"; less where that would tell which room it is."""
    place = look.places.sites[site]
    of, unit, name = _title(place.province, look.places), place.kind, ""
    if decision.named:
        name = place.name
    else:
        shared = [other for other in look.places.plan.sites if _alike(other, place)]
        if len(shared) < UNTRACEABLE or place.level != "commune":
            of = unit = ""
        elif sum(other.kind == unit for other in shared) < UNTRACEABLE:
            unit = ""
    return {"choice": decision.choice, "reason": look.read(decision.reason), "unit": unit, "of": of, "name": name}


def _alike(other: PlanSite, place: PlanSite) -> bool:
    return other.province == place.province and other.level == "commune"


def _title(province: str, places: Places) -> str:
    return places.plan.units[province].title if province else ""


def _proposed(state: State, look: Look) -> list[list[View]]:
    """Pairs of rooms that decided differently, chosen by rule and not by judgement.

    Only rooms of communes that gave a reason. The most frequent choice stands against each of the others
    in turn, by frequency; of each the room with the lowest number, the second room from another kind of
    unit and another province where there is one. No room twice.
    """
    free: dict[int, list[PlanSite]] = {}
    for site, decision in state.sites.items():
        place = look.places.sites[site]
        if decision.reason and place.level == "commune":
            free.setdefault(decision.choice, []).append(place)
    for places in free.values():
        places.sort(key=lambda place: (place.no, place.id))
    ranked = sorted(free, key=lambda choice: (-state.split[choice - 1], choice))
    pairs: list[list[View]] = []
    for turn in range(PAIRS if len(ranked) > 1 else 0):
        one, other = free[ranked[0]], free[ranked[1 + turn % (len(ranked) - 1)]]
        if not one or not other:
            continue
        left = one.pop(0)
        right = _first_unlike(other, left)
        other.remove(right)
        pairs.append([_row(state, place.id, look) for place in (left, right)])
    return pairs


def _first_unlike(places: Iterable[PlanSite], left: PlanSite) -> PlanSite:
    """The first from another kind of unit and province; failing that another kind, another province, any."""
    return min(places, key=lambda place: (place.kind == left.kind, place.province == left.province))


def _record(site: int, decision: Decision) -> View:
    reason = decision.reason.id if decision.reason else ""
    return {"site": site, "choice": decision.choice, "reason": reason, "late": decision.late}
