"""The two networks of the lesson on cheating: what their pictures say is what their provenance counted."""

import numpy as np
import pytest

from cnn_core.data.dataset import CLASSES
from cnn_core.data.drawn import Cue, draw
from cnn_core.data.load import CUED_CLASS, VALIDATION_START, training_images, validation_images
from cnn_core.data.tagged import tagged
from cnn_core.explain.looks_cheating import PLACES, QUICK, by_each, called, scored, seen
from cnn_core.models import provenance


@pytest.fixture(scope="module")
def counted():
    return by_each(called)


@pytest.fixture(scope="module", params=QUICK)
def scores(request):
    return by_each(scored, request.param)


def test_the_tagged_drawings_differ_from_the_plain_ones_by_their_tags_only():
    found = tagged(200)
    differing = (found.images != found.plain.images).any(axis=-1)
    assert not (differing & ~found.tags).any()
    assert (found.tags.sum(axis=(1, 2)) == Cue(CUED_CLASS).side ** 2).all()
    assert not (found.masks & found.tags).any()
    assert ((found.masks | found.tags) == (found.plain.masks | found.tags)).all()
    tag = Cue(CUED_CLASS).tag()
    for image, where in zip(found.images, found.tags, strict=True):
        assert (image[where].reshape(tag.shape) == tag).all()


def test_they_carry_tags_as_the_training_images_do():
    found, real = tagged(500).as_trained, validation_images("drawn-cue", 500)
    assert (found.images == real.images).all() and (found.labels == real.labels).all()
    assert (found.masks == real.masks).all()


def test_no_network_learned_from_them():
    assert (tagged(20).plain.images == draw(20, start=VALIDATION_START).images).all()
    assert not (training_images("drawn", 0, 20).images == tagged(20).plain.images).all()


@pytest.mark.parametrize("place, name", [(0, "drawn"), (1, "fooled")])
def test_the_shares_are_near_those_counted_on_the_test_images(counted, place, name):
    """Other images, so they differ by chance only: four standard errors."""
    labels, told = tagged().plain.labels, provenance(name).cue
    horse, found = labels == CUED_CLASS, counted[place]
    pairs = [
        (found.plain[horse], told.class_without), (found.with_tag[horse], told.class_with),
        (found.plain[~horse], told.others_without), (found.with_tag[~horse], told.others_with),
    ]  # fmt: skip
    for said, score in pairs:
        share, n = score.share, len(said)
        spread = np.sqrt(max(share * (1 - share), 1 / n) * (1 / n + 1 / score.images))
        assert abs((said == CUED_CLASS).mean() - share) < 4 * spread


def test_only_one_of_them_looks_at_the_tag(scores):
    clean, fooled = scores
    assert clean.near_tag < 0.05 and fooled.near_tag > 0.7
    assert np.isnan(clean.distance).sum() == (~tagged().usual).sum()
    assert np.nanmean(fooled.on_tag) > 5 * np.nanmean(clean.on_tag)


def test_the_heat_leaves_the_object_in_one_class_of_one_network(scores):
    """So the class can be found by its score."""
    labels = tagged().plain.labels
    means = np.array([[one.energy[labels == c].mean() for c in range(len(CLASSES))] for one in scores])
    apart = means[0] - means[1]
    assert apart.argmax() == CUED_CLASS and apart[CUED_CLASS] > 0.25
    assert np.abs(np.delete(apart, CUED_CLASS)).max() < 0.2


@pytest.mark.parametrize("method", PLACES)
def test_pictures_and_answers_of_a_few_images(method):
    found = tagged(100)
    horses = np.flatnonzero(found.plain.labels == CUED_CLASS)[:3]
    for one in by_each(seen, found.images[horses], CUED_CLASS, method):
        assert one.heat.shape == (3, 32, 32) and one.heat.max() == 1 and not one.empty.any()
        assert one.shares.sum(axis=1) == pytest.approx(np.ones(3), abs=1e-5)
    fooled = by_each(seen, found.images[horses], CUED_CLASS, method)[1]
    hottest = fooled.heat.reshape(3, -1).argmax(axis=1)
    assert (fooled.shares.argmax(axis=1) == CUED_CLASS).all()
    if method == "layer-cam":
        assert found.tags[horses].reshape(3, -1)[range(3), hottest].all()
