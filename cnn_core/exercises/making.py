"""Drawing an exercise: a case in which every wrong rule it is about shows."""

from dataclasses import replace
from functools import lru_cache
from typing import Final

from cnn_core.errors import LabError
from cnn_core.exercises.bank import Spec, spec
from cnn_core.exercises.exercise import Exercise, Solved
from cnn_core.exercises.kinds import telling

#: Draws for one exercise; the best of them is taken if none tells every rule apart.
DRAWS: Final = 60


@lru_cache(maxsize=4096)
def make(id: str, seed: int) -> Exercise:
    """An exercise; the same for the same id and seed.

    Cases are drawn until one tells all the wrong rules apart that apply to it, from the answer and from each
    other; rules that do not are left out. Of a choice the first case decides the answer: if cases were chosen
    by what shows in them, an answer that a wrong rule gives as well would never come up.

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
        if drawn is None or (best and known.kind == "choice" and drawn.answer != best.answer):
            continue
        listed = {name: drawn.beliefs[name] for name in known.misconceptions if name in drawn.beliefs}
        kept = telling(known.kind, drawn.answer, listed, known.tolerance)
        missing = len(known.misconceptions) - len(kept) - _right_here(known, drawn)
        if best is None or missing < lost:
            best, lost = replace(drawn, beliefs=kept), missing
        if not lost:
            break
    if best is None:
        raise LabError("no_such_exercise", received=f"{id}/{seed}")
    return Exercise(
        id, seed, known.lesson, known.concept, known.level, known.kind, known.hints, known.tolerance, best,
        known.lab_at(best), known.section,
    )  # fmt: skip


def _right_here(known: Spec, drawn: Solved) -> int:
    """How many rules of a choice are right in this case, as its task says: none of them can show."""
    if known.kind != "choice":
        return 0
    return sum(drawn.beliefs.get(name) == drawn.answer for name in known.misconceptions)
