"""What is recorded for the exercises on training's course, looked at again with the networks themselves."""

import keras
import numpy as np
import pytest

from cnn_core.data.load import validation_images
from cnn_core.exercises.bank import LESSONS
from cnn_core.exercises.making import make
from cnn_core.exercises.recorded import recorded
from cnn_core.explain.networks import Shipped, opened
from scripts.record_evolution_exercises import EPOCHS, NETWORK, SHOWN, map_sheets, sheet, untrained_maps

FEW = 40  # drawings whose answers are looked at again
MOST_BYTES = 300_000


@pytest.fixture(scope="module")
def images():
    return validation_images(NETWORK, FEW)


def model_at(epoch):
    """A Keras model of its own: the next epoch overwrites the one that is kept open."""
    with opened(Shipped(NETWORK, epoch)) as probe:
        copy = keras.models.clone_model(probe.model)
        copy.set_weights(probe.model.get_weights())
        return copy


@pytest.fixture(scope="module")
def models():
    return [model_at(epoch) for epoch in EPOCHS]


def maps_at(model, name, images):
    return keras.Model(model.inputs[0], model.get_layer(name).output)(images).numpy()


def test_the_file_stays_small():
    assert (LESSONS / "evolution" / "exercises.npz").stat().st_size < MOST_BYTES


def test_answers_are_what_keras_gives(models, images):
    logits = np.stack([model(images.images.astype(np.float32)).numpy() for model in models])
    shares = keras.ops.convert_to_numpy(keras.ops.softmax(logits))
    named = logits[-1].argmax(axis=1)
    np.testing.assert_allclose(
        recorded("evolution")["said"][:, :FEW], shares[:, np.arange(FEW), named], atol=0.005
    )
    right = logits.argmax(axis=2) == images.labels
    assert np.count_nonzero(recorded("evolution")["right"][:, :FEW] != right) <= 3


def test_kernels_moved_as_recorded(models):
    kernels = np.stack([model.get_layer("conv1").kernel.numpy() for model in models])
    moved = [
        [np.linalg.norm(step[..., k]) for k in range(step.shape[-1])] for step in np.diff(kernels, axis=0)
    ]
    np.testing.assert_allclose(recorded("evolution")["moved"], moved, atol=1e-4)


def test_pictures_of_kernels_share_a_scale(models):
    kernels = np.stack([model.get_layer("conv1").kernel.numpy() for model in models])
    grey = np.rint(128 + 127 * kernels / np.abs(kernels).max()).astype(np.uint8)  # (E, h, w, 3, K)
    sheets = [sheet(np.moveaxis(one, -1, 0), 8) for one in grey]
    np.testing.assert_allclose(recorded("evolution")["kernels"].astype(int), np.stack(sheets), atol=1)


def test_maps_are_as_recorded(models, images):
    few = images.images[:SHOWN].astype(np.float32)
    last = np.stack([maps_at(model, "conv3", few)[..., :16] for model in models])
    np.testing.assert_allclose(recorded("evolution")["maps"].astype(int), map_sheets(last), atol=2)
    first = untrained_maps(maps_at(models[0], "conv1", few))
    np.testing.assert_allclose(recorded("evolution")["first"].astype(int), first, atol=2)
    assert (recorded("evolution")["images"] == images.images[:SHOWN]).all()


def test_what_is_asked_of_pictures_can_be_seen():
    """The untrained kernels are palest, later maps brighter."""
    for seed in range(20):
        one = make("evolution.untrained-kernels", seed)
        colours = {
            picture["name"]: recorded("evolution")["kernels"][picture["at"]].astype(float).std()
            for picture in one.case.figure["pictures"]
        }
        assert min(colours, key=colours.get) == one.answer
        one = make("evolution.order-maps", seed)
        light = {
            picture["name"]: recorded("evolution")["maps"][picture["at"]].astype(float).mean()
            for picture in one.case.figure["pictures"]
        }
        assert tuple(sorted(light, key=light.get)) == one.answer


def test_only_the_untrained_map_is_neither_empty_nor_noise():
    for seed in range(20):
        one = make("evolution.untrained-map", seed)
        _, *three = one.case.figure["pictures"]
        shown = {each["name"]: recorded("evolution")[each["of"]][each["at"]].astype(float) for each in three}
        rough = {name: np.abs(np.diff(each, axis=1)).mean() for name, each in shown.items()}
        assert 0 < rough[one.answer] < 0.6 * max(rough.values())
