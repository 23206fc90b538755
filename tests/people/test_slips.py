"""Access slips: a secret of which only a digest is stored, a PIN with five tries, one device."""

from datetime import timedelta

import pytest
import time_machine

from diemcau.base.refused import Refused
from diemcau.people import actions, queries
from diemcau.people.actions import SlipAsked
from diemcau.people.models import DeskSession, Slip
from diemcau.people.rules import DeskRole, path_of_slip
from diemcau.units.rules import Scope

ALL = Scope.everything()
pytestmark = pytest.mark.usefixtures("country")


def issue(site=12, role=DeskRole.HOST, unit="10273"):
    return actions.issue_slips([SlipAsked(1, site, unit, role)])[0]


def refused(do, *args):
    with pytest.raises(Refused) as no:
        do(*args)
    return no.value.code, no.value.status


def wrong(slip):
    return "000000" if slip.pin != "000000" else "000001"


def test_a_slip_with_its_pin_opens_the_desk_of_its_site():
    slip = issue()
    session, secret = actions.enter_by_slip(slip.secret, slip.pin, "device-a")
    assert (session.role, session.course, session.site, session.unit_id, session.device) == (
        "host",
        1,
        12,
        "10273",
        "device-a",
    )
    assert actions.session_of(secret) == session


def test_neither_secret_nor_pin_is_stored():
    slip = issue()
    row = Slip.rows.of(ALL).values().get()
    stored = " ".join(map(str, row.values())) + bytes(row["digest"]).hex()
    assert (len(bytes(row["digest"])), len(row["pin"])) == (32, 64)
    assert slip.secret not in stored
    assert slip.pin not in row["pin"] or row["pin"] != slip.pin


def test_secrets_have_more_than_128_bits_and_pins_six_digits():
    slips = actions.issue_slips([SlipAsked(1, site, "10273") for site in range(1, 21)])
    assert {len(slip.secret) for slip in slips} == {32}  # 6 bits a letter
    assert len({slip.secret for slip in slips}) == 20
    assert {(len(slip.pin), slip.pin.isdigit()) for slip in slips} == {(6, True)}
    assert [slip.site for slip in slips] == list(range(1, 21))


def test_a_wrong_pin_and_an_unknown_slip_are_answered_alike():
    slip = issue()
    assert refused(actions.enter_by_slip, slip.secret, wrong(slip), "device-a") == ("slip.bad", 401)
    assert refused(actions.enter_by_slip, "unknown", slip.pin, "device-a") == ("slip.bad", 401)


def test_after_five_wrong_pins_even_the_right_one_is_refused():
    slip = issue()
    answers = [refused(actions.enter_by_slip, slip.secret, wrong(slip), "device-a") for _ in range(5)]
    assert answers == [("slip.bad", 401)] * 5
    assert refused(actions.enter_by_slip, slip.secret, slip.pin, "device-a") == ("slip.locked", 429)


def test_a_right_pin_gives_five_tries_again():
    slip = issue()
    for _ in range(2):
        for _ in range(4):
            refused(actions.enter_by_slip, slip.secret, wrong(slip), "device-a")
        actions.enter_by_slip(slip.secret, slip.pin, "device-a")
    assert DeskSession.rows.of(ALL).count() == 2


def test_a_slip_is_bound_to_the_first_device():
    slip = issue()
    actions.enter_by_slip(slip.secret, slip.pin, "device-a")
    first = Slip.rows.of(ALL).get().used_at
    assert refused(actions.enter_by_slip, slip.secret, slip.pin, "device-b") == ("slip.other_device", 409)
    actions.enter_by_slip(slip.secret, slip.pin, "device-a")
    row = Slip.rows.of(ALL).get()
    assert (row.device, row.used_at, row.tries) == ("device-a", first, 0)


def test_the_right_pin_on_another_device_locks_nobody_out():
    slip = issue()
    actions.enter_by_slip(slip.secret, slip.pin, "device-a")
    for _ in range(7):
        refused(actions.enter_by_slip, slip.secret, slip.pin, "device-b")
    assert actions.enter_by_slip(slip.secret, slip.pin, "device-a")[0].site == 12


def test_a_new_slip_ends_the_old_one_and_its_desk():
    old = issue()
    _, secret = actions.enter_by_slip(old.secret, old.pin, "device-a")
    new = issue()
    assert refused(actions.enter_by_slip, old.secret, old.pin, "device-a") == ("slip.bad", 401)
    assert refused(actions.session_of, secret) == ("session.over", 401)
    assert queries.epochs() == {"host:12": 2}
    session, _ = actions.enter_by_slip(new.secret, new.pin, "device-b")
    assert session.epoch == 2


def test_a_new_slip_of_one_role_leaves_the_others():
    host, chair = issue(), issue(role=DeskRole.CHAIR)
    elsewhere = issue(site=13)
    issue()
    for slip, role in ((chair, "chair"), (elsewhere, "host")):
        assert actions.enter_by_slip(slip.secret, slip.pin, "device-a")[0].role == role
    assert refused(actions.enter_by_slip, host.secret, host.pin, "device-a") == ("slip.bad", 401)


def test_only_roles_of_a_site_get_slips():
    assert refused(actions.issue_slips, [SlipAsked(1, 12, "10273", DeskRole.OPERATOR)]) == ("slip.role", 400)


def test_slips_are_seen_inside_the_scope_only():
    issue(site=12, unit="10273")
    issue(site=13, unit="05773")
    seen = [list(Slip.rows.of(Scope.of_unit(code)).values_list("site", flat=True)) for code in ("01", "19", "10273")]
    assert seen == [[12], [13], [12]]


def test_a_session_ends_by_itself_after_sixteen_hours_and_when_it_is_left():
    slip = issue()
    with time_machine.travel("2025-09-06T06:00:00+00:00", tick=False) as clock:
        _, secret = actions.enter_by_slip(slip.secret, slip.pin, "device-a")
        clock.shift(timedelta(hours=15, minutes=59))
        actions.session_of(secret)
        clock.shift(timedelta(minutes=1))
        assert refused(actions.session_of, secret) == ("session.over", 401)
        _, secret = actions.enter_by_slip(slip.secret, slip.pin, "device-a")
        actions.end_session(secret)
        assert refused(actions.session_of, secret) == ("session.over", 401)


def test_the_live_process_hears_of_ended_desks(django_capture_on_commit_callbacks):
    from diemcau.people import above

    heard, before = [], list(above._enders)
    above.ends_tokens(lambda actor, number: heard.append((actor, number)))
    try:
        issue()
        with django_capture_on_commit_callbacks(execute=True):
            issue()
    finally:
        above._enders[:] = before
    assert heard == [("host:12", 2)]


def test_a_live_process_that_is_away_stops_no_slip(django_capture_on_commit_callbacks, caplog):
    from diemcau.people import above

    def away(actor, number):
        raise Refused("live.away", 503)

    before = list(above._enders)
    above.ends_tokens(away)
    try:
        issue()
        with django_capture_on_commit_callbacks(execute=True):
            issue()
    finally:
        above._enders[:] = before
    assert [record.getMessage() for record in caplog.records] == ["tokens of host:12 end by themselves: live.away"]


def test_the_secret_rides_in_the_fragment():
    assert path_of_slip("chair", "abc") == "/site#p=abc"
