"""The styles and settings of a Word paper: clerks may change a whole kind of line in one place."""

from diemcau.reports import setting
from diemcau.reports.ooxml import Xml, part, twips, w
from diemcau.reports.setting import Layout

FONT = "Times New Roman"
# Word counts lines in 240ths of single spacing.
BODY_LINE = 264
SINGLE = 240

# Every other style is one that Word knows by its name.
_SORTS = {
    "Normal": {"default": "1"},
    "AnnexTitle": {"customStyle": "1"},
    "Unit": {"customStyle": "1"},
    "TableText": {"customStyle": "1"},
    "Note": {"customStyle": "1"},
}


def _spacing(before: float = 0, after: float = 0, line: int = SINGLE) -> Xml:
    return w("spacing", before=twips(before), after=twips(after), line=line, lineRule="auto")


def _style(
    identity: str, name: str, *paragraph: Xml, size: float = 0, bold: bool = False, italic: bool = False,
    based: str = "Normal", follows: str = "",
) -> Xml:  # fmt: skip
    letters = [w("b"), w("bCs")] if bold else []
    letters += [w("i"), w("iCs")] if italic else []
    letters += [w("sz", val=round(2 * size)), w("szCs", val=round(2 * size))] if size else []
    return w(
        "style",
        w("name", val=name),
        *([w("basedOn", val=based)] if based else []),
        *([w("next", val=follows)] if follows else []),
        w("qFormat"),
        *([w("pPr", *paragraph)] if paragraph else []),
        *([w("rPr", *letters)] if letters else []),
        **{"type": "paragraph", "styleId": identity, **_SORTS.get(identity, {})},
    )


def _defaults(layout: Layout, language: str) -> Xml:
    letters = w(
        "rPr",
        w("rFonts", ascii=FONT, hAnsi=FONT, eastAsia=FONT, cs=FONT),
        w("color", val="000000"),
        w("sz", val=round(2 * layout.body)),
        w("szCs", val=round(2 * layout.body)),
        w("lang", val=language, eastAsia=language),
    )
    return w("docDefaults", w("rPrDefault", letters), w("pPrDefault", w("pPr", _spacing())))


def styles(layout: Layout, language: str) -> str:
    first = w("ind", firstLine=twips(setting.FIRST_LINE))
    gap = setting.PARAGRAPH_GAP
    keep = w("keepNext")
    return part(
        "styles",
        _defaults(layout, language),
        _style("Normal", "Normal", based=""),
        _style("BodyText", "Body Text", _spacing(after=gap, line=BODY_LINE), first, w("jc", val="both")),
        _style("Title", "Title", keep, _spacing(before=18), w("jc", val="center"), size=layout.kind, bold=True),
        _style("Subtitle", "Subtitle", keep, w("jc", val="center"), size=layout.summary, bold=True),
        _style(
            "Heading1", "heading 1", keep, w("keepLines"), _spacing(before=gap, after=gap, line=BODY_LINE), first,
            w("outlineLvl", val=0), bold=True, follows="BodyText",
        ),
        _style(
            "Heading2", "heading 2", keep, w("keepLines"), _spacing(before=gap / 2, after=gap, line=BODY_LINE), first,
            w("outlineLvl", val=1), bold=True, follows="BodyText",
        ),
        _style("AnnexTitle", "Annex Title", keep, w("jc", val="center"), w("outlineLvl", val=0), bold=True),
        _style("Caption", "caption", keep, _spacing(before=gap, after=3), w("jc", val="center"), bold=True),
        _style("Unit", "Unit", keep, _spacing(after=2), w("jc", val="right"), size=setting.NOTE_SIZE, italic=True),
        _style("TableText", "Table Text", _spacing(before=2, after=2), size=setting.TABLE_SIZES[0]),
        _style("Note", "Note", _spacing(after=gap), w("jc", val="both"), size=setting.NOTE_SIZE),
        _style("Header", "header", w("jc", val="center")),
    )  # fmt: skip


def settings(language: str) -> str:
    """No hyphenation, and the rules of layout of Word 2013 and later."""
    mode = w("compatSetting", name="compatibilityMode", uri="http://schemas.microsoft.com/office/word", val=15)
    return part("settings", w("autoHyphenation", val="false"), w("compat", mode), w("themeFontLang", val=language))
