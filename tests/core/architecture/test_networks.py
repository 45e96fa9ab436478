"""The known networks against what is published about them, and Keras models built from them."""

import keras
import numpy as np
import pytest
import tensorflow as tf

from cnn_core.architecture.stack import layer, stack
from cnn_core.architecture.trace import total_macs, total_params, trace
from cnn_core.errors import LabError
from cnn_core.models.build import MAX_BYTES, build, bytes_needed
from cnn_core.models.local_response import LocalResponseNormalization
from cnn_core.models.networks import NETWORKS, residual_net, simple_conv_net


def rows_of(name):
    return trace(NETWORKS[name].architecture)


def shapes_of(name):
    return [row.output_shape for row in rows_of(name)]


def weights_of(name):
    return [row.params for row in rows_of(name) if row.params]


# What is published, in parameters. Where it is rounded, so are we.
PARAMETERS = {
    # https://pytorch.org/tutorials/beginner/blitz/cifar10_tutorial.html: the sizes of its layers.
    "lenet-5": 456 + 2_416 + 48_120 + 10_164 + 850,
    # https://www.tensorflow.org/tutorials/images/cnn, model.summary().
    "cifar10-cnn": 122_570,
    # https://github.com/oreilly-japan/deep-learning-from-scratch, ch07: shapes of W1, b1, W2, b2, W3, b3.
    "simple-conv-net": 30 * 1 * 5 * 5 + 30 + 30 * 12 * 12 * 100 + 100 + 100 * 10 + 10,
    # https://github.com/BVLC/caffe/tree/master/models/bvlc_alexnet, the weights of bvlc_alexnet.caffemodel.
    "alexnet": 60_965_224,
    # https://keras.io/api/applications/vgg/, whose summary() says so.
    "vgg16": 138_357_544,
    "vgg16-base": 14_714_688,
    # https://github.com/mlcommons/tiny, benchmark/training/image_classification with 16 filters.
    "residual-net": 78_666,
}


@pytest.mark.parametrize("name", PARAMETERS)
def test_parameters(name):
    assert total_params(rows_of(name)) == PARAMETERS[name]


def test_lenet_5():
    assert [shape for shape in shapes_of("lenet-5") if len(shape) == 3] == [
        (32, 32, 3), (28, 28, 6), (14, 14, 6), (10, 10, 16), (5, 5, 16),
    ]  # fmt: skip
    assert [shape for shape in shapes_of("lenet-5") if len(shape) == 1] == [(400,), (120,), (84,), (10,)]
    assert weights_of("lenet-5") == [456, 2_416, 48_120, 10_164, 850]


def test_lenet_5_of_1998():
    """http://yann.lecun.com/exdb/publis/pdf/lecun-98.pdf, section II.B: sizes, parameters, connections."""
    rows = {row.name: row for row in rows_of("lenet-5-1998")}
    sizes = {name: row.output_shape for name, row in rows.items() if len(name) == 2}
    assert sizes.pop("F6") == (84,)
    assert list(sizes.values()) == [(28, 28, 6), (14, 14, 6), (10, 10, 16), (5, 5, 16), (1, 1, 120)]
    assert (rows["C1"].params, rows["C5"].params, rows["F6"].params) == (156, 48_120, 10_164)
    assert rows["C1"].macs + 28 * 28 * 6 == 122_304  # the article counts biases as connections
    # Its table I: six maps see 3, nine see 4, one sees all 6; each has a bias.
    assert rows["C3"].params - 16 * 6 * 25 + (6 * 3 + 9 * 4 + 6) * 25 == 1_516


def test_simple_conv_net_for_other_settings():
    """The book: (input - filter + 2 pad) / stride + 1, halved by pooling."""
    rows = trace(simple_conv_net(16, filter_size=3, stride=1, pad=1, hidden_size=50, output_size=7))
    assert [row.output_shape for row in rows if row.params] == [(28, 28, 16), (50,), (7,)]
    assert total_params(rows) == 16 * 9 + 16 + 16 * 14 * 14 * 50 + 50 + 50 * 7 + 7
    order = ["Conv2D", "ReLU", "MaxPooling2D", "Flatten", "Dense", "ReLU", "Dense", "Softmax"]
    assert [row.kind for row in rows][2:] == order


