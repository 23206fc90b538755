"""The papers of a class: which files, what they say, what they keep quiet."""

import json
from pathlib import Path
from typing import Any

import pytest
from django.conf import LazySettings

from diemcau.activities.slides.content import Slide, Slides
from diemcau.assessment.actions import settle_course
from diemcau.assessment.models import QuestionRecord
from diemcau.base.refused import Refused
from diemcau.base.words import say
from diemcau.journal.log import stream_of
from diemcau.journal.store import Store
from diemcau.knowledge import actions as knowledge
from diemcau.knowledge.models import Lesson, Obstacle
from diemcau.people.actions import add_account
from diemcau.planning.models import Course, Site
from diemcau.programme.actions import replace_deck
from diemcau.reports import actions
from diemcau.reports.course_report import course_report
from diemcau.reports.figures import figures_of, ready
from diemcau.reports.ground import Ground
from diemcau.reports.markdown import to_markdown
from diemcau.reports.models import Snapshot
from diemcau.reports.paper import Bars, EmptyField, Figure, Paper, Paragraph, Table, plain, runs
from tests.assessment import rig
from tests.assessment.rig import ALL


@pytest.fixture
def settled(course: Course) -> Course:
    settle_course(course.pk)
    knowledge.take_up_course(course.pk)
    return course


def paper_of(course: Course, level: str = "centre", unit: str = "00", lang: str = "vi") -> Paper:
    ground = ready(course)
    return course_report(ground, figures_of(ground, level, unit), lang)


def words_of(paper: Paper) -> str:
    return to_markdown(paper).replace("\\", "")


def figures_in(paper: Paper) -> set[str]:
    """Keys of every figure that a paper prints, in tables and charts too."""
    keys: set[str] = set()

    def look(value: Any) -> None:
        if isinstance(value, Figure):
            keys.add(value.key)
        elif isinstance(value, tuple | list):
            for each in value:
                look(each)
        elif hasattr(value, "__dataclass_fields__"):
            for name in value.__dataclass_fields__:
                look(getattr(value, name))

    look(paper)
    return keys


def test_every_number_of_a_report_is_one_of_its_figures(settled: Course) -> None:
    ground = ready(settled)
    for level, unit in (("centre", "00"), ("province", "40"), ("site", "10273")):
        figures = figures_of(ground, level, unit)
        keys = figures_in(course_report(ground, figures))
        assert len(keys) > 40
        assert {key for key in keys if key not in figures} == set()


def test_the_centres_draft_goes_to_its_addressees_under_the_head_of_the_party(settled: Course) -> None:
    paper = paper_of(settled)
    assert (paper.head.style, paper.head.body) == ("party", "Học viện Chính trị quốc gia Hồ Chí Minh")
    assert paper.addressees == ("Bộ Chính trị", "Ban Bí thư")
    assert (paper.draft, paper.simulation) == (True, say("paper.simulation"))


def test_a_province_and_a_site_have_their_own_names_in_the_head(settled: Course) -> None:
    heads = [paper_of(settled, level, unit).head for level, unit in (("province", "40"), ("site", "10273"))]
    assert [(head.style, head.body, head.place) for head in heads] == [
        ("state", "Ủy ban nhân dân tỉnh Nghệ An", "Nghệ An"),
        ("state", "Ủy ban nhân dân xã Phú Xuyên", "Phú Xuyên"),
    ]


def test_designed_and_taught_topics_are_two_facts(settled: Course) -> None:
    table = next(
        b for b in paper_of(settled).blocks if isinstance(b, Table) and b.caption == say("paper.report.topics")
    )
    assert [row.cells[2:] for row in table.rows] == [
        ("Trực tiếp truyền đạt", "Giảng viên Học viện"),
        ("Trực tiếp truyền đạt", "–"),
        ("Không có thông tin (nguồn không nêu)", "–"),
    ]


