"""The file of a situation, read and written.

The simple form has the parts Nội dung, Nhiệm vụ, Phương án, Góc nhìn. What goes on has further parts, all of which may
be left out: Vai, Tài liệu 1…, Biến số, Quyết định 2 with Phương án 2…, Diễn biến 1…, Kết cục 1…, Câu hỏi rút kinh
nghiệm. Their signs in square brackets stand in `notation`.
"""

import re
from collections.abc import Iterator, Sequence
from functools import partial

from diemcau.activities.situation.content import (
    FIRST,
    Choice,
    Development,
    Ending,
    Role,
    Situation,
    Turn,
    Variable,
)
from diemcau.activities.situation.explore import Finding, explore, judge
from diemcau.base.text import fold
from diemcau.programme import content, notation, sections
from diemcau.programme.faults import Odd, Page
from diemcau.programme.head import write_fields, write_list
from diemcau.programme.notation import try_read
from diemcau.programme.sections import Item, Section
from diemcau.programme.textfile import TextFile

_STORY, _TASK, _CHOICES, _VIEW = "Nội dung", "Nhiệm vụ", "Phương án", "Góc nhìn"
_ROLES, _VARIABLES, _DEBRIEF = "Vai", "Biến số", "Câu hỏi rút kinh nghiệm"
_PAPER, _TURN, _NEWS, _END = "Tài liệu", "Quyết định", "Diễn biến", "Kết cục"
PARTS = (_STORY, _ROLES, _PAPER, _VARIABLES, _TASK, _CHOICES, _TURN, _NEWS, _END, _VIEW, _DEBRIEF)
_NUMBERED = (_PAPER, _CHOICES, _TURN, _NEWS, _END)
_CODE = re.compile(notation.CODE)
UNFINISHED = frozenset({"no_endings", "after_the_end"})  # of a situation that may be saved all the same
HEADING = 1500  # characters: a heading with all its signs


class _Parts:
    """The parts of a file by name and code; those of one name in the order of the file."""

    def __init__(self, page: Page, body: Sequence[sections.Numbered]) -> None:
        self.page = page
        self._held: dict[str, dict[str, tuple[Section, str, str]]] = {name: {} for name in PARTS}
        for section in sections.read_sections(page, body, HEADING):
            self._take(section)

    def _take(self, section: Section) -> None:
        """Find out what a part is; one that is none, or comes again, has then been noted."""
        words, signs = notation.split_signs(section.title)
        name, rest = next(filter(None, (_after(words, name) for name in PARTS)), ("", ""))
        code, _, title = (piece.strip() for piece in rest.partition(":"))
        if not name or (rest and name not in _NUMBERED) or (title and name != _END):
            self.page.fault("unknown_part", section.line, part=section.title, known=", ".join(PARTS))
        elif rest and not _CODE.fullmatch(code):
            self.page.fault("part_code", section.line, part=section.title)
        elif signs is not None and name not in {_TURN, _NEWS, _END}:
            self.page.fault("signs_not_here", section.line, signs=signs)
        else:
            key = code or (f"·{len(self._held[name])}" if name == _NEWS else "")
            if key in self._held[name]:
                self.page.fault("part_twice", section.line, part=words)
            section.title = words
            self._held[name].setdefault(key, (section, signs or "", title))

    def one(self, name: str, code: str = "") -> Section | None:
        """A part; None where it is not."""
        found = self._held[name].get(code)
        return found[0] if found else None

    def many(self, name: str, limit: int) -> Iterator[tuple[str, Section, str, str]]:
        """Code, section, signs and title of the parts of a name; more than so many are complained about."""
        found = self._held[name]
        if len(found) > limit:
            line = list(found.values())[limit][0].line
            self.page.fault("too_many", line, what=name, count=len(found), limit=limit)
        for code, (section, signs, title) in found.items():
            yield code, section, signs, title

    def codes(self, name: str) -> set[str]:
        """The codes of the parts of a name."""
        return set(self._held[name])

    def lines(self, name: str, limit: int) -> list[Item]:
        """The list of a part that may be left out."""
        section = self.one(name)
        if section is None:
            return []
        items = sections.read_list(self.page, section)
        for item in items:
            if item.remark:
                self.page.fault("remark_not_here", item.remark[0][0])
        if not items:
            self.page.fault("part_empty", section.line, what=section.title)
        if len(items) > limit:
            self.page.fault("too_many", section.line, what=name, count=len(items), limit=limit)
        return items


