"""Whatever is typed into a form of the office: nothing runs, nothing breaks, and the text comes back as it was typed.

Fields of many lines and the long ones take every text; of a form with short fields alone each takes a share. The
forms are those of the pages of the table of permits, so that a new one is in it by itself; a form that no page here
shows stands in NOT_HERE with the reason. tests/activities/test_naughty.py does the same for the live screens.
"""

from collections.abc import Iterator, Sequence
from itertools import chain
from typing import Any

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client
from django.urls import reverse

from diemcau.base.text import clean, line
from tests.activities.naughty import SCRIPTS, WORDS
from tests.config.conftest import world  # noqa: F401  # a fixture
from tests.config.walk import FORMS, PAGES, sample_of
from tests.config.world import World, a_pdf
from tests.walks.office_forms import Field, Form, Page

# What a browser can send at all: half of a surrogate pair is none of it.
TYPED = tuple(text for text in (*SCRIPTS, *WORDS) if text.encode(errors="ignore") == text.encode(errors="replace"))
LINE, AREA = 200, 900  # letters at a time where a field says no limit of its own
PIECES = 36  # what is typed into a field at most
PLAIN = "Chữ thử"
ASKERS = "organiser", "province 01", "stranger"

# Pages that show a form only when they are asked so, or that tests.config.samples has no row for.
LOOKS: dict[str, tuple[str, ...]] = {"planning:bulk_sites": ("?tat-ca=1",)}
MORE: dict[str, tuple[dict[str, object], ...]] = {
    "programme:propose": ({"code": "thu", "no": 1, "nth": 1},),
    "planning:class_file_site": ({"no": 1},),
}

SECRET = "takes a secret from the fragment of an address, as JSON of our own script; tests/people walk it"
NO_TEXT = "has no field to type into, and stands on a page only in a state that tests of its room make"
PASSWORDS = "takes passwords, codes and an address of mail alone; tests/people walk it"
NOT_HERE = {
    **dict.fromkeys(
        (
            "account_change_password",
            "account_reauthenticate",
            "account_reset_password",
            "account_reset_password_from_key",
            "mfa_authenticate",
            "mfa_deactivate_totp",
            "mfa_reauthenticate",
        ),
        PASSWORDS,
    ),
    "account_login": "the form of people:enter, by another name",
    "people:by_link": SECRET,
    "people:by_slip": SECRET,
    "people:renew": SECRET,
    "planning:desk_paper": SECRET,
    **dict.fromkeys(
        (
            "classroom:open",
            "classroom:slides_review",
            "people:end_session",
            "people:reset_factor",
            "planning:document_remove",
            "planning:item_move",
            "planning:mailing_again",
            "planning:make_sites",
            "planning:roster_again",
            "planning:roster_apply",
            "planning:roster_undo",
            "planning:rosters_apply",
            "planning:timetable_release",
            "programme:dry",
            "programme:release",
            "rehearsal:frames",
            "usersessions_list",
        ),
        NO_TEXT,
    ),
}

UPLOAD = "(a PDF)"
SITUATION = {"title": "Nước lên", "minutes": "10", "story": "Ngập.", "task": "Chọn.", "choice_1": "Ở", "choice_2": "Đi"}
FILE = {"title": "Tài liệu", "file": UPLOAD}
# What must be in a form besides so that it is taken: dates, files, choices.
GIVEN: dict[str, dict[str, str]] = {
    "assessment:judge": {"passed": "yes", "paper": "1"},
    "knowledge:answer": {
        "kind": "huong_dan",
        "text": "Trả lời",
        "document_number": "1/HD",
        "document_on": "2026-09-07",
        "body": "Sở",
    },
    "knowledge:propose": {"kind": "noi_dung", "text": "Đề xuất", "ability": "Năng lực"},
    "people:add_account": {"name": "Người Mới (MP)", "username": "moi", "role": "organiser", "unit": "00"},
    "planning:address": {"post": "Bí thư", "site": ""},
    "planning:class_file": FILE,
    "planning:class_file_province": FILE,
    "planning:class_file_site": FILE,
    "planning:class_file_take_back": {"reason": "Thiếu chữ ký"},
    "planning:course_copy": {"starts_on": "07/09/2026"},
    "planning:course_new": {"title": "Lớp", "organiser": "Học viện", "form": "trực tuyến", "starts_on": "07/09/2026"},
    "planning:item_new": {"title": "Mục", "minutes": "30", "kind": "discussion"},
    "planning:lecturers": {"post": "Giảng viên"},
    "programme:decide": {"do": "decline", "reason": "Trùng"},
    "programme:document_file": FILE,
    "programme:head": {"objectives": "Biết việc"},
    "programme:new": {"title": "Chương trình", "code": "moi"},
    "programme:new_item": SITUATION,
    "programme:new_topic": {"title": "Chuyên đề"},
    "programme:propose": {**SITUATION, "unit": "10273"},
    "reports:make_site": {"unit": "10273"},
}


