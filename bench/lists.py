"""List pages of the office over a class of the whole country on SQLite: time of a page in the server, and its queries.

`lists` runs `python -m bench.lists FOLDER` in a process of its own with a data folder of its own: the country's units,
one course with its sites and people, what was raised, a log, accounts. Pages are asked through Django's test client,
so a figure is the time of middleware, queries and template, without the network.
"""

import gc
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from math import ceil
from pathlib import Path
from random import Random
from typing import Any

from bench.report import Result
from bench.setting import Bench

LONGEST = 1800  # seconds
BAR = 150  # milliseconds
WARM, ASKED = 3, 20  # requests of a page
OBSTACLES_A_SITE, LOG_ENTRIES, ACCOUNTS = 3, 100_000, 200

# Name of an address, what its path needs, and the queries that are asked for in turn; "{word}" is a folded word.
# What does not exist is left out and said so.
COURSE = {"code": "lop"}
PAGES: list[tuple[str, dict[str, Any], tuple[str, ...]]] = [
    ("planning:courses", {}, ("",)),
    ("planning:course", COURSE, ("",)),
    ("planning:timetable", COURSE, ("",)),
    ("planning:sites", COURSE, ("", "?q=phu+xuyen", "?trang=34", "?trang=67")),
    ("planning:province", {**COURSE, "province": "01"}, ("", "?q=phu")),
    ("planning:site", {**COURSE, "no": 40}, ("",)),
    (
        "planning:rosters",
        COURSE,
        ("", "?q=nguyen", "?q=nguyen&trang=600", "?q=tam+nguyen", "?trang=1700", "?trang=3300", "?xep=ten&trang=1700"),
    ),
    ("planning:class_file", COURSE, ("",)),
    ("people:accounts", {}, ("", "?q=so+12", "?trang=2")),
    ("record:log", {}, ("", "?q=so+12", "?trang=1000", "?trang=2000")),
    ("knowledge:obstacles", COURSE, ("", "?q=ho+so+dat", "?trang=100", "?trang-thai=new")),
    ("knowledge:lessons", COURSE, ("",)),
    ("knowledge:proposals", COURSE, ("",)),
    ("knowledge:new_proposal", COURSE, ("",)),
    ("reports:index", {}, ("",)),
    ("reports:course", COURSE, ("",)),
    ("programme:index", {}, ("",)),
]


