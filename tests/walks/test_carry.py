"""A sitting is written into a file and taken in again, by the commands that an operator types."""

from pathlib import Path

import pytest

from diemcau.base.words import say
from tests.walks.way import PHU_XUYEN, Class

pytestmark = pytest.mark.browser  # as all walks: a server refuses the PostgreSQL of the tests, which has no fsync


def test_a_file_goes_out_and_brings_nothing_new_to_where_it_came_from(a_class: Class, tmp_path: Path) -> None:
    stack, file = a_class.stack, tmp_path / "buoi.tep"
    assert "seq" in a_class.desk("host", PHU_XUYEN).send("floor.ask")
    port = stack.url.rpartition(":")[2]

    out = stack.command("carry", "out", str(a_class.sitting), str(file))
    assert out == (0, f"Đã ghi 1 việc vào {file}. Tệp có lời viết của học viên: giữ như bản sao lưu.")
    assert stack.command("carry", "in", str(file), "--port", port) == (0, "Nhận mới 0, đã có 1, trái nhau 0.")

    file.write_bytes(file.read_bytes()[:-1])
    code, words = stack.command("carry", "in", str(file), "--port", port)
    assert (code, words) == (2, say("refused.carry.forged"))
    assert stack.command("carry", "out", "999999", str(file)) == (2, say("refused.sitting.unknown"))
    code, words = stack.command("carry", "out", str(a_class.sitting), str(tmp_path / "no such folder" / "buoi.tep"))
    assert (code, words) == (2, say("refused.carry.unwritable", why="No such file or directory"))
