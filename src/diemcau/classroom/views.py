"""What the office does to a live sitting. The five screens are not pages of the office; see `live`."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import get_language

from diemcau.base.words import say
from diemcau.classroom import actions
from diemcau.people.middleware import OfficeRequest
from diemcau.planning.queries import sitting_page
from diemcau.record.actions import note


def open_doors(request: OfficeRequest, code: str, no: int) -> HttpResponse:
    """Freeze the plan of a sitting and let its rooms in."""
    page = sitting_page(code, no, request.scope)
    digest = actions.open_doors(page.sitting)
    note("sitting.opened", f"course:{page.course.pk}", account=request.user, sitting=no, plan=digest)
    messages.success(request, say("office.sitting.opened", get_language() or "vi"))
    return redirect("planning:sitting", code, no)
