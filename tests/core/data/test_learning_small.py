"""The one dense layer against Keras, the luckiest network against the binomial distribution."""

import keras
import numpy as np
import pytest
from scipy import stats

from cnn_core.data.choosing import choose_best
from cnn_core.data.linear import descent_losses
from cnn_core.data.preprocess import fit_scaling


@pytest.mark.parametrize("rate", [0.01, 0.5])
def test_descent_as_keras(rate):
    rng = np.random.default_rng(0)
    x, labels = rng.normal(size=(40, 7)).astype(np.float32), rng.integers(0, 3, 40)
    dense = keras.layers.Dense(3, activation="softmax", kernel_initializer="zeros")
    model = keras.Sequential([keras.layers.Input((7,)), dense])
    model.compile(keras.optimizers.SGD(rate), "sparse_categorical_crossentropy")
    theirs = [float(model.train_on_batch(x, labels)) for _ in range(1)]
    for _ in range(5):
        theirs.append(float(model.evaluate(x, labels, batch_size=40, verbose=0)))
        model.train_on_batch(x, labels)
    ours = descent_losses(x, labels, 3, rate, 5)
    assert ours == pytest.approx(theirs, rel=1e-4)


def test_raw_numbers_do_not_train_as_well():
    """28: at one learning rate, the same images."""
    rng = np.random.default_rng(0)
    colours = rng.integers(60, 200, (4, 3))
    labels = np.arange(200) % 4
    noisy = colours[labels][:, None, None] + rng.normal(0, 40, (200, 8, 8, 3))
    images = np.clip(noisy, 0, 255).astype(np.uint8)
    last = {}
    for kind in ("raw", "standardised"):
        scaled = fit_scaling(images, kind).apply(images).reshape(200, -1)
        last[kind] = descent_losses(scaled, labels, 4, 0.01, 30)[-1]
    assert last["standardised"] < np.log(4) < last["raw"]


def test_the_luckiest_of_many_is_as_lucky_as_the_binomial_says():
    networks, images, share = 20, 500, 0.7
    drawn = [choose_best(networks, images, 100 * share, seed) for seed in range(300)]
    best = [one.validation[one.best] for one in drawn]
    counts = np.arange(images + 1)
    below = stats.binom.cdf(counts, images, share) ** networks
    expected = 100 * float((1 - below).sum()) / images  # E max = sum of P(max > k)
    assert np.mean(best) == pytest.approx(expected, abs=0.2)
    assert np.mean([one.test[one.best] for one in drawn]) == pytest.approx(70, abs=0.2)
    assert all(max(one.validation) == one.validation[one.best] for one in drawn)
