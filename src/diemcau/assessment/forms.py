"""What is typed into the office: what is said of a paper."""

from typing import Any

from django import forms
from django.utils.functional import lazy
from django.utils.translation import get_language

from diemcau.activities.essay.shapes import LONGEST_REMARK
from diemcau.base.words import say


def _said(key: str) -> Any:
    """Words in the language of whoever reads the form."""
    return lazy(lambda: say(key, get_language() or "vi"), str)()


class JudgeForm(forms.Form):
    """Enough or not yet, with a short remark, of the paper whose number was read."""

    paper = forms.IntegerField(widget=forms.HiddenInput, min_value=1)
    passed = forms.ChoiceField(
        label=_said("office.paper.judge"),
        choices=[("yes", _said("office.paper.passed")), ("no", _said("office.paper.failed"))],
        widget=forms.RadioSelect,
    )
    remark = forms.CharField(
        label=_said("office.paper.remark"),
        help_text=_said("office.paper.remark_help"),
        max_length=LONGEST_REMARK,
        required=False,
        widget=forms.Textarea({"rows": 3}),
    )
