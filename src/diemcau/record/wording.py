"""An entry of the audit log in words: nothing that only the software understands.

What an act put down are ids, codes and numbers. Ids are named by `naming`, codes of units by today's name, other codes
by the words that the pages have for them; what has no name any more keeps its number.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from diemcau.base.words import catalogue, say
from diemcau.record.naming import named
from diemcau.record.queries import unit_names
from diemcau.units.rules import CENTRE

Detail = Mapping[str, Any]

# Keys whose value is the id of something that has a name; "" stands for a whole subject ("course:1").
_NAMED = {
    "about": "",
    "course": "course",
    "document": "document",
    "item": "item",
    "lecturer": "lecturer",
    "programme": "programme",
    "proposal": "slot",
    "source": "course",
}
_PERSONS = "persons"  # {role: [who was it, who is it now]}
_UNITS = {"codes", "province", "unit"}
# Where the words of a code stand; the first that has them says it.
_WORDS = {
    "fields": ("office.site.", "office.logs.field."),
    "kind": ("office.document.kind.", "office.reply.", "office.proposal.kind.", "office.log.", "office.logs.undo_of."),
    "paper": ("office.print.",),
    "part": ("office.edit.list.", "office.logs.part."),
    "role": ("office.role.",),
    "roles": ("office.role.",),
}
_NOTHING: tuple[Any, ...] = (None, "", [], {})
_UNSAID = {"digest", "file", "plan", "reply"}  # for whoever reads the tables: no page shows these numbers


def told(detail: Detail, lang: str) -> list[tuple[str, str]]:
    """What an act put down, as label and text; what is empty is left out. One query for each sort of thing named."""
    names = named(_subjects(detail), lang)
    units = unit_names({code for key in _UNITS for code in _listed(detail.get(key))})
    return [
        (_label(key, lang), text)
        for key, value in detail.items()
        if key not in _UNSAID and (text := _text(key, value, names, units, lang))
    ]


def _listed(value: Any) -> list[str]:
    return [str(one) for one in (value if isinstance(value, list) else [value]) if one not in _NOTHING]


def _subject(key: str, value: str) -> str:
    kind = _NAMED[key]
    return f"{kind}:{value}" if kind else value


def _subjects(detail: Detail) -> Iterator[str]:
    for key in _NAMED.keys() & detail.keys():
        yield from (_subject(key, one) for one in _listed(detail[key]))
    for both in dict(detail.get(_PERSONS) or {}).values():
        yield from (f"person:{one}" for one in both if one)


def _label(key: str, lang: str) -> str:
    words = f"office.logs.key.{key}"
    return say(words, lang) if words in catalogue() else key


def _text(key: str, value: Any, names: Mapping[str, str], units: Mapping[str, str], lang: str) -> str:
    if value in _NOTHING:
        return ""
    if key == _PERSONS:
        return "; ".join(_change(role, both, names, lang) for role, both in value.items())
    if isinstance(value, bool):
        return say(f"office.logs.{'yes' if value else 'no'}", lang)
    if value == 0 and key in {"site", "topic", "nth"}:  # of the course, of the whole programme
        return ""
    return ", ".join(_one(key, one, names, units, lang) for one in _listed(value))


def _one(key: str, one: str, names: Mapping[str, str], units: Mapping[str, str], lang: str) -> str:
    if key in _NAMED:
        subject = _subject(key, one)
        return names.get(subject) or of_subject(subject, lang)
    if key in _UNITS:
        return say("office.logs.centre", lang) if one == CENTRE else units.get(one, one)
    code = one.replace("-", "_") if key == "paper" else one
    for prefix in _WORDS.get(key, ()):
        if prefix + code in catalogue():
            return say(prefix + code, lang)
    return one


def _change(role: str, both: list[int | None], names: Mapping[str, str], lang: str) -> str:
    """“Đầu mối: Nguyễn Văn An → Trần Thị Bình”."""
    was, now = (names.get(f"person:{one}", f"#{one}") if one else "–" for one in both)
    return f"{_one('role', role, {}, {}, lang)}: {was} → {now}"


def of_subject(subject: str, lang: str) -> str:
    """A subject that nobody names (any more), by its sort and number."""
    kind, _, number = subject.partition(":")
    key = f"office.logs.about.{kind}"
    return say(key, lang, number=number) if key in catalogue() else subject
