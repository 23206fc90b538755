"""Drafts change, releases do not."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from django.db import IntegrityError, transaction

from diemcau.base.refused import Refused
from diemcau.programme import content, queries
from diemcau.programme.actions import import_folder, release
from diemcau.programme.models import Programme, Release
from tests.programme.folders import GOOD, MAIN, QUESTION, files

pytestmark = pytest.mark.django_db
AT = datetime(2025, 8, 30, 2, 0, tzinfo=UTC)


def changed() -> dict[str, bytes]:
    return files(question=GOOD[QUESTION].replace("Đến đâu", "Đã đến đâu"))


def test_a_folder_becomes_a_draft_and_comes_out_as_it_went_in() -> None:
    programme = import_folder(files())
    assert (programme.code, programme.title) == ("thu", "Thử")
    assert queries.export_folder(programme) == files()


def test_a_second_import_takes_the_place_of_the_draft() -> None:
    import_folder(files())
    programme = import_folder(changed())
    assert Programme.objects.count() == 1
    assert queries.export_folder(programme) == changed()


def test_a_faulty_folder_changes_nothing() -> None:
    import_folder(files())
    with pytest.raises(Refused) as refused:
        import_folder({**changed(), "la.txt": b""})
    assert (refused.value.code, refused.value.data["count"]) == ("programme.folder_faulty", 1)
    assert [fault.file for fault in refused.value.data["faults"]] == ["la.txt"]
    assert queries.export_folder(Programme.objects.get()) == files()


def test_a_release_keeps_the_draft_of_its_moment() -> None:
    programme = import_folder(files())
    first = release(programme, " Bản đầu  tiên ", AT)
    assert (first.version, first.notes, first.released_at) == (1, "Bản đầu tiên", AT)
    assert (str(programme), str(first)) == ("thu", f"{programme.pk} v1")
    assert first.digest == content.digest(first.content)
    second = release(import_folder(changed()), "", AT)
    assert second.version == 2
    assert queries.export_folder(programme, 1) == files()
    assert queries.export_folder(programme, 2) == changed()


def test_the_same_draft_is_not_released_twice() -> None:
    programme = import_folder(files())
    release(programme, "", AT)
    with pytest.raises(Refused) as refused:
        release(programme, "lần nữa", AT)
    assert (refused.value.code, refused.value.status) == ("programme.nothing_new", 409)
    assert Release.objects.count() == 1


def test_an_older_content_may_be_released_again() -> None:
    for number, folder in enumerate((files(), changed(), files()), 1):
        assert release(import_folder(folder), "", AT).version == number


def test_long_notes_are_refused() -> None:
    with pytest.raises(Refused) as refused:
        release(import_folder(files()), "a" * 2001, AT)
    assert refused.value.code == "programme.notes_long"


def test_a_release_is_not_changed_or_deleted() -> None:
    release(import_folder(files()), "", AT)
    rows = Release.objects.all()
    changes: tuple[Callable[[], object], ...] = (
        lambda: rows.update(notes="khác"),
        lambda: rows.bulk_update(list(rows), ["notes"]),
        rows.delete,
    )
    for change in changes:
        with pytest.raises(Refused) as refused:
            change()
        assert (refused.value.code, refused.value.status) == ("programme.frozen", 409)
    assert [found.notes for found in Release.objects.all()] == [""]


def test_a_release_that_was_changed_past_the_software_is_not_read() -> None:
    one = release(import_folder(files()), "", AT)
    one.content = one.content.replace("Mở đầu", "Mở bài")
    one.save()
    with pytest.raises(Refused) as refused:
        queries.content_of(Release.objects.get())
    assert (refused.value.code, refused.value.data) == ("programme.altered", {"version": 1})


def test_the_database_keeps_versions_apart() -> None:
    one = release(import_folder(files()), "", AT)
    for version, digest in ((1, one.digest), (0, one.digest), (2, "short")):
        with pytest.raises(IntegrityError), transaction.atomic():
            Release.objects.create(
                programme=one.programme, version=version, content="{}", digest=digest, released_at=AT
            )


def test_unknown_programmes_and_versions_are_refused() -> None:
    programme = import_folder(files())
    for ask in (lambda: queries.programme_of("khac"), lambda: queries.export_folder(programme, 7)):
        with pytest.raises(Refused) as refused:
            ask()
        assert (refused.value.code, refused.value.status) == ("programme.unknown", 404)


def test_the_overview_says_what_the_draft_changes() -> None:
    programme = import_folder(files())
    assert queries.overview("thu").changes is None
    release(programme, "", AT)
    assert queries.overview("thu").changes == []
    import_folder({**changed(), MAIN: GOOD[MAIN].replace("Thử", "Thử 2").encode()})
    changes = queries.overview("thu").changes
    assert changes == [
        ("title", {}),
        ("question_removed", {"no": 1, "title": "Đến đâu"}),
        ("question_added", {"no": 1, "title": "Đã đến đâu"}),
    ]
