"""Files of every sort through the child process: what is read, what is refused, and that nothing gets out."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from diemcau.base.refused import Refused
from diemcau.base.words import say
from diemcau.planning.roster import child
from diemcau.planning.roster.checking import BYTES, check
from diemcau.planning.roster.delimited import decode, read_text
from diemcau.planning.roster.reading import read_book
from diemcau.planning.roster.rules.letters import clean
from diemcau.planning.roster.telling import as_json
from tests.planning.roster.bombs import FILES, REFUSED
from tests.planning.roster.files import as_csv, as_ods, as_xlsx, written
from tests.planning.roster.layouts import Sheet
from tests.planning.roster.measure import Score, judge
from tests.planning.roster.people import TODAY
from tests.planning.roster.rosters import KINDS, a_roster
from tests.planning.roster.scripts import tcvn3, vni


def code_of(data: bytes | Path) -> str:
    with pytest.raises(Refused) as refused:
        check(data, "", TODAY)
    for lang in ("vi", "en"):
        assert say(f"refused.{refused.value.code}", lang, **refused.value.data) != ""
    return refused.value.code


@pytest.mark.parametrize("name", sorted(REFUSED))
def test_a_file_that_hurts_or_is_no_roster_is_refused_with_a_sentence(name):
    make, code = REFUSED[name]
    assert code_of(make()) == code


def test_a_file_that_is_not_there_or_too_large_is_refused(tmp_path):
    large = tmp_path / "large.csv"
    with large.open("wb") as file:
        file.truncate(BYTES + 1)
    assert (code_of(tmp_path / "none.xlsx"), code_of(large), code_of(bytes(BYTES + 1))) == (
        "roster.no_file", "roster.large_file", "roster.large_file",
    )  # fmt: skip


def in_child(code: str) -> int:
    """How a process ends that limits itself as the child does."""
    limits = "import resource, sys; from diemcau.planning.roster import child; sys.stdin = open('/dev/null'); "
    limits += "child.limit(); "
    return subprocess.run([sys.executable, "-c", limits + code], stderr=subprocess.DEVNULL, check=False).returncode


@pytest.mark.parametrize(
    ("code", "ended"),
    [
        ("pass", 0),
        ("bytes(600 << 20)", 1),  # MemoryError
        ("import tempfile; file = tempfile.TemporaryFile(); file.write(b'x'); file.flush()", 1),  # OSError
        ("child.seconds(1)\nwhile True: pass", -24),  # SIGXCPU
    ],
)
def test_the_child_has_no_more_memory_time_or_files_than_it_may(code, ended):
    code = code if "\n" not in code else f"exec({code!r})"
    assert in_child(code) == ended


def test_the_child_stands_far_below_its_limit():
    assert child.MEMORY == 512 * 1024 * 1024


# --- kinds of files --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", sorted(set(KINDS)))
def test_every_kind_of_file_comes_through_the_child(kind, tmp_path):
    for seed in (3, 8):
        roster = a_roster(seed, kind=kind, level=0.5)
        path = tmp_path / "tep.bin"
        path.write_bytes(written(roster))
        score = Score()
        judge(roster, check(path, roster.site, TODAY), score)
        assert (score.faults, score.rows) == ([], len(roster.people))


@pytest.mark.parametrize("name", ["two-rows", "old-font"])
def test_an_old_xls_is_read_with_its_merged_hidden_and_dated_cells(name):
    found = check(FILES / f"{name}.xls", "10273", TODAY)
    kept = json.loads((FILES / f"{name}.json").read_text(encoding="utf-8"))
    assert {"rows": as_json(found, "vi"), "notes": [note.code for note in found.notes]} == kept


ROWS = [
    ["STT", "Họ và tên", "Năm sinh", "Chức vụ"],
    [1, "Trần Gia Thịnh", 1975, "Bí thư"],
    [2, "Đỗ Thị Ước", 1980, "Ủy viên"],
]


def names(data: bytes) -> list[str | None]:
    return [row.person.full_name for row in check(data, "10273", TODAY).rows]


def sheet(rows=ROWS, name: str | None = None, **wishes) -> Sheet:
    return Sheet(name, [list(row) for row in rows], **wishes)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1258"])
@pytest.mark.parametrize("sign", [",", ";", "\t", "|"])
def test_text_is_read_in_its_letters_and_with_its_sign(encoding, sign):
    data = as_csv(sheet(), encoding, sign)
    assert [clean(row[1])[0] for row in read_text(data, 10, 10)] == [row[1] for row in ROWS]
    assert names(data) == ["Trần Gia Thịnh", "Đỗ Thị Ước"]


@pytest.mark.parametrize("encode", [tcvn3, vni])
def test_text_of_one_byte_a_letter_may_be_of_another_time(encode):
    rows = [[encode(cell) if isinstance(cell, str) else cell for cell in row] for row in ROWS]
    data = as_csv(sheet(rows), "latin-1", ",")
    assert (encode(ROWS[1][1]) in decode(data), names(data)) == (True, ["Trần Gia Thịnh", "Đỗ Thị Ước"])


def test_a_line_that_says_the_sign_and_cells_of_several_lines_are_understood():
    data = 'sep=;\nSTT;Họ và tên;Chức vụ\n1;Trần Gia Thịnh;"Bí thư;\nChủ tịch HĐND"\n2;Lê Bé;Phó\n'.encode()
    found = check(data, "10273", TODAY).rows
    assert [(row.no, row.person.position) for row in found] == [(2, "Bí thư; Chủ tịch HĐND"), (3, "Phó")]


@pytest.mark.parametrize("write", [as_xlsx, as_ods])
def test_hidden_sheets_are_left_out_and_told(write):
    data = write([sheet(name="Danh sách"), sheet(name="Nháp", hidden=True)])
    found = check(data, "10273", TODAY)
    assert ([row.sheet for row in found.rows], [(note.sheet, note.code) for note in found.notes]) == (
        ["Danh sách"] * 2, [("Nháp", "hidden_sheet")],
    )  # fmt: skip


def test_a_workbook_with_hidden_sheets_only_is_refused():
    assert code_of(as_ods([sheet(name="Nháp", hidden=True)])) == "roster.all_hidden"


def test_a_very_long_cell_is_cut():
    book = read_book(as_csv(sheet([["Họ và tên", "Chức vụ"], ["x" * 5000, ""]]), "utf-8", ","))
    assert book.sheets[0].rows[1][0] == "x" * 1000 + "…"