def test_no_learner_is_named_in_any_report(settled: Course) -> None:
    names = {person.person.full_name for person in rig.people_of(settled, "10273")}
    assert names == {"Nguyễn Văn An", "Nguyễn Văn Bình"}
    for level, unit in (("centre", "00"), ("province", "01"), ("site", "10273")):
        words = words_of(paper_of(settled, level, unit))
        assert [name for name in names if name in words] == []


def annex(paper: Paper, name: str) -> Table:
    found = next(each for each in paper.annexes if each.title == say(f"paper.annex.{name}"))
    return next(block for block in found.blocks if isinstance(block, Table))


def cells(table: Table, *columns: int) -> list[tuple[str, ...]]:
    rows = [row for row in table.rows if row.kind == "plain"]
    return [tuple(plain(row.cells[column]) for column in columns) for row in rows]


@pytest.mark.parametrize(
    ("level", "unit", "whence"),
    [
        ("centre", "00", ["Một học viên thuộc thành phố Hà Nội", "Một phường thuộc tỉnh Nghệ An"]),
        ("province", "01", ["Một học viên"]),
        ("province", "40", ["Một phường"]),
        ("site", "16690", ["Điểm cầu"]),
    ],
)
def test_an_obstacle_names_no_commune_and_no_person(settled: Course, level: str, unit: str, whence: list[str]) -> None:
    table = annex(paper_of(settled, level, unit), "obstacles")
    assert sorted(cells(table, 2)) == [(one,) for one in sorted(whence)]


def test_equal_obstacles_are_one_row_that_says_how_often_and_from_where(settled: Course) -> None:
    held = Obstacle.rows.of(ALL).get(personal=False)
    for seq, unit in ((9001, "00004"), (9002, "40"), (9003, "40")):
        site = Site.rows.of(ALL).get(course=settled, unit=unit)
        Obstacle.rows.create(
            course=settled, sitting=held.sitting, site=site, stream=held.stream, seq=seq, personal=False,
            field=held.field, text=held.text.upper(), fold=held.fold, since="2025-06",
        )  # fmt: skip
    knowledge.answer(held.pk, knowledge.NewReply("ghi_nhan", "Đã ghi."), ALL)
    table = annex(paper_of(settled), "obstacles")
    rows = cells(table, 2, 3, 4, 5)
    reply = "Ghi nhận đưa vào báo cáo: Đã ghi.\n(Trả lời cho 1 trên 4 lần nêu.)"
    assert ("03 điểm cầu thuộc 02 tỉnh, thành phố", "4", "06/2025", reply) in rows


def test_questions_are_listed_by_topic_with_how_far_they_came_and_without_a_name(settled: Course) -> None:
    paper = paper_of(settled)
    told = cells(annex(paper, "questions"), 1, 2, 3, 4, 5, 6)
    assert told == [("Thời hạn tính từ ngày nào?", "1", "0", "0", "0", "0")]
    assert cells(annex(paper, "questions"), 7) == [("1",)]
    groups = [plain(row.cells[0]) for row in annex(paper, "questions").rows if row.kind == "group"]
    assert [group.partition(".")[0] for group in groups] == ["Chuyên đề 1"]
    titles = [each.title for each in paper_of(settled, "province", "40").annexes]
    assert say("paper.annex.questions") not in titles


def test_a_question_that_was_erased_is_not_printed(settled: Course, store: Store) -> None:
    row = QuestionRecord.rows.of(ALL).get()
    store.erase_text(stream_of(row.sitting_id), row.text)
    titles = [each.title for each in paper_of(settled).annexes]
    assert say("paper.annex.questions") not in titles


def test_answers_of_fewer_than_five_persons_are_not_told_apart(settled: Course) -> None:
    site = paper_of(settled, "site", "10273")
    polls = next(b for b in site.blocks if isinstance(b, Table) and b.caption == say("paper.report.polls_table"))
    assert cells(polls, 1, 2) == [("1", "Chưa đủ"), ("2", say("paper.report.too_few"))]
    bars = [block for each in site.annexes for block in each.blocks if isinstance(block, Bars)]
    assert bars == []


