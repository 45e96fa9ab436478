"""Well-known networks as stacks of layers. What is published about their sizes is checked in the tests."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from cnn_core.architecture.stack import Architecture, Layer, layer, stack


@dataclass(frozen=True)
class Network:
    """A network with a name.

    Attributes:
        id: its key in NETWORKS, lower case.
        architecture: its layers, the input's first.
        year: when it was published; None for a network made for teaching.
        source: URL of the article, lesson or program it follows.
        weight_init_std: standard deviation of its first weights where the source sets one; `build` takes it.
    """

    id: str
    architecture: Architecture
    year: int | None
    source: str
    weight_init_std: float | None = None


def simple_conv_net(
    filter_num: int = 30,
    filter_size: int = 5,
    stride: int = 1,
    pad: int = 0,
    hidden_size: int = 100,
    output_size: int = 10,
    input_shape: tuple[int, int, int] = (28, 28, 1),
) -> Architecture:
    """SimpleConvNet of the book "Deep Learning from Scratch", chapter 7.

    conv - relu - pool - affine - relu - affine - softmax

    Args:
        filter_num: kernels of the convolution.
        filter_size: rows and columns of a kernel.
        stride: cells between neighbouring windows.
        pad: cells of zeros on each side, as a layer of their own when there are any.
        hidden_size: units of the first affine layer.
        output_size: classes.
        input_shape: (rows, columns, channels); the book writes channels first.

    Source:
        https://github.com/oreilly-japan/deep-learning-from-scratch/blob/master/ch07/simple_convnet.py

    >>> [one.kind for one in simple_conv_net(pad=1).layers[:4]]
    ['Input', 'ZeroPadding2D', 'Conv2D', 'ReLU']
    """
    padding = (layer("ZeroPadding2D", pad),) if pad else ()
    return stack(
        layer("Input", input_shape),
        *padding,
        layer("Conv2D", filter_num, filter_size, strides=stride),
        layer("ReLU"),
        layer("MaxPooling2D", 2),
        layer("Flatten"),
        layer("Dense", hidden_size),
        layer("ReLU"),
        layer("Dense", output_size),
        layer("Softmax"),
    )


def residual_net(blocks: int = 1, width: int = 16) -> Architecture:
    """The residual network for 32x32 colour pictures, 6 * blocks + 2 layers with weights deep.

    He, Zhang, Ren, Sun, Deep Residual Learning for Image Recognition, 2015, section 4.2,
    https://arxiv.org/abs/1512.03385; where the size changes, a 1x1 convolution is on the shortcut (their
    option B), as in Keras's ResNet example.

    Args:
        blocks: residual blocks in each of the three stages.
        width: channels of the first stage; each later one has twice as many.

    >>> kinds = [one.kind for one in residual_net(blocks=3).layers]
    >>> kinds.count("Add"), kinds.count("Conv2D")
    (9, 21)
    """
    layers = [layer("Input", (32, 32, 3)), *_normalised(width, strides=1), layer("ReLU")]
    for stage in range(3):
        for block in range(blocks):
            layers += _residual_block(len(layers), width * 2**stage, shrinks=stage > 0 and block == 0)
    return stack(*layers, layer("GlobalAveragePooling2D"), layer("Dense", 10, activation="softmax"))


def _residual_block(position: int, filters: int, shrinks: bool) -> list[Layer]:
    """The layers from `position` on; the one before is the block's input."""
    start, strides = position - 1, 2 if shrinks else 1
    path = [*_normalised(filters, strides), layer("ReLU"), *_normalised(filters, strides=1)]
    shortcut = start
    if shrinks:
        shortcut = position + len(path)
        path.append(layer("Conv2D", filters, 1, strides=2, inputs=(start,)))
    return [*path, layer("Add", inputs=(position + 4, shortcut)), layer("ReLU")]


def _normalised(filters: int, strides: int) -> list[Layer]:
    return [layer("Conv2D", filters, 3, strides=strides, padding="same"), layer("BatchNormalization")]


