"""The learning rate of every step: worked out here, written into the optimiser before each step."""

from math import cos, pi
from typing import Final

from cnn_core.arrays import one_of
from cnn_core.errors import LabError

SCHEDULES: Final = ("constant", "ramp", "cosine")
#: Of "ramp": where it starts, when it is highest, where it ends; shares of the highest rate and of all steps.
RAMP_START, RAMP_TOP, RAMP_END = 0.2, 0.25, 2 / 15


def rate_at(schedule: str, highest: float, step: int, total: int) -> float:
    """The learning rate of a step.

    constant: highest. ramp: from a fifth of it in a line up to it at a quarter of all steps, then in a line
    down to 2/15 of it. cosine: highest * (1 + cos(pi * step / total)) / 2, Loshchilov and Hutter,
    https://arxiv.org/abs/1608.03983. After the planned steps the rate stays what it was at their end;
    cosine, which ends at 0, goes on with a hundredth of the highest.

    Args:
        schedule: one of SCHEDULES.
        highest: the peak rate.
        step: from 0.
        total: planned steps, >= 1.

    Raises:
        LabError: "unknown_choice" (name, received, choices) or "too_small" (name, minimum, received).

    >>> [round(rate_at("ramp", 0.15, step, 100), 3) for step in (0, 25, 100, 500)]
    [0.03, 0.15, 0.02, 0.02]
    """
    one_of(schedule, "schedule", SCHEDULES)
    if total < 1:
        raise LabError("too_small", name="total", minimum=1, received=total)
    return planned_rate(schedule, highest, step, total)


def planned_rate(schedule: str, highest: float, step: int, total: int) -> float:
    """As `rate_at`, for what has been checked; downloaded scripts hold it as it stands."""
    if schedule == "constant":
        return highest
    part = min(step / total, 1.0)
    if schedule == "cosine":
        return highest * max((1 + cos(pi * part)) / 2, 0.01 if part == 1 else 0.0)
    if part < RAMP_TOP:
        return highest * (RAMP_START + (1 - RAMP_START) * part / RAMP_TOP)
    return highest * (1 + (RAMP_END - 1) * (part - RAMP_TOP) / (1 - RAMP_TOP))