def _after(words: str, name: str) -> tuple[str, str] | None:
    """A name and what stands behind it in a heading that begins with it; a colon at the end says nothing."""
    pieces, length = words.split(), len(name.split())
    begin, rest = " ".join(pieces[:length]), " ".join(pieces[length:])
    if fold(begin.removesuffix(":")) != fold(name):
        return None
    return name, f": {rest}" if begin.endswith(":") and rest else rest


def read(file: TextFile) -> Situation:
    """The situation of a file; faults are noted on its page."""
    page, head = file.page, file.head
    parts = _Parts(page, file.body)
    for name in (_STORY, _TASK, _CHOICES):
        if parts.one(name) is None:
            page.fault("missing_part", 1, part=name)
    task, view = parts.one(_TASK), parts.one(_VIEW)
    situation = Situation(
        title=head.text("tên"),
        story=tuple(item.text for item in parts.lines(_STORY, content.MOST)),
        task=sections.read_part(page, task, required=True) if task else "",
        choices=_read_choices(page, parts.one(_CHOICES), content.SITUATION_CHOICES),
        minutes=head.number("số phút", content.SITUATION_MINUTES),
        view=sections.read_part(page, view) if view else "",
        basis=head.texts("văn bản"),
        mark=head.text("đánh dấu", required=False),
        developments=tuple(_read_news(parts)),
        roles=tuple(_read_roles(parts)),
        documents=tuple(
            sections.read_part(page, section, required=True) for _, section, _, _ in parts.many(_PAPER, content.PAPERS)
        ),
        variables=tuple(_read_variables(parts)),
        turns=tuple(_read_turns(parts)),
        endings=tuple(_read_endings(parts)),
        debrief=tuple(item.text for item in parts.lines(_DEBRIEF, content.DEBRIEF)),
    )
    head.done(("tên", "số phút", "văn bản", "đánh dấu"))
    if not page.faults:
        page.faults += [_odd(page, finding) for finding in judge(situation) if finding.code not in UNFINISHED]
    return situation


def look_through(page: Page, situation: Situation, most: int) -> tuple[list[Odd], int]:
    """What is unfinished, can never happen or has no end in a file without faults; how many states were walked."""
    if page.faults:
        return [], 0
    found = [finding for finding in judge(situation) if finding.code in UNFINISHED]
    states = 0
    if content.goes_on(situation):
        walked = explore(situation, max(1, most))
        found += walked.findings
        states = walked.states
    return [_odd(page, finding) for finding in found], states


def _odd(page: Page, finding: Finding) -> Odd:
    data, name = finding.data, ("turn", "n") if finding.where == "choice" else ("code", "n")
    keys = [(finding.where, *(data.get(one) for one in name)), *((finding.where, data.get(one)) for one in name)]
    line = next((page.lines[key] for key in keys if key in page.lines), 1)
    return Odd(page.file, line, finding.code, data, finding.where)


def _read_choices(page: Page, section: Section | None, between: tuple[int, int], of: str = FIRST) -> tuple[Choice, ...]:
    """Choices with their remarks and what they move."""
    made = []
    items = sections.read_choices(page, section, between, remarks=True) if section else []
    for n, item in enumerate(items, 1):
        page.lines["choice", of, n] = item.line
        words, signs = notation.split_signs(item.text)
        item.text = words
        effects = try_read(notation.read_effects, signs, partial(_note, page, item.line)) if signs else ()
        made.append(Choice(words, sections.read_remark(page, item.remark), effects or ()))
    sections.judge_choices(page, items)
    return tuple(made)


def _note(page: Page, line: int, code: str, /, **data: object) -> None:
    page.fault(code, line, **data)


def _read_roles(parts: _Parts) -> Iterator[Role]:
    for item in parts.lines(_ROLES, content.ROLES):
        if role := try_read(notation.read_role, item.text, partial(_note, parts.page, item.line)):
            yield role


def _read_variables(parts: _Parts) -> Iterator[Variable]:
    seen: set[str] = set()
    for item in parts.lines(_VARIABLES, content.VARIABLES):
        variable = try_read(notation.read_variable, item.text, partial(_note, parts.page, item.line))
        if variable and variable.code in seen:
            parts.page.fault("variable_twice", item.line, code=variable.code)
        elif variable:
            seen.add(variable.code)
            parts.page.lines["variable", variable.code] = item.line
            yield variable