def test_alexnet():
    """https://papers.nips.cc/paper/4824, section 3.5 and figure 2: neurons a layer, kernels of each GPU.

    Its first number, 253,440, does not fit its own 55 rows of 55 units with 96 channels.
    """
    rows = [row for row in rows_of("alexnet") if row.params]
    assert [np.prod(row.output_shape) for row in rows] == [
        55 * 55 * 96, 186_624, 64_896, 64_896, 43_264, 4096, 4096, 1000,
    ]  # fmt: skip
    kernels = [(row.params - row.output_shape[-1]) // row.output_shape[-1] for row in rows[:5]]
    assert kernels == [11 * 11 * 3, 5 * 5 * 48, 3 * 3 * 256, 3 * 3 * 192, 3 * 3 * 192]
    # https://arxiv.org/abs/1703.09039, table II: 666M in convolutions, 58.6M in dense layers.
    assert round(sum(row.macs for row in rows[:5]) / 1e6) == 666
    assert round(sum(row.macs for row in rows[5:]) / 1e6, 1) == 58.6


def test_vgg16():
    """Against keras.applications itself, base and all; 15.5 G multiply-adds in https://arxiv.org/abs/1703.09039."""
    with keras.StatelessScope(initialize_variables=False):
        theirs = keras.applications.VGG16(weights=None)
        ours = [(row.name, row.output_shape, row.params) for row in rows_of("vgg16")[1:]]
        assert ours == [(one.name, one.output.shape[1:], one.count_params()) for one in theirs.layers[1:]]
    assert shapes_of("vgg16-base") == shapes_of("vgg16")[:19]
    assert total_macs(rows_of("vgg16")) == 15_470_264_320
    # The article's table 2: 138 million.
    assert round(total_params(rows_of("vgg16")) / 1e6) == 138


def test_all_convolutional_net():
    """https://arxiv.org/abs/1412.6806: table 1 and 2, 6x6 before averaging; about 1.4 million parameters."""
    rows = rows_of("all-conv")
    convolutions = [row.output_shape for row in rows if row.kind == "Conv2D"]
    assert convolutions == [(32, 32, 96)] * 2 + [(16, 16, 96)] + [(16, 16, 192)] * 2 + [(8, 8, 192)] + [
        (6, 6, 192), (6, 6, 192), (6, 6, 10),
    ]  # fmt: skip
    assert round(total_params(rows) / 1e6, 1) == 1.4
    assert not {"MaxPooling2D", "Dense"} & {row.kind for row in rows}


def test_inception_block():
    """https://arxiv.org/abs/1409.4842, table 1, row 3a: 28x28x256, 159K weights (of 1024), 128M sums."""
    rows = rows_of("inception-block")
    filters = sum(row.output_shape[-1] for row in rows if row.kind == "Conv2D")
    assert rows[-1].output_shape == (28, 28, 256)
    assert (total_params(rows) - filters) // 1024 == 159
    assert total_macs(rows) // 10**6 == 128


def test_residual_networks():
    """https://arxiv.org/abs/1512.03385, table 6: 0.27M, 0.46M, 0.66M, 0.85M with 20, 32, 44, 56 layers."""
    for blocks, millions in ((3, 0.27), (5, 0.46), (7, 0.66), (9, 0.85)):
        network = residual_net(blocks)
        rows = [
            row
            for row, one in zip(trace(network), network.layers, strict=True)
            if row.params and dict(one.arguments).get("kernel_size") != (1, 1)  # theirs has bare shortcuts
        ]
        biases = sum(row.output_shape[-1] for row in rows if row.kind == "Conv2D")  # theirs has none
        learned = sum(row.params - row.non_trainable for row in rows) - biases
        assert round(learned / 1e6, 2) == millions
        assert sum(row.kind in ("Conv2D", "Dense") for row in rows) == 6 * blocks + 2
    # https://github.com/keras-team/keras/blob/2.3.0/examples/cifar10_resnet.py, ResNet20v1.
    assert total_params(trace(residual_net(blocks=3))) == 274_442
    assert total_params(rows_of("residual-net")) < 300_000


def test_separable_is_lighter():
    """Each 3x3 convolution costs 1/N + 1/9 of the full one, https://arxiv.org/abs/1704.04861, section 3.1."""
    full, light = rows_of("gap-net"), rows_of("separable-net")
    assert [row.output_shape for row in full] == [row.output_shape for row in light]
    for one, other in zip(full, light, strict=True):
        if one.kind == "Conv2D":
            assert other.macs / one.macs == pytest.approx(1 / one.output_shape[-1] + 1 / 9)


def test_ids_and_sources():
    assert all(network.id == name and network.source.startswith("http") for name, network in NETWORKS.items())
    with pytest.raises(TypeError):
        NETWORKS["mine"] = NETWORKS["vgg16"]


@pytest.mark.parametrize("name", ["lenet-5", "simple-conv-net", "separable-net", "residual-net"])
def test_built_networks_run(name):
    """Sequential if it can be; named as in the rows, whatever was built before; classes as probabilities."""
    network = NETWORKS[name]
    layers = [row for row in rows_of(name) if row.kind != "Input"]
    for _ in range(2):
        model = build(network.architecture)
        assert isinstance(model, keras.Sequential) == network.architecture.is_sequential
        names = [one.name for one in model.layers if not isinstance(one, keras.layers.InputLayer)]
        assert sorted(names) == sorted(row.name for row in layers)
    found = model(np.random.default_rng(0).random((2, *network.architecture.layers[0]["shape"]), np.float32))
    np.testing.assert_allclose(np.sum(found, axis=1), 1, rtol=1e-5)


def test_big_networks_build():
    """In a scope without memory: what matters here is that they are let through."""
    with keras.StatelessScope(initialize_variables=False):
        for name in ("vgg16", "alexnet"):
            assert build(NETWORKS[name].architecture).count_params() == PARAMETERS[name]
            assert bytes_needed(rows_of(name)) <= MAX_BYTES


def test_what_is_too_large_is_refused():
    """Bytes: 12 a weight, 4 a unit."""
    wide = stack(layer("Conv2D", 2**17, 3), layer("Conv2D", 2**17, 3))
    with pytest.raises(LabError, match="too_large_to_build") as refused:
        build(wide, (32, 32, 3))
    assert refused.value.values["maximum"] == MAX_BYTES < refused.value.values["needed"]
    small = stack(layer("Conv2D", 2, 3))
    exactly = 12 * (2 * 27 + 2) + 4 * 30 * 30 * 2
    assert build(small, (32, 32, 3), max_bytes=exactly).count_params() == 56
    with pytest.raises(LabError, match="too_large_to_build"):
        build(small, (32, 32, 3), max_bytes=exactly - 1)


def test_what_cannot_work_is_refused_before_keras():
    """A pooling window larger than its input would end the process."""
    with pytest.raises(LabError, match="window_does_not_fit"):
        build(stack(layer("MaxPooling2D", 5)), (4, 4, 1))


def test_built_input_shape_wins_and_branches_work_without_input():
    assert build(NETWORKS["gap-net"].architecture, (48, 40, 3)).inputs[0].shape == (None, 48, 40, 3)
    paths = stack(
        layer("Conv2D", 4, 1),
        layer("Conv2D", 4, 3, padding="same", inputs=(-1,)),
        layer("Add", inputs=(0, 1)),
    )
    assert build(paths, (None, None, 2)).outputs[0].shape == (None, None, None, 4)


def test_first_weights_are_as_wide_as_told():
    network = NETWORKS["simple-conv-net"]
    keras.utils.set_random_seed(1)
    kernels = [
        weight.numpy()
        for weight in build(network.architecture, weight_init_std=network.weight_init_std).weights
        if weight.name == "kernel"
    ]
    assert len(kernels) == 3
    for kernel in kernels:
        assert np.std(kernel) == pytest.approx(0.01, rel=0.1)
    with pytest.raises(LabError, match="too_small"):
        build(network.architecture, weight_init_std=-1)


@pytest.mark.parametrize("radius", [0, 1, 2, 5, 9])
@pytest.mark.parametrize(("bias", "alpha", "beta"), [(2.0, 1e-4, 0.75), (1.0, 0.5, 0.5)])
def test_local_response_normalization(radius, bias, alpha, beta):
    """Against TensorFlow's own; saved and read again it is the same."""
    maps = np.random.default_rng(radius).normal(scale=3, size=(2, 3, 4, 7)).astype(np.float32)
    made = LocalResponseNormalization(radius, bias=bias, alpha=alpha, beta=beta)
    np.testing.assert_allclose(
        made(maps), tf.nn.local_response_normalization(maps, radius, bias, alpha, beta), rtol=1e-5
    )
    again = keras.layers.deserialize(keras.layers.serialize(made))
    np.testing.assert_array_equal(again(maps), made(maps))
    assert made.compute_output_shape((2, 3, 4, 7)) == (2, 3, 4, 7)


def test_local_response_normalization_is_whole_below_its_import(root):
    """Learners copy it: the text from the decorator on runs with `import keras` alone."""
    text = (root / "cnn_core" / "models" / "local_response.py").read_text(encoding="utf-8")
    names = {}
    exec("import keras\n" + text[text.index("@keras") :], names)
    model = keras.Sequential([keras.Input((4, 4, 6)), names["LocalResponseNormalization"]()])
    assert model(np.ones((1, 4, 4, 6), np.float32)).shape == (1, 4, 4, 6)