def lists(bench: Bench) -> Iterable[Result]:
    """For each list page: the 95th of a hundred requests in milliseconds, and how many queries it takes."""
    learners = max(3, bench.size.seats // bench.size.sites)
    folder = bench.folder / "office"
    environment = {name: value for name, value in os.environ.items() if not name.startswith("DIEMCAU_")}
    environment |= {"DIEMCAU_DATA": str(folder), "DJANGO_SETTINGS_MODULE": "diemcau.config.settings"}
    environment.pop("DATABASE_URL", None)
    whole = "" if bench.size.sites >= 3000 else "1"  # communes a province
    command = [sys.executable, "-m", "bench.lists", str(bench.seed), str(learners), whole, str(bench.rounds)]
    with bench.round("lists", 0) as note:
        ended = subprocess.run(command, env=environment, stdout=subprocess.PIPE, timeout=LONGEST, check=True)
        said = json.loads(ended.stdout)
        note.facts |= {key: said[key] for key in ("sites", "people", "built", "left_out")}
    bench.say(f"lists: {said['sites']} sites, {said['people']} people; not there: {', '.join(said['left_out']) or '–'}")
    for page in said["pages"]:
        yield Result(f"lists: {page['name']} p95", page["p95"], "ms", at_most=BAR, absolute=True)
        yield Result(f"lists: {page['name']} p50", page["p50"], "ms")
        yield Result(f"lists: {page['name']} queries", [page["queries"]])


def _office(seed: int, learners: int, communes: int | None) -> Any:
    """The course `lop` of the whole country, with all that the lists show."""
    from django.core.management import call_command
    from django.db import transaction

    from diemcau.rehearsal import course as demo
    from diemcau.units.actions import load_units

    for database in ("default", "journal"):
        call_command("migrate", database=database, verbosity=0)
    load_units()
    course = demo.build(seed=seed, sites=communes, learners=learners, code=COURSE["code"])
    with transaction.atomic():
        _raised(course, Random(f"{seed}-raised"))
        _log_and_accounts(Random(f"{seed}-log"))
    return course


def _raised(course: Any, rng: Random) -> None:
    """What sites raised."""
    from diemcau.activities.obstacle.rules import AREAS
    from diemcau.base.text import fold
    from diemcau.knowledge.models import Obstacle
    from diemcau.planning.models import Site
    from diemcau.rehearsal.lines import OBSTACLES
    from diemcau.units.rules import Scope

    sitting = course.sittings.get(no=1)
    sites = Site.rows.of(Scope.everything()).filter(course=course).values_list("pk", flat=True)
    rows = []
    for seq, site in enumerate(site for site in sites for _ in range(OBSTACLES_A_SITE)):
        text = rng.choice(OBSTACLES)[1]
        of = {"course": course, "sitting": sitting, "site_id": site, "stream": f"sitting:{sitting.pk}", "seq": seq + 1}
        rows.append(
            Obstacle(**of, personal=bool(seq % 3), field=rng.choice(AREAS), text=text, fold=fold(text)),
        )
    Obstacle.rows.bulk_create(rows, batch_size=2000)


def _log_and_accounts(rng: Random) -> None:
    """People who work in the office, a province each, and what they did."""
    from diemcau.base import clock
    from diemcau.base.text import fold
    from diemcau.people.actions import add_account, grant
    from diemcau.people.rules import OfficeRole
    from diemcau.record.models import AuditEntry
    from diemcau.units.models import Unit

    provinces = list(Unit.objects.filter(level="province").order_by("code").values_list("code", flat=True))
    accounts = []
    for place in range(ACCOUNTS):
        made = add_account(f"so-{place}", f"Người làm việc số {place} (MP)")
        grant(made, OfficeRole.PROVINCE, provinces[place % len(provinces)], date(2025, 1, 1))
        accounts.append((made, provinces[place % len(provinces)]))
    now = clock.now()
    rows = []
    for place in range(LOG_ENTRIES):
        account, province = rng.choice(accounts)
        rows.append(
            AuditEntry(
                at=now - timedelta(seconds=30 * place),
                account=account,
                actor=f"account:{account.pk}",
                action=rng.choice(("slips.issued", "sites.changed", "paper.made")),
                subject=f"site:{rng.randrange(3356)}",
                unit=province,
                province=province,
                fold=fold(account.name),
                device="bench",
            )
        )
    AuditEntry.rows.bulk_create(rows, batch_size=2000)


def _measure(course: Any, rounds: int) -> Iterator[dict[str, Any]]:
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext
    from django.urls import NoReverseMatch, reverse

    from diemcau.rehearsal.course import organiser_of

    client = Client()
    client.force_login(organiser_of(course))
    for name, needs, queries in PAGES:
        try:
            url = reverse(name, kwargs=needs)
        except NoReverseMatch:
            yield {"name": name, "left_out": True}
            continue
        for query in queries:
            for _ in range(WARM):
                answer = client.get(url + query)
            if answer.status_code != 200:
                yield {"name": f"{name}{query} ({answer.status_code})", "left_out": True}
                break
            with CaptureQueriesContext(connection) as captured:
                client.get(url + query)
            asked = len(captured)
            p50, p95 = [], []
            for _ in range(rounds):
                took = sorted(_timed(client, url + query) for _ in range(ASKED))
                p50.append(took[len(took) // 2])
                p95.append(took[ceil(len(took) * 0.95) - 1])
            yield {"name": name + query, "p50": p50, "p95": p95, "queries": asked}


def _timed(client: Any, url: str) -> float:
    began = time.perf_counter()
    client.get(url).content  # noqa: B018
    return (time.perf_counter() - began) * 1000


def _main(seed: int, learners: int, communes: int | None, rounds: int) -> None:
    """Build, measure, print JSON."""
    import django

    Path(os.environ["DIEMCAU_DATA"]).mkdir(parents=True, exist_ok=True)
    django.setup()
    began = time.monotonic()
    course = _office(seed, learners, communes)
    gc.collect()
    gc.freeze()  # a process that serves has not made 170,000 people: its collections do not walk over the rest of it
    built = time.monotonic() - began
    pages = list(_measure(course, rounds))
    from diemcau.planning.models import Enrolment, Site
    from diemcau.units.rules import Scope

    said = {
        "built": round(built, 1),
        "sites": Site.rows.of(Scope.everything()).count(),
        "people": Enrolment.rows.of(Scope.everything()).count(),
        "left_out": [page["name"] for page in pages if page.get("left_out")],
        "pages": [page for page in pages if not page.get("left_out")],
    }
    json.dump(said, sys.stdout)


if __name__ == "__main__":
    _main(int(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]) if sys.argv[3] else None, int(sys.argv[4]))
