"""The randomisation test: correlation as SciPy's, methods of a certain verdict, weights put back exactly."""

import keras
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from keras import layers
from scipy import stats

from cnn_core.errors import LabError
from cnn_core.explain import randomisation as module
from cnn_core.explain.heatmaps import METHODS, heatmap
from cnn_core.explain.methods import Method
from cnn_core.explain.probe import Probe
from cnn_core.explain.randomisation import randomisation, ranks, restored, shuffle, similarity, verdict_on

VALUES = hnp.arrays(np.float32, st.integers(2, 30), elements=st.integers(0, 5) | st.floats(0, 1, width=32))


@given(VALUES)
@settings(deadline=None)
def test_ranks_are_scipys(values):
    assert np.array_equal(ranks(values), stats.rankdata(values))


@given(
    st.integers(2, 12).flatmap(
        lambda side: hnp.arrays(np.float32, (2, 3, side, 2), elements=st.integers(0, 9))
    )
)
@settings(deadline=None)
def test_similarity_is_spearmans(maps):
    for first, second, found in zip(*maps, similarity(*maps), strict=True):
        if np.ptp(first) and np.ptp(second):
            assert found == pytest.approx(stats.spearmanr(first.ravel(), second.ravel()).statistic)
        else:
            assert found == 0


def state(probe):
    return [np.asarray(one).copy() for one in probe.model.variables]


def as_it_was(probe, before):
    return all(np.array_equal(now, then) for now, then in zip(state(probe), before, strict=True))


def test_the_network_is_afterwards_what_it_was(gap, images):
    norm = next(one for one in gap.model.layers if isinstance(one, layers.BatchNormalization))
    norm.moving_mean.assign(np.linspace(-1, 1, 8))
    before, maps = state(gap), heatmap(gap, images).values
    randomisation(gap, images)
    assert as_it_was(gap, before) and np.array_equal(heatmap(gap, images).values, maps)


@pytest.mark.parametrize("fails_at", [2, 4])
def test_it_is_so_even_if_something_fails(gap, images, monkeypatch, fails_at):
    before, calls = state(gap), []

    def failing(*given):
        calls.append(given)
        if len(calls) == fails_at:
            assert not as_it_was(gap, before)
            raise MemoryError
        return heatmap(*given)

    monkeypatch.setattr(module, "heatmap", failing)
    with pytest.raises(MemoryError):
        randomisation(gap, images)
    assert as_it_was(gap, before)


def test_averages_are_put_back_too(gap, images):
    before = state(gap)
    with restored(gap.model):
        gap.model(images, training=True)
        assert not as_it_was(gap, before)
    assert as_it_was(gap, before)


def test_layers_forget_from_the_top_down(nested, images, monkeypatch):
    """What has changed at each map that is made, told by the weights themselves."""
    before, changed = nested.model.get_weights(), []

    def watching(*given):
        now = nested.model.get_weights()
        changed.append([not np.array_equal(*pair) for pair in zip(before, now, strict=True)])
        return heatmap(*given)

    monkeypatch.setattr(module, "heatmap", watching)
    told = randomisation(nested, images, draws=1)
    assert [stage.layers for stage in told.stages] == [("answer",), ("base/branch",), ("base/stem",)]
    kernels = [one[::2] for one in changed]  # stem, branch, answer; their biases are all 0
    assert kernels[:4] == [[False] * 3, [False, False, True], [False, True, True], [True] * 3]


def test_forgetting_keeps_the_numbers_and_loses_their_places(gap):
    with restored(gap.model):
        layer = gap.layer("early")
        before = layer.get_weights()[0]
        shuffle(layer, np.random.default_rng(0))
        after = layer.get_weights()[0]
    assert np.array_equal(np.sort(before, axis=None), np.sort(after, axis=None))
    assert abs(np.corrcoef(before.ravel(), after.ravel())[0, 1]) < 0.5


def with_method(monkeypatch, compute):
    """`randomisation` with a method of our own."""
    named = {**METHODS, "ours": Method(compute)}
    monkeypatch.setattr("cnn_core.explain.heatmaps.METHODS", named)


def test_a_map_of_the_image_alone_is_not_specific(gap, images, monkeypatch):
    with_method(monkeypatch, lambda probe, images, *_: images.mean(axis=-1))
    told = randomisation(gap, images, "ours")
    assert told.verdict == "not_specific" and told.whole.mean == pytest.approx(1)
    assert all(stage.similarity.mean == pytest.approx(1) for stage in told.stages)


@pytest.mark.parametrize(("layer", "says"), [("answer", "specific"), ("early", "not_specific")])
def test_a_map_of_one_layers_weights_alone(gap, images, monkeypatch, layer, says):
    """It is lost with this layer; one that outlives the layer that names the classes is not about classes."""

    def of_weights(probe, images, *_):
        kernel = probe.layer(layer).get_weights()[0].ravel()[:30]
        return np.tile(kernel.reshape(1, 5, 6), (len(images), 1, 1))

    with_method(monkeypatch, of_weights)
    told = randomisation(gap, images, "ours", draws=10)
    lost = next(at for at, stage in enumerate(told.stages) if layer in stage.layers)
    same = [stage.similarity.mean == pytest.approx(1) for stage in told.stages]
    assert same == [at < lost for at in range(len(same))]
    assert abs(told.whole.mean) < 0.2 and told.verdict == says


@pytest.mark.parametrize(("change", "similarity", "empty"), [(0, 0, 5), (-1, 1, 5)])
def test_a_map_that_becomes_empty_puts_nothing_in_order_and_signs_do_not_count(
    gap, images, monkeypatch, change, similarity, empty
):
    before = state(gap)

    def changing(probe, images, *_):
        return images.mean(axis=-1) * (1 if as_it_was(probe, before) else change)

    with_method(monkeypatch, changing)
    told = randomisation(gap, images, "ours")
    assert told.whole.mean == pytest.approx(similarity)
    assert [stage.empty for stage in told.stages] == [empty] * len(told.stages)


def test_the_same_seed_tells_the_same(gap, images):
    first, again, other = (randomisation(gap, images, seed=seed) for seed in (1, 1, 2))
    assert first == again and first.highest >= first.whole.mean and first.whole != other.whole


def test_deep_networks_forget_several_layers_at_a_time(images):
    blocks = [layers.Conv2D(2, 3, padding="same") for _ in range(14)]
    model = keras.Sequential([keras.Input((16, 16, 3)), *blocks, layers.Flatten(), layers.Dense(2)])
    told = randomisation(Probe(model), images, draws=1)
    assert len(told.stages) == 12
    forgotten = [name for stage in told.stages for name in stage.layers]
    assert forgotten == [one.name for one in reversed(model.layers) if one.weights]


def test_limits():
    assert [verdict_on(value) for value in (-0.5, 0.29, 0.3, 0.49, 0.5, 1)] == [
        "specific", "specific", "unclear", "unclear", "not_specific", "not_specific",
    ]  # fmt: skip


def test_what_cannot_be_tested(gap, images):
    pooled = [layers.GlobalAveragePooling2D()]
    for probe, more, key in (
        (
            Probe(keras.Sequential([keras.Input((16, 16, 3)), *pooled])),
            {"method": "saliency"},
            "nothing_to_forget",
        ),
        (gap, {"draws": 0}, "too_small"),
        (gap, {"draws": 21}, "too_many"),
        (gap, {"method": "guess"}, "unknown_choice"),
    ):
        with pytest.raises(LabError, match=key):
            randomisation(probe, images, **more)
