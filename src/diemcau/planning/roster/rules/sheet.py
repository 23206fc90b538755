"""A sheet from cells to rows, in order: letters of another time first, then layout, habits of columns, rows, twins."""

from collections import defaultdict
from datetime import date

from diemcau.base.refused import Refused
from diemcau.planning.roster.rules import legacy
from diemcau.planning.roster.rules.cells import Sheet
from diemcau.planning.roster.rules.citizens import are_trusted
from diemcau.planning.roster.rules.findings import Note, Preview, Row, Sheetcheck
from diemcau.planning.roster.rules.gazetteer import Gazetteer
from diemcau.planning.roster.rules.headers import Means
from diemcau.planning.roster.rules.layout import Layout, lay_out
from diemcau.planning.roster.rules.persons import Read, Reader, habits_of
from diemcau.planning.roster.rules.tables import Grid
from diemcau.planning.roster.rules.twins import mark_twins
from diemcau.planning.roster.rules.units import UnitReader
from diemcau.units.rules import CENTRE

_PREVIEWS = 5  # converted texts of a sheet that are shown


def check_book(
    sheets: list[Sheet], gazetteer: Gazetteer, site_unit: str, today: date, hidden: tuple[str, ...] = ()
) -> Sheetcheck:
    """Every row of every sheet; `hidden` are the names of sheets that were not looked at.

    `site_unit` is the code of the unit that the roster is for, "" for unknown.
    Refuses: roster.site, roster.no_header, roster.no_rows.
    """
    if site_unit not in ("", CENTRE) and site_unit not in gazetteer.today:
        raise Refused("roster.site", 404, unit=site_unit)
    read: list[tuple[Sheet, Read]] = []
    notes = [Note(name, "hidden_sheet") for name in hidden]
    previews: list[Preview] = []
    headed = False
    for sheet in sheets:
        letters = legacy.convert(sheet)
        grid = Grid(sheet)
        layout = lay_out(grid)
        headed = headed or bool(layout.columns)
        units = UnitReader(gazetteer, site_unit, sheet.name)
        reader = Reader(sheet, grid, units, today, letters)
        rows = _read(reader, layout)
        _hold_against_numbers(rows)
        read += [(sheet, row) for row in rows]
        notes += _notes(sheet, layout, letters)
        people = {entry.row for entry in layout.entries}
        shown = [one for one in letters.converted if one.row in people][:_PREVIEWS]
        previews += [Preview(sheet.name, one.row + 1, one.script, one.was, one.now) for one in shown]
        _tell_converted(rows, letters)
    if not read:
        raise Refused("roster.no_rows" if headed else "roster.no_header")
    mark_twins([(_place(sheet, row), row) for sheet, row in read])
    return Sheetcheck(tuple(_row(sheet, row) for sheet, row in read), tuple(notes), tuple(previews))


def _read(reader: Reader, layout: Layout) -> list[Read]:
    habits = [
        habits_of(reader.grid, columns, [entry.row for entry in layout.entries if entry.table == table])
        for table, columns in enumerate(layout.columns)
    ]
    return [reader.read(entry, habits[entry.table]) for entry in layout.entries]


def _hold_against_numbers(rows: list[Read]) -> None:
    """Ask about births and sexes that the citizen numbers of a trustworthy column contradict."""
    pairs = [
        (row.citizen.year, int(row.person.birth.date[:4])) for row in rows if row.citizen.year and row.person.birth
    ]
    if not are_trusted(pairs):
        return
    for row in rows:
        person, citizen = row.person, row.citizen
        if citizen.year and person.birth and citizen.year != int(person.birth.date[:4]):
            row.remark.asks("birth", "birth_citizen", text=person.birth.date, year=str(citizen.year))
        elif citizen.year and person.sex and citizen.sex != person.sex:
            row.remark.asks("sex", "sex_citizen", "Nam", "Nữ")


def _tell_converted(rows: list[Read], letters: legacy.Letters) -> None:
    by_row: dict[int, list[legacy.Converted]] = defaultdict(list)
    for one in letters.converted:
        by_row[one.row].append(one)
    for row in rows:
        for one in by_row.get(row.entry.row, ()):
            row.tell_converted(one.column, one.was, one.now, one.script)


def _notes(sheet: Sheet, layout: Layout, letters: legacy.Letters) -> list[Note]:
    notes = []
    if not layout.columns:
        notes.append(Note(sheet.name, "no_header"))
    if layout.hidden:
        notes.append(Note(sheet.name, "hidden_rows", {"count": layout.hidden}))
    if layout.columns and sheet.hidden_columns:
        filled = {
            c for cells in sheet.rows for c in sheet.hidden_columns if c < len(cells) and cells[c] not in (None, "")
        }
        if filled:
            notes.append(Note(sheet.name, "hidden_columns", {"count": len(filled)}))
    labels = {label.text: label for columns in layout.columns for label in columns.labels.values() if label.text}
    for code, sensitive in (("sensitive_left_out", True), ("columns_left_out", False)):
        left = [
            text
            for text, label in labels.items()
            if label.means in (None, Means.LEFT_OUT) and label.sensitive is sensitive
        ]
        if left:
            notes.append(Note(sheet.name, code, {"columns": ", ".join(left)}))
    for script in dict.fromkeys(one.script for one in letters.converted):
        count = sum(one.script == script for one in letters.converted)
        notes.append(Note(sheet.name, f"script_{script}", {"count": count}))
    return notes


def _place(sheet: Sheet, row: Read) -> str:
    return f"{row.entry.row + 1} ({sheet.name})" if sheet.name else str(row.entry.row + 1)


def _row(sheet: Sheet, row: Read) -> Row:
    return Row(
        sheet.name,
        row.entry.row + 1,
        row.person,
        tuple(row.remark.repairs),
        tuple(row.remark.problems),
        row.citizen.last_four,
        row.simulated,
    )
