"""What every kind of activity keeps, the sitting itself among them: a walk of commands made up by chance shows it."""

import ast
import json
import re
from collections import Counter
from pathlib import Path
from typing import Any

import msgspec
import pytest
from msgspec.json import encode

from diemcau.activities.kind import Role
from diemcau.activities.registry import KINDS
from diemcau.base.refused import Refused
from diemcau.base.words import catalogue
from diemcau.classroom.board import REGISTRY, Board, Command
from diemcau.journal.rules import canonical
from tests.activities import make
from tests.activities.make import PACKAGE, SCREENS

ROOT = PACKAGE.parent.parent
SEEDS = range(16)
# A room that came on to speak, or whose chair agreed to be named, stands on all screens.
NAMES_WHO_AGREED = {"floor", "situation", "discussion", "response"}
SAY = re.compile(r"""(?<![\w.$])say\(\s*["']([\w.-]+)["']""")

every_kind = pytest.mark.parametrize("name", list(REGISTRY))
every_authored_or_standing = pytest.mark.parametrize("name", list(KINDS))
every_verb = pytest.mark.parametrize(
    ("name", "verb"), [(name, verb) for name, kind in REGISTRY.items() for verb in kind.verbs]
)


@pytest.fixture(scope="module")
def walks() -> dict[str, list[make.Walk]]:
    return {}


@pytest.fixture
def walked(walks: dict[str, list[make.Walk]], name: str) -> list[make.Walk]:
    """Walks of a kind, made once for all tests."""
    if name not in walks:
        walks[name] = [make.Walk(name, seed) for seed in SEEDS]
    return walks[name]


def mine(walk: make.Walk) -> dict[str, Any]:
    return {id_: walk.play.board.states[id_] for id_, kind in walk.play.board.kinds.items() if kind is walk.kind}


def sources(name: str) -> list[Path]:
    if name == "sitting":
        return [PACKAGE / "classroom/sitting.py"]
    return sorted((PACKAGE / "activities" / name).glob("*.py"))


def screen(name: str) -> str:
    """The code of its screens, and of the desks of those who steer where that stands apart."""
    files = sorted((PACKAGE / "activities" / name).glob("*.js"))
    return "\n".join(file.read_text(encoding="utf-8") for file in files)


# --- shapes --------------------------------------------------------------------------------------------


@every_kind
def test_a_kind_bears_the_name_that_it_is_registered_under(name):
    assert REGISTRY[name].name == name


@every_kind
def test_each_fact_has_a_struct_of_its_own(name):
    bodies = Counter(happening.body for happening in REGISTRY[name].facts.values())
    assert max(bodies.values()) == 1


@every_kind
def test_every_command_names_who_may_send_it(name):
    assert [verb for verb, rule in REGISTRY[name].verbs.items() if not rule.roles] == []


@every_verb
def test_a_body_with_an_unknown_field_is_refused(name, verb):
    play = make.Play(make.plan(activities=make.activities_of(name)))
    rule = REGISTRY[name].verbs[verb]
    body = make.Maker(1, [0], [make.seat(1, 1)]).body(rule.body)
    with pytest.raises(Refused) as refused:
        sent(play, make.who(min(rule.roles)), name, verb, canonical({**body, "khong_co": 1}))
    assert refused.value.code == "command.bad_body"


def sent(play: make.Play, sender: make.Who, name: str, verb: str, body: bytes) -> None:
    activity = play.plan.activities[0].id if play.plan.activities else ""
    play.send_raw(sender, f"{name}.{verb}", body, activity)


@every_verb
def test_only_the_roles_that_a_command_names_may_send_it(name, verb):
    rule = REGISTRY[name].verbs[verb]
    body = canonical(make.Maker(1, [0], [make.seat(1, 1)]).body(rule.body))
    turned_away = set()
    for role in Role:
        play = make.Play(make.plan(activities=make.activities_of(name)))
        try:
            sent(play, make.who(role), name, verb, body)
        except Refused as refused:
            if refused.code == "command.not_yours":
                turned_away.add(role)
    assert turned_away == set(Role) - rule.roles


# --- facts and fold ------------------------------------------------------------------------------------


@every_kind
def test_the_walk_meets_every_fact_of_the_kind(walked, name):
    met = {fact.kind for walk in walked for fact in walk.play.facts}
    assert {f"{name}.{what}" for what in REGISTRY[name].facts} - met == set()


@every_kind
def test_facts_and_states_come_back_from_json_as_they_were(walked, name):
    kind = REGISTRY[name]
    for walk in walked:
        for fact in walk.play.facts:
            if fact.kind.startswith(f"{name}."):
                struct = kind.facts[fact.kind.partition(".")[2]].body
                assert canonical(msgspec.json.decode(fact.body, type=struct)) == fact.body
        for state in mine(walk).values():
            assert msgspec.json.decode(encode(state), type=kind.state) == state


