"""Tasks on axes along which images vary: how much lies on one, and what whitening makes of a number."""

from collections.abc import Sequence
from math import sqrt

import numpy as np

from cnn_core.data.whitening import Axes, principal_axes, whitening
from cnn_core.exercises.exercise import Draw, Solved

_DIGITS = 6  # of answers: what binary fractions leave behind is cut off


def first_axis(draw: Draw, hundredths: Sequence[int]) -> Solved:
    """How many percent of the variance of two neighbouring pixels lie along the axis of their sum."""
    r = draw.pick(hundredths) / 100
    long, short = sqrt(1 + r), sqrt(1 - r)
    # Four points whose pixels have variance 1 and correlation r.
    pixels = np.array([[long, long], [-long, -long], [short, -short], [-short, short]])
    variances = principal_axes(pixels).variances
    answer = round(100 * float(variances[0] / variances.sum()), _DIGITS)
    wrong = {
        "as-the-correlation": round(100 * r, _DIGITS), "turning-changes-nothing": 50,
        "correlation-squared": round(100 * r * r, _DIGITS), "the-other-axis": round(100 - answer, _DIGITS),
    }  # fmt: skip
    return Solved({"r": r}, answer, wrong, {"first": round(1 + r, 2), "second": round(1 - r, 2)})


def whitened(draw: Draw, roots: Sequence[float], added: float, steps: Sequence[float]) -> Solved:
    """A number along an axis, after whitening; variance and what is added to it make an even root."""
    root, step = draw.pick(roots), draw.pick(steps)
    variance, x = round(root * root - added, _DIGITS), round(step * root, _DIGITS)
    axis = Axes(np.zeros(1), np.array([variance]), np.eye(1))
    answer = round(float(whitening(axis, "pca", added).apply(np.array([x]))[0]), _DIGITS)
    wrong = {
        "divides-by-variance": x / (variance + added), "only-decorrelates": x, "multiplies": x * root,
        "forgets-what-is-added": x / sqrt(variance),
    }  # fmt: skip
    beliefs = {name: round(value, _DIGITS) for name, value in wrong.items()}
    given = {"x": x, "variance": variance, "added": added}
    return Solved(given, answer, beliefs, {"sum": round(variance + added, _DIGITS), "root": root})
