"""What a model is compiled with, read beside its layers; and models that hold nothing."""

import keras
import pytest

from cnn_core.architecture.emit import emit
from cnn_core.architecture.parse import parse, read
from cnn_core.architecture.stack import Architecture

COMPILED = {
    "loss='mse'": ("mse", False),
    "'adam', 'sparse_categorical_crossentropy'": ("sparse_categorical_crossentropy", False),
    "loss=keras.losses.MeanSquaredError()": ("mean_squared_error", False),
    "loss=tf.keras.losses.SparseCategoricalCrossentropy(from_logits=True)": (
        "sparse_categorical_crossentropy",
        True,
    ),
    "loss=BinaryCrossentropy(True)": ("binary_crossentropy", True),
    "loss=CategoricalCrossentropy(from_logits=False)": ("categorical_crossentropy", False),
    "loss=keras.losses.categorical_crossentropy": ("categorical_crossentropy", False),
    "loss=loss_fn": ("kl_divergence", False),
    "optimizer='sgd'": (None, False),
    "loss=numpy.mean": (None, False),
}


@pytest.mark.parametrize("written, expected", COMPILED.items(), ids=COMPILED)
def test_how_a_model_is_compiled(written: str, expected: tuple[str | None, bool]) -> None:
    code = "import keras\nloss_fn = keras.losses.KLDivergence()\nmodel = Sequential([Dense(3)])\n"
    code += f" \nmodel.compile({written})"
    compiled = read(code).compiled
    assert compiled and (compiled.loss, compiled.from_logits) == expected
    assert code[compiled.span.start : compiled.span.stop] == f"model.compile({written})"
    if compiled.loss:
        assert keras.losses.get(compiled.loss)


def test_not_compiled_and_empty() -> None:
    assert read("model = Sequential([])").compiled is None
    assert parse("model = keras.Sequential()") == Architecture()
    assert emit(Architecture()).endswith("model = keras.Sequential([])\n")