@every_kind
def test_every_text_that_is_kept_is_in_a_fact(walked, name):
    for walk in walked:
        bodies = b"".join(fact.body for fact in walk.play.facts)
        assert [id_ for id_ in walk.play.texts if id_.encode() not in bodies] == []


@every_kind
def test_a_snapshot_and_its_tail_give_what_all_facts_give_at_every_cut(walked, name):
    for walk in walked:
        whole = make.fold(walk.plan, walk.play.facts)
        assert {id_: whole.states[id_] for id_ in mine(walk)} == mine(walk)
        head = Board(walk.plan)
        for cut, fact in enumerate(walk.play.facts):
            board = make.fold(walk.plan, walk.play.facts[cut:], make.snapshot(head, walk.plan))
            assert {id_: board.states[id_] for id_ in mine(walk)} == mine(walk)
            head.apply(fact)


@every_kind
def test_views_and_figures_are_json_and_the_same_from_a_snapshot(walked, name):
    for walk in walked:
        play = walk.play
        other = make.snapshot(play.board, walk.plan)
        for topic in make.TOPICS:
            assert encode(other.view(topic, play.now, play.read)) == encode(play.board.view(topic, play.now, play.read))
        assert encode(other.summary(play.read)) == encode(play.board.summary(play.read))


@every_kind
def test_judging_changes_nothing(walked, name):
    for walk in walked[:3]:
        before = {id_: encode(state) for id_, state in mine(walk).items()}
        for sender, verb, activity, body in walk.taken:
            order = Command("", f"{name}.{verb}", msgspec.Raw(body), activity)
            try:
                walk.play.board.decide(order, sender, walk.play.now, make.Play(begun=False).keep)
            except Refused:
                continue
        assert {id_: encode(state) for id_, state in mine(walk).items()} == before


@every_kind
def test_an_act_is_refused_for_what_it_says_and_never_for_time_or_state(walked, name):
    for walk in walked:
        for sender, verb, activity, body, refused in walk.refused:
            if not walk.kind.verbs[verb].act:
                continue
            fresh = make.Play(walk.plan)
            with pytest.raises(Refused):
                fresh.send_raw(sender, f"{name}.{verb}", body, activity)
            assert refused.status != 409 or not walk.kind.standing


@every_kind
def test_facts_hold_no_words_of_people_and_views_for_all_no_commune(walked, name):
    for walk in walked:
        play = walk.play
        assert [fact.kind for fact in play.facts if make.MARK.encode() in fact.body] == []
        acts = play.board.view("all", play.now, play.read)["acts"]
        told = encode({id_: act for id_, act in acts.items() if act["kind"] not in NAMES_WHO_AGREED}).decode()
        assert [site.name for site in walk.plan.sites if site.level == "commune" and site.name in told] == []


# --- words, screens, pages -----------------------------------------------------------------------------


def codes(path: Path) -> set[str]:
    """Codes of refusals as they stand in a source; a code that is put together is a fault here."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Refused":
            said = [node.args[0].body, node.args[0].orelse] if isinstance(node.args[0], ast.IfExp) else [node.args[0]]
            for code in said:
                assert isinstance(code, ast.Constant), f"{path}:{code.lineno}"
                found.add(code.value)
    return found


@every_kind
def test_every_refusal_has_words_in_vietnamese_and_english(name):
    said = {code for path in sources(name) for code in codes(path)}
    assert {
        code for code in said if len([words for words in catalogue().get(f"refused.{code}", ()) if words]) != 2
    } == set()


@every_authored_or_standing
def test_words_of_a_kind_bear_its_name(name):
    keys = json.loads((PACKAGE / "activities" / name / "words.json").read_text(encoding="utf-8"))
    assert [key for key in keys if not key.startswith((f"{name}.", f"refused.{name}."))] == []
    assert f"{name}.title" in keys


@every_authored_or_standing
def test_every_screen_has_its_function(name):
    source = screen(name)
    assert [which for which in SCREENS if not re.search(rf"^export function {which}\(", source, re.MULTILINE)] == []


@every_authored_or_standing
def test_screens_write_text_only_and_say_only_words_that_exist(name):
    source = screen(name)
    assert re.findall(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|style=", source) == []
    assert [key for key in SAY.findall(source) if key not in catalogue()] == []


@every_authored_or_standing
def test_a_page_describes_every_command_and_fact(name):
    page = (ROOT / f"docs/kinds/{name}.md").read_text(encoding="utf-8")
    kind = REGISTRY[name]
    assert [word for word in [*kind.verbs, *kind.facts] if f"`{word}`" not in page] == []
