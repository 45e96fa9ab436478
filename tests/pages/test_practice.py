"""Every exercise on the practice page: drawn, hinted at, answered wrong for each reason, answered right."""

import re

import pytest

from app.exercise_text import exercise_blocks
from app.text import belief_text, say
from cnn_core.exercises.bank import ids
from cnn_core.exercises.exercise import Exercise, Solution
from cnn_core.exercises.making import make
from tests.core.exercises.typed import typed
from tests.pages.test_questions import says
from tests.pages.visit import LANGUAGES, Visit

SEED = 5
#: Of an exercise's wrong rules so many are answered; the core's own tests answer them all.
BELIEFS = 2


def open_exercise(id: str, language: str, seed: int = SEED, **query: str) -> Visit:
    return Visit("practice", ex=id, seed=str(seed), lang=language, **query)


def key(exercise: Exercise) -> str:
    return f"practice.{exercise.id}.{exercise.seed}"


def widget(kind, name: str):
    return next(one for one in kind if one.key == name)


def fill_in(visit: Visit, exercise: Exercise, answer: Solution, language: str) -> None:
    """Put an answer into the fields, as its kind asks for."""
    name, app = key(exercise), visit.app
    if exercise.kind == "choice":
        widget(app.radio, f"{name}.choice.{language}").set_value(answer)
        visit.run()
    elif exercise.kind == "order":
        for position, one in enumerate(answer):
            widget(app.selectbox, f"{name}.place.{position}.{language}").set_value(one)
            visit.run()
    elif exercise.kind == "matrix":
        for r, row in enumerate(answer):
            for c, cell in enumerate(row):
                widget(app.text_input, f"{name}.cell.{r}.{c}").set_value(repr(cell))
    elif exercise.kind == "code":
        widget(app.text_area, f"{name}.code").set_value(str(answer))
    else:
        widget(app.text_input, f"{name}.typed").set_value(typed(exercise, answer))


def answer_with(visit: Visit, exercise: Exercise, answer: Solution, language: str) -> Visit:
    fill_in(visit, exercise, answer, language)
    return visit.press(f"{key(exercise)}.check")


def plain(words: str) -> str:
    """Escaping taken off: how signs are kept from being Markdown is not what is compared."""
    return re.sub(r"\\(?=[^\w\s])", "", words)


def told(visit: Visit, template: str) -> bool:
    return says(plain(visit.feedback), plain(template))


def wrong_words(exercise: Exercise, belief: str, language: str) -> str:
    own = exercise_blocks(exercise.lesson, language).get(f"{exercise.name}.wrong.{belief}")
    return own or belief_text(belief, language)


@pytest.mark.parametrize("number", range(len(ids())), ids=ids())
def test_an_exercise_from_the_first_look_to_the_right_answer(number):
    """The languages take turns; at the end the other one says the same."""
    exercise = make(ids()[number], SEED)
    language, other = LANGUAGES[number % 2], LANGUAGES[1 - number % 2]
    visit = open_exercise(exercise.id, language)
    words = {one: exercise_blocks(exercise.lesson, one) for one in LANGUAGES}
    shown = [markdown.value for markdown in visit.app.markdown]
    assert any(says(one, words[language][exercise.name]) for one in shown)
    assert not re.findall(r"\{\{.{0,40}", visit.texts())

    for step in range(1, exercise.hints + 1):
        visit.press(f"{key(exercise)}.hint")
        assert told(visit, words[language][f"{exercise.name}.hint.{step}"])

    for belief, wrong in list(exercise.case.beliefs.items())[:BELIEFS]:
        answer_with(visit, exercise, wrong, language)
        assert told(visit, wrong_words(exercise, belief, language)), visit.feedback
        assert say(language, "ask.right") not in visit.feedback

    answer_with(visit, exercise, exercise.answer, language)
    assert say(language, "ask.right") in visit.feedback
    assert told(visit, words[language][f"{exercise.name}.right"])

    visit.choose("language-switch", other)
    assert say(other, "ask.right") in visit.feedback, "another language keeps what was answered"
    assert told(visit, words[other][f"{exercise.name}.right"])
    assert not re.findall(r"\{\{.{0,40}", visit.texts())
    assert visit.query == {"ex": exercise.id, "seed": str(SEED), "lang": other}
