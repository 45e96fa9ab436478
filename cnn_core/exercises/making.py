"""Drawing an exercise: a case in which every wrong rule it is about shows."""

from dataclasses import replace
from functools import lru_cache
from typing import Final

from cnn_core.errors import LabError
from cnn_core.exercises.bank import Spec, spec
from cnn_core.exercises.exercise import Exercise, Solution, Solved
from cnn_core.exercises.kinds import same

#: Draws for one exercise; the best of them is taken if none tells every rule apart.
DRAWS: Final = 60


@lru_cache(maxsize=4096)
def make(id: str, seed: int) -> Exercise:
    """An exercise; the same for the same id and seed.

    Cases are drawn until one tells all the wrong rules apart that apply to it, from the answer and from each
    other; rules that do not are left out.

    Raises:
        LabError: "no_such_exercise" (received).

    >>> one = make("pooling.pooled-side", 1)
    >>> one == make("pooling.pooled-side", 1), one.kind
    (True, 'number')
    """
    known = spec(id)
    best: Solved | None = None
    lost = 0
    for turn in range(DRAWS):
        drawn = known.draw(f"{id}/{seed}/{turn}")
        if drawn is None:
            continue
        listed = {name: drawn.beliefs[name] for name in known.misconceptions if name in drawn.beliefs}
        kept = apart(known, drawn.answer, listed)
        missing = len(known.misconceptions) - len(kept)
        if best is None or missing < lost:
            best, lost = replace(drawn, beliefs=kept), missing
        if not lost:
            break
    if best is None:
        raise LabError("no_such_exercise", received=f"{id}/{seed}")
    return Exercise(
        id, seed, known.lesson, known.concept, known.level, known.kind, known.hints, known.tolerance, best,
        known.lab_at(best),
    )  # fmt: skip


def apart(known: Spec, answer: Solution, beliefs: dict[str, Solution]) -> dict[str, Solution]:
    """The beliefs that an answer can tell: neither as good as right, nor like an earlier one."""
    kept: dict[str, Solution] = {}
    for name, wrong in beliefs.items():
        others = [answer, *kept.values()]
        if not any(same(known.kind, wrong, other, known.tolerance) for other in others):
            kept[name] = wrong
    return kept
