"""The sitting itself: phases, seats and their phones, silence, help."""

from typing import Any

import pytest

from diemcau.activities.kind import Role, Who
from tests.classroom.test_board import Table
from tests.classroom.turning import CLOCK, EIGHT, LECTURER, OFFICE, OPERATOR, host, phone, province


def phase(table: Table) -> str:
    return table.board.sitting.phase


def claims(table: Table) -> dict[int, tuple[str, str]]:
    return {seat: (held.device, held.evidence) for seat, held in table.board.sitting.claims.items()}


def opened() -> Table:
    table = Table()
    table.do(OFFICE, "sitting.open", {"plan": "ab"})
    return table


def on_air() -> Table:
    table = opened()
    table.do(OPERATOR, "sitting.begin")
    return table


def test_a_sitting_goes_from_its_doors_to_its_close_and_nothing_twice() -> None:
    table = Table()
    seen = [phase(table)]
    for who, verb, body in (
        (OFFICE, "open", {"plan": "ab"}),
        (OFFICE, "open", {"plan": "cd"}),
        (LECTURER, "begin", {}),
        (OPERATOR, "begin", {}),
        (LECTURER, "go", {"item": 2}),
        (LECTURER, "go", {"item": 2}),
        (LECTURER, "go", {"item": 1}),
        (OPERATOR, "close", {}),
        (OFFICE, "close", {}),
    ):
        table.do(who, f"sitting.{verb}", body)
        seen.append(phase(table))
    assert seen == ["planned", "open", "open", "on", "on", "on", "on", "on", "closed", "closed"]
    assert (table.board.sitting.plan, table.board.sitting.done, table.board.position) == (
        "ab",
        [(2, EIGHT), (1, EIGHT)],
        5,
    )


@pytest.mark.parametrize(
    ("table", "verb", "body", "code"),
    [
        (Table(), "begin", {}, "sitting.not_open 409"),
        (Table(), "close", {}, "sitting.not_on 409"),
        (opened(), "close", {}, "sitting.not_on 409"),
        (opened(), "go", {"item": 1}, "sitting.not_on 409"),
        (on_air(), "go", {"item": 9}, "item.unknown 404"),
    ],
)
def test_what_comes_before_its_time_is_refused(table: Table, verb: str, body: dict[str, Any], code: str) -> None:
    assert table.refused(OPERATOR, f"sitting.{verb}", body) == code


def test_a_seat_is_held_by_the_first_phone_and_a_second_waits_for_the_host() -> None:
    table = on_air()
    first, second = phone(21, "d1"), phone(21, "d2")
    claim = {"seat": 21, "evidence": "code"}
    for who in (first, first, second, second):
        table.do(who, "sitting.claim", claim)
    assert (claims(table), table.board.sitting.contested) == ({21: ("d1", "code")}, {21: 2})
    assert table.view("site:2")["acts"]["sitting"] == {
        "kind": "sitting",
        "claims": {21: "code"},
        "contested": [21],
        "help": None,
    }
    assert table.view("seat:21")["acts"]["sitting"] == {
        "kind": "sitting",
        "evidence": "code",
        "contested": True,
        "freed": False,
    }

    table.do(host(2), "sitting.confirm_claim", {"seat": 21})
    assert (claims(table), table.board.sitting.contested) == ({21: ("d1", "host")}, {})
    table.do(host(2), "sitting.free_seat", {"seat": 21})
    assert table.view("seat:21")["acts"]["sitting"]["freed"] is True
    table.do(second, "sitting.claim", {"seat": 21, "evidence": "code_digits"})
    assert table.view("seat:21")["acts"]["sitting"]["freed"] is False
    assert claims(table) == {21: ("d2", "code_digits")}
    unclaimed = {"kind": "sitting", "evidence": "", "contested": False, "freed": False}
    assert table.view("seat:22")["acts"]["sitting"] == unclaimed


