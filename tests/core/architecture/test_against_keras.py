"""Every row of a trace is what the running Keras says; what a trace refuses, Keras refuses or cannot run."""

from math import prod

import keras
import numpy as np
import pytest
import tensorflow as tf

from cnn_core.architecture.checks import ACTIVATION_NAMES
from cnn_core.architecture.common import CONSTRAINTS, INITIALIZERS, REGULARIZERS
from cnn_core.architecture.signatures import MERGING
from cnn_core.architecture.stack import layer, stack
from cnn_core.architecture.trace import total_macs, trace
from cnn_core.errors import LabError
from cnn_core.models.build import build
from cnn_core.models.local_response import LocalResponseNormalization
from cnn_core.models.networks import NETWORKS, residual_net, simple_conv_net
from tests.core.architecture.random_stacks import random_stack

BATCHES = 10
STACKS_A_BATCH = 250
# Keras refuses with whatever comes first.
KERAS_ERRORS = (ValueError, TypeError, LookupError, AttributeError, ArithmeticError, NotImplementedError)
# Keras takes any shape here, and any axis, when a model is made; see the tests below for what happens when it
# runs. LocalResponseNormalization is ours: TensorFlow's takes maps only.
ANY_SHAPE = {
    "RandomFlip": {},
    "RandomTranslation": {"height_factor": 0.1, "width_factor": 0.1},
    "RandomRotation": {"factor": 0.1},
    "RandomZoom": {"height_factor": 0.1},
    "Softmax": {"axis": 5},
    "LocalResponseNormalization": {},
}


def made_by_keras(architecture, input_shape=None):
    """The model as a learner would write it, names left to Keras, and its layers in the stack's order."""
    first = architecture.layers[0]
    written = dict(first.arguments) if first.kind == "Input" else {}
    inputs = keras.Input(**(written if input_shape is None else written | {"shape": input_shape}))
    outputs, layers = [], []
    for position, one in enumerate(architecture.layers):
        if one.kind == "Input":
            outputs.append(inputs)
            continue
        own = one.kind == "LocalResponseNormalization"
        made = (LocalResponseNormalization if own else getattr(keras.layers, one.kind))(**dict(one.arguments))
        layers.append(made)
        if not architecture.is_sequential:
            fed = [outputs[source] if source >= 0 else inputs for source in architecture.sources(position)]
            outputs.append(made(fed if one.kind in MERGING else fed[0]))
    if architecture.is_sequential:
        return keras.Sequential([inputs, *layers]), layers
    return keras.Model(inputs, outputs[-1]), layers


def told_by_keras(architecture, input_shape=None):
    """Of each layer the name, the output's shape, all weights and those that are not trained."""
    keras.backend.clear_session(free_memory=False)  # names start anew
    with keras.StatelessScope(initialize_variables=False):  # weights have shapes, but no numbers: no memory
        _, layers = made_by_keras(architecture, input_shape)
        return [
            (
                one.name,
                tuple(one.output.shape[1:]),
                one.count_params(),
                sum(prod(weight.shape) for weight in one.non_trainable_weights),
            )
            for one in layers
        ]


def told_by_trace(architecture, input_shape=None):
    rows = [row for row in trace(architecture, input_shape) if row.kind != "Input"]
    return [(row.name, row.output_shape, row.params, row.non_trainable) for row in rows]


VARIANTS = {
    "book, padded": simple_conv_net(
        filter_num=8, filter_size=3, stride=2, pad=1, hidden_size=9, output_size=4
    ),
    "residual, deeper": residual_net(blocks=2, width=4),
}
ALL = {name: network.architecture for name, network in NETWORKS.items()} | VARIANTS


@pytest.mark.parametrize("name", ALL)
def test_networks_row_by_row(name):
    assert told_by_trace(ALL[name]) == told_by_keras(ALL[name])


@pytest.mark.parametrize("batch", range(BATCHES))
def test_random_stacks_row_by_row(batch):
    """Names, shapes and weights; where one refuses, so does the other."""
    refused = 0
    for seed in range(batch * STACKS_A_BATCH, (batch + 1) * STACKS_A_BATCH):
        architecture, input_shape = random_stack(seed)
        try:
            ours, error = told_by_trace(architecture, input_shape), None
        except LabError as raised:
            ours, error, refused = None, raised, refused + 1
            if error.values["kind"] in ANY_SHAPE:
                continue
        try:
            theirs = told_by_keras(architecture, input_shape)
        except KERAS_ERRORS as raised:
            theirs = None if error else raised
        assert ours == theirs, f"seed {seed}: {architecture}, {input_shape}, {error}"
    assert 10 < refused < STACKS_A_BATCH / 2  # both sides are tried


