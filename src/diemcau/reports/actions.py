"""The only writers of the room: snapshots of papers and their files."""

import json
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings

from diemcau.base import clock
from diemcau.base.words import say
from diemcau.classroom import closing
from diemcau.planning.models import Course, Sitting
from diemcau.reports import brief, news, quick
from diemcau.reports.brief import Brief
from diemcau.reports.course_report import course_report
from diemcau.reports.docx import to_docx
from diemcau.reports.figures import Figures, check, figures_of, ready
from diemcau.reports.ground import Ground
from diemcau.reports.html import to_html
from diemcau.reports.models import Snapshot
from diemcau.reports.paper import Paper
from diemcau.reports.pdf import to_pdf
from diemcau.reports.queries import is_over
from diemcau.reports.rules import CENTRE, PROVINCE, SITE

LANGUAGES = ("vi", "en")


@dataclass(frozen=True)
class Made:
    """A paper and its files, before they have a place."""

    title: str
    files: dict[str, bytes]


def _figure_url(key: str) -> str:
    """Beside the page of the paper itself, so that the fragment may stand under any address."""
    return f"so/{key}/"


def _printed(paper: Paper) -> dict[str, bytes]:
    return {"docx": to_docx(paper), "pdf": to_pdf(paper)}


def report_files(ground: Ground, figures: Figures) -> Made:
    """The draft report of a level: docx and pdf in Vietnamese, fragments for the screen in both languages."""
    papers = {lang: course_report(ground, figures, lang) for lang in LANGUAGES}
    files = {f"{lang}.html": to_html(papers[lang], figure_url=_figure_url).encode() for lang in LANGUAGES}
    return Made(papers["vi"].title, _printed(papers["vi"]) | files)


def _told(told: Brief) -> dict[str, bytes]:
    return {"docx": brief.to_docx(told), "pdf": brief.to_pdf(told), "md": brief.to_markdown(told).encode()}


def news_files(ground: Ground, figures: Figures, form: news.Form, fields: news.Fields | None = None) -> Made:
    """The news brief of a site, with Markdown besides."""
    briefs = {lang: news.news(ground, figures, form, fields, lang) for lang in LANGUAGES}
    files = {f"{lang}.html": brief.to_html(briefs[lang], _figure_url).encode() for lang in LANGUAGES}
    return Made(briefs["vi"].title, _told(briefs["vi"]) | files)


def papers_folder() -> Path:
    """Where the files of papers lie."""
    return Path(settings.DATA) / "papers"


def _keep(ground: Ground, figures: Figures, kind: str, made: Made) -> Snapshot:
    """Write the files, then the row that names them: a row never names a file that is not there."""
    at = clock.now()
    folder = f"{ground.course.code}/{at:%Y%m%d-%H%M%S}-{secrets.token_hex(4)}"
    (papers_folder() / folder).mkdir(parents=True)
    paths = {}
    for name, content in made.files.items():
        stem = kind if name.endswith(".html") else f"{kind}-{figures.level}-{figures.unit}"
        paths[name] = f"{folder}/{stem}.{name}"
        (papers_folder() / paths[name]).write_bytes(content)
    return Snapshot.rows.create(
        course=ground.course,
        kind=kind,
        level=figures.level,
        unit_id=figures.unit,
        title=made.title[:400],
        positions=_positions(ground),
        figures=figures.figures,
        run=figures.run,
        files=paths,
        created_at=at,
    )


def _positions(ground: Ground) -> list[list[Any]]:
    return [[s.no, s.settlement.position, s.settlement.head] for s in ground.settled]


def settled_ground(course: Course) -> Ground:
    """Settle what was closed, count, and check that the levels add up.

    Refuses: reports.sums, and then no paper is made.
    """
    closing.settle_course(course.pk)
    ground = ready(course)
    check(ground)
    return ground


def make_papers(
    course: Course,
    *,
    centre: bool = True,
    provinces: Iterable[str] | None = None,
    units: Iterable[str] = (),
    fields: news.Fields | None = None,
) -> list[Snapshot]:
    """Papers of a course as things stand: of the centre, of provinces (None: all), of sites by the code of their unit.

    A site gets its report and both forms of the news brief. Refuses: reports.sums, reports.no_place.
    """
    ground = settled_ground(course)
    made: list[Snapshot] = []
    if centre:
        figures = figures_of(ground, CENTRE, "00")
        made.append(_keep(ground, figures, "report", report_files(ground, figures)))
    every = sorted({place.province for place in ground.places.values()} - {"00"})
    for code in every if provinces is None else provinces:
        figures = figures_of(ground, PROVINCE, code)
        made.append(_keep(ground, figures, "report", report_files(ground, figures)))
    for unit in units:
        figures = figures_of(ground, SITE, unit)
        made.append(_keep(ground, figures, "report", report_files(ground, figures)))
        made.append(_keep(ground, figures, "news_opening", news_files(ground, figures, "opening", fields)))
        if is_over(course):  # the end of a class is told when it has ended
            made.append(_keep(ground, figures, "news_end", news_files(ground, figures, "end", fields)))
    return made


def write_papers(course: Course, out: Path, province: str = "01", site_unit: str = "10273") -> list[Path]:
    """The papers of one course into a folder, by the names of `demo --once`; their paths.

    figures.json holds {"figures": by level, equal for equal facts; "run": what depends on the hour}.
    Refuses: reports.sums, reports.no_place.
    """
    ground = settled_ground(course)
    out.mkdir(parents=True, exist_ok=True)
    levels = {
        "bao-cao-trung-uong": figures_of(ground, CENTRE, "00"),
        f"bao-cao-tinh-{province}": figures_of(ground, PROVINCE, province),
        f"bao-cao-xa-{site_unit}": figures_of(ground, SITE, site_unit),
    }
    contents: dict[str, bytes] = {}
    for name, figures in levels.items():
        contents |= {f"{name}.{kind}": made for kind, made in _printed(course_report(ground, figures)).items()}
    site = levels[f"bao-cao-xa-{site_unit}"]
    forms: dict[str, news.Form] = {f"tin-xa-{site_unit}": "end", f"tin-khai-mac-xa-{site_unit}": "opening"}
    for name, form in forms.items():
        contents |= {f"{name}.{kind}": made for kind, made in _told(news.news(ground, site, form)).items()}
    contents["bao-cao-nhanh.txt"] = _quick(ground, province, site_unit).encode()
    contents["figures.json"] = figures_json(ground, levels.values())
    for name, content in contents.items():
        (out / name).write_bytes(content)
    return [out / name for name in contents]


def _quick(ground: Ground, province: str, unit: str) -> str:
    last: Sitting | None = ground.settled[-1].sitting if ground.settled else None
    return quick.three_levels(last, province, unit) if last else say("paper.report.nothing_settled") + "\n"


def figures_json(ground: Ground, levels: Iterable[Figures]) -> bytes:
    """Figures and run of some levels as JSON with sorted keys."""
    listed = list(levels)
    content = {
        "figures": {f"{one.level}/{one.unit}": one.figures for one in listed},
        "run": {
            "made_at": clock.now().isoformat(),
            "journals": [{"sitting": no, "position": at, "head": head} for no, at, head in _positions(ground)],
            **{f"{one.level}/{one.unit}": one.run for one in listed},
        },
    }
    return json.dumps(content, ensure_ascii=False, indent=1, sort_keys=True).encode() + b"\n"
