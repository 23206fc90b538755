"""What a lecturer may read of what people thought of him: his own alone, small counts hidden, by a one-time link."""

import html
import re
from datetime import timedelta
from itertools import product
from typing import Any

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from diemcau.assessment import actions, queries
from diemcau.assessment.models import RatingsLink
from diemcau.assessment.rules.hiding import LEAST
from diemcau.assessment.rules.ratings import RATINGS_LAST, Told, told
from diemcau.assessment.rules.surveys import mean, median
from diemcau.base.refused import Refused
from diemcau.journal.store import Store
from diemcau.people.models import Account
from diemcau.planning.actions import set_delivery
from diemcau.planning.actions.lecturers import NewLecturer, add_lecturer, let_stand_in, remove_lecturer
from diemcau.planning.models import Course, Lecturer
from diemcau.planning.rules import How
from diemcau.record.models import AuditEntry
from tests.assessment import rated
from tests.assessment.rated import CANARIES, TEXTS
from tests.assessment.rig import ALL

ROOT = "/office/danh-gia/thu/khao-sat/"
DOOR = "/office/danh-gia/giang-vien/y-kien/"
SURVEYS = {1: f"{ROOT}1/t1-survey1/", 2: f"{ROOT}2/t2-survey1/"}

# --- what is hidden -------------------------------------------------------------------------------------------------


def question(split: list[int], form: str = "scale", **more: Any) -> dict[str, Any]:
    asked = {"n": 1, "text": "?", "form": form, "choices": [str(n) for n in range(len(split))], "split": split}
    return asked | {"by_hand": [0] * len(split), "answered": sum(split), "texts": []} | more


def of_him(split: list[int], form: str = "scale", **more: Any) -> Told:
    return told(question(split, form, **more), rates=True, anonymous=True)


def test_fewer_than_five_have_no_figures() -> None:
    few, enough = of_him([1, 0, 3]), of_him([0, 0, 5])
    assert (few.persons, few.answered, few.median, few.mean, few.is_hidden) == ((), 0, None, None, True)
    assert (enough.persons, enough.answered, enough.median, enough.mean) == ((0, 0, 5), 5, 3.0, 3.0)


def test_a_small_step_is_hidden_with_another_one_that_would_tell_it() -> None:
    assert of_him([2, 6, 30, 40]).persons == (None, None, 30, 40)
    assert of_him([5, 6, 30, 40]).persons == (5, 6, 30, 40)


def test_a_mean_that_would_tell_a_hidden_step_is_left_out() -> None:
    assert (of_him([2, 0, 0, 6]).mean, of_him([2, 0, 0, 6]).median) == (None, None)  # 3,25 of eight tells both
    assert of_him([2, 300, 2000, 3000]).mean == pytest.approx(3.508, abs=0.001)  # of thousands one place tells nothing


def test_of_several_choices_one_that_nearly_all_took_is_hidden_too() -> None:
    assert of_him([20, 3, 10], "several", answered=22).persons == (None, None, 10)


@given(st.lists(st.integers(0, 9), min_size=2, max_size=5))
def test_no_hidden_count_is_told_by_all_that_stands_on_the_page(split: list[int]) -> None:
    one = of_him(split)
    if one.is_hidden:
        assert sum(split) < LEAST
        return
    shown = [n for n in one.persons if n is not None]
    assert [n for n in shown if 0 < n < LEAST] == []
    away = [place for place, n in enumerate(one.persons) if n is None]
    rest = sum(split) - sum(shown)
    assert one.answered == sum(split)
    possible: list[set[int]] = [set() for _ in away]
    for counts in product(range(rest + 1), repeat=max(len(away) - 1, 0)) if away else ():
        last = rest - sum(counts)
        if last < 0:
            continue
        other = list(split)
        for place, n in zip(away, [*counts, last], strict=True):
            other[place] = n
        if one.mean is None or (f"{mean(other):.1f}", median(other)) == (f"{one.mean:.1f}", one.median):
            for values, place in zip(possible, away, strict=True):
                values.add(other[place])
    assert [len(values) > 1 for values in possible] == [True] * len(away)


