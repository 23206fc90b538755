"""What is typed into the office: a reply, a proposal with its evidence."""

from typing import Any

from django import forms

from diemcau.knowledge.rules import ABILITY, BODY, LONGEST, NUMBER, NewProposal, NewReply


class ReplyForm(forms.Form):
    """A reply; the rules say what each kind needs."""

    kind = forms.CharField(max_length=20)
    text = forms.CharField(max_length=LONGEST, strip=True)
    document_number = forms.CharField(max_length=NUMBER, required=False)
    document_on = forms.DateField(required=False)
    body = forms.CharField(max_length=BODY, required=False)

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

    kind = forms.CharField(max_length=12)
    ability = forms.CharField(max_length=ABILITY)
    text = forms.CharField(max_length=LONGEST)

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
