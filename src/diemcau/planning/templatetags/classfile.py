"""Names of papers and documents of a class file in the reader's language."""

from collections.abc import Iterable

from django import template
from django.utils.translation import get_language

from diemcau.base.words import say
from diemcau.planning.models import PrintOrder, Sitting
from diemcau.planning.queries import sitting_title

register = template.Library()


def _lang() -> str:
    return get_language() or "vi"


@register.simple_tag
def document_kind_name(kind: str) -> str:
    """Kind of a document."""
    return say(f"office.document.kind.{kind}", _lang())


@register.simple_tag
def paper_name(paper: str) -> str:
    """Kind of a paper that is printed."""
    return say(f"office.print.{paper.replace('-', '_')}", _lang())


@register.simple_tag
def order_name(order: PrintOrder, sittings: Iterable[Sitting]) -> str:
    """What was ordered: “Danh sách điểm danh – Buổi sáng 06/9/2025”."""
    of = [sitting_title(one, _lang()) for one in sittings if one.no in order.sittings]
    return " – ".join([paper_name(order.paper), *of])
