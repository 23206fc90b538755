"""Shapes of the forms of rosters: files that are sent in, and how they are applied."""

from __future__ import annotations  # UploadedFile takes no parameters at run time

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import get_language

from diemcau.base.words import say


def _say(key: str) -> str:
    return say(key, get_language() or "vi")


class _Files(forms.ClearableFileInput):
    """Several files at once."""

    allow_multiple_selected = True


class FilesField(forms.FileField):
    """One or more files; gives a list."""

    widget = _Files

    def clean(self, data: Any, initial: Any = None) -> Any:
        """The files, each as an uploaded file."""
        files = list(data) if isinstance(data, list | tuple) else [data]
        return [super(FilesField, self).clean(one, initial) for one in files]


class RosterForm(forms.Form):
    """Files for a unit ("00": by their rows). `targets` are the units as (code, name) that somebody may choose."""

    sheets = FilesField(widget=_Files(attrs={"accept": ".xlsx,.xls,.ods,.csv,.txt"}))

    def __init__(self, *args: Any, targets: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        unit = self.fields["unit"] = forms.ChoiceField(
            choices=list(targets), label=_say("office.rosters.unit"), help_text=_say("office.rosters.unit_help")
        )
        self.order_fields(["unit", "sheets"])
        sheets = self.fields["sheets"]
        sheets.label, sheets.help_text = _say("office.rosters.files"), _say("office.rosters.files_help")
        sheets.error_messages["required"] = sheets.error_messages["missing"] = _say("office.rosters.files_required")
        sheets.error_messages["empty"] = _say("office.rosters.files_empty")
        if len(targets) == 1:
            unit.widget = forms.HiddenInput()
            unit.initial = targets[0][0]

    @property
    def uploads(self) -> list[UploadedFile[Any]]:
        """The files that came."""
        sheets: list[UploadedFile[Any]] = self.cleaned_data["sheets"]
        return sheets


class ApplyForm(forms.Form):
    """What was looked at, and whether newcomers stand by protocol."""

    plan = forms.CharField(max_length=64)
    by_protocol = forms.BooleanField(required=False)
