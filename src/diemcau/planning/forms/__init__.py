"""Shapes of the forms of the room's pages; the pages draw them and actions judge what is inside."""

from django.forms import Form

from diemcau.planning.forms.courses import (
    AddressForm,
    CourseForm,
    DeliveryForm,
    HeadForm,
    NewCourseForm,
    head_forms,
    heads_of,
)
from diemcau.planning.forms.labels import done
from diemcau.planning.forms.mailings import MailForm
from diemcau.planning.forms.timetable import AwayForm, ItemForm, LecturerForm, SittingForm

__all__ = [
    "AddressForm",
    "AwayForm",
    "CourseForm",
    "DeliveryForm",
    "Form",
    "HeadForm",
    "ItemForm",
    "LecturerForm",
    "MailForm",
    "NewCourseForm",
    "SittingForm",
    "done",
    "head_forms",
    "heads_of",
]
