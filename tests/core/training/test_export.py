"""A run's weights: bytes and back, and a .keras file that plain Keras opens in another process."""

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cnn_core.data.load import final_test_images
from cnn_core.errors import LabError
from cnn_core.store import Store
from cnn_core.training.export import keras_file, trained_model
from cnn_core.training.packing import packed, unpacked
from cnn_core.training.presets import PRESETS
from cnn_core.training.train import train
from tests.core.training.conftest import SMALL

PLAIN_KERAS = """
import sys, json, keras, numpy as np
model = keras.models.load_model("model.keras")
images = np.load("images.npy")
print(json.dumps(model.predict(images, verbose=0).tolist()))
"""
FAST = PRESETS["fast"].changed(data="drawn", images=300, validation=50, epochs=1, batch_size=100)


RUNS = {"small": SMALL.changed(epochs=1, scaling="standardised"), "fast": FAST}


@pytest.mark.parametrize("name", RUNS)
def test_plain_keras_opens_the_file(name: str, store: Store, tmp_path: Path) -> None:
    config = RUNS[name]
    run = train(config, store)
    weights = store.weights(run, "final")
    assert weights
    images = final_test_images("drawn").images[:200]
    np.save(tmp_path / "images.npy", images)
    (tmp_path / "model.keras").write_bytes(keras_file(config, weights))
    told = subprocess.run(
        [sys.executable, "-c", PLAIN_KERAS], cwd=tmp_path, capture_output=True, text=True, timeout=120
    )
    assert told.returncode == 0, told.stderr[-2000:]
    logits = np.array(json.loads(told.stdout.splitlines()[-1]))
    result = next(one for one in store.results(run) if one.split == "test")
    powers = np.exp(logits - logits.max(axis=1, keepdims=True))
    apart = np.abs(powers / powers.sum(axis=1, keepdims=True) - result.probabilities[:200])
    assert apart.max() < 0.1 and apart.mean() < 0.01, "bfloat16 has three digits; float32 would agree to 1e-3"


def test_weights_of_another_network_are_refused(store: Store) -> None:
    weights = store.weights(train(SMALL.changed(epochs=1), store), "final")
    assert weights
    with pytest.raises(LabError) as error:
        trained_model(PRESETS["lenet-5"], weights)
    assert error.value.key == "weights_do_not_fit"


@given(st.lists(st.lists(st.floats(width=32), max_size=5), max_size=12))
def test_arrays_come_back_in_order(rows: list[list[float]]) -> None:
    arrays = [np.array(row, np.float32) for row in rows]
    for array, again in zip(arrays, unpacked(packed(arrays)), strict=True):
        np.testing.assert_array_equal(array, again)


@given(st.binary(max_size=200))
def test_other_bytes_are_refused(content: bytes) -> None:
    with pytest.raises(LabError):
        unpacked(content)


def test_a_pickle_among_the_arrays_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "evil.npz"
    np.savez(file, np.array([{"any": "object"}], dtype=object))
    with pytest.raises(LabError):
        unpacked(file.read_bytes())
