"""Mail: written now, sent by the worker after a stop of ten minutes, once to each.

A letter that was being sent when the worker was killed is sent again: twice is better than never, and both bear one
Message-ID, so that mail programs show them as one.
"""

import smtplib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from email.utils import formatdate

from django.conf import settings
from django.core import mail
from django.db import transaction
from django.db.models import QuerySet
from django_tasks import task

from diemcau.base import clock
from diemcau.base.refused import Refused
from diemcau.base.text import clean, line
from diemcau.people.models import Account
from diemcau.record.actions.audit import note
from diemcau.record.mailing.rules import AGAIN_MINUTES, STOP_MINUTES, LetterState, fault_of, is_final
from diemcau.record.models import Letter, Mailing
from diemcau.units.rules import Scope

_EVERYWHERE = Scope.everything()
BATCH = 50  # letters on one connection


@dataclass(frozen=True)
class NewLetter:
    """What one account is to get; `place` says who he is on the list."""

    account: int
    email: str
    place: str
    subject: str
    body: str


@transaction.atomic
def send_later(about: str, unit: str, subject: str, body: str, letters: Iterable[NewLetter], *, by: Account) -> Mailing:
    """Keep a mailing, to be sent in ten minutes unless it is stopped. An address gets one letter.

    Refuses: mailing.incomplete, mailing.nobody.
    """
    subject, body = line(subject), clean(body)
    once = {letter.email.lower(): letter for letter in letters}
    if not subject or not body or len(subject) > 200 or len(body) > 8000:
        raise Refused("mailing.incomplete", 400)
    if not once:
        raise Refused("mailing.nobody", 400)
    now = clock.now()
    mailing = Mailing.rows.create(
        about=about,
        unit_id=unit,
        subject=subject,
        body=body,
        made_by=by,
        made_at=now,
        due_at=now + timedelta(minutes=STOP_MINUTES),
    )
    Letter.rows.bulk_create(
        Letter(
            mailing=mailing,
            account_id=one.account,
            email=one.email,
            place=one.place,
            subject=line(one.subject),
            body=clean(one.body),
        )
        for one in once.values()
    )
    deliver.using(run_after=mailing.due_at).enqueue(mailing.pk)
    note("mailing.made", f"mailing:{mailing.pk}", account=by, unit=unit, about=about, letters=len(once))
    return mailing


def stop(mailing: Mailing, *, by: Account) -> int:
    """Stop a mailing: what has not left, stays. How many letters that are.

    Refuses: mailing.sent (nothing is left to stop).
    """
    waiting = mailing.letters.of(_EVERYWHERE).filter(state=LetterState.QUEUED).count()
    if not waiting:
        raise Refused("mailing.sent", 409)
    Mailing.rows.of(_EVERYWHERE).filter(pk=mailing.pk, stopped_at=None).update(stopped_at=clock.now())
    note("mailing.stopped", f"mailing:{mailing.pk}", account=by, unit=mailing.unit_id, letters=waiting)
    return waiting


@transaction.atomic
def send_again(mailing: Mailing, *, by: Account) -> int:
    """Try the letters once more that could not be sent; how many. Of a mailing that was stopped nothing leaves.

    Refuses: mailing.nothing_failed.
    """
    failed = mailing.letters.of(_EVERYWHERE).filter(state=LetterState.FAILED, mailing__stopped_at=None)
    number = failed.update(state=LetterState.QUEUED, tries=0, fault="")
    if not number:
        raise Refused("mailing.nothing_failed", 409)
    deliver.enqueue(mailing.pk)
    note("mailing.again", f"mailing:{mailing.pk}", account=by, unit=mailing.unit_id, letters=number)
    return number


@task()
def deliver(mailing_id: int) -> int:
    """Job: send what is queued of a mailing that is due; how many letters left.

    A letter that failed for now is tried again later, three times in all. Doing the job twice sends nothing twice.
    """
    mailing = Mailing.rows.of(_EVERYWHERE).get(pk=mailing_id)
    if mailing.stopped_at is not None:
        return 0
    if mailing.due_at > clock.now():
        deliver.using(run_after=mailing.due_at).enqueue(mailing_id)
        return 0
    queued = list(mailing.letters.of(_EVERYWHERE).filter(state=LetterState.QUEUED).order_by("id"))
    sent = 0
    for start in range(0, len(queued), BATCH):
        sent += _send(queued[start : start + BATCH])
    _try_again(mailing)
    return sent


def _send(letters: list[Letter]) -> int:
    connection = mail.get_connection()
    try:
        connection.open()
    except OSError as failed:  # SMTPException is one
        for letter in letters:
            _failed(letter, failed)
        return 0
    sent = 0
    try:
        for letter in letters:
            # Looked at before each one, so that a stop is a stop.
            if Mailing.rows.of(_EVERYWHERE).filter(pk=letter.mailing_id).exclude(stopped_at=None).exists():
                break
            try:
                connection.send_messages([_message(letter)])
            except OSError as failed:
                _failed(letter, failed)
                if _status(failed) == 0:
                    connection.close()  # the next letter opens another one
            else:
                _rows(letter).update(state=LetterState.SENT, sent_at=clock.now(), fault="")
                sent += 1
    finally:
        connection.close()
    return sent


def _message(letter: Letter) -> mail.EmailMessage:
    host = settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].strip("> ") or "localhost"
    headers = {
        "Message-ID": f"<diemcau.{letter.mailing_id}.{letter.pk}@{host}>",
        "Date": formatdate(localtime=False),
        "Auto-Submitted": "auto-generated",
    }
    return mail.EmailMessage(letter.subject, letter.body, to=[letter.email], headers=headers)


def _failed(letter: Letter, failed: Exception) -> None:
    tries = letter.tries + 1
    fault = fault_of(_status(failed))
    state = LetterState.FAILED if is_final(fault, tries) else LetterState.QUEUED
    _rows(letter).update(state=state, tries=tries, fault=fault)


def _status(failed: Exception) -> int:
    """The mail server's answer, 0 for none. One letter has one recipient."""
    if isinstance(failed, smtplib.SMTPRecipientsRefused):
        return max((code for code, _ in failed.recipients.values()), default=0)
    return failed.smtp_code if isinstance(failed, smtplib.SMTPResponseException) else 0


def _rows(letter: Letter) -> QuerySet[Letter]:
    return Letter.rows.of(_EVERYWHERE).filter(pk=letter.pk, state=LetterState.QUEUED)


def _try_again(mailing: Mailing) -> None:
    waiting = mailing.letters.of(_EVERYWHERE).filter(state=LetterState.QUEUED, mailing__stopped_at=None)
    tries = waiting.order_by("tries").values_list("tries", flat=True).first()
    if tries:
        after = clock.now() + timedelta(minutes=AGAIN_MINUTES[tries - 1])
        deliver.using(run_after=after).enqueue(mailing.pk)
