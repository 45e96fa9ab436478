"""Answers as people write them; what cannot be read is refused, and is no wrong answer."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cnn_core.errors import LabError
from cnn_core.exercises.bank import ids, spec
from cnn_core.exercises.grading import grade
from cnn_core.exercises.kinds import MOST_TYPED
from cnn_core.exercises.making import make
from cnn_core.exercises.verdict import Verdict
from tests.core.exercises.typed import typed

SHAPE = make("pooling.pooled-shape", 3)
SIDE = make("pooling.pooled-side", 3)
MATRIX = make("pooling.pooled-matrix", 3)
KINDS = {spec(id).kind: make(id, 5) for id in ids()}


@pytest.mark.parametrize(
    "written",
    [
        "{0}x{1}x{2}", "({0}, {1}, {2})", "{0}×{1}×{2}", "[{0},{1},{2}]", "（{0}，{1}，{2}）", "{0} {1} {2}",
        "{0} by {1} by {2}", "(None, {0}, {1}, {2})", "none x {0} x {1} x {2}", " {0} * {1} * {2} ",
    ],
)  # fmt: skip
def test_a_shape(written):
    assert grade(SHAPE, written.format(*SHAPE.answer)).correct


WIDE = str.maketrans("0123456789", "０１２３４５６７８９")


@pytest.mark.parametrize("written", ["{}", " {} ", "{}.0", "+{}", "{} rows", "{}列", "{} px", "{}格。"])
@pytest.mark.parametrize("wide", [False, True])
def test_a_number(written, wide):
    text = written.format(SIDE.answer)
    assert grade(SIDE, text.translate(WIDE) if wide else text).correct


@pytest.mark.parametrize("apart", [(" ", "\n"), (",", "\n"), ("\t", "\n"), (", ", ";\n")])
def test_a_matrix_and_its_wrong_cells(apart):
    cell, row = apart
    text = row.join(cell.join(f"{value:g}" for value in line) for line in MATRIX.answer)
    assert grade(MATRIX, text) == Verdict(correct=True)
    spoilt = [list(line) for line in MATRIX.answer]
    spoilt[1][0] += 1
    verdict = grade(MATRIX, "\n".join(" ".join(map(str, line)) for line in spoilt))
    assert not verdict.correct and verdict.cells == ((1, 0),)


UNREADABLE = (
    "", "   ", "x" * (MOST_TYPED + 1), "NaN", "inf", "１/0", "<script>alert(1)</script>", "[a](b)", "кот",
)  # fmt: skip


@pytest.mark.parametrize("exercise", KINDS.values(), ids=KINDS)
@pytest.mark.parametrize("text", UNREADABLE)
def test_what_cannot_be_read_is_refused(exercise, text):
    with pytest.raises(LabError):
        grade(exercise, text)


@pytest.mark.parametrize("exercise", KINDS.values(), ids=KINDS)
@given(text=st.text(max_size=200))
def test_any_text_is_judged_or_refused(exercise, text):
    try:
        verdict = grade(exercise, text)
    except LabError:
        return
    assert isinstance(verdict, Verdict)


def test_any_layers_that_do_it_are_right():
    exercise = make("pooling.write-pooling", 2)
    (n, _, _), f = exercise.given["input"], exercise.values["f"]
    for code in (
        f"layers.MaxPooling2D(({f}, {f}))", f"keras.layers.AveragePooling2D(pool_size={f}, strides={f})",
        f"x = MaxPool2D({f})(x)", f"Sequential([Input({exercise.given['input']}), MaxPooling2D({f})])",
    ):  # fmt: skip
        assert grade(exercise, code).correct, code
    wrong = grade(exercise, f"MaxPooling2D({n + 1})")
    assert not wrong.correct and wrong.reason is not None
    dense = grade(exercise, "Dense(3)")
    assert dense.reason is not None and dense.reason.key == "gives_another_shape"
    convolves = grade(exercise, typed(exercise, exercise.case.beliefs["convolves"]))
    assert convolves.reason is not None and convolves.reason.key == "too_many_weights"
