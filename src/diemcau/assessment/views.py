"""Pages of what a class knew, thought and wrote: tests and gain, surveys, ratings of a lecturer, papers."""

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language

from diemcau.assessment import actions, queries
from diemcau.assessment.forms import JudgeForm
from diemcau.assessment.rules.hiding import LEAST
from diemcau.base.http import words_of
from diemcau.base.listing import Choice, Listing
from diemcau.base.refused import Refused
from diemcau.base.words import say
from diemcau.people.middleware import OfficeRequest
from diemcau.planning.queries import course_of


def _lang() -> str:
    return get_language() or "vi"


def course(request: OfficeRequest, code: str) -> HttpResponse:
    """What was asked in a course: tests and surveys for the organiser, papers for whoever judges them."""
    found = course_of(code)
    sheets = queries.sheets_of(found)
    counts = queries.paper_counts(found, request.scope)
    whole = request.scope.whole
    shown = {
        "course": found,
        "whole": whole,
        "least": LEAST,
        "tests": queries.tests_of(sheets) if whole else [],
        "surveys": [sheet for sheet in sheets if whole and sheet.told["kind"] == "survey"],
        "essays": [
            (sheet, counts.get((sheet.sitting, sheet.activity), {}))
            for sheet in sheets
            if sheet.told["kind"] == "essay"
        ],
    }
    return render(request, "assessment/course.html", shown)


def test(request: OfficeRequest, code: str, no: int, activity: str) -> HttpResponse:
    """A test: shares of right answers, and where there is one after it, the gain by question and group."""
    found = course_of(code)
    sheets = queries.sheets_of(found)
    sheet = queries.sheet_of(sheets, "test", no, activity)
    tests = next(one for one in queries.tests_of(sheets) if sheet in (one.before, one.after))
    shown = {"course": found, "sheet": sheet, "tests": tests, "least": LEAST}
    if tests.after:
        words = {question["code"]: question["text"] for question in tests.before.told["questions"]}
        gain = queries.gain_of(tests)
        shown |= {"gain": gain, "lines": [(words[line.code], line, groups) for line, groups in gain.lines]}
    else:
        shown["shares"] = queries.shares_of(sheet)
    return render(request, "assessment/test.html", shown)


def survey(request: OfficeRequest, code: str, no: int, activity: str) -> HttpResponse:
    """A survey with its figures; what rates a lecturer stands apart."""
    found = course_of(code)
    sheet = queries.sheet_of(queries.sheets_of(found), "survey", no, activity)
    shown = {
        "course": found,
        "sheet": sheet,
        "least": LEAST,
        "questions": queries.spreads_of(sheet, "questions"),
        "ratings": queries.spreads_of(sheet, "ratings"),
    }
    if shown["ratings"]:
        whose = queries.whose(found, sheet)
        link = queries.link_of(whose.lecturer) if whose.lecturer else None
        shown |= {
            "whose": whose,
            "who": queries.name_of(whose.lecturer) if whose.lecturer else "",
            "link": link,
            "state": queries.state_of(link) if link else "",
        }
    return render(request, "assessment/survey.html", shown)


def ratings_link(request: OfficeRequest, code: str, no: int, activity: str) -> HttpResponse:
    """Make a link to his ratings for the lecturer of a survey's topic, shown once; or take the last one back."""
    found = course_of(code)
    sheet = queries.sheet_of(queries.sheets_of(found), "survey", no, activity)
    whose = queries.whose(found, sheet)
    if whose.lecturer is None or not sheet.told["ratings"]:
        raise Refused("ratings.nobody", 409)
    if request.POST.get("act") == "end":
        actions.end_ratings(whose.lecturer, by=request.user)
        messages.success(request, say("office.ratings.link_ended", _lang()))
        return redirect("assessment:survey", code, no, activity)
    secret, link = actions.link_to_ratings(whose.lecturer, by=request.user)
    shown = {
        "course": found,
        "sheet": sheet,
        "who": queries.name_of(whose.lecturer),
        "dear": whose.lecturer.person.shown if whose.lecturer.person else whose.lecturer.post,
        "topics": whose.topics,
        "until": link.expires_at,
        # The secret rides in the fragment, which no server and no log sees.
        "url": request.build_absolute_uri(f"{reverse('assessment:ratings_door')}#l={secret}"),
    }
    return render(request, "assessment/ratings_link.html", shown)


# --- what a lecturer opens, without an account --------------------------------------------------------


_COOKIE, _SALT = "ratings-", "diemcau.ratings"


def _shown(request: HttpRequest, name: str) -> str:
    """The digest of a link that this browser opened, "" for none."""
    return request.get_signed_cookie(name, "", salt=_SALT) or ""


