"""Batch normalisation put in and taken out: layers, weights and numbers by the running Keras."""

import keras
import numpy as np
import pytest

from cnn_core.architecture.normalizing import with_batch_normalization, without_batch_normalization
from cnn_core.architecture.stack import layer, stack
from cnn_core.errors import LabError
from cnn_core.models.build import build
from tests.core.architecture.keras_variants import ALL, BRANCHED, CNN, FAST, RESIDUAL, kinds, learns


@pytest.mark.parametrize("name", ALL)
def test_networks_with_and_without_it_learn(name) -> None:
    learns(with_batch_normalization(ALL[name]))
    bare = without_batch_normalization(ALL[name])
    assert "BatchNormalization" not in kinds(bare)
    learns(bare)


def test_the_tutorial_networks_weights_are_as_counted_by_hand() -> None:
    model = build(with_batch_normalization(CNN))
    # 32, 64 and 64 biases go, four numbers a channel come.
    assert model.count_params() == 122_570 - 160 + 4 * 160
    for one in model.layers:
        if isinstance(one, keras.layers.Conv2D):
            assert not one.use_bias and one.activation is keras.activations.linear


def test_normalisation_comes_before_the_activation_and_computes_so() -> None:
    """Keras's documentation: gamma * (x - mean) / sqrt(variance + epsilon) + beta."""
    before = stack(layer("Input", (5, 5, 2)), layer("Conv2D", 3, 3, activation="tanh"))
    model = build(with_batch_normalization(before))
    rng = np.random.default_rng(0)
    kernel, image = rng.normal(size=(3, 3, 2, 3)), rng.normal(size=(1, 5, 5, 2)).astype(np.float32)
    gamma, beta, mean, variance = 1.5 + rng.random(3), rng.normal(size=3), rng.normal(size=3), rng.random(3)
    model.set_weights([kernel, gamma, beta, mean, variance])
    sums = keras.ops.convert_to_numpy(keras.ops.conv(image, kernel.astype(np.float32), padding="valid"))
    expected = np.tanh(gamma * (sums - mean) / np.sqrt(variance + 1e-3) + beta)
    np.testing.assert_allclose(model(image), expected, atol=1e-5)


def test_who_has_it_already_stays() -> None:
    assert with_batch_normalization(RESIDUAL).layers.count(layer("BatchNormalization")) == 9
    # Its fixed first convolution gets none; between the others and their normalisation there is pooling.
    assert with_batch_normalization(FAST) == FAST
    again = with_batch_normalization(with_batch_normalization(CNN))
    assert again == with_batch_normalization(CNN)


def test_taken_out_the_biases_come_back() -> None:
    there_and_back = without_batch_normalization(with_batch_normalization(CNN))
    assert build(there_and_back).count_params() == 122_570
    bare = build(without_batch_normalization(FAST))
    # 54 whitening kernels of 27, then 3x3 convolutions with biases, then a dense layer.
    convolutions = 54 * 27 + 9 * 54 * 32 + 32 + 9 * 32 * 64 + 64 + 9 * 64 * 64 + 64
    assert bare.count_params() == convolutions + 64 * 10 + 10


def test_a_normalisation_behind_a_sum_is_taken_out_alone() -> None:
    sum_first = stack(
        layer("Input", (4, 4, 1)),
        layer("Conv2D", 2, 1, use_bias=False),
        layer("Add", inputs=(1, 1)),
        layer("BatchNormalization"),
    )
    assert build(without_batch_normalization(sum_first)).count_params() == 2


def test_both_readers_of_a_branch_read_the_normalised_maps() -> None:
    normalized = with_batch_normalization(BRANCHED)
    assert kinds(normalized)[1:5] == ["Conv2D", "BatchNormalization", "Activation", "Conv2D"]
    model = build(normalized)
    activation = next(one for one in model.layers if isinstance(one, keras.layers.Activation))
    assert len(activation._outbound_nodes) == 2
    # Three convolutions of 8 maps lose 8 biases each and gain 4 * 8.
    assert model.count_params() == build(BRANCHED).count_params() + 3 * (4 * 8 - 8)


def test_channels_first_are_normalised_by_channel() -> None:
    first = stack(layer("Input", (2, 6, 6)), layer("Conv2D", 5, 3, data_format="channels_first"))
    assert build(with_batch_normalization(first)).count_params() == 9 * 2 * 5 + 4 * 5


def test_without_a_convolution_there_is_nothing_to_normalise() -> None:
    with pytest.raises(LabError, match="variant_needs"):
        with_batch_normalization(stack(layer("Flatten"), layer("Dense", 10)))
