"""A page of the editor as a form: one thing is filled in, read back, and found fault with in the folder's words.

`fill` and reading are inverses: what a page shows and nobody touches is what is saved. A sheet keeps what was typed as
it was typed; only `value`, where there is no fault, is tidy.
"""

import re
from collections.abc import Mapping
from typing import Any, ClassVar, TypeVar

from django import forms

from diemcau.base.words import catalogue, say
from diemcau.programme.content import LINE, TEXT, TITLE, tidy, tidy_line
from diemcau.programme.faults import Fault, Page
from diemcau.programme.sections import ITEM, Item, Section, is_foreign, read_choices, read_remark, write_remark

T = TypeVar("T")
Typed = dict[str, str | list[str]]
Row = tuple[forms.BoundField, str]
CHOSEN = (forms.RadioSelect, forms.CheckboxSelectMultiple)


class Words(forms.Field):
    """Text as it was typed: nothing is stripped and nothing refused here."""

    def __init__(self, widget: forms.Widget, *, required: bool = False) -> None:
        super().__init__(widget=widget, required=False)
        self.required = False
        self.wanted = required  # faults say so in words; the browser is told by the label only


def line(*, required: bool = True, width: int = 60) -> Words:
    """A field for one line."""
    return Words(forms.TextInput(attrs={"size": width, "autocomplete": "off"}), required=required)


def text(rows: int, *, required: bool = False) -> Words:
    """A field for a text, or for a list with an item a line."""
    return Words(forms.Textarea(attrs={"rows": rows}), required=required)


def number(*, required: bool = True) -> Words:
    """A field for a whole number."""
    return Words(forms.TextInput(attrs={"inputmode": "numeric", "size": 8, "autocomplete": "off"}), required=required)


def one_of(*values: str, required: bool = True) -> Words:
    """Radio buttons; their words stand under the field's key."""
    return Words(forms.RadioSelect(choices=[(value, value) for value in values]), required=required)


def some_of(*values: str) -> Words:
    """Check boxes; their words stand under the field's key."""
    return Words(forms.CheckboxSelectMultiple(choices=[(value, value) for value in values]))