def ratings_door(request: HttpRequest) -> HttpResponse:
    """Where a lecturer's link leads. Only the press of its button uses it up: a preview in a chat presses none."""
    if request.method != "POST":
        return render(request, "assessment/ratings_door.html")
    secret = request.POST.get("link", "").strip().rpartition("#l=")[2]
    shown = {_shown(request, name) for name in request.COOKIES if name.startswith(_COOKIE)}
    try:
        link = actions.open_ratings(secret, shown)
    except Refused as no:
        return render(request, "assessment/ratings_door.html", {"wrong": words_of(no)}, status=no.status)
    answer = redirect("assessment:ratings", link.pk)
    answer.set_signed_cookie(
        f"{_COOKIE}{link.pk}",
        bytes(link.digest).hex(),
        salt=_SALT,
        expires=link.expires_at,
        path=reverse("assessment:ratings_door"),
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
    return answer


def ratings(request: HttpRequest, number: int) -> HttpResponse:
    """What people thought of a lecturer's own topics, for the browser in which his link was opened."""
    link = queries.opened(number, _shown(request, f"{_COOKIE}{number}"))
    shown = {
        "course": link.lecturer.course,
        "who": queries.name_of(link.lecturer),
        "until": link.expires_at,
        "least": LEAST,
        "sheets": queries.rated(link.lecturer),
    }
    return render(request, "assessment/ratings.html", shown)


def texts(request: OfficeRequest, code: str, no: int, activity: str, question: int) -> HttpResponse:
    """What was written to a question of a survey, without names."""
    found = course_of(code)
    sheet = queries.sheet_of(queries.sheets_of(found), "survey", no, activity)
    asked = next((one for part in ("questions", "ratings") for one in sheet.told[part] if one["n"] == question), None)
    if asked is None:
        raise Refused("figures.not_found", 404)
    part = "questions" if asked in sheet.told["questions"] else "ratings"
    shown = {"course": found, "sheet": sheet, "asked": asked, "texts": queries.texts_of(sheet, part, question)}
    return render(request, "assessment/texts.html", shown)


def papers(request: OfficeRequest, code: str, no: int, activity: str) -> HttpResponse:
    """Papers of a task in the scope, by room."""
    found = course_of(code)
    sheet = queries.sheet_of(queries.sheets_of(found), "essay", no, activity)
    lang = _lang()
    listing = Listing(
        queries.papers_of(sheet, request.scope),
        request.GET,
        search=("enrolment__person__fold", "site__fold"),
        choices=(
            Choice(
                "cham",
                say("office.paper.state", lang),
                [
                    ("chua", say("office.paper.not_judged", lang), {"passed": None}),
                    ("dat", say("office.paper.passed", lang), {"passed": True}),
                    ("chua-dat", say("office.paper.failed", lang), {"passed": False}),
                ],
            ),
            Choice("han", say("office.paper.when", lang), [("muon", say("office.paper.late", lang), {"late": True})]),
        ),
    )
    return render(request, "assessment/papers.html", {"course": found, "sheet": sheet, "listing": listing})


def paper(request: OfficeRequest, number: int) -> HttpResponse:
    """A paper to read, and what is to be said of it."""
    found = queries.paper_of(number, request.scope)
    words = queries.words_of_paper(found)
    said = {True: "yes", False: "no", None: ""}[found.passed]
    form = JudgeForm(initial={"paper": found.paper, "passed": said, "remark": words.remark})
    return _paper(request, number, form)


def _paper(request: OfficeRequest, number: int, form: JudgeForm) -> HttpResponse:
    found = queries.paper_of(number, request.scope)
    shown = {
        "course": found.sitting.course,
        "paper": found,
        "sheet": queries.sheet_of(queries.sheets_of(found.sitting.course), "essay", found.sitting.no, found.activity),
        "words": queries.words_of_paper(found),
        "form": form,
    }
    return render(request, "assessment/paper.html", shown, status=400 if form.errors else 200)


def judge(request: OfficeRequest, number: int) -> HttpResponse:
    """Say of a paper that it is enough or not yet, and go to the next one."""
    found, form = queries.paper_of(number, request.scope), JudgeForm(request.POST)
    if not form.is_valid():
        return _paper(request, number, form)
    given = form.cleaned_data
    actions.judge(number, given["paper"], given["passed"] == "yes", given["remark"], request.scope, request.user)
    messages.success(request, say("office.paper.judged", _lang()))
    following = queries.next_of(found, request.scope)
    if following:
        return redirect("assessment:paper", following.pk)
    return redirect("assessment:papers", found.sitting.course.code, found.sitting.no, found.activity)


def refresh(request: OfficeRequest, code: str, no: int, activity: str) -> HttpResponse:
    """Take in what was handed in since the sitting was settled."""
    sheet = queries.sheet_of(queries.sheets_of(course_of(code)), "essay", no, activity)
    actions.settle(sheet.sitting)
    messages.success(request, say("office.paper.refreshed", _lang()))
    return redirect("assessment:papers", code, no, activity)
