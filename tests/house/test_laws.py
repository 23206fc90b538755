"""The laws of the house, kept: what import-linter, tools/laws.py and tools/check_words.py say of this tree."""

import re
import tomllib
from pathlib import Path

import pytest
from django.apps import apps
from django.db.models import Model

from tools import check_words, laws, lock, vendor
from tools.house import House

ROOT = Path(__file__).resolve().parent.parent.parent
HOUSE = House(ROOT)


def none_of(found):
    """Fail with every line of what was found, where `== []` would show the first only."""
    if found:
        pytest.fail("\n".join(map(str, found)), pytrace=False)


def test_every_law_is_kept_and_no_exception_is_needless():
    none_of(laws.breaches(HOUSE, laws.EXCEPTIONS))


def test_every_word_is_there_in_both_languages():
    none_of(check_words.breaches(HOUSE))


def test_locks_are_made_from_their_inputs():
    assert lock.faults(ROOT / "requirements") == []


def test_vendored_files_are_as_listed():
    assert vendor.faults(vendor.VENDOR, vendor.LOCK_FOLDER) == []


def test_a_wheel_asks_for_the_packages_that_the_lock_is_made_from():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    asked = {re.split(r"[<>=;\s\[]", line)[0] for line in project["dependencies"]}
    lines = (ROOT / "requirements/run.in").read_text().splitlines()
    assert {re.split(r"[=;\s\[]", line)[0] for line in lines if line and not line.startswith("#")} == asked


def tables() -> list[type[Model]]:
    return [model for model in apps.get_models() if model.__module__.startswith("diemcau.")]


def test_a_table_that_is_asked_by_scope_has_no_other_way_in():
    assert [model.__name__ for model in tables() if hasattr(model, "rows") and hasattr(model, "objects")] == []


def test_a_table_that_names_a_unit_is_asked_by_scope():
    # The tree of units itself is open to all.
    named = {
        model
        for model in tables()
        for field in model._meta.get_fields()
        if field.concrete and field.is_relation and getattr(field.related_model, "__name__", "") == "Unit"
    }
    outside = {model for model in named if model._meta.app_label != "units"}
    assert sorted(model._meta.label for model in outside if not hasattr(model, "rows")) == []
