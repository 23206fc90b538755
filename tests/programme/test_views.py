"""Pages of programmes: what the training office sees and does, and that nobody else comes in."""

import html
import re
from datetime import UTC, datetime
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from diemcau.people.rules import OfficeRole
from diemcau.programme import queries
from diemcau.programme.actions import import_folder, release
from diemcau.programme.models import Programme, Release
from diemcau.programme.packing import pack, unpack
from tests.planning import cast
from tests.programme.folders import GOOD, QUESTION, files

ROOT = "/office/chuong-trinh/"
AT = datetime(2025, 8, 30, 2, 0, tzinfo=UTC)


def signed_in(role: OfficeRole, unit: str = "00") -> Client:
    client = Client()
    client.force_login(cast.account(f"{role}-{unit}", role, unit))
    return client


@pytest.fixture(autouse=True)
def country(db: None) -> None:
    cast.country()


@pytest.fixture
def organiser(country: None) -> Client:
    return signed_in(OfficeRole.ORGANISER)


def text(answer: Any) -> str:
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", answer.content.decode())).split())


def upload(client: Client, packed: bytes, follow: bool = False) -> Any:
    return client.post(f"{ROOT}nhap", {"zip": SimpleUploadedFile("chuong-trinh.zip", packed)}, follow=follow)


def test_the_office_takes_in_a_folder_and_sees_its_topics(organiser: Client) -> None:
    page = upload(organiser, pack({**files(), QUESTION: GOOD[QUESTION].replace("\n", "\r\n").encode()}), follow=True)
    assert page.redirect_chain == [(f"{ROOT}thu/", 302)]
    said = text(page)
    for words in (
        "Đã nhập bản thảo.",
        "chuyen-de-1/cau-hoi-1.md: đã đổi dấu xuống dòng kiểu Windows",
        "Chuyên đề 1. Mở đầu",
        "90 phút · được dùng điện thoại · không ghi hình · 2 slide, 1 tình huống, 1 câu hỏi",
        "Phần khóa: tên, slide",
        "Tình huống (điểm cầu đề xuất): Một việc thật",
        "Chưa có bản chính thức",
    ):
        assert (words, words in said) == (words, True)


def test_all_faults_are_listed_and_nothing_is_kept(organiser: Client) -> None:
    spoilt = files(
        main=GOOD["chuong-trinh.md"].replace("mã: thu", "mã: Lớp 1"), question=GOOD[QUESTION].replace("2. Chưa\n", "")
    )
    page = upload(organiser, pack(spoilt))
    assert page.status_code == 400
    assert re.findall(r"<code>(.*?)</code>, dòng (\d+)<p>", page.content.decode()) == [
        ("chuong-trinh.md", "2"),
        ("chuyen-de-1/cau-hoi-1.md", "10"),
    ]
    assert "Chưa nhập: có 2 lỗi" in text(page)
    assert Programme.objects.count() == 0


@pytest.mark.parametrize(("packed", "words"), [(b"---", "không phải tệp ZIP"), (None, "chưa chọn tệp ZIP")])
def test_what_is_no_zip_file_is_refused_in_words(organiser: Client, packed: bytes | None, words: str) -> None:
    answer = upload(organiser, packed) if packed else organiser.post(f"{ROOT}nhap")
    assert answer.status_code == 400
    assert words in text(answer)


def test_a_draft_is_released_and_its_changes_are_said(organiser: Client) -> None:
    import_folder(files())
    page = organiser.post(f"{ROOT}thu/phat-hanh", {"notes": "Bản đầu"}, follow=True)
    assert "Đã phát hành bản số 1." in text(page)
    assert "✓ Bản thảo giống bản số 1." in text(page)
    import_folder(files(question=None))
    page = organiser.get(f"{ROOT}thu/")
    assert "Bản thảo khác bản số 1 ở 1 điểm: Chuyên đề 1: bỏ câu hỏi “Đến đâu”" in text(page)
    assert "Phát hành bản số 2" in text(page)
    assert Release.objects.get().notes == "Bản đầu"


def test_drafts_and_releases_are_downloaded_as_they_are(organiser: Client) -> None:
    release(import_folder(files()), "", AT)
    import_folder(files(question=None))
    draft, first = (organiser.get(f"{ROOT}thu/tai-ve{of}") for of in ("", "/1"))
    assert (draft["Content-Disposition"], first["Content-Disposition"]) == (
        'attachment; filename="thu.zip"',
        'attachment; filename="thu-v1.zip"',
    )
    assert unpack(draft.content) == files(question=None)
    assert unpack(first.content) == files()


def test_unknown_programmes_are_not_found(organiser: Client) -> None:
    assert organiser.get(f"{ROOT}khac/").status_code == 404
    assert organiser.get(f"{ROOT}khac/tai-ve").status_code == 404


PAGES = [("get", ""), ("post", "nhap"), ("get", "thu/"), ("post", "thu/phat-hanh"), ("get", "thu/tai-ve")]


@pytest.mark.parametrize(("verb", "page"), PAGES)
def test_only_the_training_office_comes_in(verb: str, page: str) -> None:
    import_folder(files())
    assert getattr(signed_in(OfficeRole.ORGANISER), verb)(f"{ROOT}{page}").status_code != 404
    released = Release.objects.count()
    for role, unit in ((OfficeRole.PROVINCE, "01"), (OfficeRole.OPERATOR, "00"), (OfficeRole.LECTURER, "00")):
        assert getattr(signed_in(role, unit), verb)(f"{ROOT}{page}").status_code == 404
    assert getattr(Client(), verb)(f"{ROOT}{page}").status_code == 302
    assert Release.objects.count() == released


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_asks_as_often_for_three_as_for_one(
    organiser: Client, number: int, django_assert_num_queries: Any
) -> None:
    for nth in range(number):
        release(import_folder(files(main=GOOD["chuong-trinh.md"].replace("mã: thu", f"mã: thu-{nth}"))), "", AT)
    with django_assert_num_queries(4):  # session, account, roles, programmes
        page = organiser.get(ROOT)
    assert page.content.decode().count("Bản số 1") == number


def test_the_page_of_a_programme_asks_three_times(organiser: Client, django_assert_num_queries: Any) -> None:
    release(import_folder(files()), "", AT)
    with django_assert_num_queries(5):  # session, account, roles, programme, releases
        organiser.get(f"{ROOT}thu/")
    assert queries.overview("thu").changes == []


def test_pages_speak_english_too(organiser: Client) -> None:
    import_folder(files())
    page = organiser.get(f"{ROOT}thu/", headers={"Accept-Language": "en"})
    assert "Topic 1. Mở đầu 90 minutes · phones allowed" in text(page)
