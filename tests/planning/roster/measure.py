"""How many fields of made rosters are read right, asked or wrong."""

from collections import Counter
from dataclasses import dataclass, field

from diemcau.base.refused import Refused
from diemcau.planning.roster.gazette import gazetteer
from diemcau.planning.roster.reading import read_book
from diemcau.planning.roster.rules.findings import Row, Sheetcheck, Status
from diemcau.planning.roster.rules.sheet import check_book
from tests.planning.roster.files import written
from tests.planning.roster.people import TODAY, Human
from tests.planning.roster.rosters import Roster, a_roster


@dataclass
class Score:
    """Fields by what became of them; `silent` are wrong values in rows that end ready."""

    files: int = 0
    rows: int = 0
    fields: Counter[str] = field(default_factory=Counter)
    wrong: Counter[str] = field(default_factory=Counter)
    by_tag: Counter[str] = field(default_factory=Counter)
    wrong_by_tag: Counter[str] = field(default_factory=Counter)
    silent: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)

    @property
    def share(self) -> float:
        return 1 - self.wrong.total() / max(1, self.fields.total())


def checked(roster: Roster) -> Sheetcheck:
    """As the child process does it; a refused file has no rows."""
    book = read_book(written(roster))
    try:
        return check_book(book.sheets, gazetteer(), roster.site, TODAY, tuple(book.hidden))
    except Refused:
        return Sheetcheck(())


def measure(seeds: range, **wishes: object) -> Score:
    score = Score()
    for seed in seeds:
        roster = a_roster(seed, **wishes)  # type: ignore[arg-type]
        judge(roster, checked(roster), score)
    return score


def judge(roster: Roster, check: Sheetcheck, score: Score) -> None:
    """Hold a check against the truth; a row too many is ten wrong fields, a row that is missing too."""
    score.files += 1
    found = {(row.sheet, row.no): row for row in check.rows}
    for one in roster.people:
        score.rows += 1
        row = found.pop((one.sheet, one.row), None)
        _judge_row(roster, one, row, score)
    for place, row in found.items():
        right = place in roster.doubles and any(problem.code.startswith("twin") for problem in row.problems)
        score.fields["row"] += 1
        if not right:
            score.wrong["row"] += 1
            score.faults.append(
                f"seed {roster.seed} {place}: {row.person.full_name} should not be there ({row.status})"
            )
            if row.status is Status.READY:
                score.silent.append(score.faults[-1])


def _judge_row(roster: Roster, one: Human, row: Row | None, score: Score) -> None:
    asked = {problem.field for problem in row.problems} if row else set()
    for of, truth in roster.expected(one).items():
        value = getattr(row.person, of) if row else None
        value = getattr(value, "date", value)
        right = row is not None and (of in asked if of in one.must_ask else value == truth and of not in asked)
        for tag in roster.tags:
            score.by_tag[tag] += 1
            score.wrong_by_tag[tag] += not right
        score.fields[of] += 1
        if not right:
            score.wrong[of] += 1
            what = f"{value!r} for {truth!r}" if row else "no row"
            place = f"seed {roster.seed} {one.sheet} {one.row} {of}"
            score.faults.append(f"{place}: {what} {sorted(asked)} {row and row.status} {roster.tags}")
            if row and row.status is Status.READY:
                score.silent.append(score.faults[-1])
