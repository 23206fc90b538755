"""The table of permits is the permission: every address × method × role × own or foreign, on two whole provinces."""

import pytest
from django.http import HttpResponse

from diemcau.config.permits import PERMITS
from diemcau.people.permits import Relation
from diemcau.people.rules import OfficeRole
from diemcau.units.rules import Scope
from tests.config.samples import SAMPLES, Sample
from tests.config.walk import FORMS, METHODS, ask, every_name, frameless, sample_of
from tests.config.world import ASKERS, FOREIGN, OWN, World

# The way is free, but here is no live process, no file to take in: the act itself cannot be done.
NOT_DONE_HERE = {400, 409, 503}
# Doors of desks: they take JSON only and know no cookie, so a foreign page can do nothing in somebody's name.
NO_COOKIE = {"people:by_slip", "people:by_link", "people:renew", "planning:desk_paper"}
TURNS_BACK = {"mfa_authenticate", "people:leave"}  # open, but a stranger who has not begun to come in is sent back
NOT_A_DEMO = {"rehearsal:frames", "rehearsal:papers"}  # they are there in the demo only


def relations(sample: Sample) -> list[str]:
    return ["own"] if sample.foreign is None else ["own", "foreign"]


def scope_of(asker: str) -> Scope:
    scope = Scope.nothing()
    for role, unit in ASKERS[asker]:
        if role != OfficeRole.LECTURER:
            scope |= Scope.of_unit(unit)
    return scope


def expected(name: str, method: str, asker: str, relation: str, sample: Sample) -> str:
    """What the table says: "no such method", "to the door", "not found", or "in"."""
    permit = PERMITS[name].get(method)
    if permit is None:
        return "no such method"
    if permit.relation is Relation.OPEN:
        return "in" if sample.there and name not in NOT_A_DEMO else "not found"
    if asker == "stranger":
        return "to the door"
    if not permit.lets_in(ASKERS[asker]) or (
        permit.relation in {Relation.OWN, Relation.WHOLE} and not sample.roles & {role for role, _ in ASKERS[asker]}
    ):
        return "not found"
    if not sample.there:
        return "not found"
    if sample.foreign is not None:
        unit = sample.units[relation == "foreign"]
        return "in" if scope_of(asker).covers(unit, {"10273": OWN, "05773": FOREIGN}.get(unit, unit)) else "not found"
    return "in"


def is_of_ones_own(name: str, method: str) -> bool:
    return PERMITS[name][method].relation is Relation.SIGNED_IN


def got(answer: HttpResponse, name: str, asker: str) -> str:
    """The same words for an answer."""
    status = answer.status_code
    if status == 302 and asker == "stranger" and answer.headers["Location"].startswith("/vao/"):
        return "to the door"
    if status < 400 or status in NOT_DONE_HERE or (status == 415 and name in NO_COOKIE):
        return "in"
    return {404: "not found", 405: "no such method"}.get(status, f"status {status}")


def test_every_address_stands_in_the_table_and_the_table_names_no_other():
    listed, there = set(PERMITS), set(every_name())
    assert sorted(there - listed) == [], "add these addresses to src/diemcau/config/permits.py"
    assert sorted(listed - there) == [], "these lines of src/diemcau/config/permits.py name no address"


def test_every_address_has_sample_values():
    assert sorted(set(PERMITS) - set(SAMPLES)) == [], "add these to SAMPLES in tests/config/samples.py"
    assert sorted(set(SAMPLES) - set(PERMITS)) == [], "take these out of SAMPLES in tests/config/samples.py"


@pytest.mark.parametrize("name", sorted(PERMITS))
def test_an_address_answers_each_asker_as_the_table_says(name: str, world: World):
    sample = sample_of(name, world)
    wrong = []
    for asker in ASKERS:
        client = world.client(asker)
        for method in METHODS:
            for relation in relations(sample):
                wanted = expected(name, method, asker, relation, sample)
                answer = ask(client, method, sample.address(name, relation), sample.body(relation))
                found = got(answer, name, asker)
                if wanted == "in" and name in TURNS_BACK and found == "to the door":
                    continue
                # What is not there of one's own account (a second factor, a session) is missing for oneself alone.
                if wanted == "in" and found in {"not found", "status 403"} and is_of_ones_own(name, method):
                    continue
                if found != wanted:
                    wrong.append(f"{asker}, {method}, {relation}: {found}, the table says {wanted}")
    assert wrong == []


@pytest.mark.parametrize("name", sorted(PERMITS))
def test_what_is_foreign_answers_as_what_is_not_there(name: str, world: World):
    sample = sample_of(name, world)
    if sample.foreign is None or sample.missing is None:
        return
    for asker in ("province 01", "organiser 01", "operator 01"):
        client = world.client(asker)
        for method, permit in PERMITS[name].items():
            if not permit.lets_in(ASKERS[asker]):
                continue
            addresses = [sample.address(name, relation) for relation in ("foreign", "missing")]
            foreign, missing = (
                ask(client, method, address, sample.body(relation))
                for address, relation in zip(addresses, ("foreign", "missing"), strict=True)
            )
            pages = [
                frameless(foreign, addresses[0], sample.body("foreign")),
                frameless(missing, addresses[1], sample.body("missing")),
            ]
            assert (asker, foreign.status_code, missing.status_code) == (asker, 404, 404)
            assert pages[0] == pages[1], f"{asker}: a foreign row and none are told apart"


@pytest.mark.parametrize("name", FORMS)
def test_a_form_without_its_token_is_refused(name: str, world: World):
    sample = sample_of(name, world)
    client = world.client("organiser", enforce_csrf_checks=True)
    status = ask(client, "POST", sample.address(name), sample.body()).status_code
    assert status == (415 if name in NO_COOKIE else 403)
