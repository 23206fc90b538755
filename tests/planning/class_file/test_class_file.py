"""The class file: documents, signed sheets, what was handed in; each inside its branch."""

import re
import stat

import pytest
from django.http import QueryDict
from django.test import Client

from diemcau.base.refused import Refused
from diemcau.people.rules import OfficeRole
from diemcau.planning.actions import class_file as actions
from diemcau.planning.actions import join_site
from diemcau.planning.models import ClassDocument, Course, Site, SiteFile
from diemcau.planning.papers.kinds import DocumentKind
from diemcau.planning.queries.class_file import course_file, document_path, documents_folder, province_file, site_file
from diemcau.record.models import AuditEntry
from diemcau.units.rules import Scope
from tests.planning import cast, pictures
from tests.planning.filing import CANARY, EVERYWHERE, ROOT, signed_in, the_document, upload
from tests.planning.papers_read import flat

# --- Documents --------------------------------------------------------------------------------------------------------


def test_a_document_is_kept_by_its_content_for_the_service_alone(hanoi: Client) -> None:
    answer = upload(
        hanoi,
        "diem-cau/3/",
        name="C:\\anh\\Kế hoạch: bản 1.exe",
        number="05/KH-UBND",
        dated="01/9/2025",
        title="Kế hoạch",
    )
    assert answer.status_code == 302
    kept = the_document()
    path = document_path(kept.digest)
    assert (kept.kind, kept.title, kept.number, kept.dated) == ("plan", "Kế hoạch", "05/KH-UBND", "01/9/2025")
    assert (kept.name, kept.type, kept.unit_id) == ("Kế hoạch- bản 1.pdf", "pdf", "10273")
    assert path.read_bytes() == pictures.pdf()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


def test_a_document_is_always_a_download_that_runs_nothing(hanoi: Client) -> None:
    upload(hanoi, "diem-cau/3/")
    answer = hanoi.get(f"{ROOT}/van-ban/{the_document().pk}")
    assert answer.content == pictures.pdf()
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"].startswith("attachment;")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert answer["Cache-Control"] == "no-store"


def test_a_photo_of_the_signed_sheet_is_attached_to_its_sitting_without_its_place(hanoi: Client) -> None:
    photo = pictures.jpeg(pictures.exif(6))
    answer = upload(hanoi, "diem-cau/3/", photo, "IMG_0001.JPG", kind="signed", sitting="2")
    kept = the_document()
    assert kept.sitting is not None
    assert (kept.kind, kept.sitting.no, kept.title) == ("signed", 2, "Danh sách đã ký – Buổi chiều 06/9/2025")
    assert (kept.name, kept.type) == ("IMG_0001.jpg", "jpg")
    stored = document_path(kept.digest).read_bytes()
    assert (pictures.PLACE in stored, pictures.PLACE in photo) == (False, True)
    page = hanoi.get(answer["Location"]).content.decode()
    assert "thông tin vị trí, thời gian, thiết bị chụp ghi trong ảnh đã được bỏ" in page
    assert page.count("Chưa có") == 5  # of six sittings


def test_what_is_refused_stands_beside_the_file_and_what_was_typed_is_kept(hanoi: Client) -> None:
    answer = upload(hanoi, "diem-cau/3/", b"MZ", "ke-hoach.pdf", title="Kế hoạch của xã", number="07/KH")
    page = answer.content.decode()
    assert answer.status_code == 400
    assert "Nội dung tệp không đúng loại nào trong số này." in page
    assert ('value="Kế hoạch của xã"' in page, 'value="07/KH"' in page) == (True, True)
    assert ClassDocument.rows.of(EVERYWHERE).count() == 0


def test_documents_of_the_centre_are_for_every_branch_and_only_the_academy_changes_them(
    academy: Client, hanoi: Client
) -> None:
    assert upload(academy, "", title="Quyết định mở lớp", kind="decision").status_code == 302
    number = the_document().pk
    assert "Quyết định mở lớp" in hanoi.get(f"{ROOT}/").content.decode()
    assert hanoi.get(f"{ROOT}/van-ban/{number}").status_code == 200
    assert upload(hanoi, "").status_code == 404
    assert hanoi.post(f"{ROOT}/van-ban/{number}/go").status_code == 404
    assert academy.post(f"{ROOT}/van-ban/{number}/go").status_code == 302
    assert ClassDocument.rows.of(EVERYWHERE).count() == 0


