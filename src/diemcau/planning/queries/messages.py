"""Whom the office writes to, and what it can tell."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime
from urllib.parse import urljoin

from django.db.models import Count, Q

from diemcau.base.refused import Refused
from diemcau.people.models import RoleHeld
from diemcau.people.rules import OfficeRole
from diemcau.planning.messaging import Told
from diemcau.planning.models import Course
from diemcau.planning.queries.freezing import sitting_title
from diemcau.planning.queries.practice import PRACTICE_PATH
from diemcau.planning.queries.timetable import changes_of_release, release_of_timetable
from diemcau.planning.rules import SittingState
from diemcau.planning.telling import change
from diemcau.record.mailing.rules import LetterState
from diemcau.record.models import Letter, Mailing
from diemcau.units.queries import versions_on
from diemcau.units.rules import CENTRE, Scope

_WRITTEN_TO = OfficeRole.ORGANISER, OfficeRole.PROVINCE


def told_of(course: Course, now: datetime, url: str, lang: str, test: str = "") -> Told:
    """What messages of a course may speak of. Two queries, four after a second release."""
    release = release_of_timetable(course)
    changes = tuple(change(one, lang) for one in changes_of_release(release)) if release else ()
    states = SittingState.PLANNED, SittingState.OPEN
    sitting = course.sittings.filter(state__in=states, starts_at__gt=now).order_by("no").first()
    return Told(
        course.title,
        course.starts_on,
        course.ends_on,
        url,
        release.version if release else 0,
        changes,
        (sitting_title(sitting, lang), sitting.starts_at, sitting.headcount_deadline) if sitting else None,
        test,
        urljoin(url, PRACTICE_PATH) if course.practises else "",
    )


@dataclass(frozen=True)
class Recipient:
    """Somebody of a province who can be written to, or who has no address (then `email` is "")."""

    account: int
    name: str
    email: str
    province: str
    unit: str  # full name of where he holds his role


def recipients(scope: Scope, on: date) -> list[Recipient]:
    """Accounts that organise for a province or below, inside a scope, by province and name. Two queries."""
    held = RoleHeld.rows.of(scope).filter(
        Q(ends_on=None) | Q(ends_on__gte=on), starts_on__lte=on, role__in=_WRITTEN_TO, account__is_active=True
    )
    held = held.exclude(unit=CENTRE).select_related("account", "unit")
    units = versions_on(on)
    found: dict[int, Recipient] = {}
    for one in held.order_by("unit__province", "unit", "account__name", "id"):
        name = units[one.unit_id].full_name if one.unit_id in units else one.unit_id
        person = Recipient(one.account_id, one.account.name, one.account.email, one.unit.province_id or "", name)
        found.setdefault(one.account_id, person)
    return list(found.values())


def mailings_of(course: Course, scope: Scope) -> list[tuple[Mailing, Counter[str]]]:
    """Mailings about a course, the newest first, each with its numbers of letters by state. Two queries."""
    found = list(Mailing.rows.of(scope).filter(about=f"course:{course.pk}").select_related("made_by"))
    counts: dict[int, Counter[str]] = {mailing.pk: Counter() for mailing in found}
    letters = Letter.rows.of(scope).filter(mailing__in=list(counts)).order_by()
    for mailing, state, number in letters.values_list("mailing", "state").annotate(Count("id")):
        counts[mailing][state] = number
    return [(mailing, counts[mailing.pk]) for mailing in found]


@dataclass(frozen=True)
class MailingPage:
    """How far a mailing is."""

    mailing: Mailing
    queued: int
    sent: int
    failed: int

    @property
    def total(self) -> int:
        """All letters."""
        return self.queued + self.sent + self.failed

    @property
    def done(self) -> int:
        """Letters about which nothing more happens by itself."""
        return self.total if self.mailing.stopped_at else self.sent + self.failed

    @property
    def waiting(self) -> int:
        """Letters that will still leave."""
        return 0 if self.mailing.stopped_at else self.queued

    @property
    def runs(self) -> bool:
        """Whether letters wait to leave."""
        return self.queued > 0 and self.mailing.stopped_at is None


def mailing_page(course: Course, number: int, scope: Scope) -> MailingPage:
    """A mailing about a course. Two queries.

    Refuses: mailing.unknown, for one outside the scope as well.
    """
    found = Mailing.rows.of(scope).filter(about=f"course:{course.pk}", pk=number).select_related("made_by").first()
    if found is None:
        raise Refused("mailing.unknown", 404)
    letters = Letter.rows.of(scope).filter(mailing=found).order_by()
    counts = dict(letters.values_list("state").annotate(Count("id")))
    return MailingPage(found, *(counts.get(state.value, 0) for state in LetterState))
