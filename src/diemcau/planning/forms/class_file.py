"""Forms of the class file."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import get_language

from diemcau.base.words import say
from diemcau.planning.documents.rules.types import BYTES, DocumentType
from diemcau.planning.models import Sitting
from diemcau.planning.papers.kinds import DocumentKind
from diemcau.planning.queries import sitting_title

ENDINGS = [f".{kind}" for kind in DocumentType] + [".jpeg"]


class DocumentForm(forms.Form):
    """A document that is brought: of a site it may be the signed sheet of a sitting."""

    kind = forms.ChoiceField()
    sitting = forms.ChoiceField(required=False)
    title = forms.CharField(max_length=240, required=False)
    number = forms.CharField(max_length=60, required=False)
    dated = forms.CharField(max_length=30, required=False)
    file = forms.FileField(max_length=255, allow_empty_file=True)

    def __init__(self, *args: Any, sittings: Sequence[Sitting] = (), **more: Any) -> None:
        super().__init__(*args, **more)
        lang = get_language() or "vi"
        signed = [(DocumentKind.SIGNED.value, say("office.document.kind.signed", lang))] if sittings else []
        others = [kind for kind in DocumentKind if kind is not DocumentKind.SIGNED]
        kinds = signed + [(kind.value, say(f"office.document.kind.{kind}", lang)) for kind in others]
        self.fields["kind"] = forms.ChoiceField(choices=kinds)
        if sittings:
            choices = [("", say("office.document.no_sitting", lang))]
            choices += [(str(one.no), sitting_title(one, lang)) for one in sittings]
            self.fields["sitting"] = forms.ChoiceField(choices=choices, required=False)
        else:
            del self.fields["sitting"]
        for name, field in self.fields.items():
            field.label = say(f"office.document.{name}", lang)
        for name in ("title", "file", *(["sitting"] if sittings else [])):
            self.fields[name].help_text = say(f"office.document.{name}_help", lang, megabytes=BYTES >> 20)
        self.fields["file"].widget.attrs["accept"] = ",".join(ENDINGS)


class TakeBackForm(forms.Form):
    """Why a part of the class file is opened again."""

    reason = forms.CharField(max_length=240)

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["reason"].label = say("office.class_file.reason", get_language() or "vi")
