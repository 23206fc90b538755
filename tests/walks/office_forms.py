"""Forms of the office as a browser would find and send them, read from its pages."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

from django.urls import Resolver404, resolve

TYPED = {"text", "search", "email", "tel", "url", "password", "number", "date", "time", "datetime-local"}
FREE = {"text", "search", "textarea"}
BREAKS = {"br", "p", "li", "td", "th", "div", "h1", "h2", "h3", "dd", "dt"}
LINKS = {"href", "src", "action", "formaction", "data", "xlink:href", "poster"}


@dataclass
class Field:
    """A field as a browser sees it. `sort`: its type, "textarea" or "select"; `most`: maxlength, 0 for none."""

    name: str
    sort: str
    value: str = ""
    most: int = 0
    on: bool = True  # a box that is ticked, an option that is chosen
    options: list[str] = field(default_factory=list)

    @property
    def free(self) -> bool:
        """Whether any text may be typed."""
        return self.sort in FREE


@dataclass
class Form:
    """A form of a page: where it goes and what it holds. `name` is the name of its address in the permits."""

    page: str
    path: str
    method: str
    fields: list[Field] = field(default_factory=list)

    @property
    def name(self) -> str:
        """The name of where it goes; "" for an address that is not ours."""
        try:
            return resolve(self.path.partition("?")[0]).view_name
        except Resolver404:
            return ""

    @property
    def free(self) -> list[Field]:
        """Fields into which any text may be typed."""
        return [one for one in self.fields if one.free]

    def sent(self) -> dict[str, list[str]]:
        """What a browser sends where nothing was touched; the first button is pressed."""
        body: dict[str, list[str]] = {}
        pressed = False
        for one in self.fields:
            if one.sort in {"submit", "button"}:
                if pressed or not one.name:
                    continue
                pressed = True
            elif not one.on or one.sort == "file" or not one.name:
                continue
            body.setdefault(one.name, []).append(one.value)
        return body


class Page(HTMLParser):
    """The forms of a page, its words, and what on it would run."""

    def __init__(self, html: str, path: str = "") -> None:
        super().__init__(convert_charrefs=True)
        self.path, self.forms, self.runs = path, list[Form](), list[str]()
        self.said: list[str] = []
        self._form: Form | None = None
        self._area: Field | None = None
        self._select: Field | None = None
        self.feed(html)
        self.close()

    @property
    def words(self) -> str:
        """All text of the page, and what stands in its fields, as it would be read."""
        typed = [one.value for form in self.forms for one in form.fields]
        return "\n".join(["".join(self.said), *typed])

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        has = {name: value or "" for name, value in attrs}
        self.said += "\n" if tag in BREAKS else ""
        self._judge(tag, has)
        if tag == "form":
            self._form = Form(self.path, has.get("action") or self.path, has.get("method", "get").lower())
            self.forms.append(self._form)
        elif tag == "option" and self._select is not None:
            self._option(has)
        elif tag in {"input", "textarea", "select", "button"}:
            self._field(tag, has)

    def _field(self, tag: str, has: dict[str, str]) -> None:
        sort = (
            tag if tag in {"textarea", "select"} else has.get("type", "submit" if tag == "button" else "text").lower()
        )
        box = sort in {"checkbox", "radio"}
        value = has.get("value", "on" if box else "")
        made = Field(has.get("name", ""), sort, value, int(has.get("maxlength") or 0), not box or "checked" in has)
        if "disabled" not in has and "readonly" not in has and self._form is not None:
            self._form.fields.append(made)
        self._area = made if tag == "textarea" else self._area
        if tag == "select":
            made.on, self._select = False, made

    def _option(self, has: dict[str, str]) -> None:
        assert self._select is not None
        value = has.get("value", "")
        self._select.options.append(value)
        if "selected" in has or not self._select.on:
            self._select.value, self._select.on = value, True

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._form = None
        elif tag == "textarea":
            self._area = None
        elif tag == "select":
            self._select = None

    def handle_data(self, data: str) -> None:
        if self._area is not None:
            # A browser drops the line break behind the tag.
            self._area.value += data if self._area.value else data.removeprefix("\n")
        self.said.append(data)

    def _judge(self, tag: str, has: dict[str, str]) -> None:
        odd = tag in {"iframe", "object", "embed", "base", "svg:script"} or (
            tag == "script" and has.get("type") != "application/json" and not has.get("src", "").startswith("/static/")
        )
        odd = odd or (tag == "meta" and "http-equiv" in has)
        for name, value in has.items():
            told = "".join(value.split()).lower()
            odd = odd or name.startswith("on") or name == "srcdoc"
            odd = odd or (name in LINKS and told.startswith(("javascript:", "vbscript:", "data:text")))
        if odd:
            self.runs.append(f"<{tag} {has}>"[:300])


def forms_of(answer: Any, path: str) -> Iterator[Form]:
    """The forms of an answer that is a page; those without an action go to where they stand."""
    if answer.status_code == 200 and "text/html" in answer.headers.get("Content-Type", ""):
        yield from Page(answer.content.decode(), path).forms
