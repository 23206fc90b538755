"""The roll: what phones and desks say of seats, and what of it counts."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diemcau.activities.presence.shapes import STATUSES
from diemcau.base.words import catalogue
from tests.activities.make import EIGHT, ENDS, MINUTE, Play, plan, seat, who

HOST, CHAIR, OPERATOR = who("host"), who("chair"), who("operator")
AN, BINH, CHI = seat(1, 1), seat(1, 2), seat(1, 3)


@pytest.fixture
def play() -> Play:
    return Play(plan(sites=3, people=3))


def roll(play: Play, site: int = 1) -> dict[str, str]:
    return {id_: row["s"] for id_, row in play.view(f"site:{site}", "presence")["seats"].items()}


def test_a_phone_checks_its_own_seat_in(play: Play) -> None:
    play.send(who("phone", 1, 2), "presence.check_in")
    assert play.topics == {"site:1", f"seat:{BINH}", "control", "province:01"}
    assert play.view("site:1", "presence") == {
        "kind": "presence",
        "seats": {str(BINH): {"s": "co_mat", "by": "phone", "at": EIGHT, "phone": EIGHT}},
        "counts": {"co_mat": 1},
        "present": 1,
        "marked": 1,
        "of": 3,
        "undo": 0,
        "seq": 4,
    }
    assert play.view(f"seat:{BINH}", "presence") == {
        "kind": "presence",
        "s": "co_mat",
        "at": EIGHT,
        "by": "phone",
        "phone": EIGHT,
        "late": False,
    }


def test_checking_in_twice_is_one_fact(play: Play) -> None:
    play.send(who("phone"), "presence.check_in")
    assert play.send(who("phone"), "presence.check_in") == []


def test_the_desk_has_the_last_word_whichever_comes_first(play: Play) -> None:
    play.send(who("phone", 1, 1), "presence.check_in")
    play.send(HOST, "presence.mark", seat=AN, status="vang_phep")
    play.send(HOST, "presence.mark", seat=BINH, status="vang_phep")
    play.send(who("phone", 1, 2), "presence.check_in")
    assert roll(play) == {str(AN): "vang_phep", str(BINH): "vang_phep"}
    assert play.view("site:1", "presence")["seats"][str(BINH)]["phone"] == EIGHT


def test_all_are_present_except_some(play: Play) -> None:
    play.send(HOST, "presence.mark", seat=CHI, status="vang_khong_phep")
    play.send(HOST, "presence.all_present", **{"except": [{"seat": AN, "status": "muon_som"}]})
    assert roll(play) == {str(AN): "muon_som", str(BINH): "co_mat", str(CHI): "vang_khong_phep"}
    assert play.topics == {"site:1", *(f"seat:{one}" for one in (AN, BINH, CHI)), "control", "province:01"}


def test_all_present_said_again_adds_nothing(play: Play) -> None:
    play.send(HOST, "presence.all_present")
    assert play.send(CHAIR, "presence.all_present") == []


def test_exceptions_are_seats_of_the_own_room(play: Play) -> None:
    body = {"except": [{"seat": seat(2, 1)}]}
    assert play.refused(HOST, "presence.all_present", **body) == "subject.foreign"


def test_a_room_does_not_mark_seats_of_another(play: Play) -> None:
    assert play.refused(HOST, "presence.mark", seat=seat(2, 1), status="co_mat") == "subject.foreign"


def test_undo_takes_back_one_marking_after_the_other(play: Play) -> None:
    play.send(who("phone", 1, 2), "presence.check_in")
    play.send(HOST, "presence.mark", seat=AN, status="vang_phep")
    play.send(HOST, "presence.mark", seat=AN, status="co_mat")
    play.send(HOST, "presence.all_present")
    seen = []
    while play.send(HOST, "presence.undo"):
        seen.append(roll(play))
    assert seen == [
        {str(AN): "co_mat", str(BINH): "co_mat"},
        {str(AN): "vang_phep", str(BINH): "co_mat"},
        {str(BINH): "co_mat"},
    ]


def test_undo_of_one_desk_leaves_what_another_desk_said_since(play: Play) -> None:
    play.send(who("host", device="a"), "presence.all_present")
    play.now += MINUTE
    play.send(who("chair", device="b"), "presence.mark", seat=AN, status="muon_som")
    play.send(HOST, "presence.correct", seat=BINH, status="vang_phep", reason="Báo nghỉ")
    play.send(HOST, "presence.undo")
    play.send(HOST, "presence.undo")
    assert roll(play) == {str(BINH): "vang_phep"}


def test_who_sits_in_is_kept_as_a_text_that_can_be_erased(play: Play) -> None:
    play.send(HOST, "presence.mark", seat=AN, status="du_thay", substitute="  Lê Văn Dũng (MP) ", note="Theo giấy mời")
    row = play.view("site:1", "presence")["seats"][str(AN)]
    assert (row["substitute"], row["note"]) == ("Lê Văn Dũng (MP)", "Theo giấy mời")
    play.texts.clear()
    assert play.view("site:1", "presence")["seats"][str(AN)] == {"s": "du_thay", "by": "host", "at": EIGHT}


def test_a_substitute_has_a_name(play: Play) -> None:
    assert play.refused(HOST, "presence.mark", seat=AN, status="du_thay") == "presence.who_substitutes"


def test_who_sits_elsewhere_says_where_by_id_or_by_number(play: Play) -> None:
    play.send(HOST, "presence.mark", seat=AN, status="o_diem_khac", elsewhere=2)
    play.send(HOST, "presence.mark", seat=BINH, status="o_diem_khac", elsewhere_no=3)
    rows = play.view("site:1", "presence")["seats"]
    assert [rows[str(one)]["elsewhere"] for one in (AN, BINH)] == ["xã Mẫu 2", "xã Mẫu 3"]
    assert play.view("site:1", "presence")["present"] == 0
    figures = play.figures("presence")
    assert [figures["sites"][str(site)]["guests"] for site in (1, 2, 3)] == [0, 1, 1]
    assert figures["seats"][str(BINH)] == ["o_diem_khac", "desk", 3]


@pytest.mark.parametrize("body", [{}, {"elsewhere": 1}, {"elsewhere": 77}, {"elsewhere_no": 77}])
def test_elsewhere_is_another_site_of_the_class(play: Play, body: dict[str, int]) -> None:
    assert play.refused(HOST, "presence.mark", seat=AN, status="o_diem_khac", **body) == "presence.which_site"


def test_a_note_is_not_longer_than_a_page(play: Play) -> None:
    body = {"seat": AN, "status": "vang_phep", "note": "x" * 2001}
    assert play.refused(HOST, "presence.mark", **body) == "presence.too_long"


def test_a_roll_that_was_made_without_a_line_counts_after_the_close(play: Play) -> None:
    play.close()
    play.now = ENDS + 60 * MINUTE
    play.send(HOST, "presence.all_present", claimed=EIGHT, **{"except": [{"seat": AN}]})
    assert roll(play) == {str(AN): "vang_phep", str(BINH): "co_mat", str(CHI): "co_mat"}
    assert play.summary("presence")["run"]["late"] == [AN, BINH, CHI]


def test_a_check_in_after_the_close_is_kept_and_counts_for_nothing(play: Play) -> None:
    play.close()
    play.now += MINUTE
    play.send(who("phone", 1, 1), "presence.check_in", claimed=EIGHT - 365 * 24 * 60 * MINUTE)
    row = {"s": "", "by": "phone", "at": EIGHT + MINUTE, "phone": EIGHT + MINUTE, "phone_late": True}
    assert play.view("site:1", "presence")["seats"] == {str(AN): row}
    assert play.view("site:1", "presence")["marked"] == 0
    assert play.figures("presence")["seats"][str(AN)] == ["", "", 0]


def test_a_correction_stands_against_marks_and_undo_and_tells_what_was(play: Play) -> None:
    play.send(HOST, "presence.mark", seat=AN, status="vang_phep")
    play.close()
    play.send(who("province"), "presence.correct", seat=AN, status="co_mat", reason="Đối chiếu danh sách ký")
    play.send(HOST, "presence.mark", seat=AN, status="vang_khong_phep")
    play.send(HOST, "presence.undo")
    play.send(HOST, "presence.undo")
    row = play.view("site:1", "presence")["seats"][str(AN)]
    assert row == {
        "s": "co_mat",
        "by": "province",
        "at": EIGHT,
        "late": True,
        "note": "Đối chiếu danh sách ký",
        "fixed": 1,
        "was": "vang_phep",
    }
    assert play.figures("presence")["seats"][str(AN)] == ["co_mat", "correction", 0]


def test_a_correction_has_a_reason(play: Play) -> None:
    assert play.refused(HOST, "presence.correct", seat=AN, status="co_mat", reason=" ") == "presence.no_reason"


def test_a_province_corrects_its_own_seats_only(play: Play) -> None:
    body = {"seat": seat(2, 1), "status": "co_mat", "reason": "Đối chiếu"}
    assert play.refused(who("province", 1), "presence.correct", **body) == "subject.foreign"
    assert len(play.send(OPERATOR, "presence.correct", **body)) == 1


def test_the_control_room_sees_each_site_and_a_province_its_own(play: Play) -> None:
    play.send(HOST, "presence.all_present", **{"except": [{"seat": AN}]})
    row, none = {"present": 2, "marked": 3, "of": 3}, {"present": 0, "marked": 0, "of": 3}
    assert play.view("control", "presence")["sites"] == {
        "1": row,
        "2": none,
        "3": none,
        "900": {"present": 0, "marked": 0, "of": 0},
    }
    assert play.view("province:40", "presence") == {"kind": "presence", "sites": {"2": none}, **none}
    assert play.view("control", "presence")["present"] == 2


def test_nobody_is_told_about_everybody(play: Play) -> None:
    play.send(HOST, "presence.all_present")
    assert play.view("all", "presence") == {}
    assert play.view("phones", "presence") == {}


def test_a_line_that_was_down_does_not_undo_what_another_device_said_later(play: Play) -> None:
    play.now = EIGHT + 30 * MINUTE
    play.send(who("chair", device="b"), "presence.mark", seat=AN, status="co_mat")
    play.send(who("host", device="a"), "presence.mark", seat=AN, status="vang_phep", claimed=EIGHT)
    assert roll(play) == {str(AN): "co_mat"}
    # The same device keeps its own order, whatever its clock says.
    play.send(who("chair", device="b"), "presence.mark", seat=AN, status="muon_som", claimed=EIGHT - 60 * MINUTE)
    assert roll(play) == {str(AN): "muon_som"}


acts = st.one_of(
    st.tuples(st.just("check_in"), st.integers(1, 3)),
    st.tuples(st.just("mark"), st.integers(1, 3), st.sampled_from(["co_mat", "vang_phep", "muon_som"])),
    st.tuples(st.just("all_present"), st.integers(1, 3)),
    st.tuples(st.just("undo")),
    st.tuples(st.just("correct"), st.integers(1, 3), st.sampled_from(["co_mat", "vang_phep"])),
)


def act(play: Play, site: int, what: tuple) -> None:
    verb, *rest = what
    sender = who("host", site)
    body = {}
    if verb == "check_in":
        sender = who("phone", site, rest[0])
    if verb in {"mark", "correct"}:
        body = {"seat": seat(site, rest[0]), "status": rest[1]} | ({"reason": "Đối chiếu"} if verb == "correct" else {})
    if verb == "all_present":
        body = {"except": [{"seat": seat(site, rest[0])}]}
    play.send(sender, f"presence.{verb}", **body)


@given(st.lists(acts, max_size=25))
def test_counts_are_what_a_count_of_the_seats_gives(done: list[tuple]) -> None:
    play = Play(plan(sites=2, people=3))
    for what in done:
        act(play, 1, what)
    said = list(roll(play).values())
    assert play.view("site:1", "presence")["counts"] == {
        status: said.count(status) for status in STATUSES if status in said
    }


@given(st.lists(st.tuples(st.integers(1, 2), acts), max_size=20), st.integers(0, 20))
def test_undo_after_a_marking_gives_the_roll_before_it(done: list[tuple[int, tuple]], number: int) -> None:
    play = Play(plan(sites=2, people=3))
    for site, what in done:
        act(play, site, what)
    before = roll(play)
    status = STATUSES[number % 4]
    play.send(HOST, "presence.mark", seat=AN, status=status)
    play.send(HOST, "presence.undo")
    assert roll(play) == before


class Nobody(dict):
    """Seats of a country that one may ask for, and never count through."""

    def __iter__(self):
        raise AssertionError("walks over all seats of the country")

    items = values = keys = __iter__


def test_desks_and_phones_never_walk_over_the_seats_of_the_country(play: Play) -> None:
    places = play.board.places
    places.seats = Nobody(places.seats)
    play.send(HOST, "presence.all_present")
    play.send(who("phone", 2, 1), "presence.check_in")
    for topic in ("site:1", f"seat:{AN}", "control", "province:01"):
        play.view(topic, "presence")


def test_every_status_has_words() -> None:
    assert [status for status in STATUSES if f"presence.status.{status}" not in catalogue()] == []
