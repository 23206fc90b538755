"""What a class knew before and after: shares of right answers, their differences, and the normalised gain. Pure.

The same question has the same code in both tests. A person's two answers are a pair. Where at least LEAST pairs are
known, shares and difference are those of the pairs (`intervals.paired`); else they are of two sets of persons
(`intervals.unpaired`). Who left a question open is in neither. Groups of fewer than LEAST persons are hidden, and
others with them (`hiding`): of the hidden ones together only the rest of the whole is known.

The normalised gain is R. R. Hake's, Interactive-engagement versus traditional methods, Am. J. Phys. 66 (1998) 64-74:
the share gained of what could be gained, (after - before) / (1 - before), of the averages of a class. It says nothing
where hardly anything was left to gain, and less the fewer persons there were; a fall has no such reading.
A difference between before and after is not proof of what caused it: nobody was taught otherwise meanwhile.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from diemcau.assessment.rules.hiding import LEAST, hidden
from diemcau.assessment.rules.intervals import Interval, paired, unpaired, wilson

LEFT_TO_GAIN = 0.05  # a smaller rest says nothing


@dataclass(frozen=True)
class Marks:
    """The answers of a person to a test, by the codes of its questions: right or not; open ones are left out."""

    group: str
    right: Mapping[str, bool]


Test = Mapping[int, Marks]  # of each person


@dataclass(frozen=True)
class Line:
    """A question in a group ("" for all): shares, their difference, and the persons that each stands on.

    `before`, `after` and `gain` are None where fewer than LEAST persons answered, or where they are hidden so that
    others cannot be worked out. `of_both` counts the persons of a paired difference; 0 where it is unpaired.
    """

    code: str
    group: str
    before: Interval | None
    of_before: int
    after: Interval | None
    of_after: int
    gain: Interval | None
    of_both: int

    @property
    def is_hidden(self) -> bool:
        """Whether it is for too few persons."""
        return self.before is None and self.after is None


@dataclass(frozen=True)
class Gain:
    """Two tests side by side: a line a question, each with its groups; averages over the questions of both."""

    lines: tuple[tuple[Line, tuple[Line, ...]], ...]
    before: float | None
    after: float | None
    normalised: float | None


def shares(test: Test, codes: Sequence[str]) -> list[Interval | None]:
    """Of each question the share of right answers; None below LEAST persons."""
    found = []
    for code in codes:
        answered = [marks.right[code] for marks in test.values() if code in marks.right]
        found.append(wilson(sum(answered), len(answered)) if len(answered) >= LEAST else None)
    return found


def normalised(before: float, after: float) -> float | None:
    """Hake's gain of two shares from 0 to 1; None where hardly anything was left to gain, or after a fall."""
    return (after - before) / (1 - before) if 1 - before >= LEFT_TO_GAIN and after >= before else None


def compare(before: Test, after: Test, codes: Sequence[str]) -> Gain:
    """Two tests by question and by group, for the codes that both have."""
    groups = sorted({marks.group for test in (before, after) for marks in test.values()})
    lines = tuple(_lines(before, after, code, groups) for code in codes)
    whole = [line for line, _ in lines if line.before and line.after]
    if not whole:
        return Gain(lines, None, None, None)
    first = sum(line.before.value for line in whole if line.before) / len(whole)
    second = sum(line.after.value for line in whole if line.after) / len(whole)
    return Gain(lines, first, second, normalised(first, second))


def _lines(before: Test, after: Test, code: str, groups: Sequence[str]) -> tuple[Line, tuple[Line, ...]]:
    first, second = _answers(before, code), _answers(after, code)
    pairs = first.keys() & second.keys()
    is_paired = len(pairs) >= LEAST
    if is_paired:
        first, second = {seat: first[seat] for seat in pairs}, {seat: second[seat] for seat in pairs}
    asked = [first] if is_paired else [first, second]
    group_of = {seat: marks.group for test in (after, before) for seat, marks in test.items()}
    table = [[sum(group_of[seat] == group for seat in own) for own in asked] for group in groups]
    small = {row for row, _ in hidden(table)} if groups else set()
    lines = []
    for row, group in enumerate([*groups, ""]):
        mine = [
            {seat: right for seat, right in answers.items() if row == len(groups) or group_of[seat] == group}
            for answers in (first, second)
        ]
        lines.append(_hidden(code, group) if row in small else _line(code, group, mine[0], mine[1], is_paired))
    return lines[-1], tuple(lines[:-1])


def _answers(test: Test, code: str) -> dict[int, bool]:
    return {seat: marks.right[code] for seat, marks in test.items() if code in marks.right}


def _hidden(code: str, group: str) -> Line:
    return Line(code, group, None, 0, None, 0, None, 0)


def _line(code: str, group: str, before: Mapping[int, bool], after: Mapping[int, bool], is_paired: bool) -> Line:
    if min(len(before), len(after)) < LEAST:
        return _hidden(code, group)
    right, of, later, of_later = sum(before.values()), len(before), sum(after.values()), len(after)
    if is_paired:
        both = sum(right and after[seat] for seat, right in before.items())
        gain = paired(both, later - both, right - both, of - right - later + both)
    else:
        gain = unpaired(later, of_later, right, of)
    return Line(code, group, wilson(right, of), of, wilson(later, of_later), of_later, gain, of if is_paired else 0)
