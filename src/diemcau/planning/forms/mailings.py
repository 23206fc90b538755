"""Shape of the form of a letter."""

from typing import Any

from django import forms

from diemcau.planning.forms.labels import words


class MailForm(forms.Form):
    """A letter to the accounts of provinces; no province chosen means all that may be chosen."""

    provinces = forms.MultipleChoiceField(
        required=False,
        label=words("office.mailing.provinces"),
        help_text=words("office.mailing.provinces_help"),
        widget=forms.CheckboxSelectMultiple,
    )
    subject = forms.CharField(max_length=200, label=words("office.mailing.subject"))
    body = forms.CharField(
        max_length=8000,
        label=words("office.mailing.body"),
        help_text=words("office.mailing.body_help", ten="{ten}", don_vi="{don_vi}", lop="{lop}", lich="{lich}"),
        widget=forms.Textarea(attrs={"rows": 12}),
    )

    def __init__(self, provinces: list[tuple[str, str]], *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["provinces"].choices = provinces  # type: ignore[attr-defined]