def ways(of: World, name: str) -> Iterator[str]:
    """Addresses of a page."""
    sample = sample_of(name, of)
    if sample.there:
        yield from (sample.address(name) + look for look in ("", *sample.looks, *LOOKS.get(name, ())))
    for values in MORE.get(name, ()):
        yield reverse(name, kwargs={"code": of.code, **values})


def asked(client: Client, path: str) -> Any:
    """The answer to a question; what it changed is taken back."""
    with transaction.atomic():
        answer = client.get(path)
        transaction.set_rollback(True)
    return answer


def page_of(answer: Any, path: str = "") -> Page:
    """An answer as it is read; of a file nothing."""
    is_page = "text/html" in answer.headers.get("Content-Type", "")
    return Page(answer.content.decode() if is_page else "", path)


@pytest.fixture(scope="module")
def forms(world: World) -> dict[str, tuple[str, Form]]:  # noqa: F811
    """Every form of every page by the name of where it goes, with who is asked for it; those with the most fields."""
    from diemcau.programme.actions import import_folder
    from tests.programme.folders import GOOD, TOPIC, files
    from tests.programme.test_proposals import SLOTS

    old = GOOD[TOPIC][GOOD[TOPIC].index("phần mở:") : GOOD[TOPIC].index("---\n\nGiới")]
    import_folder(files(topic=GOOD[TOPIC].replace(old, SLOTS)))
    found: dict[str, tuple[str, Form]] = {}
    for asker in ASKERS:
        for path in chain.from_iterable(ways(world, name) for name in PAGES):
            for form in page_of(asked(world.client(asker), path), path).forms:
                held = found.get(form.name)
                if form.method == "post" and (held is None or len(form.free) > len(held[1].free)):
                    found[form.name] = asker, form
    return found


def pieces(texts: Sequence[str], most: int, between: str) -> Iterator[str]:
    """Texts one after the other, as many at a time as a field takes; a longer one is cut as a browser cuts it."""
    part = ""
    for text in texts:
        # Letters that `clean` writes as two stay inside the limit.
        text = text[: most - max(0, len(clean(text)) - len(text))]
        joined = f"{part}{between}{text}" if part else text
        if max(len(joined), len(clean(joined))) > most:
            yield part
            joined = text
        part = joined
    if part:
        yield part


