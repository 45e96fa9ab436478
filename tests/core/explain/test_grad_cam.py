"""Grad-CAM against a gradient taken by finite differences, and against class activation maps."""

import numpy as np
import pytest

from cnn_core.explain.heatmaps import heatmap, shown


def test_on_a_network_with_global_average_pooling_it_is_cam(gap, images):
    """There d y_c / d A_k is w_kc / (h w) in every cell: https://arxiv.org/abs/1610.02391, section 3.1."""
    maps = gap.run("maps", lambda look, x: look.at([gap.site("deep_relu")], x)[1][0], images)[0]
    kernel = gap.layer("answer").get_weights()[0]  # (K, classes)
    cam = np.maximum(maps @ kernel[:, 2], 0)
    found = heatmap(gap, images, "grad-cam", 2)
    assert np.allclose(found.raw * maps.shape[1] * maps.shape[2], cam, atol=1e-5)


def test_against_finite_differences(nested, images):
    """The logits of a head that is known: flattened pooled maps through the dense layer."""
    maps = nested.run("maps", lambda look, x: look.at([nested.site("base/join")], x)[1][0], images)[0]
    kernel, bias = nested.layer("answer").get_weights()

    def logit(joined, cls):
        pooled = joined.astype(np.float64).reshape(8, 2, 8, 2, 8).mean(axis=(1, 3))
        return pooled.ravel() @ kernel[:, cls] + bias[cls]

    one, step = maps[0], 1e-3
    slopes = np.zeros(one.shape)
    for cell in np.ndindex(one.shape):
        change = np.zeros(one.shape)
        change[cell] = step
        slopes[cell] = (logit(one + change, 3) - logit(one - change, 3)) / (2 * step)
    expected = np.maximum((one * slopes.mean(axis=(0, 1))).sum(axis=-1), 0)
    assert np.allclose(heatmap(nested, images[:1], classes=3, layer="base/join").raw[0], expected, atol=1e-4)


def test_nothing_speaks_for_it():
    values, empty = shown(np.array([[[-1.0, 0.0]], [[0.0, 2.0]], [[np.nan, 0.0]]], np.float32), (4, 4))
    assert empty.tolist() == [True, False, True]
    assert not values[0].any() and values[1].max() == 1 and np.isfinite(values).all()


def test_resizing_keeps_centres():
    """A hot middle stays in the middle: with corners aligned it would too, but not its neighbours' values."""
    raw = np.zeros((1, 2, 2), np.float32)
    raw[0, 0, 0] = 1
    values, _ = shown(raw, (4, 4))
    assert values[0, 0] == pytest.approx([1, 0.75, 0.25, 0])


def test_what_is_small_is_shown_all_the_same():
    """Deep networks before training have gradients of 1e-15."""
    values, empty = shown(np.array([[[1e-20, 2e-20]]], np.float32), (1, 2))
    assert values[0, 0] == pytest.approx([0.5, 1]) and not empty.any()
