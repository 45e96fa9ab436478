"""What is recorded for the exercises on the inside of networks, looked at again with the networks."""

import numpy as np
import pytest

from cnn_core.data.drawn import draw
from cnn_core.data.drawn.drawing import TEST_START
from cnn_core.exercises.making import make
from cnn_core.exercises.recorded import recorded
from cnn_core.models import load

LAYERS = {
    "drawn": ("conv1", "conv2", "conv3"),
    "tutorial": ("conv2d", "conv2d_1", "conv2d_2"),
    "teaching": ("whitening_relu", "conv2_relu", "conv3_relu"),
}
STORED = recorded("inside")
IMAGES = draw(len(STORED["images"]), start=TEST_START).images
SEEDS = range(24)


def maps_of(network, layers, images):
    """By Keras itself."""
    import keras

    model = load(network)
    taps = {name: model.get_layer(name).output for name in layers}
    made = keras.Model(model.inputs[0], taps)(images.astype("float32"))
    return [np.asarray(made[name]) for name in layers]


def grey(sheet):
    """0 is black, the largest value white."""
    return np.round(255 * sheet / sheet.max())


def test_images_are_drawn():
    np.testing.assert_array_equal(STORED["images"], IMAGES)


@pytest.mark.parametrize("network", LAYERS)
def test_maps_are_kerass(network):
    some = [0, 7, 19]
    for depth, made in enumerate(maps_of(network, LAYERS[network], IMAGES[some])):
        for values, at in zip(made, some, strict=True):
            sheet = values[:, :, STORED[f"channels_{network}"][depth, at]]
            np.testing.assert_allclose(STORED[f"maps_{network}_{depth}"][at], grey(sheet), atol=1)


def test_responses_are_kerass():
    [made] = maps_of("drawn", ["conv1"], IMAGES)
    of_asked = made[..., STORED["asked"]]
    np.testing.assert_allclose(STORED["lit"], of_asked.mean(axis=(1, 2)).T, atol=1e-4)
    count = STORED["clear"].shape[1]
    for k, at in ((0, 1), (5, 3), (9, 0), (15, 9)):
        sheet = of_asked[at, :, :, k]
        if sheet.max() > 0.05:
            np.testing.assert_allclose(STORED["responses"][k * count + at], grey(sheet), atol=1)
    share = of_asked[:count, 1:-1, 1:-1].max(axis=(1, 2)) / np.maximum(
        of_asked[:count].max(axis=(1, 2)), 1e-9
    )
    assert np.all(share.T[STORED["clear"]] > 0.59)


def test_made_images_excite_their_filters_more_than_drawn_ones():
    [made] = maps_of("drawn", ["conv1"], STORED["filters"])
    [natural] = maps_of("drawn", ["conv1"], IMAGES)
    for at, k in enumerate(STORED["asked"]):
        assert made[at, 2:-2, 2:-2, k].mean() > natural[:, 2:-2, 2:-2, k].mean(axis=(1, 2)).max()


def waves(picture):
    """How much a picture changes from row to row, and from column to column, by its Fourier spectrum."""
    power = np.abs(np.fft.fft2(picture.astype(float), axes=(0, 1))).sum(axis=2) ** 2
    rows, columns = (np.abs(np.fft.fftfreq(side)) for side in power.shape)
    return (power * rows[:, None]).sum() / power.sum(), (power * columns).sum() / power.sum()


def test_directions_are_those_of_the_made_images():
    for way, picture in zip(STORED["directions"], STORED["filters"], strict=True):
        down, right = waves(picture)
        if way == 3:
            assert picture.astype(float).std(axis=(0, 1)).max() < 25, "one plain colour"
        else:
            assert (down > 3 * right) == (way == 1) and (right > 3 * down) == (way == 2)


def test_kernels_of_lines_stand_with_their_lines():
    """A filter for lines from left to right changes from row to row, one for upright lines across."""
    kernel = np.asarray(load("drawn").get_layer("conv1").kernel)  # (3, 3, 3, 32)
    for way, k in zip(STORED["directions"], STORED["asked"], strict=True):
        rows = np.abs(np.diff(kernel[..., k].sum(axis=1), axis=0)).sum()
        columns = np.abs(np.diff(kernel[..., k].sum(axis=0), axis=0)).sum()
        if way == 1:
            assert rows > columns
        if way == 2:
            assert columns > rows


def test_answers_from_pictures():
    for seed in SEEDS:
        one = make("inside.most-excited", seed)
        lit = STORED["lit"][one.given["filter"], list(one.given["images"])]
        assert one.answer == "ABC"[int(lit.argmax())] and np.sort(lit)[-1] >= 3 * np.sort(lit)[-2]
        one = make("inside.maps-in-order", seed)
        sides = {
            shown["name"]: STORED[shown["of"]].shape[1] for shown in one.case.figure["pictures"][1:]
        }  # fmt: skip
        assert one.answer == tuple(sorted(sides, key=lambda name: -sides[name]))
        one = make("inside.whose-map", seed)
        first, *others = one.case.figure["pictures"]
        assert {shown["name"]: shown["at"] for shown in others}[one.answer] == first["at"]
        one = make("inside.filters-of-layer", seed)
        depth = {shown["name"]: shown["of"][-1] for shown in one.case.figure["pictures"]}
        assert int(depth[one.answer]) + 1 == int(one.given["asked"][-1])
        one = make("inside.which-response", seed)
        count, of = STORED["clear"].shape[1], {p["name"]: p["at"] for p in one.case.figure["pictures"]}
        assert of[one.answer] == of["filter"] * count + of["image"]


def test_mosaics_hold_made_images_of_the_first_layer():
    made = {picture.tobytes() for picture in STORED["filters"]}
    for mosaic in STORED["mosaics_0"]:
        parts = [mosaic[r : r + 32, c : c + 32].tobytes() for r in (0, 32) for c in (0, 32)]
        assert set(parts) <= made and len(set(parts)) == 4
