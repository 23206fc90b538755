"""The comparison board of a situation: groups of texts, contrasts, outliers, what everybody sees of it."""

from time import process_time
from typing import Any

from msgspec.structs import replace

from bench.sentences import sentences
from diemcau.activities.kind import Grouping
from diemcau.activities.plan import Plan, PlanSite, PlanUnit
from diemcau.classroom.grouping.rules import RULES, Corpus, renumbered
from tests.activities.rig import Play, plan_of

STORY: dict[str, Any] = {
    "title": "Hồ sơ chồng chất",
    "story": ["Sáng thứ hai."],
    "task": "Xử lý thế nào?",
    "minutes": 5,
}
CONTENT: dict[str, Any] = {**STORY, "choices": [{"text": "Tăng người"}, {"text": "Hẹn giờ"}, {"text": "Về thôn"}]}
LONG: dict[str, Any] = {
    **CONTENT,
    "developments": [
        {"code": "lu", "text": "Cảnh báo lũ.", "turn": "2", "when": [{"decision": "1", "value": 1}]},
        {"code": "tay", "text": "Đoàn kiểm tra đến."},
    ],
    "turns": [
        {
            "code": "2",
            "task": "Chia 10 người",
            "form": "share",
            "total": 10,
            "unit": "người",
            "choices": CONTENT["choices"],
        }
    ],
    "endings": [
        {"code": "yen", "title": "Yên", "text": "Ổn.", "when": [{"decision": "2", "value": 1}]},
        {"code": "khac", "title": "Khác", "text": "Chưa rõ."},
    ],
}
MANY_PEOPLE = "Bố trí thêm cán bộ trực tại bộ phận một cửa"
MORE_PEOPLE = "Tăng thêm cán bộ trực ở bộ phận một cửa"
BY_CLOCK = "Phát phiếu hẹn giờ để bà con đỡ phải chờ"


def discussing(content: dict[str, Any] | None = None, plan: Plan | None = None) -> Play:
    play = Play("situation", content or CONTENT, plan)
    play.steer("open")
    play.steer("discuss")
    return play


def country(sites: int) -> Plan:
    """So many communes of ten provinces, every fifth a ward."""
    codes = [f"{n:02}" for n in range(1, 11)]
    units = {code: PlanUnit("tinh", f"Tỉnh {code}", f"tỉnh {code}") for code in codes}
    rooms = []
    for n in range(1, sites + 1):
        kind = "phuong" if n % 5 == 0 else "xa"
        rooms.append(PlanSite(n, n, codes[n % 10], "commune", kind, f"nơi {n}", codes[n % 10]))
    return replace(plan_of("situation", CONTENT), units=units, sites=tuple(rooms), seats=())


def group(play: Play) -> None:
    """What the process that groups would give the board now."""
    board = play.on_board.board
    kind, state = board.kinds["a"], board.states["a"]
    before = board.groupings["a"].groups if "a" in board.groupings else ()
    corpus = Corpus()
    read = {place: play.on_board.read(text) for place, text in kind.texts(state).items()}
    corpus.add({place: words for place, words in read.items() if words})
    board.groupings = {"a": Grouping(RULES, board.position, renumbered(corpus.group(), before))}


def board_of(play: Play, turn: int = 0) -> Any:
    view = play.view("presenters")
    assert view is not None
    return view["turns"][turn]


def test_texts_stand_in_groups_named_by_the_typical_one_with_the_choices_inside() -> None:
    play = discussing()
    for site, choice, reason in ((3, 1, MANY_PEOPLE), (4, 1, MANY_PEOPLE), (5, 2, MORE_PEOPLE), (8, 2, BY_CLOCK)):
        play.desk(site, "decide", choice=choice, reason=reason)
    play.desk(7, "decide", choice=3)
    group(play)
    board = board_of(play)
    assert (board["texts"], board["alone"], len(board["groups"])) == (4, 1, 1)
    found = board["groups"][0]
    assert (found["size"], found["split"], found["sites"]) == (3, [2, 1, 0], [3, 4, 5])
    assert [row["reason"] for row in found["rows"]] == [MANY_PEOPLE, MORE_PEOPLE]


def test_a_group_keeps_its_number_while_rooms_join_it_and_loses_who_decides_anew() -> None:
    play = discussing()
    for site in (3, 4):
        play.desk(site, "decide", choice=1, reason=MANY_PEOPLE)
    group(play)
    number = board_of(play)["groups"][0]["id"]
    play.desk(5, "decide", choice=1, reason=MORE_PEOPLE)
    play.desk(3, "decide", choice=2, reason=BY_CLOCK)
    assert board_of(play)["groups"] == []  # one text is left of it until texts are grouped again
    group(play)
    assert [(one["id"], one["sites"]) for one in board_of(play)["groups"]] == [(number, [4, 5])]


def test_erased_words_are_in_no_group_and_no_sample() -> None:
    play = discussing()
    for site in (3, 4, 5):
        play.desk(site, "decide", choice=1, reason=MANY_PEOPLE if site < 5 else MORE_PEOPLE)
    group(play)
    erased = next(id_ for id_, words in play.on_board.texts.items() if words == MANY_PEOPLE)
    play.on_board.texts[erased] = ""
    assert [row["reason"] for row in board_of(play)["groups"][0]["rows"]] == [MORE_PEOPLE]
    group(play)
    assert (board_of(play)["groups"], board_of(play)["alone"]) == ([], 1)


