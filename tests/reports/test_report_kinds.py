"""Polls of every form, further decisions, open questions, tests, speeches and checks in the papers of a class."""

from dataclasses import dataclass
from typing import Any

import pytest

from diemcau.activities.question.shapes import REASONS
from diemcau.assessment.actions import settle_course
from diemcau.assessment.models import ActivityRecord, Paper
from diemcau.assessment.rules.hiding import LEAST
from diemcau.base.words import say
from diemcau.classroom.replay import board_of
from diemcau.journal.log import stream_of
from diemcau.journal.store import Store
from diemcau.knowledge.actions import take_up_course
from diemcau.planning.models import Course, Sitting
from diemcau.planning.rules import AddressKind
from diemcau.reports.course_report import course_report
from diemcau.reports.figures import check, figures_of, ready
from diemcau.reports.leaves import Asked, leaves
from diemcau.reports.markdown import to_markdown
from diemcau.reports.rules import adds_up, mean, median
from tests.assessment import rig, sheets

CHOICES = ["Đất đai", "Hộ tịch", "Đầu tư"]
CASE: dict[str, Any] = {
    "title": "Cháy chợ",
    "story": ["Chợ xã cháy lúc nửa đêm."],
    "task": "Xã làm gì trước?",
    "choices": [{"text": "Dập lửa"}, {"text": "Báo tỉnh"}],
    "minutes": 10,
    "developments": [{"code": "gio", "text": "Gió đổi chiều.", "turn": "tiep"}],
    "turns": [
        {
            "code": "tiep",
            "task": "Chia kinh phí thế nào?",
            "form": "share",
            "choices": [{"text": "Tiểu thương"}, {"text": "Dọn dẹp"}],
            "total": 100,
            "unit": "triệu đồng",
        }
    ],
    "endings": [
        {"code": "tot", "title": "Chợ mở lại", "text": "…", "when": [{"decision": "1", "value": 1}]},
        {"code": "cham", "title": "Chợ đóng lâu", "text": "…"},
    ],
}


def poll(form: str, answers: str) -> dict[str, Any]:
    steps = ["Chưa đạt", "Tạm", "Đạt", "Tốt"]
    choices = steps if form == "scale" else CHOICES
    return {"title": form, "question": f"Hỏi {form} {answers}?", "choices": choices, "form": form, "answers": answers}


@dataclass
class Held:
    """The small class with one sitting of everything, settled."""

    course: Course
    play: rig.Player

    def words(self, level: str = "centre", unit: str = "00", lang: str = "vi") -> str:
        ground = ready(self.course)
        text = to_markdown(course_report(ground, figures_of(ground, level, unit), lang)).replace("\\", "")
        return " ".join(text.split())

    def figure(self, key: str, level: str = "centre", unit: str = "00") -> int:
        return figures_of(ready(self.course), level, unit)[key]


@pytest.fixture
def held(store: Store) -> Held:
    course = rig.new_course()
    asked = [
        *((f"k-{form}-{answers}", "poll", poll(form, answers)) for form, answers in FORMS),
        ("k-void", "poll", poll("single", "rooms")),
        ("k-case", "situation", CASE),
        ("k-void-case", "situation", {**CASE, "title": "Tình huống bỏ"}),
        ("k-open", "response", {"title": "Sáng kiến", "question": "Đơn vị đã làm gì mới?"}),
        ("k-own", "response", {"title": "Tự nói", "question": "Đồng chí cần gì?", "answers": "persons"}),
        ("k-talk", "discussion", {"title": "Bàn", "task": "Bàn việc phối hợp.", "minutes": 5}),
    ]
    more = tuple(sheets.in_topic_1(course, kind, name, content) for name, kind, content in asked)
    play = rig.Player(store, Sitting.objects.get(course=course, no=1), more=(*more, *sheets.asked_of(course)))
    play.go(1)
    polled(play)
    decided(play)
    spoken(play)
    learnt(play)
    play.close()
    settle_course(course.pk)
    take_up_course(course.pk)
    return Held(course, play)


FORMS = [(form, answers) for form in ("several", "scale", "ranking") for answers in ("persons", "rooms")]


