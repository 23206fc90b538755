"""The roll: who is in which room, said by phones and by the desk of the site.

RULES 1, how acts count:
- A phone's check-in counts as `co_mat` while the desk has said nothing of that seat; afterwards it stands
  beside the desk's word. One that arrives after the close (`late`) is kept and shown, and counts for nothing
  until the desk corrects: a phone's clock proves nothing. Its time is the time of arrival.
- A mark of the desk counts, late or not (a roll made without a line arrives late). Of two devices the later
  one by `claimed_at` counts, of one device the one that arrived last.
- A correction, with its reason, counts before every mark; the last one counts. Undo never touches it.
So the result does not depend on the order in which different seats, sites, phones and desks arrive.
"""

from operator import itemgetter

from msgspec import Struct

from diemcau.activities.kind import (
    CONTROL,
    DESK,
    PROVINCE,
    SEAT,
    SITE,
    Ask,
    Happening,
    Head,
    Kind,
    Look,
    Role,
    Text,
    Verb,
    View,
    touches,
)
from diemcau.activities.plan import Places
from diemcau.activities.presence.shapes import (
    IN_ROOM,
    LONGEST,
    PLACE,
    RULES,
    STATUSES,
    UNDO_DEPTH,
    AllMarked,
    AllPresent,
    AnyFact,
    CheckedIn,
    CheckIn,
    Correct,
    Corrected,
    Mark,
    Marked,
    MarkSeat,
    Seen,
    State,
    Status,
    Step,
    Undo,
    Undone,
)
from diemcau.base.refused import Refused
from diemcau.base.text import clean

_NONE = (0,) * len(STATUSES)
_here = itemgetter(*(PLACE[status] for status in STATUSES if status in IN_ROOM))


