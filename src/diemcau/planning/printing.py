"""Jobs of the worker: papers of a whole province in one file. Pages order them here; the shelf `tasks` is the door."""

from django_tasks import task

from diemcau.planning.actions.class_file import keep_print, set_print
from diemcau.planning.models import PrintOrder
from diemcau.planning.papers.kinds import PaperKind, PrintState
from diemcau.planning.papers.making import in_parts, joined, paper_pdf
from diemcau.planning.queries.papers import chosen_sittings, class_matter, rooms_matter, sites_for_print
from diemcau.units.rules import Scope

_EVERYWHERE = Scope.everything()


@task()
def print_province(number: int) -> None:
    """Make the file of an order (by id); one that fails says so. An order that is gone is nothing."""
    order = PrintOrder.rows.of(_EVERYWHERE).select_related("course").filter(pk=number).first()
    if order is None:
        return
    try:
        scope = Scope.of_unit(order.unit_id)
        matter = class_matter(order.course, order.address, order.lang)
        sittings = chosen_sittings(matter, order.sittings) if order.sittings else []
        sites = sites_for_print(order.course, scope, province=order.unit_id)
        rooms = rooms_matter(order.course, sites, scope, order.lang)
        set_print(order, all=len(rooms))
        parts, done = [], 0
        for part in in_parts(rooms):
            parts.append(paper_pdf(PaperKind(order.paper), matter, part, sittings, order.lang))
            done += len(part)
            set_print(order, done=done)
        keep_print(order, joined(parts))
    except Exception:
        set_print(order, state=PrintState.FAILED)
        raise