def polled(play: rig.Player) -> None:
    """All seats answer by phone, four rooms at their desks; one poll was a mistake."""
    seats = [seat.id for seat in play.plan.seats]
    for form, answers in FORMS:
        name = f"k-{form}-{answers}"
        play.steer("poll.open", name)
        everybody: list[Any] = seats if answers == "persons" else ["10273", "00004", "01", "16690"]
        for n, who in enumerate(everybody):
            bodies: dict[str, dict[str, Any]] = {
                "several": {"choices": [1, 2] if n % 2 else [3]},
                "scale": {"choice": n % 2 + 3},
                "ranking": {"choices": [2, 1, 3] if n % 2 else [2, 3, 1]},
            }
            body = bodies[form]
            if answers == "persons":
                play.phone(who, "poll.answer", name, **body)
            else:
                play.desk(who, "poll.answer", name, **body)
        play.steer("poll.close", name)
    play.steer("poll.open", "k-void")
    play.desk("10273", "poll.answer", "k-void", choice=1)
    play.steer("poll.void", "k-void")


def decided(play: rig.Player) -> None:
    for name in ("k-case", "k-void-case"):
        play.steer("situation.open", name)
        for unit, choice in (("10273", 1), ("00004", 2), ("16690", 1)):
            play.desk(unit, "situation.decide", name, choice=choice)
        play.steer("situation.develop", name, n=1)
        play.desk("10273", "situation.decide", name, turn="tiep", shares=[70, 30])
        play.desk("16690", "situation.decide", name, turn="tiep", shares=[100, 0])
    play.steer("situation.close", "k-case")
    play.steer("situation.void", "k-void-case")


def spoken(play: rig.Player) -> None:
    alike = ("Lập tổ công nghệ số cộng đồng ở thôn", "Lập tổ công nghệ số cộng đồng tại các thôn")
    play.steer("response.open", "k-open")
    for unit, text, named in (("10273", alike[0], True), ("00004", alike[1], False), ("01", "Họp ít hơn", False)):
        play.desk(unit, "response.answer", "k-open", text=text, named=named)
    held = play.turns.board.states["k-open"].answers.held
    chosen = [{"answer": held[-play.site(unit)].seq} for unit in ("10273", "01")]
    play.steer("response.pick", "k-open", chosen=chosen)
    play.steer("response.open", "k-own")
    for seat in play.seats("16690")[:3]:
        play.phone(seat, "response.answer", "k-own", text="Cần máy tính mới cho bộ phận một cửa")
    play.steer("discussion.open", "k-talk")
    play.desk("40", "discussion.note", "k-talk", text="Giao một đầu mối phối hợp")
    play.desk("10273", "checklist.tick", items=["phong", "man_hinh", "loa_micro"], mark="ok")
    play.desk("10273", "checklist.tick", items=["duong_truyen", "danh_sach", "ho_tro"], mark="ok")
    play.desk("40", "checklist.tick", items=["duong_truyen"], mark="trouble", note="Mạng chập chờn")
    play.steer("notice.send", text="Vào lớp đúng giờ", to="all")
    for by, site in (("Lãnh đạo Học viện", 0), ("Bí thư Đảng ủy xã", play.site("10273"))):
        kind = "phat_bieu_khai_mac" if not site else "tham_luan"
        play.steer("address.begin", by=by, kind=kind, site=site)
        play.steer("address.tell", text=f"Nội dung của {by}", site=site)
    asked = [play.phone(seat, "question.ask", text=f"Câu hỏi số {seat}?") for seat in play.seats("10273")[:3]]
    assert len(asked) == 3
    numbers = list(play.turns.board.states["question"].questions)
    play.steer("question.decline", question=numbers[0], reason=REASONS[0])
    play.steer("question.merge", question=numbers[1], into=numbers[2])
    play.steer("question.answered", question=numbers[2])


def learnt(play: rig.Player) -> None:
    seats = [seat.id for seat in play.plan.seats]
    for name, right in (("t1-test1", 2), ("t1-test2", 5)):
        play.steer("test.open", name)
        for n, seat in enumerate(seats):
            play.phone(seat, "test.answer", name, answers=[[2 if n % 6 < right else 1], [1]])
        play.steer("test.close", name)
    sheets.surveyed(play, seats)
    play.steer("essay.open", "t1-essay1")
    for unit in ("10273", "16690"):
        play.phone(play.seats(unit)[0], "essay.hand_in", "t1-essay1", paper=1, text="Tôi sẽ họp ngắn hơn.", photos=0)


