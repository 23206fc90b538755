"""What came into the office with texts that break software: searched for, in lists, in sheets and on papers."""

import io
from collections.abc import Iterator, Sequence
from itertools import chain, cycle
from typing import Any
from zipfile import ZipFile

from django.apps import apps
from django.db import transaction
from django.db.models import CharField, QuerySet, TextField
from openpyxl import load_workbook

from diemcau.base.text import line
from diemcau.planning.models import Site
from diemcau.record.models import AuditEntry
from diemcau.units.rules import Scope
from tests.activities.naughty import SCRIPTS, WORDS
from tests.config.conftest import world  # noqa: F401  # a fixture
from tests.config.walk import PAGES, sample_of
from tests.config.world import NO_TEXTS, NO_WORDS, World, branch_models
from tests.planning.papers_read import flat, pages
from tests.walks.office_forms import Form
from tests.walks.test_office_naughty import TYPED, asked, page_of, pieces, ways

EVERYWHERE = Scope.everything()


def test_whatever_is_searched_for_is_only_text(world: World):  # noqa: F811
    client, wrong = world.client("organiser"), []
    found: dict[str, Form] = {}
    for path in chain.from_iterable(ways(world, name) for name in PAGES):
        for form in page_of(asked(client, path), path).forms:
            if form.method == "get" and form.free:
                found.setdefault(form.name, form)
    assert len(found) > 8
    texts = list(pieces(TYPED, 100, " "))
    for nth, form in enumerate(found.values()):
        for text in texts[nth :: len(found)]:
            with transaction.atomic():
                answer = client.get(
                    form.path.partition("?")[0], {**form.sent(), **dict.fromkeys((one.name for one in form.free), text)}
                )
                transaction.set_rollback(True)
            page = page_of(answer)
            if answer.status_code != 200 or page.runs or line(text) not in line(page.words):
                wrong.append((form.name, answer.status_code, page.runs, text))
    assert wrong[:5] == []


def columns() -> Iterator[tuple[Any, list[Any]]]:
    """Models of the office with their columns of words, as tests.config.world plants its canaries there."""
    for model in branch_models() + [
        apps.get_model(name) for name in ("planning.Course", "planning.Item", "planning.Lecturer")
    ]:
        texts = [
            one
            for one in model._meta.get_fields()
            if isinstance(one, CharField | TextField)
            and not one.choices
            and not one.name.startswith("phone")
            and one.name not in NO_WORDS
            and (model.__name__, one.name) not in NO_TEXTS
        ]
        if texts and model is not AuditEntry:
            yield model, texts


def fill(texts: Sequence[str]) -> int:
    """Put texts into every column of words that says something; how many were put."""
    source, put = cycle(texts), 0
    for model, fields in columns():
        for row in QuerySet(model).all():
            new = {one.name: next(source)[: one.max_length] for one in fields if getattr(row, one.name)}
            QuerySet(model).filter(pk=row.pk).update(**new)
            put += len(new)
    return put


FORMULAS = tuple(text for text in (*WORDS, *SCRIPTS) if text[:1] in ("=", "+", "-", "@"))
SHEETS = "planning:rosters_export", "planning:rosters_template", "planning:roster_sheet"


def books(data: bytes) -> list[bytes]:
    """The workbook itself, or those of an archive."""
    with ZipFile(io.BytesIO(data)) as archive:
        return [archive.read(name) for name in archive.namelist() if name.endswith(".xlsx")] or [data]


def test_nothing_of_a_sheet_is_a_formula_and_what_was_typed_stands_in_it(world: World):  # noqa: F811
    client, formulas, said = world.client("organiser"), [], ""
    with transaction.atomic():
        assert fill(FORMULAS) > 50
        for name in SHEETS:
            answer = client.get(sample_of(name, world).address(name))
            assert (name, answer.status_code) == (name, 200)
            for book in books(answer.getvalue()):
                for cell in chain.from_iterable(load_workbook(io.BytesIO(book)).active.iter_rows()):
                    formulas += [(name, cell.coordinate, cell.value)] if cell.data_type == "f" else []
                    said += f"{cell.value}\n"
        transaction.set_rollback(True)
    assert formulas == []
    assert len([text for text in FORMULAS if text in said]) > 5


def test_papers_of_a_room_print_what_was_typed(world: World):  # noqa: F811
    client, sample = world.client("organiser"), sample_of("planning:site_paper", world)
    with transaction.atomic():
        Site.rows.of(EVERYWHERE).filter(no=sample.own["no"]).update(name="xã <b>Phú</b> #x $y$ [z]")
        answer = client.get(sample.address("planning:site_paper"))
        transaction.set_rollback(True)
    assert "Xã <b>Phú</b> #x $y$ [z]" in flat(pages(answer.getvalue())[0])
