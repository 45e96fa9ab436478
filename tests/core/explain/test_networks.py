"""Networks of runs, opened from the store: the right weights, one model for all epochs."""

from typing import Any

import numpy as np
import pytest

from cnn_core.architecture.stack import layer, stack
from cnn_core.errors import LabError
from cnn_core.explain.heatmaps import heatmap
from cnn_core.explain.networks import Trained, opened, within
from cnn_core.explain.probe import Probe
from cnn_core.store import State, Store
from cnn_core.training.config import Config
from cnn_core.training.export import trained_model, weights_of
from cnn_core.training.model import make_model

CONFIG = Config(
    stack(layer("Conv2D", 4, 3, activation="relu"), layer("GlobalAveragePooling2D"), layer("Dense", 10)),
    data="drawn",
    images=100,
    validation=20,
    scaling="standardised",
)
IMAGES = np.random.default_rng(0).integers(0, 256, (6, 32, 32, 3)).astype(np.uint8)


@pytest.fixture
def store(tmp_path) -> Any:
    store = Store(f"sqlite:///{tmp_path}/runs.sqlite")
    yield store
    store.close()


def ended(store: Store, seed: int) -> tuple[Trained, bytes]:
    """A run that has ended with the weights it began with."""
    weights = weights_of(make_model(CONFIG.changed(seed=seed), IMAGES))
    run = store.begin(store.add(CONFIG, "ann").id)
    store.end(run.id, State.FINISHED, final=weights)
    return Trained(store.url, run.id, "final"), weights


def logits(probe: Probe) -> Any:
    return probe.logits(IMAGES)


def test_runs_of_one_configuration_share_a_model_and_keep_their_weights(store):
    (one, first), (other, second) = ended(store, 1), ended(store, 2)
    expected = [trained_model(CONFIG, weights).predict_on_batch(IMAGES) for weights in (first, second)]
    for reference, answers in [*zip((one, other), expected, strict=True)] * 2:
        assert np.allclose(within(reference, logits), answers, atol=1e-5)
    with opened(one) as probe:
        model = probe.model
    with opened(other) as probe:
        assert probe.model is model
    assert not np.allclose(*expected, atol=1e-3)


def test_pixels_count_in_fractions(store):
    """Gradients reach them: the network must not round its input."""
    reference, _ = ended(store, 1)
    with opened(reference) as probe:
        assert not np.allclose(probe.logits(IMAGES + 0.4), probe.logits(IMAGES), atol=1e-6)


def test_a_heatmap_through_the_door_of_a_worker(store):
    reference, _ = ended(store, 1)
    found = within(reference, heatmap, IMAGES, "grad-cam", 3)
    assert found.values.shape == (6, 32, 32) and found.layer == "conv2d"


def test_weights_that_are_not_there(store):
    run = store.add(CONFIG, "ann")
    with pytest.raises(LabError, match="no_weights"), opened(Trained(store.url, run.id)):
        pass
    with pytest.raises(LabError, match="no_such_run"), opened(Trained(store.url, "0" * 16)):
        pass


def test_an_address_with_a_password_is_not_shown():
    assert "secret" not in repr(Trained("postgresql://ann:secret@host/db", "0" * 16))