class Presence(Kind[None, State]):
    """Roll call, by phone and by desk."""

    name = "presence"
    standing = True
    content = type(None)
    state = State
    verbs = {
        "check_in": Verb(CheckIn, frozenset({Role.PHONE}), act=True),
        "mark": Verb(MarkSeat, DESK, act=True),
        "all_present": Verb(AllPresent, DESK, act=True),
        "undo": Verb(Undo, DESK, act=True),
        "correct": Verb(Correct, DESK | {Role.PROVINCE, Role.OPERATOR}, act=True),
    }
    facts = {
        "checked_in": Happening(CheckedIn, touches(SITE, SEAT, CONTROL, PROVINCE)),
        "marked": Happening(Marked, touches(SITE, SEAT, CONTROL, PROVINCE)),
        "all_marked": Happening(AllMarked, touches(SITE, SEAT, CONTROL, PROVINCE)),
        "undone": Happening(Undone, touches(SITE, SEAT, CONTROL, PROVINCE)),
        "corrected": Happening(Corrected, touches(SITE, SEAT, CONTROL, PROVINCE)),
    }

    def start(self, content: None, places: Places) -> State:
        """A roll with nothing in it."""
        return State()

    def decide(self, state: State, verb: str, body: Struct, ask: Ask) -> list[Struct]:
        """Facts for a command of the roll; what would change nothing gives none."""
        match body:
            case CheckIn():
                held = state.phones.get(ask.seat)
                return [] if held and (ask.late or not held.late) else [CheckedIn(ask.seat, ask.site)]
            case MarkSeat():
                elsewhere, substitute = _details(body, ask)
                note = _kept(ask, body.note) if clean(body.note) else None
                return [Marked(ask.seat, ask.site, body.status, elsewhere, note, substitute)]
            case AllPresent():
                return _all_present(state, body, ask)
            case Undo():
                return [Undone(ask.site)] if state.steps.get(ask.site) else []
            case Correct():
                if not clean(body.reason):
                    raise Refused("presence.no_reason")
                elsewhere, substitute = _details(body, ask)
                reason = _kept(ask, body.reason)
                return [Corrected(ask.seat, ask.site, body.status, reason, elsewhere, substitute)]
        raise AssertionError(verb)

    def apply(self, state: State, fact: AnyFact, head: Head) -> None:
        """Take in a fact."""
        state.last[fact.site] = head.seq
        match fact:
            case CheckedIn(seat=seat, site=site):
                held = state.phones.get(seat)
                if held is None or held.late:
                    state.phones[seat] = Seen(head.at, head.late)
                    if not head.late and _said(state, seat) is None:
                        _count(state, site, "", "co_mat")
            case Marked(seat=seat, site=site):
                mark = _mark(head, fact.status)
                mark.elsewhere, mark.note, mark.substitute = fact.elsewhere, fact.note, fact.substitute
                if step := _put(state, site, seat, mark):
                    _remember(state, site, [step])
            case AllMarked(site=site, present=present, others=others):
                mark = _mark(head, "co_mat")  # one for all of them: a mark is not changed once it is set
                put = [_put(state, site, seat, mark) for seat in present]
                put += [_put(state, site, other.seat, _mark(head, other.status)) for other in others]
                if steps := [step for step in put if step]:
                    _remember(state, site, steps)
            case Undone(site=site):
                _undo(state, site)
            case Corrected(seat=seat, site=site):
                before = status_of(state, seat)
                mark = _mark(head, fact.status)
                mark.elsewhere, mark.note, mark.substitute = fact.elsewhere, fact.reason, fact.substitute
                mark.was = before
                state.corrections.setdefault(seat, []).append(mark)
                _count(state, site, before, fact.status)

    def for_site(self, state: State, look: Look) -> View | None:
        """The roll of the site: what is said of each seat, counts, and how many markings can be undone."""
        seats = look.places.seats_of.get(look.site, [])
        rows = {seat: row for seat in seats if (row := _row(state, seat, look))}
        return {
            "seats": rows,
            "counts": _counts(state, look.site),
            **_figures(state, look.site, look.places),
            "undo": len(state.steps.get(look.site, [])),
            "seq": state.last.get(look.site, 0),
        }

    def for_seat(self, state: State, look: Look) -> View | None:
        """What is said of the own seat, and when the phone checked in."""
        mark, phone = _said(state, look.seat), state.phones.get(look.seat)
        return {
            "s": status_of(state, look.seat),
            "at": mark.at if mark else phone.at if phone else 0,
            "by": "desk" if mark else "phone" if phone else "",
            "phone": phone.at if phone else 0,
            "late": phone.late if phone else False,
        }

    def for_control(self, state: State, look: Look) -> View | None:
        """Present, marked and all seats of each site, and the sums."""
        known = [tally for site in look.sites if (tally := state.tallies.get(site))]
        sums = [sum(column) for column in zip(*known, strict=True)] or _NONE
        return {
            "sites": {site: _figures(state, site, look.places) for site in look.rows},
            "present": sum(_here(sums)),
            "marked": sum(sums),
            "of": sum(map(len, map(look.places.seats_of.__getitem__, look.sites))),
        }

    def summary(self, state: State, look: Look) -> View:
        """Status of every seat, counts by site and by role; times, texts and late acts under "run".

        "seats" maps a seat to [status, by, other site]; `by` is phone, desk or correction.
        "here" of a site counts guests: seats of other sites that sit in its room.
        """
        places = look.places
        seats: dict[int, list[str | int]] = {}
        roles: dict[str, dict[str, int]] = {}
        guests: dict[int, int] = {}
        for seat, place in sorted(places.seats.items()):
            status, mark = status_of(state, seat), _said(state, seat)
            by = "correction" if seat in state.corrections else "desk" if mark else "phone" if status else ""
            elsewhere = mark.elsewhere if mark else 0
            seats[seat] = [status, by, elsewhere]
            guests[elsewhere] = guests.get(elsewhere, 0) + 1
            of_role = roles.setdefault(place.role, {})
            of_role[status] = of_role.get(status, 0) + 1
        return {
            "rules": RULES,
            "seats": seats,
            "roles": {role: dict(sorted(counts.items())) for role, counts in sorted(roles.items())},
            "sites": {
                site: {
                    **_figures(state, site, places),
                    "counts": dict(sorted(_counts(state, site).items())),
                    "guests": guests.get(site, 0),
                }
                for site in sorted(places.sites)
            },
            "run": _run(state),
        }


def status_of(state: State, seat: int) -> str:
    """The status that counts, "" when nothing is said."""
    mark = _said(state, seat)
    if mark is not None:
        return mark.status
    phone = state.phones.get(seat)
    return "co_mat" if phone is not None and not phone.late else ""


def _said(state: State, seat: int) -> Mark | None:
    corrections = state.corrections.get(seat)
    return corrections[-1] if corrections else state.marks.get(seat)


def _kept(ask: Ask, words: str) -> Text:
    words = clean(words)
    if len(words) > LONGEST:
        raise Refused("presence.too_long", limit=LONGEST)
    return ask.keep(words)


