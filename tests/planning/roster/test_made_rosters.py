"""Rosters made from known people, by seed: nearly every field is read right, and nothing is ever silently wrong.

TEST_ROSTERS says how many are made; 60 when it is not set, 500 for a release.
"""

import os
from datetime import date

import pytest

from diemcau.base.words import say
from diemcau.planning.roster.rules import dates, gazetteer, layout, legacy, names, persons, phones, sheet, tables
from diemcau.planning.roster.rules.findings import Birth
from diemcau.planning.roster.telling import as_json, ending, noted
from tests.planning.roster.measure import Score, checked, measure
from tests.planning.roster.rosters import KINDS, a_roster

ROSTERS = int(os.environ.get("TEST_ROSTERS", "60"))
ENOUGH = 0.995
LAYOUTS = {
    "name-one", "name-two", "name-two-under-one", "name-two-without-words", "sex-birth", "sex-column", "sex-crosses",
    "sex-one-cross", "sex-suffix", "groups-rows", "groups-rows-merged", "groups-rows-roman", "groups-column",
    "units-none", "units-column", "units-merged", "units-headings", "units-body", "posts-two", "tall", "pages",
    "subtotals", "hide", "tcvn3", "vni", "only-names", *KINDS,
}  # fmt: skip


@pytest.fixture(scope="module")
def score() -> Score:
    return measure(range(ROSTERS))


def test_nearly_every_field_is_read_right(score):
    assert (score.share >= ENOUGH, score.faults[:20] if score.share < ENOUGH else []) == (True, [])


def test_nothing_is_silently_wrong(score):
    assert score.silent == []


def test_each_field_by_itself_is_read_right(score):
    assert {of: score.wrong[of] for of in score.fields if score.wrong[of] > (1 - ENOUGH) * score.fields[of] + 1} == {}


def test_the_made_rosters_have_every_layout(score):
    assert LAYOUTS - set(score.by_tag if ROSTERS >= 60 else LAYOUTS) == set()


def test_whatever_is_found_has_words_in_both_languages():
    for seed in range(40):
        check = checked(a_roster(seed, level=0.9))
        for lang in ("vi", "en"):
            assert [
                row for row in as_json(check, lang) if row["status"] not in {"ready", "repaired", "asks", "refused"}
            ] == []
            for row in check.rows:
                assert ending(row, lang).startswith(say(f"office.roster.status.{row.status.value}", lang))
            for note in check.notes:
                assert noted(note, lang) != ""


# --- bugs planted on purpose: the measure sees each -----------------------------------------------------------


def month_first(year, month, day, today, remark):
    if month and day and day <= 12:
        return Birth(date(year, day, month).isoformat(), "day")
    return RIGHT["judged"](year, month, day, today, remark)


def last_century(text, _was, today, remark):
    return dates._judged(1900 + int(text[-2:]), None, None, today, remark)


def first_of_several(self, fits, around):
    found = RIGHT["decide"](self, fits, around)
    return gazetteer.Found(fits[0].entry.code) if found.choices else found


RIGHT = {"judged": dates._judged, "decide": gazetteer.Gazetteer._decide, "kind": layout._Walk._kind}
BUGS = {
    "day and month exchanged": (dates, "_judged", month_first),
    "two digits of a year are the last century's": (dates, "_of_words", last_century),
    "the first of several units is taken": (gazetteer.Gazetteer, "_decide", first_of_several),
    "letters of another time are left as they are": (legacy, "convert", lambda _sheet: legacy.Letters()),
    "old prefixes of telephones are kept": (phones, "NEW_PREFIXES", {f"01{n:02}": f"01{n:02}" for n in range(100)}),
    "titles belong to the name": (names, "_without_titles", lambda text, *_: (text, "")),
    "capitals stay": (names, "_right_case", lambda name: name),
    "marks stay in the order in which they were typed": (persons.names, "clean", lambda text: (text, ())),
    "totals and signatures are people": (layout, "_TOTAL", layout.re.compile("$^")),
    "headings are nothing": (layout._Walk, "_is_heading", lambda *_: False),
    "hidden rows are read": (layout, "lay_out", None),
    "merged cells are empty": (tables.Grid, "filled", tables.Grid.value),
    "a row that comes again is another person": (sheet, "mark_twins", lambda _read: None),
}  # fmt: skip


@pytest.fixture(scope="module")
def without_bugs() -> Score:
    return measure(range(60))


@pytest.mark.parametrize("bug", sorted(BUGS))
def test_a_planted_bug_is_seen(bug, without_bugs, monkeypatch):
    seeds = range(60)
    where, name, planted = BUGS[bug]
    if bug == "hidden rows are read":
        right = layout.lay_out

        def planted(grid):
            grid.sheet.hidden_rows = frozenset()
            return right(grid)

        where = sheet
    monkeypatch.setattr(where, name, planted)
    assert measure(seeds).wrong.total() > without_bugs.wrong.total()
