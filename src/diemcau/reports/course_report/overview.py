"""Part I, and how the class was prepared: time, form, places."""

from diemcau.reports.paper import Block, EmptyField, Paragraph, Section, Text
from diemcau.reports.queries import RUNS
from diemcau.reports.rules import CENTRE, SITE
from diemcau.reports.writing import Writing, listed, lower


def blocks(w: Writing) -> list[Block]:
    """Which class it was, when, how and where."""
    course = w.ground.course
    key = "paper.report.intro" if w.level == CENTRE else "paper.report.intro_unit"
    intro = w.text(
        key,
        organiser=course.organiser,
        programme=lower(w.ground.programme.title),
        course=w.course_title(),
        start=w.day(course.starts_on),
        end=w.day(course.ends_on),
        unit=w.place_name(),
    )
    days = (course.ends_on - course.starts_on).days + 1
    items: list[Text] = [
        w.text(
            "paper.report.time",
            days=days,
            sittings=w.n("sittings.planned"),
            start=w.day(course.starts_on),
            end=w.day(course.ends_on),
        ),
        w.text("paper.report.form", form=course.form),
        w.text("paper.report.designed", topics=w.n("topics.designed")),
        *_places(w),
    ]
    if w.figures["sittings.settled"] < w.figures["sittings.planned"]:
        items.append(w.text("paper.report.unsettled", settled=w.n("sittings.settled"), planned=w.n("sittings.planned")))
    made: list[Block] = [EmptyField(w.say("paper.report.basis"), lines=2), Paragraph(intro), listed(items)]
    if w.ground.programme.objectives:
        aims: list[Text] = [lower(aim).rstrip(" .;") for aim in w.ground.programme.objectives]
        made += [Paragraph(w.say("paper.report.aims")), listed(aims)]
    return made


def _places(w: Writing) -> list[Text]:
    """How many rooms on which level; who joined, who held none."""
    if w.level == SITE:
        return [_place(w, place.sort, place.name, place.note) for place in w.places]
    if w.level == CENTRE:
        parts: list[Text] = [
            w.text(
                "paper.report.places",
                all=w.n("sites.organised"),
                centre=w.n("sites.level.centre"),
                province=w.n("sites.level.province"),
                commune=w.n("sites.level.commune"),
            )
        ]
    else:
        parts = [
            w.text(
                "paper.report.places_province",
                all=w.n("sites.organised"),
                province=w.n("sites.level.province"),
                commune=w.n("sites.level.commune"),
            )
        ]
    parts += [
        w.text(f"paper.report.{name}", n=w.n(f"sites.{name}"))
        for name in ("joined", "not_organised", "no_site")
        if w.figures[f"sites.{name}"]
    ]
    return parts


def _place(w: Writing, sort: str, name: str, note: str) -> Text:
    return w.text(f"paper.report.place.{sort}", name=name, note=note)


def _staff(w: Writing) -> Text:
    """Who runs the sites: how many of each are named; of a site of its own, which."""
    if w.level == SITE:
        named = [w.say(f"paper.report.runs.{name}") for name in RUNS if w.figures[f"sites.with.{name}"]]
        return w.text("paper.report.ready.own_staff", named=", ".join(named) or w.say("paper.report.runs.nobody"))
    return w.text(
        "paper.report.ready.staff",
        sites=w.n("sites.organised"),
        **{name: w.n(f"sites.with.{name}") for name in RUNS},
    )


def preparation(w: Writing) -> list[Block]:
    """Section II.1: what was made ready by the lists of the class; what nobody recorded is said to be missing."""
    ready: list[Text] = [
        w.text("paper.report.ready.programme", version=w.ground.course.release.version, topics=w.n("topics.designed")),
        w.text("paper.report.ready.lecturers", named=w.n("topics.lecturers"), topics=w.n("topics.designed")),
        w.text(
            "paper.report.ready.people",
            summoned=w.n("people.summoned"),
            guests=w.n("people.guests"),
            staff=w.n("people.staff"),
            sites=w.n("sites.organised"),
        ),
        _staff(w),
    ]
    return [
        Section(w.say("paper.report.section1")),
        Paragraph(w.say("paper.report.ready")),
        listed(ready),
        EmptyField(w.say("paper.report.preparation"), (w.say(f"paper.report.preparation_{_known(w)}"),), lines=3),
    ]


def _known(w: Writing) -> str:
    """Whether any room was looked at before a sitting, by the checks of its host."""
    checked = any(w.figures[f"run.sitting.{settled.no}.begun"] for settled in w.ground.settled)
    return "checked" if checked else "unknown"
