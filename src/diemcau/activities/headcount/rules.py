"""The headcount of a room: entered, confirmed by the chair, checked by the province, locked by the centre.

It is a number that people say, never made from the roll; the two are shown side by side with their gap.

RULES 1, how acts count:
- `enter` counts until the number is confirmed; of two devices the later one by `claimed_at`, of one device
  the one that arrived last. Entered after the confirmation it is kept and shown (`after`), and does not count.
- `confirm` may carry the numbers that were seen. When others stand by then, it is kept and shown
  (`unmatched`), and does not confirm; when none stand, the numbers seen are entered with it.
- `correct` counts at once, with its reason. From the desk it takes back a check of the province, never a lock.
- Late acts count like others and are marked late.
"""

from msgspec import Struct

from diemcau.activities.headcount.shapes import (
    LEVELS,
    LONGEST,
    RULES,
    SETTLED,
    AnyFact,
    Check,
    Checked,
    Confirm,
    Confirmed,
    Correct,
    Corrected,
    Correction,
    Enter,
    Entered,
    Level,
    Lock,
    Locked,
    Numbers,
    Sheet,
    Stamp,
    State,
)
from diemcau.activities.kind import (
    CONTROL,
    DESK,
    PRESENTERS,
    PROVINCE,
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
from diemcau.base.refused import Refused
from diemcau.base.text import clean


class Headcount(Kind[None, State]):
    """Entered, confirmed, checked, locked."""

    name = "headcount"
    standing = True
    content = type(None)
    state = State
    verbs = {
        "enter": Verb(Enter, DESK, act=True),
        "confirm": Verb(Confirm, DESK, act=True),
        "check": Verb(Check, frozenset({Role.PROVINCE, Role.OPERATOR})),
        "lock": Verb(Lock, frozenset({Role.OPERATOR})),
        "correct": Verb(Correct, DESK | {Role.PROVINCE, Role.OPERATOR}, act=True),
    }
    facts = {
        "entered": Happening(Entered, touches(SITE, CONTROL, PROVINCE)),
        "confirmed": Happening(Confirmed, touches(SITE, CONTROL, PROVINCE, PRESENTERS)),
        "checked": Happening(Checked, touches(SITE, CONTROL, PROVINCE)),
        "locked": Happening(Locked, touches(SITE, CONTROL, PROVINCE)),
        "corrected": Happening(Corrected, touches(SITE, CONTROL, PROVINCE, PRESENTERS)),
    }

    def start(self, content: None, places: Places) -> State:
        """No numbers yet."""
        return State()

    def decide(self, state: State, verb: str, body: Struct, ask: Ask) -> list[Struct]:
        """Facts for a command of the headcount."""
        match body:
            case Enter():
                return [Entered(ask.site, Numbers(body.present, body.excused, body.absent))]
            case Confirm(word=word, seen=seen):
                if ask.who.role == Role.HOST and not word:
                    raise Refused("headcount.chair_confirms", 403)
                return [Confirmed(ask.site, word and ask.who.role == Role.HOST, seen)]
            case Check():
                return _check(state, ask)
            case Lock():
                return _lock(state, body, ask)
            case Correct():
                if not ask.site:
                    raise Refused("headcount.which_site")
                numbers = Numbers(body.present, body.excused, body.absent)
                return [Corrected(ask.site, numbers, _reason(ask, body.reason))]
        raise AssertionError(verb)

    def apply(self, state: State, fact: AnyFact, head: Head) -> None:
        """Take in a fact."""
        stamp = Stamp(head.actor.partition(":")[0], head.given_at, head.late, head.device)
        sheet = state.sheets.setdefault(fact.site, Sheet())
        sheet.seq = head.seq
        match fact:
            case Entered(numbers=numbers):
                _enter(sheet, numbers, stamp)
            case Confirmed(word=word, seen=seen):
                stamp.by = "word" if word else stamp.by
                _confirm(sheet, seen, stamp)
            case Checked():
                _raise(sheet, "checked", stamp)
            case Locked():
                _raise(sheet, "locked", stamp)
            case Corrected(numbers=numbers, reason=reason):
                sheet.corrections.append(Correction(stamp, sheet.numbers, numbers, reason))
                sheet.numbers, sheet.after, sheet.unmatched = numbers, None, None
                if not sheet.level:
                    _raise(sheet, "entered", stamp)
                if sheet.level == "checked" and stamp.by in DESK:
                    sheet.level = "confirmed"
                    del sheet.steps["checked"]

    def for_site(self, state: State, look: Look) -> View | None:
        """The sheet of the site with its steps and corrections."""
        sheet = state.sheets.get(look.site) or Sheet()
        return {
            "state": sheet.level,
            "numbers": _plain(sheet.numbers),
            "steps": {level: [stamp.by, stamp.at, stamp.late] for level, stamp in sheet.steps.items()},
            "after": _plain(sheet.after),
            "unmatched": _plain(sheet.unmatched),
            "corrections": [
                {
                    "by": fix.stamp.by,
                    "at": fix.stamp.at,
                    "was": _plain(fix.was),
                    "now": _plain(fix.now),
                    "reason": look.read(fix.reason),
                }
                for fix in sheet.corrections
            ],
            "deadline": look.places.plan.headcount_deadline,
            "seats": len(look.places.seats_of.get(look.site, ())),
            "seq": sheet.seq,
        }

    def for_presenters(self, state: State, look: Look) -> View | None:
        """People in the rooms that confirmed, and how many did."""
        settled = [sheet.numbers for sheet in state.sheets.values() if sheet.level in SETTLED]
        return {
            "people": sum(numbers.present for numbers in settled if numbers),
            "settled": len(settled),
            "rooms": len(look.places.sites),
        }

    def for_control(self, state: State, look: Look) -> View | None:
        """The sheet of each site in short, and how many have not confirmed, by province in code order.

        "open" of "of" counts communes; other sites (of a province, of the centre) are "open_other" of "other".
        """
        provinces: dict[str, dict[str, int]] = {}
        levels: dict[str, int] = dict.fromkeys(LEVELS, 0)
        total = {"present": 0, "excused": 0, "absent": 0}
        for id_ in look.sites:
            site, sheet = look.places.sites[id_], state.sheets.get(id_)
            row = provinces.get(site.province)
            if row is None:
                row = provinces[site.province] = {"of": 0, "open": 0, "other": 0, "open_other": 0}
            commune = site.level == "commune"
            row["of" if commune else "other"] += 1
            level = sheet.level if sheet else ""
            levels[level] += 1
            if level not in SETTLED:
                row["open" if commune else "open_other"] += 1
            elif sheet and sheet.numbers:
                _add(total, sheet.numbers)
        sums = {key: sum(row[key] for row in provinces.values()) for key in ("of", "open", "other", "open_other")}
        return {
            "sites": {site: _short(state.sheets[site]) for site in look.rows if site in state.sheets},
            **sums,
            "levels": levels,
            "total": total,
            "provinces": dict(sorted(provinces.items())),
            "deadline": look.places.plan.headcount_deadline,
        }

    def summary(self, state: State, look: Look) -> View:
        """Numbers and level of every site; sums of those confirmed and of those only entered, never mixed."""
        rows: dict[int, View] = {}
        sums = {name: {"sites": 0, "present": 0, "excused": 0, "absent": 0} for name in ("settled", "entered")}
        for site in sorted(look.places.sites):
            sheet = state.sheets.get(site) or Sheet()
            rows[site] = {"level": sheet.level, **(_plain(sheet.numbers) or {}), "corrections": len(sheet.corrections)}
            if sheet.numbers:
                row = sums["settled" if sheet.level in SETTLED else "entered"]
                row["sites"] += 1
                _add(row, sheet.numbers)
        return {"rules": RULES, "sites": rows, **sums, "of": len(rows), "run": _run(state, look)}


def _enter(sheet: Sheet, numbers: Numbers, stamp: Stamp) -> None:
    if sheet.level in SETTLED:
        sheet.after = None if numbers == sheet.numbers else numbers
        return
    held = sheet.steps.get("entered")
    if held is not None and held.device != stamp.device and stamp.at < held.at:
        return
    sheet.numbers = numbers
    sheet.unmatched = None
    _raise(sheet, "entered", stamp)


def _confirm(sheet: Sheet, seen: Numbers | None, stamp: Stamp) -> None:
    if sheet.level in SETTLED:
        if seen is not None and seen != sheet.numbers:
            sheet.unmatched = seen
        return
    if sheet.numbers is None and seen is not None:
        sheet.numbers = seen
        _raise(sheet, "entered", stamp)
    if sheet.numbers is None:
        return
    if seen is not None and seen != sheet.numbers:
        sheet.unmatched = seen
        return
    sheet.unmatched = None
    _raise(sheet, "confirmed", stamp)


def _raise(sheet: Sheet, level: Level, stamp: Stamp) -> None:
    sheet.level = level
    sheet.steps[level] = stamp


def _check(state: State, ask: Ask) -> list[Struct]:
    """Facts for a check: the province looks at its own sites, the centre at its own."""
    if not ask.site:
        own = [site.id for site in ask.places.sites_of(ask.who.province) if site.id in state.sheets]
        return [Checked(site) for site in own if state.sheets[site].level == "confirmed"]
    if ask.who.role == Role.OPERATOR and ask.places.province_of(ask.site):
        raise Refused("headcount.province_checks", 403)
    sheet = state.sheets.get(ask.site)
    if sheet is None or sheet.level not in SETTLED:
        raise Refused("headcount.not_confirmed", 409)
    return [Checked(ask.site)] if sheet.level == "confirmed" else []


def _lock(state: State, body: Lock, ask: Ask) -> list[Struct]:
    """One fact a site; a site that is not ready stays open and visible."""
    ready = {"checked", "confirmed"} if body.unchecked else {"checked"}
    if ask.site:
        scope = [ask.site]
    elif body.province is None:
        scope = [site.id for site in ask.places.plan.sites]
    else:
        scope = [site.id for site in ask.places.sites_of(body.province)]
    facts: list[Struct] = [Locked(site) for site in scope if site in state.sheets and state.sheets[site].level in ready]
    if not facts:
        raise Refused("headcount.nothing_to_lock", 409)
    return facts


def _reason(ask: Ask, words: str) -> Text:
    words = clean(words)
    if not words:
        raise Refused("headcount.no_reason")
    if len(words) > LONGEST:
        raise Refused("headcount.too_long", limit=LONGEST)
    return ask.keep(words)


def _plain(numbers: Numbers | None) -> dict[str, int] | None:
    if numbers is None:
        return None
    return {"present": numbers.present, "excused": numbers.excused, "absent": numbers.absent}


def _add(row: dict[str, int], numbers: Numbers) -> None:
    row["present"] += numbers.present
    row["excused"] += numbers.excused
    row["absent"] += numbers.absent


def _short(sheet: Sheet) -> View:
    row: View = {"s": sheet.level}
    numbers, last = sheet.numbers, sheet.steps.get(sheet.level)
    if numbers is not None:
        row["present"], row["excused"], row["absent"] = numbers.present, numbers.excused, numbers.absent
    if last is not None:
        row["by"], row["at"] = last.by, last.at
    if sheet.corrections:
        row["fixed"] = len(sheet.corrections)
    if sheet.after or sheet.unmatched:
        row["differs"] = True
    return row


def _run(state: State, look: Look) -> View:
    """When and by whom each step was done, which came after the deadline, corrections with their text ids."""
    deadline = look.places.plan.headcount_deadline
    return {
        "steps": {
            site: {level: [stamp.by, stamp.at, stamp.late] for level, stamp in sheet.steps.items()}
            for site, sheet in sorted(state.sheets.items())
        },
        "after_deadline": sorted(
            site
            for site, sheet in state.sheets.items()
            if "confirmed" in sheet.steps and sheet.steps["confirmed"].at > deadline
        ),
        "corrections": [
            {
                "site": site,
                "was": _plain(fix.was),
                "now": _plain(fix.now),
                "by": fix.stamp.by,
                "at": fix.stamp.at,
                "reason": fix.reason.id,
            }
            for site, sheet in sorted(state.sheets.items())
            for fix in sheet.corrections
        ],
    }


KIND = Headcount()
