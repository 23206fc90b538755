"""Every law broken once on purpose, in a small project of its own, and seen caught."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tools import check_words, laws, lock, vendor
from tools.house import House

ROOT = Path(__file__).resolve().parent.parent.parent
LOW = ("base", "journal", "activities", "units", "people", "record", "programme", "planning")
HIGH = ("classroom", "assessment", "knowledge", "reports", "rehearsal", "interop", "config")


def project(folder: Path, files: dict[str, str]) -> House:
    """A tiny project: every room as an empty package, and the given files under src/diemcau (or under the top)."""
    for room in LOW + HIGH:
        files = {f"{room}/__init__.py": "", **files}
    for name, text in {"__init__.py": "", **files}.items():
        path = folder / name.removeprefix("/") if name.startswith("/") else folder / "src/diemcau" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        if path.suffix == ".py" and not name.startswith("/"):
            for above in path.relative_to(folder / "src").parents:
                if above != Path():
                    (folder / "src" / above / "__init__.py").touch()
    return House(folder)


WRITES = {
    "a manager": "Site.rows.of(scope).filter(no=1).update(name='x')",
    "a new row": "Site.objects.create(name='x')",
    "a related manager": "course.sites.create(name='x')",
    "a reverse manager": "course.site_set.clear()",
    "many rows": "Site.rows.bulk_create(rows)",
    "a row": "site.save(update_fields=['name'])",
    "a form": "form.save()",
    "a deletion": "site.delete()",
    "SQL": "cursor.execute('UPDATE site SET name = 1')",
    "a local name": "def f():\n    found = Site.rows.of(scope)\n    some = found.filter(no=1)\n    some.update(no=2)",
}


@pytest.mark.parametrize("text", WRITES.values(), ids=WRITES)
def test_a_write_outside_actions_is_caught(tmp_path, text):
    house = project(tmp_path, {"units/views.py": text, "units/actions.py": text, "journal/store.py": text})
    assert [(b.law, b.path) for b in laws.breaches(house, {})] == [("writers", "src/diemcau/units/views.py")]


FAIR = {
    "a dict": "seen = {}\nseen.update(a=1)\nseen.clear()",
    "a set": "seen = set()\nseen.add(1)\nseen.remove(1)",
    "a digest": "digest.update(b'x')",
    "a document": "document.save(path)\nimage.save(stream, format='PNG')",
    "a request": "client.delete('/x')\ncache.delete('x')",
    "a count taken out": "def f():\n    seen = Site.rows.of(scope).first()\n    seen.update(1)",
    "a manager that offers the verb": "class M:\n    def create(self, **f):\n        return self.objects.create(**f)",
    "a text": "say = 'UPDATE your browser'",
}


@pytest.mark.parametrize("text", FAIR.values(), ids=FAIR)
def test_what_only_looks_like_a_write_is_let_through(tmp_path, text):
    assert laws.breaches(project(tmp_path, {"units/queries.py": text}), {}) == []


BROKEN = {
    "kinds": ("activities/poll/rules.py", "from diemcau.activities.floor import rules"),
    "pure": ("units/rules.py", "from datetime import datetime\nmoment = datetime.now()"),
    "signals": ("units/apps.py", "from django.db.models.signals import post_save"),
    "save": ("units/models.py", "class A:\n    def save(self):\n        pass"),
    "scope": ("units/models.py", "class A:\n    rows = Rows()\n    objects = Manager()"),
    "everywhere": ("units/views.py", "rows = Site.rows.of(Scope.everything())"),
    "mocks": ("/tests/units/test_a.py", "from unittest.mock import patch"),
    "length": ("units/views.py", "a = 1\n" * 401),
    "names": ("units/utils.py", ""),
}


@pytest.mark.parametrize("law", BROKEN)
def test_a_broken_law_is_caught(tmp_path, law):
    path, text = BROKEN[law]
    house = project(tmp_path, {"activities/floor/rules.py": "", path: text})
    found = laws.breaches(house, {})
    full = path.removeprefix("/") if path.startswith("/") else f"src/diemcau/{path}"
    assert [(b.law, b.path) for b in found] == [(law, full)]
    assert laws.breaches(house, {(law, full): "on purpose"}) == []


@pytest.mark.parametrize("path", ["planning/roster/rules/dates.py", "planning/rules.py", "activities/poll/content.py"])
def test_rules_are_pure_in_a_package_of_rules_too(tmp_path, path):
    house = project(tmp_path, {path: "from datetime import date\nday = date.today()"})
    assert [(b.law, b.path) for b in laws.breaches(house, {})] == [("pure", f"src/diemcau/{path}")]


def test_every_branch_by_its_usual_name_is_seen_in_views(tmp_path):
    house = project(tmp_path, {"planning/views/sites.py": "a = Site.rows.of(_EVERYWHERE)\nb = f(EVERYWHERE)"})
    assert [b.what for b in laws.breaches(house, {})] == [
        "reads rows of every branch 2 times, 0 with a reason in tools/laws.py"
    ]


def test_a_kind_that_names_its_neighbour_by_a_relative_import_is_caught(tmp_path):
    house = project(
        tmp_path, {"activities/floor/rules.py": "", "activities/poll/rules.py": "from ..floor import rules"}
    )
    assert [b.law for b in laws.breaches(house, {})] == ["kinds"]


def test_a_needless_exception_is_a_breach(tmp_path):
    assert [b.what for b in laws.breaches(project(tmp_path, {}), {("length", "src/x.py"): "was long"})] == [
        "an exception that is not needed"
    ]


WORDS = {
    "is no JSON": ("units/words.json", "{"),
    "stands twice": ("units/words.json", '{"a.b": ["một", "one"], "a.b": ["hai", "two"]}'),
    "does not have two texts": ("units/words.json", '{"a.b": ["một", " "]}'),
    "has other fields": ("units/words.json", '{"a.b": ["{site}", "{place}"]}'),
    "braces that do not match": ("units/words.json", '{"a.b": ["{site", "{site}"]}'),
    "has a field without a name": ("units/words.json", '{"a.b": ["{}", "{}"]}'),
    "no dotted key": ("units/words.json", '{"A b": ["một", "one"]}'),
    "composed letters": ("units/words.json", json.dumps({"a.b": ["đie\u0302\u0309m", "point"]})),
    "refused.poll.closed has no words": ("units/rules.py", "raise Refused('poll.closed', 409)"),
    "refused.either.one has no words": ("units/rules.py", "raise Refused('known' if x else 'either.one')"),
    "refused.known.field is not given ['site']": ("units/rules.py", "raise Refused('known.field', 409, place=1)"),
    "nowhere has no words": ("units/templates/units/a.html", '<p>{% say "nowhere" %}</p>'),
    "refused.known.field is not given": ("units/templates/units/a.html", "{% say 'refused.known.field' x=1 %}"),
    "gone has no words": ("base/static/base/a.js", 'show(say("gone"))'),
    "office.title is never sent": ("base/static/base/a.js", "say('office.title')"),
}


@pytest.mark.parametrize("what", WORDS)
def test_missing_or_wrong_words_are_caught(tmp_path, what):
    path, text = WORDS[what]
    known = {
        "refused.known": ["Biết", "Known"],
        "refused.known.field": ["Ở {site}", "At {site}"],
        "office.title": ["Lớp", "Class"],
    }
    house = project(tmp_path, {"base/words.json": json.dumps(known, ensure_ascii=False), path: text})
    found = check_words.breaches(house)
    assert [b.path for b in found] == [f"src/diemcau/{path}"]
    assert what in found[0].what


def test_words_that_are_there_are_let_through(tmp_path):
    words = '{"refused.a.b": ["Ở {site}", "At {site}"], "live.a": ["Có", "Yes"]}'
    files = {
        "units/words.json": words,
        "units/rules.py": "raise Refused('a.b', 409, site=1)\nraise Refused(code)\nsay('refused.a.b', lang, **data)",
        "units/templates/units/a.html": '{% load say %}{% say "live.a" %}{% say "refused.a.b" site=row.site %}',
        "base/static/base/a.js": "say('live.a'); say(`kind.${kind}`); essay('none')",
    }
    assert check_words.breaches(project(tmp_path, files)) == []


CONTRACTS = {
    "1. Rooms": ("units/queries.py", "from diemcau.planning import dates", "planning/dates.py"),
    "2. In every room": ("units/queries.py", "from diemcau.units import actions", "units/actions.py"),
    "3. Activities and rules": ("units/rules.py", "from diemcau.base import clock", "base/clock.py"),
    "4. The journal": ("planning/actions.py", "from diemcau.journal.store import page", "journal/store.py"),
    "4. Reports read": ("reports/draft.py", "from diemcau.units import actions", "units/actions.py"),
    "5. Views": ("planning/views.py", "from diemcau.units.views import page", "units/views.py"),
}


@pytest.mark.parametrize("contract", CONTRACTS)
def test_a_broken_import_contract_is_caught(tmp_path, contract):
    importer, line, imported = CONTRACTS[contract]
    there = {"journal/models.py": "", "journal/store.py": ""}  # named in a contract
    project(tmp_path, {**there, imported: "import time\npage = time\n", importer: line})
    shutil.copy(ROOT / ".importlinter", tmp_path)
    done = subprocess.run(
        [Path(sys.executable).with_name("lint-imports"), "--no-cache"],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(tmp_path / "src"), "COLUMNS": "200"},
        capture_output=True,
        text=True,
        check=False,
    )
    broken = [line for line in done.stdout.splitlines() if line.endswith("BROKEN")]
    assert (done.returncode, [line.startswith(contract) for line in broken]) == (1, [True])


def test_a_changed_byte_in_a_vendored_file_is_caught(tmp_path):
    folder = tmp_path / "vendor"
    shutil.copytree(vendor.VENDOR, folder)
    assert vendor.faults(folder, vendor.LOCK_FOLDER) == []
    file = folder / "be-vietnam-pro/latin-400.woff2"
    file.write_bytes(file.read_bytes() + b"\0")
    (folder / "stray.js").write_text("")
    (folder / "be-vietnam-pro/LICENSE").unlink()
    assert vendor.faults(folder, vendor.LOCK_FOLDER) == [
        "be-vietnam-pro/LICENSE stands in VENDOR.json but not on disk",
        "stray.js is on disk but not in VENDOR.json",
        "be-vietnam-pro/latin-400.woff2 was changed: its SHA-256 is another",
    ]


def test_a_lock_that_is_older_than_its_input_or_names_a_host_is_caught(tmp_path):
    folder = tmp_path / "requirements"
    shutil.copytree(ROOT / "requirements", folder)
    assert lock.faults(folder) == []
    with (folder / "run.txt").open("a") as file:
        file.write("--index-url https://example.org/simple\n")
    with (folder / "dev.in").open("a") as file:
        file.write("black==25.1.0\n")
    assert lock.faults(folder) == [
        "run.txt: a line that is neither a version nor a hash: --index-url https://example.org/simple",
        "dev.txt is not made from run.in and dev.in: run python -m tools.lock",
    ]
