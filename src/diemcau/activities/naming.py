"""How a room is called before everybody: "một xã thuộc tỉnh …", unless it agreed to be named. Pure.

Less is said where that would tell which room it is: where fewer than `UNTRACEABLE` rooms share what is said.
"""

from diemcau.activities.kind import View
from diemcau.activities.plan import Places, PlanSite

UNTRACEABLE = 3


def called(site: int, places: Places, *, named: bool = False) -> View:
    """{"unit", "of", "name"}: kind of unit, province in running text, name; "" for what is not said."""
    place = places.sites[site]
    of, unit, name = title(place.province, places), place.kind, ""
    if named:
        name = place.name
    else:
        shared = [other for other in places.sites_of(place.province) if other.level == "commune"]
        if len(shared) < UNTRACEABLE or place.level != "commune":
            of = unit = ""
        elif sum(_like(other, unit) for other in shared) < UNTRACEABLE:
            unit = ""
    return {"unit": unit, "of": of, "name": name}


def _like(other: PlanSite, unit: str) -> bool:
    return other.kind == unit


def title(province: str, places: Places) -> str:
    """A province in running text, "" for none (the centre's own sites)."""
    unit = places.plan.units.get(province)
    return unit.title if unit else ""