@pytest.mark.parametrize("batch", range(4))
def test_random_stacks_running(batch):
    """What TensorFlow hands on from layer to layer has the shapes that were said before it ran."""
    for seed in range(30_000 + batch * 20, 30_020 + batch * 20):
        architecture, input_shape = random_stack(seed)
        try:
            shape = trace(architecture, input_shape)[0].output_shape if input_shape is None else input_shape
            shape = tuple(20 if size is None else size for size in shape)
            rows = [row for row in trace(architecture, shape) if row.kind != "Input"]
        except LabError:
            continue
        model = build(architecture, shape)
        layers = [model.get_layer(row.name) for row in rows]
        every = keras.Model(model.inputs[0], [one.output for one in layers])
        found = every(np.zeros((2, *shape), np.float32), training=True)
        found = [found] if len(rows) == 1 else found
        assert [tuple(one.shape[1:]) for one in found] == [row.output_shape for row in rows], (
            f"seed {seed}: {architecture}, {shape}"
        )


@pytest.mark.parametrize("kind", [kind for kind in ANY_SHAPE if kind != "LocalResponseNormalization"])
@pytest.mark.parametrize("shape", [(5,), (3, 4, 5, 2)])
def test_what_keras_makes_without_a_map_does_not_run(kind, shape):
    """A vector or a film; (rows, columns) alone would run, with the batch taken for rows."""
    with pytest.raises(LabError):
        trace(stack(layer(kind, **ANY_SHAPE[kind])), shape)
    made = getattr(keras.layers, kind)(**ANY_SHAPE[kind])
    assert made.compute_output_shape((2, *shape)) == (2, *shape)
    with pytest.raises((ValueError, IndexError, tf.errors.InvalidArgumentError)):
        made(np.zeros((2, *shape), np.float32), training=True)


ENOUGH = {  # what a layer needs besides the argument that is tried
    "Conv2D": {"filters": 4, "kernel_size": 3},
    "SeparableConv2D": {"filters": 4, "kernel_size": 3},
    "DepthwiseConv2D": {"kernel_size": 3},
    "Dense": {"units": 4},
    "Dropout": {"rate": 0.5},
    "SpatialDropout2D": {"rate": 0.5},
    "Rescaling": {"scale": 0.5},
    **{kind: arguments for kind, arguments in ANY_SHAPE.items() if kind.startswith("Random")},
}
REFUSED = [
    *[("Conv2D", "filters", value) for value in (0, -1, 2.5, "3")],
    *[("Conv2D", "strides", value) for value in (0, -1, 2.5, "3")],
    *[("Conv2D", "kernel_size", value) for value in (0, (3,), (3, 3, 3), (3, 0), ((1, 2), 3), None)],
    *[("Conv2D", "padding", value) for value in ("full", "causal", 1, None)],
    *[("Conv2D", "activation", value) for value in ("rellu", "ReLu6", 1)],
    *[("Conv2D", "data_format", value) for value in ("channels", 3)],
    *[("Conv2D", "kernel_initializer", value) for value in ("he", "constant", 0.1)],
    *[("Conv2D", "kernel_regularizer", value) for value in ("l3", 0.1)],
    *[("Conv2D", "bias_constraint", value) for value in ("positive", 1)],
    *[("Conv2D", "name", value) for value in ("a/b", 3, True)],
    *[("Conv2D", "dtype", value) for value in ("float", "float8", 32)],
    *[("Conv2D", "groups", value) for value in (0, 3, -1)],
    *[("SeparableConv2D", "depth_multiplier", value) for value in (0, -1, 1.5)],
    *[("MaxPooling2D", "pool_size", value) for value in (0, -2, (2,), "2")],
    *[("MaxPooling2D", "strides", value) for value in (0, -2, (2,), "2")],
    *[("MaxPooling2D", "padding", value) for value in ("SAME", "full")],
    *[("ZeroPadding2D", "padding", value) for value in ((1, 2, 3), ((1, 2), (3, -4)), "same")],
    *[("Reshape", "target_shape", value) for value in ((-1, -1), (5, 5), 144, (-1, 0))],
    *[("Dense", "units", value) for value in (0, -1, 2.5, "3", (2, 2), None)],
    *[("Dropout", "rate", value) for value in (-0.1, 1.1, "half", None)],
    *[("Dropout", "seed", 0.5), ("Dropout", "noise_shape", 3), ("Dropout", "noise_shape", (0, 1))],
    *[("SpatialDropout2D", "trainable", False), ("SpatialDropout2D", "rate", 2)],
    *[("BatchNormalization", "axis", value) for value in (4, -4, (2,), None)],
    *[("RandomTranslation", "width_factor", value) for value in (2, (1,), None)],
    *[("RandomZoom", "height_factor", value) for value in (2, -1, (1, -1), "0.1")],
    *[("RandomRotation", name, "mirror") for name in ("fill_mode", "interpolation")],
]


@pytest.mark.parametrize(("kind", "name", "value"), REFUSED)
def test_arguments_that_neither_takes(kind, name, value):
    architecture = stack(layer(kind, **(ENOUGH.get(kind, {}) | {name: value})))
    with pytest.raises(LabError):
        trace(architecture, (6, 6, 4))
    with pytest.raises(KERAS_ERRORS):
        told_by_keras(architecture, (6, 6, 4))


