"""A paper as Markdown: to read, to compare two versions of, to paste into a chat.

Words are escaped, so nothing that people typed becomes markup.
"""

import re

from diemcau.base.words import say
from diemcau.reports import setting
from diemcau.reports.paper import (
    Bars,
    Block,
    Bold,
    Bullets,
    EmptyField,
    Figure,
    Note,
    Paper,
    Paragraph,
    Part,
    Plain,
    Run,
    Section,
    Table,
    Text,
    closed,
    leaf_titles,
    plain,
    runs,
)

_MARKUP = re.compile(r"([\\`*_{}\[\]<>#|~$&@!])")
# What makes a list or a heading only at the beginning of a line.
_OPENING = re.compile(r"^(\s*)([-+=]|\d+(?=[.)]))", re.MULTILINE)
_RULES = {"left": ":---", "center": ":---:", "right": "---:"}


def to_markdown(paper: Paper) -> str:
    """The whole paper, the mark of simulation above it, under it and above every annex."""
    mark = [f"**{_words(paper.simulation)}**"] if paper.simulation else []
    parts = [*mark, *_head(paper)]
    for block in closed(paper.blocks):
        parts += _block(paper, block)
    parts += _foot(paper)
    for index, annex in enumerate(paper.annexes):
        title = f"{setting.annex_label(paper, index)} – {annex.title.upper()}"
        parts += ["---", *mark, f"## {_line(title)}", f"*{_line(setting.annex_of(paper))}*"]
        for block in annex.blocks:
            parts += _block(paper, block)
    return "\n\n".join([*parts, *mark]) + "\n"


def _words(text: str) -> str:
    """Text with everything escaped that Markdown would take for its own."""
    return _MARKUP.sub(r"\\\1", text)


def _line(text: str) -> str:
    return _words(" ".join(text.split()))


def _open(text: str) -> str:
    """Finished text as it may open a line: no dash, sign or number there begins a list."""
    return _OPENING.sub(lambda found: f"{found[1]}\\{found[2]}" if found[2] in "-+=" else found[0] + "\u2060", text)


def _run(run: Run) -> str:
    text = _words(run.text)
    if isinstance(run, Plain | Figure) or not text.strip():
        return text
    sign = "**" if isinstance(run, Bold) else "*"
    # Spaces must stay outside the signs.
    inner = text.strip()
    before, after = text[: len(text) - len(text.lstrip())], text[len(text.rstrip()) :]
    return f"{before}{sign}{inner}{sign}{after}"


def _text(text: Text) -> str:
    return "".join(_run(run) for run in runs(text))


def _paragraph(text: Text) -> str:
    return _open(_text(text)).replace("\n", "  \n")


def _cell(text: Text) -> str:
    return " ".join(_text(text).split())


def _head(paper: Paper) -> list[str]:
    head = setting.set_head(paper)
    issuer = [_line(" ".join(head.superior))] if head.superior else []
    issuer.append(f"**{_line(' '.join(head.body))}**")
    nation = [f"**{_line(line)}**" for line in (head.country, head.motto) if line]
    number = [_line(head.number.replace(setting.BLANK, " …… ")), f"*{_line(head.date)}*"]
    parts = ["  \n".join(nation), "  \n".join(issuer), "  \n".join(number)]
    parts += [f"**{say('paper.draft', paper.lang)}**"] if paper.draft else []
    parts += [f"# {_line(paper.kind.upper())}", f"**{_line(paper.summary)}**"]
    to = say("paper.to", paper.lang)
    if len(paper.addressees) == 1:
        parts.append(f"{to} {_line(paper.addressees[0])}")
    elif paper.addressees:
        parts += [to, "\n".join(f"- {_open(_line(name))}" for name in paper.addressees)]
    return parts


def _block(paper: Paper, block: Block) -> list[str]:
    match block:
        case Part(text):
            return [f"## {_line(text.upper())}"]
        case Section(text):
            return [f"### {_line(text)}"]
        case Paragraph(text):
            return [_paragraph(text)]
        case Note(text):
            return [_paragraph(text)]
        case Bullets(items):
            return ["\n".join(f"- {_open(_cell(item))}" for item in items)]
        case Table():
            return [*_caption(paper, block.caption, block.unit), _table(block)]
        case Bars():
            bars = [f"- {_open(_line(bar.label))}: {_cell(bar.text) or f'{bar.value:g}'}" for bar in block.items]
            return [*_caption(paper, block.caption, block.unit), "\n".join(bars)]
        case EmptyField():
            return [_field(paper, block)]


def _caption(paper: Paper, caption: str, unit: str) -> list[str]:
    parts = [f"**{_line(caption)}**"] if caption else []
    return parts + ([f"*{_line(say('paper.unit', paper.lang, unit=unit))}*"] if unit else [])


def _table(table: Table) -> str:
    made = [[_line(title) for title in leaf_titles(table)], [_RULES[column.align] for column in table.columns]]
    for row in table.rows:
        bold = row.kind != "plain"
        words = [f"**{_line(plain(cell))}**" if bold and plain(cell) else _cell(cell) for cell in row.cells]
        made.append(words + [""] * (len(table.columns) - len(words)))
    return "\n".join(f"| {' | '.join(words)} |" for words in made)


def _field(paper: Paper, field: EmptyField) -> str:
    lines = [f"**{_line(field.label)}** *{say('paper.field.write', paper.lang)}*", *["……"] * field.lines]
    if field.evidence:
        lines.append(f"*{say('paper.field.evidence', paper.lang)}*")
    quoted = [f"> {line}  " for line in lines]
    quoted += [">"] if field.evidence else []
    return "\n".join([*quoted, *(f"> - {_open(_cell(item))}" for item in field.evidence)])


def _foot(paper: Paper) -> list[str]:
    post, recipients = setting.set_signature(paper), setting.set_recipients(paper)
    parts = ["  \n".join(f"**{_line(line)}**" for line in post)] if post else []
    if recipients:
        label = f"***{_line(say('paper.recipients', paper.lang))}***"
        parts += [label, "\n".join(f"- {_open(_line(line.removeprefix('- ')))}" for line in recipients)]
    return parts
