"""What a configuration becomes in Keras: scaling, whitening, precision, optimiser, against Keras itself."""

import keras
import numpy as np
import pytest
import tensorflow as tf

from cnn_core.architecture.stack import Architecture, layer, stack
from cnn_core.data.load import training_images
from cnn_core.training.config import OPTIMIZERS, Config
from cnn_core.training.model import ends_in_softmax, make_model
from cnn_core.training.presets import PRESETS

IMAGES = training_images("drawn", 0, 500).images
LINEAR = stack(layer("Flatten"), layer("Dense", 10))


def scaled(kind: str) -> np.ndarray:
    model = make_model(Config(LINEAR, scaling=kind), IMAGES)
    return np.asarray(model.get_layer("scaling")(IMAGES[:50]))


def test_standardising_is_kerass_normalization() -> None:
    theirs = keras.layers.Normalization(axis=-1)
    theirs.adapt(IMAGES.astype(np.float32))
    # Keras merges means of batches in float32: it is off by 3e-4 of itself.
    assert np.allclose(scaled("standardised"), theirs(IMAGES[:50].astype(np.float32)), atol=2e-3)


def test_the_other_scalings() -> None:
    pixels = IMAGES[:50].astype(np.float64)
    assert (scaled("raw") == pixels).all()
    assert np.allclose(scaled("unit"), pixels / 255, atol=1e-6)
    assert np.allclose(scaled("centred"), (pixels - IMAGES.mean(axis=(0, 1, 2))) / 255, atol=1e-6)


def test_the_first_maps_are_white_and_the_kernels_fixed() -> None:
    """The covariance of the first 27 maps is the identity, but for faint directions held back by epsilon."""
    model = make_model(PRESETS["fast"].changed(precision="float32"), IMAGES)
    first = model.get_layer("whitening")
    maps = np.asarray(first(model.get_layer("scaling")(IMAGES)))[..., :27].reshape(-1, 27)
    covariance = np.cov(maps.T)
    assert np.allclose(covariance, np.diag(np.diag(covariance)), atol=0.05)
    assert np.allclose(np.diag(covariance)[:3], 1, atol=0.1) and np.diag(covariance).max() < 1.1
    assert (first.kernel[..., 27:].numpy() == -first.kernel[..., :27].numpy()).all()
    before = first.kernel.numpy()
    model.train_on_batch(IMAGES[:64], keras.utils.to_categorical(np.arange(64) % 10, 10))
    assert (first.kernel.numpy() == before).all()


ENDS = {
    "logits": (LINEAR, False),
    "argument": (stack(layer("Flatten"), layer("Dense", 10, activation="softmax")), True),
    "layer": (stack(layer("Flatten"), layer("Dense", 10), layer("Softmax")), True),
    "activation": (stack(layer("Flatten"), layer("Dense", 10), layer("Activation", "softmax")), True),
}


@pytest.mark.parametrize("precision", ["float32", "bfloat16"])
@pytest.mark.parametrize("end", ENDS)
def test_the_loss_knows_whether_it_gets_logits(end: str, precision: str) -> None:
    """The model's loss is the cross-entropy of the true classes, worked out here from its outputs."""
    network, probabilities = ENDS[end]
    assert ends_in_softmax(network) == probabilities
    model = make_model(Config(network, precision=precision), IMAGES)
    labels = np.arange(100) % 10
    outputs = model.predict_on_batch(IMAGES[:100]).astype(np.float64)
    assert model.outputs[0].dtype == "float32"
    powers = outputs if probabilities else np.exp(outputs - outputs.max(axis=1, keepdims=True))
    right = (powers / powers.sum(axis=1, keepdims=True))[np.arange(100), labels]
    told = model.test_on_batch(IMAGES[:100], keras.utils.to_categorical(labels, 10), return_dict=True)
    assert float(told["loss"]) == pytest.approx(-np.log(right).mean(), rel=1e-3)


