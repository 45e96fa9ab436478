"""Judging answers: right, wrong for a reason, or just wrong."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cnn_core.exercises.verdict import judge


@pytest.mark.parametrize(
    "received, answer",
    [(54.0, 54), ((8.0, 8.0), (8, 8)), (0.11, 1 / 9), (0.333, 1 / 3), (3.25, 3.25), (0.0, 0), (-8.0, -8),
     ("square", "square")],
)  # fmt: skip
def test_right(received, answer):
    assert judge(received, answer, {}).correct


@pytest.mark.parametrize(
    "received, answer",
    [(54.25, 54), (55, 54), (895, 896), (897, 896), ((8, 7), (8, 8)), ((8, 8, 8), (8, 8)), (0.2, 0.25),
     (8, -8), ("batch", "square"), (3_000_001, 3_000_000), (0.3, 1 / 3), (float("inf"), 54)],
)  # fmt: skip
def test_wrong(received, answer):
    verdict = judge(received, answer, {})
    assert not verdict.correct and verdict.misconception is None


def test_the_first_rule_that_gives_the_answer_is_named():
    beliefs = {"one": 5, "two": 7, "three": 7}
    assert judge(7, 3, beliefs).misconception == "two"
    assert judge(5, 3, beliefs).misconception == "one"
    assert judge(6, 3, beliefs).misconception is None
    assert judge("batch", "square", {"first-two": "batch"}).misconception == "first-two"


def test_a_rounded_wrong_answer_is_still_recognised():
    assert judge(0.44, 4, {"average-of-products": 4 / 9}).misconception == "average-of-products"
    assert judge((54.25, 54.25), (54, 54), {"fraction": (54.25, 54.25)}).misconception == "fraction"


NUMBERS = st.integers(-1000, 1000) | st.floats(-1000, 1000).map(lambda value: round(value, 3))


@given(NUMBERS, st.dictionaries(st.sampled_from("abc"), NUMBERS))
def test_a_right_answer_is_never_a_misconception(answer, beliefs):
    verdict = judge(float(answer), answer, beliefs | {"same": answer})
    assert verdict.correct and verdict.misconception is None


@given(st.integers(-1000, 1000), st.integers(-1000, 1000))
def test_counts_are_exact(received, answer):
    assert judge(float(received), answer, {}).correct == (received == answer)
