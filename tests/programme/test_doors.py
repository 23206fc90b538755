"""The command line: check prints faults and ends with 2; import and export do what the office does."""

import argparse
from pathlib import Path

import pytest

from diemcau.base.refused import Refused
from diemcau.programme.doors import add_programme
from diemcau.programme.models import Programme
from diemcau.programme.packing import pack, read_tree, write_tree
from tests.programme.folders import GOOD, MAIN, files


def run(*words: object, lang: str = "vi") -> int:
    parser = argparse.ArgumentParser()
    add_programme(parser.add_subparsers(), lang, lambda _data: None)
    args = parser.parse_args(["programme", *map(str, words)])
    return int(args.run(args))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write_tree(tmp_path / "good", files())
    return tmp_path / "good"


def test_a_good_folder_is_said_to_be_good(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("check", folder) == 0
    assert capsys.readouterr().out == "Thư mục hợp lệ: chương trình thu, 1 chuyên đề.\n"


def test_faults_are_printed_with_file_line_and_remedy(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / MAIN).write_bytes(b"\xef\xbb\xbf" + GOOD[MAIN].replace("tên: Thử", "tên:").encode())
    assert run("check", folder) == 2
    assert capsys.readouterr().out.splitlines() == [
        "chuong-trinh.md: đã bỏ dấu BOM ở đầu tệp",
        (
            "chuong-trinh.md, dòng 3: Mục “tên” để trống. → Ghi giá trị sau dấu hai chấm, hoặc xóa dòng nếu mục không "
            "bắt buộc."
        ),
        "Có 1 lỗi; chưa nhập gì.",
    ]
    assert run("check", folder, lang="en") == 2
    assert capsys.readouterr().out.splitlines()[1].startswith("chuong-trinh.md, line 3: The field “tên” is empty.")


def test_a_folder_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Refused) as refused:
        run("check", tmp_path / "khong")
    assert refused.value.code == "programme.no_folder"


@pytest.mark.django_db
def test_a_folder_goes_in_and_comes_out(folder: Path, tmp_path: Path) -> None:
    assert run("import", folder) == 0
    assert run("export", "thu", tmp_path / "ra") == 0
    assert read_tree(tmp_path / "ra") == files()


@pytest.mark.django_db
def test_a_zip_file_goes_in_as_well(tmp_path: Path) -> None:
    (tmp_path / "thu.zip").write_bytes(pack(files()))
    assert run("import", tmp_path / "thu.zip") == 0
    assert Programme.objects.get().code == "thu"


@pytest.mark.django_db
def test_a_faulty_folder_does_not_go_in(folder: Path) -> None:
    (folder / "la.txt").touch()
    assert run("import", folder) == 2
    assert Programme.objects.count() == 0
