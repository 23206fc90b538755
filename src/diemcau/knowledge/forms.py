"""What is typed into the office: a reply, a proposal with its evidence."""

from collections.abc import Iterable
from enum import StrEnum
from typing import Any

from django import forms
from django.utils.functional import lazy
from django.utils.translation import get_language

from diemcau.base.words import say
from diemcau.knowledge.rules import (
    ABILITY,
    BODY,
    LONGEST,
    NUMBER,
    NewProposal,
    NewReply,
    ProposalKind,
    ReplyKind,
)


def _said(key: str) -> Any:
    """Words in the language of whoever reads the form."""
    return lazy(lambda: say(key, get_language() or "vi"), str)()


def _kinds(prefix: str, kinds: Iterable[StrEnum]) -> Any:
    return [(kind.value, _said(f"{prefix}.{kind.value}")) for kind in kinds]


class ReplyForm(forms.Form):
    """A reply; the rules say what each kind needs."""

    kind = forms.ChoiceField(
        label=_said("office.reply.kind"), choices=_kinds("office.reply", ReplyKind), widget=forms.RadioSelect
    )
    text = forms.CharField(
        label=_said("office.reply.text"),
        help_text=_said("office.reply.help"),
        max_length=LONGEST,
        widget=forms.Textarea({"rows": 4}),
    )
    document_number = forms.CharField(label=_said("office.reply.number"), max_length=NUMBER, required=False)
    # A browser's own picker would write the day in the browser's language.
    document_on = forms.DateField(
        label=_said("office.reply.on"),
        required=False,
        input_formats=["%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y", "%Y-%m-%d"],
        widget=forms.DateInput({"inputmode": "numeric", "placeholder": "dd/mm/yyyy"}, "%d/%m/%Y"),
    )
    body = forms.CharField(label=_said("office.reply.body"), max_length=BODY, required=False)

    def reply(self) -> NewReply:
        """As the action takes it; what is missing is left empty for the rules to refuse."""
        self.is_valid()
        given: dict[str, Any] = self.cleaned_data
        return NewReply(
            given.get("kind", ""),
            given.get("text", ""),
            given.get("document_number", ""),
            given.get("document_on"),
            given.get("body", ""),
        )


class ProposalForm(forms.Form):
    """A proposal. Evidence comes as "lesson:3", "obstacle:5" and "result:2:t1-situation"."""

    kind = forms.ChoiceField(
        label=_said("office.proposal.kind"),
        choices=_kinds("office.proposal.kind", ProposalKind),
        widget=forms.RadioSelect,
    )
    text = forms.CharField(label=_said("office.proposal.text"), max_length=LONGEST, widget=forms.Textarea({"rows": 4}))
    ability = forms.CharField(label=_said("office.proposal.ability"), max_length=ABILITY)

    def proposal(self, evidence: list[str]) -> NewProposal:
        """As the action takes it; evidence that cannot be read counts as unknown."""
        self.is_valid()
        given: dict[str, Any] = self.cleaned_data
        return NewProposal(
            given.get("kind", ""),
            given.get("ability", ""),
            given.get("text", ""),
            tuple(_numbers(evidence, "lesson")),
            tuple(_numbers(evidence, "obstacle")),
            tuple(_results(evidence)),
        )


def _numbers(evidence: list[str], sort: str) -> list[int]:
    return [_number(one.partition(":")[2]) for one in evidence if one.partition(":")[0] == sort]


def _results(evidence: list[str]) -> list[tuple[int, str]]:
    parts = [one.split(":", 2) for one in evidence if one.startswith("result:")]
    return [(_number(part[1]), part[2]) for part in parts if len(part) == 3]


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 15 else 0