def _read_turns(parts: _Parts) -> Iterator[Turn]:
    page = parts.page
    for code, section, signs, _ in parts.many(_TURN, content.TURNS):
        if code in {"", FIRST}:
            page.fault("turn_first", section.line)
        form = try_read(notation.read_form, signs, partial(_note, page, section.line)) or notation.Form()
        choices = parts.one(_CHOICES, code) if code else None
        if choices is None and form.form != "text":
            page.fault("missing_part", section.line, part=f"{_CHOICES} {code}".strip())
        if choices is not None and form.form == "text":
            page.fault("choices_of_text", choices.line)
        made = _read_choices(page, choices, content.TURN_CHOICES, code)
        page.lines["turn", code] = section.line
        if form.most and not 2 <= form.most <= len(made):
            page.fault("most", section.line, most=form.most, count=len(made))
        task = sections.read_part(page, section, required=True)
        yield Turn(code, task, form.form, made, form.most, form.total, form.unit)
    for code in sorted(parts.codes(_CHOICES) - parts.codes(_TURN) - {""}):
        alone = parts.one(_CHOICES, code)
        page.fault("choices_alone", alone.line if alone else 1, code=code)


def _read_news(parts: _Parts) -> Iterator[str | Development]:
    page = parts.page
    for n, (code, section, signs, _) in enumerate(parts.many(_NEWS, content.DEVELOPMENTS), 1):
        page.lines["development", n] = section.line
        text = sections.read_part(page, section, required=True)
        when = try_read(notation.read_when, signs, partial(_note, page, section.line)) or notation.When()
        if code.startswith("·"):
            if signs:
                page.fault("part_code", section.line, part=section.title)
            yield text
        else:
            yield Development(code, text, when.after, when.when, when.effects, when.turn)


def _read_endings(parts: _Parts) -> Iterator[Ending]:
    page = parts.page
    for n, (code, section, signs, title) in enumerate(parts.many(_END, content.ENDINGS), 1):
        page.lines["ending", n] = section.line
        if not code:
            page.fault("part_code", section.line, part=section.title)
        if not title:
            page.fault("ending_title", section.line)
        when = try_read(notation.read_end, signs, partial(_note, page, section.line)) or ()
        yield Ending(code, title, sections.read_part(page, section, required=True), when)


# --- writing ----------------------------------------------------------------------------------------------


def write(situation: Situation) -> tuple[str, str]:
    """Head and body of the file of a situation."""
    head = write_fields(("tên", situation.title), ("số phút", str(situation.minutes)))
    head += write_list("văn bản", situation.basis) + write_fields(("đánh dấu", situation.mark))
    return head, "".join(_write_parts(situation))


def _write_parts(situation: Situation) -> Iterator[str]:
    yield _list(_STORY, situation.story)
    yield _list(_ROLES, [notation.write_role(role) for role in situation.roles])
    for n, paper in enumerate(situation.documents, 1):
        yield sections.write_section(f"{_PAPER} {n}", paper)
    yield _list(_VARIABLES, [notation.write_variable(variable) for variable in situation.variables])
    yield sections.write_section(_TASK, situation.task)
    yield _write_choices(_CHOICES, situation.choices)
    for turn in situation.turns:
        form = notation.Form(turn.form, turn.most, turn.total, turn.unit)
        yield sections.write_section(f"{_TURN} {turn.code} [{notation.write_form(form)}]", turn.task)
        if turn.choices:
            yield _write_choices(f"{_CHOICES} {turn.code}", turn.choices)
    for news in situation.developments:
        if isinstance(news, str):
            yield sections.write_section(_NEWS, news)
            continue
        signs = notation.write_when(notation.When(news.after, news.when, news.effects, news.turn))
        yield sections.write_section(notation.with_signs(f"{_NEWS} {news.code}", signs), news.text)
    for end in situation.endings:
        title = notation.with_signs(f"{_END} {end.code}: {end.title}", notation.write_end(end.when))
        yield sections.write_section(title, end.text)
    yield sections.write_section(_VIEW, situation.view)
    yield _list(_DEBRIEF, situation.debrief)


def _list(title: str, lines: Sequence[str]) -> str:
    return sections.write_part(title, [f"- {words}" for words in lines]) if lines else ""


def _write_choices(title: str, choices: Sequence[Choice]) -> str:
    lines = []
    for number, choice in enumerate(choices, 1):
        words = notation.with_signs(choice.text, notation.write_effects(choice.effects))
        lines += [f"{number}. {words}", *sections.write_remark(choice.remark, "   ")]
    return sections.write_part(title, lines)
