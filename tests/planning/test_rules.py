"""The default timetable, the next sitting, dates as papers write them."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from diemcau.planning.rules import (
    Half,
    ItemKind,
    SittingState,
    TopicPlan,
    minutes_of,
    next_sitting,
    place_in_protocol,
    read_heads,
    timetable,
    written_date,
)


def kinds(topics, days=3):
    return [[item.kind.value for item in half] for half in timetable(topics, days)]


def eight():
    return [TopicPlan(no, f"Chuyên đề {no}", phones=no != 5) for no in range(1, 9)]


def test_eight_topics_fill_six_half_days():
    assert kinds(eight()) == [
        ["opening", "topic", "break", "discussion"],
        ["topic", "break", "discussion", "address"],
        ["topic", "break", "topic", "discussion"],
        ["topic", "break", "discussion", "address"],
        ["topic", "break", "topic", "discussion"],
        ["topic", "break", "discussion", "address", "closing"],
    ]


def test_a_topic_without_phones_is_discussed_without_phones():
    fourth = timetable(eight(), 3)[3]
    assert [(item.kind, item.topic and item.topic.no, item.phones) for item in fourth] == [
        (ItemKind.TOPIC, 5, False),
        (ItemKind.BREAK, None, True),
        (ItemKind.DISCUSSION, None, False),
        (ItemKind.ADDRESS, None, False),
    ]


def test_a_half_day_without_a_topic_is_one_discussion():
    assert kinds([], 1) == [["opening", "break", "discussion"], ["break", "discussion", "address", "closing"]]


@given(st.integers(0, 30), st.integers(1, 6))
def test_items_fill_every_half_day_and_topics_keep_their_order(number, days):
    halves = timetable([TopicPlan(no, str(no)) for no in range(1, number + 1)], days)
    assert [sum(item.minutes for item in half) for half in halves] == [
        minutes_of(Half.CHIEU if place % 2 else Half.SANG) for place in range(days * 2)
    ]
    assert [item.topic.no for half in halves for item in half if item.topic] == list(range(1, number + 1))
    shares = [sum(item.topic is not None for item in half) for half in halves]
    assert max(shares) - min(shares) <= 1


def test_papers_write_a_zero_before_days_below_ten_and_before_january_and_february():
    assert [written_date(date(2025, 9, 6)), written_date(date(2026, 2, 16)), written_date(date(2025, 12, 31))] == [
        "06/9/2025",
        "16/02/2026",
        "31/12/2025",
    ]


def test_the_next_sitting_is_the_one_on_then_the_open_then_the_planned_then_the_last():
    planned, on, opened, closed = (SittingState(s) for s in ("planned", "on", "open", "closed"))
    assert next_sitting([(1, closed), (2, planned), (3, on)]) == 3
    assert next_sitting([(1, closed), (2, planned), (3, opened)]) == 3
    assert next_sitting([(1, closed), (2, planned), (3, planned)]) == 2
    assert next_sitting([(1, closed), (2, closed)]) == 2
    assert next_sitting([]) == 0


def test_groups_stand_in_the_order_of_protocol():
    assert [place_in_protocol(g) for g in ("thuong_truc_dang_uy", "lanh_dao_ubnd", "khac")] == [0, 3, 5]


def test_heads_are_read_as_they_are_kept():
    kept = {"centre": {"style": "party", "body": "HỌC VIỆN", "place": "Hà Nội", "to": ["Ban Bí thư"]}}
    head = read_heads(kept)["centre"]
    assert (head.style, head.above, head.to) == ("party", "", ("Ban Bí thư",))