def _details(body: MarkSeat | Correct, ask: Ask) -> tuple[int, Text | None]:
    """The other site and the substitute's name, each only with the status that it belongs to."""
    if body.status == "du_thay":
        if not clean(body.substitute):
            raise Refused("presence.who_substitutes")
        return 0, _kept(ask, body.substitute)
    if body.status != "o_diem_khac":
        return 0, None
    found = body.elsewhere
    if body.elsewhere_no:
        found = next((site.id for site in ask.places.plan.sites if site.no == body.elsewhere_no), 0)
    if found not in ask.places.sites or found == ask.site:
        raise Refused("presence.which_site")
    return found, None


def _all_present(state: State, body: AllPresent, ask: Ask) -> list[Struct]:
    seats = ask.places.seats_of.get(ask.site, [])
    others = {other.seat: other for other in body.exceptions}
    if not others.keys() <= set(seats):
        raise Refused("subject.foreign", 403)
    present = tuple(seat for seat in seats if seat not in others and not status_of(state, seat))
    if not present and not others:
        return []
    return [AllMarked(ask.site, present, tuple(others[seat] for seat in sorted(others)))]


def _mark(head: Head, status: Status) -> Mark:
    at = head.given_at
    return Mark(status, at, head.seq, head.actor.partition(":")[0], head.device, head.late)


def _put(state: State, site: int, seat: int, mark: Mark) -> Step | None:
    """Set a mark when it counts before the one that is held; the step that would take it back."""
    held = state.marks.get(seat)
    if held is not None and held.device != mark.device and mark.at < held.at:
        return None
    _replace(state, site, seat, mark)
    return Step(seat, mark.seq, held)


def _replace(state: State, site: int, seat: int, mark: Mark | None) -> None:
    before = status_of(state, seat)
    if mark is None:
        del state.marks[seat]
    else:
        state.marks[seat] = mark
    if seat not in state.corrections:
        _count(state, site, before, mark.status if mark else status_of(state, seat))


def _remember(state: State, site: int, steps: list[Step]) -> None:
    pile = state.steps.get(site)
    if pile is None:
        state.steps[site] = [steps]
        return
    pile.append(steps)
    if len(pile) > UNDO_DEPTH:
        del pile[0]


def _undo(state: State, site: int) -> None:
    pile = state.steps.get(site)
    if not pile:
        return
    for step in pile.pop():
        held = state.marks.get(step.seat)
        if held is not None and held.seq == step.seq:
            _replace(state, site, step.seat, step.before)


def _count(state: State, site: int, before: str, after: str) -> None:
    if before == after:
        return
    tally = state.tallies.get(site)
    if tally is None:
        tally = state.tallies[site] = list(_NONE)
    if before:
        tally[PLACE[before]] -= 1
    if after:
        tally[PLACE[after]] += 1


def _counts(state: State, site: int) -> dict[str, int]:
    """Seats of a site by status, without those that nobody has."""
    return {status: n for status, n in zip(STATUSES, state.tallies.get(site, _NONE), strict=True) if n}


def _figures(state: State, site: int, places: Places) -> dict[str, int]:
    tally = state.tallies.get(site, _NONE)
    return {"present": sum(_here(tally)), "marked": sum(tally), "of": len(places.seats_of[site])}


def _row(state: State, seat: int, look: Look) -> View:
    """What is said of a seat, without empty entries."""
    mark, phone = _said(state, seat), state.phones.get(seat)
    row: View = {}
    if phone is not None:
        row = {"s": "" if phone.late else "co_mat", "by": "phone", "at": phone.at, "phone": phone.at}
        if phone.late:
            row["phone_late"] = True
    if mark is not None:
        row |= {"s": mark.status, "by": mark.by, "at": mark.at}
        if mark.late:
            row["late"] = True
        if mark.elsewhere:
            row["elsewhere"] = look.places.sites[mark.elsewhere].name
        if note := look.read(mark.note) if mark.note else "":
            row["note"] = note
        if substitute := look.read(mark.substitute) if mark.substitute else "":
            row["substitute"] = substitute
        if fixed := state.corrections.get(seat):
            row |= {"fixed": len(fixed), "was": mark.was} if mark.was else {"fixed": len(fixed)}
    return row


def _run(state: State) -> View:
    """How the roll came about: check-ins by phone, late acts, corrections with their text ids."""
    return {
        "phones": {seat: [seen.at, seen.late] for seat, seen in sorted(state.phones.items())},
        "late": sorted(seat for seat, mark in state.marks.items() if mark.late),
        "corrections": [
            {
                "seat": seat,
                "was": mark.was,
                "status": mark.status,
                "by": mark.by,
                "at": mark.at,
                "reason": mark.note.id if mark.note else "",
            }
            for seat, marks in sorted(state.corrections.items())
            for mark in marks
        ],
    }


KIND = Presence()
