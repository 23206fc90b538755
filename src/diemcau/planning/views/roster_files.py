"""One roster that was sent in: what it does, what it asks, who is missing, and doing it."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from django.contrib import messages
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language

from diemcau.base import clock
from diemcau.base.listing import Choice, Listing
from diemcau.base.refused import Refused
from diemcau.base.words import say
from diemcau.people.middleware import OfficeRequest
from diemcau.planning import queries
from diemcau.planning.actions import rosters as actions
from diemcau.planning.actions.rosters_apply import apply_roster
from diemcau.planning.forms.rosters import ApplyForm
from diemcau.planning.models import RosterFile, RosterRow
from diemcau.planning.queries import rosters as lists
from diemcau.planning.queries.rosters import Question
from diemcau.planning.roster import jobs, keeping, wording
from diemcau.planning.roster.checking import mark
from diemcau.planning.roster.gazette import gazetteer
from diemcau.planning.roster.rules.answers import WHOLE_ROW, Answer, How, key_of, read_answer
from diemcau.planning.roster.rules.states import Does, Ends, FileState
from diemcau.planning.roster.telling import message, noted, repaired
from diemcau.record import actions as record

_PER_PAGE = 40  # questions
_WAITED_FOR = 500  # rows that are applied while somebody waits; more are the worker's
_MISSING_SHOWN = 2_000


def _lang() -> str:
    return get_language() or "vi"


def _file(request: OfficeRequest, code: str, id_: int) -> RosterFile:
    return lists.roster_of(queries.course_of(code), id_, request.scope)


def roster(request: OfficeRequest, code: str, file: int) -> HttpResponse:
    """What a file does to the course, row by row and room by room."""
    of = _file(request, code, file)
    told = lists.told_of(of)
    ends = [(one.value, say(f"office.rosters.ends.{one.value}", _lang()), Q(ends=one.value)) for one in Ends]
    does = [(one.value, say(f"office.rosters.does.{one.value}", _lang()), Q(does=one.value)) for one in Does]
    listing = Listing(
        of.lines.of(request.scope).select_related("site"),
        request.GET,
        search=("fold",),
        orders={"dong": ("place",)},
        choices=[
            Choice("lam", say("office.rosters.will", _lang()), does[:3]),
            Choice("ket-qua", say("office.rosters.ended", _lang()), ends),
        ],
    )
    units = _units(of)
    page = {
        "course": of.course,
        "file": of,
        "notes": [noted(note, _lang()) for note in told.notes],
        "previews": told.previews,
        "listing": listing,
        "lines": [_told(line, units) for line in listing.rows],
        "rooms": lists.by_rooms(of),
        "open": lists.open_sittings(of.course),
        "names": units,
        "refusal": say(f"refused.{of.refused}", _lang(), **of.refused_data) if of.refused else "",
        "deeds": sum(of.counts.get(deed, 0) for deed in ("add", "change")) + len(of.removing),
        "busy": of.state in (FileState.READING, FileState.APPLYING),
    }
    return render(request, "planning/roster.html", page)


def _units(file: RosterFile) -> dict[str, str]:
    return {code: unit.full_name for code, unit in lists.units_on(file.course).items()}


def _told(line: RosterRow, units: Mapping[str, str]) -> dict[str, Any]:
    row = lists.row_of(line)
    return {
        "line": line,
        "row": row,
        "changes": [wording.changed(one, _lang(), units) for one in lists.changes_of(line)],
        "repairs": list(dict.fromkeys(repaired(wording.read(one, _lang(), units), _lang()) for one in row.repairs)),
        "problems": [message(one, _lang()) for one in row.problems],
    }


def state(request: OfficeRequest, code: str, file: int) -> HttpResponse:
    """How far a file is; a script asks again and again, and gets the whole page once it is done."""
    of = _file(request, code, file)
    if of.state in (FileState.READING, FileState.APPLYING):
        return render(request, "planning/roster_state.html", {"course": of.course, "file": of, "busy": True})
    answer = HttpResponse()
    answer.headers["HX-Refresh"] = "true"
    return answer


# --- Questions -------------------------------------------------------------------------------------------------------


def questions(request: OfficeRequest, code: str, file: int) -> HttpResponse:
    """Only what is asked, one table; POST answers what was filled in."""
    of = _file(request, code, file)
    if of.state != FileState.READY:
        return redirect("planning:roster", code, file)
    apart = request.GET.get("rieng", "")[:16]
    asked = lists.questions_of(of, apart)
    if request.method == "POST":
        given, wrong = _answers(of, asked, request.POST)
        if given:
            actions.answer_rows(of, given)
        if not wrong:
            left = lists.questions_of(of)
            messages.success(request, say("office.rosters.answered", _lang(), count=len(given)))
            return redirect("planning:roster_questions" if left else "planning:roster", code, file)
        asked = wrong
    shown = asked[:_PER_PAGE]
    page = {
        "course": of.course,
        "file": of,
        "apart": apart,
        "asked": [(one, _message_of(one), _where(one)) for one in shown],
        "count": len(asked),
        "more": len(asked) - len(shown),
        "wrong": any(one.error for one in shown),
    }
    return render(request, "planning/roster_questions.html", page, status=400 if request.method == "POST" else 200)


def _message_of(question: Question) -> dict[str, str]:
    """The words of a question, its field, and of what was wrong with the answer."""
    problem = question.problem
    words = say(f"office.roster.problem.{problem.code}", _lang(), **problem.data)
    wrong = (
        say(f"office.roster.problem.{question.error.code}", _lang(), **question.error.data) if question.error else ""
    )
    return {"words": words, "field": wording.field(problem.field, _lang()), "wrong": wrong}


def _where(question: Question) -> list[dict[str, Any]]:
    return [{"line": line, "row": lists.row_of(line)} for line in question.rows[:3]]


def _answers(
    file: RosterFile, asked: list[Question], posted: Mapping[str, str]
) -> tuple[dict[int, dict[str, Answer | None]], list[Question]]:
    """What was answered, by row; and the questions whose answer could not be read."""
    given: dict[int, dict[str, Answer | None]] = {}
    wrong = []
    province = file.unit.province_id or ""
    for question in asked:
        picked, typed = posted.get(f"a-{question.id}", ""), posted.get(f"t-{question.id}", "").strip()
        if not picked and not typed:
            continue
        answer = _answer(question, picked, typed, province)
        if answer is None:
            question.picked, question.typed = picked, typed
            wrong.append(question)
            continue
        key = WHOLE_ROW if answer.how is How.OUT else key_of(question.problem)
        for line in question.rows:
            given.setdefault(line.pk, {})[key] = answer
    return given, wrong


def _answer(question: Question, picked: str, typed: str, province: str) -> Answer | None:
    """An answer from what was picked or typed; None, with the question's error set, where it cannot be read."""
    problem = question.problem
    if picked == How.OUT:
        return Answer(How.OUT)
    if picked and picked in {option.value for option in question.options}:
        if not picked.startswith("c"):
            return Answer(How(picked))
        nth = int(picked[1:])
        if values := problem.data.get("values", "").split():
            return Answer(How.PERSON if problem.code == "person_likely" else How.SITE, values[nth])
        typed = problem.choices[nth]
    if not typed or not question.takes_text:
        return None
    today = clock.local(clock.now_ms()).date()
    reading = read_answer(problem, typed, gazetteer(), province, today)
    question.error = reading.problem
    return None if reading.problem else Answer(How.VALUE, reading.value)


