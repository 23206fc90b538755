"""Digests, the chain, ids: what makes two facts, two commands, two texts the same."""

import uuid
from hashlib import sha256
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from diemcau.journal.rules import (
    GENESIS,
    LARGEST,
    LONGEST_NAME,
    Accepted,
    Fact,
    canonical,
    check_columns,
    command_digest,
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


COMMAND = Accepted(bytes(range(16)), bytes(range(32)), 1, 1, late=False)


@pytest.mark.parametrize("column", Fact.__struct_fields__)
def test_every_column_of_a_fact_is_in_its_link(column: str) -> None:
    assert link(GENESIS, COMMAND, [replace(FACT, **{column: OTHERS[column]})]) != link(GENESIS, COMMAND, [FACT])


@pytest.mark.parametrize(
    "other", [{"command_id": bytes(16)}, {"digest": bytes(32)}, {"seq": 2}, {"late": True}], ids=lambda o: next(iter(o))
)
def test_every_column_of_a_command_is_in_its_link(other: dict[str, Any]) -> None:
    for facts in ([], [FACT]):
        assert link(GENESIS, replace(COMMAND, **other), facts) != link(GENESIS, COMMAND, facts)


def test_a_link_never_changes_its_form() -> None:
    # A journal of years ago must still verify: what is hashed, and this value, are for ever.
    chained = (
        b'["AAECAwQFBgcICQoLDA0ODw==","AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=",1,false,'
        b'[["sitting:1",1,0,"AAECAwQFBgcICQoLDA0ODw==","presence.checked_in",1,"presence","seat:11","seat:11",'
        b'"phone-11",1000,999,1001,false,"eyJzZWF0IjoxMX0="]]]'
    )
    assert link(GENESIS, COMMAND, [FACT]) == sha256(GENESIS + chained).digest()
    assert link(GENESIS, COMMAND, [FACT]).hex() == "e7bb49f1904dd25b4246732d7ca09061db6293da1e342abdc9da648e5056943d"


facts = st.builds(
    lambda seq, body, at: replace(FACT, seq=seq, body=canonical(body), at=at),
    st.integers(1, 2**62),
    st.dictionaries(st.text(max_size=5), st.integers(-(2**63), 2**63 - 1), max_size=3),
    st.integers(0, 2**62),
)


@given(st.lists(facts, min_size=1, max_size=4), facts, st.data())
def test_facts_of_a_command_that_are_changed_fewer_more_or_in_another_order_have_another_link(
    facts: list[Fact], other: Fact, data: st.DataObject
) -> None:
    def of(facts: list[Fact]) -> bytes:
        return link(GENESIS, COMMAND, facts)

    place = data.draw(st.integers(0, len(facts) - 1))
    good = of(facts)
    assert of(facts[:place] + facts[place + 1 :]) != good
    assert of([*facts[:place], other, *facts[place:]]) != good
    assert (of([*facts[:place], other, *facts[place + 1 :]]) == good) == (facts[place] == other)
    assert (of(facts[::-1]) == good) == (facts[::-1] == facts)


def test_a_link_depends_on_all_links_before() -> None:
    assert link(link(GENESIS, COMMAND, [FACT]), COMMAND, [FACT]) != link(GENESIS, COMMAND, [FACT])


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
        ("device", "x" * (LONGEST_NAME + 1), "cannot be stored"),
        ("actor", "seat:1\0", "cannot be stored"),
        ("subject", "seat:" + "1" * LONGEST_NAME, "cannot be stored"),
        ("claimed_at", LARGEST + 1, "a time is too large"),
        ("at", -LARGEST - 1, "a time is too large"),
    ],
)
def test_a_fact_that_one_of_the_stores_cannot_hold_is_found_before_it_is_written(
    column: str, value: Any, words: str
) -> None:
    with pytest.raises(ValueError, match=words):
        check_columns(replace(FACT, **{column: value}))
