"""Who may ask what of the office: `Permit`s, gathered in one table of addresses (config.permits).

The table is the permission itself: `middleware.Permits` reads it before any page is made. What it does not name
does not exist. Within a page, rows come by `rows.of(request.scope)`.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from diemcau.people.rules import OfficeRole
from diemcau.units.rules import CENTRE


class Relation(StrEnum):
    """What an asker must have to do with the rows behind an address."""

    OPEN = "open"  # nothing: the question carries its own secret, or the page says nothing of anybody
    SIGNED_IN = "signed_in"  # it is about his own account
    OWN = "own"  # he holds one of the roles; the page shows rows of his scope, others are 404
    WHOLE = "whole"  # he holds one of the roles at the centre


@dataclass(frozen=True)
class Permit:
    """Who may use a method of an address."""

    relation: Relation
    roles: frozenset[OfficeRole] = frozenset()

    def lets_in(self, held: Iterable[tuple[OfficeRole, str]]) -> bool:
        """Whether somebody who is signed in and holds roles at units may; strangers pass only where it is OPEN."""
        if self.relation in {Relation.OPEN, Relation.SIGNED_IN}:
            return True
        return any(role in self.roles and (self.relation is Relation.OWN or unit == CENTRE) for role, unit in held)


Table = Mapping[str, Mapping[str, Permit]]  # name of an address → method → who may

OPEN = Permit(Relation.OPEN)
SIGNED_IN = Permit(Relation.SIGNED_IN)


def own(*roles: OfficeRole) -> Permit:
    """Whoever holds one of the roles, for the rows of his scope."""
    return Permit(Relation.OWN, frozenset(roles))


def whole(*roles: OfficeRole) -> Permit:
    """Whoever holds one of the roles at the centre."""
    return Permit(Relation.WHOLE, frozenset(roles))
