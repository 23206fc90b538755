"""What an author did not mean: found by reading a case, and by walking all that can happen in it."""

import json
import random
from time import process_time
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from diemcau.activities.situation import course
from diemcau.activities.situation.answers import given_to, some_answer, turn_of
from diemcau.activities.situation.content import Development, Situation
from diemcau.activities.situation.dry import Move, walk
from diemcau.activities.situation.explore import explore, judge
from diemcau.base.words import LANGUAGES
from diemcau.programme.folder import read_folder
from tests.activities.make import PACKAGE
from tests.activities.test_course import CONTENT

WORDS = json.loads((PACKAGE / "activities/situation/findings.words.json").read_text(encoding="utf-8"))
DEMO = PACKAGE / "rehearsal/demo/programme"


def demo() -> list[Situation]:
    files = {file.relative_to(DEMO).as_posix(): file.read_bytes() for file in DEMO.rglob("*") if file.is_file()}
    programme = read_folder(files).programme
    assert programme is not None
    return [situation for topic in programme.topics for situation in topic.situations]


def case(**changed: Any) -> Situation:
    return msgspec.convert({**CONTENT, **changed}, Situation)


def with_test(**test: Any) -> dict[str, Any]:
    ending = {"code": "x", "title": "x", "text": "x", "when": [{"value": 1, **test}]}
    return {"endings": [ending, *CONTENT["endings"]]}


def with_turn(**turn: Any) -> dict[str, Any]:
    return {"turns": [*CONTENT["turns"], {"code": "moi", "task": "?", **turn}]}


def with_development(**development: Any) -> dict[str, Any]:
    return {"developments": [*CONTENT["developments"], {"code": "moi", "text": "?", **development}]}


TWO = [{"text": "A"}, {"text": "B"}]
NGUOI = CONTENT["variables"][0]
PLANTED: list[tuple[str, dict[str, Any]]] = [
    ("no_time_limit", {"minutes": 0}),
    ("no_endings", {"endings": []}),
    ("code_twice", {"variables": [NGUOI, NGUOI]}),
    ("code_twice", {"turns": [*CONTENT["turns"], CONTENT["turns"][0]]}),
    ("code_twice", {"developments": [CONTENT["developments"][0]] * 2}),
    ("code_twice", {"endings": [CONTENT["endings"][0]] * 2}),
    ("code_twice", with_turn(code="1", choices=TWO)),
    ("empty_range", {"variables": [{**NGUOI, "low": 3, "high": 2}]}),
    ("start_outside", {"variables": [{**NGUOI, "start": 7}]}),
    ("choices_of_text", with_turn(form="text", choices=TWO)),
    ("too_few_choices", with_turn(choices=TWO[:1])),
    ("choice_twice", with_turn(choices=[TWO[0], TWO[0]])),
    ("bad_most", with_turn(form="several", choices=TWO, most=3)),
    ("bad_total", with_turn(form="share", choices=TWO)),
    ("bad_time", with_development(after=-1)),
    ("after_the_end", with_development(after=26)),
    ("no_such_turn", with_development(turn="khong")),
    ("effect_on_unknown", with_development(effects=[{"variable": "khong", "by": 1}])),
    ("effect_on_unknown", {"choices": [*TWO, {"text": "C", "effects": [{"variable": "khong", "by": 1}]}]}),
    ("test_of_one_thing", with_test()),
    ("test_of_one_thing", with_test(variable="nguoi", decision="1")),
    ("unknown_variable", with_test(variable="khong")),
    ("unknown_variable", with_development(when=[{"variable": "khong", "value": 1}])),
    ("value_outside", with_test(variable="nguoi", value=7)),
    ("unknown_decision", with_test(decision="khong")),
    ("text_has_no_choices", with_test(decision="viet")),
    ("choice_outside", with_test(decision="1", value=3)),
    ("order_of_choices", with_test(decision="1", op="≥")),
]
NOT_REACHED: list[tuple[str, dict[str, Any]]] = [
    ("unreachable_development", with_development(when=[{"variable": "nguoi", "op": "≥", "value": 7}])),
    ("unreachable_development", with_development(when=[{"decision": "1", "value": 1}, {"decision": "1", "value": 2}])),
    ("unreachable_turn", with_turn(choices=TWO)),
    ("unreachable_ending", {"endings": [*CONTENT["endings"], {"code": "x", "title": "x", "text": "x"}]}),
    ("no_ending", {"endings": CONTENT["endings"][:1]}),
    (
        "ending_only_at_close",
        {
            "endings": [
                {"code": "x", "title": "x", "text": "x", "when": [{"variable": "nguoi", "value": 0}]},
                *CONTENT["endings"],
            ],
            "developments": [
                *CONTENT["developments"],
                {
                    "code": "moi",
                    "text": "?",
                    "after": 20,
                    "effects": [{"variable": "nguoi", "by": 1}],
                    "when": [{"variable": "nguoi", "value": 0}],
                },
            ],
        },
    ),
]


