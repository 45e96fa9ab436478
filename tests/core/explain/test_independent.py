"""Heatmaps of layers against grad-cam, captum and tf-keras-vis: recorded always, live where installed."""

import json
import runpy
from pathlib import Path

import numpy as np
import pytest

from cnn_core.explain.heatmaps import heatmap
from cnn_core.explain.probe import Probe

ORACLES = Path(__file__).resolve().parents[2] / "oracles"
TABLE = json.loads((ORACLES / "heatmaps.json").read_text())
MAKES = runpy.run_path(str(ORACLES / "make_heatmap_table.py"))
RECORDED = [
    (peer, method, layer)
    for peer in MAKES["PEERS"]
    for method in TABLE[peer]
    for layer in TABLE[peer][method]
]


@pytest.fixture(scope="module")
def probe():
    """The network that the libraries were asked about."""
    return Probe(MAKES["keras_network"]([np.array(one, np.float32) for one in TABLE["weights"]]))


def assert_agrees(ours, theirs, method):
    """Within a thousandth of the hottest place. Score-CAM is told from its least to its largest value."""
    if method == "score-cam":
        ours = ours - ours.min(axis=(1, 2), keepdims=True)
        ours = ours / ours.max(axis=(1, 2), keepdims=True)
    assert ours.shape == theirs.shape and theirs.max() > 0
    np.testing.assert_allclose(ours, theirs, rtol=0, atol=1e-3 * theirs.max())


@pytest.mark.parametrize(("peer", "method", "layer"), RECORDED)
def test_recorded(probe, peer, method, layer):
    """Each answer of the table written by tests/oracles/make_heatmap_table.py."""
    found = heatmap(probe, TABLE["images"], method, TABLE["classes"], layer)
    assert_agrees(found.raw, np.array(TABLE[peer][method][layer]), method)


def test_the_table_is_worth_its_name():
    """Every method that reads a layer, except CAM; maps that differ from each other."""
    assert {method for _, method, _ in RECORDED} == {"grad-cam", "grad-cam++", "layer-cam", "score-cam"}
    told = [
        np.array(TABLE["grad-cam"][method]["first"]) for method in ("grad-cam", "grad-cam++", "layer-cam")
    ]
    shown = [one / one.max(axis=(1, 2), keepdims=True) for one in told]
    for at in range(3):
        assert np.abs(shown[at] - shown[at - 1]).max() > 0.1


@pytest.mark.parametrize(
    ("peer", "module"),
    [("grad-cam", "pytorch_grad_cam"), ("captum", "captum"), ("tf-keras-vis", "tf_keras_vis")],
)
def test_live(peer, module):
    """Other weights and images, asked of the library itself."""
    pytest.importorskip(module, reason="not installed; its recorded answers are tested instead")
    rng = np.random.default_rng(2)
    weights = [one.astype(np.float32) for one in MAKES["random_weights"](rng)]
    images = rng.integers(0, 256, (3, 12, 12, 3))
    ours = Probe(MAKES["keras_network"](weights))
    for method, at in MAKES["PEERS"][peer](weights, images).items():
        for layer, theirs in at.items():
            assert_agrees(heatmap(ours, images, method, TABLE["classes"], layer).raw, theirs, method)
