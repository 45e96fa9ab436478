"""The oracle of exercises that show or take code: Keras runs it."""

import keras
from keras import layers

from cnn_core.exercises.exercise import Exercise
from cnn_core.exercises.making import make

#: How many cases of an exercise are compared with Keras.
CASES = range(20)


def cases(id: str) -> list[Exercise]:
    """So many exercises of a kind."""
    return [make(id, seed) for seed in CASES]


def model_of(code: str) -> keras.Model:
    """The model that some code makes, with weights."""
    names = {"keras": keras, "layers": layers}
    exec(code, names)
    model = names["model"]
    assert isinstance(model, keras.Model)
    return model


def written(code: str) -> list[keras.Layer]:
    """The layers of a Sequential model's code, or of bare lines, one a line."""
    return [_layer(line) for line in _lines(code)]


def _lines(code: str) -> list[str]:
    lines = (line.strip().rstrip(",") for line in code.splitlines())
    return [line for line in lines if line and not line.startswith(("model", "])", "x_"))]


def _layer(line: str) -> keras.Layer:
    names = {"keras": keras, "layers": layers} | {name: getattr(layers, name) for name in dir(layers)}
    return eval(line, names)


def joined(made: list[keras.Layer], image: tuple[int, ...] | None = None) -> keras.Model:
    """A Sequential model, behind an Input of its own where an image's shape is given."""
    return keras.Sequential([*([keras.Input(image)] if image else []), *made])


def refused_at(code: str) -> int | None:
    """The line of the first layer that Keras cannot make or add to those above; None if it takes all."""
    model = keras.Sequential()
    for at, line in enumerate(_lines(code)):
        try:
            model.add(_layer(line))
        except (ValueError, TypeError):  # None % 1, where channels are open
            return at + 2
    return None
