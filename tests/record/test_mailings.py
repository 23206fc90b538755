"""Mail: nothing leaves for ten minutes, each gets one letter, what failed is tried again; over a real SMTP server."""

import socketserver
import threading
from datetime import timedelta

import pytest
from django.core import mail
from django_tasks_db.models import DBTaskResult

from diemcau.base import clock
from diemcau.base.refused import Refused
from diemcau.people.rules import OfficeRole
from diemcau.record import actions
from diemcau.record.actions import NewLetter
from diemcau.record.actions.mailings import deliver
from diemcau.record.models import AuditEntry, Letter, Mailing
from diemcau.units.rules import Scope
from tests.planning import cast

ALL = Scope.everything()


@pytest.fixture
def by(db):
    cast.country()
    return cast.account("lan", OfficeRole.ORGANISER)


def letters(by, *addresses):
    return [NewLetter(by.pk, address, "tỉnh Thái Nguyên", "Tiêu đề", f"Gửi {address}") for address in addresses]


def a_mailing(by, *addresses):
    return actions.send_later("course:1", "00", " Lịch  mới ", "Nội dung", letters(by, *addresses), by=by)


def make_due(mailing):
    past = clock.now() - timedelta(minutes=11)
    Mailing.rows.of(ALL).filter(pk=mailing.pk).update(made_at=past, due_at=past + timedelta(minutes=10))


def states(mailing):
    return [(one.email, one.state, one.tries, one.fault) for one in mailing.letters.of(ALL).order_by("id")]


class Mailbox(socketserver.StreamRequestHandler):
    """A small mail server (RFC 5321): refuses `refused@`, says later to `later@`, hangs up on `gone@`."""

    def handle(self):
        say = lambda line: self.wfile.write(f"{line}\r\n".encode())
        say("220 ready")
        while line := self.rfile.readline().decode().strip():
            word = line[:4].upper()
            if word == "RCPT" and "refused@" in line:
                say("550 no such user")
            elif word == "RCPT" and "later@" in line:
                say("451 try again")
            elif word == "RCPT" and "gone@" in line:
                return
            elif word == "DATA":
                say("354 go on")
                body = []
                while (part := self.rfile.readline().decode()) not in {".\r\n", ""}:
                    body.append(part)
                self.server.taken.append("".join(body))
                say("250 taken")
            elif word == "QUIT":
                say("221 bye")
                return
            else:
                say("250 ok")


@pytest.fixture
def server(settings):
    class Server(socketserver.ThreadingTCPServer):
        allow_reuse_address, daemon_threads = True, True

    with Server(("127.0.0.1", 0), Mailbox) as server:
        server.taken = []
        threading.Thread(target=server.serve_forever, daemon=True).start()
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = server.server_address
        settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
        settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
        settings.DEFAULT_FROM_EMAIL = "lop@example.vn"
        yield server
        server.shutdown()


def test_nothing_leaves_before_ten_minutes_are_over(by):
    mailing = a_mailing(by, "a@example.vn")
    assert (mailing.subject, mailing.due_at - mailing.made_at) == ("Lịch mới", timedelta(minutes=10))
    assert (deliver.call(mailing.pk), mail.outbox) == (0, [])
    assert [job.run_after for job in DBTaskResult.objects.all()] == [mailing.due_at] * 2


def test_an_address_gets_one_letter_once_however_often_the_job_runs(by, server):
    mailing = a_mailing(by, "a@example.vn", "b@example.vn", "A@example.vn")
    make_due(mailing)
    assert [deliver.call(mailing.pk) for _ in range(2)] == [2, 0]
    assert [one.state for one in mailing.letters.of(ALL)] == ["sent", "sent"]
    ids = {line for text in server.taken for line in text.splitlines() if line.startswith("Message-ID")}
    assert ids == {f"Message-ID: <diemcau.{mailing.pk}.{one.pk}@example.vn>" for one in Letter.rows.of(ALL)}