def row(request: OfficeRequest, code: str, file: int, line: int) -> HttpResponse:
    """Leave a row out ("out"), take it in again ("back"), or forget what was answered to it ("anew")."""
    of = _file(request, code, file)
    found = of.lines.of(request.scope).filter(pk=line).first()
    if found is None:
        raise Refused("roster.unknown", 404)
    answers: dict[str, Answer | None] = dict.fromkeys(lists.answers_of(found))
    if request.POST.get("act") == "out":
        answers = {WHOLE_ROW: Answer(How.OUT)}
    elif request.POST.get("act") == "back":
        answers = {WHOLE_ROW: None}
    actions.answer_rows(of, {found.pk: answers})
    return redirect("planning:roster", code, file)


def missing(request: OfficeRequest, code: str, file: int) -> HttpResponse:
    """People of the rooms of a file whom it does not name; POST says whom to take off."""
    of = _file(request, code, file)
    if request.method == "POST":
        shown = {int(text) for text in request.POST.getlist("shown") if text.isdecimal()}
        chosen = {int(text) for text in request.POST.getlist("off") if text.isdecimal()}
        actions.choose_removals(of, (set(of.removing) - shown) | chosen)
        return redirect("planning:roster", code, file)
    people = list(lists.missing_of(of)[:_MISSING_SHOWN])
    page = {"course": of.course, "file": of, "people": people, "removing": set(of.removing)}
    return render(request, "planning/roster_missing.html", page)


