"""Tasks of the lesson on training: steps, rates, and what one step does to a weight."""

from collections.abc import Sequence
from fractions import Fraction

from cnn_core.exercises.exercise import Draw, Solved
from cnn_core.exercises.tasks.train_curves import early_stop, read_curve, where_to_stop
from cnn_core.exercises.tasks.train_judging import (
    class_share,
    loss_of_one,
    share_right,
    smoothed_loss,
    validation_above,
)
from cnn_core.training.rates import RAMP_END, RAMP_START, RAMP_TOP, rate_at

__all__ = [
    "class_share", "cosine_rate", "decay_step", "early_stop", "loss_of_one", "momentum_step", "ramp_rate",
    "read_curve", "sgd_step", "share_right", "smoothed_loss", "total_steps", "validation_above",
    "where_to_stop",
]  # fmt: skip

Bounds = Sequence[int]
_DIGITS = 6  # of answers: what binary fractions leave behind is cut off


def total_steps(draw: Draw, hundreds: Bounds, sizes: Sequence[int], epochs: Bounds) -> Solved | None:
    """Steps of a whole run in which images that fill no batch are left out."""
    images, size, rounds = 100 * draw.within(hundreds), draw.pick(sizes), draw.within(epochs)
    steps, rest = divmod(images, size)
    if not rest:
        return None
    wrong = {
        "one-epoch": steps, "keeps-the-rest": (steps + 1) * rounds, "an-image-a-step": images * rounds,
        "rest-of-all-epochs": images * rounds // size,
    }  # fmt: skip
    given = {"images": images, "batch": size, "epochs": rounds}
    return Solved(given, steps * rounds, wrong, {"steps": steps, "rest": rest})


def ramp_rate(draw: Draw, highest: Sequence[float], quarters: Sequence[int]) -> Solved:
    """The learning rate of a step under the ramp: up in a line, then down in a line."""
    top, quarter = draw.pick(highest), draw.pick(quarters)
    total, rising = 4 * quarter, draw.pick((True, False))
    step = quarter * draw.whole(1, 3) // 4 if rising else quarter + 3 * quarter * draw.whole(1, 4) // 5
    start, end, part = RAMP_START * top, RAMP_END * top, Fraction(step, total)
    down = float((1 - part) / (1 - Fraction(RAMP_TOP)))
    wrong = {
        "stays-at-the-top": top,
        "from-and-to-zero": top * (float(part) / RAMP_TOP if rising else down),
        "only-falls": top + (end - top) * float(part),
    }
    given = {"start": start, "top": top, "end": end, "peak": quarter, "total": total, "step": step}
    values = {
        "from": start if rising else top, "to": top if rising else end,
        "done": step if rising else step - quarter, "line": quarter if rising else total - quarter,
    }  # fmt: skip
    answer = round(rate_at("ramp", top, step, total), _DIGITS)
    return Solved(_tidy(given), answer, _tidy(wrong), _tidy(values))


def cosine_rate(draw: Draw, highest: Sequence[float], thirds: Sequence[int]) -> Solved:
    """The learning rate of a step under half a cosine, a third or two thirds of the way."""
    top, third = draw.pick(highest), draw.pick(thirds)
    total, step = 3 * third, third * draw.whole(1, 2)
    part = step / total
    answer = round(rate_at("cosine", top, step, total), _DIGITS)
    wrong = {
        "straight-line": top * (1 - part), "forgets-the-half": 2 * answer, "other-way-round": top - answer,
    }  # fmt: skip
    values = {"degrees": 180 * step // total, "cosine": 0.5 if part < 0.5 else -0.5}
    return Solved({"top": top, "total": total, "step": step}, answer, _tidy(wrong), values)


def sgd_step(
    draw: Draw, weights: Sequence[float], gradients: Sequence[float], rates: Sequence[float]
) -> Solved:
    """A weight after one step of gradient descent."""
    w, g, rate = draw.pick(weights), draw.pick(gradients), draw.pick(rates)
    wrong = {"uphill": w + rate * g, "forgets-the-rate": w - g, "only-the-step": -rate * g}
    given = {"weight": w, "gradient": g, "rate": rate}
    return Solved(given, round(w - rate * g, _DIGITS), _tidy(wrong), _tidy({"move": -rate * g}))


def momentum_step(
    draw: Draw,
    weights: Sequence[float],
    gradients: Sequence[float],
    last: Sequence[float],
    rate: float,
    momentum: float,
) -> Solved:
    """A weight after one step with momentum: the last move counts `momentum` times once more."""
    w, g, before = draw.pick(weights), draw.pick(gradients), draw.pick(last)
    move = momentum * before - rate * g
    wrong = {
        "forgets-momentum": w - rate * g, "keeps-all-of-it": w + before - rate * g, "only-the-move": move,
        "uphill": w + momentum * before + rate * g,
    }  # fmt: skip
    given = {"weight": w, "gradient": g, "last": before, "rate": rate, "momentum": momentum}
    return Solved(given, round(w + move, _DIGITS), _tidy(wrong), _tidy({"move": move}))


def decay_step(
    draw: Draw, weights: Sequence[float], gradients: Sequence[float], decays: Sequence[float], rate: float
) -> Solved:
    """A kernel's weight after one step of SGD with weight decay."""
    w, g, decay = draw.pick(weights), draw.pick(gradients), draw.pick(decays)
    wrong = {
        "no-decay": w - rate * g, "decay-without-rate": w - rate * g - decay * w,
        "only-decay": w - rate * decay * w, "grows": w - rate * g + rate * decay * w,
    }  # fmt: skip
    given = {"weight": w, "gradient": g, "decay": decay, "rate": rate}
    answer = w - rate * g - rate * decay * w
    values = {"lost": rate * decay * w, "move": rate * g}
    return Solved(given, round(answer, _DIGITS), _tidy(wrong), _tidy(values))


def _tidy(values: dict[str, float]) -> dict[str, float]:
    return {name: round(value, _DIGITS) for name, value in values.items()}
