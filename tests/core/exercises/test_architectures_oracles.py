"""Exercises on whole networks: what Keras says of the same code, the same shapes, the same layers."""

from itertools import permutations

import keras
import numpy as np
import pytest
import tensorflow as tf

from tests.core.exercises.ran_code import cases, joined, model_of, written


@pytest.mark.parametrize("case", cases("architectures.stack-shape"), ids=lambda case: case.seed)
def test_shapes_of_a_stack(case):
    assert model_of(case.given["code"]).output_shape[1:] == case.answer


@pytest.mark.parametrize("case", cases("architectures.stack-weights"), ids=lambda case: case.seed)
def test_weights_of_a_stack(case):
    assert model_of(case.given["code"]).count_params() == case.answer


@pytest.mark.parametrize("case", cases("architectures.without-pooling"), ids=lambda case: case.seed)
def test_weights_without_pooling(case):
    made = written(case.given["code"])
    dense = next(one for one in made if isinstance(one, keras.layers.Dense))
    joined([one for one in made if not isinstance(one, keras.layers.MaxPooling2D)])
    assert dense.count_params() == case.answer
    pooled = model_of(case.given["code"]).layers[-1].count_params()
    assert pooled == case.case.beliefs["pooling-has-no-weights"]


@pytest.mark.parametrize("case", cases("architectures.heaviest-layer"), ids=lambda case: case.seed)
def test_the_heaviest_layer(case):
    counts = [one.count_params() for one in model_of(case.given["code"]).layers if one.count_params()]
    assert case.case.options[int(np.argmax(counts))] == case.answer


@pytest.mark.parametrize("case", cases("architectures.stack-field"), ids=lambda case: case.seed)
def test_the_field_is_where_the_gradient_is(case):
    model = model_of(case.given["code"].replace("MaxPooling2D()", "AveragePooling2D(2)"))
    for weights in model.trainable_weights:
        weights.assign(np.ones(weights.shape))
    image = tf.Variable(np.ones((1, 64, 64, 3), np.float32))
    with tf.GradientTape() as tape:
        maps = model(image)
        unit = maps[0, maps.shape[1] // 2, maps.shape[2] // 2, 0]
    seen = np.abs(tape.gradient(unit, image).numpy()).sum(axis=(0, 2, 3))
    rows = np.flatnonzero(seen)
    assert rows[-1] - rows[0] + 1 == case.answer


@pytest.mark.parametrize("case", cases("architectures.flatten-or-gap"), ids=lambda case: case.seed)
def test_weights_saved_by_global_pooling(case):
    n, c, k = (case.given[name] for name in "nck")
    counts = [
        joined([front, keras.layers.Dense(k)], (n, n, c)).count_params()
        for front in (keras.layers.Flatten(), keras.layers.GlobalAveragePooling2D())
    ]
    assert counts[0] - counts[1] == case.answer


@pytest.mark.parametrize("case", cases("architectures.small-kernels"), ids=lambda case: case.seed)
def test_weights_saved_by_small_kernels(case):
    times, c, window = case.given["times"], case.given["c"], case.values["window"]
    large = joined([keras.layers.Conv2D(c, window)], (32, 32, c))
    small = joined([keras.layers.Conv2D(c, 3) for _ in range(times)], (32, 32, c))
    assert small.output_shape == large.output_shape, "they see as far"
    assert large.count_params() - small.count_params() == case.answer


@pytest.mark.parametrize("case", cases("architectures.layer-work"), ids=lambda case: case.seed)
def test_each_product_of_ones_is_a_multiply_add(case):
    n, c, k, f = (case.given[name] for name in "nckf")
    ones = np.ones((1, n, n, c), np.float32)
    maps = keras.layers.Conv2D(k, f, kernel_initializer="ones", use_bias=False)(ones)
    assert float(np.asarray(maps, np.float64).sum()) == case.answer


@pytest.mark.parametrize("case", cases("architectures.separable-or-plain"), ids=lambda case: case.seed)
def test_weights_saved_by_separable_convolutions(case):
    c, k = case.given["c"], case.given["k"]
    plain = joined([keras.layers.Conv2D(k, 3)], (9, 9, c)).count_params()
    assert plain - joined([keras.layers.SeparableConv2D(k, 3)], (9, 9, c)).count_params() == case.answer


@pytest.mark.parametrize("case", cases("architectures.residual"), ids=lambda case: case.seed)
def test_what_can_be_added(case):
    try:
        model_of(case.given["code"])
        runs = True
    except ValueError:
        runs = False
    assert runs == (case.answer == "runs")
    branch = model_of(case.given["code"].replace("layers.Add()([x, inputs])", "x"))
    agree = [one == other for one, other in zip(branch.output_shape, branch.input_shape, strict=True)][1:]
    expected = {"runs": [True] * 3, "sides": [False, False, True], "channels": [True, True, False]}
    assert agree == expected.get(case.answer, [False] * 3)


def _steps(calls: dict[str, str], order: tuple[str, ...], image: tuple[int, ...]) -> list[str] | None:
    """The shapes that Keras gives, as they are written; None where it refuses a layer."""
    try:
        model = joined(written("\n".join(calls[name] for name in order)), image)
    except ValueError:
        return None
    return [" × ".join(map(str, one.output.shape[1:])) for one in model.layers]


@pytest.mark.parametrize("case", cases("architectures.order-from-shapes"), ids=lambda case: case.seed)
def test_the_order_gives_the_shapes(case):
    k, m, f, g, u = (case.values[name] for name in "kmfgu")
    calls = {
        "conv_a": f"Conv2D({k}, {f})", "conv_b": f"Conv2D({m}, {g})", "pool": "MaxPooling2D(2)",
        "flatten": "Flatten()", "dense": f"Dense({u})",
    }  # fmt: skip
    first, *shapes = case.given["shapes"].split(" → ")
    image = tuple(map(int, first.split(" × ")))
    assert _steps(calls, case.answer, image) == shapes
    for wrong in case.case.beliefs.values():
        assert _steps(calls, wrong, image) != shapes


@pytest.mark.parametrize("case", cases("architectures.order-for-length"), ids=lambda case: case.seed)
def test_only_one_order_gives_the_length(case):
    calls = {
        "conv_a": f"Conv2D({case.values['k']}, 3)", "conv_b": f"Conv2D({case.values['m']}, 3)",
        "pool": "MaxPooling2D(2)", "flatten": "Flatten()",
    }  # fmt: skip
    n, wanted = case.given["n"], str(case.given["length"])
    made = {order: _steps(calls, order, (n, n, 1)) for order in permutations(calls)}
    assert [order for order, shapes in made.items() if shapes and shapes[-1] == wanted] == [case.answer]


@pytest.mark.parametrize("name", ["write-head", "write-slim"])
def test_written_layers_meet_the_budget(name):
    for case in cases(f"architectures.{name}"):
        met = {}
        for belief, code in {"": case.answer, **case.case.beliefs}.items():
            model = joined(written(code), case.given["input"])
            shape, count = model.output_shape[1:], model.count_params()
            met[belief] = shape == case.given["output"] and count <= case.given["most_weights"]
        assert met.pop("") and not any(met.values()), (case.seed, met)
