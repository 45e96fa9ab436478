"""A question whose answer is a shape: any number of sides, such as 26 × 26 × 16 or, of a vector, 10."""

from dataclasses import dataclass

from app.questions import Question
from cnn_core.errors import LabError
from cnn_core.exercises.verdict import Answer
from cnn_core.reading import read_sides

MOST_SIDES = 4


@dataclass(frozen=True)
class ShapeQuestion(Question):
    """Of kind "shape"; unlike a size, one number is a vector's length and stands for nothing else."""

    def read(self, typed: str) -> Answer:
        """The sides typed. Raises LabError "not_a_shape" (received) if they cannot be read.

        >>> question = ShapeQuestion("shape", (4, 4, 10))
        >>> question.read("(4, 4, 10)"), question.read("10")
        ((4.0, 4.0, 10.0), (10.0,))
        """
        for count in range(1, MOST_SIDES + 1):
            try:
                return read_sides(typed, count)
            except LabError:
                continue
        raise LabError("not_a_shape", received=typed)
