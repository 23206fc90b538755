"""Pages of what people are asked or given to do: question, open question, discussion, survey, essay, test."""

from collections.abc import Mapping, Sequence
from typing import Any, Literal

from diemcau.activities.discussion.content import Discussion
from diemcau.activities.essay.content import Essay
from diemcau.activities.poll.content import Poll
from diemcau.activities.response.content import Response
from diemcau.activities.survey.content import Survey, SurveyQuestion
from diemcau.activities.test.content import Quiz, QuizItem
from diemcau.base.text import fold
from diemcau.programme import content
from diemcau.programme.content import LINE
from diemcau.programme.forms.heads import NO_OF, YES
from diemcau.programme.forms.sheet import Sheet, Typed, line, number, one_of, some_of, text, written_choice
from diemcau.programme.notation import is_code, split_signs, with_signs
from diemcau.programme.vocabulary import RIGHT

WHO: dict[str, Literal["persons", "rooms"]] = {"persons": "persons", "rooms": "rooms"}
POLL_FORMS: dict[str, Literal["single", "several", "scale", "ranking"]] = {
    "single": "single",
    "several": "several",
    "scale": "scale",
    "ranking": "ranking",
}
SURVEY_FORMS: dict[str, Literal["scale", "single", "several", "text"]] = {
    "scale": "scale",
    "single": "single",
    "several": "several",
    "text": "text",
}
ABOUT: dict[str, Literal["topic", "class"]] = {"topic": "topic", "class": "class"}
WHEN: dict[str, Literal["before", "after", "alone"]] = {"alone": "alone", "before": "before", "after": "after"}
TEST_FORMS = ("single", "several", "true", "false")


class Choices(Sheet):
    """A page with numbered choices, of which the first ones are needed."""

    limits: tuple[int, int]

    def choices(self) -> list[tuple[int, str]]:
        """Number and words of the choices that were written; faults as the folder has them."""
        low, high = self.limits
        read = {n: self.line(f"choice_{n}", required=False, limit=LINE, shown=True) for n in range(1, high + 1)}
        found = [(n, words) for n, words in read.items() if words]
        if len(found) < low:
            empty = next(n for n in range(1, high + 1) if n not in dict(found))
            self.fault(f"choice_{empty}", "choices", count=len(found), low=low, high=high)
        seen: set[str] = set()
        for n, words in found:
            if words in seen:
                self.fault(f"choice_{n}", "choice_twice", choice=words)
            seen.add(words)
        return found


class QuestionSheet(Choices):
    """A question to all, with two to eight choices."""

    key = "questions"
    limits = content.POLL_CHOICES
    title = line()
    question = text(3, required=True)
    answers = one_of(*WHO)
    anonymous = one_of(*reversed(YES))
    form = one_of(*POLL_FORMS)
    most = number(required=False)
    choice_1 = line()
    choice_2 = line()
    choice_3 = line(required=False)
    choice_4 = line(required=False)
    choice_5 = line(required=False)
    choice_6 = line(required=False)
    choice_7 = line(required=False)
    choice_8 = line(required=False)
    mark = line(required=False)

    @classmethod
    def blank(cls) -> Typed:
        """What is usual."""
        return {"answers": "persons", "anonymous": "khong", "form": "single"}

    @classmethod
    def fill(cls, thing: Poll) -> Typed:
        """What the page shows."""
        shown: Typed = {
            "title": thing.title,
            "question": thing.question,
            "answers": thing.answers,
            "anonymous": NO_OF[thing.anonymous],
            "form": thing.form,
            "most": str(thing.most or ""),
            "mark": thing.mark,
        }
        return shown | {f"choice_{n}": words for n, words in enumerate(thing.choices, 1)}

    def read(self) -> Poll:
        """The question."""
        by_rooms = self.choice("answers", WHO) == "rooms"
        anonymous = self.choice("anonymous", YES) if self._typed("anonymous") else False
        if by_rooms and anonymous:
            self.fault("anonymous", "rooms_not_secret")
        choices = self.choices()
        form = self.choice("form", POLL_FORMS) if self._typed("form") else "single"
        most = self.number("most", (2, content.POLL_CHOICES[1]), required=False)
        if most and form != "several":
            self.fault("most", "most_not_here")
        elif most > len(choices):
            self.fault("most", "most", most=most, count=len(choices))
        return Poll(
            title=self.line("title"),
            question=self.text("question", required=True),
            choices=tuple(words for _, words in choices),
            answers="rooms" if by_rooms else "persons",
            anonymous=anonymous and not by_rooms,
            form=form,
            most=most,
            mark=self.line("mark", required=False),
        )


