"""Access slips for print: one A5 page a site and role."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from diemcau.base.typesetting import typeset
from diemcau.base.words import say
from diemcau.people.rules import PIN_TRIES
from diemcau.planning.papers.codes import qr_svg

TEMPLATE = Path(__file__).parent / "slips.typ"


@dataclass(frozen=True)
class SlipSheet:
    """A slip as it is printed. Secret and PIN are nowhere else.

    `province_name` is "" for the province's own site and the centre's; `role`: people.rules.SLIP_ROLES;
    `pin`: "123 456"; `dates`: as papers write them; `hotline`: whom to call, "" for nobody named.
    """

    site_no: int
    site_name: str
    province_name: str
    role: str
    pin: str
    url: str
    course_title: str
    dates: str
    hotline: str = ""
    simulated: bool = False


def slips_pdf(slips: Sequence[SlipSheet], lang: str = "vi") -> bytes:
    """A PDF of one A5 page a slip, in the order given; 168 slips take about a second."""
    words = {
        name: say(f"paper.slip.{name}", lang)
        for name in ("title", "role", "pin", "link", "steps", "bound", "valid", "hotline", "keep", "no")
    }
    return typeset(
        TEMPLATE,
        {
            "lang": lang,
            "words": words,
            "steps": [say(f"paper.slip.step{nth}", lang, tries=PIN_TRIES) for nth in (1, 2, 3)],
            "mark": say("paper.simulation", lang),
            "slips": [_page(slip, lang) for slip in slips],
        },
    )


def _page(slip: SlipSheet, lang: str) -> dict[str, object]:
    return asdict(slip) | {
        "site_name": slip.site_name[:1].upper() + slip.site_name[1:],
        "role": say(f"office.role.{slip.role}", lang),
        "qr": qr_svg(slip.url),
    }
