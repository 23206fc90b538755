"""The page of a situation: one screen of fields, and folded below it what a situation that goes on has besides.

Codes that are left empty are given: an author of one further decision need not think of any.
"""

from collections.abc import Callable, Iterable, Mapping
from functools import partial
from typing import Any, TypeVar

from diemcau.activities.situation.content import (
    FIRST,
    Choice,
    Development,
    Effect,
    Ending,
    Situation,
    Turn,
    Variable,
)
from diemcau.activities.situation.explore import Finding, judge
from diemcau.programme import content, notation
from diemcau.programme.case_file import UNFINISHED
from diemcau.programme.content import LINE, TITLE
from diemcau.programme.faults import Odd
from diemcau.programme.forms.asked import Choices
from diemcau.programme.forms.sheet import Typed, line, number, one_of, text, written_choice
from diemcau.programme.notation import try_read, with_signs

T = TypeVar("T")
FORMS: dict[str, notation.TurnForm] = {"one": "one", "several": "several", "text": "text", "share": "share"}
_COUNT = (1, content.NUMBER)


class SituationSheet(Choices):
    """A situation: story, task, two to four choices, an expert's view; folded: all that makes it go on."""

    key = "situations"
    limits = content.SITUATION_CHOICES
    hidden = True
    blocks_of = (
        ("roles", "roles"),
        ("papers", r"paper_\d+"),
        ("variables", "variables"),
        ("effects", r"effects_\d+"),
        ("turn", r"turn_(\d+).*"),
        ("news", r"news_(\d+).*"),
        ("end", r"end_(\d+).*"),
        ("debrief", "debrief"),
    )
    title = line()
    minutes = number()
    story = text(6, required=True)
    task = text(3, required=True)
    choice_1 = line()
    remark_1 = text(2)
    choice_2 = line()
    remark_2 = text(2)
    choice_3 = line(required=False)
    remark_3 = text(2)
    choice_4 = line(required=False)
    remark_4 = text(2)
    view = text(5)
    basis = text(3)
    mark = line(required=False)
    roles = text(3)
    variables = text(3)
    effects_1 = line(required=False)
    effects_2 = line(required=False)
    effects_3 = line(required=False)
    effects_4 = line(required=False)
    debrief = text(3)

    def grow(self, shown: Mapping[str, Any]) -> None:
        """Papers, decisions, developments and endings as many as there are, and one to fill in of each."""
        for n in range(1, self.count("paper", shown, content.PAPERS, 1) + 1):
            self.add(f"paper_{n}", text(3))
        for n in range(1, self.count("turn", shown, content.TURNS, 1) + 1):
            self.add(f"turn_{n}_task", text(3))
            self.add(f"turn_{n}_form", one_of(*FORMS, required=False))
            self.add(f"turn_{n}_count", number(required=False))
            self.add(f"turn_{n}_unit", line(required=False, width=20))
            self.add(f"turn_{n}_choices", text(5))
            self.add(f"turn_{n}_code", line(required=False, width=12))
        for n in range(1, self.count("news", shown, content.DEVELOPMENTS, 1) + 1):
            self.add(f"news_{n}_text", text(3))
            self.add(f"news_{n}_when", line(required=False))
            self.add(f"news_{n}_code", line(required=False, width=12))
        for n in range(1, self.count("end", shown, content.ENDINGS, 1) + 1):
            self.add(f"end_{n}_title", line(required=False))
            self.add(f"end_{n}_when", line(required=False))
            self.add(f"end_{n}_text", text(3))
            self.add(f"end_{n}_code", line(required=False, width=12))

    @classmethod
    def fill(cls, thing: Situation) -> Typed:
        """What the page shows."""
        shown: Typed = {
            "title": thing.title,
            "minutes": str(thing.minutes),
            "story": "\n".join(thing.story),
            "task": thing.task,
            "view": thing.view,
            "basis": "\n".join(thing.basis),
            "mark": thing.mark,
            "roles": "\n".join(map(notation.write_role, thing.roles)),
            "variables": "\n".join(map(notation.write_variable, thing.variables)),
            "debrief": "\n".join(thing.debrief),
        }
        for n, choice in enumerate(thing.choices, 1):
            shown |= {f"choice_{n}": choice.text, f"remark_{n}": choice.remark}
            shown[f"effects_{n}"] = notation.write_effects(choice.effects)
        shown |= {f"paper_{n}": words for n, words in enumerate(thing.documents, 1)}
        for n, turn in enumerate(thing.turns, 1):
            shown |= _fill_turn(n, turn)
        for n, news in enumerate(thing.developments, 1):
            shown |= _fill_news(n, news)
        for n, end in enumerate(thing.endings, 1):
            shown |= {f"end_{n}_title": end.title, f"end_{n}_text": end.text, f"end_{n}_code": end.code}
            shown[f"end_{n}_when"] = notation.write_end(end.when)
        return shown

    def read(self) -> Situation:
        """The situation."""
        chosen = self.choices()
        remarks = {n: self.text(f"remark_{n}") for n in range(1, self.limits[1] + 1)}
        for n, remark in remarks.items():
            beside = remark or self._typed(f"effects_{n}").strip()
            if beside and n not in dict(chosen):
                self.fault(f"choice_{n}", "empty_field", field=self._label(f"choice_{n}"))
        turns, news, ends = (self._rows(stem) for stem in ("turn", "news", "end"))
        read_turns = self._coded(turns, "turn", first=2)
        situation = Situation(
            title=self.line("title"),
            story=self.lines("story", required=True, shown=True),
            task=self.text("task", required=True),
            choices=tuple(Choice(words, remarks[n], self._effects(f"effects_{n}", words)) for n, words in chosen),
            minutes=self.number("minutes", content.SITUATION_MINUTES),
            view=self.text("view"),
            basis=self.lines("basis"),
            mark=self.line("mark", required=False),
            developments=tuple(self._news(n, code) for n, code in self._coded(news, "news", plain=True)),
            roles=tuple(self._signed("roles", notation.read_role, content.ROLES)),
            documents=tuple(self.text(name) for name in self._papers()),
            variables=tuple(self._variables()),
            turns=tuple(self._turn(n, code) for n, code in read_turns),
            endings=tuple(self._ending(n, code) for n, code in self._coded(ends, "end")),
            debrief=self._few("debrief", content.DEBRIEF),
        )
        if not self.errors:
            where = {"turn": [n for n, _ in read_turns], "development": news, "ending": ends}
            for finding in judge(situation):
                if finding.code not in UNFINISHED:
                    self.add_error(_field_of(finding, situation, where), _said_of(finding, self.lang))
        return situation

    # --- rows ----------------------------------------------------------------------------------------------

    def _rows(self, stem: str) -> list[int]:
        """Numbers of the rows that hold something."""
        names = [name for name in self.fields if name.startswith(f"{stem}_")]
        return sorted({int(name.split("_")[1]) for name in names if self._typed(name).strip()})

    def _papers(self) -> Iterable[str]:
        return [name for name in self.fields if name.startswith("paper_") and self._typed(name).strip()]

    def _coded(self, rows: list[int], stem: str, *, first: int = 1, plain: bool = False) -> list[tuple[int, str]]:
        """Rows with their codes; where none was typed, the next number. `plain`: "" for a row of text alone."""
        typed = {n: self.line(f"{stem}_{n}_code", required=False) for n in rows}
        taken = {code for code in typed.values() if code}
        made = []
        for n in rows:
            code = typed[n]
            if code and (not notation.is_code(code) or (stem == "turn" and code == FIRST)):
                self.fault(f"{stem}_{n}_code", "turn_first" if code == FIRST else "part_code", part=code)
            elif code and list(typed.values()).index(code) != rows.index(n):
                self.fault(f"{stem}_{n}_code", "code_twice", code=code)
            elif not code and not (plain and not self._typed(f"{stem}_{n}_when").strip()):
                code = next(str(free) for free in range(first, 100) if str(free) not in taken)
                taken.add(code)
            made.append((n, code))
        return made

    # --- signs ---------------------------------------------------------------------------------------------

    def _read_signs(self, name: str, read: Callable[[str], T], words: str) -> T | None:
        return try_read(read, words, partial(self.fault, name))

    def _signed(self, name: str, read: Callable[[str], T], limit: int) -> Iterable[T]:
        """What the lines of a text say."""
        for words in self._few(name, limit):
            if (found := self._read_signs(name, read, words)) is not None:
                yield found

    def _few(self, name: str, limit: int) -> tuple[str, ...]:
        found = self.lines(name, shown=True)
        if len(found) > limit:
            self.fault(name, "too_many", what=self._label(name), count=len(found), limit=limit)
        return found

    def _effects(self, name: str, words: str) -> tuple[Effect, ...]:
        signs = self.line(name, required=False, limit=LINE)
        self._measure(name, with_signs(words, signs), LINE)
        return (self._read_signs(name, notation.read_effects, signs) or ()) if signs else ()

    def _variables(self) -> Iterable[Variable]:
        seen: set[str] = set()
        for variable in self._signed("variables", notation.read_variable, content.VARIABLES):
            if variable.code in seen:
                self.fault("variables", "variable_twice", code=variable.code)
            seen.add(variable.code)
            yield variable

    def _turn(self, n: int, code: str) -> Turn:
        form = self.choice(f"turn_{n}_form", FORMS) if self._typed(f"turn_{n}_form") else "one"
        count = self.number(f"turn_{n}_count", _COUNT, required=form == "share")
        unit = self.line(f"turn_{n}_unit", required=False, limit=40)
        if any(sign in unit for sign in "[];,"):
            self.fault(f"turn_{n}_unit", "sign_unit")
        choices: tuple[Choice, ...] = ()
        if form != "text":
            choices = tuple(self._turn_choices(f"turn_{n}_choices"))
        elif self._typed(f"turn_{n}_choices").strip():
            self.fault(f"turn_{n}_choices", "choices_of_text")
        if form == "several" and count and not 2 <= count <= len(choices):
            self.fault(f"turn_{n}_count", "most", most=count, count=len(choices))
        if count and form in {"one", "text"}:
            self.fault(f"turn_{n}_count", "count_not_here")
        if unit and form != "share":
            self.fault(f"turn_{n}_unit", "count_not_here")
        most, total = (count if form == one else 0 for one in ("several", "share"))
        return Turn(code, self.text(f"turn_{n}_task", required=True), form, choices, most, total, unit)

    def _turn_choices(self, name: str) -> Iterable[Choice]:
        seen: set[str] = set()
        for item in self.choices_in(name, content.TURN_CHOICES, remarks=True):
            words, signs = notation.split_signs(item.text)
            if not words:
                self.fault(name, "choice_empty")
            if words in seen:
                self.fault(name, "choice_twice", choice=words)
            seen.add(words)
            effects = self._read_signs(name, notation.read_effects, signs) if signs else ()
            yield Choice(words, self.remark_of(name, item), effects or ())

    def _news(self, n: int, code: str) -> str | Development:
        words = self.text(f"news_{n}_text", required=True)
        signs = self.line(f"news_{n}_when", required=False, limit=LINE)
        when = self._read_signs(f"news_{n}_when", notation.read_when, signs) or notation.When()
        if not code:
            return words
        return Development(code, words, when.after, when.when, when.effects, when.turn)

    def _ending(self, n: int, code: str) -> Ending:
        signs = self.line(f"end_{n}_when", required=False, limit=LINE)
        tests = self._read_signs(f"end_{n}_when", notation.read_end, signs) or ()
        title = self.line(f"end_{n}_title", limit=TITLE)
        return Ending(code, title, self.text(f"end_{n}_text", required=True), tests)


