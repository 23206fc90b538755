"""Two people on one page: what somebody else saved meanwhile is neither lost nor overwritten unseen.

A form says what stood in its fields when the page was opened, as marks. A field that only the other one changed keeps
his value; one that both changed differently is asked about beside the field, once, and saved as typed after that.
"""

from collections.abc import Mapping
from hashlib import sha256
from typing import Any, cast

from django import forms

from diemcau.planning.forms.labels import words

_MARK = 8  # letters of a digest: enough to tell two values of one field apart


class Begun(forms.Form):
    """A form for something that is there already. `initial` is what it is now, with the page and with each answer."""

    began = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *args: Any, **more: Any) -> None:
        super().__init__(data, *args, **more)
        self.both: dict[str, str] = {}  # field that both changed: what it holds now
        self.initial["began"] = ""

    def begin(self) -> None:
        """Lay what was typed over what is there now. A form calls it when its fields and choices are complete."""
        now = {name: self._shown(name, self.get_initial_for_field(field, name)) for name, field in self._kept().items()}
        marks = ",".join(f"{name}={_mark(shown)}" for name, shown in now.items())
        self.initial["began"] = marks
        if not self.is_bound:
            return
        data: Any = cast(Any, self.data).copy()
        began = dict(one.partition("=")[::2] for one in str(data.get(self.add_prefix("began"), "")).split(",") if one)
        for name, shown in now.items():
            typed = self._shown(name, self._typed(name))
            if began.get(name, _mark(shown)) == _mark(shown) or typed == shown:
                continue
            if _mark(typed) == began[name]:
                self._put(data, name)
            else:
                self.both[name] = self._said(name, shown)
        data[self.add_prefix("began")] = marks
        self.data = data

    def clean(self) -> dict[str, Any]:
        """Ask about what both changed."""
        given = super().clean() or {}
        for name, theirs in self.both.items():
            self.add_error(name, words("office.form.meanwhile", theirs=theirs or words("office.form.empty")))
        given.pop("began", None)
        return given

    def _kept(self) -> dict[str, forms.Field]:
        return {name: field for name, field in self.fields.items() if name != "began"}

    def _typed(self, name: str) -> Any:
        return self.fields[name].widget.value_from_datadict(self.data, self.files, self.add_prefix(name))

    def _shown(self, name: str, value: Any) -> str:
        """A value as the page shows it, the same for what is there and for what was typed."""
        field = self.fields[name]
        if isinstance(field, forms.BooleanField):
            return "on" if value else ""
        if isinstance(field, forms.MultipleChoiceField):
            return "|".join(sorted(str(one) for one in value or []))
        shown = field.widget.format_value(field.prepare_value(value))
        if isinstance(shown, list):  # of a choice
            shown = shown[0] if shown else ""
        return "\n".join(str(shown or "").split("\r\n")).strip()

    def _put(self, data: Any, name: str) -> None:
        """The other one's value in place of an untouched field."""
        key, shown = self.add_prefix(name), self._shown(name, self.get_initial_for_field(self.fields[name], name))
        if isinstance(self.fields[name], forms.MultipleChoiceField):
            several = shown.split("|") if shown else []
            data.setlist(key, several) if hasattr(data, "setlist") else data.update({key: several})
        elif isinstance(self.fields[name], forms.BooleanField) and not shown:
            data.pop(key, None)
        else:
            data[key] = shown

    def _said(self, name: str, shown: str) -> str:
        """What a field holds now, in words."""
        field = self.fields[name]
        if isinstance(field, forms.BooleanField):
            return str(words("office.logs.yes" if shown else "office.logs.no"))
        choices: Mapping[str, Any] = {
            str(key): label for key, label in getattr(field, "choices", ()) if not isinstance(label, list | tuple)
        }
        ones = shown.split("|") if isinstance(field, forms.MultipleChoiceField) else [shown]
        return ", ".join(str(choices.get(one, one)) for one in ones if one)


def _mark(shown: str) -> str:
    return sha256(shown.encode()).hexdigest()[:_MARK]
