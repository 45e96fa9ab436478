"""What is recorded for the exercises on cheating, looked at again with the networks themselves."""

import numpy as np
import pytest

from cnn_core.data.dataset import CLASSES
from cnn_core.data.tagged import tagged
from cnn_core.exercises.bank import LESSONS
from cnn_core.exercises.making import make
from cnn_core.exercises.recorded import recorded
from cnn_core.explain.heatmaps import heatmap
from cnn_core.explain.looks_cheating import NETWORKS
from cnn_core.explain.networks import Shipped, opened
from scripts.record_cheating_exercises import SHEETS, SINGLE, chosen, four, overlaid

HORSE = CLASSES.index("horse")
#: Fewer than are recorded; they are the first ones.
COUNT = 500
MOST_BYTES = 300_000


@pytest.fixture(scope="module")
def drawings():
    return tagged(COUNT)


def heat_of(name, images):
    with opened(Shipped(name)) as probe:
        return heatmap(probe, probe.images(images), "layer-cam", HORSE, "conv2").values


def test_the_file_stays_small():
    assert (LESSONS / "cheating" / "exercises.npz").stat().st_size < MOST_BYTES


@pytest.mark.parametrize("network", range(2), ids=NETWORKS)
def test_answers_are_what_keras_gives(drawings, network):
    """Another processor may turn a close case round."""
    labels = drawings.plain.labels
    for tag, images in enumerate((drawings.plain.images, drawings.images)):
        with opened(Shipped(NETWORKS[network])) as probe:
            said = np.argmax(probe.model.predict(images, verbose=0), axis=1)
        for label in range(len(CLASSES)):
            own = said[labels == label]
            for name, theirs in (("said_horse", own == HORSE), ("right", own == label)):
                ours = recorded("cheating")[name][network, tag, label, : len(own)]
                assert np.count_nonzero(ours != theirs) <= 1, (name, CLASSES[label])


def test_heat_on_the_tag_is_as_recorded(drawings):
    which, found = chosen(drawings), recorded("cheating")["on_tag"]
    shown = {"drawn": which[: SINGLE // 2], "fooled": which}
    theirs = []
    for name, places in shown.items():
        heat = np.maximum(heat_of(name, drawings.images[places]), 0)
        inside = np.where(drawings.tags[places], heat, 0).sum(axis=(1, 2))
        theirs.extend(inside / heat.sum(axis=(1, 2)))
    np.testing.assert_allclose(found, theirs, atol=0.004)
    np.testing.assert_allclose(
        recorded("cheating")["single"][-1].astype(int),
        overlaid(drawings.images[which[-1:]], heat_of("fooled", drawings.images[which[-1:]]))[0],
        atol=4,
    )


def test_sheets_show_the_horses_of_both_networks(drawings):
    horses = np.flatnonzero((drawings.plain.labels == HORSE) & drawings.usual)[:4]
    for at, name in enumerate(NETWORKS):
        sheet = four(overlaid(drawings.images[horses], heat_of(name, drawings.images[horses])))
        np.testing.assert_allclose(recorded("cheating")["sheets"][at].astype(int), sheet, atol=4)
        heat = np.maximum(heat_of(name, drawings.images[horses]), 0)
        shares = np.where(drawings.tags[horses], heat, 0).sum(axis=(1, 2)) / heat.sum(axis=(1, 2))
        assert recorded("cheating")["sheet_tag"][at] == pytest.approx(shares.mean(), abs=0.004)


def test_who_cheats_can_be_seen():
    """In the sheet of the network that cheats the corner outshines the rest; in the other it does not."""
    sheets = recorded("cheating")["sheets"].astype(float).mean(axis=-1)
    assert len(sheets) == 2 * SHEETS
    for seed in range(20):
        one = make("cheating.which-cheats", seed)
        shown = {picture["name"]: sheets[picture["at"]] for picture in one.case.figure["pictures"]}
        glow = {
            name: np.median(
                [_corner(sheet[top : top + 32, left : left + 32]) for top in (0, 33) for left in (0, 33)]
            )
            for name, sheet in shown.items()
        }
        who = {name for name in glow if one.answer in (name, "both")}
        assert all((glow[name] > 1) == (name in who) for name in glow), (one.answer, glow)


def _corner(image):
    return image[-7:, -7:].max() / np.delete(image, np.s_[-8:], axis=1).max()
