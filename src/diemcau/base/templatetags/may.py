"""What the reader may open: `{% may "planning:courses" as ok %}`, and entries of the menu that hide what he may not."""

from typing import Any

from django import template
from django.conf import settings
from django.template import Context
from django.urls import NoReverseMatch, reverse
from django.utils.module_loading import import_string

register = template.Library()


@register.simple_tag(takes_context=True)
def may(context: Context, name: str, method: str = "GET") -> bool:
    """Whether the table of permits (settings.PERMITS) lets the reader in; False for what does not stand in it."""
    request = context.get("request")
    permit: Any = import_string(settings.PERMITS).get(name, {}).get(method)
    if permit is None or request is None:
        return False
    if permit.relation == "open":
        return True
    user = getattr(request, "user", None)
    return bool(user and user.is_authenticated and permit.lets_in(request.held))


@register.inclusion_tag("base/entry.html", takes_context=True)
def entry(context: Context, name: str, words: str, *parts: str) -> dict[str, Any]:
    """An entry of the menu; nothing where the reader may not or the address is not there.

    It is marked on its page, and on pages whose path begins with one of the parts.
    """
    try:
        url = reverse(name)
    except NoReverseMatch:
        url = ""
    if not url or not may(context, name):
        return {}
    path = context["request"].path
    return {"url": url, "words": words, "here": path == url or path.startswith(tuple(parts))}
