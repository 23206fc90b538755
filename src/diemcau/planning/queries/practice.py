"""Where one may practise. The practice class is made by the room above and known here by its code."""

from django.conf import settings
from django.db.models import QuerySet

from diemcau.planning.models import Sitting
from diemcau.planning.rules import SittingState

PRACTICE, PRACTICE_PATH = "tap", "/tap"  # code of the class, and its door


def practice_sitting() -> QuerySet[Sitting]:
    """The sitting in which somebody may practise now; none where DIEMCAU_PRACTICE_SITES is 0."""
    states = SittingState.OPEN, SittingState.ON
    found = Sitting.objects.filter(course__code=PRACTICE, state__in=states).order_by()
    return found if settings.PRACTICE_SITES else found.none()
