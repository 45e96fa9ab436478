"""Each ingredient is one change, of that thing alone, to a run that can be trained."""

import pytest

from cnn_core.architecture.trace import total_macs
from cnn_core.training.config import checked, traced
from cnn_core.training.ingredients import WITHOUT
from cnn_core.training.presets import PRESETS

FAST = PRESETS["fast"]
#: What may differ from the whole recipe.
TOUCHES = {
    "standardised": {"scaling"}, "whitening": {"whitening", "architecture"}, "augmentation": {"augmentation"},
    "stride": {"architecture"}, "normalisation": {"architecture"}, "momentum": {"architecture"},
    "global_max": {"architecture"}, "nesterov": {"optimizer"}, "ramp": {"schedule"},
    "large_batch": {"batch_size"}, "weight_decay": {"weight_decay"}, "smoothing": {"label_smoothing"},
    "precision": {"precision"},
}  # fmt: skip


@pytest.mark.parametrize("name", WITHOUT)
def test_it_changes_what_it_says_and_can_be_trained(name):
    less = checked(WITHOUT[name](FAST))
    differing = {field for field in vars(FAST) if getattr(less, field) != getattr(FAST, field)}
    assert differing == TOUCHES[name]


def test_the_stride_is_about_a_quarter_of_the_work():
    ratio = total_macs(traced(WITHOUT["stride"](FAST))) / total_macs(traced(FAST))
    assert 3.5 < ratio < 4.5


def test_without_whitening_the_first_kernels_are_learnt():
    first = WITHOUT["whitening"](FAST).architecture.layers[1]
    assert first["trainable"] and first.kind == "Conv2D"


def test_without_normalisation_the_convolutions_have_biases_again():
    layers = WITHOUT["normalisation"](FAST).architecture.layers
    assert not any(one.kind == "BatchNormalization" for one in layers)
    assert all(one["use_bias"] for one in layers if one.kind == "Conv2D" and one["trainable"])


def test_the_averages_get_keras_own_momentum():
    import keras

    momenta = {
        one["momentum"]
        for one in WITHOUT["momentum"](FAST).architecture.layers
        if one.kind.startswith("Batch")
    }
    assert momenta == {keras.layers.BatchNormalization().momentum}
