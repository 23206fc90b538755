"""Reading programmes: the content of drafts and releases, their folders, the list of the office."""

from dataclasses import dataclass

from django.db.models import Count, Max, QuerySet

from diemcau.base.refused import Refused
from diemcau.programme import content
from diemcau.programme.folder import write_folder
from diemcau.programme.models import Programme, Release
from diemcau.programme.rules import Change, differences


def all_programmes() -> QuerySet[Programme]:
    """Programmes by code, each with `last_version` (None before the first release) and `release_count`."""
    return Programme.objects.order_by("code").annotate(
        last_version=Max("releases__version"), release_count=Count("releases")
    )


def programme_of(code: str) -> Programme:
    """Refuses: programme.unknown."""
    found = Programme.objects.filter(code=code).first()
    if found is None:
        raise Refused("programme.unknown", 404)
    return found


def draft_of(programme: Programme) -> content.Programme:
    """What people are working on."""
    return content.read(programme.draft)


def content_of(release: Release) -> content.Programme:
    """What a release holds, after a look at its digest.

    Refuses: programme.altered (somebody changed the row past this software).
    """
    if content.digest(release.content) != release.digest:
        raise Refused("programme.altered", 409, version=release.version)
    return content.read(release.content)


def releases_of(programme: Programme) -> list[Release]:
    """Releases, the newest first."""
    return list(programme.releases.order_by("-version"))


def release_of(programme: Programme, version: int) -> Release:
    """Refuses: programme.unknown."""
    found = programme.releases.filter(version=version).first()
    if found is None:
        raise Refused("programme.unknown", 404)
    return found


def export_folder(programme: Programme, version: int = 0) -> dict[str, bytes]:
    """The files of the draft, or of a release.

    Refuses: programme.unknown, programme.altered.
    """
    held = content_of(release_of(programme, version)) if version else draft_of(programme)
    return write_folder(held)


@dataclass(frozen=True)
class Overview:
    """What the page of a programme shows. `changes` since the last release; None before the first."""

    programme: Programme
    draft: content.Programme
    releases: list[Release]
    changes: list[Change] | None


def overview(code: str) -> Overview:
    """Refuses: programme.unknown."""
    programme = programme_of(code)
    draft = draft_of(programme)
    releases = releases_of(programme)
    changes = differences(content_of(releases[0]), draft) if releases else None
    return Overview(programme, draft, releases, changes)