@pytest.mark.parametrize(
    ("rates", "anonymous", "texts", "read"),
    [(True, True, 5, 5), (True, True, 4, 0), (True, False, 9, 0), (False, True, 9, 0)],
)
def test_texts_are_read_of_five_or_more_without_names_that_wrote_of_him(
    rates: bool, anonymous: bool, texts: int, read: int
) -> None:
    asked = question([], "text", answered=texts, texts=[f"t{n}" for n in range(texts)])
    one = told(asked, rates=rates, anonymous=anonymous)
    assert (len(one.texts), one.is_hidden) == (read, not read)


# --- whose it is ----------------------------------------------------------------------------------------------------


@pytest.fixture
def taught(store: Store) -> Course:
    return rated.settled(store)


def of_survey(course: Course, topic: int) -> queries.Whose:
    return queries.whose(course, queries.sheet_of(queries.sheets_of(course), "survey", topic, f"t{topic}-survey1"))


def test_ratings_are_of_the_one_who_taught_the_topic(taught: Course) -> None:
    first = of_survey(taught, 1)
    assert (first.lecturer, first.topics) == (rated.lecturer_of(taught, 1), (1,))
    add_lecturer(taught, NewLecturer(2, "Người dạy thêm", rated.lecturer_of(taught, 1).person))
    assert of_survey(taught, 2) == queries.Whose(None, "several")
    assert of_survey(taught, 1).topics == (1,)  # the second topic is nobody's alone


def test_one_person_has_the_ratings_of_all_his_topics_and_a_bare_post_of_its_own(taught: Course) -> None:
    second = rated.lecturer_of(taught, 2)
    Lecturer.objects.filter(pk=second.pk).update(person=rated.lecturer_of(taught, 1).person)
    assert of_survey(taught, 1).topics == (1, 2)
    Lecturer.objects.filter(course=taught).update(person=None)
    assert (of_survey(taught, 1).topics, of_survey(taught, 2).topics) == ((1,), (2,))


def test_ratings_are_of_whoever_stood_in_once_the_plan_says_that_he_taught(taught: Course) -> None:
    spare = add_lecturer(taught, NewLecturer(1, "Người dự bị", stand_in=True))
    assert of_survey(taught, 1).lecturer == rated.lecturer_of(taught, 1)
    let_stand_in(spare)
    assert of_survey(taught, 1).lecturer == spare


def test_ratings_of_nobody_are_the_organisers_alone(taught: Course) -> None:
    sheet = queries.sheet_of(queries.sheets_of(taught), "survey", 1, "t1-survey1")
    whole = queries.Sheet(sheet.sitting, sheet.no, sheet.activity, {**sheet.told, "about": "class"})
    assert queries.whose(taught, whole).why == "class"
    set_delivery(taught, 1, How.TU_NGHIEN_CUU)
    assert of_survey(taught, 1).why == "untaught"
    set_delivery(taught, 1, How.TRUC_TIEP)
    remove_lecturer(rated.lecturer_of(taught, 1))
    assert of_survey(taught, 1).why == "nobody"


# --- pages ----------------------------------------------------------------------------------------------------------


@pytest.fixture
def by(db: None) -> Account:
    return rated.organiser()


@pytest.fixture
def organiser(taught: Course, by: Account) -> Client:
    client = Client()
    client.force_login(by)
    return client


