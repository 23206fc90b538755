"""Digests, the chain, ids: what makes two facts, two commands, two texts the same."""

import uuid
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from diemcau.journal.rules import (
    GENESIS,
    LARGEST,
    LONGEST_NAME,
    Fact,
    canonical,
    check_columns,
    command_digest,
    fact_digest,
    link,
    read_command_id,
    text_digest,
)

FACT = Fact(
    stream="sitting:1",
    seq=1,
    n=0,
    command_id=bytes(range(16)),
    kind="presence.checked_in",
    version=1,
    activity="presence",
    actor="seat:11",
    subject="seat:11",
    device="phone-11",
    at=1000,
    claimed_at=999,
    received_at=1001,
    late=False,
    body=b'{"seat":11}',
)
OTHERS: dict[str, Any] = {
    "stream": "sitting:2",
    "seq": 2,
    "n": 1,
    "command_id": bytes(16),
    "kind": "presence.marked",
    "version": 2,
    "activity": "q1",
    "actor": "seat:12",
    "subject": "seat:12",
    "device": "phone-12",
    "at": 1002,
    "claimed_at": 1002,
    "received_at": 1002,
    "late": True,
    "body": b'{"seat":12}',
}


@pytest.mark.parametrize("column", Fact.__struct_fields__)
def test_every_column_of_a_fact_is_in_its_digest(column: str) -> None:
    assert fact_digest(replace(FACT, **{column: OTHERS[column]})) != fact_digest(FACT)


def test_the_digest_of_a_fact_never_changes_its_form() -> None:
    # A journal of years ago must still verify: this value is for ever.
    assert fact_digest(FACT).hex() == "2a49bac4e745e069328a4a06b08c81a5a5b66235460704234fa49ed7a8847e42"
    assert link(GENESIS, [FACT]).hex() == "70039387c3046fbe13b1d6b7c569442438705399f1faa2302202fe0ed414e0fa"


facts = st.builds(
    lambda seq, body, at: replace(FACT, seq=seq, body=canonical(body), at=at),
    st.integers(1, 2**62),
    st.dictionaries(st.text(max_size=5), st.integers(-(2**63), 2**63 - 1), max_size=3),
    st.integers(0, 2**62),
)


@given(st.lists(facts, min_size=1, max_size=4), facts, st.data())
def test_a_turn_that_is_changed_shortened_lengthened_or_reordered_has_another_link(
    turn: list[Fact], other: Fact, data: st.DataObject
) -> None:
    place = data.draw(st.integers(0, len(turn) - 1))
    good = link(GENESIS, turn)
    assert link(GENESIS, turn[:place] + turn[place + 1 :]) != good
    assert link(GENESIS, [*turn[:place], other, *turn[place:]]) != good
    assert (link(GENESIS, [*turn[:place], other, *turn[place + 1 :]]) == good) == (turn[place] == other)
    assert (link(GENESIS, turn[::-1]) == good) == (turn[::-1] == turn)


def test_a_link_depends_on_all_links_before() -> None:
    assert link(link(GENESIS, [FACT]), [FACT]) != link(GENESIS, [FACT])


@given(st.permutations([("a", 1), ("b", [1, 2]), ("ê", "đ"), ("c", {"x": None, "y": True})]))
def test_canonical_json_has_one_order_and_no_spaces(pairs: list[tuple[str, Any]]) -> None:
    assert canonical(dict(pairs)) == '{"a":1,"b":[1,2],"c":{"x":null,"y":true},"ê":"đ"}'.encode()


@pytest.mark.parametrize("part", range(4))
def test_kind_activity_body_and_sender_each_make_another_command(part: int) -> None:
    parts = ["poll.answer", "q1", b'{"choice":1}', "seat:11"]
    changed: list[Any] = [*parts]
    changed[part] = b"{}" if part == 2 else "other"
    first, other = command_digest(*parts), command_digest(*changed)  # type: ignore[arg-type]
    assert (len(first), first == other) == (32, False)


def test_the_border_between_two_parts_of_a_command_cannot_be_moved() -> None:
    assert command_digest("ab", "c", b"{}", "x") != command_digest("a", "bc", b"{}", "x")


def test_equal_words_with_other_salt_have_another_digest() -> None:
    assert text_digest(b"1" * 16, "Một") != text_digest(b"2" * 16, "Một")
    assert text_digest(b"1" * 16, "Một") == text_digest(b"1" * 16, "Một")


def test_an_id_is_a_uuid_of_version_7_in_its_usual_spelling() -> None:
    good = "0197f3b0-5c1e-7000-8000-000000000001"
    assert read_command_id(good) == read_command_id(good.upper()) == uuid.UUID(good).bytes


@pytest.mark.parametrize(
    "text",
    [
        "",
        "1",
        "0197f3b05c1e70008000000000000001",
        "{0197f3b0-5c1e-7000-8000-000000000001}",
        "urn:uuid:0197f3b0-5c1e-7000-8000-000000000001",
        "-" * 500 + "0197f3b0-5c1e-7000-8000-000000000001",
        "0197f3b0-5c1e-4000-8000-000000000001",
        "0197f3b0-5c1e-7000-0000-000000000001",
        "0197f3b0-5c1e-7000-8000-00000000000١",
        "0197f3b0-5c1e-7000-8000-0000000000_1",
        "0197f3b0-5c1e-7000-8000-000000000001\n",
    ],
)
def test_anything_else_is_no_id(text: str) -> None:
    with pytest.raises(ValueError):
        read_command_id(text)


@given(st.uuids(version=4))
def test_a_random_uuid_is_no_id_of_a_command(value: uuid.UUID) -> None:
    with pytest.raises(ValueError, match="not a UUIDv7"):
        read_command_id(str(value))


def test_a_fact_at_the_edge_of_what_stores_can_hold_is_taken() -> None:
    check_columns(FACT)
    check_columns(replace(FACT, device="đ" * LONGEST_NAME, at=LARGEST, claimed_at=-LARGEST))


@pytest.mark.parametrize(
    ("column", "value", "words"),
    [
        ("device", "x" * (LONGEST_NAME + 1), "device cannot be stored"),
        ("actor", "seat:1\0", "actor cannot be stored"),
        ("claimed_at", LARGEST + 1, "claimed_at is too large"),
        ("at", -LARGEST - 1, "at is too large"),
    ],
)
def test_a_fact_that_one_of_the_stores_cannot_hold_is_found_before_it_is_written(
    column: str, value: Any, words: str
) -> None:
    with pytest.raises(ValueError, match=words):
        check_columns(replace(FACT, **{column: value}))
