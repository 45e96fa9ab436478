"""A network through its epochs: each as a Keras model with that epoch's weights shows it."""

import keras
import numpy as np
import pytest

from cnn_core.architecture.stack import layer, stack
from cnn_core.data.drawn import draw
from cnn_core.errors import LabError
from cnn_core.explain.evolution import MOST_EPOCHS, MOST_MAPS, evolution
from cnn_core.explain.heatmaps import heatmap
from cnn_core.explain.networks import Shipped, Trained
from cnn_core.explain.probe import Probe
from cnn_core.models import shipped, shipped_epoch
from cnn_core.store import Epoch, Snapshot, Store
from cnn_core.training.config import Config
from cnn_core.training.export import trained_model
from cnn_core.training.model import make_model
from cnn_core.training.train import halved_weights

IMAGE = draw(3).images[2]


def network(filters):
    return stack(
        layer("Conv2D", filters, 3, strides=2, activation="relu", name="first"),
        layer("BatchNormalization", name="norm"),
        layer("Flatten", name="flat"),
        layer("Dense", 10, name="answer"),
    )


CONFIG = Config(network(20), data="drawn")


def weights(seed, config=CONFIG):
    """Of a network with the numbers of a normal distribution, squared: variances must not be negative."""
    model = make_model(config, np.zeros((1, 32, 32, 3), np.uint8), "float32")
    random = np.random.default_rng(seed)
    model.set_weights([random.normal(size=one.shape) ** 2 for one in model.get_weights()])
    return halved_weights(model)


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    """References of a run's epochs 0 to 3."""
    store = Store(f"sqlite:///{tmp_path_factory.mktemp('runs')}/runs.sqlite")
    run = store.begin(store.add(CONFIG, "ann").id)
    for number in (1, 2, 3):
        snapshot = Snapshot(number, None, None, weights(number), weights(0) if number == 1 else None)
        store.end_epoch(run.id, Epoch(number, 1, 0, 1, 0, 1, 1), snapshot, [1], [0], b"")
    yield [Trained(store.url, run.id, f"epoch-{number}") for number in range(4)]
    store.close()


def models(run):
    return [trained_model(CONFIG, weights(number)) for number in range(len(run))]


def test_every_epoch_is_what_keras_makes_of_its_weights(run):
    told = evolution(run, IMAGE, "norm", channels=[3, 19], class_label=4)
    assert (told.found, told.class_label, told.channels, told.layer) == ((0, 1, 2, 3), 4, (3, 19), "norm")
    for at, model in enumerate(models(run)):
        inner = keras.Model(model.inputs, [model.get_layer("norm").output, model.outputs[0]])
        maps, logits = inner.predict_on_batch(IMAGE[None].astype(np.float32))
        assert np.allclose(told.kernels[at], model.get_layer("first").get_weights()[0])
        assert np.allclose(told.maps[at], maps[0][..., [3, 19]], rtol=1e-3, atol=1e-2)
        assert np.allclose(told.probabilities[at], keras.ops.softmax(logits[0]), atol=1e-3)
        heat = heatmap(Probe(model), IMAGE[None], "grad-cam", 4)
        assert np.allclose(told.heat[at], heat.values[0], atol=1e-3)
        assert told.heat_most[at] == pytest.approx(heat.raw.max(), rel=1e-3)
    assert not np.allclose(told.kernels[0], told.kernels[3])


def test_the_scales_are_those_of_each_epoch(run):
    told = evolution(run, IMAGE, "first")
    assert told.channels == tuple(range(MOST_MAPS)) and told.maps.shape == (4, 15, 15, MOST_MAPS)
    for at in range(4):
        assert told.kernel_most[at] == np.abs(told.kernels[at]).max()
        assert told.map_most[at] == np.abs(told.maps[at]).max()


def test_all_speak_of_one_class_the_last_epochs(run):
    told = evolution(run, IMAGE, "first")
    assert told.class_label == told.probabilities[-1].argmax()
    last = models(run)[-1].predict_on_batch(IMAGE[None].astype(np.float32))
    assert told.class_label == last.argmax()


def test_epochs_that_are_gone_are_left_out(run):
    gone = Trained(run[0].url, run[0].run, "epoch-7")
    told = evolution([gone, run[1], gone, run[3], gone], IMAGE, "first")
    whole = evolution(run, IMAGE, "first")
    assert told.found == (1, 3) and np.array_equal(told.maps, whole.maps[[1, 3]])
    assert told.class_label == whole.class_label
    for class_label in (None, 2):
        with pytest.raises(LabError, match="no_weights"):
            evolution([gone, gone], IMAGE, "first", class_label=class_label)


def test_a_shipped_network_from_before_training_to_its_end():
    told = evolution([Shipped("drawn", epoch) for epoch in (0, 1, 10)], IMAGE, "conv3", method="layer-cam")
    config, final = shipped("drawn")
    for at, content in enumerate((shipped_epoch("drawn", 0), shipped_epoch("drawn", 1), final)):
        logits = trained_model(config, content).predict_on_batch(IMAGE[None].astype(np.float32))
        assert np.allclose(told.probabilities[at], keras.ops.softmax(logits[0]), atol=0.02)
    assert told.heat.shape == (3, 32, 32) and told.heat.max() <= 1
    assert told.probabilities[0].max() < 0.5 < told.probabilities[2].max(), "it has learnt"


def test_what_does_not_go(run):
    for references, more, key in (
        ([], {}, "too_small"),
        (run * (MOST_EPOCHS // 4 + 1), {}, "too_many"),
        (run, {"channels": [20]}, "no_such_channel"),
        (run, {"channels": list(range(17))}, "too_many"),
        (run, {"channels": []}, "too_small"),
        (run, {"layer": "flat"}, "not_a_map"),
        (run, {"layer": "nowhere"}, "no_layer_named"),
        (run, {"class_label": 10}, "no_such_class"),
        (run, {"image": IMAGE[:30]}, "images_do_not_fit"),
        (run, {"method": "guess"}, "unknown_choice"),
    ):
        with pytest.raises(LabError, match=key):
            evolution(references, **{"image": IMAGE, "layer": "first", **more})


def test_epochs_of_two_networks_are_not_one_training(run):
    with pytest.raises(LabError, match="no_layer_named"):
        evolution([run[0], Shipped("drawn", 1)], IMAGE, "first")
    store, wider = Store(run[0].url), CONFIG.changed(architecture=network(24))
    other = store.begin(store.add(wider, "ann").id)
    snapshot = Snapshot(1, None, None, weights(1, wider))
    store.end_epoch(other.id, Epoch(1, 1, 0, 1, 0, 1, 1), snapshot, [1], [0], b"")
    store.close()
    with pytest.raises(LabError, match="networks_differ"):
        evolution([run[0], Trained(run[0].url, other.id, "epoch-1")], IMAGE, "first")
