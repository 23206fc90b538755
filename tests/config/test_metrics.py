"""Figures as Prometheus reads them."""

import math

import pytest

from diemcau.base.metrics import Buckets, histogram, metric


def test_a_number_has_its_words_and_its_kind() -> None:
    assert metric("counter", "diemcau_commands_total", "Commands taken", 1_000_000_000) == (
        "# HELP diemcau_commands_total Commands taken\n"
        "# TYPE diemcau_commands_total counter\n"
        "diemcau_commands_total 1000000000\n"
    )


def test_a_number_for_each_label_stands_on_a_line_of_its_own() -> None:
    assert metric("gauge", "streams", "Open", {("1", "a"): 3, ("2", "b"): 0.25}, ("process", "net")) == (
        '# HELP streams Open\n# TYPE streams gauge\nstreams{process="1",net="a"} 3\nstreams{process="2",net="b"} 0.25\n'
    )


def test_nothing_known_is_no_line() -> None:
    assert metric("gauge", "streams", "Open", {}, ("process",)) == "# HELP streams Open\n# TYPE streams gauge\n"


def test_labels_and_words_cannot_break_a_line() -> None:
    assert metric("gauge", "n", "a\nb\\", {('"\\\n',): 1}, ("l",)) == (
        '# HELP n a\\nb\\\\\n# TYPE n gauge\nn{l="\\"\\\\\\n"} 1\n'
    )


def test_a_value_too_few_is_a_fault() -> None:
    with pytest.raises(ValueError):
        metric("gauge", "n", "", {("a",): 1}, ("one", "two"))


def test_what_is_no_number_has_the_names_that_prometheus_knows() -> None:
    values = {("nan",): math.nan, ("up",): math.inf, ("down",): -math.inf}
    assert metric("gauge", "n", "", values, ("of",)).splitlines()[2:] == [
        'n{of="nan"} NaN',
        'n{of="up"} +Inf',
        'n{of="down"} -Inf',
    ]


def test_a_histogram_counts_up_to_each_bound() -> None:
    buckets = Buckets.of((0.005, 0.1, 1))
    for value in (0.001, 0.005, 0.05, 2.0):
        buckets.add(value)
    assert histogram("taken_seconds", "Time", buckets) == (
        "# HELP taken_seconds Time\n# TYPE taken_seconds histogram\n"
        'taken_seconds_bucket{le="0.005"} 2\ntaken_seconds_bucket{le="0.1"} 3\n'
        'taken_seconds_bucket{le="1"} 3\ntaken_seconds_bucket{le="+Inf"} 4\n'
        "taken_seconds_sum 2.056\ntaken_seconds_count 4\n"
    )