def test_the_phone_that_a_seat_was_taken_from_speaks_for_it_no_more() -> None:
    table = on_air()
    first, second = phone(21, "d1"), phone(21, "d2")
    table.do(first, "sitting.claim", {"seat": 21, "evidence": "code"})
    table.do(host(2), "sitting.free_seat", {"seat": 21})
    # Also where nobody else ever comes: whose seat it is may be away.
    assert table.refused(first, "question.ask", {"text": "Một"}) == "subject.foreign 403"
    assert table.refused(first, "presence.check_in") == "subject.foreign 403"
    table.do(second, "sitting.claim", {"seat": 21, "evidence": "code"})
    assert table.refused(first, "question.ask", {"text": "Một"}) == "subject.foreign 403"
    assert table.decide(second, "question.ask", {"text": "Một"})
    assert table.do(first, "sitting.claim", {"seat": 21, "evidence": "code"})  # the host is asked again


def test_a_seat_that_nobody_holds_is_neither_confirmed_nor_freed() -> None:
    table = on_air()
    assert [table.decide(host(2), f"sitting.{verb}", {"seat": 21}) for verb in ("confirm_claim", "free_seat")] == [
        [],
        [],
    ]


def test_silence_is_counted_once_until_somebody_is_heard() -> None:
    table = on_air()
    for verb in ("back", "silent", "silent", "back", "back", "silent"):
        table.do(CLOCK, f"sitting.{verb}", {"site": 2})
    assert (table.board.sitting.silent, table.board.sitting.silences) == ({2: EIGHT}, {2: 2})
    assert table.view("province:01")["acts"]["sitting"] == {
        "kind": "sitting",
        "sites": {2: {"silent": EIGHT, "help": "", "help_at": 0}},
    }
    assert table.view("province:40")["acts"]["sitting"] == {"kind": "sitting", "sites": {}}
    table.do(OPERATOR, "sitting.close")
    assert (table.board.sitting.silent, table.decide(CLOCK, "sitting.silent", {"site": 3})) == ({}, [])


@pytest.mark.parametrize("helper", [host(2), Who(Role.TECHNICIAN, "technician:2", 2), province("01"), OPERATOR])
def test_a_room_asks_for_help_and_whoever_helps_ends_it(helper: Who) -> None:
    table = on_air()
    table.do(host(2), "sitting.ask_help", {"trouble": "no_sound", "note": "Mất tiếng"})
    assert table.view("site:2")["acts"]["sitting"]["help"] == {"trouble": "no_sound", "note": "Mất tiếng", "at": EIGHT}
    assert table.view("control")["acts"]["sitting"]["sites"] == {2: {"silent": 0, "help": "no_sound", "help_at": EIGHT}}
    for _ in (1, 2):
        table.do(helper, "sitting.end_help", {"site": 2})
    assert (table.board.sitting.troubles, table.board.position) == ({}, 4)


def test_help_needs_no_note_and_takes_no_book() -> None:
    table = on_air()
    table.do(host(2), "sitting.ask_help", {"trouble": "power"})
    assert table.view("site:2")["acts"]["sitting"]["help"] == {"trouble": "power", "note": "", "at": EIGHT}
    assert (
        table.refused(host(2), "sitting.ask_help", {"trouble": "other", "note": "x" * 2001}) == "command.bad_body 400"
    )


def test_the_record_of_the_sitting_has_its_times_and_incidents() -> None:
    table = on_air()
    table.do(LECTURER, "sitting.go", {"item": 1})
    table.do(phone(21), "sitting.claim", {"seat": 21, "evidence": "code"})
    table.do(CLOCK, "sitting.silent", {"site": 3})
    table.do(host(2), "sitting.ask_help", {"trouble": "power"})
    assert table.board.summary(lambda _: "")["sitting"] == {
        "kind": "sitting",
        "phase": "on",
        "items": [{"item": 1, "at": EIGHT}],
        "silences": 1,
        "incidents": [{"site": 2, "trouble": "power", "at": EIGHT}],
        "claims": {21: "code"},
    }
