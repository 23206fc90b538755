"""What a carried file is refused for, and what becomes of each command of it in a turn: new, known, a conflict."""

import gzip
from collections.abc import Iterator
from pathlib import Path

import pytest
from msgspec import Struct
from msgspec.structs import replace

from diemcau.base.refused import Refused
from diemcau.classroom import carrying
from diemcau.classroom.board import RULES_VERSION
from diemcau.classroom.carrying import Bill, Part, read_in, write_out
from diemcau.classroom.live.links import frame
from tests.classroom.turning import Hall, answer_of, host, phone, refusal

KEY = b"k" * 32


def carried(hall: Hall, folder: Path) -> Part:
    """What rooms and phones did in a sitting, as one part of a file."""
    write_out(hall.store, hall.sitting, KEY, folder / "file")
    _, parts = read_in(folder / "file", KEY)
    (part,) = parts
    return part


@pytest.fixture
def there(on_air: Hall) -> Hall:
    """A sitting in which a roll was ticked, a question asked and withdrawn."""
    on_air.send(host(2), "presence.mark", {"seat": 21, "status": "co_mat"})
    asked = on_air.send(phone(21), "question.ask", {"text": "Một"})
    on_air.send(phone(21), "question.withdraw", {"question": asked.seq})
    return on_air


@pytest.fixture
def here(journal: str, there: Hall) -> Iterator[Hall]:
    """The same sitting in another installation, where it is on air and nothing was done."""
    made = Hall(journal, there.sitting)
    made.open()
    yield made
    made.close()


def test_what_was_carried_in_once_is_known_the_second_time(there: Hall, here: Hall, tmp_path: Path) -> None:
    part = carried(there, tmp_path)
    assert [answer_of(one) for one in here.turns.take_in(part).receipts] == [
        (4, False, False),
        (5, False, False),
        (6, False, False),
    ]
    assert [answer_of(one) for one in here.turns.take_in(part).receipts] == [
        (4, False, True),
        (5, False, True),
        (6, False, True),
    ]
    assert (here.fault, here.store.texts(here.stream)) == ("", there.store.texts(there.stream))


def test_one_id_with_other_content_and_a_deed_about_nothing_are_conflicts(
    there: Hall, here: Hall, tmp_path: Path
) -> None:
    part = carried(there, tmp_path)
    mark, ask, withdraw = part.commands
    here.turns.take_in(replace(part, commands=[mark]))
    other = replace(mark, digest=b"x" * 32)
    receipts = here.turns.take_in(replace(part, commands=[other, withdraw, ask])).receipts
    conflict = ("command.conflict", 409)
    assert [refusal(one) if one.refused else one.seq for one in receipts] == [conflict, conflict, 5]
    assert here.fault == ""


def test_a_part_of_another_plan_is_refused_before_the_turn(there: Hall, here: Hall, tmp_path: Path) -> None:
    with pytest.raises(Refused) as no:
        here.turns.take_in(replace(carried(there, tmp_path), plan="0" * 64))
    assert (no.value.code, no.value.status, here.kept.head[0]) == ("carry.other_plan", 409, 3)


def test_a_sitting_that_is_not_there_and_a_place_that_takes_no_file_are_refused(there: Hall, tmp_path: Path) -> None:
    with pytest.raises(Refused) as unknown:
        write_out(there.store, 999_999, KEY, tmp_path / "file")
    with pytest.raises(Refused) as unwritable:
        write_out(there.store, there.sitting, KEY, tmp_path)
    with pytest.raises(Refused) as unreadable:
        read_in(tmp_path / "none", KEY)
    assert [no.value.code for no in (unknown, unwritable, unreadable)] == [
        "sitting.unknown",
        "carry.unwritable",
        "carry.unreadable",
    ]


def answer(path: Path, key: bytes) -> str:
    """What a file is refused for, "" for nothing."""
    try:
        read_in(path, key)
    except Refused as no:
        return no.code
    return ""


class Later(Struct, array_like=True):
    """A bill as a later version might write it."""

    what: str


@pytest.mark.parametrize("bill", [Bill(1, "0" * 64, RULES_VERSION + 1), Later("other")], ids=["rules", "shape"])
def test_a_file_of_another_version_is_refused(bill: Struct, tmp_path: Path) -> None:
    path = tmp_path / "file"
    with path.open("wb") as file:
        file.write(bytes(carrying.MAC))
        signed = carrying._Signed(file, KEY)
        with gzip.GzipFile(fileobj=signed, mode="wb", filename="") as packed:
            packed.write(frame(bill))
            packed.flush()
        file.seek(0)
        file.write(signed.mac.digest())
    assert [answer(path, key) for key in (KEY, b"another key")] == ["carry.version", "carry.forged"]
