"""Tasks on `trainable`: what `fit` trains is settled when the model is compiled."""

from collections.abc import Mapping, Sequence
from typing import Final

from cnn_core.architecture.emit import emit_layer
from cnn_core.architecture.stack import Layer, layer, stack
from cnn_core.architecture.trace import trace
from cnn_core.exercises.exercise import Draw, Solved

Bounds = Sequence[int]
Choices = Sequence[int]
#: Two layers, 0 and 1, in either order: "c" compiles, "f" fits, "-0" freezes a layer, "+0" thaws it. Between
#: a compile and the first fit after it nothing changes: there Keras does not do what its documentation says.
PROGRAMS: Final = (
    "c f -0 f", "-0 c f +0 f", "-0 c f +0 -1 f", "c f -0 f", "-0 c f +0 f", "-0 c f +0 -1 f", "c f -0 c f",
    "-0 c f +0 c f", "-0 c f +0 -1 c f",
)  # fmt: skip
#: The same of three layers; the last change is never compiled, and one before it is.
LONGER: Final = (
    "-0 c f -1 f", "-0 c f +0 -1 f", "-0 -1 c f +1 f", "c f -0 c f -1 f", "c f -0 c f +0 -1 f",
    "-0 c f +0 -1 c f +1 -2 f", "-0 -1 c f +0 c f -2 f",
)  # fmt: skip


def last_fit(draw: Draw) -> Solved:
    """23: of two layers, whose weights the last fit changes."""
    names = ("first", "last")
    conv = draw.pick((True, False))
    layers = _layers(draw, conv, 2, (8, 16, 32), (3, 10))
    program = _renamed(draw.pick(PROGRAMS), draw.shuffled(names))
    at_compile, at_fit = (_said(one) for one in trained(program, names))
    code = _code(dict(zip(names, layers[1:], strict=True)), layers[0], program)
    return Solved({"code": code}, at_compile, {"freezes-at-once": at_fit}, options=("both", *names))


def trained_weights(draw: Draw, sides: Bounds, filters: Choices, units: Choices) -> Solved | None:
    """23: of three layers, how many weights the last fit trains."""
    names = ("first", "second", "last")
    conv = draw.pick((True, False))
    layers = _layers(draw, conv, 3, filters if conv else units, sides)
    bridge = [layer("GlobalAveragePooling2D")] if conv else []
    rows = trace(stack(*layers[:-1], *bridge, layers[-1]))
    weights = dict(zip(names, [row.params for row in rows if row.params], strict=True))
    program = _renamed(draw.pick(LONGER), draw.shuffled(names))
    at_compile, at_fit = trained(program, names)
    answer, counts = _sum(weights, at_compile), " · ".join(map(str, weights.values()))
    kept = dict(zip(names, layers[1:], strict=True))
    biases = sum(kept[name]["units" if kept[name].kind == "Dense" else "filters"] for name in at_compile)
    wrong = {
        "freezes-at-once": _sum(weights, at_fit), "trains-all": _sum(weights, names),
        "forgets-bias": answer - biases,
    }  # fmt: skip
    values = {"counts": counts, "sum": " + ".join(str(weights[name]) for name in at_compile)}
    return Solved({"code": _code(kept, layers[0], program)}, answer, wrong, values)


def trained(program: Sequence[str], names: Sequence[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The layers that the last fit trains, and those that `trainable` names when it begins.

    Which weights are trained is settled when the model is compiled
    (https://keras.io/guides/transfer_learning/, "Important notes about compile() and trainable").

    >>> trained(["compile", "fit", "-first", "fit"], ("first", "last"))
    (('first', 'last'), ('last',))
    """
    frozen: set[str] = set()
    compiled: tuple[str, ...] = ()
    for step in program:
        if step == "compile":
            compiled = tuple(name for name in names if name not in frozen)
        elif step != "fit":
            (frozen.add if step[0] == "-" else frozen.discard)(step[1:])
    return compiled, tuple(name for name in names if name not in frozen)


def _renamed(program: str, names: Sequence[str]) -> list[str]:
    """The steps with the layers' names."""
    whole = {"c": "compile", "f": "fit"}
    return [whole.get(step) or step[0] + names[int(step[1])] for step in program.split()]


def _layers(draw: Draw, conv: bool, count: int, sizes: Choices, ends: Bounds) -> list[Layer]:
    """An input and `count` layers with weights: convolutions but for the last, or dense layers."""
    inner = [draw.pick(sizes) for _ in range(count - 1)]
    last = layer("Dense", draw.within(ends), activation="softmax")
    if conv:
        made = [layer("Conv2D", size, 3, activation="relu") for size in inner]
        return [layer("Input", (8, 8, draw.pick((1, 3)))), *made, last]
    made = [layer("Dense", size, activation="relu") for size in inner]
    return [layer("Input", (draw.pick((4, 6, 10)),)), *made, last]


def _code(layers: Mapping[str, Layer], image: Layer, program: Sequence[str]) -> str:
    made = [f"{name} = {emit_layer(one)}" for name, one in layers.items()]
    parts = list(layers)
    if any(one.kind == "Conv2D" for one in layers.values()):
        parts.insert(-1, "layers.GlobalAveragePooling2D()")
    listed = [f"    {part}," for part in (emit_layer(image), *parts)]
    model = "\n".join(["model = keras.Sequential([", *listed, "])"])
    return "\n".join([*made, model, *map(_line, program)])


def _line(step: str) -> str:
    calls = {
        "compile": 'model.compile("sgd", "sparse_categorical_crossentropy")', "fit": "model.fit(x, y)",
    }  # fmt: skip
    return calls.get(step) or f"{step[1:]}.trainable = {step[0] == '+'}"


def _said(names: Sequence[str]) -> str:
    return names[0] if len(names) == 1 else "both"


def _sum(weights: Mapping[str, int], names: Sequence[str]) -> int:
    return sum(weights[name] for name in names)
