"""Which figures the activities of a sitting have, before anything is counted."""

from typing import Any

from diemcau.reports.ground import Cells, Ground, Settled

Title = dict[str, Any]


def declare(settled: Settled, activity: str, asked: Title, cells: Cells, ground: Ground) -> None:
    """Figures of an activity; those of a secret poll are filled, for no row has them."""
    data = {"no": settled.no, "title": asked["title"]}
    if asked["kind"] in {"response", "discussion"}:
        for name, unit in (("rooms", "site"), ("persons", "person"))[: 2 if asked["base"] == "persons" else 1]:
            cells.declare(f"said.{settled.no}.{activity}.{name}", unit, f"said.{name}", **data)
        return
    if asked["base"] == "secret":  # nobody knows from where its ballots came
        start = f"secret.{settled.no}.{activity}"
        for place, (choice, ballots) in enumerate(zip(asked["choices"], asked["split"], strict=True), 1):
            cells.declare(f"{start}.{place}", "person", "answer.secret", choice=choice, **data)[0] = ballots
        _form(start, "person", asked, cells, data)
        for name, total in asked.get("sums", {}).items():
            cells.add(f"{start}.{name}", 0, total)
        return
    start = f"answer.{settled.no}.{activity}"
    base = "person" if asked["base"] == "persons" else "site"
    cells.declare(f"{start}.rooms", "site", "answer.rooms", **data)
    kinds = dict.fromkeys(place.kind for place in ground.places.values() if place.sort == "organised")
    for nth, choice in enumerate(asked["choices"], 1):
        cells.declare(f"{start}.{nth}", base, f"answer.{base}", choice=choice, **data)
        for kind in kinds if asked["kind"] == "situation" else ():
            words = {"choice": choice, "kind": f"units.kind.{kind}", **data}
            cells.declare(f"{start}.{kind}.{nth}", "site", "answer.kind", **words)
    if asked["kind"] == "poll":
        _form(start, base, asked, cells, data)
    else:
        _turns(start, asked, cells, data)


def _form(start: str, base: str, asked: Title, cells: Cells, data: Title) -> None:
    """What a form has besides its choices."""
    match asked.get("form", "single"):
        case "several" if base == "person":
            cells.declare(f"{start}.answered", "person", "answer.answered", **data)
        case "scale":
            cells.declare(f"{start}.steps", "step", "answer.steps", **data)
        case "ranking":
            for nth, choice in enumerate(asked["choices"], 1):
                cells.declare(f"{start}.place.{nth}", "order", "answer.place", choice=choice, **data)


def _turns(start: str, asked: Title, cells: Cells, data: Title) -> None:
    """Further decisions of a situation, and its endings."""
    for nth, turn in enumerate(asked.get("turns", ()), 1):
        cells.declare(f"{start}.turn.{nth}.rooms", "site", "turn.rooms", nth=nth, **data)
        for place, choice in enumerate(turn["choices"], 1):
            words = {"choice": choice, "nth": nth, **data}
            cells.declare(f"{start}.turn.{nth}.{place}", "site", "turn.choice", **words)
            if turn["form"] == "share":
                cells.declare(f"{start}.turn.{nth}.given.{place}", "given", "turn.given", of=turn["unit"], **words)
    for nth, ending in enumerate(asked.get("endings", ()), 1):
        # What time brought to a room depends on when it decided, so its ending does as well.
        cells.declare(f"run.{ending_key(start)}.{nth}", "site", "ending", run=True, ending=ending, **data)


def ending_key(start: str) -> str:
    """`answer.1.t1-situation` → `ending.1.t1-situation`."""
    return f"ending.{start.removeprefix('answer.')}"
