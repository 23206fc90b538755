"""`{% order_head listing "name" "Họ và tên" %}`: a heading that orders a list; `{{ n|grouped }}`: 170.000."""

from typing import Any

from django import template
from django.utils.translation import get_language

from diemcau.base.listing import ORDER, Listing

register = template.Library()


@register.inclusion_tag("base/listing/head.html")
def order_head(listing: Listing[Any], order: str, words: str, kind: str = "") -> dict[str, str]:
    """A `<th>` whose link orders by it, and turns the order where it orders already. `kind`: its class ("number")."""
    way = {order: "ascending", f"-{order}": "descending"}.get(listing.order, "")
    turned = f"-{order}" if way == "ascending" else order
    return {"words": words, "kind": kind, "way": way, "url": listing.address(**{ORDER: turned})}


@register.filter
def grouped(number: int) -> str:
    """A number with its thousands parted as the reader's language does it: 170.000 or 170,000."""
    text = f"{number:,}"
    return text if get_language() == "en" else text.replace(",", ".")