class ResponseSheet(Sheet):
    """An open question."""

    key = "responses"
    title = line()
    question = text(4, required=True)
    answers = one_of(*reversed(WHO))
    mark = line(required=False)

    @classmethod
    def blank(cls) -> Typed:
        """What is usual."""
        return {"answers": "rooms"}

    @classmethod
    def fill(cls, thing: Response) -> Typed:
        """What the page shows."""
        return {"title": thing.title, "question": thing.question, "answers": thing.answers, "mark": thing.mark}

    def read(self) -> Response:
        """The question."""
        return Response(
            self.line("title"),
            self.text("question", required=True),
            self.choice("answers", WHO),
            self.line("mark", required=False),
        )


class DiscussionSheet(Sheet):
    """What rooms talk over."""

    key = "discussions"
    title = line()
    task = text(4, required=True)
    minutes = number()
    note = one_of(*YES)
    mark = line(required=False)

    @classmethod
    def blank(cls) -> Typed:
        """What is usual."""
        return {"note": "co"}

    @classmethod
    def fill(cls, thing: Discussion) -> Typed:
        """What the page shows."""
        shown: Typed = {"title": thing.title, "task": thing.task, "minutes": str(thing.minutes), "mark": thing.mark}
        return shown | {"note": NO_OF[thing.note]}

    def read(self) -> Discussion:
        """The discussion."""
        return Discussion(
            self.line("title"),
            self.text("task", required=True),
            self.number("minutes", content.DISCUSSION_MINUTES),
            self.choice("note", YES),
            self.line("mark", required=False),
        )


class EssaySheet(Sheet):
    """The task of a short paper."""

    key = "essays"
    title = line()
    task = text(6, required=True)
    days = number()
    photos = number()
    mark = line(required=False)

    @classmethod
    def blank(cls) -> Typed:
        """What is usual."""
        return {"days": "7", "photos": "2"}

    @classmethod
    def fill(cls, thing: Essay) -> Typed:
        """What the page shows."""
        shown: Typed = {"title": thing.title, "task": thing.task, "mark": thing.mark}
        return shown | {"days": str(thing.days), "photos": str(thing.photos)}

    def read(self) -> Essay:
        """The task."""
        return Essay(
            self.line("title"),
            self.text("task", required=True),
            self.number("days", content.ESSAY_DAYS),
            self.number("photos", content.ESSAY_PHOTOS),
            self.line("mark", required=False),
        )


class _Questions(Sheet):
    """A page with as many questions as are written, each a block of its own."""

    blocks_of = (("question", r"q_(\d+).*"),)
    most: int

    def asked(self) -> list[tuple[int, str]]:
        """Number and words of the questions that were written."""
        rows = [n for n in range(1, self.most + 1) if self._is_there(n)]
        if not rows:
            self.fault("q_1", "questions", count=0, low=1, high=self.most)
        found = [(n, self.line(f"q_{n}", shown=True)) for n in rows]
        seen: set[str] = set()
        for n, words in found:
            if words and words in seen:
                self.fault(f"q_{n}", "question_twice", question=words)
            seen.add(words)
        return found

    def _is_there(self, n: int) -> bool:
        return any(
            self.cleaned_data.get(name) for name in self.fields if name == f"q_{n}" or name.startswith(f"q_{n}_")
        )

    def no_choices(self, n: int) -> None:
        """Complain about choices of a question that has none."""
        if self._typed(f"q_{n}_choices").strip():
            self.fault(f"q_{n}_choices", "choices_not_here")

    def once(self, n: int, choices: Sequence[str]) -> tuple[str, ...]:
        """Choices, each once."""
        for words in dict.fromkeys(words for words in choices if choices.count(words) > 1):
            self.fault(f"q_{n}_choices", "choice_twice", choice=words)
        return tuple(choices)


