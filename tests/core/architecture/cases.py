"""The lesson's cases, and what Keras does with a learner's code: the oracle of every diagnosis."""

import re
import traceback
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import keras
import numpy as np

FOLDER = Path(__file__).resolve().parents[3] / "assets" / "lessons" / "debugger" / "cases"
CASES = {path.stem: path.read_text(encoding="utf-8") for path in sorted(FOLDER.glob("*.py"))}
NAME = "<learner>"
_COLOURS = re.compile(r"\x1b\[\d+m")


class StepByStep(keras.Sequential):
    """A Sequential that builds with each layer and counts them, so that it is known which one fails."""

    added = 0

    def __init__(self, layers: Any = None, **named: Any) -> None:
        super().__init__(**named)
        for one in layers or []:
            self.add(one)
            StepByStep.added += 1


@dataclass(frozen=True)
class Ran:
    """What came of some code: its names, or the error with the line it came from.

    `failed_at`: how many layers of a list Keras had taken before; None if it never came to the list.
    """

    names: dict[str, Any]
    error: BaseException | None = None
    line: int | None = None
    failed_at: int | None = None

    @property
    def model(self) -> Any:
        assert self.error is None, self.error
        return self.names["model"]

    @property
    def message(self) -> str:
        """As Python shows it, without the colours and without what the layer was called with."""
        text = f"{type(self.error).__name__}: {self.error}"
        if isinstance(self.error, SyntaxError):
            text = f"{type(self.error).__name__}: {self.error.msg}"
        return _COLOURS.sub("", text).split("\n\nArguments received by")[0].strip()


def run(code: str, layer_by_layer: bool = False, **names: Any) -> Ran:
    """Let Python and Keras run code in which keras and layers are imported, as in a notebook."""
    keras.backend.clear_session()
    known = {"keras": _Keras() if layer_by_layer else keras, "layers": keras.layers, **names}
    StepByStep.added = -1
    try:
        exec(compile(code, NAME, "exec"), known)
    except Exception as error:
        frames = traceback.extract_tb(error.__traceback__)
        lines = [frame.lineno for frame in frames if frame.filename == NAME]
        line = error.lineno if isinstance(error, SyntaxError) else lines[-1]
        return Ran(known, error, line, StepByStep.added + 1 if layer_by_layer else None)
    return Ran(known)


class _Keras:
    """Keras with a Sequential that builds step by step."""

    Sequential = StepByStep

    def __getattr__(self, name: str) -> Any:
        return getattr(keras, name)


def batch(model: Any, size: int = 4) -> np.ndarray:
    """Random input for a model; a size that may be any is 16."""
    shape = [16 if side is None else side for side in model.input_shape[1:]]
    return np.random.default_rng(0).random((size, *shape)).astype("float32")