def codes(findings: tuple[Any, ...]) -> set[str]:
    return {finding.code for finding in findings}


def test_nothing_is_wrong_with_a_right_case() -> None:
    assert judge(case()) == ()
    found = explore(case())
    assert (found.findings, found.proved) == ((), True)
    assert found == explore(case())


@pytest.mark.parametrize(("code", "changed"), PLANTED)
def test_reading_finds_a_planted_fault(code: str, changed: dict[str, Any]) -> None:
    assert codes(judge(case(**changed))) == {code}


@pytest.mark.parametrize(("code", "changed"), NOT_REACHED)
def test_walking_finds_a_planted_fault(code: str, changed: dict[str, Any]) -> None:
    found = explore(case(**changed))
    assert (codes(found.findings), found.proved) == ({code}, True)


@pytest.mark.parametrize("changed", [changed for _, changed in [*PLANTED, *NOT_REACHED]])
def test_a_faulty_case_can_be_walked_and_every_finding_has_its_words(changed: dict[str, Any]) -> None:
    content = case(**changed)
    for finding in (*judge(content), *explore(content, 5000).findings):
        for key in (f"office.situation.finding.{finding.code}", f"office.situation.at.{finding.where}"):
            for words in WORDS[key][: len(LANGUAGES)]:
                assert "{" not in words.format(**finding.data)


def test_every_finding_that_has_words_is_found_somewhere() -> None:
    known = {key.rpartition(".")[2] for key in WORDS if key.startswith("office.situation.finding.")}
    assert known == {code for code, _ in [*PLANTED, *NOT_REACHED]} | {"not_proven"}


def wide(form: str) -> Situation:
    """A case with very many states: twelve turns that move three variables of a thousand values."""
    names = {"a": 7, "b": 11, "c": 13}
    choice = [{"text": n, "effects": [{"variable": n, "by": by}]} for n, by in names.items()]
    turns = [{"code": f"t{n}", "task": "?", "form": form, "total": 20, "choices": choice} for n in range(12)]
    return msgspec.convert(
        {
            **CONTENT,
            "choices": choice,
            "variables": [{"code": n, "title": n, "start": 0, "low": 0, "high": 1000} for n in names],
            "turns": turns,
            "developments": [
                {"code": f"d{n}", "text": "?", "after": n + 1, "turn": turn["code"]} for n, turn in enumerate(turns)
            ],
            "endings": [{"code": "x", "title": "x", "text": "x"}],
        },
        Situation,
    )


@pytest.mark.parametrize("form", ["one", "share"])
def test_where_there_are_too_many_states_nothing_is_called_unreachable(form: str) -> None:
    start = process_time()
    found = explore(wide(form))
    spent = process_time() - start
    assert (codes(found.findings), found.proved, found.states <= 200_000) == ({"not_proven"}, False, True)
    assert spent < 20  # 2 and 4 s of a processor; others may be at work on it


def test_every_situation_of_the_demo_is_right_and_proved() -> None:
    situations = demo()
    assert len(situations) >= 9
    for situation in situations:
        assert (judge(situation), explore(situation).findings) == ((), ())
        assert explore(situation).proved


def test_the_demanding_case_of_the_demo_has_all_forms_and_ways() -> None:
    content = max(demo(), key=lambda one: len(one.turns))
    timed = [one for one in content.developments if isinstance(one, Development) and one.after]
    tested = [one for one in content.developments if isinstance(one, Development) and one.when]
    assert content.minutes == 25
    assert {turn.form for turn in content.turns} == {"one", "several", "text", "share"}
    assert (len(timed) >= 4, len(tested) >= 4, len(content.endings) >= 3) == (True, True, True)
    assert all((content.roles, content.documents, content.debrief, content.view))
    assert all("giả định" in basis for basis in content.basis)


# --- nothing that happens is called unreachable --------------------------------------------------------


