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
from diemcau.programme.faults import Fault
from diemcau.programme.sections import is_foreign

T = TypeVar("T")
Typed = dict[str, str | list[str]]
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


def one_of(*values: str) -> Words:
    """Radio buttons; their words stand under the field's key."""
    return Words(forms.RadioSelect(choices=[(value, value) for value in values]), required=True)


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
        for name, field in self.fields.items():
            if name == "base":
                continue
            key = f"office.edit.{self.key}.{name}"
            field.label = say(_numbered(key), lang, **_number_in(name))
            if _numbered(f"{key}.help") in catalogue():
                field.help_text = say(_numbered(f"{key}.help"), lang)
            field.required = field.wanted  # type: ignore[attr-defined]
            field.widget.is_required = False
            if isinstance(field.widget, CHOSEN):
                field.widget.choices = [(value, say(f"{key}.{value}", lang)) for value, _ in field.widget.choices]

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
        for name, shown in self.fill(thing).items():
            mine = self.cleaned_data.get(name) or ""
            theirs, typed = (_said(self, name, value) for value in (shown, mine))
            if theirs != typed:
                self.theirs[name] = theirs or say("office.edit.empty", self.lang)

    @property
    def rows(self) -> list[tuple[forms.BoundField, str]]:
        """Fields to be drawn, each with what somebody else wrote there."""
        return [(field, self.theirs.get(field.name, "")) for field in self.visible_fields()]

    # --- reading a field; each returns something harmless after a fault -------------------------------------

    def fault(self, name: str, code: str, **data: Any) -> None:
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
            choices = ", ".join(say(f"office.edit.{self.key}.{name}.{value}", self.lang) for value in values)
            self.fault(name, "not_a_choice", field=self._label(name), value=typed or "–", choices=choices)
        return values.get(typed, next(iter(values.values())))

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