class SurveySheet(_Questions):
    """Questions on a topic or on the class."""

    key = "surveys"
    most = content.SURVEY_QUESTIONS[1]
    title = line()
    about = one_of(*ABOUT)
    anonymous = one_of(*YES)
    mark = line(required=False)

    def grow(self, shown: Mapping[str, Any]) -> None:
        """A block for each question, and three to fill in."""
        for n in range(1, self.count("q", shown, self.most, 3) + 1):
            self.add(f"q_{n}", line(required=n == 1))
            self.add(f"q_{n}_form", one_of(*SURVEY_FORMS))
            self.add(f"q_{n}_choices", text(4))
            self.add(f"q_{n}_lecturer", some_of("co"))

    @classmethod
    def blank(cls) -> Typed:
        """What is usual."""
        return {"about": "topic", "anonymous": "co"}

    @classmethod
    def fill(cls, thing: Survey) -> Typed:
        """What the page shows."""
        shown: Typed = {
            "title": thing.title,
            "about": thing.about,
            "anonymous": NO_OF[thing.anonymous],
            "mark": thing.mark,
        }
        for n, one in enumerate(thing.questions, 1):
            shown |= {
                f"q_{n}": one.text,
                f"q_{n}_form": one.form,
                f"q_{n}_choices": "\n".join(written_choice(words) for words in one.choices),
                f"q_{n}_lecturer": ["co"] if one.lecturer else [],
            }
        return shown

    def read(self) -> Survey:
        """The survey."""
        return Survey(
            title=self.line("title"),
            questions=tuple(self._question(n, words) for n, words in self.asked()),
            about=self.choice("about", ABOUT),
            anonymous=self.choice("anonymous", YES),
            mark=self.line("mark", required=False),
        )

    def _question(self, n: int, words: str) -> SurveyQuestion:
        form = self.choice(f"q_{n}_form", SURVEY_FORMS)
        choices: tuple[str, ...] = ()
        if form == "text":
            self.no_choices(n)
        else:
            choices = self.once(n, [one.text for one in self.choices_in(f"q_{n}_choices", content.POLL_CHOICES)])
        lecturer = bool(self.chosen(f"q_{n}_lecturer", {"co": True}))
        return SurveyQuestion(words, form, choices, lecturer)


class TestSheet(_Questions):
    """Questions with right answers."""

    key = "tests"
    most = content.TEST_QUESTIONS[1]
    title = line()
    when = one_of(*WHEN)
    pair = line(required=False)
    minutes = number(required=False)
    mark = line(required=False)

    def grow(self, shown: Mapping[str, Any]) -> None:
        """A block for each question, and three to fill in."""
        for n in range(1, self.count("q", shown, self.most, 3) + 1):
            self.add(f"q_{n}", line(required=n == 1))
            self.add(f"q_{n}_form", one_of(*TEST_FORMS))
            self.add(f"q_{n}_choices", text(4))
            self.add(f"q_{n}_code", line(required=False, width=12))

    @classmethod
    def blank(cls) -> Typed:
        """What is usual."""
        return {"when": "alone"}

    @classmethod
    def fill(cls, thing: Quiz) -> Typed:
        """What the page shows."""
        shown: Typed = {
            "title": thing.title,
            "when": thing.when,
            "pair": thing.pair,
            "minutes": str(thing.minutes or ""),
            "mark": thing.mark,
        }
        for n, one in enumerate(thing.questions, 1):
            said = {1: "true", 2: "false"}[one.right[0]] if one.form == "true_false" else one.form
            choices = [with_signs(words, RIGHT if k in one.right else "") for k, words in enumerate(one.choices, 1)]
            shown |= {
                f"q_{n}": one.text,
                f"q_{n}_form": said,
                f"q_{n}_choices": "\n".join(map(written_choice, choices)),
                f"q_{n}_code": one.code,
            }
        return shown

    def read(self) -> Quiz:
        """The test."""
        test = Quiz(
            title=self.line("title"),
            questions=tuple(self._question(n, words) for n, words in self.asked()),
            when=self.choice("when", WHEN),
            pair=self.line("pair", required=False),
            minutes=self.number("minutes", content.TEST_MINUTES, required=False),
            mark=self.line("mark", required=False),
        )
        if test.when != "alone" and not test.pair:
            self.fault("pair", "pair")
        return test

    def _question(self, n: int, words: str) -> QuizItem:
        code = self.line(f"q_{n}_code", required=False) or f"c{n}"
        others = [self._typed(f"q_{k}_code") or f"c{k}" for k in range(1, n) if self._is_there(k)]
        if not is_code(code):
            self.fault(f"q_{n}_code", "part_code", part=code)
        elif code in others:
            self.fault(f"q_{n}_code", "code_twice", code=code)
        form = self.choice(f"q_{n}_form", {form: form for form in TEST_FORMS})
        if form in {"true", "false"}:
            self.no_choices(n)
            return QuizItem(code, words, (1 if form == "true" else 2,), "true_false")
        choices, right = [], []
        for place, item in enumerate(self.choices_in(f"q_{n}_choices", content.POLL_CHOICES), 1):
            said, sign = split_signs(item.text)
            choices.append(said)
            if sign and fold(sign) == fold(RIGHT):
                right.append(place)
            elif sign:
                self.fault(f"q_{n}_choices", "not_right", sign=sign)
            if not said:
                self.fault(f"q_{n}_choices", "choice_empty")
        if not right or (form == "single" and len(right) > 1):
            self.fault(f"q_{n}_choices", "right", count=len(right))
        return QuizItem(code, words, tuple(right), "several" if form == "several" else "single", self.once(n, choices))