def test_every_objective_says_what_bears_on_it_and_what_was_not_collected(settled: Course) -> None:
    caption = say("paper.report.objectives_table")
    table = next(b for b in paper_of(settled).blocks if isinstance(b, Table) and b.caption == caption)
    told = cells(table, 2, 3)
    assert [missing for _, missing in told] == [say("paper.missing.knowledge"), say("paper.missing.obstacles")]
    assert (
        told[1][0]
        == "02 khó khăn, vướng mắc được ghi nhận, chưa có trả lời; 01 bài học kinh nghiệm được rút ra tại lớp"
    )


def test_the_symbol_of_a_paper_has_the_bodys_code_when_it_is_set(settled: Course) -> None:
    assert paper_of(settled).head.body_code == "…"
    settled.heads["centre"]["code"] = "HVCTQG"
    settled.save()
    assert paper_of(settled).head.body_code == "HVCTQG"


def test_replies_keep_the_name_of_their_kind(settled: Course) -> None:
    from datetime import date

    own = Obstacle.rows.of(ALL).get(personal=True)
    knowledge.answer(own.pk, knowledge.NewReply("y_kien_giang_vien", "Nên thống nhất một đầu mối."), ALL)
    guidance = knowledge.NewReply("huong_dan", "Làm theo văn bản giả định.", "05/GĐ", date(2025, 9, 1))
    knowledge.answer(own.pk, guidance, ALL)
    words = words_of(paper_of(settled))
    assert "Ý kiến giảng viên (tham khảo):" in words
    assert "Hướng dẫn (số 05/GĐ, ngày 01/9/2025):" in words


def test_below_the_centre_only_published_replies_are_printed(settled: Course) -> None:
    own = Obstacle.rows.of(ALL).get(personal=True)
    knowledge.answer(own.pk, knowledge.NewReply("ghi_nhan", "Đã ghi vào báo cáo."), ALL)
    told = ["Đã ghi vào báo cáo." in words_of(paper_of(settled, *of)) for of in (("centre", "00"), ("site", "10273"))]
    assert told == [True, False]
    knowledge.publish(own.pk, ALL)
    assert "Đã ghi vào báo cáo." in words_of(paper_of(settled, "site", "10273"))


def test_the_lesson_of_a_situation_is_printed_with_what_it_rests_on(settled: Course) -> None:
    assert Lesson.objects.get().text.rstrip(".") in words_of(paper_of(settled))
    assert "đối chiếu quyết định của 02 điểm cầu" in words_of(paper_of(settled))
    whence = "một xã thuộc thành phố Hà Nội; một phường thuộc tỉnh Nghệ An"
    assert f"đối chiếu quyết định của {whence}; số điểm cầu" in words_of(paper_of(settled))


def test_a_kind_of_proposal_without_any_is_warned_of(settled: Course) -> None:
    new = knowledge.NewProposal(
        "noi_dung", "xử lý hồ sơ", "Bổ sung tình huống.", lessons=(Lesson.objects.get().pk,), results=()
    )
    knowledge.propose(settled, new)
    words = words_of(paper_of(settled))
    warnings = [
        say("paper.report.no_proposal", kind=say(f"paper.proposal.{kind}"))
        for kind in ("noi_dung", "phuong_phap", "co_che")
    ]
    assert [warning in words for warning in warnings] == [False, True, True]
    assert "Năng lực cần nâng cao:" in words


def test_judgement_is_left_empty_with_the_evidence_beside_it(settled: Course) -> None:
    labels = [block.label for block in paper_of(settled).blocks if isinstance(block, EmptyField)]
    assert labels[-4:] == [
        say(f"paper.report.{name}") for name in ("strengths", "limits", "causes", "lessons_of_class")
    ]


def test_each_sitting_names_its_place_in_the_journal_and_its_link(settled: Course) -> None:
    ground = ready(settled)
    chain = course_report(ground, figures_of(ground, "centre", "00")).annexes[-1].blocks[-1]
    assert isinstance(chain, Table)
    links = ["".join(str(row.cells[3]).split()) for row in chain.rows]
    assert links == [one.settlement.head for one in ground.settled]


