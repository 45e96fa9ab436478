"""Pointing, energy and their chance level against SciPy and hand cases."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from scipy import ndimage, stats

from cnn_core.data.drawn import draw
from cnn_core.errors import LabError
from cnn_core.explain.pointing import chance, energy, pointing, reach, summary

SHAPE = st.tuples(st.just(2), st.integers(1, 9), st.integers(1, 9))
CASES = SHAPE.flatmap(
    lambda shape: st.tuples(
        hnp.arrays(np.float64, shape, elements=st.integers(-3, 4)), hnp.arrays(bool, shape)
    )
)


@given(CASES, st.sampled_from([0, 1, 1.5, 2, 3]))
@settings(deadline=None)
def test_against_distances_of_scipy(case, tolerance):
    maps, masks = case
    for heat, mask, hit, far, blind in zip(
        maps,
        masks,
        pointing(maps, masks, tolerance),
        reach(maps, masks),
        chance(masks, tolerance),
        strict=True,
    ):
        if not mask.any():
            assert np.isnan([hit, far, blind]).all()
            continue
        distances = ndimage.distance_transform_edt(~mask)
        hottest = distances[heat == heat.max()]
        assert hit == pytest.approx((hottest <= tolerance).mean())
        assert far == pytest.approx(hottest.mean())
        assert blind == pytest.approx((distances <= tolerance).mean())


@given(CASES)
@settings(deadline=None)
def test_energy_is_the_share_inside(case):
    maps, masks = case
    for heat, mask, share in zip(maps, masks, energy(maps, masks), strict=True):
        warm = np.clip(heat, 0, None)
        if not mask.any():
            assert np.isnan(share)
        elif warm.sum() == 0:
            assert share == pytest.approx(mask.mean())
        else:
            assert share == pytest.approx(warm[mask].sum() / warm.sum())


def test_a_map_that_is_the_mask_is_right_and_its_opposite_wrong():
    masks = draw(20).masks
    known = masks.any(axis=(1, 2))
    assert (energy(masks.astype(float), masks)[known] == 1).all()
    assert (pointing(masks.astype(float), masks)[known] == 1).all()
    assert not energy((~masks).astype(float), masks)[known].any()
    assert not pointing((~masks).astype(float), masks)[known].any()


def test_a_map_that_says_nothing_is_worth_a_guess():
    masks = draw(20).masks
    for same in (np.zeros(masks.shape), np.full(masks.shape, 0.3)):
        assert np.allclose(pointing(same, masks, 2), chance(masks, 2))
        assert np.allclose(energy(same, masks), chance(masks))


def test_blind_guesses_reach_the_chance_level():
    random = np.random.default_rng(0)
    mask = draw(1).masks[0]
    maps = random.random((4000, *mask.shape))
    told = summary(pointing(maps, np.broadcast_to(mask, maps.shape), 1))
    assert abs(told.mean - chance(mask[None], 1).item()) < 4 * told.error


def test_cells_that_differ_by_rounding_are_as_hot():
    heat = np.float32([[[1, 1 - 1e-7, 0.999]]])
    assert pointing(heat, [[[True, False, False]]]).item() == 0.5


def test_numbers_as_large_as_they_come():
    heat = np.full((1, 2, 2), np.finfo(np.float64).max)
    assert energy(heat, [[[True, False], [False, False]]]).item() == 0.25


@given(hnp.arrays(np.float64, st.integers(2, 40), elements=st.floats(0, 1)))
@settings(deadline=None)
def test_the_standard_error_is_scipys(scores):
    told = summary([*scores, np.nan])
    assert told.mean == pytest.approx(scores.mean()) and told.count == len(scores)
    assert told.error == pytest.approx(stats.sem(scores), abs=1e-12)


def test_of_one_image_or_none_there_is_no_error():
    assert np.isnan(summary([0.5]).error) and summary([0.5]).mean == 0.5
    assert summary([np.nan]).count == 0 and np.isnan(summary([]).mean)


def test_what_does_not_fit():
    with pytest.raises(LabError, match="mask_does_not_match"):
        pointing(np.zeros((1, 2, 2)), np.ones((1, 2, 3)))
    with pytest.raises(LabError, match="not_finite"):
        energy([[[np.nan]]], [[[True]]])
    with pytest.raises(LabError, match="too_small"):
        pointing([[[1.0]]], [[[True]]], -1)
    with pytest.raises(LabError, match="wrong_rank"):
        reach([[1.0]], [[True]])
