"""What somebody does who may read every table and wants to know who chose what in a secret poll."""

from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import msgspec
from django.apps import apps

from diemcau.journal.rules import canonical, command_digest
from diemcau.journal.store import Store

Row = list[Any]


def everything(store: Store) -> list[Row]:
    """Every row of every table, with what stands in its JSON beside its columns."""
    names = [model._meta.db_table for model in apps.get_app_config("journal").get_models()]
    return [[*row, *inside(row)] for name in names for row in store.run(f'SELECT * FROM "{name}"')]


def inside(row: Any) -> Iterator[Any]:
    for value in row:
        raw = bytes(value) if isinstance(value, bytes | memoryview) else str(value).encode()
        if raw.startswith(b"{"):
            with suppress(msgspec.DecodeError):  # a digest may begin like that
                said = msgspec.json.decode(raw)
                yield from ((key, inner) for key, inner in said.items() if not isinstance(inner, dict | list))
                yield from (("choice", inner[0]) for key, inner in said.items() if key == "choices" and inner)


def told(rows: list[Row], seats: list[int]) -> dict[int, int]:
    """Who chose what, as far as the tables say it: in one row, in two rows that share a rare value, in a digest."""
    about: dict[int, list[Row]] = {seat: [] for seat in seats}
    choices: list[tuple[Row, int]] = []
    for row in rows:
        for seat in seats:
            if not {f"seat:{seat}", f"phone-{seat}", ("seat", seat)}.isdisjoint(flat(row)):
                about[seat].append(row)
        choices += [(row, value[1]) for value in row if isinstance(value, tuple) and value[0] == "choice"]
    owners: dict[Any, set[int]] = {}
    for seat, own in about.items():
        for value in {value for row in own for value in flat(row)}:
            owners.setdefault(value, set()).add(seat)
    shared = Counter(value for row, _ in choices for value in set(flat(row)))
    found: dict[int, int] = {}
    for row, choice in choices:
        rare = [owners[value] for value in flat(row) if shared[value] == 1 and len(owners.get(value, ())) == 1]
        rare += [{seat} for seat in seats if any(row is own for own in about[seat])]
        found |= {next(iter(seat)): choice for seat in rare}
    digests = {value for row in rows for value in flat(row) if isinstance(value, bytes)}
    for seat in seats:
        for choice in (1, 2, 3, 4):
            for body in ({"choice": choice}, {"choices": [choice]}):
                if command_digest("poll.answer", "q", canonical(body), f"seat:{seat}") in digests:
                    found[seat] = choice
    return found


def flat(row: Row) -> list[Any]:
    return [
        bytes(value) if isinstance(value, memoryview) else value for value in row if value not in ("", b"", 0, None)
    ]


def guessed(store: Store, chose: dict[int, int]) -> float:
    """The share of right guesses of the best rule that goes by the order of the journal."""
    facts = store.run("SELECT kind, body FROM journal_fact WHERE activity = 'q' ORDER BY seq")
    said = [(kind, msgspec.json.decode(bytes(body))) for kind, body in facts]
    named = [body["seat"] for kind, body in said if kind == "poll.handed_in"]
    votes = [body["choice"] or body["choices"][0] for kind, body in said if kind == "poll.cast"]
    rules = (zip(named, votes, strict=True), zip(named, reversed(votes), strict=True))
    return float(max(sum(chose[seat] == choice for seat, choice in rule) / len(chose) for rule in rules))