def into(one: Field, nth: int) -> list[str]:
    """What is typed into a field, the `nth` of its form."""
    if one.sort == "textarea":
        return list(pieces(TYPED, min(one.most or AREA, 4 * AREA), "\n"))
    whole = list(pieces(TYPED, min(one.most or LINE, AREA), " "))
    return whole[nth % -(-len(whole) // PIECES) :: -(-len(whole) // PIECES)]


def typed_into(fields: list[Field]) -> Iterator[dict[str, str]]:
    """What goes into some fields together, until each had all of its own; whoever has less begins again."""
    sources = {one.name: into(one, nth) for nth, one in enumerate(fields)}
    for turn in range(max(map(len, sources.values()), default=0)):
        yield {name: source[turn % len(source)] for name, source in sources.items()}


def sends(of: World, asker: str, form: Form, more: dict[str, str]) -> Any:
    """The answer to a form that was filled in and sent, inside the transaction of whoever asks."""
    body: dict[str, Any] = {**form.sent(), **GIVEN.get(form.name, {}), **more}
    for name, value in body.items():
        if value == UPLOAD:
            body[name] = SimpleUploadedFile("tep.pdf", a_pdf(), "application/pdf")
    return of.client(asker).post(form.path, body)


def takes_words(of: World, asker: str, form: Form) -> list[Field]:
    """The fields of a form that take any words: not dates, hours, numbers, codes, telephones."""
    found = []
    for one in form.free:
        with transaction.atomic():
            if sends(of, asker, form, {one.name: PLAIN}).status_code < 400:
                found.append(one)
            transaction.set_rollback(True)
    return found


# Fields whose text is not read on the page that comes next nor on the form's own, and why.
AT_ITS_OWN = "read on a page of its own; the form that changes it shows it"
ELSEWHERE = {
    ("knowledge:answer", "body"): "kept of what is passed on, not of guidance",
    ("knowledge:change_proposal", "q"): "a search",
    ("knowledge:propose", "q"): "a search",
    ("planning:delivery", "reason"): "read in the list of topics; where it is refused, on the page before",
    ("planning:address", "post"): "where it is refused, on the page before",
    ("planning:address", "gist"): "where it is refused, on the page before",
    **{("programme:new_item", f"choice_{nth}"): AT_ITS_OWN for nth in (1, 2, 3, 4)},
    ("programme:new_topic", "about"): AT_ITS_OWN,
    **{("programme:propose", name): AT_ITS_OWN for name in ("title", *(f"choice_{nth}" for nth in (1, 2, 3, 4)))},
    **{
        ("reports:make_site", name): "printed in a paper that a job makes"
        for name in ("next_steps", "byline", "publisher")
    },
}
# Forms of which nothing is read again, and why.
NOT_READ = {
    "assessment:judge": "goes into the journal, whose writer is another process",
    "programme:decide": "a proposal that is declined keeps its own words",
}
# What files of programmes cannot hold: code points that are no letters of anything.
NO_LETTERS = dict.fromkeys((0xFFFE, 0xFFFF))


def told(of: World, asker: str, form: Form, answer: Any) -> tuple[str, list[str]]:
    """All that is read after a form was sent, on one line, and what would run there."""
    read = [page_of(answer)]
    if answer.status_code == 302:
        client = of.client(asker)
        read += [page_of(client.get(path)) for path in (answer.headers["Location"].partition("#")[0], form.page)]
    return line("\n".join(page.words for page in read)), [run for page in read for run in page.runs]


def wrongs(of: World, asker: str, form: Form, body: dict[str, str], kept: set[str]) -> Iterator[str]:
    """What is wrong after some texts were sent. `kept`: fields whose text must be read again."""
    answer = sends(of, asker, form, body)
    words, runs = told(of, asker, form, answer)
    yield from (f"would run: {run}" for run in runs)
    if answer.status_code not in (200, 302, 400, 404, 409, 503):
        yield f"status {answer.status_code} for {body}"
    elif answer.status_code != 302 and len(words) < 20:
        yield f"status {answer.status_code} without words"
    for name, text in body.items():
        if name in kept and line(text.translate(NO_LETTERS)) not in words.translate(NO_LETTERS):
            yield f"{answer.status_code}, {name} lost: {text!r}"


def names() -> list[str]:
    return sorted(name for name in FORMS if name not in NOT_HERE)


def test_every_form_of_the_table_is_found_or_has_a_reason(forms: dict[str, tuple[str, Form]]):
    assert [name for name in FORMS if (name in forms) == (name in NOT_HERE)] == []


@pytest.mark.parametrize("name", names())
def test_what_is_typed_into_a_form_is_kept_and_is_only_text(name, forms, world: World):  # noqa: F811
    asker, form = forms[name]
    words = takes_words(world, asker, form)
    rest = [one for one in form.free if one.name not in {field.name for field in words}]
    wrong: list[str] = []
    cache.clear()  # tries are counted
    kept = {one.name for one in words if (name, one.name) not in ELSEWHERE and name not in NOT_READ}
    for fields, back in ((words, kept), (rest, set[str]())):
        for body in typed_into(fields):
            with transaction.atomic():
                wrong += wrongs(world, asker, form, body, back)
                transaction.set_rollback(True)
    assert wrong[:5] == []


# --- What is planted is found ----------------------------------------------------------------------------------------


def planted(html: str, text: str) -> str:
    """A page whose template would take a text for markup, as with `|safe`."""
    return html.replace("<title>", f"{text}<title>", 1)


@pytest.mark.parametrize(
    "text", [*SCRIPTS[:30:7], "<script>window.hit=1</script>", "<a href='java\tscript:window.hit=1'>x</a>"]
)
def test_a_page_that_took_text_for_markup_is_found(text, world: World):  # noqa: F811
    path = reverse("planning:course", args=[world.code])
    html = asked(world.client("organiser"), path).content.decode()
    assert Page(html).runs == []
    assert len(Page(planted(html, text)).runs) == 1