def test_documents_of_a_province_stay_in_its_branch(hanoi: Client, thai_nguyen: Client, academy: Client) -> None:
    upload(hanoi, "tinh/01/", title="Giấy triệu tập của thành phố", kind="summons")
    number = the_document().pk
    assert "Giấy triệu tập của thành phố" in hanoi.get(f"{ROOT}/tinh/01/").content.decode()
    assert academy.get(f"{ROOT}/van-ban/{number}").status_code == 200
    assert thai_nguyen.get(f"{ROOT}/van-ban/{number}").status_code == 404
    assert thai_nguyen.post(f"{ROOT}/van-ban/{number}/go").status_code == 404
    assert upload(thai_nguyen, "tinh/01/").status_code == 404


def test_a_removed_document_takes_its_file_with_it_unless_another_has_the_same(
    hanoi: Client, django_capture_on_commit_callbacks: object
) -> None:
    upload(hanoi, "diem-cau/3/")
    first = the_document()
    upload(hanoi, "diem-cau/4/")
    second = the_document()
    path = document_path(first.digest)
    there = []
    for document in (first, second):
        with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
            hanoi.post(f"{ROOT}/van-ban/{document.pk}/go")
        there.append(path.exists())
    assert (first.digest == second.digest, there) == (True, [True, False])


def test_what_was_done_with_documents_is_in_the_log(hanoi: Client) -> None:
    upload(hanoi, "diem-cau/3/")
    number = the_document().pk
    hanoi.post(f"{ROOT}/van-ban/{number}/go")
    found = AuditEntry.rows.of(EVERYWHERE).order_by("id").values_list("action", "unit", "detail")
    assert [entry for entry in found if entry[0].startswith("documents.")] == [
        ("documents.added", "10273", {"document": number, "kind": "plan", "site": 3}),
        ("documents.removed", "10273", {"document": number, "kind": "plan", "site": 3}),
    ]


def test_nothing_is_left_of_a_file_that_was_refused(hanoi: Client) -> None:
    upload(hanoi, "diem-cau/3/", b"nothing")
    assert [path for path in documents_folder().rglob("*") if path.is_file()] == []


def test_only_a_signed_sheet_of_a_site_belongs_to_a_sitting(course: Course, sites: dict[str, Site]) -> None:
    by, sitting = cast.account("a", OfficeRole.ORGANISER), course.sittings.get(no=1)
    for kind, site in ((DocumentKind.PLAN, sites["10273"]), (DocumentKind.SIGNED, None)):
        new = actions.NewDocument(kind, "Tên", pictures.pdf(), "a.pdf", sitting=sitting)
        with pytest.raises(Refused, match=r"document\.sitting"):
            actions.add_document(course, new, by=by, scope=EVERYWHERE, site=site)


# --- Handed in --------------------------------------------------------------------------------------------------------


def test_a_part_that_was_handed_in_is_closed_until_it_is_given_back_with_a_reason(hanoi: Client) -> None:
    upload(hanoi, "diem-cau/3/")
    number = the_document().pk
    assert hanoi.post(f"{ROOT}/diem-cau/3/nop").status_code == 302
    page = hanoi.get(f"{ROOT}/diem-cau/3/").content.decode()
    assert ("Đã nộp hồ sơ" in page, "Người nộp: Ha-Noi," in page) == (True, True)
    assert [upload(hanoi, "diem-cau/3/").status_code, hanoi.post(f"{ROOT}/van-ban/{number}/go").status_code] == [
        400,
        409,
    ]
    assert hanoi.post(f"{ROOT}/diem-cau/3/nop").status_code == 409
    assert hanoi.post(f"{ROOT}/diem-cau/3/tra-lai", {"reason": " "}).status_code == 400
    assert hanoi.post(f"{ROOT}/diem-cau/3/tra-lai", {"reason": "Thiếu danh sách chiều"}).status_code == 302
    assert hanoi.post(f"{ROOT}/diem-cau/3/tra-lai", {"reason": "Lần nữa"}).status_code == 409
    assert "Đã trả lại, lý do: Thiếu danh sách chiều" in hanoi.get(f"{ROOT}/diem-cau/3/").content.decode()
    assert hanoi.post(f"{ROOT}/van-ban/{number}/go").status_code == 302
    entries = AuditEntry.rows.of(EVERYWHERE).order_by("id").values_list("action", "detail")
    assert [entry for entry in entries if entry[0].startswith("class_file.")] == [
        ("class_file.handed_in", {"site": 3}),
        ("class_file.taken_back", {"site": 3}),
    ]