# --- Doing it --------------------------------------------------------------------------------------------------------


def apply(request: OfficeRequest, code: str, file: int) -> HttpResponse:
    """Do what the file says, as it was shown; a large one is the worker's."""
    of = _file(request, code, file)
    form = ApplyForm(request.POST)
    if not form.is_valid():
        raise Refused("roster.moved", 409)
    by_protocol = form.cleaned_data["by_protocol"]
    if of.counts.get("rows", 0) > _WAITED_FOR:
        if of.plan != form.cleaned_data["plan"]:
            raise Refused("roster.moved", 409)
        jobs.order_applying([of], request.user, by_protocol=by_protocol)
        return redirect("planning:roster", code, file)
    try:
        apply_roster(of, form.cleaned_data["plan"], request.user, by_protocol=by_protocol)
    except Refused as refused:
        messages.warning(request, say(f"refused.{refused.code}", _lang(), **refused.data))
    return redirect("planning:roster", code, file)


def undo(request: OfficeRequest, code: str, file: int) -> HttpResponse:
    """Take an import back."""
    of = _file(request, code, file)
    if of.entry is None:
        raise Refused("roster.undo_gone", 409)
    try:
        record.undo(of.entry, request.scope, request.user)
    except Refused as refused:
        messages.warning(request, say(f"refused.{refused.code}", _lang(), **refused.data))
    else:
        messages.success(request, say("office.rosters.undone", _lang()))
    return redirect("planning:roster", code, file)


def again(request: OfficeRequest, code: str, file: int) -> HttpResponse:
    """Take up a file again that was taken back."""
    actions.take_up_again(_file(request, code, file), request.user)
    return redirect("planning:roster", code, file)


def drop(request: OfficeRequest, code: str, file: int) -> HttpResponse:
    """Put a file aside that was not applied."""
    actions.drop_roster(_file(request, code, file), request.user)
    return redirect("planning:rosters", code)


def sheet(request: OfficeRequest, code: str, file: int) -> HttpResponse:
    """The sheet as it came, with what became of each row beside it."""
    of = _file(request, code, file)
    rows = [
        (lists.row_of(line), Ends(line.ends), Does(line.does), lists.changes_of(line))
        for line in of.lines.of(request.scope).order_by("place")
    ]
    if not rows:
        raise Refused("roster.forgotten", 410)
    words = wording.marks(rows, _units(of), _lang(), applied=of.state == FileState.APPLIED)
    answer = HttpResponse(
        mark(keeping.kept(of.digest), words, _lang()),
        content_type="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    )
    stem = of.name.rpartition(".")[0] or of.name
    name = f"{stem}-{say('office.rosters.sheet_name', _lang())}.xlsx"
    answer.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}"
    return answer
