"""A run as a Keras script that stands alone: the same images, the same order, the same chance."""

import inspect
from dataclasses import astuple
from typing import Final

from cnn_core.architecture.edit import inserted, replaced
from cnn_core.architecture.emit import emit
from cnn_core.architecture.stack import Architecture, layer
from cnn_core.data import augment_colour, augment_place
from cnn_core.training import rates
from cnn_core.training.augmentation import Augmentation
from cnn_core.training.config import INPUT_SHAPE, Config
from cnn_core.training.model import (
    MOMENTUM,
    NOT_DECAYED,
    WHITENING_EPSILON,
    WHITENING_IMAGES,
    ends_in_float32,
    ends_in_softmax,
    in_bfloat16,
)

_CIFAR10: Final = """\
(x_train, y_train), (x_test, y_test) = keras.datasets.cifar10.load_data()
y_train, y_test = y_train[:, 0], y_test[:, 0]
x_valid, y_valid = x_train[-{validation} :], y_train[-{validation} :]
x_train, y_train = x_train[:{images}], y_train[:{images}]
"""
_DRAWN: Final = """\
# The drawn images are ConvLab's own: start this script in its folder.
from cnn_core.data.load import final_test_images, training_images, validation_images

train, valid = training_images({data!r}, 0, {images}), validation_images({data!r}, {validation})
test = final_test_images({data!r})
x_train, y_train = train.images, train.labels
x_valid, y_valid = valid.images, valid.labels
x_test, y_test = test.images, test.labels
"""
_SCALES: Final = {
    "raw": "scale, offset = [1.0] * 3, [0.0] * 3",
    "unit": "scale, offset = [1 / 255] * 3, [0.0] * 3",
    "centred": "scale, offset = [1 / 255] * 3, (-mean / 255).tolist()",
    "standardised": "scale, offset = (1 / deviation).tolist(), (-mean / deviation).tolist()",
}
_WHITENING: Final = """
# The first convolution whitens patches: principal axes over the root of their variance, with both signs.
whitening = next(one for one in network.layers if isinstance(one, layers.Conv2D))
side = whitening.kernel_size[0]
some = x_train[:{images}] * np.float32(scale) + np.float32(offset)
patches = np.lib.stride_tricks.sliding_window_view(some, (side, side), axis=(1, 2))
patches = patches.transpose(0, 1, 2, 4, 5, 3).reshape(-1, side * side * 3).astype("float64")
variances, axes = np.linalg.eigh(np.cov(patches.T, bias=True))
variances, axes = variances[::-1], axes[:, ::-1]
largest = np.take_along_axis(axes, np.abs(axes).argmax(axis=0)[None], axis=0)
kernels = axes * np.where(largest < 0, -1, 1) / np.sqrt(variances + {epsilon})
kernels = np.concatenate([kernels, -kernels], axis=1).reshape(side, side, 3, -1)
whitening.set_weights([kernels, *[np.zeros(whitening.filters)] * whitening.use_bias])
whitening.trainable = False
"""
_STRIDED: Final = """
# Some versions of TensorFlow crash in the gradient of 1x1 convolutions with strides: pick the pixels first.
for one in network.layers:
    if isinstance(one, layers.Conv2D) and one.kernel_size == (1, 1) and one.strides != (1, 1):
        one.convolution_op = lambda x, kernel, s=one.strides: keras.ops.conv(x[:, :: s[0], :: s[1]], kernel)
"""
_MODEL: Final = """
inputs = keras.Input({shape}, dtype="uint8")
outputs = network(layers.Rescaling(scale, offset, dtype="float32")(inputs))
model = keras.Model(inputs, outputs)
optimizer = {optimizer}
{decay}model.compile(
    optimizer,
    keras.losses.CategoricalCrossentropy(from_logits={logits}, label_smoothing={smoothing!r}),
    metrics=["accuracy"],
    jit_compile=False,
)
"""
_LOOP: Final = """
steps = len(x_train) // batch_size
for epoch in range({epochs}):
    order = np.random.default_rng([seed, epoch]).permutation(len(x_train))
    told = []
    for step in range(steps):
        chosen = np.sort(order[step * batch_size : (step + 1) * batch_size])
        rng = np.random.default_rng([seed, epoch, step])
        images, labels = augment(x_train[chosen], rng), one_hot[y_train[chosen]]
        optimizer.learning_rate = learning_rate(epoch * steps + step, {planned} * steps)
        told.append(model.train_on_batch(images, labels))
    loss, accuracy = np.mean(told, axis=0)
    _, judged = model.evaluate(x_valid, one_hot[y_valid], batch_size=500, verbose=0)
    print(f"epoch {{epoch + 1}}: loss {{loss:.4f}}, accuracy {{accuracy:.4f}}, validation {{judged:.4f}}")

_, judged = model.evaluate(x_test, one_hot[y_test], batch_size=500, verbose=0)
print(f"test accuracy {{judged:.4f}}")
model.save("model.keras")
"""


