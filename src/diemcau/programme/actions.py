"""The only writers of this room: taking in a folder, releasing a draft."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from diemcau.base.refused import Refused
from diemcau.programme import content
from diemcau.programme.folder import read_folder
from diemcau.programme.models import Programme, Release
from diemcau.programme.rules import judge_release


def import_folder(files: Mapping[str, bytes]) -> Programme:
    """Make the files the draft of the programme whose code they bear; a new programme when there is none.

    Releases stay as they are. Refuses: programme.folder_faulty, with `faults`, and then nothing is changed.
    """
    reading = read_folder(files)
    if reading.programme is None:
        raise Refused("programme.folder_faulty", 400, count=len(reading.faults), faults=reading.faults)
    return save_draft(reading.programme)


@transaction.atomic
def save_draft(draft: content.Programme) -> Programme:
    """Keep a programme as the draft under its code."""
    programme, _ = Programme.objects.update_or_create(
        code=draft.code, defaults={"title": draft.title, "draft": content.write(draft)}
    )
    return programme


@transaction.atomic
def release(programme: Programme, notes: str, at: datetime) -> Release:
    """Freeze the draft as the next version.

    Refuses: programme.nothing_new (the draft is the last release), programme.notes_long.
    """
    locked = Programme.objects.select_for_update().get(pk=programme.pk)
    last = locked.releases.order_by("-version").first()
    notes = content.tidy(notes)
    judge_release(locked.draft, last.content if last else None, notes)
    return Release.objects.create(
        programme=locked,
        version=last.version + 1 if last else 1,
        content=locked.draft,
        digest=content.digest(locked.draft),
        notes=notes,
        released_at=at,
    )