def _lenet_5() -> Architecture:
    """For colour pictures, with ReLU and max pooling as networks are written today."""
    return stack(
        layer("Input", (32, 32, 3)),
        layer("Conv2D", 6, 5, activation="relu"),
        layer("MaxPooling2D", 2),
        layer("Conv2D", 16, 5, activation="relu"),
        layer("MaxPooling2D", 2),
        layer("Flatten"),
        layer("Dense", 120, activation="relu"),
        layer("Dense", 84, activation="relu"),
        layer("Dense", 10, activation="softmax"),
    )


def _lenet_5_1998() -> Architecture:
    """LeCun et al. 1998, section II.B, simplified.

    There, S2 and S4 multiply each channel's average by a trained number, add another and squash the sum; C3
    connects each channel with some of S2's only (its table I: 1,516 parameters instead of 2,416); the
    squashing function is 1.7159 tanh(2x / 3); and the output is the distance to fixed patterns (RBF units).
    """
    return stack(
        layer("Input", (32, 32, 1)),
        layer("Conv2D", 6, 5, activation="tanh", name="C1"),
        layer("AveragePooling2D", 2, name="S2"),
        layer("Conv2D", 16, 5, activation="tanh", name="C3"),
        layer("AveragePooling2D", 2, name="S4"),
        layer("Conv2D", 120, 5, activation="tanh", name="C5"),
        layer("Flatten"),
        layer("Dense", 84, activation="tanh", name="F6"),
        layer("Dense", 10, activation="softmax"),
    )


def _alexnet() -> Architecture:
    """Both halves in one tower; groups=2 stands for the two GPUs, each of which saw half of the channels.

    227 rows, not the article's 224, which do not fit its own 55x55 output.
    """
    return stack(
        layer("Input", (227, 227, 3)),
        layer("Conv2D", 96, 11, strides=4, activation="relu"),
        layer("LocalResponseNormalization"),
        layer("MaxPooling2D", 3, strides=2),
        layer("Conv2D", 256, 5, padding="same", groups=2, activation="relu"),
        layer("LocalResponseNormalization"),
        layer("MaxPooling2D", 3, strides=2),
        layer("Conv2D", 384, 3, padding="same", activation="relu"),
        layer("Conv2D", 384, 3, padding="same", groups=2, activation="relu"),
        layer("Conv2D", 256, 3, padding="same", groups=2, activation="relu"),
        layer("MaxPooling2D", 3, strides=2),
        layer("Flatten"),
        layer("Dense", 4096, activation="relu"),
        layer("Dropout", 0.5),
        layer("Dense", 4096, activation="relu"),
        layer("Dropout", 0.5),
        layer("Dense", 1000, activation="softmax"),
    )


def _vgg16_base() -> list[Layer]:
    """Simonyan, Zisserman 2014, configuration D without its dense layers; named as in keras.applications."""
    layers = [layer("Input", (224, 224, 3))]
    for block, (convolutions, filters) in enumerate(
        [(2, 64), (2, 128), (3, 256), (3, 512), (3, 512)], start=1
    ):
        layers += [
            layer("Conv2D", filters, 3, padding="same", activation="relu", name=f"block{block}_conv{number}")
            for number in range(1, convolutions + 1)
        ]
        layers.append(layer("MaxPooling2D", 2, name=f"block{block}_pool"))
    return layers


def _vgg16() -> Architecture:
    return stack(
        *_vgg16_base(),
        layer("Flatten", name="flatten"),
        layer("Dense", 4096, activation="relu", name="fc1"),
        layer("Dense", 4096, activation="relu", name="fc2"),
        layer("Dense", 1000, activation="softmax", name="predictions"),
    )


def _cifar10_cnn() -> Architecture:
    """It ends in logits: the loss is told with from_logits=True."""
    return stack(
        layer("Input", (32, 32, 3)),
        layer("Conv2D", 32, 3, activation="relu"),
        layer("MaxPooling2D", 2),
        layer("Conv2D", 64, 3, activation="relu"),
        layer("MaxPooling2D", 2),
        layer("Conv2D", 64, 3, activation="relu"),
        layer("Flatten"),
        layer("Dense", 64, activation="relu"),
        layer("Dense", 10),
    )


