"""Record what the exercises on training are about: the lesson's network before it and after each epoch.

Run it as `python -m scripts.record_evolution_exercises`; it takes seconds. It writes
assets/lessons/evolution/exercises.npz:

    kernels   (11, 15, 31, 3)     the first convolution's 32 kernels, all epochs on one scale
    maps      (11 M, 35, 35)      16 maps of the last convolution, image by image; its epochs share a scale
    images    (M, 32, 32, 3)      those images
    first     (4 M, 32, 32)       maps of the untrained first convolution, four of each image
    noise     (8, 32, 32)         random pictures;  black (1, 32, 32): an empty one
    moved     (10, 32)            how far each kernel of the first convolution moves in an epoch
    said      (11, N)             the probability of the class that the network names in the end; N images
    right     (11, 500)           whether each validation drawing is right
"""

from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from cnn_core.data.dataset import Images
from cnn_core.data.load import validation_images
from cnn_core.exercises.bank import LESSONS
from cnn_core.explain.activations import on_scale
from cnn_core.explain.classes import predicted, probabilities
from cnn_core.explain.kernels_shown import first_kernels, kernel_pictures
from cnn_core.explain.networks import Shipped, opened
from cnn_core.explain.probe import Probe

NETWORK: Final = "drawn"
EPOCHS: Final = tuple(range(11))
DRAWINGS: Final = 500
#: Drawings whose maps are recorded, and of how many the probabilities are.
SHOWN: Final = 8
FOLLOWED: Final = 200
_MAPS, _GAP, _LINE = 16, 1, 70


def main() -> None:
    """Write the file."""
    split = validation_images(NETWORK, DRAWINGS)
    looks = [look(epoch, split.images) for epoch in EPOCHS]
    kernels, first, last, logits = (np.stack(each) for each in zip(*looks, strict=True))
    answers = predicted(logits[-1])
    shares = np.stack([probabilities(one)[np.arange(DRAWINGS), answers] for one in logits])
    np.savez_compressed(
        LESSONS / "evolution" / "exercises.npz",
        kernels=kernel_sheets(kernels),
        maps=map_sheets(last),
        images=split.images[:SHOWN],
        first=untrained_maps(first[0]),
        noise=np.random.default_rng(0).integers(0, 256, (8, 32, 32), np.uint8),
        black=np.zeros((1, 32, 32), np.uint8),
        moved=np.sqrt((np.diff(kernels, axis=0) ** 2).sum(axis=(1, 2, 3))).astype(np.float32),
        said=shares[:, :FOLLOWED].astype(np.float32),
        right=np.stack([predicted(one) for one in logits]) == split.labels,
    )


def look(epoch: int, images: Images) -> tuple[NDArray[Any], ...]:
    """Kernels, maps of the first and the last convolution for few drawings, logits of all."""
    with opened(Shipped(NETWORK, epoch)) as probe:
        given = probe.images(images)
        few = given[:SHOWN]
        first, last = (probe.maps(probe.site(name), few) for name in ends(probe))
        return first_kernels(probe)[1].copy(), first, last[..., :_MAPS], probe.logits(given)


def ends(probe: Probe) -> tuple[str, str]:
    """The first and the last convolution's names."""
    names = [site.name for site in probe.sites if site.convolution]
    return names[0], names[-1]


def kernel_sheets(kernels: NDArray[np.float32]) -> NDArray[np.uint8]:
    """(E, h, w, 3, K) as a picture an epoch, eight kernels in a row, all on one scale."""
    epochs, count = len(kernels), kernels.shape[-1]
    together = kernel_pictures(np.concatenate(list(kernels), axis=-1))
    return np.stack([sheet(one, 8) for one in together.reshape(epochs, count, *together.shape[1:])])


def map_sheets(maps: NDArray[np.float32]) -> NDArray[np.uint8]:
    """(E, M, h, w, K) as a picture an image and epoch, image by image; an image's epochs share a scale."""
    shown = [on_scale(maps[:, at], each=False, signed=False) for at in range(maps.shape[1])]
    return np.stack([sheet(np.moveaxis(one, -1, 0), 4) for image in shown for one in image])


def untrained_maps(maps: NDArray[np.float32]) -> NDArray[np.uint8]:
    """The four liveliest maps of each image, (M, h, w, K), each on a scale of its own."""
    found = []
    for one in maps:
        liveliest = np.argsort(-one.std(axis=(0, 1)), kind="stable")[:4]
        found.append(on_scale(np.moveaxis(one[..., liveliest], -1, 0), each=True, signed=False))
    return np.concatenate(found)


def sheet(pictures: NDArray[np.uint8], columns: int) -> NDArray[np.uint8]:
    """(N, h, w, ...) in rows of so many, grey lines between them: white ones would outshine faint maps."""
    height, width, rows = pictures.shape[1], pictures.shape[2], len(pictures) // columns
    size = rows * (height + _GAP) - _GAP, columns * (width + _GAP) - _GAP
    made = np.full((*size, *pictures.shape[3:]), _LINE, np.uint8)
    for at, picture in enumerate(pictures):
        top, left = at // columns * (height + _GAP), at % columns * (width + _GAP)
        made[top : top + height, left : left + width] = picture
    return made


if __name__ == "__main__":
    main()
