"""What forms of this room share: labels in the reader's language, days and hours as people write them, refusals."""

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from django import forms
from django.utils.functional import lazy
from django.utils.translation import get_language

from diemcau.base.refused import Refused
from diemcau.base.words import say

T = TypeVar("T")


def _said(key: str, data: dict[str, Any]) -> str:
    return say(key, get_language() or "vi", **data)


_later = lazy(_said, str)


def words(key: str, **data: Any) -> Any:
    """Words of a key in the language of whoever reads the page, found out when it is drawn."""
    return _later(key, data)


def day_field(key: str, **more: Any) -> forms.DateField:
    """A day, written 06/09/2025. A browser's own picker would write it in the browser's language."""
    widget = forms.DateInput(format="%d/%m/%Y", attrs={"inputmode": "numeric", "placeholder": "dd/mm/yyyy"})
    formats = ["%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y", "%Y-%m-%d"]
    return forms.DateField(label=words(key), input_formats=formats, widget=widget, **more)


def hour_field(key: str, **more: Any) -> forms.TimeField:
    """An hour of the day, written 08:30 (or 8h30)."""
    widget = forms.TimeInput(format="%H:%M", attrs={"inputmode": "numeric", "placeholder": "08:00"})
    return forms.TimeField(label=words(key), input_formats=["%H:%M", "%Hh%M", "%H.%M"], widget=widget, **more)


def done(form: forms.Form, act: Callable[[], T], beside: Mapping[str, str] | None = None) -> T | None:
    """What an act gave; None after a refusal, which then stands in the form: beside a field where one is named for it.

    `beside`: code of the refusal → name of the field. A refusal of 404 is the page's answer and goes on.
    """
    try:
        return act()
    except Refused as refused:
        if refused.status == 404 and refused.code not in (beside or {}):
            raise
        field = (beside or {}).get(refused.code)
        form.add_error(field, _said(f"refused.{refused.code}", refused.data))
        return None
