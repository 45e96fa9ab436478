"""The real CIFAR-10, where it is on this machine: what its authors and many recipes say of it."""

import os
import time

import numpy as np
import pytest
from keras.src.datasets import cifar, npz_utils

from cnn_core import places
from cnn_core.data import published, sources

pytestmark = pytest.mark.skipif(
    not os.environ.get(sources.VARIABLE),
    reason=f"{sources.VARIABLE} names no folder or archive with the published data",
)


@pytest.fixture(scope="module")
def dataset(tmp_path_factory):
    """Read by the ordinary way: first from the pickles, then from the arrays that this left."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(places.VARIABLE, str(tmp_path_factory.mktemp("home")))
        sources.load()
        started = time.perf_counter()
        found = sources.load()
        assert time.perf_counter() - started < 1, "arrays that are there are not read again"
        return found


def test_counts(dataset):
    assert dataset.train.images.shape == (50_000, 32, 32, 3)
    assert dataset.test.images.shape == (10_000, 32, 32, 3)
    assert np.bincount(dataset.train.labels).tolist() == [5000] * 10
    assert np.bincount(dataset.test.labels).tolist() == [1000] * 10


def test_mean_and_deviation_of_each_channel(dataset):
    """Published in many recipes, such as https://github.com/kuangliu/pytorch-cifar (mean)."""
    pixels = dataset.train.images.reshape(-1, 3)
    counts = np.array([np.bincount(pixels[:, channel], minlength=256) for channel in range(3)])
    values = np.arange(256) / 255
    mean = counts @ values / len(pixels)
    deviation = np.sqrt(counts @ values**2 / len(pixels) - mean**2)
    np.testing.assert_allclose(mean, [0.4914, 0.4822, 0.4465], atol=5e-5)
    np.testing.assert_allclose(deviation, [0.2470, 0.2435, 0.2616], atol=5e-5)


@pytest.mark.parametrize(
    ("name", "start"), [("data_batch_1", 0), ("data_batch_4", 30_000), ("test_batch", 0)]
)
def test_keras_reads_the_same(dataset, monkeypatch, name, start):
    place = published.locate(os.environ[sources.VARIABLE])
    if not place.is_dir():
        pytest.skip("Keras's reader wants a folder")
    # Python 3 writes the same layout with one global more, which Keras does not know.
    known = npz_utils._ALLOWED_PICKLE_GLOBALS | {("_codecs", "encode")}
    monkeypatch.setattr(npz_utils, "_ALLOWED_PICKLE_GLOBALS", known)
    planes, labels = cifar.load_batch(str(place / name))
    split = dataset.test if name == "test_batch" else dataset.train.between(start, start + 10_000)
    np.testing.assert_array_equal(split.images, planes.transpose(0, 2, 3, 1))
    np.testing.assert_array_equal(split.labels, labels)
