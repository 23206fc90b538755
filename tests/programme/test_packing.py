"""A ZIP file is taken in only when every entry of it is a plain file that fits."""

import stat
import zipfile
from io import BytesIO
from pathlib import Path

import pytest

from diemcau.base.refused import Refused
from diemcau.programme.packing import ENTRIES, UPLOAD, pack, read_tree, unpack, write_tree
from tests.programme.folders import files


def zipped(*entries: tuple[str | zipfile.ZipInfo, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w", method) as archive:
        for name, raw in entries:
            archive.writestr(name, raw)
    return packed.getvalue()


def refusal(packed: bytes) -> tuple[str, dict[str, object]]:
    with pytest.raises(Refused) as refused:
        unpack(packed, UPLOAD)
    return refused.value.code, refused.value.data


def test_what_was_packed_comes_out_again_and_always_the_same() -> None:
    assert unpack(pack(files())) == files()
    assert pack(files()) == pack(dict(reversed(files().items())))


def test_the_folder_that_windows_puts_around_is_taken_off() -> None:
    assert unpack(pack({f"Chương trình/{path}": raw for path, raw in files().items()})) == files()


def test_folders_in_a_zip_file_are_no_files() -> None:
    assert unpack(zipped(("chuyen-de-1/", b""), ("chuong-trinh.md", b"x"))) == {"chuong-trinh.md": b"x"}


@pytest.mark.parametrize("name", ["../x.md", "a/../../x.md", "/x.md", "a\\x.md", "C:x.md"])
def test_paths_that_lead_out_are_refused(name: str) -> None:
    assert refusal(zipped((name, b"x"))) == ("programme.zip_unsafe", {"entry": name})


def test_a_link_is_refused() -> None:
    link = zipfile.ZipInfo("chuong-trinh.md")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    assert refusal(zipped((link, b"/etc/passwd"))) == ("programme.zip_unsafe", {"entry": "chuong-trinh.md"})


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_one_name_twice_is_refused() -> None:
    assert refusal(zipped(("a.md", b"1"), ("a.md", b"2"))) == ("programme.zip_unsafe", {"entry": "a.md"})


def test_a_password_is_refused() -> None:
    packed = bytearray(zipped(("a.md", b"1")))
    packed[6] |= 1  # the flag of the entry itself, and below that of the list at the end
    packed[packed.index(b"PK\x01\x02") + 8] |= 1
    assert refusal(bytes(packed)) == ("programme.zip_unsafe", {"entry": "a.md"})


def test_another_way_of_packing_is_refused() -> None:
    assert refusal(zipped(("a.md", b"1"), method=zipfile.ZIP_LZMA)) == ("programme.zip_unsafe", {"entry": "a.md"})


def test_what_is_no_zip_file_is_refused() -> None:
    broken = bytearray(zipped(("a.md", b"a long text " * 50)))
    broken[40] ^= 0xFF
    for packed in (b"", b"---\n", zipped(("a.md", b"1"))[:20], bytes(broken)):
        assert refusal(packed)[0] == "programme.zip_broken"


def test_a_zip_file_that_unpacks_to_too_much_is_refused() -> None:
    large = {"entries": ENTRIES, "megabytes": UPLOAD >> 20}
    assert refusal(zipped(("a.md", b"0" * (UPLOAD + 1)))) == ("programme.zip_large", large)
    assert refusal(zipped(*((f"{n}.md", b"") for n in range(ENTRIES + 1)))) == ("programme.zip_large", large)
    assert refusal(b"0" * (UPLOAD + 1)) == ("programme.zip_large", large)


def test_a_folder_goes_to_a_disk_and_comes_back(tmp_path: Path) -> None:
    write_tree(tmp_path / "moi", files())
    assert read_tree(tmp_path / "moi") == files()


def test_a_folder_with_files_is_not_written_over(tmp_path: Path) -> None:
    (tmp_path / "cu.md").write_text("x")
    with pytest.raises(Refused) as refused:
        write_tree(tmp_path, files())
    assert (refused.value.code, refused.value.status) == ("programme.folder_not_empty", 409)
    assert [entry.name for entry in tmp_path.iterdir()] == ["cu.md"]


def test_a_folder_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Refused) as refused:
        read_tree(tmp_path / "khong")
    assert refused.value.code == "programme.no_folder"


def test_a_folder_with_too_many_files_is_refused(tmp_path: Path) -> None:
    for n in range(ENTRIES + 1):
        (tmp_path / f"{n}.md").touch()
    with pytest.raises(Refused) as refused:
        read_tree(tmp_path)
    assert refused.value.code == "programme.zip_large"