def _fill_turn(n: int, turn: Turn) -> Typed:
    choices = [
        written_choice(with_signs(choice.text, notation.write_effects(choice.effects)), choice.remark)
        for choice in turn.choices
    ]
    return {
        f"turn_{n}_task": turn.task,
        f"turn_{n}_form": turn.form,
        f"turn_{n}_count": str(turn.most or turn.total or ""),
        f"turn_{n}_unit": turn.unit,
        f"turn_{n}_choices": "\n".join(choices),
        f"turn_{n}_code": turn.code,
    }


def _fill_news(n: int, news: str | Development) -> Typed:
    if isinstance(news, str):
        return {f"news_{n}_text": news}
    when = notation.When(news.after, news.when, news.effects, news.turn)
    return {
        f"news_{n}_text": news.text,
        f"news_{n}_when": notation.write_when(when),
        f"news_{n}_code": news.code,
    }


def _field_of(finding: Finding, situation: Situation, rows: Mapping[str, list[int]]) -> str:
    """The field beside which a finding is said."""
    data, codes = finding.data, [turn.code for turn in situation.turns]
    match finding.where:
        case "variable":
            return "variables"
        case "choice" if data["turn"] == FIRST:
            return f"effects_{data['n']}"
        case "choice" | "turn":
            code = data.get("turn") or data.get("code")
            return f"turn_{rows['turn'][codes.index(code)]}_choices" if code in codes else "choice_1"
        case "development" if isinstance(data.get("n"), int):
            return f"news_{rows['development'][data['n'] - 1]}_when"
        case "ending" if isinstance(data.get("n"), int):
            return f"end_{rows['ending'][data['n'] - 1]}_when"
    return "title"


def _said_of(finding: Finding, lang: str) -> str:
    return Odd("", 0, finding.code, finding.data, finding.where).words(lang)
