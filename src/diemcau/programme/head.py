"""The YAML head of a file: `name: value`, lists, and lists of small groups; every value is a text with its line.

Nothing is guessed from how a value looks: `no`, `1` and `2025-09-06` are texts until a field asks for more. Names and
fixed values are recognised with or without marks and capitals; the writer always uses the full form.
"""

import re
from collections.abc import Mapping, Sequence
from typing import TypeVar

import yaml

from diemcau.base.text import fold
from diemcau.programme.content import LINE, TITLE, tidy_line
from diemcau.programme.faults import Page

T = TypeVar("T")

# Heads are flat: a mapping, a list in it, a mapping in that.
_DEPTH = 3
# What may stand without quotes: begins with a letter or digit and holds nothing that YAML reads as a sign.
_PLAIN = re.compile(r"[^\W_][\w ,.;()/–—“”’…?!%+-]*")


class Head:
    """Fields of a head, or of a group in it; each may be asked for once, `done` complains about the rest."""

    def __init__(self, page: Page, node: yaml.MappingNode | None, line: int) -> None:
        self.page = page
        self.line = line
        self._fields: dict[str, tuple[str, int, yaml.Node]] = {}
        for key, value in node.value if node else ():
            name = tidy_line(key.value) if isinstance(key, yaml.ScalarNode) else "?"
            if fold(name) in self._fields:
                page.fault("field_twice", _line(key), field=name)
            self._fields[fold(name)] = (name, _line(key), value)

    def text(self, name: str, *, required: bool = True, limit: int = TITLE) -> str:
        """One line of text."""
        found = self._take(name, required=required)
        return self._text(name, found, limit) if found else ""

    def number(self, name: str, between: tuple[int, int], *, required: bool = True) -> int:
        """A whole number; 0 when a field that may be absent is absent."""
        found = self._take(name, required=required)
        if not found:
            return 0
        words = self._text(name, found, LINE)
        if words and not (re.fullmatch("[0-9]{1,6}", words) and between[0] <= int(words) <= between[1]):
            self.page.fault("not_a_number", _line(found), field=name, value=words, low=between[0], high=between[1])
            return 0
        return int(words or 0)

    def one_of(self, name: str, words: Mapping[str, T], *, required: bool = True) -> T | None:
        """One of the fixed values; None when it is none of them, which has then been noted, or absent and may be."""
        found = self._take(name, required=required)
        return self._choice(name, found, words) if found else None

    def texts(self, name: str, *, required: bool = False, limit: int = LINE) -> tuple[str, ...]:
        """A list of lines."""
        items = [(item, self._text(name, item, limit)) for item in self._items(name, required=required)]
        return tuple(words for _, words in items if words)

    def some_of(self, name: str, words: Mapping[str, T]) -> tuple[T, ...]:
        """A list of fixed values, in the order of `words`."""
        named = [self._choice(name, item, words) for item in self._items(name, required=False)]
        return tuple(value for value in words.values() if value in named)

    def groups(self, name: str) -> list["Head"]:
        """A list of groups of fields."""
        found = []
        for item in self._items(name, required=False):
            if isinstance(item, yaml.MappingNode):
                found.append(Head(self.page, item, _line(item)))
            else:
                self.page.fault("not_a_group", _line(item), field=name)
        return found

    def done(self, known: Sequence[str]) -> None:
        """Complain about fields that nobody asked for; `known` are the names to offer instead."""
        for name, line, _ in self._fields.values():
            self.page.fault("unknown_field", line, field=name, known=", ".join(known))

    def _take(self, name: str, *, required: bool) -> yaml.Node | None:
        found = self._fields.pop(fold(name), None)
        if found is None and required:
            self.page.fault("missing_field", self.line, field=name)
        return found[2] if found else None

    def _items(self, name: str, *, required: bool) -> list[yaml.Node]:
        found = self._take(name, required=required)
        if found is None:
            return []
        if not isinstance(found, yaml.SequenceNode) or not found.value:
            self.page.fault("not_a_list", _line(found), field=name)
            return []
        return list(found.value)

    def _text(self, name: str, node: yaml.Node, limit: int) -> str:
        if not isinstance(node, yaml.ScalarNode):
            self.page.fault("not_a_text", _line(node), field=name)
            return ""
        words = tidy_line(node.value)
        if not words:
            self.page.fault("empty_field", _line(node), field=name)
        if len(words) > limit:
            self.page.fault("too_long", _line(node), what=name, length=len(words), limit=limit)
        return words

    def _choice(self, name: str, node: yaml.Node, words: Mapping[str, T]) -> T | None:
        given = self._text(name, node, LINE)
        for word, value in words.items():
            if fold(word) == fold(given):
                return value
        if given:
            self.page.fault("not_a_choice", _line(node), field=name, value=given, choices=", ".join(words))
        return None


def read_head(page: Page, text: str) -> Head | None:
    """The fields of a head that begins in line 2 of its file; None when it is no head, which has then been noted."""
    try:
        if not _is_simple(page, text):
            return None
        node = yaml.compose(text, Loader=yaml.BaseLoader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        page.fault(_code_of(error), mark.line + 2 if mark else 1)
        return None
    if node is not None and not isinstance(node, yaml.MappingNode):
        page.fault("head_not_fields", _line(node))
        return None
    return Head(page, node, 1)


def _is_simple(page: Page, text: str) -> bool:
    """Whether a head holds no anchors, tags, further documents or deep nesting, looked at before anything is built."""
    depth = documents = 0
    for event in yaml.parse(text, Loader=yaml.BaseLoader):
        documents += isinstance(event, yaml.DocumentStartEvent)
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        special = getattr(event, "anchor", None) or getattr(event, "tag", None)
        if special or depth > _DEPTH or documents > 1:
            page.fault("head_too_clever", _line(event))
            return False
    return True


def _code_of(error: yaml.MarkedYAMLError) -> str:
    problem = f"{error.problem}"
    if "\\t" in problem:
        return "yaml_tab"
    return "yaml_colon" if "mapping values" in problem else "yaml"


def _line(found: yaml.Node | yaml.Event) -> int:
    """Line in the file; the head begins in its second line."""
    return found.start_mark.line + 2 if found.start_mark else 1


def write_text(words: str) -> str:
    """One line of text as YAML: as it stands when it can only be read one way, else in double quotes."""
    if _PLAIN.fullmatch(words):
        return words
    escaped = words.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def write_fields(*fields: tuple[str, str]) -> str:
    """Lines `name: value` for the values that are there."""
    return "".join(f"{name}: {write_text(value)}\n" for name, value in fields if value)


def write_list(name: str, items: Sequence[str]) -> str:
    """A list under its name; nothing when there is nothing in it."""
    return f"{name}:\n" + "".join(f"  - {write_text(item)}\n" for item in items) if items else ""
