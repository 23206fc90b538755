"""Says who asks, so that every note of the audit log bears device and address."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from diemcau.people.visitor import address_asking, device_of
from diemcau.record.asking import Asker, asked_by
from diemcau.units.rules import CENTRE


class Asked:
    """Stands after people's ScopeOfRequest. Whoever has no role at the centre acts in the unit of his first role."""

    def __init__(self, answer: Callable[[HttpRequest], HttpResponse]) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """The next answer."""
        units = [unit for _, unit in getattr(request, "held", [])]
        one = Asker(
            device=device_of(request.headers.get("User-Agent", "")),
            address=address_asking(request),
            unit=units[0] if units and CENTRE not in units else CENTRE,
        )
        with asked_by(one):
            return self.answer(request)
