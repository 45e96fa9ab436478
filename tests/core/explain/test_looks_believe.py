"""Forgetting and testing, as the lesson shows them: the network is afterwards what it was."""

import numpy as np
import pytest

from cnn_core.explain.heatmaps import heatmap
from cnn_core.explain.looks_believe import MOST_STAGES, forgetting, trial
from cnn_core.explain.pointing import pointing


def test_a_network_forgets_from_its_answer_down_and_remembers_everything_afterwards(gap, images):
    before = [np.asarray(one).copy() for one in gap.model.variables]
    stages = forgetting(gap, images[0], 1, "grad-cam")
    learned = [layer.name for layer in gap.model.layers if layer.weights][::-1]
    assert stages[0].layers == ()
    assert [name for stage in stages for name in stage.layers] == learned
    assert len(stages) <= MOST_STAGES + 1
    np.testing.assert_array_equal(stages[0].heat, heatmap(gap, images[:1], "grad-cam", 1).values[0])
    assert any(not np.allclose(stage.heat, stages[0].heat, atol=0.05) for stage in stages[1:])
    for one, value in zip(gap.model.variables, before, strict=True):
        np.testing.assert_array_equal(np.asarray(one), value)


@pytest.mark.parametrize("method", ["grad-cam", "saliency"])
def test_a_method_is_tested_on_the_predicted_classes(gap, images, method):
    found = trial(gap, images, method)
    expected = heatmap(gap, images, method).values
    np.testing.assert_allclose(found.heats, expected, atol=1e-5)
    assert found.verdict in ("specific", "unclear", "not_specific")
    assert -1 <= found.highest <= 1
    assert 0 <= found.insertion <= 1 and 0 <= found.by_chance <= 1
    masks = np.ones(expected.shape, bool)
    assert pointing(found.heats, masks).tolist() == [1.0] * len(images)