def test_a_stopped_mailing_stays(by):
    mailing = a_mailing(by, "a@example.vn", "b@example.vn")
    assert actions.stop(mailing, by=by) == 2
    make_due(mailing)
    assert (deliver.call(mailing.pk), mail.outbox, states(mailing)[0][1]) == (0, [], "queued")
    log = AuditEntry.rows.of(ALL).filter(action__startswith="mailing.").order_by("id")
    assert [(entry.action, entry.detail["letters"]) for entry in log] == [("mailing.made", 2), ("mailing.stopped", 2)]


def test_of_a_stopped_mailing_nothing_is_tried_again(by):
    mailing = a_mailing(by, "a@example.vn", "b@example.vn")
    Letter.rows.of(ALL).filter(email="a@example.vn").update(state="failed")
    actions.stop(mailing, by=by)
    with pytest.raises(Refused) as no:
        actions.send_again(mailing, by=by)
    assert (no.value.code, states(mailing)[0][1]) == ("mailing.nothing_failed", "failed")


def test_what_was_sent_cannot_be_stopped(by, server):
    mailing = a_mailing(by, "a@example.vn")
    make_due(mailing)
    deliver.call(mailing.pk)
    with pytest.raises(Refused) as no:
        actions.stop(mailing, by=by)
    assert (no.value.code, no.value.status) == ("mailing.sent", 409)


def test_a_refused_address_is_given_up_and_others_are_tried_three_times(by, server):
    mailing = a_mailing(by, "refused@example.vn", "later@example.vn", "gone@example.vn", "a@example.vn")
    make_due(mailing)
    DBTaskResult.objects.all().delete()
    begun = clock.now()
    assert deliver.call(mailing.pk) == 1
    assert states(mailing) == [
        ("refused@example.vn", "failed", 1, "refused"),
        ("later@example.vn", "queued", 1, "later"),
        ("gone@example.vn", "queued", 1, "line"),
        ("a@example.vn", "sent", 0, ""),
    ]
    assert [deliver.call(mailing.pk) for _ in range(2)] == [0, 0]
    assert [state[1:3] for state in states(mailing)] == [("failed", 1), ("failed", 3), ("failed", 3), ("sent", 0)]
    waits = [
        round((job.run_after - begun).total_seconds() / 60) for job in DBTaskResult.objects.order_by("enqueued_at")
    ]
    assert (waits, len(server.taken)) == ([2, 10], 1)


def test_without_a_mail_server_every_letter_waits_and_can_be_sent_again_later(by, server, settings):
    mailing = a_mailing(by, "a@example.vn", "b@example.vn")
    make_due(mailing)
    port, settings.EMAIL_PORT = settings.EMAIL_PORT, 1
    assert [deliver.call(mailing.pk) for _ in range(3)] == [0, 0, 0]
    assert [state[1:] for state in states(mailing)] == [("failed", 3, "line")] * 2
    settings.EMAIL_PORT = port
    assert (actions.send_again(mailing, by=by), deliver.call(mailing.pk)) == (2, 2)
    with pytest.raises(Refused) as no:
        actions.send_again(mailing, by=by)
    assert no.value.code == "mailing.nothing_failed"


@pytest.mark.parametrize(
    ("subject", "body", "addresses", "code"),
    [(" ", "Nội dung", ["a@x.vn"], "mailing.incomplete"), ("Tin", "", ["a@x.vn"], "mailing.incomplete"),
     ("Tin", "a" * 8001, ["a@x.vn"], "mailing.incomplete"), ("Tin", "Nội dung", [], "mailing.nobody")],
)  # fmt: skip
def test_a_letter_without_words_or_readers_is_not_kept(by, subject, body, addresses, code):
    with pytest.raises(Refused) as no:
        actions.send_later("course:1", "00", subject, body, letters(by, *addresses), by=by)
    assert (no.value.code, Mailing.rows.of(ALL).count()) == (code, 0)


def test_a_province_sees_its_own_mailings_only(by):
    a_mailing(by, "a@example.vn")
    actions.send_later("course:1", "01", "Tin", "Nội dung", letters(by, "b@example.vn"), by=by)
    seen = [[one.email for one in Letter.rows.of(Scope.of_unit(code))] for code in ("01", "19")]
    assert (seen, Mailing.rows.of(Scope.of_unit("01")).get().subject) == ([["b@example.vn"], []], "Tin")
