"""Answers as a learner would type them."""

from cnn_core.exercises.exercise import Exercise, Solution


def typed(exercise: Exercise, answer: Solution) -> str:
    """The answer as text."""
    if exercise.kind == "matrix":
        return "\n".join(" ".join(f"{cell!r}" for cell in row) for row in answer)
    if exercise.kind == "order":
        return " ".join(answer)
    if exercise.kind in ("size", "shape"):
        return "x".join(map(repr, answer))
    return str(answer)
