"""Worked examples: whole for beginners, then the first steps only, then none; never the case in view."""

import pytest

from app.exercise_text import hint, prompt, reason
from app.practice_setting import MOST_SEED
from app.text import say
from app.worked import example, opens, stage, steps_given
from cnn_core.exercises.attempts import Attempt
from cnn_core.exercises.bank import ids, spec
from cnn_core.exercises.making import make
from tests.pages.test_practice import SEED, answer_with, key, open_exercise
from tests.pages.test_practice_answers import kept
from tests.pages.visit import LANGUAGES, Visit

EASY = make("pooling.pooled-side", SEED)
HARDER = make("pooling.same-side", SEED)
MATRIX = make("pooling.pooled-matrix", SEED)
CODE = make("pooling.write-pooling", SEED)


def tried(id: str, seed: int, correct: bool, **more: object) -> Attempt:
    return Attempt(f"{id}/{seed}/{correct}", id, seed, "3", correct, at=float(seed), **more)


RIGHT, WRONG = tried(EASY.id, 7, True), tried(EASY.id, 8, False)


@pytest.mark.parametrize(
    "attempts, seen, expected",
    [
        ([], False, "whole"),
        ([tried(HARDER.id, 7, True)], False, "whole"),
        ([tried(EASY.id, SEED, True)], False, "whole"),  # the case in view does not count
        ([tried(EASY.id, SEED, False)], False, "whole"),
        ([WRONG], False, "half"),
        ([WRONG], True, "whole"),
        ([RIGHT], False, "half"),
        ([RIGHT], True, "half"),
        ([WRONG, RIGHT], True, "half"),
        ([RIGHT, RIGHT], False, "half"),  # handed over twice
        ([RIGHT, tried(EASY.id, 9, True)], True, "none"),
        ([RIGHT, tried(EASY.id, 9, True, hints=1)], False, "none"),
        ([RIGHT, tried(EASY.id, 9, True, revealed=True)], False, "half"),
    ],
)
def test_the_help_fades(attempts, seen, expected):
    assert stage(attempts, EASY, seen) == expected


def test_it_opens_by_itself_for_beginners_in_the_concept():
    assert opens([], EASY) and not opens([], HARDER)
    assert opens([tried(HARDER.id, 7, False)], EASY), "nothing right yet"
    assert opens([tried(EASY.id, SEED, True)], EASY), "nor does it close when this very case is right"
    assert spec("convolution.valid-side").concept == EASY.concept
    assert not opens([tried("convolution.valid-side", 7, True)], EASY)


@pytest.mark.parametrize("id", ids())
def test_an_example_is_another_case(id):
    own, other = make(id, SEED), example(id, SEED)
    assert other is not None and other.seed > MOST_SEED, "beyond what any link may hold"
    assert (other.id, other) == (id, example(id, SEED))
    assert (other.given, other.case.figure) != (own.given, own.case.figure)
    assert 0 <= steps_given(own) <= own.hints
    if own.case.options == other.case.options or own.kind not in ("choice", "order"):
        assert other.answer != own.answer or _always_the_same(id)


def _always_the_same(id: str) -> bool:
    return len({make(id, seed).answer for seed in range(30)}) == 1


def shown(visit: Visit) -> str:
    return "\n".join(one.value for one in visit.app.markdown)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("exercise", [EASY, MATRIX, CODE, make("train.read-curve", SEED)])
def test_an_example_is_worked_out_step_by_step(exercise, language):
    visit = open_exercise(exercise.id, language)
    if exercise.level > 1:
        assert say(language, "worked.other") not in [one.value for one in visit.app.caption]
        visit.app.session_state[f"{key(exercise)}.worked"] = True
        visit.run()
    other = example(exercise.id, SEED)
    said = shown(visit)
    for words in (
        prompt(other, language), reason(other, language),
        *(hint(other, step, language) for step in range(1, other.hints + 1)),
    ):  # fmt: skip
        assert words in said
    own, others = (reason(one, language) for one in (exercise, other))
    assert own == others or own not in said, "the case in view is not given away"
    if exercise.kind == "code":
        assert other.answer in [one.value for one in visit.app.code]
    assert not visit.feedback, "it is no answer to anything"


def test_an_example_is_no_hint():
    visit = answer_with(open_exercise(EASY.id, "en"), EASY, EASY.answer, "en")
    assert [(one.correct, one.hints, one.revealed) for one in kept(visit)] == [(True, 0, False)]
    assert say("en", "worked.other") in [one.value for one in visit.app.caption], "it stays"


def test_first_steps_are_given_and_the_next_hint_is_the_first_that_counts():
    visit = answer_with(open_exercise(EASY.id, "en"), EASY, EASY.answer, "en")
    visit.press("practice.mixed.again")
    again = make(EASY.id, SEED + 1)
    assert hint(again, 1, "en") in shown(visit) and hint(again, 2, "en") not in shown(visit)
    assert say("en", "worked.finish") in [one.value for one in visit.app.caption]
    assert not visit.feedback
    button = visit.app.button(key=f"{key(again)}.hint")
    assert button.label == say("en", "practice.hint", n=2, total=2)
    visit.press(button.key)
    assert hint(again, 2, "en") in visit.feedback and hint(again, 1, "en") not in visit.feedback
    answer_with(visit, again, again.answer, "en")
    assert [one.hints for one in kept(visit)] == [0, 1]

    visit.press("practice.mixed.again")
    third = make(EASY.id, SEED + 2)
    captions = [one.value for one in visit.app.caption]
    assert hint(third, 1, "en") not in shown(visit), "two are right: no more help unasked"
    assert say("en", "worked.finish") not in captions and say("en", "worked.other") not in captions


def test_who_was_wrong_with_an_example_may_see_one_again():
    wrong = next(iter(EASY.case.beliefs.values()))
    visit = answer_with(open_exercise(EASY.id, "en"), EASY, wrong, "en").press("practice.mixed.apart")
    assert say("en", "worked.other") in [one.value for one in visit.app.caption]
