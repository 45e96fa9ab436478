"""Worksheets: which exercises stand on one. The same setting gives the same sheet, on any machine."""

from app.practice_setting import SheetSetting, pool
from cnn_core.exercises.bank import spec
from cnn_core.exercises.exercise import Draw, Exercise
from cnn_core.exercises.making import make

_APART = 100  # so that sheets of neighbouring seeds share no case


def sheet(setting: SheetSetting) -> tuple[Exercise, ...]:
    """The exercises of a worksheet, easy ones first; where there are too few kinds, some come twice.

    >>> one = SheetSetting(("pooling",), count=5, seed=3)
    >>> sheet(one) == sheet(one), len(sheet(one))
    (True, 5)
    """
    ids = pool(setting.lessons, setting.level)
    draw = Draw(f"sheet/{setting.seed}")
    order: list[str] = []
    while ids and len(order) < setting.count:
        order += draw.shuffled(ids)
    chosen = [(id, setting.seed * _APART + turn) for turn, id in enumerate(order[: setting.count])]
    return tuple(make(id, seed) for id, seed in sorted(chosen, key=lambda one: spec(one[0]).level))