def _all_conv() -> Architecture:
    """All-CNN-C: strides do what pooling does elsewhere, and no layer is dense."""

    def block(filters: int) -> list[Layer]:
        same = layer("Conv2D", filters, 3, padding="same", activation="relu")
        return [same, same, same.changed(strides=2), layer("Dropout", 0.5)]

    return stack(
        layer("Input", (32, 32, 3)),
        layer("Dropout", 0.2),
        *block(96),
        *block(192),
        layer("Conv2D", 192, 3, activation="relu"),
        layer("Conv2D", 192, 1, activation="relu"),
        layer("Conv2D", 10, 1, activation="relu"),
        layer("GlobalAveragePooling2D"),
        layer("Softmax"),
    )


def _gap_net(kind: str) -> Architecture:
    """One number a channel reaches the classifier, so any picture size will do."""
    return stack(
        layer("Input", (32, 32, 3)),
        layer(kind, 32, 3, padding="same", activation="relu"),
        layer("MaxPooling2D", 2),
        layer(kind, 64, 3, padding="same", activation="relu"),
        layer("MaxPooling2D", 2),
        layer(kind, 128, 3, padding="same", activation="relu"),
        layer("GlobalAveragePooling2D"),
        layer("Dense", 10, activation="softmax"),
    )


def _inception_block() -> Architecture:
    """GoogLeNet's block 3a: four looks at the same maps, side by side in the channels (figure 2b)."""

    def convolution(filters: int, size: int, source: int) -> Layer:
        return layer("Conv2D", filters, size, padding="same", activation="relu", inputs=(source,))

    return stack(
        layer("Input", (28, 28, 192)),
        convolution(64, 1, source=0),
        convolution(96, 1, source=0),
        convolution(128, 3, source=2),
        convolution(16, 1, source=0),
        convolution(32, 5, source=4),
        layer("MaxPooling2D", 3, strides=1, padding="same", inputs=(0,)),
        convolution(32, 1, source=6),
        layer("Concatenate", inputs=(1, 3, 5, 7)),
    )


def _by_id(networks: Iterable[Network]) -> Mapping[str, Network]:
    return MappingProxyType({one.id: one for one in networks})


_LECUN = "http://yann.lecun.com/exdb/publis/pdf/lecun-98.pdf"
_KRIZHEVSKY = "https://papers.nips.cc/paper/4824"
_TENSORFLOW = "https://www.tensorflow.org/tutorials/images/cnn"
_BOOK = "https://github.com/oreilly-japan/deep-learning-from-scratch/blob/master/ch07/simple_convnet.py"

#: The networks by id, in the order in which a list of them reads well.
NETWORKS: Final = _by_id(
    [
        Network(
            "lenet-5", _lenet_5(), None, "https://pytorch.org/tutorials/beginner/blitz/cifar10_tutorial.html"
        ),
        Network("lenet-5-1998", _lenet_5_1998(), 1998, _LECUN),
        Network("simple-conv-net", simple_conv_net(), 2016, _BOOK, weight_init_std=0.01),
        Network("cifar10-cnn", _cifar10_cnn(), None, _TENSORFLOW),
        Network("alexnet", _alexnet(), 2012, _KRIZHEVSKY),
        Network("vgg16", _vgg16(), 2014, "https://arxiv.org/abs/1409.1556"),
        Network("vgg16-base", stack(*_vgg16_base()), 2014, "https://arxiv.org/abs/1409.1556"),
        Network("all-conv", _all_conv(), 2014, "https://arxiv.org/abs/1412.6806"),
        Network("gap-net", _gap_net("Conv2D"), 2013, "https://arxiv.org/abs/1312.4400"),
        Network("separable-net", _gap_net("SeparableConv2D"), 2016, "https://arxiv.org/abs/1610.02357"),
        Network("inception-block", _inception_block(), 2014, "https://arxiv.org/abs/1409.4842"),
        Network("residual-net", residual_net(), 2015, "https://arxiv.org/abs/1512.03385"),
    ]
)
