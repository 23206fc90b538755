"""Documents of a class file, the state of a site's part, and orders for print."""

from dataclasses import dataclass
from functools import partial
from hashlib import sha256

from django.db import IntegrityError, transaction

from diemcau.base import clock
from diemcau.base.files import put
from diemcau.base.refused import Refused
from diemcau.base.text import line
from diemcau.people.models import Account
from diemcau.planning.documents.checking import looked_at
from diemcau.planning.models import ClassDocument, Course, PrintOrder, Site, SiteFile, Sitting
from diemcau.planning.papers.kinds import DocumentKind, PaperKind, PrintState
from diemcau.planning.queries.class_file import document_path, print_path
from diemcau.record.actions import note
from diemcau.units.rules import CENTRE, Scope

_EVERYWHERE = Scope.everything()
KEPT_PRINTS = 20  # orders of a province; older ones are thrown away with their files


@dataclass(frozen=True)
class NewDocument:
    """A document that somebody brings: `name` is what the file was called, `number` and `dated` are as typed."""

    kind: DocumentKind
    title: str
    data: bytes
    name: str
    number: str = ""
    dated: str = ""
    sitting: Sitting | None = None


def add_document(
    course: Course, new: NewDocument, *, by: Account, scope: Scope, site: Site | None = None, province: str = ""
) -> tuple[ClassDocument, bool]:
    """Keep a document of a site, of a province, or (neither) of the course; and whether something was taken out of it.

    Refuses: document.foreign (404) for a place outside the scope, document.title, document.sitting,
    class_file.handed_in (409), and what documents.checking refuses.
    """
    unit = site.unit_id if site else province or CENTRE
    above = site.unit.province_id if site else province
    if not scope.covers(unit, above) or (site is not None and site.course_id != course.pk):
        raise Refused("document.foreign", 404)
    title = line(new.title)
    if not title:
        raise Refused("document.title", 400)
    if new.sitting is not None and (
        site is None or new.kind is not DocumentKind.SIGNED or new.sitting.course_id != course.pk
    ):
        raise Refused("document.sitting", 400)
    looked = looked_at(new.data)
    digest = _keep(looked.data)
    with transaction.atomic():
        if site is not None:
            _open(site)
        document = ClassDocument.rows.create(
            course=course,
            unit_id=unit,
            site=site,
            sitting=new.sitting,
            kind=new.kind,
            title=title[:240],
            number=line(new.number)[:60],
            dated=line(new.dated)[:30],
            name=_name(new.name, looked.kind),
            type=looked.kind,
            digest=digest,
            size=len(looked.data),
            added_by=by,
            added_at=clock.now(),
        )
        note(
            "documents.added", f"course:{course.pk}", account=by, unit=unit,
            document=document.pk, kind=new.kind.value, site=site.no if site else 0,
        )  # fmt: skip
    return document, looked.cleaned


def _keep(data: bytes) -> str:
    """Write the file under its digest, for nobody else to read, whole or not at all."""
    digest = sha256(data).hexdigest()
    path = document_path(digest)
    if not path.exists():
        put(path, data)
    return digest


def _name(name: str, kind: str) -> str:
    """The file's name without folders and signs that file systems dislike, with the ending that its content has."""
    last = line(name.replace("\\", "/").rpartition("/")[2])
    stem = "".join("-" if sign in '<>:"|?*' else sign for sign in last.rpartition(".")[0] or last)
    return f"{stem[:150].strip(' .') or 'tai-lieu'}.{kind}"


def _open(site: Site) -> None:
    """Refuse changes of a part that was handed in."""
    if SiteFile.rows.of(_EVERYWHERE).filter(site=site, handed_in=True).exists():
        raise Refused("class_file.handed_in", 409)