class Sheet(forms.Form):
    """Base of all pages. Words of a field stand under "office.edit.<name of the sheet>.<field>"; `.help` if need be."""

    key: ClassVar[str]
    value: Any = None

    base = Words(forms.HiddenInput())

    def __init__(self, *args: Any, lang: str = "vi", **options: Any) -> None:
        super().__init__(*args, **options)
        self.lang = lang
        self.theirs: dict[str, str] = {}
        for name in self.fields:
            if name != "base":
                self._put_words(name)
        self.grow(self.data if self.is_bound else self.initial)

    def _put_words(self, name: str) -> None:
        field, key = self.fields[name], _numbered(f"office.edit.{self.key}.{name}")
        field.label = say(key, self.lang, **_number_in(name))
        if f"{key}.help" in catalogue():
            field.help_text = say(f"{key}.help", self.lang)
        field.required = field.wanted  # type: ignore[attr-defined]
        field.widget.is_required = False
        if isinstance(field.widget, CHOSEN):
            field.widget.choices = [(value, say(f"{key}.{value}", self.lang)) for value, _ in field.widget.choices]

    # --- fields that come as often as there is something in them ----------------------------------------------

    def grow(self, shown: Mapping[str, Any]) -> None:
        """Add the fields that what is shown (or was sent) needs; none on a page of fixed fields."""

    def add(self, name: str, field: forms.Field) -> None:
        """Add a field, unless it is there."""
        if name not in self.fields:
            self.fields[name] = field
            self._put_words(name)

    def count(self, stem: str, shown: Mapping[str, Any], limit: int, blank: int) -> int:
        """How often fields named stem_1…, stem_2… are wanted: as many as hold something, and some to fill in."""
        numbers = [int(found[1]) for name in shown if (found := re.match(rf"{stem}_(\d+)", name)) and shown[name]]
        return min(limit, max(numbers, default=0) + blank)

    @classmethod
    def blank(cls) -> Typed:
        """What a page for something new begins with: what is usual."""
        return {}

    @classmethod
    def fill(cls, thing: Any) -> Typed:
        """What the page shows of a thing."""
        raise NotImplementedError

    def read(self) -> Any:
        """The thing that was typed; faults are noted with `fault`."""
        raise NotImplementedError

    def full_clean(self) -> None:
        """Nobody refuses an empty field but `read`, in the folder's words."""
        wanted = {name: field.required for name, field in self.fields.items()}
        for field in self.fields.values():
            field.required = False
        super().full_clean()
        for name, field in self.fields.items():
            field.required = wanted[name]

    def clean(self) -> dict[str, Any]:
        """Read what was typed."""
        read = self.read()
        if not self.errors:
            self.value = read
        return self.cleaned_data

    def compare(self, thing: Any) -> None:
        """Set `theirs`: what the thing says where it differs from what was typed here."""
        self.grow({**self.data, **self.fill(thing)})
        for name, shown in self.fill(thing).items():
            mine = self.cleaned_data.get(name) or ""
            theirs, typed = (_said(self, name, value) for value in (shown, mine))
            if theirs != typed:
                self.theirs[name] = theirs or say("office.edit.empty", self.lang)

    blocks_of: ClassVar[tuple[tuple[str, str], ...]] = ()
    hidden: ClassVar[bool] = False  # whether the blocks stay folded until they are wanted

    @property
    def rows(self) -> list[Row]:
        """Fields to be drawn first, each with what somebody else wrote there."""
        return [self._row(name) for name in self.fields if name != "base" and not self._block(name)]

    @property
    def blocks(self) -> list[tuple[str, str, list[Row]]]:
        """Fields that belong together: title, hint, rows. One for each of `blocks_of`, or for each number in it."""
        found: dict[tuple[int, int], list[Row]] = {}
        for name in self.fields:
            if block := self._block(name):
                found.setdefault(block, []).append(self._row(name))
        made = []
        for (place, n), rows in sorted(found.items(), key=lambda one: one[0]):
            key = f"office.edit.{self.key}.block.{self.blocks_of[place][0]}"
            hint = say(f"{key}.help", self.lang) if f"{key}.help" in catalogue() and n < 2 else ""
            made.append((say(key, self.lang, n=n), hint, rows))
        return made

    @property
    def unfolded(self) -> bool:
        """Whether something stands in the folded blocks, or is wrong there."""
        names = [row[0].name for _, _, rows in self.blocks for row in rows]
        shown = self.data if self.is_bound else self.initial
        return any(shown.get(name) or name in self.errors or name in self.theirs for name in names)

    def _block(self, name: str) -> tuple[int, int] | None:
        for place, (_, pattern) in enumerate(self.blocks_of):
            if found := re.fullmatch(pattern, name):
                return place, int(found[1]) if found.groups() else 0
        return None

    def _row(self, name: str) -> Row:
        return self[name], self.theirs.get(name, "")

    # --- reading a field; each returns something harmless after a fault -------------------------------------

    def fault(self, name: str, code: str, /, **data: Any) -> None:
        """Note what is wrong with a field."""
        self.add_error(name, Fault("", 0, code, data).words(self.lang))

    def line(self, name: str, *, required: bool = True, limit: int = TITLE, shown: bool = False) -> str:
        """One tidy line; `shown`: it stands in the body of a file, where links and HTML have no place."""
        words = tidy_line(self._typed(name))
        if required and not words:
            self.fault(name, "empty_field", field=self._label(name))
        self._judge(name, [words] if shown else [])
        self._measure(name, words, limit)
        return words

    def text(self, name: str, *, required: bool = False) -> str:
        """A tidy text."""
        words = tidy(self._typed(name))
        if required and not words:
            self.fault(name, "part_empty", what=self._label(name))
        self._judge(name, words.split("\n"))
        self._measure(name, words, TEXT)
        return words

    def lines(self, name: str, *, required: bool = False, shown: bool = False) -> tuple[str, ...]:
        """Tidy lines; empty ones are left out."""
        found = tuple(words for raw in tidy(self._typed(name)).split("\n") if (words := tidy_line(raw)))
        if required and not found:
            self.fault(name, "part_empty", what=self._label(name))
        self._judge(name, found if shown else ())
        for words in found:
            self._measure(name, words, LINE)
        return found

    def number(self, name: str, between: tuple[int, int], *, required: bool = True) -> int:
        """A whole number; 0 for nothing."""
        words = tidy_line(self._typed(name))
        if required and not words:
            self.fault(name, "empty_field", field=self._label(name))
        if words and not (re.fullmatch("[0-9]{1,6}", words) and between[0] <= int(words) <= between[1]):
            self.fault(name, "not_a_number", field=self._label(name), value=words, low=between[0], high=between[1])
            return 0
        return int(words or 0)

    def choice(self, name: str, values: Mapping[str, T]) -> T:
        """One of the values of a field of radio buttons; the first after a fault."""
        typed = self._typed(name)
        if typed not in values:
            key = _numbered(f"office.edit.{self.key}.{name}")
            choices = ", ".join(say(f"{key}.{value}", self.lang) for value in values)
            self.fault(name, "not_a_choice", field=self._label(name), value=typed or "–", choices=choices)
        return values.get(typed, next(iter(values.values())))

    def choices_in(self, name: str, between: tuple[int, int], *, remarks: bool = False) -> list[Item]:
        """The choices of a text, one a line, as a list in a file; a line with `> ` is a remark on the one above."""
        page = Page("")
        lines = [
            (n, words if ITEM.match(words) or words.startswith(">") else f"- {words}")
            for n, raw in enumerate(tidy(self._typed(name)).split("\n"), 1)
            if (words := tidy_line(raw))
        ]
        items = read_choices(page, Section(self._label(name), 0, lines), between, remarks=remarks)
        self.faults(name, page)
        return items

    def remark_of(self, name: str, item: Item) -> str:
        """The remark on a choice of a text."""
        page = Page("")
        words = read_remark(page, item.remark)
        self.faults(name, page)
        return words

    def faults(self, name: str, page: Page) -> None:
        """Note what was found wrong in the text of a field, each fault once."""
        for words in dict.fromkeys(fault.words(self.lang) for fault in page.faults):
            self.add_error(name, words)

    def chosen(self, name: str, values: Mapping[str, T]) -> tuple[T, ...]:
        """Those of the values that were ticked, in their order."""
        ticked = self.cleaned_data.get(name) or []
        return tuple(value for word, value in values.items() if word in ticked)

    def _typed(self, name: str) -> str:
        typed = self.cleaned_data.get(name)
        return typed if isinstance(typed, str) else ""

    def _label(self, name: str) -> str:
        return str(self.fields[name].label)

    def _judge(self, name: str, lines: Any) -> None:
        if found := next(filter(None, map(is_foreign, lines)), ""):
            self.fault(name, "markdown", found=found)

    def _measure(self, name: str, words: str, limit: int) -> None:
        if len(words) > limit:
            self.fault(name, "too_long", what=self._label(name), length=len(words), limit=limit)


def written_choice(words: str, remark: str = "") -> str:
    """A choice as `choices_in` reads it."""
    line = f"- {words}" if ITEM.match(words) or words.startswith(">") else words
    return "\n".join([line, *write_remark(remark)])


def _numbered(key: str) -> str:
    """Fields choice_1, choice_2, … have their words under "choice"."""
    return re.sub(r"_\d+", "", key)


def _number_in(name: str) -> dict[str, int]:
    found = re.search(r"_(\d+)", name)
    return {"n": int(found[1])} if found else {}


def _said(sheet: Sheet, name: str, value: Any) -> str:
    """A value of a field as people read it."""
    widget = sheet.fields[name].widget
    if isinstance(widget, CHOSEN):
        words = dict(widget.choices)
        return ", ".join(words[one] for one in ([value] if isinstance(value, str) else value) if one in words)
    return tidy(str(value))
