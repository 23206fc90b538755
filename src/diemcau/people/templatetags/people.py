"""Codes, days and moments of accounts in the reader's language: `{% role_words "province" %}`."""

from datetime import date, datetime

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from diemcau.base import clock
from diemcau.base.words import say

register = template.Library()
_STATES = {"on": ("good", "✓"), "due": ("warn", "○"), "idle": ("warn", "▲"), "blocked": ("bad", "✕")}


@register.simple_tag
def role_words(role: str) -> str:
    """A role of the office."""
    return say(f"office.role.{role}", get_language() or "vi")


@register.simple_tag
def state_pill(state: str) -> SafeString:
    """The state of an account: shape and words before colour."""
    colour, shape = _STATES[state]
    words = say(f"office.accounts.{state}", get_language() or "vi")
    return format_html('<span class="pill {}">{} {}</span>', colour, shape, words)


@register.simple_tag
def on_day(on: date) -> str:
    """dd/mm/yyyy."""
    return f"{on:%d/%m/%Y}"


@register.simple_tag
def span(starts: date, ends: date | None) -> str:
    """From a day to a day, or without an end."""
    lang = get_language() or "vi"
    if ends is None:
        return say("office.accounts.since", lang, starts=on_day(starts))
    return say("office.accounts.span", lang, starts=on_day(starts), ends=on_day(ends))


@register.simple_tag
def moment(at: datetime) -> str:
    """HH:MM dd/mm/yyyy in Viet Nam."""
    return f"{at.astimezone(clock.VIETNAM):%H:%M %d/%m/%Y}"
