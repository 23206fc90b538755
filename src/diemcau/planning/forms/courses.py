"""Shapes of the forms of course pages; the pages draw them and actions judge what is inside."""

from typing import Any

from django import forms

from diemcau.planning.forms.begun import Begun
from diemcau.planning.forms.labels import day_field, words
from diemcau.planning.rules import AddressKind, Heads, How, PaperHead
from diemcau.programme.models import Release


class AddressForm(forms.Form):
    """An address: item and site by their numbers; no site means the centre's hall."""

    item = forms.IntegerField(min_value=1)
    site = forms.IntegerField(min_value=1, required=False)
    post = forms.CharField()
    kind = forms.ChoiceField(choices=[(kind.value, kind.value) for kind in AddressKind])
    gist = forms.CharField(required=False)


class DeliveryForm(forms.Form):
    """How a topic was delivered, and why."""

    how = forms.ChoiceField(choices=[(how.value, how.value) for how in How])
    reason = forms.CharField(required=False, max_length=240)


class ReleaseField(forms.ModelChoiceField):  # type: ignore[type-arg]  # no generic where it runs
    """A release of a programme, by title and version."""

    def label_from_instance(self, release: Release) -> str:
        """“Bản 2 (05/08/2025) – Chương trình”."""
        on = f"{release.released_at:%d/%m/%Y}"
        said = words("office.course.release_of", title=release.programme.title, version=release.version, on=on)
        return str(said)


def _releases() -> Any:
    return Release.objects.select_related("programme").defer("content").order_by("programme__title", "-version")


class NewCourseForm(forms.Form):
    """A course from a release, or as a copy of another one (then without organiser, form and days)."""

    release = ReleaseField(queryset=None, label=words("office.course.release"), empty_label=None)
    title = forms.CharField(max_length=240, label=words("office.course.title"))
    code = forms.SlugField(
        max_length=40, required=False, label=words("office.course.code"), help_text=words("office.course.code_help")
    )
    organiser = forms.CharField(max_length=160, label=words("office.course.organiser"))
    form = forms.CharField(max_length=240, label=words("office.course.form"))
    starts_on = day_field("office.course.starts_on", help_text=words("office.course.day_help"))
    days = forms.IntegerField(min_value=1, max_value=30, initial=3, label=words("office.course.days"))
    rehearsal = forms.BooleanField(
        required=False, label=words("office.course.is_rehearsal"), help_text=words("office.course.rehearsal_help")
    )

    def __init__(self, *args: Any, copy_of: int = 0, **more: Any) -> None:
        super().__init__(*args, **more)
        chosen = self.fields["release"]
        chosen.queryset = _releases()  # type: ignore[attr-defined]
        if copy_of:  # releases of the same programme
            chosen.queryset = chosen.queryset.filter(programme=copy_of)  # type: ignore[attr-defined]
            for name in ("organiser", "form", "days", "rehearsal"):
                del self.fields[name]


class CourseForm(Begun):
    """What may be changed of a course."""

    title = forms.CharField(max_length=240, label=words("office.course.title"))
    organiser = forms.CharField(max_length=160, label=words("office.course.organiser"))
    form = forms.CharField(max_length=240, label=words("office.course.form"))
    starts_on = day_field("office.course.starts_on", help_text=words("office.course.day_help"))
    ends_on = day_field("office.course.ends_on", help_text=words("office.course.day_help"))
    shift = forms.BooleanField(
        required=False, label=words("office.course.shift"), help_text=words("office.course.shift_help")
    )
    rehearsal = forms.BooleanField(
        required=False, label=words("office.course.is_rehearsal"), help_text=words("office.course.rehearsal_help")
    )


class HeadForm(Begun):
    """The head of the papers of one level; where nothing is written there is none."""

    BESIDE = "above", "place", "code", "to"

    style = forms.ChoiceField(
        choices=[("state", words("office.head.state")), ("party", words("office.head.party"))],
        label=words("office.head.style"),
    )
    above = forms.CharField(
        max_length=240, required=False, label=words("office.head.above"), help_text=words("office.head.above_help")
    )
    body = forms.CharField(
        max_length=240, required=False, label=words("office.head.body"), help_text=words("office.head.body_help")
    )
    place = forms.CharField(max_length=80, required=False, label=words("office.head.place"))
    code = forms.CharField(
        max_length=40, required=False, label=words("office.head.code"), help_text=words("office.head.code_help")
    )
    to = forms.CharField(
        max_length=1000,
        required=False,
        label=words("office.head.to"),
        help_text=words("office.head.to_help"),
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def clean(self) -> dict[str, Any]:
        """What stands in a head needs a body above it: it is never dropped in silence."""
        given = super().clean() or {}
        if not given.get("body") and "body" not in self.errors and any(given.get(name) for name in self.BESIDE):
            self.add_error("body", words("office.head.body_missing"))
        return given

    def head(self) -> PaperHead | None:
        """The head as it was written, None where nothing was."""
        given = self.cleaned_data
        if not given["body"]:
            return None
        to = tuple(one.strip() for one in given["to"].splitlines() if one.strip())
        return PaperHead(given["style"], given["body"], given["place"], given["above"], to, given["code"])


LEVELS = ("centre", "province", "site")


def head_forms(heads: Heads, data: Any = None) -> dict[str, HeadForm]:
    """A form for the head of each level."""
    forms_ = {}
    for level in LEVELS:
        head = heads.get(level)  # type: ignore[call-overload]
        initial = {"style": "state"}
        if head:
            initial = {name: getattr(head, name) for name in ("style", "above", "body", "place", "code")}
            initial["to"] = "\n".join(head.to)
        forms_[level] = HeadForm(data, prefix=level, initial=initial)
        forms_[level].begin()
    return forms_


def heads_of(forms_: dict[str, HeadForm]) -> Heads:
    """Heads from valid forms."""
    return {level: head for level, form in forms_.items() if (head := form.head())}  # type: ignore[misc]
