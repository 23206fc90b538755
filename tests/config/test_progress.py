"""The progress bar of the demo."""

import pytest

from diemcau.config.progress import Bar


def test_the_bar_tells_all_receipts_and_the_rate_of_this_sitting_alone(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    now = 100.0
    monkeypatch.setattr("diemcau.config.progress.time.monotonic", lambda: now)
    bar = Bar("en")
    bar.receipts = 500
    now = 200.0
    bar.begin()
    now, bar.receipts = 202.0, 600
    bar.show(0.5, "Morning")
    bar.show(0.6, "Morning")  # too soon after the last
    bar.show(1.0, "Morning")
    shown = capsys.readouterr().err.replace("\033[K", "").replace("\n", "").split("\r")
    assert shown == [
        "",
        "[████████████············] Morning · 600 receipts · 50/s",
        "[████████████████████████] Morning · 600 receipts · 50/s",
    ]