def test_the_report_before_any_sitting_says_that_nothing_is_settled(course: Course) -> None:
    paragraphs = [block for block in paper_of(course).blocks if isinstance(block, Paragraph)]
    told = ["".join(run.text for run in runs(block.text)) for block in paragraphs]
    assert told.count(say("paper.report.nothing_settled")) == 2


def test_the_english_report_has_the_same_figures(settled: Course) -> None:
    assert figures_in(paper_of(settled, lang="en")) == figures_in(paper_of(settled))


def test_demo_once_writes_its_papers_and_equal_figures_the_second_time(course: Course, tmp_path: Path) -> None:
    paths = actions.write_papers(course, tmp_path / "a", "01", "10273")
    actions.write_papers(course, tmp_path / "b", "01", "10273")
    assert sorted(path.name for path in paths) == [
        "bao-cao-nhanh.txt",
        "bao-cao-tinh-01.docx",
        "bao-cao-tinh-01.pdf",
        "bao-cao-trung-uong.docx",
        "bao-cao-trung-uong.pdf",
        "bao-cao-xa-10273.docx",
        "bao-cao-xa-10273.pdf",
        "figures.json",
        "tin-khai-mac-xa-10273.docx",
        "tin-khai-mac-xa-10273.md",
        "tin-khai-mac-xa-10273.pdf",
        "tin-xa-10273.docx",
        "tin-xa-10273.md",
        "tin-xa-10273.pdf",
    ]
    first, second = (json.loads((tmp_path / name / "figures.json").read_bytes()) for name in "ab")
    assert first["figures"] == second["figures"]
    assert first["run"]["journals"] == second["run"]["journals"]


def test_snapshots_keep_figures_positions_and_files(course: Course, settings: LazySettings, tmp_path: Path) -> None:
    settings.DATA = tmp_path
    made = actions.make_papers(course, provinces=["01"], units=["10273"])
    assert [(s.kind, s.level, s.unit_id) for s in made] == [
        ("report", "centre", "00"),
        ("report", "province", "01"),
        ("report", "site", "10273"),
        ("news_opening", "site", "10273"),
        ("news_end", "site", "10273"),
    ]
    stored = Snapshot.rows.of(ALL).get(pk=made[0].pk)
    assert stored.figures["people.summoned"]["value"] == 28
    assert [no for no, _, _ in stored.positions] == [1, 2]
    for snapshot in made:
        assert all((tmp_path / "papers" / path).stat().st_size > 0 for path in snapshot.files.values())


def test_no_paper_is_made_when_sums_do_not_fit(
    course: Course, settings: LazySettings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.DATA = tmp_path

    def miscounted(course: Course) -> Ground:
        ground = ready(course)
        ground.cells.values["turns"][next(iter(ground.places))] += 1
        return ground

    monkeypatch.setattr(actions, "ready", miscounted)
    with pytest.raises(Refused) as no:
        actions.make_papers(course)
    assert no.value.code == "reports.sums"
    assert Snapshot.rows.of(ALL).count() == 0
    assert not (tmp_path / "papers").exists()


def test_slides_that_were_replaced_stand_in_the_report_as_deviations(settled: Course) -> None:
    assert "Slide được thay" not in words_of(paper_of(settled))
    deck = Slides("Bài 2", (Slide("Một"), Slide("Hai")))
    by = add_account("truc", "Trực lớp")
    replace_deck(settled.sittings.get(no=1).pk, 2, deck, "Cập nhật số liệu.", by, live=True)
    for level, unit in (("centre", "00"), ("site", "10273")):
        said = words_of(paper_of(settled, level, unit))
        assert "Slide được thay so với bản chính thức của chương trình:" in said
        assert "chuyên đề 2: thay bằng bộ 2 trang; lý do: cập nhật số liệu" in said
    assert "replaced by a set of 2 slides" in words_of(paper_of(settled, lang="en"))
