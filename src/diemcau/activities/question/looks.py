"""What each screen sees of questions from the floor, and their figures. Pure."""

from itertools import islice

from diemcau.activities.kind import Look, View, total
from diemcau.activities.naming import title
from diemcau.activities.question.shapes import RULES, STAGES, Question, State, root, supports, weight

ROOMS, PHONES = 40, 20  # questions that the lecturer's desk lists, the oldest that wait; the others are counted
APPROVED = 40  # approved ones that it lists, those that most ask
LISTED = 12  # approved ones that phones and desks list, those that most ask
STEPS = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000)  # "from so many on": all hear of support at these only


def for_all(state: State, look: Look) -> View:
    """The question on the screens: its words, and of a room's question the province. Approved ones, if there are."""
    view: View = {"on": None}
    held = state.questions.get(state.on)
    if held is not None:
        view = {"on": {"id": state.on, "text": look.read(held.text), "from": _province(held, look)}}
        view["moved"] = state.moved
    listed = [_listed(state, number, look) for number in _heaviest(state, LISTED)]
    return {**view, "listed": listed} if listed else view


def for_site(state: State, look: Look) -> View:
    """What the room asked; what its learners ask by phone is theirs."""
    return {"asked": [_own(state, number, look) for number in state.of_site.get(look.site, ())]}


def for_seat(state: State, look: Look) -> View:
    """What the learner asked, and what he supports."""
    view: View = {"asked": [_own(state, number, look) for number in state.of_seat.get(look.seat, ())]}
    supported = list(supports(state, look.seat))
    return {**view, "supported": supported} if supported else view


def for_presenters(state: State, look: Look) -> View:
    """The oldest that wait and the approved ones that most ask, with site but without person; counts by stage."""
    like = _likeness(state, look)
    waiting = sorted([*islice(state.rooms, ROOMS), *islice(state.phones, PHONES)])
    return {
        "queue": [_queued(state, number, look, like) for number in waiting],
        "approved": [_queued(state, number, look, like) for number in _heaviest(state, APPROVED)],
        "waiting": len(state.rooms) + len(state.phones),
        "counts": dict(state.counts),
    }


def for_control(state: State, look: Look) -> View:
    """How many questions came from each site."""
    sites = {site: state.at_site[site] for site in look.rows if site in state.at_site}
    return {"sites": sites, "n": total(state.at_site, look.sites)}


def summary(state: State) -> View:
    """Counts by stage, by site and by sort of sender; under "run" each question with its text id."""
    held = state.questions.values()
    rooms = sum(1 for question in held if not question.seat)
    return {
        "rules": RULES,
        "asked": len(state.questions),
        "rooms": rooms,
        "phones": len(state.questions) - rooms,
        "stages": {stage: state.counts.get(stage, 0) for stage in STAGES},
        "written": sum(question.reply is not None for question in held),
        "supports": sum(len(question.support) for question in held),
        "sites": dict(sorted(state.at_site.items())),
        "run": {
            "questions": [_recorded(state, number, question) for number, question in state.questions.items()],
        },
    }


def step(n: int) -> int:
    """The largest step that a number of askers has reached, 0 for none."""
    return max((one for one in STEPS if one <= n), default=0)


def _recorded(state: State, number: int, held: Question) -> View:
    return {
        "id": number,
        "site": held.site,
        "seat": held.seat,
        "item": held.item,
        "text": held.text.id,
        "at": held.at,
        "stage": held.stage,
        "late": held.late,
        "reason": held.reason,
        "into": held.into,
        "askers": weight(state, held),
        "reply": held.reply.id if held.reply else "",
        "note": held.note.id if held.note else "",
    }


def _heaviest(state: State, most: int) -> list[int]:
    """Approved questions that are open: those that most ask, then the oldest."""
    ranked = sorted(state.approved, key=lambda number: (-weight(state, state.questions[number]), number))
    return ranked[:most]


def _listed(state: State, number: int, look: Look) -> View:
    held = state.questions[number]
    return {"id": number, "text": look.read(held.text), "n": step(weight(state, held))}


def _own(state: State, number: int, look: Look) -> View:
    """A question as who asked it sees it: where it is, and of one that was joined to another where that one is."""
    held = state.questions[number]
    view: View = {"id": number, "text": look.read(held.text), "at": held.at, "stage": held.stage}
    said = state.questions[root(state, number)]
    if held.stage == "merged":
        view["of"] = said.stage
    if held.stage == "declined":
        view["reason"] = held.reason
    if said.reply and said.stage == "answered":
        view["reply"] = look.read(said.reply)
    if said.note and said.stage == "later":
        view["note"] = look.read(said.note)
    return view


def _queued(state: State, number: int, look: Look, like: dict[int, int]) -> View:
    held = state.questions[number]
    view: View = {
        "id": number,
        "text": look.read(held.text),
        "site": held.site,
        "by": "phone" if held.seat else "room",
        "at": held.at,
        "stage": held.stage,
        "n": weight(state, held),
    }
    return {**view, "like": like[number]} if number in like else view


def _likeness(state: State, look: Look) -> dict[int, int]:
    """Of an open question another open one whose words are alike: an approved one, else the oldest."""
    found: dict[int, int] = {}
    for group in look.grouping.groups:
        still = [n for n in group.members if n in state.approved or n in state.rooms or n in state.phones]
        if len(still) < 2:
            continue
        first = min(still, key=lambda number: (number not in state.approved, number))
        found |= {number: first for number in still if number != first}
    return found


def _province(held: Question, look: Look) -> str:
    return "" if held.seat else title(look.places.province_of(held.site), look.places)
