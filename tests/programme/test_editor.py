"""The editor in the browser's hands: pages that nobody touches change nothing, two editors lose nothing."""

import html
import re
from html.parser import HTMLParser
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from diemcau.people.models import Account
from diemcau.people.rules import OfficeRole
from diemcau.programme import files as kept
from diemcau.programme import queries
from diemcau.programme.actions import import_folder
from diemcau.programme.editing import DECK
from diemcau.programme.models import Programme
from diemcau.programme.views.editor import SLUGS
from diemcau.record.models import AuditEntry
from diemcau.units.rules import Scope
from tests.planning import cast
from tests.programme.folders import CASE, GOOD, KINDS, MAIN, SLIDES, TOPIC, files
from tests.programme.pdfs import pdf

ROOT = "/office/chuong-trinh/"
SECRET = "Không đưa bí mật nhà nước"


class Fields(HTMLParser):
    """The fields of the form of a sheet, as a browser would send them."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.fields: dict[str, Any] = {}
        self.inside = False
        self.area = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self.inside = self.inside or (tag == "form" and given.get("class") == "sheet")
        if not self.inside or "name" not in given or tag not in {"input", "textarea"}:
            return
        name = given["name"]
        if tag == "textarea":
            self.area, self.fields[name] = name, ""
        elif given.get("type") == "checkbox":
            if "checked" in given:
                self.fields.setdefault(name, []).append(given["value"])
        elif given.get("type") != "radio" or "checked" in given:
            self.fields[name] = given.get("value", "")

    def handle_data(self, data: str) -> None:
        if self.area:
            self.fields[self.area] += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            # The first line break after the tag belongs to the markup, and a browser sends CRLF.
            words = self.fields[self.area].replace("\r\n", "\n").removeprefix("\n")
            self.fields[self.area] = words.replace("\n", "\r\n")
            self.area = ""
        self.inside = self.inside and tag != "form"


@pytest.fixture(autouse=True)
def country(db: None) -> None:
    cast.country()


@pytest.fixture
def organiser(country: None) -> Client:
    client = Client()
    client.force_login(cast.account("lan", OfficeRole.ORGANISER))
    return client


def second() -> Client:
    client = Client()
    client.force_login(cast.account("minh", OfficeRole.ORGANISER))
    return client


def fields(client: Client, address: str) -> dict[str, Any]:
    page = client.get(f"{ROOT}{address}")
    assert page.status_code == 200
    return Fields(page.content.decode()).fields


def text(answer: Any) -> str:
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", answer.content.decode())).split())


def body(answer: Any) -> bytes:
    return b"".join(answer.streaming_content)


def draft() -> Any:
    return queries.draft_of(Programme.objects.get(code="thu"))


def whole() -> dict[str, bytes]:
    """A folder with something of every sort."""
    deck, paper = pdf("Mot", "Hai"), pdf("So tay")
    slides = GOOD[SLIDES].replace("## Một\n\n", "## Một\n\n![trang 2](slide.pdf)\n\n")
    topic = GOOD[TOPIC].replace("---\n\nGiới", "tài liệu:\n  - tên: Sổ tay\n    tệp: tai-lieu-1.pdf\n---\n\nGiới")
    return {
        **files(slides=slides, topic=topic),
        "chuyen-de-1/slide.pdf": deck,
        "chuyen-de-1/tai-lieu-1.pdf": paper,
        "chuyen-de-1/bai-hoc-1.md": "---\ntên: Họp sớm\n---\n\nHọp trước.\n\nGhi lại.\n".encode(),
        "chuyen-de-1/tinh-huong-2.md": CASE.encode(),
        **{path: words.encode() for path, words in KINDS.items()},
    }


PAGES = [
    "thu/soan/chung",
    "thu/soan/1/sua",
    "thu/soan/1/bo-slide",
    "thu/soan/1/slide/1",
    "thu/soan/1/slide/2",
    "thu/soan/1/tinh-huong/1",
    "thu/soan/1/tinh-huong/2",
    "thu/soan/1/cau-hoi/1",
    "thu/soan/1/cau-hoi-mo/1",
    "thu/soan/1/thao-luan/1",
    "thu/soan/1/bai-kiem-tra/1",
    "thu/soan/1/khao-sat/1",
    "thu/soan/1/bai-thu-hoach/1",
    "thu/soan/1/bai-hoc/1",
    "thu/soan/1/tai-lieu/1",
    "thu/soan/1/phan-mo/1",
]


def test_a_folder_whose_pages_nobody_touches_comes_out_byte_by_byte(organiser: Client) -> None:
    import_folder(whole())
    for page in PAGES:
        answer = organiser.post(f"{ROOT}{page}", fields(organiser, page))
        assert (page, answer.status_code) == (page, 302)
    assert queries.export_folder(Programme.objects.get()) == whole()
    assert AuditEntry.rows.of(Scope.everything()).filter(action="programme.edited").count() == 0


def test_every_page_of_text_and_every_upload_warns_of_state_secrets(organiser: Client) -> None:
    import_folder(whole())
    more = ["", "moi", "thu/phat-hanh", "thu/soan/chuyen-de-moi", "thu/soan/1/", "thu/soan/1/tep-tai-lieu/1"]
    new = [f"thu/soan/1/{slug}/moi" for slug in SLUGS.values() if slug != SLUGS[DECK]]
    for page in [*PAGES, *more, *new]:
        assert (page, SECRET in text(organiser.get(f"{ROOT}{page}"))) == (page, True)


def test_a_programme_is_written_from_nothing(organiser: Client) -> None:
    answer = organiser.post(f"{ROOT}moi", {"title": "Lớp mới", "code": "lop-moi", "tu": "", "ban": "0"}, follow=True)
    assert "Đã tạo bản thảo." in text(answer)
    base = fields(organiser, "lop-moi/soan/chung")
    organiser.post(f"{ROOT}lop-moi/soan/chung", {**base, "objectives": "Một\r\n\r\nHai "})
    organiser.post(
        f"{ROOT}lop-moi/soan/chuyen-de-moi", {"title": "Chuyên đề đầu", "phones": "khong", "recording": "khong"}
    )
    asked = {**fields(organiser, "lop-moi/soan/1/cau-hoi/moi"), "title": "Đến đâu", "question": "Làm đến đâu?"}
    answer = organiser.post(
        f"{ROOT}lop-moi/soan/1/cau-hoi/moi",
        {**asked, "answers": "rooms", "anonymous": "khong", "choice_1": "Xong", "choice_2": "Chưa"},
    )
    assert answer.headers["location"] == f"{ROOT}lop-moi/soan/1/"
    made = queries.draft_of(Programme.objects.get(code="lop-moi"))
    assert (made.title, made.objectives) == ("Lớp mới", ("Một", "Hai"))
    assert [(topic.no, topic.title, topic.phones, len(topic.questions)) for topic in made.topics] == [
        (1, "Chuyên đề đầu", False, 1)
    ]
    acts = AuditEntry.rows.of(Scope.everything()).order_by("pk").values_list("action", flat=True)
    assert list(acts) == ["programme.made", "programme.edited", "programme.topic_added", "programme.edited"]


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"title": "A", "code": "Lớp 1"}, "Mã “Lớp 1” không dùng được"),
        ({"title": " ", "code": "b"}, "Chưa ghi tên chương trình."),
        ({"title": "A", "code": "thu"}, "Đã có chương trình mang mã “thu”."),
    ],
)
def test_a_new_programme_that_cannot_be_made_keeps_what_was_typed(
    organiser: Client, typed: dict[str, str], words: str
) -> None:
    import_folder(files())
    answer = organiser.post(f"{ROOT}moi", typed)
    assert answer.status_code in {400, 409}
    assert words in text(answer)
    assert f'value="{typed["code"]}"' in answer.content.decode()
    assert Programme.objects.count() == 1


def test_last_years_programme_is_copied_under_a_new_code(organiser: Client) -> None:
    import_folder(whole())
    organiser.post(f"{ROOT}thu/phat-hanh", {"notes": ""})
    organiser.post(f"{ROOT}moi", {"title": "Thử 2026", "code": "thu-2026", "tu": "thu", "ban": "1"})
    of, copy = (queries.export_folder(Programme.objects.get(code=code)) for code in ("thu", "thu-2026"))
    assert {path for path in of if of[path] != copy[path]} == {MAIN}
    assert copy[MAIN].decode() == of[MAIN].decode().replace("mã: thu", "mã: thu-2026").replace(
        "tên: Thử", "tên: Thử 2026"
    )


def test_a_faulty_page_keeps_what_was_typed_and_says_what_is_wrong_beside_the_field(organiser: Client) -> None:
    import_folder(files())
    typed = {**fields(organiser, "thu/soan/1/tinh-huong/1"), "minutes": "mười", "story": "Dòng <b>đậm</b>"}
    answer = organiser.post(f"{ROOT}thu/soan/1/tinh-huong/1", typed)
    assert answer.status_code == 400
    page = answer.content.decode()
    assert "không phải số nguyên từ 1 đến 120" in text(answer)
    assert re.search(r'<input[^>]*name="minutes"[^>]*value="mười"[^>]*aria-invalid="true"', page)
    assert {**Fields(page).fields, "csrfmiddlewaretoken": ""} == {**typed, "csrfmiddlewaretoken": ""}
    assert queries.export_folder(Programme.objects.get()) == files()


def test_the_later_of_two_editors_sees_what_the_earlier_wrote_and_loses_nothing(organiser: Client) -> None:
    import_folder(files())
    page = "thu/soan/1/tinh-huong/1"
    earlier, later = fields(organiser, page), fields(other := second(), page)
    assert organiser.post(f"{ROOT}{page}", {**earlier, "minutes": "20"}).status_code == 302
    answer = other.post(f"{ROOT}{page}", {**later, "task": "Làm ngay."})
    assert answer.status_code == 409
    said = text(answer)
    assert "Lan đã lưu phần này lúc" in said
    assert "Số phút thảo luận" in said
    assert re.findall(r'class="theirs"><p><strong>[^<]*</strong></p><p>(.*?)</p>', answer.content.decode()) == [
        "20",
        "Chọn một cách.",
    ]
    again = Fields(answer.content.decode()).fields
    assert (again["task"], again["minutes"]) == ("Làm ngay.", "12")
    assert other.post(f"{ROOT}{page}", {**again, "minutes": "20"}).status_code == 302
    (situation,) = draft().topics[0].situations
    assert (situation.task, situation.minutes) == ("Làm ngay.", 20)


def test_two_editors_of_two_things_do_not_meet(organiser: Client) -> None:
    import_folder(files())
    pages = "thu/soan/1/tinh-huong/1", "thu/soan/1/cau-hoi/1"
    typed = [fields(organiser, page) for page in pages]
    organiser.post(f"{ROOT}{pages[0]}", {**typed[0], "minutes": "20"})
    assert second().post(f"{ROOT}{pages[1]}", {**typed[1], "title": "Đã đến đâu"}).status_code == 302
    topic = draft().topics[0]
    assert (topic.situations[0].minutes, topic.questions[0].title) == (20, "Đã đến đâu")


def test_what_was_written_for_a_thing_that_another_removed_may_still_be_saved(organiser: Client) -> None:
    import_folder(files())
    page = "thu/soan/1/tinh-huong/1"
    typed = {**fields(organiser, page), "task": "Làm ngay."}
    base = typed["base"]
    second().post(f"{ROOT}{page}/viec", {"base": base, "do": "remove"})
    answer = organiser.post(f"{ROOT}{page}", typed)
    assert answer.status_code == 409
    assert "Minh đã bỏ phần này" in text(answer)
    action = re.search(r'class="sheet" method="post" action="([^"]+)"', answer.content.decode())
    assert action
    assert action[1] == f"{ROOT}thu/soan/1/tinh-huong/moi"
    assert organiser.post(action[1], Fields(answer.content.decode()).fields).status_code == 302
    assert [situation.task for situation in draft().topics[0].situations] == ["Làm ngay."]


def test_topics_and_their_things_are_put_in_order_and_taken_out_by_buttons(organiser: Client) -> None:
    import_folder(files())
    organiser.post(f"{ROOT}thu/soan/chuyen-de-moi", {"title": "Thứ hai", "phones": "co", "recording": "co"})
    page = organiser.get(f"{ROOT}thu/").content.decode()
    bases = re.findall(
        r'action="/office/chuong-trinh/thu/soan/(\d)/viec".*?name="base" value="([^"]+)"', page, re.DOTALL
    )
    assert [no for no, _ in bases] == ["1", "2"]
    organiser.post(f"{ROOT}thu/soan/2/viec", {"base": bases[1][1], "do": "up"})
    assert [(topic.no, topic.title) for topic in draft().topics] == [(1, "Thứ hai"), (2, "Mở đầu")]
    # A press on an old page finds the topic by its name, where it stands now.
    organiser.post(f"{ROOT}thu/soan/1/viec", {"base": bases[0][1], "do": "remove"})
    assert [(topic.no, topic.title) for topic in draft().topics] == [(1, "Thứ hai")]
    answer = organiser.post(f"{ROOT}thu/soan/1/viec", {"base": bases[0][1], "do": "remove"})
    assert (answer.status_code, len(draft().topics)) == (409, 1)


def upload(client: Client, raw: bytes, name: str = "bai.pdf") -> Any:
    return client.post(f"{ROOT}thu/soan/1/tep-slide", {"file": SimpleUploadedFile(name, raw)})


def test_a_file_of_slides_becomes_pages_with_pictures_and_keeps_notes(organiser: Client) -> None:
    import_folder(files(slides=GOOD[SLIDES].replace("## Một", "## Mot")))
    assert upload(organiser, pdf("Mot\nY moi", "Ba")).status_code == 302
    deck = draft().topics[0].slides
    assert [(slide.title, slide.lines, slide.page, slide.notes) for slide in deck.slides] == [
        ("Mot", ("Y moi",), 1, "Chào lớp\n\nHai"),
        ("Ba", (), 2, ""),
    ]
    assert (deck.title, deck.mark) == ("Slide", "nội dung minh họa")
    picture = organiser.get(f"{ROOT}trang/{deck.file}/2.png")
    assert (picture["Content-Type"], picture["Cache-Control"]) == ("image/png", "private, max-age=31536000, immutable")
    assert body(picture)[:4] == b"\x89PNG"
    for wrong in (f"{deck.file}/3", f"{deck.file}/0", f"{'0' * 64}/1"):
        assert organiser.get(f"{ROOT}trang/{wrong}.png").status_code == 404
    folder = queries.export_folder(Programme.objects.get())
    assert folder["chuyen-de-1/slide.pdf"] == pdf("Mot\nY moi", "Ba")
    import_folder(folder)
    assert queries.export_folder(Programme.objects.get()) == folder


def test_slides_that_cannot_be_drawn_are_refused_on_the_page_of_the_topic(organiser: Client) -> None:
    import_folder(files())
    for raw, words in ((b"GIF89a", "không phải PDF hay PPTX"), (b"%PDF-1.4 x", "Tệp bị hỏng")):
        answer = upload(organiser, raw)
        assert answer.status_code == 400
        assert words in text(answer)
    assert queries.export_folder(Programme.objects.get()) == files()


def test_a_folder_whose_slides_point_behind_the_last_page_is_refused(organiser: Client) -> None:
    slides = GOOD[SLIDES].replace("## Một\n\n", "## Một\n\n![trang 9](slide.pdf)\n\n")
    from diemcau.base.refused import Refused

    with pytest.raises(Refused) as refused:
        import_folder({**files(slides=slides), "chuyen-de-1/slide.pdf": pdf("Mot")})
    assert (refused.value.code, refused.value.data) == ("slides.no_such_page", {"page": 9, "pages": 1})
    assert Programme.objects.count() == 0


def test_documents_are_added_changed_and_downloaded(organiser: Client) -> None:
    import_folder(files())
    page = f"{ROOT}thu/soan/1/tep-tai-lieu/0"
    for typed, words in (
        ({"title": "", "file": SimpleUploadedFile("a.pdf", pdf("A"))}, "Ghi tên tài liệu"),
        ({"title": "Sổ tay"}, "chưa chọn tệp PDF"),
        ({"title": "Sổ tay", "file": SimpleUploadedFile("a.doc", b"doc")}, "phải là tệp PDF"),
    ):
        answer = organiser.post(page, typed)
        assert answer.status_code == 400
        assert words in text(answer)
    organiser.post(page, {"title": " Sổ  tay ", "file": SimpleUploadedFile("a.pdf", pdf("A"))})
    organiser.post(
        f"{ROOT}thu/soan/1/tep-tai-lieu/1", {"title": "Sổ tay", "file": SimpleUploadedFile("b.pdf", pdf("B"))}
    )
    (document,) = draft().topics[0].documents
    assert (document.title, document.file) == ("Sổ tay", kept.digest_of(pdf("B")))
    answer = organiser.get(f"{ROOT}tep/{document.file}.pdf")
    assert answer["Content-Disposition"].startswith("attachment")
    assert body(answer) == pdf("B")


def test_a_look_before_the_release_says_what_is_missing_and_forbids_nothing(organiser: Client) -> None:
    import_folder(files(topic=GOOD[TOPIC].replace("số phút: 90\n", "")))
    answer = organiser.get(f"{ROOT}thu/phat-hanh")
    assert "Có 1 điểm nên xem lại; vẫn phát hành được. Chuyên đề 1: chưa nêu thời lượng." in text(answer)
    assert organiser.post(f"{ROOT}thu/phat-hanh", {"notes": ""}).status_code == 302
    base = fields(organiser, "thu/soan/1/sua")
    organiser.post(f"{ROOT}thu/soan/1/sua", {**base, "minutes": "150"})
    assert "Chuyên đề 1: thời lượng 0 → 150 phút" in text(organiser.get(f"{ROOT}thu/phat-hanh"))
    assert "✓ Không thấy điểm nào cần xem lại." in text(organiser.get(f"{ROOT}thu/phat-hanh"))
    organiser.post(f"{ROOT}thu/phat-hanh", {"notes": ""})
    between = organiser.get(f"{ROOT}thu/so-sanh?tu=1&den=2")
    assert "Khác nhau ở 1 điểm Chuyên đề 1: thời lượng 0 → 150 phút" in text(between)
    assert "✓ Hai bản giống nhau." in text(organiser.get(f"{ROOT}thu/so-sanh?tu=2&den=0"))
    assert organiser.get(f"{ROOT}thu/so-sanh?tu=x&den=99").status_code == 200


@pytest.mark.parametrize("page", ["thu/soan/9/", "thu/soan/9/sua", "thu/soan/1/tinh-huong/9", "thu/soan/1/la/1"])
def test_what_is_not_there_is_not_found(organiser: Client, page: str) -> None:
    import_folder(files())
    assert organiser.get(f"{ROOT}{page}").status_code == 404


def test_nobody_but_the_academy_edits(organiser: Client) -> None:
    import_folder(whole())
    province = Client()
    province.force_login(cast.account("ha", OfficeRole.ORGANISER, "01"))
    for page in [*PAGES, "thu/", "moi", "thu/so-sanh"]:
        assert province.get(f"{ROOT}{page}").status_code == 404
        assert Client().get(f"{ROOT}{page}").status_code == 302


@pytest.mark.parametrize("number", [1, 3])
def test_the_page_of_a_topic_asks_as_often_for_three_things_as_for_one(
    organiser: Client, number: int, django_assert_num_queries: Any
) -> None:
    given = files()
    for nth in range(2, number + 1):
        given[f"chuyen-de-1/tinh-huong-{nth}.md"] = given["chuyen-de-1/tinh-huong-1.md"]
    import_folder(given)
    with django_assert_num_queries(4):  # session, account, roles, programme
        organiser.get(f"{ROOT}thu/soan/1/")


def test_who_saved_last_is_said(organiser: Client) -> None:
    import_folder(files(), Account.objects.get(username="lan"))
    assert re.search(r"thu · lưu lúc \d\d:\d\d \d\d/\d\d/\d{4} · Lan", text(organiser.get(f"{ROOT}thu/")))
