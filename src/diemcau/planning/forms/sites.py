"""Shapes of the forms of sites; actions judge what is inside."""

from collections.abc import Iterable
from typing import Any, cast

from django import forms

from diemcau.base.http import words_of
from diemcau.base.refused import Refused
from diemcau.base.text import line
from diemcau.people.models import Person
from diemcau.people.rules import dialled
from diemcau.planning.forms.begun import Begun
from diemcau.planning.forms.labels import day_field, words
from diemcau.planning.models import Site
from diemcau.planning.pasting import Named, read_named
from diemcau.planning.queries import BulkEdit, SiteEdit
from diemcau.planning.rules import LARGEST_ROOM, Connection, Equipment
from diemcau.units.queries import UnitOn

_LEFT = "-"  # of a choice in the form for many sites: as it is
CONTACTS = ("chair", "host", "technician")


def _connections() -> list[tuple[str, Any]]:
    return [(way.value, words(f"office.site.connection.{way.value}")) for way in Connection]


def _offer(form: forms.Form, name: str, choices: list[tuple[str, Any]]) -> None:
    cast(forms.ChoiceField, form.fields[name]).choices = choices


class _Name(forms.CharField):
    """A name, with the people of the unit to pick from while one types (a datalist of the page)."""

    def __init__(self, label: str) -> None:
        widget = forms.TextInput({"list": "people", "autocomplete": "off"})
        super().__init__(label=words(label), required=False, max_length=120, widget=widget)


class _Phone(forms.CharField):
    def __init__(self, label: str) -> None:
        widget = forms.TextInput({"inputmode": "tel", "autocomplete": "off"})
        super().__init__(label=words(label), required=False, max_length=40, widget=widget)


