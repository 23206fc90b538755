"""What virtual people answer, as bodies of commands: by chance, within what the author allows."""

from collections.abc import Iterable
from random import Random
from typing import Any

from diemcau.rehearsal import lines

Body = dict[str, Any]


def poll(content: Body, rng: Random) -> Body:
    """An answer to a poll of any form."""
    of = len(content["choices"])
    match content.get("form", "single"):
        case "several":
            return {"choices": sorted(rng.sample(range(1, of + 1), rng.randint(1, content.get("most") or of)))}
        case "ranking":
            return {"choices": rng.sample(range(1, of + 1), of)}
    return {"choice": rng.randint(1, of)}


def poll_hands(content: Body, answers: Iterable[Body]) -> Body | None:
    """The hands of those who would have answered so; None where no hands are raised (a ranking)."""
    if content.get("form") == "ranking":
        return None
    given = list(answers)
    chosen = [choice for answer in given for choice in answer.get("choices", (answer.get("choice"),))]
    split = [chosen.count(choice) for choice in range(1, len(content["choices"]) + 1)]
    return {"split": split} | ({"persons": len(given)} if content.get("form") == "several" else {})


def survey(content: Body, rng: Random) -> Body:
    """Choices and a text for every question of a survey."""
    choices: list[list[int]] = []
    texts: list[str] = []
    for question in content["questions"]:
        form, of = question.get("form", "scale"), len(question.get("choices", ()))
        # Seven of ten take the upper half of a scale.
        low = 1 if form != "scale" or rng.random() < 0.3 else of // 2 + 1
        choices.append([] if form == "text" else [rng.randint(low, of)])
        texts.append(rng.choice(lines.SURVEY) if form == "text" and rng.random() < 0.3 else "")
    return {"choices": choices, "texts": texts}


def survey_counts(content: Body, answers: Iterable[Body]) -> Body:
    """What a desk counts of those who would have answered so."""
    given = list(answers)
    counts = []
    for place, question in enumerate(content["questions"]):
        by_hand = question.get("form") != "text" and not question.get("lecturer")
        of = len(question.get("choices", ())) if by_hand else 0
        chosen = [choice for answer in given for choice in answer["choices"][place]]
        counts.append([chosen.count(choice) for choice in range(1, of + 1)])
    return {"persons": len(given), "counts": counts}


def test(content: Body, rng: Random) -> Body:
    """A paper: right with a chance that is higher after the teaching."""
    luck = 0.75 if content.get("when") == "after" else 0.5
    answers = []
    for question in content["questions"]:
        of = 2 if question.get("form") == "true_false" else len(question["choices"])
        right = sorted(question["right"])
        answers.append(right if rng.random() < luck else [rng.randint(1, of)])
    return {"answers": answers}
