"""The questions of the pooling lesson; the core computes every answer."""

from app.panel import Panel
from app.pool_lab import PoolLab
from app.predict import side_question
from app.questions import Question
from app.views.pooling import LAYERS, shrunk, stack, two_pictures
from app.views.shift import pattern, unchanged
from cnn_core.convolution import dense_weight_count, weight_count
from cnn_core.errors import LabError
from cnn_core.exercises.misconceptions import Axis, wrong_receptive_fields
from cnn_core.windows import output_size, receptive_field


def default_stride() -> Question:
    """MaxPooling2D(3) on 9x9: how many rows?"""
    return side_question(Axis(9, 3, 3))


def halvings() -> Question:
    """How often can 28x28 be pooled by 2x2 before no window fits?"""
    sides = [28]
    while True:
        try:
            sides.append(output_size(sides[-1], 2, 2))
        except LabError:
            break
    sizes = " → ".join(map(str, sides))
    return Question(
        "number", len(sides) - 1, {"halves-once-more": len(sides), "divides-exactly": 2}, {"sides": sizes}
    )


def pool_weights() -> Question:
    """How many weights has a 2x2 max pooling of 32 channels?"""
    beliefs = {
        "pools-like-a-kernel": weight_count(2, 32, 32),
        "a-window-a-channel": 2 * 2 * 32,
        "one-window": 4,
    }
    return Question("number", 0, beliefs)


def depth(lab: PoolLab) -> Question:
    """How many channels has the output?"""
    channels = lab.output().shape[-1]
    return Question("number", channels, {"merges-channels": 1}, {"in": channels})


def same_call() -> Question:
    """Which Keras call is ksize=[1, 3, 3, 1], strides=[1, 2, 2, 1]?"""
    return Question(
        "choice",
        "square",
        {"window-of-the-batch": "batch", "swapped": "swapped"},
        {},
        ("batch", "swapped", "square"),
    )


def which_is_max(seed: int) -> Question:
    """Which of the two pictures is max pooled? The brighter one: a maximum is never below the mean."""
    shown = two_pictures(seed)
    brighter = max(shown, key=lambda letter: float(shown[letter].mean()))
    return Question("choice", brighter, {}, {"seed": seed}, ("a", "b"))


def stays(panel: Panel) -> Question:
    """How many percent of the max-pooled cells stay when the pattern moves?"""
    s = panel.setting
    right = unchanged(pattern(s.pattern), s.window, s.shift, "max")
    beliefs = {"fully-invariant": 100, "nothing-stays": 0}
    values = {"by": s.shift, "f": s.window, "pattern": panel.say(f"pattern.{s.pattern}")}
    wrong = {name: value for name, value in beliefs.items() if abs(value - right) > 2}
    return Question("number", right, wrong, values, tolerance=2, about=s)


def field(panel: Panel) -> Question:
    """What does one unit on top of the stack see?"""
    layers = [(f, s) for _, f, s in stack(panel.setting)]
    right = receptive_field(layers or [(1, 1)])[0]
    wrong = wrong_receptive_fields(layers) if layers else {}
    told = " → ".join(f"{f}×{f}/{s}" for f, s in layers)
    return Question("number", right, wrong, {"stack": told, "layers": len(layers), "kinds": len(LAYERS)})


def after_subsampling() -> Question:
    """What is left of stripes one pixel wide when every second pixel is taken?"""
    halves = shrunk(pattern("stripes"))["subsample"]
    answer = "white" if halves.min() == 255 else "black" if halves.max() == 0 else "stripes"
    return Question(
        "choice", answer, {"keeps-detail": "stripes", "mixes": "grey"}, {}, ("stripes", "grey", "white")
    )


def head_question(panel: Panel) -> Question:
    """How many weights has the classifier after global average pooling?"""
    s = panel.setting
    flat = s.side * s.side * s.channels
    right = dense_weight_count(s.channels, s.classes)
    beliefs = {
        "flattens": dense_weight_count(flat, s.classes),
        "forgets-bias": s.channels * s.classes,
        "pools-need-none": 0,
    }
    return Question("number", right, beliefs, {"n": s.side, "c": s.channels, "k": s.classes})


def torch_default() -> Question:
    """6 cells, window 3, stride 2 in PyTorch without ceil_mode."""
    return side_question(Axis(6, 3, 2))
