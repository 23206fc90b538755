"""Shapes of the forms of course pages; the pages draw them and actions judge what is inside."""

from django import forms

from diemcau.planning.rules import AddressKind, How


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
