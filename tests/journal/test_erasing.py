"""Words that were erased: in no view, in no table, in no file."""

import random
import re
from pathlib import Path

import pytest

from diemcau.journal.store import Store, StoreBroken, Turn
from tests.journal.made import ID, STREAM, accepted, fact, put, turn


def test_an_erased_text_loses_words_and_salt_and_nothing_else_and_readers_see_that_there_is_one_more(
    store: Store,
) -> None:
    made = turn(fact(1))
    first, second, third = (f"{ID.hex()}.{n}" for n in range(3))
    made.texts += [(first, b"salt", "xoá đi"), (second, b"salt", "ở lại"), (third, b"salt", "xoá nốt")]
    put(store, made)
    store.erase_text(STREAM, third)
    store.erase_text(STREAM, first)
    assert store.salted(STREAM) == [(first, b"", "", 2), (second, b"salt", "ở lại", 0), (third, b"", "", 1)]
    assert (store.texts(STREAM)[second], store.facts(STREAM), store.standing(STREAM)[2]) == ("ở lại", [fact(1)], 2)
    assert store.erased(STREAM, 0) == [(third, fact(1)), (first, fact(1))]
    assert (store.erased(STREAM, 1), store.erased(STREAM, 2)) == ([(first, fact(1))], [])


def test_a_text_that_is_not_there_or_was_erased_is_not_erased_again(store: Store) -> None:
    made = turn(fact(1))
    made.texts.append((f"{ID.hex()}.0", b"salt", "xoá đi"))
    put(store, made)
    for text in (f"{ID.hex()}.0", f"{ID.hex()}.0", "nowhere"):
        store.erase_text(STREAM, text)
    assert store.standing(STREAM)[2] == 1
    put(store, turn(fact(2, id_=b"2" * 16)))


def test_an_erasure_that_fails_leaves_the_words_and_no_lock(store: Store, journal: str) -> None:
    made = turn(fact(1))
    made.texts.append((f"{ID.hex()}.0", b"salt", "ở lại"))
    put(store, made)
    reader = Store(journal, read_only=True)
    with pytest.raises(StoreBroken):
        reader.erase_text(STREAM, f"{ID.hex()}.0")
    assert (reader.texts(STREAM), reader.standing(STREAM)[2]) == ({f"{ID.hex()}.0": "ở lại"}, 0)
    put(store, turn(fact(2, id_=b"2" * 16)))
    reader.close()


@pytest.mark.usefixtures("only_sqlite")
def test_erased_words_are_in_no_file_any_more(store: Store, journal: str) -> None:
    def files() -> bytes:
        return b"".join(path.read_bytes() for path in Path(journal).parent.iterdir() if path.is_file())

    chance = random.Random(1)
    words = {f"{bytes([n]).hex() * 16}.0": f"Canary{n}" + "x" * chance.choice((0, 10, 300, 5000)) for n in range(200)}
    for start in range(0, 200, 20):
        ids = [bytes([n] * 16) for n in range(start, start + 20)]
        made = Turn([fact(n + 1, id_=bytes([n] * 16)) for n in range(start, start + 20)], [], [])
        made.commands += [accepted(one.seq, 1, one.command_id) for one in made.facts]
        made.texts += [(f"{id_.hex()}.0", b"salt", words[f"{id_.hex()}.0"]) for id_ in ids]
        put(store, made)
    for n in chance.sample(range(200), 150):
        text = f"{bytes([n]).hex() * 16}.0"
        assert files().count(f"Canary{n}".encode() + (b"x" if len(words[text]) > 10 else b"")) >= 1
        store.erase_text(STREAM, text)
        words[text] = ""
    left = {int(found) for found in re.findall(rb"Canary(\d+)", files())}
    assert left == {n for n in range(200) if words[f"{bytes([n]).hex() * 16}.0"]}