def test_provinces_are_counted_and_sites_are_found_by_name_number_and_state(academy: Client) -> None:
    academy.post(f"{ROOT}/diem-cau/3/nop")
    page = flat(re.sub(r"<[^>]+>", " ", academy.get(f"{ROOT}/").content.decode()))
    assert "1/5 điểm cầu đã nộp hồ sơ." in page
    assert "Thành phố Hà Nội 3 1 2" in page
    assert "Tỉnh Thái Nguyên 1 0 1" in page

    def found(query: str) -> list[str]:
        listed = academy.get(f"{ROOT}/?{query}").content.decode()
        return re.findall(r'<th scope="row"><a href="/office/lop/lop-1/ho-so/diem-cau/(\d+)/">', listed)

    assert found("") == ["1", "2", "3", "4", "5"]
    assert found("q=phu xuyen") == ["3", "5"]
    assert found("q=4") == ["4"]
    assert found("hs=nop") == ["3"]
    assert found("hs=chua") == ["1", "2", "4", "5"]


def test_a_site_that_joined_another_room_has_no_papers_and_hands_in_nothing(
    sites: dict[str, Site], hanoi: Client
) -> None:
    join_site(sites["10330"], sites["10273"])
    page = hanoi.get(f"{ROOT}/diem-cau/4/").content.decode()
    assert "Điểm cầu này dự ghép hoặc không tổ chức" in page
    assert hanoi.post(f"{ROOT}/diem-cau/4/nop").status_code == 409
    assert hanoi.get(f"{ROOT}/diem-cau/4/in/bien-ten.pdf").status_code == 409
    assert SiteFile.rows.of(EVERYWHERE).count() == 0


# --- Pages ------------------------------------------------------------------------------------------------------------


def test_lists_ask_the_same_number_of_questions_however_long_they_are(
    course: Course, sites: dict[str, Site], academy: Client, django_assert_num_queries: object
) -> None:
    with django_assert_num_queries(8):  # type: ignore[operator]
        course_file("lop-1", EVERYWHERE, QueryDict(), "vi")
    with django_assert_num_queries(8):  # type: ignore[operator]
        course_file("lop-1", Scope.of_unit("19"), QueryDict(), "vi")
    with django_assert_num_queries(9):  # type: ignore[operator]
        province_file("lop-1", "01", EVERYWHERE, QueryDict(), "vi")
    with django_assert_num_queries(9):  # type: ignore[operator]
        province_file("lop-1", "19", EVERYWHERE, QueryDict(), "vi")
    with django_assert_num_queries(6):  # type: ignore[operator]
        site_file("lop-1", 3, EVERYWHERE)


def test_whoever_only_looks_on_is_offered_no_change(sites: dict[str, Site], academy: Client) -> None:
    upload(academy, "diem-cau/3/")
    control = signed_in("dieu-hanh", OfficeRole.OPERATOR)
    for path in ("", "tinh/01/", "diem-cau/3/"):
        page = control.get(f"{ROOT}/{path}").content.decode()
        assert 'enctype="multipart/form-data"' not in page
        assert "/go" not in page
        assert "/nop" not in page
    assert control.post(f"{ROOT}/diem-cau/3/nop").status_code == 404


def test_pages_are_in_english_too(academy: Client) -> None:
    academy.cookies["django_language"] = "en"
    for path in ("", "tinh/01/", "diem-cau/3/"):
        page = re.sub(r"<[^>]+>", " ", academy.get(f"{ROOT}/{path}").content.decode())
        assert "Class file" in page
        assert "Hồ sơ lớp" not in page


def test_no_page_of_a_foreign_branch_is_shown(hanoi: Client, thai_nguyen: Client, academy: Client) -> None:
    upload(thai_nguyen, "diem-cau/5/", title=CANARY)
    number = the_document().pk
    for path in ("tinh/19/", "diem-cau/5/", f"van-ban/{number}", "tinh/19/tep"):
        assert (hanoi.get(f"{ROOT}/{path}").status_code, academy.get(f"{ROOT}/{path}").status_code) == (404, 200)
    for path in ("", "tinh/01/", "diem-cau/3/"):
        assert CANARY not in hanoi.get(f"{ROOT}/{path}").content.decode()
    for path in ("diem-cau/5/nop", "diem-cau/5/tra-lai", f"van-ban/{number}/go", "tinh/19/in"):
        assert hanoi.post(f"{ROOT}/{path}", {"reason": "x", "paper": "bien-ten"}).status_code == 404