@transaction.atomic
def remove_document(document: ClassDocument, *, by: Account, scope: Scope) -> None:
    """Take a document out; its file goes too, unless another document has the same content.

    Refuses: document.foreign (404) for one that the scope may only read, class_file.handed_in (409).
    """
    province = document.site.unit.province_id if document.site else document.unit_id
    if not scope.covers(document.unit_id, province):
        raise Refused("document.foreign", 404)
    if document.site is not None:
        _open(document.site)
    number, digest = document.pk, document.digest
    document.delete()
    note(
        "documents.removed", f"course:{document.course_id}", account=by, unit=document.unit_id,
        document=number, kind=document.kind, site=document.site.no if document.site else 0,
    )  # fmt: skip
    transaction.on_commit(partial(_forget, digest))


def _forget(digest: str) -> None:
    if not ClassDocument.rows.of(_EVERYWHERE).filter(digest=digest).exists():
        document_path(digest).unlink(missing_ok=True)


@transaction.atomic
def hand_in(site: Site, *, by: Account) -> None:
    """Say that a site's part is whole: “đã nộp hồ sơ”.

    Refuses: class_file.handed_in (409), papers.no_room for a site without a room of its own.
    """
    if site.joined_to_id or site.not_organised_reason:
        raise Refused("papers.no_room", 409)
    _open(site)
    _set_state(site, by, handed_in=True)
    note("class_file.handed_in", f"site:{site.pk}", account=by, unit=site.unit_id, site=site.no)


@transaction.atomic
def take_back(site: Site, reason: str, *, by: Account) -> None:
    """Open a part again that was handed in.

    Refuses: class_file.reason, class_file.not_handed_in (409).
    """
    reason = line(reason)
    if not reason:
        raise Refused("class_file.reason", 400)
    if not SiteFile.rows.of(_EVERYWHERE).filter(site=site, handed_in=True).exists():
        raise Refused("class_file.not_handed_in", 409)
    _set_state(site, by, handed_in=False, reason=reason[:240])
    note("class_file.taken_back", f"site:{site.pk}", account=by, unit=site.unit_id, site=site.no)


def _set_state(site: Site, by: Account, *, handed_in: bool, reason: str = "") -> None:
    at = clock.now()
    known = SiteFile.rows.of(_EVERYWHERE).filter(site=site)
    if known.update(handed_in=handed_in, by=by, at=at, reason=reason):
        return
    try:
        with transaction.atomic():
            SiteFile.rows.create(site=site, handed_in=handed_in, by=by, at=at, reason=reason)
    except IntegrityError as error:  # somebody else was first, a moment ago
        raise Refused("class_file.handed_in", 409) from error


def order_print(
    course: Course,
    province: str,
    kind: PaperKind,
    sittings: list[int],
    *,
    by: Account,
    scope: Scope,
    lang: str,
    address: str,
) -> PrintOrder:
    """Write down that papers of all sites of a province are wanted; old orders go away. Whoever calls enqueues it.

    Refuses: document.foreign (404).
    """
    if not scope.covers(province, province):
        raise Refused("document.foreign", 404)
    of_province = PrintOrder.rows.of(_EVERYWHERE).filter(course=course, unit=province)
    for old in of_province.order_by("-id")[KEPT_PRINTS - 1 :]:
        print_path(old).unlink(missing_ok=True)
        old.delete()
    order = PrintOrder.rows.create(
        course=course,
        unit_id=province,
        paper=kind,
        sittings=sittings,
        lang=lang,
        address=address,
        by=by,
        at=clock.now(),
    )
    note(
        "papers.ordered", f"course:{course.pk}", account=by, unit=province,
        paper=kind.value, province=province, sittings=sittings,
    )  # fmt: skip
    return order


def set_print(order: PrintOrder, **fields: object) -> None:
    """Keep how far an order is: `done`, `all`, `state`."""
    PrintOrder.rows.of(_EVERYWHERE).filter(pk=order.pk).update(**fields)


def keep_print(order: PrintOrder, data: bytes) -> None:
    """The file of an order, which is then ready."""
    put(print_path(order), data)
    set_print(order, state=PrintState.READY, size=len(data))
