"""`{% say "key" field=value %}`: the words of the house in the reader's language."""

from typing import Any

from django import template
from django.utils.translation import get_language

from diemcau.base.words import say as words

register = template.Library()


@register.simple_tag
def say(key: str, **data: Any) -> str:
    """Words of a key; text, escaped where it is printed."""
    return words(key, get_language() or "vi", **data)
