"""What the tests of variants share: networks to change, and Keras's own word on what came out."""

import keras
import numpy as np

from cnn_core.architecture.stack import Architecture, layer, stack
from cnn_core.models.build import build
from cnn_core.models.networks import NETWORKS, residual_net, simple_conv_net
from cnn_core.training.presets import PRESETS

CNN = NETWORKS["cifar10-cnn"].architecture
FAST = PRESETS["fast"].architecture
RESIDUAL = residual_net()
SIMPLE = simple_conv_net(input_shape=(32, 32, 3))
GAP = NETWORKS["gap-net"].architecture
SEPARABLE = NETWORKS["separable-net"].architecture
#: Two looks at the same maps, of which the second is read by two layers.
BRANCHED = stack(
    layer("Input", (32, 32, 3)),
    layer("Conv2D", 8, 3, padding="same", activation="tanh"),
    layer("Conv2D", 8, 3, padding="same", activation="relu"),
    layer("Conv2D", 8, 1, inputs=(1,)),
    layer("Add", inputs=(2, 3)),
    layer("Concatenate", inputs=(2, 4)),
    layer("Flatten"),
    layer("Dense", 12, activation="relu"),
    layer("Dense", 10),
)
ALL = {
    "tutorial": CNN, "fast": FAST, "residual": RESIDUAL, "simple": SIMPLE, "gap": GAP,
    "separable": SEPARABLE, "branched": BRANCHED,
}  # fmt: skip


def kinds(network: Architecture) -> list[str]:
    return [one.kind for one in network.layers]


def keras_kinds(model: keras.Model) -> list[str]:
    return [type(one).__name__ for one in model.layers]


def learns(network: Architecture) -> keras.Model:
    """The Keras model after a step on one batch."""
    keras.utils.set_random_seed(0)
    model = build(network)
    rng = np.random.default_rng(0)
    images = rng.random((16, 32, 32, 3), np.float32)
    labels = rng.integers(0, 10, 16)
    softmax = network.layers[-1].kind == "Softmax" or dict(network.layers[-1].arguments).get("activation")
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=not softmax)
    model.compile(keras.optimizers.SGD(1e-3), loss)
    assert np.isfinite(model.train_on_batch(images, labels))
    assert model.output_shape == (None, 10)
    return model