def words(answer: Any) -> str:
    return html.unescape(" ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split()))


def made_link(organiser: Client, topic: int = 1) -> str:
    """The secret of a new link, as the page shows it."""
    answer = organiser.post(f"{SURVEYS[topic]}lien-ket", {"act": "make"})
    assert answer.status_code == 200
    found = re.search(r"http://testserver/office/danh-gia/giang-vien/y-kien/#l=([A-Za-z0-9_-]{32})\s", words(answer))
    assert found, words(answer)
    return found[1]


def pressed(secret: str, client: Client | None = None) -> tuple[Client, Any]:
    client = client or Client()
    return client, client.post(DOOR, {"link": secret})


def test_a_lecturer_sees_his_own_and_never_a_word_on_another(organiser: Client, taught: Course) -> None:
    for topic, other in ((1, 2), (2, 1)):
        client, answer = pressed(made_link(organiser, topic))
        page = client.get(answer["Location"])
        shown = words(page)
        assert page.status_code == 200
        assert f"{CANARIES[topic]} giảng rõ đến mức nào?" in shown
        assert CANARIES[other].lower() not in page.content.decode().lower()
        assert all(f"{CANARIES[topic]} {text}" in shown for text in TEXTS)
        assert "Cho lớp." not in shown  # what was written on the class is the organiser's
        assert "góp ý cho lớp" not in shown
        assert [rated.lecturer_of(taught, no).post + " –" in shown for no in (topic, other)] == [True, False]


def test_a_page_shows_steps_base_and_what_is_hidden(organiser: Client) -> None:
    client, answer = pressed(made_link(organiser))
    shown = words(client.get(answer["Location"]))
    him, _, topic = shown.partition("Về chuyên đề")
    assert "Chưa rõ không hiện Khá rõ 0 0,0% Rõ không hiện Rất rõ 7 46,7%" in him
    assert "15 trong 15 người trả lời câu này. Số dưới 5 người không hiện" in him  # a mean would tell the two
    assert "6 trong 15 người trả lời câu này." in him
    assert "Chưa rõ 5 29,4% Khá rõ 0 0,0% Rõ 5 29,4% Rất rõ 7 41,2%" in topic
    assert "17 trong 17 người trả lời câu này. Trung vị 3,0, trung bình 2,8" in topic


def test_a_named_survey_gives_no_texts(store: Store, by: Account) -> None:
    course = rated.new_course()
    rated.played(store, course, 1, 1, anonymous=False)
    found = queries.rated(rated.lecturer_of(course, 1))
    assert [(one.form, one.is_hidden, texts) for one, texts in found[0].ratings] == [
        ("scale", False, []),
        ("text", True, []),
    ]


def test_looking_at_the_door_uses_nothing_up_and_one_press_does(organiser: Client) -> None:
    secret = made_link(organiser)
    for _ in range(3):
        assert Client().get(DOOR).status_code == 200
    client, answer = pressed(secret)
    assert (answer.status_code, answer["Location"]) == (302, f"{DOOR}{RatingsLink.objects.get().pk}/")
    cookie = client.cookies[f"ratings-{RatingsLink.objects.get().pk}"]
    assert (cookie["httponly"], cookie["samesite"], cookie["path"]) == (True, "Lax", DOOR)
    assert client.get(answer["Location"]).status_code == 200  # again in the same browser
    assert pressed(secret, client)[1]["Location"] == answer["Location"]
    other, again = pressed(secret)
    assert (again.status_code, "đã được mở ở một thiết bị" in words(again)) == (409, True)
    assert other.get(answer["Location"]).status_code == 404


def test_the_page_of_another_is_as_if_it_were_not_there(organiser: Client) -> None:
    mine, answer = pressed(made_link(organiser, 1))
    _, other = pressed(made_link(organiser, 2))
    number = re.findall(r"\d+", other["Location"])[0]
    value = mine.cookies[f"ratings-{re.findall(r'[0-9]+', answer['Location'])[0]}"].value
    mine.cookies[f"ratings-{number}"] = value
    foreign, none = mine.get(other["Location"]), mine.get(f"{DOOR}999999/")
    assert (foreign.status_code, none.status_code) == (404, 404)
    assert words(foreign) == words(none)
    assert organiser.get(other["Location"]).status_code == 404  # an account opens nothing here


def test_a_second_link_replaces_the_first_and_what_it_opened(organiser: Client) -> None:
    unused = made_link(organiser)
    reader, answer = pressed(made_link(organiser))
    assert "đã được thu hồi hoặc thay bằng liên kết mới" in words(pressed(unused)[1])
    assert reader.get(answer["Location"]).status_code == 200
    made_link(organiser)
    closed = reader.get(answer["Location"])
    assert (closed.status_code, "thay bằng liên kết mới" in words(closed)) == (410, True)


def test_a_link_taken_back_says_so(organiser: Client) -> None:
    secret = made_link(organiser)
    answer = organiser.post(f"{SURVEYS[1]}lien-ket", {"act": "end"}, follow=True)
    assert "Đã thu hồi liên kết." in words(answer)
    assert (pressed(secret)[1].status_code, "đã được thu hồi" in words(pressed(secret)[1])) == (409, True)


def test_a_link_and_its_page_end_on_their_day(organiser: Client) -> None:
    secret = made_link(organiser)
    client, answer = pressed(secret)
    link = RatingsLink.objects.get()
    assert link.expires_at - link.made_at == RATINGS_LAST == timedelta(days=14)
    RatingsLink.objects.update(made_at=link.made_at - RATINGS_LAST, expires_at=link.made_at)
    assert (client.get(answer["Location"]).status_code, pressed(secret)[1].status_code) == (410, 409)
    assert "đã hết hạn" in words(pressed(secret)[1])


def test_a_link_ends_with_the_role(organiser: Client, taught: Course) -> None:
    client, answer = pressed(made_link(organiser))
    unused = made_link(organiser, 2)
    let_stand_in(add_lecturer(taught, NewLecturer(1, "Người dự bị", stand_in=True)))
    assert client.get(answer["Location"]).status_code == 410
    remove_lecturer(rated.lecturer_of(taught, 2))
    assert (pressed(unused)[1].status_code, RatingsLink.objects.count()) == (400, 1)


def test_a_wrong_link_is_refused_in_words(taught: Course) -> None:
    for link in ("", "x", "https://vi.du/#l=", "a" * 5000):
        answer = Client().post(DOOR, {"link": link})
        assert (answer.status_code, "Liên kết không đúng hoặc không còn." in words(answer)) == (400, True)


def test_where_nobody_can_say_who_is_rated_no_link_is_made(organiser: Client, taught: Course) -> None:
    add_lecturer(taught, NewLecturer(1, "Người cùng dạy"))
    assert "nhiều người cùng giảng" in words(organiser.get(SURVEYS[1]))
    assert organiser.post(f"{SURVEYS[1]}lien-ket", {"act": "make"}).status_code == 409
    assert RatingsLink.objects.count() == 0


def test_who_made_a_link_for_whom_and_when_it_was_opened_is_noted(organiser: Client, taught: Course) -> None:
    secret = made_link(organiser)
    assert "Chưa mở Người Tổ Chức (MP) tạo liên kết lúc" in words(organiser.get(SURVEYS[1]))
    pressed(secret)
    assert "✓ Đã mở Người Tổ Chức (MP) tạo liên kết lúc" in words(organiser.get(SURVEYS[1]))
    organiser.post(f"{SURVEYS[1]}lien-ket", {"act": "end"})
    lecturer = rated.lecturer_of(taught, 1).pk
    noted = AuditEntry.rows.of(ALL).filter(action__startswith="ratings.").order_by("pk")
    assert [(one.action, one.detail) for one in noted] == [
        (f"ratings.{what}", {"topic": 1, "lecturer": lecturer}) for what in ("linked", "opened", "unlinked")
    ]
    assert secret not in str(list(noted.values()))


def test_of_two_who_press_one_gets_in(taught: Course, by: Account) -> None:
    secret, _ = actions.link_to_ratings(rated.lecturer_of(taught, 1), by=by)
    actions.open_ratings(secret)
    with pytest.raises(Refused) as refused:
        actions.open_ratings(secret)
    assert refused.value.code == "ratings.opened"


@pytest.mark.parametrize(("path", "count"), [("door", 0), ("page", 6), ("survey", 8)])
def test_a_page_asks_a_known_number_of_times(
    organiser: Client, django_assert_num_queries: Any, path: str, count: int
) -> None:
    client, answer = pressed(made_link(organiser))
    page = {"door": DOOR, "page": answer["Location"], "survey": SURVEYS[1]}[path]
    asker = organiser if path == "survey" else client
    with django_assert_num_queries(count):
        assert asker.get(page).status_code == 200