def test_mixed_precision_keeps_weights_in_float32_and_leaves_the_policy_alone() -> None:
    model = make_model(Config(LINEAR, precision="bfloat16"), IMAGES)
    assert {one.dtype for one in model.weights} == {"float32"}
    assert model.get_layer("flatten").compute_dtype == "bfloat16"
    assert keras.config.dtype_policy().name == "float32"


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_optimizers_are_the_named_ones(optimizer: str) -> None:
    made = make_model(Config(LINEAR, optimizer=optimizer, learning_rate=0.01), IMAGES).optimizer
    plain = optimizer in ("sgd", "momentum", "nesterov")
    assert type(made).__name__.lower() == ("sgd" if plain else optimizer)
    assert float(made.learning_rate) == pytest.approx(0.01)
    if plain:
        assert (made.momentum, made.nesterov) == (0.0 if optimizer == "sgd" else 0.9, optimizer == "nesterov")


def test_decay_shrinks_kernels_and_nothing_else() -> None:
    network = stack(layer("Conv2D", 4, 3), layer("BatchNormalization"), layer("Flatten"), layer("Dense", 10))
    config = Config(network, optimizer="sgd", learning_rate=0.1, weight_decay=0.5)
    model = make_model(config, IMAGES)
    before = {one.path: one.numpy() for one in model.trainable_variables}
    model.optimizer.apply([tf.zeros_like(one.value) for one in model.trainable_variables])
    for one in model.trainable_variables:
        share = 1 - 0.1 * 0.5 if one.name == "kernel" else 1
        assert np.allclose(one.numpy(), before[one.path] * share, atol=1e-7), one.path


def strided(channels: int, **arguments: object) -> Architecture:
    return stack(
        layer("Conv2D", channels, 3, padding="same"),
        layer("Conv2D", 6, 1, **arguments),  # type: ignore[arg-type]
        layer("GlobalAveragePooling2D"),
        layer("Dense", 10),
    )


@pytest.mark.parametrize("padding", ["valid", "same"])
@pytest.mark.parametrize("strides", [2, (1, 2), 3])
def test_1x1_convolutions_with_strides_are_mended_not_changed(padding: str, strides: object) -> None:
    """Keras's own layer computes the same; gradients agree with finite differences."""
    model = make_model(Config(strided(8, strides=strides, padding=padding)), IMAGES)
    ours = model.layers[2]
    plain = keras.layers.Conv2D(6, 1, strides=strides, padding=padding)
    x = tf.constant(np.random.default_rng(0).normal(size=(2, 9, 10, 8)).astype(np.float32))
    plain.build(x.shape)
    plain.set_weights(ours.get_weights())
    assert np.allclose(ours(x), plain(x), atol=1e-5)
    with tf.GradientTape() as tape:
        total = tf.reduce_sum(ours(x) ** 2)
    gradient = tape.gradient(total, ours.kernel.value).numpy()
    kernel = ours.kernel.numpy()
    for at in ((0, 0, 0, 0), (0, 0, 7, 5)):
        values = []
        for step in (1e-2, -1e-2):
            changed = kernel.copy()
            changed[at] += step
            ours.kernel.assign(changed)
            values.append(float(tf.reduce_sum(tf.cast(ours(x), tf.float64) ** 2)))
        ours.kernel.assign(kernel)
        assert gradient[at] == pytest.approx((values[0] - values[1]) / 2e-2, rel=2e-2, abs=1e-2)


@pytest.mark.parametrize("channels", [1, 4, 15])
def test_1x1_convolutions_with_strides_survive_training(channels: int) -> None:
    """Without mending, TensorFlow's gradient writes past its memory here and may end the process."""
    model = make_model(Config(strided(channels, strides=2)), IMAGES)
    labels = keras.utils.to_categorical(np.arange(64) % 10, 10)
    for _ in range(10):
        told = model.train_on_batch(IMAGES[:64], labels, return_dict=True)
    assert np.isfinite(told["loss"])
