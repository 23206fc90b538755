"""New slips as they leave the office: sheets for print, a table for Excel, lines for a chat.

What is made here is the only copy of secrets and PINs. It is never written to a file of ours.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from io import BytesIO
from zipfile import ZIP_STORED, ZipFile

import xlsxwriter  # type: ignore[import-untyped]

from diemcau.base.words import say
from diemcau.people.actions import SlipIssued
from diemcau.people.rules import dialled, path_of_slip
from diemcau.planning.models import Course, Site
from diemcau.planning.papers.slips import SlipSheet, slips_pdf
from diemcau.planning.queries import Contact
from diemcau.planning.rules import written_date
from diemcau.units.rules import CENTRE, Level

COLUMNS = ("no", "unit", "site", "province", "role", "person", "phone", "url", "pin")
_WIDTHS = (10, 10, 34, 24, 14, 26, 16, 64, 10)


@dataclass(frozen=True)
class IssuedSheet:
    """A slip for print, with its site and whom it is for."""

    sheet: SlipSheet
    site: Site
    person: str
    phone: str  # as it is dialled


def sheets_of(
    issued: Sequence[SlipIssued],
    sites: Sequence[Site],
    course: Course,
    provinces: dict[str, str],
    helpers: dict[int, Contact],
    address: Callable[[str], str],
) -> list[IssuedSheet]:
    """Sheets of issued slips, in their order. `address` makes a whole address of a path."""
    by_id = {site.pk: site for site in sites}
    dates = f"{written_date(course.starts_on)} – {written_date(course.ends_on)}"
    sheets = []
    for slip in issued:
        site = by_id[slip.site]
        person = {"host": site.host, "chair": site.chair, "technician": site.technician}[slip.role.value]
        helper = helpers[site.pk]
        # Two communes may have one name; a province is not printed twice.
        province = provinces.get(site.unit.province_id or "", "") if site.level == Level.COMMUNE else ""
        sheet = SlipSheet(
            site_no=site.no,
            site_name=site.name,
            province_name=province,
            role=slip.role.value,
            pin=f"{slip.pin[:3]} {slip.pin[3:]}",
            url=address(path_of_slip(slip.role, slip.secret)),
            course_title=course.title,
            dates=dates,
            hotline=" – ".join(part for part in (helper.name, dialled(helper.phone)) if part),
            simulated=course.simulated,
        )
        sheets.append(IssuedSheet(sheet, site, person.shown if person else "", dialled(person.phone) if person else ""))
    return sheets


def slips_pdfs(sheets: Sequence[IssuedSheet], lang: str = "vi") -> dict[str, bytes]:
    """PDFs of slips, one a province by its code ("00": the centre's own), because each goes to another office.

    The typesetter needs about half a megabyte a page while it works, so a country is not made in one piece.
    """
    provinces: dict[str, list[SlipSheet]] = {}
    for one in sheets:
        provinces.setdefault(one.site.unit.province_id or CENTRE, []).append(one.sheet)
    return {code: slips_pdf(slips, lang) for code, slips in sorted(provinces.items())}


def zipped(files: dict[str, bytes]) -> bytes:
    """PDFs of provinces in one ZIP: phieu-01.pdf."""
    made = BytesIO()
    with ZipFile(made, "w", ZIP_STORED) as folder:  # a PDF is packed already
        for code, content in files.items():
            folder.writestr(f"phieu-{code}.pdf", content)
    return made.getvalue()


def slips_xlsx(sheets: Sequence[IssuedSheet], lang: str = "vi") -> bytes:
    """A table of slips, a row each; every cell is a text: no formula, no link, no number that loses its noughts."""
    made = BytesIO()
    # In memory: a temporary file would be a copy of the secrets.
    book = xlsxwriter.Workbook(
        made,
        {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False},
    )
    table = book.add_worksheet(say("office.slips.sheet", lang))
    bold, text = book.add_format({"bold": True, "num_format": "@"}), book.add_format({"num_format": "@"})
    for column, (name, width) in enumerate(zip(COLUMNS, _WIDTHS, strict=True)):
        table.set_column(column, column, width, text)
        table.write_string(0, column, say(f"office.slips.column.{name}", lang), bold)
    for row, one in enumerate(sheets, 1):
        for column, cell in enumerate(_cells(one, lang)):
            table.write_string(row, column, cell, text)
    table.freeze_panes(1, 0)
    book.close()
    return made.getvalue()


def _cells(one: IssuedSheet, lang: str) -> tuple[str, ...]:
    sheet = one.sheet
    return (
        str(sheet.site_no),
        one.site.unit_id,
        sheet.site_name[:1].upper() + sheet.site_name[1:],
        sheet.province_name,
        say(f"office.role.{sheet.role}", lang),
        one.person,
        one.phone,
        sheet.url,
        sheet.pin,
    )


def chat_text(one: IssuedSheet, lang: str = "vi") -> str:
    """What is pasted into a chat for one site: who and where, the address, the PIN, and what to mind."""
    sheet = one.sheet
    where = sheet.site_name[:1].upper() + sheet.site_name[1:]
    where += f", {sheet.province_name}" if sheet.province_name else ""
    role = say(f"office.role.{sheet.role}", lang)
    lines = [
        say("office.slips.chat.site", lang, no=sheet.site_no, site=where),
        f"{role}: {' – '.join(part for part in (one.person, one.phone) if part)}" if one.person else role,
        say("office.slips.chat.url", lang, url=sheet.url),
        say("office.slips.chat.pin", lang, pin=sheet.pin),
        say("office.slips.chat.mind", lang),
    ]
    mark = [say("office.slip.simulated", lang)] if sheet.simulated else []
    return "\n".join([*mark, *lines])