def test_the_base_of_several_choices_is_who_answered_and_not_the_sum_of_choices(held: Held) -> None:
    people, start = len(held.play.plan.seats), "answer.1.k-several-persons"
    assert [held.figure(f"{start}.{n}") for n in (1, 2, 3)] == [people // 2, people // 2, people - people // 2]
    assert held.figure(f"{start}.answered") == people
    rooms = "answer.1.k-several-rooms"
    assert [held.figure(f"{rooms}.{name}") for name in ("1", "2", "3", "rooms")] == [2, 2, 2, 4]
    said = held.words()
    assert "Đất đai (50,0%); Hộ tịch (50,0%); Đầu tư (50,0%)" in said
    assert said.count(say("paper.poll.several_note")) == 2


def test_a_scale_has_its_mean_and_median_with_the_base(held: Held) -> None:
    rooms = "answer.1.k-scale-rooms"
    assert [held.figure(f"{rooms}.{name}") for name in ("3", "4", "steps", "rooms")] == [2, 2, 14, 4]
    said = held.words()
    assert say("paper.poll.scale", median="3,5", mean="3,5", steps=4) in said
    assert say("paper.report.base.rooms", rooms="04") in said


def test_a_ranking_has_mean_places_and_first_places(held: Held) -> None:
    people, start = len(held.play.plan.seats), "answer.1.k-ranking-persons"
    assert held.figure(f"{start}.2") == held.figure(f"{start}.place.2") == people
    assert held.figure("answer.1.k-ranking-rooms.place.1") == 2 * 2 + 2 * 3
    said = held.words()
    assert say("paper.poll.leader", choice="Hộ tịch", place="1,0") in said
    assert "(1) Hộ tịch; (2) Đầu tư; (3) Đất đai" in held.words("site", "10273")


def test_what_is_void_stands_in_no_figure_and_on_no_paper(held: Held) -> None:
    keys = figures_of(ready(held.course), "centre", "00").figures
    assert [key for key in keys if "k-void" in key] == []
    assert ActivityRecord.rows.of(rig.ALL).filter(activity__startswith="k-void").count() == 0
    assert "Tình huống bỏ" not in held.words()


def test_further_decisions_have_their_own_base_and_rooms_their_endings(held: Held) -> None:
    start = "answer.1.k-case"
    names = ("rooms", "turn.1.rooms", "turn.1.1", "turn.1.2", "turn.1.given.1")
    told = {name: held.figure(f"{start}.{name}") for name in names}
    assert told["rooms"] == 3
    assert [told[f"turn.1.{name}"] for name in ("rooms", "1", "2", "given.1")] == [2, 2, 1, 170]
    board, _ = board_of(held.play.sitting.pk)
    summary = board.kinds["k-case"].summary(board.states["k-case"], board.look("k-case", 0, lambda _: ""))
    endings = [held.figure(f"run.ending.1.k-case.{n}") for n in (1, 2)]
    assert endings == [ending["rooms"] for ending in summary["endings"]]
    assert endings == [2, 1]
    assert "Quyết định thứ 2. Chia kinh phí thế nào? Số điểm cầu đã quyết định: 02." in held.words()
    assert "Tiểu thương (70 triệu đồng); Dọn dẹp (30 triệu đồng)" in held.words("site", "10273")
    assert "Chia kinh phí thế nào?** " not in held.words("site", "00004")


def test_answers_in_words_are_grouped_and_name_no_room_that_did_not_agree(held: Held) -> None:
    said = held.words()
    assert (held.figure("said.1.k-open.rooms"), held.figure("said.1.k-own.persons")) == (3, 3)
    assert said.count("Lập tổ công nghệ số cộng đồng") == 2  # the group, and what was picked
    assert "“Lập tổ công nghệ số cộng đồng ở thôn” (xã Phú Xuyên)" in said
    assert "“Họp ít hơn” (điểm cầu cấp tỉnh thuộc thành phố Hà Nội)" in said
    assert "Cần máy tính mới" not in said  # three persons are too few
    assert say("paper.said.too_few") in said


def test_a_text_that_was_erased_is_said_to_be_so(held: Held, store: Store) -> None:
    row = ActivityRecord.rows.of(rig.ALL).get(activity="k-open", site=held.play.site("01"))
    store.erase_text(stream_of(held.play.sitting.pk), row.reason)
    said = held.words()
    assert "Họp ít hơn" not in said
    assert "“(đã xóa)” (điểm cầu cấp tỉnh thuộc thành phố Hà Nội)" in said


def test_tests_and_surveys_stand_in_the_centres_report_alone(held: Held) -> None:
    said = held.words()
    people = f"{len(held.play.plan.seats):02}"
    assert f"“Kiểm tra before” có {people} người làm bài" in said
    assert "Nội dung sát thực tế đến mức nào?" in said
    assert "Giảng viên trả lời rõ câu hỏi" not in said
    assert sheets.ADVICE not in said
    for level, unit in (("province", "01"), ("site", "10273")):
        below = held.words(level, unit)
        assert [words in below for words in ("Kiểm tra before", "Ý kiến về chuyên đề 1", "Bài thu hoạch")] == [
            False, False, True,
        ]  # fmt: skip


def test_papers_are_counted_and_few_verdicts_are_not_told(held: Held) -> None:
    Paper.rows.of(rig.ALL).update(passed=True)
    names = ("handed", "in_time", "passed", "failed")
    assert [held.figure(f"essay.1.t1-essay1.{name}") for name in names] == [2, 2, 2, 0]
    assert "Bài thu hoạch | 2 | 2 | – | – |" in held.words()
    assert LEAST == 5


def test_a_speech_that_was_recorded_and_noted_live_stands_once(held: Held) -> None:
    said = held.words()
    assert said.count("Lãnh đạo Học viện (") == 1
    assert say(f"address.{AddressKind.THAM_LUAN}") in said
    assert "nội dung: Nội dung của Bí thư Đảng ủy xã" in said
    assert "Bí thư Đảng ủy xã" not in held.words("province", "40")


def test_moderated_questions_notices_and_checks_are_counted_in_the_run(held: Held) -> None:
    figures = figures_of(ready(held.course), "centre", "00")
    stages = {name: figures[f"run.question.{name}"] for name in ("answered", "later", "merged", "declined")}
    assert stages == {"answered": 1, "later": 0, "merged": 1, "declined": 1}
    names = ("run.sitting.1.begun", "run.sitting.1.ready", "run.sitting.1.trouble", "run.notices.1")
    assert [figures[name] for name in names] == [2, 1, 1, 1]
    assert set(names) <= figures.run.keys()
    assert say("paper.report.preparation_checked") in held.words()


def test_every_figure_adds_up_and_opens_down_to_rows_that_do(held: Held) -> None:
    ground = ready(held.course)
    check(ground)
    settled = {one.sitting.pk: one.no for one in ground.settled}
    kinds = ("answer.1.k-", "said.", "test.", "essay.", "run.sitting.1.", "run.question.", "run.ending.")
    keys = [key for key in ground.cells.values if key.startswith(kinds) and adds_up(key)]
    assert len(keys) > 60
    for key in keys:
        for place in ground.places.values():
            told = leaves(Asked(held.course, key, place, rig.ALL, settled))
            assert sum(leaf.value for leaf in told) == ground.cells.values[key].get(place.site, 0), (key, place.key)


def test_both_languages_have_the_same_figures(held: Held) -> None:
    from tests.reports.test_report_papers import figures_in

    ground = ready(held.course)
    for level, unit in (("centre", "00"), ("province", "01"), ("site", "10273")):
        figures = figures_of(ground, level, unit)
        vi, en = (figures_in(course_report(ground, figures, lang)) for lang in ("vi", "en"))
        assert vi == en
        assert {key for key in vi if key not in figures} == set()


def test_means_and_medians_are_rounded_as_people_do() -> None:
    assert (mean(7, 2), mean(7, 2, "en"), mean(5, 3), mean(0, 0)) == ("3,5", "3.5", "1,7", "–")
    assert (median([0, 2, 2]), median([1, 0, 3]), median([0, 0])) == ("2,5", "3", "–")