NAMED = {
    keras.initializers: INITIALIZERS,
    keras.regularizers: REGULARIZERS,
    keras.constraints: CONSTRAINTS,
    keras.activations: ACTIVATION_NAMES,
}


@pytest.mark.parametrize("module", NAMED, ids=lambda module: module.__name__)
def test_names_of_functions(module):
    """Every name that passes is one that Keras makes something of; those it needs values for do not pass."""
    assert all(callable(module.get(name)) for name in NAMED[module])
    assert "constant" not in NAMED[module]


# Keras takes these without a word. True is no number of filters and 1 is no truth; no padding, momentum or
# fill means what it says there; and Keras would only fail when the model runs, or train to nothing.
SILENT = [
    *[("Conv2D", name, True) for name in ("filters", "kernel_size", "strides", "groups")],
    *[("Conv2D", "strides", (2.0, 2)), ("Conv2D", "use_bias", 1), ("Dropout", "rate", True)],
    *[("ZeroPadding2D", "padding", -1), ("BatchNormalization", "momentum", 2.0)],
    *[("BatchNormalization", "epsilon", -0.5), ("LeakyReLU", "negative_slope", float("nan"))],
    *[("RandomFlip", "mode", "sideways"), ("Rescaling", "scale", "255"), ("Rescaling", "offset", (1, 2, 3))],
    *[("RandomZoom", "fill_value", "white"), ("GlobalMaxPooling2D", "keepdims", 1)],
    *[("Activation", "activation", name) for name in ("glu", "threshold", None)],
]


@pytest.mark.parametrize(("kind", "name", "value"), SILENT)
def test_arguments_that_keras_only_seems_to_take(kind, name, value):
    architecture = stack(layer(kind, **(ENOUGH.get(kind, {}) | {name: value})))
    assert told_by_keras(architecture, (6, 6, 4))
    with pytest.raises(LabError):
        trace(architecture, (6, 6, 4))


def multiply_adds(model):
    """TensorFlow's own count for one image: half of the operations of what multiplies and adds."""
    call = tf.function(lambda image: model(image, training=False))
    graph = call.get_concrete_function(tf.TensorSpec((1, *model.inputs[0].shape[1:]), tf.float32)).graph
    choose = tf.compat.v1.profiler.ProfileOptionBuilder
    options = choose(choose.float_operation()).with_empty_output().build()
    node = tf.compat.v1.profiler.profile(graph, cmd="op", options=options)
    operations = 0
    while node.children:  # the answer is a chain
        (node,) = node.children
        operations += node.float_ops if node.name in ("Conv2D", "DepthwiseConv2dNative", "MatMul") else 0
    return operations // 2


@pytest.mark.parametrize(
    "name", ["lenet-5", "cifar10-cnn", "separable-net", "residual-net", "inception-block"]
)
def test_multiply_adds_of_networks(name):
    assert total_macs(trace(ALL[name])) == multiply_adds(build(ALL[name])) > 0


COUNTED = (
    "Conv2D",
    "SeparableConv2D",
    "DepthwiseConv2D",
    "MaxPooling2D",
    "ZeroPadding2D",
    "Dense",
    "Flatten",
)


def test_multiply_adds_of_random_stacks():
    """Groups and dilation are left out: TensorFlow counts those by its detours."""
    counted = 0
    for seed in range(40_000, 40_060):
        architecture, input_shape = random_stack(seed, COUNTED)
        written = {name for one in architecture.layers for name, _ in one.arguments}
        if written & {"groups", "dilation_rate", "data_format"}:
            continue
        try:
            macs = total_macs(trace(architecture, input_shape))
        except LabError:
            continue
        if macs is not None:
            assert macs == multiply_adds(build(architecture, input_shape)), f"{architecture}, {input_shape}"
            counted += macs > 0
    assert counted > 15


@pytest.mark.parametrize(
    ("kind", "arguments"),
    [
        ("Conv2D", {"filters": 6, "kernel_size": (3, 2), "groups": 2, "strides": 2}),
        ("Conv2D", {"filters": 3, "kernel_size": (2, 3), "dilation_rate": (3, 2)}),
        ("DepthwiseConv2D", {"kernel_size": 3, "dilation_rate": 2, "depth_multiplier": 3}),
        ("DepthwiseConv2D", {"kernel_size": (1, 3), "strides": (2, 3)}),
    ],
)
def test_multiply_adds_are_the_sum_of_ones(kind, arguments):
    """Ones times ones, without padding: each product adds 1 to the sum of all outputs."""
    model = build(stack(layer(kind, **arguments)), (11, 10, 4))
    model.set_weights([np.full_like(weight, weight.ndim > 1) for weight in model.get_weights()])
    products = np.sum(model(np.ones((1, 11, 10, 4), np.float32)))
    assert total_macs(trace(stack(layer(kind, **arguments)), (11, 10, 4))) == products > 0