def test_rooms_that_say_like_things_and_decided_differently_are_a_contrast() -> None:
    play = discussing()
    for site, choice in ((4, 1), (3, 1), (5, 2), (8, 2)):
        play.desk(site, "decide", choice=choice, reason=MANY_PEOPLE)
    group(play)
    first = board_of(play)["contrasts"][0]
    assert (first["why"], [(row["site"], row["choice"]) for row in first["rooms"]]) == ("text", [(3, 1), (5, 2)])


def test_rooms_of_like_kind_and_other_provinces_that_decided_differently_are_a_contrast() -> None:
    play = discussing()
    play.desk(1, "decide", choice=2, reason="Trung ương không được đề nghị")
    for site, choice in ((3, 1), (4, 1), (5, 2), (7, 2), (8, 2)):
        play.desk(site, "decide", choice=choice, reason="Lý do")
    play.desk(6, "decide", choice=3)
    pairs = [[row["site"] for row in one["rooms"]] for one in board_of(play)["contrasts"] if one["why"] == "kind"]
    # Choice 2 leads; xã 3 of Hà Nội has no twin elsewhere, so the lowest number goes.
    assert pairs == [[5, 3], [7, 4]]
    assert all(one["rooms"][0]["choice"] != one["rooms"][1]["choice"] for one in board_of(play)["contrasts"])


def test_a_text_like_no_other_and_a_choice_rare_in_its_province_are_outliers() -> None:
    play = discussing(plan=country(120))
    for site in range(1, 101):
        play.desk(site, "decide", choice=1 if site != 41 else 3, reason=MANY_PEOPLE if site % 2 else BY_CLOCK)
    play.desk(101, "decide", choice=2, reason="Mượn thuyền của hợp tác xã")
    group(play)
    told = [(one["why"], one["room"]["site"]) for one in board_of(play)["outliers"]]
    assert told == [("text", 101), ("rare", 41), ("rare", 101)]


def test_few_rooms_have_no_outliers() -> None:
    play = discussing()
    for site, choice in ((3, 1), (4, 2), (5, 3)):
        play.desk(site, "decide", choice=choice, reason=f"Lý do riêng của {site}")
    group(play)
    assert board_of(play)["outliers"] == []


def test_each_turn_has_its_board_and_endings_are_counted() -> None:
    play = discussing(LONG)
    play.desk(3, "decide", choice=1, reason=MANY_PEOPLE)
    play.desk(4, "decide", choice=2, reason=BY_CLOCK)
    play.desk(3, "decide", turn="2", shares=[7, 3, 0], reason=MORE_PEOPLE)
    group(play)
    second = board_of(play, 1)
    assert (second["put"], second["decided"], second["split"], second["given"]) == (1, 1, [1, 1, 0], [7, 3, 0])
    assert second["latest"][0][0]["chosen"] == ["Tăng người: 7 người", "Hẹn giờ: 3 người"]
    view = play.view("presenters")
    assert view is not None
    assert view["endings"] == [{"title": "Yên", "rooms": 1}, {"title": "Khác", "rooms": 1}]
    assert [(one["by"], one["came"] > 0) for one in view["developments"]] == [("itself", False), ("hand", False)]
    assert [one["decided"] for one in view["turns"]] == [2, 1]


def test_a_picked_decision_of_a_further_turn_is_told_in_words_and_without_a_name() -> None:
    play = discussing(LONG)
    play.desk(3, "decide", choice=1, reason=MANY_PEOPLE)
    play.desk(3, "decide", turn="2", shares=[10, 0, 0], reason=MORE_PEOPLE)
    play.steer("close")
    play.steer("pick", sites=[3], turn="2")
    seen = play.view("all")
    assert seen is not None
    (case,) = seen["cases"]
    assert (case["task"], case["chosen"], case["name"], case["of"]) == (
        "Chia 10 người",
        ["Tăng người: 10 người"],
        "",
        "thành phố Hà Nội",
    )
    play.steer("show")
    seen = play.view("all")
    assert seen is not None
    assert [(one["rooms"], one["given"]) for one in seen["turns"]] == [(1, [10, 0, 0])]
    assert seen["endings"] == [{"title": "Yên", "rooms": 1}, {"title": "Khác", "rooms": 0}]


def test_nobody_but_presenters_hears_of_groups_contrasts_and_rooms_by_name() -> None:
    play = discussing()
    for site in range(3, 9):
        play.desk(site, "decide", choice=1 + site % 2, reason=MANY_PEOPLE)
    group(play)
    play.steer("close")
    play.steer("pick", sites=[3, 4])
    play.steer("show")
    for topic in ("all", "phones"):
        told = str(play.view(topic))
        assert [site.name for site in play.on_board.plan.sites if site.name in told and site.level == "commune"] == []
        assert "groups" not in told


def test_a_lesson_from_a_group_keeps_the_places_of_its_facts() -> None:
    play = discussing()
    for site in (3, 4, 5):
        play.desk(site, "decide", choice=1, reason=MANY_PEOPLE)
    group(play)
    play.steer("close")
    play.steer("lesson", text="Chuẩn bị người trước.", sites=board_of(play)["groups"][0]["sites"])
    assert play.summary()["run"]["lesson_facts"] == [list(play.on_board.board.groupings["a"].groups[0].members)]


def test_the_board_of_a_whole_country_is_made_in_a_moment() -> None:
    play = discussing(plan=country(3356))
    for site, (idea, words) in enumerate(sentences(3356, 1), 1):
        play.desk(site, "decide", choice=1 + idea % 3, reason=words)
    group(play)
    begun = process_time()
    board = board_of(play)
    took = process_time() - begun
    assert (board["decided"], len(board["groups"])) == (3356, 8)
    assert took < 0.5  # a fiftieth of a second on a quiet machine
