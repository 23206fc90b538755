"""From somebody's name as it was typed to the person of the unit: found there, or added.

A telephone number tells two people of one name apart, so nobody is merged by his name alone.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Q

from diemcau.base.refused import Refused
from diemcau.base.text import fold, line
from diemcau.people import actions as people
from diemcau.people.models import Person
from diemcau.planning.pasting import Named
from diemcau.units.rules import Scope


@dataclass(frozen=True)
class Wanted:
    """Somebody who is named at a unit; `now` is who is named there so far."""

    unit: str
    named: Named
    now: Person | None = None


def persons_of(wanted: Sequence[Wanted]) -> list[Person | None]:
    """The persons of names, in the order given; None for nobody. Those who are not known yet are added.

    Who is named now and keeps his name gets the number that was typed. Else a name with its number is that person;
    a name without a number is the one of the unit who bears it; a name with another number is somebody else.
    Refuses: person.nameless (a number that nobody of the unit has), person.namesakes.
    """
    known = _known(wanted)
    found = [_found(one, known[one.unit]) for one in wanted]
    new: dict[tuple[str, Named], int] = {}  # a person who is named twice is added once
    for one, person in zip(wanted, found, strict=True):
        if person is None and one.named:
            new.setdefault((one.unit, one.named), len(new))
    added = people.add_people(
        people.NewPerson(unit, named.name, phone=named.phone, simulated=named.simulated) for unit, named in new
    )
    persons: list[Person | None] = []
    numbers: dict[int, str] = {}
    for one, person in zip(wanted, found, strict=True):
        if person is None and one.named:
            person = added[new[one.unit, one.named]][0]
        if person is not None and one.named.phone and person.phone != one.named.phone:
            person.phone = numbers[person.pk] = one.named.phone
        persons.append(person)
    people.set_phones(numbers)
    return persons


def _known(wanted: Sequence[Wanted]) -> dict[str, list[Person]]:
    """By unit, whoever has one of the names or numbers. One query."""
    folds = {fold(one.named.name) for one in wanted if one.named.name}
    phones = {one.named.phone for one in wanted if one.named.phone}
    rows = Person.rows.of(Scope.everything()).filter(
        Q(fold__in=folds) | Q(phone__in=phones), unit__in={one.unit for one in wanted if one.named}
    )
    known: dict[str, list[Person]] = defaultdict(list)
    for person in rows.order_by("pk"):
        known[person.unit_id].append(person)
    return known


def _found(one: Wanted, known: list[Person]) -> Person | None:
    named = one.named
    if not named.name:
        if not named.phone:
            return None
        bearers = [person for person in known if person.phone == named.phone]
        if len(bearers) != 1:
            raise Refused("person.nameless", 400, phone=named.phone)
        return bearers[0]
    if one.now is not None and _same_name(one.now, named):
        return one.now
    namesakes = [person for person in known if _same_name(person, named)]
    if named.phone:
        exact = [person for person in namesakes if person.phone == named.phone]
        unnumbered = [person for person in namesakes if not person.phone]
        return exact[0] if exact else unnumbered[0] if len(unnumbered) == len(namesakes) == 1 else None
    if len(namesakes) > 1:
        raise Refused("person.namesakes", 400, name=named.name, number=len(namesakes))
    return namesakes[0] if namesakes else None


def _same_name(person: Person, named: Named) -> bool:
    # With its marks: Hà and Hạ are two names.
    return line(person.full_name).casefold() == line(named.name).casefold()