def script(config: Config) -> str:
    """The Python script that trains what the run trained; needs Keras with TensorFlow, and NumPy.

    It prints loss and accuracies of every epoch, then the test accuracy, and saves "model.keras".

    Args:
        config: as `config.checked` gives it back.

    >>> from cnn_core.training.presets import PRESETS
    >>> print(script(PRESETS["tutorial"]).splitlines()[2])
    import keras
    """
    parts = [
        '"""Trains the network of a ConvLab run."""\n',
        "import keras\nimport numpy as np\nfrom keras import layers\n",
        _data(config),
        _functions(config),
        _network(config),
        _WHITENING.format(images=WHITENING_IMAGES, epsilon=WHITENING_EPSILON) if config.whitening else "",
        _STRIDED if _has_strided_1x1(config.architecture) else "",
        _model(config),
        _LOOP.format(epochs=config.epochs, planned=config.planned or config.epochs),
    ]
    return "\n".join(part.strip("\n") + "\n" for part in parts if part)


def for_images(architecture: Architecture) -> Architecture:
    """The network with an Input of (32, 32, 3), whatever it had before.

    >>> from cnn_core.architecture.stack import stack
    >>> for_images(stack(layer("Input", (28, 28, 1)), layer("Flatten"))).layers[0]["shape"]
    (32, 32, 3)
    """
    images = layer("Input", INPUT_SHAPE)
    begins = architecture.layers[0].kind == "Input"
    return replaced(architecture, 0, images) if begins else inserted(architecture, 0, images)


def _data(config: Config) -> str:
    read = _CIFAR10 if config.data == "cifar10" else _DRAWN
    read = read.format(data=config.data, images=config.images, validation=config.validation)
    return f"""
seed, batch_size = {config.seed}, {config.batch_size}
keras.utils.set_random_seed(seed)

{read}batch_size = min(batch_size, len(x_train))
one_hot = np.eye(10, dtype="float32")
mean, deviation = x_train.mean(axis=(0, 1, 2)), x_train.std(axis=(0, 1, 2))
{_SCALES[config.scaling]}
"""


def _functions(config: Config) -> str:
    """The learning rate of a step, and augmentation: ConvLab's own functions, as they stand."""
    return "\n\n".join([_rate(config), *_augmentation(config.augmentation)])


def _rate(config: Config) -> str:
    head = "def learning_rate(step, total):\n"
    if config.schedule == "constant":
        return f"{head}    return {config.learning_rate!r}\n"
    constants = f"RAMP_START, RAMP_TOP, RAMP_END = {rates.RAMP_START}, {rates.RAMP_TOP}, {rates.RAMP_END!r}"
    body = inspect.getsource(rates.planned_rate)
    call = f"    return planned_rate({config.schedule!r}, {config.learning_rate!r}, step, total)\n"
    return f"from math import cos, pi\n\n{constants}\n\n\n{body}\n\n{head}{call}"


def _augmentation(augmentation: Augmentation) -> list[str]:
    if augmentation == Augmentation():
        return ["def augment(images, rng):\n    return images\n"]
    from cnn_core.data import augment as whole

    pieces = [
        "from dataclasses import dataclass\nfrom typing import Any as Images, Any as Amounts, Any as Places\n"
        "from numpy.typing import NDArray\n\n"
        "GREY = 128\nLUMA = np.array([0.299, 0.587, 0.114], np.float32)\n",
        _bare(inspect.getsource(Augmentation)),
        *(inspect.getsource(one) for one in _PLACING),
        *(inspect.getsource(one) for one in (augment_colour.recoloured, augment_colour.covered)),
        *(inspect.getsource(one) for one in (whole._amounts, whole._placed, whole._cut_out)),
        inspect.getsource(whole.changed),
        f"def augment(images, rng):\n    return changed(images, Augmentation{astuple(augmentation)}, rng)\n",
    ]
    return pieces


_PLACING: Final = (
    augment_place.moved,
    augment_place.turned,
    augment_place._reflected,
    augment_place._cell_and_rest,
    augment_place._between,
)


def _bare(source: str) -> str:
    """A dataclass without the method that checks it."""
    return source[: source.index("    def check")].rstrip() + "\n"


def _network(config: Config) -> str:
    policy = 'keras.config.set_dtype_policy("mixed_bfloat16")\n' if in_bfloat16(config) else ""
    code = emit(ends_in_float32(for_images(config.architecture)))
    lines = [line for line in code.splitlines() if line not in ("import keras", "from keras import layers")]
    return policy + "\n".join(lines).strip("\n").replace("model = ", "network = ") + "\n"


def _model(config: Config) -> str:
    decay = f"optimizer.exclude_from_weight_decay(var_names={list(NOT_DECAYED)})\n"
    return _MODEL.format(
        shape=INPUT_SHAPE,
        optimizer=_optimizer(config),
        decay=decay if config.weight_decay or config.optimizer == "adamw" else "",
        logits=not ends_in_softmax(config.architecture),
        smoothing=config.label_smoothing,
    )


def _optimizer(config: Config) -> str:
    names = {"adam": "Adam", "adamw": "AdamW", "rmsprop": "RMSprop"}
    name, rate = names.get(config.optimizer, "SGD"), config.learning_rate
    arguments = [repr(rate)]
    if config.optimizer in ("momentum", "nesterov"):
        arguments.append(f"momentum={MOMENTUM}")
    if config.optimizer == "nesterov":
        arguments.append("nesterov=True")
    if config.weight_decay or name == "AdamW":
        arguments.append(f"weight_decay={config.weight_decay!r}")
    return f"keras.optimizers.{name}({', '.join(arguments)})"


def _has_strided_1x1(architecture: Architecture) -> bool:
    return any(
        one.kind == "Conv2D" and one["kernel_size"] == (1, 1) and one["strides"] != (1, 1)
        for one in architecture.layers
    )
