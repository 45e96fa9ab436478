"""What the lesson on heatmaps is shown, against the layers themselves, one by one."""

from typing import Any

import numpy as np
import pytest

from cnn_core.explain.looks_heat import at_layers, every_class, every_method, mistakes, worked_out
from cnn_core.explain.methods import METHODS
from cnn_core.explain.probe import Probe


def by_hand(model: Any, image: Any) -> Any:
    """Maps of the last ReLU and a function that gives the answer for maps, from Keras's own layers."""
    import keras

    maps = keras.Model(model.inputs[0], model.get_layer("deep_relu").output)(image[None], training=False)
    pool, answer = model.layers[-2], model.layers[-1]
    return maps, lambda maps: answer(pool(maps))


def test_every_class_has_its_probability_and_a_map(gap, images):
    found = every_class(gap, images[0])
    told = gap.model(images[:1], training=False)
    np.testing.assert_allclose(found.shares, np.asarray(told)[0], rtol=1e-4, atol=1e-6)
    assert found.order == np.argsort(-np.asarray(told)[0]).tolist()
    assert found.heats.shape == (4, 16, 16) and found.raw.shape[0] == 4
    assert found.layer == "deep_relu"


@pytest.mark.parametrize("label", range(4))
def test_a_classs_map_is_the_weighted_sum_of_the_averaged_maps(gap, images, label):
    """On a network with global average pooling, Grad-CAM's weights are the dense layer's over the cells."""
    maps, _ = by_hand(gap.model, images[0])
    kernel = np.asarray(gap.model.layers[-1].kernel)[:, label]
    cells = maps.shape[1] * maps.shape[2]
    worked = worked_out(gap, images[0], label)
    np.testing.assert_allclose(worked.maps, np.asarray(maps)[0], rtol=1e-4, atol=1e-6)
    np.testing.assert_allclose(worked.weights, kernel / cells, rtol=1e-3, atol=1e-8)
    total = np.asarray(maps)[0] @ kernel / cells
    np.testing.assert_allclose(worked.total, total, rtol=1e-3, atol=1e-7)
    raw = every_class(gap, images[0]).raw[label]
    np.testing.assert_allclose(raw, np.maximum(total, 0), rtol=1e-3, atol=1e-7)


@pytest.mark.parametrize("label", range(4))
def test_behind_the_softmax_as_tensorflow_differentiates(gap, images, label):
    import tensorflow as tf

    maps, answer = by_hand(gap.model, images[1])
    with tf.GradientTape() as tape:
        tape.watch(maps)
        share = answer(maps)[0, label]
    expected = np.asarray(tape.gradient(share, maps))[0].mean(axis=(0, 1))
    worked = worked_out(gap, images[1], label)
    np.testing.assert_allclose(worked.after, expected, rtol=1e-3, atol=1e-9)
    assert worked.share == pytest.approx(float(share), rel=1e-4)
    assert worked.share + worked.rest == pytest.approx(1)
    assert 0 < worked.shrunk < 2


def test_a_sure_answer_leaves_hardly_any_gradient_behind_the_softmax():
    import keras

    from tests.core.explain.conftest import gap_network

    network = gap_network()
    answer = network.layers[-1]
    answer.set_weights([answer.kernel.numpy(), np.array([40.0, 0, 0, 0], np.float32)])
    worked = worked_out(Probe(network), np.full((16, 16, 3), 90.0), 0)
    assert worked.rest < 1e-12 and worked.rest > 0, "summed from the others, not 1 - 1"
    assert worked.shrunk < 1e-12 and np.linalg.norm(worked.weights) > 1e-4
    keras.backend.clear_session()


def test_mistakes_are_sorted_by_how_sure_the_network_was(gap, images):
    told = np.asarray(gap.model(images, training=False))
    said = told.argmax(axis=1)
    labels = said.copy()
    labels[[1, 3, 4]] = (said[[1, 3, 4]] + 1) % 4
    found = mistakes(gap, images, labels, most=2)
    order = sorted((1, 3, 4), key=lambda place: -told[place, said[place]])[:2]
    assert found.places.tolist() == order and (found.wrong, found.count) == (3, 5)
    expected = [[told[place, said[place]], told[place, labels[place]]] for place in order]
    np.testing.assert_allclose(found.shares, expected, rtol=1e-4)
    first = every_class(gap, images[order[0]])
    np.testing.assert_allclose(found.heats[0, 0], first.heats[said[order[0]]], atol=1e-4)
    np.testing.assert_allclose(found.heats[0, 1], first.heats[labels[order[0]]], atol=1e-4)


def test_a_network_without_mistakes(gap, images):
    said = np.asarray(gap.model(images, training=False)).argmax(axis=1)
    found = mistakes(gap, images, said)
    assert found.wrong == 0 and found.heats.shape == (0, 2, 16, 16)


def test_all_methods_or_the_reason_why_not(gap, nested, images):
    found = every_method(gap, images[0], 1)
    assert [one.method for one in found] == list(METHODS)
    assert all(one.heat is not None and one.heat.shape == (16, 16) for one in found)
    assert {one.shape for one in found} == {(7, 7), (16, 16)}
    flat = {one.method: one for one in every_method(nested, images[0], 1)}
    assert flat["cam"].heat is None and flat["cam"].error.key == "cam_needs_gap"
    assert flat["grad-cam"].error is None


def test_layers_from_the_first_to_the_last(gap, nested, images):
    found = at_layers(gap, images[0], 2)
    assert [(one.name, one.shape) for one in found] == [("early", (14, 14, 6)), ("deep_relu", (7, 7, 8))]
    for one in found:
        assert all(heat.shape == (16, 16) and 0 <= heat.min() <= heat.max() <= 1 for heat in one.heats)
    assert [one.name for one in at_layers(nested, images[0], 2)] == ["base/stem", "base/join"]
