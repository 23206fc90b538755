"""The gazetteer of the packaged units, made once a process."""

from functools import cache

from diemcau.planning.roster.rules.gazetteer import Gazetteer
from diemcau.units.packaged import rows


@cache
def gazetteer() -> Gazetteer:
    """Names of today's and former units, from the tables that come with the package."""
    return Gazetteer(rows("units.csv"), rows("former_units.csv"))
