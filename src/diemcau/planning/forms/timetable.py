"""Shapes of the forms of a timetable: sittings, items, lecturers and when they cannot come."""

from collections.abc import Iterable
from typing import Any

from django import forms

from diemcau.people.models import Person
from diemcau.planning.forms.begun import Begun
from diemcau.planning.forms.labels import day_field, hour_field, words
from diemcau.planning.models import Sitting
from diemcau.planning.rules import Half, ItemKind
from diemcau.planning.timetable.rules.warnings import DesignedTopic


def _halves() -> list[tuple[str, Any]]:
    return [(half.value, words(f"office.half.{half.value}")) for half in Half]


class SittingForm(Begun):
    """A half-day."""

    on = day_field("office.sitting.on", help_text=words("office.course.day_help"))
    half = forms.ChoiceField(choices=_halves(), label=words("office.sitting.half"))
    starts = hour_field("office.sitting.starts")
    ends = hour_field("office.sitting.ends")
    deadline = hour_field("office.sitting.deadline", help_text=words("office.sitting.deadline_help"))


class ItemForm(Begun):
    """An item; `sitting` is there for one that exists, and moves it."""

    kind = forms.ChoiceField(
        choices=[(kind.value, words(f"item.kind.{kind.value}")) for kind in ItemKind],
        label=words("office.sitting.kind"),
    )
    topic = forms.TypedChoiceField(
        coerce=int,
        empty_value=None,
        required=False,
        label=words("office.course.topic"),
        help_text=words("office.item.topic_help"),
    )
    title = forms.CharField(
        max_length=240, required=False, label=words("office.item.title"), help_text=words("office.item.title_help")
    )
    minutes = forms.IntegerField(min_value=1, max_value=600, label=words("office.sitting.minutes"))
    phones = forms.BooleanField(required=False, label=words("office.item.phones"))
    recording = forms.BooleanField(
        required=False, label=words("office.item.recording"), help_text=words("office.item.limits_help")
    )
    speaker = forms.CharField(
        max_length=160, required=False, label=words("office.item.speaker"), help_text=words("office.item.speaker_help")
    )
    sitting = forms.TypedChoiceField(coerce=int, label=words("office.sitting.sitting"))

    def __init__(
        self, topics: Iterable[DesignedTopic], sittings: Iterable[tuple[Sitting, str]], *args: Any, **more: Any
    ) -> None:
        super().__init__(*args, **more)
        topic, sitting = self.fields["topic"], self.fields["sitting"]
        topic.choices = [("", "—"), *((one.no, f"{one.no}. {one.title}") for one in topics)]  # type: ignore[attr-defined]
        sitting.choices = [(one.no, name) for one, name in sittings]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """A topic's item names it."""
        given = super().clean() or {}
        if given.get("kind") == ItemKind.TOPIC and not given.get("topic"):
            self.add_error("topic", words("office.item.topic_missing"))
        return given


class PersonField(forms.ModelChoiceField):  # type: ignore[type-arg]  # no generic where it runs
    """Somebody who teaches already, by name."""

    def label_from_instance(self, person: Person) -> str:
        """Name as lists show it."""
        return person.shown


class LecturerForm(forms.Form):
    """Who teaches a topic: by post; besides a person, one who teaches already or a new one."""

    post = forms.CharField(
        max_length=160, label=words("office.lecturer.post"), help_text=words("office.lecturer.post_help")
    )
    person = PersonField(
        queryset=None,
        required=False,
        label=words("office.lecturer.person"),
        help_text=words("office.lecturer.person_help"),
        empty_label="—",
    )
    name = forms.CharField(max_length=120, required=False, label=words("office.lecturer.name"))
    phone = forms.CharField(max_length=20, required=False, label=words("office.lecturer.phone"))
    stand_in = forms.BooleanField(required=False, label=words("office.lecturer.stand_in"))

    def __init__(self, persons: Any, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["person"].queryset = persons  # type: ignore[attr-defined]


class AwayForm(forms.Form):
    """A day, or half of it, when somebody cannot come."""

    on = day_field("office.lecturer.away_on")
    half = forms.ChoiceField(
        choices=[("", words("office.half.both")), *_halves()], required=False, label=words("office.sitting.half")
    )