class SiteForm(Begun):
    """Everything of a site that may be changed. `state`: own (a room of its own), joined, not_organised."""

    state = forms.ChoiceField(
        label=words("office.site.state"),
        choices=[(state, words(f"office.site.state.{state}")) for state in ("own", "joined", "not_organised")],
        widget=forms.RadioSelect,
    )
    joined_to = forms.ChoiceField(label=words("office.site.joined_to"), required=False)
    reason = forms.CharField(label=words("office.site.reason"), required=False, max_length=240)
    host = _Name("office.site.host")
    host_phone = _Phone("office.site.host_phone")
    chair = _Name("office.site.chair")
    chair_phone = _Phone("office.site.chair_phone")
    chair_post = forms.CharField(label=words("office.site.chair_post"), required=False, max_length=160)
    technician = _Name("office.site.technician")
    technician_phone = _Phone("office.site.technician_phone")
    room = forms.CharField(
        label=words("office.site.room"), help_text=words("office.site.room_help"), required=False, max_length=100
    )
    capacity = forms.IntegerField(
        label=words("office.site.capacity"), required=False, min_value=1, max_value=LARGEST_ROOM
    )
    connection = forms.ChoiceField(label=words("office.site.connection"), required=False)
    carrier = forms.CharField(
        label=words("office.site.by"), help_text=words("office.site.by_help"), required=False, max_length=60
    )
    equipment = forms.MultipleChoiceField(
        label=words("office.site.equipment"),
        required=False,
        choices=[(one.value, words(f"office.site.equipment.{one.value}")) for one in Equipment],
        widget=forms.CheckboxSelectMultiple,
    )
    checked_on = day_field("office.site.checked_on", help_text=words("office.site.checked_help"), required=False)
    covers = forms.MultipleChoiceField(
        label=words("office.site.covers"), help_text=words("office.site.covers_help"), required=False,
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip
    notes = forms.CharField(
        label=words("office.site.notes"), help_text=words("office.site.notes_help"), required=False, max_length=1000,
        widget=forms.Textarea({"rows": 3}),
    )  # fmt: skip

    def __init__(
        self, site: Site, rooms: Iterable[Site], units: Iterable[UnitOn], covered: Iterable[str], data: Any = None
    ) -> None:
        self.site = site
        self.now: dict[str, Person | None] = {what: getattr(site, what) for what in CONTACTS}
        units = list(units)
        offered = {unit.code for unit in units}
        covers = [code for code in covered if code in offered]
        # What somebody cannot see here he does not take out by saving.
        self.covers_besides = [code for code in covered if code not in offered]
        state = "joined" if site.joined_to_id else "not_organised" if site.not_organised_reason else "own"
        begin: dict[str, Any] = {
            what: getattr(site, what)
            for what in ("chair_post", "room", "capacity", "connection", "carrier", "equipment", "checked_on", "notes")
        }
        for what, person in self.now.items():
            begin[what], begin[f"{what}_phone"] = (person.shown, dialled(person.phone)) if person else ("", "")
        begin |= {"state": state, "joined_to": str(site.joined_to_id or ""), "reason": site.not_organised_reason}
        super().__init__(data, initial={**begin, "covers": covers})
        self.rooms = {str(room.pk): room for room in rooms}
        if site.joined_to is not None:
            self.rooms.setdefault(str(site.joined_to_id), site.joined_to)
        choices = [(key, f"{room.no}. {room.name[:1].upper()}{room.name[1:]}") for key, room in self.rooms.items()]
        _offer(self, "joined_to", [("", "–"), *choices])
        _offer(self, "connection", [("", words("office.site.connection.unknown")), *_connections()])
        _offer(self, "covers", [(unit.code, f"{unit.full_name} ({unit.code})") for unit in units])
        self.begin()

    def clean(self) -> dict[str, Any]:
        """People as they are known, and what a state asks for."""
        given = super().clean() or {}
        for what in CONTACTS:
            try:
                given[what] = self._named(what, given)
            except Refused as no:
                self.add_error(f"{what}_phone" if no.code == "person.phone" else what, words_of(no))
        state = given.get("state")
        if state == "joined" and not given.get("joined_to"):
            self.add_error("joined_to", words("office.site.joined_to_missing"))
        if state == "not_organised" and not line(given.get("reason", "")):
            self.add_error("reason", words("office.site.reason_missing"))
        return given

    def _named(self, what: str, given: dict[str, Any]) -> Named:
        name, phone = given.get(what, ""), given.get(f"{what}_phone", "")
        now = self.now[what]
        if now is not None and line(name) == line(now.shown):  # what stands there is not judged again
            return Named(now.full_name, read_named("", phone).phone, now.simulated)
        return read_named(name, phone)

    def edit(self) -> SiteEdit:
        """What the action takes; of a valid form."""
        given = self.cleaned_data
        state = given["state"]
        return SiteEdit(
            room=given["room"],
            capacity=given["capacity"],
            equipment=tuple(given["equipment"]),
            carrier=given["carrier"],
            connection=given["connection"],
            checked_on=given["checked_on"],
            notes=given["notes"],
            chair=given["chair"],
            chair_post=given["chair_post"],
            host=given["host"],
            technician=given["technician"],
            joined_to=self.rooms[given["joined_to"]] if state == "joined" else None,
            not_organised_reason=given["reason"] if state == "not_organised" else "",
            covers=(self.site.unit_id, *given["covers"], *self.covers_besides),
        )


class NewSiteForm(forms.Form):
    """One more room of a unit."""

    unit = forms.ChoiceField(label=words("office.site.unit"))
    room = forms.CharField(
        label=words("office.site.room"), help_text=words("office.site.room_help"), required=False, max_length=100
    )
    no = forms.IntegerField(
        label=words("office.site.no"), help_text=words("office.site.no_help"), required=False, min_value=1,
        max_value=999_999,
    )  # fmt: skip

    def __init__(self, units: Iterable[UnitOn], data: Any = None, initial: dict[str, Any] | None = None) -> None:
        super().__init__(data, initial=initial)
        _offer(self, "unit", [(unit.code, f"{unit.full_name} ({unit.code})") for unit in units])


class WithoutForm(forms.Form):
    """Why a unit has no site."""

    unit = forms.ChoiceField(label=words("office.site.unit"))
    reason = forms.CharField(label=words("office.site.reason"), max_length=240)

    def __init__(self, units: Iterable[UnitOn], data: Any = None) -> None:
        super().__init__(data)
        _offer(self, "unit", [(unit.code, f"{unit.full_name} ({unit.code})") for unit in units])


class BulkForm(forms.Form):
    """What is to become of many sites; an empty field leaves things as they are."""

    connection = forms.ChoiceField(
        label=words("office.site.connection"), required=False,
        choices=lambda: [(_LEFT, words("office.bulk.left")), *_connections()],
    )  # fmt: skip
    carrier = forms.CharField(
        label=words("office.site.by"), help_text=words("office.bulk.empty"), required=False, max_length=60
    )
    capacity = forms.IntegerField(
        label=words("office.site.capacity"), help_text=words("office.bulk.empty"), required=False, min_value=1,
        max_value=LARGEST_ROOM,
    )  # fmt: skip
    organised = forms.ChoiceField(
        label=words("office.bulk.organised"), required=False,
        choices=lambda: [
            (_LEFT, words("office.bulk.left")),
            ("no", words("office.bulk.not_organised")),
            ("yes", words("office.bulk.organised_again")),
        ],
    )  # fmt: skip
    reason = forms.CharField(label=words("office.site.reason"), required=False, max_length=240)
    hosts = forms.CharField(
        label=words("office.bulk.hosts"),
        help_text=words("office.bulk.hosts_help"),
        required=False,
        strip=False,
        max_length=100_000,
        widget=forms.Textarea({"rows": 8, "spellcheck": "false", "wrap": "off"}),
    )

    def clean(self) -> dict[str, Any]:
        """A reason where one is needed."""
        given = super().clean() or {}
        if given.get("organised") == "no" and not line(given.get("reason", "")):
            self.add_error("reason", words("office.site.reason_missing"))
        return given

    def edit(self, hosts: dict[int, Named]) -> BulkEdit:
        """What the action takes, with the hosts by their sites; of a valid form."""
        given = self.cleaned_data
        reasons = {"no": line(given["reason"]), "yes": ""}
        return BulkEdit(
            carrier=line(given["carrier"]) or None,
            connection=given["connection"] if given["connection"] not in {_LEFT, ""} else None,
            capacity=given["capacity"],
            reason=reasons.get(given["organised"]),
            hosts=hosts,
        )