def small_case(chance: random.Random) -> Situation:
    """A case made up by chance, faults and all."""
    variables = ("x", "y")

    def effects() -> list[dict[str, Any]]:
        return [
            {"variable": chance.choice(variables), "by": chance.randint(-3, 3)} for _ in range(chance.randint(0, 2))
        ]

    def tests(most: int) -> list[dict[str, Any]]:
        of_values = {"variable": chance.choice(variables), "op": chance.choice("=≠≥≤"), "value": chance.randint(0, 4)}
        turn = {"decision": chance.choice(("1", "2", "3")), "op": chance.choice("=≠"), "value": chance.randint(1, 3)}
        return [chance.choice((of_values, turn)) for _ in range(chance.randint(0, most))]

    def choices() -> list[dict[str, Any]]:
        return [{"text": f"{n}", "effects": effects()} for n in range(chance.randint(2, 3))]

    forms = ("one", "several", "share", "text")
    return msgspec.convert(
        {
            "title": "x",
            "task": "x",
            "story": ["x"],
            "minutes": 20,
            "choices": choices(),
            "variables": [{"code": code, "title": code, "start": 2, "low": 0, "high": 4} for code in variables],
            "turns": [
                {"code": code, "task": "x", "form": form, "total": chance.randint(1, 25), "choices": choices()}
                | ({"choices": []} if form == "text" else {})
                for code in ("2", "3")
                for form in [chance.choice(forms)]
            ],
            "developments": [
                {
                    "code": f"d{n}",
                    "text": "x",
                    "after": chance.choice((0, 0, 2, 5, 5)),
                    "when": tests(2),
                    "effects": effects(),
                    "turn": chance.choice(("", "2", "3")),
                }
                for n in range(chance.randint(1, 4))
            ],
            "endings": [{"code": f"e{n}", "title": "x", "text": "x", "when": tests(2)} for n in range(3)],
        },
        Situation,
    )


def all_answers(content: Situation, code: str) -> list[dict[str, Any]]:
    """Every answer to a turn where they can be counted; some hundred of a share."""
    chance = random.Random(1)
    made = [
        some_answer(content, code, chance.randrange) for _ in range(300 if turn_of(content, code).form != "one" else 40)
    ]
    return [
        dict(pairs)
        for pairs in {tuple((k, tuple(v) if isinstance(v, list) else v) for k, v in one.items()) for one in made}
    ]


def reached(content: Situation) -> tuple[set[int], set[str], set[str]]:
    """Developments, turns and endings that some walk of one person alone meets: every state is entered once."""
    developments, turns, endings = set[int](), set[str](), set[str]()
    met: set[Any] = set()
    waiting: list[list[Move]] = [[]]
    answers = {code: all_answers(content, code) for code in ("1", "2", "3")}
    while waiting:
        moves = waiting.pop()
        steps = walk(content, moves)
        last = steps[-1]
        came = frozenset(n for step in steps for n in step.came)
        given = tuple(sorted((move.turn, _signs(content, move)) for move in moves if move.turn))
        here = (
            last.values,
            came,
            last.to_decide,
            given,
            last.next_minute,
            last.by_hand,
            sum(_is_time(m) for m in moves),
        )
        if here in met:
            continue
        met.add(here)
        developments |= came
        turns |= set(last.to_decide)
        endings |= {last.ending} - {""}
        if len(met) > 400:
            break
        for code in last.to_decide:
            waiting += [[*moves, msgspec.convert({"turn": code, **body}, Move)] for body in answers[code]]
        if last.next_minute:
            waiting.append([*moves, Move()])
        waiting += [[*moves, Move(hand=n)] for n in last.by_hand]
    return developments, turns, endings


def _is_time(move: Move) -> bool:
    return not (move.turn or move.hand)


def _signs(content: Situation, move: Move) -> tuple[bool, ...]:
    given = given_to(turn_of(content, move.turn), move.choice, move.choices, move.shares)
    return tuple(one > 0 for one in given)


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10_000))
def test_what_a_walk_by_hand_meets_is_never_called_unreachable(seed: int) -> None:
    content = small_case(random.Random(seed))
    found = explore(content)
    assert found.proved
    called = {(finding.code, finding.data.get("n"), finding.data.get("code")) for finding in found.findings}
    developments, turns, endings = reached(content)
    assert {n for code, n, _ in called if code == "unreachable_development"} & developments == set()
    assert {turn for code, _, turn in called if code == "unreachable_turn"} & turns == set()
    gone = {ending for code, _, ending in called if code in {"unreachable_ending", "ending_only_at_close"}}
    assert gone & endings == set()


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10_000))
def test_a_walk_by_chance_ends_where_walking_everything_says_that_it_may(seed: int) -> None:
    chance = random.Random(seed)
    content = small_case(chance)
    found = codes(explore(content).findings)
    plot = course.plot_of(content)
    for _ in range(20):
        moves: list[Move] = []
        while True:
            last = walk(content, moves)[-1]
            if last.to_decide:
                code = chance.choice(last.to_decide)
                moves.append(msgspec.convert({"turn": code, **some_answer(content, code, chance.randrange)}, Move))
            elif last.next_minute:
                moves.append(Move())
            else:
                break
        if not last.ending:
            assert "no_ending" in found
    assert plot == course.plot_of(content)
